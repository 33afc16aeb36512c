"""Optimizers in NumPy (chapter 07): step for step those of torch.optim.

    optimizer = Adam(network.parameters(), lr=0.001)
    for i, (X, y) in enumerate(batches):
        network.zero_grad()
        network.backward(losses.cross_entropy_grad(network(X), y))
        optimizer.lr = 0.001 * cosine(i / len(batches), warmup=0.1)
        clip(network.gradients(), 1.0)
        optimizer.step(network.gradients())

An optimizer is given the list of arrays that it changes in place, or a network, whose
parameters() it takes, and at each step their gradients, in the same order and shapes.
It never changes the gradients (`clip` does). What it remembers starts at 0, an array
for each parameter. `lr` may be set between steps.
"""

import math

import numpy as np


class Optimizer:
    """What all of them share: a check, and a loop over the parameters.

    A rule has `update(i, p, g)`, which changes the i-th parameter p in place. Before
    that, `t` counts the steps from 1. Subclasses make their memory with `zeros`.
    Raises TypeError for what is not a list of float arrays, ValueError for a negative
    lr and, in `step`, for gradients that do not fit.
    """

    def __init__(self, params, lr):
        self.params = list(getattr(params, "parameters", lambda: params)())
        for i, p in enumerate(self.params):
            if not isinstance(p, np.ndarray) or p.dtype.kind != "f":
                kind = getattr(p, "dtype", type(p).__name__)
                raise TypeError(f"params[{i}]: expected an array of floats, got {kind}")
        if not lr >= 0:
            raise ValueError(f"lr: expected a number, 0 or more, got {lr!r}")
        self.lr, self.t = lr, 0

    def zeros(self):
        return [np.zeros_like(p) for p in self.params]

    def step(self, grads):
        """grads: list of arrays, one for each parameter, of its shape."""
        shapes, want = [np.shape(g) for g in grads], [p.shape for p in self.params]
        if shapes != want:
            raise ValueError(
                f"grads: expected arrays of the shapes {want}, got {shapes}"
            )
        self.t += 1
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            self.update(i, p, np.asarray(g))

    def update(self, i, p, g):
        raise NotImplementedError(f"{type(self).__name__} has no update")


class SGD(Optimizer):
    """p -= lr * g, or with momentum: v = momentum * v + g, then p -= lr * v.

    nesterov: p -= lr * (g + momentum * v) instead (Sutskever et al., 2013).
    weight_decay: adds weight_decay * p to the gradient, as an L2 penalty does.
    """

    def __init__(self, params, lr=1e-3, momentum=0, nesterov=False, weight_decay=0):
        super().__init__(params, lr)
        if nesterov and not momentum > 0:
            raise ValueError(f"nesterov: needs momentum above 0, got {momentum!r}")
        self.momentum, self.nesterov = momentum, nesterov
        self.weight_decay, self.v = weight_decay, self.zeros()

    def update(self, i, p, g):
        g = g + self.weight_decay * p
        self.v[i] = self.momentum * self.v[i] + g
        p -= self.lr * (g + self.momentum * self.v[i] if self.nesterov else self.v[i])


class RMSprop(Optimizer):
    """s = alpha * s + (1 - alpha) * g², then p -= lr * g / (√s + eps).

    Tieleman and Hinton (2012). s starts at 0 and is not corrected for it.
    """

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        super().__init__(params, lr)
        self.alpha, self.eps, self.s = alpha, eps, self.zeros()

    def update(self, i, p, g):
        self.s[i] = self.alpha * self.s[i] + (1 - self.alpha) * g**2
        p -= self.lr * g / (np.sqrt(self.s[i]) + self.eps)


