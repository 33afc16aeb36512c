"""Curves with something marked on them: secants that close in on a slope, the peak of a likelihood."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK


def secants(f, x, steps, xlim, xlabel, ylabel):
    """The curve of `f` and, one panel for each step h, the line through its points at x − h and x + h.

    f: elementwise function of an array; x: the place; steps: list of h; xlim: (low, high).
    """
    grid = np.linspace(*xlim, 300)
    _, axes = plt.subplots(
        1, len(steps), figsize=(3.1 * len(steps), 3.0), sharey=True, squeeze=False
    )
    for ax, h in zip(axes[0], steps, strict=True):
        ends = np.array([x - h, x + h])
        rise = (f(ends[1]) - f(ends[0])) / (2 * h)
        ax.plot(grid, f(grid), color=COLOURS["blue"], linestyle="-")
        ax.plot(
            grid,
            f(ends[0]) + rise * (grid - ends[0]),
            color=COLOURS["vermillion"],
            linestyle="--",
        )
        ax.plot(
            ends,
            f(ends),
            color=COLOURS["vermillion"],
            linestyle="none",
            marker="s",
            markersize=6,
        )
        ax.plot([x], [f(x)], color=INK, linestyle="none", marker="o", markersize=6)
        ax.set_title(f"h = {h:g}: slope {rise:.2f}")
        ax.set_xlabel(xlabel)
        ax.set_ylim(*_range(f(grid)))
    axes[0, 0].set_ylabel(ylabel)


def peaks(x, panels, xlabel):
    """One panel for each curve, its highest point marked and its place written beside it.

    x: (n,); panels: {title: (n,) values}.
    """
    _, axes = plt.subplots(
        1, len(panels), figsize=(3.3 * len(panels), 2.9), squeeze=False
    )
    for ax, (title, y) in zip(axes[0], panels.items(), strict=True):
        top = int(np.argmax(y))
        ax.plot(x, y, color=COLOURS["blue"], linestyle="-")
        ax.axvline(x[top], color=COLOURS["vermillion"], linestyle="--", linewidth=1.2)
        ax.plot(x[top], y[top], color=COLOURS["vermillion"], marker="o", markersize=7)
        ax.annotate(
            f" {x[top]:.2f}", (x[top], ax.get_ylim()[0]), va="bottom", fontsize=9
        )
        ax.set_title(title)
        ax.set_xlabel(xlabel)


def strips(groups, xlabel):
    """One row of dots for each group, with its mean as a bar and one standard deviation to each side as a line.

    groups: {name: numbers}.
    """
    _, ax = plt.subplots(figsize=(6.4, 0.8 + 0.75 * len(groups)))
    for row, values in enumerate(groups.values()):
        values = np.asarray(values, float)
        mean, std = values.mean(), values.std()
        rank = np.array(
            [np.sum(values[:i] == value) for i, value in enumerate(values)]
        )  # equal ones side by side
        ax.plot(
            values,
            row - 0.12 * rank,
            linestyle="none",
            marker="o",
            markersize=6,
            color=COLOURS["blue"],
        )
        ax.plot(
            [mean - std, mean + std],
            [row + 0.25] * 2,
            color=COLOURS["vermillion"],
            linestyle="-",
            linewidth=3,
        )
        ax.plot(
            [mean],
            [row + 0.25],
            marker="|",
            markersize=16,
            markeredgewidth=3,
            color=INK,
        )
        ax.annotate(
            f"mean {mean:g}, standard deviation {std:.1f}",
            (mean + std, row + 0.25),
            (8, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    low, high = ax.get_xlim()
    ax.set_xlim(low, high + 0.35 * (high - low))  # room for the words
    ax.set_yticks(range(len(groups)), groups)
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(xlabel)


def _range(values, margin=0.08):
    low, high = float(np.min(values)), float(np.max(values))
    return low - margin * (high - low), high + margin * (high - low)
