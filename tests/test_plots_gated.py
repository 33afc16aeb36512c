"""TODO: what the figures of chapter 16 show is what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
POINTS = np.array([[1.0, 2.0], [3.0, 5.0]])
DRAW = {
    "before_and_after": lambda: plots.lstm_gru.before_and_after(POINTS, POINTS - 1, "x", "y"),
}


def test_before_and_after_show_the_two_tables():
    DRAW["before_and_after"]()
    shown = [ax.lines[0].get_xydata() for ax in plt.gcf().axes]
    np.testing.assert_array_equal(shown, [POINTS, POINTS - 1])
