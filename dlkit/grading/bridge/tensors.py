"""Parameters, and other tensors that require a gradient, known on both sides of the bridge: autograd works across it.

The owner keeps the tensor; the other side gets a *stand-in* of the same values. One with a history has it there too:
it leads to the leaves that both sides know, and going backward it asks the owner for their gradients (first derivatives
only). What comes of an argument leads to that argument, and goes on from there at its owner. What has changed in a
leaf, its values or its `.grad`, travels with the next message, either way: a parameter that the test holds follows an
optimizer in the student's process, and the other way round.

One training step as messages, seen from the test; `numbers` is ["tensor", dtype, shape, start, size]:

    model = Net()       > call  ["handle", "yours", 1]
                        < ok    ["handle", "mine", 4, "Net", ...]           it stays there; a `Far` here
    W = model.weight    > get   ["handle", "yours", 4], "weight"
                        < ok    ["handle", "leaf", 5, True, numbers, None, True]      a stand-in here
    loss = f(model, X)  > call  ["handle", "yours", 2], ["handle", "yours", 4], numbers
                        < ok    ["handle", "history", 6, numbers, [["handle", "known", "mine", 5, False]], False]
    loss.backward()     > grad  6, numbers          dL/dloss; the owner asks autograd for dL/dW of its own tensors
                        < ok    [numbers]           dL/dW, which autograd adds to W.grad here
    step(model)         > call  ["handle", "yours", 3], ["handle", "yours", 4]
                          tensors  ["yours", 5, False, numbers, numbers, True]        the update: W.grad is new
                        < ok    None
                          tensors  ["mine", 5, True, numbers, numbers, True]          the update: so is W
"""

import torch
from torch.autograd.graph import get_gradient_edge

from dlkit.grading.bridge.leaves import assign, contents, snapshot
from dlkit.grading.bridge.standin import SOMETHING_TO_LEARN, StandIn
from dlkit.grading.wire.values import MAX_BYTES, Malformed, NotPlain, version_of


