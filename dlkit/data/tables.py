"""Tables: those of scikit-learn, and extracts that come with dlkit."""

import functools

import numpy as np

from dlkit.data.generated import LOAN_COLUMNS
from dlkit.data.samples import open_extract, split

CLOTHES = (
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
)
CLASSES = {
    "loans": ("refused", "approved"),
    "spambase": ("mail", "spam"),
    "clothes": CLOTHES,
    "fashion_mnist": CLOTHES,
    "surnames": (
        "Czech",
        "Dutch",
        "English",
        "Finnish",
        "French",
        "German",
        "Italian",
        "Spanish",
        "Swedish",
    ),
}

# ---- scikit-learn's tables
# Four fifths to train, one fifth to test, by seed; the classes in equal parts


def digits(seed=0):
    """1,797 digits of 8×8 (Alpaydin and Kaynak, 1998), split into 1,437 and 360.

    X (N, 64) in [0, 1], y in 0..9.
    """
    X, y = _table("digits")
    return split(X / 16, y, seed)


def breast_cancer(seed=0):
    """569 tumours, 30 measures of cell nuclei (Street et al., 1993): 455 and 114.

    y: 0 malignant, 1 benign.
    """
    return split(*_table("breast_cancer"), seed)


def wine(seed=0):
    """178 wines, 13 chemical measures (Aeberhard and Forina, 1991): 142 and 36.

    y: one of 3 growers.
    """
    return split(*_table("wine"), seed)


def diabetes(seed=0):
    """442 patients with diabetes, 10 measures (Efron et al., 2004): 353 and 89.

    The measures are in their own units (age in years, bmi in kg/m²), not standardised
    over all rows. y: float32, the disease's progress after a year, 25 to 346.
    """
    return split(*_table("diabetes", scaled=False), seed)


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

    name: "clothes", "fashion_mnist", "loans", "spambase", "surnames", "breast_cancer",
    "wine" or "digits".
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
    return split(table[:, :-1], table[:, -1].astype(np.int64), seed)


@functools.cache
def _extract(name):
    """(names of the columns, float64 table) of dlkit/datasets/<name>.csv.gz."""
    with open_extract(name) as file:
        names = tuple(file.readline().strip().split(","))
        return names, np.loadtxt(file, delimiter=",", comments=None)
