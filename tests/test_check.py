"""Every kind of failure message, and that what is right passes."""

import linecache
import subprocess
import sys

import numpy as np
import pytest
import torch

from dlkit import check
from dlkit.checking.compare import difference

X = np.arange(6.0).reshape(2, 3)
SQUARE = np.array([[1.0, 2.0], [3.0, 5.0]])
COLUMN = np.array([0.1, 0.25, 0.7])


def said(function, *args, **kwargs):
    """The message of the Wrong that a check raises."""
    with pytest.raises(check.Wrong) as caught:
        function(*args, **kwargs)
    return str(caught.value)


def said_of(got, want, **kwargs):
    return said(check.same, "task", got, want, **kwargs)


# ---------------------------------------------------------------- what passes


@pytest.mark.parametrize(
    "got, want",
    [
        (X.astype(np.float32), X),
        (X.astype(int), X),
        (X * (1 + 1e-6), X),
        (np.float32(0.5), 0.5),
        (np.array(0.5), 0.5),
        (2, 2.0),
        (np.int64(3), 3),
        (np.True_, True),
        ([1, 2], (1, 2)),
        ((X, 1.0), (X, 1)),
        ({"a": X, "b": [1]}, {"b": [1], "a": X}),
        ("relu", "relu"),
        (None, None),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.array([]), np.array([])),
        (np.array([True, False]), np.array([True, False])),
        (np.array(["a", "b"]), np.array(["a", "b"])),
        ({1, 2}, {2, 1}),
        (np.ma.masked_array(X, X < 0), X),
        (torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0], dtype=torch.float64)),
        (torch.nn.Parameter(torch.ones(2)), torch.ones(2)),
        (torch.ones(2, dtype=torch.bfloat16), torch.ones(2)),
    ],
)
def test_equal_enough(got, want):
    check.same("task", got, want)


def test_returns_passes_and_gives_nothing_back():
    assert check.returns("task", np.square, X, want=X * X) is None
    check.returns("task", np.sum, X, axis=0, want=X.sum(axis=0))


# ---------------------------------------------------------------- values


def test_wrong_value_says_where_what_was_given_and_what_was_expected():
    z = np.array([-1.0, 0.0, 2.0])
    message = said(check.returns, "relu", np.abs, z, want=np.maximum(z, 0))
    first, *rest = message.splitlines()
    assert first == "relu: wrong value at [0]: 1, expected 0"
    assert "given" in rest[0] and "[-1., 0., 2.]" in rest[0] and "shape (3,), float64" in rest[0]
    assert "returned" in message and "[1., 0., 2.]" in message
    assert "expected" in message and "[0., 0., 2.]" in message
    assert "1 of 3 entries differ, by at most 1" in message


def test_arguments_are_shown_by_their_names():
    def scaled(z, factor=1):
        return z

    message = said(check.returns, "scaled", scaled, X, factor=3, want=3 * X)
    assert "z = array of shape (2, 3)" in message and "factor = 3" in message


def test_digits_show_the_difference():
    assert "0.1235, expected 0.1234" in said_of(0.12345679, 0.1234)
    assert "1.00001, expected 1" in said_of(1.00001, 1.0, rtol=1e-7, atol=0)


@pytest.mark.parametrize(
    "got, want, hint",
    [
        (-COLUMN, COLUMN, "minus the expected"),
        (3 * COLUMN, COLUMN, "Every entry is 3 times what it should be"),
        (SQUARE.T, SQUARE, "transposed"),
        (np.trunc(10 * COLUMN).astype(int), 10 * COLUMN, "decimals are cut off"),
        (np.round(COLUMN, 1), COLUMN, "rounded to 1 decimals"),
        (np.array([np.nan, 0.25, 0.7]), COLUMN, "1 of 3 entries are nan"),
        (np.array([np.inf, 0.25, np.inf]), COLUMN, "2 of 3 entries are infinite"),
    ],
)
def test_common_patterns_are_named(got, want, hint):
    assert hint in said_of(got, want)


def test_nan_is_not_a_number_even_where_infinity_is_expected():
    assert "wrong value: nan, expected inf" in said_of(np.nan, np.inf)
    assert "wrong value: inf, expected -inf" in said_of(np.inf, -np.inf)


