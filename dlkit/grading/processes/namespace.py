"""What test cells see: the set-up's names, made in the judge's process, and fresh for each test."""

import builtins
import contextlib
import copy
import io
import os
import sys
import warnings

import numpy as np

from dlkit import check
from dlkit.checking import cells as code


def namespace_of(assignment, verdict, seed, name):
    """The namespace of test cells: what the set-up cells make, here, out of the student's reach."""
    os.environ.update(DLKIT_GRADING_SEED=str(seed), DLKIT_STUDENT=name)
    check.there = there
    order = [cell.source for cell in assignment.cells if cell.kind == "setup"]
    names = {
        "__name__": "__main__",
        "__builtins__": builtins,
        "display": print,
        "In": [
            "",
            *order,
            *map(code.python, [*verdict.sources.values(), *(s for _, s in verdict.extra)]),
        ],
    }
    with quiet():
        for cell in assignment.cells:
            if cell.kind == "setup":
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
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield


def there(function, *args, **kwargs):
    """check.there: made in the student's process, beside the student's objects."""
    name = f"{function.__module__}:{function.__qualname__}"
    return there.peer.ask("there", name, *args, **kwargs)
