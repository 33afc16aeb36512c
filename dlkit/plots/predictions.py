"""What a classifier says: probabilities as bars, and the table of its confusions."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import AXIS, COLOURS, INK, panels


def probability_bars(rows, names, *, title=None):
    """One panel of bars per row.

    rows: {panel title: (K,) probabilities}; names: K class names.
    """
    _, axes = panels(len(rows), size=(2.6, 2.6), title=title, sharey=True)
    for ax, (label, p) in zip(axes[0], rows.items(), strict=True):
        bars = ax.bar(np.arange(len(p)), p, color=COLOURS["blue"])
        ax.bar_label(bars, fmt="%.2f", fontsize=9, padding=1)
        ax.set_xticks(np.arange(len(p)), names)
        ax.set_ylim(0, 1.08)
        ax.set_title(label)
        ax.grid(axis="x", visible=False)
    axes[0, 0].set_ylabel("probability")


def confusion(counts, names=None, *, title=None):
    """A confusion matrix: counts (K, K), a row for each true class, a column for each
    predicted one.

    Mistakes are the darker the more there are; the diagonal, what is right, is framed
    and left white. names: K class names, default their numbers.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"counts: expected a square table (K, K), got the shape {counts.shape}"
        )
    names = [str(k) for k in (range(len(counts)) if names is None else names)]
    mistakes = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    _, ax = plt.subplots(figsize=(5.4, 4.8))
    ax.imshow(mistakes, cmap="Blues", vmin=0, vmax=max(1, mistakes.max()) * 1.25)
    for i, j in np.ndindex(*counts.shape):
        if counts[i, j]:
            dark = mistakes[i, j] > 0.7 * mistakes.max()
            ax.text(
                j,
                i,
                str(counts[i, j]),
                ha="center",
                va="center",
                fontsize=9,
                color="white" if dark else INK,
                fontweight="bold" if i == j else "normal",
            )
        if i == j:
            frame = {"fill": False, "edgecolor": AXIS, "linewidth": 1}
            ax.add_patch(plt.Rectangle((j - 0.5, i - 0.5), 1, 1, **frame))
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(names)), names)
    ax.set_xlabel("predicted class")
    ax.set_ylabel("true class")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    if title:
        ax.set_title(title)
