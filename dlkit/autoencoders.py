"""Autoencoders (chapter 21): PCA, its linear twin, and the parts of the others.

    axes = pca(X, 16)
    error = ((axes.decode(axes.encode(X)) - X) ** 2).mean()

    model = Autoencoder(784, 16)           # a torch module, for train.fit(model, X, X)
    code = model.encode(X)                     # (N, 16)

Samples are rows. PCA and the linear autoencoder are NumPy, the others torch.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from dlkit import arguments


@dataclass(frozen=True)
class Axes:
    """Principal axes: mean (D,), V (k, D) orthonormal rows, variances (k,)."""

    mean: np.ndarray
    V: np.ndarray
    variances: np.ndarray

    def encode(self, X):
        """(N, D) -> codes (N, k): coordinates along the axes, from the mean."""
        return (X - self.mean) @ self.V.T

    def decode(self, code):
        """(N, k) -> (N, D)."""
        return self.mean + code @ self.V


def pca(X, k):
    """The k principal axes of X (N, D), the largest variance first (1/N).

    By the singular value decomposition of the centred data: X − mean = U diag(s) V,
    variances s² / N. Raises ValueError unless 1 ≤ k ≤ min(N, D).
    """
    X = np.asarray(X)
    if X.ndim != 2:
        raise ValueError(f"X: expected a table (N, D), got the shape {X.shape}")
    arguments.whole("k", k, least=1)
    if k > min(X.shape):
        raise ValueError(f"k: expected at most min(N, D) = {min(X.shape)}, got {k}")
    mean = X.mean(axis=0)
    _, s, V = np.linalg.svd(X - mean, full_matrices=False)
    return Axes(mean, V[:k], s[:k] ** 2 / len(X))


def principal_angles(U, V):
    """The angles, in degrees, between two subspaces spanned by rows, largest last.

    U (k, D), V (m, D): linearly independent rows, not necessarily orthonormal. Returns
    min(k, m) angles; all 0 when one span contains the other. The cosines are singular
    values (Björck and Golub, 1973), so angles below about 1e-6 degrees are rounding.
    """
    U, V = (np.atleast_2d(np.asarray(basis, float)) for basis in (U, V))
    if U.shape[1] != V.shape[1]:
        raise ValueError(
            f"U and V: expected rows of one length, got {U.shape[1]} and {V.shape[1]}"
        )
    Q, R = np.linalg.qr(U.T)[0], np.linalg.qr(V.T)[0]
    cosines = np.linalg.svd(Q.T @ R, compute_uv=False)
    return np.degrees(np.arccos(np.clip(cosines, -1, 1)))


def linear_loss(A, B, S):
    """The mean of ‖B A x − x‖² over centred data with the covariance S (D, D).

    A (k, D) encodes, B (D, k) decodes.
    """
    M = B @ A - np.eye(len(S))
    return float(np.trace(M @ S @ M.T))


def linear_gradients(A, B, S):
    """(dA, dB): the gradients of linear_loss, of the shapes of A and B."""
    R = 2 * (B @ A - np.eye(len(S))) @ S
    return B.T @ R, R @ A.T


class Autoencoder(nn.Module):
    """D → hidden → k → hidden → D with ReLU inside; outputs in (0, 1) by a sigmoid.

    The code itself has no activation: it may be any number.
    """

    def __init__(self, D, k, hidden=128):
        super().__init__()
        self.encode = nn.Sequential(
            nn.Linear(D, hidden), nn.ReLU(), nn.Linear(hidden, k)
        )
        self.decode = nn.Sequential(
            nn.Linear(k, hidden), nn.ReLU(), nn.Linear(hidden, D), nn.Sigmoid()
        )

    def forward(self, X):
        return self.decode(self.encode(X))


class Noisy(nn.Module):
    """`model`, whose input is damaged in training and left alone in eval mode.

    damage: a function of a batch that returns the damaged batch, such as
    gaussian(0.4). Trained with the clean batch as its target, the model learns to mend.
    """

    def __init__(self, model, damage):
        super().__init__()
        self.model, self.damage = model, damage

    def forward(self, X):
        return self.model(self.damage(X) if self.training else X)


def gaussian(std, generator=None):
    """damage(X): X plus normal noise with the standard deviation `std`, not clipped."""

    def damage(X):
        return X + std * torch.randn(X.shape, generator=generator)

    return damage


def errors(model, X):
    """The mean squared error of each sample's reconstruction, (N,) NumPy floats.

    model: a function of X, such as an Autoencoder; X (N, ...), tensor or array.
    """
    with torch.no_grad():
        wrong = np.asarray(model(X)) - np.asarray(X)
    return (wrong.reshape(len(wrong), -1) ** 2).mean(axis=1)


def wiener(S, var):
    """The best linear denoiser W (D, D) for centred data with covariance S (D, D) and
    added noise of variance `var` in each entry: S (S + var I)⁻¹.

    A sample is a row: noisy @ W.T. W shrinks the axis of variance λ by λ / (λ + var).
    """
    return np.linalg.solve(S + var * np.eye(len(S)), S).T
