"""Curves show value and slope, units how many are dead."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import activations, plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "curves": lambda: plots.activations.curves(
        {"tanh": (activations.tanh, activations.tanh_slope)}, shade=0.05
    ),
    "cheat_sheet": plots.activations.cheat_sheet,
    "units": lambda: plots.activations.units({"a": [0, 0.5, 0, 1]}),
}


def test_units_counts_the_dead_and_sorts():
    DRAW["units"]()
    ax = plt.gcf().axes[0]
    assert "2 of 4 dead" in ax.get_title(loc="left")
    assert [bar.get_height() for bar in ax.patches] == [0, 0, 0.5, 1]


def test_curves_leave_a_gap_where_a_function_jumps():
    plots.activations.curves({"step": (activations.step, activations.step_slope)})
    value = plt.gcf().axes[0].lines[0].get_ydata()
    assert np.isnan(value).sum() == 1 and np.nanmax(value) == 1


def test_curves_shade_exactly_where_the_slope_is_small():
    z = np.linspace(-5, 5, 1001)
    plots.activations.curves({"tanh": (activations.tanh, activations.tanh_slope)}, z=z, shade=0.05)
    path = plt.gcf().axes[0].collections[0].get_paths()[0].vertices
    edge = z[np.abs(activations.tanh_slope(z)) < 0.05]
    assert path[:, 0].min() == edge.min() and path[:, 0].max() <= edge[edge < 0].max() + 1e-9
