"""Chapter 11's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")

M = np.array([[1.0, 0, -2], [0, 1, 0]])
IMAGE, KERNEL = np.arange(12).reshape(3, 4), np.ones((2, 2))
RESULT = np.array([[10, 14, 18], [26, 30, 34]])
DRAW = {
    "tables": lambda: plots.convolution.tables({"a": M}, xlabel="input", ylabel="output"),
    "film": lambda: plots.convolution.film(IMAGE, KERNEL, RESULT, (1, 4)),
    "places": lambda: plots.convolution.places({"padding": (4, 3, 1, 1, 1)}),
    "photos": lambda: plots.convolution.photos({"grey": np.eye(4), "edges": M}),
    "fields": lambda: plots.convolution.fields({"one": np.eye(5)}, [3]),
}


def test_tables_share_one_scale_and_leave_zeros_white():
    plots.convolution.tables({"a": M, "b": 2 * M}, xlabel="x", ylabel="y")
    a, b = (ax.images[0] for ax in plt.gcf().axes[:2])
    assert a.get_clim() == b.get_clim() == (-4, 4)
    np.testing.assert_array_equal(a.get_array().mask, M == 0)


def test_film_writes_what_has_been_computed():
    plots.convolution.film(IMAGE, KERNEL, RESULT, (1, 5))
    first, second = plt.gcf().axes
    numbers = [t.get_text() for t in first.texts]
    assert numbers == [*map(str, range(12)), "10", "", "", "", "", ""]
    assert [t.get_text() for t in second.texts][12:] == ["10", "14", "18", "26", "30", ""]
    window = second.patches[12]
    assert window.get_xy() == (0.5, 0.5) and window.get_width() == 2


def test_places_fills_the_first_window_and_frames_the_second():
    plots.convolution.places({"dilated": (5, 2, 1, 0, 2), "padded": (2, 3, 2, 1, 1)})
    sky = matplotlib.colors.to_rgba(plots.COLOURS["sky"])
    for ax, filled, framed in zip(
        plt.gcf().axes,
        ({(0, 0), (0, 2), (2, 0), (2, 2)}, {(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)}),
        ({(1, 0), (3, 0), (1, 2), (3, 2)}, {(x, y) for x in (1, 2, 3) for y in (-1, 0, 1)}),
        strict=True,
    ):
        at = {
            (p.get_x() + 0.5, p.get_y() + 0.5): p.get_facecolor()
            for p in ax.patches
            if p.get_fill()
        }
        assert {place for place, colour in at.items() if colour == sky} == filled
        assert {
            (p.get_x() + 0.5, p.get_y() + 0.5) for p in ax.patches if not p.get_fill()
        } == framed


def test_photos_put_zero_in_the_middle_of_signed_ones():
    plots.convolution.photos({"plain": np.eye(4), "edges": np.array([[-1.0, 0], [1, 0]])})
    plain, edges = (ax.images[0].get_array() for ax in plt.gcf().axes)
    assert plain.min() == 0 and plain.max() == 1
    assert edges[0, 0] == 0 and edges[1, 0] == 1 and abs(edges[0, 1] - 0.5) < 0.04


def test_fields_scale_each_map_and_frame_the_middle():
    plots.convolution.fields({"one": 3 * np.eye(5)}, [3])
    ax = plt.gcf().axes[0]
    assert ax.images[0].get_array().max() == 1
    assert ax.patches[0].get_xy() == (0.5, 0.5)
    assert ax.patches[0].get_width() == 3
