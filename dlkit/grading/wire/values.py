"""Plain values as bytes and back: all that crosses between the tests and a student's code.

A value becomes a tree of JSON and one block of bytes for the contents of arrays. Decoding builds exact builtins,
arrays, tensors and handles from a closed list of tags, whatever the bytes say; nothing is ever unpickled or imported.
What is not plain stays where it is, and its *handle*, a number, crosses instead; so it is with parameters
and other tensors that require a gradient (`tensors`).

    writer = Writer(handle)          tree = writer.tree(value)      writer.blob     writer.mutable
    reader = unpack.Reader(blob, handle)        value = reader.value(tree)      reader.mutable

`mutable` lists what was passed by reference (arrays, lists, generators, ...), in the same order on both sides: so
changes that a function makes to its arguments can travel back.
"""

import sys

import numpy as np

MAX_DEPTH, MAX_ITEMS, MAX_BYTES = 50, 200_000, 1 << 27  # of one message
KINDS = "biufc"  # dtypes of arrays: bool, int, uint, float, complex
TENSORS = {  # dtypes
    *("bool", "uint8", "int8", "int16", "int32", "int64"),
    *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
}


class Malformed(ValueError):
    """A message that no honest program sends."""


def element(values, i):
    """values[i] for a number that came over the wire: a whole one, from 0. Raises Malformed."""
    if type(i) is not int or i not in range(len(values)):
        raise Malformed("the number of nothing that is here")
    return values[i]


class NotPlain(TypeError):
    """A value that cannot cross; the message names it."""


class Writer:
    """handle(value, writer) -> JSON tree for something that stays here; it may raise NotPlain."""

    def __init__(self, handle):
        self.handle, self.parts, self.size, self.items, self.mutable = handle, [], 0, 0, []
        self.places = {}  # id -> tree of what the other side has already, for the parts of a value

    @property
    def blob(self):
        return b"".join(self.parts)

    def tree(self, value, depth=0):
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise NotPlain("a value with too many parts, or nested too deeply")
        if depth and id(value) in self.places:
            return self.places[id(value)]
        write = WRITERS.get(type(value), Writer._other)
        return write(self, value, depth + 1)

    def _itself(self, value, _):
        return value

    def _float(self, value, _):
        return ["f", value.hex()]

    def _int(self, value, _):
        if value.bit_length() > 3900:
            raise NotPlain("a very large whole number")
        return value if abs(value) < 2**53 else ["i", hex(value)]

    def _complex(self, value, _):
        return ["complex", value.real.hex(), value.imag.hex()]

    def _list(self, value, depth):
        self.mutable.append(value)
        return self._items(value, depth)

    def _items(self, value, depth):
        return [type(value).__name__, [self.tree(item, depth) for item in value]]

    def _dict(self, value, depth):
        self.mutable.append(value)
        return ["dict", [[self.tree(k, depth), self.tree(v, depth)] for k, v in value.items()]]

    def _array(self, value, depth):
        shape = list(value.shape)
        if value.dtype.kind in KINDS and not value.dtype.metadata:
            self.mutable.append(value)
            content = np.ascontiguousarray(value).tobytes()
            return ["array", value.dtype.str, shape, *self._piece(content)]
        if value.dtype.kind == "U":
            self.mutable.append(value)
            return ["texts", shape, [self.tree(str(item), depth) for item in value.ravel()]]
        return self.handle(value, self)

    def _bytes(self, value, _):
        return ["bytes", *self._piece(value)]

    def _slice(self, value, depth):
        parts = (value.start, value.stop, value.step)
        return ["slice", [self.tree(part, depth) for part in parts]]

    def _range(self, value, _):
        return ["range", [value.start, value.stop, value.step]]

    def _ellipsis(self, *_):
        return ["..."]

    def _text(self, value, _):
        return str(value)

    def _generator(self, value, depth):
        if type(value.bit_generator) is not np.random.PCG64:
            return self.handle(value, self)
        self.mutable.append(value)
        return ["rng", self.part(value.bit_generator.state, depth)]

    def _other(self, value, _):
        """What is told by its base class: scalars and dtypes of NumPy, and all that torch has."""
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return ["scalar", value.dtype.str, *self._piece(value.tobytes())]
        if isinstance(value, np.dtype) and value.kind in KINDS:
            return ["dtype", value.str]
        number = isinstance(value, type) and issubclass(value, np.generic)
        if number and np.dtype(value).kind in KINDS:
            return ["npclass", np.dtype(value).name]
        torch = sys.modules.get("torch")
        return self._torch(value, torch) if torch else self.handle(value, self)

    def _torch(self, value, torch):
        kind = type(value)
        if kind in (torch.Tensor, torch.nn.Parameter) and value.layout is torch.strided:
            if value.requires_grad or kind is torch.nn.Parameter:
                return self.handle(value, self)
            self.mutable.append(value)
            dtype = str(value.dtype).removeprefix("torch.")
            return ["tensor", dtype, list(value.shape), *self._piece(raw(value))]
        if kind is torch.Size:
            return ["size", list(value)]
        if kind is torch.dtype and str(value).removeprefix("torch.") in TENSORS:
            return ["tdtype", str(value).removeprefix("torch.")]
        if kind is torch.Generator and value.device.type == "cpu":
            self.mutable.append(value)
            return ["trng", *self._piece(value.get_state().numpy().tobytes())]
        return self.handle(value, self)

    def _piece(self, content):
        """(start, length) of the bytes in the block."""
        self.parts.append(content)
        self.size += len(content)
        if self.size > MAX_BYTES:
            raise NotPlain(f"more than {MAX_BYTES >> 20} MiB in one value")
        return self.size - len(content), len(content)

    def whole(self, value):
        """The tree of a value, or NotPlain, and nothing of it has been written."""
        parts, size, items, mutable = len(self.parts), self.size, self.items, len(self.mutable)
        try:
            return self.tree(value)
        except NotPlain:
            del self.parts[parts:], self.mutable[mutable:]
            self.size, self.items = size, items
            raise

    def part(self, value, depth=0):
        """The tree of what belongs to a value that can change: of its own, it is not one."""
        count = len(self.mutable)
        tree = self.tree(value, depth)
        del self.mutable[count:]
        return tree


