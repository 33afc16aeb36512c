"""Activations: against torch, against finite differences, and at the edges."""

import numpy as np
import pytest
import torch

from dlkit import activations, gradcheck

Z = np.linspace(-6, 6, 49)[:, None] * np.ones((1, 2)) + np.array(
    [0.0, 0.013]
)  # (49, 2), holds 0 and kinks nearby
TORCH = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "gelu": torch.nn.functional.gelu,
}
NAMES = [*TORCH, "step"]


@pytest.mark.parametrize("name", TORCH)
def test_value_and_slope_equal_torch(name):
    z = torch.tensor(Z, requires_grad=True)
    a = TORCH[name](z)
    a.sum().backward()
    np.testing.assert_allclose(
        getattr(activations, name)(Z), a.detach().numpy(), rtol=1e-12, atol=1e-14
    )
    np.testing.assert_allclose(
        getattr(activations, name + "_slope")(Z), z.grad.numpy(), rtol=1e-10, atol=1e-14
    )


@pytest.mark.parametrize("name", NAMES)
def test_slope_equals_finite_differences_away_from_kinks(name):
    z = Z[np.abs(Z) > 1e-3]
    slope = getattr(activations, name + "_slope")(z)
    np.testing.assert_allclose(slope, gradcheck.slope(getattr(activations, name), z), atol=1e-8)


@pytest.mark.parametrize("name", [*NAMES, "softmax"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_keeps_dtype_and_shape_and_input(name, dtype):
    z = np.array([[-2, 0, 3], [1, 5, -1]], dtype)
    before = z.copy()
    out = getattr(activations, name)(z)
    assert out.dtype == dtype and out.shape == z.shape
    assert not np.shares_memory(out, z)
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("name", [*NAMES, "softmax"])
def test_integers_become_float64(name):
    assert getattr(activations, name)(np.array([-1, 2])).dtype == np.float64


@pytest.mark.parametrize("name", [*NAMES, *(n + "_slope" for n in NAMES), "softmax"])
def test_huge_inputs_stay_finite_without_a_warning(name):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(
            getattr(activations, name)(np.array([-1e4, -800.0, 0.0, 800.0, 1e4]))
        ).all()


def test_step_is_one_at_zero():
    np.testing.assert_array_equal(activations.step(np.array([-0.1, 0.0, 0.1])), [0, 1, 1])


def test_sigmoid_keeps_precision_in_its_far_tail():
    np.testing.assert_allclose(activations.sigmoid(-40.0), np.exp(-40.0), rtol=1e-12)
    np.testing.assert_allclose(activations.sigmoid_slope(40.0), np.exp(-40.0), rtol=1e-12)


def test_tanh_is_a_scaled_sigmoid():
    np.testing.assert_allclose(activations.tanh(Z), 2 * activations.sigmoid(2 * Z) - 1, atol=1e-15)


def test_softmax_equals_torch_and_ignores_a_shift():
    z = np.random.default_rng(0).normal(size=(4, 3, 5)) * 10
    np.testing.assert_allclose(
        activations.softmax(z), torch.softmax(torch.tensor(z), -1), rtol=1e-12
    )
    np.testing.assert_allclose(activations.softmax(z), activations.softmax(z + 1000), rtol=1e-9)


def test_softmax_jacobian_and_backward_agree_with_finite_differences():
    rng = np.random.default_rng(0)
    z, da = rng.normal(size=5), rng.normal(size=5)
    by_differences = gradcheck.numeric_gradient(lambda v: float(activations.softmax(v) @ da), z)
    np.testing.assert_allclose(activations.softmax_jacobian(z).T @ da, by_differences, atol=1e-9)
    np.testing.assert_allclose(
        activations.softmax_backward(activations.softmax(z), da), by_differences, atol=1e-9
    )
