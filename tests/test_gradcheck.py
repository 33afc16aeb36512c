"""The checker is checked: right gradients pass, wrong ones, planted, are found."""

import numpy as np
import pytest
import torch

from dlkit import gradcheck

rng = np.random.default_rng(0)
A = rng.normal(size=(4, 3))
X = rng.normal(size=(4, 3))


def loss(x):
    return np.sum(A * x**2 + np.sin(x))


def loss_gradient(x):
    return 2 * A * x + np.cos(x)


def test_numeric_gradient_agrees_with_torch():
    x = torch.tensor(X, requires_grad=True)
    torch.logsumexp(x.square() @ torch.tensor(A).T, dim=1).sum().backward()
    f = lambda x: np.log(np.exp(x**2 @ A.T).sum(axis=1)).sum()  # noqa: E731
    np.testing.assert_allclose(gradcheck.numeric_gradient(f, X), x.grad.numpy(), rtol=1e-7)


def test_slope_agrees_with_torch():
    z = torch.linspace(-5, 5, 21, dtype=torch.float64, requires_grad=True)
    torch.nn.functional.gelu(z, approximate="tanh").sum().backward()
    gelu = lambda z: 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))  # noqa: E731
    np.testing.assert_allclose(
        gradcheck.slope(gelu, z.detach().numpy()), z.grad.numpy(), rtol=1e-7, atol=1e-10
    )


def test_slope_is_the_diagonal_of_the_jacobian():
    by_entry = [
        gradcheck.numeric_gradient(lambda z, k=k: np.tanh(z).ravel()[k], X).ravel()[k]
        for k in range(X.size)
    ]
    np.testing.assert_allclose(gradcheck.slope(np.tanh, X).ravel(), by_entry, rtol=1e-9)


def test_a_number_is_a_point_too():
    assert gradcheck.numeric_gradient(lambda x: x**3, 2.0) == pytest.approx(12)
    assert gradcheck.slope(lambda x: x**3, 2).shape == ()


def test_integers_and_float32_points_become_float64():
    for x in (np.array([1, 2]), np.array([1, 2], np.float32), [1, 2]):
        gradient = gradcheck.numeric_gradient(lambda x: (x**2).sum(), x)
        assert gradient.dtype == np.float64
        np.testing.assert_allclose(gradient, [2, 4], rtol=1e-9)


def test_large_points_keep_their_digits():
    """A step of 1e-5 beside 1e9 would be lost in rounding."""
    np.testing.assert_allclose(gradcheck.slope(lambda z: 3 * z, [1e9, -1e12, 1e-3]), 3, rtol=1e-6)
    np.testing.assert_allclose(
        gradcheck.numeric_gradient(lambda z: (3 * z).sum(), [1e9, -2e9]), 3, rtol=1e-6
    )


def test_the_point_is_never_changed():
    def greedy(x):
        x += 1
        return np.sum(x**2)

    x = X.copy()
    gradient = gradcheck.numeric_gradient(greedy, x)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_allclose(gradient, 2 * (X + 1), rtol=1e-7)


def test_a_function_that_reuses_its_buffer():
    buffer = np.empty_like(X)
    np.testing.assert_allclose(
        gradcheck.slope(lambda z: np.square(z, out=buffer), X), 2 * X, rtol=1e-7
    )


def test_relu_at_its_kink_is_the_mean_of_both_sides():
    np.testing.assert_allclose(
        gradcheck.slope(lambda z: np.maximum(z, 0), [-1.0, 0.0, 1.0]), [0, 0.5, 1]
    )


@pytest.mark.parametrize("f", [lambda x: np.float32(x.sum()), lambda x: x.astype(np.float32).sum()])
def test_float32_answers_are_refused(f):
    with pytest.raises(TypeError, match="expected float64, got float32"):
        gradcheck.numeric_gradient(f, X)


@pytest.mark.parametrize(
    ("x", "error", "words"),
    [
        (np.array([1 + 2j]), TypeError, "complex128"),
        (np.array([True]), TypeError, "bool"),
        (np.array(["a"]), TypeError, "x: expected real numbers"),
        (np.array([1.0, np.nan]), ValueError, "nan or inf"),
    ],
)
def test_points_without_a_derivative(x, error, words):
    for function in (gradcheck.numeric_gradient, gradcheck.slope):
        with pytest.raises(error, match=words):
            function(lambda x: x, x)


def test_f_of_the_wrong_kind():
    with pytest.raises(ValueError, match=r"expected one number.*\(4, 3\).*gradcheck.slope"):
        gradcheck.numeric_gradient(np.tanh, X)
    with pytest.raises(ValueError, match=r"elementwise.*\(4, 3\).*numeric_gradient"):
        gradcheck.slope(np.sum, X)
    with pytest.raises(ValueError, match=r"h: expected a small positive step.*0"):
        gradcheck.slope(np.tanh, X, h=0)


def test_relative_error():
    np.testing.assert_allclose(
        gradcheck.relative_error([1.0, 0, 2], [1.001, 0, -2]), [1e-3 / 1.001, 0, 2]
    )
    assert gradcheck.relative_error(0, 1e-12) < 1e-3  # the floor


def test_right_gradients_pass():
    gradcheck.assert_gradient(loss, loss_gradient, X)
    gradcheck.assert_gradient(loss, loss_gradient(X), X)
    gradcheck.assert_gradient(np.tanh, lambda z: 1 - np.tanh(z) ** 2, X)  # elementwise
    gradcheck.assert_gradient(lambda x: x**3, 12.0, 2.0)


@pytest.mark.parametrize("index", list(np.ndindex(X.shape)))
def test_one_entry_wrong_by_a_thousandth_is_found_and_named(index):
    wrong = loss_gradient(X)
    right = wrong[index]
    wrong[index] *= 1.001
    with pytest.raises(AssertionError) as caught:
        gradcheck.assert_gradient(loss, wrong, X, name="dW")
    message = str(caught.value)
    assert message.startswith(f"dW at index {index}")
    assert f"analytic {wrong[index]:.10g}" in message
    assert f"numeric {right:.6g}"[:12] in message
    assert "1 of 12" in message


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: -loss_gradient(x),
        lambda x: loss_gradient(x) / len(x),
        lambda x: np.where(x > 0, loss_gradient(x), np.nan),
        lambda x: np.where(x > 0, loss_gradient(x), np.inf),
        lambda x: np.zeros_like(x),
        lambda x: loss_gradient(x).T,
        lambda x: loss_gradient(x).sum(axis=0),
        lambda x: 0.0,
    ],
    ids=["sign", "mean", "nan", "inf", "zero", "transposed", "summed", "scalar"],
)
def test_other_wrong_gradients_are_found(wrong):
    with np.errstate(all="ignore"), pytest.raises(AssertionError):
        gradcheck.assert_gradient(loss, wrong, X)


def test_a_wrong_slope_is_found():
    with pytest.raises(AssertionError, match=r"analytic.*numeric"):
        gradcheck.assert_gradient(np.tanh, lambda z: 1.001 * (1 - np.tanh(z) ** 2), X)
