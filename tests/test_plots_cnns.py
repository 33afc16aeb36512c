"""Chapter 12's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")

PHOTO = np.linspace(0, 1, 4 * 6 * 3).reshape(4, 6, 3)
NAMES_ITSELF = UNTITLED = ("patches",)  # a name for each row and each group of four
DRAW = {
    "blocks": plots.cnns.blocks,
    "photos": lambda: plots.cnns.photos([PHOTO, PHOTO], ["one", "two\nlines"]),
    "patches": lambda: plots.cnns.patches({"stem": np.zeros((2, 4, 3, 3, 3))}),
    "maps": lambda: plots.cnns.maps(PHOTO, {"a map": np.eye(3)}),
    "differences": lambda: plots.cnns.differences({"a": [0.1, -0.1, 0.3]}, xlabel="gain"),
}


def test_blocks_write_each_layer_and_close_each_shortcut():
    plots.cnns.blocks({"one": ["o", "3 × 3", "+"], "none": ["3 × 3"]})
    one, none = plt.gcf().axes[:2]
    assert [t.get_text() for t in one.texts] == ["3 × 3", "+"]
    assert len(one.lines) == 1 and len(none.lines) == 0
    assert len(one.patches) == 5 and len(none.patches) == 3  # an arrow leaves the sum


def test_photos_keep_their_colours():
    plots.cnns.photos([PHOTO], ["label"])
    ax = plt.gcf().axes[0]
    np.testing.assert_allclose(ax.images[0].get_array(), PHOTO, atol=0.5 / 31)
    assert ax.get_title(loc="left") == "label"


def test_patches_come_in_rows():
    stem, deep = np.random.default_rng(0).random((2, 2, 4, 3, 3, 3))
    plots.cnns.patches({"stem": stem, "deep": deep})
    axes = plt.gcf().axes
    assert len(axes) == 16 and axes[8].get_ylabel() == "deep"
    np.testing.assert_allclose(axes[5].images[0].get_array(), stem[1, 1], atol=0.5 / 31)


def test_maps_lie_over_the_whole_picture():
    heat = np.arange(6.0).reshape(2, 3)
    plots.cnns.maps(PHOTO, {"a": heat})
    over = plt.gcf().axes[1].images[0].get_array()
    assert over.shape == PHOTO.shape
    assert over[-1, -1].sum() > over[0, 0].sum() + 0.5


def test_small_takes_means_and_keeps_small_pictures():
    np.testing.assert_allclose(plots.cnns._small(PHOTO, 24), PHOTO, atol=0.5 / 31)
    want = PHOTO.reshape(2, 2, 3, 2, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(plots.cnns._small(PHOTO, 6), want, atol=0.5 / 31)


def test_differences_show_means_with_two_standard_errors():
    d = np.array([0.1, -0.1, 0.3])
    plots.cnns.differences({"a": d}, xlabel="gain")
    ax = plt.gcf().axes[0]
    assert ax.lines[0].get_xdata().tolist() == d.tolist()
    segment = ax.collections[0].get_segments()[0]
    half = 2 * d.std(ddof=1) / 3**0.5
    np.testing.assert_allclose(segment[:, 0], [d.mean() - half, d.mean() + half])
    assert ax.get_xlabel() == "gain"


@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)
def test_each_draws(draw):
    draw()
    assert plt.get_fignums()
