"""Figures show what they are given, and nothing prints a repr into a chapter."""

from itertools import pairwise

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlkit import activations, plots


@pytest.fixture(autouse=True)
def clean():
    with plt.rc_context():
        plots.use_style()
        yield
    plt.close("all")


SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
DRAW = {
    "curves": lambda: plots.curves(
        {"tanh": (activations.tanh, activations.tanh_slope)}, shade=0.05
    ),
    "cheat_sheet": plots.cheat_sheet,
    "spread": lambda: plots.spread(
        [1, 2], {"a": [[1, 2, 9], [3, 4, 5]]}, xlabel="depth", ylabel="score"
    ),
    "units": lambda: plots.units({"a": [0, 0.5, 0, 1]}),
    "regions": lambda: plots.regions({"a": lambda p: p[:, 0] > 0}, np.eye(2), np.array([0, 1])),
    "neuron": lambda: plots.neuron(["a", "b"], [1, 2], [0.5, -1], 0.25),
    "boundaries": lambda: plots.boundaries(
        {"a": (SQUARE, [0, 0, 0, 1], {"AND": ([1, 1], -1.5)})},
        xlim=(-1, 2),
        ylim=(-1, 2),
        columns=1,
        band=True,
    ),
    "fits": lambda: plots.fits(
        np.arange(3.0),
        np.array([0, 1, 1]),
        {"half": lambda x: x / 2},
        xlabel="x",
        ylabel="y",
        labels=("no", "yes"),
        level=0.5,
    ),
    "descent": lambda: plots.descent(
        {"a": (lambda w, b: (w - 1) ** 2 + b**2, [[0, 1], [0.5, 0.5]], (-1, 2), (-1, 2))}
    ),
    "weights": lambda: plots.weights(
        {"a": [[1, 2, 9], [-3, -4, -5]]}, ["up", "down"], xlabels=["weight"]
    ),
    "nested": lambda: plots.nested({"outer": "rules", "inner": "networks"}),
    "network": lambda: plots.network(
        [784, 3, 1], ["pixels", "hidden", "score"], notes=["many", "few"]
    ),
    "timeline": lambda: plots.timeline(
        {"a": {"one": (1998, 6e4), "two": (2020, 2e11)}, "b": {"three": (2012, 6e7)}},
        ylabel="parameters",
    ),
    "gallery": lambda: plots.gallery(
        np.eye(5)[None, None].repeat(3, 0), ["a", "b\nc", "d"], columns=3
    ),
    "confusion": lambda: plots.confusion([[8, 0, 2], [1, 9, 0], [0, 3, 7]], names="ABC"),
    "as_numbers": lambda: plots.as_numbers(
        np.eye(9), (0, 0), np.sin(np.arange(50)), 8000, "deep", size=3
    ),
    "epochs": lambda: plots.epochs(
        {"loss": {"training set": [[1, 2, 3], [0.5, 1, 0.9]], "new": [[2, 2, 2], [1, 2, 3]]}}
    ),
    "probability_bars": lambda: plots.probability_bars({"a": [0.25, 0.75]}, names="AB"),
    "reduction": lambda: plots.reduction(np.arange(6).reshape(2, 3), rows="ab", columns="xyz"),
    "broadcast": lambda: plots.broadcast(np.array([[1], [2]]), np.array([10, 20, 30])),
    "product": lambda: plots.product(np.eye(2, 3), np.ones((3, 2))),
    "contours": lambda: plots.contours(
        lambda p: p @ p, lambda p: 2 * p, (-1, 1), (-1, 1), points=[(1, 0), (0, 1)]
    ),
    "secants": lambda: plots.secants(np.exp, 1.0, [1, 0.5], xlim=(0, 2), xlabel="x", ylabel="y"),
    "peaks": lambda: plots.peaks(
        np.linspace(0, 1, 11), {"a": -(np.linspace(-0.3, 0.7, 11) ** 2)}, xlabel="p"
    ),
    "strips": lambda: plots.strips({"a": [1, 2, 3], "b": [2, 2, 2]}, xlabel="points"),
}
NAMED_INSTEAD = {
    "probability_bars",
    "reduction",
    "broadcast",
    "product",
}  # bars or boxes carry names themselves


def test_every_public_plot_is_drawn_here():
    assert set(DRAW) == set(plots.__all__) - {"COLOURS", "use_style"}


@pytest.mark.parametrize("name", DRAW)
def test_returns_nothing_and_names_every_axis(name):
    assert DRAW[name]() is None
    figure = plt.gcf()
    figure.canvas.draw()
    panels = [ax for ax in figure.axes if ax.get_visible()]
    assert all(ax.get_title(loc="left") or len(panels) == 1 for ax in panels)
    if name not in NAMED_INSTEAD and panels[-1].axison:  # pictures and diagrams have no axes
        assert panels[-1].get_xlabel()


