"""One look for every figure, and the few things that most of them are made of.

Colours that colour-blind readers tell apart, line styles that survive grey printing.
"""

import math
import sys

import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.patches import FancyBboxPatch

# Okabe and Ito's palette (Color Universal Design, 2008); dark enough on white for lines
COLOURS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "grey": "#5F6B76",
}
HUES = tuple(COLOURS.values())  # by number
LINES = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)), (0, (1, 1))]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
INK = "#22303C"  # text and outlines
AXIS = "#8A949E"  # lines that are only there for orientation


def use_style():
    """Set matplotlib's defaults for the book: call it once, in the imports cell."""
    if "ipykernel" in sys.modules:
        # twice the pixels at the same size: sharp on dense screens and on paper
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina")
    plt.rcParams.update(
        {
            "figure.figsize": (6.4, 3.6),  # inches
            "figure.dpi": 110,  # about 700 px wide: sharp, and PNG files stay small
            "figure.constrained_layout.use": True,
            "axes.prop_cycle": cycler(color=HUES) + cycler(linestyle=LINES),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": AXIS,
            "axes.grid": True,
            "grid.color": "#E3E7EB",
            "grid.linewidth": 0.8,
            "axes.axisbelow": True,
            "axes.titlesize": 11,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.labelsize": 10,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.titlecolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "legend.frameon": False,
            "legend.fontsize": 9,
            "lines.linewidth": 2,
            "image.cmap": "cividis",  # even in grey and for colour-blind readers
            "savefig.facecolor": "white",  # stays readable on a dark page
            "figure.facecolor": "white",
        }
    )


def panels(n, columns=None, size=(3.4, 2.5), *, title=None, sharex=False, sharey=False):
    """A figure with `n` panels in rows of `columns` (default: one row).

    size: (width, height) of one panel in inches. title: a headline above all of them.
    Returns (figure, axes (rows, columns)); places beyond the n-th stay empty.
    """
    columns = columns or n
    rows = math.ceil(n / columns)
    fig, axes = plt.subplots(
        rows,
        columns,
        figsize=(size[0] * columns, size[1] * rows),
        sharex=sharex,
        sharey=sharey,
        squeeze=False,
    )
    for ax in axes.flat[n:]:
        ax.set_visible(False)
    if title:
        fig.suptitle(title, x=0.02, ha="left", fontweight="bold", fontsize=12)
    return fig, axes


def draw_arrow(ax, start, end, *, color=INK, **style):
    """An arrow from `start` to `end`, two points (x, y). style: of its line."""
    style = {"arrowstyle": "-|>", "color": color, **style}
    ax.annotate("", xy=end, xytext=start, arrowprops=style)


def draw_box(ax, middle, text, width, height, *, face="#DCE8F2", fontsize=10):
    """A box with round corners around a point (x, y), and a text in it."""
    x, y = middle
    look = {"boxstyle": "round,pad=0,rounding_size=0.08", "fc": face, "ec": AXIS}
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(FancyBboxPatch(corner, width, height, zorder=3, **look))
    ax.text(x, y, text, ha="center", va="center", fontsize=fontsize, zorder=4)


def ordered(i, n):
    """The colour of the i-th of n lines, from light to dark: their order survives
    grey printing. One alone is ink."""
    return INK if n == 1 else plt.get_cmap("cividis")(0.75 * (1 - i / (n - 1)))
