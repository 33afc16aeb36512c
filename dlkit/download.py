"""Files for `data`: downloads checked by hash, the cache folder, the idx format."""

import gzip
import math
import os
import tempfile
import zlib
from pathlib import Path

import numpy as np

RETRIES = 2  # after a failed download; pooch waits a second or two in between


class Unavailable(RuntimeError):
    """A dataset cannot be had; the message says what is missing and what to use."""


def cache_folder():
    """DLKIT_CACHE, or `dlkit` in the user's cache folder; it need not exist."""
    import pooch

    return Path(os.environ.get("DLKIT_CACHE") or pooch.os_cache("dlkit"))


def fetch(title, url, name, md5, instead):
    """The path of a verified file; a cached one with another hash is fetched again."""
    import pooch
    import requests

    if not url.startswith(("http://", "https://")):
        raise ValueError(
            f"url: expected a folder such as http://host/mnist/, got {url!r}"
        )
    pooch.get_logger().setLevel("WARNING")  # its progress lines carry local paths
    folder = cache_folder() / title.lower()
    registry = {file: f"md5:{digest}" for file, digest in md5.items()}
    try:
        return Path(
            pooch.create(folder, url, registry=registry, retry_if_failed=RETRIES).fetch(
                name
            )
        )
    except (
        requests.exceptions.RequestException
    ) as error:  # first: it is an OSError, too
        problem = (
            f"{name} is missing (or damaged) in {folder} and {url} does not give it "
            f"({type(error).__name__}). {instead}"
        )
    except ValueError:  # pooch: the hash differs; nothing was kept
        problem = (
            f"{name} as downloaded from {url} is corrupted: its MD5 is not that of "
            f"the official file. Try again, or another url. {instead}"
        )
    except OSError as error:
        problem = (
            f"the cache {folder} cannot be written ({reason(error)}). "
            "Set DLKIT_CACHE to a folder that can."
        )
    raise Unavailable(f"{title}: {problem}")


def idx(path):
    """The uint8 array in an idx .gz.

    Bytes 0, 0, type (8 = uint8), number of axes; int32 lengths; the entries.
    """
    try:
        raw = gzip.decompress(Path(path).read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise Unavailable(
            f"{path} is damaged ({reason(error)}); delete it and try again"
        ) from None
    axes = raw[3] if raw[:3] == b"\0\0\x08" and len(raw) >= 4 + 4 * raw[3] else 0
    shape = np.frombuffer(raw[4 : 4 + 4 * axes], ">i4").tolist()
    if not axes or len(raw) != 4 + 4 * axes + math.prod(shape):
        raise Unavailable(
            f"{path} is not an idx file of bytes, or is cut off; "
            "delete it and try again"
        )
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)


def write(path, **arrays):
    """Write an .npz so that another process sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)  # atomic
    except BaseException:
        os.unlink(part)
        raise


def reason(error):
    return error.strerror or type(error).__name__
