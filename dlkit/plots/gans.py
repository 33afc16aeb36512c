"""TODO: the figures of chapter 23."""

from dlkit.plots.style import COLOURS, panels


def before_and_after(X, Z, xlabel, ylabel):
    """The rows of two tables as points, side by side, with the origin marked.

    X, Z: (N, 2) arrays. xlabel, ylabel: what the columns are, with units.
    """
    _, axes = panels(2, size=(3.0, 2.8))
    for ax, points, title in zip(axes[0], (X, Z), ("before", "after"), strict=True):
        ax.plot(*points.T, "o", color=COLOURS["blue"])
        ax.plot([0], [0], "+", color=COLOURS["vermillion"], markersize=10)
        ax.set_title(title)
        ax.set_xlabel(xlabel)
    axes[0, 0].set_ylabel(ylabel)
