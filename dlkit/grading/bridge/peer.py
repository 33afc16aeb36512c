"""Use objects that live in another process: call them, read and set their attributes, index and iterate them.

Both processes have a `Peer`. What is plain crosses by value (`values`); everything else stays, and the other side gets
a `Far` for it. Changes that a call makes to its arguments are repeated on the caller's side, and so are moves of the
global random states, so a test cell behaves as it would in a notebook. Gradients flow through (`tensors`). Neither side
trusts what arrives.
"""

import functools
import importlib

import torch

from dlkit.grading.bridge.far import Far, FarFunction, parameters, signature_of
from dlkit.grading.bridge.tensors import Tensors
from dlkit.grading.wire.channel import Closed, TooLate
from dlkit.grading.wire.errors import described, rebuilt
from dlkit.grading.wire.randomness import random_states, set_random_states, unpacked
from dlkit.grading.wire.unpack import Reader
from dlkit.grading.wire.values import Malformed, NotPlain, Writer, plain, restore

MOST_NESTED = 40  # a function that calls a function that calls ... across the bridge
MOST_OBJECTS = 20_000


class Broken(BaseException):
    """The other side died, took too long or sent nonsense. No `except Exception` of a test cell hides it."""


ACTIONS = {
    "call": lambda f, *args, **kwargs: f(*args, **kwargs),
    "get": getattr,
    "set": setattr,
    "item": lambda x, key: x[key],
    "setitem": lambda x, key, value: x.__setitem__(key, value),
    "len": len,
    "iter": iter,
    "next": next,
    "there": lambda name, *args, **kwargs: _named(name)(*args, **kwargs),
}


