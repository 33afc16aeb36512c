"""Numeric gradients, to test analytic ones against.

Central differences, (f(x + h) − f(x − h)) / 2h, have an error of order h², plus
round-off of order ε |f| / h. In float64 (ε ≈ 1e-16) h = 1e-5 balances the two: for
values near 1 about 10 digits are right. In float32 (ε ≈ 1e-7) it would be 2. So
integers and float32 inputs are copied to float64 first, and an `f` that answers in
float32 is refused: it must compute in the precision of its argument.

At a kink, such as ReLU's at 0, there is no derivative: central differences give the
mean of the two one-sided slopes (1/2 for ReLU), and anything between them if a kink is
closer than h. Choose points away from kinks.
"""

import numpy as np


def numeric_gradient(f, x, h=1e-5):
    """The gradient of a scalar-valued `f` at `x`, one entry at a time.

    x: number or array of any shape; copied to float64, never changed. Returns float64
    of the same shape.
    h: the step; where |x| > 1 it is h |x|, so that it does not drown in the rounding of
    x.
    `f` is called twice per entry of x. Raises TypeError or ValueError if it does not
    return one float64.
    """
    x, h = _point(x), _step(h)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        ends = []
        for step in (h, -h):
            moved = x.copy()  # a fresh one each time: f may change or keep it
            moved[i] += step * max(1, abs(x[i]))
            there = moved[i].item()
            value = _answer("f(x)", f(moved))
            if value.size != 1:
                raise ValueError(
                    f"f: expected one number, such as a loss; got shape {value.shape}. "
                    "For an elementwise function use gradcheck.slope"
                )
            ends.append((there, value.item()))
        (right, f_right), (left, f_left) = ends
        gradient[i] = (f_right - f_left) / (
            right - left
        )  # the width after rounding, not 2h
    return gradient


def slope(f, z, h=1e-5):
    """The derivative of an elementwise `f` at every entry of `z`.

    f: each output depends on its own input only.
    z: number or array of any shape; copied to float64, never changed. Returns float64
    of the same shape.
    """
    z, h = _point(z), _step(h)
    step = h * np.maximum(1, np.abs(z))
    right, left = z + step, z - step
    width = right - left
    f_right, f_left = _answer("f(z)", f(right)), _answer("f(z)", f(left))
    if f_right.shape != z.shape:
        raise ValueError(
            f"f: expected an elementwise function, which keeps the shape {z.shape}; "
            f"got {f_right.shape}. For a scalar loss use gradcheck.numeric_gradient"
        )
    return (f_right - f_left) / width


def relative_error(a, b, floor=1e-8):
    """|a − b| / max(|a|, |b|, floor), entry by entry.

    `floor` keeps 0 against 1e-12 from counting.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    return np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)


def assert_gradient(f, gradient, x, *, h=1e-5, rtol=1e-5, atol=1e-8, name="gradient"):
    """Check an analytic gradient against the numeric one.

    f: scalar-valued, or elementwise (its output has the shape of x): then its slope.
    gradient: array of the shape of x, or a function that gives it at x. A function gets
    a float64 copy of x.
    Passes if |analytic − numeric| ≤ atol + rtol · max(|analytic|, |numeric|) for each
    entry.
    Raises AssertionError that names the worst entry and prints both numbers there.
    Returns None.
    """
    x = _point(x)
    value = _answer("f(x)", f(x.copy()))
    elementwise = value.shape == x.shape and x.ndim > 0
    numeric = slope(f, x, h) if elementwise else numeric_gradient(f, x, h)
    analytic = np.asarray(gradient(x.copy()) if callable(gradient) else gradient)
    if analytic.shape != x.shape:
        raise AssertionError(
            f"{name}: expected the shape of x, {x.shape}; got {analytic.shape}"
        )
    analytic = analytic.astype(np.float64)
    excess = np.abs(analytic - numeric) - (
        atol + rtol * np.maximum(np.abs(analytic), np.abs(numeric))
    )
    wrong = ~(excess <= 0)  # `not <=` rather than `>`: a nan is wrong, too
    if not wrong.any():
        return
    i = np.unravel_index(np.argmax(np.where(np.isnan(excess), np.inf, excess)), x.shape)
    i = tuple(int(k) for k in i)
    place = f" at index {i}" if i else ""
    error = relative_error(analytic[i], numeric[i])
    raise AssertionError(
        f"{name}{place}, where x = {x[i]:.6g}: "
        f"analytic {analytic[i]:.10g}, numeric {numeric[i]:.10g} "
        f"(relative error {error:.1e}; {wrong.sum()} of {x.size} differ)"
    )


def _point(x):
    """`x` as a new float64 array; refuses what has no real derivative."""
    x = np.asarray(x)
    if x.dtype.kind not in "fiu":  # bool, complex, object, text
        raise TypeError(f"x: expected real numbers, got dtype {x.dtype}")
    x = x.astype(np.float64)  # a copy
    if not np.isfinite(x).all():
        raise ValueError("x: expected finite numbers, got nan or inf")
    return x


def _step(h):
    if not 0 < h < 1:
        raise ValueError(f"h: expected a small positive step such as 1e-5, got {h!r}")
    return h


def _answer(name, value):
    """What f returned, as a float64 array of its own."""
    value = np.asarray(value)
    if value.dtype.kind == "f" and value.dtype.itemsize < 8:
        raise TypeError(
            f"{name}: expected float64, got {value.dtype}, too coarse for small "
            "differences. Let f compute in the precision of its argument; its weights "
            "are float64, too"
        )
    if value.dtype.kind not in "fiu":
        raise TypeError(f"{name}: expected real numbers, got {value.dtype}")
    return value.astype(np.float64)
