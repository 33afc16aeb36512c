"""Layers that normalise what passes through them (chapter 10), in NumPy.

    network = Sequential(Linear(64, 32), BatchNorm(32), ReLU(), Linear(32, 10))
    set_training(network, False)     # of dlkit.regularization: batch norm has two modes

All of them compute gamma · x̂ + beta, where x̂ is the input at a standard scale and gamma
and beta are learned, one number for each of the D features. They differ in what the
scale is taken over: a feature's column (BatchNorm) or a sample's row (LayerNorm,
RMSNorm, which has no beta). Values, starts and gradients are those of torch.nn's
BatchNorm1d, LayerNorm and RMSNorm; the variance divides by the number of values.
"""

import numpy as np

from dlkit import arguments
from dlkit.layers import Layer


class Normalization(Layer):
    """What the three share: gamma starts at 1, beta at 0.

    D: number of features, the last axis. eps: added to the variance under the root.
    Raises ValueError for a D that is no whole number above 0, or an eps below 0.
    """

    names = ("gamma", "beta")
    axis = -1  # what mean and variance run over
    x_hat = std = None  # what the last forward leaves for backward

    def __init__(self, D, eps=1e-5):
        arguments.whole("D", D, least=1)
        if not eps >= 0:
            raise ValueError(f"eps: expected 0 or more, got {eps!r}")
        self.D, self.eps = int(D), eps
        self.gamma, self.beta = np.ones(D), np.zeros(D)
        self.zero_grad()

    def normalize(self, X):
        """Returns x̂ and what it was divided by, sqrt(var + eps), which broadcasts."""
        centred = X - X.mean(axis=self.axis, keepdims=True)
        var = (centred**2).mean(axis=self.axis, keepdims=True)
        std = np.sqrt(var + self.eps)
        return centred / std, std

    def input_gradient(self, d):
        """The loss by X, from d, the loss by x̂: two means are taken out of it, because
        each x moved the mean and the variance too."""
        mean = d.mean(axis=self.axis, keepdims=True)
        along = (d * self.x_hat).mean(axis=self.axis, keepdims=True)
        return (d - mean - self.x_hat * along) / self.std

    def forward(self, X):
        """X (..., D) gives (..., D). Raises ValueError for another last axis."""
        X = np.asarray(X, float)
        if X.ndim == 0 or X.shape[-1] != self.D:
            raise ValueError(
                f"X: {self!r} expected {self.D} numbers a row, got the shape {X.shape}"
            )
        self.x_hat, self.std = self.normalize(X)
        return self.x_hat * self.gamma + (self.beta if "beta" in self.names else 0)

    def backward(self, d_out):
        """d_out (..., D) gives dX (..., D). Adds to dgamma and dbeta.

        Raises RuntimeError before the first forward, ValueError for another shape.
        """
        d_out = self._message(d_out, self.x_hat, np.shape(self.x_hat))
        rows = tuple(range(d_out.ndim - 1))  # all axes but the features
        self.dgamma += (d_out * self.x_hat).sum(axis=rows)
        if "beta" in self.names:
            self.dbeta += d_out.sum(axis=rows)
        return self.input_gradient(d_out * self.gamma)

    def __repr__(self):
        return f"{type(self).__name__}({self.D})"


class LayerNorm(Normalization):
    """Each sample by the mean and variance of its own D features. One mode only.

    Ba, Kiros and Hinton (2016).
    """


class RMSNorm(Normalization):
    """Each sample by the root of the mean square of its own features: no mean is taken
    off, and there is no beta. Zhang and Sennrich (2019).

    torch.nn.RMSNorm(D, eps=1e-5): without the argument, torch's eps is smaller.
    """

    names = ("gamma",)

    def normalize(self, X):
        std = np.sqrt((X**2).mean(axis=-1, keepdims=True) + self.eps)
        return X / std, std

    def input_gradient(self, d):
        along = (d * self.x_hat).mean(axis=-1, keepdims=True)
        return (d - self.x_hat * along) / self.std


class BatchNorm(Normalization):
    """Each feature by its mean and variance over the batch, X (N, D).

    In training mode, a batch's own mean and variance are used, and the running ones
    move towards them: running = (1 − momentum) · running + momentum · batch's (the
    running variance from the one that divides by N − 1). In evaluation the running ones
    are used, so a sample's output does not depend on its batch. A new layer is in
    training mode; `train()` and `eval()` switch, and return the layer. Ioffe and
    Szegedy (2015). In training, raises ValueError for fewer than two rows.
    """

    axis = 0

    def __init__(self, D, eps=1e-5, momentum=0.1):
        super().__init__(D, eps)
        if not 0 <= momentum <= 1:
            raise ValueError(f"momentum: expected 0 to 1, got {momentum!r}")
        self.momentum, self.training = momentum, True
        self.running_mean, self.running_var = np.zeros(D), np.ones(D)
        self.by_batch = True  # how the last forward normalised

    def train(self, mode=True):
        self.training = bool(mode)
        return self

    def eval(self):
        return self.train(False)

    def normalize(self, X):
        if X.ndim != 2:
            raise ValueError(f"X: {self!r} expected (N, {self.D}), got {X.shape}")
        self.by_batch, N = self.training, len(X)
        if not self.training:
            std = np.sqrt(self.running_var + self.eps)
            return (X - self.running_mean) / std, std
        if N < 2:
            raise ValueError(f"X: {self!r} needs two rows or more in training, got {N}")
        mean, var = X.mean(axis=0), X.var(axis=0) * N / (N - 1)
        self.running_mean += self.momentum * (mean - self.running_mean)
        self.running_var += self.momentum * (var - self.running_var)
        return super().normalize(X)

    def input_gradient(self, d):
        return super().input_gradient(d) if self.by_batch else d / self.std
