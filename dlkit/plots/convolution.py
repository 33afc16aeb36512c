"""Chapter 11: matrices of layers, kernels on grids, photographs, receptive fields."""

import numpy as np
from matplotlib.patches import Rectangle

from dlkit.plots.style import AXIS, COLOURS, INK, panels


def tables(matrices, *, xlabel, ylabel, columns=2):
    """Matrices as colours on one scale, white for exactly 0.

    matrices: {title: (n, m)}.
    """
    most = max(np.abs(M).max() for M in matrices.values())
    fig, axes = panels(len(matrices), columns, (2.9, 2.6), sharex=True, sharey=True)
    for ax, (title, M) in zip(axes.flat, matrices.items(), strict=False):
        look = {"cmap": "PuOr", "vmin": -most, "vmax": most, "interpolation": "nearest"}
        shown = ax.imshow(np.ma.masked_equal(M, 0), **look)
        ax.set_title(title, fontsize=10)
        ax.grid(visible=False)
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    for ax in axes[:, 0]:
        ax.set_ylabel(ylabel)
    fig.colorbar(shown, ax=axes, label="weight", fraction=0.04)


def film(image, kernel, result, steps):
    """A kernel on its way over an image, and what it has written so far.

    image: (H, W) and result: its correlation with kernel, small whole numbers.
    steps: how many numbers are written in each panel; the last of them is framed.
    """
    (H, W), (h, w), (rows, columns) = image.shape, kernel.shape, result.shape
    _, axes = panels(len(steps), 2, (3.1, 2.0))
    for ax, step in zip(axes.flat, steps, strict=False):
        i, j = divmod(step - 1, columns)
        for (y, x), value in np.ndenumerate(image):
            inside = i <= y < i + h and j <= x < j + w
            _cell(ax, x, y, f"{value:g}", COLOURS["sky"] if inside else "white")
        _frame(ax, j, i, w, h)
        for (y, x), value in np.ndenumerate(result):
            written = y * columns + x < step
            _cell(ax, W + 1 + x, y, f"{value:g}" if written else "", "white")
        _frame(ax, W + 1 + j, i, 1, 1)
        ax.set(xlim=(-0.6, W + 1 + columns - 0.4), ylim=(max(H, rows) - 0.4, -0.6))
        ax.set_aspect("equal")
        ax.axis("off")
        ax.set_title(f"number {step}", fontsize=10, fontweight="normal")


def _cell(ax, x, y, text, fill):
    corner = (x - 0.5, y - 0.5)
    look = {"facecolor": fill, "edgecolor": AXIS, "linewidth": 0.7}
    ax.add_patch(Rectangle(corner, 1, 1, **look))
    ax.text(x, y, text, ha="center", va="center", fontsize=8, color=INK)


def _frame(ax, x, y, width, height, *, colour="vermillion", style="-"):
    look = {"fill": False, "edgecolor": COLOURS[colour], "linewidth": 2, "zorder": 3}
    corner = (x - 0.5, y - 0.5)
    ax.add_patch(Rectangle(corner, width, height, linestyle=style, **look))


def places(settings):
    """Which pixels a window reads: the first window filled, the next one in its row
    framed.

    settings: {title: (size, kernel, stride, padding, dilation)}, for square images.
    """
    _, axes = panels(len(settings), 2, (3.0, 2.7))
    for ax, (title, numbers) in zip(axes.flat, settings.items(), strict=False):
        size, kernel, stride, padding, dilation = numbers
        taps = [dilation * k - padding for k in range(kernel)]
        for row, column in np.ndindex(size + 2 * padding, size + 2 * padding):
            y, x = row - padding, column - padding
            real = 0 <= y < size and 0 <= x < size
            fill = "white" if real else "#E3E7EB"
            if y in taps and x in taps:
                fill = COLOURS["sky"]
            _cell(ax, x, y, "" if real else "0", fill)
        for y in taps:
            for x in taps:
                _frame(ax, x + stride, y, 1, 1)
        span = (-padding - 0.7, size + padding - 0.3)
        ax.set(xlim=span, ylim=span[::-1], aspect="equal")
        ax.axis("off")
        ax.set_title(title, fontsize=10)


def photos(images, *, columns=2, height=2.1):
    """Photographs and what filters make of them.

    images: {title: (H, W) or (H, W, 3)}. Colours and grey in [0, 1]; a grey one with
    negative numbers is drawn with 0 in the middle, each to its own scale.
    """
    _, axes = panels(len(images), columns, (6.2 / columns, height))
    for ax, (title, picture) in zip(axes.flat, images.items(), strict=False):
        image = np.asarray(picture, float)
        low, high = 0.0, max(1.0, image.max())
        if image.min() < 0:
            high = np.quantile(np.abs(image), 0.995)
            low = -high
        levels = np.round(np.clip((image - low) / (high - low), 0, 1) * 15) / 15
        look = {"cmap": "gray", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
        ax.imshow(levels, **look)
        ax.set_title(title, fontsize=10)
        ax.axis("off")


def fields(maps, sizes):
    """How strongly each pixel acts on one output: brightest is most, black is nothing.

    maps: {title: (H, W), 0 or more}, each drawn to its own largest. sizes: for each the
    side of the square that is framed around the middle.
    """
    _, axes = panels(len(maps), 2, (2.7, 2.7))
    for ax, (title, values), side in zip(axes.flat, maps.items(), sizes, strict=False):
        H, W = values.shape
        look = {"cmap": "inferno", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
        ax.imshow(values / values.max(), **look)
        _frame(ax, (W - side) / 2, (H - side) / 2, side, side, colour="sky", style="--")
        ax.set_title(title, fontsize=10)
        ax.axis("off")
