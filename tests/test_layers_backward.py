"""Backward passes of the NumPy layers: against finite differences, loops and torch."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from dlkit import gradcheck, losses
from dlkit.autograd import Value
from dlkit.layers import GELU, Layer, LeakyReLU, Linear, ReLU, Sequential, Sigmoid, Tanh

ACTIVATIONS = [ReLU, LeakyReLU, lambda: LeakyReLU(0.2), Sigmoid, Tanh, GELU]


def rng(seed=0):
    return np.random.default_rng(seed)


def assert_gradients(layer, X, seed=9):
    """dX and each of gradients() against finite differences of sum(d_out * forward)."""
    d_out = rng(seed).normal(size=layer(X).shape)
    layer.zero_grad()
    dX = layer.backward(d_out)
    gradients = copy.deepcopy(layer.gradients())
    gradcheck.assert_gradient(lambda x: (d_out * layer(x)).sum(), dX, X, name="dX")
    for p, gradient in zip(layer.parameters(), gradients, strict=True):
        start = p.copy()

        def total(moved, p=p):
            p[...] = moved
            return (d_out * layer(X)).sum()

        gradcheck.assert_gradient(total, gradient, start)
        p[...] = start


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(7, 3), (1, 3), (3,), (2, 5, 3)])
def test_linear_equals_finite_differences(shape, bias):
    assert_gradients(Linear(3, 4, rng=rng(), bias=bias), rng(1).normal(size=shape))


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(6, 5), (4,), (2, 3, 4)])
def test_activations_equal_finite_differences(kind, shape):
    X = rng().normal(size=shape)
    X[np.abs(X) < 1e-3] = 0.5  # away from the kinks
    assert_gradients(kind(), X)
    assert kind().gradients() == []


def test_networks_equal_finite_differences():
    network = Sequential(
        Linear(3, 5, rng=rng(1)),
        Tanh(),
        Linear(5, 4, rng=rng(2), bias=False),
        GELU(),
        Linear(4, 2, rng=rng(3)),
    )
    assert_gradients(network, rng(4).normal(size=(6, 3)))


@pytest.mark.parametrize("which", range(5))
def test_a_gradient_wrong_by_a_thousandth_is_found(which):
    """The check itself: one array's gradient, or dX, is scaled by 1.001."""

    class Off(Linear):
        def backward(self, d_out):
            dX = super().backward(d_out)
            if which < 2:
                self.gradients()[which][...] *= 1.001
            return 1.001 * dX if which == 2 else dX

    class OffTanh(Tanh):
        def backward(self, d_out):
            return (1.001 if which == 3 else 1) * super().backward(d_out)

    network = Sequential(Off(3, 5, rng=rng(1)), OffTanh(), Off(5, 2, rng=rng(3)))
    X = rng(4).normal(size=(6, 3))
    if which < 4:
        with pytest.raises(AssertionError, match="differ"):
            assert_gradients(network, X)
    else:
        assert_gradients(network, X)


@pytest.mark.parametrize(
    "hidden",
    [
        (ReLU, nn.ReLU),
        (Sigmoid, nn.Sigmoid),
        (Tanh, nn.Tanh),
        (GELU, nn.GELU),
        (LeakyReLU, nn.LeakyReLU),
    ],
)
def test_a_classifier_equals_torch(hidden):
    ours = Sequential(Linear(4, 6, rng=rng(1)), hidden[0](), Linear(6, 1, rng=rng(2)))
    twin = nn.Sequential(nn.Linear(4, 6), hidden[1](), nn.Linear(6, 1)).double()
    with torch.no_grad():
        for p, q in zip(ours.parameters(), twin.parameters(), strict=True):
            q.copy_(torch.tensor(p))
    X, y = rng(3).normal(size=(8, 4)), rng(4).integers(0, 2, size=(8, 1)).astype(float)
    inputs = torch.tensor(X, requires_grad=True)
    loss = nn.functional.binary_cross_entropy_with_logits(twin(inputs), torch.tensor(y))
    loss.backward()
    logits = ours(X)
    assert losses.bce_with_logits(logits, y) == pytest.approx(loss.item(), abs=1e-12)
    dX = ours.backward(losses.bce_with_logits_grad(logits, y))
    np.testing.assert_allclose(dX, inputs.grad.numpy(), atol=1e-12)
    for g, q in zip(ours.gradients(), twin.parameters(), strict=True):
        np.testing.assert_allclose(g, q.grad.numpy(), atol=1e-12)


