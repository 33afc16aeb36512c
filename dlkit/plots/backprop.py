"""Figures of chapter 06: graphs of numbers, layers in two directions, gradients."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from dlkit.plots.style import COLOURS, INK, LINES, MARKERS

BOX = 0.42, 0.40  # half the width and half the height of a node, in units of the grid
MESSAGE = COLOURS["vermillion"]  # what travels back, in every figure here


def graph(value, *, slopes=True, gradients=True, title=None):
    """The graph of an autograd `Value`: each box shows name or operation and data.

    slopes: write the local slope on each arrow; gradients: each grad into its box.
    """
    places = _places(value)
    _, ax = plt.subplots(figsize=_size(places))
    _draw(ax, places, slopes, set(places) if gradients else set())
    if title:
        ax.set_title(title)


def wave(value, stages, title=None):
    """The backward pass as a film: one panel for each stage, two a row.

    stages: numbers of boxes whose gradient is known, counted from the result.
    """
    places = _places(value)
    order = sorted(places, key=lambda v: -v.number)
    rows = -(-len(stages) // 2)
    _, axes = plt.subplots(
        rows, 2, figsize=(6.2, rows * (0.3 + 0.8 * _size(places)[1]))
    )
    for ax in np.ravel(axes)[len(stages) :]:
        ax.set_visible(False)
    for ax, known in zip(np.ravel(axes), stages, strict=False):
        _draw(ax, places, True, set(order[:known]), small=True)
        ax.set_title(f"{known} of {len(order)} known", fontsize=9)
    if title:
        plt.gcf().suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=11)


def _places(value):
    """{node: (column, row)}: inputs stand just before their first use."""
    order = value.graph()
    column = {}
    for v in order:
        column[v] = 1 + max((column[p] for p in v.parents), default=-1)
    for v in order:
        uses = [column[w] for w in order if v in w.parents]
        if not v.parents and uses:
            column[v] = min(uses) - 1
    row, free = {}, iter(range(len(order)))

    def place(v):
        for p in v.parents:
            if p not in row:
                place(p)
        ends = [row[p] for p in dict.fromkeys(v.parents)]
        row[v] = sum(ends) / len(ends) if ends else float(next(free))

    place(value)
    for c in set(column.values()):  # boxes of one column keep their distance
        stack = sorted((v for v in order if column[v] == c), key=row.get)
        for above, below in pairwise(stack):
            row[below] = max(row[below], row[above] + 1)
    return {v: (1.5 * column[v], -row[v]) for v in order}


def _size(places):
    y = np.array(list(places.values()))[:, 1]
    return 6.2, 0.62 * (np.ptp(y) + 1.2)  # inches: room for three lines in a box


def _draw(ax, places, slopes, known, *, small=False):
    size = 6.5 if small else 9
    for v, (x, y) in places.items():
        for k, (parent, slope) in enumerate(zip(v.parents, v.slopes, strict=True)):
            twice = v.parents.count(parent) > 1
            bend = (0.45 if k else -0.45) if twice else 0.0
            start, end = places[parent], (x, y)
            _arrow(ax, start, end, bend)
            if slopes:
                middle = (np.array(start) + end) / 2 + (0, -0.5 * bend * (x - start[0]))
                ax.text(
                    *middle,
                    _short(slope),
                    fontsize=size,
                    ha="center",
                    va="center",
                    zorder=4,
                    color=COLOURS["blue"],
                    bbox={"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none"},
                )
    for v, (x, y) in places.items():
        ax.add_patch(
            FancyBboxPatch(
                (x - BOX[0], y - BOX[1]),
                2 * BOX[0],
                2 * BOX[1],
                zorder=3,
                boxstyle="round,pad=0,rounding_size=0.08",
                ec="#8A949E",
                fc="#F4F6F8" if v.parents else "white",
            )
        )
        head = f"{v.name} ({v.op})" if v.name and v.op else v.name or v.op or "const"
        lines = [
            (head, INK, "bold"),
            (_short(v.data), INK, "normal"),
            (_short(v.grad) if v in known else "", MESSAGE, "bold"),
        ]
        for step, (text, colour, weight) in zip((0.24, 0.0, -0.25), lines, strict=True):
            ax.text(
                x,
                y + step,
                text,
                ha="center",
                va="center",
                zorder=5,
                fontsize=size,
                color=colour,
                fontweight=weight,
            )
    x, y = np.array(list(places.values())).T
    ax.set(xlim=(x.min() - 0.55, x.max() + 0.55), ylim=(y.min() - 0.52, y.max() + 0.52))
    ax.axis("off")


def _short(number):
    """Three digits, a real minus sign, and no minus before 0."""
    return f"{number + 0.0:.3g}".replace("-", "−")


def _arrow(ax, start, end, bend):
    (a, b), (c, d) = start, end
    ax.add_patch(
        FancyArrowPatch(
            (a + BOX[0], b),
            (c - BOX[0], d),
            arrowstyle="-|>",
            mutation_scale=9,
            color="#8A949E",
            linewidth=1.1,
            zorder=2,
            shrinkA=0,
            shrinkB=1,
            connectionstyle=f"arc3,rad={bend}",
        )
    )


def passes(boxes, between, *, title=None):
    """Forward above, backward below: layers as boxes, with what travels between them.

    boxes: a (name, what forward keeps, what backward adds to) for each layer, in order.
    between: a (text forward, text backward) for each gap, one more than boxes.
    """
    _, ax = plt.subplots(figsize=(6.2, 2.6))
    for i, (name, kept, added) in enumerate(boxes):
        x = 2.4 * i
        ax.add_patch(
            FancyBboxPatch(
                (x - 0.66, -0.62),
                1.32,
                1.24,
                fc="#F4F6F8",
                ec="#8A949E",
                boxstyle="round,pad=0,rounding_size=0.12",
            )
        )
        ax.text(
            x, 0.32, name, ha="center", va="center", fontsize=9.5, fontweight="bold"
        )
        ax.text(
            x, 0.0, kept, ha="center", va="center", fontsize=8, color=COLOURS["blue"]
        )
        ax.text(x, -0.32, added, ha="center", va="center", fontsize=8, color=MESSAGE)
    for i, (forward, backward) in enumerate(between):
        x = 2.4 * i - 1.2
        for y, text, colour, ends in (
            (0.42, forward, COLOURS["blue"], (x - 0.5, x + 0.5)),
            (-0.42, backward, MESSAGE, (x + 0.5, x - 0.5)),
        ):
            ax.annotate(
                "",
                (ends[1], y),
                (ends[0], y),
                zorder=1,
                arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.5},
            )
            ax.text(
                x,
                y + (0.3 if y > 0 else -0.3),
                text,
                ha="center",
                va="center",
                fontsize=8,
                color=colour,
            )
    ax.set(xlim=(-1.9, 2.4 * len(boxes) - 0.5), ylim=(-1.15, 1.15))
    ax.axis("off")
    if title:
        ax.set_title(title)


def step_sizes(h, errors, title=None):
    """Error of a numeric slope against the step, both in powers of ten.

    h: (n,); errors: {name: (n,) relative errors}. The best step of each is marked.
    """
    _, ax = plt.subplots(figsize=(6, 3.4))
    for i, (name, measured) in enumerate(errors.items()):
        style = {"color": list(COLOURS.values())[i], "linestyle": LINES[i]}
        error = np.maximum(np.asarray(measured, float), 1e-17)
        best = int(np.argmin(error))
        ax.plot(h, error, marker=MARKERS[i], markersize=4, label=name, **style)
        ax.plot(
            h[best], error[best], marker="o", markersize=11, fillstyle="none", color=INK
        )
    ax.set(
        xscale="log",
        yscale="log",
        xlabel="step h",
        ylabel="relative error of the slope",
    )
    ax.legend()
    if title:
        ax.set_title(title)


def dots(groups, *, xlabel, title=None):
    """A row for each group, a dot for each run, and a bar at the median.

    groups: {name: numbers}.
    """
    _, ax = plt.subplots(figsize=(6.2, 0.7 + 0.42 * len(groups)))
    for row, group in enumerate(groups.values()):
        values = np.asarray(group, float)
        ax.plot(
            values,
            np.full(len(values), row),
            linestyle="none",
            marker="o",
            markersize=5,
            alpha=0.6,
            color=COLOURS["blue"],
        )
        ax.plot(
            [np.median(values)],
            [row],
            marker="|",
            markersize=18,
            markeredgewidth=2.5,
            color=MESSAGE,
        )
    ax.set_yticks(range(len(groups)), groups)
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(xlabel)
    if title:
        ax.set_title(title)


def counts(x, lines, *, xlabel, ylabel, title=None):
    """Lines on two logarithmic axes. lines: {name: (n,) numbers}."""
    _, ax = plt.subplots(figsize=(6, 3.3))
    for i, (name, y) in enumerate(lines.items()):
        ax.plot(
            x,
            y,
            marker=MARKERS[i],
            markersize=5,
            color=list(COLOURS.values())[i],
            linestyle=LINES[i],
            label=name,
        )
    ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.set_xticks(x, [f"{v:g}" for v in x])
    ax.minorticks_off()
    ax.legend()
    if title:
        ax.set_title(title)


def by_layer(panels, *, ylabel, title=None):
    """A panel for each quantity: layers from left to right, powers of ten upwards.

    panels: {title: {network: (layers, seeds) array}}. Lines go through the medians.
    """
    _, axes = plt.subplots(
        1, len(panels), figsize=(6.2, 3.4), sharey=True, squeeze=False
    )
    for ax, (name, networks) in zip(axes[0], panels.items(), strict=True):
        for i, (network, seeds) in enumerate(networks.items()):
            runs = np.asarray(seeds, float)
            layer = np.arange(1, len(runs) + 1)
            style = {"color": list(COLOURS.values())[i]}
            ax.fill_between(
                layer, runs.min(1), runs.max(1), alpha=0.15, linewidth=0, **style
            )
            ax.plot(
                layer,
                np.median(runs, axis=1),
                linestyle=LINES[i],
                marker=MARKERS[i],
                markersize=4,
                label=network,
                **style,
            )
        ax.set_title(name, fontsize=10)
        ax.set_yscale("log")
        ax.set_xlabel("layer (1 is next to the input)")
    axes[0, 0].set_ylabel(ylabel)
    axes[0, 0].legend(fontsize=8)
    if title:
        plt.gcf().suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=11)
