"""Convolution in NumPy: against plain loops, torch and finite differences."""

import copy

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from dlkit import gradcheck
from dlkit.conv import Conv2d, col2im, im2col, output_size

SIZES = [  # kernel, stride, padding, dilation
    (3, 1, 0, 1),
    (1, 1, 0, 1),
    (3, 2, 1, 1),
    ((2, 3), (2, 1), (0, 2), (1, 1)),
    (2, 3, 1, 2),
    ((3, 1), (1, 2), (1, 0), (2, 1)),
]


def rng(seed=0):
    return np.random.default_rng(seed)


def both(size):
    return size if isinstance(size, tuple) else (size, size)


def by_loop(X, W, b, kernel, stride, padding, dilation):
    """The definition, one multiplication at a time."""
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(both, (kernel, stride, padding, dilation))
    N, C, H, width = X.shape

    def pixel(n, c, i, j):
        return X[n, c, i, j] if 0 <= i < H and 0 <= j < width else 0.0

    rows = len(range(-ph, H + ph - dh * (kh - 1), sh))
    columns = len(range(-pw, width + pw - dw * (kw - 1), sw))
    z = np.zeros((N, len(W), rows, columns))
    for n, o, i, j in np.ndindex(z.shape):
        z[n, o, i, j] = b[o]
        for c, u, v in np.ndindex(C, kh, kw):
            z[n, o, i, j] += W[o, c, u, v] * pixel(n, c, i * sh - ph + u * dh, j * sw - pw + v * dw)
    return z


def layer_of(sizes, C_in=2, C_out=3, seed=0, **options):
    kernel, stride, padding, dilation = sizes
    return Conv2d(
        C_in,
        C_out,
        kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
        rng=rng(seed),
        **options,
    )


@pytest.mark.parametrize("sizes", SIZES)
def test_forward_equals_the_definition_and_torch(sizes):
    layer, X = layer_of(sizes), rng(1).normal(size=(2, 2, 7, 8))
    z = layer(X)
    np.testing.assert_allclose(z, by_loop(X, layer.W, layer.b, *sizes), atol=1e-12)
    theirs = F.conv2d(*map(torch.tensor, (X, layer.W, layer.b)), *sizes[1:])
    np.testing.assert_allclose(z, theirs.numpy(), atol=1e-12)


@pytest.mark.parametrize("sizes", SIZES)
def test_backward_equals_torch(sizes):
    layer, X = layer_of(sizes), rng(1).normal(size=(2, 2, 7, 8))
    d_out = rng(2).normal(size=layer(X).shape)
    dX = layer.backward(d_out)
    tensors = [torch.tensor(a, requires_grad=True) for a in (X, layer.W, layer.b)]
    F.conv2d(*tensors, *sizes[1:]).backward(torch.tensor(d_out))
    for ours, tensor in zip((dX, layer.dW, layer.db), tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), atol=1e-11)
    layer.backward(d_out)  # adds up
    np.testing.assert_allclose(layer.dW, 2 * tensors[1].grad.numpy(), atol=1e-11)


def gradients(layer, X, d_out):
    layer.zero_grad()
    layer(X)
    return [layer.backward(d_out), *layer.gradients()]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("sizes", SIZES)
def test_gradients_and_what_is_off_by_a_thousandth(sizes, bias):
    layer, X = layer_of(sizes, bias=bias), rng(1).normal(size=(2, 2, 6, 6))
    d_out = rng(2).normal(size=layer(X).shape)
    found = copy.deepcopy(gradients(layer, X, d_out))
    for target, gradient in zip([X, *layer.parameters()], found, strict=True):
        start = target.copy()

        def total(moved, target=target):
            target[...] = moved
            return (d_out * layer(X)).sum()

        gradcheck.assert_gradient(total, gradient, start)
        with pytest.raises(AssertionError, match="differ"):
            gradcheck.assert_gradient(total, 1.001 * gradient, start)
        target[...] = start