def test_spread_goes_through_the_medians_and_shows_every_run():
    DRAW["spread"]()
    ax = plt.gca()
    lines = [line for line in ax.lines if line.get_linestyle() != "None"]
    np.testing.assert_array_equal(lines[0].get_ydata(), [2, 4])
    dots = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert sum(len(line.get_ydata()) for line in dots) == 6


def test_spread_places_labels_evenly():
    plots.spread(["SGD", "Adam"], {"a": [[1], [2]]}, xlabel="optimizer", ylabel="score")
    assert [label.get_text() for label in plt.gca().get_xticklabels()] == ["SGD", "Adam"]


def test_epochs_draw_each_run_and_the_median_from_epoch_1():
    DRAW["epochs"]()
    lines = plt.gca().lines
    assert len(lines) == 8 and all(list(line.get_xdata()) == [1, 2] for line in lines)
    np.testing.assert_array_equal(lines[3].get_ydata(), [2, 0.9])
    assert [text.get_text() for text in plt.gca().get_legend().get_texts()] == [
        "training set",
        "new",
    ]


def test_gallery_shows_each_image_with_its_label_and_hides_empty_places():
    images = np.random.default_rng(0).random((3, 1, 4, 5))
    plots.gallery(images, ["a", "b", "c"], columns=2)
    shown = [ax for ax in plt.gcf().axes if ax.images]
    assert [ax.get_title(loc="left") for ax in shown] == ["a", "b", "c"]
    for ax, image in zip(shown, images, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), image[0])
        assert ax.images[0].get_clim() == (0, 1)
    assert not any(ax.axison for ax in plt.gcf().axes)


def test_signed_gallery_puts_zero_in_the_middle():
    plots.gallery(np.array([[[-1.0, 3.0]], [[-8.0, 2.0]]]), ["a", "b"], signed=True)
    assert [ax.images[0].get_clim() for ax in plt.gcf().axes if ax.images] == [(-3, 3), (-8, 8)]


@pytest.mark.parametrize(
    "call",
    [
        lambda: plots.gallery(np.zeros((2, 3, 4, 4)), "ab"),
        lambda: plots.gallery(np.zeros((2, 4, 4)), "a"),
        lambda: plots.confusion(np.zeros((2, 3))),
    ],
)
def test_images_of_another_shape_are_refused(call):
    with pytest.raises(ValueError, match=r"images|labels|counts"):
        call()


def test_confusion_writes_every_count_in_its_place_and_shades_mistakes_only():
    DRAW["confusion"]()
    ax = plt.gca()
    texts = {text.get_position()[::-1]: text.get_text() for text in ax.texts}
    assert texts == {(0, 0): "8", (0, 2): "2", (1, 0): "1", (1, 1): "9", (2, 1): "3", (2, 2): "7"}
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0, 0, 2], [1, 0, 0], [0, 3, 0]])
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("true class", "predicted class")


def test_as_numbers_writes_the_pixels_of_the_corner():
    image = np.arange(16).reshape(4, 4) / 100
    plots.as_numbers(image, (1, 2), np.zeros(9), 8000, "ab", size=2)
    values, letters = plt.gcf().axes[1], plt.gcf().axes[3]
    assert [text.get_text() for text in values.texts] == ["6", "7", "10", "11"]
    assert [text.get_text() for text in letters.texts] == ["a", "97", "b", "98"]


def test_network_draws_large_layers_with_dots_and_joins_all_that_it_draws():
    DRAW["network"]()
    ax = plt.gca()
    circles = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert [len(line.get_ydata()) for line in circles] == [4, 3, 1]
    assert len(ax.lines) - len(circles) == 4 * 3 + 3 * 1
    assert sum(text.get_text() == "⋮" for text in ax.texts) == 1


def test_nested_boxes_lie_inside_one_another_and_their_text_in_them():
    plots.nested({"a": "x", "b": "y", "c": "z"})
    boxes = [patch.get_bbox() for patch in plt.gca().patches]
    for outer, inner in pairwise(boxes):
        assert (
            outer.x0 < inner.x0 < inner.x1 < outer.x1 and outer.y0 < inner.y0 < inner.y1 < outer.y1
        )
    for box, inner, text in zip(boxes, [*boxes[1:], None], plt.gca().texts[1::2], strict=True):
        y = text.get_position()[1]
        assert box.y0 < y < box.y1 and (inner is None or y > inner.y1)


def test_units_counts_the_dead_and_sorts():
    DRAW["units"]()
    ax = plt.gcf().axes[0]
    assert "2 of 4 dead" in ax.get_title(loc="left")
    assert [bar.get_height() for bar in ax.patches] == [0, 0, 0.5, 1]


