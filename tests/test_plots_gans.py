"""What the figures of chapter 23 show is what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
GRID = np.linspace(-1, 1, 21)
PATH = np.array([[1.0, 0.0], [0.9, -0.2], [0.7, -0.4]])
IMAGES = np.linspace(0, 1, 3 * 4 * 4).reshape(3, 1, 4, 4)


def turning(theta, psi):
    return psi, -theta


MOMENT = {"start": (np.array([0.1, 0.2, 0.3]), 0.5 + 0 * GRID)}
NAMES_ITSELF = ("clouds",)  # two numbers without a meaning
DRAW = {
    "stages": lambda: plots.gans.stages(GRID, GRID**2, MOMENT),
    "portraits": lambda: plots.gans.portraits({"circles": (turning, PATH)}),
    "clouds": lambda: plots.gans.clouds({"a": PATH, "b": -PATH}, PATH[:2]),
    "sheets": lambda: plots.gans.sheets({"images": IMAGES}, columns=2),
}


def test_stages_show_data_samples_and_belief():
    DRAW["stages"]()
    ax = plt.gca()
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), GRID**2)
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), 0.5 + 0 * GRID)
    area = sum(p.get_height() * p.get_width() for p in ax.patches)
    assert np.isclose(area, 1) and len(ax.get_legend().texts) == 3


def test_portraits_show_arrows_and_the_path():
    DRAW["portraits"]()
    ax = plt.gca()
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), PATH)
    np.testing.assert_array_equal(np.ravel(ax.lines[2].get_xydata()), PATH[-1])
    quiver = ax.collections[0]
    x, y = quiver.XY.T
    np.testing.assert_allclose(quiver.U * x + quiver.V * y, 0, atol=1e-9)
    assert len(quiver.U) == 121


def test_clouds_show_each_group_and_the_centres():
    DRAW["clouds"]()
    left, right = plt.gcf().axes
    np.testing.assert_array_equal(left.lines[0].get_xydata(), PATH[:2])
    np.testing.assert_array_equal(left.lines[1].get_xydata(), PATH)
    np.testing.assert_array_equal(right.lines[1].get_xydata(), -PATH)


def test_sheets_put_images_in_rows():
    DRAW["sheets"]()
    sheet = plt.gca().images[0].get_array()
    assert sheet.shape == (10, 10)
    np.testing.assert_array_equal(sheet[1:5, 6:], IMAGES[1, 0])
    np.testing.assert_array_equal(sheet[6:, 1:5], IMAGES[2, 0])
    assert not sheet[6:, 6:].any()
