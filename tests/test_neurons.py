"""Neurons: against scikit-learn, torch, least squares and finite differences, and what they refuse."""

import numpy as np
import pytest
import torch
from scipy.optimize import linprog
from sklearn.linear_model import LogisticRegression
from sklearn.linear_model import Perceptron as SklearnPerceptron
from sklearn.svm import SVC

from dlkit import gradcheck
from dlkit.neurons import LinearNeuron, LogisticNeuron, Perceptron, margin


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3)) * [1, 2, 0.5] + [0, 1, -1]
    z = X @ [1.0, -0.5, 2.0] + 2.5
    return X, z + 0.3 * rng.normal(size=60), (z + rng.logistic(size=60) > 0).astype(int)


def separable(n, gap, rng):
    """Points of the unit disc, labelled by a line through it, those nearer to it than `gap` left out."""
    X = rng.uniform(-1, 1, size=(40 * n, 2))
    z = X @ [0.6, 0.8] + 0.1
    X, z = X[abs(z) > gap][:n], z[abs(z) > gap][:n]
    return X, (z > 0).astype(int)


def test_linear_neuron_finds_the_least_squares_solution(table):
    X, y, _ = table
    neuron = LinearNeuron(3)
    losses = neuron.fit(X, y, lr=0.1, steps=4000)
    want = np.linalg.lstsq(np.c_[X, np.ones(60)], y, rcond=None)[0]
    np.testing.assert_allclose([*neuron.w, neuron.b], want, atol=1e-8)
    assert len(losses) == 4001 and (np.diff(losses) <= 1e-12).all()
    assert losses[0] == pytest.approx((y**2).mean())


def test_logistic_neuron_agrees_with_scikit_learn(table):
    X, _, y = table
    neuron = LogisticNeuron(3)
    neuron.fit(X, y, lr=0.5, steps=8000)
    other = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(
        [*neuron.w, neuron.b], [*other.coef_[0], other.intercept_[0]], rtol=1e-3
    )
    np.testing.assert_allclose(neuron.probability(X), other.predict_proba(X)[:, 1], atol=1e-3)
    np.testing.assert_array_equal(neuron.predict(X), other.predict(X))


@pytest.mark.parametrize(
    "kind, loss",
    [
        (LinearNeuron, torch.nn.functional.mse_loss),
        (LogisticNeuron, torch.nn.functional.binary_cross_entropy_with_logits),
    ],
)
def test_a_step_equals_torch(table, kind, loss):
    X, numbers, classes = table
    y = (numbers if kind is LinearNeuron else classes).astype(float)
    neuron, layer = kind(3), torch.nn.Linear(3, 1).double()
    neuron.w, neuron.b = np.array([0.3, -1.0, 0.2]), 0.7
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(neuron.w))
        layer.bias.fill_(neuron.b)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.2)
    wanted = []
    for _ in range(4):
        value = loss(layer(torch.tensor(X))[:, 0], torch.tensor(y))
        wanted.append(value.item())
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    losses = neuron.fit(X, y, lr=0.2, steps=4)
    np.testing.assert_allclose(losses[:-1], wanted, rtol=1e-12)
    np.testing.assert_allclose(neuron.w, layer.weight.detach()[0], rtol=1e-10)
    assert neuron.b == pytest.approx(layer.bias.item())


@pytest.mark.parametrize("kind", [LinearNeuron, LogisticNeuron])
def test_gradient_equals_finite_differences(table, kind):
    X, numbers, classes = table
    y = numbers if kind is LinearNeuron else classes
    neuron = kind(3)

    def loss(params):
        neuron.w, neuron.b = params[:3], params[3]
        return neuron.loss(X, y)

    def gradient(params):
        neuron.w, neuron.b = params[:3], params[3]
        dw, db = neuron.gradient(X, y)
        return np.array([*dw, db])

    gradcheck.assert_gradient(loss, gradient, np.array([0.3, -0.8, 0.1, 0.5]))


def test_logistic_loss_stays_finite_for_huge_scores():
    neuron = LogisticNeuron(1)
    neuron.w[0] = 1000.0
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert neuron.loss([[1.0], [-1.0]], [0, 1]) == pytest.approx(1000)
        assert neuron.loss([[1.0], [-1.0]], [1, 0]) == 0


