"""The Spambase extract: what it holds, that it is what tools/spambase.py makes, and the split."""

import gzip
import hashlib
from pathlib import Path

import extracts
import numpy as np
import pytest
import spambase

from dlkit import data

ROOT = Path(__file__).parents[1]
FILE = ROOT / "dlkit" / "datasets" / "spambase.csv.gz"


def test_shapes_types_and_ranges():
    (X_train, y_train), (X_test, y_test) = data.spambase(seed=0)
    assert (X_train.shape, X_test.shape, y_train.shape, y_test.shape) == (
        (3680, 57),
        (921, 57),
        (3680,),
        (921,),
    )
    assert X_train.dtype == np.float32 and y_train.dtype == np.int64
    X, y = np.concatenate([X_train, X_test]), np.concatenate([y_train, y_test])
    assert set(y) == {0, 1} and y.sum() == 1813  # as published: 1,813 spam, 2,788 not
    assert (X >= 0).all() and (X[:, :54] <= 100).all() and (X[:, 54:] >= 1).all()
    assert (X[:, 55] <= X[:, 56]).all()  # the longest run is part of the sum
    assert abs(y_train.mean() - y_test.mean()) < 1e-3


def test_published_means():
    """Means of some columns from the data set's own documentation (UCI, spambase.DOCUMENTATION)."""
    split = data.spambase(seed=1)
    X = np.concatenate([split.train.X, split.test.X]).astype(float)
    means = dict(zip(data.columns("spambase"), X.mean(axis=0), strict=True))
    for name, mean in {
        "make": 0.10455,
        "free": 0.24885,
        "george": 0.7673,
        "!": 0.26907,
        "capitals_average": 5.1915,
        "capitals_longest": 52.173,
        "capitals_total": 283.29,
    }.items():
        assert means[name] == pytest.approx(mean, rel=1e-3), name


def test_seeds_and_copies():
    one, same, other = data.spambase(0), data.spambase(0), data.spambase(1)
    np.testing.assert_array_equal(one.train.X, same.train.X)
    assert (one.train.X[0] != other.train.X[0]).any()
    one.train.X[:] = 0  # the next caller does not see it
    assert (data.spambase(0).train.X == same.train.X).all()


def test_names():
    names = data.columns("spambase")
    assert len(names) == len(set(names)) == 57
    assert {"george", "650", "000", "3d", ";", "(", "[", "!", "$", "#", "capitals_total"} <= set(
        names
    )
    assert data.classes("spambase") == ("mail", "spam")


def test_repeated_rows_as_documented():
    split = data.spambase(0)
    table = np.concatenate([np.column_stack(part) for part in split])
    assert len(table) - len(np.unique(table, axis=0)) == 391


def test_the_file_is_what_the_tool_writes(tmp_path):
    csv = gzip.decompress(FILE.read_bytes())
    assert hashlib.sha256(csv).hexdigest() == spambase.CSV_SHA256
    one, two = tmp_path / "one.csv.gz", tmp_path / "two.csv.gz"
    extracts.write(csv, one)
    extracts.write(csv, two)
    assert one.read_bytes() == two.read_bytes()
    assert gzip.decompress(one.read_bytes()) == csv


def test_the_tool_keeps_numbers_and_names():
    names, rows = (
        ("num650", "charDollar", "capitalAve", "type"),
        [(0.05, 0.0, 1102.5, "spam"), (3, 1e-3, 2, "nonspam")],
    )
    assert (
        spambase.text(names, rows) == "650,$,capitals_average,spam\n0.05,0,1102.5,1\n3,0.001,2,0\n"
    )


def test_another_input_is_refused(tmp_path, monkeypatch):
    wrong = tmp_path / "spam.rda"
    wrong.write_bytes(b"something else")
    monkeypatch.setitem(__import__("sys").modules, "pyreadr", object())
    with pytest.raises(SystemExit, match="SHA-256"):
        spambase.main(wrong)


def test_source_and_licence_stand_beside_it():
    text = FILE.with_name("spambase.txt").read_text(encoding="utf-8")
    for words in ("Hopkins", "10.24432/C53G6X", "CC BY 4.0", spambase.CSV_SHA256):
        assert words in text
