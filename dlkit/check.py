"""Assertions for exercises: they teach when they fail.

    from dlkit import check

    z = check.rng("softplus").normal(size=5)
    want = np.log1p(np.exp(z))
    check.returns("softplus", softplus, z, want=want, mistakes={"no 1 in the log": z})

A failure names the exercise and shows what was given, what came back and what was
expected; a known mistake is called by its name. All failures raise `Wrong`, of which a
notebook shows the message and nothing else. A test computes what it expects *before* it
calls the student's function.
"""

import contextlib
import hashlib
import linecache
import os
import re
import sys

import numpy as np

from dlkit.checking.compare import difference
from dlkit.checking.message import compose, copies, given_to, line_of, where
from dlkit.checking.show import plain, short, show
from dlkit.checking.source import Source


class Wrong(AssertionError):
    """An answer that is not right yet. The message is all that is shown."""

    mistake = ("", "")  # (what is wrong, the known mistake that it is), if it is one

    def _render_traceback_(self):  # asked for by IPython, so by all that run notebooks
        return str(self).splitlines()


class NotWritten(Wrong):
    """The stub still raises NotImplementedError: not a mistake, only not done."""


def returns(name, function, *args, want, mistakes=None, rtol=1e-4, atol=1e-6, **kwargs):
    """Call `function(*args, **kwargs)` and require that it returns `want`.

    It gives nothing back, so a cell may end with it: nbgrader counts a cell's last
    value as points. The function gets copies of arrays and lists, so that one call
    cannot spoil the next.
    mistakes: {"the gradient without the 1/N": what that mistake returns, ...}, to name
    it when it happens.
    rtol, atol: as in numpy.isclose.
    """
    __tracebackhide__ = True
    given = given_to(function, args, kwargs)
    got = _call(name, function, copies(args), copies(kwargs), given)
    _compare(
        name,
        got,
        want,
        verb="returned",
        given=given,
        mistakes=mistakes,
        rtol=rtol,
        atol=atol,
    )


def same(name, got, want, *, given=None, mistakes=None, rtol=1e-4, atol=1e-6):
    """Require that `got` (an attribute, a chosen answer) is `want`.

    given: {"z": z}, shown in the message.
    """
    __tracebackhide__ = True
    _compare(
        name,
        got,
        want,
        verb="got",
        given=given,
        mistakes=mistakes,
        rtol=rtol,
        atol=atol,
    )


def call(name, function, *args, **kwargs):
    """Call `function(*args, **kwargs)` and return what came back; explain its errors.

    For properties and for functions that change their arguments: these are passed as
    they are, not copied.
    """
    __tracebackhide__ = True
    given = given_to(function, copies(args), copies(kwargs))
    return _call(name, function, args, kwargs, given)


def raises(name, error, function, *args, **kwargs):
    """Require that the call raises `error`, a class or a tuple of classes.

    Returns the exception.
    """
    __tracebackhide__ = True
    given = given_to(function, args, kwargs)
    kinds = error if isinstance(error, tuple) else (error,)
    names = " or ".join(kind.__name__ for kind in kinds)
    try:
        got = function(*copies(args), **copies(kwargs))
    except (Exception, SystemExit) as raised:
        if _unwritten(raised) and error is not NotImplementedError:
            raise NotWritten(f"{name}: not written yet") from None
        if isinstance(raised, error):
            return raised
        first = f"it raised {line_of(raised)}, expected {names}"
        failure = compose(name, first, given, yours=where(raised))
    else:
        first = f"it raised no error, expected {names}"
        failure = compose(name, first, given, returned=show(got))
    raise Wrong(failure)


def unchanged(name, function, *args, **kwargs):
    """Require that the call leaves its arguments as they were."""
    __tracebackhide__ = True
    before = copies((args, kwargs))
    given = given_to(function, *before)
    _call(name, function, args, kwargs, given)
    after = given_to(function, args, kwargs)
    for key in given:
        if lines := difference(after[key], given[key], 0, 0):
            remedy = "work on a copy, or make new arrays"
            first = f"it changes its argument {key}: {remedy}"
            afterwards = [f"{key} = {short(after[key])}", lines[0]]
            raise Wrong(compose(name, first, given, afterwards=afterwards))


