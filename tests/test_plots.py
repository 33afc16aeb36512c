"""Every plot is drawn, returns nothing, and names its panels and axes; topics bring their own examples.

tests/test_plots_<topic>.py draws what dlkit/plots/<topic>.py has: DRAW = {"roc": lambda: plots.losses.roc(...)},
with one entry for each public function. NAMES_ITSELF: the functions without words at their axes, since bars or
boxes carry names; UNTITLED: those whose panels need no title. Its other tests look at what a figure shows.
"""

import importlib
import inspect
import pkgutil
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest

from dlkit import plots
from dlkit.plots import style

pytestmark = pytest.mark.usefixtures("figures")

TOPICS = sorted({module.name for module in pkgutil.iter_modules(plots.__path__)} - {"style"})
SHARED = {
    "COLOURS",
    "use_style",
    "spread",
}  # by three chapters or more: see dlkit/plots/__init__.py


def public(topic):
    """Names of the functions that a topic's module defines for chapters."""
    module = importlib.import_module(f"dlkit.plots.{topic}")
    functions = inspect.getmembers(module, inspect.isfunction)
    return {n for n, f in functions if f.__module__ == module.__name__ and not n.startswith("_")}


def examples(topic):
    """The test module of a topic, or None."""
    there = Path(__file__).with_name(f"test_plots_{topic}.py").exists()
    return importlib.import_module(f"test_plots_{topic}") if there else None


DRAWN = [
    (topic, name)
    for topic in TOPICS
    if examples(topic)
    for name in getattr(examples(topic), "DRAW", ())
]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_public_plot_is_drawn(topic):
    drawn = {name for of, name in DRAWN if of == topic}
    assert drawn == public(topic), (
        f"tests/test_plots_{topic}.py: DRAW should have one entry for each public function "
        f"of dlkit/plots/{topic}.py"
    )


@pytest.mark.parametrize("topic, name", DRAWN)
def test_returns_nothing_and_names_every_axis(topic, name):
    module = examples(topic)
    assert module.DRAW[name]() is None
    figure = plt.gcf()
    figure.canvas.draw()
    panels = [ax for ax in figure.axes if ax.get_visible() and ax.get_label() != "<colorbar>"]
    if name not in getattr(module, "UNTITLED", ()):
        assert all(ax.get_title(loc="left") or len(panels) == 1 for ax in panels)
    named = name in getattr(module, "NAMES_ITSELF", ())
    if not named and panels[-1].axison:  # pictures and diagrams have no axes
        assert panels[-1].get_xlabel()


def test_a_topic_is_a_module_and_only_what_is_shared_is_flat():
    for topic in TOPICS:
        assert inspect.ismodule(getattr(plots, topic)), (
            f"from dlkit.plots import {topic}, in __init__.py"
        )
    flat = {
        name
        for name, value in vars(plots).items()
        if not (name.startswith("_") or inspect.ismodule(value))
    }
    assert flat == SHARED


def test_panels_leave_empty_places_empty_and_have_one_headline():
    figure, axes = style.panels(3, 2, (2, 1.5), title="all")
    assert axes.shape == (2, 2) and tuple(figure.get_size_inches()) == (4, 3)
    assert [ax.get_visible() for ax in axes.flat] == [True, True, True, False]
    assert figure.get_suptitle() == "all"


def test_lines_differ_in_grey_and_for_colour_blind_readers():
    cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()
    assert (
        len({str(line) for line in cycle["linestyle"]})
        == len(cycle["color"])
        == len(set(cycle["color"]))
    )
