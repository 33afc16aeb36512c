"""Run an assignment's cells in this process: a fresh namespace for each answer, and nothing left behind.

A kernel for each answer would cost seconds; here a warm one costs milliseconds.
"""

import ast
import builtins
import contextlib
import io
import linecache
import os
import random
import signal
import sys
import warnings

import numpy as np

from dlkit.checking import cells as code

os.environ.setdefault("MPLBACKEND", "Agg")


class TooLong(BaseException):
    """Raised into an answer that does not end; no `except Exception` catches it."""


class Outcome(dict):
    """{grade_id of a test: None when it passed, else the message}"""

    def __init__(self):
        super().__init__()
        self.bare = set()  # tests whose failure did not come from dlkit.check
        self.errors = {}  # {grade_id of another cell: its error}
        self.ends = {}  # {grade_id of a test: the value it ends with}

    @property
    def failed(self):
        return {name for name, message in self.items() if message is not None}


def run(cells, *, seed=0, limit=10.0, stop=False):
    """Run code cells in order, as a notebook would, and return the tests' Outcome.

    limit: seconds of a processor for all of them together. stop: stop at the first test that fails.
    """
    from dlkit import check

    outcome, history = Outcome(), [""]
    namespace = {"__name__": "__main__", "__builtins__": builtins, "In": history, "display": print}
    with _clean(seed), _clock(limit):
        for cell in cells:
            history.append(cell.source)
            try:
                _execute(cell, namespace, outcome)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                message = "it does not end" if isinstance(error, TooLong) else str(error)
                if not isinstance(error, (check.Wrong, TooLong)):
                    message = f"{type(error).__name__}: {error}"
                    outcome.bare.add(cell.grade_id)
                if cell.kind != "test":
                    outcome.errors[cell.grade_id] = message
                    continue
                outcome[cell.grade_id] = message
                if stop or isinstance(error, TooLong):  # then the time for the rest is gone as well
                    break
        else:
            return outcome
    if not stop:
        outcome.update(
            {c.grade_id: message for c in cells if c.kind == "test" and c.grade_id not in outcome}
        )
    return outcome


def _execute(cell, namespace, outcome):
    filename = f"<{cell.grade_id or 'cell'}>"
    source = code.python(cell.source)
    linecache.cache[filename] = (
        len(source),
        None,
        source.splitlines(True),
        filename,
    )  # check quotes from it
    tree = ast.parse(source, filename)
    last = None
    if cell.kind == "test" and tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, filename, "exec"), namespace)
    if last:
        outcome.ends[cell.grade_id] = eval(compile(last, filename, "eval"), namespace)
    if cell.kind == "test":
        outcome[cell.grade_id] = None


def needed(cells, wanted):
    """The cells that `wanted` need: for each name they use, the cells before them that bind it."""
    keep, names = [], set()
    wanted = {id(cell) for cell in wanted}
    for cell in reversed(cells):
        if id(cell) in wanted or (cell.kind != "test" and code.bound(cell.source) & names):
            keep.append(cell)
            names |= code.used(cell.source)
    return keep[::-1]


@contextlib.contextmanager
def _clock(seconds):
    """Raise TooLong after so many seconds of work, and again soon after where it was swallowed.

    By the clock, an answer that waits for what never comes has ten times as long: the machine may be busy.
    """

    def ring(*_):
        raise TooLong

    timers = [
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, 10 * seconds),
    ]
    before = [signal.signal(number, ring) for number, _, _ in timers]
    for _, timer, limit in timers:
        signal.setitimer(timer, limit, 0.05)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


@contextlib.contextmanager
def _clean(seed):
    """Seeds as in grading; global state, and whatever is printed, stay in here."""
    torch = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state(), torch and torch.get_rng_state()  # noqa: NPY002
    environment, folder, printing = dict(os.environ), os.getcwd(), np.get_printoptions()
    numpy_errors, modes = (
        np.geterr(),
        torch and (torch.get_default_dtype(), torch.is_grad_enabled()),
    )
    os.environ.update(DLKIT_GRADING_SEED=str(seed), DLKIT_STUDENT="harness")
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            with warnings.catch_warnings(
                record=True
            ):  # recorded, and so not shown; they cost no points
                warnings.simplefilter("always")
                yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002
        np.seterr(**numpy_errors)
        np.set_printoptions(**printing)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        if torch:
            torch.set_rng_state(states[2])
            torch.set_default_dtype(modes[0])
            torch.set_grad_enabled(modes[1])
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
