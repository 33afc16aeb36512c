"""The book's figures: one style, and every plot longer than about eight lines.

    from dlkit import plots
    plots.use_style()
    plots.activations.curves({"tanh": (tanh, tanh_slope)})

Each topic is a module. Functions draw into a new figure and return nothing, so that a
cell may end with the call. Three chapters or more use the names that are here without
their topic: `use_style`, `COLOURS` (all) and `spread` (01, 02, 03).
"""

import importlib
import importlib.util

from dlkit.plots import activations as activations
from dlkit.plots import arrays as arrays
from dlkit.plots import calculus as calculus
from dlkit.plots import decisions as decisions
from dlkit.plots import diagrams as diagrams
from dlkit.plots import images as images
from dlkit.plots import neurons as neurons
from dlkit.plots import predictions as predictions
from dlkit.plots import statistics as statistics
from dlkit.plots import training as training
from dlkit.plots.style import COLOURS as COLOURS
from dlkit.plots.style import use_style as use_style
from dlkit.plots.training import spread as spread


def __getattr__(name):
    """A topic that is not imported above is when it is used first: a new module needs
    no line here, where branches would meet."""
    if importlib.util.find_spec(f"{__name__}.{name}"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"plots.{name}: there is no such topic or shared name")
