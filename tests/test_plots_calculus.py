"""Secants and gradients are drawn where they are."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "contours": lambda: plots.calculus.contours(
        lambda p: p @ p,
        lambda p: 2 * p,
        xlim=(-1, 1),
        ylim=(-1, 1),
        points=[(1, 0), (0, 1)],
    ),
    "secants": lambda: plots.calculus.secants(
        np.exp, x=1.0, steps=[1, 0.5], xlim=(0, 2), xlabel="x", ylabel="y"
    ),
}


def test_secants_name_the_slope_and_close_in():
    plots.calculus.secants(
        lambda x: x**3, x=1.0, steps=[1, 0.1], xlim=(0, 2), xlabel="x", ylabel="y"
    )
    assert [ax.get_title(loc="left") for ax in plt.gcf().axes] == [
        "h = 1: slope 4.00",
        "h = 0.1: slope 3.01",
    ]


def test_contours_draw_the_gradient_where_they_are_told():
    DRAW["contours"]()
    (arrows,) = [c for c in plt.gca().collections if type(c).__name__ == "Quiver"]
    np.testing.assert_allclose(arrows.XY, [[1, 0], [0, 1]])
    np.testing.assert_allclose(np.stack([arrows.U, arrows.V], axis=1), [[2, 0], [0, 2]])
