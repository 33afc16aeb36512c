"""A student's page: the points of each test, what to look at, and of a hidden test only its title and hint.

What a person has decided in formgrader counts before what the tests found.
"""

import hashlib
import re
from collections import Counter
from pathlib import Path

from dlkit.grading.classes.outcome import FAILED, GRADED, REVIEW
from dlkit.grading.grades.decisions import Decisions
from dlkit.grading.grades.gradebook import student_id
from dlkit.grading.pages.html import HTML, clean

HINT = re.compile(
    r".*\n(?:### BEGIN HIDDEN TESTS\n)?# hint: (.+)"
)  # in a hidden test, below its title
NO_HINT = (
    "It checks the same specification on other inputs, such as edge cases: read the docstring again, sentence "
    "by sentence."
)
NOT_RUN = ("it was not run", "it could not be run")
REASONS = (  # what results say: what a student is told. The rest may speak of hidden tests, or of our machines.
    (r"a written answer$", "Your answer in words is read and graded by a person."),
    (
        r"nothing was handed in",
        "Nothing was found in your folder for this assignment. If you did hand it in, say so.",
    ),
    (
        r"there is no \S+\.ipynb",
        "There is no notebook of the expected name in your folder. Was it renamed?",
    ),
    (r".{1,200} is not a folder", "What was handed in is no folder with a notebook in it."),
    (
        r"the notebook cannot be read: (.+)",
        "Your notebook could not be read: {}. Does it open in Jupyter?",
    ),
    (r"\S+\.ipynb cannot be read: (.+)", "Your notebook could not be read: {}."),
    (
        r"cells that occur twice, the first was taken: (.+)",
        "Of cells that occur twice, the first was graded: {}.",
    ),
    (
        r"(?:\w+: )?(?:the process |it )?died",
        "Python itself ended while your code ran. Usual reasons: an array too "
        "large for the memory, a recursion that does not end, or exit() and the like.",
    ),
    (
        r"(?:\w+: )?(?:the student's cells|it) did not end",
        "Your code did not end in time and was stopped. Is there a "
        "loop whose condition never becomes false?",
    ),
    (
        r"it took more than (\d+ MiB) of memory",
        "Your code took more than {} of memory and was stopped.",
    ),
    (
        r"it started more than (\d+) processes",
        "Your code started more than {} processes and was stopped.",
    ),
)


def page(result, assignment, decided=None):
    """One HTML page about one result, for its student's eyes. decided: the `decisions.Decisions` about it, if any."""
    failed = result["state"] == FAILED
    decided = decided or Decisions(waiting=result["state"] == REVIEW)
    ran = not failed and any(test["message"] not in NOT_RUN for test in result["tests"].values())
    errors = {} if failed else result.get("errors", {})
    extra = [
        (next((line for line in source.splitlines() if line.strip()), ""), errors[f"extra {i}"])
        for i, (_, source) in enumerate(result.get("extra", []))
        if f"extra {i}" in errors
    ][:20]
    exercises = [_exercise(e, result, errors, failed, decided) for e in assignment.exercises]
    score = max(0, sum(exercise["earned"] for exercise in exercises) - decided.penalty)
    return HTML.get_template("feedback.html").render(
        student=result["student"],
        title=assignment.title or assignment.name,
        points=sum(exercise["of"] for exercise in exercises),
        score=score if ran or decided.points else None,
        failed=failed,
        reasons=reasons(result),
        decided=decided,
        unsafe=result.get("sandbox") == "none",
        exercises=exercises,
        extra=extra,
        fingerprint=result.get("notebook", "") if ran else "",
    )


def reasons(result):
    """Why a person looks at it, in words fit for its student."""
    found = [_reason(text) for text in result["review"]] if result["state"] == REVIEW else []
    return list(dict.fromkeys(found))


def _reason(text):
    for pattern, words in REASONS:
        if match := re.match(pattern, text, re.DOTALL):
            return words.format(*(" ".join(clean(part, 300).split()) for part in match.groups()))
    return "Something unusual happened while your notebook was graded."


def _exercise(exercise, result, errors, failed, decided):
    tests = [
        _test(cell, result, failed, decided.points.get(cell.grade_id)) for cell in exercise.tests
    ]
    seen = [test for test in tests if not test["hidden"]]
    unwritten = bool(seen) and all(test["unwritten"] for test in seen)
    stopped = [errors[cell.grade_id] for cell in exercise.solutions if cell.grade_id in errors]
    for test in tests:
        if unwritten and test["state"] == "failed":
            test.update(state="open", mark="–", said="not written", message=None, hint="")
        elif stopped and test["hint"]:
            test["hint"] = "It needs your cell to run to its end."
    empty = (
        0 if result["state"] == GRADED else None
    )  # or a person would have to look at the answer in words
    written = [
        {"points": decided.points.get(cell.grade_id, empty), "of": cell.points}
        for cell in exercise.solutions
        if cell.kind == "written"
    ]
    counted = tests + [answer for answer in written if answer["points"] is not None]
    earned, of = sum(part["points"] for part in counted), sum(part["of"] for part in counted)
    idle = all(test["sum"] == "not run" for test in tests) and counted == tests
    return {
        "title": exercise.title,
        "earned": earned,
        "of": of,
        "tests": tests,
        "unwritten": unwritten,
        "sum": f"{'–' if idle else f'{earned:g}'} of {of:g}" if of else "",
        "errors": stopped,
        "written": written,
        "comments": [
            decided.comments[cell.grade_id]
            for cell in exercise.solutions
            if cell.grade_id in decided.comments
        ],
    }


def _test(cell, result, failed, given):
    """given: the points that a person gave to it, if one did."""
    found = result["tests"].get(
        cell.grade_id, {"points": 0, "of": cell.points, "message": NOT_RUN[0]}
    )
    first, _, rest = found["message"].partition("\n")
    points = found["points"] if given is None else given
    passed = points >= found["of"] and (given is not None or not found["message"])
    idle = given is None and (
        failed or found["message"] in NOT_RUN or found["message"] in result["review"]
    )
    state, mark, said = (
        ("open", "–", "not run")
        if idle
        else ("passed", "✓", "passed")
        if passed
        else ("failed", "✗", "not passed")
    )
    hint = HINT.match(cell.source)
    lost = state == "failed" and found["message"] not in NOT_RUN
    return {
        "title": cell.title,
        "hidden": cell.hidden,
        "state": state,
        "mark": mark,
        "said": said,
        "points": points,
        "of": found["of"],
        "given": given is not None,
        "sum": "not run" if idle else f"{points:g} of {found['of']:g}",
        "unwritten": lost and given is None and not rest and first.endswith(": not written yet"),
        "message": (first, rest) if lost and not cell.hidden else None,
        "hint": (hint[1] if hint else NO_HINT) if lost and cell.hidden else "",
    }


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
    same = Counter(
        result["student"].casefold() for result in results
    )  # Anna and anna: one file on some disks
    for result in results:
        name = file_name(result["student"], same[result["student"].casefold()] == 1)
        about = decided.get(student_id(result), Decisions())
        (folder / name).write_text(page(result, assignment, about), encoding="utf-8")
