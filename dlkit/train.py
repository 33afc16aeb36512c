"""One readable PyTorch training loop. Chapter 08 opens it and explains every line.

    history = fit(model, X, y, epochs=5, generator=torch.Generator().manual_seed(0))

All samples are in memory, so a mini-batch is `X[j]` for a vector `j` of random row numbers: faster than a
DataLoader for data that fits there. What is said when an argument does not fit is in `train_checks`.
"""

import math
import time
from dataclasses import dataclass, field
from functools import partial

import torch
from torch.nn import functional as F
from tqdm import tqdm

from dlkit import train_checks as checks


@dataclass(repr=False)
class History:
    """What `fit` saw, one float per epoch. A list stays empty where there is nothing to record."""

    loss: list = field(
        default_factory=list
    )  # mean over the epoch, while the weights change
    accuracy: list = field(
        default_factory=list
    )  # likewise, in [0, 1]; classification only
    val_loss: list = field(default_factory=list)  # after the epoch, on `validation`
    val_accuracy: list = field(default_factory=list)
    seconds: list = field(default_factory=list, compare=False)

    def __repr__(self):  # no times: the same training prints the same line
        curves = [
            f"; {name} {curve[0]:.3f} → {curve[-1]:.3f}"
            for name, curve in vars(self).items()
            if curve and name != "seconds"
        ]
        return f"History(epochs: {len(self.loss)}{''.join(curves)})"


class Diverged(ArithmeticError):
    """The loss became nan or infinite. The model keeps the weights with which that happened."""


def fit(
    model,
    X,
    y,
    *,
    epochs=5,
    batch_size=32,
    lr=1e-3,
    optimizer=None,
    loss=None,
    validation=None,
    generator=None,
    device=None,
    progress=None,
):
    """Train `model` in place by mini-batch gradient descent; return a `History`. Leaves it in eval mode.

    X: array or tensor (N, ...), a sample per row. y: its dtype chooses the loss.
        Integers (N,): classification, cross-entropy on the model's logits (N, C).
        Floats of the shape of the model's output: regression, mean squared error.
    optimizer: called as optimizer(parameters, lr=lr). Default Adam; or functools.partial(SGD, momentum=0.9).
    loss: called as loss(output, y_batch), gives the batch's mean. Default by y's dtype, see above.
    validation: (X, y), measured after each epoch. progress: True or False; default a bar on a terminal only.
    generator: the torch.Generator that shuffles; default PyTorch's global one. Same seed, same training.
    device: default where the model is; `dlkit.device.best()` for a GPU if there is one. The model stays there.
    Raises ValueError or TypeError for arguments that do not fit, Diverged if the loss is no longer finite.
    """
    checks.settings(model, epochs, batch_size, lr, optimizer, generator)
    model.to(device)  # None: it stays where it is
    X, y = checks.tensors(model, X, y)
    held_out = None if validation is None else checks.tensors(model, *validation)
    optimizer = (optimizer or partial(torch.optim.Adam, fused=True))(
        model.parameters(), lr=lr
    )
    loss = loss or (F.mse_loss if y.is_floating_point() else F.cross_entropy)
    history = History()
    bar = tqdm(
        range(epochs), unit="epoch", disable=None if progress is None else not progress
    )
    for epoch in bar:
        model.train()
        start, loss_sum, right = time.perf_counter(), 0.0, 0
        order = torch.randperm(len(X), generator=generator).to(X.device)
        for step, j in enumerate(
            order.split(batch_size)
        ):  # the last batch may be smaller
            output = model(X[j])  # forward
            checks.shapes(loss, output, y[j])
            batch_loss = loss(output, y[j])
            if not torch.isfinite(batch_loss):
                raise Diverged(checks.advice(batch_loss, epoch, step, X, lr))
            optimizer.zero_grad()
            batch_loss.backward()  # backward: a gradient per parameter
            optimizer.step()  # a step downhill
            loss_sum += batch_loss.item() * len(j)
            right += _right(output, y[j])
        _record(history.loss, history.accuracy, loss_sum, right, y)
        if held_out:
            loss_sum, right = _evaluate(model, *held_out, loss)
            _record(
                history.val_loss, history.val_accuracy, loss_sum, right, held_out[1]
            )
        history.seconds.append(time.perf_counter() - start)
        bar.set_postfix_str(f"loss {history.loss[-1]:.3f}")
    model.eval()
    return history


def accuracy(model, X, y):
    """The fraction of rows of X (N, ...) whose largest logit, of the model's (N, C), is that of class y (N,).

    Measured in eval mode, without gradients, in large batches; each layer gets its own mode back.
    """
    X, y = checks.tensors(model, X, y, classes=True)
    return _evaluate(model, X, y, F.cross_entropy)[1] / y.numel()


@torch.no_grad()
def _evaluate(model, X, y, loss, batch_size=1024):
    """The sum of the loss over all samples, and how many classes are right."""
    modes, loss_sum, right = (
        {layer: layer.training for layer in model.modules()},
        0.0,
        0,
    )
    model.eval()
    for X_batch, y_batch in zip(X.split(batch_size), y.split(batch_size), strict=True):
        output = model(X_batch)
        checks.shapes(loss, output, y_batch)
        loss_sum += loss(output, y_batch).item() * len(X_batch)
        right += _right(output, y_batch)
    for layer, mode in modes.items():
        layer.training = mode
    return loss_sum, right


def _right(output, y):
    """How many classes are right; nan where that has no meaning: y is not classes, or output not logits."""
    logits = (
        torch.is_tensor(output)
        and output.ndim == y.ndim + 1
        and not y.is_floating_point()
    )
    return (output.argmax(1) == y).sum().item() if logits else math.nan


def _record(losses, accuracies, loss_sum, right, y):
    losses.append(loss_sum / len(y))
    if not math.isnan(right):
        accuracies.append(right / y.numel())
