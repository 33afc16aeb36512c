"""Chapter 21's module against scikit-learn, scipy, torch and finite differences."""

import numpy as np
import pytest
import torch
from scipy.linalg import subspace_angles
from sklearn.decomposition import PCA
from torch import nn

from dlkit import autoencoders as ae
from dlkit import gradcheck

rng = np.random.default_rng(0)
X = rng.normal(size=(30, 6)) * [5, 4, 3, 2, 1, 0.5] + rng.normal(size=6)


def test_pca_is_scikit_learns():
    ours, theirs = ae.pca(X, 3), PCA(3).fit(X)
    signs = np.sign((ours.V * theirs.components_).sum(axis=1))
    np.testing.assert_allclose(signs[:, None] * ours.V, theirs.components_, atol=1e-10)
    np.testing.assert_allclose(ours.variances * 30 / 29, theirs.explained_variance_)
    np.testing.assert_allclose(
        ours.decode(ours.encode(X)), theirs.inverse_transform(theirs.transform(X))
    )


@pytest.mark.parametrize("k", [0, 7, 1.5])
def test_pca_refuses_what_it_cannot_do(k):
    with pytest.raises(ValueError, match="k"):
        ae.pca(X, k)
    with pytest.raises(ValueError, match="X"):
        ae.pca(X[0], 1)


def test_principal_angles_are_scipys_in_degrees():
    U, V = rng.normal(size=(3, 6)), rng.normal(size=(2, 6))
    theirs = np.degrees(subspace_angles(U.T, V.T))
    np.testing.assert_allclose(ae.principal_angles(U, V), np.sort(theirs), atol=1e-6)
    mixed = rng.normal(size=(3, 3)) @ U
    np.testing.assert_allclose(ae.principal_angles(U, mixed), 0, atol=1e-5)
    assert ae.principal_angles([1, 0], [0, 2]) == pytest.approx([90])
    with pytest.raises(ValueError, match="6 and 5"):
        ae.principal_angles(U, U[:, :5])


def linear():
    """A, B, the covariance of centred data, and the data."""
    centred = X - X.mean(axis=0)
    A, B = rng.normal(size=(2, 6)), rng.normal(size=(6, 2))
    return A, B, centred.T @ centred / len(X), centred


def test_linear_loss_is_the_mean_over_the_data():
    A, B, S, centred = linear()
    direct = (((centred @ A.T @ B.T) - centred) ** 2).sum(axis=1).mean()
    assert ae.linear_loss(A, B, S) == pytest.approx(direct)
    best = ae.pca(X, 2)
    left = S.trace() - best.variances.sum()
    assert ae.linear_loss(best.V, best.V.T, S) == pytest.approx(left)


def test_linear_gradients_by_differences_and_a_wrong_one_shows():
    A, B, S, _ = linear()
    dA, dB = ae.linear_gradients(A, B, S)
    for f, p, g in (
        (lambda p: ae.linear_loss(p, B, S), A, dA),
        (lambda p: ae.linear_loss(A, p, S), B, dB),
    ):
        numeric = gradcheck.numeric_gradient(f, p)
        assert np.max(gradcheck.relative_error(g, numeric)) < 1e-6
        assert np.max(gradcheck.relative_error(1.001 * g, numeric)) > 1e-4


def test_autoencoder_shapes_range_and_parameters():
    torch.manual_seed(0)
    model, images = ae.Autoencoder(12, 3, hidden=5), torch.rand(7, 12)
    out = model(images)
    assert model.encode(images).shape == (7, 3) and out.shape == (7, 12)
    assert 0 < out.min() and out.max() < 1
    torch.testing.assert_close(out, model.decode(model.encode(images)))
    count = sum(p.numel() for p in model.parameters())
    assert count == (12 * 5 + 5) + (5 * 3 + 3) + (3 * 5 + 5) + (5 * 12 + 12)


def test_noisy_damages_in_training_only():
    model = ae.Noisy(nn.Identity(), ae.gaussian(0.5, torch.Generator().manual_seed(0)))
    clean = torch.zeros(200, 50)
    damaged = model.train()(clean)
    assert damaged.std() == pytest.approx(0.5, rel=0.02)
    assert abs(damaged.mean()) < 0.02
    assert torch.equal(model.eval()(clean), clean)
    again = ae.gaussian(0.5, torch.Generator().manual_seed(0))(clean)
    assert torch.equal(damaged, again)


def test_errors_are_means_over_a_sample():
    images = torch.rand(4, 1, 3, 3)
    got = ae.errors(lambda X: X + torch.tensor([0.0, 1, 2, 3]).view(4, 1, 1, 1), images)
    np.testing.assert_allclose(got, [0, 1, 4, 9], rtol=1e-5)
    assert got.shape == (4,)


def test_wiener_is_least_squares_with_noise():
    _, _, S, centred = linear()
    W = ae.wiener(S, 0.7)
    lam, E = np.linalg.eigh(S)
    np.testing.assert_allclose(W, (E * (lam / (lam + 0.7))) @ E.T, atol=1e-12)
    clean = np.tile(centred, (4000, 1))
    noisy = clean + np.sqrt(0.7) * np.random.default_rng(1).normal(size=clean.shape)
    fitted = np.linalg.lstsq(noisy, clean, rcond=None)[0].T
    np.testing.assert_allclose(W, fitted, atol=0.01)
