"""Curves of activation functions and their slopes, and how often units are on."""

import numpy as np

from dlkit import activations
from dlkit.plots.style import AXIS, COLOURS, INK, panels

SHEET = {  # the cheat sheet: name -> (function, slope, what to remember)
    "step": (activations.step, activations.step_slope, "slope 0: cannot learn"),
    "linear": (
        activations.linear,
        activations.linear_slope,
        "no bend: layers collapse",
    ),
    "sigmoid": (
        activations.sigmoid,
        activations.sigmoid_slope,
        "slope ≤ 1/4, saturates",
    ),
    "tanh": (activations.tanh, activations.tanh_slope, "slope ≤ 1, saturates"),
    "ReLU": (activations.relu, activations.relu_slope, "slope 0 or 1: can die"),
    "leaky ReLU (0.1)": (
        lambda z: activations.leaky_relu(z, 0.1),
        lambda z: activations.leaky_relu_slope(z, 0.1),
        "slope never 0",
    ),
    "GELU": (activations.gelu, activations.gelu_slope, "smooth, dips below 0"),
}


def curves(functions, z=None, *, columns=2, title=None, shade=None, ylim=None):
    """Value and slope of each function, one panel each.

    functions: {name: (function, slope)}; z: (n,) where to draw, -5 to 5 by default.
    ylim: (low, high) for all panels, to compare heights; by default each panel has its
    own scale.
    shade: a number; where |slope| is below it the background is grey (the unit is
    saturated there).
    """
    z = np.linspace(-5, 5, 1001) if z is None else z
    _, axes = panels(len(functions), columns, (3.4, 2.5), title=title, sharex=True)
    for ax, (name, (f, slope)) in zip(axes.flat, functions.items(), strict=False):
        _panel(ax, name, f, slope, z)
        if ylim:
            ax.set_ylim(*ylim)
        if shade is not None:
            ax.fill_between(
                z,
                0,
                1,
                where=np.abs(slope(z)) < shade,
                transform=ax.get_xaxis_transform(),
                color="#DDE2E7",
                zorder=0,
            )
    for ax in axes[-1]:
        ax.set_xlabel("pre-activation z")
    axes[0, 0].legend(loc="upper left")


def _panel(ax, name, function, slope, z):
    """Value (solid) and slope (dashed) over `z` (n,), with a gap where they jump."""
    for f, colour, line, label in (
        (function, "blue", "-", "value"),
        (slope, "vermillion", "--", "slope"),
    ):
        y = np.asarray(f(z), float)
        y = np.where(np.abs(np.diff(y, prepend=y[0])) > 0.5, np.nan, y)
        ax.plot(z, y, color=COLOURS[colour], linestyle=line, label=label)
    ax.axhline(0, color=AXIS, linewidth=0.8)
    ax.axvline(0, color=AXIS, linewidth=0.8)
    ax.set_title(name)


def cheat_sheet():
    """The seven element-wise functions with value and slope, and softmax for three
    scores: one page to keep."""
    _, axes = panels(8, 4, (2.6, 2.6))
    z = np.linspace(-4, 4, 801)
    for ax, (name, (f, slope, note)) in zip(axes.flat, SHEET.items(), strict=False):
        _panel(ax, name, f, slope, z)
        ax.set_ylim(-1.7, 2.2)
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
        _note(ax, note, color=INK, bbox=box)
    axes[0, 0].legend(loc="upper left")
    ax = axes[1, 3]
    scores = np.stack([z, np.zeros_like(z), np.full_like(z, -1.0)], axis=1)  # (801, 3)
    shares = activations.softmax(scores).T  # (3, 801): the first score moves
    for k, (share, line) in enumerate(zip(shares, ("-", "--", ":"), strict=True)):
        ax.plot(z, share, linestyle=line, label=f"class {k}")
    ax.set_title("softmax of (z, 0, −1)")
    _note(ax, "sums to 1: a gain is a loss")
    ax.set_ylim(-0.3, 1.45)
    ax.legend(loc="upper left", ncols=2, handlelength=1.4, columnspacing=0.8)
    for ax in axes[1]:
        ax.set_xlabel("z")


def _note(ax, text, **style):
    """A line of text at the foot of a panel."""
    place = {"transform": ax.transAxes, "ha": "center", "fontsize": 9}
    ax.text(0.5, 0.05, text, **place, **style)


def units(
    shares,
    *,
    xlabel="unit, from the least to the most active",
    ylabel="share of samples",
    title=None,
):
    """How often each unit of a layer is on; units at 0 are marked dead.

    shares: {network: (units,) in [0, 1]}.
    """
    _, axes = panels(len(shares), size=(3.5, 3), title=title, sharey=True)
    for ax, (name, values) in zip(axes[0], shares.items(), strict=True):
        share = np.sort(np.asarray(values, float))
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
