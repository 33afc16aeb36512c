"""Figures of chapter 09: numbers that flatter, what each cure does, confidence."""

import numpy as np

from dlkit.plots.style import AXIS, COLOURS, HUES, INK, LINES, MARKERS, panels


def flattery(gaps, *, xlabel):
    """How far reported scores lie above the truth: a histogram and its mean for each
    way of reporting. gaps: {name: (n,)}."""
    _, axes = panels(1, size=(6.2, 2.8))
    ax = axes[0, 0]
    every = np.concatenate([np.asarray(g, float) for g in gaps.values()])
    bins = np.linspace(every.min(), every.max(), 28)
    for i, (name, values) in enumerate(gaps.items()):
        hatch = ("", "////")[i % 2]
        ax.hist(values, bins, color=HUES[i], alpha=0.5, hatch=hatch, label=name)
        ax.axvline(np.mean(values), color=HUES[i], linestyle=LINES[i])
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_xlabel(xlabel)
    ax.set_ylabel("repetitions")
    ax.legend(loc="upper left", fontsize=8)


def film(x, truth, fits, points):
    """Many fits to many training sets, a panel for each model.

    x, truth: (n,); fits: {title: (runs, n)}; points: (xs, ys), one training set.
    """
    _, axes = panels(len(fits), columns=2, size=(3.1, 2.0), sharex=True, sharey=True)
    for ax, (title, curves) in zip(axes.flat, fits.items(), strict=False):
        for i, curve in enumerate(curves):
            label = "fits" if i == 0 else None
            ax.plot(x, curve, "-", color=COLOURS["sky"], lw=0.7, alpha=0.6, label=label)
        ax.plot(x, truth, "--", color=INK, linewidth=1.8, label="truth")
        ax.plot(*points, "o", color=COLOURS["vermillion"], ms=3.5, label="one sample")
        ax.set_ylim(np.min(truth) - 1.6, np.max(truth) + 1.6)
        ax.set_title(title, size=10)
    for ax in axes[-1]:
        ax.set_xlabel("x")
    axes[0, 0].set_ylabel("y")
    axes[-1, 0].set_ylabel("y")
    axes[0, 0].legend(fontsize=7, loc="upper left", ncols=3, handlelength=1.2)


def descent(widths, curves, threshold, *, ylabel):
    """Error by width on a logarithmic axis: medians as lines, each run a dot.

    curves: {name: (n, runs)}; threshold: the width that is marked, (number, words).
    """
    _, axes = panels(1, size=(6.2, 3.3))
    ax = axes[0, 0]
    for i, (name, every) in enumerate(curves.items()):
        runs = np.asarray(every, float)
        look = {"color": HUES[i], "marker": MARKERS[i]}
        ax.plot(widths, np.median(runs, axis=1), linestyle=LINES[i], label=name, **look)
        at = np.repeat(widths, runs.shape[1])
        ax.plot(at, runs.ravel(), linestyle="none", markersize=3, alpha=0.4, **look)
    ax.axvline(threshold[0], color=AXIS, linestyle=":", linewidth=1.5)
    ax.text(threshold[0], 0.98, f"{threshold[1]} ", transform=ax.get_xaxis_transform(),
            ha="right", va="top", fontsize=9)  # fmt: skip
    ax.set_xscale("log")
    ax.set_ylim(0, 1)
    ax.set_xlabel("width: random features, and so weights per class")
    ax.set_ylabel(ylabel)
    ax.legend(loc="upper right", fontsize=8)


def stopping(curves, best, *, ylabel="loss"):
    """Losses by step, and the step with the lowest validation loss.

    curves: {name: (steps,)}; best: the step, counted from 1.
    """
    _, axes = panels(1, size=(6.2, 3.0))
    ax = axes[0, 0]
    for i, (name, values) in enumerate(curves.items()):
        steps = np.arange(1, len(values) + 1)
        ax.plot(steps, values, color=HUES[i], linestyle=LINES[i], label=name)
    ax.axvline(best, color=INK, linestyle=":", linewidth=1.5)
    ax.text(best, 0.97, f" step {best}", transform=ax.get_xaxis_transform(), va="top",
            fontsize=9)  # fmt: skip
    ax.set_ylim(0, None)
    ax.set_xlabel("step")
    ax.set_ylabel(ylabel)
    ax.legend(fontsize=8)


def strengths(sweeps, *, ylabel):
    """What a cure's strength does: two panels at most, a thin line for each draw
    and a thick one for their mean.

    sweeps: {name: (strengths (n,), results (n, runs))}.
    """
    _, axes = panels(len(sweeps), size=(3.1, 2.7), sharey=True)
    for ax, (name, (values, every)) in zip(axes[0], sweeps.items(), strict=True):
        at, runs = np.arange(len(values)), np.asarray(every, float)
        ax.plot(at, runs, "-o", color=COLOURS["grey"], ms=3, lw=0.8, alpha=0.6)
        ax.plot(at, runs.mean(axis=1), "-s", color=COLOURS["blue"], ms=6)
        ax.set_xticks(at, [f"{v:g}" for v in values])
        ax.set_xlabel(name)
    axes[0, 0].set_ylabel(ylabel)


