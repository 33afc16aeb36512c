"""What is required of an assignment's tests. Each check returns problems in words, none when all is well.

`g` is a `harness.Graders`.
"""

import ast
import os
import textwrap
from dataclasses import replace

import cells

from dlkit.checking import assignment

SEEDS = range(int(os.environ.get("DLKIT_SEEDS", 20)))  # the reference passes with all of these
WRONG_SEEDS = (0, 1)  # a known answer gets the same verdict with each of these
LIMIT = 0.3  # seconds of a processor for one answer, on average
ENOUGH = {"wrong": 3, "right": 1, "killed": 0.9}


def whole(g):
    """The reference gets full marks when it runs from its first cell to its last, as a student's notebook does."""
    return _full_marks(g, g.code, WRONG_SEEDS, limit=60.0)


def every_seed(g, exercise, seeds=SEEDS):
    """An exercise's tests hold whatever their random inputs are."""
    return _full_marks(g, cells.needed(g.code, exercise.tests), seeds)


def _full_marks(g, code, seeds, **limits):
    """Full marks with each seed, and no test cell that ends in a value."""
    problems = []
    for seed in seeds:
        outcome = cells.run(code, seed=seed, **limits)
        for name, error in outcome.errors.items():
            problems.append(f"{g.stem}: the reference's cell {name} stops with {error}")
        for name in outcome.failed:
            problems.append(
                f"{g.stem}: the reference fails {name} with seed {seed}: {outcome[name]}\n"
                "  A test must hold for every seed: look at its random inputs and its tolerance."
            )
        for name, value in outcome.ends.items():
            if value is not None:
                problems.append(
                    f"{g.stem}: the test cell {name} ends in a value ({value!r}), which nbgrader "
                    "takes for points: end it with a check, or assign the value to a name."
                )
        if problems:
            break
    return problems


def examples(g, exercise):
    """Each "Example:" of a docstring is declared once, and what it promises is true."""
    starts = _examples(exercise.solutions)
    problems = [
        f"{g.stem}: declare it with g.example: {rest.splitlines()[0]!r}"
        for rest in starts
        if sum(rest.startswith(text) for text, _ in g.examples) != 1
    ]
    test = exercise.tests[0]
    tests = [
        replace(
            test,
            grade_id=f"example: {text}",
            source=f"check.that('example', bool({holds}), 'not so')",
        )
        for text, holds in g.examples
        if any(rest.startswith(text) for rest in starts)
    ]
    code = [cell for cell in g.code if cell.kind != "test"] + tests
    outcome = cells.run(cells.needed(code, tests))
    return problems + [f"{g.stem}: {name}: {outcome[name]}" for name in sorted(outcome.failed)]


def declared(g):
    """Each declared example stands in a docstring."""
    starts = _examples(cell for cell in g.code if cell.kind == "solution")
    return [
        f"{g.stem}: no docstring has the example {text!r}"
        for text, _ in g.examples
        if not any(rest.startswith(text) for rest in starts)
    ]


def _examples(solutions):
    """What follows each "Example: " in solution cells."""
    return [rest for cell in solutions for rest in cell.source.split("Example: ")[1:]]


def untouched(g, exercise):
    """Every test of the release fails."""
    outcome = g.release
    return [
        f"{g.stem}: the untouched release passes {test.grade_id} ({test.points:g} points): "
        "the test must use the exercise's result."
        for test in exercise.tests
        if test.grade_id not in outcome.failed
    ]


def syntax_error(g, exercise):
    """A syntax error in one exercise's cell loses that exercise and no other."""
    broken = {cell.grade_id for cell in exercise.solutions}
    outcome = cells.run(
        [replace(c, source="def (:") if c.grade_id in broken else c for c in g.code]
    )
    own = {test.grade_id for test in exercise.tests}
    return [
        f"{g.stem}: with a syntax error in {exercise.name}, {name} fails too: {_first(outcome[name])}\n"
        "  Exercises stand alone: let its tests use the reference, from a set-up cell or from dlkit."
        for name in sorted(outcome.failed - own)
    ] + [
        f"{g.stem}: {name} passes although {exercise.name} could not run"
        for name in sorted(own - outcome.failed)
    ]


