"""Peaks and means are marked where they are."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "peaks": lambda: plots.statistics.peaks(
        np.linspace(0, 1, 11), {"a": -(np.linspace(-0.3, 0.7, 11) ** 2)}, xlabel="p"
    ),
    "strips": lambda: plots.statistics.strips({"a": [1, 2, 3], "b": [2, 2, 2]}, xlabel="points"),
}


def test_peaks_marks_the_highest_point():
    DRAW["peaks"]()
    assert plt.gcf().axes[0].texts[0].get_text().strip() == "0.30"


def test_strips_say_mean_and_standard_deviation():
    DRAW["strips"]()
    assert [text.get_text() for text in plt.gca().texts] == [
        "mean 2, standard deviation 0.8",
        "mean 2, standard deviation 0.0",
    ]
