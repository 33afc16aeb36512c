"""Where a classifier changes its mind: regions of a network, lines of a neuron."""

import numpy as np
from matplotlib.colors import ListedColormap

from dlkit.plots.style import COLOURS, INK, LINES, MARKERS, draw_arrow, ordered, panels

CLASS_COLOURS = (COLOURS["blue"], COLOURS["vermillion"])


def regions(classifiers, X, y, *, title=None):
    """Decision regions, one panel for each classifier, with the data on top.

    classifiers: {name: function from (n, 2) points to (n,) class numbers}.
    X: (N, 2); y: (N,) class numbers, 0 to 2.
    """
    low, high = X.min(0) - 0.3, X.max(0) + 0.3
    across, up = (np.linspace(low[i], high[i], 200) for i in (0, 1))
    u, v = np.meshgrid(across, up)
    points = np.stack([u.ravel(), v.ravel()], axis=1).astype(X.dtype)  # (40000, 2)
    fills = ListedColormap([COLOURS[c] for c in ("sky", "orange", "green")])
    edges = [COLOURS[c] for c in ("blue", "vermillion", "green")]
    _, axes = panels(len(classifiers), size=(3.5, 3.4), title=title, sharey=True)
    for ax, (name, predict) in zip(axes[0], classifiers.items(), strict=True):
        classes = np.asarray(predict(points)).reshape(u.shape)
        fill = {"cmap": fills, "vmin": 0, "vmax": 2, "alpha": 0.3}
        ax.pcolormesh(u, v, classes, linewidth=0, rasterized=True, **fill)
        for k in np.unique(classes):  # for readers who cannot tell the hues
            ax.contour(u, v, classes == k, levels=[0.5], colors=INK, linewidths=1)
        for k in np.unique(y).astype(int):
            look = {"marker": MARKERS[k], "markersize": 3.5, "color": edges[k]}
            ax.plot(*X[y == k].T, linestyle="none", label=f"class {k}", **look)
        ax.set_title(name)
        ax.set_xlabel("$x_1$")
        ax.set_aspect("equal")
        ax.grid(visible=False)
    axes[0, 0].set_ylabel("$x_2$")
    axes[0, 0].legend(loc="upper left", framealpha=0.9, frameon=True, fontsize=8)


def boundaries(
    cases,
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

    cases: {title: (X (N, 2), y (N,), {label: (w, b)})}. A panel with one line has its
    side z >= 0 shaded; one with several tells them apart by style and has a legend.
    arrow: draw w from each line into the side where z > 0.
    band: mark the strip up to the nearest sample, for one line.
    """
    width = 9.6 / columns
    size = width, width * np.ptp(ylim) / np.ptp(xlim) + 0.45
    fig, axes = panels(len(cases), columns, size, sharex=True, sharey=True)
    for ax, (title, (X, y, lines)) in zip(axes.flat, cases.items(), strict=False):
        ax.set(title=title, xlim=xlim, ylim=ylim, aspect="equal")
        ax.grid(visible=False)
        _lines(ax, lines, arrow)
        if band and len(lines) == 1:
            ((w, b),) = lines.values()
            gap = np.abs(X @ np.asarray(w, float) + b).min()
            dots = {"linestyle": ":", "color": COLOURS["grey"], "linewidth": 1.2}
            for side in (-gap, gap):
                _line(ax, w, b + side, label="_", **dots)
        if len(lines) > 1:
            ax.legend(loc="best", fontsize=8, frameon=True, framealpha=0.9)
        for k in (0, 1):
            _points(ax, np.asarray(X, float)[np.asarray(y) == k], k, few=len(X) < 12)
        if ticks is not None:
            ax.set(xticks=ticks, yticks=ticks)
    for ax in axes[-1]:
        ax.set_xlabel(names[0])
    for ax in axes[:, 0]:
        ax.set_ylabel(names[1])
    fig.legend(axes[0, 0].lines[-2:], classes, loc="outside lower center", ncols=2)


def _lines(ax, lines, arrow):
    """{label: (w, b)}, drawn; the side of 1 shaded if it is one alone."""
    n = len(lines)
    for i, (label, (weights, b)) in enumerate(lines.items()):
        w = np.asarray(weights, float)
        look = {"linestyle": LINES[i], "linewidth": 1.8, "color": ordered(i, n)}
        _line(ax, w, b, label=label if n > 1 else "_", **look)
        if n == 1:
            _shade_side_of_1(ax, w, b)
        if arrow:
            _weight_arrow(ax, w, b, slide=0.1 * (i - (n - 1) / 2))


def _line(ax, w, b, **look):
    """The line w · x + b = 0, a little longer than the panel is wide or high."""
    if abs(w[1]) >= abs(w[0]):
        u = np.add(ax.get_xlim(), (-1, 1))
        ax.plot(u, -(b + w[0] * u) / w[1], **look)
    elif w[0]:
        v = np.add(ax.get_ylim(), (-1, 1))
        ax.plot(-(b + w[1] * v) / w[0], v, **look)


def _shade_side_of_1(ax, w, b):
    across, up = np.linspace(*ax.get_xlim(), 300), np.linspace(*ax.get_ylim(), 300)
    u, v = np.meshgrid(across, up)
    z, fill = u * w[0] + v * w[1] + b, {"colors": [COLOURS["orange"]], "alpha": 0.22}
    ax.contourf(u, v, z, levels=[0, np.inf], **fill)


def _weight_arrow(ax, w, b, slide):
    """w as an arrow from the line, near the middle of the panel, slid along the line by
    a share of the panel's width."""
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    foot = -b * w / (w @ w)
    along = np.array([-w[1], w[0]]) / np.linalg.norm(w)
    middle = np.array([np.mean(xlim), np.mean(ylim)])
    foot = foot + along * ((middle - foot) @ along + slide * np.ptp(xlim))
    tip = foot + 0.13 * np.ptp(xlim) * w / np.linalg.norm(w)
    look = {"color": COLOURS["green"], "linewidth": 1.8}
    draw_arrow(ax, foot, tip, shrinkA=0, shrinkB=0, **look)


def _points(ax, points, k, few):
    """The points of class k, open circles for 0, squares for 1."""
    ax.plot(
        *points.T,
        linestyle="none",
        marker=MARKERS[k],
        color=CLASS_COLOURS[k],
        label=f"_class {k}",
        markersize=8 if few else 3.5,
        markerfacecolor=CLASS_COLOURS[k] if k else "white",
        markeredgewidth=1.6 if few else 1,
    )