def says(name, error, word, meaning=""):
    """Require that an error's message names `word`, a name or a number, as a whole.

    2 is found in "layer 2", "W2" and "(2,)", not in "12" or "0.2"; "y" is not found in
    "my"; "decay" is found in "Decay", but "t" not in "T".
    meaning: what `word` is, for the student, as in "the size that it gets".
    """
    __tracebackhide__ = True
    message = str(error)
    whole = re.escape(str(word))
    if str(word).isdigit():
        found = re.search(rf"(?<!\d)(?<!\d\.){whole}(?!\d)(?!\.\d)", message)
    else:
        found = re.search(
            rf"(?<!\w){whole}(?!\w)", message, 0 if len(word) == 1 else re.I
        )
    if not found:
        what = f"{word}, {meaning}" if meaning else word
        raise Wrong(f"{name}: the message must name {what}; it says {short(message)}")


def that(name, condition, message):
    """Require a property.

    message: what was expected and seen, as in "rows must sum to 1, yours to 0.98".
    """
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
    """The seed for one exercise: the same on every run, but another for each student.

    It depends on the environment variables DLKIT_GRADING_SEED and DLKIT_STUDENT, which
    have fixed defaults.
    """
    number = os.environ.get("DLKIT_GRADING_SEED", "0")
    key = "\n".join((number, os.environ.get("DLKIT_STUDENT", ""), name))
    raw = key.encode(errors="surrogateescape")  # a name from a disk may be no text
    return int.from_bytes(hashlib.blake2b(raw, digest_size=4).digest(), "big")


def rng(name):
    """A NumPy random generator from `seed(name)`."""
    return np.random.default_rng(seed(name))


def there(function, *args, **kwargs):
    """`function(*args, **kwargs)`, made where the student's objects live.

    In a notebook: right here.
    """
    return function(*args, **kwargs)


@contextlib.contextmanager
def grading(seed, student, there):
    """While a notebook is graded: its seed, its student, and another check.there.

    Sets the environment variables that `seed` reads and replaces `check.there` by
    `there`; afterwards all is as before.
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
    """What the student's `name` is made of: a `Source` with .text, .loops, .calls …"""
    frame = sys._getframe(1)
    cells = frame.f_globals.get("In") or [
        "".join(linecache.getlines(frame.f_code.co_filename))
    ]
    return Source(name, cells)


def _call(name, function, args, kwargs, given):
    __tracebackhide__ = True
    if not callable(function):
        first = f"it is {short(function)}, expected a function that can be called"
        raise Wrong(compose(name, first, {}))
    try:
        return function(*args, **kwargs)
    except Wrong:
        raise
    except (Exception, SystemExit) as error:
        failure = NotWritten(f"{name}: not written yet")
        if not _unwritten(error):
            first = f"your code stopped with {line_of(error)}"
            failure = Wrong(compose(name, first, given, yours=where(error)))
    raise failure  # outside of except, so that Python shows no chain of tracebacks


def _compare(name, got, want, *, verb, given, mistakes, rtol, atol):
    __tracebackhide__ = True
    lines = difference(got, want, rtol, atol)
    if not lines:
        return
    known = (mistakes or {}).items()
    fits = (m for m, value in known if not difference(got, value, rtol, atol))
    mistake = next(fits, None)
    if mistake is not None:
        lines = [f"it looks like a known mistake: {mistake}", lines[0]]
    blocks = {verb: show(got), "expected": show(want), "note": lines[1:]}
    wrong = Wrong(compose(name, lines[0], given, **blocks))
    if mistake is not None:
        wrong.mistake = name, mistake
    raise wrong


def _unwritten(error):
    return isinstance(error, NotImplementedError) and not error.args
