"""Chapter 21: a decoder's direction, maps of codes, scores by digit, bytes by error."""

import numpy as np

from dlkit.plots.style import AXIS, COLOURS, HUES, INK, LINES, MARKERS, panels


def film(points, directions, *, best):
    """A cloud, and the line onto which a code of one number projects it, by stage.

    points: (N, 2), centred. directions: {title: (2,) the decoder's column}, a panel
    each; its length is drawn too. best: (2,) the first principal axis, dashed.
    """
    _, axes = panels(
        len(directions), min(2, len(directions)), (3.1, 2.2), sharex=True, sharey=True
    )
    reach = np.abs(points).max() * 1.05
    for ax, (title, direction) in zip(axes.flat, directions.items(), strict=False):
        ax.plot(*points.T, ".", color=COLOURS["sky"], markersize=3, alpha=0.6)
        unit = direction / np.linalg.norm(direction)
        for line, style, colour in ((best, "--", INK), (unit, "-", HUES[1])):
            ends = np.outer([-reach, reach], line / np.linalg.norm(line))
            ax.plot(*ends.T, style, color=colour, linewidth=1.5)
        onto = np.outer(points[:25] @ unit, unit)
        for point, foot in zip(points[:25], onto, strict=True):
            ax.plot(*np.array([point, foot]).T, "-", color=INK, linewidth=0.7)
        ax.set(xlim=(-reach, reach), ylim=(-0.72 * reach, 0.72 * reach))
        ax.set_aspect("equal")
        ax.set_title(title, fontsize=10)


def codes(Z, y, *, samples=None):
    """Codes of two numbers (N, 2), a colour and a digit for each class y.

    samples: (m, 2) places drawn as crosses over them.
    """
    _, axes = panels(1, size=(5.4, 4.0))
    ax = axes[0, 0]
    for k in np.unique(y):
        cloud, colour = Z[y == k], HUES[int(k) % len(HUES)]
        ax.plot(*cloud.T, ".", markersize=3, alpha=0.45, color=colour)
        box = {"facecolor": "white", "edgecolor": colour, "pad": 1.5, "alpha": 0.85}
        ax.text(*np.median(cloud, axis=0), str(k), ha="center", va="center", bbox=box)
    if samples is not None:
        ax.plot(*np.transpose(samples), "x", color=INK, markersize=5, label="drawn")
        ax.legend()
    ax.set(xlabel="first number of the code", ylabel="second number of the code")


def canvas(images, xs, ys):
    """Decoded images (len(ys), len(xs), H, W), each at its place in the code's plane.

    ys: rising; the first row of images lies at the bottom.
    """
    images = np.asarray(images, float)[::-1]
    rows, columns, H, W = images.shape
    sheet = images.transpose(0, 2, 1, 3).reshape(rows * H, columns * W)
    _, axes = panels(1, size=(3.0, 3.0 * rows / columns))
    ax = axes[0, 0]
    half_x, half_y = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    extent = (xs[0] - half_x, xs[-1] + half_x, ys[0] - half_y, ys[-1] + half_y)
    look = {"cmap": "Greys", "vmin": 0, "vmax": 1, "aspect": "auto"}
    ax.imshow(np.round(sheet * 7) / 7, extent=extent, **look)
    ax.grid(visible=False)
    ax.set(xlabel="first number of the code", ylabel="second number of the code")


def by_class(scores, labels, *, ylabel, chance=0.5):
    """Scores of several methods, a place on the x axis for each class.

    scores: {method: (len(labels),)}; chance: the height of a dashed line.
    """
    _, axes = panels(1, size=(6.2, 3.1))
    ax = axes[0, 0]
    ax.axhline(chance, color=AXIS, linestyle="--", linewidth=1)
    shift = np.linspace(-0.24, 0.24, len(scores))
    for i, (name, values) in enumerate(scores.items()):
        at = np.arange(len(labels)) + shift[i]
        ax.plot(at, values, MARKERS[i], color=HUES[i], markersize=6, label=name)
    ax.set_xticks(range(len(labels)), labels)
    ax.set(xlabel="the odd digit", ylabel=ylabel, ylim=(0, 1.03))
    ax.legend(ncols=2, loc="lower right")


def rates(curves, *, xlabel="bytes per picture"):
    """Error against size, both in powers of ten. curves: {name: (bytes, errors)}."""
    _, axes = panels(1, size=(6.2, 3.2))
    ax = axes[0, 0]
    for i, (name, (size, wrong)) in enumerate(curves.items()):
        look = {"color": HUES[i], "linestyle": LINES[i], "marker": MARKERS[i]}
        ax.plot(size, wrong, label=name, markersize=6, **look)
    ax.set(xlabel=xlabel, ylabel="mean squared error", xscale="log", yscale="log")
    ticks = [8, 16, 32, 64, 128]
    ax.set_xticks(ticks, [str(t) for t in ticks])
    low, high = ax.get_ylim()
    heights = [t for t in (0.003, 0.005, 0.01, 0.02, 0.05, 0.1) if low <= t <= high]
    if heights:
        ax.set_yticks(heights, [str(t) for t in heights])
    ax.minorticks_off()
    ax.legend()
