"""Generative adversarial networks (chapter 23): losses, penalties, measures.

    g = torch.Generator().manual_seed(0)
    a_real, a_fake = D(X), D(G(z).detach())             # logits (N, 1)
    loss = critic_loss(a_real, a_fake) + 0.05 * zero_centred(D, X)

D gives logits: positive for "real". Losses take any shape and return a mean. The
measures take features (N, D), one sample a row, as NumPy arrays.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlkit import arguments


def critic_loss(real, fake):
    """What the discriminator minimises: cross-entropy, real is 1 and fake is 0.

    real, fake: logits; their numbers may differ (Goodfellow et al., 2014).
    """
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def generator_loss(fake, saturating=False):
    """What the generator minimises, given the logits of its samples.

    saturating: the minimax loss, E log(1 - sigmoid(fake)), whose slope vanishes where
    the discriminator is sure; else -E log sigmoid(fake) (Goodfellow et al., 2014).
    """
    return -F.softplus(fake).mean() if saturating else F.softplus(-fake).mean()


def slopes(D, X):
    """The gradient of D with respect to each sample, of the shape of X.

    D must treat the samples one by one (no batch normalisation). The result can be
    differentiated again, with respect to D's parameters.
    """
    X = X.detach().requires_grad_()
    return torch.autograd.grad(D(X).sum(), X, create_graph=True)[0]


def zero_centred(D, X, axes=-1):
    """The mean squared length of D's slopes at X.

    axes: those of one sample; (1, 2, 3) for images (N, C, H, W). Times gamma / 2 it is
    the penalty R1 for real samples, R2 for generated ones (Mescheder, Geiger and
    Nowozin, 2018).
    """
    return slopes(D, X).square().sum(axes).mean()


def one_centred(D, real, fake, axes=-1, generator=None):
    """The penalty of WGAN-GP: mean of (length of the slope - 1)².

    It is taken at random points between a real and a generated sample (Gulrajani et
    al., 2017). axes: as above. Raises ValueError where the shapes differ.
    """
    if real.shape != fake.shape:
        raise ValueError(f"real {tuple(real.shape)}, fake {tuple(fake.shape)}: differ")
    size = torch.zeros(real.shape).sum(axes, keepdim=True).shape  # one u a sample
    u = torch.rand(size, generator=generator)
    between = slopes(D, u * real + (1 - u) * fake)
    return (torch.linalg.vector_norm(between, dim=axes) - 1).square().mean()


class MinibatchStd(nn.Module):
    """Append to each row the mean standard deviation of its batch.

    (..., N, D) -> (..., N, D + 1). It lets a discriminator see that all samples are
    alike (Karras et al., 2018).
    """

    def forward(self, X):
        spread = (X.var(-2, unbiased=False) + 1e-8).sqrt().mean(-1)
        spread = spread[..., None, None].expand(*X.shape[:-1], 1)
        return torch.cat([X, spread], dim=-1)


class Linears(nn.Module):
    """Linear layers of several networks side by side: (runs, N, D_in) to (…, D_out).

    They share nothing, so that several seeds train at once. Each starts like nn.Linear.
    """

    def __init__(self, runs, D_in, D_out):
        super().__init__()
        bound = D_in**-0.5
        self.W = nn.Parameter(torch.empty(runs, D_out, D_in).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(runs, 1, D_out).uniform_(-bound, bound))

    def forward(self, X):
        return torch.baddbmm(self.b, X, self.W.mT)


RULES = ("minimax", "alternating", "non-saturating", "WGAN-GP", "R1")


def dirac(rule, start=(1.0, 0.0), *, steps=200, lr=0.1, gamma=0.0):
    """The path of the Dirac-GAN: data at 0, generator at theta, D(x) = psi x.

    rule: "minimax" or "non-saturating" (both players move at once), "alternating"
    (minimax, the discriminator first), "R1" (minimax at once, gamma / 2 psi² added to
    the discriminator's loss), "WGAN-GP" (linear losses, gamma (|psi| - 1)² added).
    Returns (steps + 1, 2): theta and psi (Mescheder et al., 2018). Raises ValueError
    for another rule.
    """
    theta, psi = start
    path = [(theta, psi)]
    for _ in range(steps):
        now = dirac_field(theta, psi, rule, gamma)
        psi_new = psi + lr * now[1]
        if rule == "alternating":
            now = dirac_field(theta, psi_new, rule, gamma)
        theta, psi = theta + lr * now[0], psi_new
        path.append((theta, psi))
    return np.array(path)


def dirac_field(theta, psi, rule="minimax", gamma=0.0):
    """The direction in which theta and psi move, for numbers or arrays of one shape."""
    if rule not in RULES:
        raise ValueError(f"rule: {rule!r} is none of {', '.join(RULES)}")
    if rule == "WGAN-GP":
        return psi, -theta - 2 * gamma * (np.abs(psi) - 1) * np.sign(psi)
    believed = 1 / (1 + np.exp(-theta * psi))  # sigmoid of the sample's logit
    push = 1 - believed if rule == "non-saturating" else believed
    decay = gamma * psi if rule == "R1" else 0.0
    return push * psi, -believed * theta - decay


def ring(n, rng, *, modes=8, radius=2.0, std=0.05):
    """n points from `modes` round Gaussians on a circle, (n, 2), float32."""
    arguments.whole("n", n, least=1)
    centres = ring_centres(modes, radius)[rng.integers(modes, size=n)]
    return (centres + rng.normal(0, std, size=(n, 2))).astype(np.float32)


def ring_centres(modes=8, radius=2.0):
    """The centres of `ring`, (modes, 2); the first lies on the right."""
    angle = 2 * np.pi * np.arange(modes) / modes
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def coverage(X, centres, std):
    """(modes covered, part of the samples that is good) for samples X (N, 2).

    A sample is good within 3 std of a centre. A mode is covered if it has at least a
    tenth of its fair share of N, in good samples.
    """
    distance = np.linalg.norm(X[:, None] - centres, axis=2)
    good, nearest = distance.min(axis=1) < 3 * std, distance.argmin(axis=1)
    counts = np.bincount(nearest[good], minlength=len(centres))
    return int((counts >= 0.1 * len(X) / len(centres)).sum()), float(good.mean())


def frechet(A, B):
    """The Fréchet distance between Gaussians fitted to two sets of features (N, D).

    With features of an ImageNet network it is the FID (Heusel et al., 2017).
    """
    A, B = np.asarray(A, float), np.asarray(B, float)
    S, T = np.atleast_2d(np.cov(A.T)), np.atleast_2d(np.cov(B.T))
    values, vectors = np.linalg.eigh(S)
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T  # root @ root is S
    middle = np.linalg.eigvalsh(root @ T @ root)
    shared = np.sqrt(np.maximum(middle, 0)).sum()
    apart = ((A.mean(0) - B.mean(0)) ** 2).sum()
    return float(apart + np.trace(S) + np.trace(T) - 2 * shared)


def distances(A, B):
    """Euclidean distances between rows, (N, D) and (M, D) -> (N, M)."""
    A, B = np.asarray(A, float), np.asarray(B, float)
    squares = (A**2).sum(1)[:, None] + (B**2).sum(1) - 2 * A @ B.T
    return np.sqrt(np.maximum(squares, 0))


def precision_recall(real, fake, k=3):
    """(precision, recall) of fake samples, from features (N, D) (Kynkäänniemi et al.,
    2019).

    Precision: the part of the fake samples inside a ball around some real sample that
    reaches to its k-th nearest real neighbour. Recall: the same, roles exchanged.
    """

    def inside(samples, others):
        own = distances(others, others)
        np.fill_diagonal(own, np.inf)
        radius = np.partition(own, k - 1, axis=1)[:, k - 1]
        return float((distances(samples, others) <= radius).any(axis=1).mean())

    return inside(fake, real), inside(real, fake)
