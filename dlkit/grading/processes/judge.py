"""The process that holds the tests. It drives a student's process and says what each test cell found.

The student's functions are reached through `bridge`: a test cell calls them as if they were here.
"""

import contextlib
import linecache
import resource
import signal
import socket
import sys
import time
from dataclasses import dataclass, field

from dlkit import check
from dlkit.checking import cells
from dlkit.grading.bridge import peer as bridge
from dlkit.grading.processes import student
from dlkit.grading.processes.namespace import fresh, namespace_of, quiet, there
from dlkit.grading.wire.channel import Channel, Closed, TooLate
from dlkit.grading.wire.randomness import reseed
from dlkit.grading.wire.unpack import Reader
from dlkit.grading.wire.values import Malformed

MOST_MESSAGE, MOST_MEMORY = 4000, 6 << 30


@dataclass(frozen=True)
class Limits:
    """Seconds for each of a student's cells, and for each test cell."""

    cell: float = 20.0
    test: float = 10.0


class Gone(Exception):
    """The student's process is of no use any more; the message says why."""


class TooLong(BaseException):
    """Raised into a test cell that does not end here, in the judge."""


@dataclass
class Verdict:
    """tests: {grade_id: None, or the message of its failure}; review: why a person must look; errors: {cell: text}."""

    tests: dict = field(default_factory=dict)
    review: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)
    extra: list = field(default_factory=list)


def judge(
    assignment, notebook, sock, *, files=({"files": {}}, b""), seed="0", name="", limits=None
):
    """Verdict on a notebook (bytes). `sock` leads to a `student.main`; assignment: a dlkit.assignment.Assignment.

    files: ({"files": {name: size}}, all their bytes), put into the student's folder.
    """
    channel, verdict, limits = Channel(sock), Verdict(), limits or Limits()
    tests = [cell for cell in assignment.cells if cell.kind == "test"]
    try:
        if files[0]["files"]:
            ask(channel, {"do": "files", **files[0]}, 30, verdict, files[1])
        order = read(channel, assignment, notebook, verdict)
        answer, _ = ask(
            channel,
            {"do": "run", "cells": order, "limit": limits.cell},
            limits.cell * (len(order) + 1),
            verdict,
        )
        told = answer.get("errors")
        if type(told) is dict:
            verdict.errors = {name: str(told[name])[:500] for name, _ in order if name in told}
    except Gone as gone:
        verdict.review.append(str(gone))
        verdict.tests = {cell.grade_id: "it could not be run" for cell in tests}
        return verdict
    setup = namespace_of(assignment, verdict, seed, name)
    wanted = cells.bound(*(c.source for c in assignment.cells if c.kind == "solution"))
    wanted = sorted(wanted - setup.keys())  # np and check are never the student's
    gone = ""
    for cell in tests:
        if not gone:
            try:
                reseed(f"{seed} {cell.grade_id}")
                verdict.tests[cell.grade_id] = one_test(
                    cell, channel, wanted, fresh(setup), verdict, limits.test
                )
                continue
            except Gone as error:
                gone = str(error)
                verdict.review.append(gone)
        verdict.tests[cell.grade_id] = gone
    return verdict


def read(channel, assignment, notebook, verdict):
    """The cells to run, [[name, source], ...]: set-up from here, solutions and extra cells from the student."""
    known = [cell.grade_id for cell in assignment.cells if cell.grade_id]
    wanted = [cell.grade_id for cell in assignment.cells if cell.kind in ("solution", "written")]
    written = [cell.grade_id for cell in assignment.cells if cell.kind == "written"]
    found, _ = ask(
        channel,
        {"do": "read", "known": known, "wanted": wanted, "written": written},
        30,
        verdict,
        notebook,
    )
    if problem := found.get("problem"):
        raise Gone(f"the notebook cannot be read: {problem}")
    verdict.sources, verdict.extra = found["cells"], found["extra"]
    if written and any(verdict.sources.get(name, "").strip() for name in written):
        verdict.review.append("a written answer")
    if found["doubled"]:
        verdict.review.append(
            f"cells that occur twice, the first was taken: {', '.join(found['doubled'][:5])}"
        )
    if found["unread"]:
        verdict.review.append(
            f"more than {student.MOST_CELLS:,} cells, the last {found['unread']:,} were not read"
        )
    order = []
    for cell in assignment.cells:
        if cell.kind == "setup":
            order.append([cell.grade_id, cell.source])
        elif cell.kind == "solution":
            order.append([cell.grade_id, verdict.sources.get(cell.grade_id, "")])
        order += [
            [f"extra {i}", source]
            for i, (after, source) in enumerate(verdict.extra)
            if after == cell.grade_id
        ]
    first = [[f"extra {i}", source] for i, (after, source) in enumerate(verdict.extra) if not after]
    return first + order


