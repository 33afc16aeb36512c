"""One warm process per worker: it has imported what notebooks import, and forks for each submission.

The warm process itself never sees a test or a submission, only the set-up cells, which hold no answers. For each
submission it forks a supervisor, which opens a box, puts a fork of itself in it as the student's process, and only then
learns what is to be graded. The supervisor then forks the judge, holds the clock, and reports.

    with Warm(job.setup, sandbox=True) as warm:
        judgement = warm.grade(job, student, notebook)
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from dlkit.grading.limits import EXTRA_SECONDS, Limits
from dlkit.grading.result import Judgement
from dlkit.grading.wire.channel import Channel

# memory in huge pages has few page-table entries to copy: a fork costs a quarter
HUGE = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "PYTHONMALLOC": "malloc"}
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class Warm:
    """The worker's side.

    setup: sources of the assignment's set-up cells, run once to warm up what they need. limits: of the box; a job can
    lower them.
    """

    def __init__(self, setup=(), sandbox=True, limits=None):
        self.setup, self.sandbox, self.limits = list(setup), sandbox, limits or Limits()

    def __enter__(self):
        self.open()
        return self

    def __exit__(self, *_):
        self.close()

    def open(self):
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
        start = {"setup": self.setup, "limits": self.limits.to_json()}
        self.process.stdin.write(json.dumps(start).encode())
        self.process.stdin.close()
        self.socket = here
        if here.recv(10) != b"ready":
            raise RuntimeError("the warm process did not start; what it said stands above")

    def close(self):
        self.socket.close()
        self.process.wait(30)

    def grade(self, job, student, notebook, files=None):
        """The Judgement on a notebook (bytes). files: the student's others, {name: bytes}."""
        here, there = Channel.pair()
        socket.send_fds(self.socket, [b"job"], [there.fileno()])
        there.close()
        channel, files = Channel(here), files or {}
        channel.deadline = time.monotonic() + job.limits.total_seconds + 2 * EXTRA_SECONDS
        about = {
            "job": job.to_json(),
            "student": student,
            "files": {name: len(content) for name, content in files.items()},
        }
        try:
            channel.send(about, b"".join([notebook, *files.values()]))
            return Judgement.from_json(channel.receive()[0])
        finally:
            channel.close()


def main(fd, sandbox):
    """The warm process: import, then fork a supervisor for every socket that arrives."""
    from dlkit.grading.processes.supervisor import supervise
    from dlkit.grading.sandbox import memory
    from dlkit.grading.sandbox.process import die_with_parent

    linux = sys.platform == "linux"
    if linux:
        die_with_parent()
    start = json.load(sys.stdin)
    limits = Limits.from_json(start["limits"])
    warm_up(start["setup"])
    if linux:
        memory.remember_base()
        threads = len(os.listdir("/proc/self/task"))
        if threads > 1:
            raise RuntimeError(f"the warm process has {threads} threads: forks of it would hang")
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
                supervise(fds[0], sandbox, limits)
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
        silent = contextlib.redirect_stdout(io.StringIO())
        with contextlib.suppress(Exception), silent:  # it may need an answer
            exec(compile(source, "<setup>", "exec"), names)
    plt.close("all")
    names.clear()
    gc.collect()
    gc.freeze()  # collections in forks then leave these pages shared


if __name__ == "__main__":
    main(int(sys.argv[1]), sandbox=sys.argv[2] == "box")
