"""Compare an answer with what was expected, and say in words how they differ.

Kinds matter (an array is not a list, True is not 1); precision does not (float32 or
float64, int or float). Only plain builtins and base arrays are compared, so an object
that claims to equal everything equals nothing.
"""

import numpy as np

from dlkit.checking.show import described, entries_of, numbers, plain, short

CONVERT = {  # (got, want): how to get from one to the other
    ("list", "array"): "np.array(...) makes an array of a list",
    ("tuple", "array"): "np.array(...) makes an array of a tuple",
    ("tensor", "array"): "x.detach().numpy() makes an array of a tensor",
    ("array", "tensor"): "torch.from_numpy(x) makes a tensor of an array",
    ("list", "tensor"): "torch.tensor(...) makes a tensor of a list",
    ("array", "list"): "x.tolist() makes a list of an array",
    ("tensor", "list"): "x.tolist() makes a list of a tensor",
    ("tensor", "number"): "x.item() takes the number out of a tensor",
    ("number", "bool"): "a comparison such as x > 0 gives True or False",
    (
        "number",
        "array",
    ): "did a sum, a mean or a max run over everything? See its axis argument",
}


def difference(got, want, rtol=1e-4, atol=1e-6):
    """None when `got` is as good as `want`, else lines that say how it differs.

    The first of them stands alone.
    """
    kind, value = plain(got)
    want_kind, want_value = plain(want)
    if kind == "none" and want_kind != "none":
        return ["it returned None. Did you forget the return statement?"]
    if {kind, want_kind} <= {"list", "tuple"}:
        return _items(value, want_value, rtol, atol)
    if kind != want_kind:
        expected = described(want_kind, want_value)
        lines = [f"it is {described(kind, value)}, expected {expected}"]
        if (kind, want_kind) in CONVERT:
            lines.append(CONVERT[kind, want_kind])
        return lines
    if kind == "dict":
        return _entries(value, want_value, rtol, atol)
    if kind in ("array", "tensor", "number"):
        return _arrays(np.asarray(value), np.asarray(want_value), rtol, atol)
    same = type(value) is type(want_value) and bool(want_value == value)
    return None if same else [f"it is {short(got)}, expected {short(want)}"]


def _items(got, want, rtol, atol):
    if len(got) != len(want):
        items = "item" if len(got) == 1 else "items"
        return [f"it has {len(got)} {items}, expected {len(want)}"]
    for i, (a, b) in enumerate(zip(got, want, strict=True)):
        if lines := difference(a, b, rtol, atol):
            return [f"item [{i}]: {lines[0]}", *lines[1:]]
    return None


def _entries(got, want, rtol, atol):
    missing = [key for key in want if key not in got]
    if missing or len(got) != len(want):
        extra = [key for key in got if key not in want]
        said = [
            f"{word} {', '.join(map(repr, keys))}"
            for word, keys in (("missing", missing), ("not expected", extra))
            if keys
        ]
        return [f"its keys are wrong: {'; '.join(said)}"]
    for key in want:
        if lines := difference(got[key], want[key], rtol, atol):
            return [f"entry [{key!r}]: {lines[0]}", *lines[1:]]
    return None


def _arrays(got, want, rtol, atol):
    if got.dtype.kind not in "biufc" or want.dtype.kind not in "biufc":
        if got.dtype.kind == "O" and want.dtype.kind != "O":
            return [
                "it is an array of Python objects (dtype=object), not of numbers",
                "Are its rows of different lengths?",
            ]
        if got.dtype.kind != want.dtype.kind:
            return [f"its entries are {entries_of(got)}, expected {entries_of(want)}"]
        if got.shape != want.shape:
            return _shape(got, want, None)
        return _items(got.tolist(), want.tolist(), rtol, atol)
    if got.shape != want.shape:
        return _shape(got, want, lambda a, b: _close(a, b, rtol, atol).all())
    if (got.dtype.kind == "b") != (want.dtype.kind == "b"):
        numbers_wanted = "x.astype(float) makes numbers"
        return [
            f"its entries are {entries_of(got)}, expected {entries_of(want)}",
            CONVERT["number", "bool"] if want.dtype.kind == "b" else numbers_wanted,
        ]
    if got.dtype.kind == "c" and want.dtype.kind != "c":
        return ["its entries are complex numbers, expected real ones"]
    close = _close(got, want, rtol, atol)
    if close.all():
        return None
    place = tuple(int(i) for i in np.argwhere(~close)[0])
    a, b = numbers(got[place], want[place])
    where = f" at [{', '.join(map(str, place))}]" if place else ""
    lines = [f"wrong value{where}: {a}, expected {b}"]
    if got.size > 1:
        lines.append(
            f"{(~close).sum()} of {got.size} entries differ{_by(got, want, close)}"
        )
    return lines + _hints(got, want, lambda a, b: bool(_close(a, b, rtol, atol).all()))


