"""What persons have decided in formgrader, and late penalties: read from the gradebook, for the students' pages."""

from collections import defaultdict
from dataclasses import dataclass, field

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import or_

from dlkit.grading.grades.gradebook import course


@dataclass
class Decisions:
    """About one submission. Cells by their grade_id."""

    points: dict = field(default_factory=dict)  # {cell: points}, where a person gave them
    comments: dict = field(default_factory=dict)  # {cell: what a person wrote about the answer}
    penalty: float = 0.0  # points that are taken away for being late
    waiting: bool = False  # a person has still to look


def read(name):
    """{student: Decisions} about the assignment `name`; students about whom nothing was decided are not in it."""
    directory, _ = course()
    found = defaultdict(Decisions)
    with Gradebook(directory.db_url, directory.course_id) as book:

        def rows(table, *columns):
            query = book.db.query(
                SubmittedAssignment.student_id, BaseCell.name, *columns
            ).select_from(table)
            query = query.join(BaseCell, table.cell_id == BaseCell.id)
            return of(query.join(SubmittedNotebook, table.notebook_id == SubmittedNotebook.id))

        def of(query):
            query = query.join(
                SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
            )
            return query.join(
                Assignment, SubmittedAssignment.assignment_id == Assignment.id
            ).filter_by(name=name)

        given = or_(Grade.manual_score.isnot(None), Grade.extra_credit.isnot(None))
        for student, cell, score in rows(Grade, Grade.score).filter(given):
            found[student].points[cell] = score
        for student, _ in rows(Grade).filter(Grade.needs_manual_grade):
            found[student].waiting = True
        for student, cell, text in rows(Comment, Comment.manual_comment).filter(
            Comment.manual_comment != ""
        ):
            found[student].comments[cell] = text
        late = book.db.query(
            SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty
        )
        for student, penalty in of(late.select_from(SubmittedNotebook)):
            if penalty:
                found[student].penalty = penalty
    return dict(found)
