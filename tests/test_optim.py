"""The NumPy optimizers against torch.optim, step for step."""

import math
import sys

import numpy as np
import pytest
import torch

from dlkit import layers, optim

SHAPES = [(4, 3), (3, 5), (6, 6)]
CASES = {
    "SGD": (optim.SGD, torch.optim.SGD, {}),
    "SGD, decay": (optim.SGD, torch.optim.SGD, {"weight_decay": 0.1}),
    "momentum": (optim.SGD, torch.optim.SGD, {"momentum": 0.9}),
    "momentum, decay": (optim.SGD, torch.optim.SGD, {"momentum": 0.8, "weight_decay": 0.1}),
    "Nesterov": (optim.SGD, torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "RMSprop": (optim.RMSprop, torch.optim.RMSprop, {}),
    "RMSprop, other": (optim.RMSprop, torch.optim.RMSprop, {"alpha": 0.9, "eps": 0.01}),
    "Adam": (optim.Adam, torch.optim.Adam, {}),
    "Adam, other": (optim.Adam, torch.optim.Adam, {"betas": (0.5, 0.8), "eps": 0.01}),
    "Adam, L2": (optim.Adam, torch.optim.Adam, {"weight_decay": 0.1}),
    "AdamW": (optim.AdamW, torch.optim.AdamW, {}),
    "AdamW, other": (optim.AdamW, torch.optim.AdamW, {"weight_decay": 0.3, "betas": (0.8, 0.9)}),
}


def walk_both(ours, theirs, lr, options, shapes=SHAPES, steps=100):
    """Both optimizers fed with the same gradients; the rate changes on the way."""
    rng = np.random.default_rng(0)
    params = [rng.normal(size=shape) for shape in shapes]
    tensors = [torch.tensor(p, requires_grad=True) for p in params]
    mine = ours(params, **({} if lr is None else {"lr": lr}), **options)
    other = theirs(tensors, lr=mine.lr, **options)
    for t in range(steps):
        if t == steps // 2:
            mine.lr = other.param_groups[0]["lr"] = mine.lr / 3
        grads = [rng.normal(size=shape) + np.sin(t) for shape in shapes]
        before = [g.copy() for g in grads]
        for tensor, g in zip(tensors, grads, strict=True):
            tensor.grad = torch.tensor(g)
        mine.step(grads)
        other.step()
        for p, tensor in zip(params, tensors, strict=True):
            np.testing.assert_allclose(p, tensor.detach().numpy(), rtol=1e-10, atol=1e-12)
        for g, was in zip(grads, before, strict=True):
            np.testing.assert_array_equal(g, was)


@pytest.mark.parametrize("lr", [None, 0.03])
@pytest.mark.parametrize("name", CASES)
def test_equal_to_torch_over_100_steps(name, lr):
    ours, theirs, options = CASES[name]
    walk_both(ours, theirs, lr, options)


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_muon_equals_torch_when_torch_computes_in_float64(monkeypatch, decay):
    """torch orthogonalises in bfloat16; with an SVD in its place all else must agree."""

    def newton_schulz(grad, coefficients, steps, eps):
        a, b, c = coefficients
        U, s, Vt = np.linalg.svd(grad.numpy(), full_matrices=False)
        s = s / max(np.sqrt((s**2).sum()), eps)
        for _ in range(steps):
            s = a * s + b * s**3 + c * s**5  # what the iteration does to each singular value
        return torch.tensor(U @ np.diag(s) @ Vt)

    module = sys.modules["torch.optim._muon"]
    monkeypatch.setattr(module, "_zeropower_via_newtonschulz", newton_schulz)
    walk_both(optim.Muon, torch.optim.Muon, 0.02, {"weight_decay": decay})


def test_one_step_of_muon_is_torchs_to_the_precision_of_bfloat16():
    rng = np.random.default_rng(1)
    for shape in SHAPES:
        p, g = np.zeros(shape), rng.normal(size=shape)
        tensor = torch.tensor(p, requires_grad=True)
        tensor.grad = torch.tensor(g)
        optim.Muon([p], lr=1.0).step([g])
        torch.optim.Muon([tensor], lr=1.0).step()
        np.testing.assert_allclose(p, tensor.detach().numpy(), atol=0.1)


def test_orthogonalize_brings_singular_values_near_one():
    rng = np.random.default_rng(0)
    for shape in ((20, 30), (30, 20), (8, 8)):
        G = rng.normal(size=shape)
        before = G.copy()
        U, s, Vt = np.linalg.svd(G, full_matrices=False)
        X = optim.orthogonalize(G)
        got = np.diag(U.T @ X @ Vt.T)
        wanted = s / np.linalg.norm(G) > 0.01
        assert ((got > 0.65) & (got < 1.25))[wanted].all()
        np.testing.assert_allclose(U.T @ X @ Vt.T, np.diag(got), atol=1e-10)
        np.testing.assert_array_equal(G, before)
    assert not optim.orthogonalize(np.zeros((3, 2))).any()


def test_a_wrong_constant_would_be_noticed():
    class Off(optim.Adam):
        def move(self, i, p, g):
            super().move(i, p, g * 1.0)
            p += 0.001 * self.lr

    with pytest.raises(AssertionError):
        walk_both(Off, torch.optim.Adam, 0.03, {})


@pytest.mark.parametrize("max_norm", [0.5, 5.0, 100.0])
def test_clip_equals_torch(max_norm):
    rng = np.random.default_rng(0)
    grads = [rng.normal(size=shape) for shape in ((4, 3), (3,))]
    tensors = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads]
    for tensor, g in zip(tensors, grads, strict=True):
        tensor.grad = torch.tensor(g)
    want = torch.nn.utils.clip_grad_norm_(tensors, max_norm).item()
    assert optim.clip(grads, max_norm) == pytest.approx(want, rel=1e-12)
    for tensor, g in zip(tensors, grads, strict=True):
        np.testing.assert_allclose(g, tensor.grad.numpy(), rtol=1e-12)
    assert math.sqrt(sum((g**2).sum() for g in grads)) <= max_norm


