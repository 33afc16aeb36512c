"""Results into nbgrader's gradebook, where formgrader, export and late penalties find them.

One writer, in bulk. Grades that a person has given are kept: nbgrader counts them before automatic ones.
The places are those of nbgrader_config.py in the current folder.
"""

import os
import re
import sys
import textwrap
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

from dlkit.grading.classes.submission import content

TOGETHER = 200  # students in one commit


class Unusable(ValueError):
    """nbgrader's configuration; the message says what is wrong with it."""


def course():
    """nbgrader's CourseDirectory, configured by the nbgrader_config.py of the current folder. Raises Unusable."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ["PATH"].split(
        os.pathsep
    ):  # nbgrader calls alembic by its bare name
        os.environ["PATH"] = scripts + os.pathsep + os.environ["PATH"]
    app = NbGrader()
    app.log_level, app.raise_config_file_errors = (
        "ERROR",
        True,
    )  # else it goes on, with another gradebook
    try:
        app.load_config_file()
        AssignLatePenalties(
            config=app.config
        ).init_plugin()  # which looks at the rule for those who are late
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
            new = {}  # {place: notebook} of those that differ from what formgrader has shown so far
            seen = set()
            for result in some:
                place = Path(
                    directory.format_path(
                        directory.autograded_directory, student_id(result), assignment.name
                    )
                )
                text = f"{nbformat.writes(graded(source, result))}\n".encode(errors="replace")
                if (
                    path := place / f"{assignment.name}.ipynb"
                ).is_file() and path.read_bytes() == text:
                    seen.add(student_id(result))
                else:
                    new[path] = text
            enter(book, assignment, some, submissions, seen, known)
            for path, text in new.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)
        late = [
            s.student_id
            for s in book.assignment_submissions(assignment.name)
            if s.total_seconds_late > 0 or s.late_submission_penalty
        ]  # or no longer, which takes it back
    penalise(late, assignment.name, db, config)
    return db


def student_id(result):
    """The student's name in the gradebook: that of the folder, with what is not text in it written out."""
    return result["student"].encode(errors="backslashreplace").decode()


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
    task = book.find_assignment(assignment.name)
    notebook = book.find_notebook(assignment.name, assignment.name)
    for result in results:
        student = student_id(result)
        with book.db.no_autoflush:
            try:
                submitted = book.find_submission(assignment.name, student)
            except MissingEntry:
                submitted = SubmittedAssignment(assignment=task, student=book.find_student(student))
            entry = next(
                (entry for entry in submitted.notebooks if entry.notebook is notebook), None
            )
            fresh = student not in seen or entry is None
            entry = entry or SubmittedNotebook(notebook=notebook, assignment=submitted)
            for cells, rows, kind in (
                (notebook.grade_cells, entry.grades, Grade),
                (notebook.solution_cells, entry.comments, Comment),
            ):
                there = {row.cell_id for row in rows}
                for cell in cells:
                    if cell.id not in there:
                        book.db.add(kind(cell_id=cell.id, cell=cell, notebook=entry))
        if when := timestamp(submissions, result):
            submitted.timestamp = when
        for grade in entry.grades:
            test, answer = result["tests"].get(grade.name), result["answers"].get(grade.name, "")
            grade.auto_score = (
                test["points"] if test else None if answer.strip() else 0
            )  # no words, no points
        if fresh:
            to_look_at(entry, result)
    book.db.commit()


def to_look_at(entry, result):
    """Tick what a person must look at: answers in words, what earlier decisions were about, and, where something odd
    happened, the tests that failed."""
    odd = bool(set(result["review"]) - {"a written answer"})
    lost = {name for name, test in result["tests"].items() if test["message"]}
    for grade in entry.grades:
        decided = grade.manual_score is not None or grade.extra_credit
        grade.needs_manual_grade = bool(
            grade.auto_score is None or decided or (odd and grade.name in lost)
        )
    if odd or any(comment.manual_comment for comment in entry.comments):
        if entry.grades and not any(grade.needs_manual_grade for grade in entry.grades):
            entry.grades[0].needs_manual_grade = True


def timestamp(submissions, result):
    """When it was handed in, from nbgrader's timestamp.txt beside the notebook; None where there is no such time."""
    place = Path(submissions, result["student"], result["assignment"], "timestamp.txt")
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


def graded(source, result):
    """The instructor's notebook with the student's answers in it, under each failed test its message, and why a person
    must look. An answer that is missing is empty."""
    notebook = nbformat.from_dict(source)
    cells = (
        [printed("A person must look: " + "; ".join(result["review"]), "why")]
        if result["review"]
        else []
    )
    cells += extra(result, "")
    for cell in notebook.cells:
        cell = nbformat.from_dict(cell)
        about = cell.metadata.get("nbgrader", {})
        name = about.get("grade_id", "")
        if about.get("solution"):
            answer = result["answers"].get(name, "")
            cell.source = answer if cell.cell_type == "code" else as_typed(answer)
        if cell.cell_type == "code":
            cell.outputs = []
            if message := result["tests"].get(name, {}).get("message") or result["errors"].get(
                name
            ):
                cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=message)]
        cells += [cell, *(extra(result, name) if name else [])]
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


def extra(result, name):
    """The cells that the student added after the cell `name`, with their errors."""
    return [
        printed(result["errors"].get(f"extra {i}", ""), f"extra-{i}", code)
        for i, (after, code) in enumerate(result["extra"])
        if after == name
    ]


def printed(text, name, code=""):
    """A code cell that has printed a text."""
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)] if text else []
    return nbformat.v4.new_code_cell(code, id=name, outputs=outputs)


def as_typed(text):
    """Markdown that shows a text as it is: formgrader would run a script in it with the instructor's rights."""
    fence = "`" * (3 + max(map(len, re.findall("`+", text)), default=0))
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 100) or [""]]
    return "\n".join([f"{fence}text", *lines, fence]) if text.strip() else ""
