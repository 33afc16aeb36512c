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

MOST_DEPTH, MOST_ITEMS, MOST_BYTES = 50, 200_000, 1 << 27  # of one message
KINDS = "biufc"  # dtypes of arrays: bool, int, uint, float, complex
TENSORS = (
    "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128"
).split()


class Malformed(ValueError):
    """A message that no honest program sends."""


class NotPlain(TypeError):
    """A value that cannot cross; the message names it."""


class Writer:
    """handle(value, writer) -> JSON tree for something that stays here; it may raise NotPlain."""

    def __init__(self, handle):
        self.handle, self.parts, self.size, self.items, self.mutable = handle, [], 0, 0, []

    @property
    def blob(self):
        return b"".join(self.parts)

    def tree(self, value, depth=0):
        self.items += 1
        if depth > MOST_DEPTH or self.items > MOST_ITEMS:
            raise NotPlain("a value with too many parts, or nested too deeply")
        kind = type(value)
        if value is None or kind in (bool, str):
            return value
        if kind is float:
            return ["f", value.hex()]
        if kind is int:
            if value.bit_length() > 3900:
                raise NotPlain("a very large whole number")
            return value if abs(value) < 2**53 else ["i", hex(value)]
        if kind is list or kind is tuple or kind is set or kind is frozenset:
            if kind is list:
                self.mutable.append(value)
            return [kind.__name__, [self.tree(item, depth + 1) for item in value]]
        if kind is dict:
            self.mutable.append(value)
            pairs = [
                [self.tree(key, depth + 1), self.tree(item, depth + 1)]
                for key, item in value.items()
            ]
            return ["dict", pairs]
        if kind is np.ndarray and value.dtype.kind in KINDS and not value.dtype.metadata:
            self.mutable.append(value)
            return [
                "array",
                value.dtype.str,
                list(value.shape),
                *self._bytes(np.ascontiguousarray(value).tobytes()),
            ]
        if kind is np.ndarray and value.dtype.kind in "U":
            self.mutable.append(value)
            return [
                "texts",
                list(value.shape),
                [self.tree(str(item), depth + 1) for item in value.ravel()],
            ]
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return ["scalar", value.dtype.str, *self._bytes(value.tobytes())]
        if kind is complex:
            return ["complex", value.real.hex(), value.imag.hex()]
        if kind is bytes:
            return ["bytes", *self._bytes(value)]
        if kind is slice:
            return [
                "slice",
                [self.tree(part, depth + 1) for part in (value.start, value.stop, value.step)],
            ]
        if kind is range:
            return ["range", [value.start, value.stop, value.step]]
        if value is Ellipsis:
            return ["..."]
        if kind in (np.str_, np.bytes_):
            return str(value)
        if isinstance(value, np.dtype) and value.kind in KINDS:
            return ["dtype", value.str]
        if (
            isinstance(value, type)
            and issubclass(value, np.generic)
            and np.dtype(value).kind in KINDS
        ):
            return ["npclass", np.dtype(value).name]
        if kind is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
            self.mutable.append(value)
            return ["rng", self.part(value.bit_generator.state, depth + 1)]
        return self._torch(value, kind)

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

    def _torch(self, value, kind):
        torch = sys.modules.get("torch")
        if torch is None:
            return self.handle(value, self)
        if kind in (torch.Tensor, torch.nn.Parameter) and value.layout is torch.strided:
            if value.requires_grad or kind is torch.nn.Parameter:
                return self.handle(value, self)
            self.mutable.append(value)
            return [
                "tensor",
                str(value.dtype).removeprefix("torch."),
                list(value.shape),
                *self._bytes(raw(value)),
            ]
        if kind is torch.Size:
            return ["size", list(value)]
        if kind is torch.dtype and str(value).removeprefix("torch.") in TENSORS:
            return ["tdtype", str(value).removeprefix("torch.")]
        if kind is torch.Generator and value.device.type == "cpu":
            self.mutable.append(value)
            return ["trng", *self._bytes(value.get_state().numpy().tobytes())]
        return self.handle(value, self)

    def _bytes(self, raw):
        self.parts.append(raw)
        self.size += len(raw)
        if self.size > MOST_BYTES:
            raise NotPlain(f"more than {MOST_BYTES >> 20} MiB in one value")
        return self.size - len(raw), len(raw)


def raw(tensor):
    """The bytes of a tensor's numbers."""
    import torch

    flat = tensor.detach().cpu().contiguous()
    return (
        (flat.view(torch.int16) if flat.dtype is torch.bfloat16 else flat.resolve_conj())
        .numpy()
        .tobytes()
    )


def mark(tensor):
    """Equal as long as a tensor with a history has not changed in place; leaves tell their news, handles nothing."""
    return (
        (tensor.grad_fn, tensor._version)
        if getattr(type(tensor), "grad_fn", None) and tensor.grad_fn
        else None
    )


def plain(value):
    """(tree, bytes) of a value without handles: equal for equal values, so it tells whether something changed."""
    writer = Writer(lambda other, _: ["handle", id(other), mark(other)])
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
            with torch.set_grad_enabled(
                new.requires_grad and not new.is_leaf
            ):  # it has a history there: here too
                old.copy_(new)