def test_known_mistake_is_called_by_its_name():
    mistakes = {"minus that": -COLUMN, "the gradient without the 1/N": 3 * COLUMN}
    message = said_of(3 * COLUMN, COLUMN, mistakes=mistakes)
    assert message.startswith("task: it looks like a known mistake: the gradient without the 1/N")
    assert "wrong value at [0]: 0.3, expected 0.1" in message and "minus that" not in message
    assert "known mistake" not in said_of(5 * COLUMN, COLUMN, mistakes=mistakes)
    assert "known mistake: one row" in said_of(X[:1], X, mistakes={"one row": X[:1]})


# ---------------------------------------------------------------- shapes


@pytest.mark.parametrize(
    "got, want, hint",
    [
        (X.T, X, "transposed"),
        (X.reshape(6), X, "only the shape is not"),
        (COLUMN[:, None], COLUMN, "only the shape is not"),
        (COLUMN[:, None] - COLUMN, COLUMN, "broadcast to (3, 3)"),
        (COLUMN - COLUMN[:, None], COLUMN[:, None], "broadcast to (3, 3)"),
        (np.zeros(3), np.ones((3, 1)), "keepdims"),
        (X[:, :1] + 1, np.ones((1, 1)), "axis"),
        (np.zeros((2, 2, 3)), X, "broadcast"),
        (np.zeros((5, 1)), X, "expected (2, 3)"),
    ],
)
def test_wrong_shape(got, want, hint):
    message = said_of(got, want)
    assert message.startswith(f"task: its shape is {got.shape}, expected {want.shape}")
    assert hint in message


def test_number_for_an_array():
    message = said_of(2.0, COLUMN)
    assert (
        "it is a number (2), expected a NumPy array of shape (3,)" in message and "axis" in message
    )


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    "got, want, first, hint",
    [
        (None, X, "it returned None", "forget the return"),
        ([1.0, 2.0], np.ones(2), "it is a list, expected a NumPy array", "np.array"),
        (
            torch.ones(2),
            np.ones(2),
            "it is a torch tensor of shape (2,), expected a NumPy array",
            ".numpy()",
        ),
        (
            np.ones(2),
            torch.ones(2),
            "it is a NumPy array of shape (2,), expected a torch tensor",
            "from_numpy",
        ),
        (np.ones(2), [1.0, 1.0], "it is a NumPy array of shape (2,), expected a list", "tolist"),
        (torch.tensor(2.0), 2.0, "it is a torch tensor of shape (), expected a number", ".item()"),
        (1, True, "it is a number (1), expected True", "comparison"),
        (True, 1, "it is True, expected a number (1)", ""),
        ("3", 3, "it is a string ('3'), expected a number (3)", ""),
        ("tanh", "relu", "it is 'tanh', expected 'relu'", ""),
        (True, False, "it is True, expected False", ""),
        (
            np.array([0.0, 1.0]),
            np.array([False, True]),
            "numbers (float64), expected True/False",
            "x > 0",
        ),
        (
            np.array([False, True]),
            np.array([0.0, 1.0]),
            "True/False (bool), expected numbers",
            "astype",
        ),
        (np.array([1, [2]], dtype=object), np.ones(2), "dtype=object", "different lengths"),
        (np.array([1j, 0]), np.ones(2), "complex", ""),
        (np.array(["a", "b"]), np.array(["a", "c"]), "item [1]: it is 'b', expected 'c'", ""),
        ((1, 2), (1, 2, 3), "it has 2 items, expected 3", ""),
        ((X, 2.0), (X, 3.0), "item [1]: wrong value: 2, expected 3", ""),
        ({"a": 1}, {"a": 1, "b": 2}, "missing 'b'", ""),
        ({"a": 1, "c": 2}, {"a": 1}, "not expected 'c'", ""),
        ({"a": 1}, {"a": 2}, "entry ['a']: wrong value: 1, expected 2", ""),
        ({1, 2}, {1, 3}, "it is {1, 2}, expected {1, 3}", ""),
        (object, 3, "it is of type type, expected a number (3)", ""),
    ],
)
def test_wrong_kind(got, want, first, hint):
    message = said_of(got, want)
    assert first in message.splitlines()[0]
    assert hint in message


class EqualsEverything:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __array__(self, *args, **kwargs):
        return np.ones(2)


