"""What the tools that make dlkit/datasets share: content that must fit its hash, files whose bytes repeat."""

import gzip
import hashlib
import sys


def expect(what, content, sha256):
    """End with a sentence if the content is another one. what: the words before "SHA-256"."""
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        sys.exit(f"{what} SHA-256 is {found}, expected {sha256}")


def write(content, path):
    """Compressed without a time or a name in the header, so that the bytes repeat."""
    path.parent.mkdir(exist_ok=True)
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(content)
