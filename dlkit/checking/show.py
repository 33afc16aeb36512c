"""Values as they are shown in the messages of `dlkit.check`.

They are first reduced to plain builtins and base arrays. torch is looked up, never
imported: a value can only be a tensor if it was imported before.
"""

import sys

import numpy as np

MAX_ITEMS = 8  # of a list, beyond which it is abbreviated
SIMPLE = ("none", "bool", "number", "str")

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


def plain(value):
    """(kind, value): the value as an exact builtin or base array.

    Items of containers stay as they are.
    """
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
        text = ", ".join(short(item, 40) for item in value[:MAX_ITEMS])
        if len(value) > MAX_ITEMS:
            text += ", ..."
        if kind == "list":
            return f"[{text}]"
        return f"({text},)" if len(value) == 1 else f"({text})"
    if isinstance(value, np.random.Generator):  # its repr is an address
        return "a random generator"
    try:
        text = repr(value)
    except Exception:
        return f"<{kind}>"
    return text if len(text) <= width else f"{text[: width - 4]} ..."


def show(value):
    """The lines that show a value in a message.

    An array has its shape, its dtype and its entries, abbreviated.
    """
    given = value
    kind, value = plain(value)
    if kind in ("array", "tensor") and value.size:
        return [
            f"{kind} of shape {value.shape}, {value.dtype}",
            *_values(value).splitlines(),
        ]
    if kind in ("list", "tuple", "dict"):
        items = list(value.items() if kind == "dict" else enumerate(value))
        if any(plain(item)[0] not in SIMPLE for _, item in items):
            lines = [f"[{key!r}] {short(item)}" for key, item in items[:MAX_ITEMS]]
            if len(items) > MAX_ITEMS:
                lines.append("...")
            return [f"{kind} of {len(items)}", *lines]
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


def entries_of(array):
    words = {"b": "True/False (bool)", "U": "strings", "O": "Python objects"}
    return words.get(array.dtype.kind, f"numbers ({array.dtype})")


def described(kind, value):
    if kind == "bool":
        return str(value)
    if kind in ("number", "str"):
        return f"{KINDS[kind]} ({short(value, 40)})"
    if kind in ("array", "tensor"):
        return f"{KINDS[kind]} of shape {value.shape}"
    return KINDS.get(kind, f"of type {kind}")
