"""Each figure of chapter 08 draws what it was given."""

import matplotlib.pyplot as plt
import pytest
import torch

from dlkit import plots
from dlkit.train import History

pytestmark = pytest.mark.usefixtures("figures")
T = torch.arange(12).reshape(3, 4)
DRAW = {
    "views": lambda: plots.pytorch.views({"t": T, "transposed": T.T}),
    "bars": lambda: plots.pytorch.bars({"a": [1, 2, 9]}, xlabel="ms"),
    "history": lambda: plots.pytorch.history(History(loss=[3, 2], accuracy=[0, 1])),
    "bits": lambda: plots.pytorch.bits({"float32": (8, 23)}),
}


def test_views_shows_the_place_of_each_entry():
    t = torch.arange(12).reshape(3, 4)
    plots.pytorch.views({"t": t, "transposed": t.T, "columns": t[:, 1::2]})
    shown = [[text.get_text() for text in ax.texts] for ax in plt.gcf().axes]
    for got, tensor in zip(shown, (t, t.T, t[:, 1::2]), strict=False):
        assert got == [str(v.item()) for v in tensor.flatten()]


def test_bars_reach_to_the_median():
    plots.pytorch.bars({"few": [1, 2, 9], "many": range(101)}, xlabel="ms", log=True)
    ax = plt.gca()
    assert [p.get_width() for p in ax.patches] == [2, 50]
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2, 9]]


def test_history_marks_the_best_epoch():
    record = History(loss=[3, 2, 1], val_loss=[3, 1, 2], accuracy=[0, 0.5, 1])
    plots.pytorch.history(record, title="run")
    left, right = plt.gcf().axes
    assert [len(line.get_xdata()) for line in left.lines] == [3, 3, 2]
    assert left.lines[-1].get_xdata()[0] == 2 and "2" in left.texts[0].get_text()
    assert right.lines[0].get_ydata().tolist() == [0, 0.5, 1]


def test_history_without_validation_has_no_mark():
    plots.pytorch.history(History(loss=[2, 1]))
    (ax,) = plt.gcf().axes
    assert len(ax.lines) == 1 and not ax.texts


def test_bits_draws_one_box_for_each_bit():
    plots.pytorch.bits({"float32": (8, 23), "bfloat16": (8, 7)})
    assert sum(p.get_width() == 1 for p in plt.gca().patches) == 32 + 16
