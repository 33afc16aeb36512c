"""Boxes hold the numbers that NumPy gives."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import plots

pytestmark = pytest.mark.usefixtures("figures")
DRAW = {
    "reduction": lambda: plots.arrays.reduction(
        np.arange(6).reshape(2, 3), rows="ab", columns="xyz"
    ),
    "broadcast": lambda: plots.arrays.broadcast(np.array([[1], [2]]), np.array([10, 20, 30])),
    "product": lambda: plots.arrays.product(np.eye(2, 3), np.ones((3, 2))),
}
NAMES_ITSELF = {"reduction", "broadcast", "product"}  # bars or boxes carry names themselves


def texts():
    return [text.get_text() for text in plt.gca().texts]


def test_reduction_shows_what_is_left_along_each_axis():
    plots.arrays.reduction(np.array([[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]]), rows="ab", columns="xyz")
    shown = texts()
    assert shown[6:9] == ["2", "3", "7"] and shown[9:11] == ["3", "5"]
    assert any("(2, 3) → (3,)" in text for text in shown) and any(
        "→ (2,)" in text for text in shown
    )


def test_broadcast_hatches_exactly_the_copies():
    DRAW["broadcast"]()
    a, b, result = np.split(
        np.array([bool(box.get_hatch()) for box in plt.gca().patches]).reshape(3, 2, 3), 3
    )
    assert a[0, :, 0].sum() == 0 and a[0, :, 1:].all()
    assert b[0, 0].sum() == 0 and b[0, 1].all()
    assert not result.any()
    assert [text for text in texts() if len(text) == 2][-6:] == ["11", "21", "31", "12", "22", "32"]


def test_product_writes_out_the_chosen_entry():
    plots.arrays.product(np.array([[1, 2], [3, 4]]), np.array([[5], [6]]), row=1, column=0)
    assert "= 3·5 + 4·6" in texts() and "39" in texts()