WRITERS = {  # by the exact type
    **dict.fromkeys((type(None), bool, str), Writer._itself),
    float: Writer._float,
    int: Writer._int,
    complex: Writer._complex,
    list: Writer._list,
    **dict.fromkeys((tuple, set, frozenset), Writer._items),
    dict: Writer._dict,
    bytes: Writer._bytes,
    slice: Writer._slice,
    range: Writer._range,
    type(Ellipsis): Writer._ellipsis,
    **dict.fromkeys((np.str_, np.bytes_), Writer._text),
    np.ndarray: Writer._array,
    np.random.Generator: Writer._generator,
}


def raw(tensor):
    """The bytes of a tensor's numbers."""
    import torch

    flat = tensor.detach().cpu().contiguous()
    if flat.dtype is torch.bfloat16:  # which NumPy does not know
        return flat.view(torch.int16).numpy().tobytes()
    return flat.resolve_conj().numpy().tobytes()


def version_of(tensor):
    """Equal as long as a tensor with a history has not changed in place. None for leaves, whose changes are told by
    updates, and for what is no tensor."""
    history = getattr(type(tensor), "grad_fn", None) and tensor.grad_fn
    return (tensor.grad_fn, tensor._version) if history else None


def plain(value, places=()):
    """(tree, bytes) of a value without handles: equal for equal values, so it tells whether something changed.
    places: see Writer."""
    writer = Writer(lambda other, _: ["handle", id(other), version_of(other)])
    writer.places = places
    return writer.tree(value), writer.blob


def restore(old, new):
    """Make the mutable value `old` equal to `new`, in place."""
    kind = type(old)
    if kind is list:
        old[:] = new
    elif kind is dict:
        old.clear()
        old.update(new)
    elif kind is np.ndarray:
        if old.shape != new.shape:
            raise Malformed("an array that has changed its shape in place")
        old[...] = new
    elif kind is np.random.Generator:
        old.bit_generator.state = new.bit_generator.state
    elif hasattr(old, "get_state"):
        old.set_state(new.get_state())
    else:
        import torch

        if old.requires_grad or new.requires_grad or raw(old) != raw(new):
            has_history = new.requires_grad and not new.is_leaf  # there, and so here
            with torch.set_grad_enabled(has_history):
                old.copy_(new)
