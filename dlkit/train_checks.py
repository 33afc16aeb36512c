"""What `train.fit` and `train.accuracy` say when an argument does not fit."""

import math

import numpy as np
import torch
from torch.nn import functional as F


def settings(model, epochs, batch_size, lr, optimizer, generator):
    """Raise TypeError or ValueError that names the argument, its value and what was expected."""
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"model: expected a torch.nn.Module, got {model!r}")
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(
                f"{name}: expected a whole number, at least 1, got {value!r}"
            )
    if not isinstance(lr, int | float) or not 0 < lr < math.inf:
        raise ValueError(f"lr: expected a positive number, got {lr!r}")
    if optimizer is not None and not callable(optimizer):
        raise TypeError(
            "optimizer: expected a class such as torch.optim.SGD, which fit calls with the model's "
            f"parameters; got {optimizer!r}"
        )
    if generator is not None and not isinstance(generator, torch.Generator):
        raise TypeError(
            f"generator: expected torch.Generator().manual_seed(0), got {generator!r}"
        )


def tensors(model, X, y, classes=False):
    """X and y as tensors on the model's device: floats in the model's dtype, integers as int64."""
    like = next(model.parameters(), None)
    if like is None:
        raise ValueError(
            f"model: expected parameters to train, {type(model).__name__} has none"
        )
    if len(X) != len(y) or len(X) == 0:
        raise ValueError(
            f"X, y: expected as many rows in both, at least one; got {len(X)} and {len(y)}"
        )
    X, y = (a if torch.is_tensor(a) else torch.tensor(np.asarray(a)) for a in (X, y))
    if classes and y.is_floating_point():
        raise TypeError(
            f"y: expected integer classes, got {y.dtype}: accuracy is for classification"
        )
    return tuple(
        a.to(like.device, like.dtype if a.is_floating_point() else torch.int64)
        for a in (X, y)
    )


def shapes(loss, output, y):
    """Refuse what a loss would broadcast silently: output (N, 1) against y (N,) gives (N, N) differences."""
    if not torch.is_tensor(
        output
    ):  # several outputs: only the caller's loss knows them
        return
    seen = f"for one batch the model's output is {tuple(output.shape)} and y is {tuple(y.shape)}"
    if y.is_floating_point():
        if output.shape != y.shape and (
            loss is F.mse_loss or output.numel() == y.numel()
        ):
            raise ValueError(
                f"y: expected the shape of the output (for one column: y.reshape(-1, 1)); {seen}"
            )
    elif loss is F.cross_entropy:
        if (output.ndim, output.shape[2:]) != (y.ndim + 1, y.shape[1:]):
            raise ValueError(
                f"y: expected one integer class a row, and an output (N, C) of logits; {seen}. "
                "Numbers to predict must be floats"
            )
        low, high, classes = y.min().item(), y.max().item(), output.shape[1]
        if low < 0 or high >= classes:
            raise ValueError(
                f"y: the output has {classes} columns, so classes 0 to {classes - 1} were expected; "
                f"got {low} to {high}"
            )


def advice(loss, epoch, step, X, lr):
    """Where the loss stopped being finite, and what to try."""
    where = f"the loss is {loss.item()} in epoch {epoch + 1}, step {step + 1}"
    if not X.isfinite().all():
        return f"{where}: X holds nan or inf; clean it first"
    return (
        f"{where}. Try a smaller lr than {lr:g}; standardise X; look for nan or huge values in y; "
        "give the loss logits rather than probabilities; clip the gradients"
    )
