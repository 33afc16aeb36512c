"""What students handed in, found and read without trusting any of it.

The layout is nbgrader's: SUBMISSIONS/<student>/<assignment>/<assignment>.ipynb. Only regular files count; links are not
followed, and nothing is opened that could block. Nothing is parsed here: that happens in the student's own box.
"""

import hashlib
import itertools
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

MOST_NOTEBOOK = 20 << 20
MOST_FILES, MOST_FILES_BYTES = 50, 10 << 20
MOST_DEPTH, MOST_LOOKED = 8, 5000  # folders in folders, and entries that are looked at


@dataclass
class Submission:
    """One student's work. problem: why the notebook could not be read, for a person to look at."""

    student: str
    notebook: bytes = b""
    files: dict = field(default_factory=dict)  # the student's other files, {relative name: bytes}
    problem: str = ""


def students(folder):
    """Names of the students in a folder of submissions, sorted. Raises NotADirectoryError with a remedy."""
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"There is no folder {folder}. It should hold one folder for each student, and in it "
            "<assignment>/<assignment>.ipynb, as nbgrader collects them."
        )
    with os.scandir(folder) as entries:
        return sorted(
            entry.name
            for entry in entries
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
        )


def read(folder, student, assignment):
    """The Submission of one student."""
    notebook, problem = handed_in(folder, student, assignment)
    files = {} if problem else others(Path(folder, student, assignment), f"{assignment}.ipynb")
    return Submission(student, notebook, files, problem)


def handed_in(folder, student, assignment):
    """(the bytes of the notebook, ""), or (b"", why it could not be read)."""
    place = Path(folder, student, assignment)
    name = f"{assignment}.ipynb"
    try:
        if not stat.S_ISDIR(os.lstat(place).st_mode):
            return b"", f"{assignment} is not a folder (links are not followed)"
        return content(place / name, MOST_NOTEBOOK), ""
    except FileNotFoundError:
        return b"", missing(place, name)
    except OSError as error:
        return b"", f"{name} cannot be read: {error.strerror or error}"


def fingerprint(notebook):
    """The SHA-256 of a notebook's bytes, in hexadecimal digits: what a result says it is about."""
    return hashlib.sha256(notebook).hexdigest()


def missing(place, name):
    """In words: there is no such notebook, but perhaps another one."""
    try:
        found = sorted(entry for entry in os.listdir(place) if entry.endswith(".ipynb"))
    except OSError:
        return f"nothing was handed in: there is no folder {place.name}"
    return f"there is no {name}" + (
        f"; is it {', '.join(found[:3])!r}?" if found else ", and no other notebook"
    )


def content(path, most):
    """The bytes of a regular file of at most `most` bytes. Raises OSError."""
    opened = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    try:
        about = os.fstat(opened)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(0, "it is not a regular file")
        if about.st_size > most:
            raise OSError(
                0, f"it has {about.st_size >> 20} MiB, more than the {most >> 20} that are read"
            )
        with open(opened, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(opened)


def others(place, notebook):
    """The student's other regular files, within the limits; what is beyond them is left out."""
    found, total, looked = {}, 0, 0
    for path in below(place, MOST_DEPTH):
        looked += 1
        relative = str(path.relative_to(place))
        if relative == notebook:
            continue
        if len(found) == MOST_FILES or looked > MOST_LOOKED:
            break
        try:
            relative.encode()  # a name that is not text cannot be sent
            data = content(path, MOST_FILES_BYTES - total)
        except (OSError, ValueError):
            continue
        found[relative] = data
        total += len(data)
    return found


def below(folder, depth):
    """Files in a folder and the folders in it, by name, without hidden ones; links to folders are not entered."""
    try:
        with os.scandir(folder) as entries:
            entries = sorted(itertools.islice(entries, MOST_LOOKED), key=lambda entry: entry.name)
    except OSError:
        return
    folders = []
    for entry in entries:
        if not entry.name.startswith("."):
            if not entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)
            elif depth:
                folders.append(entry.path)
    for path in folders:
        yield from below(path, depth - 1)
