"""Figures of chapter 05 show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")


X = np.linspace(0, 10, 11)
SCORES, CLASSES = np.array([-2.0, -1.0, 0.5, 1.0, 3.0]), np.array([0, 0, 1, 0, 1])
DRAW = {
    "bowls": lambda: plots.losses.bowls(
        X, {"a": (X - 4) ** 2, "b": np.abs(X - 7)}, [1, 2], xlabel="c"
    ),
    "pair": lambda: plots.losses.pair(
        X, {"a": X, "b": -X}, {"a": X * 0 + 1}, xlabel="z", titles=("f", "slope")
    ),
    "typo": lambda: plots.losses.typo(
        X, 3 * X, 4, {"a": (lambda x: 3 * x, lambda x: 4 * x)}, xlabel="x", ylabel="y", top=50
    ),
    "rows": lambda: plots.losses.rows({"a": [1, 2, 9], "b": [0, 0, 1]}, xlabel="points"),
    "floors": lambda: plots.losses.floors({"a": [[2, 3], [1, 2]]}, 0.5, label="floor"),
    "threshold": lambda: plots.losses.threshold(
        SCORES, CLASSES, {"low": 0.5, "high": 1.0}, names="ab", xlabel="z"
    ),
    "roc": lambda: plots.losses.roc({"a": ([0, 0, 1], [0, 1, 1])}, {"here": (0.5, 1)}),
    "costs": lambda: plots.losses.costs(X / 10, {"a": X}, {"rule": 0.3}),
    "ranges": lambda: plots.losses.ranges(
        [0, 5, 1], [2, 6, 3], [4, 9, 8], [1, 2, 8], ylabel="score"
    ),
}


@pytest.mark.parametrize("name", DRAW)
def test_returns_nothing_names_its_axes_and_fits_the_page(name):
    assert DRAW[name]() is None
    figure = plt.gcf()
    figure.canvas.draw()
    assert figure.get_size_inches()[0] <= 6.2 and len(figure.axes) <= 2
    assert figure.axes[-1].get_xlabel()


def test_all_figures_are_drawn_here():
    module = plots.losses
    public = {
        name for name, f in vars(module).items() if getattr(f, "__module__", "") == module.__name__
    }
    assert public == set(DRAW)


def test_bowls_mark_the_lowest_place():
    DRAW["bowls"]()
    for ax, low in zip(plt.gcf().axes, (4, 7), strict=True):
        assert ax.lines[1].get_xdata()[0] == low
        assert ax.texts[0].get_text() == f"lowest at {low}"


def test_threshold_counts_what_it_finds_misses_and_calls_in_vain():
    DRAW["threshold"]()
    titles = [ax.get_title(loc="left") for ax in plt.gcf().axes]
    assert titles == ["low\n2 found, 0 missed, 1 false", "high\n1 found, 1 missed, 1 false"]


def test_rows_put_the_bar_at_the_median():
    DRAW["rows"]()
    bars = [line for line in plt.gca().lines if line.get_marker() == "|"]
    assert [bar.get_xdata()[0] for bar in bars] == [2, 0]


def test_floors_draw_every_run_and_the_level():
    DRAW["floors"]()
    lines = plt.gca().lines
    np.testing.assert_array_equal([line.get_ydata() for line in lines[:2]], [[2, 1], [3, 2]])
    assert lines[-1].get_ydata()[0] == 0.5


def test_ranges_cross_the_outcomes_that_lie_outside_in_the_order_of_the_forecasts():
    DRAW["ranges"]()
    middle, inside, outside = plt.gca().lines
    np.testing.assert_array_equal(middle.get_ydata(), [2, 3, 6])
    np.testing.assert_array_equal(inside.get_ydata(), [1, 8])
    np.testing.assert_array_equal(outside.get_ydata(), [2])


def test_roc_draws_the_curve_the_point_and_chance():
    DRAW["roc"]()
    curve, point, chance = plt.gca().lines
    np.testing.assert_array_equal(curve.get_ydata(), [0, 1, 1])
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (0.5, 1)
    assert chance.get_linestyle() == ":"
