"""A student's page: the points of each test, what to look at, and of a hidden test only its title and hint.

What a person has decided in formgrader counts before what the tests found.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dlkit.grading.grades.decisions import Decisions
from dlkit.grading.grades.gradebook import student_id
from dlkit.grading.pages.html import HTML, one_line
from dlkit.grading.result import Outcome, State, TestResult, name_of_added

HINT = re.compile(
    r".*\n(?:### BEGIN HIDDEN TESTS\n)?# hint: (.+)"
)  # in a hidden test, below its title
NO_HINT = (
    "It checks the same specification on other inputs, such as edge cases: read the docstring again, sentence "
    "by sentence."
)
MAX_ADDED, MAX_DETAIL = 20, 300


@dataclass
class TestView:
    """A test as the page shows it."""

    title: str
    hidden: bool
    points: float
    of: float
    given: bool  # a person gave the points
    state: str  # "passed", "failed" or "open"
    sum: str
    unwritten: bool = False
    message: tuple[str, str] | None = None  # first line, and the rest
    hint: str = ""

    @property
    def mark(self):
        return {"passed": "✓", "failed": "✗", "open": "–"}[self.state]

    @property
    def said(self):
        if self.state == "open":
            return "not written" if self.unwritten else "not run"
        return {"passed": "passed", "failed": "not passed"}[self.state]


@dataclass
class AnswerView:
    """An answer in words. points: None until a person has given them."""

    points: float | None
    of: float


@dataclass
class ExerciseView:
    title: str
    tests: list[TestView]
    written: list[AnswerView]
    unwritten: bool  # the whole exercise
    errors: list[str]
    comments: list[str]

    @property
    def counted(self):
        return [*self.tests, *(answer for answer in self.written if answer.points is not None)]

    @property
    def earned(self):
        return sum(part.points for part in self.counted)

    @property
    def of(self):
        return sum(part.of for part in self.counted)

    @property
    def sum(self):
        if not self.of:
            return ""
        idle = all(test.sum == NOT_RUN for test in self.tests) and self.counted == self.tests
        return f"{'–' if idle else f'{self.earned:g}'} of {self.of:g}"


NOT_RUN = "not run"


def page(result, assignment, decided=None):
    """One HTML page about one result, for its student's eyes. decided: the `decisions.Decisions` about it, if any."""
    failed = result.state == State.FAILED
    decided = decided or Decisions(waiting=result.state == State.REVIEW)
    ran = not failed and any(test.outcome != Outcome.NOT_RUN for test in result.tests.values())
    errors = {} if failed else result.errors
    exercises = [_exercise(e, result, errors, failed, decided) for e in assignment.exercises]
    score = max(0, sum(exercise.earned for exercise in exercises) - decided.penalty)
    return HTML.get_template("feedback.html").render(
        student=result.student,
        title=assignment.title or assignment.name,
        points=sum(exercise.of for exercise in exercises),
        score=score if ran or decided.points else None,
        failed=failed,
        reasons=reasons(result),
        decided=decided,
        unsafe=result.sandbox == "none",
        exercises=exercises,
        added=_stopped(result.added, errors),
        fingerprint=result.notebook if ran else "",
    )


def reasons(result):
    """Why a person looks at it, in words fit for its student."""
    if result.state != State.REVIEW:
        return []
    shown = (reason.shown(lambda text: one_line(text, MAX_DETAIL)) for reason in result.reasons)
    return list(dict.fromkeys(reason.student for reason in shown))


def _stopped(added, errors):
    """[(first line, error)] of the cells that the student added and that stopped."""
    found = []
    for number, cell in enumerate(added):
        if error := errors.get(name_of_added(number)):
            lines = (line for line in cell.source.splitlines() if line.strip())
            found.append((next(lines, ""), error))
    return found[:MAX_ADDED]


def _exercise(exercise, result, errors, failed, decided):
    tests = [
        _test(cell, result, failed, decided.points.get(cell.grade_id)) for cell in exercise.tests
    ]
    seen = [test for test in tests if not test.hidden]
    unwritten = bool(seen) and all(test.unwritten for test in seen)
    stopped = [errors[cell.grade_id] for cell in exercise.solutions if cell.grade_id in errors]
    for test in tests:
        if unwritten and test.state == "failed":
            test.state, test.unwritten, test.message, test.hint = "open", True, None, ""
        elif stopped and test.hint:
            test.hint = "It needs your cell to run to its end."
    # an answer in words that is not empty would have to be looked at
    empty = 0 if result.state == State.GRADED else None
    written = [
        AnswerView(decided.points.get(cell.grade_id, empty), cell.points)
        for cell in exercise.solutions
        if cell.kind == "written"
    ]
    names = [cell.grade_id for cell in exercise.solutions]
    comments = [decided.comments[name] for name in names if name in decided.comments]
    return ExerciseView(exercise.title, tests, written, unwritten, stopped, comments)


def _test(cell, result, failed, given):
    """given: the points that a person gave to it, if one did."""
    found = result.tests.get(cell.grade_id) or TestResult.lost(cell, Outcome.NOT_RUN, "")
    by_person = given is not None
    points = given if by_person else found.points
    passed = points >= found.of and (by_person or found.outcome == Outcome.PASSED)
    idle = failed or found.outcome in (Outcome.NOT_RUN, Outcome.CUT_OFF)
    if idle and not by_person:
        state, shown = "open", NOT_RUN
    else:
        state, shown = "passed" if passed else "failed", f"{points:g} of {found.of:g}"
    view = TestView(cell.title, cell.hidden, points, found.of, by_person, state, shown)
    if state == "failed" and found.outcome != Outcome.NOT_RUN:
        view.unwritten = not by_person and found.outcome == Outcome.NOT_WRITTEN
        if cell.hidden:
            hint = HINT.match(cell.source)
            view.hint = hint[1] if hint else NO_HINT
        else:
            first, _, rest = found.message.partition("\n")
            view.message = first, rest
    return view


def file_name(student, alone=True):
    """A name for a student's page that is safe anywhere; where it is not the student's name itself, with a hash."""
    plain = re.fullmatch(r"[A-Za-z0-9_][\w.@+-]{0,80}", student, re.ASCII)
    taken = re.match(
        r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)|.*-[0-9a-f]{16}$", student, re.IGNORECASE
    )
    if plain and alone and not taken:
        return f"{student}.html"
    known = hashlib.blake2b(student.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{re.sub(r'[^A-Za-z0-9_]+', '_', student)[:40] or '_'}-{known}.html"


def write(results, assignment, folder, decided):
    """FOLDER/<student>.html for each result. decided: {the student's name in the gradebook: Decisions}"""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # Anna and anna would be one file on some disks
    same = Counter(result.student.casefold() for result in results)
    for result in results:
        name = file_name(result.student, same[result.student.casefold()] == 1)
        about = decided.get(student_id(result), Decisions())
        (folder / name).write_text(page(result, assignment, about), encoding="utf-8")
