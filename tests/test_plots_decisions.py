"""Lines and regions lie where the classifier changes its mind."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
DRAW = {
    "regions": lambda: plots.decisions.regions(
        {"a": lambda p: p[:, 0] > 0}, np.eye(2), np.array([0, 1])
    ),
    "boundaries": lambda: plots.decisions.boundaries(
        {"a": (SQUARE, [0, 0, 0, 1], {"AND": ([1, 1], -1.5)})},
        xlim=(-1, 2),
        ylim=(-1, 2),
        columns=1,
        band=True,
    ),
}


def test_boundaries_draw_the_line_and_shade_the_side_of_1():
    DRAW["boundaries"]()
    ax = plt.gcf().axes[0]
    x, y = ax.lines[0].get_data()
    np.testing.assert_allclose(x + y, 1.5)
    bands = [np.add(*line.get_data())[0] for line in ax.lines if line.get_linestyle() == ":"]
    np.testing.assert_allclose(
        sorted(bands), [1, 2]
    )  # the nearest corners are (0, 1), (1, 0) and (1, 1)
    shaded = ax.collections[0].get_paths()[0]
    assert shaded.contains_point((1, 1)) and not shaded.contains_point((0, 1))


def test_boundaries_may_be_upright():
    plots.decisions.boundaries(
        {"a": (SQUARE, [0, 0, 1, 1], {"line": ([2, 0], -1)})}, xlim=(-1, 2), ylim=(-1, 2)
    )
    np.testing.assert_allclose(plt.gcf().axes[0].lines[0].get_xdata(), 0.5)