def test_cosine_equals_torch_and_warms_up_in_a_line():
    p = torch.zeros(1, requires_grad=True)
    sgd = torch.optim.SGD([p], lr=1.0)
    theirs = torch.optim.lr_scheduler.CosineAnnealingLR(sgd, 50)
    for t in range(51):
        assert optim.cosine(t / 50) == pytest.approx(sgd.param_groups[0]["lr"], abs=1e-9)
        sgd.step()
        theirs.step()
    assert [optim.cosine(t, 0.2) for t in (0, 0.05, 0.1, 0.2)] == pytest.approx([0, 0.25, 0.5, 1])
    assert optim.cosine(0.6, 0.2) == pytest.approx(0.5)
    assert optim.cosine(1, 0.2) == pytest.approx(0)
    assert optim.cosine(0) == 1


def test_a_network_may_stand_for_its_parameters():
    network = layers.Linear(3, 2, rng=np.random.default_rng(0))
    before = network.W.copy()
    optim.SGD(network, lr=0.5).step([np.ones((2, 3)), np.ones(2)])
    np.testing.assert_allclose(network.W, before - 0.5)


def test_two_optimizers_share_nothing_and_float32_stays():
    a, b = np.ones(2, np.float32), np.ones(2, np.float32)
    for kind in (optim.SGD, optim.RMSprop, optim.Adam, optim.AdamW):
        first, second = kind([a], lr=0.1), kind([b], lr=0.1)
        first.step([np.ones(2, np.float32)])
        second.step([np.ones(2, np.float32)])
    np.testing.assert_array_equal(a, b)
    assert a.dtype == np.float32


@pytest.mark.parametrize(
    "error, word, make",
    [
        (TypeError, r"params\[0\]", lambda: optim.SGD([np.arange(3)])),
        (TypeError, r"params\[1\]", lambda: optim.Adam([np.ones(2), [1.0]])),
        (ValueError, "lr", lambda: optim.SGD([np.ones(2)], lr=-1)),
        (ValueError, "nesterov", lambda: optim.SGD([np.ones(2)], nesterov=True)),
        (ValueError, "Muon", lambda: optim.Muon([np.ones(2)])),
        (ValueError, "grads", lambda: optim.SGD([np.ones(2)]).step([np.ones(3)])),
        (ValueError, "grads", lambda: optim.SGD([np.ones(2)]).step([])),
        (
            NotImplementedError,
            "update",
            lambda: optim.Optimizer([np.ones(2)], 1).step([np.ones(2)]),
        ),
        (ValueError, "max_norm", lambda: optim.clip([np.ones(2)], 0)),
        (ValueError, "t:", lambda: optim.cosine(1.1)),
        (ValueError, "warmup", lambda: optim.cosine(0.5, 1.0)),
    ],
)
def test_bad_input_is_named(error, word, make):
    with pytest.raises(error, match=word):
        make()