class Adam(Optimizer):
    """Running means of g and of g², both corrected for their start at 0.

    Kingma and Ba (2015). betas: how much of each mean is kept at a step.
    weight_decay: adds weight_decay * p to the gradient, so the two means see it, too.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(params, lr)
        self.betas, self.eps, self.weight_decay = betas, eps, weight_decay
        self.m, self.s = self.zeros(), self.zeros()

    def update(self, i, p, g):
        self.move(i, p, g + self.weight_decay * p)

    def move(self, i, p, g):
        beta1, beta2 = self.betas
        self.m[i] = beta1 * self.m[i] + (1 - beta1) * g
        self.s[i] = beta2 * self.s[i] + (1 - beta2) * g**2
        m_hat = self.m[i] / (1 - beta1**self.t)
        s_hat = self.s[i] / (1 - beta2**self.t)
        p -= self.lr * m_hat / (np.sqrt(s_hat) + self.eps)


class AdamW(Adam):
    """Adam that shrinks p by the factor 1 - lr * weight_decay, outside the two means.

    Loshchilov and Hutter (2019).
    """

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2
    ):
        super().__init__(params, lr, betas, eps, weight_decay)

    def update(self, i, p, g):
        p *= 1 - self.lr * self.weight_decay
        self.move(i, p, g)


def orthogonalize(G, steps=5, eps=1e-7):
    """About U Vᵀ, where G = U diag(s) Vᵀ: the singular values are all moved towards 1.

    Five steps of a polynomial of degree 5 (Newton–Schulz; Jordan et al., 2024) take
    those of G / ‖G‖ that are above 0.002 to between 0.68 and 1.21, without computing
    them. torch does this in bfloat16.
    """
    X = G.T if len(G) > len(G.T) else G  # X @ X.T should be the smaller square
    X = X / max(np.linalg.norm(X), eps)
    for _ in range(steps):
        A = X @ X.T
        X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
    return X.T if len(G) > len(G.T) else X


class Muon(Optimizer):
    """Nesterov momentum, orthogonalised. For matrices; the rest is left to AdamW.

    m = momentum * m + (1 - momentum) * g, then the step is that of
    (1 - momentum) * g + momentum * m. Tall matrices (D_out > D_in) get lr * √(D_out /
    D_in). weight_decay as in AdamW. Raises ValueError for a parameter that is not a
    matrix.
    """

    def __init__(self, params, lr=1e-3, momentum=0.95, weight_decay=0.1):
        super().__init__(params, lr)
        for i, p in enumerate(self.params):
            if p.ndim != 2:
                raise ValueError(
                    f"params[{i}]: Muon takes matrices, got the shape {p.shape}"
                )
        self.momentum, self.weight_decay = momentum, weight_decay
        self.m = self.zeros()

    def update(self, i, p, g):
        self.m[i] = self.momentum * self.m[i] + (1 - self.momentum) * g
        ahead = (1 - self.momentum) * g + self.momentum * self.m[i]
        p *= 1 - self.lr * self.weight_decay
        D_out, D_in = p.shape
        p -= self.lr * max(1, D_out / D_in) ** 0.5 * orthogonalize(ahead)


def clip(grads, max_norm):
    """Scale all gradients in place by one factor, so that together they are not longer
    than max_norm; return the length that they had. (As in torch, to 1e-6 / length.)

    Raises ValueError unless max_norm is above 0.
    """
    if not max_norm > 0:
        raise ValueError(f"max_norm: expected a number above 0, got {max_norm!r}")
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads))
    factor = min(1.0, max_norm / (norm + 1e-6))
    for g in grads:
        np.multiply(g, factor, out=g)
    return norm


def cosine(t, warmup=0.0):
    """The factor for lr when the part t of the training is done: from 0 in a straight
    line to 1 at t = warmup, then down half a cosine to 0 at t = 1.

    t: in [0, 1]. warmup: in [0, 1). Raises ValueError outside.
    """
    if not 0 <= t <= 1:
        raise ValueError(f"t: expected the part that is done, 0 to 1, got {t!r}")
    if not 0 <= warmup < 1:
        raise ValueError(f"warmup: expected a part, 0 or more, below 1; got {warmup!r}")
    if t < warmup:
        return t / warmup
    return 0.5 * (1 + math.cos(math.pi * (t - warmup) / (1 - warmup)))
