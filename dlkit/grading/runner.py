"""Many submissions: mapped over workers with dask, written by one process, resumed after a stop.

    OUT/results.jsonl   one result a line, appended as they come, in the order of the students when all are there
    OUT/run.json        the grading seed and what was graded, so that --resume goes on with the same

A line is on disk before the next submission is handed out, so a stop at any moment loses only what was being graded.
"""

import contextlib
import hashlib
import json
import os
import secrets
import signal
import threading
from pathlib import Path

from distributed import Client, LocalCluster, as_completed
from distributed.scheduler import KilledWorker

from dlkit.grading import outcome, submission

AHEAD = 4        # submissions handed out per worker: enough to keep it busy, few enough to keep memory flat
TRIES = 2        # for what failed through our fault


class Mixed(ValueError):
    """The folder of results belongs to another run; the message says what to do."""


def run(assignment, folder, out, *, workers=None, scheduler=None, resume=False, sandbox=True, seconds=120.0,
        progress=lambda done, total, result: None):
    """Grade every submission in `folder` and return the results, in the order of the students.

    progress(done, total, result) is called after each one; those of an earlier run count as done.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    names = submission.students(folder)
    seed, done = begin(out, assignment, resume)
    done = {name: found for name, found in done.items() if name in set(names)}
    job = outcome.job_of(assignment, seed, seconds)
    todo = [name for name in names if name not in done]
    for found in done.values():
        progress(len(done), len(names), found)
    if todo:
        with connected(scheduler, workers or os.cpu_count() or 1) as client, open(out / "results.jsonl", "ab") as file:
            for result in graded(client, job, folder, todo, sandbox):
                file.write(json.dumps(result, ensure_ascii=True).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
                done[result["student"]] = result
                progress(len(done), len(names), result)
    results = [done[name] for name in names]
    replace(out / "results.jsonl", "".join(json.dumps(result, ensure_ascii=True) + "\n" for result in results))
    return results


def begin(out, assignment, resume):
    """(seed, {student: result} of an earlier run). Raises Mixed where a run is there and was not to be resumed."""
    path, source = out / "run.json", hashlib.sha256(assignment.path.read_bytes()).hexdigest()
    there = (out / "results.jsonl").exists() and path.exists()
    if there and not resume:
        raise Mixed(f"There are results in {out} already. Go on with --resume, or give another folder with --out.")
    if there:
        about = json.loads(path.read_text(encoding="utf-8"))
        if about["source"] != source:
            raise Mixed(f"The assignment has changed since the results in {out} were made: grade anew, with another "
                        "--out.")
        return about["seed"], finished(out / "results.jsonl")
    seed = os.environ.get("DLKIT_GRADING_SEED") or secrets.token_hex(8)
    replace(path, json.dumps({"assignment": assignment.name, "source": source, "seed": seed}) + "\n")
    return seed, {}


def finished(path):
    """{student: result} of the whole lines of a file; what a stop left half-written is cut off."""
    done, good = {}, 0
    raw = path.read_bytes()
    for line in raw.splitlines(keepends=True):
        try:
            result = json.loads(line)
            done[result["student"]] = result
        except (ValueError, KeyError, TypeError):
            break
        if not line.endswith(b"\n"):
            break
        good += len(line)
    if good < len(raw):
        with open(path, "r+b") as file:
            file.truncate(good)
        done = finished(path)
    return done


@contextlib.contextmanager
def connected(scheduler, workers):
    """A dask client: of the scheduler at an address, or of workers of our own on this machine."""
    if scheduler:
        with Client(scheduler) as client:
            yield client
        return
    options = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0",
               "host": "127.0.0.1", "memory_limit": 0, "silence_logs": "ERROR"}
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    cluster = LocalCluster(**options)       # workers inherit this: Ctrl-C is for the main process alone
    if main:
        signal.signal(signal.SIGINT, before)
    with cluster, Client(cluster) as client:
        yield client


def graded(client, job, folder, names, sandbox):
    """Results as they come. At most AHEAD per worker are on their way, so memory stays flat however many there are."""
    waiting, tries = iter(names), dict.fromkeys(names, 0)
    flying = {}

    def launch(name):
        work = submission.read(folder, name, job["assignment"])
        future = client.submit(grade_one, job, work, sandbox, pure=False)   # not scattered: copies die
        flying[future.key] = name
        tries[name] += 1
        return future

    def more():
        room = AHEAD * max(1, len(client.scheduler_info()["workers"])) - len(flying)
        return [launch(name) for _, name in zip(range(room), waiting, strict=False)]

    queue = as_completed(more())
    for future in queue:
        name = flying.pop(future.key)
        try:
            result = future.result()
        except KilledWorker as error:
            work = submission.Submission(name)
            result = outcome.result(job, work, sandbox, {"failed": f"its workers died: {error.__class__.__name__}"})
        except Exception as error:   # ours: a bug, or a cluster that went away
            work = submission.Submission(name)
            result = outcome.result(job, work, sandbox, {"failed": f"{type(error).__name__}: {error}"[:500]})
        future.release()
        if result["state"] == outcome.FAILED and tries[name] < TRIES:
            queue.add(launch(name))
            continue
        yield result
        for new in more():
            queue.add(new)


WARM = {}       # in a worker: its one warm process


def grade_one(job, work, sandbox):
    """In a worker: the result of one submission. The first one starts the warm process."""
    key = json.dumps([job["assignment"], outcome.setup_of(job), sandbox])
    if key not in WARM:
        for old in WARM.values():
            old.__exit__()
        WARM.clear()
        WARM[key] = outcome.open_warm(job, sandbox).__enter__()
    result = outcome.grade(WARM[key], job, work)
    if result["state"] == outcome.FAILED:       # whatever it was: the next one gets a fresh process
        WARM.pop(key).__exit__()
    return result


def replace(path, text):
    """Write a file whole or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


