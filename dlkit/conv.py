"""Convolution in NumPy (chapter 11). Names, shapes and starts are torch.nn's.

    rng = np.random.default_rng(0)
    network = Sequential(Conv2d(1, 8, 5, padding=2, rng=rng), ReLU(), MaxPool2d(2),
                         Flatten(), Linear(8 * 14 * 14, 10, rng=rng))
    logits = network(X)                        # X (N, 1, 28, 28) -> (N, 10)

Images are (N, C, H, W). What deep learning calls a convolution is a cross-correlation:
the kernel is not flipped. A size (kernel, stride, padding, dilation) is one whole
number for both directions or a pair (for rows, for columns).

im2col lays every window out as a column, so that a convolution becomes one matrix
product; col2im is its adjoint, which is what the backward pass needs.
"""

import math

import numpy as np

from dlkit.layers import Layer


def pair(name, value, least):
    """(rows, columns) from one whole number or two. Raises ValueError below `least`."""
    both = (value, value) if isinstance(value, int | np.integer) else value
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise ValueError(f"{name}: expected a whole number or a pair, got {value!r}")
    for number in both:
        if not isinstance(number, int | np.integer) or number < least:
            raise ValueError(
                f"{name}: expected whole numbers, {least} or more, got {value!r}"
            )
    return tuple(int(number) for number in both)


def output_size(size, kernel, stride=1, padding=0, dilation=1):
    """How many places a kernel has in one direction.

    size: pixels of the input; padding: zeros added on each side. All whole numbers.
    ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1
    Raises ValueError if the kernel does not fit in once.
    """
    reach = dilation * (kernel - 1) + 1  # from the first to the last pixel that counts
    if reach > size + 2 * padding:
        raise ValueError(
            f"kernel: it reaches over {reach} pixels, but the input has only "
            f"{size + 2 * padding}, padding included"
        )
    return (size + 2 * padding - reach) // stride + 1


def output_sizes(shape, kernel, stride, padding, dilation):
    """(H_out, W_out) for a shape (..., H, W) and pairs."""
    return tuple(
        output_size(*numbers)
        for numbers in zip(shape[-2:], kernel, stride, padding, dilation, strict=True)
    )


def im2col(X, kernel, stride=1, padding=0, dilation=1):
    """The windows as columns: X (N, C, H, W) gives (N, C·kh·kw, H_out·W_out).

    As torch.nn.functional.unfold. Raises ValueError for a kernel that does not fit.
    """
    kernel, stride = pair("kernel", kernel, 1), pair("stride", stride, 1)
    padding, dilation = pair("padding", padding, 0), pair("dilation", dilation, 1)
    N, C, H, W = X.shape
    out = output_sizes(X.shape, kernel, stride, padding, dilation)
    if any(padding):
        padded = np.zeros((N, C, H + 2 * padding[0], W + 2 * padding[1]), X.dtype)
        padded[:, :, padding[0] : padding[0] + H, padding[1] : padding[1] + W] = X
        X = padded
    columns = np.empty((N, C, *kernel, *out), X.dtype)
    for place, part in _taps(kernel, stride, dilation, out):
        columns[(slice(None), slice(None), *place)] = X[part]
    return columns.reshape(N, C * kernel[0] * kernel[1], out[0] * out[1])


def col2im(  # noqa: PLR0917  the order of torch's fold
    columns, shape, kernel, stride=1, padding=0, dilation=1
):
    """The adjoint of im2col: each number goes back to its pixel, and adds up there.

    columns: (N, C·kh·kw, H_out·W_out). shape: (N, C, H, W), of what im2col was given,
    and of the result. As torch.nn.functional.fold.
    """
    kernel, stride = pair("kernel", kernel, 1), pair("stride", stride, 1)
    padding, dilation = pair("padding", padding, 0), pair("dilation", dilation, 1)
    N, C, H, W = shape
    out = output_sizes(shape, kernel, stride, padding, dilation)
    columns = columns.reshape(N, C, *kernel, *out)
    image = np.zeros((N, C, H + 2 * padding[0], W + 2 * padding[1]), columns.dtype)
    for place, part in _taps(kernel, stride, dilation, out):
        image[part] += columns[(slice(None), slice(None), *place)]
    return image[:, :, padding[0] : padding[0] + H, padding[1] : padding[1] + W]


