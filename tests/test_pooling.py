"""Pooling and flattening in NumPy: against torch and finite differences."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from dlkit import gradcheck
from dlkit.conv import Conv2d
from dlkit.layers import Linear, ReLU, Sequential
from dlkit.pooling import AvgPool2d, Flatten, GlobalAvgPool, MaxPool2d

SIZES = [(2, None), (3, 1), ((1, 3), (2, 1)), (2, 3)]


def rng(seed=0):
    return np.random.default_rng(seed)


LAYERS = {
    **{f"max {s}": (lambda s=s: MaxPool2d(*s), lambda t, s=s: F.max_pool2d(t, *s)) for s in SIZES},
    **{f"mean {s}": (lambda s=s: AvgPool2d(*s), lambda t, s=s: F.avg_pool2d(t, *s)) for s in SIZES},
    "global": (GlobalAvgPool, lambda t: t.mean(dim=(2, 3))),
    "flatten": (Flatten, lambda t: t.flatten(1)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_equal_to_torch_forward_and_backward(name):
    make, function = LAYERS[name]
    layer, X = make(), rng(1).normal(size=(2, 3, 7, 6))
    tensor = torch.tensor(X, requires_grad=True)
    theirs, ours = function(tensor), layer(X)
    np.testing.assert_allclose(ours, theirs.detach().numpy(), atol=1e-12)
    d_out = rng(2).normal(size=ours.shape)
    theirs.backward(torch.tensor(d_out))
    np.testing.assert_allclose(layer.backward(d_out), tensor.grad.numpy(), atol=1e-12)
    assert layer.parameters() == []


@pytest.mark.parametrize("name", LAYERS)
def test_gradients_and_what_is_off_by_a_thousandth(name):
    layer = LAYERS[name][0]()
    X = rng(3).permutation(2 * 2 * 36).reshape(2, 2, 6, 6) / 10  # no ties
    d_out = rng(4).normal(size=layer(X).shape)
    gradient = layer.backward(d_out)

    def total(X):
        return (d_out * layer(X)).sum()

    gradcheck.assert_gradient(total, gradient, X)
    with pytest.raises(AssertionError, match="differ"):
        gradcheck.assert_gradient(total, 1.001 * gradient, X)


def test_of_equal_numbers_the_first_gets_the_gradient_as_in_torch():
    X = np.array([[[[1.0, 2, 2], [2, 0, 2], [2, 2, 2]]]])
    layer, tensor = MaxPool2d(2, 1), torch.tensor(X, requires_grad=True)
    layer(X)
    F.max_pool2d(tensor, 2, 1).sum().backward()
    np.testing.assert_array_equal(layer.backward(np.ones((1, 1, 2, 2))), tensor.grad)


def test_a_whole_network_equals_torch():
    conv, line = Conv2d(1, 4, 3, padding=1, rng=rng()), Linear(4 * 9, 5, rng=rng(1))
    network = Sequential(conv, ReLU(), MaxPool2d(2), Flatten(), line)
    X, d_out = rng(2).normal(size=(3, 1, 6, 6)), rng(3).normal(size=(3, 5))
    arrays = [X, conv.W, conv.b, line.W, line.b]
    t = [torch.tensor(a, requires_grad=True) for a in arrays]
    hidden = F.max_pool2d(F.relu(F.conv2d(t[0], t[1], t[2], padding=1)), 2).flatten(1)
    logits = F.linear(hidden, t[3], t[4])
    np.testing.assert_allclose(network(X), logits.detach().numpy(), atol=1e-12)
    logits.backward(torch.tensor(d_out))
    found = [network.backward(d_out), *network.gradients()]
    for ours, tensor in zip(found, t, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), atol=1e-12)


def test_messages():
    for layer in (MaxPool2d(2), AvgPool2d(2), GlobalAvgPool()):
        with pytest.raises(RuntimeError, match="forward before backward"):
            layer.backward(np.zeros((1, 1, 1, 1)))
        with pytest.raises(ValueError, match=r"\(N, C, H, W\)"):
            layer(np.zeros((4, 4)))
        layer(np.zeros((1, 1, 4, 4)))
        with pytest.raises(ValueError, match="gave out the shape"):
            layer.backward(np.zeros((1, 1, 3, 3)))
    with pytest.raises(ValueError, match="reaches over 5"):
        MaxPool2d(5)(np.zeros((1, 1, 4, 4)))
    with pytest.raises(ValueError, match="kernel"):
        MaxPool2d(0)
    with pytest.raises(ValueError, match=r"\(N, ...\)"):
        Flatten()(np.zeros(3))
    with pytest.raises(RuntimeError, match="forward before backward"):
        Flatten().backward(np.zeros((1, 4)))
    assert repr(MaxPool2d(2)) == "MaxPool2d((2, 2), stride=(2, 2))"
    assert repr(Flatten()) == "Flatten()"
