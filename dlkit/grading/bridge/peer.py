"""Use objects that live in another process: call them, read and set their attributes, index and iterate them.

Both processes have a `Peer`. What is plain crosses by value (`values`); everything else stays, and the other side gets
a `Far` for it. Changes that a call makes to its arguments are repeated on the caller's side, and so are moves of the
global random states, so a test cell behaves as it would in a notebook. Gradients flow through (`tensors`). Neither side
trusts what arrives.
"""

import functools
import importlib

import torch

from dlkit.grading.bridge.arguments import OpenCalls
from dlkit.grading.bridge.broken import broken_by
from dlkit.grading.bridge.far import Far, FarFunction, parameters, signature_of
from dlkit.grading.bridge.objects import ObjectTable
from dlkit.grading.bridge.tensors import Tensors
from dlkit.grading.wire.channel import Closed, TooLate
from dlkit.grading.wire.errors import described, rebuilt
from dlkit.grading.wire.randomness import random_states, set_random_states, unpacked
from dlkit.grading.wire.unpack import Reader
from dlkit.grading.wire.values import Malformed, NotPlain, Writer

MAX_NESTED = 40  # a function that calls a function that calls ... across the bridge


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

    lends(value) says whether something that is not plain may be lent to the other side as a handle;
    shows_lines, whether the other side may see from which line an error came (one of a test would give it away).
    """

    def __init__(self, channel, serves=("call", "grad"), lends=callable, shows_lines=True):
        self.channel, self.serves, self.shows_lines = channel, serves, shows_lines
        self.objects, self.states = ObjectTable(lends), random_states()
        self.tensors = Tensors(self.objects, functools.partial(self.ask, "grad"))
        self.calls = OpenCalls(self.tensors.adopt)
        self.asked, self.nested = 0, 0  # how often; how many requests of the other side are open
        self.broken = None  # the `Broken` after which nothing more is asked

    def ask(self, action, *args, **kwargs):
        """Have the other side do something and return what comes back. Raises its exception, or Broken."""
        if self.broken:
            raise self.broken
        self.asked += 1
        mine, lent, writer = self.asked, len(self.objects), Writer(self._lend)
        try:
            leaves = [*self.tensors.leaves_among((*args, *kwargs.values()), writer)]
            request = {
                "do": action,
                "n": mine,
                "leaves": leaves,
                "args": [writer.tree(value) for value in args],
                "kwargs": {name: writer.tree(value) for name, value in kwargs.items()},
                "grads": torch.is_grad_enabled(),
            }
            self._send(request, writer)
            self.calls.begin(writer.mutable)
            try:
                while True:
                    message, blob = self.channel.receive()
                    if "do" not in message:
                        break
                    self._serve(message, blob)
                if message.get("re") != mine:
                    raise Malformed("a reply to nothing that was asked")
                result, error = self._result(message, blob)
            finally:
                self.calls.end()
        except NotPlain:
            self.tensors.forget(lent)
            raise
        except (Closed, TooLate, Malformed, RecursionError, MemoryError) as error:
            self.broken = broken_by(error)
            raise self.broken from None
        if error:  # raised here: a student's RecursionError is none of the bridge
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
        if action not in self.serves or self.nested >= MAX_NESTED:
            raise Malformed("a request that is not allowed")
        reader = Reader(blob, self._borrow)
        self.calls.remember()
        self._apply_updates(message, reader)
        leaves, args, kwargs = message.get("leaves"), message.get("args"), message.get("kwargs")
        if type(leaves) is not list or type(args) is not list or type(kwargs) is not dict:
            raise Malformed("a request without arguments")
        for tree in leaves:
            reader.part(tree)
        args = [reader.value(tree) for tree in args]
        kwargs = {name: reader.value(tree) for name, tree in kwargs.items()}
        self._apply_changes(message, reader)
        self.calls.begin(reader.mutable)
        self.calls.remember()
        act = self.tensors.gradients if action == "grad" else ACTIONS[action]
        writer, reply, lent = self.answer(), {"re": number}, len(self.objects)
        self.nested += 1
        try:
            with torch.set_grad_enabled(message.get("grads") is not False):
                reply["ok"] = writer.tree(act(*args, **kwargs))
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
        self._send(reply, writer)
        self.calls.end()  # not after an error of the bridge: nothing follows it

    def _result(self, message, blob):
        reader = Reader(blob, self._borrow)
        self._apply_updates(message, reader)
        result = reader.value(message.get("ok"))
        self._apply_changes(message, reader)
        return result, rebuilt(message["error"]) if "error" in message else None

    def _send(self, message, writer):
        if changed := self.calls.changes(writer):
            message["changed"] = changed
        states = random_states()
        if states != self.states:
            message["random"], self.states = writer.part(unpacked(states)), states
        if updates := self.tensors.updates(writer):
            message["tensors"] = updates
        self.channel.send(message, writer.blob)

    def _apply_updates(self, message, reader):
        try:
            if "random" in message:
                set_random_states(reader.part(message["random"]))
                self.states = random_states()
            if "tensors" in message:
                self.tensors.apply_updates(message["tensors"], reader.part)
        except Malformed:
            raise
        except Exception as error:
            raise Malformed(f"impossible update ({type(error).__name__})") from None

    def _apply_changes(self, message, reader):
        self.calls.apply(message.get("changed", []), reader)

    def answer(self):
        """A Writer for what is returned: its tensors keep their history."""
        return Writer(functools.partial(self._lend, returned=True))

    def pack(self, values):
        """({name: tree}, bytes, names of what cannot cross, such as a list of a million parts) of {name: value}."""
        writer, trees, refused = self.answer(), {}, set()
        for name, value in values.items():
            lent = len(self.objects)
            try:
                trees[name] = writer.whole(value)
            except NotPlain:
                self.tensors.forget(lent)
                refused.add(name)
        return trees, writer.blob, refused

    def unpack(self, trees, blob, names):
        """{name: value} of what the other side has packed, for those of `names` that are in it. Raises Malformed."""
        if type(trees) is not dict:
            raise Malformed("names without values")
        reader = Reader(blob, self._borrow)
        return {name: reader.value(trees[name]) for name in names if name in trees}

    def _lend(self, value, writer, returned=False):
        if isinstance(value, Far):
            return ["handle", "yours", value._number]
        if type(value) in (torch.Tensor, torch.nn.Parameter) and value.layout is torch.strided:
            return self.tensors.lend(value, writer, returned)
        if not self.objects.lends(value):
            raise NotPlain(f"a {type(value).__name__}, which cannot cross to the other process")
        return [
            "handle",
            "mine",
            self.objects.keep(value),
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
            if about:
                raise Malformed("a handle of too many parts")
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
