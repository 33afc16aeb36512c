"""The class report: one page for the teaching team. What needs a person comes first, then scores, points and mistakes.

Like every page of ours it is one file, and everything in it that students wrote is cleaned and escaped.
"""

import math
import re
from collections import defaultdict
from pathlib import Path

from dlkit.grading.classes import similar
from dlkit.grading.classes.outcome import FAILED, GRADED, REVIEW
from dlkit.grading.pages import figures
from dlkit.grading.pages.feedback import NOT_RUN
from dlkit.grading.pages.html import HTML

MISTAKE = re.compile(r"(?P<name>[^:\n]{1,100}): it looks like a known mistake: (?P<mistake>.+)")
ENOUGH = 50  # submissions, for a rate that says more than how long the workers took to start
STATES = ((GRADED, "graded"), (REVIEW, "need a person"), (FAILED, "failed on our side"))
MOST_MISTAKES, MOST_GROUPS, MOST_REASONS, MOST_SHOWN = 25, 10, 60, 3000


def write(results, assignment, path, seconds=None, workers=None):
    """The report on `results`, as one HTML page at `path`. seconds, workers: how long they took, and on how many."""
    Path(path).write_text(page(results, assignment, seconds, workers), encoding="utf-8")


def page(results, assignment, seconds=None, workers=None):
    """See `write`."""
    every, results = (
        results,
        [slim(result) for result in results],
    )  # whole, a large class may not fit the memory
    ran = [
        r
        for r in results
        if r["state"] != FAILED and any(t["message"] not in NOT_RUN for t in r["tests"].values())
    ]
    scores = [result["score"] for result in ran]
    points = max((result["points"] for result in results), default=0)
    named = mistakes(ran, assignment)
    groups = [_question(group, assignment) for group in similar.groups(every, assignment)]
    view = {
        "title": assignment.title or assignment.name,
        "total": len(results),
        "scores": scores,
        "points": points,
        "states": [
            (state, words, sum(r["state"] == state for r in results)) for state, words in STATES
        ],
        "unsafe": sum(result.get("sandbox") == "none" for result in results),
        "waiting": waiting(results),
        "mistakes": named[:MOST_MISTAKES],
        "more_mistakes": max(0, len(named) - MOST_MISTAKES),
        "groups": groups[:MOST_GROUPS],
        "more_groups": groups[MOST_GROUPS:],
        "throughput": throughput(len(results), seconds, workers),
        "versions": "; ".join(
            sorted(
                {
                    ", ".join(f"{name} {number}" for name, number in r.get("versions", {}).items())
                    for r in results
                }
                - {""}
            )[:5]
        ),
    }
    if scores:
        view["tests"] = tests = lost(ran, assignment)
        view |= figures.all_of(scores, points, tests)
    return HTML.get_template("report.html").render(view)


def slim(result):
    """A result without what students wrote, and of each message the first line."""
    tests = {
        name: test | {"message": test["message"][:1000].partition("\n")[0]}
        for name, test in result["tests"].items()
    }
    return {**result, "answers": None, "extra": None, "errors": None, "tests": tests}


def lost(results, assignment):
    """What each test cost: [{"title", "hidden", "exercise", "of", "failed": submissions, "lost": points of all}]."""
    found = []
    for exercise in assignment.exercises:
        for cell in exercise.tests:
            tests = [
                result["tests"][cell.grade_id]
                for result in results
                if cell.grade_id in result["tests"]
            ]
            missing = [test["of"] - test["points"] for test in tests]
            found.append(
                {
                    "title": cell.title,
                    "hidden": cell.hidden,
                    "exercise": exercise.title,
                    "of": cell.points,
                    "failed": sum(
                        test["points"] < test["of"] or bool(test["message"]) for test in tests
                    ),
                    "lost": sum(missing),
                }
            )
    return found


def mistakes(results, assignment):
    """[(name, mistake, title of the exercise, number of students)], the most frequent first."""
    students = defaultdict(set)
    for number, result in enumerate(results):
        for grade_id, test in result["tests"].items():
            if found := MISTAKE.match(test["message"]):
                exercise = assignment.exercise(grade_id)
                students[found["name"], found["mistake"], exercise.title if exercise else ""].add(
                    number
                )
    return sorted(
        ((*key, len(them)) for key, them in students.items()), key=lambda row: (-row[3], row[:3])
    )


def waiting(results):
    """[(reason, whether it is our fault, students)]: ours first, then the most frequent; written answers last."""
    students = defaultdict(list)
    for result in results:
        if result["state"] in (REVIEW, FAILED):
            split = [
                (reason, *reason.partition(": ")) for reason in result["review"]
            ]  # "elu_values: it died"
            found = [rest if test in result["tests"] else reason for reason, test, _, rest in split]
            for reason in dict.fromkeys(found or ["no reason is given"]):
                students[reason[:1000], result["state"] == FAILED].append(result["student"])
    rows = sorted(
        ((*key, them) for key, them in students.items()),
        key=lambda row: (not row[1], row[0] == "a written answer", -len(row[2]), row[0]),
    )
    if len(rows) > MOST_REASONS:
        rest = list(dict.fromkeys(student for *_, them in rows[MOST_REASONS:] for student in them))
        rows = [*rows[:MOST_REASONS], ("other reasons: see results.jsonl", False, rest)]
    return rows


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
            return (
                f"{seconds / size:.2g} {unit}"
                if seconds / size < 10
                else f"{seconds / size:.0f} {unit}"
            )
    return f"{seconds / 86400:,.0f} days"


def _question(group, assignment):
    """A group of `similar.groups` in words."""
    students = group["students"]
    names = [HTML.filters["short"](student) for student in students]
    titles = {grade_id: assignment.exercise(grade_id).title for grade_id in group["answers"]}
    quoted = [f"“{title}”" for title in dict.fromkeys(titles.values())]
    what = f"Their answers to {_and(quoted)} are equal after renaming, and no other submission has them."
    failed = {
        tuple(
            sorted(
                test.grade_id
                for grade_id in titles
                for test in assignment.exercise(grade_id).tests
                if them["tests"].get(test.grade_id, {}).get("message")
            )
        )
        for them in group["results"]
    }
    if len(failed) == 1:
        what += (
            " They fail the same tests there." if failed != {()} else " They pass all tests there."
        )
    if group["file"]:
        what += " The notebooks are the same file, byte for byte."
    return {
        "who": _and(names),
        "what": what,
        "code": [
            (
                titles[grade_id],
                [
                    (student, source[:MOST_SHOWN])
                    for student, source in zip(students, sources, strict=True)
                ],
            )
            for grade_id, sources in group["answers"].items()
        ],
    }


def _and(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
