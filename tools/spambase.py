"""Make dlkit/datasets/spambase.csv.gz: `python tools/spambase.py spam.rda`.

Source: Spambase (Hopkins, Reeber, Forman and Suermondt, 1999), UCI Machine Learning
Repository, https://doi.org/10.24432/C53G6X, licence CC BY 4.0. It is read from the copy that
the R package kernlab carries, for instance in Debian's package r-cran-kernlab 0.9-32-1:

    apt-get download r-cran-kernlab && dpkg-deb -x r-cran-kernlab_*.deb unpacked
    unpacked/usr/lib/R/site-library/kernlab/data/spam.rda

Needs pyreadr (PyPI), which dlkit does not depend on. No number is changed: the rows and columns
keep their order, the columns get names as they stand in the e-mails, the class becomes 0 or 1.
The same input gives the same CSV; its SHA-256 is checked.
"""

import sys
from pathlib import Path

import extracts

TARGET = Path(__file__).parents[1] / "dlkit" / "datasets" / "spambase.csv.gz"
RDA_SHA256 = "09281b38bc7b064f63616d9056091f924f59e38aa9fd07dd3bc1af0cba9613d3"
CSV_SHA256 = "481c78afbc779d60f4734c247d96b5c3403863b757f3e54cf62a419ef2c452ff"
SIGNS = {
    "charSemicolon": ";",
    "charRoundbracket": "(",
    "charSquarebracket": "[",
    "charExclamation": "!",
    "charDollar": "$",
    "charHash": "#",
    "capitalAve": "capitals_average",
    "capitalLong": "capitals_longest",
    "capitalTotal": "capitals_total",
    "type": "spam",
}


def column(name):
    """A column's name in kernlab -> ours: num650 -> 650, charDollar -> $."""
    return SIGNS.get(name, name.removeprefix("num"))


def text(names, rows):
    """The CSV: a header, then one e-mail a line, numbers as short as they can be."""
    lines = [",".join(map(column, names))]
    for *numbers, kind in rows:
        lines.append(",".join([*(f"{v:.10g}" for v in numbers), str(int(kind == "spam"))]))
    return "\n".join(lines) + "\n"


def main(path):
    import pyreadr

    extracts.expect(f"{path}: its", Path(path).read_bytes(), RDA_SHA256)
    table = pyreadr.read_r(path)["spam"]
    csv = text(table.columns, table.itertuples(index=False)).encode()
    extracts.expect("the CSV's", csv, CSV_SHA256)
    extracts.write(csv, TARGET)


if __name__ == "__main__":
    main(*sys.argv[1:])
