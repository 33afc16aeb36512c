"""Results into nbgrader's gradebook, where formgrader, export and late penalties find them.

One writer, in bulk. Grades that a person has given are kept: nbgrader counts them before automatic ones.
The places are those of nbgrader_config.py in the current folder.
"""

import hashlib
import os
import sys
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties

from dlkit.errors import UserError
from dlkit.grading.classes.submission import content
from dlkit.grading.grades import formgrader
from dlkit.grading.reasons import unusual
from dlkit.grading.result import Outcome

TOGETHER = 200  # students in one commit
MAX_NAME = 128  # bytes of a student's name in the gradebook: that is the column's width


class Unusable(UserError):
    """nbgrader's configuration; the message says what is wrong with it."""


def course():
    """nbgrader's CourseDirectory, configured by the nbgrader_config.py of the current folder. Raises Unusable.

    Puts the environment's programs on the PATH, where nbgrader looks for alembic.
    """
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ["PATH"].split(os.pathsep):  # nbgrader calls alembic by that name
        os.environ["PATH"] = scripts + os.pathsep + os.environ["PATH"]
    app = NbGrader()
    app.log_level = "ERROR"
    app.raise_config_file_errors = True  # else it goes on, with another gradebook
    try:
        app.load_config_file()
        AssignLatePenalties(config=app.config).init_plugin()  # looks at the rule for who is late
    except Exception as error:
        raise Unusable(
            f"nbgrader_config.py cannot be used: {type(error).__name__}: {error}"
        ) from error
    return CourseDirectory(config=app.config), app.config


def write(results, assignment, submissions):
    """Fill the gradebook and write a notebook for formgrader for each student. Returns the gradebook's address."""
    directory, config = course()
    db, source = directory.db_url, nbformat.read(assignment.path, as_version=4)
    if db.startswith("sqlite:///"):
        Path(db.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    with Gradebook(db, directory.course_id) as book:
        declare(book, assignment)
        known = {student for (student,) in book.db.query(Student.id)}
        for start in range(0, len(results), TOGETHER):
            some = results[start : start + TOGETHER]
            seen, changed = look_at_notebooks(some, source, directory, assignment.name)
            enter(book, assignment, some, submissions, seen, known)
            for path, text in changed.items():  # after the ticks: stopped in between, they are new
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)
        late = [
            s.student_id
            for s in book.assignment_submissions(assignment.name)
            if s.total_seconds_late > 0 or s.late_submission_penalty
        ]  # or no longer, which takes it back
    penalise(late, assignment.name, db, config)
    return db


def look_at_notebooks(results, source, directory, name):
    """(students of whom there is nothing new to look at, {path: bytes} of the notebooks that are to be written)."""
    seen, changed = set(), {}
    for result in results:
        student = student_id(result)
        place = directory.format_path(directory.autograded_directory, student, name)
        path = Path(place, f"{name}.ipynb")
        before = path.read_bytes() if path.is_file() else b""
        if formgrader.shown(before) == formgrader.fingerprint(result):
            seen.add(student)
        notebook = formgrader.notebook_of(source, result)
        text = f"{nbformat.writes(notebook)}\n".encode(errors="replace")
        if text != before:
            changed[path] = text
    return seen, changed


def student_id(result):
    """The student's name in the gradebook: that of the folder, with what is not text in it written out.

    One that is too long for the gradebook ends in a hash.
    """
    name = result.student.encode(errors="backslashreplace")
    if len(name) > MAX_NAME:
        digest = hashlib.sha256(name).hexdigest()[:16]
        name = name[: MAX_NAME - len(digest) - 1] + f"-{digest}".encode()
    return name.decode(errors="ignore")


