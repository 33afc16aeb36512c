"""The losses, penalties and measures of chapter 23 against independent ones."""

import numpy as np
import pytest
import torch
from scipy import linalg
from torch.nn import functional as F

from dlkit import gans, gradcheck

RNG = np.random.default_rng(0)
REAL, FAKE = RNG.normal(size=7), RNG.normal(size=5)


def slope_of(f, a):
    """f's gradient by autograd, as an array."""
    t = torch.tensor(a, requires_grad=True)
    f(t).backward()
    return t.grad.numpy()


def test_losses_are_cross_entropies():
    real, fake = torch.tensor(REAL), torch.tensor(FAKE)
    bce = F.binary_cross_entropy_with_logits
    want = bce(real, torch.ones(7).double()) + bce(fake, torch.zeros(5).double())
    torch.testing.assert_close(gans.critic_loss(real, fake), want)
    p = 1 / (1 + np.exp(-FAKE))
    assert np.isclose(gans.generator_loss(fake), -np.log(p).mean())
    assert np.isclose(gans.generator_loss(fake, saturating=True), np.log(1 - p).mean())
    assert torch.isfinite(gans.critic_loss(torch.tensor([-900.0]), torch.tensor([900.0])))


@pytest.mark.parametrize("factor", [1, 1.001])
@pytest.mark.parametrize(
    "f",
    [
        lambda a: gans.critic_loss(a, torch.tensor(FAKE)),
        lambda a: gans.critic_loss(torch.tensor(FAKE), a),
        gans.generator_loss,
        lambda a: gans.generator_loss(a, saturating=True),
    ],
)
def test_slopes_of_the_losses(f, factor):
    slope = factor * slope_of(f, REAL)
    if factor == 1:
        gradcheck.assert_gradient(lambda a: float(f(torch.tensor(a))), slope, REAL)
    else:
        with pytest.raises(AssertionError):
            gradcheck.assert_gradient(lambda a: float(f(torch.tensor(a))), slope, REAL)


def critic(A):
    return lambda X: (torch.tanh(X @ A) ** 2).sum(-1)


A, X = RNG.normal(size=(3, 4)), RNG.normal(size=(6, 3))


@pytest.mark.parametrize("factor", [1, 1.001])
def test_slopes_of_a_critic(factor):
    found = factor * gans.slopes(critic(torch.tensor(A)), torch.tensor(X)).detach().numpy()

    def height(X):
        return float(critic(torch.tensor(A))(torch.tensor(X)).sum())

    if factor == 1:
        gradcheck.assert_gradient(height, found, X)
    else:
        with pytest.raises(AssertionError):
            gradcheck.assert_gradient(height, found, X)


