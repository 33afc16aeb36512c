"""The class report's figures as data URIs, each with a sentence that says what it shows."""

import base64
import io
import statistics
import textwrap

from markupsafe import Markup


def all_of(scores, points, tests):
    """What the report's template wants: pictures and captions. tests: of `report.lost`."""
    exercises = {}
    for test in tests:
        exercises.setdefault(test.exercise, []).append(test)
    each = [
        (title, sum(test.lost for test in own) / len(scores), sum(test.of for test in own), False)
        for title, own in exercises.items()
    ]
    rows = [
        (f"{test.title}{' (hidden)' * test.hidden}", test.lost / len(scores), test.of, test.hidden)
        for test in tests
    ]
    median = statistics.median(scores)
    return {
        "median": median,
        "histogram": _uri(_histogram, scores, points, median),
        "about_scores": f"Scores of {_many(len(scores))}: the median is {median:g} of {points:g} points; "
        f"{sum(s >= points for s in scores)} with full marks, {sum(not s for s in scores)} with none.",
        "by_exercise": _uri(_bars, each),
        "about_exercises": f"Mean points lost per exercise. {_most([row[:2] for row in each])}",
        "by_test": _uri(_bars, rows),
        "about_tests": f"Mean points lost per test; hidden tests are hatched. {_most([row[:2] for row in rows])}",
    }


def _many(number):
    return f"{number:,} submission{'s' * (number != 1)}"


def _most(rows):
    title, value = max(rows, key=lambda row: row[1], default=("", 0))
    return f"Most is lost in “{title}”: {value:.2g} points." if value else "No points are lost."


def _uri(draw, *args):
    """The figure that `draw` makes, as SVG: the same bytes for the same data."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from dlkit.plots.style import INK

    look = {
        "svg.hashsalt": "dlkit",
        "svg.fonttype": "path",
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#8A949E",
        "axes.axisbelow": True,
        "hatch.linewidth": 1.2,
        "grid.color": "#E3E7EB",
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "hatch.color": "white",
        "text.usetex": False,
        "text.parse_math": False,
    }
    with matplotlib.rc_context(look):
        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure, *args)
        file = io.BytesIO()
        figure.savefig(
            file, format="svg", facecolor="white", metadata={"Date": None, "Creator": None}
        )
    return Markup("data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode())


def _histogram(figure, scores, points, median):
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    from dlkit.plots.style import COLOURS

    figure.set_size_inches(5.6, 2.6)
    axes = figure.subplots()
    whole = points <= 50 and all(float(score).is_integer() for score in scores)
    edges = np.arange(-0.5, max(points, 1) + 1) if whole else np.linspace(0, max(points, 1), 26)
    axes.hist(scores, edges, color=COLOURS["blue"], rwidth=0.86)
    axes.axvline(median, color=COLOURS["vermillion"], linestyle="--", linewidth=1.8)
    left = median > points / 2
    axes.annotate(
        f"median {median:g}",
        (median, 1),
        xycoords=("data", "axes fraction"),
        va="bottom",
        xytext=(0, 2),
        textcoords="offset points",
        ha="right" if left else "left",
        color="#B04A00",
        annotation_clip=False,
    )
    axes.set(xlabel=f"score, of {points:g} points", ylabel="submissions")
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True))


def _bars(figure, rows):
    """One bar for each (title, value, of, hatched), its title above it: so it can be read on a phone, too."""
    from dlkit.plots.style import COLOURS

    figure.set_size_inches(5.6, 0.6 + 0.4 * len(rows))
    axes = figure.subplots()
    bars = axes.barh(
        range(len(rows)), [value for _, value, *_ in rows], height=0.36, color=COLOURS["blue"]
    )
    for i, (bar, (title, value, of, hatched)) in enumerate(zip(bars, rows, strict=True)):
        bar.set_hatch("////" if hatched else "")
        axes.annotate(
            textwrap.shorten(title, 78, placeholder=" …"),
            (0, i - 0.22),
            xytext=(2, 1),
            fontsize=9,
            textcoords="offset points",
            va="bottom",
        )
        axes.annotate(
            f"{value:.2g} of {of:g}",
            (value, i),
            xytext=(4, 0),
            fontsize=9,
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks([])
    axes.set_ylim(len(rows) - 0.7, -0.75)
    axes.set_xlim(0, 1.16 * max([value for _, value, *_ in rows] + [0.01]))
    axes.set_xlabel("mean points lost")
    axes.grid(axis="x")
