"""Diagrams: sets inside sets, networks as columns of circles, sizes over years."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from dlkit.plots.style import COLOURS, HUES, INK, MARKERS

FILLS = ["#F4F6F8", "#DCE9F3", "#B5D3E8", "#8DBBDB"]  # outside to inside, in grey too
CENTRED = {"ha": "center", "va": "center"}


def nested(sets, *, title=None):
    """Sets inside one another.

    sets: {name: examples that belong here and not further in}, the outermost first.
    """
    n = len(sets)
    _, ax = plt.subplots(figsize=(7.4, 1.05 * n + 0.5))
    for i, (name, examples) in enumerate(sets.items()):
        left, bottom = 0.35 * i, 0.22 * i
        width, height = 10 - 0.7 * i, 1.05 * n - i * 1.0 - bottom + 0.1
        ax.add_patch(
            FancyBboxPatch(
                (left, bottom),
                width,
                height,
                boxstyle="round,pad=0,rounding_size=0.25",
                facecolor=FILLS[i],
                edgecolor=COLOURS["blue"],
                linewidth=1.2,
            )
        )
        x, top = left + 0.3, bottom + height
        ax.text(x, top - 0.3, name, fontsize=11, fontweight="bold", va="center")
        ax.text(x, top - 0.63, examples, fontsize=9, va="center", color=INK)
    ax.set(xlim=(-0.1, 10.1), ylim=(-0.1, 1.05 * n + 0.2))
    ax.axis("off")
    if title:
        ax.set_title(title)


def network(sizes, names, *, most=5, notes=None, title=None):
    """A fully connected network, one column of circles for each layer.

    sizes: units in each layer, the input first; names: a text for each; of a layer with
    more than `most` units the first and last few are drawn.
    notes: a text for each gap between two layers, written below it.
    """
    _, ax = plt.subplots(figsize=(2.5 * len(sizes), 3.9))
    columns = [_heights(size, most) for size in sizes]
    for i, (size, name) in enumerate(zip(sizes, names, strict=True)):
        if size > most:
            ax.text(2 * i, 0, "⋮", fontsize=16, **CENTRED)
        ax.text(2 * i, 1.42, name, fontsize=10, fontweight="bold", **CENTRED)
        ax.text(2 * i, 1.22, f"{size}", fontsize=10, **CENTRED)
    line = {"color": "#B8C0C8", "linewidth": 0.6, "linestyle": "-", "zorder": 1}
    for i, (one, two) in enumerate(pairwise(columns)):
        for a in one:
            for b in two:
                ax.plot([2 * i, 2 * i + 2], [a, b], **line)
        if notes:
            ax.text(2 * i + 1, -1.38, notes[i], fontsize=9, **CENTRED)
    circle = {"linestyle": "none", "marker": "o", "markersize": 12, "zorder": 2}
    hidden = [COLOURS["blue"]] * (len(sizes) - 2)
    colours = [COLOURS["grey"], *hidden, COLOURS["vermillion"]]
    for i, (y, colour) in enumerate(zip(columns, colours, strict=True)):
        x = np.full(len(y), 2.0 * i)
        ax.plot(x, y, color=colour, markeredgecolor="white", **circle)
    ax.set(xlim=(-0.7, 2 * len(sizes) - 1.3), ylim=(-1.55, 1.58))
    ax.axis("off")
    if title:
        ax.set_title(title)


def _heights(size, most):
    """Where a layer's circles are; in the middle of a large one is room for dots."""
    if size > most:
        return np.delete(np.linspace(1, -1, most), most // 2)
    return np.linspace(1, -1, size) * size / most if size > 1 else np.zeros(1)


def timeline(groups, *, ylabel, title=None):
    """Sizes over the years on a scale of powers of ten, each point with its name.

    groups: {group: {name: (year, size)}}, a colour and a marker for each group.
    """
    _, ax = plt.subplots(figsize=(7.2, 4))
    for i, (group, points) in enumerate(groups.items()):
        years, sizes = zip(*points.values(), strict=True)
        look = {"marker": MARKERS[i], "markersize": 8, "color": HUES[i]}
        ax.plot(years, sizes, linestyle="none", label=group, **look)
        beside = {"xytext": (7, -3), "textcoords": "offset points", "fontsize": 9}
        for name, at in points.items():
            ax.annotate(name, at, **beside)
    ax.set_yscale("log")
    ax.margins(x=0.14, y=0.1)
    ax.set_xlabel("year")
    ax.set_ylabel(ylabel)
    if len(groups) > 1:
        ax.legend(loc="upper left")
    if title:
        ax.set_title(title)
