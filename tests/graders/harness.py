"""Grade the graders: known wrong answers fail where they should, right ones pass, small changes show.

This docstring is the whole manual. One file for each assignment, tests/graders/<stem>.py:

    from harness import Graders

    g = Graders("03_activations")

    # What people believe about the subject. Each is linked to what it feeds: a wrong answer below
    # (misconception="threshold-z"), or a question in book/<stem>.ipynb (quiz= some words of it).
    g.misconception("threshold-z", "The sigmoid's output is thresholded on z at 0.5", quiz="predict 1 if")

    # A wrong answer to an exercise: what is wrong with it; the change that makes the reference wrong, or the
    # whole cell as code; exactly the test cells that fail; words that a failing message must contain.
    g.wrong("elu", "forgets alpha", edit={"alpha * np.expm1": "np.expm1"}, fails="elu_hidden_alpha",
            says="alpha = 1", misconception="threshold-z")
    g.wrong("elu", "imports it from torch", code='''
        from torch.nn.functional import elu
    ''', fails="elu_values")

    # A right answer, written differently from the reference.
    g.right("elu", "with boolean masks", code=''' ... ''')

    # A mutant that no test can notice, by the name that the failing test prints, and why.
    g.survivor("elu", "z > 0 -> z >= 0", "both branches give 0 at z = 0")

    # What an "Example:" in a docstring promises: its text from there on, and an expression that must be true.
    g.example("elu(np.array([-1, 0, 2])) is about", "np.allclose(elu(np.array([-1, 0, 2])), [-0.632, 0, 2], atol=5e-4)")

- exercise: the grade_id of the solution cell. Where an exercise has several, name the one to be replaced.
- edit: {old: new}. `old` must occur exactly once in the reference's cell: take in what is around it.
- code: replaces the whole cell, its indentation removed. All other cells stay the reference's.
- fails: test cells by grade_id, in one string or a list. No other test that uses the cell may fail.
- says: a text or a list of texts; each must stand in the message of one of the failing cells.

What is required of an assignment (each test says where it fails and what to do):
- the reference gets full marks for 20 seeds, the untouched release nothing;
- every example in a docstring is true;
- a syntax error costs its own exercise only;
- each exercise has at least 3 wrong answers and 1 right one, and a wrong one that only a hidden test finds;
- every test cell is the only failing one for some wrong answer, and every failure comes from `dlkit.check`;
- every named mistake (`mistakes=` in a test cell) is reported for some wrong answer;
- at least 90 % of the mutants of each exercise are killed, and each survivor is listed with its reason;
- 4 to 8 misconceptions. (A draft, see CONTRIBUTING.md, may have fewer answers and misconceptions.)

Everything about one assignment: `python -m pytest tests/graders -k 03`; one exercise: `-k "03 and elu"`, which runs
its mutants only, and the bridge at the end.
From code: `harness.measure("03_activations")` gives a Report; tools/status.py publishes it.
"""

import functools
import importlib.util
import sys
import textwrap
import time
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import cells
import checks
import mutants
from contents import is_draft

from dlkit.checking import assignment
from dlkit.checking.cells import stub

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """A known wrong or right answer: `source` is the whole cell."""

    cell: str
    title: str
    source: str
    fails: frozenset = frozenset()
    says: tuple = ()
    misconception: str | None = None
    broken: str = ""  # why the answer could not be made, such as an edit that does not match


@dataclass
class Tally:
    """Counts for one exercise."""

    title: str = ""
    wrong_caught: int = 0
    wrong_total: int = 0
    right_accepted: int = 0
    right_total: int = 0
    mutants_killed: int = 0
    mutants_total: int = 0
    survivors: dict = None  # {mutant: reason}


@dataclass
class Report:
    """What is published about an assignment's graders: .exercises is {name: Tally}."""

    stem: str
    exercises: dict

    def total(self, field):
        return sum(getattr(tally, field) for tally in self.exercises.values())

    def line(self):
        parts = (
            ("wrong answers caught", "wrong_caught", "wrong_total"),
            ("right answers accepted", "right_accepted", "right_total"),
            ("mutants killed", "mutants_killed", "mutants_total"),
        )
        return ", ".join(
            f"{words} {self.total(part)}/{self.total(whole)}" for words, part, whole in parts
        )