def _close(got, want, rtol, atol):
    if got.dtype.kind == "b":
        return np.asarray(got == want)
    with np.errstate(all="ignore"):
        return np.isclose(got, want, rtol=rtol, atol=atol, equal_nan=True)


def _by(got, want, close):
    with np.errstate(all="ignore"):
        gap = np.abs(
            np.asarray(got, complex if got.dtype.kind == "c" else float) - want
        )[~close]
    return f", by at most {gap.max():.3g}" if np.isfinite(gap).all() else ""


def _shape(got, want, equal):
    lines = [f"its shape is {got.shape}, expected {want.shape}"]
    n = want.size
    if equal is None:
        return lines
    if got.ndim >= 2 and got.T.shape == want.shape and equal(got.T, want):
        lines.append("The values are right but transposed: x.T swaps rows and columns")
    elif got.size == want.size and equal(got.reshape(want.shape), want):
        lines.append(
            "The values are right, only the shape is not: "
            "see reshape, and keepdims in sums"
        )
    elif got.shape == (n, n) and want.shape in [(n,), (n, 1), (1, n)]:
        lines.append(
            f"A column ({n}, 1) and a row ({n},) broadcast to ({n}, {n}): "
            "give both one shape first"
        )
    elif got.ndim + 1 == want.ndim and want.size and 1 in want.shape:
        lines.append("Did a sum, a mean or a max drop an axis? keepdims=True keeps it")
    elif got.size == 1 or want.size == 1:
        lines.append(
            "Did a sum, a mean or a max run over the wrong entries? "
            "See its axis argument"
        )
    elif got.size > want.size and got.ndim > want.ndim:
        lines.append(
            "Did two shapes broadcast against each other? Print the shape of each step"
        )
    return lines


def _hints(got, want, equal):
    """What is often behind wrong values: the first pattern that fits all entries."""
    if got.dtype.kind == "b":
        return []
    with np.errstate(all="ignore"):
        for word, test in (("nan (not a number)", np.isnan), ("infinite", np.isinf)):
            bad = test(got) & ~test(want)
            if bad.any():
                return [
                    f"{bad.sum()} of {got.size} entries are {word}: "
                    "did exp overflow, or was there a log of 0 or a division by 0?"
                ]
        if got.ndim == 2 and got.shape[0] == got.shape[1] and equal(got.T, want):
            return ["It is the expected answer transposed: x.T swaps rows and columns"]
        if np.any(want) and equal(-got, want):
            return ["It is minus the expected answer: look at the signs"]
        if got.dtype.kind in "iu" and equal(got, np.trunc(want)):
            return ["The decimals are cut off: an array of integers cannot hold them"]
        for decimals in range(1, 5):
            if got.size > 2 and np.array_equal(
                got, np.round(want, decimals).astype(got.dtype)
            ):
                return [f"It is rounded to {decimals} decimals: return it unrounded"]
        if got.size > 2 and np.count_nonzero(want) > 2:
            factor = np.vdot(want, got) / np.vdot(want, want)
            if np.isfinite(factor) and factor.real and equal(got / factor, want):
                return [
                    f"Every entry is {factor.real:.4g} times what it should be: "
                    "is a factor missing, or one too many?"
                ]
    return []
