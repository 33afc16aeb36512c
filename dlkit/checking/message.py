"""The messages of `dlkit.check`: a headline, then labelled blocks of values."""

import copy
import inspect
import linecache
import re
import sys
import sysconfig
from pathlib import Path

import numpy as np

from dlkit.checking.show import short, show

NEXT_LINE = "\n".ljust(14)  # goes on below the value's first line
PATHS = ("stdlib", "platlib", "purelib")
LIBRARIES = (str(Path(__file__).parents[1]), *map(sysconfig.get_path, PATHS))


def compose(name, first, given, **parts):
    """The headline, then labelled blocks: given, returned, expected, and a note."""
    blocks = {"given": [f"{key} = {line}" for key, line in _shown(given)], **parts}
    lines = [f"{name}: {first}"]
    for label, block in blocks.items():
        title = "your line" if label == "yours" else label
        for line in block:
            lines.append(f"  {title:<10} {line}")
            title = ""
    return "\n".join(lines)


def _shown(given):
    for key, value in (given or {}).items():
        first, *more = show(value)
        yield key, short(value) if len(more) < 2 else NEXT_LINE.join([first, *more])


def given_to(function, args, kwargs):
    """{parameter name: value}, by the function's own signature where it can be read."""
    try:
        bound = inspect.signature(function).bind(*args, **kwargs).arguments
        return dict(bound)
    except (TypeError, ValueError):
        return {**{f"argument {i}": value for i, value in enumerate(args, 1)}, **kwargs}


def copies(value):
    """Copies of arrays, tensors without history, and containers of them.

    Everything else stays itself.
    """
    if type(value) in (list, tuple):
        return type(value)(copies(v) for v in value)
    if type(value) is dict:
        return {k: copies(v) for k, v in value.items()}
    torch = sys.modules.get("torch")
    tensor = torch and isinstance(value, torch.Tensor) and not value.requires_grad
    return copy.deepcopy(value) if tensor or isinstance(value, np.ndarray) else value


def line_of(error):
    if isinstance(error, SystemExit):
        return "exit(): a function must return, not end the program"
    text = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", str(error)).split())  # no colours
    text = text if len(text) < 300 else f"{text[:296]} ..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def where(error):
    """The last line of the student's code that the error went through, for a message.

    A test may hand over functions of its own: a line of the cell that asks stands in
    the message only where there is no other. An error that comes from another process
    carries its block with it.
    """
    if (block := getattr(error, "where", None)) is not None:
        return block
    block, any_block, trace, asks = [], [], error.__traceback__, _asking_file()
    while trace:
        code, line = trace.tb_frame.f_code, trace.tb_lineno
        if not code.co_filename.startswith((*LIBRARIES, "<frozen")):
            if text := linecache.getline(code.co_filename, line).strip():
                any_block = [text, f"(line {line} of the cell, in {code.co_name})"]
                block = block if code.co_filename == asks else any_block
        trace = trace.tb_next
    return block or any_block


def _asking_file():
    """The file of the innermost caller outside of the libraries: of the test cell."""
    frame = sys._getframe(1)
    while frame and frame.f_code.co_filename.startswith((*LIBRARIES, "<frozen")):
        frame = frame.f_back
    return frame.f_code.co_filename if frame else None
