"""Layers in NumPy: what chapter 04 builds. Names, shapes and starts are torch.nn's.

    rng = np.random.default_rng(0)
    network = Sequential(Linear(64, 32, rng=rng), ReLU(), Linear(32, 10, rng=rng))
    logits = network(X)                        # X (N, 64) -> (N, 10)

Rows are samples. A layer is called like a function; `forward` is the same.
`parameters()` lists the arrays that training would change, in order: they are the
layer's own, so what changes them in place changes the layer.
"""

import math

import numpy as np

from dlkit import activations


class Layer:
    """What all layers share: a call is `forward`, and by default no parameters."""

    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def parameters(self):
        """List of arrays."""
        return []

    def __repr__(self):
        return f"{type(self).__name__}()"


class Linear(Layer):
    """z = X @ W.T + b, with W (D_out, D_in) and b (D_out,), or None when bias=False.

    Starting values: each number uniform between −1/√D_in and 1/√D_in, W first, drawn
    from `rng`, a np.random.Generator (default: a fresh one, different each time).
    That is how torch.nn.Linear starts, bias included.
    Raises ValueError for a size that is no whole number above 0, TypeError for a
    wrong rng.
    """

    def __init__(self, D_in, D_out, *, rng=None, bias=True):
        for name, size in (("D_in", D_in), ("D_out", D_out)):
            if not isinstance(size, int | np.integer) or size < 1:
                raise ValueError(
                    f"{name}: expected a whole number, 1 or more, got {size!r}"
                )
        if rng is not None and not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng: expected np.random.default_rng(seed), got {rng!r}")
        rng = np.random.default_rng() if rng is None else rng
        bound = 1 / math.sqrt(D_in)
        self.W = rng.uniform(-bound, bound, size=(D_out, D_in))
        self.b = rng.uniform(-bound, bound, size=D_out) if bias else None

    def forward(self, X):
        """X (..., D_in) gives (..., D_out). Raises ValueError for another last axis."""
        X = np.asarray(X)
        D_in = self.W.shape[1]
        if X.ndim == 0 or X.shape[-1] != D_in:
            raise ValueError(
                f"X: {self!r} expected {D_in} numbers a row, (N, {D_in}); "
                f"got the shape {X.shape}"
            )
        z = X @ self.W.T  # (..., D_out)
        return z if self.b is None else z + self.b

    def parameters(self):
        """[W, b], or [W] without a bias."""
        return [self.W] if self.b is None else [self.W, self.b]

    def __repr__(self):
        D_out, D_in = self.W.shape
        return f"Linear({D_in}, {D_out}{'' if self.b is not None else ', bias=False'})"


class ReLU(Layer):
    """max(0, z), entry by entry."""

    def forward(self, X):
        return activations.relu(X)


class LeakyReLU(Layer):
    """z where z > 0, else `negative_slope` times z."""

    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, X):
        return activations.leaky_relu(X, self.negative_slope)

    def __repr__(self):
        return f"LeakyReLU({self.negative_slope:g})"


class Sigmoid(Layer):
    """1 / (1 + exp(−z)), entry by entry, without overflow."""

    def forward(self, X):
        return activations.sigmoid(X)


class Tanh(Layer):
    """The hyperbolic tangent, entry by entry."""

    def forward(self, X):
        return activations.tanh(X)


class GELU(Layer):
    """z Φ(z), entry by entry."""

    def forward(self, X):
        return activations.gelu(X)


class Sequential(Layer):
    """Layers one after the other.

    `network[0]` is the first layer, `network[:2]` a Sequential of the first two.
    Raises TypeError for something that is no layer.
    """

    def __init__(self, *layers):
        for i, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"layer {i}: expected a layer such as Linear(2, 3) or ReLU(), got {layer!r}"
                )
        self.layers = list(layers)

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

    def parameters(self):
        """The arrays of all layers, the first layer's first."""
        return [array for layer in self.layers for array in layer.parameters()]

    def __getitem__(self, i):
        return Sequential(*self.layers[i]) if isinstance(i, slice) else self.layers[i]

    def __iter__(self):
        return iter(self.layers)

    def __len__(self):
        return len(self.layers)

    def __repr__(self):
        return f"Sequential({', '.join(map(repr, self.layers))})"
