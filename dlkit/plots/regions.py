"""Where a classifier changes its mind: decision regions of two-dimensional data."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

from dlkit.plots.style import COLOURS, MARKERS


def regions(classifiers, X, y, title=None):
    """Decision regions, one panel for each classifier, with the data on top.

    classifiers: {name: function from (n, 2) points to (n,) class numbers}; X: (N, 2); y: (N,) class numbers.
    """
    low, high = X.min(0) - 0.3, X.max(0) + 0.3
    u, v = np.meshgrid(
        np.linspace(low[0], high[0], 200), np.linspace(low[1], high[1], 200)
    )
    points = np.stack([u.ravel(), v.ravel()], axis=1).astype(X.dtype)  # (40000, 2)
    hues = [COLOURS[c] for c in ("sky", "orange", "green")]
    edges = [COLOURS[c] for c in ("blue", "vermillion", "green")]
    fig, axes = plt.subplots(
        1,
        len(classifiers),
        figsize=(3.5 * len(classifiers), 3.4),
        sharey=True,
        squeeze=False,
    )
    for ax, (name, predict) in zip(axes[0], classifiers.items(), strict=True):
        classes = np.asarray(predict(points)).reshape(u.shape)
        ax.pcolormesh(
            u,
            v,
            classes,
            cmap=ListedColormap(hues),
            vmin=0,
            vmax=2,
            alpha=0.3,
            linewidth=0,
            rasterized=True,
        )
        for k in np.unique(
            classes
        ):  # the boundary, for readers who cannot tell the hues
            ax.contour(u, v, classes == k, levels=[0.5], colors="#22303C", linewidths=1)
        for k in np.unique(y):
            ax.plot(
                *X[y == k].T,
                linestyle="none",
                marker=MARKERS[int(k)],
                markersize=3.5,
                color=edges[int(k)],
                label=f"class {int(k)}",
            )
        ax.set_title(name)
        ax.set_xlabel("$x_1$")
        ax.set_aspect("equal")
        ax.grid(visible=False)
    axes[0, 0].set_ylabel("$x_2$")
    axes[0, 0].legend(loc="upper left", framealpha=0.9, frameon=True, fontsize=8)
    if title:
        fig.suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=12)