def test_linear_equals_the_scalar_engine():
    layer, X, d = Linear(2, 3, rng=rng()), rng(1).normal(size=(4, 2)), rng(2).normal(size=(4, 3))
    W = [[Value(w) for w in row] for row in layer.W]
    b = [Value(v) for v in layer.b]
    inputs = [[Value(x) for x in row] for row in X]
    total = Value(0.0)
    for x, message in zip(inputs, d, strict=True):
        for row, bias, m in zip(W, b, message, strict=True):
            total = total + (row[0] * x[0] + row[1] * x[1] + bias) * float(m)
    total.backward()
    layer(X)
    dX = layer.backward(d)
    np.testing.assert_allclose(dX, [[x.grad for x in row] for row in inputs], atol=1e-12)
    np.testing.assert_allclose(layer.dW, [[w.grad for w in row] for row in W], atol=1e-12)
    np.testing.assert_allclose(layer.db, [v.grad for v in b], atol=1e-12)


def test_gradients_add_up_until_zero_grad():
    network = Sequential(Linear(3, 4, rng=rng()), ReLU(), Linear(4, 2, rng=rng(1)))
    batches = [(rng(k).normal(size=(5, 3)), rng(k + 10).normal(size=(5, 2))) for k in range(3)]
    sums = [np.zeros_like(p) for p in network.parameters()]
    for X, d in batches:
        fresh = copy.deepcopy(network)
        fresh.zero_grad()
        fresh(X)
        fresh.backward(d)
        sums = [a + g for a, g in zip(sums, fresh.gradients(), strict=True)]
        network(X)
        network.backward(d)
    for g, want in zip(network.gradients(), sums, strict=True):
        np.testing.assert_allclose(g, want, atol=1e-12)
    network.zero_grad()
    assert all((g == 0).all() for g in network.gradients())


def test_backward_follows_the_last_forward_and_leaves_its_arguments():
    layer = Linear(3, 2, rng=rng())
    first, second, d = (
        rng(1).normal(size=(4, 3)),
        rng(2).normal(size=(4, 3)),
        rng(3).normal(size=(4, 2)),
    )
    before = second.copy(), d.copy()
    layer(first)
    layer(second)
    layer.backward(d)
    np.testing.assert_allclose(layer.dW, d.T @ second, atol=1e-12)
    np.testing.assert_array_equal(second, before[0])
    np.testing.assert_array_equal(d, before[1])


def test_a_layer_of_ones_own():
    class Scale(Layer):
        names = ("s",)

        def __init__(self):
            self.s = np.array([2.0, 3.0])
            self.zero_grad()

        def forward(self, X):
            self.X = X
            return X * self.s

        def backward(self, d_out):
            self.ds += (d_out * self.X).sum(axis=0)
            return d_out * self.s

    network = Sequential(Linear(3, 2, rng=rng()), Scale(), Tanh())
    assert_gradients(network, rng(1).normal(size=(5, 3)))
    assert (
        [p.shape for p in network.parameters()]
        == [g.shape for g in network.gradients()]
        == [(2, 3), (2,), (2,)]
    )


@pytest.mark.parametrize(
    "call, error, words",
    [
        (
            lambda: Linear(3, 4).backward(np.ones((5, 4))),
            RuntimeError,
            r"Linear\(3, 4\): call forward before",
        ),
        (lambda: Tanh().backward(np.ones(3)), RuntimeError, "call forward before"),
        (
            lambda: after(Linear(3, 4), np.ones((5, 3)), np.ones(5)),
            ValueError,
            r"gave out the shape \(5, 4\); got \(5,\)",
        ),
        (
            lambda: after(ReLU(), np.ones((5, 3)), np.ones((1, 3))),
            ValueError,
            r"ReLU\(\) gave out the shape \(5, 3\)",
        ),
        (lambda: Layer().backward(1), NotImplementedError, "Layer has no backward"),
    ],
)
def test_mistakes_are_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def after(layer, X, d_out):
    layer(X)
    layer.backward(d_out)
