"""Sets lie in sets, networks have the units that they were given."""

from itertools import pairwise

import matplotlib.pyplot as plt
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "nested": lambda: plots.diagrams.nested({"outer": "rules", "inner": "networks"}),
    "network": lambda: plots.diagrams.network(
        [784, 3, 1], ["pixels", "hidden", "score"], notes=["many", "few"]
    ),
    "timeline": lambda: plots.diagrams.timeline(
        {"a": {"one": (1998, 6e4), "two": (2020, 2e11)}, "b": {"three": (2012, 6e7)}},
        ylabel="parameters",
    ),
}


def test_network_draws_large_layers_with_dots_and_joins_all_that_it_draws():
    DRAW["network"]()
    ax = plt.gca()
    circles = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert [len(line.get_ydata()) for line in circles] == [4, 3, 1]
    assert len(ax.lines) - len(circles) == 4 * 3 + 3 * 1
    assert sum(text.get_text() == "⋮" for text in ax.texts) == 1


def test_nested_boxes_lie_inside_one_another_and_their_text_in_them():
    plots.diagrams.nested({"a": "x", "b": "y", "c": "z"})
    boxes = [patch.get_bbox() for patch in plt.gca().patches]
    for outer, inner in pairwise(boxes):
        assert (
            outer.x0 < inner.x0 < inner.x1 < outer.x1 and outer.y0 < inner.y0 < inner.y1 < outer.y1
        )
    for box, inner, text in zip(boxes, [*boxes[1:], None], plt.gca().texts[1::2], strict=True):
        y = text.get_position()[1]
        assert box.y0 < y < box.y1 and (inner is None or y > inner.y1)
