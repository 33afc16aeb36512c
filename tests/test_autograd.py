"""The scalar engine: against torch, against finite differences, and where graphs are awkward."""

import math

import numpy as np
import pytest
import torch

from dlkit import gradcheck
from dlkit.autograd import Value

UNARY = {
    "exp": (lambda v: v.exp(), torch.exp, np.exp),
    "log": (lambda v: v.log(), torch.log, np.log),
    "tanh": (lambda v: v.tanh(), torch.tanh, np.tanh),
    "relu": (lambda v: v.relu(), torch.relu, lambda x: np.maximum(x, 0)),
    "cube": (lambda v: v**3, lambda t: t**3, lambda x: x**3),
    "root": (lambda v: v**0.5, lambda t: t**0.5, lambda x: x**0.5),
    "inverse": (lambda v: 1 / v, lambda t: 1 / t, lambda x: 1 / x),
    "negative": (lambda v: -v, lambda t: -t, lambda x: -x),
    "from the left": (
        lambda v: 3 - 2 * v + (1 + v),
        lambda t: 3 - 2 * t + (1 + t),
        lambda x: 4 - x,
    ),
}
SIGNED = ("tanh", "relu", "cube", "inverse", "negative", "exp", "from the left")


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("x", [0.3, 1.7, -0.6])
def test_operations_equal_torch_and_finite_differences(name, x):
    if x < 0 and name not in SIGNED:
        return
    ours, theirs, plain = UNARY[name]
    v, t = Value(x), torch.tensor(x, dtype=torch.float64, requires_grad=True)
    result = ours(v)
    result.backward()
    theirs(t).backward()
    assert result.data == pytest.approx(theirs(t).item(), rel=1e-12)
    assert v.grad == pytest.approx(t.grad.item(), rel=1e-12)
    gradcheck.assert_gradient(plain, np.float64(v.grad), np.float64(x))


def test_a_slope_wrong_by_a_thousandth_is_found():
    v = Value(0.3)
    Value(math.exp(0.3), (v,), (1.001 * math.exp(0.3),)).backward()
    with pytest.raises(AssertionError):
        gradcheck.assert_gradient(np.exp, np.float64(v.grad), np.float64(0.3))


def formula(a, b, c, tanh, exp):
    d = a * b - c / b
    e = tanh(d) * a + d**2
    return exp(e * 0.1) / (d * d + 1) + e - a * e


def test_a_tangled_formula_equals_torch():
    numbers = (0.7, -1.3, 0.4)
    values = [Value(n) for n in numbers]
    tensors = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in numbers]
    ours = formula(*values, Value.tanh, Value.exp)
    theirs = formula(*tensors, torch.tanh, torch.exp)
    ours.backward()
    theirs.backward()
    assert ours.data == pytest.approx(theirs.item(), rel=1e-12)
    np.testing.assert_allclose(
        [v.grad for v in values], [t.grad.item() for t in tensors], rtol=1e-12
    )


@pytest.mark.parametrize("seed", range(30))
def test_random_graphs_equal_torch(seed):
    """Thirty graphs of 40 operations on whatever came before, so with many forks."""
    rng = np.random.default_rng(seed)
    starts = rng.uniform(-1, 1, size=4)
    ours = [Value(n) for n in starts]
    theirs = [torch.tensor(n, requires_grad=True) for n in starts]
    leaves = theirs[:4]
    for _ in range(40):
        i, j = rng.integers(len(ours), size=2)
        kind = rng.integers(4)
        for nodes, tanh in ((ours, Value.tanh), (theirs, torch.tanh)):
            a, b = nodes[i], nodes[j]
            nodes.append([a + b, a * b, tanh(a), a - 0.5 * b][kind])
    result, other = sum((v.tanh() for v in ours), Value(0.0)), sum(torch.tanh(t) for t in theirs)
    result.backward()
    other.backward()
    np.testing.assert_allclose(
        [v.grad for v in ours[:4]], [t.grad.item() for t in leaves], rtol=1e-9, atol=1e-12
    )


def test_one_value_used_twice_adds():
    e = Value(3.0)
    (e * e).backward()
    assert e.grad == 6.0
    f = Value(2.0)
    (f + f).backward()
    assert f.grad == 2.0


def test_inputs_add_up_over_passes_as_in_torch_and_what_is_between_does_not():
    w = Value(2.0)
    z = w * 3
    loss = z * z
    loss.backward()
    first = w.grad, z.grad
    loss.backward()
    assert (w.grad, z.grad) == (2 * first[0], first[1])
    t = torch.tensor(2.0, requires_grad=True)
    again = (t * 3) ** 2
    again.backward(retain_graph=True)
    again.backward()
    assert w.grad == t.grad.item()


def test_parents_come_before_children_in_the_graph():
    a, b = Value(1.0), Value(2.0)
    c = a * b
    d = c + a
    e = d * c
    order = e.graph()
    assert order[-1] is e and set(order) == {a, b, c, d, e}
    assert all(order.index(p) < order.index(v) for v in order for p in v.parents)
    assert Value(1.0) not in order


def test_long_chains_need_no_recursion():
    v = x = Value(1.0)
    for _ in range(20_000):
        v = v + 1
    v.backward()
    assert (v.data, x.grad) == (20_001.0, 1.0)


def test_a_new_operation_is_one_line():
    def root(v):
        return Value(v.data**0.5, (v,), (0.5 / v.data**0.5,), "sqrt")

    v = Value(4.0)
    (root(v) * v).backward()
    assert v.grad == pytest.approx(1.5 * 4.0**0.5)


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: Value(1.0, (Value(2.0),), ()), ValueError, "one for each of the 1 parents, got 0"),
        (lambda: Value(2.0) ** Value(3.0), TypeError, "expected a plain number"),
        (lambda: Value(0.0).log(), ValueError, None),
        (lambda: Value(1000.0).exp(), OverflowError, None),
    ],
)
def test_mistakes_are_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_power_of_nothing_has_no_slope():
    v = Value(0.0)
    (v**0).backward()
    assert v.grad == 0.0


def test_it_says_what_it_is():
    assert repr(Value(2.0, name="w")) == "Value(w: data=2, grad=0)"
