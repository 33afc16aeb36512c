"""Can one believe a classifier's probabilities, and a reported accuracy? (chapter 09)

Probabilities p (N, K), rows that sum to 1; logits (N, K); classes y (N,), 0 to K − 1.
The *confidence* of an answer is the largest probability of its row.
"""

from typing import NamedTuple

import numpy as np

from dlkit.activations import softmax


class Bins(NamedTuple):
    """Answers by their confidence, bin by bin; nan where a bin is empty. Each (B,)."""

    confidence: np.ndarray  # the mean in the bin
    accuracy: np.ndarray  # the share that is right
    count: np.ndarray  # how many answers


def reliability(p, y, bins=10):
    """The answers sorted into `bins` bins of equal width by their confidence.

    Bin b holds confidences in (b / bins, (b + 1) / bins]. Returns Bins.
    Raises ValueError for what are no probabilities and classes of the same length.
    """
    p, y = _checked(p, y, least=0)
    sums = p.sum(axis=1)
    if p.size and (p.min() < 0 or not np.allclose(sums, 1, atol=1e-4)):
        raise ValueError(
            "p: expected probabilities, rows of numbers >= 0 that sum to 1"
        )
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    # rounding must not put 0.3, which is 3 · 0.1 and a bit, into the next bin
    place = np.ceil(np.round(confidence * bins, 9)).astype(int) - 1
    place = np.clip(place, 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        return Bins(
            np.bincount(place, confidence, minlength=bins) / count,
            np.bincount(place, right, minlength=bins) / count,
            count,
        )


def ece(p, y, bins=10):
    """Expected calibration error: the mean gap |accuracy − confidence| over the bins,
    weighted by how many answers each holds (Guo et al., 2017). 0 is best, 1 worst.

    It depends on the number of bins, and with few samples chance alone makes it
    positive. Raises ValueError as `reliability`, and without samples.
    """
    found = reliability(p, y, bins)
    total = found.count.sum()
    if not total:
        raise ValueError("p, y: expected at least one sample")
    gaps = np.abs(found.accuracy - found.confidence)
    return float(np.nansum(gaps * found.count) / total)


def fit_temperature(logits, y, lowest=0.01, highest=100.0):
    """The τ for which softmax(logits / τ) has the smallest cross-entropy on y.

    Use validation samples: on the training set a network that knows it by heart looks
    right to be sure. With β = 1/τ the loss is convex, and its derivative is
    mean(Σ p_k z_k − z_y), which rises with β: we halve the interval until it is 0. If
    it is 0 nowhere between the limits, the nearer limit comes back.
    Raises ValueError as `reliability`, and without samples.
    """
    logits, y = _checked(logits, y, least=1)
    own = logits[np.arange(len(y)), y]

    def slope(beta):
        p = softmax(beta * logits)
        return ((p * logits).sum(axis=1) - own).mean()

    low, high = 1 / highest, 1 / lowest
    for _ in range(60):
        middle = np.sqrt(low * high)  # halves the logarithm's interval
        if slope(middle) <= 0:
            low = middle  # still falling, or flat: β may grow
        else:
            high = middle
    return float(1 / np.sqrt(low * high))


def interval(right, n, z=1.96):
    """Wilson's interval for a share: (low, high), from `right` successes in n trials.

    With z = 1.96 it covers the true share about 19 times in 20, also near 0 and 1,
    when the n samples are independent (Wilson, 1927). It says how well n test samples
    measure *this* model, and nothing about other trainings.
    Raises ValueError unless 0 <= right <= n and n >= 1.
    """
    if not (n >= 1 and 0 <= right <= n):
        raise ValueError(f"expected 0 <= right <= n, n >= 1; got {right!r} of {n!r}")
    share, more = right / n, z * z / n
    middle = (share + more / 2) / (1 + more)
    half = z / (1 + more) * np.sqrt(share * (1 - share) / n + more / (4 * n))
    return float(middle - half), float(middle + half)


def _checked(table, y, least):
    table, y = np.asarray(table, np.float64), np.asarray(y)
    if table.ndim != 2 or y.shape != table.shape[:1] or len(y) < least:
        raise ValueError(
            f"expected a table (N, K) and classes (N,), N >= {least}; "
            f"got the shapes {table.shape} and {y.shape}"
        )
    if y.size and (
        y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= table.shape[1]
    ):
        raise ValueError(f"y: expected whole numbers from 0 to {table.shape[1] - 1}")
    return table, y
