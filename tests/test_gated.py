"""Gated layers: equal to torch, with and without packing; their gradients; the scan."""

import numpy as np
import pytest
import torch
from torch.nn.utils import rnn as packing

from dlkit import gated
from dlkit.gradcheck import assert_gradient

LENGTHS = np.array([5, 2, 4])
KINDS = ("LSTM", "GRU")


def pair(kind, seed=0, D=2, H=3):
    """A layer of ours and torch's with the same numbers."""
    ours = getattr(gated, kind)(D, H, rng=np.random.default_rng(seed))
    theirs = getattr(torch.nn, kind)(D, H, batch_first=True).double()
    with torch.no_grad():
        theirs.weight_ih_l0[:] = torch.tensor(ours.Wx)
        theirs.weight_hh_l0[:] = torch.tensor(ours.Wh)
        theirs.bias_ih_l0[:] = torch.tensor(ours.b)
        theirs.bias_hh_l0.zero_()
        if kind == "GRU":
            theirs.bias_hh_l0[2 * H :] = torch.tensor(ours.bn)
    return ours, theirs


def inputs(kind, N=3, T=5, D=2, H=3, seed=1):
    """X, and a state in our form and in torch's."""
    rng = np.random.default_rng(seed)
    X, h, c = rng.normal(size=(N, T, D)), rng.normal(size=(N, H)), rng.normal(size=(N, H))
    tensors = [torch.tensor(part[None], requires_grad=True) for part in (h, c)]
    return (X, h, tensors[0]) if kind == "GRU" else (X, (h, c), tuple(tensors))


def parts(state):
    """The arrays or tensors of a state, (N, H) each."""
    state = state if isinstance(state, tuple) else (state,)
    return [np.asarray(getattr(part, "detach", lambda part=part: part)()) for part in state]


@pytest.mark.parametrize("lengths", [None, LENGTHS])
@pytest.mark.parametrize("kind", KINDS)
def test_forward_and_backward_are_torchs(kind, lengths):
    ours, theirs = pair(kind)
    X, start, start_torch = inputs(kind)
    x = torch.tensor(X, requires_grad=True)
    given = x
    if lengths is not None:
        given = packing.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    out, last = theirs(given, start_torch)
    if lengths is not None:
        out, _ = packing.pad_packed_sequence(out, batch_first=True)
    np.testing.assert_allclose(ours(X, start, lengths), out.detach(), atol=1e-12)
    for mine, other in zip(parts(ours.last), parts(last), strict=True):
        np.testing.assert_allclose(mine, other[0], atol=1e-12)
    d_out = np.random.default_rng(2).normal(size=(3, 5, 3))
    ends = last if isinstance(last, tuple) else (last,)
    loss = (out * torch.tensor(d_out)).sum() + sum((2.0 - k) * e.sum() for k, e in enumerate(ends))
    loss.backward()
    d_last = [np.full((3, 3), 2.0 - k) for k in range(len(ends))]
    dX = ours.backward(d_out, d_last[0] if kind == "GRU" else d_last)
    np.testing.assert_allclose(dX, x.grad, atol=1e-12)
    starts = start_torch if isinstance(start_torch, tuple) else (start_torch,)
    for mine, other in zip(parts(ours.d_start), starts, strict=True):
        np.testing.assert_allclose(mine, other.grad[0], atol=1e-12)
    np.testing.assert_allclose(ours.dWx, theirs.weight_ih_l0.grad, atol=1e-12)
    np.testing.assert_allclose(ours.dWh, theirs.weight_hh_l0.grad, atol=1e-12)
    np.testing.assert_allclose(ours.db, theirs.bias_ih_l0.grad, atol=1e-12)
    if kind == "GRU":
        np.testing.assert_allclose(ours.dbn, theirs.bias_hh_l0.grad[6:], atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_a_carried_state_is_one_long_run(kind):
    ours, _ = pair(kind)
    X, start, _ = inputs(kind, T=7)
    whole = ours(X, start)
    first = ours(X[:, :3], start)
    second = ours(X[:, 3:], ours.last)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole, atol=1e-14)


