"""Run a notebook's cells from a clean start in a kernel of its own.

`Kernel` runs one cell after another, for students (`dlkit check`) and maintainers
(`make run`) alike. `run` runs an assignment, whatever its cells do: a cell that does
not end is interrupted; a kernel that dies, or takes no interrupt, is replaced, and the
cells before are run again (without the one that killed it), so that later exercises
still get their verdict.
"""

import os
import re
import subprocess
import time
from dataclasses import dataclass
from queue import Empty

from jupyter_client import KernelManager
from nbformat import v4

# seconds in which an interrupt is obeyed; also what an exercise has that did not end
GRACE = 5.0
MAX_DEATHS = 5  # kernels lost, after which the rest is not run
ANSI = re.compile(r"\x1b\[[0-9;]*m")
SHOWN = ("stream", "display_data", "execute_result", "error")


@dataclass
class Result:
    """What became of a cell. state: "ok", "error", "timeout", "died" or "not run"."""

    state: str = "ok"
    error: str = ""  # the exception's name
    message: str = ""  # its text
    lines: tuple = ()  # of its traceback, without colours


class Kernel:
    """A Python kernel in `folder`, on one thread; a context manager."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.manager = KernelManager(kernel_name="python3")
        env = {**os.environ, "OMP_NUM_THREADS": "1"}
        log = subprocess.DEVNULL  # the kernel's own; what cells print comes as messages
        self.manager.start_kernel(cwd=self.folder, env=env, stdout=log, stderr=log)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def restart(self):
        self.stop()
        self.start()

    def run(self, source, limit, outputs=None):
        """Result of a cell after at most `limit` seconds.

        State "died" means that the kernel must be restarted.
        outputs: a list, to which what the cell shows is added as in a notebook file.
        """
        request = self.client.execute(
            source, store_history=True, allow_stdin=False, stop_on_error=False
        )
        result, deadline, interrupted = Result(), time.monotonic() + limit, False
        while True:
            message = self._next_message()
            if message is None and not self.manager.is_alive():
                return Result("died")
            if time.monotonic() > deadline:
                if interrupted:  # the interrupt was swallowed
                    return Result("died", error="timeout")
                self.manager.interrupt_kernel()
                interrupted, deadline = True, time.monotonic() + GRACE
            if message is None or message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind in SHOWN and outputs is not None:
                _add(outputs, v4.output_from_msg(message))
            if kind == "error":
                trace = ANSI.sub("", "\n".join(content["traceback"])).splitlines()
                name, text = content["ename"], content["evalue"]
                result = Result("error", name, text, tuple(trace))
            elif kind == "status" and content["execution_state"] == "idle":
                return Result("timeout") if interrupted else result

    def _next_message(self):
        try:
            return self.client.get_iopub_msg(timeout=0.2)
        except Empty:
            return None


def _add(outputs, output):
    """Append an output; what is printed goes on where the last print ended."""
    last = outputs[-1] if outputs else None
    if output.output_type == "stream" and last and last.get("name") == output.name:
        last.text += output.text
    else:
        outputs.append(output)


def run(assignment, timeout=30.0, progress=lambda *_: None):
    """{index of a code cell: Result} for all code cells of an `Assignment`, in order.

    timeout: seconds for each cell. progress(index, cell) is called before each.
    """
    code = {i: c for i, c in enumerate(assignment.cells) if c.code and c.source.strip()}
    results, slow, deaths = {}, set(), 0
    with Kernel(assignment.path.resolve().parent) as kernel:
        for i, cell in code.items():
            progress(i, cell)
            if deaths > MAX_DEATHS:
                results[i] = Result("not run")
                continue
            exercise = assignment.exercise(cell.grade_id)
            owner = exercise.name if exercise else cell.grade_id
            limit = min(timeout, GRACE) if owner in slow else timeout
            result = kernel.run(cell.source, limit)
            if result.state == "died":
                deaths += 1
                kernel.restart()
                for earlier in _to_repeat(code, results):
                    kernel.run(earlier.source, timeout)
                if result.error == "timeout":
                    result = Result("timeout")
            if result.state == "timeout":
                slow.add(owner)
            results[i] = result
    return results


def _to_repeat(code, results):
    """The cells on which later ones may build, of those that ended."""
    ended = (
        code[i] for i, result in results.items() if result.state in ("ok", "error")
    )
    return [cell for cell in ended if cell.kind != "test"]
