"""What keeps a network from learning its training set by heart (chapter 09), in NumPy.

    rng = np.random.default_rng(0)
    network = Sequential(Linear(64, 128, rng=rng), ReLU(), Dropout(0.5, rng=rng), ...)
    loss = cross_entropy(network(X), y) + l2(network.parameters(), 0.01)[0]
    set_training(network, False)               # before it is used on new samples
    X_batch = augment(images, rng, shift=1.0, angle=10)

What is random draws from a `rng`, a np.random.Generator.
"""

import numpy as np

from dlkit import arguments
from dlkit.layers import Layer


class Dropout(Layer):
    """Sets each number to 0 with probability p while training, as torch.nn.Dropout.

    What survives is divided by 1 − p ("inverted dropout"), so that the expected output
    is the input. In evaluation it hands its input on unchanged. A new layer is in
    training mode; `train()` and `eval()` switch, and return the layer. Each forward in
    training mode draws a new mask; backward uses that of the last forward.
    Srivastava et al. (2014). Raises ValueError unless 0 <= p < 1, TypeError for a
    wrong rng (default: a fresh one, different each time).
    """

    def __init__(self, p=0.5, *, rng=None):
        if not isinstance(p, int | float | np.number) or not 0 <= p < 1:
            raise ValueError(f"p: expected a probability, 0 <= p < 1, got {p!r}")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else arguments.generator(rng)
        self.training = True
        self.factor = None  # what the last forward multiplied by

    def train(self, mode=True):
        self.training = bool(mode)
        return self

    def eval(self):
        return self.train(False)

    def forward(self, X):
        """X of any shape gives that shape."""
        X = np.asarray(X)
        kept = self.rng.random(X.shape) >= self.p if self.training else np.ones(X.shape)
        self.factor = kept / (1 - self.p) if self.training else kept
        return X * self.factor

    def backward(self, d_out):
        """d_out of the shape of X gives dX: the same numbers are cut, the same factor.

        Raises RuntimeError before the first forward, ValueError for another shape.
        """
        return self._message(d_out, self.factor, np.shape(self.factor)) * self.factor

    def __repr__(self):
        return f"Dropout({self.p:g})"


def set_training(network, mode):
    """Put every layer of a Sequential, or a single layer, that has `train` into
    training (mode True) or evaluation (False)."""
    for layer in getattr(network, "layers", [network]):
        if layer is not network and hasattr(layer, "layers"):
            set_training(layer, mode)
        elif hasattr(layer, "train"):
            layer.train(mode)


def l2(params, strength):
    """The penalty strength/2 · Σ w², and its gradient for each array, strength · w.

    params: list of arrays; leave biases out, as is usual. Returns (float, list).
    Raises ValueError for a negative strength.
    """
    if not strength >= 0:
        raise ValueError(f"strength: expected 0 or more, got {strength!r}")
    penalty = strength / 2 * sum(float(np.sum(np.square(w))) for w in params)
    return penalty, [strength * np.asarray(w) for w in params]


def warp(images, right=0.0, down=0.0, angle=0.0):
    """Images moved and turned about their middle, read between pixels (bilinear).

    images: (N, ..., H, W). right, down: in pixels; angle: in degrees, counter-clockwise
    as seen on the screen; each one number, or (N,), one for each image. Moved last.
    What comes in from outside is 0. Returns floats of the same shape.
    Raises ValueError for fewer than three axes or another number of moves than images.
    """
    images = np.asarray(images)
    if images.ndim < 3:
        raise ValueError(f"images: expected (N, ..., H, W), got shape {images.shape}")
    N, H, W = len(images), *images.shape[-2:]
    right, down, angle = (
        _each(name, value, N)
        for name, value in (("right", right), ("down", down), ("angle", angle))
    )
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    rows, columns = np.indices((H, W)) - np.array([H - 1, W - 1]).reshape(2, 1, 1) / 2
    y, x = rows - down, columns - right  # each (N, H, W): the move undone
    at_row = cos * y + sin * x + (H - 1) / 2  # then the turn undone
    at_column = cos * x - sin * y + (W - 1) / 2
    # a border of zeros; points further out read from its edge
    edge = [(0, 0)] * (images.ndim - 2) + [(1, 1), (1, 1)]
    padded = np.pad(images, edge)
    at_row = np.clip(at_row + 1, 0, H + 1)
    at_column = np.clip(at_column + 1, 0, W + 1)
    top, left = (
        np.minimum(at_row, H).astype(int),
        np.minimum(at_column, W).astype(int),
    )
    # (N, H, W) positions; axes between N and H are taken along
    padded = np.moveaxis(padded, (-2, -1), (1, 2))  # (N, H + 2, W + 2, ...)
    n = np.arange(N).reshape(-1, 1, 1)
    inner = (...,) + (None,) * (images.ndim - 3)
    v, u = (at_row - top)[inner], (at_column - left)[inner]
    moved = (1 - v) * (
        (1 - u) * padded[n, top, left] + u * padded[n, top, left + 1]
    ) + v * ((1 - u) * padded[n, top + 1, left] + u * padded[n, top + 1, left + 1])
    dtype = images.dtype if images.dtype.kind == "f" else float
    return np.moveaxis(moved, (1, 2), (-2, -1)).astype(dtype)


def augment(images, rng, *, shift=1.0, angle=0.0):
    """A randomly moved and turned copy of each image: new ones at each call.

    images: (N, ..., H, W). Each image moves right and down by amounts uniform in
    [−shift, shift] pixels and turns by an angle uniform in [−angle, angle] degrees.
    Raises ValueError for a negative shift or angle, TypeError for a wrong rng.
    """
    for name, value in (("shift", shift), ("angle", angle)):
        if not value >= 0:
            raise ValueError(f"{name}: expected 0 or more, got {value!r}")
    N = len(images)
    right, down, turn = arguments.generator(rng).uniform(-1, 1, size=(3, N))
    return warp(images, shift * right, shift * down, angle * turn)


def _each(name, value, N):
    value = np.asarray(value, float)
    if value.shape not in ((), (N,)):
        raise ValueError(
            f"{name}: expected one number, or {N}, one for each image; "
            f"got the shape {value.shape}"
        )
    return value.reshape(-1, 1, 1)
