"""The book's figures: one style (`style.use`), and every plot longer than about eight lines, by topic.

    from dlkit import plots
    plots.use_style()

Functions draw into a new figure and return nothing, so that a cell may end with the call.
"""

from dlkit.plots import backprop as backprop
from dlkit.plots.activations import cheat_sheet, curves
from dlkit.plots.arrays import broadcast, product, reduction
from dlkit.plots.diagrams import nested, network, timeline
from dlkit.plots.images import as_numbers, confusion, gallery
from dlkit.plots.lines import peaks, secants, strips
from dlkit.plots.neurons import boundaries, descent, fits, neuron, weights
from dlkit.plots.probabilities import probability_bars
from dlkit.plots.regions import regions
from dlkit.plots.spread import epochs, spread, units
from dlkit.plots.style import COLOURS, use_style
from dlkit.plots.surfaces import contours

__all__ = [
    "COLOURS",
    "as_numbers",
    "boundaries",
    "broadcast",
    "cheat_sheet",
    "confusion",
    "contours",
    "curves",
    "descent",
    "epochs",
    "fits",
    "gallery",
    "nested",
    "network",
    "neuron",
    "peaks",
    "probability_bars",
    "product",
    "reduction",
    "regions",
    "secants",
    "spread",
    "strips",
    "timeline",
    "units",
    "use_style",
    "weights",
]
