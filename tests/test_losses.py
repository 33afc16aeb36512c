"""Losses: against torch and loops, every gradient against differences, extremes, and what they refuse."""

import math
from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from dlkit import gradcheck, losses

RNG = np.random.default_rng(0)
A, B = RNG.normal(0, 2, size=(7, 3)), RNG.normal(0, 2, size=(7, 3))
P, YES = RNG.uniform(0.02, 0.98, size=(7, 3)), RNG.integers(0, 2, size=(7, 3))
SOFT = RNG.dirichlet(np.ones(3), size=7)
CLASS = RNG.integers(0, 3, size=7)
ONE_HOT = np.eye(3)[CLASS]


def tensor(x):
    return torch.tensor(x, dtype=torch.int64 if np.asarray(x).ndim == 1 else torch.float64)


def weighted(z, y):
    return F.binary_cross_entropy_with_logits(z, y, pos_weight=torch.tensor(4.0))


# name: (loss, its gradient, the same in torch, first argument, second)
CASES = {
    "mse": (losses.mse, losses.mse_grad, F.mse_loss, A, B),
    "mae": (losses.mae, losses.mae_grad, F.l1_loss, A, B),
    "huber": (losses.huber, losses.huber_grad, F.huber_loss, A, B),
    "huber, delta 2.5": (
        partial(losses.huber, delta=2.5),
        partial(losses.huber_grad, delta=2.5),
        partial(F.huber_loss, delta=2.5),
        A,
        B,
    ),
    "bce": (losses.bce, losses.bce_grad, F.binary_cross_entropy, P, YES),
    "bce, soft": (losses.bce, losses.bce_grad, F.binary_cross_entropy, P, SOFT),
    "bce_with_logits": (
        losses.bce_with_logits,
        losses.bce_with_logits_grad,
        F.binary_cross_entropy_with_logits,
        A,
        YES,
    ),
    "bce_with_logits, weighted": (
        partial(losses.bce_with_logits, pos_weight=4.0),
        partial(losses.bce_with_logits_grad, pos_weight=4.0),
        weighted,
        A,
        SOFT,
    ),
    "cross_entropy": (losses.cross_entropy, losses.cross_entropy_grad, F.cross_entropy, A, CLASS),
    "cross_entropy, one-hot": (
        losses.cross_entropy,
        losses.cross_entropy_grad,
        F.cross_entropy,
        A,
        ONE_HOT,
    ),
    "cross_entropy, soft": (
        losses.cross_entropy,
        losses.cross_entropy_grad,
        F.cross_entropy,
        A,
        SOFT,
    ),
    "cross_entropy, smoothed": (
        partial(losses.cross_entropy, label_smoothing=0.1),
        partial(losses.cross_entropy_grad, label_smoothing=0.1),
        partial(F.cross_entropy, label_smoothing=0.1),
        A,
        CLASS,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_value_and_gradient_equal_torch(name):
    loss, grad, in_torch, first, second = CASES[name]
    x = torch.tensor(first, requires_grad=True)
    value = in_torch(x, tensor(second))
    value.backward()
    assert type(loss(first, second)) is float
    assert loss(first, second) == pytest.approx(value.item(), rel=1e-12)
    np.testing.assert_allclose(grad(first, second), x.grad.numpy(), rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("name", CASES)
def test_gradient_equals_differences_and_an_error_of_a_thousandth_shows(name):
    loss, grad, _, first, second = CASES[name]

    def at(x):
        return loss(x, second)

    gradcheck.assert_gradient(at, grad(first, second), first)
    with pytest.raises(AssertionError, match="analytic"):
        gradcheck.assert_gradient(at, 1.001 * grad(first, second), first)


@pytest.mark.parametrize("name", CASES)
def test_arguments_stay_as_they_are_and_kinds_of_numbers_do_not_matter(name):
    loss, grad, _, first, second = CASES[name]
    a, b = first.copy(), second.copy()
    value = loss(a, b), grad(a, b)
    np.testing.assert_array_equal(a, first)
    np.testing.assert_array_equal(b, second)
    assert loss(first.tolist(), second.tolist()) == value[0]
    assert loss(first.astype(np.float32), second) == pytest.approx(value[0], rel=1e-5)
    assert value[1].shape == first.shape and value[1].dtype == np.float64


def test_losses_are_minus_the_mean_log_likelihood():
    """Sample by sample, from the densities as they stand in a table; constants are subtracted."""
    y_hat, y = A.ravel(), B.ravel()
    gauss = [
        math.exp(-((b - a) ** 2) / 2) / math.sqrt(2 * math.pi)
        for a, b in zip(y_hat, y, strict=True)
    ]
    laplace = [math.exp(-abs(b - a)) / 2 for a, b in zip(y_hat, y, strict=True)]
    nll = -np.mean(np.log(gauss)) - math.log(2 * math.pi) / 2
    assert losses.mse(y_hat, y) / 2 == pytest.approx(nll)
    assert losses.mae(y_hat, y) == pytest.approx(-np.mean(np.log(laplace)) - math.log(2))
    bernoulli = [p if yes else 1 - p for p, yes in zip(P.ravel(), YES.ravel(), strict=True)]
    assert losses.bce(P, YES) == pytest.approx(-np.mean(np.log(bernoulli)))
    chosen = [math.exp(row[k]) / sum(map(math.exp, row)) for row, k in zip(A, CLASS, strict=True)]
    assert losses.cross_entropy(A, CLASS) == pytest.approx(-np.mean(np.log(chosen)))


def test_huber_is_half_a_square_near_zero_and_a_line_far_out():
    assert losses.huber([0.5], [0.0], delta=1) == 0.125
    assert losses.huber([5.0], [0.0], delta=2) == 2 * (5 - 1)
    inside, outside = (
        losses.huber([2 - 1e-9], [0.0], delta=2),
        losses.huber([2 + 1e-9], [0.0], delta=2),
    )
    assert inside == pytest.approx(outside, abs=1e-7)
    np.testing.assert_array_equal(
        losses.huber_grad([-9.0, 1.0, 9.0], [0.0] * 3, delta=2), np.array([-2, 1, 2]) / 3
    )


def test_at_the_kink_mae_pulls_nowhere():
    np.testing.assert_array_equal(losses.mae_grad([1.0, 2.0], [1.0, 0.0]), [0, 0.5])


@pytest.mark.parametrize("big", [50.0, 1000.0, 1e30])
def test_logits_may_be_huge(big):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        z = np.array([big, -big])
        assert losses.bce_with_logits(z, [0, 1]) == big
        assert losses.bce_with_logits(z, [1, 0]) == pytest.approx(0, abs=1e-20)
        np.testing.assert_array_equal(losses.bce_with_logits_grad(z, [0, 1]), [0.5, -0.5])
        logits = np.array([[big, 0, -big]])
        assert losses.cross_entropy(logits, [1]) == big
        np.testing.assert_allclose(losses.cross_entropy_grad(logits, [1]), [[1, -1, 0]], atol=1e-20)


def test_a_tiny_loss_keeps_its_digits():
    assert losses.bce_with_logits([50.0], [1]) == pytest.approx(math.exp(-50), rel=1e-12)
    assert losses.bce([1e-18], [0]) == pytest.approx(1e-18, rel=1e-12)


def test_shifting_all_logits_of_a_row_changes_nothing():
    moved = A + RNG.normal(size=(7, 1)) * 100
    assert losses.cross_entropy(moved, CLASS) == pytest.approx(losses.cross_entropy(A, CLASS))
    np.testing.assert_allclose(losses.cross_entropy_grad(A, CLASS).sum(axis=1), 0, atol=1e-16)


def test_two_classes_are_a_sigmoid_of_the_difference():
    z, y = A[:, 0] - A[:, 1], (CLASS > 0).astype(int)
    assert losses.cross_entropy(A[:, :2], y) == pytest.approx(losses.bce_with_logits(-z, y))


def test_equal_logits_cost_log_K_and_all_smoothing_asks_for_equal_ones():
    assert losses.cross_entropy(np.zeros((4, 10)), [0, 3, 9, 9]) == pytest.approx(math.log(10))
    np.testing.assert_allclose(
        losses.cross_entropy_grad(np.zeros((4, 10)), [0, 3, 9, 9], label_smoothing=1), 0
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: losses.mse(np.zeros((3, 1)), np.zeros(3)), "the same shape"),
        (lambda: losses.mae([], []), "one entry or more"),
        (lambda: losses.mae_grad([1.0], 1.0), "the same shape"),
        (lambda: losses.huber([1.0], [1.0], delta=0), "delta"),
        (lambda: losses.huber_grad([1.0], [1.0], delta=-1), "delta"),
        (lambda: losses.bce([0.5, 1.0], [1, 1]), "strictly between 0 and 1, got 1;"),
        (lambda: losses.bce_grad([math.nan], [1]), "strictly between"),
        (lambda: losses.bce([0.5], [2]), "y: expected 0 and 1"),
        (
            lambda: losses.bce_with_logits([0.5], [-1]),
            "y: expected 0 and 1, or numbers between, got -1",
        ),
        (lambda: losses.bce_with_logits_grad(np.zeros((2, 1)), [0, 1]), "z and y"),
        (lambda: losses.cross_entropy([1.0, 2.0], [0]), r"shape \(N, K\)"),
        (lambda: losses.cross_entropy(np.zeros((2, 3)), [0, 3]), "from 0 to 2, got 3"),
        (lambda: losses.cross_entropy(np.zeros((2, 3)), [0, -1]), "got -1"),
        (lambda: losses.cross_entropy(np.zeros((2, 3)), [0.0, 1.0]), "float64"),
        (lambda: losses.cross_entropy(np.zeros((2, 3)), np.ones((2, 3))), "sum to 1"),
        (lambda: losses.cross_entropy(np.zeros((2, 3)), [[1, 0], [0, 1]]), r"rows \(2, 3\)"),
        (
            lambda: losses.cross_entropy_grad(np.zeros((1, 2)), [0], label_smoothing=1.5),
            "label_smoothing",
        ),
        (lambda: losses.cross_entropy(np.zeros((0, 3)), np.zeros(0, int)), "one row a sample"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
