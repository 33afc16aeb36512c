"""Chapter 07's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")


def bowl(u, v):
    return u**2 + 5 * v**2


PATH = np.array([[2.0, 1.0], [1.0, -0.5], [0.5, 0.2]])
RUNS = np.geomspace(1e-3, 3, 12).reshape(4, 3)
X = [1e-3, 1e-2, 1e-1, 1.0]
DRAW = {
    "paths": lambda: plots.optim.paths({"a": (bowl, PATH)}, (-3, 3), (-2, 2), best=(0, 0)),
    "lines": lambda: plots.optim.lines(X, {"runs": RUNS}, xlabel="batch size", ylabel="error"),
    "sweep": lambda: plots.optim.sweep(X, {"SGD": RUNS}, ylabel="loss", top=1.0),
    "traces": lambda: plots.optim.traces({"a": [1, 10, 2]}, xlabel="step", ylabel="length"),
    "clouds": lambda: plots.optim.clouds({"L2": RUNS[:2]}, ["u", "v"], xlabel="w", ylabel="n"),
}


def test_paths_draws_each_path_and_the_minimum():
    plots.optim.paths({"a": (bowl, PATH), "b": (bowl, PATH[:2])}, (-3, 3), (-2, 2), best=(0, 0))
    a, b = plt.gcf().axes
    assert [ax.get_title(loc="left") for ax in (a, b)] == ["a", "b"]
    np.testing.assert_array_equal(a.lines[0].get_xydata(), PATH)
    np.testing.assert_array_equal(b.lines[0].get_xydata(), PATH[:2])
    np.testing.assert_array_equal(np.ravel(a.lines[2].get_xydata()), [0, 0])


def test_lines_draws_medians_with_a_band():
    plots.optim.lines(X, {"runs": RUNS, "one": X}, xlabel="x", ylabel="y", log="xy")
    ax = plt.gca()
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), np.median(RUNS, axis=1))
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), X)
    assert len(ax.collections) == 1 and ax.get_xscale() == ax.get_yscale() == "log"
    plots.optim.lines(X, {"one": X}, xlabel="x", ylabel="y", marks=False)
    assert plt.gca().get_xscale() == "linear"


def test_sweep_marks_the_lowest_and_cuts_at_the_top():
    plots.optim.sweep(X, {"SGD": RUNS[::-1], "Adam": RUNS}, ylabel="loss", top=1.0)
    ax = plt.gca()
    assert ax.lines[0].get_ydata().max() == 1.0
    assert ax.lines[1].get_xdata()[0] == 1.0 and ax.lines[3].get_xdata()[0] == 1e-3


def test_traces_and_clouds():
    plots.optim.traces({"a": [1, 10, 2], "b": [3, 4, 5]}, xlabel="step", ylabel="norm")
    assert plt.gca().get_yscale() == "log"
    np.testing.assert_array_equal(plt.gca().lines[1].get_ydata(), [3, 4, 5])
    plots.optim.traces({"a": [1, 2]}, xlabel="step", ylabel="norm", log=False)
    assert plt.gca().get_yscale() == "linear"
    plots.optim.clouds({"L2": RUNS[:2], "W": RUNS[2:]}, ["u", "v"], xlabel="w", ylabel="n")
    left, right = plt.gcf().axes
    assert sum(p.get_height() for p in left.patches) == 6
    assert sum(p.get_height() for p in right.patches) == 6


@pytest.mark.parametrize("seeds", [1, 3])
def test_traces_have_a_line_for_each_run_and_a_label_for_each_name(seeds):
    y = np.ones((4, seeds)) * [[1.0], [2.0], [3.0], [4.0]]
    plots.optim.traces({"a": y, "b": 2 * y}, xlabel="x", ylabel="y", start=1)
    ax = plt.gca()
    assert len(ax.lines) == 2 * seeds and ax.get_yscale() == "log"
    assert [t.get_text() for t in ax.get_legend().texts] == ["a", "b"]
    np.testing.assert_array_equal(ax.lines[-1].get_xdata(), [1, 2, 3, 4])
    np.testing.assert_array_equal(ax.lines[-1].get_ydata(), [2, 4, 6, 8])