@pytest.mark.parametrize("lengths", [None, LENGTHS, np.array([0, 1, 5])])
@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in KINDS for name in ("X", *getattr(gated, kind).names)],
)
def test_gradients(kind, name, lengths):
    rng = np.random.default_rng(3)
    d_out, weight = rng.normal(size=(3, 5, 3)), rng.normal(size=(3, 3))
    X, start, _ = inputs(kind)
    layer, _ = pair(kind)

    def loss(value):
        fresh, _ = pair(kind)
        if name != "X":
            setattr(fresh, name, value)
        out = fresh(value if name == "X" else X, start, lengths)
        return (out * d_out).sum() + sum((part * weight).sum() for part in parts(fresh.last))

    layer(X, start, lengths)
    d_last = weight if kind == "GRU" else (weight, weight)
    dX = layer.backward(d_out, d_last)
    gradient, value = (dX, X) if name == "X" else (getattr(layer, f"d{name}"), getattr(layer, name))
    assert_gradient(loss, gradient, value, name=name)
    with pytest.raises(AssertionError):
        assert_gradient(loss, gradient * 1.001, value, name=name)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_of_the_start(kind):
    X, start, _ = inputs(kind)
    layer, _ = pair(kind)
    d_out = np.random.default_rng(4).normal(size=(3, 5, 3))
    layer(X, start, LENGTHS)
    layer.backward(d_out)
    for k, gradient in enumerate(parts(layer.d_start)):

        def loss(value, k=k):
            pieces = parts(start)
            pieces[k] = value
            state = pieces[0] if kind == "GRU" else tuple(pieces)
            return (pair(kind)[0](X, state, LENGTHS) * d_out).sum()

        assert_gradient(loss, gradient, parts(start)[k])
        with pytest.raises(AssertionError):
            assert_gradient(loss, gradient * 1.001, parts(start)[k])


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_add_up_until_zeroed(kind):
    layer, _ = pair(kind)
    X, _, _ = inputs(kind)
    layer.backward(np.ones_like(layer(X)))
    once = [gradient.copy() for gradient in layer.gradients()]
    layer.backward(np.ones_like(layer.h))
    for twice, gradient in zip(layer.gradients(), once, strict=True):
        np.testing.assert_allclose(twice, 2 * gradient)
    layer.zero_grad()
    assert all((g == 0).all() for g in layer.gradients())


def test_starts_and_biases():
    rng = np.random.default_rng
    plain, held = gated.LSTM(4, 100, rng=rng(0)), gated.LSTM(4, 100, rng=rng(0), forget=3)
    assert 0.099 < np.abs(plain.Wh).max() <= 0.1
    np.testing.assert_array_equal(plain.Wh, held.Wh)
    assert (held.b[100:200] == 3).all() and (held.b[200:] == plain.b[200:]).all()
    held = gated.GRU(4, 100, rng=rng(0), keep=2)
    assert (held.b[100:200] == 2).all() and np.abs(held.b[:100]).max() <= 0.1
    assert repr(held) == "GRU(4, 100)" and repr(plain) == "LSTM(4, 100)"
    assert [p.shape for p in held.parameters()] == [(300, 4), (300, 100), (300,), (100,)]


@pytest.mark.parametrize("shape", [(1,), (8,), (13, 2), (100, 3, 2), (0, 4)])
def test_scan_is_the_loop(shape):
    rng = np.random.default_rng(0)
    a, b = rng.uniform(-1, 1, size=shape), rng.normal(size=shape)
    kept = a.copy(), b.copy()
    h, states = np.zeros(shape[1:]), []
    for t in range(shape[0]):
        h = a[t] * h + b[t]
        states.append(h)
    np.testing.assert_allclose(gated.scan(a, b), np.array(states).reshape(shape), atol=1e-12)
    np.testing.assert_array_equal(a, kept[0])
    np.testing.assert_array_equal(b, kept[1])


def test_what_does_not_fit_is_named():
    layer, _ = pair("LSTM")
    X, start, _ = inputs("LSTM")
    for call, words in (
        (lambda: gated.LSTM(0, 3), "D: expected a whole number"),
        (lambda: gated.GRU(2, 1.5), "H: expected a whole number"),
        (lambda: layer(X[..., :1]), r"X: .*\(N, T, 2\)"),
        (lambda: layer(X, (start[0], start[1][:2])), r"start: .*2 of the shape \(3, 3\)"),
        (lambda: layer(X, start[0][None]), "start"),
        (lambda: layer(X, lengths=[1, 2, 6]), "lengths: expected 3 whole numbers from 0 to 5"),
        (lambda: gated.scan(np.ones(3), np.ones(2)), "a, b: expected one shape"),
    ):
        with pytest.raises(ValueError, match=words):
            call()
    with pytest.raises(TypeError, match="rng"):
        gated.GRU(2, 3, rng=0)
    with pytest.raises(RuntimeError, match="forward before backward"):
        gated.GRU(2, 3).backward(np.zeros((3, 5, 3)))
    layer(X)
    with pytest.raises(ValueError, match="d_out"):
        layer.backward(np.zeros((3, 4, 3)))
