"""Every assignment's known wrong and right answers, and its mutants; the manual is in harness.py."""

from dataclasses import asdict

import checks
import harness
import pytest

GRADERS, BROKEN = harness.load_all()
EXERCISES = [
    pytest.param(g, e, id=f"{stem}-{e.name}") for stem, g in GRADERS.items() for e in g.exercises
]
# named after every exercise, so that a selection of one has what it shares with the others
ASSIGNMENTS = [
    pytest.param(g, id="-".join([stem, *(e.name for e in g.exercises)]))
    for stem, g in GRADERS.items()
]


def answers(kind):
    return [
        pytest.param(g, a, id=f"{stem}-{a.cell}-{a.title}")
        for stem, g in GRADERS.items()
        for a in getattr(g, kind)
    ]


def none(problems):
    """Fail with the problems as the whole message."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.mark.parametrize("stem", harness.stems())
def test_graders_can_be_read(stem):
    none([BROKEN[stem]] if stem in BROKEN else [])


@pytest.mark.parametrize("g", ASSIGNMENTS)
def test_reference_gets_full_marks_as_a_whole(g):
    none(checks.whole(g))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_reference_gets_full_marks_for_every_seed(g, exercise):
    none(checks.every_seed(g, exercise))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_examples_are_true(g, exercise):
    none(checks.examples(g, exercise))


@pytest.mark.parametrize("g", ASSIGNMENTS)
def test_every_declared_example_is_given(g):
    none(checks.declared(g))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_untouched_release_gets_nothing(g, exercise):
    none(checks.untouched(g, exercise))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_syntax_error_costs_one_exercise(g, exercise):
    none(checks.syntax_error(g, exercise))


@pytest.mark.parametrize("g, answer", answers("wrongs"))
def test_wrong_answer_is_caught(g, answer):
    none(checks.wrong(g, answer))


@pytest.mark.parametrize("g, answer", answers("rights"))
def test_right_answer_is_accepted(g, answer):
    none(checks.right(g, answer))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_enough_answers_are_known(g, exercise):
    none(checks.counts(g, exercise))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_mutants_are_killed(g, exercise):
    none(checks.mutants(g, exercise))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_every_test_cell_matters(g, exercise):
    none(checks.each_cell(g, exercise))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_every_named_mistake_is_made(g, exercise):
    none(checks.mistakes(g, exercise))


@pytest.mark.parametrize("g", ASSIGNMENTS)
def test_every_misconception_is_used(g):
    none(checks.misconceptions(g))


@pytest.mark.parametrize("g, exercise", EXERCISES)
def test_answers_run_fast(g, exercise, record_property):
    record_property("tally", [g.stem, exercise.name, asdict(g.tally(exercise))])  # see tallies.py
    none(checks.speed(g, exercise))
