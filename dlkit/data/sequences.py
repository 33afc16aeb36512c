"""Sequences: two time series, and surnames. Extracts, with source and licence beside
them in dlkit/datasets."""

import functools
import unicodedata
from typing import NamedTuple

import numpy as np

from dlkit import arguments
from dlkit.data.samples import Samples, Split, open_extract
from dlkit.data.tables import CLASSES


class Series(NamedTuple):
    """A time series: `values[i]` (N,) float64 was measured at `time[i]` (N,)."""

    time: np.ndarray
    values: np.ndarray


def co2():
    """CO2 in the air at Mauna Loa, weekly, March 1958 to December 2001 (Keeling and
    Whorf, 2004): 2,284 weeks.

    time: datetime64[D], the Saturday that ends the week, without a gap. values: parts
    per million by volume; 59 weeks without a measurement are nan.
    """
    dates, values = zip(*_rows("co2"), strict=True)
    return Series(
        np.array(dates, "datetime64[D]"), np.array([float(v or "nan") for v in values])
    )


def sunspots():
    """The yearly mean number of sunspots, 1700 to 2008 (NOAA): 309 years.

    time: int64, years. values: sunspot numbers as they were counted before the
    revision of 2015, which multiplied them by about 1.4 to 1.7.
    """
    years, values = zip(*_rows("sunspots"), strict=True)
    return Series(np.array(years, np.int64), np.array(values, np.float64))


def surnames(seed=0):
    """Surnames of nine nationalities (from Faker's lists): ((names, y), (names, y)), to
    train and to test.

    names: list of str, in lower case and without accents (é is e, ß is ss), so that
    they consist of the letters a to z. y: int64, an index into
    data.classes("surnames"). A name that several nationalities have stands there once
    for each. By seed, about a fifth of the *different* names goes to the test part,
    with all their nationalities: no name is in both parts.
    """
    arguments.whole("seed", seed)
    table = _surnames()
    names = sorted({name for name, _ in table})
    order = np.random.default_rng(seed).permutation(len(names))
    held_out = {names[i] for i in order[: len(names) // 5]}
    rows = np.random.default_rng([seed, 1]).permutation(len(table))
    parts = [], []
    for i in rows:
        parts[table[i][0] in held_out].append(table[i])
    return Split(
        *(
            Samples([name for name, _ in part], np.array([k for _, k in part]))
            for part in parts
        )
    )


def fold(name):
    """A name in lower case, its letters a to z without accents: "Müßig" -> "mussig"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


@functools.cache
def _surnames():
    """Sorted pairs (name, number of its nationality), each once."""
    number = {kind: k for k, kind in enumerate(CLASSES["surnames"])}
    return sorted({(fold(name), number[kind]) for kind, name in _rows("surnames")})


@functools.cache
def _rows(name):
    """The lines of dlkit/datasets/<name>.csv.gz below the header, split at commas."""
    with open_extract(name) as file:
        return [tuple(line.rstrip("\n").split(",")) for line in file][1:]
