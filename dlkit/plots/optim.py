"""Chapter 07: paths on maps of a loss, sweeps of the learning rate, curves."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullFormatter

from dlkit.plots.style import COLOURS, HUES, INK, LINES, MARKERS, panels


def paths(maps, xlim, ylim, *, best, columns=2, height=2.6, levels=None, title=None):
    """Paths on contours of a loss, a panel each.

    maps: {title: (f, path)} with f(u, v) for arrays of one shape and path (steps, 2).
    best: (u, v) of the minimum. levels: heights of the contours, default powers.
    """
    _, axes = panels(len(maps), columns, size=(6.2 / columns, height), title=title)
    u, v = np.meshgrid(np.linspace(*xlim, 161), np.linspace(*ylim, 161))
    for ax, (name, (f, steps)) in zip(axes.flat, maps.items(), strict=False):
        z = f(u, v)
        rings = z.max() * np.geomspace(1e-3, 1, 9) if levels is None else levels
        ax.contour(u, v, z, levels=rings, cmap="cividis", linewidths=0.8)
        path = np.asarray(steps)
        look = {"color": COLOURS["vermillion"], "linestyle": "-"}
        ax.plot(*path.T, linewidth=1.2, marker=".", markersize=4, **look)
        ax.plot(*path[0], marker="o", color="white", markeredgecolor=INK)
        star = {"marker": "*", "markersize": 13, "markeredgecolor": INK}
        ax.plot(*best, color=COLOURS["orange"], zorder=4, **star)
        ax.set(xlim=xlim, ylim=ylim, xlabel="$u$", ylabel="$v$")
        ax.set_title(name, fontsize=10)
        ax.grid(visible=False)


def lines(x, curves, *, xlabel, ylabel, log="", marks=True, size=(5.8, 3.3)):
    """Lines against x; of several runs the median, with a band from lowest to highest.

    curves: {label: (n,) or (n, seeds)}. log: "x", "y" or "xy" for powers of ten.
    """
    _, ax = plt.subplots(figsize=size)
    for i, (name, values) in enumerate(curves.items()):
        runs = np.asarray(values, float).reshape(len(x), -1)
        look = {"color": HUES[i % 7], "linestyle": LINES[i % 7], "label": name}
        marker = {"marker": MARKERS[i % 7], "markersize": 5} if marks else {}
        ax.plot(x, np.median(runs, axis=1), **look, **marker)
        if runs.shape[1] > 1:
            low, high = runs.min(1), runs.max(1)
            ax.fill_between(x, low, high, color=HUES[i % 7], alpha=0.15, linewidth=0)
    if "x" in log:
        ax.set_xscale("log")
    if "y" in log:
        ax.set_yscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()


def sweep(rates, results, *, ylabel, top):
    """A curve for each rule against the learning rate, its lowest point marked.

    results: {rule: (rates, seeds)}; the median is drawn, above `top` it is cut off.
    """
    fig, ax = plt.subplots(figsize=(6.0, 4.2))
    for i, (name, runs) in enumerate(results.items()):
        middle = np.minimum(np.median(runs, axis=1), top)
        look = {"color": HUES[i], "linestyle": LINES[i], "marker": MARKERS[i]}
        ax.plot(rates, middle, label=name, markersize=4, **look)
        k = middle.argmin()
        ring = {"marker": "o", "markersize": 11, "markerfacecolor": "none"}
        ax.plot(rates[k], middle[k], color=HUES[i], markeredgewidth=1.6, **ring)
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel=ylabel)
    ax.yaxis.set_minor_formatter(NullFormatter())
    fig.legend(loc="outside upper center", ncols=3)


def traces(groups, *, xlabel, ylabel, log=True, size=(5.8, 3.3), start=0):
    """A thin line for each run against the step, for what is noisy or many.

    groups: {label: (steps,) or (steps, runs)}. start: the number of the first step.
    """
    _, ax = plt.subplots(figsize=size)
    for i, (name, values) in enumerate(groups.items()):
        look = {"color": HUES[i], "linestyle": LINES[i], "linewidth": 1}
        runs = np.asarray(values, float)
        first, *_ = ax.plot(np.arange(start, start + len(runs)), runs, **look)
        first.set_label(name)  # one for all runs of a group
    if log:
        ax.set_yscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()


def clouds(groups, names, *, xlabel, ylabel):
    """Histograms of several things, a panel for each group on one scale.

    groups: {title: (things, n)}; names: of the things.
    """
    _, axes = panels(len(groups), size=(3.1, 2.8), sharex=True, sharey=True)
    values = np.concatenate([np.ravel(v) for v in groups.values()])
    bins = np.linspace(values.min(), values.max(), 41)
    for ax, (title, rows) in zip(axes[0], groups.items(), strict=True):
        for i, (name, row) in enumerate(zip(names, rows, strict=True)):
            look = {"color": HUES[i], "hatch": ["", "///"][i % 2], "edgecolor": "white"}
            ax.hist(row, bins=bins, alpha=0.7, label=name, **look)
        ax.set_title(title, fontsize=10)
        ax.set(xlabel=xlabel)
    axes[0, 0].set_ylabel(ylabel)
    axes[0, 0].legend(fontsize=8)
