"""Arrays as coloured boxes: axes, broadcasting, and what meets in a matrix product."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK, draw_arrow

PALE = {"blue": "#CFE3F1", "orange": "#F8E3BF", "green": "#C9E8DD", "grey": "#EEF1F3"}


def reduction(table, rows, columns, *, reduce=np.mean, name="mean"):
    """A table of boxes with both axes as arrows, and what is left of it along each.

    table: (R, C); rows, columns: R and C names.
    reduce: a function with an `axis` argument, called `name`.
    """
    table = np.asarray(table)
    R, C = table.shape
    ax = _canvas(C + 4.6, R + 4.0)
    _boxes(ax, 0, 0, table, "grey")
    _boxes(ax, 0, R + 1.0, reduce(table, axis=0)[None, :], "orange")
    _boxes(ax, C + 1.0, 0, reduce(table, axis=1)[:, None], "blue")
    for i, label in enumerate(rows):
        ax.text(-0.15, i + 0.5, label, ha="right", va="center", fontsize=9)
    for j, label in enumerate(columns):
        ax.text(j + 0.5, -0.15, label, ha="center", va="bottom", fontsize=9)
    down, right = COLOURS["vermillion"], COLOURS["blue"]
    draw_arrow(ax, (C / 2, R + 0.12), (C / 2, R + 0.9), color=down, lw=2)
    draw_arrow(ax, (C + 0.12, R / 2), (C + 0.9, R / 2), color=right, lw=2)
    below = {"ha": "center", "va": "top", "fontsize": 9}
    ax.text(
        C / 2,
        R + 2.15,
        f"{name}(axis=0): down the rows, one number for each column\n"
        f"shape ({R}, {C}) → ({C},)",
        **below,
    )
    says = f"{name}(axis=1):\nalong each row\nshape → ({R},)"
    ax.text(C + 1.5, R + 0.15, says, **below)


def broadcast(a, b, *, operation=np.add, sign="+"):
    """`a` and `b` stretched to one shape (the copies hatched), and the result.

    a, b: arrays with at most two axes whose shapes broadcast.
    operation: a NumPy function of two arrays, written as `sign`.
    """
    a, b = np.asarray(a), np.asarray(b)
    result = operation(a, b)
    shape = np.atleast_2d(result).shape
    gap = 1.1
    ax = _canvas(3 * shape[1] + 2 * gap, shape[0] + 1.6)
    for values, colour, number in (
        (a, "blue", 0),
        (b, "orange", 1),
        (result, "green", 2),
    ):
        left = number * (shape[1] + gap)
        values_2d = np.atleast_2d(values)
        copied = np.zeros(shape, bool)
        copied[values_2d.shape[0] :] = True
        copied[:, values_2d.shape[1] :] = True
        _boxes(ax, left, 0, np.broadcast_to(values_2d, shape), colour, copied=copied)
        says, middle = f"shape {values.shape}", left + shape[1] / 2
        ax.text(middle, -0.25, says, ha="center", va="bottom", fontsize=10)
    for number, text in enumerate((sign, "=")):
        x = number * (shape[1] + gap) + shape[1] + gap / 2
        ax.text(x, shape[0] / 2, text, ha="center", va="center", fontsize=16)


def product(A, B, *, row=0, column=0):
    """A @ B as boxes: `row` of A meets `column` of B in the entry that they make.

    A: (N, D); B: (D, K). The result stands below B and beside A, so each entry is where
    its row and column cross.
    """
    A, B = np.asarray(A), np.asarray(B)
    (N, D), K = A.shape, B.shape[1]
    ax = _canvas(D + K + 6.4, N + D + 1.9)
    left, top = D + 0.6, D + 0.6
    in_row, in_column = (np.arange(N) == row)[:, None], np.arange(K) == column
    for values, x, y, colour, chosen in (
        (A, 0, top, "blue", in_row & np.ones((1, D), bool)),
        (B, left, 0, "orange", np.ones((D, 1), bool) & in_column),
        (A @ B, left, top, "green", in_row & in_column),
    ):
        _boxes(ax, x, y, values, "grey", only=~chosen)
        _boxes(ax, x, y, values, colour, only=chosen)
    below = {"ha": "center", "va": "top"}
    ax.text(D / 2, top + N + 0.25, f"A {A.shape}", **below)
    ax.text(left + K + 0.3, D / 2, f"B {B.shape}", ha="left", va="center")
    ax.text(left + K / 2, top + N + 0.25, f"A @ B {(N, K)}", **below)
    ax.set_xlim(-0.2, left + K + 0.6 + 1.15 * D + 0.6)
    pairs = zip(A[row], B[:, column], strict=True)
    says = "= " + " + ".join(f"{_number(u)}·{_number(v)}" for u, v in pairs)
    x, y = left + K + 0.3, top + row + 0.5
    ax.text(x, y, says, ha="left", va="center", fontsize=9)


def _canvas(width, height, unit=0.56):
    """Axes with nothing drawn, where one box is 1 × 1 (`unit` inches), y downwards."""
    unit = min(unit, 9.4 / width)
    _, ax = plt.subplots(figsize=(width * unit, height * unit))
    ax.set_aspect("equal")
    ax.invert_yaxis()
    ax.axis("off")
    return ax


def _boxes(ax, left, top, values, colour, *, copied=None, only=None):
    """One box for each entry of `values` (R, C).

    copied: (R, C), which are drawn hatched; only: (R, C), which are drawn at all.
    """
    for i, j in np.ndindex(values.shape):
        if only is not None and not only[i, j]:
            continue
        copy = copied is not None and copied[i, j]
        ax.add_patch(
            plt.Rectangle(
                (left + j, top + i),
                1,
                1,
                facecolor="white" if copy else PALE[colour],
                edgecolor="#9AA5AF" if colour == "grey" or copy else COLOURS[colour],
                hatch="////" if copy else None,
                linewidth=1,
                zorder=1 if copy else 2,
            )
        )
        white = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        ax.text(
            left + j + 0.5,
            top + i + 0.5,
            _number(values[i, j]),
            ha="center",
            va="center",
            fontsize=9,
            color=COLOURS["grey"] if copy else INK,
            zorder=3,
            bbox=white if copy else None,
        )
    ax.autoscale_view()


def _number(value):
    if isinstance(value, float | np.floating):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
