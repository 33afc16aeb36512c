"""Layers with a forward and a backward pass, in plain NumPy (chapters 04 and 06).

    network = Sequential(Linear(57, 32, rng=rng), ReLU(), Linear(32, 1, rng=rng))
    logits = network(X)                              # forward: (N, 57) -> (N, 1)
    network.zero_grad()
    network.backward(d_logits)                       # d_logits: the loss by the logits, (N, 1)
    for p, g in zip(network.parameters(), network.gradients()):
        p -= lr * g

`forward` keeps what `backward` will need. `backward` takes the derivative of the loss by what the
layer gave out, *adds* the derivatives by the layer's own arrays to `dW` and `db`, and returns the
derivative by what the layer took in. Rows are samples; all names are PyTorch's.
"""

import numpy as np

from dlkit import activations


class Layer:
    """What all layers share. A kind of layer names its arrays in `names`: W comes with dW."""

    names = ()

    def __call__(self, X):
        return self.forward(X)

    def parameters(self):
        """The arrays that training changes, in order."""
        return [getattr(self, name) for name in self.names]

    def gradients(self):
        """The derivatives of the loss by `parameters()`, in the same order and shapes."""
        return [getattr(self, f"d{name}") for name in self.names]

    def zero_grad(self):
        """Set all gradients to 0. Without it they add up from one batch to the next."""
        for name in self.names:
            setattr(self, f"d{name}", np.zeros_like(getattr(self, name)))

    def _kept(self, what, d_out, shape):
        """Check that `forward` came first and that d_out has the shape of what it returned."""
        if what is None:
            raise RuntimeError(f"{type(self).__name__}.backward: call forward first")
        if np.shape(d_out) != shape:
            raise ValueError(
                f"d_out: expected the shape of the layer's output, {shape}, got {np.shape(d_out)}"
            )
        return what


class Linear(Layer):
    """z = X @ W.T + b, with W (D_out, D_in) and b (D_out,).

    Both start uniform in ±1/√D_in, as in torch.nn.Linear, drawn from `rng` (W first).
    bias=False: no b; then `b` and `db` are None.
    """

    def __init__(self, D_in, D_out, *, rng=None, bias=True):
        for name, size in (("D_in", D_in), ("D_out", D_out)):
            if not isinstance(size, int | np.integer) or size < 1:
                raise ValueError(f"{name}: expected a whole number, 1 or more, got {size!r}")
        rng = np.random.default_rng() if rng is None else rng
        bound = 1 / np.sqrt(D_in)
        self.names = ("W", "b") if bias else ("W",)
        self.W = rng.uniform(-bound, bound, (D_out, D_in))
        self.b = rng.uniform(-bound, bound, D_out) if bias else None
        self.X = self.db = None
        self.zero_grad()

    def forward(self, X):
        """X (N, D_in) -> (N, D_out). Keeps X."""
        X = np.asarray(X)
        if X.ndim != 2 or X.shape[1] != self.W.shape[1]:
            raise ValueError(f"X: expected the shape (N, {self.W.shape[1]}), got {X.shape}")
        self.X = X
        z = X @ self.W.T
        return z if self.b is None else z + self.b

    def backward(self, d_out):
        """d_out (N, D_out) -> dX (N, D_in). Adds to dW and db."""
        shape = self.X is not None and (len(self.X), len(self.W))
        X = self._kept(self.X, d_out, shape)
        self.dW += d_out.T @ X  # (D_out, N) @ (N, D_in): summed over the samples
        if self.b is not None:
            self.db += d_out.sum(axis=0)
        return d_out @ self.W  # (N, D_out) @ (D_out, D_in)


class Activation(Layer):
    """a = f(z), entry by entry. `function` and `slope` are a pair of dlkit.activations."""

    function = slope = None

    def __init__(self):
        self.z = None

    def forward(self, z):
        """z of any shape -> the same shape. Keeps z."""
        self.z = np.asarray(z)
        return self.function(self.z)

    def backward(self, d_out):
        """d_out of the shape of z -> dz of that shape: the chain rule, entry by entry."""
        z = self._kept(self.z, d_out, np.shape(self.z))
        return d_out * self.slope(z)


class ReLU(Activation):
    function, slope = staticmethod(activations.relu), staticmethod(activations.relu_slope)


class Sigmoid(Activation):
    function, slope = staticmethod(activations.sigmoid), staticmethod(activations.sigmoid_slope)


class Tanh(Activation):
    function, slope = staticmethod(activations.tanh), staticmethod(activations.tanh_slope)


class GELU(Activation):
    function, slope = staticmethod(activations.gelu), staticmethod(activations.gelu_slope)


class LeakyReLU(Activation):
    """z where z > 0, else `leak` times z."""

    def __init__(self, leak=0.01):
        super().__init__()
        self.leak = leak

    def function(self, z):
        return activations.leaky_relu(z, self.leak)

    def slope(self, z):
        return activations.leaky_relu_slope(z, self.leak)


class Sequential(Layer):
    """Layers one after the other: `network[0]` is the first, and a loop goes through them."""

    def __init__(self, *layers):
        self.layers = list(layers)

    def __getitem__(self, i):
        return Sequential(*self.layers[i]) if isinstance(i, slice) else self.layers[i]

    def __iter__(self):
        return iter(self.layers)

    def __len__(self):
        return len(self.layers)

    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, d_out):
        """The derivative of the loss by the input: every layer's backward, the last one first."""
        for layer in reversed(self.layers):
            d_out = layer.backward(d_out)
        return d_out

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def gradients(self):
        return [g for layer in self.layers for g in layer.gradients()]

    def zero_grad(self):
        for layer in self.layers:
            layer.zero_grad()
