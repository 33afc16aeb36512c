"""One readable PyTorch training loop. Chapter 08 opens it and explains every line.

    seed = torch.Generator().manual_seed(0)
    history = fit(model, X, y, epochs=5, generator=seed)

All samples are in memory, so a mini-batch is `X[j]` for a vector `j` of random row
numbers: faster than a DataLoader for data that fits there. What is said when an
argument does not fit is in `train_checks`.
"""

import contextlib
import copy
import math
import time
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from torch.nn import functional as F
from tqdm import tqdm

from dlkit import train_checks as checks


@dataclass(repr=False)
class History:
    """What `fit` saw, one float per epoch. Empty lists: there was nothing to record."""

    # means over the epoch, while the weights change; accuracy, in [0, 1], for classes
    loss: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    # after the epoch, on `validation`
    val_loss: list = field(default_factory=list)
    val_accuracy: list = field(default_factory=list)
    seconds: list = field(default_factory=list, compare=False)

    @property
    def best_epoch(self):
        """The epoch, counted from 1, with the lowest val_loss, the first of equals;
        None without validation, and as long as val_loss is nan."""
        numbers = [value for value in self.val_loss if not math.isnan(value)]
        return 1 + self.val_loss.index(min(numbers)) if numbers else None

    def curves(self):
        """What there is to draw: plots.training.epochs(history.curves()).

        {"loss": {"training": (epochs, 1), "validation": (epochs, 1)}, "accuracy": …}
        """
        curves = {
            "loss": {"training": self.loss, "validation": self.val_loss},
            "accuracy": {"training": self.accuracy, "validation": self.val_accuracy},
        }
        curves = {
            measure: {what: np.array(c)[:, None] for what, c in both.items() if c}
            for measure, both in curves.items()
        }
        return {measure: both for measure, both in curves.items() if both}

    def __repr__(self):  # no times: the same training prints the same line
        curves = [
            f"; {name} {curve[0]:.3f} → {curve[-1]:.3f}"
            for name, curve in vars(self).items()
            if curve and name != "seconds"
        ]
        return f"History(epochs: {len(self.loss)}{''.join(curves)})"


class Diverged(ArithmeticError):
    """The loss became nan or infinite. The model keeps the weights that led there."""


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
    schedule=None,
    patience=None,
    generator=None,
    device=None,
    progress=None,
):
    """Train `model` in place by mini-batch gradient descent; return a `History`.

    The model is left in eval mode.

    X: array or tensor (N, ...), a sample per row. y: its dtype chooses the loss.
        Integers (N,): classification, cross-entropy on the model's logits (N, C).
        Floats of the shape of the model's output: regression, mean squared error.
    optimizer: called as optimizer(parameters, lr=lr). Default Adam; or a class such as
        torch.optim.SGD, or functools.partial(torch.optim.SGD, momentum=0.9).
    loss: called as loss(output, y_batch), gives the batch's mean. Default: see y.
    validation: (X, y), measured after each epoch.
    schedule: called before each step with the part of the training that is done, from
        0 up to but not including 1; the step's learning rate is lr times what comes
        back. For instance optim.cosine.
    patience: stop when val_loss has not been better than its best for so many epochs,
        and give the model back the weights of `History.best_epoch`, also where the
        epochs run out first. Needs validation.
    generator: the torch.Generator that shuffles; default PyTorch's global one. The same
        seed gives the same training.
    device: default where the model is; `dlkit.device.best()` for a GPU if there is one.
        The model stays there.
    progress: True or False; default a bar on a terminal only.
    Raises ValueError or TypeError for arguments that do not fit, Diverged if the loss
    is no longer finite.
    """
    checks.settings(
        model,
        epochs=epochs,
        batch_size=batch_size,
        lr=lr,
        optimizer=optimizer,
        validation=validation,
        schedule=schedule,
        patience=patience,
        generator=generator,
    )
    model.to(device)  # None: it stays where it is
    X, y = _tensors(model, X, y)
    held_out = validation and _tensors(model, *validation, names="validation")
    make_optimizer = optimizer or partial(torch.optim.Adam, fused=True)
    optimizer = make_optimizer(model.parameters(), lr=lr)
    loss = loss or (F.mse_loss if y.is_floating_point() else F.cross_entropy)
    rates = [group["lr"] for group in optimizer.param_groups]
    steps = math.ceil(len(X) / batch_size)  # in an epoch
    history, best = History(), None
    hidden = None if progress is None else not progress
    bar = tqdm(range(epochs), unit="epoch", disable=hidden)
    for epoch in bar:
        start, loss_sum, right = time.perf_counter(), 0.0, 0
        model.train()
        order = torch.randperm(len(X), generator=generator).to(X.device)
        for step, j in enumerate(order.split(batch_size)):  # the last may be smaller
            X_batch, y_batch = X[j], y[j]
            output = model(X_batch)  # forward
            if epoch == step == 0:
                checks.shapes(loss, output, y_batch, y)
            batch_loss = loss(output, y_batch)
            value = batch_loss.item()
            if not math.isfinite(value):
                raise Diverged(checks.advice(value, epoch, step, X, lr))
            if schedule:
                factor = schedule((epoch * steps + step) / (epochs * steps))
                checks.factor(factor)
                for group, rate in zip(optimizer.param_groups, rates, strict=True):
                    group["lr"] = rate * float(factor)
            optimizer.zero_grad()
            batch_loss.backward()  # backward: a gradient per parameter
            optimizer.step()  # a step downhill
            loss_sum += value * len(j)
            right += _right(output, y_batch)
        _record(history.loss, history.accuracy, loss_sum, right, y)
        if held_out:
            sums = _evaluate(model, *held_out, loss)
            _record(history.val_loss, history.val_accuracy, *sums, held_out[1])
        history.seconds.append(time.perf_counter() - start)
        bar.set_postfix_str(f"loss {history.loss[-1]:.3f}")
        if patience and history.best_epoch == epoch + 1:
            best = copy.deepcopy(model.state_dict())
        elif patience and epoch + 1 - (history.best_epoch or 0) >= patience:
            break
    if best:
        model.load_state_dict(best)
    model.eval()
    return history


