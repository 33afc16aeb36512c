"""The extract of Fashion-MNIST: what it holds, that it is what tools/clothes.py makes, and the split."""

import gzip
import hashlib
from pathlib import Path

import clothes
import extracts
import numpy as np
import pytest

from dlkit import data, download

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "dlkit" / "datasets"


def test_shapes_types_and_ranges():
    (X_train, y_train), (X_test, y_test) = data.clothes(seed=0)
    assert (X_train.shape, X_test.shape) == ((4000, 1, 28, 28), (1000, 1, 28, 28))
    assert X_train.dtype == np.float32 and y_train.dtype == np.int64
    assert X_train.min() == 0 and X_train.max() == 1
    assert np.bincount(y_train).tolist() == [400] * 10
    assert np.bincount(y_test).tolist() == [100] * 10


def test_no_picture_occurs_twice():
    X = np.concatenate([part.X.reshape(-1, 784) for part in data.clothes()])
    assert len(np.unique(X, axis=0)) == 5000


def test_labels_belong_to_the_pictures():
    """Trousers have two legs, so their lowest rows are dark in the middle; bags and boots do not."""
    X, y = data.clothes().train
    middle = X[:, 0, 18:, 13:15].mean(axis=(1, 2)) / X[:, 0, 18:, 8:20].mean(axis=(1, 2))
    names = data.classes("clothes")
    ratio = {name: np.median(middle[y == k]) for k, name in enumerate(names)}
    assert ratio["trouser"] < 0.5 < min(ratio[name] for name in ("bag", "coat", "pullover"))


def test_seeds():
    one, same, other = data.clothes(0), data.clothes(0), data.clothes(1)
    np.testing.assert_array_equal(one.train.X, same.train.X)
    assert (one.train.X[0] != other.train.X[0]).any()


def test_the_files_are_what_the_tool_writes(tmp_path):
    for name, expected in clothes.SHA256.items():
        content = gzip.decompress((FOLDER / name).read_bytes())
        assert hashlib.sha256(content).hexdigest() == expected
        assert clothes.raw(download.idx(FOLDER / name)) == content
        for again in ("one", "two"):
            extracts.write(content, tmp_path / again)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_tool_takes_the_first_of_each_class_in_order():
    y = np.array([1, 0, 1, 2, 1, 0, 2, 0])
    assert clothes.first_of_each(y, 2).tolist() == [0, 1, 2, 3, 5, 6]


def test_another_input_is_refused(tmp_path):
    for end in clothes.SOURCE_SHA256:
        (tmp_path / f"train-{end}").write_bytes(gzip.compress(b"something else"))
    with pytest.raises(SystemExit, match="its content's SHA-256 is"):
        clothes.main(tmp_path)


def test_source_and_licence_stand_beside_it():
    text = (FOLDER / "clothes.txt").read_text(encoding="utf-8")
    for words in ("Xiao", "github.com/zalandoresearch/fashion-mnist", "MIT", "Zalando SE"):
        assert words in text
