"""Chapter 12: blocks of famous networks, photographs with maps, paired differences."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from dlkit.plots.style import AXIS, COLOURS, INK, panels

# from bottom to top; "+" closes the shortcut that the innermost "o" opened
BLOCKS = {
    "VGG, 2014": ["3 × 3", "3 × 3", "pool"],
    "ResNet, 2015": ["o", "3 × 3", "3 × 3", "+"],
    "bottleneck, 2015": ["o", "1 × 1, narrow", "3 × 3", "1 × 1, wide", "+"],
    "inverted, 2018": ["o", "1 × 1, wide", "depthwise", "1 × 1, narrow", "+"],
    "ViT, 2020": ["o", "attention", "+", "o", "1 × 1, wide", "1 × 1, narrow", "+"],
    "ConvNeXt, 2022": ["o", "depthwise 7 × 7", "1 × 1, wide", "1 × 1, narrow", "+"],
}
PIXELS = 30_000  # of all pictures in a figure together: its file stays small
FILLS = {"1": "sky", "d": "orange", "3": "blue", "a": "purple"}


def blocks(stacks=None):
    """Blocks as stacks of layers, read from the bottom up, with their shortcuts.

    stacks: {title: layers}; "o" opens a shortcut and "+" closes it. Default: BLOCKS.
    """
    stacks = stacks or BLOCKS
    _, axes = panels(len(stacks), 3, (2.0, 2.1), sharex=True, sharey=True)
    for ax, (title, layers) in zip(axes.flat, stacks.items(), strict=False):
        y, opened = 0.0, None
        _arrow(ax, (0, -0.6), (0, 0))
        for layer in layers:
            if layer == "o":
                opened = y - 0.3
            elif layer == "+":
                ax.text(
                    0, y + 0.22, "+", ha="center", va="center", fontsize=13, color=INK
                )
                bend = [(0, opened), (1.25, opened), (1.25, y + 0.22), (0.2, y + 0.22)]
                ax.plot(*zip(*bend[:3], strict=True), "-", color=COLOURS["vermillion"])
                _arrow(ax, bend[2], bend[3], COLOURS["vermillion"])
                _arrow(ax, (0, y + 0.44), (0, y + 1.0))
                y += 1.0
            else:
                _layer(ax, y, layer)
                y += 1.0
        ax.set(xlim=(-1.45, 1.5), ylim=(-0.8, 5.5), xticks=[], yticks=[])
        ax.axis("off")
        ax.set_title(title, fontsize=9)


def _layer(ax, y, text):
    fill = COLOURS[FILLS[text[0]]] if text[0] in FILLS else "#E3E7EB"
    look = {"facecolor": fill, "alpha": 0.45, "edgecolor": AXIS}
    ax.add_patch(Rectangle((-1.1, y), 2.2, 0.62, **look))
    ax.text(0, y + 0.31, text, ha="center", va="center", fontsize=7.5, color=INK)
    _arrow(ax, (0, y + 0.62), (0, y + 1.0))


def _arrow(ax, start, end, colour=AXIS):
    look = {"arrowstyle": "-|>", "mutation_scale": 7, "color": colour}
    ax.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **look))


def _small(image, pixels):
    """(h, w, 3): means over squares, at most about `pixels` of them, in 32 levels."""
    H, W = image.shape[:2]
    f = int(np.ceil((H * W / pixels) ** 0.5))
    h, w = H // f, W // f
    blocks = np.asarray(image, float)[: h * f, : w * f].reshape(h, f, w, f, 3)
    return np.round(np.clip(blocks.mean(axis=(1, 3)), 0, 1) * 31) / 31


def photos(images, labels, *, columns=5, size=1.2, exact=False):
    """Colour pictures in rows, each with its label above.

    images: list of (H, W, 3) in [0, 1]. labels: a text for each, of one or two lines.
    exact: each pixel as it is; by default large pictures are drawn coarser.
    """
    lines = max(str(label).count("\n") for label in labels) + 1
    _, axes = panels(len(images), columns, (size, size + 0.17 * lines))
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, label in zip(axes.flat, images, labels, strict=False):
        drawn = image if exact else _small(image, PIXELS / len(images))
        ax.imshow(drawn, interpolation="nearest")
        ax.set_title(label, fontsize=8, fontweight="normal", loc="left")


def patches(rows, *, size=0.62):
    """Patches of photographs: a row for each layer, groups of four for its channels.

    rows: {layer: (channels, 4, h, w, 3) in [0, 1]}.
    """
    count = len(next(iter(rows.values())))
    fig, axes = plt.subplots(
        len(rows),
        count * 4,
        figsize=(
            min(6.2, size * count * 4),
            size * len(rows) * 6.2 / (size * count * 4),
        ),
        squeeze=False,
    )
    for line, (layer, groups) in zip(axes, rows.items(), strict=True):
        images = np.asarray(groups).reshape(-1, *np.shape(groups)[2:])
        for ax, image in zip(line, images, strict=True):
            shown = _small(image, PIXELS / axes.size)
            ax.imshow(shown, interpolation="nearest")
            ax.set(xticks=[], yticks=[])
            ax.grid(visible=False)
        line[0].set_ylabel(layer, fontsize=8)
    for i, ax in enumerate(axes[0]):
        if i % 4 == 0:
            ax.set_title(f"channel {'ABCDEFG'[i // 4]}", fontsize=8, loc="left")
    fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, hspace=0, wspace=0)


def maps(image, heat, *, columns=2, size=3.0):
    """A photograph, and under each title a map that lies over its grey version.

    image: (H, W, 3) in [0, 1]. heat: {title: (h, w)}; each is stretched over the image
    and drawn to its own scale, from its smallest number to its largest.
    """
    H, W = image.shape[:2]
    _, axes = panels(1 + len(heat), columns, (size, size * H / W + 0.3))
    for ax in axes.flat:
        ax.axis("off")
    image = _small(image, PIXELS / (1 + len(heat)))
    axes.flat[0].imshow(image, interpolation="nearest")
    axes.flat[0].set_title("the picture", fontsize=9, loc="left")
    grey = image.mean(axis=2, keepdims=True)
    for ax, (title, values) in zip(axes.flat[1:], heat.items(), strict=False):
        over = _stretched(np.asarray(values, float), image.shape[:2])
        part = (over - over.min()) / (np.ptp(over) or 1)
        colours = plt.get_cmap("inferno")(part)
        mix = 0.4 * grey + 0.6 * colours[..., :3]
        ax.imshow(np.round(mix * 31) / 31, interpolation="nearest")
        ax.set_title(title, fontsize=9, loc="left")


def _stretched(values, size):
    """(h, w) to `size` by straight lines between the centres of its places."""
    for axis in (0, 1):
        n = values.shape[axis]
        at = (np.arange(size[axis]) + 0.5) * n / size[axis] - 0.5
        line = lambda v, n=n, at=at: np.interp(at, np.arange(n), v)  # noqa: E731
        values = np.apply_along_axis(line, axis, values)
    return values


def differences(values, *, xlabel):
    """Paired differences: a dot for each seed, the mean with two standard errors.

    values: {name: (seeds,)}.
    """
    _, ax = plt.subplots(figsize=(6.2, 0.42 * len(values) + 0.9))
    for i, d in enumerate(map(np.asarray, values.values())):
        error = 2 * d.std(ddof=1) / len(d) ** 0.5
        ax.plot(d, np.full(len(d), i - 0.17), "o", ms=4, color=COLOURS["sky"])
        ax.errorbar(
            d.mean(), i + 0.13, xerr=error, fmt="D", ms=5, color=COLOURS["blue"]
        )
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(range(len(values)), list(values))
    ax.set_ylim(len(values) - 0.5, -0.5)
    ax.set_xlabel(xlabel)
