"""Dropout, penalties and augmentation: against loops, finite differences, torch and scipy-free references."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from dlkit import gradcheck, layers
from dlkit.regularization import Dropout, augment, l2, set_training, warp


def rng(seed=0):
    return np.random.default_rng(seed)


class Fixed:
    """A generator whose draws repeat: so the mask stands still while inputs are nudged."""

    def __init__(self, draws):
        self.draws = draws

    def random(self, shape):
        return self.draws


def test_dropout_in_training_zeroes_a_share_p_and_rescales_the_rest():
    out = Dropout(0.3, rng=rng())(np.ones((200, 500)))
    assert set(np.unique(out)) == {0.0, 1 / 0.7}
    assert abs((out == 0).mean() - 0.3) < 0.005 and abs(out.mean() - 1) < 0.01


def test_dropout_in_evaluation_is_the_identity_as_torch():
    X = rng().normal(size=(4, 5))
    layer, theirs = Dropout(0.4, rng=rng()).eval(), nn.Dropout(0.4).eval()
    np.testing.assert_array_equal(layer(X), theirs(torch.tensor(X)).numpy())
    np.testing.assert_array_equal(layer.backward(X), X)
    assert layer.train() is layer and layer.training and (layer(np.ones((9, 9))) == 0).any()


def test_dropout_has_the_two_values_of_torch():
    torch.manual_seed(0)
    theirs = nn.Dropout(0.25)(torch.ones(50, 50, dtype=torch.float64)).numpy()
    ours = Dropout(0.25, rng=rng())(np.ones((50, 50)))
    np.testing.assert_allclose(np.unique(ours), np.unique(theirs))


@pytest.mark.parametrize("shape", [(3, 4), (5,), (2, 3, 2)])
def test_dropout_backward_equals_finite_differences(shape):
    layer, d = Dropout(0.5, rng=rng()), rng(1).normal(size=shape)
    layer.rng = Fixed(rng(2).random(shape))
    X = rng(3).normal(size=shape)
    layer(X)
    gradient = layer.backward(d)
    gradcheck.assert_gradient(lambda x: (d * layer(x)).sum(), gradient, X)
    with pytest.raises(AssertionError):
        gradcheck.assert_gradient(lambda x: (d * layer(x)).sum(), gradient * 1.001, X)


def test_dropout_draws_a_new_mask_each_time_and_backward_uses_the_last():
    layer, X = Dropout(0.5, rng=rng()), np.ones((20, 20))
    first, second = layer(X), layer(X)
    assert (first != second).any()
    np.testing.assert_array_equal(layer.backward(X), second)


def test_dropout_refuses_what_is_no_probability_and_wrong_order():
    for p in (1, -0.1, "half"):
        with pytest.raises(ValueError, match="p: expected"):
            Dropout(p)
    with pytest.raises(TypeError, match="rng"):
        Dropout(0.5, rng=0)
    with pytest.raises(RuntimeError, match="forward before backward"):
        Dropout(0.5).backward(np.ones(3))
    assert repr(Dropout(0.25)) == "Dropout(0.25)"


def test_set_training_reaches_nested_networks():
    inner = layers.Sequential(layers.ReLU(), Dropout(0.5))
    network = layers.Sequential(Dropout(0.1), inner)
    set_training(network, False)
    assert not network[0].training and not inner[1].training
    set_training(inner[1], True)
    assert inner[1].training


def test_l2_equals_finite_differences_and_torch():
    params = [rng().normal(size=(2, 3)), rng(1).normal(size=4)]
    penalty, gradients = l2(params, 0.7)
    theirs = [torch.tensor(w, requires_grad=True) for w in params]
    loss = 0.7 / 2 * sum((w**2).sum() for w in theirs)
    loss.backward()
    assert np.isclose(penalty, loss.item())
    for w, gradient, other in zip(params, gradients, theirs, strict=True):
        np.testing.assert_allclose(gradient, other.grad.numpy())
        gradcheck.assert_gradient(lambda w: l2([w], 0.7)[0], gradient, w)
        with pytest.raises(AssertionError):
            gradcheck.assert_gradient(lambda w: l2([w], 0.7)[0], gradient * 1.001, w)
    with pytest.raises(ValueError, match="strength"):
        l2(params, -1)


def test_warp_by_whole_pixels_is_a_shift_with_zeros():
    images = rng().random((3, 5, 6))
    moved = warp(images, right=2, down=-1)
    want = np.zeros_like(images)
    want[:, :-1, 2:] = images[:, 1:, :-2]
    np.testing.assert_allclose(moved, want, atol=1e-12)
    assert not warp(images, right=20).any()


def test_warp_by_a_quarter_turn_is_rot90():
    images = rng().random((2, 7, 7))
    np.testing.assert_allclose(warp(images, angle=90), np.rot90(images, axes=(1, 2)), atol=1e-12)


def test_warp_agrees_with_torch_grid_sample():
    images = rng().random((4, 2, 8, 8))
    right, down, angle = rng(1).uniform(-2, 2, size=(3, 4)) * np.array([[1], [1], [20]])
    a = np.radians(angle)
    # the inverse map on coordinates in pixels from the middle; grid_sample's units are half widths
    theta = np.zeros((4, 2, 3))
    theta[:, 0, 0] = theta[:, 1, 1] = np.cos(a)
    theta[:, 0, 1], theta[:, 1, 0] = -np.sin(a), np.sin(a)
    theta[:, :, 2] = -(theta[:, :, :2] @ np.stack([right, down], 1)[..., None])[..., 0] / 4
    grid = F.affine_grid(torch.tensor(theta), (4, 2, 8, 8), align_corners=False)
    want = F.grid_sample(torch.tensor(images), grid, align_corners=False).numpy()
    np.testing.assert_allclose(warp(images, right, down, angle), want, atol=1e-10)


def test_warp_says_what_does_not_fit():
    with pytest.raises(ValueError, match=r"\(N, ..., H, W\)"):
        warp(np.ones((8, 8)))
    with pytest.raises(ValueError, match="down"):
        warp(np.ones((3, 8, 8)), down=[1, 2])
    assert warp(np.ones((1, 4, 4), np.float32), right=0.5).dtype == np.float32
    assert warp(np.ones((1, 4, 4), int)).dtype == float


def test_augment_stays_within_its_limits_differs_each_time_and_leaves_its_argument():
    dot = np.zeros((200, 9, 9))
    dot[:, 4, 4] = 1
    before, source = dot.copy(), rng()
    first, second = augment(dot, source, shift=2), augment(dot, source, shift=2)
    np.testing.assert_array_equal(dot, before)
    assert (first != second).any()
    centre = (first * np.arange(9)).sum((1, 2)) - 4  # how far each dot moved to the right
    assert np.abs(centre).max() <= 2 + 1e-9 and centre.std() == pytest.approx(4 / 12**0.5, abs=0.1)
    np.testing.assert_allclose(augment(dot, rng(), shift=0), dot)
    for wrong in ({"shift": -1}, {"angle": -1}):
        with pytest.raises(ValueError, match="expected 0 or more"):
            augment(dot, rng(), **wrong)
    with pytest.raises(TypeError, match="rng"):
        augment(dot, 0)