class Peer:
    """One end. serves: the actions that the other side may ask for, names of ACTIONS.

    shares(value) says whether something that is not plain may be lent to the other side as a handle;
    shows_lines, whether the other side may see from which line an error came (one of a test would give it away).
    """

    def __init__(self, channel, serves=("call", "grad"), shares=callable, shows_lines=True):
        self.channel, self.serves, self.shares, self.shows_lines = (
            channel,
            serves,
            shares,
            shows_lines,
        )
        self.objects, self.number, self.nested, self.broken = [], 0, 0, ""
        self.states, self.tensors = random_states(), Tensors(self)

    def ask(self, action, *args, **kwargs):
        """Have the other side do something and return what comes back. Raises its exception, or Broken."""
        if self.broken:
            raise Broken(self.broken)
        self.number += 1
        mine, lent, writer = self.number, len(self.objects), Writer(self._lend)
        try:
            first = [*self.tensors.first((*args, *kwargs.values()), writer)]
            request = {
                "do": action,
                "n": mine,
                "leaves": first,
                "args": [writer.tree(value) for value in args],
                "kwargs": {name: writer.tree(value) for name, value in kwargs.items()},
                "grads": torch.is_grad_enabled(),
            }
            self._send(request, writer)
            while True:
                message, blob = self.channel.receive()
                if "do" not in message:
                    break
                self._serve(message, blob)
            if message.get("re") != mine:
                raise Malformed("a reply to nothing that was asked")
            result, error = self._result(message, blob, writer.mutable)
        except NotPlain:
            self.tensors.forget(lent)
            raise
        except (Closed, TooLate, Malformed, RecursionError, MemoryError) as error:
            said = {Closed: "the process died", TooLate: "no answer in time"}
            self.broken = said.get(type(error), f"it sent {error}")
            raise Broken(self.broken) from None
        if (
            error
        ):  # raised here, so that a student's RecursionError is not taken for one of the bridge
            raise error
        return result

    def serve(self):
        """Answer requests until the other side closes."""
        while True:
            try:
                message, blob = self.channel.receive()
            except Closed:
                return
            if "do" not in message:
                raise Malformed("a reply to nothing that was asked")
            self._serve(message, blob)

    def _serve(self, message, blob):
        action, number = message.get("do"), message.get("n")
        if action not in self.serves or self.nested >= MOST_NESTED:
            raise Malformed("a request that is not allowed")
        reader = Reader(blob, self._borrow)
        self._take_news(message, reader)
        leaves, args, kwargs = message.get("leaves"), message.get("args"), message.get("kwargs")
        if type(leaves) is not list or type(args) is not list or type(kwargs) is not dict:
            raise Malformed("a request without arguments")
        for tree in leaves:
            reader.part(tree)
        args = [reader.value(tree) for tree in args]
        kwargs = {name: reader.value(tree) for name, tree in kwargs.items()}
        before = [plain(value) for value in reader.mutable]
        do = self.tensors.gradients if action == "grad" else ACTIONS[action]
        writer, reply, lent = self.answer(), {"re": number}, len(self.objects)
        self.nested += 1
        try:
            with torch.set_grad_enabled(message.get("grads") is not False):
                reply["ok"] = writer.tree(do(*args, **kwargs))
        except (Closed, TooLate, Malformed):
            raise
        except NotPlain as error:
            self.tensors.forget(lent)
            writer, reply["error"] = (
                self.answer(),
                {"kinds": ["TypeError"], "text": f"it returned {error}"},
            )
        except (Exception, SystemExit) as error:
            writer, reply["error"] = self.answer(), described(error, self.shows_lines)
        finally:
            self.nested -= 1
        pairs = enumerate(zip(reader.mutable, before, strict=True))
        reply["changed"] = [
            [i, writer.tree(value)] for i, (value, old) in pairs if plain(value) != old
        ]
        self._send(reply, writer)

    def _result(self, message, blob, mutable):
        reader = Reader(blob, self._borrow)
        self._take_news(message, reader)
        result = reader.value(message.get("ok"))
        changed = message.get("changed")
        if type(changed) is not list:
            raise Malformed("a reply without its changes")
        for entry in changed:
            if type(entry) is not list or len(entry) != 2 or entry[0] not in range(len(mutable)):
                raise Malformed("a change of nothing that was given")
            old, new = mutable[entry[0]], reader.value(entry[1])
            if type(new) is not type(old) and not (
                isinstance(new, torch.Tensor) and isinstance(old, torch.Tensor)
            ):
                raise Malformed("a change of one kind of value into another")
            try:
                restore(old, new)
                if isinstance(old, torch.Tensor):
                    self.tensors.adopt(old, new)
            except (ValueError, TypeError, RuntimeError) as error:
                raise Malformed(f"an impossible change ({str(error)[:100]})") from None
        return result, rebuilt(message["error"]) if "error" in message else None

    def _send(self, message, writer):
        states = random_states()
        if states != self.states:
            message["random"], self.states = writer.part(unpacked(states)), states
        if news := self.tensors.news(writer):
            message["tensors"] = news
        self.channel.send(message, writer.blob)

    def _take_news(self, message, reader):
        try:
            if "random" in message:
                set_random_states(reader.part(message["random"]))
                self.states = random_states()
            if "tensors" in message:
                self.tensors.take(message["tensors"], reader.part)
        except Malformed:
            raise
        except Exception as error:
            raise Malformed(f"impossible news ({type(error).__name__})") from None

    def answer(self):
        """A Writer for what is returned: its tensors keep their history."""
        return Writer(functools.partial(self._lend, returned=True))

    def keep(self, value):
        """The number of an object that is lent."""
        if len(self.objects) >= MOST_OBJECTS:
            raise NotPlain("one of too many objects that were lent to the other process")
        self.objects.append(value)
        return len(self.objects) - 1

    def _lend(self, value, writer, returned=False):
        if isinstance(value, Far):
            return ["handle", "yours", value._number]
        if type(value) in (torch.Tensor, torch.nn.Parameter) and value.layout is torch.strided:
            return self.tensors.lend(value, writer, returned)
        if not self.shares(value):
            raise NotPlain(f"a {type(value).__name__}, which cannot cross to the other process")
        return [
            "handle",
            "mine",
            self.keep(value),
            type(value).__name__,
            callable(value),
            parameters(value),
        ]

    def _borrow(self, parts, read):
        whose, number, *about = parts
        if whose in ("known", "leaf", "history"):
            return self.tensors.borrow(read, *parts)
        if type(number) is not int or number < 0:
            raise Malformed("a handle without a number")
        if whose == "yours":
            if number >= len(self.objects) or about:
                raise Malformed("a handle of nothing that was lent")
            return self.objects[number]
        kind, can_be_called, names = about
        kind = kind if type(kind) is str and kind.isidentifier() and len(kind) < 60 else "object"
        if not can_be_called:
            return Far(self, number, kind)
        far = FarFunction(self, number, kind)
        if signature := signature_of(names):
            vars(far)["__signature__"] = signature
        return far


def _named(name):
    """torch.optim.SGD of "torch.optim.SGD": for check.there, which runs beside the student's objects."""
    module, _, rest = name.partition(":")
    found = importlib.import_module(module)
    for part in rest.split("."):
        found = getattr(found, part)
    return found
