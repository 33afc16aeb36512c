"""Metrics: against scikit-learn, against counting pairs in a loop, at ties and edges, and what they refuse."""

import math

import numpy as np
import pytest
from sklearn import metrics as sk

from dlkit import metrics


@pytest.fixture(params=range(6))
def scored(request):
    """(scores, y) with ties for the odd seeds."""
    rng = np.random.default_rng(request.param)
    y = rng.random(80) < 0.3
    scores = rng.normal(size=80) + y
    return (scores.round(0) if request.param % 2 else scores), y.astype(int)


def test_counts_and_ratios_agree_with_scikit_learn(scored):
    scores, y = scored
    y_hat = (scores > 0.5).astype(int)
    tn, fp, fn, tp = sk.confusion_matrix(y, y_hat).ravel()
    assert metrics.counts(y_hat, y) == (tp, fp, fn, tn)
    assert metrics.precision(y_hat, y) == pytest.approx(sk.precision_score(y, y_hat))
    assert metrics.recall(y_hat, y) == pytest.approx(sk.recall_score(y, y_hat))
    assert metrics.f1(y_hat, y) == pytest.approx(sk.f1_score(y, y_hat))


def test_swapped_arguments_swap_precision_and_recall(scored):
    scores, y = scored
    y_hat = scores > 0.5
    assert metrics.precision(y_hat, y) == metrics.recall(y, y_hat) != metrics.recall(y_hat, y)


def test_curve_agrees_with_scikit_learn(scored):
    scores, y = scored
    got, want = metrics.roc_curve(scores, y), sk.roc_curve(y, scores, drop_intermediate=False)
    for ours, theirs in zip(got, want, strict=True):
        np.testing.assert_allclose(ours, theirs)


def test_each_point_of_the_curve_is_what_its_threshold_gives(scored):
    scores, y = scored
    for fpr, tpr, threshold in zip(*metrics.roc_curve(scores, y), strict=True):
        tp, fp, fn, tn = metrics.counts(scores >= threshold, y)
        assert (fpr, tpr) == (pytest.approx(fp / (fp + tn)), pytest.approx(tp / (tp + fn)))


def test_area_is_the_share_of_pairs_in_the_right_order(scored):
    scores, y = scored
    pairs = [(a > b) + (a == b) / 2 for a in scores[y == 1] for b in scores[y == 0]]
    assert metrics.auc(scores, y) == pytest.approx(np.mean(pairs))
    assert metrics.auc(scores, y) == pytest.approx(sk.roc_auc_score(y, scores))


def test_only_the_order_of_the_scores_counts(scored):
    scores, y = scored
    assert metrics.auc(np.exp(3 * scores), y) == pytest.approx(metrics.auc(scores, y))
    assert metrics.auc(-scores, y) == pytest.approx(1 - metrics.auc(scores, y))


def test_perfect_reversed_and_constant_scores():
    y = [0, 0, 1, 1]
    assert metrics.auc([1, 2, 3, 4], y) == 1
    assert metrics.auc([4, 3, 2, 1], y) == 0
    assert metrics.auc([7, 7, 7, 7], y) == 0.5
    fpr, tpr, thresholds = metrics.roc_curve([7, 7, 7, 7], y)
    assert (fpr.tolist(), tpr.tolist(), thresholds.tolist()) == ([0, 1], [0, 1], [math.inf, 7])


def test_where_there_is_nothing_to_divide_by_the_answer_is_nan():
    assert math.isnan(metrics.precision([0, 0], [0, 1])) and metrics.recall([0, 0], [0, 1]) == 0
    assert math.isnan(metrics.recall([1, 0], [0, 0])) and metrics.precision([1, 0], [0, 0]) == 0
    assert metrics.f1([0, 0], [0, 1]) == 0 and math.isnan(metrics.f1([0, 0], [0, 0]))
    assert metrics.counts([], []) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.counts([0.3, 1], [0, 1]), "y_hat: .* with 0.3"),
        (lambda: metrics.counts([0, 1], [0, 2]), "y: expected a vector"),
        (lambda: metrics.recall([[0], [1]], [0, 1]), r"shape \(2, 1\)"),
        (lambda: metrics.precision([0, 1], [0, 1, 1]), "the same length, got 2 and 3"),
        (lambda: metrics.roc_curve([0.1, np.nan], [0, 1]), "none of them nan"),
        (lambda: metrics.auc([0.1, 0.2], [1, 1]), "both classes"),
        (lambda: metrics.auc([[0.1], [0.2]], [0, 1]), r"shape \(2, 1\)"),
        (lambda: metrics.auc([0.1], [0, 1]), "the same length"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
