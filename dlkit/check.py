"""Assertions for exercises: they teach when they fail.

    from dlkit import check

    z = check.rng("softplus").normal(size=5)
    check.returns("softplus", softplus, z, want=np.log1p(np.exp(z)), mistakes={"log(exp(z)), no 1": z})

A failure names the exercise and shows what was given, what came back and what was expected; a known mistake
is called by its name. All failures raise `Wrong`, of which a notebook shows the message and nothing else.
A test computes what it expects *before* it calls the student's function.
"""

import contextlib
import copy
import hashlib
import inspect
import linecache
import os
import sys
import sysconfig

import numpy as np

from dlkit.checking.compare import difference, plain, short, show
from dlkit.checking.source import Source


class Wrong(AssertionError):
    """An answer that is not right yet. The message is all that is shown."""

    mistake = ("", "")  # (what is wrong, the known mistake that it is), if it is one

    def _render_traceback_(
        self,
    ):  # asked for by IPython, and so by everything that runs notebooks
        return str(self).splitlines()


class NotWritten(Wrong):
    """The stub still raises NotImplementedError: not a mistake, only not done."""


def returns(name, function, *args, want, mistakes=None, rtol=1e-4, atol=1e-6, **kwargs):
    """Call `function(*args, **kwargs)` and require that it returns `want`.

    It gives nothing back, so a cell may end with it: nbgrader counts a cell's last value as points.
    The function gets copies of arrays and lists, so that one call cannot spoil the next.
    mistakes: {"the gradient without the 1/N": what that mistake returns, ...}, to name it when it happens.
    rtol, atol: as in numpy.isclose.
    """
    __tracebackhide__ = True
    given = _given(function, args, kwargs)
    got = _call(name, function, _copy(args), _copy(kwargs), given)
    _compare(name, got, want, given, mistakes, rtol, atol, "returned")


def same(name, got, want, *, given=None, mistakes=None, rtol=1e-4, atol=1e-6):
    """Require that `got` (an attribute, a chosen answer) is `want`. given: {"z": z}, shown in the message."""
    __tracebackhide__ = True
    _compare(name, got, want, given, mistakes, rtol, atol, "got")


def call(name, function, *args, **kwargs):
    """Call `function(*args, **kwargs)`, explain its errors, and return what came back, unjudged.

    For properties and for functions that change their arguments: these are passed as they are, not copied.
    """
    __tracebackhide__ = True
    return _call(
        name, function, args, kwargs, _given(function, _copy(args), _copy(kwargs))
    )


def raises(name, error, function, *args, **kwargs):
    """Require that the call raises `error` (a class or a tuple of classes). Returns the exception."""
    __tracebackhide__ = True
    given = _given(function, args, kwargs)
    names = " or ".join(
        e.__name__ for e in (error if isinstance(error, tuple) else (error,))
    )
    try:
        got = function(*_copy(args), **_copy(kwargs))
    except (Exception, SystemExit) as raised:
        if _unwritten(raised) and error is not NotImplementedError:
            raise NotWritten(f"{name}: not written yet") from None
        if isinstance(raised, error):
            return raised
        failure = _message(
            name,
            f"it raised {_line(raised)}, expected {names}",
            given,
            yours=where(raised),
        )
    else:
        failure = _message(
            name, f"it raised no error, expected {names}", given, returned=show(got)
        )
    raise Wrong(failure)


def unchanged(name, function, *args, **kwargs):
    """Require that the call leaves its arguments as they were."""
    __tracebackhide__ = True
    before = _copy((args, kwargs))
    given = _given(function, *before)
    _call(name, function, args, kwargs, given)
    after = _given(function, args, kwargs)
    for key in given:
        if lines := difference(after[key], given[key], 0, 0):
            raise Wrong(
                _message(
                    name,
                    f"it changes its argument {key}: work on a copy, or make new arrays",
                    given,
                    afterwards=[f"{key} = {short(after[key])}", lines[0]],
                )
            )


def that(name, condition, message):
    """Require a property. message: what was expected and seen, e.g. "rows must sum to 1, yours to 0.98"."""
    __tracebackhide__ = True
    kind, value = plain(condition)
    if kind == "tensor" and value.ndim == 0:
        value = bool(value)
    if not isinstance(value, bool):
        raise TypeError(
            f"check.that({name!r}, ...) needs True or False, got {short(condition)}"
        )
    if not value:
        raise Wrong(f"{name}: {message}")


def seed(name):
    """The seed for one exercise: the same on every run, another for each student once graded.

    It depends on the environment variables DLKIT_GRADING_SEED and DLKIT_STUDENT, which have fixed defaults.
    """
    key = "\n".join(
        (
            os.environ.get("DLKIT_GRADING_SEED", "0"),
            os.environ.get("DLKIT_STUDENT", ""),
            name,
        )
    )
    raw = key.encode(errors="surrogateescape")  # a name from a disk may be no text
    return int.from_bytes(hashlib.blake2b(raw, digest_size=4).digest(), "big")


