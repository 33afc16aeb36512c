"""Figures show what they are given, and nothing prints a repr into a chapter."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import activations, plots


@pytest.fixture(autouse=True)
def clean():
    with plt.rc_context():
        plots.use_style()
        yield
    plt.close("all")


SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
DRAW = {
    "curves": lambda: plots.curves({"tanh": (activations.tanh, activations.tanh_slope)}, shade=0.05),
    "cheat_sheet": plots.cheat_sheet,
    "spread": lambda: plots.spread([1, 2], {"a": [[1, 2, 9], [3, 4, 5]]}, xlabel="depth", ylabel="score"),
    "units": lambda: plots.units({"a": [0, 0.5, 0, 1]}),
    "regions": lambda: plots.regions({"a": lambda p: p[:, 0] > 0}, np.eye(2), np.array([0, 1])),
    "neuron": lambda: plots.neuron(["a", "b"], [1, 2], [0.5, -1], 0.25),
    "boundaries": lambda: plots.boundaries({"a": (SQUARE, [0, 0, 0, 1], {"AND": ([1, 1], -1.5)})}, xlim=(-1, 2),
                                           ylim=(-1, 2), columns=1, band=True),
    "fits": lambda: plots.fits(np.arange(3.0), np.array([0, 1, 1]), {"half": lambda x: x / 2}, xlabel="x", ylabel="y",
                               labels=("no", "yes"), level=0.5),
    "descent": lambda: plots.descent({"a": (lambda w, b: (w - 1) ** 2 + b**2, [[0, 1], [0.5, 0.5]], (-1, 2), (-1, 2))}),
    "weights": lambda: plots.weights({"a": [[1, 2, 9], [-3, -4, -5]]}, ["up", "down"], xlabels=["weight"]),
    "probability_bars": lambda: plots.probability_bars({"a": [0.25, 0.75]}, names="AB"),
}


def test_every_public_plot_is_drawn_here():
    assert set(DRAW) == set(plots.__all__) - {"COLOURS", "use_style"}


@pytest.mark.parametrize("name", DRAW)
def test_returns_nothing_and_names_every_axis(name):
    assert DRAW[name]() is None
    figure = plt.gcf()
    figure.canvas.draw()
    panels = [ax for ax in figure.axes if ax.get_visible()]
    assert all(ax.get_title(loc="left") or len(panels) == 1 for ax in panels)
    if name not in ("probability_bars", "neuron"):   # there the bars are named instead; a diagram has no axes
        assert panels[-1].get_xlabel()


def test_spread_goes_through_the_medians_and_shows_every_run():
    DRAW["spread"]()
    ax = plt.gca()
    lines = [line for line in ax.lines if line.get_linestyle() != "None"]
    np.testing.assert_array_equal(lines[0].get_ydata(), [2, 4])
    dots = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_ydata()) for line in dots) == 6


def test_spread_places_labels_evenly():
    plots.spread(["SGD", "Adam"], {"a": [[1], [2]]}, xlabel="optimizer", ylabel="score")
    assert [label.get_text() for label in plt.gca().get_xticklabels()] == ["SGD", "Adam"]


def test_units_counts_the_dead_and_sorts():
    DRAW["units"]()
    ax = plt.gcf().axes[0]
    assert "2 of 4 dead" in ax.get_title(loc="left")
    assert [bar.get_height() for bar in ax.patches] == [0, 0, 0.5, 1]


def test_curves_leave_a_gap_where_a_function_jumps():
    plots.curves({"step": (activations.step, activations.step_slope)})
    value = plt.gcf().axes[0].lines[0].get_ydata()
    assert np.isnan(value).sum() == 1 and np.nanmax(value) == 1


def test_curves_shade_exactly_where_the_slope_is_small():
    z = np.linspace(-5, 5, 1001)
    plots.curves({"tanh": (activations.tanh, activations.tanh_slope)}, z=z, shade=0.05)
    path = plt.gcf().axes[0].collections[0].get_paths()[0].vertices
    edge = z[np.abs(activations.tanh_slope(z)) < 0.05]
    assert path[:, 0].min() == edge.min() and path[:, 0].max() <= edge[edge < 0].max() + 1e-9


def test_lines_differ_in_grey_and_for_colour_blind_readers():
    cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()
    assert len({str(line) for line in cycle["linestyle"]}) == len(cycle["color"]) == len(set(cycle["color"]))


def test_boundaries_draw_the_line_and_shade_the_side_of_1():
    DRAW["boundaries"]()
    ax = plt.gcf().axes[0]
    x, y = ax.lines[0].get_data()
    np.testing.assert_allclose(x + y, 1.5)
    bands = [np.add(*line.get_data())[0] for line in ax.lines if line.get_linestyle() == ":"]
    np.testing.assert_allclose(sorted(bands), [1, 2])       # the nearest corners are (0, 1), (1, 0) and (1, 1)
    shaded = ax.collections[0].get_paths()[0]
    assert shaded.contains_point((1, 1)) and not shaded.contains_point((0, 1))


def test_boundaries_may_be_upright():
    plots.boundaries({"a": (SQUARE, [0, 0, 1, 1], {"line": ([2, 0], -1)})}, xlim=(-1, 2), ylim=(-1, 2))
    np.testing.assert_allclose(plt.gcf().axes[0].lines[0].get_xdata(), 0.5)


def test_descent_marks_start_and_lowest_point():
    DRAW["descent"]()
    star, path, start = plt.gcf().axes[0].lines
    np.testing.assert_allclose([*star.get_xdata(), *star.get_ydata()], [1, 0], atol=0.01)
    assert (start.get_xdata()[0], start.get_ydata()[0]) == (0, 1) == (path.get_xdata()[0], path.get_ydata()[0])


def test_weights_have_a_bar_for_the_median_and_a_dot_for_each_run():
    DRAW["weights"]()
    ax = plt.gcf().axes[0]
    assert [bar.get_width() for bar in ax.patches] == [2, -4]
    assert sum(len(line.get_xdata()) for line in ax.lines[:-1]) == 6
    up, down = ax.patches
    assert up.get_y() > down.get_y() and up.get_hatch() != down.get_hatch()


def test_neuron_shows_its_sum_and_answer():
    plots.neuron(["a", "b"], [1, 2], [0.5, -1], 0.25)
    assert {"z = −1.25", "0"} <= {text.get_text() for text in plt.gca().texts}
    plots.neuron(["a", "b"], [1, 2], [0.5, 1], -2.5)
    assert {"z = 0", "1"} <= {text.get_text() for text in plt.gca().texts}