class Graders:
    """The known answers of one assignment. Checks return a list of problems, empty when all is well."""

    def __init__(self, stem, root=ROOT):
        self.stem, self.root = stem, Path(root)
        self.path = self.root / "solutions" / stem / f"{stem}.ipynb"
        self.assignment = assignment.read(self.path)
        self.code = [
            cell for cell in self.assignment.cells if cell.kind in ("setup", "solution", "test")
        ]
        self.wrongs, self.rights, self.examples = [], [], []
        self.survivors, self.misconceptions = {}, {}
        self._runs, self._took, self._used = {}, {}, {}

    # ------------------------------------------------------------ declarations

    def misconception(self, key, text, quiz=None):
        self.misconceptions[key] = (text, quiz)

    def wrong(self, exercise, title, *, edit=None, code=None, fails, says=(), misconception=None):
        fails = frozenset(fails.split() if isinstance(fails, str) else fails)
        says = (says,) if isinstance(says, str) else tuple(says)
        self.wrongs.append(
            self._answer(
                exercise, title, edit, code, fails=fails, says=says, misconception=misconception
            )
        )

    def right(self, exercise, title, *, edit=None, code=None):
        self.rights.append(self._answer(exercise, title, edit, code))

    def survivor(self, exercise, mutant, reason):
        self.survivors[self._name(exercise), mutant] = reason

    def example(self, text, holds):
        self.examples.append((text, holds))

    def _answer(self, cell, title, edit, code, **more):
        source, broken = textwrap.dedent(code or "").strip("\n"), ""
        solution = self._solution(cell)
        if solution is None:
            return Answer(
                cell, title, "", broken=f"there is no solution cell {cell!r} in {self.path}", **more
            )
        if (edit is None) == (code is None):
            broken = "give either edit= or code="
        elif edit is not None:
            source = solution.source
            for old, new in edit.items():
                if (count := source.count(old)) != 1:
                    broken = f"edit: {old!r} occurs {count} times in the reference, not once: " + (
                        "was the reference changed?"
                        if count == 0
                        else "take in more of what is around it"
                    )
                source = source.replace(old, new)
        elif not source.strip():
            broken = "code= is empty"
        return Answer(cell, title, source, broken=broken, **more)

    # ------------------------------------------------------------ running

    def run(self, cell, source, seed=0, stop=False):
        """Outcome of the tests that use a solution cell, its source replaced; the rest is the reference."""
        key = (cell, source, seed, stop)
        if key not in self._runs:
            changed = [replace(c, source=source) if c.grade_id == cell else c for c in self.code]
            wanted = [c for c in changed if c.grade_id == cell or c.grade_id in self.users(cell)]
            start = time.process_time()  # not the clock's: the machine may have other work
            self._runs[key] = cells.run(cells.needed(changed, wanted), seed=seed, stop=stop)
            if (
                not stop
            ):  # a mutant is no answer: one that never ends takes all that a cell may take
                self._took.setdefault(self._name(cell), []).append(time.process_time() - start)
        return self._runs[key]

    @functools.cached_property
    def release(self):
        """Outcome of the untouched release."""
        emptied = [
            replace(c, source=stub(c.source)) if c.kind == "solution" else c for c in self.code
        ]
        return cells.run(emptied)

    def messages(self, answers):
        """What the tests say about answers, one after the other."""
        for answer in answers:
            if not answer.broken:
                yield from filter(None, self.run(answer.cell, answer.source).values())

    def seconds(self, exercise):
        """Of a processor, for an answer to the exercise, on average over those that were run."""
        took = self._took.get(exercise.name, [0.0])
        return sum(took) / len(took)

    def users(self, cell):
        """The exercise's own tests, and tests of other exercises that use what the cell defines."""
        if cell not in self._used:
            solution, own = self._solution(cell), self.assignment.exercise(cell).tests
            users = [
                t
                for t in self.assignment.tests
                if t in own or solution in cells.needed(self.code, [t])
            ]
            self._used[cell] = {test.grade_id for test in users}
        return self._used[cell]

    def _solution(self, cell):
        return next((c for c in self.code if c.kind == "solution" and c.grade_id == cell), None)

    def _name(self, cell):
        exercise = self.assignment.exercise(cell)
        return exercise.name if exercise else cell

    def of(self, answers, exercise):
        return [answer for answer in answers if self._name(answer.cell) == exercise.name]

    def mutants(self, exercise):
        """{mutant id: killed}"""
        verdicts = {}
        for cell in exercise.solutions:
            for name, source in mutants.mutants(cell.source).items():
                outcome = self.run(cell.grade_id, source, stop=True)
                verdicts[name] = bool(outcome.failed or outcome.errors)
        return verdicts

    @property
    def draft(self):
        return is_draft(self.stem, self.root)

    @property
    def exercises(self):
        """Those that tests grade; a written answer has none."""
        return [exercise for exercise in self.assignment.exercises if exercise.tests]

    def tally(self, exercise):
        wrong, right = self.of(self.wrongs, exercise), self.of(self.rights, exercise)
        verdicts = self.mutants(exercise)
        alive = [name for name, killed in verdicts.items() if not killed]
        return Tally(
            exercise.title,
            sum(not checks.wrong(self, answer) for answer in wrong),
            len(wrong),
            sum(not checks.right(self, answer) for answer in right),
            len(right),
            len(verdicts) - len(alive),
            len(verdicts),
            {name: self.survivors.get((exercise.name, name), "") for name in alive},
        )

    def report(self):
        return Report(self.stem, {e.name: self.tally(e) for e in self.exercises})


@functools.cache  # what one module has run is not run again for another
def load(stem, folder=Path(__file__).parent):
    """The Graders `g` of tests/graders/<stem>.py."""
    spec = importlib.util.spec_from_file_location(f"graders_{stem}", folder / f"{stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.g


def stems(folder=Path(__file__).parent):
    return sorted(path.stem for path in folder.glob("[0-9][0-9]_*.py"))


def load_all(folder=Path(__file__).parent):
    """({stem: Graders}, {stem: why it cannot be read}): one that cannot be read stops nobody else's tests."""
    graders, broken = {}, {}
    for stem in stems(folder):
        try:
            graders[stem] = load(stem, folder)
        except Exception as error:
            broken[stem] = (
                f"tests/graders/{stem}.py cannot be used: {type(error).__name__}: {error}"
            )
    return graders, broken


def measure(stem):
    """Report of one assignment, for the status page."""
    return load(stem).report()
