"""The figures of chapter 04 show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import activations, plots

pytestmark = pytest.mark.usefixtures("figures")


CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
XOR = np.array([0, 1, 1, 0])
T = np.linspace(0, 1, 11)


def folded(p):
    return activations.relu(p @ np.array([[1.0, -1.0], [-1.0, 1.0]]))


DRAW = {
    "weighted": lambda: plots.networks.weighted(
        [(np.array([[1.0, -0.5], [0, 1]]), np.zeros(2)), (np.array([[2.0, -1]]), np.array([-3.0]))],
        [["a", "b"], ["c", "d"], ["e"]],
    ),
    "fold": lambda: plots.networks.fold(CORNERS, XOR, folded, (np.ones(2), -0.5)),
    "solved": lambda: plots.networks.solved([2, 4], {"a": [3, 7], "b": [5, 9]}, of=10),
    "curves": lambda: plots.networks.curves(
        {"a": {"x": (T, T), "y": (T, T**2)}, "b": {"z": (T, -T)}},
        dots={"b": ([0.5], [-0.5])},
        inside=(0.2, 0.8),
    ),
    "unit_borders": lambda: plots.networks.unit_borders(
        {"a": lambda p: p - 0.5, "b": lambda p: p[:, :1] + 9}, CORNERS, XOR
    ),
    "runs": lambda: plots.networks.runs(
        {
            "a": ([1, 2], [[1, 2, 9], [3, 4, 5]], "RMSE"),
            "b": ([1, 2], [[1, 2, 3], [3, 4, 50]], "RMSE"),
        },
        xlabel="depth",
    ),
    "rows": lambda: plots.networks.rows(
        {"a": np.eye(3), "b": -2 * np.eye(3)}, xlabel="in", ylabel="out"
    ),
}


def test_every_public_plot_is_drawn_here():
    own = plots.networks.__name__
    public = {
        name for name, f in vars(plots.networks).items() if callable(f) and f.__module__ == own
    }
    assert public == set(DRAW)


@pytest.mark.parametrize("name", DRAW)
def test_returns_nothing_names_its_axes_and_fits_a_phone(name):
    assert DRAW[name]() is None
    figure = plt.gcf()
    figure.canvas.draw()
    assert figure.get_size_inches()[0] <= 6.2
    panels = [ax for ax in figure.axes if ax.get_visible() and ax.axison]
    assert not panels or any(ax.get_xlabel() for ax in panels)
    assert not panels or any(ax.get_ylabel() for ax in panels)


def test_weights_stand_on_the_lines_and_biases_in_the_units():
    DRAW["weighted"]()
    words = [text.get_text() for text in plt.gca().texts]
    assert {"1", "-0.5", "0", "2", "-1", "+0", "-3", "a", "e"} <= set(words)
    dashed = [line for line in plt.gca().lines if line.get_linestyle() == "--"]
    assert len(dashed) == 2  # the two negative weights


def test_the_fold_shows_where_the_points_go():
    DRAW["fold"]()
    right = plt.gcf().axes[1]
    marked = [line.get_xydata() for line in right.lines if line.get_markersize() == 10]
    np.testing.assert_array_equal(
        np.concatenate(marked), folded(CORNERS[np.argsort(XOR, kind="stable")])
    )


def test_runs_go_through_the_medians_and_share_a_scale():
    DRAW["runs"]()
    left, right = plt.gcf().axes
    (line,) = [line for line in left.lines if line.get_linestyle() != "None"]
    np.testing.assert_array_equal(line.get_ydata(), [2, 4])
    assert left.get_ylim() == right.get_ylim()


def test_borders_are_drawn_for_units_that_have_one():
    DRAW["unit_borders"]()
    one, none = plt.gcf().axes[:2]
    assert len(one.collections) == 2 and len(none.collections) == 0


def test_ground_outside_is_grey():
    DRAW["curves"]()
    assert len(plt.gcf().axes[0].patches) == 2