def wrong(g, answer):
    """The wrong answer fails exactly the cells named, says what it should, and only through dlkit.check."""
    where = f"{g.stem}, {answer.cell}, wrong answer {answer.title!r}"
    if answer.broken:
        return [f"{where}: {answer.broken}"]
    known = {test.grade_id for test in g.assignment.tests}
    if unknown := answer.fails - known:
        return [f"{where}: fails= names {', '.join(sorted(unknown))}, which is no test cell here"]
    for seed in WRONG_SEEDS:
        outcome = g.run(answer.cell, answer.source, seed)
        if error := outcome.errors.get(answer.cell):
            return [f"{where}: it does not run: {error}"]
        if not outcome.failed:
            return [
                f"{where}: nothing catches it. It passes {', '.join(outcome)}.\n"
                "  Add a test that it fails, or move it to the right answers."
            ]
        if outcome.failed != answer.fails:
            more = ", ".join(
                f"{n} ({_first(outcome[n])})" for n in sorted(outcome.failed - answer.fails)
            )
            fewer = ", ".join(sorted(answer.fails - outcome.failed))
            said = [f"it fails {more}, which fails= does not name"] if more else []
            said += [f"it passes {fewer}"] if fewer else []
            return [
                f"{where} (seed {seed}): {'; '.join(said)}.\n"
                f"  Mend the test cell, or if this is right write fails={' '.join(sorted(outcome.failed))!r}."
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


def right(g, answer):
    """The right answer passes everything."""
    where = f"{g.stem}, {answer.cell}, right answer {answer.title!r}"
    if answer.broken:
        return [f"{where}: {answer.broken}"]
    for seed in WRONG_SEEDS:
        outcome = g.run(answer.cell, answer.source, seed)
        if error := outcome.errors.get(answer.cell):
            return [f"{where}: it does not run: {error}"]
        if outcome.failed:
            name = min(outcome.failed)
            return [
                f"{where} (seed {seed}): {name} rejects it:\n{textwrap.indent(outcome[name], '    ')}\n"
                "  Widen the test to admit it; or say in the docstring what it breaks: a wrong answer."
            ]
    return []


def counts(g, exercise):
    """Enough answers, and one wrong one that only hidden tests find."""
    problems, where = [], f"{g.stem}, {exercise.name}"
    for kind, answers in (
        ("wrong", g.of(g.wrongs, exercise)),
        ("right", g.of(g.rights, exercise)),
    ):
        if len(answers) < ENOUGH[kind] and not g.draft:
            problems.append(
                f"{where}: {len(answers)} {kind} answers, at least {ENOUGH[kind]} are needed: "
                f"add g.{kind}({exercise.name!r}, ...) to tests/graders/{g.stem}.py"
            )
    visible = {test.grade_id for test in exercise.tests if not test.hidden}
    if not g.draft and not any(
        wrong.fails and not wrong.fails & visible for wrong in g.of(g.wrongs, exercise)
    ):
        problems.append(
            f"{where}: no wrong answer passes all visible tests and falls to a hidden one: add one, "
            "such as the visible test's answer hard-coded"
        )
    return problems


def each_cell(g, exercise):
    """Every test cell is the only failing one of some wrong answer."""
    alone = {next(iter(answer.fails)) for answer in g.wrongs if len(answer.fails) == 1}
    return [
        f"{g.stem}: no wrong answer fails {test.grade_id} alone. Add one, or the cell tests nothing of its "
        "own and can be merged with another."
        for test in exercise.tests
        if test.grade_id not in alone
    ]


def mistakes(g, exercise):
    """Every mistake that a test cell names is reported for some wrong answer."""
    problems, own = [], g.of(g.wrongs, exercise)
    others = [answer for answer in g.wrongs if answer not in own]  # for what only they can make
    for test in exercise.tests:
        for mistake in _mistakes(test.source):
            said = f"known mistake: {mistake}"
            if not any(said in message for message in g.messages(own + others)):
                problems.append(
                    f"{g.stem}, {test.grade_id}: the mistake {mistake!r} is reported for no wrong answer. "
                    "Add one that makes it (says=...), or take the name out; of two names for one value "
                    "only the first is ever said."
                )
    return problems


def misconceptions(g):
    """Every misconception of the table feeds a wrong answer or a question in the chapter."""
    used = {answer.misconception for answer in g.wrongs}
    chapter = g.root / "book" / f"{g.stem}.ipynb"
    text = (
        "\n".join(cell.source for cell in assignment.load(chapter).cells)
        if chapter.exists()
        else None
    )
    problems = [
        f"{g.stem}: a wrong answer is linked to the misconception {key!r}, which the table lacks"
        for key in sorted(used - {None} - set(g.misconceptions))
    ]
    if not 4 <= len(g.misconceptions) <= 8 and not g.draft:
        problems.append(
            f"{g.stem}: the table has {len(g.misconceptions)} misconceptions, 4 to 8 are wanted: "
            "add what people get wrong about the subject, or keep the most frequent"
        )
    for key, (_, quiz) in g.misconceptions.items():
        if quiz and text is not None and " ".join(quiz.split()) not in " ".join(text.split()):
            problems.append(
                f"{g.stem}: misconception {key!r}: book/{g.stem}.ipynb does not contain {quiz!r}"
            )
        elif not quiz and key not in used:
            problems.append(
                f"{g.stem}: the misconception {key!r} feeds nothing: link a wrong answer to it "
                f'(misconception={key!r}), or a question in the chapter (quiz="words of it")'
            )
    return problems


def mutants(g, exercise):
    """At least 90 % killed; each survivor listed with its reason; nothing listed that is dead or gone."""
    verdicts, problems = g.mutants(exercise), []
    listed = {mutant for name, mutant in g.survivors if name == exercise.name}
    alive = {name for name, killed in verdicts.items() if not killed}
    where = f"{g.stem}, {exercise.name}"
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
        + ("is killed: take it off the list" if name in verdicts else "is no mutant (any more)")
        for name in sorted(listed - alive)
    ]
    problems += [
        f"{where}: the survivor {name!r} is listed without a reason"
        for name in sorted(listed)
        if not g.survivors[exercise.name, name].strip()
    ]
    return problems


def speed(g, exercise):
    """Answers run fast enough that nobody is tempted to leave one out."""
    mean = g.seconds(exercise)
    if mean <= LIMIT:
        return []
    return [
        f"{g.stem}, {exercise.name}: an answer takes {mean:.2f} s on average, at most {LIMIT} s may be "
        "taken: which set-up cell or test trains for long?"
    ]


def everything(g):
    """All problems of an assignment."""
    found = [problem for answer in g.wrongs for problem in wrong(g, answer)]
    found += [problem for answer in g.rights for problem in right(g, answer)]
    for check in OF_AN_EXERCISE:
        found += [problem for exercise in g.exercises for problem in check(g, exercise)]
    return found + [problem for check in OF_ALL for problem in check(g)]


OF_AN_EXERCISE = (
    every_seed,
    examples,
    untouched,
    syntax_error,
    counts,
    each_cell,
    mistakes,
    mutants,
    speed,
)
OF_ALL = (whole, declared, misconceptions)


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
