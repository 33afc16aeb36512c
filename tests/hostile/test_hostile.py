"""Hostile submissions: each gets the score it must, harms nobody, and leaves nothing behind.

All go through one warm process and the real box, with an honest student between any two of them. With
`pytest tests/hostile --junitxml=FILE`, the file says each case's score and seconds.
"""

import contextlib
import json
import os
import socket
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

import family_cheating
import family_exits
import family_files
import family_leaks
import family_resources
import pytest
from hostile import FULL, STEM, dumped, reference

from dlkit.checking import assignment
from dlkit.grading.classes import submission, trial
from dlkit.grading.limits import Limits
from dlkit.grading.processes import warm
from dlkit.grading.sandbox import box

ROOT = Path(__file__).parents[2]
FAMILIES = (family_files, family_resources, family_exits, family_cheating, family_leaks)
CASES = [case for family in FAMILIES for case in family.CASES]
LIMITS = Limits(total_seconds=12.0, cell_seconds=4.0, test_seconds=4.0)
SECRET = "canary-7f3a91"  # stands wherever a student must not read

pytestmark = pytest.mark.skipif(not box.available(), reason="bubblewrap is not installed")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A grader's machine in small: secrets in files and environment, and servers that nobody must reach."""
    folder = tmp_path_factory.mktemp("course")
    for place in (
        "gradebook.db",
        "solutions/secret.txt",
        f"submitted/alice/{STEM}/{STEM}.ipynb",
        "home/.netrc",
    ):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setenv("DLKIT_HOSTILE_CANARY", SECRET)
        patch.setenv("HOME", str(folder / "home"))
        heard = []
        for kind, address in (
            (socket.AF_INET, ("127.0.0.1", family_leaks.PORT)),
            (socket.AF_UNIX, family_leaks.ABSTRACT),
        ):
            server = stack.enter_context(socket.socket(kind, socket.SOCK_STREAM))
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(address)
            server.listen()
            threading.Thread(target=lambda s=server: heard.append(s.accept()), daemon=True).start()
        yield folder, heard


@pytest.fixture(scope="module")
def job():
    toolbox = assignment.read(ROOT / "solutions" / STEM / f"{STEM}.ipynb")
    return replace(trial.job_of(toolbox, "9c1f5a7e22d04b66"), limits=LIMITS)


@pytest.fixture(scope="module")
def process(course, job):
    with warm.Warm(job.setup, sandbox=True) as process:  # with the usual limits: cases lower them
        yield process


class Neighbour:
    """An honest student beside the cases."""

    def __init__(self, process, job):
        self.process, self.job = process, replace(job, limits=Limits())
        self.alone = self.result()
        about = json.loads(self.alone)
        assert about["score"] == FULL and about["state"] == "graded", self.alone

    def result(self):
        """What it gets now, without what may differ: the times."""
        work = submission.Submission("alice", dumped(reference()), {"notes.txt": b"mine"})
        result = trial.grade(self.process, self.job, work).to_json()
        seconds, cpu = result.pop("seconds"), result.pop("cpu")
        self.busy = max(1.0, seconds / (cpu or seconds))  # the machine: so many times as slow
        return json.dumps(result, sort_keys=True)


@pytest.fixture(scope="module")
def neighbour(process, job):
    """Graded before all cases and after each one, which is before the next."""
    return Neighbour(process, job)


def limits_of(case, job, busy):
    """With more time on a busy machine, except for cells where the case says what happens at its own limit."""
    more = {name: busy * getattr(job.limits, name) for name in ("cell_seconds", "test_seconds")}
    total = case.limits.get("total_seconds", job.limits.total_seconds)
    return replace(job.limits, **(more | case.limits | {"total_seconds": busy * total}))


