"""Two peers, the student's in a process of its own: what a test cell does here must look as it does in a notebook."""

import os
import random
import time

import numpy as np
import pytest
import torch
from other_process import bridged

from dlkit import check
from dlkit.grading.bridge.arguments import OpenCalls
from dlkit.grading.bridge.broken import Broken
from dlkit.grading.bridge.far import Far, FarFunction
from dlkit.grading.wire.unpack import Reader
from dlkit.grading.wire.values import Malformed, NotPlain


class Counter:
    def __init__(self):
        self.n = 0

    def step(self, by=1):
        self.n += by
        return self.n


class Own(KeyError):
    pass


def fails(kind):
    raise {
        "own": Own("gone"),
        "key": KeyError("gone"),
        "value": ValueError("bad", 3),
        "bare": NotImplementedError(),
        "exit": SystemExit(3),
        "deep": RecursionError("deep"),
        "memory": MemoryError(),
        "os": FileNotFoundError(2, "none"),
        "unicode": UnicodeEncodeError("ascii", "é", 0, 1, "no"),
        "group": ExceptionGroup("two", [ValueError()]),
    }[kind]


def fill(array, items, entries):
    array[:] = 7
    items.append([1])
    entries["new"] = 2
    return items


def double(x):
    return 2 * x


def best_of(values, step, score):
    """Early stopping: steps in place, and the best values come back, in place."""
    first = values[0]
    best, kept = score(), [v.copy() for v in values]
    for _ in range(4):
        step()
        if score() < best:
            best, kept = score(), [v.copy() for v in values]
    for value, old in zip(values, kept, strict=True):
        value[...] = old
    return first is values[0], float(first[0])


def rebind(items):
    items[0] = items[0] + 1
    items[1][...] += 1


FUNCTIONS = {
    "double": double,
    "counter": Counter,
    "fails": fails,
    "fill": fill,
    "best_of": best_of,
    "rebind": rebind,
    "poke": lambda x, look: [x.fill_(5) if torch.is_tensor(x) else x.fill(5), look()][1],
    "generate": lambda n: (i * i for i in range(n)),
    "apply": lambda f, x: f(x) + f(x),
    "draw": lambda: (random.random(), float(np.random.rand()), torch.rand(1)),  # noqa: NPY002
    "odd": lambda: np.array([1, None]),
    "kind": lambda x: type(x).__name__,
    "exit": lambda: os._exit(3),
    "sleep": lambda: time.sleep(60),
    "nested": lambda f, n: f(n),
    "errs": lambda f: caught(f),
    "grow": lambda rng: rng.normal(),
    "table": lambda: {"a": [np.float32(1), Counter()]},
}


def caught(function):
    try:
        function("no number")
    except TypeError as error:
        return [str(error), *error.where]


@pytest.fixture
def far():
    """far.double(3): calls of FUNCTIONS over the bridge."""
    with bridged(FUNCTIONS) as root:
        yield root


def test_calls_and_stateful_objects(far):
    assert far.double(3) == 6
    counter = far.counter()
    assert (counter.step(), counter.step(by=4), counter.n) == (1, 5, 5)
    counter.n = 10
    assert counter.step() == 11
    assert not isinstance(counter, FarFunction)


def test_changes_in_place_travel_back(far):
    array, items, entries = np.zeros(3), [0], {"old": 1}
    inner = items
    returned = far.fill(array, items, entries)
    assert (
        array.tolist() == [7, 7, 7]
        and inner == [0, [1]]
        and entries == {"old": 1, "new": 2}
        and returned == inner
    )
    rng, same = np.random.default_rng(1), np.random.default_rng(1)
    assert far.grow(rng) == same.normal() and rng.normal() == same.normal()


@pytest.mark.parametrize("lowest", [0, 2, 4])
def test_a_callback_changes_arguments_and_the_function_restores_them(far, lowest):
    w, b, n = np.zeros(2), np.zeros(1), [0]
    scores = [abs(k - lowest) for k in range(5)]

    def step():
        w[...] += 1
        b[...] -= 1
        n[0] += 1

    assert far.best_of([w, b], step, lambda: scores[n[0]]) == (True, float(lowest))
    assert w.tolist() == [lowest] * 2 and b.tolist() == [-lowest] and n == [4]


@pytest.mark.parametrize("make", [np.zeros, torch.zeros])
def test_a_callback_sees_what_the_function_has_changed(far, make):
    x = make(3)
    assert far.poke(x, lambda: float(x[0])) == 5 and float(x[0]) == 5


