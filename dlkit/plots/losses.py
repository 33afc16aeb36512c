"""Figures of chapter 05: losses with their slopes, what they aim at, and thresholds."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK, LINES, MARKERS

WIDE = (6.2, 2.9)  # inches, for two panels
HUES = list(COLOURS.values())


def bowls(c, panels, points, *, xlabel, ylabel="loss"):
    """How a loss depends on one constant answer c, its lowest place marked.

    c: (n,); panels: {title: (n,) losses}; points: the outcomes, as ticks on the floor.
    """
    _, axes = plt.subplots(1, len(panels), figsize=WIDE, squeeze=False)
    for ax, (title, loss) in zip(axes[0], panels.items(), strict=True):
        low = int(np.argmin(loss))
        ax.plot(c, loss, color=COLOURS["blue"])
        ax.plot(c[low], loss[low], marker="o", color=COLOURS["vermillion"])
        ax.annotate(
            f"lowest at {c[low]:.3g}",
            (c[low], loss[low]),
            (0.32, 0.82),
            textcoords="axes fraction",
            arrowprops={"arrowstyle": "-", "color": COLOURS["vermillion"]},
        )
        ax.set_ylim(0, 1.05 * float(np.max(loss)))
        floor = ax.get_xaxis_transform()
        for point in points:
            ax.plot([point] * 2, [0, 0.05], color=INK, linestyle="-", transform=floor)
        ax.set_title(title)
        ax.set_xlabel(xlabel)
        ax.set_ylabel(ylabel)


def pair(x, left, right, *, xlabel, titles, ylabels=("", ""), ylims=(None, None)):
    """Two panels with several curves each, in the same colours: {name: (n,) values}."""
    _, axes = plt.subplots(1, 2, figsize=WIDE)
    for ax, curves, title, ylabel, ylim in zip(
        axes, (left, right), titles, ylabels, ylims, strict=True
    ):
        for i, (name, values) in enumerate(curves.items()):
            ax.plot(x, values, color=HUES[i], linestyle=LINES[i], label=name)
        ax.axhline(0, color="#8A949E", linewidth=0.8)
        ax.set_title(title)
        ax.set_xlabel(xlabel)
        ax.set_ylabel(ylabel)
        if ylim:
            ax.set_ylim(*ylim)
    axes[0].legend(fontsize=8, handlelength=2.2)


def typo(x, y, i, panels, *, xlabel, ylabel, top):
    """Lines before and after the outcome of sample i was corrupted.

    x, y: (N,), as they should be; panels: {title: (before, after)}, functions of x.
    top: the upper end of the axis; an arrow says that the corrupted sample is above.
    """
    _, axes = plt.subplots(1, len(panels), figsize=WIDE, sharey=True, squeeze=False)
    grid = np.linspace(x.min(), x.max(), 50)
    for ax, (title, (before, after)) in zip(axes[0], panels.items(), strict=True):
        ax.plot(x, y, ".", color=COLOURS["grey"], alpha=0.35, markersize=4)
        ax.plot(grid, before(grid), color=COLOURS["blue"], label="as written down")
        ax.plot(
            grid, after(grid), "--", color=COLOURS["vermillion"], label="with the typo"
        )
        ax.plot(x[i], y[i], "o", color=INK, markersize=6, fillstyle="none")
        ax.annotate("", (x[i], top), (x[i], y[i] + 8), arrowprops={"arrowstyle": "->"})
        ax.set_title(title)
        ax.set_xlabel(xlabel)
        ax.set_ylim(0, top)
    axes[0, 0].set_ylabel(ylabel)
    axes[0, 0].legend(loc="upper left", fontsize=8)


def rows(groups, *, xlabel):
    """A row of dots for each group, its median as a bar. groups: {name: (n,)}."""
    _, ax = plt.subplots(figsize=(6.2, 0.7 + 0.55 * len(groups)))
    for i, values in enumerate(groups.values()):
        ax.plot(values, np.full(len(values), i), MARKERS[i], color=HUES[i], alpha=0.5)
        ax.plot([np.median(values)], [i], "|", color=INK, markersize=22, mew=2.5)
    ax.set_yticks(range(len(groups)), groups)
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlabel(xlabel)


def floors(curves, floor, *, label, ylabel="training loss"):
    """Losses by epoch, every run a line, and a level that one of them cannot pass.

    curves: {name: (epochs, seeds)}; floor: a number, named by label.
    """
    _, ax = plt.subplots(figsize=(6.2, 3.0))
    for i, (name, curve) in enumerate(curves.items()):
        runs = np.asarray(curve, float)
        epochs = np.arange(1, len(runs) + 1)
        style = {"color": HUES[i], "linestyle": LINES[i]}
        ax.plot(epochs, runs, linewidth=1, **style)
        ax.plot([], [], label=name, **style)
    ax.axhline(floor, color=INK, linestyle=":", linewidth=1.5)
    beside = {"xytext": (0, -4), "textcoords": "offset points"}
    ax.annotate(label, (epochs[-1], floor), va="top", ha="right", fontsize=9, **beside)
    ax.set_ylim(0, None)
    ax.set_xlabel("epoch")
    ax.set_ylabel(ylabel)
    ax.legend()


def threshold(scores, y, levels, *, names, xlabel):
    """How the scores of two classes overlap, and what a threshold makes of them.

    scores, y: (N,); levels: {title: threshold}; names: of class 0 and of class 1.
    """
    _, axes = plt.subplots(1, len(levels), figsize=WIDE, sharey=True, squeeze=False)
    bins = np.linspace(scores.min(), scores.max(), 36)
    for ax, (title, level) in zip(axes[0], levels.items(), strict=True):
        for k, hatch in ((0, ""), (1, "////")):
            ax.hist(
                scores[y == k],
                bins,
                color=HUES[k],
                alpha=0.55,
                hatch=hatch,
                label=names[k],
            )
        ax.axvline(level, color=INK, linestyle="--", linewidth=1.5)
        called = scores >= level
        hits, alarms = (called & (y == 1)).sum(), (called & (y == 0)).sum()
        missed = (~called & (y == 1)).sum()
        ax.set_title(f"{title}\n{hits} found, {missed} missed, {alarms} false", size=9)
        ax.set_yscale("symlog", linthresh=10)
        ax.set_xlabel(xlabel)
    axes[0, 0].set_ylabel("images")
    axes[0, 0].legend(fontsize=8)


def roc(curves, points=None):
    """ROC curves. curves: {name: (fpr, tpr)}; points: {label: (fpr, tpr)} on them."""
    _, ax = plt.subplots(figsize=(4.6, 3.6))
    for i, (name, (fpr, tpr)) in enumerate(curves.items()):
        ax.plot(fpr, tpr, color=HUES[i], linestyle=LINES[i], label=name)
    for i, (label, (fpr, tpr)) in enumerate((points or {}).items()):
        ax.plot(fpr, tpr, MARKERS[i], color=INK, markersize=7)
        ax.annotate(label, (fpr, tpr), (7, -13), textcoords="offset points", fontsize=9)
    ax.plot([0, 1], [0, 1], ":", color=COLOURS["grey"], label="chance")
    ax.set_xlabel("false alarms: share of the others called")
    ax.set_ylabel("recall: share found")
    ax.legend(loc="lower right", fontsize=8)


def costs(thresholds, curves, marks=None):
    """The mean cost at each threshold. curves: {name: (n,)}; marks: {label: x}."""
    _, ax = plt.subplots(figsize=(6.2, 3.0))
    for i, (name, values) in enumerate(curves.items()):
        ax.plot(thresholds, values, color=HUES[i], linestyle=LINES[i], label=name)
    for i, (label, x) in enumerate((marks or {}).items()):
        ax.axvline(x, color=INK, linestyle=LINES[i + 1], linewidth=1.2)
        ax.text(x, 0.98 - 0.1 * i, f" {label}", transform=ax.get_xaxis_transform(),
                va="top", fontsize=9)  # fmt: skip
    ax.set_ylim(0, None)
    ax.set_xlabel("threshold on the probability p")
    ax.set_ylabel("cost per image")
    ax.legend(loc="upper center", fontsize=8)


def ranges(low, middle, high, y, *, ylabel):
    """Forecasts from low to high, sorted by their middle, and what came of them.

    All (N,). An outcome outside its range is drawn as a cross.
    """
    _, ax = plt.subplots(figsize=(6.2, 3.2))
    order = np.argsort(middle)
    low, middle, high, y = (np.asarray(v)[order] for v in (low, middle, high, y))
    at = np.arange(len(y))
    inside = (low <= y) & (y <= high)
    ax.vlines(at, low, high, color=COLOURS["sky"], linewidth=3, label="forecast")
    ax.plot(at, middle, color=COLOURS["blue"], label="its middle")
    ax.plot(at[inside], y[inside], "o", color=INK, markersize=3, label="outcome")
    ax.plot(at[~inside], y[~inside], "X", color=COLOURS["vermillion"], label="outside")
    ax.set_xlabel("new samples, in the order of their forecasts")
    ax.set_ylabel(ylabel)
    ax.legend(loc="upper left", fontsize=8, ncols=2)
