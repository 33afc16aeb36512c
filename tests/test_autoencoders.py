"""TODO: independent implementations compared; every gradient through dlkit.gradcheck."""

import numpy as np
import torch

from dlkit import autoencoders


def test_centre_equals_torch_and_a_loop():
    X = np.random.default_rng(0).normal(3, 2, size=(5, 4))
    tensor = torch.tensor(X)
    centred = autoencoders.centre(X)
    np.testing.assert_allclose(centred, (tensor - tensor.mean(0)).numpy(), atol=1e-12)
    for before, after in zip(X.T, centred.T, strict=True):
        np.testing.assert_allclose(after, before - sum(before) / len(before), atol=1e-12)


def test_centre_takes_integers_and_leaves_them_alone():
    X = np.array([[1, 2], [4, 4]])
    np.testing.assert_array_equal(autoencoders.centre(X), [[-1.5, -1], [1.5, 1]])
    np.testing.assert_array_equal(X, [[1, 2], [4, 4]])
