"""The losses of chapter 05 in plain NumPy, each beside its gradient.

    loss = losses.cross_entropy(logits, y)            # a float: the mean over the batch
    dlogits = losses.cross_entropy_grad(logits, y)    # as logits, the 1/N included

The first argument is what the network gives out, the second what happened. Each loss is
minus the mean log-likelihood of y, up to constants: Gaussian (mse), Laplace (mae),
Bernoulli (bce), categorical (cross_entropy); huber lies between the first two. Means
run over all entries, as in torch.nn.functional; cross_entropy's over rows. The gradient
is the derivative with respect to the first argument. Raises ValueError when shapes do
not fit: NumPy would broadcast (N, 1) against (N,) to (N, N) without a word.
"""

import numpy as np

from dlkit import activations


def mse(y_hat, y):
    """Mean of (ŷ − y)². y_hat and y: the same shape, (N,) or (N, D)."""
    y_hat, y = _pair(y_hat, y)
    return float(((y_hat - y) ** 2).mean())


def mse_grad(y_hat, y):
    """2 (ŷ − y) / N, of y_hat's shape."""
    y_hat, y = _pair(y_hat, y)
    return 2 * (y_hat - y) / y.size


def mae(y_hat, y):
    """Mean of |ŷ − y|. y_hat and y: the same shape, (N,) or (N, D)."""
    y_hat, y = _pair(y_hat, y)
    return float(np.abs(y_hat - y).mean())


def mae_grad(y_hat, y):
    """sign(ŷ − y) / N, of y_hat's shape; 0 where ŷ = y, at the kink."""
    y_hat, y = _pair(y_hat, y)
    return np.sign(y_hat - y) / y.size


def huber(y_hat, y, delta=1.0):
    """Mean of e²/2 where |e| ≤ δ, else δ (|e| − δ/2), with e = ŷ − y (Huber, 1964).

    delta: positive, in units of y.
    """
    e = _error(y_hat, y, delta)
    size = np.abs(e)
    return float(np.where(size <= delta, e**2 / 2, delta * (size - delta / 2)).mean())


def huber_grad(y_hat, y, delta=1.0):
    """ŷ − y, cut off at −δ and δ, / N, of y_hat's shape."""
    e = _error(y_hat, y, delta)
    return np.clip(e, -delta, delta) / e.size


def bce(p, y):
    """Mean of −y log p − (1 − y) log(1 − p): binary cross-entropy of probabilities.

    p and y: the same shape; p strictly between 0 and 1, y from 0 to 1. From logits use
    bce_with_logits: it keeps the digits that p has lost.
    """
    p, y = _probabilities(p, y)
    return float(-(y * np.log(p) + (1 - y) * np.log1p(-p)).mean())


def bce_grad(p, y):
    """(p − y) / (p (1 − p) N), of p's shape."""
    p, y = _probabilities(p, y)
    return (p - y) / (p * (1 - p)) / y.size


def bce_with_logits(z, y, pos_weight=1.0):
    """Binary cross-entropy of sigmoid(z), finite for every z.

    z and y: the same shape; z any numbers, y from 0 to 1. pos_weight: a number; class 1
    counts that many times. The mean divides by the number of entries, as in torch.
    """
    z, y = _labelled(z, y)
    return float(
        (pos_weight * y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)).mean()
    )


def bce_with_logits_grad(z, y, pos_weight=1.0):
    """(p − y) / N with p = sigmoid(z), as z; where y is 1 pos_weight times that."""
    z, y = _labelled(z, y)
    return (
        (1 - y) * activations.sigmoid(z) - pos_weight * y * activations.sigmoid(-z)
    ) / y.size


def cross_entropy(logits, y, label_smoothing=0.0):
    """Mean over rows of −Σ_k Y_k log softmax(z)_k, finite for every logit.

    logits: (N, K), N ≥ 1.
    y: integers (N,) from 0 to K − 1, or rows (N, K) that sum to 1, such as one-hot.
    label_smoothing: s from 0 to 1; the targets become (1 − s) Y + s / K (Szegedy et
    al., 2016).
    """
    logits, Y = _classes(logits, y, label_smoothing)
    return float(-(Y * _log_softmax(logits)).sum(axis=1).mean())


def cross_entropy_grad(logits, y, label_smoothing=0.0):
    """(softmax(z) − Y) / N, of the shape (N, K)."""
    logits, Y = _classes(logits, y, label_smoothing)
    return (activations.softmax(logits) - Y) / len(Y)


def _log_softmax(z):
    """z − log Σ_j exp z_j along each row, the largest logit taken out first."""
    z = z - z.max(axis=1, keepdims=True)  # (N, K), at most 0
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _pair(prediction, y, name="y_hat"):
    prediction, y = np.asarray(prediction, np.float64), np.asarray(y, np.float64)
    if prediction.shape != y.shape or not y.size:
        raise ValueError(
            f"{name} and y: expected the same shape, with one entry or more, "
            f"got {prediction.shape} and {y.shape}"
        )
    return prediction, y


def _error(y_hat, y, delta):
    if not delta > 0:
        raise ValueError(f"delta: expected a positive number, got {delta!r}")
    y_hat, y = _pair(y_hat, y)
    return y_hat - y


def _labelled(z, y, name="z"):
    z, y = _pair(z, y, name)
    if not ((y >= 0) & (y <= 1)).all():
        raise ValueError(
            "y: expected 0 and 1, or numbers between, "
            f"got {y[~((y >= 0) & (y <= 1))][0]:g}"
        )
    return z, y


def _probabilities(p, y):
    p, y = _labelled(p, y, "p")
    if not ((p > 0) & (p < 1)).all():
        raise ValueError(
            "p: expected probabilities strictly between 0 and 1, "
            f"got {p[~((p > 0) & (p < 1))][0]:g}; from logits, use bce_with_logits"
        )
    return p, y


def _classes(logits, y, smoothing):
    """Logits (N, K) as floats, and the targets as rows (N, K)."""
    logits, y = np.asarray(logits, np.float64), np.asarray(y)
    if logits.ndim != 2 or not logits.size:
        raise ValueError(
            f"logits: expected the shape (N, K), one row a sample, got {logits.shape}"
        )
    if not 0 <= smoothing <= 1:
        raise ValueError(
            f"label_smoothing: expected a number from 0 to 1, got {smoothing!r}"
        )
    N, K = logits.shape
    if y.shape == (N,) and y.dtype.kind in "iu":
        if not ((y >= 0) & (y < K)).all():
            raise ValueError(
                f"y: expected classes from 0 to {K - 1}, got {y[(y < 0) | (y >= K)][0]}"
            )
        Y = np.zeros((N, K))
        Y[np.arange(N), y] = 1
    elif y.shape == (N, K):
        Y = y.astype(np.float64)
        if not ((Y >= 0).all() and np.allclose(Y.sum(axis=1), 1)):
            raise ValueError(
                "y: expected rows of numbers from 0 to 1 that sum to 1, such as one-hot"
            )
    else:
        raise ValueError(
            f"y: expected integers ({N},) or rows ({N}, {K}), "
            f"got {y.dtype} of the shape {y.shape}"
        )
    return logits, (1 - smoothing) * Y + smoothing / K
