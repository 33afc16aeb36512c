"""The harness finds what is wrong with an assignment's tests and answers: each fault is planted here."""

import checks
import harness
import pytest

DOUBLE = "def double(x):\n    return {}"
HARD_CODED = "np.array([2, 4, 6]) if list(x) == [1, 2, 3] else x"


@pytest.fixture
def graders(tiny, tmp_path):
    """graders(double_values="..."): known answers for the tiny assignment, with cells replaced."""

    def make(**sources):
        tiny(**sources)
        g = harness.Graders("01_tiny", root=tmp_path)
        for key in "abcd":
            g.misconception(key, "a belief")
        both = "double_values double_hidden_other"
        g.wrong(
            "double",
            "squares",
            edit={"2 * x": "x ** 2"},
            fails=both,
            says="the square",
            misconception="a",
        )
        g.wrong(
            "double",
            "hard-codes",
            code=DOUBLE.format(HARD_CODED),
            fails="double_hidden_other",
            misconception="b",
        )
        g.wrong(
            "double",
            "leaves whole numbers",
            code=DOUBLE.format("x if x.dtype.kind == 'i' else 2 * x"),
            fails="double_values",
            misconception="c",
        )
        g.wrong(
            "share",
            "axis 0",
            edit={"axis=1": "axis=0"},
            fails="share_values share_hidden_rows",
            misconception="d",
        )
        g.wrong("share", "one row", edit={"axis=1, keepdims=True": ""}, fails="share_hidden_rows")
        g.wrong(
            "share",
            "whole",
            code="def share(x):\n    return x if len(x) == 1 else x / x.sum(1, keepdims=True)",
            fails="share_values",
        )
        g.right("double", "adds", code=DOUBLE.format("x + x"))
        g.right("share", "transposed", code="def share(x):\n    return (x.T / x.sum(1)).T")
        return g

    return make


def found(problems, *texts):
    """Exactly one problem, which contains the texts."""
    assert len(problems) == 1, problems
    for text in texts:
        assert text in problems[0], problems[0]


def test_a_sound_assignment_has_no_problems(graders):
    g = graders()
    assert checks.everything(g) == []
    assert (
        g.report()
        .line()
        .startswith("wrong answers caught 6/6, right answers accepted 2/2, mutants killed")
    )
    assert g.report().exercises["share"].wrong_total == 3


def test_an_example_that_is_wrong_missing_or_not_declared(graders):
    docstring = '"""Example: double(1) is 3. Example: [2] -> [4]."""'
    g = graders(double=f"def double(x):\n    {docstring}\n    return 2 * x")
    g.example("double(1) is 3", "double(1) == 3")
    double = g.exercises[0]
    found(checks.examples(g, double)[:1], "declare it", "[2] -> [4]")
    g.example("[2] -> [4]", "double(np.array([2])).tolist() == [4]")
    found(checks.examples(g, double), "double(1) is 3", "not so")
    assert checks.declared(g) == []
    g.examples[0] = ("double(1) is 2", "double(1) == 2")
    assert len(checks.examples(g, double)) == len(checks.declared(g)) == 1


def test_wrong_answer_that_nothing_catches(graders):
    g = graders()
    g.wrong("double", "not wrong at all", code=DOUBLE.format("x * 2"), fails="double_values")
    found(
        checks.wrong(g, g.wrongs[-1]),
        "01_tiny, double, wrong answer 'not wrong at all'",
        "nothing catches it",
    )


def test_wrong_answer_that_fails_other_cells_than_named(graders):
    g = graders()
    g.wrong("double", "squares", edit={"2 * x": "x ** 2"}, fails="double_values")
    found(
        checks.wrong(g, g.wrongs[-1]),
        "it fails double_hidden_other",
        "fails='double_hidden_other double_values'",
    )
    g.wrong(
        "double",
        "hard-codes",
        code=DOUBLE.format(HARD_CODED),
        fails="double_values double_hidden_other",
    )
    found(checks.wrong(g, g.wrongs[-1]), "it passes double_values")


def test_wrong_answer_that_hurts_another_exercise(graders):
    g = graders(
        share_values="# Share · 1 point\ncheck.returns('s', share, double(np.array([[1, 3]])), "
        "want=np.array([[0.25, 0.75]]))"
    )
    found([p for p in checks.wrong(g, g.wrongs[0])], "it fails share_values")
    found(
        checks.syntax_error(g, g.exercises[0]),
        "with a syntax error in double, share_values fails too",
    )


