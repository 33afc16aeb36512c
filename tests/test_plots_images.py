"""Images come as they are, with their labels and numbers."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "gallery": lambda: plots.images.gallery(
        np.eye(5)[None, None].repeat(3, 0), ["a", "b\nc", "d"], columns=3
    ),
    "as_numbers": lambda: plots.images.as_numbers(
        np.eye(9), np.sin(np.arange(50)), "deep", corner=(0, 0), rate=8000, size=3
    ),
}


def test_gallery_shows_each_image_with_its_label_and_hides_empty_places():
    images = np.random.default_rng(0).random((3, 1, 4, 5))
    plots.images.gallery(images, ["a", "b", "c"], columns=2)
    shown = [ax for ax in plt.gcf().axes if ax.images]
    assert [ax.get_title(loc="left") for ax in shown] == ["a", "b", "c"]
    for ax, image in zip(shown, images, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), image[0])
        assert ax.images[0].get_clim() == (0, 1)
    assert not any(ax.axison for ax in plt.gcf().axes)


def test_signed_gallery_puts_zero_in_the_middle():
    plots.images.gallery(np.array([[[-1.0, 3.0]], [[-8.0, 2.0]]]), ["a", "b"], signed=True)
    assert [ax.images[0].get_clim() for ax in plt.gcf().axes if ax.images] == [(-3, 3), (-8, 8)]


def test_as_numbers_writes_the_pixels_of_the_corner():
    image = np.arange(16).reshape(4, 4) / 100
    plots.images.as_numbers(image, np.zeros(9), "ab", corner=(1, 2), rate=8000, size=2)
    values, letters = plt.gcf().axes[1], plt.gcf().axes[3]
    assert [text.get_text() for text in values.texts] == ["6", "7", "10", "11"]
    assert [text.get_text() for text in letters.texts] == ["a", "97", "b", "98"]


@pytest.mark.parametrize(
    "images, labels", [(np.zeros((2, 3, 4, 4)), "ab"), (np.zeros((2, 4, 4)), "a")]
)
def test_images_of_another_shape_are_refused(images, labels):
    with pytest.raises(ValueError, match=r"images|labels"):
        plots.images.gallery(images, labels)
