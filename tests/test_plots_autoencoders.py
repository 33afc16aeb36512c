"""Chapter 21's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")

POINTS = np.array([[3.0, 1], [-3, -1], [1, 0], [-1, 0]])
Z, Y = np.array([[0.0, 0], [2, 0], [5, 5]]), np.array([0, 0, 7])
NAMES_ITSELF = ("film",)  # two numbers without a meaning
DRAW = {
    "film": lambda: plots.autoencoders.film(POINTS, {"a": [0, 2.0]}, best=[1, 0]),
    "codes": lambda: plots.autoencoders.codes(Z, Y, samples=[[1, 1]]),
    "canvas": lambda: plots.autoencoders.canvas(np.zeros((2, 3, 4, 4)), [0, 1, 2], [5, 6]),
    "by_class": lambda: plots.autoencoders.by_class({"m": [0.2, 0.9]}, [0, 1], ylabel="AUC"),
    "rates": lambda: plots.autoencoders.rates({"m": ([8, 16], [0.1, 0.01])}),
}


def test_film_projects_onto_the_direction():
    plots.autoencoders.film(POINTS, {"a": np.array([0, 2.0])}, best=np.array([1.0, 0]))
    (ax,) = plt.gcf().axes
    lines = [line.get_xydata() for line in ax.lines]
    np.testing.assert_allclose(lines[1][:, 1], 0)
    np.testing.assert_allclose(lines[2][:, 0], 0)
    np.testing.assert_allclose(lines[3], [[3, 1], [0, 1]])


def test_codes_name_each_class_at_its_median():
    plots.autoencoders.codes(Z, Y, samples=[[1, 1]])
    ax = plt.gcf().axes[0]
    assert [(t.get_text(), t.get_position()) for t in ax.texts] == [
        ("0", (1.0, 0.0)),
        ("7", (5.0, 5.0)),
    ]
    np.testing.assert_array_equal(ax.lines[-1].get_xydata(), [[1, 1]])


def test_canvas_has_its_first_row_at_the_bottom():
    images = np.zeros((2, 3, 4, 4))
    images[0, 2] = 1
    plots.autoencoders.canvas(images, [0, 1, 2], [5, 6])
    (shown,) = plt.gcf().axes[0].images
    sheet = shown.get_array()
    assert sheet[4:, 8:].min() == 1 and sheet.sum() == 16
    assert shown.get_extent() == [-0.5, 2.5, 4.5, 6.5]


def test_by_class_and_rates_draw_what_they_get():
    plots.autoencoders.by_class({"a": [0.2, 0.9], "b": [0.5, 1]}, [3, 4], ylabel="AUC")
    ax = plt.gcf().axes[0]
    assert [list(line.get_ydata()) for line in ax.lines[1:]] == [[0.2, 0.9], [0.5, 1]]
    plots.autoencoders.rates({"m": ([8, 16], [0.1, 0.01])})
    ax = plt.gcf().axes[0]
    assert ax.get_xscale() == ax.get_yscale() == "log"
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[8, 0.1], [16, 0.01]])
