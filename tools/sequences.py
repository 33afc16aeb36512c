"""Make the sequence data of dlkit/datasets: `python tools/sequences.py`.

    python -m venv elsewhere
    elsewhere/bin/pip install statsmodels==0.15.0 Faker==40.63.0
    elsewhere/bin/python tools/sequences.py

Three extracts, with sources, licences and changes in the .txt beside each:

- co2.csv.gz and sunspots.csv.gz from statsmodels' copies (`COPYRIGHT` there: public domain);
- surnames.csv.gz from Faker's lists of surnames (MIT).

dlkit depends on neither package. No number and no spelling is changed. The same versions give
the same bytes: the SHA-256 of what is read, where it is a file, and of what is written is checked.
"""

import csv
import importlib
import re
from pathlib import Path

import extracts

FOLDER = Path(__file__).parents[1] / "dlkit" / "datasets"
SOURCE_SHA256 = {
    "co2": "16695fa2786e53414e5a6b54767a3fdf5de99cfbc68617f69d1362d92776a92f",
    "sunspots": "f67889b1d9002cd5227f0e0ef54e35b419cdd85a31279adef6f73fb41e5c0a9b",
}
CSV_SHA256 = {
    "co2": "2737f74222cf1fb702d41058927d2b8d2a34778d519bfa6b1dea2f1b47c234f4",
    "sunspots": "74b8e3acb9886b68abe9c56f6081257d522e2cb2470f17dbf597b396f4ea1706",
    "surnames": "d8199e510d4f4731d11890c905605835d275308bb336bd04bc1b499837973f19",
}
LOCALES = {
    "cs_CZ": "Czech",
    "nl_NL": "Dutch",
    "en_US": "English",
    "fi_FI": "Finnish",
    "fr_FR": "French",
    "de_DE": "German",
    "it_IT": "Italian",
    "es_ES": "Spanish",
    "sv_SE": "Swedish",
}


def co2(rows):
    """Rows of statsmodels' file -> CSV: 19580329 -> 1958-03-29, a missing value stays empty."""
    lines = ["date,co2"]
    for row in rows:
        day = row["date"]
        lines.append(f"{day[:4]}-{day[4:6]}-{day[6:]},{row['co2']}")
    return "\n".join(lines) + "\n"


def sunspots(rows):
    return "\n".join(["year,sunspots", *(f"{r['YEAR']},{r['SUNACTIVITY']}" for r in rows)]) + "\n"


def surnames(lists):
    """{nationality: names} -> CSV: each name once for each nationality, names of one word only."""
    lines = ["nationality,name"]
    for nationality, names in sorted(lists.items()):
        kept = sorted({name for name in names if re.fullmatch(r"[^\W\d_]+", name)})
        lines += [f"{nationality},{name}" for name in kept]
    return "\n".join(lines) + "\n"


def last_names(provider):
    """All surnames of a Faker provider; the Czech one has men's and women's apart."""
    kinds = ("last_names", "last_names_male", "last_names_female")
    return [name for kind in kinds for name in getattr(provider, kind, None) or ()]


def write(name, text, folder=FOLDER):
    content = text.encode()
    extracts.expect(f"{name}: the CSV's", content, CSV_SHA256[name])
    extracts.write(content, folder / f"{name}.csv.gz")


def rows(name, path):
    """The rows of a statsmodels file, which must be the one that was checked."""
    data = Path(path).read_bytes()
    extracts.expect(f"{path}: its", data, SOURCE_SHA256[name])
    return list(csv.DictReader(data.decode("ascii").splitlines()))


def main():
    import statsmodels.datasets

    root = Path(statsmodels.datasets.__file__).parent
    for name, make in (("co2", co2), ("sunspots", sunspots)):
        write(name, make(rows(name, root / name / f"{name}.csv")))
    providers = {
        nationality: importlib.import_module(f"faker.providers.person.{locale}").Provider
        for locale, nationality in LOCALES.items()
    }
    write("surnames", surnames({n: last_names(p) for n, p in providers.items()}))


if __name__ == "__main__":
    main()
