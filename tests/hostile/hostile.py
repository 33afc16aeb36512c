"""What a hostile case looks like, and the words to write one. The cases are in family_*.py, run by test_hostile.py.

    Case("name", score, notebook, state=..., errors=["words"], review=["words"], limits={"total_seconds": 4})

`notebook` makes the student's file from the reference: extra code, other answers, or raw bytes.
"""

import copy
import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

STEM = "00_toolbox"
REFERENCE = json.loads(
    Path(__file__).parents[2].joinpath("solutions", STEM, f"{STEM}.ipynb").read_text("utf-8")
)
FULL = 20
POINTS = {
    "fahrenheit": 2,
    "reports": 4,
    "stretched": 3,
    "estimate": 4,
    "steps": 4,
    "judge": 3,
}  # what is lost


@dataclass(frozen=True)
class Case:
    """score: what it must get. lost: tests or exercises that must score 0; all others must pass.

    review, errors, messages: words that must stand in the result. never: words that must stand nowhere in it.
    folder(path): makes the student's folder instead, for what has no notebook's bytes. within: seconds of wall clock.
    """

    name: str
    score: int
    notebook: Callable | None = None
    lost: tuple = ()
    state: str = "graded"
    review: tuple = ()
    errors: tuple = ()
    messages: tuple = ()
    never: tuple = ()
    folder: Callable | None = None
    limits: dict = field(default_factory=dict)
    within: float = 6.0
    student: str = "mallory"


def cell(source, grade_id="", kind="code", **metadata):
    about = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    return {
        "cell_type": kind,
        "metadata": about | metadata,
        "source": textwrap.dedent(source),
        "outputs": [],
        "execution_count": None,
        "id": "x",
    }


def reference():
    return copy.deepcopy(REFERENCE)


def dumped(notebook):
    return json.dumps(notebook).encode()


def grade_id(a_cell):
    return a_cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def changed(change):
    """The reference's notebook after change(notebook)."""

    def make():
        notebook = reference()
        change(notebook)
        return dumped(notebook)

    return make


def code(first="", last="", **answers):
    """The reference with code before and after all cells, and other answers: fahrenheit="def fahrenheit(c): ..."."""

    def change(notebook):
        for its in notebook["cells"]:
            if grade_id(its) in answers:
                its["source"] = textwrap.dedent(answers[grade_id(its)])
        if first:
            notebook["cells"].insert(0, cell(first))
        if last:
            notebook["cells"].append(cell(last))

    return changed(change)


def body(source, first=""):
    """The reference, but fahrenheit(c) has this body, and so two points are at stake."""
    return code(
        first, fahrenheit="def fahrenheit(c):\n" + textwrap.indent(textwrap.dedent(source), "    ")
    )


def raw(content):
    return lambda: content
