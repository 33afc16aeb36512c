"""Calibration: against loops, a fine search, torch, and simulated test sets."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from dlkit.activations import softmax
from dlkit.calibration import ece, fit_temperature, interval, reliability


def some(n=500, K=4, seed=0, scale=2.0):
    rng = np.random.default_rng(seed)
    logits = rng.normal(scale=scale, size=(n, K))
    u = rng.random((n, 1))
    y = (softmax(logits).cumsum(1) < u).sum(1).clip(0, K - 1)
    return logits, y


def test_reliability_and_ece_equal_a_loop():
    logits, y = some()
    p = softmax(2 * logits)
    found, total = reliability(p, y, bins=7), 0.0
    for b in range(7):
        chosen = [i for i in range(len(y)) if b / 7 < p[i].max() <= (b + 1) / 7]
        assert found.count[b] == len(chosen)
        if not chosen:
            assert np.isnan(found.confidence[b]) and np.isnan(found.accuracy[b])
            continue
        confidence = np.mean([p[i].max() for i in chosen])
        accuracy = np.mean([p[i].argmax() == y[i] for i in chosen])
        assert np.isclose(found.confidence[b], confidence)
        assert np.isclose(found.accuracy[b], accuracy)
        total += len(chosen) / len(y) * abs(accuracy - confidence)
    assert np.isclose(ece(p, y, bins=7), total)


def test_edges_belong_to_the_bin_below():
    p = np.array([[0.3, 0.3, 0.4], [0.7, 0.2, 0.1], [1.0, 0.0, 0.0]])
    assert reliability(p, np.zeros(3, int)).count.tolist() == [0, 0, 0, 1, 0, 0, 1, 0, 0, 1]


def test_ece_of_the_extremes():
    y = np.arange(10) % 2
    sure = np.eye(2)[y]
    assert ece(sure, y) == 0 and ece(sure[::-1], y) == 1
    assert ece(np.full((10, 2), 0.5), y) == 0
    logits, y = some(20_000)
    assert ece(softmax(logits), y) < 0.02 < 0.05 < ece(softmax(3 * logits), y)


def test_temperature_undoes_a_known_factor_and_is_the_best():
    logits, y = some(20_000)
    assert fit_temperature(3 * logits, y) == pytest.approx(3, rel=0.05)
    logits, y = some(300, seed=1)
    tau, z = fit_temperature(logits, y), torch.tensor(logits)
    losses = [
        F.cross_entropy(z / t, torch.tensor(y)).item() for t in (0.999 * tau, tau, 1.001 * tau)
    ]
    assert min(losses) == losses[1]


def test_temperature_stops_at_its_limits():
    logits = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert fit_temperature(logits, np.array([0, 1])) == pytest.approx(0.01)
    assert fit_temperature(logits, np.array([1, 0])) == pytest.approx(100)


def test_temperature_never_changes_the_answer():
    logits, y = some(100)
    tau = fit_temperature(logits, y)
    np.testing.assert_array_equal((logits / tau).argmax(1), logits.argmax(1))


def test_what_does_not_fit_is_said():
    p = np.full((3, 2), 0.5)
    for table, y, words in (
        (p, [0, 1], "shapes"),
        (p, [0, 1, 2], "y: expected"),
        (p, [0.0, 1.0, 0.0], "y: expected"),
        (2 * p, [0, 1, 0], "p: expected"),
        (p[0], [0, 1], "shapes"),
    ):
        with pytest.raises(ValueError, match=words):
            reliability(table, np.array(y))
    for function in (ece, fit_temperature):
        with pytest.raises(ValueError):
            function(np.zeros((0, 2)), np.zeros(0, int))


def test_interval_solves_wilsons_equation():
    for right, n in ((89, 100), (0, 20), (20, 20), (1, 3)):
        for share in interval(right, n):
            inside = np.clip(share, 0, 1)
            assert abs(right / n - inside) == pytest.approx(
                1.96 * np.sqrt(inside * (1 - inside) / n), abs=1e-6
            )
    low, high = interval(0, 20)
    assert low == pytest.approx(0, abs=1e-12) and 0.1 < high < 0.2
    for right, n in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(ValueError, match="expected 0 <= right <= n"):
            interval(right, n)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.97])
def test_interval_covers_nineteen_times_in_twenty(share):
    right = np.random.default_rng(0).binomial(100, share, size=2000)
    inside = [low <= share <= high for low, high in (interval(r, 100) for r in right)]
    assert 0.92 < np.mean(inside) < 0.98
