"""Make dlkit/datasets/clothes-*.idx.gz: `python tools/clothes.py FOLDER`.

Source: Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017), https://github.com/zalandoresearch/fashion-mnist,
licence MIT. FOLDER holds its official train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz, for
instance unpacked from Debian's package dataset-fashion-mnist:

    apt-get download dataset-fashion-mnist && dpkg-deb -x dataset-fashion-mnist_*.deb unpacked
    unpacked/usr/share/datasets/fashion-mnist

Taken are the first 500 images of each class, in the order of the file; no number is changed. The same
input gives the same bytes, and both are checked.
"""

import gzip
import sys
from pathlib import Path

import extracts
import numpy as np

from dlkit import download
from dlkit.data.images import IMAGES, LABELS

TARGET = Path(__file__).parents[1] / "dlkit" / "datasets"
EACH = 500  # images of a class
SOURCE_SHA256 = {  # of the uncompressed files: packages compress them anew
    IMAGES: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    LABELS: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
}
SHA256 = {  # of the uncompressed files
    "clothes-images.idx.gz": "444ed5f7ce17397f236f5eba17dd507d3f6912f04edd3e4f1701cdf82f2cc0c5",
    "clothes-labels.idx.gz": "35d691216f65485d010cc635af5574a9dc04aa5060de9be64ab6e5cb5ead38e9",
}


def first_of_each(y, count):
    """Places of the first `count` entries of each class, in order."""
    return np.sort(np.concatenate([np.flatnonzero(y == k)[:count] for k in np.unique(y)]))


def raw(array):
    """A uint8 array as an idx file: two zeros, type, number of axes, lengths, entries."""
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    return head + array.tobytes()


def main(folder):
    paths = [Path(folder) / f"train-{end}" for end in SOURCE_SHA256]
    for path, expected in zip(paths, SOURCE_SHA256.values(), strict=True):
        extracts.expect(f"{path}: its content's", gzip.decompress(path.read_bytes()), expected)
    X, y = map(download.idx, paths)
    rows = first_of_each(y, EACH)
    for (name, expected), array in zip(SHA256.items(), (X[rows], y[rows]), strict=True):
        content = raw(array)
        extracts.expect(f"{name}: its", content, expected)
        extracts.write(content, TARGET / name)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
