"""Activation functions, each with its derivative beside it (chapter 03).

Every function takes an array `z` of any shape and returns a new array of the same
shape; `z` is never changed. Integers become float64; float32 stays float32.
A derivative is named after its function: `relu`, `relu_slope`. Softmax mixes the
entries of a row, so its derivative is a matrix: see `softmax_jacobian` and
`softmax_backward`.
"""

import math

import numpy as np


def _float(z):
    """`z` as an array of floats: integers become float64, floats stay as they are."""
    z = np.asarray(z)
    return z if np.issubdtype(z.dtype, np.floating) else z.astype(np.float64)


def step(z):
    """1 where z >= 0, else 0: the threshold of the first artificial neurons."""
    z = _float(z)
    return (z >= 0).astype(z.dtype)


def step_slope(z):
    """0 everywhere, so nothing can be learned.

    At z = 0 the step has no derivative; 0 is returned there too.
    """
    return np.zeros_like(_float(z))


def linear(z):
    """z itself, as a copy."""
    return _float(z).copy()


def linear_slope(z):
    """1 everywhere."""
    return np.ones_like(_float(z))


def sigmoid(z):
    """1 / (1 + exp(-z)), in (0, 1).

    Only exp of a number <= 0 is taken, which cannot overflow.
    """
    z = _float(z)
    e = np.exp(-np.abs(z))  # in (0, 1]
    return np.where(z >= 0, 1, e) / (1 + e)  # z < 0: exp(z) / (1 + exp(z))


def sigmoid_slope(z):
    """s (1 - s) with s = sigmoid(z); at most 1/4, at z = 0.

    1 - sigmoid(z) is taken as sigmoid(-z): no cancellation.
    """
    return sigmoid(z) * sigmoid(-_float(z))


def tanh(z):
    """(exp(z) - exp(-z)) / (exp(z) + exp(-z)) = 2 sigmoid(2z) - 1, in (-1, 1)."""
    return np.tanh(_float(z))


def tanh_slope(z):
    """1 - tanh(z)²; at most 1, at z = 0."""
    return 1 - np.tanh(_float(z)) ** 2


def relu(z):
    """max(0, z) (Nair and Hinton, 2010)."""
    return np.maximum(0, _float(z))


def relu_slope(z):
    """1 where z > 0, else 0.

    At z = 0 any value in [0, 1] would do; 0 is the convention, as in PyTorch.
    """
    z = _float(z)
    return (z > 0).astype(z.dtype)


def leaky_relu(z, slope=0.01):
    """z where z > 0, else `slope` times z (Maas, Hannun and Ng, 2013)."""
    z = _float(z)
    return np.where(z > 0, z, z * z.dtype.type(slope))


def leaky_relu_slope(z, slope=0.01):
    """1 where z > 0, else `slope` (at z = 0 too, as in PyTorch)."""
    z = _float(z)
    return np.where(z > 0, z.dtype.type(1), z.dtype.type(slope))


# NumPy has no erf; a loop in disguise, good enough to learn with
_erf = np.vectorize(math.erf, otypes=[np.float64])


def _normal_cdf(z):
    """Probability that a standard normal variable is below z.

    Phi(z) = (1 + erf(z / sqrt(2))) / 2.
    """
    z = _float(z)
    return (0.5 * (1 + _erf(z / math.sqrt(2)))).astype(z.dtype)


def gelu(z):
    """z Phi(z) (Hendrycks and Gimpel, 2016).

    Phi is the cumulative distribution of the standard normal.
    """
    return _float(z) * _normal_cdf(z)


def gelu_slope(z):
    """Phi(z) + z phi(z), between about -0.129 and 1.129.

    phi is the density of the standard normal.
    """
    z = _float(z)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return _normal_cdf(z) + z * density.astype(z.dtype)


def softmax(z):
    """exp(z) / sum of exp(z), along the last axis: positive rows that sum to 1.

    z: (..., K) scores. The row's largest score is subtracted first: the result is the
    same and exp cannot overflow.
    """
    z = _float(z)
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # (..., K), in [0, 1]
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    """Derivatives of one row of softmax.

    z: (K,) -> (K, K), entry [i, j] = d a_i / d z_j = a_i ([i = j] - a_j).
    """
    a = softmax(z)
    return np.diag(a) - np.outer(a, a)


def softmax_backward(a, da):
    """Chain rule through softmax, row by row, without building a (K, K) matrix.

    a: (..., K) outputs of softmax; da: (..., K) derivatives of a loss by `a`.
    Returns its derivatives by z, (..., K).
    """
    return a * (da - (da * a).sum(axis=-1, keepdims=True))
