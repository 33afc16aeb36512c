"""Plain values cross unchanged, in kind and content; whatever no honest program sends is refused."""

import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlkit.grading.wire.unpack import Reader
from dlkit.grading.wire.values import Malformed, NotPlain, Writer, plain


def refuse(value, writer):
    raise NotPlain(str(type(value)))


def unknown(parts, read):
    raise Malformed("a handle")


def there(value):
    """As the other process sees it, after a journey as JSON and bytes."""
    writer = Writer(refuse)
    tree = json.loads(json.dumps(writer.tree(value)))
    return Reader(writer.blob, unknown).value(tree)


def read(tree, blob=b""):
    return Reader(blob, unknown).value(json.loads(json.dumps(tree)))


def alike(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(
            alike(x, y) for x, y in zip(a.items(), b.items(), strict=True)
        )
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return a == b or (a != a and b != b)


ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | hnp.arrays(
        st.sampled_from(["?", "i1", "u8", "<f2", ">f4", "f8", "c16"]),
        hnp.array_shapes(min_dims=0, min_side=0),
    )
)
KEYS = st.integers() | st.text() | st.booleans() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_a_plain_value_crosses_unchanged(value):
    assert alike(there(value), value)


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        frozenset({"a"}),
        slice(1, None, 2),
        range(3),
        ...,
        np.float32(0.1),
        np.bool_(True),
        np.dtype("f4"),
        np.int8,
        torch.float16,
        torch.Size([2, 3]),
        -0.0,
        2**3000,
        (),
        {},
    ],
    ids=repr,
)
def test_a_plain_value_of_another_kind(value):
    got = there(value)
    assert got == value and type(got) is type(value)
    assert not isinstance(value, float) or math.copysign(1, got) == math.copysign(1, value)


@pytest.mark.parametrize(
    "dtype", ["float32", "float64", "bfloat16", "int64", "bool", "complex64", "uint8"]
)
def test_a_tensor(dtype):
    value = torch.tensor([[0, 1, 2], [3, 4, 5]]).to(getattr(torch, dtype))
    got = there(value.T)
    assert got.dtype == value.dtype and torch.equal(got, value.T)


def test_generators_go_on_where_they_were():
    one, two = np.random.default_rng(3), torch.Generator().manual_seed(3)
    one.normal(size=3), torch.rand(3, generator=two)
    got, other = there(one), there(two)
    assert one.normal() == got.normal()
    assert torch.equal(torch.rand(2, generator=two), torch.rand(2, generator=other))


def test_mutable_values_have_the_same_order_on_both_sides():
    value = [[1], {"a": np.zeros(2)}, np.random.default_rng(0), (np.ones(1),)]
    writer = Writer(refuse)
    tree = writer.tree(value)
    reader = Reader(writer.blob, unknown)
    reader.value(tree)
    assert [type(x) for x in reader.mutable] == [type(x) for x in writer.mutable]


class Array(np.ndarray):
    pass


class Number(float):
    pass


@pytest.mark.parametrize(
    "value",
    [
        object(),
        print,
        np.zeros(2).view(Array),
        Number(1),
        np.array([None]),
        np.ma.array([1]),
        1 << 5000,
        lambda: 0,
        (torch.ones(2, requires_grad=True) * 2),
        np.zeros(2, "f4,f4"),
        np.datetime64(0, "s"),
    ],
    ids=lambda v: type(v).__name__,
)
def test_what_is_not_plain_does_not_cross(value):
    with pytest.raises(NotPlain):
        there([value])


def test_too_deep_or_too_many_parts():
    nested = []
    for _ in range(60):
        nested = [nested]
    for value in (nested, [0] * 300_000):
        with pytest.raises(NotPlain):
            Writer(refuse).tree(value)


@pytest.mark.parametrize(
    "tree",
    [
        [],
        [[]],
        [1],
        {},
        {"a": 1},
        1.5,
        ["?"],
        ["__class__", 1],
        ["f"],
        ["f", 1],
        ["f", "x"],
        ["i", "g"],
        ["i", "0x" + "f" * 2000],
        ["list"],
        ["list", 5],
        ["list", [[]]],
        ["dict", [1]],
        ["dict", [[["list", []], 1]]],
        ["set", [["list", []]]],
        ["array", "|O", [1], 0, 8],
        ["array", "V8", [1], 0, 8],
        ["array", "(1,f8", [1], 0, 8],
        ["array", "<M8[s]", [1], 0, 8],
        ["array", "f8", [2], 0, 8],
        ["array", "f8", [1], 0, 80],
        ["array", "f8", [1], -8, 8],
        ["array", "f8", [-1], 0, 8],
        ["array", "f8", [True], 0, 8],
        ["array", "f8", [2**62, 4], 0, 8],
        ["array", "f8", 5, 0, 8],
        ["array", 5, [1], 0, 8],
        ["array", "f8", [1] * 40, 0, 8],
        ["array", "f8", [1], 0.0, 8],
        ["array", "f8", [1], 0, None],
        ["texts", [2000], ["x" * 1_000_000] + [""] * 1999],
        ["texts", [1], [5]],
        ["scalar", "f8", 0, 0],
        ["scalar", "O", 0, 8],
        ["tensor", "_C", [1], 0, 8],
        ["tensor", "float64", [3], 0, 8],
        ["tensor", "float64", [1], False, 0, 8],
        ["tdtype", "load"],
        ["size", [-1]],
        ["dtype", "O"],
        ["npclass", "object"],
        ["rng", None],
        ["rng", ["dict", []]],
        ["trng", 0, 8],
        ["slice", []],
        ["range", [0, 1, 0]],
        ["handle", "mine", 0],
        ["bytes", 0, 9],
    ],
    ids=lambda t: repr(t)[:40],
)
def test_a_malformed_tree_is_refused(tree):
    with pytest.raises(Malformed):
        read(tree, b"\0" * 8)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["list", "dict", "array", "tensor", "rng", "f", "i", "f8", "set", "texts"]),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
)


@given(JSON, st.binary(max_size=64))
def test_any_tree_is_read_or_refused(tree, blob):
    try:
        value = Reader(blob, unknown).value(tree)
    except Malformed:
        return
    plain(value)  # and what was read can cross again


def test_truth_values_are_true_or_false():
    assert read(["array", "?", [4], 0, 4], b"\0\1\2\xff").view("u1").tolist() == [0, 1, 1, 1]
    assert read(["tensor", "bool", [3], 0, 3], b"\0\2\xff").view(torch.uint8).tolist() == [0, 1, 1]
