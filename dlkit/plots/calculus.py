"""Slopes: secants that close in on one, gradients as arrows on a map of heights."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK, panels


def secants(f, *, x, steps, xlim, xlabel, ylabel):
    """The curve of `f` and, one panel for each step h, the line through its points at
    x − h and x + h.

    f: elementwise function of an array; x: the place; steps: list of h.
    xlim: (low, high).
    """
    grid = np.linspace(*xlim, 300)
    _, axes = panels(len(steps), size=(3.1, 3.0), sharey=True)
    mark = {"color": COLOURS["vermillion"]}
    for ax, h in zip(axes[0], steps, strict=True):
        ends = np.array([x - h, x + h])
        rise = (f(ends[1]) - f(ends[0])) / (2 * h)
        line = f(ends[0]) + rise * (grid - ends[0])
        ax.plot(grid, f(grid), color=COLOURS["blue"], linestyle="-")
        ax.plot(grid, line, linestyle="--", **mark)
        ax.plot(ends, f(ends), linestyle="none", marker="s", markersize=6, **mark)
        ax.plot([x], [f(x)], color=INK, linestyle="none", marker="o", markersize=6)
        ax.set_title(f"h = {h:g}: slope {rise:.2f}")
        ax.set_xlabel(xlabel)
        ax.set_ylim(*_range(f(grid)))
    axes[0, 0].set_ylabel(ylabel)


def _range(values, margin=0.08):
    low, high = float(np.min(values)), float(np.max(values))
    return low - margin * (high - low), high + margin * (high - low)


def contours(
    f,
    gradient,
    *,
    xlim,
    ylim,
    points,
    marks=None,
    scale=0.1,
    xlabel="$u$",
    ylabel="$v$",
    name="f",
):
    """Contours of `f`, and the gradient at some points as arrows in true direction.

    f: function from (2,) to a number; gradient: from (2,) to (2,).
    xlim, ylim: (low, high). points: (n, 2), where the arrows start.
    scale: length of an arrow for a gradient of length 1, in units of x.
    marks: {label: (m, 2) points} to be shown, such as data and the minimum.
    """
    x, y = np.linspace(*xlim, 81), np.linspace(*ylim, 81)
    height = np.array([[f(np.array([u, v])) for u in x] for v in y])  # (81, 81)
    _, ax = plt.subplots(figsize=(6.0, 4.0))
    ax.contourf(x, y, height, levels=9, cmap="cividis", alpha=0.55)
    lines = ax.contour(x, y, height, levels=9, colors=COLOURS["grey"], linewidths=0.8)
    ax.clabel(lines, lines.levels[::2], fontsize=8, fmt="%g")
    slopes = np.array([gradient(np.asarray(p, float)) for p in points])  # (n, 2)
    ax.quiver(
        *np.transpose(points),
        *slopes.T,
        angles="xy",
        scale_units="xy",
        scale=1 / scale,
        width=0.008,
        color=COLOURS["vermillion"],
        label=f"gradient of {name}",
        zorder=3,
    )
    for marker, (label, at) in zip("s*^", (marks or {}).items(), strict=False):
        ax.plot(
            *np.transpose(at),
            linestyle="none",
            marker=marker,
            markersize=13 if marker == "*" else 8,
            color=INK,
            markeredgecolor="white",
            label=label,
            zorder=4,
        )
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim, aspect="equal")
    ax.grid(visible=False)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
