"""Parameters, and other tensors that require a gradient, known on both sides of the bridge: autograd works across it.

The owner keeps the tensor; the other side gets a *stand-in* of the same values. One with a history has it there too:
it leads to the leaves that both sides know, and going backward it asks the owner for their gradients (first derivatives
only). What comes of an argument leads to that argument, and goes on from there at its owner. What has changed in a
leaf, its values or its `.grad`, travels with the next message, either way: a parameter that the test holds follows an
optimizer in the student's process, and the other way round.
"""

import torch
from torch.autograd.graph import get_gradient_edge

from dlkit.grading.wire.values import MOST_BYTES, Malformed, NotPlain, mark, raw


class Tensors:
    """Those of one Peer. A tensor's number is its place in the owner's `peer.objects`.

    Where a pair (whose, number) stands, "mine" is a tensor of this side, "yours" one of which this side has a stand-in.
    """

    def __init__(self, peer):
        self.peer, self.size = peer, 0
        self.known = {}  # (id of a tensor or stand-in, is it an argument with a history): pair, mark
        self.standins = {}  # number: stand-in
        self.leaves = {}  # pair: [leaf or stand-in, its state when it was last told]
        self.inputs = {}  # number: the edge of a tensor with a history, and those to which its stand-in leads
        self.arguments = {}  # node of a stand-in of an argument with a history: its edge, its number
        self.cut = 0  # > 0: gradients end at arguments

    def lend(self, tensor, writer, returned):
        """The tree for such a tensor: an argument, or something that is returned."""
        argument = not (tensor.is_leaf or returned)
        if argument:  # the last word of its tree says so
            writer.mutable.append(tensor)
        pair, before = self.known.get((id(tensor), argument), (None, None))
        if pair and before == mark(tensor):
            return ["handle", "known", *pair, argument]
        number = self.peer.keep(tensor)
        self._know(tensor, "mine", number, argument)
        if tensor.is_leaf:
            self.leaves["mine", number] = [tensor, state(tensor)]
            return [
                "handle",
                "leaf",
                number,
                type(tensor) is torch.nn.Parameter,
                *told(tensor, writer),
            ]
        # a test's own leaves, which the student has not been given, are not shown: their gradients end here
        found = []
        for behind, its in self._behind(tensor):
            if its is not None:
                found.append((behind, ["handle", "known", "yours", its, False]))
            elif (id(behind), False) in self.known or self.peer.shares(behind):
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
                if getattr(node, "variable", ALWAYS) is not ALWAYS:
                    found.append((node.variable, None))
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
            self.leaves["yours", number] = [leaf, state(leaf)]
            return leaf
        number, values, leaves, argument = parts
        values, leaves = self._fresh(read(values)), [*map(read, leaves)]
        standin = StandIn.apply(self.peer, number, argument is True, values, ALWAYS, *leaves)
        self._new(number, standin)
        if argument is True:
            self.arguments[standin.grad_fn] = get_gradient_edge(standin), number
        return standin

    def first(self, values, writer):
        """Trees of the leaves among arguments: a history that is written before them leads to them as well."""
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
            self.leaves[pair] = [old, state(old)]
            self.known[id(old), False] = self.known.pop((id(new), False))
        elif old.grad_fn is not None and not new.requires_grad and not old._is_view():
            old.detach_()

    def find(self, whose, number):
        """The tensor or stand-in that the other side calls (whose, number)."""
        tensor = self.standins.get(number) if whose == "mine" else self.peer.objects[number]
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
        self._count(tensor)
        self.known[id(tensor), argument] = (whose, number), mark(tensor)

    def _count(self, tensor):
        self.size += tensor.nbytes
        if self.size > MOST_BYTES:  # all of them stay until the test has ended
            raise NotPlain(
                f"tensors with gradients of more than {MOST_BYTES >> 20} MiB in one test"
            )

    def forget(self, number):
        """What was lent from this number on has not been sent: it could not cross as a whole."""

        def sent(pair):
            return pair[0] == "yours" or pair[1] < number

        self.known = {key: entry for key, entry in self.known.items() if sent(entry[0])}
        self.leaves = {pair: entry for pair, entry in self.leaves.items() if sent(pair)}

    def gradients(self, number, grad):
        """Of a tensor with a history, with respect to what its stand-in leads to: that is what it asks for."""
        if type(number) is not int or number not in self.inputs:
            raise Malformed("a request for the gradients of nothing that was lent")
        edge, inputs = self.inputs[number]
        self.cut += 1
        try:
            found = (
                torch.autograd.grad([edge], inputs, [grad], retain_graph=True, allow_unused=True)
                if inputs
                else ()
            )
        finally:
            self.cut -= 1
        return [None if grad is None else grad.to_dense() for grad in found]

    def news(self, writer):
        """What has changed in leaves since the last message."""
        found = []
        for pair, entry in self.leaves.items():
            leaf, before = entry
            entry[1] = state(leaf)
            if entry[1] != before:
                found.append([*pair, entry[1][:1] != before[:1], *told(leaf, writer)])
        return found

    @torch.inference_mode(False)
    def take(self, news, read):
        """Repeat here what has changed there."""
        for whose, number, seen, values, grad, needs in news:
            entry = self.leaves["yours" if whose == "mine" else "mine", number]
            values, grad = self._fresh(read(values)), self._fresh(read(grad))
            if (values.shape, values.dtype) != (entry[0].shape, entry[0].dtype):
                self._count(values)
            change(entry[0], seen, values, grad, needs)
            entry[1] = state(entry[0])


