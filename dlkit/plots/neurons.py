"""Single neurons: what one computes, the curve that it fits, what it has learned."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from dlkit.plots.decisions import CLASS_COLOURS
from dlkit.plots.style import (
    AXIS,
    COLOURS,
    INK,
    LINES,
    MARKERS,
    draw_arrow,
    ordered,
    panels,
)

SHAPE = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.5}
CENTRED = {"ha": "center", "va": "center"}


def diagram(names, x, w, b, *, step=True):
    """One neuron at work: inputs on the left, weights on the lines, the weighted sum,
    the answer.

    names: of the inputs; x, w: (D,) their values and weights; b: the bias.
    step=False leaves out the threshold.
    """
    z = float(np.dot(x, w) + b)
    _, ax = plt.subplots(figsize=(6.4, 0.85 * len(x) + 0.4))
    heights = np.linspace(len(x) - 1, 0, len(x)) * 0.9
    middle = heights.mean()
    for name, value, weight, height in zip(names, x, w, heights, strict=True):
        line = {"color": COLOURS["grey"], "linewidth": 0.8 + 0.6 * abs(weight)}
        end = 3.05, middle + 0.12 * (height - middle)
        draw_arrow(ax, (1.35, height), end, **line)
        ax.text(1.3, height, f"{name} = {value:g}", ha="right", va="center")
        ax.text(
            1.35 + 1.7 * 0.42,
            height + 0.42 * (middle - height) * 0.88,
            _minus(f"× {weight:g}"),
            color=COLOURS["blue"],
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            **CENTRED,
        )
    draw_arrow(ax, (3.5, middle + 1.05), (3.5, middle + 0.47), color=COLOURS["grey"])
    above = {"ha": "center", "va": "bottom", "color": COLOURS["vermillion"]}
    ax.text(3.5, middle + 1.1, _minus(f"bias {b:g}"), **above)
    ax.add_patch(Circle((3.5, middle), 0.45, **SHAPE))
    ax.text(3.5, middle, "sum", **CENTRED)
    _labelled_arrow(ax, 3.97, 5.0, middle, _minus(f"z = {z:g}"))
    if step:
        _threshold(ax, middle, answer="1" if z >= 0 else "0")
    ax.set_xlim(-0.3, 7.2)
    ax.set_ylim(-0.5, max(heights[0] + 0.5, middle + 1.45))
    ax.set_aspect("equal")
    ax.axis("off")


def _threshold(ax, height, answer):
    corner, round_ = (5.05, height - 0.35), "round,pad=0.05"
    ax.add_patch(FancyBboxPatch(corner, 0.9, 0.7, boxstyle=round_, **SHAPE))
    stairs = height + np.array([-0.2, -0.2, 0.2, 0.2])
    ax.plot([5.15, 5.5, 5.5, 5.85], stairs, color=INK, linestyle="-")
    _labelled_arrow(ax, 6.0, 6.9, height, "z ≥ 0 ?")
    ax.text(6.95, height, answer, va="center", fontsize=13, fontweight="bold")


def _labelled_arrow(ax, start, end, height, label):
    draw_arrow(ax, (start, height), (end, height))
    above = {"ha": "center", "va": "bottom", "fontsize": 9}
    ax.text((start + end) / 2, height + 0.12, label, **above)


def _minus(text):
    """A minus sign for the hyphen that Python writes."""
    return text.replace("-", "−")


def fits(x, y, curves, *, xlabel, ylabel, labels=("data",), level=None):
    """Points and curves over one variable.

    x, y: (N,); curves: {label: function of an array of x}.
    labels: of the points, one name, or two for y = 0 and 1.
    level: a height to be marked by a thin line.
    """
    _, ax = plt.subplots()
    one = len(labels) == 1
    groups = [np.ones(len(x), bool)] if one else [y == 0, y == 1]
    for k, (label, group) in enumerate(zip(labels, groups, strict=True)):
        look = {"marker": MARKERS[k], "markersize": 3.5, "alpha": 0.45}
        colour = COLOURS["grey"] if one else CLASS_COLOURS[k]
        ax.plot(x[group], y[group], linestyle="none", color=colour, label=label, **look)
    grid, n = np.linspace(x.min(), x.max(), 300), len(curves)
    for i, (label, f) in enumerate(curves.items()):
        look = {"linestyle": LINES[n - 1 - i], "color": ordered(i, n)}
        ax.plot(grid, f(grid), label=label, **look)
    if level is not None:
        ax.axhline(level, color=COLOURS["grey"], linewidth=1, linestyle=":")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()


def weights(groups, names, *, xlabels):
    """What each feature got, as bars from 0, a panel for each group.

    groups: {title: (D,) numbers, or (D, runs) for the median as a bar and each run as a
    dot}; names: D features.
    xlabels: one for each panel; if all are the same, so is the scale.
    """
    size, D = (3.3, 0.34 * len(names) + 1.1), len(names)
    same_scale = len(set(xlabels)) == 1
    _, axes = panels(len(groups), size=size, sharey=True, sharex=same_scale)
    places = np.arange(D)[::-1]
    for ax, (title, values), xlabel in zip(
        axes[0], groups.items(), xlabels, strict=True
    ):
        runs = np.asarray(values, float).reshape(D, -1)
        bars = np.median(runs, axis=1)
        ax.barh(
            places,
            bars,
            height=0.6,
            color=[CLASS_COLOURS[int(bar < 0)] for bar in bars],
            hatch=["//" if bar < 0 else "" for bar in bars],
            edgecolor="white",
            linewidth=0,
        )
        if runs.shape[1] > 1:
            rows = np.repeat(places, runs.shape[1]).reshape(runs.shape)
            dots = {"linestyle": "none", "marker": "o", "markersize": 2.5}
            ax.plot(runs, rows, color=INK, alpha=0.6, **dots)
        ax.axvline(0, color=AXIS, linewidth=0.8)
        ax.set_title(title)
        ax.set_xlabel(xlabel)
        ax.grid(axis="y", visible=False)
    axes[0, 0].set_yticks(places, names)
