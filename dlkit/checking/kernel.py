"""Run an assignment's cells from a clean start in a kernel of its own, whatever the cells do to it.

A cell that does not end is interrupted; a kernel that dies, or takes no interrupt, is replaced, and the cells
before are run again (without the one that killed it), so that later exercises still get their verdict.
"""

import os
import re
import subprocess
import time
from dataclasses import dataclass
from queue import Empty

from jupyter_client import KernelManager

GRACE = 5.0  # seconds for an interrupt to be obeyed; also the limit for an exercise that did not end before
MOST_DEATHS = 5  # kernels lost, after which the rest is not run
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Result:
    """What became of a cell. state: "ok", "error", "timeout", "died" or "not run"."""

    state: str = "ok"
    error: str = ""  # the exception's name
    message: str = ""  # its text
    lines: tuple = ()  # the student's lines that it names, of a traceback or a syntax error


class Kernel:
    """A Python kernel in `folder`; a context manager."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __enter__(self):
        self.manager = KernelManager(kernel_name="python3")
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }  # the kernel's own log, not the cells'
        self.manager.start_kernel(
            cwd=self.folder, env={**os.environ, "OMP_NUM_THREADS": "1"}, **quiet
        )
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def restart(self):
        self.__exit__()
        self.__enter__()

    def run(self, source, limit):
        """Result of a cell after at most `limit` seconds. State "died" means that the kernel must be restarted."""
        request = self.client.execute(
            source, store_history=True, allow_stdin=False, stop_on_error=False
        )
        result, deadline, interrupted = Result(), time.monotonic() + limit, False
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except Empty:
                message = None
                if not self.manager.is_alive():
                    return Result("died")
            if time.monotonic() > deadline:
                if interrupted:  # the interrupt was swallowed
                    return Result("died", error="timeout")
                self.manager.interrupt_kernel()
                interrupted, deadline = True, time.monotonic() + GRACE
            if message is None or message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] == "error":
                trace = [
                    line
                    for part in content["traceback"]
                    for line in ANSI.sub("", part).splitlines()
                ]
                result = Result(
                    "error", content["ename"], content["evalue"], tuple(trace)
                )
            elif (
                message["msg_type"] == "status" and content["execution_state"] == "idle"
            ):
                return Result("timeout") if interrupted else result


def run(assignment, timeout=30.0, progress=lambda done, cell: None):
    """{index of a code cell: Result} for all code cells of a `dlkit.assignment.Assignment`, in order.

    timeout: seconds for each cell. progress(index, cell) is called before each.
    """
    cells = [
        (i, cell)
        for i, cell in enumerate(assignment.cells)
        if cell.code and cell.source.strip()
    ]
    results, slow, deaths = {}, set(), 0
    with Kernel(assignment.path.resolve().parent) as kernel:
        for i, cell in cells:
            progress(i, cell)
            if deaths > MOST_DEATHS:
                results[i] = Result("not run")
                continue
            owner = assignment.exercise(cell.grade_id)
            owner = owner.name if owner else cell.grade_id
            result = kernel.run(
                cell.source, min(timeout, GRACE) if owner in slow else timeout
            )
            if result.state == "died":
                deaths += 1
                kernel.restart()
                for j, earlier in cells:
                    if (
                        j < i
                        and earlier.kind != "test"
                        and results[j].state in ("ok", "error")
                    ):
                        kernel.run(earlier.source, timeout)
                if result.error == "timeout":
                    result = Result("timeout")
            if result.state == "timeout":
                slow.add(owner)
            results[i] = result
    return results
