"""Many submissions: mapped over workers with dask, their results written by one process.

A line is on disk before the next submission is handed out, so a stop at any moment loses only what was being graded.
"""

import contextlib
import json
import logging
import os
import platform
import signal
import threading
from pathlib import Path

import dask
from distributed import CancelledError, Client, LocalCluster, Security, as_completed
from distributed.client import ClosedClientError
from distributed.scheduler import KilledWorker

from dlkit.errors import UserError
from dlkit.grading.classes import ledger, submission, trial
from dlkit.grading.limits import Limits
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import State
from dlkit.grading.sandbox import box

AHEAD = 4  # submissions handed out per worker: enough to keep it busy, few enough for flat memory
MAX_TRIES = 2  # for what failed through our fault
# dask's last 1000 messages hold as many notebooks
dask.config.set({"distributed.admin.low-level-log-length": 10})


class Lost(UserError):
    """The scheduler does not answer; the message says what to do."""


def run(
    assignment,
    folder,
    out,
    *,
    workers=None,
    scheduler=None,
    resume=False,
    sandbox=True,
    progress=None,
):
    """Grade every submission in `folder` and return the `ledger.Results`.

    progress(done, total, result) is called after each one, and first with None if an earlier run has done some.
    """
    out, progress = Path(out), progress or (lambda *_: None)
    out.mkdir(mode=0o700, parents=True, exist_ok=True)  # scores, and the seed of the random inputs
    with ledger.alone(out):
        path, names = out / "results.jsonl", submission.students(folder)
        seed, done = ledger.begin(out, assignment, folder, resume)
        job = trial.job_of(assignment, seed)
        todo = [name for name in names if name not in done]
        total = len(done) + len(todo)
        if done:
            progress(len(done), total, None)
        path.touch()
        if todo:
            with (
                connected(scheduler, workers or os.cpu_count() or 1) as client,
                open(path, "ab") as file,
            ):
                for result in graded(client, job, folder, todo, sandbox):
                    done[result.student] = ledger.append(file, result)
                    progress(len(done), total, result)
        return ledger.in_order(path, done)


@contextlib.contextmanager
def connected(scheduler, workers):
    """A dask client: of the scheduler at an address, or of workers of our own on this machine. Raises Lost."""
    if scheduler:
        try:
            client = Client(scheduler)
        except (OSError, ValueError, TypeError) as error:  # silent, no address, wrong keys
            raise Lost(
                f"No scheduler at {scheduler!r}: {error}. The address is the line that the scheduler printed, "
                "such as tcp://10.0.0.5:8786. Is it still running? tls:// needs its keys in your dask "
                "configuration."
            ) from None
        # a lost connection is said below
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        try:
            with closing(client):
                yield client
        except (CancelledError, ClosedClientError):  # nobody here cancels: the connection is gone
            raise Lost(
                "The scheduler is gone. What is graded is kept: start it again, and go on with --resume and its "
                "new address."
            ) from None
        return
    options = {
        "n_workers": workers,
        "threads_per_worker": 1,
        "processes": True,
        "dashboard_address": "127.0.0.1:0",
        "host": "127.0.0.1",
        "memory_limit": 0,
        "silence_logs": "ERROR",
        "protocol": "tls://",  # or any user here could run code as us
        "security": Security.temporary(),
    }
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        # workers inherit this: Ctrl-C is for the main process alone
        cluster = LocalCluster(**options)
    finally:
        if main:
            signal.signal(signal.SIGINT, before)
    with closing(cluster), closing(Client(cluster)) as client:
        yield client


@contextlib.contextmanager
def closing(part):
    """Close a client or a cluster. One that takes too long costs nothing: the results are there, the processes end."""
    try:
        yield part
    finally:
        with contextlib.suppress(TimeoutError):
            part.close()


def graded(client, job, folder, names, sandbox):
    """Results as they come. At most AHEAD per worker are on their way, so memory stays flat however many there are.

    Raises NoBox where a machine has no box, since it would fail the whole class.
    """
    waiting, tries = iter(names), dict.fromkeys(names, 0)
    flying = {}

    def launch(name):
        work = submission.read(folder, name, job.assignment)
        # the job is not scattered: copies die
        future = client.submit(grade_one, job, work, sandbox, pure=False)
        flying[future.key] = name
        tries[name] += 1
        return future

    def more():
        room = AHEAD * max(1, len(client.scheduler_info().get("workers", ()))) - len(flying)
        return [launch(name) for _, name in zip(range(room), waiting, strict=False)]

    queue = as_completed(more())
    for future in queue:
        name = flying.pop(future.key)
        try:
            result = future.result()
        except CancelledError:
            raise  # the scheduler is lost, and nobody's submission at fault
        except Exception as error:  # ours: a bug, or a machine where no box can be opened
            if isinstance(error, box.NoBox) and tries[name] == MAX_TRIES:
                raise
            work = submission.Submission(name)
            result = trial.failed(job, work, sandbox, reason_of(error))
        future.release()
        if result.state == State.FAILED and tries[name] < MAX_TRIES:
            queue.add(launch(name))
            continue
        yield result
        for new in more():
            queue.add(new)


def reason_of(error):
    """The Reason for what stopped a worker."""
    kind = type(error).__name__
    if isinstance(error, KilledWorker):
        return Reason(Code.WORKERS_DIED, (kind,))
    return Reason(Code.WORKER_FAILED, (f"{kind}: {error}"[:500],))


def try_box():
    """Raises NoBox, with the machine's name, if no box can be opened here."""
    try:
        with box.Box(Limits()):
            pass
    except box.NoBox as error:
        raise box.NoBox(f"On {platform.node()}: {error}") from None


WARM = {}  # in a worker: its one warm process


def grade_one(job, work, sandbox):
    """In a worker: the result of one submission. The first one starts the warm process."""
    key = json.dumps([job.assignment, job.setup, job.limits.to_json(), sandbox])
    if key not in WARM:
        for old in WARM.values():
            old.close()
        WARM.clear()
        if sandbox:
            try_box()
        process = trial.open_process(job, sandbox)
        process.open()
        WARM[key] = process
    result = trial.grade(WARM[key], job, work)
    if result.state == State.FAILED:  # whatever it was: the next one gets a fresh process
        WARM.pop(key).close()
    return result
