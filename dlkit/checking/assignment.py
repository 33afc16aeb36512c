"""An assignment notebook, source or release: its exercises, tests, points and hints.

Cells are found by grade_id, never by position or cell id: editors rewrite those.
"""

import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from dlkit.errors import UserError

HIDDEN = "### BEGIN HIDDEN TESTS"
TITLE = re.compile(
    r"#\s*(?P<title>.+?)\s*·\s*(?P<points>[\d.]+) points?\s*(?P<hidden>·\s*hidden)?\s*$"
)
HEADING = re.compile(
    r"^#+\s*(?P<title>.+?)\s*·\s*(?P<points>[\d.]+) points?\s*$", re.MULTILINE
)


class NotAnAssignment(UserError):
    """The file cannot be read as an assignment; the message says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """A code or text cell.

    grade_id is "" where nbgrader knows no cell, as for one that a student added.
    """

    grade_id: str
    kind: str  # "setup", "solution", "test", "written" (graded by a person) or "other"
    source: str
    code: bool = True
    points: float = 0

    @property
    def title(self):
        """The first line's comment without its points, else the grade_id."""
        found = TITLE.match(self.source.partition("\n")[0])
        return found["title"] if found else self.grade_id.replace("_", " ")

    @property
    def hidden(self):
        """A test that is run at hand-in only: a release has nothing but its title."""
        first = TITLE.match(self.source.partition("\n")[0])
        return self.kind == "test" and (
            HIDDEN in self.source or bool(first and first["hidden"])
        )


@dataclass
class Exercise:
    """One task: the cells a student fills in, and the tests that earn its points."""

    name: str  # its grade_id, the prefix of all its cells
    title: str
    solutions: list[Cell] = field(default_factory=list)
    tests: list[Cell] = field(default_factory=list)
    hints: int = 0
    promised: float | None = None  # points in the task's heading

    @property
    def points(self):
        return sum(test.points for test in self.tests) + sum(
            cell.points for cell in self.solutions
        )

    @property
    def written(self):
        """A person grades it."""
        return any(cell.kind == "written" for cell in self.solutions)


@dataclass
class Assignment:
    path: Path
    title: str
    cells: list[Cell]  # all of them, in order: cells[i] is the notebook's cell i
    exercises: list[Exercise]

    @property
    def name(self):
        return self.path.stem

    @property
    def setup(self):
        return [cell for cell in self.cells if cell.kind == "setup"]

    @property
    def tests(self):
        return [test for exercise in self.exercises for test in exercise.tests]

    def exercise(self, grade_id):
        """The exercise that a cell belongs to, or None."""
        owners = [e for e in self.exercises if _belongs(grade_id, e.name)]
        return max(owners, key=lambda e: len(e.name), default=None)


def load(path):
    """The notebook at `path` as nbformat 4. Raises NotAnAssignment, which says why."""
    path = Path(path)
    if path.is_dir() or not path.exists():
        raise NotAnAssignment(f"There is no notebook {path}.")
    try:
        with warnings.catch_warnings():
            # missing cell ids: older editors drop them, nothing here needs them
            warnings.simplefilter("ignore")
            notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.cell_type, cell.source, cell.metadata  # noqa: B018  a missing one is an error
    except (nbformat.reader.NotJSONError, UnicodeDecodeError) as error:
        conflict = "<<<<<<<" in path.read_text(errors="replace")
        why = (
            "it has conflict marks (<<<<<<<) of a merge in it"
            if conflict
            else "it is not JSON; was it cut off, or is it a script or a web page?"
        )
        raise NotAnAssignment(f"{path} cannot be read as a notebook: {why}") from error
    except Exception as error:  # nbformat raises many kinds
        raise NotAnAssignment(
            f"{path} is not a notebook that Jupyter can open ({error})."
        ) from error
    return notebook


def read(path):
    """The assignment in the notebook at `path`. Raises NotAnAssignment."""
    notebook = load(path)
    cells = [_cell(cell) for cell in notebook.cells]
    ids = [cell.grade_id for cell in cells if cell.grade_id]
    if not any(cell.kind in ("solution", "written") for cell in cells):
        raise NotAnAssignment(
            f"{path} is a notebook, but no assignment: "
            "no cell of it is to be filled in."
        )
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise NotAnAssignment(
            f"{path} has the cell {', '.join(twice)} more than once: was it copied? "
            "Delete the copy (or take a fresh copy of the notebook and paste your "
            "answers)."
        )
    solutions = [cell for cell in cells if cell.kind in ("solution", "written")]
    by_id = {cell.grade_id: cell for cell in cells if cell.grade_id}
    exercises = {}
    for cell in (
        solutions
    ):  # a solution cell whose id starts with another one's is part of that exercise
        name = min(
            (s.grade_id for s in solutions if _belongs(cell.grade_id, s.grade_id)),
            key=len,
        )
        title, points = _title(by_id.get(f"{name}_task"), name)
        exercise = exercises.setdefault(name, Exercise(name, title, promised=points))
        exercise.solutions.append(cell)
        hints = by_id.get(f"{name}_hints")
        exercise.hints = hints.source.count('class="hint"') if hints else 0
    assignment = Assignment(
        Path(path), _first_heading(cells), cells, list(exercises.values())
    )
    for cell in cells:
        if cell.kind == "test":
            exercise = assignment.exercise(cell.grade_id)
            if exercise is None:
                raise NotAnAssignment(
                    f"{path}: the test cell {cell.grade_id} belongs to no exercise "
                    f"(there are {', '.join(exercises)}). Was a cell to fill in "
                    "deleted?"
                )
            exercise.tests.append(cell)
    return assignment


def _cell(cell):
    about = cell.metadata.get("nbgrader", {})
    grade_id = str(about.get("grade_id", ""))
    code = cell.cell_type == "code"
    if about.get("grade") and about.get("solution"):
        kind = "written"
    elif about.get("grade"):
        kind = "test"
    elif about.get("solution"):
        kind = "solution"
    else:
        kind = "setup" if code and re.match(r"setup(_|$)", grade_id) else "other"
    return Cell(grade_id, kind, cell.source, code, about.get("points", 0) or 0)


def _belongs(grade_id, name):
    return grade_id == name or grade_id.startswith(f"{name}_")


def _title(task, name):
    found = HEADING.search(task.source) if task else None
    return (
        (found["title"], float(found["points"]))
        if found
        else (name.replace("_", " "), None)
    )


def _first_heading(cells):
    lines = (
        line for cell in cells if not cell.code for line in cell.source.splitlines()
    )
    return next(
        (line.lstrip("# ").strip() for line in lines if line.startswith("# ")), ""
    )