def test_fails_names_no_cell(graders):
    g = graders()
    g.wrong("double", "squares", edit={"2 * x": "x ** 2"}, fails="double_valeus")
    found(checks.wrong(g, g.wrongs[-1]), "double_valeus", "no test cell")


@pytest.mark.parametrize(
    "edit, said",
    [
        ({"3 * x": "x"}, "'3 * x' occurs 0 times"),
        ({"x": "y"}, "occurs 4 times"),
    ],
)
def test_edit_that_does_not_match_once(graders, edit, said):
    g = graders()
    g.wrong("double", "edited", edit=edit, fails="double_values")
    found(checks.wrong(g, g.wrongs[-1]), said)


def test_answer_to_an_unknown_exercise_or_without_code(graders):
    g = graders()
    g.wrong("duoble", "typing slip", code="pass", fails="double_values")
    found(checks.wrong(g, g.wrongs[-1]), "no solution cell 'duoble'")
    g.right("double", "nothing given")
    found(checks.right(g, g.rights[-1]), "either edit= or code=")


def test_answer_that_does_not_run(graders):
    g = graders()
    g.wrong(
        "double",
        "slip of the author",
        code="def double(x) return x",
        fails="double_values double_hidden_other",
    )
    found(checks.wrong(g, g.wrongs[-1]), "does not run", "SyntaxError")


def test_mistake_that_is_not_reported(graders):
    g = graders()
    g.wrong(
        "double",
        "adds 2",
        edit={"2 * x": "2 + x"},
        fails="double_values double_hidden_other",
        says="the sum",
    )
    found(
        checks.wrong(g, g.wrongs[-1]),
        "no failing message says 'the sum'",
        "double_values: double: wrong value at",
    )


def test_named_mistake_that_nobody_makes(graders):
    g = graders(
        double_values="x = np.array([1, 2, 3])\nnames = {'the square': x**2, 'the root': x**0.5}\n"
        "check.returns('double', double, x, want=x + x, mistakes=names)"
    )
    found(checks.mistakes(g, g.exercises[0]), "double_values", "'the root'", "no wrong answer")


def test_right_answer_that_is_rejected(graders):
    g = graders(double_values="assert double(np.array([1])).dtype == int")
    g.right("double", "in floats", code=DOUBLE.format("2.0 * x"))
    found(checks.right(g, g.rights[-1]), "'in floats'", "double_values rejects it", "Widen")


def test_bare_failure(graders):
    g = graders(double_values="x = np.array([1, 2, 3])\nassert (double(x) == 2 * x).all()")
    found(
        checks.wrong(g, g.wrongs[0]),
        "double_values fails with a bare AssertionError",
        "check.returns",
    )


def test_surviving_mutant_and_list_of_survivors(graders):
    g = graders(
        share_hidden_rows="check.that('share', share(np.ones((2, 3))).shape == (2, 3), 'shape')",
        share_values="check.that('share', share(np.ones((2, 3))).ndim == 2, 'shape')",
    )
    share = g.exercises[1]
    problems = checks.mutants(g, share)
    assert "mutants are killed" in problems[0] and "90%" in problems[0]
    name = "x / x.sum(axis=1, keepdims=True) -> x * x.sum(axis=1, keepdims=True)"
    assert any(f"g.survivor('share', {name!r}" in problem for problem in problems)
    g.survivor("share", name, "shapes are all that is asked for")
    assert not any(repr(name) in problem for problem in checks.mutants(g, share))
    g.survivor("double", "2 * x -> 2 / x", "it is not one")
    found(checks.mutants(g, g.exercises[0]), "'2 * x -> 2 / x' is killed")
    g.survivors.clear()
    g.survivor("double", "4 * x -> x", "gone")
    found(checks.mutants(g, g.exercises[0]), "no mutant (any more)")


def test_endless_mutant_counts_as_killed(graders, monkeypatch):
    monkeypatch.setattr(
        harness.cells.run, "__kwdefaults__", {"seed": 0, "limit": 0.3, "stop": False}
    )
    g = graders(
        double="def double(x):\n    i = 0\n    while i < 2:\n        i += 1\n    return i * x"
    )
    verdicts = g.mutants(g.exercises[0])
    assert verdicts["i += 1 -> pass"]
    outcome = g.run(
        "double",
        "def double(x):\n    while True:\n        try:\n            pass\n"
        "        except Exception:\n            pass",
    )
    assert set(outcome.values()) == {"it does not end"} and len(outcome) == 2


