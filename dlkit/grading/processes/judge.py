"""The process that holds the tests. It drives a student's process and says what each test cell found.

The student's functions are reached through `bridge`: a test cell calls them as if they were here.
"""

import ast
import contextlib
import json
import linecache
import resource
import socket
import sys
import time

from dlkit import check
from dlkit.checking import cells
from dlkit.grading.bridge.broken import Broken, Died, Tampered
from dlkit.grading.bridge.far import Far
from dlkit.grading.bridge.peer import Peer
from dlkit.grading.processes.alarm import TooLong, at_most
from dlkit.grading.processes.namespace import There, fresh, namespace_of, quiet
from dlkit.grading.processes.notebook import MAX_CELLS
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import AddedCell, Judgement, Outcome, TestResult, name_of_added
from dlkit.grading.wire.channel import Channel, Closed, TooLate
from dlkit.grading.wire.randomness import reseed
from dlkit.grading.wire.values import Malformed

MAX_MESSAGE, MAX_ERROR, MAX_MEMORY = 4000, 500, 6 << 30
READING = 30.0  # seconds for the student's process to read a notebook, or to write files
SLACK = 1.0  # seconds that the alarm in the judge waits beyond the bridge's deadline


class Gone(Exception):
    """The student's process is of no use any more, for a `reason`."""

    def __init__(self, code, *details):
        self.reason = Reason(code, details)
        super().__init__(self.reason.teacher)


def judge(job, student, notebook, sock, files=None):
    """Judgement on a notebook (bytes). `sock` leads to a `student.main`. files: {name: bytes}, for its folder."""
    judgement, channel, there = Judgement.not_run(job), Channel(sock), There()
    try:
        if files:
            put_files(channel, files)
        order = read_notebook(channel, job, notebook, judgement)
        run_cells(channel, order, job.limits, judgement)
    except Gone as gone:
        judgement.reasons.append(gone.reason)
        for cell in job.tests:
            lost = TestResult.lost(cell, Outcome.NOT_RUN, "it could not be run")
            judgement.tests[cell.grade_id] = lost
        return judgement
    with check.grading(job.seed, student, there):
        setup = namespace_of(job, judgement)
        wanted = cells.bound(*(c.source for c in job.cells if c.kind == "solution"))
        wanted = sorted(wanted - setup.keys())  # np and check are never the student's
        gone = None
        for cell in job.tests:
            if not gone:
                try:
                    reseed(f"{job.seed} {cell.grade_id}")
                    trial = Trial(cell, channel, job.limits.test_seconds)
                    judgement.tests[cell.grade_id] = trial.run(wanted, fresh(setup), there)
                    judgement.reasons += trial.reasons
                    continue
                except Gone as error:
                    gone = error
                    judgement.reasons += [*trial.reasons, gone.reason]
            lost = TestResult.lost(cell, Outcome.CUT_OFF, str(gone))
            judgement.tests[cell.grade_id] = lost
    return judgement


def put_files(channel, files):
    sizes = {name: len(content) for name, content in files.items()}
    ask(channel, {"do": "files", "files": sizes}, READING, b"".join(files.values()))


def read_notebook(channel, job, notebook, judgement):
    """The cells to run, [[name, source], ...]: set-up from here, solutions and extra cells from the student."""
    written = [cell.grade_id for cell in job.cells if cell.kind == "written"]
    message = {
        "do": "read",
        "known": [cell.grade_id for cell in job.cells if cell.grade_id],
        "wanted": [c.grade_id for c in job.cells if c.kind in ("solution", "written")],
    }
    found = ask(channel, message, READING, notebook)
    if "problem" in found:
        raise Gone(Code(found["problem"]), *found["details"])
    judgement.answers = found["cells"]
    judgement.added = [AddedCell(*cell) for cell in found["extra"]]
    if any(judgement.answers.get(name, "").strip() for name in written):
        judgement.reasons.append(Reason(Code.WRITTEN_ANSWER))
    if doubled := found["doubled"]:
        judgement.reasons.append(Reason(Code.DOUBLED_CELLS, (", ".join(doubled[:5]),)))
    if unread := found["unread"]:
        details = f"{MAX_CELLS:,}", f"{unread:,}"
        judgement.reasons.append(Reason(Code.UNREAD_CELLS, details))

    def added_after(grade_id):
        added = enumerate(judgement.added)
        return [[name_of_added(i), cell.source] for i, cell in added if cell.after == grade_id]

    order = added_after("")
    for cell in job.cells:
        if cell.kind == "setup":
            order.append([cell.grade_id, cell.source])
        elif cell.kind == "solution":
            order.append([cell.grade_id, judgement.answers.get(cell.grade_id, "")])
        if cell.grade_id:
            order += added_after(cell.grade_id)
    return order


def run_cells(channel, order, limits, judgement):
    """Have the student's process run [[name, source], ...], and take down the errors that it reports."""
    message = {"do": "run", "cells": order, "limit": limits.cell_seconds}
    errors = ask(channel, message, limits.cell_seconds * (len(order) + 1)).get("errors")
    if type(errors) is dict:
        names = [name for name, _ in order if name in errors]
        judgement.errors = {name: str(errors[name])[:MAX_ERROR] for name in names}


