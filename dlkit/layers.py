"""Layers in NumPy (chapters 04 and 06). Names, shapes and starts are torch.nn's.

    rng = np.random.default_rng(0)
    network = Sequential(Linear(57, 64, rng=rng), ReLU(), Linear(64, 1, rng=rng))
    logits = network(X)                        # forward: X (N, 57) -> (N, 1)
    network.zero_grad()
    network.backward(d_logits)                 # the loss by the logits, (N, 1)
    for p, g in zip(network.parameters(), network.gradients()):
        p -= lr * g

Rows are samples. A layer is called like a function; `forward` is the same, and keeps
what `backward` will need. `parameters()` lists the arrays that training changes, in
order: they are the layer's own, so what changes them in place changes the layer.

`backward` takes the derivative of the loss by what the last `forward` gave out. It adds
the derivatives by the layer's arrays to `dW` and `db`, which `gradients()` lists, and
returns the derivative by what the layer took in.
"""

import math

import numpy as np

from dlkit import activations, arguments


class Layer:
    """What all layers share.

    A kind of layer has `forward`, `backward` and, in `names`, the names of its arrays:
    with "W" come the attributes W and dW. By default there are none.
    """

    names = ()

    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, d_out):
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def parameters(self):
        """List of arrays."""
        return [getattr(self, name) for name in self.names]

    def gradients(self):
        """The loss by each of parameters(), in the same order and shapes."""
        return [getattr(self, f"d{name}") for name in self.names]

    def zero_grad(self):
        """Set the gradients to 0: otherwise they add up from one batch to the next."""
        for name in self.names:
            setattr(self, f"d{name}", np.zeros_like(getattr(self, name)))

    def __repr__(self):
        return f"{type(self).__name__}()"

    def _message(self, d_out, kept, shape):
        """d_out as an array, of the shape that the last forward gave out."""
        if kept is None:
            raise RuntimeError(f"{self!r}: call forward before backward")
        d_out = np.asarray(d_out)
        if d_out.shape != shape:
            raise ValueError(
                f"d_out: {self!r} gave out the shape {shape}; got {d_out.shape}"
            )
        return d_out


class Linear(Layer):
    """z = X @ W.T + b, with W (D_out, D_in) and b (D_out,), or None when bias=False.

    Starting values: each number uniform between −1/√D_in and 1/√D_in, W first, drawn
    from `rng`, a np.random.Generator (default: a fresh one, different each time).
    That is how torch.nn.Linear starts, bias included.
    Raises ValueError for a size that is no whole number above 0, TypeError for a
    wrong rng.
    """

    def __init__(self, D_in, D_out, *, rng=None, bias=True):
        arguments.whole("D_in", D_in, least=1)
        arguments.whole("D_out", D_out, least=1)
        rng = np.random.default_rng() if rng is None else arguments.generator(rng)
        bound = 1 / math.sqrt(D_in)
        self.W = rng.uniform(-bound, bound, size=(D_out, D_in))
        self.b = rng.uniform(-bound, bound, size=D_out) if bias else None
        self.names = ("W", "b") if bias else ("W",)
        self.X = self.db = None
        self.zero_grad()

    def forward(self, X):
        """X (..., D_in) gives (..., D_out). Raises ValueError for another last axis."""
        X = np.asarray(X)
        D_in = self.W.shape[1]
        if X.ndim == 0 or X.shape[-1] != D_in:
            raise ValueError(
                f"X: {self!r} expected {D_in} numbers a row, (N, {D_in}); "
                f"got the shape {X.shape}"
            )
        self.X = X
        z = X @ self.W.T  # (..., D_out)
        return z if self.b is None else z + self.b

    def backward(self, d_out):
        """d_out (..., D_out) gives dX (..., D_in). Adds to dW and db.

        Raises RuntimeError before the first forward, ValueError for another shape.
        """
        D_out, D_in = self.W.shape
        shape = None if self.X is None else (*self.X.shape[:-1], D_out)
        d_out = self._message(d_out, self.X, shape)
        rows = d_out.reshape(-1, D_out)  # (N, D_out)
        self.dW += rows.T @ self.X.reshape(-1, D_in)  # sums over the N samples
        if self.b is not None:
            self.db += rows.sum(axis=0)
        return d_out @ self.W

    def __repr__(self):
        D_out, D_in = self.W.shape
        return f"Linear({D_in}, {D_out}{'' if self.b is not None else ', bias=False'})"


class Activation(Layer):
    """a = f(z), entry by entry. A kind has `function` and its derivative `slope`."""

    z = None

    def forward(self, X):
        """z of any shape gives a of that shape."""
        self.z = np.asarray(X)
        return self.function(self.z)

    def backward(self, d_out):
        """d_out of the shape of z gives dz of that shape: d_out * f'(z)."""
        return self._message(d_out, self.z, np.shape(self.z)) * self.slope(self.z)


class ReLU(Activation):
    """max(0, z), entry by entry."""

    function = staticmethod(activations.relu)
    slope = staticmethod(activations.relu_slope)


class LeakyReLU(Activation):
    """z where z > 0, else `negative_slope` times z."""

    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def function(self, z):
        return activations.leaky_relu(z, self.negative_slope)

    def slope(self, z):
        return activations.leaky_relu_slope(z, self.negative_slope)

    def __repr__(self):
        return f"LeakyReLU({self.negative_slope:g})"


class Sigmoid(Activation):
    """1 / (1 + exp(−z)), entry by entry, without overflow."""

    function = staticmethod(activations.sigmoid)
    slope = staticmethod(activations.sigmoid_slope)


class Tanh(Activation):
    """The hyperbolic tangent, entry by entry."""

    function = staticmethod(activations.tanh)
    slope = staticmethod(activations.tanh_slope)


class GELU(Activation):
    """z Φ(z), entry by entry."""

    function = staticmethod(activations.gelu)
    slope = staticmethod(activations.gelu_slope)


class Sequential(Layer):
    """Layers one after the other.

    `network[0]` is the first layer, `network[:2]` a Sequential of the first two.
    Raises TypeError for something that is no layer.
    """

    def __init__(self, *layers):
        for i, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"layer {i}: expected a layer such as Linear(2, 3) or ReLU(), "
                    f"got {layer!r}"
                )
        self.layers = list(layers)

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

    def backward(self, d_out):
        """The loss by the network's input: each layer's backward, the last first."""
        for layer in reversed(self.layers):
            d_out = layer.backward(d_out)
        return d_out

    def parameters(self):
        """The arrays of all layers, the first layer's first."""
        return [array for layer in self.layers for array in layer.parameters()]

    def gradients(self):
        return [array for layer in self.layers for array in layer.gradients()]

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()

    def __getitem__(self, i):
        return Sequential(*self.layers[i]) if isinstance(i, slice) else self.layers[i]

    def __iter__(self):
        return iter(self.layers)

    def __len__(self):
        return len(self.layers)

    def __repr__(self):
        return f"Sequential({', '.join(map(repr, self.layers))})"