def test_curves_leave_a_gap_where_a_function_jumps():
    plots.curves({"step": (activations.step, activations.step_slope)})
    value = plt.gcf().axes[0].lines[0].get_ydata()
    assert np.isnan(value).sum() == 1 and np.nanmax(value) == 1


def test_curves_shade_exactly_where_the_slope_is_small():
    z = np.linspace(-5, 5, 1001)
    plots.curves({"tanh": (activations.tanh, activations.tanh_slope)}, z=z, shade=0.05)
    path = plt.gcf().axes[0].collections[0].get_paths()[0].vertices
    edge = z[np.abs(activations.tanh_slope(z)) < 0.05]
    assert path[:, 0].min() == edge.min() and path[:, 0].max() <= edge[edge < 0].max() + 1e-9


def test_lines_differ_in_grey_and_for_colour_blind_readers():
    cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()
    assert (
        len({str(line) for line in cycle["linestyle"]})
        == len(cycle["color"])
        == len(set(cycle["color"]))
    )


def test_boundaries_draw_the_line_and_shade_the_side_of_1():
    DRAW["boundaries"]()
    ax = plt.gcf().axes[0]
    x, y = ax.lines[0].get_data()
    np.testing.assert_allclose(x + y, 1.5)
    bands = [np.add(*line.get_data())[0] for line in ax.lines if line.get_linestyle() == ":"]
    np.testing.assert_allclose(
        sorted(bands), [1, 2]
    )  # the nearest corners are (0, 1), (1, 0) and (1, 1)
    shaded = ax.collections[0].get_paths()[0]
    assert shaded.contains_point((1, 1)) and not shaded.contains_point((0, 1))


def test_boundaries_may_be_upright():
    plots.boundaries(
        {"a": (SQUARE, [0, 0, 1, 1], {"line": ([2, 0], -1)})}, xlim=(-1, 2), ylim=(-1, 2)
    )
    np.testing.assert_allclose(plt.gcf().axes[0].lines[0].get_xdata(), 0.5)


def test_descent_marks_start_and_lowest_point():
    DRAW["descent"]()
    star, path, start = plt.gcf().axes[0].lines
    np.testing.assert_allclose(
        [*star.get_xdata(), *star.get_ydata()], [1, 0], atol=0.016
    )  # half a step of the map
    assert (
        (start.get_xdata()[0], start.get_ydata()[0])
        == (0, 1)
        == (path.get_xdata()[0], path.get_ydata()[0])
    )


def test_weights_have_a_bar_for_the_median_and_a_dot_for_each_run():
    DRAW["weights"]()
    ax = plt.gcf().axes[0]
    assert [bar.get_width() for bar in ax.patches] == [2, -4]
    assert sum(len(line.get_xdata()) for line in ax.lines[:-1]) == 6
    up, down = ax.patches
    assert up.get_y() > down.get_y() and up.get_hatch() != down.get_hatch()


def test_neuron_shows_its_sum_and_answer():
    plots.neuron(["a", "b"], [1, 2], [0.5, -1], 0.25)
    assert {"z = −1.25", "0"} <= {text.get_text() for text in plt.gca().texts}
    plots.neuron(["a", "b"], [1, 2], [0.5, 1], -2.5)
    assert {"z = 0", "1"} <= {text.get_text() for text in plt.gca().texts}


def texts():
    return [text.get_text() for text in plt.gca().texts]


def test_reduction_shows_what_is_left_along_each_axis():
    plots.reduction(np.array([[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]]), rows="ab", columns="xyz")
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
    plots.product(np.array([[1, 2], [3, 4]]), np.array([[5], [6]]), row=1, column=0)
    assert "= 3·5 + 4·6" in texts() and "39" in texts()


def test_secants_name_the_slope_and_close_in():
    plots.secants(lambda x: x**3, 1.0, [1, 0.1], xlim=(0, 2), xlabel="x", ylabel="y")
    assert [ax.get_title(loc="left") for ax in plt.gcf().axes] == [
        "h = 1: slope 4.00",
        "h = 0.1: slope 3.01",
    ]


def test_peaks_marks_the_highest_point():
    DRAW["peaks"]()
    assert plt.gcf().axes[0].texts[0].get_text().strip() == "0.30"


def test_contours_draw_the_gradient_where_they_are_told():
    DRAW["contours"]()
    (arrows,) = [c for c in plt.gca().collections if type(c).__name__ == "Quiver"]
    np.testing.assert_allclose(arrows.XY, [[1, 0], [0, 1]])
    np.testing.assert_allclose(np.stack([arrows.U, arrows.V], axis=1), [[2, 0], [0, 2]])


def test_strips_say_mean_and_standard_deviation():
    DRAW["strips"]()
    assert [text.get_text() for text in plt.gca().texts] == [
        "mean 2, standard deviation 0.8",
        "mean 2, standard deviation 0.0",
    ]
