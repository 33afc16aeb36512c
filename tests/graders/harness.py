"""Grade the graders: known wrong answers must fail where they should, right ones pass, small changes be noticed.

This docstring is the whole manual. One file for each assignment, tests/graders/<stem>.py, found because it exists:

    from harness import Graders

    g = Graders("03_activations")

    # What people believe about the subject. Link each: by a wrong answer (misconception="threshold-z"), or by
    # quiz=, words of the question or choice in book/<stem>.ipynb that is about it.
    g.misconception("threshold-z", "The sigmoid's output is thresholded on z at 0.5", quiz="predict class 1 as soon as")

    # A wrong answer to an exercise: what is wrong with it, the change that makes the reference wrong (or the whole
    # cell as code), exactly the test cells that fail, and words that a failing message must contain.
    g.wrong("elu", "forgets alpha", edit={"alpha * np.expm1": "np.expm1"}, fails="elu_hidden_alpha", says="alpha = 1")
    g.wrong("elu", "imports it from torch", code='''
        from torch.nn.functional import elu
    ''', fails="elu_values")

    # A right answer, written differently from the reference.
    g.right("elu", "with boolean masks", code=''' ... ''')

    # A mutant that no test can notice, by the name that the failing test prints, and why.
    g.survivor("elu", "z > 0 -> z >= 0", "both branches give 0 at z = 0")

- exercise: the grade_id of the solution cell. Where an exercise has several, name the one that is replaced.
- edit: {old: new}. `old` must occur exactly once in the reference's cell: take in as much around it as that needs.
- code: replaces the whole cell. Its indentation is removed. Set-up cells and other exercises stay the reference's.
- fails: test cells by grade_id, in one string or a list. No other test of the assignment that uses the cell may fail.
- says: a text or a list of texts; each must stand in the message of one of the failing cells.

What is required of an assignment (each test says where it fails and what to do):
the reference gets full marks for 20 seeds, the untouched release none; a syntax error costs its own exercise only;
each exercise has at least 3 wrong answers and 1 right one, and a wrong one that only a hidden test finds;
every test cell is the only failing one for some wrong answer; every named mistake (`mistakes=` in a test cell) is
reported for some wrong answer; every failure comes from `dlkit.check`; at least 90 % of the mutants of each exercise are
killed, and each survivor is listed with its reason.

To see everything about one assignment: `python -m pytest tests/graders -k 03_activations`; one exercise: `-k "03 and elu"`.
From code: `harness.measure("03_activations")` gives a Report; tools/status.py publishes it.
"""

import ast
import importlib.util
import re
import sys
import textwrap
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import cells
import mutants

from dlkit import assignment

ROOT = Path(__file__).parents[2]
SEEDS = range(20)  # the reference passes with all of these
WRONG_SEEDS = (0, 1)  # a known answer gets the same verdict with each of these
LIMIT = 0.3  # seconds for one answer, on average
ENOUGH = {"wrong": 3, "right": 1, "killed": 0.9}


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
    seconds: float

    def total(self, field):
        return sum(getattr(tally, field) for tally in self.exercises.values())

    def line(self):
        parts = (
            ("wrong answers caught", "wrong_caught", "wrong_total"),
            ("right answers accepted", "right_accepted", "right_total"),
            ("mutants killed", "mutants_killed", "mutants_total"),
        )
        return ", ".join(f"{words} {self.total(part)}/{self.total(whole)}" for words, part, whole in parts)


