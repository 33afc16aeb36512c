"""What test cells see: the set-up's names, made in the judge's process, and fresh for each test."""

import builtins
import contextlib
import copy
import io
import sys
import warnings

import numpy as np

from dlkit.checking import cells


def namespace_of(job, judgement):
    """The namespace of test cells: what the set-up cells make, here, out of the student's reach."""
    setup = [cell for cell in job.cells if cell.kind == "setup"]
    students = [*judgement.answers.values(), *(added.source for added in judgement.added)]
    names = {
        "__name__": "__main__",
        "__builtins__": builtins,
        "display": print,
        "In": ["", *job.setup, *map(cells.python, students)],
    }
    with quiet():
        for cell in setup:
            exec(compile(cell.source, f"<{cell.grade_id}>", "exec"), names)
    return names


def fresh(setup):
    """The namespace for one test: the set-up's data are copies, so that no test meets what another one left."""
    torch = sys.modules["torch"]
    kinds = (np.ndarray, list, dict, set, torch.Tensor)
    return {
        name: copy.deepcopy(value)
        if type(value) in kinds and not name.startswith("_") and name != "In"
        else value
        for name, value in setup.items()
    }


@contextlib.contextmanager
def quiet():
    """Nothing is printed, and a warning costs nothing."""
    out = contextlib.redirect_stdout(io.StringIO())
    err = contextlib.redirect_stderr(io.StringIO())
    with out, err, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class There:
    """check.there: what it makes lives in the student's process. peer: the `Peer` of the test that is running."""

    peer = None

    def __call__(self, function, *args, **kwargs):
        name = f"{function.__module__}:{function.__qualname__}"
        return self.peer.ask("there", name, *args, **kwargs)
