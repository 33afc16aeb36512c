"""How notebooks are tested: a plain `pytest` runs each one and compares what it shows with what is stored.

- book/*.ipynb: every code cell is executed; its output must equal the stored one. Tags on a cell change that:
    rtol=5e-2, atol=0.02    floats may differ by atol + rtol·|stored|; words, shapes and integers may not
    nbval-ignore-output     executed, not compared (counted: see rules.py)
    raises-exception        an exception is expected, and compared
    gpu                     skipped where there is no device (see dlkit/device.py), else executed and never compared;
                            DLKIT_DEVICE=cpu executes it on the CPU, as a smoke test
- solutions/*/*.ipynb: every code cell is executed. Their asserts are the check; outputs are not compared.
- A cell has 120 s of a processor. A kernel that dies is noticed at once. Kernels have no network (tools/kernel.py).

nbval does the work. What it cannot do is patched in below, method by method; nbval is pinned, and test_policy.py
plants each case.
"""

import contextlib
import difflib
import os
import re
import time
from queue import Empty

import canonical
import kernel
import psutil
import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

CELL_TIMEOUT = 120  # seconds of a processor
NO_DEVICE = "tagged gpu: no CUDA or MPS device (DLKIT_DEVICE=cpu runs it on the CPU)"
FOLDERS = ("book", "solutions")  # the notebooks below them are tests
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class BadTag(Exception):
    """A tolerance that cannot be read."""


# ------------------------------------------------------------ what is collected, and with which options


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if config.option.nbval_lax:
        raise pytest.UsageError("--nbval-lax would compare nothing; run pytest without it")
    config.option.nbval = True
    config.option.nbval_current_env = config.option.nbval_kernel_name is None
    if (
        config.option.nbval_cell_timeout == 2000
    ):  # nbval's default: too long to wait for an endless loop
        config.option.nbval_cell_timeout = CELL_TIMEOUT


def pytest_ignore_collect(collection_path, config):
    if collection_path.suffix == ".ipynb":
        try:
            return collection_path.relative_to(config.rootpath).parts[0] not in FOLDERS or None
        except ValueError:  # not below the root
            return True
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    device = None
    for item in items:
        if not isinstance(item, IPyNbCell):
            continue
        if is_solution(item.path, item.config):
            item.options["check"] = False
        if canonical.is_gpu(item.cell):
            device = gpu_cells_run() if device is None else device
            item.options["check"] = False
            if not device:
                item.add_marker(pytest.mark.skip(reason=NO_DEVICE))


def is_solution(path, config):
    return path.relative_to(config.rootpath).parts[0] == "solutions"


def gpu_cells_run():
    """Whether cells tagged `gpu` are executed here. Imports torch, so it is asked only if there is such a cell."""
    from dlkit import device

    return device.available()


# ------------------------------------------------------------ numbers within a tolerance

# A number that stands alone: not the 32 of float32, not the 1 of W1, not a part of 1.2.3
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?!\.\d)")


def tolerance(tags):
    """{"rtol": …, "atol": …} from a cell's tags; empty if it has none. Raises BadTag."""
    found = {}
    for tag in tags:
        name, equals, value = tag.partition("=")
        if not equals:
            continue
        try:
            if name not in ("rtol", "atol") or not 0 < (number := float(value)) < float("inf"):
                raise ValueError
        except ValueError:
            raise BadTag(
                f"tag {tag!r}: write rtol=… or atol=… with a positive number, such as atol=0.02"
            ) from None
        found[name] = number
    return found


class Tolerant(str):
    """Text that equals another if all but its floats is the same and they are close.

    Spaces count as one, because a number that is one character longer moves the columns.
    """

    __hash__ = str.__hash__

    def __new__(cls, text, rtol=0.0, atol=0.0):
        self = super().__new__(cls, text)
        self.rtol, self.atol = rtol, atol
        return self

    def __eq__(self, other):
        if not isinstance(other, str):
            return False
        mine, its = _words(self), _words(other)
        if _words(self, "#") != _words(other, "#"):
            return False
        return all(
            self._close(a, b)
            for a, b in zip(NUMBER.findall(mine), NUMBER.findall(its), strict=True)
        )

    def __ne__(self, other):
        return not self == other

    def _close(self, stored, new):
        if stored.lstrip("+-").isdigit() or new.lstrip("+-").isdigit():  # integers exactly
            return stored == new
        a, b = float(stored), float(new)
        # 0.72 and 0.74 are printed 0.02 apart: rounding in the subtraction must not count
        return abs(a - b) <= (self.atol + self.rtol * abs(a)) * (1 + 1e-9)


def _words(text, number=None):
    """`text` with spaces that a wider number may have moved made alike; numbers replaced by `number` if given."""
    text = str(text) if number is None else NUMBER.sub(number, text)
    return re.sub(r"([\[(,]) ", r"\1", re.sub(r"\s+", " ", text)).strip()


# ------------------------------------------------------------ what nbval does otherwise


def patch(owner):
    """Replace the method of the same name; the original becomes the first argument."""

    def replace(function):
        original = getattr(owner, function.__name__)

        def method(*args, **kwargs):
            return function(original, *args, **kwargs)

        method.__name__ = function.__name__
        setattr(owner, function.__name__, method)
        return function

    return replace


