"""Probabilities and confusions stand in their places."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "confusion": lambda: plots.predictions.confusion(
        [[8, 0, 2], [1, 9, 0], [0, 3, 7]], names="ABC"
    ),
    "probability_bars": lambda: plots.predictions.probability_bars({"a": [0.25, 0.75]}, names="AB"),
}
NAMES_ITSELF = {"probability_bars"}  # bars or boxes carry names themselves


def test_confusion_writes_every_count_in_its_place_and_shades_mistakes_only():
    DRAW["confusion"]()
    ax = plt.gca()
    texts = {text.get_position()[::-1]: text.get_text() for text in ax.texts}
    assert texts == {(0, 0): "8", (0, 2): "2", (1, 0): "1", (1, 1): "9", (2, 1): "3", (2, 2): "7"}
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0, 0, 2], [1, 0, 0], [0, 3, 0]])
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("true class", "predicted class")


def test_a_table_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match="counts"):
        plots.predictions.confusion(np.zeros((2, 3)))
