"""The NumPy layers against torch.nn, and against loops."""

import numpy as np
import pytest
import torch
from torch import nn

from dlkit import layers
from dlkit.layers import GELU, LeakyReLU, Linear, ReLU, Sequential, Sigmoid, Tanh

ACTIVATIONS = [
    (ReLU(), nn.ReLU()),
    (LeakyReLU(), nn.LeakyReLU()),
    (LeakyReLU(0.2), nn.LeakyReLU(0.2)),
    (Sigmoid(), nn.Sigmoid()),
    (Tanh(), nn.Tanh()),
    (GELU(), nn.GELU()),
]


def rng(seed=0):
    return np.random.default_rng(seed)


def torch_twin(linear):
    D_out, D_in = linear.W.shape
    twin = nn.Linear(D_in, D_out, bias=linear.b is not None, dtype=torch.float64)
    twin.load_state_dict(
        dict(zip(("weight", "bias"), map(torch.tensor, linear.parameters()), strict=False))
    )
    return twin


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(7, 3), (1, 3), (0, 3), (3,), (2, 5, 3)])
def test_linear_equals_torch(shape, bias):
    linear, X = Linear(3, 4, rng=rng(), bias=bias), rng(1).normal(size=shape)
    want = torch_twin(linear)(torch.tensor(X)).detach().numpy()
    np.testing.assert_allclose(linear(X), want, atol=1e-12)
    assert linear(X).shape == (*shape[:-1], 4)


def test_linear_equals_one_neuron_after_the_other():
    linear, X = Linear(3, 4, rng=rng()), rng(1).normal(size=(5, 3))
    for n in range(5):
        for j in range(4):
            z = sum(linear.W[j, i] * X[n, i] for i in range(3)) + linear.b[j]
            assert linear(X)[n, j] == pytest.approx(z)


@pytest.mark.parametrize("ours, theirs", ACTIVATIONS, ids=lambda f: repr(f))
def test_activations_equal_torch_and_have_no_parameters(ours, theirs):
    X = rng().normal(size=(6, 5)) * 3
    before = X.copy()
    np.testing.assert_allclose(ours(X), theirs(torch.tensor(X)).numpy(), atol=1e-12)
    np.testing.assert_array_equal(X, before)
    assert ours.parameters() == []


def test_sequential_equals_torch():
    network = Sequential(
        Linear(3, 5, rng=rng(1)),
        Tanh(),
        Linear(5, 4, rng=rng(2), bias=False),
        ReLU(),
        Linear(4, 2, rng=rng(3)),
    )
    twin = nn.Sequential(
        torch_twin(network[0]), nn.Tanh(), torch_twin(network[2]), nn.ReLU(), torch_twin(network[4])
    )
    X = rng(4).normal(size=(9, 3))
    np.testing.assert_allclose(network(X), twin(torch.tensor(X)).detach().numpy(), atol=1e-12)
    assert [p.shape for p in network.parameters()] == [tuple(p.shape) for p in twin.parameters()]
    assert sum(p.size for p in network.parameters()) == sum(p.numel() for p in twin.parameters())


def test_sequential_is_indexed_sliced_and_iterated():
    network = Sequential(Linear(2, 3, rng=rng()), ReLU(), Linear(3, 1, rng=rng()))
    X = rng().normal(size=(4, 2))
    assert (
        len(network) == 3 and list(network) == network.layers and network[-1] is network.layers[2]
    )
    hidden = network[:2]
    assert isinstance(hidden, Sequential) and hidden[0] is network[0]
    np.testing.assert_array_equal(network[2](hidden(X)), network(X))
    np.testing.assert_array_equal(Sequential()(X), X)


def test_parameters_are_the_layers_own_arrays():
    network, X = (
        Sequential(Linear(2, 3, rng=rng()), ReLU(), Linear(3, 1, rng=rng())),
        np.ones((1, 2)),
    )
    for p in network.parameters():
        p[...] = 0
    assert network(X) == 0


def test_starts_like_torch():
    """The same bounds, means and spreads as many layers of torch, weights and biases."""
    torch.manual_seed(0)
    ours = [Linear(9, 20, rng=rng(seed)) for seed in range(200)]
    theirs = [nn.Linear(9, 20) for _ in range(200)]
    for name, other in (("W", "weight"), ("b", "bias")):
        a = np.stack([getattr(layer, name) for layer in ours])
        b = np.stack([getattr(layer, other).detach().numpy() for layer in theirs])
        assert np.abs(a).max() <= 1 / 3 and np.abs(b).max() <= 1 / 3
        for q in (0.05, 0.25, 0.5, 0.75, 0.95):
            assert np.quantile(a, q) == pytest.approx(np.quantile(b, q), abs=0.02)


def test_rng_decides_the_start():
    assert (Linear(3, 4, rng=rng(5)).W == Linear(3, 4, rng=rng(5)).W).all()
    assert (Linear(3, 4, rng=rng(5)).W != Linear(3, 4, rng=rng(6)).W).all()
    assert (Linear(3, 4).W != Linear(3, 4).W).all()
    one = rng(5)
    assert (Linear(3, 4, rng=one).W != Linear(3, 4, rng=one).W).all()  # the generator moves on


@pytest.mark.parametrize(
    "call, error, words",
    [
        (
            lambda: Linear(3, 4)(np.ones((5, 2))),
            ValueError,
            r"Linear\(3, 4\) expected 3 numbers a row.*\(5, 2\)",
        ),
        (lambda: Linear(3, 4)(np.float64(1)), ValueError, r"got the shape \(\)"),
        (lambda: Linear(0, 4), ValueError, "D_in: expected a whole number"),
        (lambda: Linear(3, 2.0), ValueError, "D_out: .*2.0"),
        (lambda: Linear(3, 4, rng=0), TypeError, "rng: expected np.random.default_rng"),
        (lambda: Sequential(Linear(3, 4), ReLU), TypeError, "layer 1: .*ReLU"),
        (lambda: layers.Layer()(1), NotImplementedError, "Layer has no forward"),
    ],
)
def test_mistakes_are_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_network_says_what_it_is():
    network = Sequential(Linear(2, 3, bias=False), LeakyReLU(0.2), Linear(3, 1), Sigmoid())
    assert (
        repr(network)
        == "Sequential(Linear(2, 3, bias=False), LeakyReLU(0.2), Linear(3, 1), Sigmoid())"
    )
