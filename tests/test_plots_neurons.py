"""A neuron shows its sum, its curve and its weights."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "diagram": lambda: plots.neurons.diagram(["a", "b"], [1, 2], [0.5, -1], 0.25),
    "fits": lambda: plots.neurons.fits(
        np.arange(3.0),
        np.array([0, 1, 1]),
        {"half": lambda x: x / 2},
        xlabel="x",
        ylabel="y",
        labels=("no", "yes"),
        level=0.5,
    ),
    "weights": lambda: plots.neurons.weights(
        {"a": [[1, 2, 9], [-3, -4, -5]]}, ["up", "down"], xlabels=["weight"]
    ),
}


def test_weights_have_a_bar_for_the_median_and_a_dot_for_each_run():
    DRAW["weights"]()
    ax = plt.gcf().axes[0]
    assert [bar.get_width() for bar in ax.patches] == [2, -4]
    assert sum(len(line.get_xdata()) for line in ax.lines[:-1]) == 6
    up, down = ax.patches
    assert up.get_y() > down.get_y() and up.get_hatch() != down.get_hatch()


def test_neuron_shows_its_sum_and_answer():
    plots.neurons.diagram(["a", "b"], [1, 2], [0.5, -1], 0.25)
    assert {"z = −1.25", "0"} <= {text.get_text() for text in plt.gca().texts}
    plots.neurons.diagram(["a", "b"], [1, 2], [0.5, 1], -2.5)
    assert {"z = 0", "1"} <= {text.get_text() for text in plt.gca().texts}
