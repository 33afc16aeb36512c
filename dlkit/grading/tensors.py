"""Parameters, and other tensors that require a gradient, known on both sides of the bridge: autograd works across it.

The owner keeps the tensor; the other side gets a *stand-in* of the same values. An argument arrives as a leaf. What is
returned has a history there too: it leads to the leaves, and going backward it asks the owner for their gradients
(first derivatives only). What has changed in a leaf, its values or its `.grad`, travels with the next message, either
way: a parameter that the test holds follows an optimizer in the student's process, and the other way round.
"""

import torch

from dlkit.grading.far import Far
from dlkit.grading.values import MOST_BYTES, Malformed, NotPlain, raw


class Tensors:
    """Those of one Peer. A tensor's number is its place in the owner's `peer.objects`.

    Where a pair (whose, number) stands, "mine" is a tensor of this side, "yours" one of which this side has a stand-in.
    """

    def __init__(self, peer):
        self.peer, self.size = peer, 0
        self.known = {}         # id of a tensor or stand-in: its pair
        self.standins = {}      # number: stand-in
        self.leaves = {}        # pair: [leaf or stand-in, its state when it was last told]
        self.inputs = {}        # id of a tensor that was returned: the leaves to which its stand-in leads

    def lend(self, tensor, writer, returned):
        """The tree for such a tensor: an argument, or something that is returned."""
        if id(tensor) in self.known:
            return ["handle", "known", *self.known[id(tensor)]]
        number = self.peer.keep(tensor)
        self._know(tensor, "mine", number)
        if tensor.is_leaf or not returned:
            self.leaves["mine", number] = [tensor, state(tensor)]
            return ["handle", "leaf", number, type(tensor) is torch.nn.Parameter, *told(tensor, writer)]
        # a test's own leaves, which the student has not been given, are not shown: their gradients end here
        self.inputs[id(tensor)] = leaves = [
            leaf for leaf in leaves_of(tensor) if id(leaf) in self.known or self.peer.shares(leaf)]
        return ["handle", "history", number, writer.part(tensor.detach()),
                [self.lend(leaf, writer, returned) for leaf in leaves]]

    @torch.inference_mode(False)
    @torch.enable_grad()        # as it was where it was made
    def borrow(self, read, how, *parts):
        """The tensor for such a tree. read: makes a value of a tree."""
        if how == "known":
            return self.find(*parts)
        if how == "leaf":
            number, parameter, values, grad, needs = parts
            leaf = self._fresh(read(values))
            leaf = torch.nn.Parameter(leaf, needs is True) if parameter is True else leaf.requires_grad_(needs is True)
            leaf.grad = self._fresh(read(grad))
            self._new(number, leaf)
            self.leaves["yours", number] = [leaf, state(leaf)]
            return leaf
        number, values, leaves = parts
        values, leaves = self._fresh(read(values)), [*map(read, leaves)]
        standin = StandIn.apply(self.peer, number, values, *leaves)
        self._new(number, standin)
        return standin

    def find(self, whose, number):
        """The tensor or stand-in that the other side calls (whose, number)."""
        tensor = self.standins.get(number) if whose == "mine" else self.peer.objects[number]
        if self.known.get(id(tensor)) != ("yours" if whose == "mine" else "mine", number):
            raise Malformed("a tensor that was never lent")
        return tensor

    def _fresh(self, tensor):
        """It, if it is only values: a handle would answer for itself, and a known tensor would get two names."""
        if tensor is not None and (type(tensor) is not torch.Tensor or tensor.requires_grad or id(tensor) in self.known):
            raise Malformed("a tensor in the place of its values")
        return tensor

    def _new(self, number, standin):
        if type(number) is not int or number in self.standins:
            raise Malformed("a tensor whose number is taken")
        self.standins[number] = standin
        self._know(standin, "yours", number)

    def _know(self, tensor, *pair):
        self._count(tensor)
        self.known[id(tensor)] = pair

    def _count(self, tensor):
        self.size += tensor.nbytes
        if self.size > MOST_BYTES:      # all of them stay until the test has ended
            raise NotPlain(f"tensors with gradients of more than {MOST_BYTES >> 20} MiB in one test")

    def forget(self, number):
        """What was lent from this number on has not been sent: it could not cross as a whole."""
        self.known = {key: pair for key, pair in self.known.items() if pair[0] == "yours" or pair[1] < number}
        self.leaves = {pair: entry for pair, entry in self.leaves.items() if pair[0] == "yours" or pair[1] < number}

    def gradients(self, tensor, grad):
        """Of a tensor that was returned, with respect to its leaves: what its stand-in asks for."""
        if id(tensor) not in self.inputs:
            raise Malformed("a request for the gradients of nothing that was returned")
        leaves = self.inputs[id(tensor)]
        found = torch.autograd.grad(tensor, leaves, grad, retain_graph=True, allow_unused=True) if leaves else ()
        return [None if grad is None else grad.to_dense() for grad in found]

    def news(self, writer):
        """What has changed in leaves since the last message."""
        found = []
        for pair, entry in self.leaves.items():
            leaf, before = entry
            entry[1] = state(leaf)
            if entry[1] != before:
                found.append([*pair, *told(leaf, writer)])
        return found

    @torch.inference_mode(False)
    def take(self, news, read):
        """Repeat here what has changed there."""
        for whose, number, values, grad, needs in news:
            entry = self.leaves["yours" if whose == "mine" else "mine", number]
            values, grad = self._fresh(read(values)), self._fresh(read(grad))
            if (values.shape, values.dtype) != (entry[0].shape, entry[0].dtype):
                self._count(values)
            change(entry[0], values, grad, needs)
            entry[1] = state(entry[0])


class StandIn(torch.autograd.Function):
    """Values of the other side; going backward, gradients from there."""

    @staticmethod
    def forward(ctx, peer, number, values, *leaves):
        ctx.peer, ctx.number = peer, number
        return values.clone()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad):
        return None, None, None, *ctx.peer.ask("grad", Far(ctx.peer, ctx.number, "Tensor"), grad)


def leaves_of(tensor):
    """The leaves that require a gradient in the history of a tensor."""
    found, stack, seen = [], [tensor.grad_fn], set()
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            if hasattr(node, "variable"):
                found.append(node.variable)
            stack += [before for before, _ in node.next_functions]
    return found


def gradient(leaf):
    """Its .grad, or None: only leaves collect one."""
    return leaf.grad.detach().to_dense() if leaf.is_leaf and leaf.grad is not None else None


def state(leaf):
    """Equal as long as nothing has changed."""
    grad = gradient(leaf)
    return leaf.requires_grad, raw(leaf), None if grad is None else raw(grad)


def told(leaf, writer):
    """Values, gradient, and whether it requires one."""
    return writer.part(leaf.detach()), writer.part(gradient(leaf)), leaf.requires_grad


def change(leaf, values, grad, needs):
    """Give a leaf these values and this gradient, in place."""
    if (values.shape, values.dtype) != (leaf.shape, leaf.dtype):       # model.double(), or p.data = ...
        leaf.grad, leaf.data = None, values
    elif raw(values) != raw(leaf):
        with torch.no_grad():
            leaf.copy_(values)
    if leaf.is_leaf:
        leaf.requires_grad_(needs is True)
        leaf.grad = grad
