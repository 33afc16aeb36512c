"""From a submission to its result: the one place that knows what a result looks like.

A result is a dict that JSON can hold, one line of results.jsonl:

    student, assignment   who and what
    state                 "graded", "needs_review" (a person must look; `review` says why) or "failed" (our fault)
    score, points         earned, and what could be earned by tests
    tests                 {grade_id: {"points": earned, "of": possible, "message": why it failed, or ""}}
    errors                {cell: error} of the student's cells that stopped
    review                reasons, in words
    seconds, cpu          by the clock, and of the processor
    sandbox, versions, notebook (the SHA-256 of what was graded)
"""

import platform
from importlib.metadata import version
from pathlib import Path

from dlkit import __version__
from dlkit.checking import assignment as assignments
from dlkit.grading.classes.submission import fingerprint
from dlkit.grading.processes import warm

GRADED, REVIEW, FAILED = "graded", "needs_review", "failed"


def versions():
    return {
        "python": platform.python_version(),
        "dlkit": __version__,
        **{name: version(name) for name in ("numpy", "torch")},
    }


def job_of(assignment, seed, seconds):
    """What the judge needs to know: cells and limits. Without the student."""
    cells = [
        [cell.grade_id, cell.kind, cell.source, cell.code, cell.points] for cell in assignment.cells
    ]
    return {"assignment": assignment.name, "cells": cells, "seed": seed, "seconds": seconds}


def setup_of(job):
    return [source for _, kind, source, *_ in job["cells"] if kind == "setup"]


def grade(process, job, submission):
    """The result of one submission, graded by the `warm.Warm` process."""
    if submission.problem:
        return result(job, submission, process.sandbox, {"review": [submission.problem]})
    try:
        about = {**job, "student": submission.student}
        outcome = process.grade(about, submission.notebook, submission.files)
    except (ConnectionError, TimeoutError, ValueError) as error:
        outcome = {
            "failed": f"the supervisor ended: {error}"
            if str(error)
            else "the supervisor did not answer"
        }
    return result(job, submission, process.sandbox, outcome)


def result(job, submission, sandbox, outcome):
    """Points for what passed. Nothing that a student's process says is counted, only what tests found."""
    passed = outcome.get("tests", {})
    tests = {}
    for grade_id, kind, _, _, points in job["cells"]:
        if kind == "test":
            message = passed.get(grade_id, "it was not run")
            tests[grade_id] = {
                "points": points if message is None else 0,
                "of": points,
                "message": message or "",
            }
    review = list(dict.fromkeys(outcome.get("review", [])))
    state = FAILED if "failed" in outcome else REVIEW if review else GRADED
    return {
        "student": submission.student,
        "assignment": job["assignment"],
        "state": state,
        "score": sum(test["points"] for test in tests.values()),
        "points": sum(test["of"] for test in tests.values()),
        "tests": tests,
        "errors": outcome.get("errors", {}),
        "review": review + ([outcome["failed"]] if "failed" in outcome else []),
        "answers": outcome.get("sources", {}),
        "extra": outcome.get("extra", []),
        "seconds": outcome.get("seconds", 0.0),
        "cpu": outcome.get("cpu", 0.0),
        "sandbox": "bubblewrap" if sandbox else "none",
        "versions": versions(),
        "notebook": fingerprint(submission.notebook),
    }


def source(folder, stem):
    """The instructor's assignment `stem` under `folder`, laid out like solutions/. Raises NotAnAssignment."""
    path = Path(folder, stem, f"{stem}.ipynb")
    if not path.exists():
        known = ", ".join(sorted(found.stem for found in Path(folder).glob("*/*.ipynb"))) or "none"
        raise assignments.NotAnAssignment(
            f"There is no assignment {stem} in {folder}. There are: {known}."
        )
    return assignments.read(path)


def open_warm(job, sandbox):
    return warm.Warm(setup_of(job), sandbox)
