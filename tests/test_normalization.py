"""Normalisation layers against torch, loops and finite differences, in both modes."""

import numpy as np
import pytest
import torch
from torch import nn

from dlkit import gradcheck, layers, losses, optim
from dlkit.normalization import BatchNorm, LayerNorm, RMSNorm
from dlkit.regularization import set_training

KINDS = {
    BatchNorm: lambda D, eps: nn.BatchNorm1d(D, eps=eps),
    LayerNorm: lambda D, eps: nn.LayerNorm(D, eps=eps),
    RMSNorm: lambda D, eps: nn.RMSNorm(D, eps=eps),
}


def rng(seed=0):
    return np.random.default_rng(seed)


def made(kind, D, seed=0, **options):
    layer, draw = kind(D, **options), rng(seed)
    layer.gamma[:], layer.beta[:] = draw.normal(size=D), draw.normal(size=D)
    return layer


def by_hand(kind, X, gamma, beta, eps):
    """Number by number, with no NumPy but the root."""
    out = np.zeros(X.shape)
    for n in range(len(X)):
        for k in range(X.shape[1]):
            group = X[:, k] if kind is BatchNorm else X[n]
            mean = 0.0 if kind is RMSNorm else sum(group) / len(group)
            var = sum((x - mean) ** 2 for x in group) / len(group)
            shift = 0.0 if kind is RMSNorm else beta[k]
            out[n, k] = gamma[k] * (X[n, k] - mean) / np.sqrt(var + eps) + shift
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_values_equal_a_loop(kind):
    X, layer = rng(1).normal(2, 3, size=(5, 4)), made(kind, 4, eps=0.1)
    np.testing.assert_allclose(layer(X), by_hand(kind, X, layer.gamma, layer.beta, 0.1))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("eps", [1e-5, 0.3])
@pytest.mark.parametrize("training", [True, False])
def test_forward_and_all_gradients_equal_torch(kind, eps, training):
    ours, theirs = made(kind, 4, eps=eps), KINDS[kind](4, eps).double()
    with torch.no_grad():
        theirs.weight[:] = torch.tensor(ours.gamma)
        if kind is not RMSNorm:
            theirs.bias[:] = torch.tensor(ours.beta)
    for seed in range(3):  # batch norm's running values move along
        X, d = rng(seed).normal(1, 2, size=(6, 4)), rng(seed + 9).normal(size=(6, 4))
        mode = training or seed < 2
        theirs.train(mode)
        set_training(ours, mode)
        t = torch.tensor(X, requires_grad=True)
        out = theirs(t)
        theirs.zero_grad()
        out.backward(torch.tensor(d))
        np.testing.assert_allclose(ours(X), out.detach().numpy(), atol=1e-12)
        ours.zero_grad()
        np.testing.assert_allclose(ours.backward(d), t.grad.numpy(), atol=1e-12)
        np.testing.assert_allclose(ours.dgamma, theirs.weight.grad.numpy())
        if kind is not RMSNorm:
            np.testing.assert_allclose(ours.dbeta, theirs.bias.grad.numpy())
    if kind is BatchNorm:
        np.testing.assert_allclose(ours.running_mean, theirs.running_mean.numpy())
        np.testing.assert_allclose(ours.running_var, theirs.running_var.numpy())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", [True, False])
def test_backward_equals_finite_differences_and_a_perturbed_one_does_not(kind, mode):
    X, d = rng(2).normal(1, 2, size=(5, 3)), rng(3).normal(size=(5, 3))
    layer = made(kind, 3)
    if kind is BatchNorm:
        layer.running_mean[:], layer.running_var[:] = [0.5, -1, 2], [1.5, 0.3, 4]
    set_training(layer, mode)
    layer(X)
    dX, dgamma = layer.backward(d), layer.dgamma.copy()

    def of(name):
        def f(value):
            twin = made(kind, 3)
            if kind is BatchNorm:
                twin.running_mean[:], twin.running_var[:] = [0.5, -1, 2], [1.5, 0.3, 4]
            set_training(twin, mode)
            if name == "X":
                return (d * twin(value)).sum()
            setattr(twin, name, value)
            return (d * twin(X)).sum()

        return f

    checked = [("X", dX, X), ("gamma", dgamma, layer.gamma)]
    if kind is not RMSNorm:
        checked.append(("beta", layer.dbeta.copy(), layer.beta))
    for name, gradient, at in checked:
        gradcheck.assert_gradient(of(name), gradient, at, name=name)
        with pytest.raises(AssertionError):
            gradcheck.assert_gradient(of(name), gradient * 1.001, at, name=name)


