"""Medians, runs and paths are those of the data."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "spread": lambda: plots.training.spread(
        [1, 2], {"a": [[1, 2, 9], [3, 4, 5]]}, xlabel="depth", ylabel="score"
    ),
    "descent": lambda: plots.training.descent(
        {"a": (lambda w, b: (w - 1) ** 2 + b**2, [[0, 1], [0.5, 0.5]], (-1, 2), (-1, 2))}
    ),
    "epochs": lambda: plots.training.epochs(
        {"loss": {"training set": [[1, 2, 3], [0.5, 1, 0.9]], "new": [[2, 2, 2], [1, 2, 3]]}}
    ),
}


def test_spread_goes_through_the_medians_and_shows_every_run():
    DRAW["spread"]()
    ax = plt.gca()
    lines = [line for line in ax.lines if line.get_linestyle() != "None"]
    np.testing.assert_array_equal(lines[0].get_ydata(), [2, 4])
    dots = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_ydata()) for line in dots) == 6


def test_spread_places_labels_evenly():
    plots.training.spread(["SGD", "Adam"], {"a": [[1], [2]]}, xlabel="optimizer", ylabel="score")
    assert [label.get_text() for label in plt.gca().get_xticklabels()] == ["SGD", "Adam"]


def test_epochs_draw_each_run_and_the_median_from_epoch_1():
    DRAW["epochs"]()
    lines = plt.gca().lines
    assert len(lines) == 8 and all(list(line.get_xdata()) == [1, 2] for line in lines)
    np.testing.assert_array_equal(lines[3].get_ydata(), [2, 0.9])
    assert [text.get_text() for text in plt.gca().get_legend().get_texts()] == [
        "training set",
        "new",
    ]


def test_descent_marks_start_and_lowest_point():
    DRAW["descent"]()
    star, path, start = plt.gcf().axes[0].lines
    np.testing.assert_allclose(
        [*star.get_xdata(), *star.get_ydata()], [1, 0], atol=0.016
    )  # half a step of the map
    assert (
        (start.get_xdata()[0], start.get_ydata()[0])
        == (0, 1)
        == (path.get_xdata()[0], path.get_ydata()[0])
    )
