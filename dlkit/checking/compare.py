"""Compare an answer with what was expected, and say in words how they differ: the wording of `dlkit.check`.

Kinds matter (an array is not a list, True is not 1); precision does not (float32 or float64, int or float).
Answers are first reduced to plain builtins and base arrays, so an object that claims to equal everything
equals nothing. torch is looked up, never imported: a value can only be a tensor if it was imported before.
"""

import sys

import numpy as np

KINDS = {
    "none": "None",
    "bool": "True or False",
    "number": "a number",
    "str": "a string",
    "array": "a NumPy array",
    "tensor": "a torch tensor",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "set": "a set",
}
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


def plain(value):
    """(kind, value): the value as an exact builtin or base array. Items of containers stay as they are."""
    torch = sys.modules.get("torch")
    if value is None:
        return "none", None
    if isinstance(value, (bool, np.bool_)):
        return "bool", bool(value)
    if isinstance(value, np.ndarray):
        value = np.asarray(value)  # a subclass becomes the base class
        return (
            plain(value[()])
            if value.ndim == 0 and value.dtype != object
            else ("array", value)
        )
    if isinstance(value, float):
        return "number", float.__float__(value)
    if isinstance(value, int):
        return "number", int.__index__(value)
    if isinstance(value, (complex, np.number)):
        return "number", np.asarray(value).item()
    if isinstance(value, str):
        return "str", str.__str__(value)
    if torch and isinstance(value, torch.Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            value = value.detach().cpu().resolve_conj().resolve_neg().to_dense()
            return "tensor", np.asarray(
                (value.float() if value.dtype == torch.bfloat16 else value).numpy()
            )
    for kind, type_ in (
        ("list", list),
        ("tuple", tuple),
        ("set", set),
        ("set", frozenset),
    ):
        if isinstance(value, type_):
            return kind, (set if kind == "set" else list)(type_.__iter__(value))
    if isinstance(value, dict):
        return "dict", {
            key: dict.__getitem__(value, key) for key in dict.__iter__(value)
        }
    return type(value).__name__, value


def difference(got, want, rtol=1e-4, atol=1e-6):
    """None when `got` is as good as `want`, else lines that say how it differs; the first stands alone."""
    kind, value = plain(got)
    want_kind, want_value = plain(want)
    if kind == "none" and want_kind != "none":
        return ["it returned None. Did you forget the return statement?"]
    if {kind, want_kind} <= {"list", "tuple"}:
        return _items(value, want_value, rtol, atol)
    if kind != want_kind:
        lines = [f"it is {_a(kind, value)}, expected {_a(want_kind, want_value)}"]
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
        return [f"it has {len(got)} item{'s' * (len(got) != 1)}, expected {len(want)}"]
    for i, (a, b) in enumerate(zip(got, want, strict=True)):
        if lines := difference(a, b, rtol, atol):
            return [f"item [{i}]: {lines[0]}", *lines[1:]]


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


def _arrays(got, want, rtol, atol):
    if got.dtype.kind not in "biufc" or want.dtype.kind not in "biufc":
        if got.dtype.kind == "O" and want.dtype.kind != "O":
            return [
                "it is an array of Python objects (dtype=object), not of numbers",
                "Are its rows of different lengths?",
            ]
        if got.dtype.kind != want.dtype.kind:
            return [f"its entries are {_entries_of(got)}, expected {_entries_of(want)}"]
        if got.shape != want.shape:
            return _shape(got, want, None)
        return _items(got.tolist(), want.tolist(), rtol, atol)
    if got.shape != want.shape:
        return _shape(got, want, lambda a, b: _close(a, b, rtol, atol).all())
    if (got.dtype.kind == "b") != (want.dtype.kind == "b"):
        return [
            f"its entries are {_entries_of(got)}, expected {_entries_of(want)}",
            CONVERT["number", "bool"]
            if want.dtype.kind == "b"
            else "x.astype(float) makes numbers",
        ]
    if got.dtype.kind == "c" != want.dtype.kind:
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
            "The values are right, only the shape is not: see reshape, and keepdims in sums"
        )
    elif got.shape == (n, n) and want.shape in [(n,), (n, 1), (1, n)]:
        lines.append(
            f"A column ({n}, 1) and a row ({n},) broadcast to ({n}, {n}): give both one shape first"
        )
    elif got.ndim + 1 == want.ndim and want.size and 1 in want.shape:
        lines.append("Did a sum, a mean or a max drop an axis? keepdims=True keeps it")
    elif got.size == 1 or want.size == 1:
        lines.append(
            "Did a sum, a mean or a max run over the wrong entries? See its axis argument"
        )
    elif got.size > want.size and got.ndim > want.ndim:
        lines.append(
            "Did two shapes broadcast against each other? Print the shape of each step"
        )
    return lines


def _hints(got, want, equal):
    """What is often behind wrong values of the right shape: the first pattern that fits all entries."""
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


def numbers(a, b):
    """Two numbers as texts, with as many digits as it takes to tell them apart."""
    for digits in (4, 6, 9, 12, 17):
        texts = [
            str(x) if isinstance(x, (bool, np.bool_)) else f"{x:.{digits}g}"
            for x in (a, b)
        ]
        if texts[0] != texts[1]:
            break
    return texts


def short(value, width=88):
    """One line, abbreviated, for a value of any kind."""
    kind, value = plain(value)
    if kind in ("array", "tensor"):
        text = " ".join(_values(value).split())
        text = text if len(text) <= width else f"{text[: width - 4]} ..."
        return f"{kind} of shape {value.shape}, {value.dtype}: {text}"
    if kind == "number":
        return f"{value:.6g}" if isinstance(value, float) else str(value)
    if kind in ("list", "tuple"):
        text = ", ".join(short(item, 40) for item in value[:8]) + (
            ", ..." if len(value) > 8 else ""
        )
        return f"[{text}]" if kind == "list" else f"({text}{',' * (len(value) == 1)})"
    if isinstance(
        value, np.random.Generator
    ):  # its repr ends in an address, which says nothing
        return "a random generator"
    try:
        text = repr(value)
    except Exception:
        return f"<{kind}>"
    return text if len(text) <= width else f"{text[: width - 4]} ..."


def show(value):
    """The lines that show a value in a message: an array with its shape, dtype and (abbreviated) entries."""
    given = value
    kind, value = plain(value)
    if kind in ("array", "tensor") and value.size:
        return [
            f"{kind} of shape {value.shape}, {value.dtype}",
            *_values(value).splitlines(),
        ]
    if kind in ("list", "tuple", "dict"):
        items = list(value.items() if kind == "dict" else enumerate(value))
        if not all(
            plain(item)[0] in ("none", "bool", "number", "str") for _, item in items
        ):
            lines = [f"[{key!r}] {short(item)}" for key, item in items]
            return [f"{kind} of {len(items)}", *lines[:8], *["..."][: len(lines) > 8]]
    return [short(given)]


def _values(array):
    edge = 3 if array.ndim < 2 else 2
    return np.array2string(
        array,
        precision=4,
        threshold=24,
        edgeitems=edge,
        max_line_width=92,
        separator=", ",
    )


def _entries_of(array):
    words = {"b": "True/False (bool)", "U": "strings", "O": "Python objects"}
    return words.get(array.dtype.kind, f"numbers ({array.dtype})")


def _a(kind, value):
    if kind == "bool":
        return str(value)
    if kind in ("number", "str"):
        return f"{KINDS[kind]} ({short(value, 40)})"
    if kind in ("array", "tensor"):
        return f"{KINDS[kind]} of shape {value.shape}"
    return KINDS.get(kind, f"of type {kind}")
