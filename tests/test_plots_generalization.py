"""What the figures of chapter 09 show is what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots
from dlkit.calibration import Bins

pytestmark = pytest.mark.usefixtures("figures")
X = np.linspace(0, 1, 6)
BINS = Bins(np.array([np.nan, 0.7]), np.array([np.nan, 0.5]), np.array([0, 4]))
DRAW = {
    "flattery": lambda: plots.generalization.flattery(
        {"one": [0, 0.1, -0.1], "best": [0.1, 0.2, 0.3]}, xlabel="gap"
    ),
    "film": lambda: plots.generalization.film(
        X, X, {name: np.stack([X, X + 1]) for name in "abcd"}, (X, X)
    ),
    "descent": lambda: plots.generalization.descent(
        [10, 100, 1000], {"test": np.full((3, 2), 0.5)}, (100, "N"), ylabel="error"
    ),
    "stopping": lambda: plots.generalization.stopping({"training": [3, 2, 1]}, 2),
    "strengths": lambda: plots.generalization.strengths(
        {"a": ([0, 1], np.ones((2, 3))), "b": ([0, 1], np.ones((2, 3)))}, ylabel="accuracy"
    ),
    "moved": lambda: plots.generalization.moved(np.ones((2, 4, 4)), np.zeros((2, 3, 4, 4))),
    "gains": lambda: plots.generalization.gains(
        {name: {"x": [0.1, 0.2, 0.6], "y": [0, 0, 0]} for name in "abcd"}, xlabel="gain"
    ),
    "landscape": lambda: plots.generalization.landscape(
        np.arange(6).reshape(2, 3), [0, 1, 2], [5, 6],
        {"grid": [(0, 0), (1, 0)], "random": [(0, 2), (1, 1)]},
        xlabel="x", ylabel="y", label="score",
    ),
    "reliability": lambda: plots.generalization.reliability({"a": BINS, "b": BINS}),
    "draws": lambda: plots.generalization.draws(np.ones((3, 2)), xlabel="accuracy"),
    "intervals": lambda: plots.generalization.intervals(
        [(0.1, 0.3), (0.6, 0.9)], 0.2, xlabel="accuracy"
    ),
}  # fmt: skip


NAMES_ITSELF = ("moved",)
UNTITLED = ("strengths",)  # the axis below names the cure


def test_flattery_marks_the_means():
    DRAW["flattery"]()
    assert np.allclose([line.get_xdata()[0] for line in plt.gca().lines], [0, 0.2, 0], atol=1e-12)


def test_descent_draws_medians_runs_and_the_threshold():
    DRAW["descent"]()
    middle, runs, mark = plt.gca().lines
    np.testing.assert_array_equal(middle.get_ydata(), [0.5] * 3)
    assert len(runs.get_ydata()) == 6 and mark.get_xdata()[0] == 100


def test_film_draws_every_fit_the_truth_and_the_points():
    DRAW["film"]()
    assert len(plt.gcf().axes) == 4
    assert [len(ax.lines) for ax in plt.gcf().axes] == [4] * 4


def test_stopping_marks_the_step():
    DRAW["stopping"]()
    assert plt.gca().lines[-1].get_xdata()[0] == 2 and plt.gca().texts[0].get_text() == " step 2"


def test_gains_put_the_bar_at_the_median():
    DRAW["gains"]()
    bars = [line for line in plt.gcf().axes[0].lines if line.get_marker() == "|"]
    assert [bar.get_xdata()[0] for bar in bars] == [0.2, 0]


def test_landscape_counts_the_values_tried():
    DRAW["landscape"]()
    titles = [ax.get_title(loc="left") for ax in plt.gcf().axes[:2]]
    assert titles == ["grid: 1 values", "random: 2 values"]


def test_reliability_leaves_empty_bins_out():
    DRAW["reliability"]()
    ax = plt.gcf().axes[0]
    np.testing.assert_allclose(ax.collections[1].get_offsets(), [[0.7, 0.5]])


def test_intervals_mark_those_that_miss():
    DRAW["intervals"]()
    widths = [line.get_linewidth() for line in plt.gca().lines[:2]]
    assert widths == [2, 3.5]
