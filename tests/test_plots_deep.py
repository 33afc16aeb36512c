"""Chapter 10's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")

RUNS = np.linspace(0.1, 5, 24).reshape(2, 2, 6)
VALUES = np.array([1.0, -10.0, 0.0, 0.01])
SAME = np.array([True, False, False, True])
DRAW = {
    "inside": lambda: plots.deep.inside({"a": {"layer 1": VALUES}}, xlabel="power of ten"),
    "waves": lambda: plots.deep.waves({"a": ([0, 1, 2], [3, 1, 2])}, xlabel="x", ylabel="slope"),
    "clinic": lambda: plots.deep.clinic({"A": RUNS, "B": RUNS}, RUNS),
    "finder": lambda: plots.deep.finder([0.1, 1], [2, 3], smooth=[2, 2.5], marks={"low": 0.1}),
    "film": lambda: plots.deep.film({"pixels": (VALUES, SAME)}, xlabel="cosine"),
    "window": lambda: plots.deep.window(
        [0.1, 1], {"He": [[0.5], [0.2]]}, 0.1, xlabel="rate", ylabel="accuracy"
    ),
}


def test_inside_counts_powers_of_ten_and_names_the_zeros():
    plots.deep.inside({"a": {"one": VALUES, "two": VALUES[:1]}, "b": {"one": VALUES}}, xlabel="x")
    a, b = plt.gcf().axes
    assert [t.get_text() for t in a.get_yticklabels()] == ["one", "two"]
    assert [t.get_text() for t in a.texts] == ["25% are 0", ""]
    assert len(a.collections) == 2 and len(b.collections) == 1
    edges = a.collections[0].get_paths()[0].vertices
    assert edges[:, 0].min() <= -2 and edges[:, 0].max() >= 1


def test_waves_draws_each_line():
    plots.deep.waves({"a": ([0, 1, 2], [3, 1, 2]), "b": ([0, 1], [5, 6])}, xlabel="x", ylabel="y")
    a, b = plt.gcf().axes
    np.testing.assert_array_equal(a.lines[0].get_ydata(), [3, 1, 2])
    np.testing.assert_array_equal(b.lines[0].get_ydata(), [5, 6])


def test_clinic_draws_patient_and_well_and_cuts_at_the_top():
    plots.deep.clinic({"A": RUNS, "B": RUNS, "C": RUNS}, RUNS[:1], top=4.0)
    a = plt.gcf().axes[0]
    assert len(a.lines) == 2 + 4
    np.testing.assert_allclose(a.lines[1].get_ydata(), np.minimum(RUNS[0, 0], 4))
    assert max(line.get_ydata().max() for line in a.lines) == 4.0
    assert [t.get_text() for t in plt.gcf().legends[0].get_texts()] == [
        "training loss",
        "validation loss",
    ]


def test_finder_marks_rates():
    plots.deep.finder([0.1, 1], [2, 3], smooth=[2, 2.5], marks={"low": 0.1, "third": 0.033})
    ax = plt.gca()
    assert ax.get_xscale() == "log" and len(ax.lines) == 4
    assert ax.lines[2].get_xdata()[0] == 0.1
    assert "third, 0.033" in [t.get_text() for t in ax.get_legend().get_texts()]


def test_film_and_window():
    plots.deep.film({"pixels": (VALUES / 10, SAME), "layer 1": (VALUES / 20, SAME)}, xlabel="c")
    ax = plt.gcf().axes[0]
    heights = [sum(p.get_height() for p in bars) for bars in ax.containers]
    np.testing.assert_allclose(heights, [1, 1])
    runs = {"He": [[0.5, 0.7], [0.2, 0.4]], "torch": [[0.1, 0.1], [0.1, 0.1]]}
    plots.deep.window([0.1, 1], runs, 0.1, xlabel="rate", ylabel="accuracy")
    ax = plt.gcf().axes[0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.6, 0.3])
    np.testing.assert_allclose(ax.lines[-1].get_ydata(), 0.1)
