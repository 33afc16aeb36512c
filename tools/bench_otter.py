"""otter-grader as a peer in `make bench`: the same notebooks and tests in its own format, an environment of its own.

Measured is `otter.api.grade_submission`, otter's way without a container (`otter run` is one such call), in one
process for all submissions and with its start. Each exercise becomes a test file, each test cell a test case that runs
the cell's source. In the notebooks a call of `grader.check` replaces the tests, as `otter assign` writes it.
"""

import json
import subprocess
from pathlib import Path

import nbformat

from dlkit.checking import assignment

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".venv-otter"
FILE = "OK_FORMAT = False\nfrom otter.test_files import test_case\nname, points = {name!r}, None\n"
CASE = "\n@test_case(points={points!r}, hidden={hidden!r})\ndef case_{number}(env):\n    exec({source!a}, env)\n"
GRADE = """
import json, sys
from otter.api import grade_submission
results = [grade_submission(path, "autograder.zip", quiet=True) for path in sys.argv[1:]]
print(json.dumps([[result.total, result.possible] for result in results]))
"""


class NotMade(RuntimeError):
    """otter's environment could not be made; the message says why."""


def make_environment(say):
    """Make otter's environment, or bring it up to date. say: gets a line where that takes minutes."""
    if not (PLACE / ".ready").exists():
        say(
            f"otter-grader gets an environment of its own in {PLACE.name}: once, some minutes, 2 GB"
        )
    try:
        made = subprocess.run(
            ["make", "--silent", f"{PLACE.name}/.ready"], cwd=ROOT, capture_output=True, text=True
        )
    except OSError as error:
        raise NotMade(str(error)) from None
    if made.returncode:
        lines = made.stderr.splitlines() or ["make failed"]
        reason = next((line for line in lines if line.startswith("ERROR")), lines[-1])
        raise NotMade(
            "no connection to a package index" if "connection broken by" in made.stderr else reason
        )


class Course:
    """otter's files for one assignment in the folder `place`, which they fill, and how to grade with them."""

    def __init__(self, stem, place):
        self.stem, self.place = stem, Path(place)
        reference = assignment.read(ROOT / "solutions" / stem / f"{stem}.ipynb")
        (self.place / "tests").mkdir()
        for exercise in reference.exercises:
            text = FILE.format(name=exercise.name) + "".join(
                CASE.format(number=i, points=test.points, hidden=test.hidden, source=test.source)
                for i, test in enumerate(exercise.tests)
            )
            if exercise.tests:
                (self.place / "tests" / f"{exercise.name}.py").write_text(text)
        self.points = sum(test.points for test in reference.tests)
        self._call(
            "-m", "otter", "generate", "--tests-dir", "tests", "--output-path", "autograder.zip"
        )

    def convert(self, path, name):
        """Write the student notebook at `path` as otter wants it. Returns where."""
        notebook, work = assignment.load(path), assignment.read(path)
        last = {
            exercise.tests[-1].grade_id: exercise.name
            for exercise in work.exercises
            if exercise.tests
        }
        cells = [
            nbformat.v4.new_code_cell(f'import otter\ngrader = otter.Notebook("{self.stem}.ipynb")')
        ]
        for cell, about in zip(notebook.cells, work.cells, strict=True):
            if about.kind != "test":
                cells.append(cell)
            elif about.grade_id in last:
                cells.append(nbformat.v4.new_code_cell(f'grader.check("{last[about.grade_id]}")'))
        notebook.cells = cells
        target = self.place / name / f"{self.stem}.ipynb"
        target.parent.mkdir()
        nbformat.write(notebook, target)
        return target

    def grade(self, paths):
        """[[points, of how many], ...] of converted notebooks."""
        return json.loads(self._call("-c", GRADE, *map(str, paths)).splitlines()[-1])

    def _call(self, *args):
        done = subprocess.run(
            [PLACE / "bin" / "python", *args], cwd=self.place, capture_output=True, text=True
        )
        assert not done.returncode, done.stderr
        return done.stdout
