"""Starting weights: shapes and distributions against torch's, refill against loops."""

import numpy as np
import pytest
import torch
from torch import nn

from dlkit import init, layers
from dlkit.regularization import Dropout


def rng(seed=0):
    return np.random.default_rng(seed)


THEIRS = {
    ("xavier", "normal"): nn.init.xavier_normal_,
    ("xavier", "uniform"): nn.init.xavier_uniform_,
    ("he", "normal"): lambda W: nn.init.kaiming_normal_(W, nonlinearity="relu"),
    ("he", "uniform"): lambda W: nn.init.kaiming_uniform_(W, nonlinearity="relu"),
}


@pytest.mark.parametrize(("name", "distribution"), THEIRS)
@pytest.mark.parametrize(("D_in", "D_out"), [(200, 500), (500, 200)])
def test_starts_are_distributed_as_torch(name, distribution, D_in, D_out):
    ours = getattr(init, name)(D_in, D_out, rng(), distribution=distribution)
    torch.manual_seed(0)
    theirs = THEIRS[name, distribution](torch.empty(D_out, D_in)).numpy()
    assert ours.shape == theirs.shape == (D_out, D_in)
    levels = np.linspace(0.02, 0.98, 25)
    np.testing.assert_allclose(
        np.quantile(ours, levels), np.quantile(theirs, levels), atol=0.02 * theirs.std()
    )
    assert abs(ours.std() / theirs.std() - 1) < 0.01 and abs(ours.mean()) < 0.01 * ours.std()


def test_variances_are_those_of_the_papers():
    assert abs(init.he(400, 100, rng()).var() / (2 / 400) - 1) < 0.02
    assert abs(init.xavier(400, 100, rng()).var() / (2 / 500) - 1) < 0.02
    assert abs(init.xavier(400, 100, rng(), gain=5 / 3).var() / (25 / 9 * 2 / 500) - 1) < 0.02


def test_he_keeps_the_size_through_thirty_relu_layers_and_torchs_start_does_not():
    sizes = {"he": [], "plain": []}
    for seed in range(20):
        X, draw = rng(seed).normal(size=(50, 200)), rng(seed + 100)
        for name in sizes:
            a = X
            for _ in range(30):
                plain = draw.uniform(-1, 1, size=(200, 200)) / np.sqrt(200)
                a = np.maximum(0, a @ (init.he(200, 200, draw) if name == "he" else plain).T)
            sizes[name].append(np.sqrt((a**2).mean()))
    assert 0.4 < np.median(sizes["he"]) < 1.2 and np.median(sizes["plain"]) < 1e-10


def test_refill_draws_in_order_in_place_and_into_nested_networks():
    inner = layers.Sequential(layers.Linear(4, 3), layers.ReLU(), layers.Linear(3, 2, bias=False))
    network = layers.Sequential(layers.Linear(5, 4), Dropout(0.1), inner)
    old, draw = [id(p) for p in network.parameters()], rng(3)
    assert init.refill(network, init.he, rng(3)) is network
    assert [id(p) for p in network.parameters()] == old
    for layer in (network[0], inner[0], inner[2]):
        np.testing.assert_array_equal(layer.W, init.he(layer.W.shape[1], len(layer.W), draw))
    assert not network[0].b.any() and not inner[0].b.any() and inner[2].b is None
    alone = init.refill(layers.Linear(2, 2), lambda D_in, D_out, rng: np.eye(2), rng())
    np.testing.assert_array_equal(alone.W, np.eye(2))


def test_starts_refuse_what_does_not_fit():
    for start in (init.xavier, init.he):
        with pytest.raises(ValueError, match="D_in"):
            start(0, 3, rng())
        with pytest.raises(ValueError, match="D_out"):
            start(3, 2.5, rng())
        with pytest.raises(TypeError, match="rng"):
            start(3, 3, 0)
        with pytest.raises(ValueError, match="distribution"):
            start(3, 3, rng(), distribution="cauchy")
    with pytest.raises(ValueError, match="gain"):
        init.xavier(3, 3, rng(), gain=0)
