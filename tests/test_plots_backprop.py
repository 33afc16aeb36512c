"""Chapter 06's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots
from dlkit.autograd import Value

pytestmark = pytest.mark.usefixtures("figures")


def neuron():
    """L = e * e with e = w x - 5: e is used twice."""
    w, x = Value(2, name="w"), Value(3, name="x")
    e = w * x - 5
    loss = e * e
    loss.backward()
    return loss


RUNS = np.geomspace(1e-6, 1, 15).reshape(3, 5)
DRAW = {
    "graph": lambda: plots.backprop.graph(neuron(), title="forward"),
    "wave": lambda: plots.backprop.wave(neuron(), stages=[1, 3, 6], title="backward"),
    "passes": lambda: plots.backprop.passes(
        [("Linear", "keeps X", "adds to dW")], [("X", "dX"), ("z", "dz")]
    ),
    "step_sizes": lambda: plots.backprop.step_sizes([1e-1, 1e-2], {"float64": [1e-3, 1e-5]}),
    "dots": lambda: plots.backprop.dots({"a": [0.1, 0.3, 0.2], "b": [0.5]}, xlabel="error"),
    "counts": lambda: plots.backprop.counts(
        [1, 8], {"kept": [10, 80]}, xlabel="batch", ylabel="numbers"
    ),
    "by_layer": lambda: plots.backprop.by_layer(
        {"message": {"tanh": RUNS}, "weights": {"tanh": RUNS}}, ylabel="length"
    ),
}
DIAGRAMS = {"graph", "wave", "passes"}


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("name", DRAW)
def test_returns_nothing_fits_a_page_and_names_its_axes(name):
    assert DRAW[name]() is None
    figure = plt.gcf()
    figure.canvas.draw()
    assert figure.get_size_inches()[0] <= 6.2
    if name not in DIAGRAMS:
        assert all(ax.get_xlabel() for ax in figure.axes)


def test_every_figure_is_drawn_here():
    public = {
        name
        for name, value in vars(plots.backprop).items()
        if callable(value)
        and value.__module__ == plots.backprop.__name__
        and not name.startswith("_")
    }
    assert public == set(DRAW)


def test_the_graph_shows_numbers_slopes_and_gradients():
    plots.backprop.graph(neuron())
    shown = texts(plt.gca())
    assert {"w", "x", "×", "−"} <= set(shown)
    assert shown.count("12") == 0 and "6" in shown  # d loss / d w = 2 e x = 6
    assert shown.count("1") >= 3  # e twice on the arrows to L, and as a number
    plots.backprop.graph(neuron(), slopes=False, gradients=False)
    assert len([text for text in texts(plt.gca()) if text]) == 2 * 6


def test_boxes_do_not_overlap_and_arrows_go_to_the_right():
    rng = np.random.default_rng(0)
    values = [Value(n) for n in rng.normal(size=4)]
    for _ in range(12):
        i, j = rng.integers(len(values), size=2)
        values.append(values[i] * values[j] + values[i])
    places = plots.backprop._places(values[-1])
    points = np.array(list(places.values()))
    gaps = np.abs(points[:, None] - points[None]) + 9 * np.eye(len(points))[..., None]
    assert (gaps.max(axis=2) >= 1 - 1e-9).all()
    assert all(places[p][0] < places[v][0] for v in places for p in v.parents)


def test_the_wave_fills_in_gradients_from_the_result():
    plots.backprop.wave(neuron(), stages=[1, 2, 6])
    known = [
        sum(
            text.get_color() == plots.backprop.MESSAGE and bool(text.get_text())
            for text in ax.texts
        )
        for ax in plt.gcf().axes
        if ax.texts
    ]
    assert known == [1, 2, 6]


def test_dots_mark_the_median():
    DRAW["dots"]()
    bars = [line for line in plt.gca().lines if line.get_marker() == "|"]
    assert [line.get_xdata()[0] for line in bars] == pytest.approx([0.2, 0.5])


def test_lines_go_through_the_medians_of_each_layer():
    DRAW["by_layer"]()
    line = plt.gcf().axes[0].lines[0]
    np.testing.assert_allclose(line.get_ydata(), np.median(RUNS, axis=1))
    np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])


def test_the_best_step_is_marked():
    DRAW["step_sizes"]()
    ring = plt.gca().lines[-1]
    assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (1e-2, 1e-5)