class StandIn(torch.autograd.Function):
    """Values of the other side; going backward, gradients from there."""

    @staticmethod
    def forward(ctx, peer, number, argument, values, *leaves):
        ctx.peer, ctx.number, ctx.argument, ctx.count = peer, number, argument, len(leaves)
        ctx.save_for_backward(*leaves)
        return values.clone()

    @staticmethod
    def backward(ctx, grad):
        if ctx.argument and ctx.peer.tensors.cut:  # the owner goes on from here
            return (None,) * (4 + ctx.count)
        found = ctx.peer.ask("grad", ctx.number, grad.detach())
        if torch.is_grad_enabled():  # create_graph=True: better an error than no second derivative
            found = [
                None if grad is None else Once.apply(grad, *ctx.saved_tensors) for grad in found
            ]
        return None, None, None, None, None, *found


class Once(torch.autograd.Function):
    """A gradient of the other side: what it depends on is not known here."""

    @staticmethod
    def forward(ctx, grad, *_):
        return grad.clone()

    @staticmethod
    def backward(ctx, _):
        raise RuntimeError("second derivatives do not pass between processes")


ALWAYS = torch.empty(
    0, requires_grad=True
)  # a stand-in requires a gradient, even if it leads to nothing


def gradient(leaf):
    """Its .grad, or None: only leaves collect one."""
    return leaf.grad.detach().to_dense() if leaf.is_leaf and leaf.grad is not None else None


def state(leaf):
    """Equal as long as nothing has changed."""
    grad = gradient(leaf)
    return leaf._version, leaf.requires_grad, raw(leaf), None if grad is None else raw(grad)


def told(leaf, writer):
    """Values, gradient, and whether it requires one."""
    return writer.part(leaf.detach()), writer.part(gradient(leaf)), leaf.requires_grad


def change(leaf, seen, values, grad, needs):
    """Give a leaf these values and this gradient, in place. seen: autograd has seen it there, not so through .data."""
    if (values.shape, values.dtype) != (leaf.shape, leaf.dtype):  # model.double(), or p.data = ...
        leaf.grad, leaf.data = None, values
    elif raw(values) != raw(leaf):
        with torch.no_grad():
            (leaf if seen else leaf.data).copy_(values)
    if leaf.is_leaf:
        leaf.requires_grad_(needs is True)
        leaf.grad = grad