def penalty(kind, A, X):
    if kind == "zero":
        return gans.zero_centred(critic(A), X)
    return gans.one_centred(critic(A), X, X + 1, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("factor", [1, 1.001])
@pytest.mark.parametrize("kind", ["zero", "one"])
def test_penalties_reach_the_parameters(kind, factor):
    slope = factor * slope_of(lambda a: penalty(kind, a, torch.tensor(X)), A)

    def value(a):
        return penalty(kind, torch.tensor(a), torch.tensor(X)).item()

    if factor == 1:
        gradcheck.assert_gradient(value, slope, A)
    else:
        with pytest.raises(AssertionError):
            gradcheck.assert_gradient(value, slope, A)


def test_penalties_of_a_plane_are_known():
    plane = lambda X: X @ torch.tensor([3.0, 4.0])  # noqa: E731
    X = torch.randn(5, 2)
    assert torch.isclose(gans.zero_centred(plane, X), torch.tensor(25.0))
    assert torch.isclose(gans.one_centred(plane, X, -X), torch.tensor(16.0))
    images = torch.randn(5, 1, 2, 2)
    total = gans.zero_centred(lambda X: X.sum((1, 2, 3)), images, axes=(1, 2, 3))
    assert torch.isclose(total, torch.tensor(4.0))
    both = gans.one_centred(lambda X: X.sum((1, 2, 3)), images, images, axes=(1, 2, 3))
    assert torch.isclose(both, torch.tensor(1.0))
    with pytest.raises(ValueError, match="differ"):
        gans.one_centred(plane, X, X[:3])


def test_minibatch_std_and_parallel_layers():
    X = torch.randn(3, 8, 2)
    out = gans.MinibatchStd()(X)
    assert out.shape == (3, 8, 3)
    want = X[1].numpy().std(axis=0).mean()
    np.testing.assert_allclose(out[1, :, 2], want, rtol=1e-5)
    torch.testing.assert_close(gans.MinibatchStd()(X[1]), out[1])
    layer = gans.Linears(3, 2, 5)
    for r in range(3):
        alone = F.linear(X[r], layer.W[r], layer.b[r, 0])
        torch.testing.assert_close(layer(X)[r], alone)
    assert layer.W.abs().max() <= 2**-0.5


@pytest.mark.parametrize("rule", gans.RULES)
def test_dirac_follows_the_game(rule):
    theta, psi = (torch.tensor([v], requires_grad=True) for v in (0.7, -0.4))
    linear = rule == "WGAN-GP"
    logit = theta * psi.detach()
    saturating = rule != "non-saturating"
    (-logit if linear else gans.generator_loss(logit, saturating)).sum().backward()
    zero, fake = torch.zeros(1) * psi, theta.detach() * psi
    loss = (fake - zero).sum() if linear else gans.critic_loss(zero, fake)
    if rule == "R1":
        loss = loss + 0.3 / 2 * psi.square().sum()
    elif linear:
        loss = loss + 0.3 * (psi.abs() - 1).square().sum()
    loss.backward()
    found = gans.dirac_field(0.7, -0.4, rule, 0.3)
    np.testing.assert_allclose(found, [-theta.grad.item(), -psi.grad.item()], rtol=1e-5)


def test_dirac_paths():
    radius = {
        rule: np.linalg.norm(gans.dirac(rule, steps=2000, gamma=0.5), axis=1) for rule in gans.RULES
    }
    assert (np.diff(radius["minimax"]) > 0).all()
    assert 0.9 < radius["alternating"].min() < radius["alternating"].max() < 1.2
    assert radius["R1"][-1] < 1e-6 and radius["WGAN-GP"][-500:].min() > 0.1
    assert 0.1 < radius["non-saturating"][-1] < 0.9
    two = gans.dirac("alternating", steps=1, lr=0.1)
    psi = -0.05
    np.testing.assert_allclose(two[1], [1 + 0.1 * psi / (1 + np.exp(-psi)), psi], rtol=1e-12)
    with pytest.raises(ValueError, match="rule"):
        gans.dirac("R3")


def test_ring_and_its_coverage():
    X = gans.ring(4000, np.random.default_rng(0))
    centres = gans.ring_centres()
    assert X.shape == (4000, 2) and X.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(centres, axis=1), 2)
    covered, good = gans.coverage(X, centres, 0.05)
    assert covered == 8 and abs(good - (1 - np.exp(-4.5))) < 0.01
    assert gans.coverage(np.zeros((9, 2)), centres, 0.05) == (0, 0.0)
    few = np.repeat(centres, [81, 1, 1, 0, 0, 0, 1, 1], axis=0)
    assert gans.coverage(few, centres, 0.05) == (1, 1.0)  # 1 of 85 is not a tenth
    assert gans.coverage(few[5:], centres, 0.05)[0] == 5
    with pytest.raises(ValueError, match="n"):
        gans.ring(0, np.random.default_rng(0))


def test_frechet_equals_the_formula():
    A, B = RNG.normal(size=(50, 4)) @ RNG.normal(size=(4, 4)), RNG.normal(1, 2, size=(60, 4))
    S, T = np.cov(A.T), np.cov(B.T)
    cross = np.trace(linalg.sqrtm(S @ T)).real
    want = ((A.mean(0) - B.mean(0)) ** 2).sum() + np.trace(S) + np.trace(T) - 2 * cross
    assert np.isclose(gans.frechet(A, B), want)
    assert abs(gans.frechet(A, A)) < 1e-9 and np.isclose(gans.frechet(A, A + 2), 16)
    one, two = A[:, :1], 3 * A[:, :1]  # one feature: (difference of the stds)²
    want = (one.mean() - two.mean()) ** 2 + (one.std(ddof=1) - two.std(ddof=1)) ** 2
    assert np.isclose(gans.frechet(one, two), want)


def test_precision_and_recall_by_loops():
    real, fake = RNG.normal(size=(30, 2)), RNG.normal(0.5, 0.4, size=(20, 2))
    np.testing.assert_allclose(
        gans.distances(real, fake), [[np.linalg.norm(a - b) for b in fake] for a in real]
    )

    def inside(samples, others, k):
        hits = 0
        for x in samples:
            for o in others:
                radius = sorted(np.linalg.norm(others - o, axis=1))[k]  # 0 is itself
                if np.linalg.norm(x - o) <= radius:
                    hits += 1
                    break
        return hits / len(samples)

    for k in (1, 3):
        want = inside(fake, real, k), inside(real, fake, k)
        assert gans.precision_recall(real, fake, k) == want
    collapsed = np.zeros((20, 2)) + 1e-3 * fake
    precision, recall = gans.precision_recall(real, collapsed)
    assert precision == 1 and recall == 0