def test_reference_that_fails_for_some_seed(graders):
    g = graders(double_hidden_other="check.that('double', check.rng('d').random() < 0.8, 'luck')")
    problems = checks.every_seed(g, g.exercises[0])
    assert (
        "the reference fails double_hidden_other with seed" in problems[0]
        and "tolerance" in problems[0]
    )


def test_cell_that_ends_in_a_value(graders):
    found(
        checks.whole(graders(double_values="check.call('d', double, 0.25)")),
        "double_values ends in a value (0.5)",
    )


def test_untouched_release_that_earns_points(graders):
    g = graders(share_values="check.that('share', True, 'always')")
    assert checks.untouched(g, g.exercises[0]) == []
    found(
        checks.untouched(g, g.exercises[1]),
        "passes share_values (1 points)",
    )


def test_cell_that_is_never_the_only_failing_one(graders):
    g = graders()
    g.wrongs = [answer for answer in g.wrongs if answer.title != "one row"]
    found(checks.each_cell(g, g.exercises[1]), "fails share_hidden_rows alone")
    problems = checks.counts(g, g.exercises[1])
    assert "2 wrong answers, at least 3" in problems[0]
    assert "no wrong answer passes all visible tests" in problems[1]


def test_misconceptions(graders):
    g = graders()
    g.misconception("loose", "believed, and nothing done about it")
    found(checks.misconceptions(g), "'loose' feeds nothing")
    g.misconceptions.pop("loose")
    g.misconceptions.pop("a")
    problems = checks.misconceptions(g)
    assert "linked to the misconception 'a'" in problems[0] and "3 misconceptions" in problems[1]


def test_quiz_words_must_stand_in_the_chapter(graders, tmp_path):
    from nbformat.v4 import new_markdown_cell, new_notebook, writes

    g = graders()
    (tmp_path / "book").mkdir()
    chapter = new_notebook(cells=[new_markdown_cell("Is twice a half\none?")])
    (tmp_path / "book" / "01_tiny.ipynb").write_text(writes(chapter))
    g.misconception("half", "twice a half is a half", quiz="a half one?")
    assert checks.misconceptions(g) == []
    g.misconception("half", "twice a half is a half", quiz="three halves")
    found(checks.misconceptions(g), "does not contain 'three halves'")


def test_slow_answers(graders):
    busy = "import time\nstart = time.process_time()\nwhile time.process_time() < start + 0.35:\n    pass\n"
    g = graders(setup=f"{busy}import numpy as np\nfrom dlkit import check")
    checks.wrong(g, g.wrongs[0])
    found(checks.speed(g, g.exercises[0]), "s on average")
    assert checks.speed(g, g.exercises[1]) == []


def test_nothing_is_left_behind(graders, capfd):
    import os
    import random
    import warnings

    import numpy as np

    g = graders(
        double="import os, random, warnings\nnp.random.seed(1); random.seed(1); np.seterr(all='raise')\n"
        "os.environ['LEFT'] = '1'; os.chdir('/'); print('noise'); warnings.warn('careful')\n"
        "def double(x):\n    return 2 * x"
    )
    before = random.getstate(), np.random.get_state()[1].tolist(), np.geterr(), os.getcwd()  # noqa: NPY002
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not g.run("double", g.code[1].source).failed
    after = random.getstate(), np.random.get_state()[1].tolist(), np.geterr(), os.getcwd()  # noqa: NPY002
    assert before == after and "LEFT" not in os.environ
    assert "noise" not in "".join(capfd.readouterr())


def test_answers_do_not_see_each_other(graders):
    g = graders()
    assert not g.run("double", DOUBLE.format("2 * x") + "\nleft_here = 1").failed
    assert g.run("double", DOUBLE.format("left_here * 2 * x")).failed


def test_answers_that_cannot_be_read_stop_no_others(graders, tmp_path):
    graders()
    sound = f"from harness import Graders\n\ng = Graders('01_tiny', root={str(tmp_path)!r})\n"
    (tmp_path / "01_tiny.py").write_text(sound)
    (tmp_path / "02_slip.py").write_text(sound.replace("01_tiny", "02_slip"))
    read, broken = harness.load_all(tmp_path)
    assert list(read) == ["01_tiny"] and list(broken) == ["02_slip"]
    assert "NotAnAssignment" in broken["02_slip"] and "02_slip.ipynb" in broken["02_slip"]
