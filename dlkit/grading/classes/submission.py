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

from dlkit.errors import UserError
from dlkit.grading.reasons import Code, Reason

MAX_NOTEBOOK = 20 << 20
MAX_FILES, MAX_FILES_BYTES = 50, 10 << 20
MAX_DEPTH, MAX_LOOKED = 8, 5000  # folders in folders, and entries that are looked at


class Refused(OSError):
    """A file that is not read, and the code of `reasons` that says why."""

    def __init__(self, code, *details):
        super().__init__(code)
        self.code, self.details = code, details


class NoFolder(UserError):
    """There is no folder of submissions; the message says what it should hold."""


@dataclass
class Submission:
    """One student's work. problem: the Reason why the notebook could not be read, if it could not."""

    student: str
    notebook: bytes = b""
    files: dict = field(default_factory=dict)  # the student's other files, {relative name: bytes}
    problem: Reason | None = None


def students(folder):
    """Names of the students in a folder of submissions, sorted. Raises NoFolder."""
    folder = Path(folder)
    if not folder.is_dir():
        raise NoFolder(
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
    """(the bytes of the notebook, None), or (b"", the Reason why it could not be read)."""
    place = Path(folder, student, assignment)
    name = f"{assignment}.ipynb"
    try:
        if not stat.S_ISDIR(os.lstat(place).st_mode):
            return b"", Reason(Code.NOT_A_FOLDER, (assignment,))
        return content(place / name, MAX_NOTEBOOK), None
    except FileNotFoundError:
        return b"", missing(place, name)
    except Refused as error:
        return b"", Reason(error.code, (name, *error.details))
    except OSError as error:
        return b"", Reason(Code.FILE_UNREADABLE, (name, error.strerror or str(error)))


def fingerprint(notebook):
    """The SHA-256 of a notebook's bytes, in hexadecimal digits: what a result says it is about."""
    return hashlib.sha256(notebook).hexdigest()


def missing(place, name):
    """The Reason: there is no such notebook, but perhaps another one."""
    try:
        found = sorted(entry for entry in os.listdir(place) if entry.endswith(".ipynb"))
    except OSError:
        return Reason(Code.NOTHING_HANDED_IN, (place.name,))
    if found:
        return Reason(Code.OTHER_NOTEBOOKS, (name, ", ".join(found[:3])))
    return Reason(Code.NO_NOTEBOOK, (name,))


def content(path, limit):
    """The bytes of a regular file of at most `limit` bytes. Raises OSError."""
    opened = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    try:
        about = os.fstat(opened)
        if not stat.S_ISREG(about.st_mode):
            raise Refused(Code.NOT_A_FILE)
        if about.st_size > limit:
            raise Refused(Code.FILE_TOO_LARGE, f"{about.st_size >> 20}", f"{limit >> 20}")
        with open(opened, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(opened)


def others(place, notebook):
    """The student's other regular files, within the limits; what is beyond them is left out."""
    found, total, looked = {}, 0, 0
    for path in below(place, MAX_DEPTH):
        looked += 1
        relative = str(path.relative_to(place))
        if relative == notebook:
            continue
        if len(found) == MAX_FILES or looked > MAX_LOOKED:
            break
        try:
            relative.encode()  # a name that is not text cannot be sent
            data = content(path, MAX_FILES_BYTES - total)
        except (OSError, ValueError):
            continue
        found[relative] = data
        total += len(data)
    return found


def below(folder, depth):
    """Files in a folder and the folders in it, by name, without hidden ones; links to folders are not entered."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(itertools.islice(found, MAX_LOOKED), key=lambda entry: entry.name)
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
