"""Chapter 23: the game in one dimension, phase portraits, clouds, sheets of images."""

import numpy as np

from dlkit.plots.style import AXIS, COLOURS, INK, panels


def stages(grid, density, moments, *, xlabel="x"):
    """A game in one dimension, a panel for each moment.

    grid: (n,), density: of the data on it. moments: {title: (samples (N,), belief)},
    the generator's samples and the discriminator's probability of "real" on the grid.
    """
    _, axes = panels(
        len(moments), min(2, len(moments)), (3.1, 2.3), sharex=True, sharey=True
    )
    bins = np.linspace(grid.min(), grid.max(), 61)
    for ax, (title, (samples, belief)) in zip(axes.flat, moments.items(), strict=False):
        ax.plot(grid, density, color=COLOURS["blue"], linestyle="--", label="data")
        look = {"color": COLOURS["orange"], "alpha": 0.7, "density": True}
        ax.hist(samples, bins=bins, label="generator", **look)
        line = {"color": INK, "linestyle": "-", "linewidth": 1.5}
        ax.plot(grid, belief, label="discriminator", **line)
        ax.axhline(0.5, color=AXIS, linewidth=0.8, linestyle=":")
        ax.set(ylim=(0, 1.5), xlim=(grid.min(), grid.max()))
        ax.set_title(title, fontsize=10)
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    for ax in axes[:, 0]:
        ax.set_ylabel("density, probability")
    axes.flat[0].legend(fontsize=7, loc="upper left")


def portraits(cases, *, reach=2.2):
    """Phase portraits of the Dirac-GAN, a panel for each case.

    cases: {title: (field, path)} with field(theta, psi) -> the two velocities and path
    (steps, 2), which starts at the ring and ends at the dot.
    """
    _, axes = panels(
        len(cases), min(2, len(cases)), (3.0, 2.8), sharex=True, sharey=True
    )
    theta, psi = np.meshgrid(*[np.linspace(-reach, reach, 11)] * 2)
    for ax, (title, (field, path)) in zip(axes.flat, cases.items(), strict=False):
        u, v = field(theta, psi)
        length = np.maximum(np.hypot(u, v), 1e-12)
        ax.quiver(theta, psi, u / length, v / length, color=AXIS, scale=26, width=0.004)
        ax.plot(*path.T, color=COLOURS["blue"], linestyle="-", linewidth=1.2)
        ax.plot(*path[0], "o", color="white", markeredgecolor=INK, zorder=4)
        ax.plot(*path[-1], "o", color=COLOURS["vermillion"], zorder=4)
        ax.plot(0, 0, "+", color=INK, markersize=10, zorder=4)
        ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        ax.set_title(title, fontsize=10)
        ax.grid(visible=False)
    for ax in axes[-1]:
        ax.set_xlabel("generator θ")
    for ax in axes[:, 0]:
        ax.set_ylabel("discriminator ψ")


def clouds(groups, centres, *, reach=3.0, columns=2):
    """Samples in the plane, a panel for each group; the centres of the data as rings.

    groups: {title: (N, 2)}, of which the first 1,000 are drawn. centres: (modes, 2).
    """
    size = (6.2 / columns, 2.7)
    _, axes = panels(len(groups), columns, size, sharex=True, sharey=True)
    for ax, (title, X) in zip(axes.flat, groups.items(), strict=False):
        ring = {"markersize": 11, "markerfacecolor": "none", "linestyle": "none"}
        ax.plot(*centres.T, marker="o", markeredgecolor=COLOURS["vermillion"], **ring)
        ax.plot(
            *np.asarray(X)[:1000].T, ".", color=COLOURS["blue"], markersize=2, alpha=0.5
        )
        ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        ax.set_title(title, fontsize=10)
        ax.grid(visible=False)


def sheets(groups, *, columns=10, size=(3.1, 2.0), side_by_side=2):
    """Small grey images in rows of `columns`, a panel for each group.

    groups: {title: images (N, 1, H, W) or (N, H, W) in [0, 1]}; 1 is drawn black.
    """
    _, axes = panels(len(groups), min(side_by_side, len(groups)), size)
    for ax, (title, images) in zip(axes.flat, groups.items(), strict=False):
        tiles = np.asarray(images)
        tiles = tiles.reshape(-1, *tiles.shape[-2:])
        tiles = np.pad(tiles, ((0, -len(tiles) % columns), (1, 0), (1, 0)))
        rows = tiles.reshape(-1, columns, *tiles.shape[1:])
        sheet = rows.transpose(0, 2, 1, 3).reshape(-1, columns * tiles.shape[2])
        ax.imshow(sheet, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(title, fontsize=10)
        ax.axis("off")
