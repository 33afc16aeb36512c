"""The reading half of `values`: builds nothing but plain values, and believes nothing that it reads."""

import numpy as np

from dlkit.grading.wire.values import (
    KINDS,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ITEMS,
    TENSORS,
    Malformed,
    element,
)


class Reader:
    """handle(tree, read) -> whatever stands for something on the other side; it raises Malformed for one unknown.

    read(tree): the value of a part of the tree.
    """

    def __init__(self, blob, handle):
        self.blob, self.handle, self.items, self.mutable = blob, handle, 0, []
        self.places = ()  # values that are here already

    def value(self, tree, depth=0):
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
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
        except Exception as error:  # even SyntaxError, from NumPy for some names of dtypes
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
        for key_tree, item in pairs:
            key = self.value(key_tree, depth)
            found[key] = self.value(item, depth)
        return found

    def _array(self, _, dtype, shape, start, size):
        flat = np.frombuffer(*self._numbers(dtype, start, size))
        return self._keep(flat.reshape(self._shape(shape)).copy())

    def _texts(self, depth, shape, items):
        texts = [self.value(item, depth) for item in items]
        longest = max(map(len, texts), default=0)
        if 4 * len(texts) * longest > MAX_BYTES:  # all get the room of the longest
            raise Malformed("an array of long texts")
        flat = np.array(texts, dtype=np.str_)
        return self._keep(flat.reshape(self._shape(shape)))

    def _scalar(self, _, dtype, start, size):
        return np.frombuffer(*self._numbers(dtype, start, size), count=1)[0]

    def _numbers(self, name, start, size):
        """(bytes, dtype). Truth values become 0 or 1: with other bytes they would be neither True nor False."""
        raw, dtype = self._slice(start, size), self._dtype(0, name)
        return (np.frombuffer(raw, np.uint8) != 0 if dtype.kind == "b" else raw), dtype

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
        generator = np.random.Generator(np.random.PCG64(0))
        generator.bit_generator.state = self.part(state, depth)
        return self._keep(generator)

    def _tensor(self, _, name, shape, start, size):
        import torch

        if name not in TENSORS:
            raise Malformed("a tensor of an unknown dtype")
        raw = bytearray(self._numbers("?" if name == "bool" else "u1", start, size)[0])
        dtype = getattr(torch, name)
        flat = torch.frombuffer(raw, dtype=dtype) if raw else torch.empty(0, dtype=dtype)
        return self._keep(flat.reshape(self._shape(shape)).clone())

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
        generator.set_state(
            torch.frombuffer(bytearray(self._slice(start, size)), dtype=torch.uint8)
        )
        return self._keep(generator)

    def _argument(self, _, i):
        value = element(self.places, i)
        if type(value) in (list, dict):
            raise Malformed("a list within a list of arguments")  # perhaps within itself
        return value

    def _handle(self, depth, *parts):
        value = self.handle(parts, lambda tree: self.part(tree, depth))
        return (
            self._keep(value) if parts[0] in ("known", "history") and parts[-1] is True else value
        )

    def part(self, tree, depth=0):
        """What belongs to a value that can change: of its own, it is not one."""
        count = len(self.mutable)
        value = self.value(tree, depth)
        del self.mutable[count:]
        return value

    def _keep(self, value):
        self.mutable.append(value)
        return value

    def _slice(self, start, size):
        if (
            type(start) is not int
            or type(size) is not int
            or not 0 <= start <= start + size <= len(self.blob)
        ):
            raise Malformed("a piece outside the message")
        return memoryview(self.blob)[start : start + size]

    def _shape(self, shape):
        if len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
            raise Malformed("an impossible shape")
        return tuple(shape)


TAGS = {
    "f": "float",
    "i": "int",
    "complex": "complex",
    "list": "list",
    "tuple": "tuple",
    "set": "set",
    "frozenset": "frozenset",
    "dict": "dict",
    "array": "array",
    "texts": "texts",
    "scalar": "scalar",
    "bytes": "bytes",
    "slice": "slice_",
    "range": "range",
    "...": "ellipsis",
    "dtype": "dtype",
    "npclass": "npclass",
    "rng": "rng",
    "tensor": "tensor",
    "size": "size",
    "tdtype": "tdtype",
    "trng": "trng",
    "argument": "argument",
    "handle": "handle",
}
