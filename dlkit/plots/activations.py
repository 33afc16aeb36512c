"""Curves of activation functions and their slopes."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit import activations
from dlkit.plots.style import COLOURS

SHEET = {  # what the cheat sheet draws: name -> (function, slope, what to remember)
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


def _panel(ax, name, function, slope, z):
    """Value (solid) and slope (dashed) of one function over `z` (n,), with a break where it jumps."""
    for f, colour, line, label in (
        (function, "blue", "-", "value"),
        (slope, "vermillion", "--", "slope"),
    ):
        y = np.asarray(f(z), float)
        y = np.where(
            np.abs(np.diff(y, prepend=y[0])) > 0.5, np.nan, y
        )  # a jump is a gap, not a wall
        ax.plot(z, y, color=COLOURS[colour], linestyle=line, label=label)
    ax.axhline(0, color="#8A949E", linewidth=0.8)
    ax.axvline(0, color="#8A949E", linewidth=0.8)
    ax.set_title(name)


def curves(functions, z=None, columns=2, title=None, shade=None, ylim=None):
    """Value and slope of each function, one panel each.

    functions: {name: (function, slope)}; z: (n,) where to draw, -5 to 5 by default.
    ylim: (low, high) for all panels, to compare heights; by default each panel has its own scale.
    shade: a number; where |slope| is below it the background is grey (the unit is saturated there).
    """
    z = np.linspace(-5, 5, 1001) if z is None else z
    rows = -(-len(functions) // columns)
    fig, axes = plt.subplots(
        rows, columns, figsize=(3.4 * columns, 2.5 * rows), sharex=True, squeeze=False
    )
    for ax, (name, (f, slope)) in zip(axes.flat, functions.items(), strict=False):
        _panel(ax, name, f, slope, z)
        if ylim:
            ax.set_ylim(*ylim)
        if shade is not None:
            flat = np.abs(slope(z)) < shade
            ax.fill_between(
                z,
                0,
                1,
                where=flat,
                transform=ax.get_xaxis_transform(),
                color="#DDE2E7",
                zorder=0,
            )
    for ax in axes.flat[len(functions) :]:
        ax.set_visible(False)
    for ax in axes[-1]:
        ax.set_xlabel("pre-activation z")
    axes[0, 0].legend(loc="upper left")
    if title:
        fig.suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=12)


def cheat_sheet():
    """The seven element-wise functions with value and slope, and softmax for three scores: one page to keep."""
    _, axes = plt.subplots(2, 4, figsize=(10.4, 5.2))
    z = np.linspace(-4, 4, 801)
    for ax, (name, (f, slope, note)) in zip(axes.flat, SHEET.items(), strict=False):
        _panel(ax, name, f, slope, z)
        ax.set_ylim(-1.7, 2.2)
        ax.text(
            0.5,
            0.05,
            note,
            transform=ax.transAxes,
            ha="center",
            fontsize=9,
            color="#22303C",
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )
    axes[0, 0].legend(loc="upper left")
    ax = axes[1, 3]
    scores = np.stack(
        [z, np.zeros_like(z), np.full_like(z, -1.0)], axis=1
    )  # (801, 3): the first score moves
    for k, (column, line) in enumerate(
        zip(activations.softmax(scores).T, ("-", "--", ":"), strict=True)
    ):
        ax.plot(z, column, linestyle=line, label=f"class {k}")
    ax.set_title("softmax of (z, 0, −1)")
    ax.text(
        0.5,
        0.05,
        "sums to 1: a gain is a loss",
        transform=ax.transAxes,
        ha="center",
        fontsize=9,
    )
    ax.set_ylim(-0.3, 1.45)
    ax.legend(loc="upper left", ncols=2, handlelength=1.4, columnspacing=0.8)
    for ax in axes[1]:
        ax.set_xlabel("z")
