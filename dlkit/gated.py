"""Gated recurrent layers in NumPy (chapter 16), and a linear recurrence as a scan.

    layer = LSTM(D, H, rng=np.random.default_rng(0), forget=1.0)
    h = layer(X, lengths=lengths)              # (N, T, D) -> the states, (N, T, H)
    layer.last                                 # (h, c) after each sequence's own end
    layer.zero_grad()
    dX = layer.backward(d_h)                   # backpropagation through time
    h = scan(a, b)                             # h_t = a_t h_{t-1} + b_t, log2 T rounds

Shapes, order of the gates and starts are those of torch.nn.LSTM and torch.nn.GRU, with
`Wx` for weight_ih_l0, `Wh` for weight_hh_l0, `b` for the sum of both biases. In a GRU
one bias stands inside the reset gate's product: `bn`, the last third of bias_hh_l0.
"""

import math

import numpy as np

from dlkit import arguments
from dlkit.activations import sigmoid
from dlkit.layers import Layer
from dlkit.recurrent import _lengths, mask


class Gated(Layer):
    """What LSTM and GRU share: the loop over the steps, forward and back.

    A kind has `gates`, how many blocks of H rows stand in Wx and Wh; `parts`, how many
    arrays (N, H) make its state; `step` and `back`, one step of each way.
    """

    gates, parts = 1, 1

    def __init__(self, D, H, *, rng=None):
        arguments.whole("D", D, least=1)
        arguments.whole("H", H, least=1)
        rng = np.random.default_rng() if rng is None else arguments.generator(rng)
        bound, rows = 1 / math.sqrt(H), self.gates * H
        shapes = {"Wx": (rows, D), "Wh": (rows, H), "b": (rows,), "bn": (H,)}
        for name in self.names:
            setattr(self, name, rng.uniform(-bound, bound, size=shapes[name]))
        self.X = self.h = self.live = self.last = self.d_start = None
        self.zero_grad()

    def __call__(self, X, start=None, lengths=None):
        return self.forward(X, start, lengths)

    def forward(self, X, start=None, lengths=None):
        """The states h after each step, (N, T, H), 0 behind the end of a sequence.

        X: (N, T, D). start: the state before the first step in the form of `last`: the
        pair (h, c) for an LSTM, h for a GRU, (N, H) each; None is zeros. lengths: (N,)
        whole numbers, 0 to T. Raises ValueError for other shapes and lengths.
        """
        X = np.asarray(X)
        D, H = self.Wx.shape[1], self.Wh.shape[1]
        if X.ndim != 3 or X.shape[2] != D:
            raise ValueError(
                f"X: {self!r} expected (N, T, {D}), got the shape {X.shape}"
            )
        N, T, _ = X.shape
        state = self._state("start", start, (N, H))
        self.X, self.live = X, mask(_lengths(lengths, N, T), T)
        self.h, self.kept = np.empty((N, T, H)), []
        for t in range(T):
            new, kept = self.step(X[:, t] @ self.Wx.T + self.b, state)
            self.kept.append((state, kept))
            live = self.live[:, t, None]
            state = [np.where(live, a, s) for a, s in zip(new, state, strict=True)]
            self.h[:, t] = state[0]
        self.last = self._shown(state)
        return self.h * self.live[:, :, None]

    def backward(self, d_out, d_last=None):
        """Backpropagation through time. Returns dX (N, T, D), keeps `d_start`.

        d_out: the loss by what forward returned, (N, T, H). d_last: the loss by `last`,
        in its form, if it was used as well. Adds to the gradients.
        Raises RuntimeError before the first forward, ValueError for another shape.
        """
        shape = None if self.h is None else self.h.shape
        d_out = self._message(d_out, self.h, shape)
        N, T, H = shape
        d_state = self._state("d_last", d_last, (N, H))
        dX = np.zeros(self.X.shape)
        for t in reversed(range(T)):
            live = self.live[:, t, None]
            d_state[0] = d_state[0] + d_out[:, t] * live
            (before, kept) = self.kept[t]
            dz, du, d_before = self.back([d * live for d in d_state], before, kept)
            self.dWx += dz.T @ self.X[:, t]
            self.dWh += du.T @ before[0]
            self.db += dz.sum(axis=0)
            dX[:, t] = dz @ self.Wx
            d_before[0] = d_before[0] + du @ self.Wh
            both = zip(d_before, d_state, strict=True)
            d_state = [np.where(live, a, s) for a, s in both]
        self.d_start = self._shown(d_state)
        return dX

    def _state(self, name, value, shape):
        """A list of `parts` arrays of that shape."""
        if value is None:
            return [np.zeros(shape) for _ in range(self.parts)]
        arrays = [value] if self.parts == 1 else list(value)
        arrays = [np.array(array, dtype=float) for array in arrays]
        found = [array.shape for array in arrays]
        if found != [shape] * self.parts:
            raise ValueError(
                f"{name}: {self!r} expected {self.parts} of the shape {shape}, "
                f"got {found}"
            )
        return arrays

    def _shown(self, state):
        return state[0] if self.parts == 1 else tuple(state)

    def __repr__(self):
        return f"{type(self).__name__}({self.Wx.shape[1]}, {self.Wh.shape[1]})"


