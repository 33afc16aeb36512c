"""TODO: what chapter 21 builds, for later chapters to import."""

import numpy as np


def centre(X):
    """Each column of X minus its mean.

    X: (N, D) array of numbers, N at least 1. Returns a new (N, D) array of floats.
    """
    X = np.asarray(X, float)
    return X - X.mean(axis=0)
