"""Figures of chapter 04: networks with their weights, folds, hinges and polylines."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK, LINES, MARKERS

EDGES = [COLOURS[c] for c in ("blue", "vermillion", "green")]  # one for each class
PANELS = (6.2, 2.9)  # inches, two panels


def weighted(layers, names, title=None):
    """A small network with its numbers: weights on the lines, biases under the units.

    layers: list of (W (D_out, D_in), b (D_out,)); names: a list of names for the inputs
    and for the units of each layer.
    """
    _, ax = plt.subplots(figsize=(6.2, 3.0))
    height = [np.linspace(1, -1, len(n)) if len(n) > 1 else np.zeros(1) for n in names]
    for i, (W, _) in enumerate(layers):
        for j, k in np.ndindex(W.shape):
            (x0, y0), (x1, y1) = (
                (2.4 * i, height[i][k]),
                (2.4 * (i + 1), height[i + 1][j]),
            )
            sign = "-" if W[j, k] >= 0 else "--"
            ax.plot(
                [x0, x1],
                [y0, y1],
                color="#8A949E",
                linestyle=sign,
                linewidth=1.2,
                zorder=1,
            )
            at = (
                0.3 if height[i][k] != height[i + 1][j] else 0.5
            )  # clear of the crossing
            ax.text(
                x0 + at * (x1 - x0),
                y0 + at * (y1 - y0),
                f"{W[j, k]:g}",
                ha="center",
                va="center",
                fontsize=10,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
    for i, column in enumerate(names):
        hue = COLOURS[
            "grey" if i == 0 else "vermillion" if i == len(layers) else "blue"
        ]
        for j, name in enumerate(column):
            ax.plot(2.4 * i, height[i][j], "o", markersize=30, color=hue, zorder=2)
            ax.text(2.4 * i, height[i][j] + 0.42, name, ha="center", fontsize=10)
            if i:
                ax.text(
                    2.4 * i,
                    height[i][j],
                    f"{layers[i - 1][1][j]:+g}",
                    color="white",
                    ha="center",
                    va="center",
                    fontsize=10,
                    zorder=3,
                )
    ax.set(xlim=(-0.9, 2.4 * len(layers) + 0.9), ylim=(-1.4, 1.75))
    ax.axis("off")
    if title:
        ax.set_title(title)


def fold(X, y, hidden, line):
    """The input plane, and where a hidden layer of two units takes it, with a line.

    X (N, 2), y (N,) classes 0 and 1; hidden: function (n, 2) -> (n, 2);
    line: (w (2,), b) in the hidden plane, drawn there, and in the input plane at
    the points that it comes from.
    """
    _, axes = plt.subplots(1, 2, figsize=(6.2, 3.3))
    u, v = np.meshgrid(np.linspace(-0.3, 1.3, 161), np.linspace(-0.3, 1.3, 161))
    plane = np.stack([u.ravel(), v.ravel()], 1)  # (25921, 2)
    side = (hidden(plane) @ line[0] + line[1]).reshape(u.shape)
    axes[0].contourf(
        u,
        v,
        side,
        levels=[-9, 0, 9],
        colors=[COLOURS["sky"], COLOURS["orange"]],
        alpha=0.25,
    )
    axes[0].contour(u, v, side, levels=[0], colors=INK, linewidths=1.4)
    axes[0].plot(
        [-0.3, 1.3], [-0.3, 1.3], color=COLOURS["grey"], linestyle=":", label="fold"
    )
    dots = plane.reshape(161, 161, 2)[10::20, 10::20].reshape(-1, 2)
    for ax, move in zip(axes, (lambda p: p, hidden), strict=True):
        ax.plot(*move(dots).T, ".", color=COLOURS["grey"], markersize=3)
        for k in (0, 1):
            ax.plot(
                *move(X[y == k]).T,
                MARKERS[k],
                color=EDGES[k],
                markersize=10,
                label=f"class {k}",
            )
        ax.set_aspect("equal")
        ax.grid(visible=False)
    h = np.linspace(-0.2, 1.4, 2)
    axes[1].plot(
        h,
        -(line[1] + line[0][0] * h) / line[0][1],
        color=INK,
        linestyle="-",
        linewidth=1.4,
    )
    axes[0].set(xlim=(-0.3, 1.3), ylim=(-0.3, 1.3), xlabel="$x_1$", ylabel="$x_2$")
    axes[1].set(xlim=(-0.2, 1.4), ylim=(-0.2, 1.4), xlabel="$a_1$", ylabel="$a_2$")
    axes[0].set_title("before: inputs")
    axes[1].set_title("after: hidden units")
    axes[0].legend(
        loc="upper center",
        ncols=3,
        fontsize=8,
        handlelength=1,
        columnspacing=0.8,
        frameon=True,
        framealpha=0.9,
    )


def solved(widths, counts, of, title=None):
    """How many of `of` networks succeed, by width. counts: {what: list of numbers}."""
    _, ax = plt.subplots(figsize=(6.0, 3.2))
    for i, (name, numbers) in enumerate(counts.items()):
        ax.plot(
            range(len(widths)),
            numbers,
            color=list(COLOURS.values())[i],
            marker=MARKERS[i],
            linestyle=LINES[i],
            label=name,
        )
    ax.axhline(of, color="#8A949E", linewidth=0.8, linestyle="-")
    ax.set_xticks(range(len(widths)), widths)
    ax.set(
        xlabel="hidden units",
        ylabel=f"networks that solve XOR, of {of}",
        ylim=(0, 1.06 * of),
    )
    ax.legend(loc="lower right")
    if title:
        ax.set_title(title)


def curves(panels, *, xlabel="x", ylabel="y", dots=None, inside=None, ylim=None):
    """Curves side by side, at most two panels a row.

    panels: {title: {label: (x (n,), y (n,))}}; dots: {title: (x, y)} to be marked;
    inside: (low, high), the ground outside it is grey.
    """
    rows, columns = -(-len(panels) // 2), min(2, len(panels))
    _, axes = plt.subplots(
        rows,
        columns,
        figsize=(3.1 * columns, 2.7 * rows),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for ax, (title, lines) in zip(axes.flat, panels.items(), strict=False):
        for i, (label, (x, y)) in enumerate(lines.items()):
            ax.plot(
                x, y, color=list(COLOURS.values())[i], linestyle=LINES[i], label=label
            )
        if dots and title in dots:
            ax.plot(*dots[title], "o", color=INK, markersize=4.5, zorder=5)
        if inside:
            low, high = ax.get_xlim()
            ax.axvspan(low, inside[0], color="#DDE2E7", zorder=0, linewidth=0)
            ax.axvspan(inside[1], high, color="#DDE2E7", zorder=0, linewidth=0)
            ax.set_xlim(low, high)
        ax.set_title(title, fontsize=10)
        if ylim:
            ax.set_ylim(*ylim)
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    for ax in axes[:, 0]:
        ax.set_ylabel(ylabel)
    if any(len(lines) > 1 for lines in panels.values()):
        axes[0, 0].legend(fontsize=8)


def unit_borders(panels, X, y):
    """Where each unit of a layer changes from off to on, a panel for each layer.

    panels: {title: function (n, 2) -> (n, units), pre-activations}; X (N, 2), y (N,).
    """
    rows = -(-len(panels) // 2)
    _, axes = plt.subplots(
        rows, 2, figsize=(5.4, 2.5 * rows), sharex=True, sharey=True, squeeze=False
    )
    low, high = X.min(0) - 0.3, X.max(0) + 0.3
    u, v = np.meshgrid(
        np.linspace(low[0], high[0], 121), np.linspace(low[1], high[1], 121)
    )
    points = np.stack([u.ravel(), v.ravel()], 1)
    for ax, (title, units) in zip(axes.flat, panels.items(), strict=True):
        z = np.asarray(units(points))
        for k in (0, 1):
            ax.plot(*X[y == k].T, MARKERS[k], color=EDGES[k], markersize=2, alpha=0.5)
        for j in range(z.shape[1]):
            if z[:, j].min() < 0 < z[:, j].max():
                ax.contour(
                    u,
                    v,
                    z[:, j].reshape(u.shape),
                    levels=[0],
                    colors=INK,
                    linewidths=1.1,
                )
        ax.set_title(title, fontsize=10)
        ax.set_aspect("equal")
        ax.grid(visible=False)
    for ax in axes[-1]:
        ax.set_xlabel("$x_1$")
    for ax in axes[:, 0]:
        ax.set_ylabel("$x_2$")


def runs(panels, *, xlabel):
    """Results over seeds, two panels: a dot for each run, a line through the medians.

    The panels share their scale where they show the same thing.

    panels: {title: (labels (n,), runs (n, seeds), ylabel)}.
    """
    same = len({ylabel for _, _, ylabel in panels.values()}) == 1
    _, axes = plt.subplots(1, len(panels), figsize=PANELS, squeeze=False, sharey=same)
    for i, (ax, (title, (labels, found, ylabel))) in enumerate(
        zip(axes[0], panels.items(), strict=True)
    ):
        values, at = np.asarray(found, float), np.arange(len(labels))
        hue = list(COLOURS.values())[i]
        ax.plot(
            np.repeat(at, values.shape[1]),
            values.ravel(),
            linestyle="none",
            marker=MARKERS[i],
            color=hue,
            markersize=4,
            alpha=0.6,
        )
        ax.plot(at, np.median(values, 1), color=hue, linestyle=LINES[i])
        ax.set_xticks(at, labels)
        ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(-0.4, len(labels) - 0.6))
        ax.set_title(title, fontsize=10)


def rows(tables, *, xlabel, ylabel):
    """Tables of weights as colours, side by side, on one scale.

    tables: {title: W (D_out, D_in)}.
    """
    most = max(np.abs(W).max() for W in tables.values())
    fig, axes = plt.subplots(1, len(tables), figsize=PANELS, sharey=True, squeeze=False)
    for ax, (title, W) in zip(axes[0], tables.items(), strict=True):
        shown = ax.imshow(
            W,
            cmap="PuOr",
            vmin=-most,
            vmax=most,
            aspect="auto",
            interpolation="nearest",
        )
        ax.set_title(title, fontsize=10)
        ax.set_xlabel(xlabel)
        ax.grid(visible=False)
    axes[0, 0].set_ylabel(ylabel)
    fig.colorbar(shown, ax=axes[0], label="weight", fraction=0.05)