def accuracy(model, X, y):
    """The fraction of the rows of X (N, ...) whose class y (N,) has the largest of the
    model's logits (N, C).

    Measured in eval mode, without gradients, in large batches; each layer gets its own
    mode back.
    """
    X, y = _tensors(model, X, y)
    if y.is_floating_point():
        raise TypeError(
            f"y: expected integer classes, got {y.dtype}: "
            "accuracy is for classification"
        )
    _, right = _evaluate(model, X, y, F.cross_entropy)
    return right / y.numel()


@contextlib.contextmanager
def _evaluating(model):
    """Eval mode and no gradients; then, also after an error, each layer's own mode."""
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for layer, mode in modes:
            layer.training = mode


def _evaluate(model, X, y, loss, batch_size=1024):
    """The sum of the loss over all samples, and how many classes are right."""
    loss_sum, right = 0.0, 0
    batches = zip(X.split(batch_size), y.split(batch_size), strict=True)
    with _evaluating(model):
        for X_batch, y_batch in batches:
            output = model(X_batch)
            checks.shapes(loss, output, y_batch, y)
            loss_sum += loss(output, y_batch).item() * len(X_batch)
            right += _right(output, y_batch)
    return loss_sum, right


def _tensors(model, X, y, names="X, y"):
    """X, y on the model's device: floats in the model's dtype, integers as int64."""
    like = checks.first_parameter(model)
    checks.rows(X, y, names)
    X, y = (a if torch.is_tensor(a) else torch.tensor(np.asarray(a)) for a in (X, y))
    X, y = (a.to(like.dtype if a.is_floating_point() else torch.int64) for a in (X, y))
    return X.to(like.device), y.to(like.device)


def _right(output, y):
    """How many classes are right; nan where y is not classes or output not logits."""
    if not torch.is_tensor(output) or y.is_floating_point():
        return math.nan
    if output.ndim != y.ndim + 1:
        return math.nan
    return (output.argmax(1) == y).sum().item()


def _record(losses, accuracies, loss_sum, right, y):
    losses.append(loss_sum / len(y))
    if not math.isnan(right):
        accuracies.append(right / y.numel())
