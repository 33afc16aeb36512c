"""One warm process per worker: it has imported what notebooks import, and forks for each submission.

The warm process itself never sees a test or a submission, only the set-up cells, which hold no answers. For each
submission it forks a supervisor, which opens a box, puts a fork of itself in it as the student's process, and only then
learns what is to be graded. The supervisor then forks the judge, holds the clock, and reports.

    with Warm(setup, sandbox=True) as warm:
        outcome = warm.grade(job, notebook)
"""

import contextlib
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from dlkit.grading.wire.channel import Channel, Closed

EXTRA = 15.0  # seconds that the judge may take beyond the student's limit
LOOK = 0.1  # seconds between two looks at memory and processes
# memory in huge pages has few page-table entries to copy: a fork costs a quarter
HUGE = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "PYTHONMALLOC": "malloc"}
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class Warm:
    """The worker's side. setup: sources of the assignment's set-up cells, run once to warm up what they need."""

    def __init__(self, setup=(), sandbox=True):
        self.setup, self.sandbox = list(setup), sandbox

    def __enter__(self):
        kind = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_STREAM
        here, there = socket.socketpair(socket.AF_UNIX, kind)
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        environment |= {
            "OMP_NUM_THREADS": "1",
            "OMP_THREAD_LIMIT": "1",
            "MPLBACKEND": "agg",
            "MKL_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(Path(__file__).parents[3]),
            **HUGE,
        }
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "dlkit.grading.processes.warm",
                str(there.fileno()),
                "box" if self.sandbox else "none",
            ],
            pass_fds=[there.fileno()],
            stdin=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        there.close()
        self.process.stdin.write(json.dumps(self.setup).encode())
        self.process.stdin.close()
        self.socket = here
        if here.recv(10) != b"ready":
            raise RuntimeError("the warm process did not start; what it said stands above")
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.wait(30)

    def grade(self, job, notebook, files=None):
        """Send a job (see `supervise`), a notebook (bytes) and files {name: bytes}; return the outcome, a dict."""
        here, there = Channel.pair()
        socket.send_fds(self.socket, [b"job"], [there.fileno()])
        there.close()
        channel = Channel(here)
        channel.deadline = time.monotonic() + job["seconds"] + 2 * EXTRA
        try:
            channel.send(job, notebook)
            channel.send(
                {"files": {name: len(content) for name, content in (files or {}).items()}},
                b"".join((files or {}).values()),
            )
            return channel.receive()[0]
        finally:
            channel.close()


def main(fd, sandbox):
    """The warm process: import, then fork a supervisor for every socket that arrives."""
    from dlkit.grading.sandbox import box, memory

    box.die_with_parent() if sys.platform == "linux" else None
    warm_up(json.load(sys.stdin))
    memory.remember_base() if sys.platform == "linux" else None
    threads = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 1
    assert threads == 1, f"the warm process has {threads} threads: forks of it would hang"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = socket.socket(fileno=fd)
    server.send(b"ready")
    children = set()
    while True:
        message, fds, _, _ = socket.recv_fds(server, 10, 1)
        if not message:
            return
        child = os.fork()
        if child == 0:
            status = 1
            try:
                server.close()
                supervise(fds[0], sandbox)
                status = 0
            finally:
                os._exit(status)
        os.close(fds[0])
        children.add(child)
        for child in list(children):
            if os.waitpid(child, os.WNOHANG)[0]:
                children.discard(child)


def warm_up(setup=()):
    """Import what takes long, and do once what is set up lazily."""
    import gc
    import io

    import matplotlib.pyplot as plt
    import nbformat  # noqa: F401
    import torch

    import dlkit.grading.processes.judge
    import dlkit.grading.processes.student  # noqa: F401
    from dlkit import data, plots, train  # noqa: F401

    torch.set_num_threads(1)
    layer = torch.nn.Linear(2, 1)
    layer(torch.ones(1, 2)).sum().backward()
    torch.optim.SGD(layer.parameters(), lr=0.1).step()
    plt.figure().savefig(io.BytesIO())
    names = {"__name__": "__main__"}
    for source in setup:
        with (
            contextlib.suppress(Exception),
            contextlib.redirect_stdout(io.StringIO()),
        ):  # it may need an answer
            exec(compile(source, "<setup>", "exec"), names)
    plt.close("all")
    names.clear()
    gc.collect()
    gc.freeze()  # collections in forks then leave these pages shared


def supervise(fd, sandbox):
    """Grade one submission. The job: cells of the assignment, seed, student, seconds."""
    from dlkit.grading.processes import judge, student
    from dlkit.grading.sandbox import box
    from dlkit.grading.wire import randomness

    if sys.platform == "linux":
        box.die_with_parent()
    limits = box.Limits()
    started = time.monotonic()
    with (box.Box if sandbox == "box" else box.NoWalls)(limits) as walls:
        mine, its = Channel.pair()

        def inside():
            randomness.reseed("student")
            student.main(its)

        walls.enter(inside, its.fileno())
        its.close()
        worker = Channel(
            socket.socket(fileno=fd)
        )  # from here on, this process knows what is graded
        job, notebook = worker.receive()
        files = worker.receive()
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(read)
                judge.main(job, notebook, files, mine, write)
            finally:
                os._exit(0)
        os.close(write)
        mine.close()
        outcome, reason = watch(read, walls, job, limits)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    outcome = outcome or (
        {} if reason else {"failed": "the judge ended without a verdict"}
    )  # {}: no test passed
    if reason:
        outcome.setdefault("review", []).insert(0, reason)
    outcome["seconds"] = round(time.monotonic() - started, 3)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    outcome["cpu"] = round(sum(one.ru_utime + one.ru_stime for one in used), 3)
    with contextlib.suppress(Closed):
        worker.send(outcome)


def watch(read, walls, job, limits):
    """(the judge's outcome or None, why the box was closed early or ""). A job can lower the limits."""
    seconds, most = (
        min(job["seconds"], limits.seconds),
        min(job.get("memory", limits.memory), limits.memory),
    )
    parts, reason, start = [], "", time.monotonic()
    look = start + 0.25
    while True:
        now = time.monotonic()
        ready, _, _ = select.select(
            [read], [], [], max(0.0, min(look, start + seconds + EXTRA) - now)
        )
        if ready:
            part = os.read(read, 1 << 20)
            if not part:
                break
            parts.append(part)
            continue
        now = time.monotonic()
        if now > start + seconds + EXTRA:
            return None, reason or "the judge did not end"
        look = now + LOOK
        processes, memory = walls.usage(most)
        if not reason:
            if now > start + seconds:
                reason = f"it did not end within {seconds:g} s"
            elif memory > most:
                reason = f"it took more than {most >> 20} MiB of memory"
            elif processes > limits.processes + 2:
                reason = f"it started more than {limits.processes} processes"
            if reason:
                walls.__exit__()
    raw = b"".join(parts)
    return (json.loads(raw) if raw else None), reason


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