def _taps(kernel, stride, dilation, out):
    """For each place (a, b) in the kernel the pixels that it meets, as a slice."""
    for a, b in np.ndindex(*kernel):
        rows, columns = (
            slice(step * apart, step * apart + (n - 1) * along + 1, along)
            for step, apart, n, along in zip((a, b), dilation, out, stride, strict=True)
        )
        yield (a, b), (slice(None), slice(None), rows, columns)


class Conv2d(Layer):
    """Cross-correlation with learned kernels: W (C_out, C_in, kh, kw), b (C_out,).

        z[n, o, i, j] = b[o] + Σ W[o, c, u, v] · X[n, c, i·s + u·d, j·s + v·d]

    summed over c, u, v, with stride s and dilation d; X has `padding` zeros around it.
    Starting values: uniform between −1/√D and 1/√D with D = C_in·kh·kw, W first, drawn
    from `rng`; that is how torch.nn.Conv2d starts. bias=False: no b.
    Raises ValueError for a size that is no whole number in its range, TypeError for a
    wrong rng.
    """

    def __init__(
        self,
        C_in,
        C_out,
        kernel,
        *,
        stride=1,
        padding=0,
        dilation=1,
        rng=None,
        bias=True,
    ):
        for name, size in (("C_in", C_in), ("C_out", C_out)):
            if not isinstance(size, int | np.integer) or size < 1:
                raise ValueError(
                    f"{name}: expected a whole number, 1 or more, got {size!r}"
                )
        if rng is not None and not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng: expected np.random.default_rng(seed), got {rng!r}")
        rng = np.random.default_rng() if rng is None else rng
        self.sizes = (
            pair("kernel", kernel, 1),
            pair("stride", stride, 1),
            pair("padding", padding, 0),
            pair("dilation", dilation, 1),
        )
        shape = (C_out, C_in, *self.sizes[0])
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.W = rng.uniform(-bound, bound, size=shape)
        self.b = rng.uniform(-bound, bound, size=C_out) if bias else None
        self.names = ("W", "b") if bias else ("W",)
        self.columns = self.shape = self.db = None
        self.zero_grad()

    def forward(self, X):
        """X (N, C_in, H, W) gives (N, C_out, H_out, W_out).

        Raises ValueError for another shape, or for an image smaller than the kernel.
        """
        X = np.asarray(X)
        C_out, C_in = self.W.shape[:2]
        if X.ndim != 4 or X.shape[1] != C_in:
            raise ValueError(
                f"X: {self!r} expected (N, {C_in}, H, W); got the shape {X.shape}"
            )
        self.shape = X.shape
        self.columns = im2col(X, *self.sizes)  # (N, C_in·kh·kw, places)
        z = self.W.reshape(C_out, -1) @ self.columns  # (N, C_out, places)
        if self.b is not None:
            z += self.b[:, None]
        return z.reshape(self._out())

    def backward(self, d_out):
        """d_out (N, C_out, H_out, W_out) gives dX (N, C_in, H, W). Adds to dW and db.

        Raises RuntimeError before the first forward, ValueError for another shape.
        """
        shape = None if self.columns is None else self._out()
        d_out = self._message(d_out, self.columns, shape)
        N, C_out = d_out.shape[:2]
        d = d_out.reshape(N, C_out, -1)  # (N, C_out, places)
        dW = (d @ self.columns.transpose(0, 2, 1)).sum(axis=0)  # (C_out, C_in·kh·kw)
        self.dW += dW.reshape(self.W.shape)
        if self.b is not None:
            self.db += d.sum(axis=(0, 2))
        return col2im(self.W.reshape(C_out, -1).T @ d, self.shape, *self.sizes)

    def _out(self):
        return self.shape[0], len(self.W), *output_sizes(self.shape, *self.sizes)

    def __repr__(self):
        C_out, C_in, *_ = self.W.shape
        words = zip(("stride", "padding", "dilation"), self.sizes[1:], strict=True)
        rest = [
            f"{w}={s}" for w, s in words if s != ((0, 0) if w[0] == "p" else (1, 1))
        ]
        if self.b is None:
            rest.append("bias=False")
        return (
            f"Conv2d({', '.join([str(C_in), str(C_out), str(self.sizes[0]), *rest])})"
        )
