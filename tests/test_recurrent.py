"""The recurrent layer: equal to torch, with and without packing; its gradients."""

import numpy as np
import pytest
import torch
from torch.nn.utils import rnn as packing

from dlkit import recurrent
from dlkit.gradcheck import assert_gradient

LENGTHS = [5, 2, 4]


def pair(seed=0, D=2, H=3):
    """A layer of ours and torch's with the same numbers."""
    ours = recurrent.RNN(D, H, rng=np.random.default_rng(seed))
    theirs = torch.nn.RNN(D, H, batch_first=True).double()
    with torch.no_grad():
        theirs.weight_ih_l0[:] = torch.tensor(ours.Wx)
        theirs.weight_hh_l0[:] = torch.tensor(ours.Wh)
        theirs.bias_ih_l0[:] = torch.tensor(ours.b)
        theirs.bias_hh_l0.zero_()
    return ours, theirs


def inputs(N=3, T=5, D=2, H=3, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(N, T, D)), rng.normal(size=(N, H))


def test_forward_and_backward_are_torchs():
    ours, theirs = pair()
    X, h0 = inputs()
    x, start = torch.tensor(X, requires_grad=True), torch.tensor(h0[None], requires_grad=True)
    out, last = theirs(x, start)
    np.testing.assert_allclose(ours(X, h0), out.detach(), atol=1e-12)
    np.testing.assert_allclose(ours.last, last[0].detach(), atol=1e-12)
    d_out, d_last = np.random.default_rng(2).normal(size=(3, 5, 3)), np.ones((3, 3))
    ((out * torch.tensor(d_out)).sum() + last.sum()).backward()
    np.testing.assert_allclose(ours.backward(d_out, d_last), x.grad, atol=1e-12)
    np.testing.assert_allclose(ours.dh0, start.grad[0], atol=1e-12)
    for mine, other in (
        (ours.dWx, theirs.weight_ih_l0),
        (ours.dWh, theirs.weight_hh_l0),
        (ours.db, theirs.bias_ih_l0),
    ):
        np.testing.assert_allclose(mine, other.grad, atol=1e-12)


def test_lengths_are_torchs_packing():
    ours, theirs = pair()
    X, h0 = inputs()
    x = torch.tensor(X, requires_grad=True)
    packed = packing.pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False)
    out, last = theirs(packed, torch.tensor(h0[None]))
    out, _ = packing.pad_packed_sequence(out, batch_first=True)
    np.testing.assert_allclose(ours(X, h0, np.array(LENGTHS)), out.detach(), atol=1e-12)
    np.testing.assert_allclose(ours.last, last[0].detach(), atol=1e-12)
    d_out, d_last = np.random.default_rng(2).normal(size=(3, 5, 3)), np.ones((3, 3))
    ((out * torch.tensor(d_out)).sum() + last.sum()).backward()
    np.testing.assert_allclose(ours.backward(d_out, d_last), x.grad, atol=1e-12)
    np.testing.assert_allclose(ours.dWh, theirs.weight_hh_l0.grad, atol=1e-12)
    assert (ours.backward(d_out)[1, 2:] == 0).all()


def test_a_carried_state_is_one_long_run():
    ours, _ = pair()
    X, h0 = inputs(T=7)
    whole = ours(X, h0)
    first = ours(X[:, :3], h0)
    second = ours(X[:, 3:], ours.last)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole, atol=1e-14)


def losses(d_out, d_last, lengths, name):
    """(loss as a function of one array, its analytic gradient, the array)."""
    layer, _ = pair()
    X, h0 = inputs()

    def loss(value):
        args = {"X": X, "h0": h0}
        fresh, _ = pair()
        if name in args:
            args[name] = value
        else:
            setattr(fresh, name, value)
        out = fresh(args["X"], args["h0"], lengths)
        return (out * d_out).sum() + (fresh.last * d_last).sum()

    layer(X, h0, lengths)
    dX = layer.backward(d_out, d_last)
    gradient = {"X": dX, "h0": layer.dh0}.get(name)
    value = {"X": X, "h0": h0}.get(name)
    if gradient is None:
        gradient, value = getattr(layer, f"d{name}"), getattr(layer, name)
    return loss, gradient, value


@pytest.mark.parametrize("lengths", [None, np.array(LENGTHS), np.array([0, 1, 5])])
@pytest.mark.parametrize("name", ["X", "h0", "Wx", "Wh", "b"])
def test_gradients(name, lengths):
    rng = np.random.default_rng(3)
    d_out, d_last = rng.normal(size=(3, 5, 3)), rng.normal(size=(3, 3))
    loss, gradient, value = losses(d_out, d_last, lengths, name)
    assert_gradient(loss, gradient, value, name=name)
    with pytest.raises(AssertionError):
        assert_gradient(loss, gradient * 1.001, value, name=name)


def test_gradients_add_up_until_zeroed():
    layer, _ = pair()
    X, _ = inputs()
    layer.backward(np.ones_like(layer(X)))
    once = layer.dWh.copy()
    layer.backward(np.ones_like(layer.h))
    np.testing.assert_allclose(layer.dWh, 2 * once)
    layer.zero_grad()
    assert all((g == 0).all() for g in layer.gradients())
    assert [p.shape for p in layer.parameters()] == [(3, 2), (3, 3), (3,)]


def test_starts_as_torch_does():
    layer = recurrent.RNN(4, 100, rng=np.random.default_rng(0))
    assert 0.099 < np.abs(layer.Wh).max() <= 0.1
    same = recurrent.RNN(4, 100, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(layer.Wh, same.Wh)
    assert repr(layer) == "RNN(4, 100)"


def test_pad_and_mask():
    X, lengths = recurrent.pad([np.array([1, 2, 3]), np.array([4])], value=-1)
    np.testing.assert_array_equal(X, [[1, 2, 3], [4, -1, -1]])
    np.testing.assert_array_equal(lengths, [3, 1])
    np.testing.assert_array_equal(recurrent.mask(lengths, 3), [[1, 1, 1], [1, 0, 0]])
    tables, _ = recurrent.pad([np.ones((2, 4)), np.ones((5, 4))])
    assert tables.shape == (2, 5, 4) and tables[0, 2:].sum() == 0


def test_what_does_not_fit_is_named():
    layer, _ = pair()
    X, h0 = inputs()
    for call, words in (
        (lambda: recurrent.RNN(0, 3), "D: expected a whole number"),
        (lambda: recurrent.RNN(2, 1.5), "H: expected a whole number"),
        (lambda: layer(X[..., :1]), r"X: .*\(N, T, 2\)"),
        (lambda: layer(X, h0[:2]), r"h0: expected the shape \(3, 3\)"),
        (lambda: layer(X, lengths=[1, 2, 6]), "lengths: expected 3 whole numbers from 0 to 5"),
        (lambda: layer(X, lengths=[1.0, 2.0, 3.0]), "lengths"),
        (lambda: recurrent.pad([]), "at least one"),
    ):
        with pytest.raises(ValueError, match=words):
            call()
    with pytest.raises(TypeError, match="rng"):
        recurrent.RNN(2, 3, rng=0)
    with pytest.raises(RuntimeError, match="forward before backward"):
        recurrent.RNN(2, 3).backward(np.zeros((3, 5, 3)))
    layer(X)
    with pytest.raises(ValueError, match="d_out"):
        layer.backward(np.zeros((3, 4, 3)))
    with pytest.raises(ValueError, match="d_last"):
        layer.backward(np.zeros((3, 5, 3)), np.zeros((2, 3)))