class LSTM(Gated):
    """c_t = f c_{t-1} + i g and h_t = o tanh(c_t), with the gates i, f, o and the
    candidate g from x_t and h_{t-1}. The rows of Wx (4H, D), Wh (4H, H) and b (4H,) are
    those of i, f, g, o.

    Arrays start uniform between -1/sqrt(H) and 1/sqrt(H), drawn in this order from rng.
    forget: if given, all biases of the forget gate start there.
    Raises ValueError for a size that is no whole number above 0, TypeError for a wrong
    rng.
    """

    names, gates, parts = ("Wx", "Wh", "b"), 4, 2

    def __init__(self, D, H, *, rng=None, forget=None):
        super().__init__(D, H, rng=rng)
        if forget is not None:
            self.b[H : 2 * H] = forget

    def step(self, z, state):
        h, c = state
        i, f, g, o = np.split(z + h @ self.Wh.T, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        return (o * np.tanh(c), c), (i, f, g, o, np.tanh(c))

    def back(self, d_state, before, kept):
        (dh, dc), (i, f, g, o, s) = d_state, kept
        dc = dc + dh * o * (1 - s**2)  # through h = o tanh(c)
        gates = (dc * g * i * (1 - i), dc * before[1] * f * (1 - f),
                 dc * i * (1 - g**2), dh * s * o * (1 - o))  # fmt: skip
        dz = np.concatenate(gates, axis=1)
        return dz, dz, [0.0 * dh, dc * f]  # along c: f, and nothing else


class GRU(Gated):
    """h_t = (1 - z) n + z h_{t-1}, with the update gate z, the candidate
    n = tanh(W x + b + r (W h + bn)) and the reset gate r. Rows of Wx (3H, D),
    Wh (3H, H), b (3H,): r, z, n; bn (H,).

    Arrays start as an LSTM's. keep: if given, where the update gate's biases start.
    """

    names, gates = ("Wx", "Wh", "b", "bn"), 3

    def __init__(self, D, H, *, rng=None, keep=None):
        super().__init__(D, H, rng=rng)
        if keep is not None:
            self.b[H : 2 * H] = keep

    def step(self, z, state):
        (h,) = state
        H = h.shape[1]
        u = h @ self.Wh.T
        r, k = np.split(sigmoid(z[:, : 2 * H] + u[:, : 2 * H]), 2, axis=1)
        inner = u[:, 2 * H :] + self.bn
        n = np.tanh(z[:, 2 * H :] + r * inner)
        return ((1 - k) * n + k * h,), (r, k, n, inner)

    def back(self, d_state, before, kept):
        (dh,), (h,), (r, k, n, inner) = d_state, before, kept
        dn = dh * (1 - k) * (1 - n**2)
        dk, dr = dh * (h - n) * k * (1 - k), dn * inner * r * (1 - r)
        self.dbn += (dn * r).sum(axis=0)
        dz = np.concatenate((dr, dk, dn), axis=1)
        return dz, np.concatenate((dr, dk, dn * r), axis=1), [dh * k]


def scan(a, b):
    """h_t = a_t h_{t-1} + b_t from h = 0, along axis 0, in about log2(T) rounds.

    a, b: NumPy arrays of one shape (T, ...). Each round joins every step with what lies
    1, 2, 4, ... steps before it, for all steps at once. Raises ValueError for shapes
    that differ.
    """
    a, b = np.array(a, dtype=float), np.array(b, dtype=float)
    if a.shape != b.shape or a.ndim == 0:
        raise ValueError(f"a, b: expected one shape (T, ...), got {a.shape}, {b.shape}")
    step = 1
    while step < len(a):
        b[step:] = b[step:] + a[step:] * b[:-step]
        a[step:] = a[step:] * a[:-step]
        step *= 2
    return b