def moved(images, copies):
    """Each image (n, H, W) in the first column, its copies (n, m, H, W) beside it."""
    n, m = np.shape(copies)[:2]
    _, axes = panels(1, size=(0.62 * (m + 1), 0.66 * n))
    ax = axes[0, 0]
    rows = np.concatenate([np.asarray(images)[:, None], copies], axis=1)
    rows = np.pad(rows, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=0.5)
    H, W = rows.shape[-2:]
    ax.imshow(rows.transpose(0, 2, 1, 3).reshape(n * H, (m + 1) * W), cmap="gray_r")
    ax.axvline(W - 0.5, color=COLOURS["vermillion"], linewidth=2)
    ax.grid(False)
    ax.set_xticks([(W - 1) / 2, W + m * W / 2], ["as written", "moved and turned"])
    ax.set_yticks([])


def gains(results, *, xlabel):
    """Paired differences, a panel for each situation, a row of dots for each cure.

    results: {situation: {cure: (runs,)}}; the median is a bar.
    """
    _, axes = panels(len(results), columns=2, size=(3.1, 2.5), sharey=True)
    for ax, (situation, cures) in zip(axes.flat, results.items(), strict=False):
        for i, values in enumerate(cures.values()):
            place = np.full(len(values), i)
            ax.plot(values, place, MARKERS[i], color=HUES[i], alpha=0.6, markersize=5)
            ax.plot([np.median(values)], [i], "|", color=INK, markersize=15, mew=2)
        ax.axvline(0, color=INK, linewidth=1)
        ax.set_yticks(range(len(cures)), cures)
        ax.set_ylim(len(cures) - 0.5, -0.5)
        ax.set_title(situation, size=10)
    for ax in axes[-1]:
        ax.set_xlabel(xlabel, size=9)


def landscape(scores, x, y, chosen, *, xlabel, ylabel, label):
    """A map of scores (len(y), len(x)) in powers of ten, with points that were tried.

    x, y: exponents; chosen: {title: [(row, column), ...]}, a panel each.
    """
    fig, axes = panels(len(chosen), size=(3.1, 2.7), sharey=True)
    for ax, (title, places) in zip(axes[0], chosen.items(), strict=True):
        rows, columns = np.transpose(places)
        drawn = ax.pcolormesh(x, y, scores, shading="nearest")
        ax.plot(np.asarray(x)[columns], np.asarray(y)[rows], "o", color="white",
                markeredgecolor=INK, markersize=6)  # fmt: skip
        tried = np.asarray(x)[np.unique(columns)]
        ax.plot(tried, np.full(len(tried), np.min(y)), "|", color=COLOURS["vermillion"],
                markersize=16, mew=2.5, clip_on=False)  # fmt: skip
        ax.set_title(f"{title}: {len(tried)} values", size=10)
        ax.set_xlabel(xlabel)
        ax.grid(False)
    axes[0, 0].set_ylabel(ylabel)
    fig.colorbar(drawn, ax=axes[0].tolist(), label=label)


def reliability(models):
    """Accuracy against confidence, bin by bin. models: {title: Bins}, a panel each.

    Areas of the dots are proportional to the number of answers.
    """
    _, axes = panels(len(models), size=(3.1, 3.0), sharey=True)
    for ax, (title, bins) in zip(axes[0], models.items(), strict=True):
        ax.plot([0, 1], [0, 1], "--", color=AXIS, linewidth=1.5)
        full = bins.count > 0
        x, y = bins.confidence[full], bins.accuracy[full]
        ax.vlines(x, np.minimum(x, y), np.maximum(x, y), color=COLOURS["vermillion"])
        area = 400 * bins.count[full] / bins.count.sum() + 12
        ax.scatter(x, y, area, color=COLOURS["blue"], zorder=3)
        ax.set_xlim(0, 1.08)
        ax.set_ylim(0, 1.08)
        ax.set_title(title, size=10)
        ax.set_xlabel("confidence")
    axes[0, 0].set_ylabel("share that is right")


def draws(scores, *, xlabel):
    """Scores (draws, seeds): a row for each draw of the data, a dot for each seed."""
    _, axes = panels(1, size=(6.2, 2.6))
    ax = axes[0, 0]
    for i, row in enumerate(np.asarray(scores, float)):
        ax.plot(row, np.full(len(row), i), "o", color=COLOURS["blue"], alpha=0.5, ms=6)
    ax.set_yticks(range(len(scores)), range(len(scores)))
    ax.set_ylabel("draw of the labels")
    ax.set_xlabel(xlabel)


def intervals(found, truth, *, xlabel):
    """Intervals (n, 2), one below the other; those that miss the truth are marked."""
    _, axes = panels(1, size=(6.2, 2.8))
    ax = axes[0, 0]
    for i, (low, high) in enumerate(found):
        hit = low <= truth <= high
        colour, width = (HUES[0], 2) if hit else (HUES[1], 3.5)
        ax.plot([low, high], [i, i], "-", color=colour, linewidth=width)
    ax.axvline(truth, color=INK, linestyle="--", linewidth=1.5)
    ax.set_yticks([])
    ax.set_ylabel("test sets")
    ax.set_xlabel(xlabel)