def ask(channel, message, limit, blob=b""):
    """Send to the student's process and return its answer, or raise Gone."""
    channel.deadline = time.monotonic() + limit
    try:
        channel.send(message, blob)
        return channel.receive()[0]
    except Closed:
        raise Gone(Code.DIED_IN_CELLS) from None
    except TooLate:
        raise Gone(Code.SLOW_CELLS) from None
    except Malformed as error:
        raise Gone(Code.TAMPERED, str(error)) from None


class Trial:
    """One test cell, and what it finds. control: the Channel to the student's process; seconds: for the test."""

    def __init__(self, cell, control, seconds):
        self.cell, self.control, self.seconds, self.reasons = cell, control, seconds, []

    def run(self, wanted, names, there):
        """The TestResult. wanted: the student's names; names: all others. Raises Gone."""
        here, trees, blob = self.open(wanted)
        channel = Channel(here)
        channel.deadline = time.monotonic() + self.seconds
        peer = there.peer = Peer(channel, shows_lines=False)
        try:
            with at_most(self.seconds + SLACK):
                found = peer.unpack(trees, blob, wanted)
        except (Malformed, TypeError, TooLong):
            raise Gone(Code.TAMPERED, "something that no honest program sends") from None
        try:
            result = self.execute({**names, **found})
        except Exception as error:
            result = self.lost(f"{type(error).__name__}: {error}"[:MAX_MESSAGE])
            if not peer.asked and not self.met(found, wanted):
                self.review(Code.TEST_STOPPED, result.message[:MAX_ERROR])
        if peer.broken:
            result = self.lost(f"{self.cell.title}: {peer.broken}")
            if isinstance(peer.broken, Died):
                self.review(Code.DIED_IN_CALL)
            elif isinstance(peer.broken, Tampered):
                self.review(Code.TAMPERED, peer.broken.what)
        return self.close(here, peer, result)

    def open(self, wanted):
        """(a socket to a fork of the student's process, what it sends of the wanted names)."""
        here, its = Channel.pair()
        self.control.deadline = time.monotonic() + self.seconds
        try:
            self.control.send({"do": "names", "names": wanted})
            answer, blob = self.control.receive()
            self.control.send({"do": "test", "limit": self.seconds + 1})
            socket.send_fds(self.control.sock, [b"x"], [its.fileno()])
            its.close()
        except (Closed, TooLate, Malformed, OSError):
            raise Gone(Code.DIED_BETWEEN_TESTS) from None
        return here, answer.get("names"), blob

    def execute(self, names):
        """Run the cell. Raises what a test should not: an exception that does not come from `check`."""
        source, filename = self.cell.source, f"<{self.cell.grade_id}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        try:
            with at_most(self.seconds + SLACK), quiet():
                exec(compile(source, filename, "exec"), names)
            return TestResult.passed(self.cell)
        except check.NotWritten as wrong:
            return self.lost(str(wrong)[:MAX_MESSAGE], Outcome.NOT_WRITTEN)
        except check.Wrong as wrong:
            return self.lost(str(wrong)[:MAX_MESSAGE], mistake=wrong.mistake)
        except TooLong:
            return self.lost(f"it did not end within {self.seconds:g} s")
        except Broken as broken:
            return self.lost(str(broken))
        except Exception:
            raise
        except BaseException as error:  # SystemExit and the like, of the student's function
            return self.lost(f"{type(error).__name__}: {error}"[:MAX_MESSAGE])

    def close(self, here, peer, result):
        """Wait for the fork's end; the result is another one where answers are left that nobody asked for."""
        if peer.broken:
            here.close()
        else:
            here.shutdown(socket.SHUT_WR)
        self.control.deadline = time.monotonic() + self.seconds + 3
        try:
            self.control.receive()
        except (Closed, TooLate, Malformed):
            raise Gone(Code.DIED_IN_TEST) from None
        if not peer.broken:
            with contextlib.suppress(OSError):  # nothing is left to be read, if it was honest
                if here.recv(1, socket.MSG_DONTWAIT):
                    what = "answers to nothing that was asked"
                    result = self.lost(f"{self.cell.title}: it sent {what}")
                    self.review(Code.TAMPERED, what)
            here.close()
        return result

    def lost(self, message, outcome=Outcome.FAILED, mistake=("", "")):
        return TestResult.lost(self.cell, outcome, message, mistake)

    def review(self, code, *details):
        self.reasons.append(Reason(code, details, self.cell.grade_id))

    def met(self, found, wanted):
        """Whether the test has in hand what the student made, or misses it: then it may stop by the student's fault."""
        nodes = ast.walk(ast.parse(self.cell.source))
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        return any(name in used and not isinstance(found.get(name), Far) for name in wanted)


def main(job, student, notebook, files, sock, write):
    """In the judge's process: the judgement as JSON into the pipe `write`."""
    if sys.platform == "linux":  # for what a student sends
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    try:
        judgement = judge(job, student, notebook, sock, files)
    except Exception as error:
        reason = Reason(Code.JUDGE_FAILED, (f"{type(error).__name__}: {error}",))
        judgement = Judgement.not_run(job, reason)
    with open(write, "wb") as pipe:
        pipe.write(json.dumps(judgement.to_json()).encode())