def handed_in(case, folder):
    """The submission of a case: its bytes, or what is read of a real folder."""
    if case.folder is None:
        return submission.Submission(case.student, case.notebook(), {})
    place = folder / case.student / STEM
    place.mkdir(parents=True)
    if case.notebook:
        (place / f"{STEM}.ipynb").write_bytes(case.notebook())
    case.folder(place)
    started = time.process_time()
    work = submission.read(folder, case.student, STEM)
    assert time.process_time() - started < 3, "reading the folder took too long"
    return work


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile(case, course, process, job, neighbour, tmp_path, record_property):
    before, busy = traces(course[0]), neighbour.busy
    try:
        work = handed_in(case, tmp_path)
        started = time.monotonic()
        limited = replace(job, limits=limits_of(case, job, busy))
        result = trial.grade(process, limited, work).to_json()
        took = time.monotonic() - started
    finally:
        subprocess.run(
            ["rm", "-rf", str(tmp_path)], check=False
        )  # shutil.rmtree ends at 1,000 folders
    record_property("score", result["score"])
    record_property("seconds", round(took, 1))
    told = json.dumps(result)
    assert result["state"] == case.state, told[:3000]
    lost = {name for name, test in result["tests"].items() if not test["points"]}
    expected = (
        set(result["tests"])
        if case.score == 0
        else {
            name
            for name in result["tests"]
            for part in case.lost
            if name == part or name.startswith(f"{part}_")
        }
    )
    assert lost == expected, {name: result["tests"][name]["message"] for name in lost ^ expected}
    assert result["score"] == case.score
    for words, place in (
        (case.review, " ".join(result["review"])),
        (case.errors, json.dumps(result["errors"])),
        (case.messages, json.dumps(result["tests"])),
    ):
        for word in words:
            assert word in place, (word, place[:3000])
    for word in (*case.never, SECRET):
        assert word not in json.dumps([result["tests"], result["errors"], result["review"]]), word
    assert len(told) < 3 << 20, "a result that fills the disk"
    assert not left(process), "processes are left"
    assert traces(course[0]) == before, "files outside have changed"
    assert not course[1], "somebody outside was reached"
    assert neighbour.result() == neighbour.alone, "the honest neighbour's result has changed"
    within = case.within * max(busy, neighbour.busy)
    assert took < within, f"it took {took:.1f} s, more than its own limit of {within:.1f}"


def left(process, patience=20.0):
    """Processes that belong to a submission which has ended: they get a moment to vanish."""
    end = time.monotonic() + patience
    while found := remaining(process.process.pid):
        if time.monotonic() > end:
            return found
        time.sleep(0.05)
    return []


def remaining(warm):
    """Children of the warm process, and whoever runs as a student whose supervisor (its number is in the uid) is gone.

    Zombies count only as a student's: the warm process collects its own with the next submission.
    """
    family, students = {}, []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, IndexError):
            state, parent = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()[:2]
            family[int(name)] = (int(parent), state)
            uid = os.stat(f"/proc/{name}").st_uid
            status = Path("/proc", name, "status").read_text()
            uid = max(uid, *(int(n) for n in status.partition("Uid:")[2].split()[:4]))
            if uid >= box.FIRST_UID:
                students.append((int(name), uid - box.FIRST_UID))
    alive = {pid for pid, (_, state) in family.items() if state != "Z"}
    children = [pid for pid in alive if family[pid][0] == warm]
    return children + [pid for pid, owner in students if owner not in alive or owner in children]


def traces(folder):
    """What could change outside: the course, and the marks that cases try to leave."""
    places = [
        folder,
        *map(Path, ("/", "/tmp", "/var/tmp", "/dev/shm", "/root", str(ROOT.parent), str(ROOT))),
    ]
    marks = sorted(
        str(path) for place in places if place.is_dir() for path in place.glob("hostile-mark*")
    )
    files = sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))
    ours = sorted((str(path), path.stat().st_mtime_ns) for path in (ROOT / "dlkit").rglob("*.py"))
    return marks, files, ours
