"""Losses and their derivatives (a minimal version: chapter 05 has the whole module)."""

import numpy as np

from dlkit import activations


def _pair(logits, y):
    logits, y = np.asarray(logits, np.float64), np.asarray(y, np.float64)
    if logits.shape != y.shape:
        raise ValueError(f"y: expected the shape of logits, {logits.shape}, got {y.shape}")
    return logits, y


def bce_with_logits(logits, y):
    """Binary cross-entropy of sigmoid(logits) against y in {0, 1}: the mean, a float."""
    logits, y = _pair(logits, y)
    return float((np.logaddexp(0, logits) - y * logits).mean())


def bce_with_logits_grad(logits, y):
    """Its derivative by the logits, of their shape: (sigmoid(logits) - y) / N."""
    logits, y = _pair(logits, y)
    return (activations.sigmoid(logits) - y) / y.size
