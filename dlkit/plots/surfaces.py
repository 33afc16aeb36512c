"""Functions of two variables: contours, with gradients as arrows."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK


def contours(
    f,
    gradient,
    xlim,
    ylim,
    points,
    marks=None,
    scale=0.1,
    xlabel="$u$",
    ylabel="$v$",
    name="f",
):
    """Contours of `f`, and the gradient at some points as arrows in true direction.

    f: function from (2,) to a number; gradient: from (2,) to (2,). xlim, ylim: (low, high).
    points: (n, 2), where the arrows start; scale: length of an arrow for a gradient of length 1, in units of x.
    marks: {label: (m, 2) points} to be shown, such as data and the minimum.
    """
    x, y = np.linspace(*xlim, 81), np.linspace(*ylim, 81)
    height = np.array(
        [[f(np.array([u, v])) for u in x] for v in y]
    )  # (81, 81): a row for each v
    _, ax = plt.subplots(figsize=(6.0, 4.0))
    ax.contourf(x, y, height, levels=9, cmap="cividis", alpha=0.55)
    lines = ax.contour(x, y, height, levels=9, colors="#5F6B76", linewidths=0.8)
    ax.clabel(lines, lines.levels[::2], fontsize=8, fmt="%g")
    slopes = np.array([gradient(np.asarray(p, float)) for p in points])  # (n, 2)
    ax.quiver(
        *np.transpose(points),
        *slopes.T,
        angles="xy",
        scale_units="xy",
        scale=1 / scale,
        width=0.008,
        color=COLOURS["vermillion"],
        label=f"gradient of {name}",
        zorder=3,
    )
    for marker, (label, at) in zip("s*^", (marks or {}).items(), strict=False):
        ax.plot(
            *np.transpose(at),
            linestyle="none",
            marker=marker,
            markersize=13 if marker == "*" else 8,
            color=INK,
            markeredgecolor="white",
            label=label,
            zorder=4,
        )
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim, aspect="equal")
    ax.grid(visible=False)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