class Graders:
    """The known answers of one assignment. Checks return a list of problems, empty when all is well."""

    def __init__(self, stem, root=ROOT):
        self.stem, self.root = stem, Path(root)
        self.path = self.root / "solutions" / stem / f"{stem}.ipynb"
        self.assignment = assignment.read(self.path)
        self.code = [cell for cell in self.assignment.cells if cell.kind in ("setup", "solution", "test")]
        self.wrongs, self.rights, self.survivors, self.misconceptions = [], [], {}, {}
        self._runs, self.seconds, self.answers_run = {}, 0.0, 0

    # ------------------------------------------------------------ declarations

    def misconception(self, key, text, quiz=None):
        self.misconceptions[key] = (text, quiz)

    def wrong(self, exercise, title, *, edit=None, code=None, fails, says=(), misconception=None):
        fails = frozenset(fails.split() if isinstance(fails, str) else fails)
        says = (says,) if isinstance(says, str) else tuple(says)
        self.wrongs.append(
            self._answer(exercise, title, edit, code, fails=fails, says=says, misconception=misconception)
        )

    def right(self, exercise, title, *, edit=None, code=None):
        self.rights.append(self._answer(exercise, title, edit, code))

    def survivor(self, exercise, mutant, reason):
        self.survivors[self._name(exercise), mutant] = reason

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
                        "was the reference changed?" if count == 0 else "take in more of what is around it"
                    )
                source = source.replace(old, new)
        elif not source.strip():
            broken = "code= is empty"
        return Answer(cell, title, source, broken=broken, **more)

    # ------------------------------------------------------------ running

    def run(self, cell, source, seed=0, stop=False):
        """Outcome of the tests that use a solution cell, with its source replaced. Other cells are the reference's."""
        key = (cell, source, seed, stop)
        if key not in self._runs:
            changed = [replace(c, source=source) if c.grade_id == cell else c for c in self.code]
            start = time.perf_counter()
            self._runs[key] = cells.run(
                cells.needed(changed, [c for c in changed if c.grade_id == cell or self._uses(c, cell)]),
                seed=seed,
                stop=stop,
            )
            self.seconds += time.perf_counter() - start
            self.answers_run += 1
        return self._runs[key]

    def _uses(self, test, cell):
        """The exercise's own tests, and tests of other exercises that name what the cell defines."""
        if test.kind != "test":
            return False
        return test in self.assignment.exercise(cell).tests or test.grade_id in self._dependents(cell)

    @cached_property
    def _dependents_of(self):
        return {}

    def _dependents(self, cell):
        if cell not in self._dependents_of:
            solution = self._solution(cell)
            self._dependents_of[cell] = {
                test.grade_id for test in self.assignment.tests if solution in cells.needed(self.code, [test])
            }
        return self._dependents_of[cell]

    def _solution(self, cell):
        return next((c for c in self.code if c.kind == "solution" and c.grade_id == cell), None)

    def _name(self, cell):
        exercise = self.assignment.exercise(cell)
        return exercise.name if exercise else cell

    def of(self, answers, exercise):
        return [answer for answer in answers if self._name(answer.cell) == exercise.name]

    # ------------------------------------------------------------ checks

    def check_reference(self, seeds=SEEDS):
        """Full marks for every seed, and no test cell that ends in a value."""
        problems = []
        for seed in seeds:
            outcome = cells.run(self.code, seed=seed)
            for name, error in outcome.errors.items():
                problems.append(f"{self.stem}: the reference's cell {name} stops with {error}")
            for name in outcome.failed:
                problems.append(
                    f"{self.stem}: the reference fails {name} with seed {seed}: {outcome[name]}\n"
                    "  A test must hold for every seed: look at its random inputs and its tolerance."
                )
            for name, value in outcome.ends.items():
                if value is not None:
                    problems.append(
                        f"{self.stem}: the test cell {name} ends in a value ({value!r}), which nbgrader takes "
                        "for points: end it with a check, or assign the value to a name."
                    )
            if problems:
                break
        return problems

    def check_untouched(self):
        """Every test of the release fails."""
        emptied = [replace(c, source=_emptied(c.source)) if c.kind == "solution" else c for c in self.code]
        outcome = cells.run(emptied)
        return [
            f"{self.stem}: the untouched release passes {test.grade_id} ({test.points:g} points): "
            "the test must use the exercise's result."
            for test in self.assignment.tests
            if test.grade_id not in outcome.failed
        ]

    def check_syntax_error(self, exercise):
        """A syntax error in one exercise's cell loses that exercise and no other."""
        broken = {cell.grade_id for cell in exercise.solutions}
        outcome = cells.run([replace(c, source="def (:") if c.grade_id in broken else c for c in self.code])
        own = {test.grade_id for test in exercise.tests}
        return [
            f"{self.stem}: with a syntax error in {exercise.name}, {name} fails too: {_first(outcome[name])}\n"
            "  Exercises stand alone: let its tests use the reference, from a set-up cell or from dlkit."
            for name in sorted(outcome.failed - own)
        ] + [
            f"{self.stem}: {name} passes although {exercise.name} could not run"
            for name in sorted(own - outcome.failed)
        ]

    def check_wrong(self, answer):
        """The wrong answer fails exactly the cells named, says what it should, and only through dlkit.check."""
        where = f"{self.stem}, {answer.cell}, wrong answer {answer.title!r}"
        if answer.broken:
            return [f"{where}: {answer.broken}"]
        known = {test.grade_id for test in self.assignment.tests}
        if unknown := answer.fails - known:
            return [
                f"{where}: fails= names {', '.join(sorted(unknown))}, which is no test cell of this assignment"
            ]
        for seed in WRONG_SEEDS:
            outcome = self.run(answer.cell, answer.source, seed)
            if not outcome.failed:
                return [
                    f"{where}: nothing catches it. It passes {', '.join(outcome)}.\n"
                    "  Add a test that it fails, or move it to the right answers."
                ]
            if outcome.failed != answer.fails:
                more = ", ".join(f"{n} ({_first(outcome[n])})" for n in sorted(outcome.failed - answer.fails))
                fewer = ", ".join(sorted(answer.fails - outcome.failed))
                said = [f"fails {more}, which fails= does not name"] * bool(more) + [
                    f"passes {fewer}"
                ] * bool(fewer)
                return [
                    f"{where} (seed {seed}): it {'; it '.join(said)}.\n"
                    f"  Mend the test cell, or if this is what should happen write fails={' '.join(sorted(outcome.failed))!r}."
                ]
            if bare := outcome.bare & answer.fails:
                name = min(bare)
                return [
                    f"{where}: {name} fails with a bare {_first(outcome[name])}.\n"
                    "  Let every call go through check.returns or check.call, and every assertion through check."
                ]
            messages = "\n".join(outcome[name] for name in sorted(answer.fails))
            if missing := [text for text in answer.says if text not in messages]:
                return [
                    f"{where}: no failing message says {missing[0]!r}. They begin:\n"
                    + "\n".join(f"  {name}: {_first(outcome[name])}" for name in sorted(answer.fails))
                ]
        return []

    def check_right(self, answer):
        """The right answer passes everything."""
        where = f"{self.stem}, {answer.cell}, right answer {answer.title!r}"
        if answer.broken:
            return [f"{where}: {answer.broken}"]
        for seed in WRONG_SEEDS:
            outcome = self.run(answer.cell, answer.source, seed)
            if error := outcome.errors.get(answer.cell):
                return [f"{where}: it does not run: {error}"]
            if outcome.failed:
                name = min(outcome.failed)
                return [
                    f"{where} (seed {seed}): {name} rejects it:\n{textwrap.indent(outcome[name], '    ')}\n"
                    "  Widen the test to admit it, or say in the docstring what it breaks and move it to the wrong answers."
                ]
        return []

    def check_counts(self, exercise):
        """Enough answers, and one wrong one that only hidden tests find."""
        problems, where = [], f"{self.stem}, {exercise.name}"
        for kind, answers in (
            ("wrong", self.of(self.wrongs, exercise)),
            ("right", self.of(self.rights, exercise)),
        ):
            if len(answers) < ENOUGH[kind]:
                problems.append(
                    f"{where}: {len(answers)} {kind} answers, at least {ENOUGH[kind]} are needed: "
                    f"add g.{kind}({exercise.name!r}, ...) to tests/graders/{self.stem}.py"
                )
        visible = {test.grade_id for test in exercise.tests if not test.hidden}
        if not any(answer.fails and not answer.fails & visible for answer in self.of(self.wrongs, exercise)):
            problems.append(
                f"{where}: no wrong answer passes all visible tests and falls to a hidden one: add one, "
                "such as the visible test's answer hard-coded"
            )
        return problems

    def check_cells(self):
        """Every test cell is the only failing one of some wrong answer."""
        alone = {next(iter(answer.fails)) for answer in self.wrongs if len(answer.fails) == 1}
        return [
            f"{self.stem}: no wrong answer fails {test.grade_id} alone. Add one, or the cell tests nothing of its own "
            "and can be merged with another."
            for test in self.assignment.tests
            if test.grade_id not in alone
        ]

    def check_mistakes(self):
        """Every mistake that a test cell names is reported for some wrong answer."""
        problems = []
        said = [
            message
            for answer in self.wrongs
            if not answer.broken
            for message in self.run(answer.cell, answer.source, WRONG_SEEDS[0]).values()
            if message
        ]
        for test in self.assignment.tests:
            for mistake in _mistakes(test.source):
                if not any(f"known mistake: {mistake}" in message for message in said):
                    problems.append(
                        f"{self.stem}, {test.grade_id}: the mistake {mistake!r} is reported for no wrong answer. "
                        "Add one that makes it (says=...), or take the name out; of two names for one value "
                        "only the first is ever said."
                    )
        return problems

    def check_misconceptions(self):
        """Every misconception of the table feeds a wrong answer or a question in the chapter."""
        used = {answer.misconception for answer in self.wrongs}
        chapter = self.root / "book" / f"{self.stem}.ipynb"
        text = "\n".join(cell.source for cell in assignment.load(chapter).cells) if chapter.exists() else None
        problems = [
            f"{self.stem}: a wrong answer is linked to the misconception {key!r}, which the table does not have"
            for key in sorted(used - {None} - set(self.misconceptions))
        ]
        if not 4 <= len(self.misconceptions) <= 8:
            problems.append(
                f"{self.stem}: the table has {len(self.misconceptions)} misconceptions, 4 to 8 are wanted"
            )
        for key, (_, quiz) in self.misconceptions.items():
            if quiz and text is not None and " ".join(quiz.split()) not in " ".join(text.split()):
                problems.append(
                    f"{self.stem}: misconception {key!r}: book/{self.stem}.ipynb does not contain {quiz!r}"
                )
            elif not quiz and key not in used:
                problems.append(
                    f"{self.stem}: the misconception {key!r} feeds nothing: link a wrong answer to it "
                    f'(misconception={key!r}), or a question in the chapter (quiz="words of it")'
                )
        return problems

    def mutants(self, exercise):
        """{mutant id: killed}"""
        verdicts = {}
        for cell in exercise.solutions:
            for name, source in mutants.mutants(cell.source).items():
                outcome = self.run(cell.grade_id, source, stop=True)
                verdicts[name] = bool(outcome.failed or outcome.errors)
        return verdicts

    def check_mutants(self, exercise):
        """At least 90 % killed; each survivor listed with its reason; nothing listed that is killed or gone."""
        verdicts, problems = self.mutants(exercise), []
        listed = {mutant for name, mutant in self.survivors if name == exercise.name}
        alive = {name for name, killed in verdicts.items() if not killed}
        where = f"{self.stem}, {exercise.name}"
        if verdicts and (share := 1 - len(alive) / len(verdicts)) < ENOUGH["killed"]:
            problems.append(
                f"{where}: {len(verdicts) - len(alive)} of {len(verdicts)} mutants are killed, {share:.0%}; "
                f"{ENOUGH['killed']:.0%} are needed. Sharpen the tests. Survivors: "
                + "; ".join(sorted(alive))
            )
        problems += [
            f"{where}: the mutant {name!r} survives. Add a test that notices it, or if none can:\n"
            f'    g.survivor({exercise.name!r}, {name!r}, "why")'
            for name in sorted(alive - listed)
        ]
        problems += [
            f"{where}: the listed survivor {name!r} "
            + (
                "is killed: take it off the list"
                if name in verdicts
                else "is no mutant of the reference (any more)"
            )
            for name in sorted(listed - alive)
        ]
        problems += [
            f"{where}: the survivor {name!r} is listed without a reason"
            for name in sorted(listed)
            if not self.survivors[exercise.name, name].strip()
        ]
        return problems

    def check_time(self):
        """Answers run fast enough that nobody is tempted to leave one out."""
        mean = self.seconds / max(1, self.answers_run)
        return (
            []
            if mean <= LIMIT
            else [
                f"{self.stem}: an answer takes {mean:.2f} s on average, at most {LIMIT} s: "
                "which set-up cell or test trains for long?"
            ]
        )

    def problems(self):
        """All of it."""
        found = self.check_reference() + self.check_untouched()
        for exercise in self.exercises:
            found += (
                self.check_syntax_error(exercise) + self.check_counts(exercise) + self.check_mutants(exercise)
            )
        found += [p for answer in self.wrongs for p in self.check_wrong(answer)]
        found += [p for answer in self.rights for p in self.check_right(answer)]
        return (
            found
            + self.check_cells()
            + self.check_mistakes()
            + self.check_misconceptions()
            + self.check_time()
        )

    @property
    def exercises(self):
        """Those that tests grade; a written answer has none."""
        return [exercise for exercise in self.assignment.exercises if exercise.tests]

    def report(self):
        start, tallies = time.perf_counter(), {}
        for exercise in self.exercises:
            wrong, right = self.of(self.wrongs, exercise), self.of(self.rights, exercise)
            verdicts = self.mutants(exercise)
            tallies[exercise.name] = Tally(
                exercise.title,
                sum(not self.check_wrong(a) for a in wrong),
                len(wrong),
                sum(not self.check_right(a) for a in right),
                len(right),
                sum(verdicts.values()),
                len(verdicts),
                {
                    name: self.survivors.get((exercise.name, name), "")
                    for name, killed in verdicts.items()
                    if not killed
                },
            )
        return Report(self.stem, tallies, time.perf_counter() - start)


def load(stem, folder=Path(__file__).parent):
    """The Graders `g` of tests/graders/<stem>.py."""
    spec = importlib.util.spec_from_file_location(f"graders_{stem}", folder / f"{stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.g


def stems(folder=Path(__file__).parent):
    return sorted(path.stem for path in folder.glob("[0-9][0-9]_*.py"))


def measure(stem):
    """Report of one assignment, for the status page."""
    return load(stem).report()


def _emptied(source):
    """What nbgrader leaves of a solution cell in the release."""
    return re.sub(
        r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION",
        r"\1raise NotImplementedError()",
        source,
        flags=re.DOTALL | re.MULTILINE,
    )


def _mistakes(source):
    """The names in `mistakes={...}` of a test cell; the dict may be a variable of the cell."""
    tree = ast.parse(source)
    named = {
        t.id: n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Assign)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "mistakes":
            value = named.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
            if isinstance(value, ast.Dict):
                yield from (key.value for key in value.keys if isinstance(key, ast.Constant))


def _first(message):
    return message.partition("\n")[0]