def rng(name):
    """A NumPy random generator from `seed(name)`."""
    return np.random.default_rng(seed(name))


def there(function, *args, **kwargs):
    """`function(*args, **kwargs)`, made where the student's objects live. In a notebook: right here."""
    return function(*args, **kwargs)


@contextlib.contextmanager
def grading(seed, student, there):
    """While a notebook is graded: random inputs of this seed and student, and `there` in the place of check.there.

    Sets the environment variables that `seed` reads, and puts back what was there before.
    """
    module, names = sys.modules[__name__], ("DLKIT_GRADING_SEED", "DLKIT_STUDENT")
    before = {name: os.environ.get(name) for name in names}
    here, module.there = module.there, there
    os.environ.update(zip(names, (str(seed), student), strict=True))
    try:
        yield
    finally:
        module.there = here
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def source(name):
    """What the student's `name` is made of: a `dlkit.source.Source` with .text, .loops, .calls ..."""
    frame = sys._getframe(1)
    cells = frame.f_globals.get("In") or [
        "".join(linecache.getlines(frame.f_code.co_filename))
    ]
    return Source(name, cells)


def _call(name, function, args, kwargs, given):
    __tracebackhide__ = True
    if not callable(function):
        raise Wrong(
            _message(
                name,
                f"it is {short(function)}, expected a function that can be called",
                {},
            )
        )
    try:
        return function(*args, **kwargs)
    except Wrong:
        raise
    except (Exception, SystemExit) as error:
        failure = NotWritten(f"{name}: not written yet")
        if not _unwritten(error):
            first = f"your code stopped with {_line(error)}"
            failure = Wrong(_message(name, first, given, yours=where(error)))
    raise failure  # outside of except, so that Python shows no chain of tracebacks


def _compare(name, got, want, given, mistakes, rtol, atol, verb):
    __tracebackhide__ = True
    lines = difference(got, want, rtol, atol)
    if not lines:
        return
    fits = (
        m
        for m, value in (mistakes or {}).items()
        if not difference(got, value, rtol, atol)
    )
    mistake = next(fits, None)
    if mistake is not None:
        lines = [f"it looks like a known mistake: {mistake}", lines[0]]
    wrong = Wrong(
        _message(
            name,
            lines[0],
            given,
            **{verb: show(got)},
            expected=show(want),
            note=lines[1:],
        )
    )
    if mistake is not None:
        wrong.mistake = name, mistake
    raise wrong


def _unwritten(error):
    return isinstance(error, NotImplementedError) and not error.args


def _message(name, first, given, **parts):
    """The headline, then labelled blocks: what was given, came back, was expected, and where they differ."""
    blocks = {"given": [f"{key} = {line}" for key, line in _shown(given)], **parts}
    lines = [f"{name}: {first}"]
    for label, block in blocks.items():
        label = {"yours": "your line"}.get(label, label)
        lines += [
            f"  {label if i == 0 else '':<10} {line}" for i, line in enumerate(block)
        ]
    return "\n".join(lines)


def _shown(given):
    for key, value in (given or {}).items():
        first, *more = show(value)
        yield (
            (key, short(value))
            if len(more) < 2
            else (key, "\n".ljust(14).join([first, *more]))
        )


def _given(function, args, kwargs):
    """{parameter name: value}, by the function's own signature where it can be read."""
    try:
        bound = inspect.signature(function).bind(*args, **kwargs).arguments
        return dict(bound)
    except (TypeError, ValueError):
        return {**{f"argument {i}": value for i, value in enumerate(args, 1)}, **kwargs}


def _copy(value):
    """Copies of arrays, tensors without history, and containers of them. Everything else stays itself."""
    if type(value) in (list, tuple):
        return type(value)(_copy(v) for v in value)
    if type(value) is dict:
        return {k: _copy(v) for k, v in value.items()}
    torch = sys.modules.get("torch")
    tensor = torch and isinstance(value, torch.Tensor) and not value.requires_grad
    return copy.deepcopy(value) if tensor or isinstance(value, np.ndarray) else value


def _line(error):
    if isinstance(error, SystemExit):
        return "exit(): a function must return, not end the program"
    text = " ".join(str(error).split())
    text = text if len(text) < 300 else f"{text[:296]} ..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


_LIBRARIES = tuple(
    {
        os.path.dirname(__file__),
        *map(sysconfig.get_path, ("stdlib", "platlib", "purelib")),
    }
)


def where(error):
    """The last line of the student's own code that the error went through, as a block for the message.

    An error that comes from another process carries its block with it.
    """
    if (block := getattr(error, "where", None)) is not None:
        return block
    block, trace = [], error.__traceback__
    while trace:
        code, line = trace.tb_frame.f_code, trace.tb_lineno
        if not code.co_filename.startswith((*_LIBRARIES, "<frozen")):
            if text := linecache.getline(code.co_filename, line).strip():
                block = [text, f"(line {line} of the cell, in {code.co_name})"]
        trace = trace.tb_next
    return block
