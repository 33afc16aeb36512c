"""A tensor with a history on the other side, as autograd sees it here."""

import torch


class StandIn(torch.autograd.Function):
    """Values of the other side; going backward, gradients from there."""

    @staticmethod
    def forward(ctx, tensors, number, argument, values, *leaves):
        ctx.tensors, ctx.number, ctx.argument, ctx.count = tensors, number, argument, len(leaves)
        ctx.save_for_backward(*leaves)
        return values.clone()

    @staticmethod
    def backward(ctx, grad):
        if ctx.argument and ctx.tensors.stop_at_arguments:  # the owner goes on from here
            return (None,) * (4 + ctx.count)
        found = ctx.tensors.ask_gradients(ctx.number, grad.detach())
        if torch.is_grad_enabled():  # create_graph=True: better an error than no second derivative
            known = ctx.saved_tensors
            found = [None if grad is None else FirstOrderOnly.apply(grad, *known) for grad in found]
        return None, None, None, None, None, *found


class FirstOrderOnly(torch.autograd.Function):
    """A gradient of the other side: what it depends on is not known here."""

    @staticmethod
    def forward(ctx, grad, *_):
        return grad.clone()

    @staticmethod
    def backward(ctx, _):
        raise RuntimeError("second derivatives do not pass between processes")


# a stand-in requires a gradient, even if it leads to nothing
SOMETHING_TO_LEARN = torch.empty(0, requires_grad=True)
