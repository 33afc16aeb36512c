"""What a cell binds and uses: what Python does is the truth, and all who ask agree."""

import builtins
import contextlib
from types import SimpleNamespace

import cells as harness
import nbformat
import pytest
import rules

from dlkit.checking import cells
from dlkit.checking.assignment import Cell
from dlkit.checking.source import Source
from dlkit.grading.processes import lint

# source -> names that it binds, names that it takes from earlier cells
CELLS = {
    "xs = [i for i in range(3)]\nasync def go():\n    pass": ({"xs", "go"}, set()),
    "ys = [last := x for x in xs]": ({"ys", "last"}, {"xs"}),
    "a, (b, *c) = 1, (2, 3)": ({"a", "b", "c"}, set()),
    "n += 1": ({"n"}, {"n"}),
    "xs[k] = n": (set(), {"xs", "k", "n"}),
    "owner.n = n": (set(), {"owner", "n"}),
    "import os.path, math as m\nfrom math import pi as p": ({"os", "m", "p"}, set()),
    "def f(x, y=n):\n    z = x + k\n    return z": ({"f"}, {"n", "k"}),
    "def count():\n    global n\n    n = 1": ({"count"}, set()),
    "class C:\n    y = n\n    def m(self):\n        return k": ({"C"}, {"n", "k"}),
    "for i, x in enumerate(xs):\n    t = i": ({"i", "x", "t"}, {"xs"}),
    "with nothing as w:\n    pass": ({"w"}, {"nothing"}),
    "if (m := n) > 0:\n    pos = m": ({"m", "pos"}, {"n"}),
    "match n:\n    case int(v):\n        pass": ({"v"}, {"n"}),
    "f = lambda t: t + n": ({"f"}, {"n"}),
    "%matplotlib inline\nz = n": ({"z"}, {"n"}),
    "!pip install x\nz = 1": ({"z"}, set()),
    "q = 1\nr = q": ({"q", "r"}, set()),
    "def (": (set(), set()),
    "": (set(), set()),
}
EARLIER = {
    "xs": [1, 2],
    "n": 1,
    "k": 0,
    "owner": SimpleNamespace(),
    "nothing": contextlib.nullcontext(1),
}
NAMES = sorted(
    set().union(*(binds | takes for binds, takes in CELLS.values())) | {"i", "x", "y", "z"}
)
each = pytest.mark.parametrize("source", CELLS)


@each
def test_what_is_bound_is_what_python_binds(source):
    binds, _ = CELLS[source]
    names = {"__builtins__": builtins, **EARLIER}
    with contextlib.suppress(SyntaxError):
        exec(cells.python(source), names)
    new = {name for name, value in names.items() if value is not EARLIER.get(name)}
    assert new - {"__builtins__"} == binds == cells.bound(source)


@each
def test_what_is_taken_is_missed_when_it_is_not_there(source):
    _, takes = CELLS[source]
    assert cells.taken(source) - set(dir(builtins)) == takes <= cells.used(source)


@each
def test_all_users_agree(source):
    binds, takes = CELLS[source]
    cell = Cell("answer", "solution", source)
    rule = rules.names(nbformat.v4.new_code_cell(source))
    for name in NAMES:
        assert (name in rule[1], name in rule[0]) == (name in binds, name in takes), name
        test = Cell("answer_test", "test", f"print({name})")
        assert (cell in harness.needed([cell, test], [test])) == (name in binds), name
        assert bool(Source(name, [source]).text) == (name in binds), name
        setup = SimpleNamespace(cells=[Cell("setup", "setup", source), test])
        assert (not lint.problems(setup)) == (name in binds), name


def test_sources_are_read_together():
    assert cells.bound("x = 1", "def (", "y = 2") == {"x", "y"}


@pytest.mark.parametrize("deep", ["(" * 3000, "x = " + "-" * 100_000 + "1", "x = '\0'"])
def test_what_is_too_deep_or_strange_binds_nothing(deep):
    assert cells.bound(deep) == cells.taken(deep) == set()


def test_a_magic_leaves_its_line_empty():
    assert cells.python("%%time\nx = 1\n!ls\ny = 5 % 2") == "\nx = 1\n\ny = 5 % 2"


def test_a_stub_keeps_what_stands_around_the_answer():
    source = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n\n\ny = 1"
    assert cells.stub(source) == "def f(x):\n    raise NotImplementedError()\n\n\ny = 1"
