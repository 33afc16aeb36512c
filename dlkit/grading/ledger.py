"""The results of a class on disk.

    OUT/results.jsonl   one result a line, appended as they come, in the order of the students when all are there
    OUT/run.json        the grading seed and what was graded, so that --resume goes on with the same

What failed through our fault counts as not graded, and so does what was handed in again: --resume does it.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Sequence

from dlkit.grading import outcome, submission


class Mixed(ValueError):
    """The folder of results belongs to another run; the message says what to do."""


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
            return json.loads(file.read(length))


def begin(out, assignment, folder, resume):
    """(seed, {student: place of the line}) of an earlier run. Raises Mixed where one is there and not to be resumed."""
    path, source = out / "run.json", hashlib.sha256(assignment.path.read_bytes()).hexdigest()
    there = (out / "results.jsonl").exists() and path.exists()
    if there and not resume:
        raise Mixed(f"There are results in {out} already. Go on with --resume, or give another folder with --out.")
    if there:
        about = json.loads(path.read_text(encoding="utf-8"))
        if about["source"] != source:
            raise Mixed(f"The assignment has changed since the results in {out} were made: grade anew, with another "
                        "--out.")
        return about["seed"], finished(out / "results.jsonl", folder)
    seed = os.environ.get("DLKIT_GRADING_SEED") or secrets.token_hex(8)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(json.dumps({"assignment": assignment.name, "source": source, "seed": seed}) + "\n", encoding="utf-8")
    os.replace(new, path)
    return seed, {}


def finished(path, folder):
    """{student: (start, length)} of those in a file who need not be graded again; a half-written line is cut off."""
    places, good = {}, 0
    with open(path, "r+b") as file:
        for line in file:
            try:
                result = json.loads(line)
                student, done = result["student"], stands(result, folder)
            except (ValueError, KeyError, TypeError):
                break
            if not line.endswith(b"\n"):
                break
            places.pop(student, None)                # the last line about a student counts
            if done:
                places[student] = (good, len(line))
            good += len(line)
        file.truncate(good)
    return places


def stands(result, folder):
    """Whether a result counts: not failed through our fault, and of the notebook that lies in the folder now."""
    if result["state"] == outcome.FAILED:
        return False
    notebook, _ = submission.handed_in(folder, result["student"], result["assignment"])
    return hashlib.sha256(notebook).hexdigest() == result["notebook"]


def in_order(path, places):
    """Rewrite the file in the order of the students, without those who are gone; its Results."""
    new, start, moved = path.with_name(f".{path.name}.{os.getpid()}"), 0, {}
    with open(path, "rb") as old, open(new, "wb") as file:
        for student, (place, length) in sorted(places.items()):
            old.seek(place)
            file.write(old.read(length))
            moved[student] = (start, length)
            start += length
    os.replace(new, path)
    return Results(path, moved)