@pytest.mark.parametrize("sizes", SIZES)
def test_im2col_and_col2im_equal_unfold_and_fold(sizes):
    X = rng(1).normal(size=(2, 3, 7, 8))
    kernel, stride, padding, dilation = sizes
    names = {"stride": stride, "padding": padding, "dilation": dilation}
    columns = im2col(X, *sizes)
    theirs = F.unfold(torch.tensor(X), kernel, **names)
    np.testing.assert_array_equal(columns, theirs.numpy())
    back = F.fold(theirs, (7, 8), kernel, **names)
    np.testing.assert_allclose(col2im(columns, X.shape, *sizes), back.numpy(), atol=1e-12)
    v = rng(2).normal(size=columns.shape)  # adjoint: <im2col X, v> = <X, col2im v>
    assert np.isclose((columns * v).sum(), (X * col2im(v, X.shape, *sizes)).sum())


def test_output_size_counts_the_places():
    for size in range(1, 9):
        for kernel, stride, padding, dilation in np.ndindex(5, 4, 3, 4):
            kernel, stride, dilation = kernel + 1, stride + 1, dilation + 1
            last = size + 2 * padding - dilation * (kernel - 1) - 1
            places = len(range(0, last + 1, stride))
            if places:
                assert output_size(size, kernel, stride, padding, dilation) == places
            else:
                with pytest.raises(ValueError, match="reaches over"):
                    output_size(size, kernel, stride, padding, dilation)


def test_starts_as_torch_does():
    layer = Conv2d(4, 200, (3, 5), rng=rng(3))
    bound = 1 / np.sqrt(4 * 15)
    for array in (layer.W, layer.b):
        assert np.abs(array).max() <= bound and np.abs(array).max() > 0.95 * bound
    theirs = torch.nn.Conv2d(4, 200, (3, 5)).weight.detach()
    assert theirs.shape == layer.W.shape and theirs.abs().max() <= bound + 1e-6
    assert np.array_equal(layer.W, Conv2d(4, 200, (3, 5), rng=rng(3)).W)
    assert [p.shape for p in layer.parameters()] == [(200, 4, 3, 5), (200,)]


def test_float32_stays_and_X_is_not_changed():
    layer, X = layer_of((3, 1, 1, 1)), rng(1).normal(size=(1, 2, 5, 5)).astype(np.float32)
    layer.W, layer.b = layer.W.astype(np.float32), layer.b.astype(np.float32)
    before = X.copy()
    assert layer(X).dtype == np.float32 and np.array_equal(X, before)
    assert layer(rng(1).integers(0, 9, size=(1, 2, 5, 5))).shape == (1, 3, 5, 5)


def test_messages():
    with pytest.raises(ValueError, match="kernel: expected a whole number or a pair"):
        Conv2d(1, 1, 2.5)
    with pytest.raises(ValueError, match="stride: expected whole numbers, 1 or more"):
        Conv2d(1, 1, 3, stride=0)
    with pytest.raises(ValueError, match="padding: expected whole numbers, 0 or more"):
        Conv2d(1, 1, 3, padding=(0, -1))
    with pytest.raises(ValueError, match="C_in"):
        Conv2d(0, 1, 3)
    with pytest.raises(TypeError, match="rng"):
        Conv2d(1, 1, 3, rng=0)
    layer = Conv2d(2, 3, 3, rng=rng(), stride=2)
    with pytest.raises(ValueError, match=r"expected \(N, 2, H, W\)"):
        layer(np.zeros((1, 3, 5, 5)))
    with pytest.raises(ValueError, match="has only 2"):
        layer(np.zeros((1, 2, 2, 5)))
    with pytest.raises(RuntimeError, match="forward before backward"):
        Conv2d(2, 3, 3).backward(np.zeros(1))
    layer(np.zeros((1, 2, 5, 5)))
    with pytest.raises(ValueError, match=r"gave out the shape \(1, 3, 2, 2\)"):
        layer.backward(np.zeros((1, 3, 2, 3)))
    assert repr(layer) == "Conv2d(2, 3, (3, 3), stride=(2, 2))"
    assert repr(Conv2d(1, 1, 1, padding=1, bias=False)) == (
        "Conv2d(1, 1, (1, 1), padding=(1, 1), bias=False)"
    )
