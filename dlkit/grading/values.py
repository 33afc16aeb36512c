"""Plain values as bytes and back: all that crosses between the tests and a student's code.

A value becomes a tree of JSON and one block of bytes for the contents of arrays. Decoding builds exact builtins,
arrays, tensors and handles from a closed list of tags, whatever the bytes say; nothing is ever unpickled or imported.
What is not plain stays where it is, and its *handle*, a number, crosses instead.

    writer = Writer(handle)      tree = writer.tree(value)      writer.blob     writer.mutable
    reader = Reader(blob, handle)               value = reader.value(tree)      reader.mutable

`mutable` lists what was passed by reference (arrays, lists, generators, ...), in the same order on both sides: so
changes that a function makes to its arguments can travel back.
"""

import sys

import numpy as np

MOST_DEPTH, MOST_ITEMS, MOST_BYTES = 50, 200_000, 1 << 27   # of one message
KINDS = "biufc"                                               # dtypes of arrays: bool, int, uint, float, complex
TENSORS = ("bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128").split()


class Malformed(ValueError):
    """A message that no honest program sends."""


class NotPlain(TypeError):
    """A value that cannot cross; the message names it."""


class Writer:
    """handle(value) -> JSON tree for something that stays here; it may raise NotPlain."""

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
            return value if abs(value) < 2**53 else ["i", hex(value)]
        if kind is list or kind is tuple or kind is set or kind is frozenset:
            if kind is list:
                self.mutable.append(value)
            return [kind.__name__, [self.tree(item, depth + 1) for item in value]]
        if kind is dict:
            self.mutable.append(value)
            pairs = [[self.tree(key, depth + 1), self.tree(item, depth + 1)] for key, item in value.items()]
            return ["dict", pairs]
        if kind is np.ndarray and value.dtype.kind in KINDS and not value.dtype.metadata:
            self.mutable.append(value)
            return ["array", value.dtype.str, list(value.shape), *self._bytes(np.ascontiguousarray(value).tobytes())]
        if kind is np.ndarray and value.dtype.kind in "U":
            self.mutable.append(value)
            return ["texts", list(value.shape), [self.tree(str(item), depth + 1) for item in value.ravel()]]
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return ["scalar", value.dtype.str, *self._bytes(value.tobytes())]
        if kind is complex:
            return ["complex", value.real.hex(), value.imag.hex()]
        if kind is bytes:
            return ["bytes", *self._bytes(value)]
        if kind is slice:
            return ["slice", [self.tree(part, depth + 1) for part in (value.start, value.stop, value.step)]]
        if kind is range:
            return ["range", [value.start, value.stop, value.step]]
        if value is Ellipsis:
            return ["..."]
        if kind in (np.str_, np.bytes_):
            return str(value)
        if isinstance(value, np.dtype) and value.kind in KINDS:
            return ["dtype", value.str]
        if isinstance(value, type) and issubclass(value, np.generic) and np.dtype(value).kind in KINDS:
            return ["npclass", np.dtype(value).name]
        if kind is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
            self.mutable.append(value)
            state = self.tree(value.bit_generator.state, depth + 1)
            del self.mutable[-2:]       # the two dicts of the state: the generator is what can change
            return ["rng", state]
        return self._torch(value, kind, depth)

    def _torch(self, value, kind, depth):
        torch = sys.modules.get("torch")
        if torch is None:
            return self.handle(value)
        if kind in (torch.Tensor, torch.nn.Parameter) and value.layout is torch.strided:
            if value.requires_grad and value.grad_fn is not None:
                raise NotPlain("a tensor with a gradient history: detach() it")
            self.mutable.append(value)
            name = str(value.dtype).removeprefix("torch.")
            flat = value.detach().cpu().contiguous()
            raw = (flat.view(torch.int16) if name == "bfloat16" else flat.resolve_conj()).numpy().tobytes()
            return ["tensor", name, list(value.shape), bool(value.requires_grad), *self._bytes(raw)]
        if kind is torch.Size:
            return ["size", list(value)]
        if kind is torch.dtype and str(value).removeprefix("torch.") in TENSORS:
            return ["tdtype", str(value).removeprefix("torch.")]
        if kind is torch.Generator and value.device.type == "cpu":
            self.mutable.append(value)
            return ["trng", *self._bytes(value.get_state().numpy().tobytes())]
        return self.handle(value)

    def _bytes(self, raw):
        self.parts.append(raw)
        self.size += len(raw)
        if self.size > MOST_BYTES:
            raise NotPlain(f"more than {MOST_BYTES >> 20} MiB in one value")
        return self.size - len(raw), len(raw)


