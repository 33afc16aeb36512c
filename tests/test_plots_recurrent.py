"""Chapter 15's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")

TIME, VALUES = np.arange(1990, 2000), np.arange(10.0) ** 2
NAMES_ITSELF = ("next_letters",)  # the letters stand under their bars
DRAW = {
    "series": lambda: plots.recurrent.series(
        {"a": {"measured": (TIME, VALUES)}}, ylabel="ppm", cuts={"test": 1995}
    ),
    "unrolled": lambda: plots.recurrent.unrolled(3),
    "batch": lambda: plots.recurrent.batch(["abba", "cd"]),
    "next_letters": lambda: plots.recurrent.next_letters(
        {"a": np.linspace(0, 0.2, 10), "ab": np.ones(10) / 10}, ".abcdefghi"
    ),
}


def test_series_draws_each_line_and_each_cut():
    lines = {"measured": (TIME, VALUES), "forecast": (TIME[5:], VALUES[5:] + 1)}
    plots.recurrent.series({"a": lines, "b": lines}, ylabel="ppm", cuts={"test": 1995}, columns=2)
    for ax, title in zip(plt.gcf().axes, "ab", strict=True):
        assert ax.get_title(loc="left") == title
        np.testing.assert_array_equal(ax.lines[0].get_ydata(), VALUES)
        np.testing.assert_array_equal(ax.lines[1].get_xdata(), TIME[5:])
        assert ax.lines[2].get_xdata()[0] == 1995 and ax.texts[0].get_text() == " test"


def test_unrolled_has_a_cell_for_each_step():
    for steps in (2, 4):
        plots.recurrent.unrolled(steps, back=steps == 2)
        texts = [text.get_text() for text in plt.gca().texts]
        assert texts.count("cell") == steps + 1
        assert rf"$x_{steps}$" in texts and rf"$h_{steps + 1}$" not in texts


def test_batch_hatches_what_is_not_there():
    plots.recurrent.batch(["abba", "cd"], width=5)
    patches = plt.gca().patches
    assert [bool(p.get_hatch()) for p in patches] == [False] * 4 + [True] + [False] * 2 + [True] * 3
    assert "".join(text.get_text() for text in plt.gca().texts) == "abbacd"


def test_next_letters_shows_the_most_probable_first():
    DRAW["next_letters"]()
    a, b = plt.gcf().axes
    heights = [bar.get_height() for bar in a.patches]
    np.testing.assert_allclose(heights, np.linspace(0, 0.2, 10)[::-1][:8])
    assert a.get_xticklabels()[0].get_text() == "i"
    assert b.get_xticklabels()[0].get_text() == "end"