def ask(channel, message, limit, verdict, blob=b""):
    """Send to the student's process and return its answer, or raise Gone."""
    channel.deadline = time.monotonic() + limit
    try:
        channel.send(message, blob)
        answer, more = channel.receive()
    except (Closed, TooLate, Malformed) as error:
        raise Gone(
            {
                Closed: "the process died while it ran the student's cells",
                TooLate: "the student's cells did not end in time",
            }.get(type(error), f"it sent {error}")
        ) from None
    return answer, more


def one_test(cell, control, wanted, names, verdict, seconds):
    """None when the test passes, else its message. Raises Gone."""
    here, there_ = Channel.pair()
    control.deadline = time.monotonic() + seconds
    try:
        control.send({"do": "names", "names": wanted})
        answer, blob = control.receive()
        control.send({"do": "test", "limit": seconds + 1})
        socket.send_fds(control.sock, [b"x"], [there_.fileno()])
        there_.close()
    except (Closed, TooLate, Malformed, OSError):
        raise Gone("the process died between two tests") from None
    channel = Channel(here)
    channel.deadline = time.monotonic() + seconds
    peer = bridge.Peer(channel, shows_lines=False)
    there.peer = peer
    try:
        reader = Reader(blob, peer._borrow)
        trees = answer.get("names")
        with at_most(seconds):
            found = {name: reader.value(trees[name]) for name in wanted if name in trees}
    except (Malformed, TypeError, TooLong):
        raise Gone("it sent something that no honest program sends") from None
    names.update(found)
    message = execute(cell, names, seconds)
    if peer.broken:
        message = f"{cell.title}: {peer.broken}"
        if "sent" in peer.broken or "died" in peer.broken:
            verdict.review.append(f"{cell.grade_id}: {peer.broken}")
    here.close() if peer.broken else here.shutdown(socket.SHUT_WR)
    control.deadline = time.monotonic() + seconds + 3
    try:
        control.receive()
    except (Closed, TooLate, Malformed):
        raise Gone("the process died in a test") from None
    if not peer.broken:
        with contextlib.suppress(OSError):  # nothing is left to be read, if it was honest
            if here.recv(1, socket.MSG_DONTWAIT):
                message = f"{cell.title}: it sent answers to nothing that was asked"
                verdict.review.append(message)
        here.close()
    return message


@contextlib.contextmanager
def at_most(seconds):
    """Raise TooLong into what does not end."""

    def ring(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds + 1, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def execute(cell, names, seconds):
    """Run a test cell. None, or the message of its failure."""
    filename = f"<{cell.grade_id}>"
    linecache.cache[filename] = (len(cell.source), None, cell.source.splitlines(True), filename)
    try:
        with at_most(seconds), quiet():
            exec(compile(cell.source, filename, "exec"), names)
        return None
    except check.Wrong as wrong:
        return str(wrong)[:MOST_MESSAGE]
    except TooLong:
        return f"it did not end within {seconds:g} s"
    except bridge.Broken as broken:
        return str(broken)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:MOST_MESSAGE]


def main(job, notebook, files, sock, write):
    """In the judge's process: the verdict as JSON into the pipe `write`."""
    import json
    from pathlib import Path

    from dlkit.checking.assignment import Assignment, Cell

    if sys.platform == "linux":
        resource.setrlimit(
            resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY)
        )  # for what a student sends
    limits = Limits(job.get("cell_seconds", Limits.cell), job.get("test_seconds", Limits.test))
    assignment = Assignment(Path(job["assignment"]), "", [Cell(*cell) for cell in job["cells"]], [])
    try:
        verdict = judge(
            assignment,
            notebook,
            sock,
            files=files,
            seed=job["seed"],
            name=job["student"],
            limits=limits,
        )
        outcome = vars(verdict)
    except Exception as error:
        outcome = {"failed": f"{type(error).__name__}: {error}"}
    with open(write, "wb") as pipe:
        pipe.write(json.dumps(outcome).encode())
