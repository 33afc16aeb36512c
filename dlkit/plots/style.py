"""One look for every figure: colours that colour-blind readers tell apart, line styles that survive grey printing."""

import sys

import matplotlib.pyplot as plt
from cycler import cycler

# Okabe and Ito's palette (Color Universal Design, 2008); dark enough on white to be read as lines
COLOURS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "grey": "#5F6B76",
}
LINES = [
    "-",
    "--",
    "-.",
    ":",
    (0, (5, 1)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (1, 1)),
]  # one for each colour
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
INK = "#22303C"


def use_style():
    """Set matplotlib's defaults for the book: call it once, in the imports cell."""
    if "ipykernel" in sys.modules:
        # twice the pixels at the same size, so that figures are sharp on dense screens and on paper
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina")
    plt.rcParams.update(
        {
            "figure.figsize": (6.4, 3.6),  # inches
            "figure.dpi": 110,  # about 700 px wide: sharp enough, and PNG files stay small
            "figure.constrained_layout.use": True,
            "axes.prop_cycle": cycler(color=COLOURS.values()) + cycler(linestyle=LINES),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#8A949E",
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