class EqualArray(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array_function__(self, *args, **kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return np.True_


class EqualFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class EqualTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.ones(2)


@pytest.mark.parametrize(
    "got, want",
    [
        (EqualsEverything(), np.ones(2)),
        (EqualsEverything(), 1.0),
        (EqualsEverything(), "a"),
        (EqualsEverything(), None),
        ([EqualsEverything()], [1.0]),
        (np.zeros(2).view(EqualArray), np.ones(2)),
        (EqualFloat(0.0), 1.0),
        (torch.zeros(2).as_subclass(EqualTensor), torch.ones(2)),
        (np.array([EqualsEverything()] * 2, dtype=object), np.ones(2)),
        ("a", EqualsEverything()),
    ],
)
def test_nothing_that_claims_to_be_equal_is_believed(got, want):
    assert difference(got, want)


def test_long_arrays_are_abbreviated():
    message = said_of(np.zeros((500, 400)), np.ones((500, 400)))
    assert len(message) < 1500 and "..." in message and "(500, 400)" in message
    assert len(said_of("x" * 5000, "y" * 5000)) < 1000
    assert len(said_of([np.zeros(9)] * 50, [np.ones(9)] * 50)) < 3000


# ---------------------------------------------------------------- errors of the student's code


def broken(z):
    weights = np.ones(7)
    return z @ weights


def unwritten(z):
    raise NotImplementedError()


def test_an_error_is_told_with_the_students_own_line():
    message = said(check.returns, "layer", broken, X, want=X)
    assert message.startswith("layer: your code stopped with ValueError: matmul")
    assert "your line  return z @ weights" in message and "in broken" in message
    assert "check.py" not in message and "Traceback" not in message
    assert "z = array of shape (2, 3)" in message


def test_colours_of_a_terminal_are_not_shown():
    def load():
        raise ValueError("\x1b[1mdo this\x1b[0m only")

    message = said(check.call, "load", load)
    assert message.startswith("load: your code stopped with ValueError: do this only")


def test_the_students_line_is_told_when_a_library_raises():
    def divides(z):
        return torch.ones(2) @ torch.ones(3)

    assert "return torch.ones(2) @ torch.ones(3)" in said(check.call, "task", divides, 1)


def test_your_line_is_not_one_of_the_test_cell_that_hands_over_a_function():
    def cell(name, text, names):
        lines = [line + "\n" for line in text.splitlines()]
        linecache.cache[name] = (len(text), None, lines, name)
        exec(compile(text, name, "exec"), names)

    names = {"check": check}
    cell("<answer>", "def audit(f):\n    return f(1, 2)", names)
    test = "def forward(x, y):\n    return x.T\n\ncheck.call('audit', audit, forward)"
    with pytest.raises(check.Wrong) as caught:
        cell("<test>", test, names)
    message = str(caught.value)
    assert "your line  return f(1, 2)" in message and "in audit" in message
    assert "AttributeError" in message and "return x.T" not in message


@pytest.mark.parametrize(
    "run",
    [
        lambda: check.returns("task", unwritten, X, want=X),
        lambda: check.call("task", unwritten, X),
        lambda: check.unchanged("task", unwritten, X),
        lambda: check.raises("task", (ValueError, RuntimeError), unwritten, X),
    ],
)
def test_a_stub_is_not_written_yet(run):
    with pytest.raises(check.NotWritten, match=r"^task: not written yet$"):
        run()


def test_other_ends():
    def leaves(z):
        sys.exit()

    assert "exit()" in said(check.call, "task", leaves, 1)
    assert "missing 1 required positional argument" in said(check.call, "task", broken)
    assert "expected a function" in said(check.call, "task", 3.0, X)
    with pytest.raises(KeyboardInterrupt):
        check.call("task", lambda: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(
        check.Wrong, match="slow_conv"
    ):  # NotImplementedError of a library is an error like another
        check.call("task", lambda: (_ for _ in ()).throw(NotImplementedError("slow_conv")))


def test_raises():
    def careful(T):
        if T < 0:
            raise ValueError(f"T must be positive, got {T}")

    assert "T must be" in str(check.raises("task", ValueError, careful, -1))
    message = said(check.raises, "task", ValueError, careful, 1)
    assert (
        message.startswith("task: it raised no error, expected ValueError") and "T = 1" in message
    )
    message = said(check.raises, "task", (ValueError, TypeError), lambda: {}["key"])
    assert message.startswith("task: it raised KeyError: 'key', expected ValueError or TypeError")


# ---------------------------------------------------------------- arguments, properties, seeds


def fills(z, out):
    out[0] = 5.0
    return z


def test_unchanged_notices_every_change():
    check.unchanged("task", np.square, X)
    message = said(check.unchanged, "task", fills, X, np.zeros(2))
    assert message.startswith("task: it changes its argument out: work on a copy")
    assert (
        "wrong value at [0]: 5, expected 0" in message
        and "out = array of shape (2,), float64: [0., 0.]" in message
    )
    assert "argument out" in said(check.unchanged, "task", fills, X, torch.zeros(2))
    assert "argument out" in said(check.unchanged, "task", fills, X, [1.0, 2.0])
    assert "argument out" in said(check.unchanged, "task", fills, X, np.full(2, np.nan))
    assert "argument z" in said(check.unchanged, "task", lambda z: z["w"].append(1), {"w": []})


def test_returns_gives_copies_and_call_the_thing_itself():
    z = np.zeros(2)
    check.returns("task", fills, X, z, want=X)
    assert z[0] == 0
    check.call("task", fills, X, z)
    assert z[0] == 5
    leaf = torch.ones(2, requires_grad=True)
    check.returns("task", lambda w: w.sum().backward(), leaf, want=None)
    assert leaf.grad is not None


def test_that():
    check.that("task", True, "")
    check.that("task", np.True_, "")
    check.that("task", torch.tensor(True), "")
    assert (
        said(check.that, "task", False, "rows must sum to 1, yours to 0.98")
        == "task: rows must sum to 1, yours to 0.98"
    )
    for condition in (EqualsEverything(), np.array([True, True]), 1, None):
        with pytest.raises(TypeError, match="needs True or False"):
            check.that("task", condition, "")


@pytest.mark.parametrize(
    "word, message",
    [
        (2, "layer 2 expects 5 columns, gets 7"),
        (2, "W2 has the wrong shape"),
        (2, "shape (2,)"),
        (2, "no room for 2."),
        (2, "n=2"),
        ("T", "T must be positive, T=-1"),
        ("y", "`y` holds no 1"),
        ("n_test", "got n_test: 0"),
        ("decay", "Decay must be below 1"),
    ],
)
def test_says_finds_whole_words(word, message):
    check.says("task", ValueError(message), word)


@pytest.mark.parametrize(
    "word, message",
    [
        (2, "layer 12"),
        (2, "0.2 is too small"),
        (2, "2.5 is too large"),
        (2, "25 columns"),
        ("T", "Temperature"),
        ("T", "t must be positive"),
        ("y", "my array"),
        ("y", "y_hat is empty"),
        ("n_test", ""),
    ],
)
def test_says_refuses_parts_of_words(word, message):
    assert f"must name {word}; it says" in said(check.says, "task", ValueError(message), word)


def test_says_what_the_word_is():
    first = said(check.says, "trace", ValueError("no"), 5, "the size that it gets")
    assert first.startswith("trace: the message must name 5, the size that it gets; it")


def test_seeds(monkeypatch):
    monkeypatch.delenv("DLKIT_GRADING_SEED", raising=False)
    monkeypatch.delenv("DLKIT_STUDENT", raising=False)
    own = check.seed("elu")
    assert own == check.seed("elu") != check.seed("relu")
    assert check.rng("elu").random() == check.rng("elu").random()
    monkeypatch.setenv("DLKIT_GRADING_SEED", "7")
    graded = check.seed("elu")
    monkeypatch.setenv("DLKIT_STUDENT", "ada")
    assert len({own, graded, check.seed("elu")}) == 3
    assert 0 <= graded < 2**32


def test_there():
    assert check.there(np.add, 1, 2) == 3


@pytest.mark.parametrize("before", [None, "5"])
def test_grading_is_over_when_its_block_ends_whatever_happens(monkeypatch, before):
    monkeypatch.delenv("DLKIT_STUDENT", raising=False)
    monkeypatch.delenv("DLKIT_GRADING_SEED", raising=False)
    if before:
        monkeypatch.setenv("DLKIT_GRADING_SEED", before)
    own = check.seed("elu")
    with pytest.raises(ZeroDivisionError), check.grading(7, "ada", lambda f, *args: args):
        assert check.there(np.add, 1, 2) == (1, 2)
        graded = check.seed("elu")
        raise ZeroDivisionError
    assert check.there(np.add, 1, 2) == 3 and check.seed("elu") == own != graded
    with check.grading("7", "ada", check.there):
        assert check.seed("elu") == graded
    with check.grading("7", "bob", check.there):
        assert check.seed("elu") != graded


# ---------------------------------------------------------------- how it is shown


def test_notebook_shows_the_message_and_nothing_else():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell("from dlkit import check\ncheck.same('task', 1, 2)")
    assert shown.stdout.strip().splitlines()[0] == "task: wrong value: 1, expected 2"
    assert "Traceback" not in shown.stdout and "check.py" not in shown.stdout + shown.stderr


def test_torch_is_not_imported():
    code = (
        "import sys, numpy as np; from dlkit import check; check.same('t', np.ones(2), np.ones(2)); "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
