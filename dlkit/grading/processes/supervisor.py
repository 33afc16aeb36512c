"""The process that watches over one submission: it opens the box, holds the clock and reports to the worker."""

import contextlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time

from dlkit.grading.job import Job
from dlkit.grading.limits import EXTRA_SECONDS
from dlkit.grading.processes import judge, student
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import Judgement
from dlkit.grading.sandbox.box import Box
from dlkit.grading.sandbox.no_walls import NoWalls
from dlkit.grading.sandbox.process import die_with_parent
from dlkit.grading.wire import randomness
from dlkit.grading.wire.channel import Channel, Closed
from dlkit.grading.wire.values import Malformed

FIRST_LOOK, LOOK = 0.25, 0.1  # seconds until memory and processes are looked at, and again
OURS = 2  # processes of the box itself


def supervise(fd, sandbox, limits):
    """Grade one submission."""
    if sys.platform == "linux":
        die_with_parent()
    started = time.monotonic()
    with (Box if sandbox else NoWalls)(limits) as walls:
        mine, its = Channel.pair()

        def inside():
            randomness.reseed("student")
            student.main(its)

        walls.enter(inside, its.fileno())
        its.close()
        worker = Channel(socket.socket(fileno=fd))
        # from here on, this process knows what is graded
        job, name, notebook, files = received(*worker.receive())
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(read)
                judge.main(job, name, notebook, files, mine, write)
            finally:
                os._exit(0)
        os.close(write)
        mine.close()
        about, reason = watch(read, walls, limits.lowered(job.limits))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if about:
        judgement = Judgement.from_json(about)
        judgement.reasons[:0] = [reason] if reason else []
    else:
        judgement = Judgement.not_run(job, reason or Reason(Code.JUDGE_ENDED))
    judgement.seconds = round(time.monotonic() - started, 3)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    judgement.cpu = round(sum(one.ru_utime + one.ru_stime for one in used), 3)
    with contextlib.suppress(Closed):
        try:
            worker.send(judgement.to_json())
        except Malformed:  # more than a message may hold
            worker.send(Judgement.not_run(job, Reason(Code.TOO_LARGE)).to_json())


def received(about, blob):
    """(Job, student, notebook, files) of what `Warm.grade` sends: the files stand behind the notebook."""
    sizes = about["files"]
    start = len(blob) - sum(sizes.values())
    notebook, files = blob[:start], {}
    for name, size in sizes.items():
        files[name] = blob[start : start + size]
        start += size
    return Job.from_json(about["job"]), about["student"], notebook, files


def watch(read, walls, limits):
    """(what the judge writes, parsed, or None; the Reason why the box was closed early, or None)."""
    parts, reason, start = [], None, time.monotonic()
    seconds, look = limits.total_seconds, start + FIRST_LOOK
    while True:
        wake = min(look, start + seconds + EXTRA_SECONDS)
        ready, _, _ = select.select([read], [], [], max(0.0, wake - time.monotonic()))
        if ready:
            part = os.read(read, 1 << 20)
            if not part:
                break
            parts.append(part)
            continue
        now = time.monotonic()
        if now > start + seconds + EXTRA_SECONDS:
            return None, reason or Reason(Code.JUDGE_STUCK)
        look = now + LOOK
        processes, memory = walls.usage(limits.memory)
        if not reason:
            reason = exceeded(limits, now - start, processes, memory)
            if reason:
                walls.close()
    raw = b"".join(parts)
    return (json.loads(raw) if raw else None), reason


def exceeded(limits, seconds, processes, memory):
    """The Reason to close the box, or None."""
    if seconds > limits.total_seconds:
        return Reason(Code.TOO_LONG, (f"{limits.total_seconds:g}",))
    if memory > limits.memory:
        return Reason(Code.TOO_MUCH_MEMORY, (f"{limits.memory >> 20}",))
    if processes > limits.processes + OURS:
        return Reason(Code.TOO_MANY_PROCESSES, (f"{limits.processes}",))
    return None
