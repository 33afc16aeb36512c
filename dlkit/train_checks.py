"""What `train.fit` and `train.accuracy` say when an argument does not fit."""

import math

import torch
from torch.nn import functional as F

from dlkit import arguments


def settings(
    model,
    *,
    epochs,
    batch_size,
    lr,
    optimizer,
    validation,
    schedule,
    patience,
    generator,
):
    """Raise TypeError or ValueError: the argument, its value, what was expected."""
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"model: expected a torch.nn.Module, got {model!r}")
    arguments.whole("epochs", epochs, least=1)
    arguments.whole("batch_size", batch_size, least=1)
    if not isinstance(lr, int | float) or not 0 < lr < math.inf:
        raise ValueError(f"lr: expected a positive number, got {lr!r}")
    if optimizer is not None and not callable(optimizer):
        raise TypeError(
            "optimizer: expected a class such as torch.optim.SGD, which fit calls with "
            f"the model's parameters; got {optimizer!r}"
        )
    pair = isinstance(validation, tuple | list) and len(validation) == 2
    if validation is not None and not pair:
        raise TypeError(
            "validation: expected a pair (X, y) of held-out samples, got "
            f"{type(validation).__name__}"
        )
    if schedule is not None and not callable(schedule):
        raise TypeError(
            "schedule: expected a function of the part of the training that is done, "
            f"such as lambda t: 1 - t; got {schedule!r}"
        )
    if patience is not None:
        arguments.whole("patience", patience, least=1)
        if validation is None:
            raise ValueError(
                "patience: needs validation=(X, y), whose loss says when to stop"
            )
    if generator is not None and not isinstance(generator, torch.Generator):
        raise TypeError(
            f"generator: expected torch.Generator().manual_seed(0), got {generator!r}"
        )


def first_parameter(model):
    """A parameter of the model, which says where it is and how precise."""
    parameter = next(model.parameters(), None)
    if parameter is None:
        raise ValueError(
            f"model: expected parameters to train, {type(model).__name__} has none"
        )
    return parameter


def factor(value):
    """Refuse what `schedule` returned unless it is a number that lr can be times."""
    try:
        good = 0 <= float(value) < math.inf
    except (TypeError, ValueError):
        good = False
    if not good:
        raise ValueError(
            "schedule: expected it to return a number, 0 or more, by which lr is "
            f"multiplied; it returned {value!r}"
        )


def rows(X, y, names="X, y"):
    if len(X) != len(y) or len(X) == 0:
        raise ValueError(
            f"{names}: expected as many rows in both, at least one; "
            f"got {len(X)} and {len(y)}"
        )


def shapes(loss, output, y, all_y):
    """Refuse what a loss would broadcast silently: output (N, 1) against y (N,) gives
    (N, N) differences. y: the batch's targets; all_y: those of all samples."""
    if not torch.is_tensor(output):  # several outputs: only the caller's loss knows
        return
    same = output.shape == y.shape
    seen = (
        f"for one batch the model's output is {tuple(output.shape)} "
        f"and y is {tuple(y.shape)}"
    )
    if y.is_floating_point():
        if not same and (loss is F.mse_loss or output.numel() == y.numel()):
            raise ValueError(
                "y: expected the shape of the output "
                f"(for one column: y.reshape(-1, 1)); {seen}"
            )
    elif loss is F.cross_entropy:
        if (output.ndim, output.shape[2:]) != (y.ndim + 1, y.shape[1:]):
            raise ValueError(
                "y: expected one integer class a row, and an output (N, C) of logits; "
                f"{seen}. Numbers to predict must be floats"
            )
        low, high, classes = all_y.min().item(), all_y.max().item(), output.shape[1]
        if low < 0 or high >= classes:
            raise ValueError(
                f"y: the output has {classes} columns, so classes 0 to {classes - 1} "
                f"were expected; got {low} to {high}"
            )


def advice(loss, epoch, step, X, lr):
    """Where the loss stopped being finite, and what to try."""
    where = f"the loss is {loss} in epoch {epoch + 1}, step {step + 1}"
    if not X.isfinite().all():
        return f"{where}: X holds nan or inf; clean it first"
    return (
        f"{where}. Try a smaller lr than {lr:g}; standardise X; look for nan or huge "
        "values in y; give the loss logits rather than probabilities; "
        "clip the gradients"
    )
