"""Generated samples: the points and loans that chapters draw and sort.

n samples in random order, classes as equal as n allows; noise is the standard deviation
of what is added to X.
"""

import numpy as np

from dlkit import arguments
from dlkit.data.samples import Samples

LOAN_COLUMNS = ("income", "debt", "years_employed", "late_payments", "age")


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
    arguments.generator(rng)


def _samples(X, y, noise, rng):
    """X with noise, in random order."""
    order = rng.permutation(len(y))
    X = X + noise * rng.standard_normal(X.shape)
    return Samples(X[order].astype(np.float32), y[order].astype(np.int64))
