"""The class report: one page for the teaching team. What needs a person comes first, then scores, points and mistakes.

Like every page of ours it is one file, and everything in it that students wrote is cleaned and escaped.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from dlkit.grading.classes import similar
from dlkit.grading.pages import figures
from dlkit.grading.pages.html import HTML
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import Outcome, State

ENOUGH = 50  # submissions, for a rate that says more than how long the workers took to start
STATES = (
    (State.GRADED, "graded"),
    (State.REVIEW, "need a person"),
    (State.FAILED, "failed on our side"),
)
MAX_MISTAKES, MAX_GROUPS, MAX_REASONS, MAX_SHOWN = 25, 10, 60, 3000
NO_REASON = "no reason is given"
MAX_LINE, MAX_REASON, MAX_VERSIONS = 1000, 1000, 5


@dataclass(frozen=True)
class TestLoss:
    """What one test cost the class."""

    title: str
    hidden: bool
    exercise: str
    of: float
    failed: int  # submissions
    lost: float  # points of all together


def write(results, assignment, path, seconds=None, workers=None):
    """The report on `results`, as one HTML page at `path`. seconds, workers: how long they took, and on how many."""
    Path(path).write_text(page(results, assignment, seconds, workers), encoding="utf-8")


def page(results, assignment, seconds=None, workers=None):
    """See `write`."""
    # whole, the results of a large class may not fit the memory
    whole, results = results, [slim(result) for result in results]
    ran = [
        result
        for result in results
        if result.state != State.FAILED
        and any(test.outcome != Outcome.NOT_RUN for test in result.tests.values())
    ]
    scores = [result.score for result in ran]
    points = max((result.points for result in results), default=0)
    named = mistakes(ran, assignment)
    groups = [_question(group, assignment) for group in similar.groups(whole, assignment)]
    states = Counter(result.state for result in results)
    view = {
        "title": assignment.title or assignment.name,
        "total": len(results),
        "scores": scores,
        "points": points,
        "states": [(state, words, states[state]) for state, words in STATES],
        "unsafe": sum(result.sandbox == "none" for result in results),
        "waiting": waiting(results),
        "mistakes": named[:MAX_MISTAKES],
        "more_mistakes": max(0, len(named) - MAX_MISTAKES),
        "groups": groups[:MAX_GROUPS],
        "more_groups": groups[MAX_GROUPS:],
        "throughput": throughput(len(results), seconds, workers),
        "versions": versions(results),
    }
    if scores:
        view["tests"] = tests = lost(ran, assignment)
        view |= figures.all_of(scores, points, tests)
    return HTML.get_template("report.html").render(view)


def slim(result):
    """A result without what students wrote, and of each message the first line."""
    tests = {
        name: replace(test, message=test.message[:MAX_LINE].partition("\n")[0])
        for name, test in result.tests.items()
    }
    return replace(result, answers={}, added=[], errors={}, tests=tests)


def versions(results):
    """With what the results were made, in words."""
    all_of_them = (
        ", ".join(f"{name} {number}" for name, number in result.versions.items())
        for result in results
    )
    return "; ".join(sorted({*all_of_them} - {""})[:MAX_VERSIONS])


def lost(results, assignment):
    """The TestLoss of each test."""
    found = []
    for exercise in assignment.exercises:
        for cell in exercise.tests:
            tests = [r.tests[cell.grade_id] for r in results if cell.grade_id in r.tests]
            found.append(
                TestLoss(
                    cell.title,
                    cell.hidden,
                    exercise.title,
                    cell.points,
                    failed=sum(test.outcome != Outcome.PASSED for test in tests),
                    lost=sum(test.of - test.points for test in tests),
                )
            )
    return found


def mistakes(results, assignment):
    """[(name, mistake, title of the exercise, number of students)], the most frequent first."""
    students = defaultdict(set)
    for number, result in enumerate(results):
        for grade_id, test in result.tests.items():
            name, mistake = test.mistake
            if mistake:
                exercise = assignment.exercise(grade_id)
                students[name, mistake, exercise.title if exercise else ""].add(number)
    return sorted(
        ((*key, len(them)) for key, them in students.items()), key=lambda row: (-row[3], row[:3])
    )


def waiting(results):
    """[(reason, whether it is our fault, students)]: ours first, then the most frequent; written answers last."""
    students = defaultdict(list)
    for result in results:
        if result.state != State.GRADED:
            # one reason in several tests is one
            reasons = [replace(reason, test="") for reason in result.reasons]
            for reason in dict.fromkeys(reasons or [Reason(Code.OLD_SENTENCE, (NO_REASON,))]):
                students[reason, result.state == State.FAILED].append(result.student)
    rows = sorted(
        ((reason, ours, them) for (reason, ours), them in students.items()),
        key=lambda row: (
            not row[1],
            row[0].code == Code.WRITTEN_ANSWER,
            -len(row[2]),
            row[0].teacher,
        ),
    )
    shown = [(reason.teacher[:MAX_REASON], ours, them) for reason, ours, them in rows[:MAX_REASONS]]
    if rest := dict.fromkeys(student for *_, them in rows[MAX_REASONS:] for student in them):
        shown.append(("other reasons: see results.jsonl", False, list(rest)))
    return shown


def throughput(number, seconds, workers):
    """How fast it went, and what 100,000 submissions would take, if there were enough to tell it from the start-up."""
    if not seconds or not number:
        return ""
    rate = number / seconds
    text = f"{number:,} submission{'s' * (number != 1)} in {_time(seconds)}"
    on = f"{workers} worker{'s' * (workers != 1)}" if workers else ""
    text += f"{f' on {on}' if on else ''}: {rate:.3g} a second"
    if number >= ENOUGH:
        text += f". At that rate 100,000 would take {_time(1e5 / rate)}"
    if on and number >= ENOUGH:
        text += f" on {on}, or one hour on {math.ceil(workers * 1e5 / rate / 3600):,}"
    return f"{text}."


def _time(seconds):
    for unit, size, below in (("s", 1, 120), ("min", 60, 7200), ("h", 3600, 48 * 3600)):
        if seconds < below:
            number = seconds / size
            return f"{number:.2g} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{seconds / 86400:,.0f} days"


def _question(group, assignment):
    """A `similar.Group` in words."""
    names = [HTML.filters["short"](student) for student in group.students]
    exercises = {grade_id: assignment.exercise(grade_id) for grade_id in group.answers}
    quoted = dict.fromkeys(f"“{exercise.title}”" for exercise in exercises.values())
    what = f"Their answers to {_and([*quoted])} are equal after renaming, and no other submission has them."
    tests = {test.grade_id for exercise in exercises.values() for test in exercise.tests}
    failed = {
        frozenset(
            name
            for name, test in result.tests.items()
            if name in tests and test.outcome != Outcome.PASSED
        )
        for result in group.results
    }
    if failed == {frozenset()}:
        what += " They pass all tests there."
    elif len(failed) == 1:
        what += " They fail the same tests there."
    if group.one_file:
        what += " The notebooks are the same file, byte for byte."
    code = []
    for grade_id, sources in group.answers.items():
        pairs = zip(group.students, sources, strict=True)
        shown = [(student, source[:MAX_SHOWN]) for student, source in pairs]
        code.append((exercises[grade_id].title, shown))
    return {"who": _and(names), "what": what, "code": code}


def _and(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