def test_the_decision_is_at_z_0():
    for kind in (LogisticNeuron, Perceptron):
        neuron = kind(1)
        neuron.w[0] = 1.0
        assert neuron.predict([[-0.01], [0.0], [0.3]]).tolist() == [0, 1, 1]


@pytest.mark.parametrize("seed", range(5))
def test_perceptron_equals_scikit_learn_and_stays_below_the_bound(seed):
    X, y = separable(40, 0.1, np.random.default_rng(seed))
    first = np.flatnonzero(y == 0)[0]  # at z = 0 scikit-learn always corrects, ours only class 0
    X[[0, first]], y[[0, first]] = X[[first, 0]], y[[first, 0]]
    neuron = Perceptron(2)
    mistakes = neuron.fit(X, y, epochs=1000)
    assert mistakes[-1] == 0 and min(mistakes[:-1]) > 0
    assert (neuron.predict(X) == y).all() and margin(neuron.w, neuron.b, X, y) >= 0
    other = SklearnPerceptron(shuffle=False, tol=None, max_iter=len(mistakes), alpha=0).fit(X, y)
    np.testing.assert_allclose(
        [*neuron.w, neuron.b], [*other.coef_[0], other.intercept_[0]], atol=1e-12
    )
    v, ones = np.array([0.6, 0.8, 0.1]), np.ones((40, 1))
    gamma = (abs(np.hstack([X, ones]) @ v) / np.linalg.norm(v)).min()
    assert sum(mistakes) <= ((X**2).sum(1).max() + 1) / gamma**2  # Novikoff, 1962


def test_perceptron_never_finishes_where_no_line_can():
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    side = 2 * y - 1
    rows = -side[:, None] * np.c_[X, np.ones(4)]
    assert (
        linprog([0, 0, 0], A_ub=rows, b_ub=-np.ones(4), bounds=(None, None)).status == 2
    )  # infeasible
    mistakes = Perceptron(2).fit(X, y, epochs=50)
    assert len(mistakes) == 50 and min(mistakes) > 0


def test_margin_of_the_widest_line_is_that_of_a_support_vector_machine():
    X, y = separable(30, 0.15, np.random.default_rng(3))
    widest = SVC(kernel="linear", C=1e9).fit(X, y)
    w, b = widest.coef_[0], widest.intercept_[0]
    assert margin(w, b, X, y) == pytest.approx(1 / np.linalg.norm(w), rel=1e-3)
    assert margin(7 * w, 7 * b, X, y) == pytest.approx(margin(w, b, X, y))
    assert margin(-w, -b, X, y) < 0
    with pytest.raises(ValueError, match="w: all weights are 0"):
        margin([0.0, 0.0], 1.0, X, y)


def test_divergence_is_said_in_words(table):
    X, y, _ = table
    with pytest.raises(ArithmeticError, match="standardise X, or lower lr"):
        LinearNeuron(3).fit(X, y, lr=10.0, steps=2000)


@pytest.mark.parametrize("kind", [LinearNeuron, LogisticNeuron, Perceptron])
def test_bad_input_is_named(kind):
    options = {} if kind is Perceptron else {"lr": 0.1, "steps": 1}
    X, y = np.zeros((4, 2)), np.array([0, 1, 0, 1])
    with pytest.raises(ValueError, match=r"X: expected the shape \(N, 2\)"):
        kind(2).fit(X[:, :1], y, **options)
    with pytest.raises(ValueError, match=r"y: expected the shape \(4,\)"):
        kind(2).fit(X, y[:, None], **options)
    with pytest.raises(ValueError, match="D: expected"):
        kind(0)
    if kind is not LinearNeuron:
        with pytest.raises(ValueError, match="y: expected classes 0 and 1, got values such as -1"):
            kind(2).fit(X, 2 * y - 1, **options)


def test_shows_what_it_has_learned():
    assert repr(LinearNeuron(2)) == "LinearNeuron(w=[0.0, 0.0], b=0.000)"