def declare(book, assignment):
    """The assignment, its notebook and its cells. Cells that it has no longer go, with what was given for them."""
    name = assignment.name
    book.update_or_create_assignment(name)
    book.update_or_create_notebook(name, name)
    for cell in assignment.cells:
        kind = "code" if cell.code else "markdown"
        if cell.kind in ("test", "written"):
            book.update_or_create_grade_cell(
                cell.grade_id, name, name, max_score=cell.points, cell_type=kind
            )
        if cell.kind in ("solution", "written"):
            book.update_or_create_solution_cell(cell.grade_id, name, name)
        if cell.grade_id:
            locked = cell.kind not in ("solution", "written")
            book.update_or_create_source_cell(
                cell.grade_id, name, name, source=cell.source, cell_type=kind, locked=locked
            )
    notebook, names = book.find_notebook(name, name), {cell.grade_id for cell in assignment.cells}
    for cell in [*notebook.grade_cells, *notebook.solution_cells]:
        if cell.name not in names:
            for row in (*cell.grades, *cell.comments, cell):
                book.db.delete(row)
    book.db.commit()


def enter(book, assignment, results, submissions, seen, known):
    """Students, submissions and automatic scores of some results, in one commit.

    seen: the students whose notebook in formgrader is the same as before; a person need not look again.
    known: the students in the gradebook; the new ones are added.
    """
    for student in dict.fromkeys(map(student_id, results)):
        if student not in known:
            book.db.add(Student(id=student))
            known.add(student)
    book.db.commit()
    for result in results:
        entry, new = entry_of(book, assignment.name, student_id(result))
        if when := timestamp(submissions, result):
            entry.assignment.timestamp = when
        for grade in entry.grades:
            if test := result.tests.get(grade.name):
                grade.auto_score = test.points
            else:  # no words, no points
                grade.auto_score = None if result.answers.get(grade.name, "").strip() else 0
        if new or student_id(result) not in seen:
            to_look_at(entry, result)
    book.db.commit()


def entry_of(book, name, student):
    """(the student's SubmittedNotebook, with a row for each cell of the assignment; whether it is new)."""
    notebook = book.find_notebook(name, name)
    with book.db.no_autoflush:
        try:
            submitted = book.find_submission(name, student)
        except MissingEntry:
            task = book.find_assignment(name)
            submitted = SubmittedAssignment(assignment=task, student=book.find_student(student))
        mine = (entry for entry in submitted.notebooks if entry.notebook is notebook)
        found = next(mine, None)
        entry = found or SubmittedNotebook(notebook=notebook, assignment=submitted)
        for cells, rows, kind in (
            (notebook.grade_cells, entry.grades, Grade),
            (notebook.solution_cells, entry.comments, Comment),
        ):
            there = {row.cell_id for row in rows}
            for cell in cells:
                if cell.id not in there:
                    book.db.add(kind(cell_id=cell.id, cell=cell, notebook=entry))
    return entry, found is None


def to_look_at(entry, result):
    """Tick what a person must look at: answers in words, what earlier decisions were about, and, where something odd
    happened, the tests that failed."""
    odd = unusual(result.reasons)
    lost = {name for name, test in result.tests.items() if test.outcome != Outcome.PASSED}
    for grade in entry.grades:
        decided = grade.manual_score is not None or grade.extra_credit
        grade.needs_manual_grade = bool(
            grade.auto_score is None or decided or (odd and grade.name in lost)
        )
    look = odd or any(comment.manual_comment for comment in entry.comments)
    if look and entry.grades and not any(grade.needs_manual_grade for grade in entry.grades):
        entry.grades[0].needs_manual_grade = True


def timestamp(submissions, result):
    """When it was handed in, from nbgrader's timestamp.txt beside the notebook; None where there is no such time."""
    place = Path(submissions, result.student, result.assignment, "timestamp.txt")
    try:
        return utils.parse_utc(content(place, 100).decode().strip())
    except (OSError, ValueError, OverflowError):
        return None


def penalise(late, name, db, config):
    """Late penalties by the plugin that nbgrader_config.py names."""
    step = AssignLatePenalties(config=config)
    for student in late:
        about = {
            "nbgrader": {"notebook": name, "assignment": name, "student": student, "db_url": db}
        }
        step.preprocess(nbformat.v4.new_notebook(), about)
