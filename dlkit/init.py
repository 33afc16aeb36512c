"""Starting weights that keep the size of signals (chapter 10), in NumPy.

    rng = np.random.default_rng(0)
    W = he(64, 128, rng)                       # (128, 64), for a layer before a ReLU
    refill(network, xavier, rng)               # every Linear of a network; biases 0

"normal" is torch's xavier_normal_ and kaiming_normal_(nonlinearity="relu"), "uniform"
their _uniform_; the variance is the same.
"""

import math

from dlkit import arguments
from dlkit.layers import Linear


def xavier(D_in, D_out, rng, *, gain=1.0, distribution="normal"):
    """W (D_out, D_in) with mean 0 and variance gain² · 2 / (D_in + D_out).

    A compromise between 1/D_in, which keeps the size of the signal on its way forward,
    and 1/D_out, which keeps that of the gradient on its way back, where the activation
    is about the identity near 0. Glorot and Bengio (2010). Raises ValueError for a size
    below 1, a gain that is not above 0 or an unknown distribution, TypeError for a
    wrong rng.
    """
    _check(D_in, D_out)
    std = gain * math.sqrt(2 / (D_in + D_out))
    return _draw(D_in, D_out, rng, std, distribution)


def he(D_in, D_out, rng, *, distribution="normal"):
    """W (D_out, D_in) with mean 0 and variance 2 / D_in, for layers before a ReLU.

    The 2 makes up for the half of the mean square that ReLU cuts away. He et al.
    (2015). Raises as xavier.
    """
    _check(D_in, D_out)
    return _draw(D_in, D_out, rng, math.sqrt(2 / D_in), distribution)


def refill(network, start, rng):
    """Draw the weights of every Linear anew, W[...] = start(D_in, D_out, rng), in place
    and in order; biases become 0. Returns the network.

    network: a Linear, a Sequential, or a layer that keeps others in `layers`.
    """
    if isinstance(network, Linear):
        D_out, D_in = network.W.shape
        network.W[...] = start(D_in, D_out, rng)
        if network.b is not None:
            network.b[...] = 0
    for layer in getattr(network, "layers", []):
        refill(layer, start, rng)
    return network


def _check(D_in, D_out):
    arguments.whole("D_in", D_in, least=1)
    arguments.whole("D_out", D_out, least=1)


def _draw(D_in, D_out, rng, std, distribution):
    arguments.generator(rng)
    if not std > 0:
        raise ValueError(f"gain: expected a number above 0, got a std of {std!r}")
    if distribution == "normal":
        return rng.normal(0, std, size=(D_out, D_in))
    if distribution == "uniform":
        bound = std * math.sqrt(3)  # uniform between −a and a has the variance a²/3
        return rng.uniform(-bound, bound, size=(D_out, D_in))
    raise ValueError(f"distribution: expected normal or uniform, got {distribution!r}")
