"""A recurrent layer in NumPy (chapter 15). Shapes, starts, results: torch.nn.RNN's.

    X, lengths = pad([x1, x2, x3])             # arrays (T_i, D) -> (N, T, D)
    layer = RNN(D, H, rng=np.random.default_rng(0))
    h = layer(X, lengths=lengths)              # the states after each step, (N, T, H)
    layer.last                                 # after each sequence's own end, (N, H)
    layer.zero_grad()
    dX = layer.backward(d_h)                   # backpropagation through time

The cell: h_t = tanh(x_t W_xᵀ + h_{t−1} W_hᵀ + b), the same W_x (H, D), W_h (H, H) and
b (H,) at every step. torch.nn.RNN has two biases, which are only ever added.
"""

import math

import numpy as np

from dlkit import arguments
from dlkit.layers import Layer


class RNN(Layer):
    """Runs over sequences: X (N, T, D) gives the states (N, T, H).

    Arrays: Wx (H, D), Wh (H, H), b (H,), their gradients dWx, dWh, db. They start
    uniform between −1/√H and 1/√H, drawn from `rng` in this order (default: a fresh
    generator). Raises ValueError for a size that is no whole number above 0, TypeError
    for a wrong rng.
    """

    names = ("Wx", "Wh", "b")

    def __init__(self, D, H, *, rng=None):
        arguments.whole("D", D, least=1)
        arguments.whole("H", H, least=1)
        rng = np.random.default_rng() if rng is None else arguments.generator(rng)
        bound = 1 / math.sqrt(H)
        self.Wx = rng.uniform(-bound, bound, size=(H, D))
        self.Wh = rng.uniform(-bound, bound, size=(H, H))
        self.b = rng.uniform(-bound, bound, size=H)
        self.X = self.h0 = self.h = self.live = self.last = self.dh0 = None
        self.zero_grad()

    def __call__(self, X, h0=None, lengths=None):
        return self.forward(X, h0, lengths)

    def forward(self, X, h0=None, lengths=None):
        """The states after each step, (N, T, H); `last` is that at the end, (N, H).

        X: (N, T, D). h0: the state before the first step, (N, H); None is zeros. To
        carry the state on to the next piece of the same sequences, pass the `last` of
        this one.
        lengths: (N,) whole numbers, 0 to T: the steps of each sequence that are real.
        After its end a sequence's state stands still in `last`, and is 0 in what is
        returned, as from torch.nn.utils.rnn.pad_packed_sequence.
        Raises ValueError for other shapes and for lengths out of that range.
        """
        X = np.asarray(X)
        H, D = self.Wx.shape
        if X.ndim != 3 or X.shape[2] != D:
            raise ValueError(
                f"X: {self!r} expected (N, T, {D}), got the shape {X.shape}"
            )
        N, T, _ = X.shape
        state = np.zeros((N, H)) if h0 is None else np.array(h0, dtype=float)
        if state.shape != (N, H):
            raise ValueError(f"h0: expected the shape {(N, H)}, got {state.shape}")
        self.X, self.h0, self.live = X, state, mask(_lengths(lengths, N, T), T)
        self.h = np.empty((N, T, H))
        for t in range(T):
            new = np.tanh(X[:, t] @ self.Wx.T + state @ self.Wh.T + self.b)
            state = np.where(self.live[:, t, None], new, state)
            self.h[:, t] = state
        self.last = state
        return self.h * self.live[:, :, None]

    def backward(self, d_out, d_last=None):
        """Backpropagation through time. Returns dX (N, T, D), keeps dh0 (N, H).

        d_out: the loss by what forward returned, (N, T, H). d_last: the loss by `last`,
        (N, H), if it was used as well. Adds to dWx, dWh and db.
        Raises RuntimeError before the first forward, ValueError for another shape.
        """
        shape = None if self.h is None else self.h.shape
        d_out = self._message(d_out, self.h, shape)
        N, T, H = shape
        d_state = np.zeros((N, H)) if d_last is None else np.array(d_last, dtype=float)
        if d_state.shape != (N, H):
            raise ValueError(f"d_last: expected {(N, H)}, got {d_state.shape}")
        dX = np.zeros(self.X.shape)
        for t in reversed(range(T)):
            live = self.live[:, t, None]
            d_state = d_state + d_out[:, t] * live  # from the future, and from step t
            dz = d_state * live * (1 - self.h[:, t] ** 2)  # through tanh
            before = self.h[:, t - 1] if t > 0 else self.h0
            self.dWx += dz.T @ self.X[:, t]
            self.dWh += dz.T @ before
            self.db += dz.sum(axis=0)
            dX[:, t] = dz @ self.Wx
            d_state = np.where(live, dz @ self.Wh, d_state)  # on to step t − 1
        self.dh0 = d_state
        return dX

    def __repr__(self):
        H, D = self.Wx.shape
        return f"RNN({D}, {H})"


def pad(sequences, value=0):
    """Sequences of different lengths in one array: (N, T, ...), and lengths (N,).

    sequences: list of arrays (T_i, ...), alike but for T_i. value: what fills the rest.
    Raises ValueError for an empty list.
    """
    arrays = [np.asarray(sequence) for sequence in sequences]
    if not arrays:
        raise ValueError("sequences: expected at least one")
    lengths = np.array([len(array) for array in arrays])
    kind = np.result_type(*arrays)
    X = np.full((len(arrays), lengths.max(), *arrays[0].shape[1:]), value, kind)
    for row, array in zip(X, arrays, strict=True):
        row[: len(array)] = array
    return X, lengths


def mask(lengths, T):
    """(N, T) of True and False: is step t of sequence i real, t < lengths[i]?"""
    return np.arange(T) < np.asarray(lengths)[:, None]


def _lengths(lengths, N, T):
    if lengths is None:
        return np.full(N, T)
    lengths = np.asarray(lengths)
    whole = lengths.dtype.kind in "iu"
    if lengths.shape != (N,) or not whole or ((lengths < 0) | (lengths > T)).any():
        raise ValueError(
            f"lengths: expected {N} whole numbers from 0 to {T}, got {lengths!r}"
        )
    return lengths
