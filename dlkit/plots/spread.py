"""Results over several seeds: a line through the medians, a dot for each run."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, LINES, MARKERS


def spread(x, results, *, xlabel, ylabel, title=None, log=False, ylim=None):
    """One line per method through the medians; each run is a faint dot, the band runs from the lowest to the highest.

    x: (n,) numbers, or labels, which are then placed evenly; results: {method: (n, seeds) array}.
    log: y axis in powers of ten.
    """
    labels = None if np.issubdtype(np.asarray(x).dtype, np.number) else list(x)
    at = np.arange(len(x)) if labels else np.asarray(x, float)
    _, ax = plt.subplots()
    for i, (name, runs) in enumerate(results.items()):
        runs = np.asarray(runs, float)  # (n, seeds)
        style = {"color": list(COLOURS.values())[i], "marker": MARKERS[i]}
        ax.fill_between(
            at, runs.min(1), runs.max(1), color=style["color"], alpha=0.15, linewidth=0
        )
        ax.plot(
            np.repeat(at, runs.shape[1]),
            runs.ravel(),
            linestyle="none",
            markersize=3,
            alpha=0.45,
            **style,
        )
        ax.plot(
            at,
            np.median(runs, axis=1),
            linestyle=LINES[i],
            label=name,
            markersize=6,
            **style,
        )
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


def units(
    shares,
    *,
    xlabel="unit, from the least to the most active",
    ylabel="share of samples",
    title=None,
):
    """How often each unit of a layer is on. shares: {network: (units,) in [0, 1]}; units at 0 are marked dead."""
    fig, axes = plt.subplots(
        1, len(shares), figsize=(3.5 * len(shares), 3), sharey=True, squeeze=False
    )
    for ax, (name, share) in zip(axes[0], shares.items(), strict=True):
        share = np.sort(np.asarray(share, float))
        dead = int((share == 0).sum())
        ax.bar(np.arange(len(share)), share, width=1.0, color=COLOURS["blue"])
        ax.plot(
            np.arange(dead),
            np.zeros(dead),
            linestyle="none",
            marker="x",
            color=COLOURS["vermillion"],
            markersize=5,
            clip_on=False,
        )
        ax.set_title(f"{name}: {dead} of {len(share)} dead")
        ax.set_xlabel(xlabel)
        ax.set_ylim(0, 1)
        ax.grid(axis="x", visible=False)
    axes[0, 0].set_ylabel(ylabel)
    if title:
        fig.suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=12)


def epochs(panels, title=None):
    """What happens during training, a panel for each measure: a thin line for each run, a thick one for the median.

    panels: {measure: {what: (epochs, seeds) array}}, the first row being epoch 1.
    """
    _, axes = plt.subplots(
        1, len(panels), figsize=(4.1 * len(panels), 3.3), squeeze=False
    )
    for ax, (measure, groups) in zip(axes[0], panels.items(), strict=True):
        for i, (name, runs) in enumerate(groups.items()):
            runs = np.asarray(runs, float)
            epoch = np.arange(1, len(runs) + 1)
            style = {"color": list(COLOURS.values())[i], "linestyle": LINES[i]}
            ax.plot(epoch, runs, linewidth=0.7, alpha=0.45, **style)
            ax.plot(epoch, np.median(runs, axis=1), label=name, **style)
        ax.set_title(measure)
        ax.set_xlabel("epoch")
    axes[0, 0].legend()
    if title:
        plt.gcf().suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=12)
