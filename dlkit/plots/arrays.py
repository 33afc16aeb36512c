"""Arrays as coloured boxes: what an axis is, how shapes broadcast, which numbers meet in a matrix product."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, INK

PALE = {"blue": "#CFE3F1", "orange": "#F8E3BF", "green": "#C9E8DD", "grey": "#EEF1F3"}


def reduction(table, rows, columns, reduce=np.mean, name="mean"):
    """A table of boxes with both axes as arrows, and what `reduce` leaves of it along each.

    table: (R, C); rows, columns: R and C names; reduce: a function with an `axis` argument, called `name`.
    """
    table = np.asarray(table)
    n_rows, n_columns = table.shape
    ax = _canvas(n_columns + 4.6, n_rows + 4.0)
    _boxes(ax, 0, 0, table, "grey")
    _boxes(ax, 0, n_rows + 1.0, reduce(table, axis=0)[None, :], "orange")
    _boxes(ax, n_columns + 1.0, 0, reduce(table, axis=1)[:, None], "blue")
    for i, label in enumerate(rows):
        ax.text(-0.15, i + 0.5, label, ha="right", va="center", fontsize=9)
    for j, label in enumerate(columns):
        ax.text(j + 0.5, -0.15, label, ha="center", va="bottom", fontsize=9)
    _arrow(
        ax, (n_columns / 2, n_rows + 0.12), (n_columns / 2, n_rows + 0.9), "vermillion"
    )
    _arrow(ax, (n_columns + 0.12, n_rows / 2), (n_columns + 0.9, n_rows / 2), "blue")
    ax.text(
        n_columns / 2,
        n_rows + 2.15,
        f"{name}(axis=0): down the rows, one number for each column\n"
        f"shape ({n_rows}, {n_columns}) → ({n_columns},)",
        ha="center",
        va="top",
        fontsize=9,
    )
    ax.text(
        n_columns + 1.5,
        n_rows + 0.15,
        f"{name}(axis=1):\nalong each row\nshape → ({n_rows},)",
        ha="center",
        va="top",
        fontsize=9,
    )


def broadcast(a, b, operation=np.add, sign="+"):
    """`a` and `b` as boxes, stretched to one shape (the copies hatched), and the result.

    a, b: arrays with at most two axes whose shapes broadcast; operation: a NumPy function of two arrays.
    """
    a, b = np.asarray(a), np.asarray(b)
    result = operation(a, b)
    shape = np.atleast_2d(result).shape
    gap = 1.1
    width = 3 * shape[1] + 2 * gap
    ax = _canvas(width, shape[0] + 1.6)
    for number, (values, colour) in enumerate(
        [(a, "blue"), (b, "orange"), (result, "green")]
    ):
        left = number * (shape[1] + gap)
        own = np.atleast_2d(values).shape
        copied = np.zeros(shape, bool)
        copied[own[0] :] = True
        copied[:, own[1] :] = True
        _boxes(
            ax, left, 0, np.broadcast_to(np.atleast_2d(values), shape), colour, copied
        )
        ax.text(
            left + shape[1] / 2,
            -0.25,
            f"shape {values.shape}",
            ha="center",
            va="bottom",
            fontsize=10,
        )
        if number < 2:
            ax.text(
                left + shape[1] + gap / 2,
                shape[0] / 2,
                (sign, "=")[number],
                ha="center",
                va="center",
                fontsize=16,
            )


def product(A, B, row=0, column=0):
    """A @ B as boxes: `row` of A meets `column` of B above the entry of the result that they make.

    A: (N, D); B: (D, K). The result stands below B and beside A, so each entry is where its row and column cross.
    """
    A, B = np.asarray(A), np.asarray(B)
    (n, d), k = A.shape, B.shape[1]
    ax = _canvas(d + k + 6.4, n + d + 1.9)
    left, top = d + 0.6, d + 0.6
    for values, x, y, colour, chosen in [
        (A, 0, top, "blue", (np.arange(n) == row)[:, None] & np.ones((1, d), bool)),
        (B, left, 0, "orange", np.ones((d, 1), bool) & (np.arange(k) == column)),
        (
            A @ B,
            left,
            top,
            "green",
            (np.arange(n) == row)[:, None] & (np.arange(k) == column),
        ),
    ]:
        _boxes(ax, x, y, values, "grey", only=~chosen)
        _boxes(ax, x, y, values, colour, only=chosen)
    ax.text(d / 2, top + n + 0.25, f"A {A.shape}", ha="center", va="top")
    ax.text(left + k + 0.3, d / 2, f"B {B.shape}", ha="left", va="center")
    ax.text(left + k / 2, top + n + 0.25, f"A @ B {(n, k)}", ha="center", va="top")
    ax.set_xlim(-0.2, left + k + 0.6 + 1.15 * d + 0.6)
    terms = " + ".join(
        f"{_number(u)}·{_number(v)}" for u, v in zip(A[row], B[:, column], strict=True)
    )
    ax.text(
        left + k + 0.3,
        top + row + 0.5,
        f"= {terms}",
        ha="left",
        va="center",
        fontsize=9,
    )


def _canvas(width, height, unit=0.56):
    """Axes in which one box is 1 × 1, y grows downwards, and nothing else is drawn. `unit`: inches for a box."""
    _, ax = plt.subplots(
        figsize=(min(width * unit, 9.4), height * unit * min(1, 9.4 / (width * unit)))
    )
    ax.set_aspect("equal")
    ax.invert_yaxis()
    ax.axis("off")
    return ax


def _boxes(ax, left, top, values, colour, copied=None, only=None):
    """One box for each entry of `values` (R, C). copied: (R, C), drawn hatched; only: (R, C), which to draw."""
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
        ax.text(
            left + j + 0.5,
            top + i + 0.5,
            _number(values[i, j]),
            ha="center",
            va="center",
            fontsize=9,
            color="#5F6B76" if copy else INK,
            zorder=3,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 2}
            if copy
            else None,
        )
    ax.autoscale_view()


def _number(value):
    return (
        f"{value:.1f}".removesuffix(".0")
        if isinstance(value, float | np.floating)
        else str(value)
    )


def _arrow(ax, start, end, colour):
    ax.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={"arrowstyle": "-|>", "color": COLOURS[colour], "lw": 2},
    )
