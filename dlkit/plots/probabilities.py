"""Probabilities of classes as bars."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS


def probability_bars(rows, names, title=None):
    """One panel of bars per row. rows: {panel title: (K,) probabilities}; names: K class names."""
    fig, axes = plt.subplots(
        1, len(rows), figsize=(2.6 * len(rows), 2.6), sharey=True, squeeze=False
    )
    for ax, (label, p) in zip(axes[0], rows.items(), strict=True):
        bars = ax.bar(np.arange(len(p)), p, color=COLOURS["blue"])
        ax.bar_label(bars, fmt="%.2f", fontsize=9, padding=1)
        ax.set_xticks(np.arange(len(p)), names)
        ax.set_ylim(0, 1.08)
        ax.set_title(label)
        ax.grid(axis="x", visible=False)
    axes[0, 0].set_ylabel("probability")
    if title:
        fig.suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=12)
