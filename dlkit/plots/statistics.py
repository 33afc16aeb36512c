"""Samples on a line with mean and spread, and the highest point of a likelihood."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK, panels


def peaks(x, curves, *, xlabel):
    """One panel for each curve, its highest point marked, its place written beside it.

    x: (n,); curves: {title: (n,) values}.
    """
    _, axes = panels(len(curves), size=(3.3, 2.9))
    mark = {"color": COLOURS["vermillion"]}
    for ax, (title, y) in zip(axes[0], curves.items(), strict=True):
        top = int(np.argmax(y))
        ax.plot(x, y, color=COLOURS["blue"], linestyle="-")
        ax.axvline(x[top], linestyle="--", linewidth=1.2, **mark)
        ax.plot(x[top], y[top], marker="o", markersize=7, **mark)
        foot = x[top], ax.get_ylim()[0]
        ax.annotate(f" {x[top]:.2f}", foot, va="bottom", fontsize=9)
        ax.set_title(title)
        ax.set_xlabel(xlabel)


def strips(groups, *, xlabel):
    """One row of dots for each group, with its mean as a bar and one standard deviation
    to each side as a line.

    groups: {name: numbers}.
    """
    _, ax = plt.subplots(figsize=(6.4, 0.8 + 0.75 * len(groups)))
    dots = {"linestyle": "none", "marker": "o", "markersize": 6}
    for row, numbers in enumerate(groups.values()):
        values = np.asarray(numbers, float)
        mean, std, height = values.mean(), values.std(), row + 0.25
        rank = np.array([np.sum(values[:i] == v) for i, v in enumerate(values)])
        ax.plot(values, row - 0.12 * rank, color=COLOURS["blue"], **dots)  # ties apart
        ends, style = [mean - std, mean + std], {"linestyle": "-", "linewidth": 3}
        ax.plot(ends, [height, height], color=COLOURS["vermillion"], **style)
        bar = {"marker": "|", "markersize": 16, "markeredgewidth": 3}
        ax.plot([mean], [height], color=INK, **bar)
        says = f"mean {mean:g}, standard deviation {std:.1f}"
        beside = {"xytext": (8, 0), "textcoords": "offset points", "va": "center"}
        ax.annotate(says, (mean + std, height), fontsize=9, **beside)
    low, high = ax.get_xlim()
    ax.set_xlim(low, high + 0.35 * (high - low))  # room for the words
    ax.set_yticks(range(len(groups)), groups)
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(xlabel)
