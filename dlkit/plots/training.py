"""Training: walks down a loss, curves by epoch, results over several seeds."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, HUES, INK, LINES, MARKERS, panels


def spread(x, results, *, xlabel, ylabel, title=None, log=False, ylim=None):
    """One line per method through the medians; each run is a faint dot, the band runs
    from the lowest to the highest.

    x: (n,) numbers, or labels, which are then placed evenly.
    results: {method: (n, seeds) array}. log: y axis in powers of ten.
    """
    labels = None if np.issubdtype(np.asarray(x).dtype, np.number) else list(x)
    at = np.arange(len(x)) if labels else np.asarray(x, float)
    _, ax = plt.subplots()
    for i, (name, seeds) in enumerate(results.items()):
        runs = np.asarray(seeds, float)  # (n, seeds)
        low, middle, high = runs.min(1), np.median(runs, axis=1), runs.max(1)
        look = {"color": HUES[i], "marker": MARKERS[i]}
        ax.fill_between(at, low, high, color=HUES[i], alpha=0.15, linewidth=0)
        dots = {"linestyle": "none", "markersize": 3, "alpha": 0.45}
        ax.plot(np.repeat(at, runs.shape[1]), runs.ravel(), **dots, **look)
        ax.plot(at, middle, linestyle=LINES[i], label=name, markersize=6, **look)
    ax.set_xticks(at, labels if labels else [f"{v:g}" for v in at])
    if log:
        ax.set_yscale("log")
    if ylim:
        ax.set_ylim(*ylim)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if title:
        ax.set_title(title)
    ax.legend()


def epochs(measures, *, title=None):
    """What happens during training, a panel for each measure: a thin line for each run,
    a thick one for the median.

    measures: {measure: {what: (epochs, seeds) array}}, the first row being epoch 1.
    """
    _, axes = panels(len(measures), size=(4.1, 3.3), title=title)
    for ax, (measure, groups) in zip(axes[0], measures.items(), strict=True):
        for i, (name, seeds) in enumerate(groups.items()):
            runs = np.asarray(seeds, float)  # (epochs, seeds)
            epoch = np.arange(1, len(runs) + 1)
            look = {"color": HUES[i], "linestyle": LINES[i]}
            ax.plot(epoch, runs, linewidth=0.7, alpha=0.45, **look)
            ax.plot(epoch, np.median(runs, axis=1), label=name, **look)
        ax.set_title(measure)
        ax.set_xlabel("epoch")
    axes[0, 0].legend()


def descent(maps, *, xlabel="weight w", ylabel="bias b"):
    """Paths of gradient descent on maps of the loss, one panel each.

    maps: {title: (loss, path, xlim, ylim)} with loss(w, b) for arrays of one shape and
    path (steps, 2). A circle marks the start, a star the lowest point of the map.
    """
    fig, axes = panels(len(maps), size=(3.3, 3.5))
    for ax, (title, (loss, steps, xlim, ylim)) in zip(
        axes[0], maps.items(), strict=True
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
        path = np.asarray(steps)
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
