"""Pooling and flattening in NumPy (chapter 11), for images (N, C, H, W).

    network = Sequential(Conv2d(1, 8, 3, rng=rng), ReLU(), MaxPool2d(2), Flatten(),
                         Linear(8 * 13 * 13, 10, rng=rng))

Nothing here has weights. Windows without padding, as torch.nn's by default; `stride` is
the size of the window if it is not given.
"""

import math

import numpy as np

from dlkit.conv import col2im, im2col, output_sizes, pair
from dlkit.layers import Layer


class _Pool(Layer):
    """Windows of each channel as columns, for what a kind does with them."""

    def __init__(self, kernel, stride=None):
        self.kernel = pair("kernel", kernel, 1)
        self.stride = self.kernel if stride is None else pair("stride", stride, 1)
        self.shape = None

    def _columns(self, X):
        """X (N, C, H, W) as (N, C, kh·kw, places)."""
        X = np.asarray(X)
        if X.ndim != 4:
            raise ValueError(f"X: expected (N, C, H, W); got the shape {X.shape}")
        self.shape = N, C, _, _ = X.shape
        columns = im2col(X, self.kernel, self.stride)
        return columns.reshape(N, C, math.prod(self.kernel), -1)

    def _out(self):
        plain = (0, 0), (1, 1)
        return *self.shape[:2], *output_sizes(
            self.shape, self.kernel, self.stride, *plain
        )

    def _back(self, columns):
        N, C = self.shape[:2]
        columns = columns.reshape(N, C * math.prod(self.kernel), -1)
        return col2im(columns, self.shape, self.kernel, self.stride)

    def __repr__(self):
        return f"{type(self).__name__}({self.kernel}, stride={self.stride})"


class MaxPool2d(_Pool):
    """The largest number of each window. Its gradient goes to that pixel, of equal ones
    to the first in reading order."""

    def forward(self, X):
        """X (N, C, H, W) gives (N, C, H_out, W_out)."""
        columns = self._columns(X)
        self.winner = columns.argmax(axis=2)[:, :, None]  # (N, C, 1, places)
        return np.take_along_axis(columns, self.winner, 2).reshape(self._out())

    def backward(self, d_out):
        """d_out (N, C, H_out, W_out) gives dX (N, C, H, W)."""
        d_out = self._message(d_out, self.shape, self.shape and self._out())
        N, C = self.shape[:2]
        columns = np.zeros((N, C, math.prod(self.kernel), self.winner.shape[3]))
        np.put_along_axis(columns, self.winner, d_out.reshape(N, C, 1, -1), 2)
        return self._back(columns)


class AvgPool2d(_Pool):
    """The mean of each window. Its gradient is shared equally."""

    def forward(self, X):
        """X (N, C, H, W) gives (N, C, H_out, W_out)."""
        return self._columns(X).mean(axis=2).reshape(self._out())

    def backward(self, d_out):
        """d_out (N, C, H_out, W_out) gives dX (N, C, H, W)."""
        d_out = self._message(d_out, self.shape, self.shape and self._out())
        N, C = self.shape[:2]
        n = math.prod(self.kernel)
        share = d_out.reshape(N, C, 1, -1) / n
        return self._back(np.repeat(share, n, axis=2))


class GlobalAvgPool(Layer):
    """The mean of each channel, whatever its size: (N, C, H, W) gives (N, C)."""

    shape = None

    def forward(self, X):
        X = np.asarray(X)
        if X.ndim != 4:
            raise ValueError(f"X: expected (N, C, H, W); got the shape {X.shape}")
        self.shape = X.shape
        return X.mean(axis=(2, 3))

    def backward(self, d_out):
        """d_out (N, C) gives dX (N, C, H, W): every pixel gets the same share."""
        d_out = self._message(d_out, self.shape, self.shape and self.shape[:2])
        share = d_out / math.prod(self.shape[2:])
        return np.broadcast_to(share[:, :, None, None], self.shape).copy()


class Flatten(Layer):
    """Each sample as one row: (N, C, H, W) gives (N, C·H·W), channel by channel."""

    shape = None

    def forward(self, X):
        X = np.asarray(X)
        if X.ndim < 2:
            raise ValueError(f"X: expected (N, ...); got the shape {X.shape}")
        self.shape = X.shape
        return X.reshape(len(X), math.prod(X.shape[1:]))

    def backward(self, d_out):
        """d_out (N, C·H·W) gives dX in the shape that forward was given."""
        flat = self.shape and (self.shape[0], math.prod(self.shape[1:]))
        return self._message(d_out, self.shape, flat).reshape(self.shape)
