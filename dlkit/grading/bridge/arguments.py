"""Arguments that are changed in place while a call runs: both sides have a copy, and each message tells the changes.

A test gives an array to a student's function together with a callback that changes this array: in a notebook both see
one array. Here the callback's change goes with its answer, the function's next change with its next question, and the
last one with its result. An array in a list stays the same array: a list has changed only if its items have.
"""

import torch

from dlkit.grading.wire.values import Malformed, element, plain, restore


class Arguments:
    """What one call was given and can be changed; the same, in the same order, on both sides."""

    def __init__(self, values):
        self.values = values
        self.known = None  # what both sides last agreed on, once somebody looks for changes
        items = [(i, v) for i, v in enumerate(values) if type(v) not in (list, dict)]
        self.places = {id(value): ["argument", i] for i, value in reversed(items)}

    def seen(self, i):
        return plain(self.values[i], self.places)


class OpenCalls:
    """The calls that wait for their end, the outermost first. adopt(old, new): called for each tensor that changed."""

    def __init__(self, adopt):
        self.calls, self.adopt = [], adopt

    def begin(self, values):
        self.calls.append(Arguments(values))

    def end(self):
        self.calls.pop()

    def remember(self):
        """From now on changes are looked for: before any code runs that could make them."""
        for call in self.calls:
            if call.known is None:
                call.known = [call.seen(i) for i in range(len(call.values))]

    def changes(self, writer):
        """[[call, place, tree], ...] of all that has changed since the last message."""
        found = []
        for level, call in enumerate(self.calls):
            for i, old in enumerate(call.known or ()):
                if (new := call.seen(i)) != old:
                    writer.places = call.places
                    found.append([level, i, writer.part(call.values[i])])
                    writer.places, call.known[i] = {}, new
        return found

    def apply(self, changes, reader):
        """Repeat here what the other side has changed. Raises Malformed."""
        if type(changes) is not list:
            raise Malformed("changes without a list")
        for entry in changes:
            if type(entry) is not list or len(entry) != 3:
                raise Malformed("a change without a place")
            level, i, tree = entry
            call = element(self.calls, level)
            old = element(call.values, i)
            reader.places = call.values
            new = reader.part(tree)
            reader.places = ()
            both = isinstance(new, torch.Tensor) and isinstance(old, torch.Tensor)
            if type(new) is not type(old) and not both:
                raise Malformed("a change of one kind of value into another")
            try:
                restore(old, new)
                if both:
                    self.adopt(old, new)
            except (ValueError, TypeError, RuntimeError) as error:
                raise Malformed(f"an impossible change ({str(error)[:100]})") from None
            if call.known:
                call.known[i] = call.seen(i)
