"""Images in rows with what is said of them, and images as numbers."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, panels


def gallery(images, labels, *, columns=6, size=1.2, signed=False, title=None):
    """Images in rows, each with its label above.

    images: (N, H, W) or (N, 1, H, W). labels: N texts, of one or two lines.
    size: inches for each image.
    signed: False draws [0, 1] as white to black, like ink. True draws numbers of both
    signs, each panel to its own scale, dark for negative, middle for 0 and bright for
    positive, with a bar that says so.
    """
    images = _grey(images)
    if len(labels) != len(images):
        raise ValueError(
            f"labels: expected one for each of {len(images)} images, got {len(labels)}"
        )
    lines = max(str(label).count("\n") for label in labels) + 1
    panel = size, size - 0.08 + 0.18 * lines
    fig, axes = panels(len(images), columns, panel, title=title)
    if title:
        fig.set_figheight(fig.get_figheight() + 0.3)
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, label in zip(axes.flat, images, labels, strict=False):
        low, high = (-np.abs(image).max(), np.abs(image).max()) if signed else (0, 1)
        cmap = "cividis" if signed else "Greys"
        drawn = ax.imshow(image, cmap=cmap, vmin=low, vmax=high)
        ax.set_title(label, fontsize=9, fontweight="normal", loc="left")
    if signed:
        bar = fig.colorbar(drawn, ax=axes, shrink=0.7, ticks=[low, 0, high])
        bar.ax.set_yticklabels(["most negative", "0", "most positive"], fontsize=8)


def _grey(images):
    """(N, H, W) of images (N, H, W) or (N, 1, H, W), tensors too."""
    images = np.asarray(images, float)
    if images.ndim == 4 and images.shape[1] == 1:
        images = images[:, 0]
    if images.ndim != 3:
        raise ValueError(
            "images: expected grey images (N, H, W) or (N, 1, H, W), "
            f"got the shape {images.shape}"
        )
    return images


def as_numbers(image, wave, text, *, corner, rate, size=8):
    """A picture, a sound and a text, each with the numbers that a network is given.

    image: (H, W) in [0, 1]; corner: (row, column) of the `size` × `size` pixels whose
    values, times 100, are written out. wave: (T,) air pressure, `rate` samples a
    second. text: a short string, drawn over its code numbers.
    """
    image, wave = np.asarray(image, float), np.asarray(wave, float)
    fig = plt.figure(figsize=(8.4, 4.4))
    grid = fig.add_gridspec(2, 3, height_ratios=[1.5, 1], width_ratios=[1, 1, 1])
    picture, values = fig.add_subplot(grid[0, 0]), fig.add_subplot(grid[0, 1:])
    sound, letters = fig.add_subplot(grid[1, :2]), fig.add_subplot(grid[1, 2])
    top, left = corner
    picture.imshow(image, cmap="Greys", vmin=0, vmax=1)
    frame = {"fill": False, "linewidth": 2, "edgecolor": COLOURS["vermillion"]}
    picture.add_patch(plt.Rectangle((left - 0.5, top - 0.5), size, size, **frame))
    picture.set_title(f"picture, {image.shape[0]} × {image.shape[1]} pixels")
    part = image[top : top + size, left : left + size]
    # vmax: no pixel so dark that its number is lost
    values.imshow(part, cmap="Greys", vmin=0, vmax=2.2, aspect="auto")
    for i, j in np.ndindex(*part.shape):
        percent = f"{100 * part[i, j]:.0f}"
        values.text(j, i, percent, ha="center", va="center", fontsize=9)
    values.set_title("the framed part: ink in each pixel, in %")
    time = 1000 * np.arange(len(wave)) / rate
    dots = {"linewidth": 1, "marker": ".", "markersize": 3}
    sound.plot(time, wave, color=COLOURS["blue"], **dots)
    sound.set_title(f"sound: air pressure, {rate:,} times a second")
    sound.set_xlabel("time (ms)")
    for i, letter in enumerate(text):
        shown = {"family": "monospace", "ha": "center", "va": "center"}
        letters.text(i, 1, letter, fontsize=13, fontweight="bold", **shown)
        letters.text(i, 0, str(ord(letter)), fontsize=8, **shown)
    letters.set(xlim=(-0.7, len(text) - 0.3), ylim=(-0.8, 1.8))
    letters.set_title("text: a number for each letter")
    for ax in (picture, values, letters):
        ax.axis("off")
