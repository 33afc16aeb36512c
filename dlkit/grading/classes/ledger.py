"""The results of a class on disk.

    OUT/results.jsonl   one result a line, appended as they come, in the order of the students when all are there
    OUT/run.json        the grading seed and what was graded, so that --resume goes on with the same

What failed through our fault counts as not graded, and so does what was handed in again: --resume does it. A result
is only ever replaced by one of another notebook; who is no longer in the folder keeps theirs.
"""

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Sequence

from filelock import FileLock, Timeout

from dlkit.errors import UserError
from dlkit.grading.classes import submission
from dlkit.grading.result import Result, State


class Mixed(UserError):
    """The folder of results belongs to another run; the message says what to do."""


@contextlib.contextmanager
def alone(out):
    """While this run writes to a folder of results, no other does. Raises Mixed."""
    try:
        with FileLock(out / ".lock", blocking=False):
            yield
    except Timeout:
        raise Mixed(
            f"Another run is at work in {out}: wait for it, or give another folder with --out."
        ) from None


class Results(Sequence):
    """The results in a file, in the order of the students. Read when asked for: memory does not grow with the class."""

    def __init__(self, path, places):
        """places: {student: (start, length)} of their lines."""
        self.path, self.places = path, sorted(places.items())

    def __len__(self):
        return len(self.places)

    def __getitem__(self, which):
        if isinstance(which, slice):
            return [self[i] for i in range(len(self))[which]]
        start, length = self.places[which][1]
        with open(self.path, "rb") as file:
            file.seek(start)
            return Result.from_json(json.loads(file.read(length)))


def begin(out, assignment, folder, resume):
    """(seed, {student: place of the line}) of an earlier run. Raises Mixed where one is there and not to be resumed."""
    path, results = out / "run.json", out / "results.jsonl"
    source = hashlib.sha256(assignment.path.read_bytes()).hexdigest()
    if results.exists() and not resume:
        raise Mixed(
            f"There are results in {out} already. Go on with --resume, or give another folder with --out."
        )
    if results.exists():
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
            seed, same = about["seed"], about["source"] == source
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Mixed(
                f"There are results in {out}, but {path.name} cannot be read, which says how they were made "
                f"({error}): grade anew, with another --out."
            ) from None
        if not same:
            raise Mixed(
                f"The assignment has changed since the results in {out} were made: grade anew, with another "
                "--out."
            )
        return seed, finished(results, folder)
    seed = os.environ.get("DLKIT_GRADING_SEED") or secrets.token_hex(8)
    about = {"assignment": assignment.name, "source": source, "seed": seed}
    with atomic_write(path) as file:
        file.write(json.dumps(about).encode() + b"\n")
    return seed, {}


@contextlib.contextmanager
def atomic_write(path):
    """A new file, open for bytes, which takes the place of `path` in one step, and only when all of it is on disk."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(new, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def finished(path, folder):
    """{student: (start, length)} of those in a file who need not be graded again. A half-written last line is cut off;
    what else is no result is passed over."""
    here, places, good = set(submission.students(folder)), {}, 0
    with open(path, "r+b") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
                result = Result.from_json(json.loads(line))
                fits = stands(result, folder)
                places.pop(result.student, None)  # the last line about a student counts
                if fits or result.student not in here:
                    places[result.student] = (good, len(line))
            good += len(line)
        file.truncate(good)
    return places


def stands(result, folder):
    """Whether a result counts: not failed through our fault, and no other notebook lies in the folder now."""
    if result.state == State.FAILED:
        return False
    notebook, problem = submission.handed_in(folder, result.student, result.assignment)
    if problem:
        return problem in result.reasons or result.notebook != submission.fingerprint(b"")
    return submission.fingerprint(notebook) == result.notebook


def append(file, result):
    """Write a result to the end of the open file, and to the disk. Returns its place, (start, length)."""
    line, start = json.dumps(result.to_json()).encode() + b"\n", file.tell()
    file.write(line)
    file.flush()
    os.fsync(file.fileno())
    return start, len(line)


def in_order(path, places):
    """Rewrite the file in the order of the students; its Results."""
    start, moved = 0, {}
    with open(path, "rb") as old, atomic_write(path) as file:
        for student, (place, length) in sorted(places.items()):
            old.seek(place)
            file.write(old.read(length))
            moved[student] = (start, length)
            start += length
    return Results(path, moved)
