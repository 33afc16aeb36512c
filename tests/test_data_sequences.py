"""CO2, sunspots and surnames: what they hold, and that they are what tools/sequences.py makes."""

import gzip
from types import SimpleNamespace

import numpy as np
import pytest
import sequences as tool

from dlkit import data
from dlkit.data import sequences
from dlkit.data.samples import EXTRACTS

NAMES = ("co2", "sunspots", "surnames")


def test_co2():
    time, values = data.co2()
    assert time.shape == values.shape == (2284,) and values.dtype == np.float64
    assert str(time[0]) == "1958-03-29" and str(time[-1]) == "2001-12-29"
    assert set(np.diff(time).astype(int)) == {7}
    assert np.isnan(values).sum() == 59
    assert np.nanmin(values) > 312 and np.nanmax(values) < 375
    of = time.astype("datetime64[Y]").astype(int) + 1970
    # the annual means that NOAA publishes for Mauna Loa, from another processing of the same air
    for year, mean in ((1960, 316.91), (1980, 338.76), (2000, 369.71)):
        assert np.nanmean(values[of == year]) == pytest.approx(mean, abs=0.5)


def test_sunspots():
    time, values = data.sunspots()
    np.testing.assert_array_equal(time, np.arange(1700, 2009))
    assert values.dtype == np.float64 and values.min() == 0.0 and values.max() == 190.2
    assert values[1957 - 1700] == 190.2  # the highest before the revision of 2015


def test_series_are_fresh_arrays():
    data.co2().values[:] = 0
    data.sunspots().values[:] = 0
    assert data.co2().values[0] == 316.1 and data.sunspots().values[0] == 5


def test_surnames_shapes_and_letters():
    (train, y_train), (test, y_test) = data.surnames(seed=0)
    assert len(train) == len(y_train) and len(test) == len(y_test)
    assert len(train) + len(test) == 5776 and y_train.dtype == np.int64
    assert set("".join(train + test)) == set("abcdefghijklmnopqrstuvwxyz")
    assert set(y_train) == set(y_test) == set(range(9))
    assert len(data.classes("surnames")) == 9
    assert 0.17 < len(test) / 5776 < 0.23


@pytest.mark.parametrize("seed", range(5))
def test_no_name_is_in_both_parts(seed):
    (train, y_train), (test, y_test) = data.surnames(seed)
    assert not set(train) & set(test)
    rows = sorted([*zip(train, y_train, strict=True), *zip(test, y_test, strict=True)])
    assert rows == sequences._surnames()  # each row once, in one part or the other
    different = len(set(train) | set(test))
    assert len(set(test)) == different // 5


def test_surnames_by_seed():
    one, same, other = data.surnames(0), data.surnames(0), data.surnames(1)
    assert one.train.X == same.train.X and one.train.X != other.train.X
    np.testing.assert_array_equal(one.test.y, same.test.y)
    one.train.X.clear()
    assert data.surnames(0).train.X == same.train.X
    with pytest.raises(ValueError, match="seed: expected a whole number"):
        data.surnames(-1)


def test_some_names_are_where_they_belong():
    (train, y_train), (test, y_test) = data.surnames(0)
    kinds = data.classes("surnames")
    of = {}
    for name, k in zip([*train, *test], [*y_train, *y_test], strict=True):
        of.setdefault(name, set()).add(kinds[k])
    assert of["virtanen"] == {"Finnish"} and "Italian" in of["rossi"]
    assert {"English", "French"} <= of["martin"]


def test_folding():
    assert [sequences.fold(n) for n in ("Müßig", "Lindström", "Dvořák", "Étienne")] == [
        "mussig",
        "lindstrom",
        "dvorak",
        "etienne",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_what_the_tool_writes(name, tmp_path):
    csv = gzip.decompress((EXTRACTS / f"{name}.csv.gz").read_bytes())
    tool.write(name, csv.decode(), tmp_path)
    assert gzip.decompress((tmp_path / f"{name}.csv.gz").read_bytes()) == csv
    with pytest.raises(SystemExit, match="SHA-256"):
        tool.write(name, csv.decode() + "one,more\n", tmp_path)


def test_the_tool_keeps_numbers_and_spelling(tmp_path):
    assert tool.co2([{"date": "19580329", "co2": "316.1"}, {"date": "19580510", "co2": ""}]) == (
        "date,co2\n1958-03-29,316.1\n1958-05-10,\n"
    )
    assert tool.sunspots([{"YEAR": "1700", "SUNACTIVITY": "5"}]) == "year,sunspots\n1700,5\n"
    lists = {"German": ["Öchsner", "Koch II", "Koch", "Koch"], "Dutch": ["'s Gravensande", "Aa"]}
    assert tool.surnames(lists) == "nationality,name\nDutch,Aa\nGerman,Koch\nGerman,Öchsner\n"

    provider = SimpleNamespace(last_names={"A": 1}, last_names_male=("B",))
    assert tool.last_names(provider) == ["A", "B"]
    (tmp_path / "co2.csv").write_text("date,co2\n")
    with pytest.raises(SystemExit, match="SHA-256"):
        tool.rows("co2", tmp_path / "co2.csv")


@pytest.mark.parametrize("name", NAMES)
def test_source_and_licence_stand_beside_it(name):
    text = (EXTRACTS / f"{name}.txt").read_text(encoding="utf-8")
    for word in ("Source", "Licence", "Made by  tools/sequences.py", tool.CSV_SHA256[name]):
        assert word in text
    assert ("public domain" if name != "surnames" else "MIT") in text
