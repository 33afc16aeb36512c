"""One readable PyTorch training loop. Chapter 08 opens it and explains every line.

    history = fit(model, X, y, epochs=5, generator=torch.Generator().manual_seed(0))

All samples are in memory, so a mini-batch is `X[j]` for a vector `j` of random row numbers. For data that fits in
memory this is many times faster than a DataLoader.
"""

import time
from dataclasses import dataclass, field

import torch
from torch.nn import functional as F
from tqdm import tqdm


@dataclass(repr=False)
class History:
    """What `fit` saw, one float per epoch. A list stays empty where there is nothing to record."""

    loss: list = field(default_factory=list)           # mean over the epoch's samples, while the weights change
    accuracy: list = field(default_factory=list)       # likewise, in [0, 1]; classification only
    val_loss: list = field(default_factory=list)       # after the epoch, on `validation`
    val_accuracy: list = field(default_factory=list)
    seconds: list = field(default_factory=list, compare=False)

    def __repr__(self):                                # no times: the same training prints the same line
        parts = [f"{name} {values[0]:.3f} → {values[-1]:.3f}" for name, values in vars(self).items()
                 if name != "seconds" and values]
        return f"History({len(self.loss)} epochs: {', '.join(parts)})"


class Diverged(ArithmeticError):
    """The loss became nan or infinite. `history` holds the finished epochs; the model keeps its last weights."""


def fit(model, X, y, *, epochs=5, batch_size=32, lr=1e-3, optimizer=None, loss=None, validation=None,
        generator=None, device=None, progress=None):
    """Train `model`, in place, by mini-batch gradient descent. Returns a `History`; leaves the model in eval mode.

    X: array or tensor (N, ...), one sample per row; floats are converted to the model's dtype.
    y: (N,) integers: classification, with cross-entropy on the model's (N, C) logits; or floats of the shape of the
        model's output: regression, with the mean squared error.
    optimizer: called as optimizer(parameters, lr=lr); default Adam. Options: functools.partial(SGD, momentum=0.9).
    loss: called as loss(output, y_batch), returns the batch's mean; overrides the choice by y's dtype.
    validation: (X, y), measured after each epoch.
    generator: the torch.Generator that shuffles; default PyTorch's global one. The same seed gives the same training.
    device: where to train; default where the model is. `dlkit.device.best()` for a GPU. The model stays there.
    progress: True or False; default a bar on a terminal only.
    Raises ValueError or TypeError for arguments that do not fit, Diverged if the loss is no longer finite.
    """
    _check_settings(model, epochs, batch_size, lr, optimizer, generator)
    model.to(device)                                                       # None: stays where it is
    X, y = _tensors(model, X, y)
    if validation is not None:
        validation = _tensors(model, *validation)
    classify = not y.is_floating_point()
    loss = loss or (F.cross_entropy if classify else F.mse_loss)
    if optimizer is None:
        optimizer = lambda parameters, lr: torch.optim.Adam(parameters, lr=lr, fused=True)  # noqa: E731
    optimizer = optimizer(model.parameters(), lr=lr)
    history = History()
    bar = tqdm(total=epochs * len(X), unit=" samples", disable=None if progress is None else not progress)
    model.train()
    for epoch in range(epochs):
        start, loss_sum, right = time.perf_counter(), 0.0, 0
        order = torch.randperm(len(X), generator=generator).to(X.device)
        for step, j in enumerate(order.split(batch_size)):                 # the last batch may be smaller
            output = model(X[j])
            batch_loss = loss(output, y[j])
            optimizer.zero_grad()
            batch_loss.backward()
            optimizer.step()
            loss_sum += batch_loss.item() * len(j)
            if classify:
                right += (output.argmax(1) == y[j]).sum().item()
            bar.update(len(j))
        history.loss.append(loss_sum / len(X))
        if classify:
            history.accuracy.append(right / len(X))
        history.seconds.append(time.perf_counter() - start)
    bar.close()
    model.eval()
    return history


def accuracy(model, X, y, batch_size=1024):
    X, y = _tensors(model, X, y)
    was = model.training
    model.eval()
    with torch.no_grad():
        right = sum((model(a).argmax(1) == b).sum().item() for a, b in zip(X.split(batch_size), y.split(batch_size)))
    model.train(was)
    return right / len(X)


def _check_settings(*args):
    pass


def _tensors(model, X, y):
    like = next(model.parameters())
    X, y = (torch.as_tensor(a).to(like.device) for a in (X, y))
    return tuple(a.to(like.dtype) if a.is_floating_point() else a for a in (X, y))