class Reader:
    """handle(tree) -> whatever stands for something on the other side; it raises Malformed for one unknown."""

    def __init__(self, blob, handle):
        self.blob, self.handle, self.items, self.mutable = blob, handle, 0, []

    def value(self, tree, depth=0):
        self.items += 1
        if depth > MOST_DEPTH or self.items > MOST_ITEMS:
            raise Malformed("too many parts, or nested too deeply")
        if tree is None or type(tree) in (bool, str, int):
            return tree
        if type(tree) is not list or not tree or type(tree[0]) is not str:
            raise Malformed("an untagged value")
        read = getattr(self, f"_{TAGS.get(tree[0], 'unknown')}")
        try:
            return read(depth + 1, *tree[1:])
        except Malformed:
            raise
        except (TypeError, ValueError, OverflowError, KeyError, AttributeError, RuntimeError) as error:
            raise Malformed(f"a bad {tree[0][:20]!r}: {str(error)[:200]}") from None

    def _unknown(self, *_):
        raise Malformed("an unknown kind of value")

    def _float(self, _, text):
        return float.fromhex(text)

    def _int(self, _, text):
        if len(text) > 1000:
            raise Malformed("a very large whole number")
        return int(text, 16)

    def _complex(self, _, real, imag):
        return complex(float.fromhex(real), float.fromhex(imag))

    def _list(self, depth, items):
        found = self._keep([])
        found.extend(self.value(item, depth) for item in items)
        return found

    def _tuple(self, depth, items):
        return tuple(self.value(item, depth) for item in items)

    def _set(self, depth, items):
        return {self.value(item, depth) for item in items}

    def _frozenset(self, depth, items):
        return frozenset(self.value(item, depth) for item in items)

    def _dict(self, depth, pairs):
        found = self._keep({})
        for key, item in pairs:
            key = self.value(key, depth)
            found[key] = self.value(item, depth)
        return found

    def _array(self, _, dtype, shape, start, size):
        return self._keep(np.frombuffer(self._slice(start, size), self._dtype(0, dtype)).reshape(self._shape(shape)).copy())

    def _texts(self, depth, shape, items):
        found = self._keep(np.array([self.value(item, depth) for item in items], dtype=np.str_).reshape(self._shape(shape)))
        return found

    def _scalar(self, _, dtype, start, size):
        return np.frombuffer(self._slice(start, size), self._dtype(0, dtype), count=1)[0]

    def _bytes(self, _, start, size):
        return bytes(self._slice(start, size))

    def _slice_(self, depth, parts):
        return slice(*(self.value(part, depth) for part in parts))

    def _range(self, _, parts):
        return range(*parts)

    def _ellipsis(self, _):
        return Ellipsis

    def _dtype(self, _, name):
        dtype = np.dtype(str(name)[:10])
        if dtype.kind not in KINDS or dtype.hasobject:
            raise Malformed("an array of objects")
        return dtype

    def _npclass(self, _, name):
        return self._dtype(0, name).type

    def _rng(self, depth, state):
        state = self.value(state, depth)
        del self.mutable[-2:]
        generator = np.random.Generator(np.random.PCG64(0))
        generator.bit_generator.state = state
        return self._keep(generator)

    def _tensor(self, _, name, shape, requires_grad, start, size):
        import torch

        if name not in TENSORS:
            raise Malformed("a tensor of an unknown dtype")
        raw = bytearray(self._slice(start, size))
        dtype = getattr(torch, name)
        flat = torch.frombuffer(raw, dtype=dtype) if raw else torch.empty(0, dtype=dtype)
        return self._keep(flat.reshape(self._shape(shape)).clone().requires_grad_(bool(requires_grad)))

    def _size(self, _, shape):
        import torch

        return torch.Size(self._shape(shape))

    def _tdtype(self, _, name):
        import torch

        if name not in TENSORS:
            raise Malformed("an unknown dtype")
        return getattr(torch, name)

    def _trng(self, _, start, size):
        import torch

        generator = torch.Generator()
        generator.set_state(torch.frombuffer(bytearray(self._slice(start, size)), dtype=torch.uint8))
        return self._keep(generator)

    def _handle(self, _, *parts):
        return self.handle(parts)

    def _keep(self, value):
        self.mutable.append(value)
        return value

    def _slice(self, start, size):
        if type(start) is not int or type(size) is not int or not 0 <= start <= start + size <= len(self.blob):
            raise Malformed("a piece outside the message")
        return memoryview(self.blob)[start:start + size]

    def _shape(self, shape):
        if len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
            raise Malformed("an impossible shape")
        return tuple(shape)


TAGS = {
    "f": "float", "i": "int", "complex": "complex", "list": "list", "tuple": "tuple", "set": "set",
    "frozenset": "frozenset", "dict": "dict", "array": "array", "texts": "texts", "scalar": "scalar",
    "bytes": "bytes", "slice": "slice_", "range": "range", "...": "ellipsis", "dtype": "dtype", "npclass": "npclass",
    "rng": "rng", "tensor": "tensor", "size": "size", "tdtype": "tdtype", "trng": "trng", "handle": "handle",
}


def plain(value):
    """(tree, bytes) of a value without handles: equal for equal values, so it tells whether something changed."""
    def refuse(other):
        return ["handle", id(other)]

    writer = Writer(refuse)
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

        with torch.no_grad():
            old.copy_(new)