class Tensors:
    """Those of one side. A tensor's number is its place in the owner's `ObjectTable`, `objects`.

    ask_gradients(number, grad): what the owner answers when it is asked for `gradients`.

    Where a pair (whose, number) stands, "mine" is a tensor of this side, "yours" one of which this side has a stand-in.
    """

    def __init__(self, objects, ask_gradients):
        self.objects, self.ask_gradients, self.size = objects, ask_gradients, 0
        self.known = {}  # (id of a tensor or stand-in, is it an argument with a history): pair, version
        self.standins = {}  # number: stand-in
        self.leaves = {}  # pair: [leaf or stand-in, its snapshot when it was last told]
        self.inputs = {}  # number: the edge of a tensor with a history, and those to which its stand-in leads
        self.arguments = {}  # node of a stand-in of an argument with a history: its edge, its number
        self.stop_at_arguments = 0  # > 0 while the other side asks for gradients

    def lend(self, tensor, writer, returned):
        """The tree for such a tensor: an argument, or something that is returned."""
        argument = not (tensor.is_leaf or returned)
        if argument:  # the last word of its tree says so
            writer.mutable.append(tensor)
        pair, before = self.known.get((id(tensor), argument), (None, None))
        if pair and before == version_of(tensor):
            return ["handle", "known", *pair, argument]
        number = self.objects.keep(tensor)
        self._know(tensor, "mine", number, argument)
        if tensor.is_leaf:
            self.leaves["mine", number] = [tensor, snapshot(tensor)]
            return [
                "handle",
                "leaf",
                number,
                type(tensor) is torch.nn.Parameter,
                *contents(tensor, writer),
            ]
        # a test's own leaves, which the student has not been given, are not shown: their gradients end here
        found = []
        for behind, its in self._behind(tensor):
            if its is not None:
                found.append((behind, ["handle", "known", "yours", its, False]))
            elif (id(behind), False) in self.known or self.objects.lends(behind):
                found.append((behind, self.lend(behind, writer, returned)))
        self.inputs[number] = get_gradient_edge(tensor), [edge for edge, _ in found]
        return [
            "handle",
            "history",
            number,
            writer.part(tensor.detach()),
            [tree for _, tree in found],
            argument,
        ]

    def _behind(self, tensor):
        """What a tensor comes of: arguments as (edge, number), leaves as (leaf, None)."""
        found, stack, seen = [], [tensor.grad_fn], set()
        while stack:
            node = stack.pop()
            if node is not None and node not in seen:
                seen.add(node)
                if node in self.arguments:
                    found.append(self.arguments[node])
                    continue
                leaf = getattr(node, "variable", SOMETHING_TO_LEARN)
                if leaf is not SOMETHING_TO_LEARN:
                    found.append((leaf, None))
                stack += [before for before, _ in node.next_functions]
        return found

    @torch.inference_mode(False)
    @torch.enable_grad()  # as it was where it was made
    def borrow(self, read, how, *parts):
        """The tensor for such a tree. read: makes a value of a tree."""
        if how == "known":
            return self.find(*parts[:2])
        if how == "leaf":
            number, parameter, values, grad, needs = parts
            leaf = self._fresh(read(values))
            leaf = (
                torch.nn.Parameter(leaf, needs is True)
                if parameter is True
                else leaf.requires_grad_(needs is True)
            )
            leaf.grad = self._fresh(read(grad))
            self._new(number, leaf)
            self.leaves["yours", number] = [leaf, snapshot(leaf)]
            return leaf
        number, values, leaves, argument = parts
        values, leaves = self._fresh(read(values)), [*map(read, leaves)]
        standin = StandIn.apply(self, number, argument is True, values, SOMETHING_TO_LEARN, *leaves)
        self._new(number, standin)
        if argument is True:
            self.arguments[standin.grad_fn] = get_gradient_edge(standin), number
        return standin

    def leaves_among(self, values, writer):
        """Trees of the leaves in arguments: a history that is written before them leads to them as well."""
        groups = [
            value.values() if type(value) is dict else value
            for value in values
            if type(value) in (list, tuple, dict)
        ]
        for value in (*values, *(item for group in groups for item in group)):
            if isinstance(value, torch.Tensor) and value.requires_grad and value.is_leaf:
                yield writer.part(value)

    def adopt(self, old, new):
        """Make a tensor that was an argument what has become of it there: one that requires a gradient, or no more."""
        if type(old) is not torch.Tensor or (old.shape, old.dtype) != (new.shape, new.dtype):
            return
        pair, _ = self.known.get((id(new), False), (None, None))
        if pair in self.leaves and pair[0] == "yours" and not old.requires_grad:
            old.requires_grad_().grad = new.grad
            self.standins[pair[1]] = old
            self.leaves[pair] = [old, snapshot(old)]
            self.known[id(old), False] = self.known.pop((id(new), False))
        elif old.grad_fn is not None and not new.requires_grad and not old._is_view():
            old.detach_()

    def find(self, whose, number):
        """The tensor or stand-in that the other side calls (whose, number)."""
        tensor = self.standins.get(number) if whose == "mine" else self.objects[number]
        pair = "yours" if whose == "mine" else "mine", number
        if all(
            self.known.get((id(tensor), argument), (None,))[0] != pair for argument in (False, True)
        ):
            raise Malformed("a tensor that was never lent")
        return tensor

    def _fresh(self, tensor):
        """It, if it is only values: a handle would answer for itself, and a known tensor would get two names."""
        if tensor is not None and (
            type(tensor) is not torch.Tensor
            or tensor.requires_grad
            or (id(tensor), False) in self.known
        ):
            raise Malformed("a tensor in the place of its values")
        return tensor

    def _new(self, number, standin):
        if type(number) is not int or number in self.standins:
            raise Malformed("a tensor whose number is taken")
        self.standins[number] = standin
        self._know(standin, "yours", number)

    def _know(self, tensor, whose, number, argument=False):
        self._reserve(tensor)
        self.known[id(tensor), argument] = (whose, number), version_of(tensor)

    def _reserve(self, tensor):
        self.size += tensor.nbytes
        if self.size > MAX_BYTES:  # all of them stay until the test has ended
            raise NotPlain(f"tensors with gradients of more than {MAX_BYTES >> 20} MiB in one test")

    def forget(self, number):
        """What was lent from this number on has not been sent: it could not cross as a whole."""

        def sent(pair):
            return pair[0] == "yours" or pair[1] < number

        self.known = {key: entry for key, entry in self.known.items() if sent(entry[0])}
        self.leaves = {pair: entry for pair, entry in self.leaves.items() if sent(pair)}

    def gradients(self, number, grad):
        """Of a tensor with a history, with respect to what its stand-in leads to."""
        if type(number) is not int or number not in self.inputs:
            raise Malformed("a request for the gradients of nothing that was lent")
        edge, inputs = self.inputs[number]
        if not inputs:
            return []
        self.stop_at_arguments += 1
        try:
            found = torch.autograd.grad(
                [edge], inputs, [grad], retain_graph=True, allow_unused=True
            )
        finally:
            self.stop_at_arguments -= 1
        return [None if grad is None else grad.to_dense() for grad in found]

    def updates(self, writer):
        """What has changed in leaves since the last message."""
        found = []
        for pair, entry in self.leaves.items():
            leaf, before = entry
            entry[1] = snapshot(leaf)
            if entry[1] != before:
                found.append([*pair, entry[1][:1] != before[:1], *contents(leaf, writer)])
        return found

    @torch.inference_mode(False)
    def apply_updates(self, updates, read):
        """Repeat here what has changed there."""
        for whose, number, seen, values_tree, grad_tree, needs in updates:
            entry = self.leaves["yours" if whose == "mine" else "mine", number]
            values, grad = self._fresh(read(values_tree)), self._fresh(read(grad_tree))
            if (values.shape, values.dtype) != (entry[0].shape, entry[0].dtype):
                self._reserve(values)
            assign(entry[0], seen, values, grad, needs)
            entry[1] = snapshot(entry[0])