def test_gradients_add_up_until_zero_grad_and_rms_has_no_beta():
    X, d = rng().normal(size=(4, 3)), rng(1).normal(size=(4, 3))
    layer = LayerNorm(3)
    for times in (1, 2):
        layer(X)
        layer.backward(d)
        np.testing.assert_allclose(layer.dbeta, times * d.sum(axis=0))
    layer.zero_grad()
    assert not layer.dgamma.any() and not layer.dbeta.any()
    assert len(RMSNorm(3).parameters()) == len(RMSNorm(3).gradients()) == 1
    assert len(layer.parameters()) == len(layer.gradients()) == 2


@pytest.mark.parametrize("kind", [LayerNorm, RMSNorm])
def test_row_kinds_take_more_axes_as_torch(kind):
    X, d = rng().normal(size=(2, 3, 4)), rng(1).normal(size=(2, 3, 4))
    ours, theirs = kind(4), KINDS[kind](4, 1e-5).double()
    t = torch.tensor(X, requires_grad=True)
    theirs(t).backward(torch.tensor(d))
    np.testing.assert_allclose(ours(X), theirs(t).detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.backward(d), t.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.dgamma, theirs.weight.grad.numpy())


def test_batch_norm_in_evaluation_reads_each_row_alone_and_moves_nothing():
    layer, X = BatchNorm(3, momentum=0.5), rng().normal(3, 2, size=(8, 3))
    layer(X)
    np.testing.assert_allclose(layer.running_mean, 0.5 * X.mean(axis=0))
    np.testing.assert_allclose(layer.running_var, 0.5 + 0.5 * X.var(axis=0, ddof=1))
    before = layer.running_mean.copy(), layer.running_var.copy()
    assert layer.eval() is layer and not layer.training
    alone = np.concatenate([layer(row[None]) for row in X])
    np.testing.assert_allclose(layer(X), alone)
    np.testing.assert_array_equal(layer.running_mean, before[0])
    np.testing.assert_array_equal(layer.running_var, before[1])
    assert layer.train().training


def test_a_network_with_batch_norm_learns_and_switches_by_set_training():
    draw = rng(0)
    X = draw.normal(size=(200, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    network = layers.Sequential(
        layers.Linear(2, 16, rng=draw), BatchNorm(16), layers.ReLU(), layers.Linear(16, 2, rng=draw)
    )
    adam = optim.Adam(network, lr=0.01)
    for _ in range(300):
        network.zero_grad()
        network.backward(losses.cross_entropy_grad(network(X), y))
        adam.step(network.gradients())
    set_training(network, False)
    assert not network[1].training
    assert np.mean(network(X).argmax(axis=1) == y) > 0.95


def test_layers_refuse_what_does_not_fit():
    for kind in KINDS:
        with pytest.raises(ValueError, match="D: expected"):
            kind(0)
        with pytest.raises(ValueError, match="eps"):
            kind(3, eps=-1)
        with pytest.raises(ValueError, match="expected 3 numbers a row"):
            kind(3)(np.ones((2, 4)))
        with pytest.raises(RuntimeError, match="forward before backward"):
            kind(3).backward(np.ones((2, 3)))
        layer = kind(3)
        layer(rng().normal(size=(4, 3)))
        with pytest.raises(ValueError, match="d_out"):
            layer.backward(np.ones((3, 3)))
        assert repr(layer) == f"{kind.__name__}(3)"
    with pytest.raises(ValueError, match="momentum"):
        BatchNorm(3, momentum=2)
    with pytest.raises(ValueError, match="two rows"):
        BatchNorm(3)(np.ones((1, 3)))
    with pytest.raises(ValueError, match="N, 3"):
        BatchNorm(3)(np.ones((2, 2, 3)))
