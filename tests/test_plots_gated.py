"""Chapter 16's figures show what they are given."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")

X, MARKS = np.array([1.0, -1, 1, -1, 1]), np.array([1, 0, 0, 1, 0])
STAGES = {"one": np.linspace(0, 1, 5), "two": np.ones(5), "three": -np.ones(5)}
DRAW = {
    "memories": lambda: plots.gated.memories(X, MARKS, STAGES, np.ones(5)),
    "cell": plots.gated.cell,
    "rounds": plots.gated.rounds,
}


def test_memories_draw_each_stage_and_the_marked_inputs():
    DRAW["memories"]()
    for ax, (title, values) in zip(plt.gcf().axes, STAGES.items(), strict=False):
        assert ax.get_title(loc="left") == title
        np.testing.assert_array_equal(ax.lines[0].get_ydata(), np.ones(5))
        np.testing.assert_array_equal(ax.lines[1].get_ydata(), values)
        plain, marked = ax.collections
        assert [len(c.get_segments()) for c in (plain, marked)] == [3, 2]
        assert [s[0][0] for s in marked.get_segments()] == [1, 4]


def test_the_cell_has_three_gates_and_a_candidate():
    plots.gated.cell()
    texts = [text.get_text() for text in plt.gca().texts]
    assert sum(text.startswith("σ") for text in texts) == 3
    assert texts.count("×") == 3 and texts.count("+") == 1


@pytest.mark.parametrize(("T", "n"), [(8, 3), (6, 3), (4, 2)])
def test_rounds_end_with_everything(T, n):
    plots.gated.rounds(T)
    texts = [text.get_text() for text in plt.gca().texts if text.get_text()]
    assert len(texts) == T * (n + 1)
    assert texts[-1] == f"1–{T}" and texts[:T] == [str(t) for t in range(1, T + 1)]
    assert len(plt.gca().get_yticks()) == n + 1
