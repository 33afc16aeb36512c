"""Chapter 15: series with their parts, a recurrence unrolled, padding, next letters."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from dlkit.plots.style import (
    AXIS,
    COLOURS,
    HUES,
    INK,
    LINES,
    draw_arrow,
    draw_box,
    panels,
)

BACK = COLOURS["vermillion"]


def series(panel, *, ylabel, xlabel="year", cuts=(), columns=1, height=2.5):
    """Lines over time, a panel each.

    panel: {title: {label: (time, values)}}. The first line of each is the measured one.
    cuts: {name: time} where a part of the data begins: a vertical line, with its name.
    """
    _, axes = panels(len(panel), columns, size=(6.2 / columns, height))
    for ax, (title, lines) in zip(axes.flat, panel.items(), strict=False):
        for i, (label, (time, values)) in enumerate(lines.items()):
            colour = INK if i == 0 else HUES[i]
            look = {"color": colour, "linestyle": LINES[i], "linewidth": 1.4}
            ax.plot(time, values, label=label, **look)
        for name, time in dict(cuts).items():
            ax.axvline(time, color=AXIS, linewidth=1)
            ax.text(time, 1.0, f" {name}", transform=ax.get_xaxis_transform(),
                    va="bottom", fontsize=8.5, color=COLOURS["grey"])  # fmt: skip
        ax.set_xlabel(xlabel)
        ax.set_title(title, fontsize=10, pad=16 if cuts else 6)
        if len(lines) > 1:
            ax.legend(fontsize=8)
    axes[0, 0].set_ylabel(ylabel)


def unrolled(steps=3, *, back=True):
    """The cell as a loop, and unrolled; the way back of the gradient in red."""
    _, ax = plt.subplots(figsize=(6.2, 2.7))

    def vector(middle, text):
        draw_box(ax, middle, text, 0.6, 0.52, face="white")

    def column(x, t):
        vector((x, 0), rf"$x_{t}$")
        draw_box(ax, (x, 1), "cell", 0.84, 0.52)
        vector((x, 2), rf"$h_{t}$")
        draw_arrow(ax, (x, 0.26), (x, 0.74), color=COLOURS["blue"])
        draw_arrow(ax, (x, 1.26), (x, 1.74), color=COLOURS["blue"])

    column(0, "t")
    loop = "arc3,rad=-1.5"
    draw_arrow(ax, (0.42, 1.12), (0.42, 0.88), color=COLOURS["blue"],
               connectionstyle=loop)  # fmt: skip
    ax.text(1.25, 1, "=", fontsize=18, ha="center", va="center")
    for t in range(1, steps + 1):
        x = 2.0 + 1.5 * t
        column(x, t)
        start = x - 1.5 + (0.3 if t == 1 else 0.42)
        draw_arrow(ax, (start, 1.08), (x - 0.42, 1.08), color=COLOURS["blue"])
        if back:
            draw_arrow(ax, (x - 0.42, 0.9), (start, 0.9), color=BACK, linestyle="--")
            draw_arrow(ax, (x + 0.12, 1.74), (x + 0.12, 1.26), color=BACK,
                       linestyle="--")  # fmt: skip
    vector((2.0, 1), "$h_0$")
    ax.set(xlim=(-0.6, 2.5 + 1.5 * steps), ylim=(-0.4, 2.4))
    ax.axis("off")


def batch(words, *, width=None):
    """A padded batch: a word each row, a letter each cell, padding hatched."""
    T = width or max(map(len, words))
    _, ax = plt.subplots(figsize=(min(6.2, 0.42 * T + 0.4), 0.36 * len(words) + 0.7))
    for i, word in enumerate(words):
        for t in range(T):
            real = t < len(word)
            look = {"fc": "#DCE8F2"} if real else {"fc": "white", "hatch": "////"}
            ax.add_patch(Rectangle((t, i), 1, 1, ec=AXIS, linewidth=0.8, **look))
            if real:
                ax.text(t + 0.5, i + 0.5, word[t], ha="center", va="center")
    ax.set(xlim=(0, T), ylim=(len(words), 0), xlabel="step t", ylabel="sequence")
    ax.set_xticks(np.arange(T) + 0.5, range(1, T + 1))
    ax.set_yticks(np.arange(len(words)) + 0.5, range(1, len(words) + 1))
    ax.grid(visible=False)


def next_letters(stages, letters, *, columns=2, top=8):
    """What may come next, a panel for each beginning: the most probable letters.

    stages: {beginning: probabilities, (V,)}; letters: V characters.
    """
    _, axes = panels(len(stages), columns, size=(6.2 / columns, 1.8), sharey=True)
    for ax, (beginning, p) in zip(axes.flat, stages.items(), strict=False):
        best = np.argsort(-np.asarray(p), kind="stable")[:top]
        ends = ["end" if letters[k] == "." else letters[k] for k in best]
        ax.bar(range(top), np.asarray(p)[best], color=COLOURS["blue"])
        ax.set_xticks(range(top), ends)
        ax.grid(axis="x", visible=False)
        title = f"after “{beginning}”" if beginning else "at the start"
        ax.set_title(title, fontsize=10)
    for ax in axes[:, 0]:
        ax.set_ylabel("probability")
