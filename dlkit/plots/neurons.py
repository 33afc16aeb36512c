"""Single neurons: what one computes, where it draws its line, how it walks downhill, what it has learned."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from dlkit.plots.style import COLOURS, INK, LINES, MARKERS

CLASS_COLOURS = (COLOURS["blue"], COLOURS["vermillion"])


def neuron(names, x, w, b, *, step=True):
    """One neuron at work: inputs on the left, weights on the lines, the weighted sum, the answer.

    names: of the inputs; x, w: (D,) their values and weights; b: the bias. step=False leaves out the threshold.
    """
    z = float(np.dot(x, w) + b)
    _, ax = plt.subplots(figsize=(6.4, 0.85 * len(x) + 0.4))
    heights = np.linspace(len(x) - 1, 0, len(x)) * 0.9
    middle = heights.mean()
    for name, value, weight, height in zip(names, x, w, heights, strict=True):
        ax.annotate(
            "",
            (3.05, middle + 0.12 * (height - middle)),
            (1.35, height),
            arrowprops={
                "arrowstyle": "-|>",
                "color": COLOURS["grey"],
                "linewidth": 0.8 + 0.6 * abs(weight),
            },
        )
        ax.text(1.3, height, f"{name} = {value:g}", ha="right", va="center")
        at = 0.42
        ax.text(
            1.35 + 1.7 * at,
            height + at * (middle - height) * 0.88,
            f"× {weight:g}".replace("-", "−"),
            ha="center",
            va="center",
            color=COLOURS["blue"],
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
    ax.annotate(
        "",
        (3.5, middle + 0.47),
        (3.5, middle + 1.05),
        arrowprops={"arrowstyle": "-|>", "color": COLOURS["grey"]},
    )
    ax.text(
        3.5,
        middle + 1.1,
        f"bias {b:g}".replace("-", "−"),
        ha="center",
        va="bottom",
        color=COLOURS["vermillion"],
    )
    ax.add_patch(
        Circle((3.5, middle), 0.45, facecolor="white", edgecolor=INK, linewidth=1.5)
    )
    ax.text(3.5, middle, "sum", ha="center", va="center")
    _arrow(ax, 3.97, 5.0, middle, f"z = {z:g}".replace("-", "−"))
    if step:
        ax.add_patch(
            FancyBboxPatch(
                (5.05, middle - 0.35),
                0.9,
                0.7,
                boxstyle="round,pad=0.05",
                facecolor="white",
                edgecolor=INK,
                linewidth=1.5,
            )
        )
        ax.plot(
            [5.15, 5.5, 5.5, 5.85],
            middle + np.array([-0.2, -0.2, 0.2, 0.2]),
            color=INK,
            linestyle="-",
        )
        _arrow(ax, 6.0, 6.9, middle, "z ≥ 0 ?")
        ax.text(
            6.95,
            middle,
            "1" if z >= 0 else "0",
            va="center",
            fontsize=13,
            fontweight="bold",
        )
    ax.set_xlim(-0.3, 7.2)
    ax.set_ylim(-0.5, max(heights[0] + 0.5, middle + 1.45))
    ax.set_aspect("equal")
    ax.axis("off")


def _arrow(ax, start, end, height, label):
    ax.annotate(
        "",
        (end, height),
        (start, height),
        arrowprops={"arrowstyle": "-|>", "color": INK},
    )
    ax.text(
        (start + end) / 2, height + 0.12, label, ha="center", va="bottom", fontsize=9
    )


def boundaries(
    panels,
    *,
    xlim,
    ylim,
    columns=3,
    names=("$x_1$", "$x_2$"),
    classes=("class 0", "class 1"),
    arrow=True,
    band=False,
    ticks=None,
):
    """Lines w · x + b = 0 among points of two classes.

    panels: {title: (X (N, 2), y (N,), {label: (w, b)})}. A panel with one line has its side z >= 0 shaded; one with
    several tells them apart by style and has a legend.
    arrow: draw w from each line into the side where z > 0. band: mark the strip up to the nearest sample, for one line.
    """
    rows = -(-len(panels) // columns)
    width = 9.6 / columns
    height = width * np.ptp(ylim) / np.ptp(xlim) + 0.45
    fig, axes = plt.subplots(
        rows,
        columns,
        figsize=(width * columns, rows * height),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for ax, (title, (X, y, lines)) in zip(axes.flat, panels.items(), strict=False):
        for i, (label, (w, b)) in enumerate(lines.items()):
            w, alone = np.asarray(w, float), len(lines) == 1
            _line(
                ax,
                w,
                b,
                xlim,
                ylim,
                linestyle=LINES[i],
                linewidth=1.8,
                color=_shade(i, len(lines)),
                label="_" if alone else label,
            )
            if alone:
                _shaded(ax, w, b, xlim, ylim)
            if band and alone:
                gap = np.abs(X @ w + b).min()
                for side in (-gap, gap):
                    _line(
                        ax,
                        w,
                        b + side,
                        xlim,
                        ylim,
                        linestyle=":",
                        color=COLOURS["grey"],
                        linewidth=1.2,
                        label="_",
                    )
            if arrow:
                _normal(ax, w, b, xlim, ylim, slide=0.1 * (i - (len(lines) - 1) / 2))
        if len(lines) > 1:
            ax.legend(loc="best", fontsize=8, frameon=True, framealpha=0.9)
        for k in (0, 1):
            points = np.asarray(X, float)[np.asarray(y) == k]
            ax.plot(
                *points.T,
                linestyle="none",
                marker=MARKERS[k],
                color=CLASS_COLOURS[k],
                label=f"_{classes[k]}",
                markersize=8 if len(X) < 12 else 3.5,
                markerfacecolor=CLASS_COLOURS[k] if k else "white",
                markeredgewidth=1.6 if len(X) < 12 else 1,
            )
        ax.set(title=title, xlim=xlim, ylim=ylim, aspect="equal")
        ax.grid(visible=False)
        if ticks is not None:
            ax.set(xticks=ticks, yticks=ticks)
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    for ax in axes[-1]:
        ax.set_xlabel(names[0])
    for ax in axes[:, 0]:
        ax.set_ylabel(names[1])
    fig.legend(axes[0, 0].lines[-2:], classes, loc="outside lower center", ncols=2)


def _normal(ax, w, b, xlim, ylim, slide):
    """w as an arrow from the line, near the middle of the panel, slid along by a share of its width."""
    foot = -b * w / (w @ w)
    along = np.array([-w[1], w[0]]) / np.linalg.norm(w)
    middle = np.array([np.mean(xlim), np.mean(ylim)])
    foot = foot + along * ((middle - foot) @ along + slide * np.ptp(xlim))
    tip = foot + 0.13 * np.ptp(xlim) * w / np.linalg.norm(w)
    ax.annotate(
        "",
        tip,
        foot,
        arrowprops={
            "arrowstyle": "-|>",
            "color": COLOURS["green"],
            "linewidth": 1.8,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _shade(i, n):
    """From light to dark, so that the order of the lines survives grey printing; one alone is ink."""
    return INK if n == 1 else plt.get_cmap("cividis")(0.75 * (1 - i / (n - 1)))


def _line(ax, w, b, xlim, ylim, **style):
    if abs(w[1]) >= abs(w[0]):
        u = np.array([xlim[0] - 1, xlim[1] + 1])
        ax.plot(u, -(b + w[0] * u) / w[1], **style)
    elif w[0]:
        v = np.array([ylim[0] - 1, ylim[1] + 1])
        ax.plot(-(b + w[1] * v) / w[0], v, **style)


def _shaded(ax, w, b, xlim, ylim):
    u, v = np.meshgrid(np.linspace(*xlim, 300), np.linspace(*ylim, 300))
    ax.contourf(
        u,
        v,
        u * w[0] + v * w[1] + b,
        levels=[0, np.inf],
        colors=[COLOURS["orange"]],
        alpha=0.22,
    )


def fits(x, y, curves, *, xlabel, ylabel, labels=("data",), level=None):
    """Points and curves over one variable.

    x, y: (N,); curves: {label: function of an array of x}. labels: of the points, one name, or two for y = 0 and 1.
    level: a height to be marked by a thin line.
    """
    _, ax = plt.subplots()
    groups = [np.ones(len(x), bool)] if len(labels) == 1 else [y == 0, y == 1]
    for k, (label, group) in enumerate(zip(labels, groups, strict=True)):
        colour = COLOURS["grey"] if len(labels) == 1 else CLASS_COLOURS[k]
        ax.plot(
            x[group],
            y[group],
            linestyle="none",
            marker=MARKERS[k],
            markersize=3.5,
            alpha=0.45,
            color=colour,
            label=label,
        )
    grid = np.linspace(x.min(), x.max(), 300)
    for i, (label, f) in enumerate(curves.items()):
        ax.plot(
            grid,
            f(grid),
            linestyle=LINES[len(curves) - 1 - i],
            color=_shade(i, len(curves)),
            label=label,
        )
    if level is not None:
        ax.axhline(level, color=COLOURS["grey"], linewidth=1, linestyle=":")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()


def descent(panels, *, xlabel="weight w", ylabel="bias b"):
    """Paths of gradient descent on maps of the loss, one panel each.

    panels: {title: (loss, path, xlim, ylim)} with loss(w, b) for arrays of one shape and path (steps, 2).
    A circle marks the start, a star the lowest point of the map.
    """
    fig, axes = plt.subplots(
        1, len(panels), figsize=(3.3 * len(panels), 3.5), squeeze=False
    )
    for ax, (title, (loss, path, xlim, ylim)) in zip(
        axes[0], panels.items(), strict=True
    ):
        u, v = np.meshgrid(np.linspace(*xlim, 101), np.linspace(*ylim, 101))
        height = loss(u, v)
        low = height.min()
        levels = low + (height.max() - low) * np.linspace(0.12, 1, 8) ** 2
        ax.contour(u, v, height, levels=levels, cmap="cividis", linewidths=0.9)
        best = np.unravel_index(height.argmin(), height.shape)
        ax.plot(
            u[best],
            v[best],
            marker="*",
            markersize=13,
            color=COLOURS["orange"],
            markeredgecolor=INK,
            linestyle="none",
            label="lowest",
            zorder=3,
        )
        path = np.asarray(path)
        ax.plot(
            *path.T,
            color=COLOURS["vermillion"],
            linestyle="-",
            linewidth=1.3,
            marker=".",
            markersize=5,
            label="path",
        )
        ax.plot(
            *path[0],
            marker="o",
            markersize=7,
            color="white",
            markeredgecolor=COLOURS["vermillion"],
            linestyle="none",
            label="start",
        )
        ax.set(title=title, xlabel=xlabel, xlim=xlim, ylim=ylim, box_aspect=1)
        ax.grid(visible=False)
    axes[0, 0].set_ylabel(ylabel)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=3)


def weights(panels, names, *, xlabels):
    """What each feature got, as bars from 0.

    panels: {title: (D,) numbers, or (D, runs) for the median as a bar and each run as a dot}; names: D features.
    xlabels: one for each panel; if all are the same, so is the scale.
    """
    _, axes = plt.subplots(
        1,
        len(panels),
        figsize=(3.3 * len(panels), 0.34 * len(names) + 1.1),
        sharey=True,
        sharex=len(set(xlabels)) == 1,
        squeeze=False,
    )
    places = np.arange(len(names))[::-1]
    for ax, (title, values), xlabel in zip(
        axes[0], panels.items(), xlabels, strict=True
    ):
        runs = np.asarray(values, float).reshape(len(names), -1)
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
            ax.plot(
                runs,
                np.repeat(places, runs.shape[1]).reshape(runs.shape),
                linestyle="none",
                marker="o",
                markersize=2.5,
                color=INK,
                alpha=0.6,
            )
        ax.axvline(0, color="#8A949E", linewidth=0.8)
        ax.set_title(title)
        ax.set_xlabel(xlabel)
        ax.grid(axis="y", visible=False)
    axes[0, 0].set_yticks(places, names)
