"""Every known answer gets the same verdicts over the bridge, where `dlkit grade` runs it, as in a notebook."""

import json
import re

import harness
import pytest
from cells import needed

from dlkit.grading.classes import submission, trial
from dlkit.grading.job import Job
from dlkit.grading.limits import Limits
from dlkit.grading.processes import lint

# the last digits of a sum may depend on where in memory the numbers lie
NUMBER = re.compile(r"\d[\d.e+-]*")
# none of the answers is endless, and the machine may be busy
LIMITS = Limits(cell_seconds=300, test_seconds=300, total_seconds=600)
GRADERS, _ = harness.load_all()
EXERCISES = [
    pytest.param(g, e, id=f"{stem}-{e.name}") for stem, g in GRADERS.items() for e in g.exercises
]


def over_the_bridge(process, g, answer):
    """{test: message or None} of the tests that use the answer's cell."""
    changed = [
        harness.replace(c, source=answer.source) if c.grade_id == answer.cell else c for c in g.code
    ]
    wanted = [c for c in changed if c.grade_id == answer.cell or c.grade_id in g.users(answer.cell)]
    cells = needed(changed, wanted)
    job = Job(g.stem, tuple(cells), "0", LIMITS)
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {
                "cell_type": "code",
                "source": c.source,
                "metadata": {"nbgrader": {"grade_id": c.grade_id}},
                "outputs": [],
            }
            for c in cells
            if c.kind == "solution"
        ],
    }
    result = trial.grade(
        process, job, submission.Submission("harness", json.dumps(notebook).encode())
    )
    assert result.state == "graded", f"{answer.cell}, {answer.title!r}: {result.reasons}"
    return {name: test.message or None for name, test in result.tests.items()}


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_same_verdicts_over_the_bridge(g, exercise, process):
    problems = []
    for answer in g.of(g.wrongs + g.rights, exercise):
        here, there = g.run(answer.cell, answer.source), over_the_bridge(process, g, answer)
        for name in here:
            first, other = (
                (outcome[name] or "it passes").splitlines()[0] for outcome in (here, there)
            )
            if NUMBER.sub("#", first) != NUMBER.sub("#", other):
                problems.append(
                    f"{answer.cell}, {answer.title!r}, {name}\n  here:  {first}\n  there: {other}"
                )
    assert not problems, (
        "\n".join(problems) + "\nChange the test cell: see 'Test cells' in CONTRIBUTING.md"
    )


@pytest.mark.parametrize("stem", GRADERS)
def test_cells_keep_to_what_works_from_outside(stem):
    assert not lint.problems(GRADERS[stem].assignment)