def test_an_array_in_a_list_stays_the_same_array(far):
    first, second = np.zeros(2), np.zeros(2)
    items = [first, second]
    far.rebind(items)
    assert items[1] is second and second.tolist() == [1, 1]
    assert items[0].tolist() == [1, 1] and first.tolist() == [0, 0]


def test_callbacks_and_iterators(far):
    assert far.apply(lambda x: x + 1, 4) == 10
    assert list(far.generate(4)) == [0, 1, 4, 9]

    def down(n):
        return n and far.nested(down, n - 1) + 1

    assert far.nested(down, 5) == 5
    with pytest.raises(Broken):
        far.nested(lambda n: far.nested(down, 1000), 1)


@pytest.mark.parametrize(
    "kind, base, text",
    [
        ("own", KeyError, "gone"),
        ("key", KeyError, "gone"),
        ("value", ValueError, "bad"),
        ("bare", NotImplementedError, ""),
        ("exit", SystemExit, "3"),
        ("deep", RecursionError, "deep"),
        ("memory", MemoryError, ""),
        ("os", FileNotFoundError, "none"),
        ("unicode", ValueError, "ascii"),
        ("group", Exception, "two"),
    ],
)
def test_exceptions_keep_class_text_and_line(far, kind, base, text):
    with pytest.raises(base) as raised:
        far.fails(kind)
    assert text in str(raised.value) and raised.value.where[1].endswith("in fails)")
    assert kind != "bare" or not raised.value.args
    assert kind != "own" or type(raised.value).__name__ == "Own"
    if kind in ("own", "key"):  # as it looks where it was raised: in quotes, once
        assert str(raised.value) == "'gone'"
    assert far.double(1) == 2  # the bridge has survived


def test_no_line_of_a_test_is_told(far):
    assert far.errs(lambda x: x - 1) == ["unsupported operand type(s) for -: 'str' and 'int'"]


def test_random_states_follow(far):
    def seeded():
        random.seed(1), np.random.seed(2), torch.manual_seed(3)  # noqa: NPY002

    seeded()
    want = FUNCTIONS["draw"](), FUNCTIONS["draw"](), random.random()
    seeded()
    assert (far.draw(), FUNCTIONS["draw"](), random.random()) == want


def test_nothing_but_plain_values_arrives(far):
    assert type(far.odd()) is Far
    table = far.table()
    assert type(table) is dict and type(table["a"][1]) is Far
    assert far.kind(far.counter()) == "Counter" and far.kind(lambda: 0) == "FarFunction"
    with pytest.raises(NotPlain):
        far.double(object())


@pytest.mark.parametrize("what, words", [("exit", "died"), ("sleep", "no answer")])
def test_a_broken_bridge_stays_broken(far, what, words):
    peer = vars(far)["_peer"]
    function = getattr(far, what)
    peer.channel.deadline = time.monotonic() + 1
    with pytest.raises(Broken, match=words):
        function()
    peer.channel.deadline = time.monotonic() + 20
    with pytest.raises(Broken, match=words):
        far.double(1)


@pytest.mark.parametrize(
    "function, wrong", [("double", None), ("double", "half"), ("kind", "type")]
)
def test_a_test_says_the_same_here_and_there(far, function, wrong):
    def verdict(f):
        try:
            check.returns(
                "double",
                f,
                np.array([1.0, 2.0]),
                want=np.array([2.0, 4.0]) if not wrong else np.ones(2),
            )
        except check.Wrong as error:
            return str(error)

    assert verdict(FUNCTIONS[function]) == verdict(getattr(far, function))


@pytest.mark.parametrize(
    "changes",
    [
        None,
        [[1, 0, ["list", []]]],
        [[0, 2, ["list", []]]],
        [[0, 1, ["list", [["argument", 1]]]]],  # a list within itself
        [[0, 1, ["list", [["argument", 7]]]]],
        [[0, 0, ["list", []]]],
        [[0.0, 1, ["list", []]]],  # equal to 0, and no place
        [[0, True, ["list", []]]],
        [[0, 1, ["list", [["argument", 0.0]]]]],
    ],
)
def test_changes_of_what_was_not_given_are_refused(changes):
    calls = OpenCalls(adopt=None)
    calls.begin([np.zeros(2), []])
    with pytest.raises(Malformed):
        calls.apply(changes, Reader(b"", None))
