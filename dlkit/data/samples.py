"""What a dataset is: samples in rows, in one part or in two."""

import gzip
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dlkit import arguments

# what comes with dlkit, with source and licence beside it
EXTRACTS = Path(__file__).parents[1] / "datasets"


def open_extract(name):
    """The table dlkit/datasets/<name>.csv.gz, open to read its lines."""
    return gzip.open(EXTRACTS / f"{name}.csv.gz", "rt", encoding="utf-8")


class Samples(NamedTuple):
    X: np.ndarray
    y: np.ndarray


class Split(NamedTuple):
    train: Samples
    test: Samples


def split(X, y, seed, test_size=0.2):
    arguments.whole("seed", seed)
    if seed >= 2**32:
        raise ValueError(f"seed: expected a number below 2**32, got {seed}")
    from sklearn.model_selection import train_test_split

    is_class = y.dtype.kind == "i"
    X, y = X.astype(np.float32), y.astype(np.int64 if is_class else np.float32)
    X_train, X_test, y_train, y_test = train_test_split(
        X,
        y,
        test_size=test_size,
        random_state=int(seed),
        stratify=y if is_class else None,
    )
    return Split(Samples(X_train, y_train), Samples(X_test, y_test))
