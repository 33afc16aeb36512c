"""What a leaf holds: its values, its gradient, and whether it requires one."""

import torch

from dlkit.grading.wire.values import raw


def gradient(leaf):
    """Its .grad, or None: only leaves collect one."""
    return leaf.grad.detach().to_dense() if leaf.is_leaf and leaf.grad is not None else None


def snapshot(leaf):
    """Equal as long as nothing has changed."""
    grad = gradient(leaf)
    return leaf._version, leaf.requires_grad, raw(leaf), None if grad is None else raw(grad)


def contents(leaf, writer):
    """Values, gradient, and whether it requires one."""
    return writer.part(leaf.detach()), writer.part(gradient(leaf)), leaf.requires_grad


def assign(leaf, seen, values, grad, needs):
    """Give a leaf these values and this gradient, in place. seen: autograd has seen it there, not so through .data."""
    if (values.shape, values.dtype) != (leaf.shape, leaf.dtype):  # model.double(), or p.data = ...
        leaf.grad, leaf.data = None, values
    elif raw(values) != raw(leaf):
        with torch.no_grad():
            (leaf if seen else leaf.data).copy_(values)
    if leaf.is_leaf:
        leaf.requires_grad_(needs is True)
        leaf.grad = grad