class KernelDied(Exception):
    pass


@patch(RunningKernel)
def execute_cell_input(original, self, source, allow_stdin=None):
    """As in a notebook: with history, so that a trailing `;` hides the output."""
    return self.kc.execute(source, store_history=True, allow_stdin=allow_stdin, stop_on_error=False)


@patch(RunningKernel)
def await_reply(original, self, msg_id, timeout=None):
    """Look once a second whether the kernel still lives and how much it has worked; nbval looks at the clock only.

    A cell may work for `timeout` seconds of a processor; by the clock, which a busy machine slows, for ten times that.
    """
    timeout, start = timeout or CELL_TIMEOUT, cpu_seconds(self)
    end = time.monotonic() + 10 * timeout
    while True:
        try:
            return original(self, msg_id, timeout=1.0)
        except Empty:
            if not self.is_alive():
                raise KernelDied from None
            if cpu_seconds(self) - start >= timeout or time.monotonic() >= end:
                raise


def cpu_seconds(kernel):
    """What a kernel's process has taken of the processors."""
    with contextlib.suppress(psutil.Error):
        times = psutil.Process(kernel.km.provisioner.pid).cpu_times()
        return times.user + times.system
    return 0.0


@patch(IPyNbFile)
def setup(original, self):
    prepared = contextlib.ExitStack()
    prepared.enter_context(kernel.environment())
    self.addfinalizer(prepared.close)
    original(self)


@patch(IPyNbCell)
def __init__(original, self, name, parent, cell_num, cell, options):
    """A test is named after its cell, book/03_activations.ipynb::sigmoid-slope, not after its number."""
    original(self, cell.get("id", name), parent, cell_num, cell, options)


@patch(IPyNbCell)
def reportinfo(original, self):
    return self.path, 0, f"{self.path.relative_to(self.config.rootpath)}::{self.name}"


@patch(IPyNbCell)
def sanitize(original, self, s):
    if not isinstance(s, str):
        return s
    s, tolerances = canonical.text(s), tolerance(self.cell.metadata.get("tags", []))
    return Tolerant(s, **tolerances) if tolerances else s


@patch(IPyNbCell)
def format_output_compare(original, self, key, left, right):
    """What was stored (-) and what came now (+)."""
    self.comparison_traceback.extend(
        difflib.unified_diff(
            str(left).splitlines(), str(right).splitlines(), "stored", "now", lineterm=""
        )
    )


@patch(IPyNbCell)
def setup(original, self):  # noqa: F811 (another owner)
    """nbval would expect the cells after a timeout to fail; they are skipped in runtest."""


@patch(IPyNbCell)
def runtest(original, self):
    if stopped := getattr(self.parent, "stopped", None):
        pytest.skip(f"not run: {stopped}")
    try:
        original(self)
    except KernelDied:
        self.parent.stopped = f"cell {self.name!r} killed the kernel"
        raise
    finally:
        if self.parent.timed_out:
            self.parent.stopped = f"cell {self.name!r} ran over its time"


@patch(IPyNbCell)
def repr_failure(original, self, excinfo):
    return explain(self, excinfo.value, original(self, excinfo))


def explain(item, error, details):
    """Where, what, and what to do."""
    path, stem = item.path.relative_to(item.config.rootpath), item.path.stem
    where = f"{path}, cell {item.name!r}"
    source = "\n".join(f"    {line}" for line in item.cell.source.splitlines())
    if isinstance(error, BadTag):
        return f"{where}: {error}"
    if isinstance(error, KernelDied):
        return (
            f"{where}: the kernel died while it ran this cell (out of memory, a crash in a library, or os._exit). "
            f"Nothing after it was run.\n{source}"
        )
    if not isinstance(error, NbCellError):
        return f"{where}: {details}"
    if item.parent.timed_out:
        return (
            f"{where}: ran for more than {item.config.option.nbval_cell_timeout:g} s and was stopped. Nothing "
            f"after it was run. Make it smaller, or find the endless loop.\n{source}"
        )
    if str(error) == "Cell outputs differ":
        says = COLOUR.sub("", error.inner_traceback or "").strip()
        return (
            f"{where}: the output is not the stored one.\n{source}\n\n{says}\n\n"
            f"If the change is meant: make run CHAPTER={stem}, look at the new output, commit it.\n"
            "If only the last digits differ: print fewer, or give the cell a tolerance tag and an assert."
        )
    if "has outputs" in str(error):
        return f"{where}: has outputs but was never run: make run CHAPTER={stem}"
    traceback = COLOUR.sub("", error.inner_traceback or "")
    return f"{where}: raised an exception.\n{source}\n{traceback}\n{gpu_hint(item, traceback)}"


def gpu_hint(item, traceback):
    """For a NameError after a skipped gpu cell: which cell would have made the name."""
    missing = re.search(r"NameError: name '(\w+)' is not defined", traceback)
    if not missing:
        return ""
    for cell in item.parent.nb.cells:
        if canonical.is_gpu(cell) and re.search(rf"\b{missing[1]}\b", cell.source):
            return (
                f"{missing[1]!r} is made by cell {cell.id!r}, which is tagged gpu and not run on every machine: "
                "tag this cell gpu, too, or make the name elsewhere."
            )
    return ""


os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # kernels and tests alike, before anything imports torch
