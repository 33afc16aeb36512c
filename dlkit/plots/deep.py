"""Chapter 10: what is inside a deep network, and the curves of runs that went wrong."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import AXIS, COLOURS, HUES, INK, LINES, ordered, panels


def inside(groups, *, xlabel):
    """A histogram for each layer, one above the other, of sizes in powers of ten.

    groups: {title: {layer's name: array}}, a panel each, two a row; what is 0 is left
    out, and the share of it is written at the left.
    """
    rows = -(-len(groups) // 2)
    _, axes = panels(len(groups), 2, size=(3.1, 2.5), sharex=True)
    logs = {
        title: {name: _powers(values) for name, values in layers.items()}
        for title, layers in groups.items()
    }
    every = np.concatenate([v for layers in logs.values() for v in layers.values()])
    bins = np.linspace(np.floor(every.min()), np.ceil(every.max()), 61)
    for k, (ax, (title, layers)) in enumerate(
        zip(axes.flat, logs.items(), strict=False)
    ):
        for i, (name, values) in enumerate(layers.items()):
            height, _ = np.histogram(values, bins)
            height = 0.9 * height / max(height.max(), 1)
            look = {"color": ordered(i, len(layers) + 1), "step": "post"}
            low = np.full(len(bins), -float(i))
            ax.fill_between(bins, low, np.append(height, 0) - i, alpha=0.85, **look)
            zero = np.mean(np.ravel(groups[title][name]) == 0)
            words = f"{zero:.0%} are 0" if zero > 0.005 else ""
            spot = (bins[0] - 3.5, 0.45 - i)  # left of all bars
            ax.text(*spot, words, fontsize=7.5, va="center", ha="left")
        ax.set_yticks([-i for i in range(len(layers))], list(layers), fontsize=8)
        ax.set_xlim(bins[0] - 4, bins[-1])
        ax.set_title(title, fontsize=10)
        if k // 2 == rows - 1:
            ax.set_xlabel(xlabel)


def _powers(values):
    values = np.abs(np.ravel(np.asarray(values, float)))
    return np.log10(values[values > 0])


def waves(groups, *, xlabel, ylabel):
    """A curve each, in panels, two a row, each on its own scale.

    groups: {title: (x, y)}.
    """
    _, axes = panels(len(groups), 2, size=(3.1, 2.2), sharex=True)
    for ax, (title, (x, y)) in zip(axes.flat, groups.items(), strict=False):
        ax.plot(x, y, color=COLOURS["blue"], linewidth=1)
        ax.set_title(title, fontsize=10)
        ax.set_xlabel(xlabel)
    axes[0, 0].set_ylabel(ylabel)


def clinic(patients, well, top=4.0):
    """Training and validation loss of runs, a panel each, two a row.

    patients: {title: runs (seeds, 2, epochs)}: for each seed the training and the
    validation loss. well: the same of a run that is well, drawn in grey in each panel.
    What is above `top` is drawn at `top`.
    """
    fig, axes = panels(len(patients), 2, size=(3.1, 1.75), sharex=True, sharey=True)
    epochs = np.arange(1, np.shape(well)[-1] + 1)
    names = ("training loss", "validation loss")
    hues = (COLOURS["blue"], COLOURS["vermillion"])
    for ax, (title, runs) in zip(axes.flat, patients.items(), strict=False):
        for i, style in enumerate(("-", "--")):
            for run in well:
                look = {"color": COLOURS["grey"], "alpha": 0.45, "linewidth": 1}
                height = np.minimum(run[i], top)
                ax.plot(epochs, height, linestyle=style, **look)
            for k, run in enumerate(runs):
                look = {"color": hues[i], "linestyle": style, "linewidth": 1.6}
                height, name = np.minimum(run[i], top), names[i] if k == 0 else None
                ax.plot(epochs, height, label=name, **look)
        ax.set_title(title, fontsize=9.5)
        ax.set(ylim=(0, 1.03 * top))
    for ax in axes[-1]:
        ax.set_xlabel("epoch")
    lines, labels = axes[0, 0].get_legend_handles_labels()
    fig.legend(lines, labels, loc="outside upper center", ncols=2)


def finder(rates, losses, *, smooth, marks):
    """The loss of a run whose learning rate grows at each step.

    smooth: a smoothed copy of losses. marks: {label: rate}, a vertical line each.
    """
    _, ax = plt.subplots(figsize=(5.8, 3.2))
    ax.plot(rates, losses, color=AXIS, linewidth=0.8, label="each batch")
    ax.plot(rates, smooth, color=COLOURS["blue"], label="smoothed")
    for i, (name, rate) in enumerate(marks.items()):
        look = {"color": HUES[i + 1], "linestyle": LINES[i + 1], "linewidth": 1.4}
        ax.axvline(rate, label=f"{name}, {rate:.2g}", **look)
    top = 2 * losses[0]
    ax.set(xscale="log", ylim=(0, top), xlabel="learning rate", ylabel="training loss")
    ax.legend(loc="upper left")


def film(frames, *, xlabel):
    """How alike pairs of samples are, a panel for each layer, two a row.

    frames: {title: (similarities, same)}: two arrays of a number per pair, the second
    of bools: of one class or not. Each kind of pair is a histogram of area 1.
    """
    _, axes = panels(len(frames), 2, size=(3.1, 1.8), sharex=True)
    low = min(values.min() for values, _ in frames.values())
    bins = np.linspace(low, 1, 51)
    for ax, (title, (values, same)) in zip(axes.flat, frames.items(), strict=False):
        for i, (name, chosen) in enumerate(
            (("same digit", same), ("different digits", ~same))
        ):
            look = {"color": HUES[i], "alpha": 0.7, "hatch": ["", "///"][i]}
            weights = np.full(chosen.sum(), 1 / chosen.sum())
            ax.hist(values[chosen], bins, weights=weights, label=name, **look)
        ax.set_title(title, fontsize=10)
        ax.set_yticks([])
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    axes[0, 0].legend(fontsize=8, loc="upper left")


def window(rates, curves, floor, *, xlabel, ylabel):
    """Runs against the learning rate, with the level of guessing as a dotted line.

    curves: {label: (rates, seeds)}; lines through medians, a dot for each run.
    """
    fig, ax = plt.subplots(figsize=(6.0, 3.9))
    for i, (name, runs) in enumerate(curves.items()):
        look = {"color": HUES[i], "linestyle": LINES[i], "label": name}
        ax.plot(rates, np.median(runs, axis=1), **look)
        for k in range(np.shape(runs)[1]):
            points = {"color": HUES[i], "markersize": 3.5}
            ax.plot(rates, np.asarray(runs)[:, k], "o", **points)
    ax.axhline(floor, color=INK, linewidth=0.9, linestyle=":")
    ax.set(xscale="log", xlabel=xlabel, ylabel=ylabel, ylim=(0, 1))
    fig.legend(loc="outside upper center", ncols=2)
