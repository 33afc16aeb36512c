"""Objects of the other process, as they look from this one: they can be called, read, set, indexed and iterated."""

import inspect


class Far:
    """An object of the other process."""

    def __init__(self, peer, number, kind):
        vars(self).update(_peer=peer, _number=number, _kind=kind)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._peer.ask("get", self, name)

    def __setattr__(self, name, value):
        self._peer.ask("set", self, name, value)

    def __getitem__(self, key):
        return self._peer.ask("item", self, key)

    def __setitem__(self, key, value):
        self._peer.ask("setitem", self, key, value)

    def __len__(self):
        return self._peer.ask("len", self)

    def __iter__(self):
        iterator = self._peer.ask("iter", self)
        while True:
            try:
                item = self._peer.ask("next", iterator)
            except StopIteration:
                return
            yield item

    def __repr__(self):
        return f"<{self._kind}>"


class FarFunction(Far):
    """One that can be called."""

    def __call__(self, *args, **kwargs):
        return self._peer.ask("call", self, *args, **kwargs)


def parameters(value):
    """[[name, kind], ...] of a callable, None where they cannot be told."""
    try:
        return [
            [p.name, int(p.kind), p.default is not p.empty]
            for p in inspect.signature(value).parameters.values()
        ]
    except (TypeError, ValueError):
        return None


def signature_of(names):
    try:
        names = names[:100]
        return inspect.Signature(
            [
                inspect.Parameter(
                    name,
                    inspect._ParameterKind(kind),
                    default=... if has else inspect.Parameter.empty,
                )
                for name, kind, has in names
            ]
        )
    except (TypeError, ValueError):
        return None
