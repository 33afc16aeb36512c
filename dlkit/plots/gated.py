"""Chapter 16: a memory under changing gates, the LSTM's cell, a scan's rounds."""

from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle

from dlkit.plots.style import AXIS, COLOURS, INK, draw_arrow, draw_box, panels

BLUE, HOT = COLOURS["blue"], COLOURS["vermillion"]


def memories(x, marks, stages, target):
    """What one unit holds, a panel for each stage of its cell, over the same inputs.

    x: (T,) inputs, drawn as stems, those at `marks` (T,) of 1 in orange. stages:
    {title: (T,) values}. target: (T,), what should be held, as a dashed line.
    """
    time = np.arange(1, len(x) + 1)
    _, axes = panels(len(stages), 2, size=(3.1, 2.0), sharex=True)
    for ax, (title, values) in zip(axes.flat, stages.items(), strict=False):
        for chosen, colour, width in ((marks == 0, AXIS, 1.2), (marks == 1, HOT, 2.6)):
            ax.vlines(time[chosen], 0, x[chosen], color=colour, linewidth=width)
        ax.plot(time, target, color=INK, linestyle="--", linewidth=1.0)
        ax.plot(time, values, color=BLUE, linewidth=1.8)
        ax.set_title(title, fontsize=10)
    for ax in axes[:, 0]:
        ax.set_ylabel("memory")
    for ax in axes[-1]:
        ax.set_xlabel("step")


def cell():
    """The LSTM's cell: the belt of c above, the gates below."""
    _, ax = plt.subplots(figsize=(6.0, 3.3))

    def node(x, y, text):
        ax.add_patch(Circle((x, y), 0.2, fc="white", ec=INK, zorder=3))
        ax.text(x, y, text, ha="center", va="center", fontsize=12, zorder=4)

    box, arrow = partial(draw_box, ax, width=0.72, height=0.44), partial(draw_arrow, ax)
    ax.text(0.0, 2.6, "$c_{t-1}$", ha="right", va="center")
    for start, end in ((0.1, 1.0), (1.4, 2.8), (3.2, 6.0)):
        arrow((start, 2.6), (end, 2.6), color=HOT, linewidth=2.4)
    ax.text(6.1, 2.6, "$c_t$", ha="left", va="center")
    node(1.2, 2.6, "×")
    node(3.0, 2.6, "+")
    node(3.0, 1.6, "×")
    node(5.3, 0.6, "×")
    for x, text in ((1.2, "σ: f"), (2.2, "σ: i"), (3.0, "tanh: g"), (4.3, "σ: o")):
        box((x, 0.6), text)
        arrow((x, -0.2), (x, 0.36))
    arrow((1.2, 0.84), (1.2, 2.38))
    arrow((2.2, 0.84), (2.85, 1.44))
    arrow((3.0, 0.84), (3.0, 1.38))
    arrow((3.0, 1.82), (3.0, 2.38))
    arrow((4.68, 0.6), (5.08, 0.6))
    box((5.3, 1.6), "tanh")
    arrow((5.3, 2.6), (5.3, 1.84))
    arrow((5.3, 1.36), (5.3, 0.82))
    arrow((5.52, 0.6), (6.0, 0.6))
    ax.text(6.1, 0.6, "$h_t$", ha="left", va="center")
    ax.plot([0.1, 4.3], [-0.2, -0.2], color=INK, linewidth=1.2)
    ax.text(0.0, -0.2, "$x_t,\\ h_{t-1}$", ha="right", va="center")
    ax.set(xlim=(-0.9, 6.6), ylim=(-0.5, 3.0))
    ax.axis("off")


def rounds(T=8):
    """A scan by doubling: in each round a step joins what lies 1, 2, 4, ... before."""
    n = int(np.ceil(np.log2(T)))
    _, ax = plt.subplots(figsize=(6.0, 0.62 * (n + 1) + 0.5))
    for r in range(n + 1):
        for t in range(T):
            first = max(0, t - 2**r + 1)
            look = {"fontsize": 9} if first == 0 else {"fontsize": 9, "face": "white"}
            text = f"{t + 1}" if first == t else f"{first + 1}–{t + 1}"
            draw_box(ax, (t, n - r), text, 0.72, 0.4, **look)
            if r and t >= 2 ** (r - 1):
                source = (t - 2 ** (r - 1) + 0.1, n - r + 0.8)
                draw_arrow(ax, source, (t - 0.1, n - r + 0.2), color=BLUE)
            if r:
                straight = ((t, n - r + 0.8), (t, n - r + 0.2))
                ax.plot(*zip(*straight, strict=True), "-", color=AXIS, linewidth=1)
    ax.set(xlim=(-0.6, T - 0.4), ylim=(-0.4, n + 0.4), xlabel="step")
    ax.set_xticks(range(T), range(1, T + 1))
    ax.set_yticks(range(n, -1, -1), ["start", *(f"round {r}" for r in range(1, n + 1))])
    ax.grid(visible=False)
