"""How good is a yes/no classifier? Counts, ratios, curves (chapter 05), in plain NumPy.

The order of arguments is that of the losses: first what the model says, then what is
true. (scikit-learn has it the other way round, and swapping them turns precision into
recall.) Answers and truths are 0 and 1, or False and True, (N,); scores are any numbers
(N,), such as logits, higher for "more likely 1".
"""

import numpy as np


def counts(y_hat, y):
    """(tp, fp, fn, tn): hits, false alarms, misses, correct rejections. Sum: N."""
    y_hat, y = _binary("y_hat", y_hat), _binary("y", y)
    _same("y_hat", y_hat, y)
    return (
        int((y_hat & y).sum()),
        int((y_hat & ~y).sum()),
        int((~y_hat & y).sum()),
        int((~y_hat & ~y).sum()),
    )


def precision(y_hat, y):
    """Of those called 1, the share that is 1: tp / (tp + fp). nan if there are none."""
    tp, fp, _, _ = counts(y_hat, y)
    return _ratio(tp, tp + fp)


def recall(y_hat, y):
    """Of those that are 1, the share called 1: tp / (tp + fn). nan if none is 1."""
    tp, _, fn, _ = counts(y_hat, y)
    return _ratio(tp, tp + fn)


def f1(y_hat, y):
    """2 tp / (2 tp + fp + fn), the harmonic mean of precision and recall.

    nan if nothing is 1 and nothing is called 1.
    """
    tp, fp, fn, _ = counts(y_hat, y)
    return _ratio(2 * tp, 2 * tp + fp + fn)


def roc_curve(scores, y):
    """(fpr, tpr, thresholds): first (0, 0) at inf, then a point per distinct score.

    At the threshold t everything with a score ≥ t is called 1. tpr is the recall, fpr
    the share of the zeros called 1. Both rise from 0 to 1 while the thresholds fall.
    Raises ValueError unless both classes occur.
    """
    scores, y = _scored(scores, y)
    order = np.argsort(-scores, kind="stable")
    scores, y = scores[order], y[order]
    last = np.append(scores[1:] != scores[:-1], True)  # equal scores cross together
    hits, alarms = np.cumsum(y)[last], np.cumsum(~y)[last]
    return (
        np.append(0, alarms / alarms[-1]),
        np.append(0, hits / hits[-1]),
        np.append(np.inf, scores[last]),
    )


def auc(scores, y):
    """The area under the ROC curve: the share of pairs (a 1, a 0) in the right order.

    Pairs with equal scores count one half. 1 is a perfect order, 1/2 no order at all.
    Errors as roc_curve.
    """
    fpr, tpr, _ = roc_curve(scores, y)
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))


def _ratio(part, whole):
    return part / whole if whole else float("nan")


def _binary(name, values):
    values = np.asarray(values)
    other = values[~np.isin(values, (0, 1))]
    if values.ndim != 1 or other.size:
        found = f"with {other[0]}" if values.ndim == 1 else f"of shape {values.shape}"
        raise ValueError(f"{name}: expected a vector (N,) of 0 and 1, got one {found}")
    return values.astype(bool)


def _same(name, values, y):
    if values.shape != y.shape:
        raise ValueError(
            f"{name} and y: expected the same length, got {len(values)} and {len(y)}"
        )


def _scored(scores, y):
    scores, y = np.asarray(scores, np.float64), _binary("y", y)
    if scores.ndim != 1 or np.isnan(scores).any():
        raise ValueError(
            "scores: expected a vector (N,) of numbers, none of them nan, "
            f"got the shape {scores.shape}"
        )
    _same("scores", scores, y)
    if y.all() or not y.any():
        raise ValueError(
            "y: expected both classes, 0 and 1: "
            "with one of them there is nothing to tell apart"
        )
    return scores, y
