"""Exceptions of the student's process, raised again in the judge's."""

import builtins

from dlkit import check
from dlkit.grading.wire.values import Malformed


def described(error, with_lines=True):
    """An exception as plain data: the built-in classes it belongs to, its text, the line that it came from."""
    kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
    try:
        text, lines, bare = str(error), check.where(error) if with_lines else [], not error.args
    except BaseException:  # its class may be of the student's own making
        text, lines, bare = "", [], False
    return {
        "kinds": kinds,
        "name": type(error).__name__,
        "text": text[:2000],
        "lines": lines[:2],
        "bare": bare,
    }


def rebuilt(about):
    """The exception for `described` data: of the nearest built-in class, and with its own name."""
    try:
        kinds, name, text = about["kinds"], about.get("name"), about.get("text", "")
        base = next(
            found
            for kind in kinds
            if isinstance(found := getattr(builtins, str(kind), None), type)
            and issubclass(found, (Exception, SystemExit))
        )
        lines = [str(line)[:300] for line in about.get("lines", [])][:2]
        args = () if about.get("bare") else (str(text)[:2000],)
        quotes = issubclass(base, KeyError)  # its str() would put the text, which is one, in quotes
        named = type(name) is str and name.isidentifier() and len(name) < 60
        if named and (quotes or name != base.__name__):
            own = {"__init__": Exception.__init__, "__str__": Exception.__str__}
            base = type(name, (base,), own)
        try:
            error = base(*args)
        except TypeError:  # UnicodeDecodeError, ExceptionGroup: they need more
            error = ValueError(*args)
    except Exception:
        raise Malformed("an error without a kind") from None
    error.where = lines
    return error
