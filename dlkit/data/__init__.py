"""Datasets for the course, offline first.

    (X_train, y_train), (X_test, y_test) = data.digits(seed=0)  # real, in two parts
    X, y = data.moons(200, noise=0.1, rng=np.random.default_rng(0))  # generated

`X` is float32, one sample per row; images are (N, 1, 28, 28) in [0, 1]; tables are in
their own units, not standardised; sequences are described where they are loaded, by
`co2`, `sunspots` and `surnames`. `y` (N,) is int64 for classes, float32 for numbers. A
network is needed only, once, by `mnist(full=True)` and `fashion_mnist()`. What is kept
lies in the user's cache folder, or in DLKIT_CACHE.
"""

from dlkit.data.generated import LOAN_COLUMNS as LOAN_COLUMNS
from dlkit.data.generated import blobs as blobs
from dlkit.data.generated import loans as loans
from dlkit.data.generated import moons as moons
from dlkit.data.generated import spirals as spirals
from dlkit.data.generated import xor as xor
from dlkit.data.images import clothes as clothes
from dlkit.data.images import fashion_mnist as fashion_mnist
from dlkit.data.images import mnist as mnist
from dlkit.data.photos import photograph as photograph
from dlkit.data.photos import photographs as photographs
from dlkit.data.samples import Samples as Samples
from dlkit.data.samples import Split as Split
from dlkit.data.sequences import Series as Series
from dlkit.data.sequences import co2 as co2
from dlkit.data.sequences import sunspots as sunspots
from dlkit.data.sequences import surnames as surnames
from dlkit.data.tables import CLASSES as CLASSES
from dlkit.data.tables import breast_cancer as breast_cancer
from dlkit.data.tables import classes as classes
from dlkit.data.tables import columns as columns
from dlkit.data.tables import diabetes as diabetes
from dlkit.data.tables import digits as digits
from dlkit.data.tables import spambase as spambase
from dlkit.data.tables import wine as wine
