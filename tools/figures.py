"""Draw the picture of the landing page and the README: book/static/hero-light.svg and hero-dark.svg.

    .venv/bin/python tools/figures.py

Nothing in it is invented: a small network is trained on scikit-learn's digits, one test image is sent through
it, and what is drawn are the activations and weights of that pass.
"""

import io
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb

STATIC = Path(__file__).parent.parent / "book" / "static"
# the last: how many of the strongest connections are drawn in each layer
INPUTS, HIDDEN, CLASSES, STRONGEST = 64, 16, 10, 100
DIGIT = 3
LIGHT = {
    "ink": "#22303C",
    "quiet": "#5F6B76",
    "ground": "#FFFFFF",
    "plus": "#0072B2",
    "minus": "#D55E00",
}
DARK = {
    "ink": "#E6EBEF",
    "quiet": "#A9B4BE",
    "ground": "#14181D",
    "plus": "#56B4E9",
    "minus": "#E69F00",
}


def forward():
    """Train 64–16–10 and run one test image: (image (8, 8), a1, p, contributions of both layers)."""
    X, y = load_digits(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(
        X / 16, y, test_size=360, random_state=0, stratify=y
    )
    net = MLPClassifier([HIDDEN], alpha=0.01, max_iter=1000, random_state=0).fit(X_train, y_train)
    p = net.predict_proba(X_test)
    # a test image that is read rightly but not without doubt shows more than one bar
    rows = np.flatnonzero((y_test == DIGIT) & (p.argmax(axis=1) == DIGIT))
    row = rows[np.argmin(abs(p[rows, DIGIT] - 0.9))]
    x = X_test[row]
    a1 = np.maximum(x @ net.coefs_[0] + net.intercepts_[0], 0)
    return x.reshape(8, 8), a1, p[row], x[:, None] * net.coefs_[0], a1[:, None] * net.coefs_[1]


def connect(ax, start, end, contributions, palette):
    """Lines from `start` (n, 2) to `end` (m, 2), coloured by sign, as strong as |contribution| (n, m)."""
    strongest = np.argsort(abs(contributions), axis=None)[-STRONGEST:]
    i, j = np.unravel_index(strongest, contributions.shape)
    strength = abs(contributions[i, j]) / abs(contributions).max()
    colours = [
        (*to_rgb(palette["plus" if c > 0 else "minus"]), 0.15 + 0.75 * s)
        for c, s in zip(contributions[i, j], strength, strict=True)
    ]
    lines = np.stack([start[i], end[j]], axis=1)
    ax.add_collection(
        LineCollection(lines, colors=colours, linewidths=0.4 + 2.6 * strength, zorder=1)
    )


def draw(palette, image, a1, p, first, second):
    """The picture as a figure: pixels on the left, hidden units, then the probabilities of the ten digits."""
    fig = plt.figure(figsize=(8, 3.75), facecolor="none")
    ax = fig.add_axes([0, 0, 1, 1])
    ax.set(xlim=(0, 16), ylim=(0.1, 7.6), aspect="equal")
    ax.axis("off")
    shade = LinearSegmentedColormap.from_list("activation", [palette["ground"], palette["plus"]])

    side, left, top = 0.66, 0.35, 6.9
    pixels = np.array(
        [(left + (c + 0.5) * side, top - (r + 0.5) * side) for r in range(8) for c in range(8)]
    )
    for (cx, cy), value in zip(pixels, image.ravel(), strict=True):
        ax.add_patch(
            plt.Rectangle(
                (cx - side / 2, cy - side / 2),
                side,
                side,
                facecolor=shade(value),
                edgecolor=palette["quiet"],
                linewidth=0.3,
                zorder=2,
            )
        )
    middle = top - 4 * side
    units = np.column_stack(
        [np.full(HIDDEN, 8.9), middle + 0.40 * (np.arange(HIDDEN)[::-1] - (HIDDEN - 1) / 2)]
    )
    outputs = np.column_stack(
        [np.full(CLASSES, 12.3), middle + 0.62 * (np.arange(CLASSES)[::-1] - 4.5)]
    )
    connect(ax, pixels, units, first, palette)
    connect(ax, units, outputs, second, palette)
    ax.scatter(
        *units.T, s=70, c=shade(a1 / a1.max()), edgecolors=palette["ink"], linewidths=0.9, zorder=3
    )
    ax.scatter(*outputs.T, s=110, c=shade(p), edgecolors=palette["ink"], linewidths=0.9, zorder=3)
    for k, (x, y) in enumerate(outputs):
        best = k == p.argmax()
        ax.text(
            x + 0.45,
            y,
            str(k),
            va="center",
            fontsize=14,
            weight="bold" if best else "normal",
            color=palette["ink"],
        )
        ax.barh(
            y,
            2.0 * p[k],
            left=x + 1.0,
            height=0.36,
            zorder=2,
            color=palette["plus"] if best else palette["quiet"],
        )
    for x, text in [
        (left + 4 * side, "64 pixels"),
        (8.9, f"{HIDDEN} units"),
        (13.6, "which digit?"),
    ]:
        ax.text(x, 0.55, text, ha="center", fontsize=15, color=palette["ink"])
    return fig


def main():
    # the same bytes from the same numbers: no date, no random ids
    plt.rcParams.update({"svg.hashsalt": "dlkit", "font.family": "DejaVu Sans"})
    parts = forward()
    for name, palette in (("light", LIGHT), ("dark", DARK)):
        svg = io.StringIO()
        fig = draw(palette, *parts)
        fig.savefig(svg, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        plt.close(fig)
        path = STATIC / f"hero-{name}.svg"
        path.write_text(
            "\n".join(line.rstrip() for line in svg.getvalue().splitlines()) + "\n",
            encoding="utf-8",
        )
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    print("probabilities", np.round(parts[2], 3))


if __name__ == "__main__":
    main()
