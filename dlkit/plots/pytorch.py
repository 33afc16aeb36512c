"""Chapter 08: where tensors keep their numbers, what a step costs, how runs drift."""

import matplotlib.pyplot as plt
import numpy as np

from dlkit.plots.style import COLOURS, HUES, INK, LINES, panels


def views(tensors):
    """Where each entry of some tensors of one storage lies in it, as tables.

    tensors: {title: tensor of two axes}. A cell shows its place in the storage, and
    its shade says the same.
    """
    pairs = list(tensors.items())
    largest = max(t.untyped_storage().nbytes() // t.element_size() for _, t in pairs)
    size = (6.2, 2.3 * -(-len(pairs) // 2))
    _, axes = plt.subplots(-(-len(pairs) // 2), 2, figsize=size, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, (title, t) in zip(axes.flat, pairs, strict=False):
        rows, columns = np.indices(t.shape)
        place = t.storage_offset() + rows * t.stride(0) + columns * t.stride(1)
        ax.imshow(place, cmap="cividis", vmin=0, vmax=largest - 1, aspect="equal")
        for (i, j), k in np.ndenumerate(place):
            ink = "white" if k < largest / 2 else "black"
            ax.text(j, i, str(k), ha="center", va="center", color=ink, fontsize=11)
        ax.set_title(f"{title}\nstrides {t.stride()}", fontsize=10)


def bars(groups, *, xlabel, title=None, log=False):
    """A horizontal bar to the median of each group, and a dot for each measurement.

    groups: {label: list of numbers}. The median is written beside the bar.
    """
    labels, values = list(groups), [np.asarray(v, float) for v in groups.values()]
    middle = [float(np.median(v)) for v in values]
    _, ax = plt.subplots(figsize=(6.0, 0.55 * len(labels) + 1.1))
    ax.barh(labels, middle, color=COLOURS["sky"], height=0.6, edgecolor=INK)
    for label, runs, m in zip(labels, values, middle, strict=True):
        if len(runs) <= 12:
            look = {"color": INK, "marker": "o", "markersize": 3, "linestyle": "none"}
            ax.plot(runs, [label] * len(runs), **look)
        text = f" {m:.2g}" if m < 100 else f" {m:.0f}"
        if 1 < len(runs) <= 12:
            text = f"  median{text}"
        ax.text(max(m, runs.max() if len(runs) <= 12 else m), label, text, va="center")
    if log:
        ax.set_xscale("log")
    ax.margins(x=0.14)
    ax.invert_yaxis()
    ax.set(xlabel=xlabel, title=title)


def history(record, title=None):
    """The curves of a `History`, with the epoch whose val_loss is lowest marked."""
    curves = record.curves()
    _, axes = panels(len(curves), size=(3.1, 2.9), title=title)
    for ax, (measure, both) in zip(axes[0], curves.items(), strict=True):
        for i, (what, values) in enumerate(both.items()):
            epoch = np.arange(1, len(values) + 1)
            ax.plot(epoch, values, color=HUES[i], linestyle=LINES[i], label=what)
        if record.best_epoch:
            ax.axvline(record.best_epoch, color=INK, linewidth=0.9, linestyle=":")
            if measure == "loss":
                spot = (record.best_epoch, 0.97)
                words = f"best epoch, {record.best_epoch} "
                where = ax.get_xaxis_transform()
                ax.text(*spot, words, transform=where, ha="right", va="top", fontsize=9)
        ax.set(title=measure, xlabel="epoch")
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0, 0].legend(loc="center right")


def bits(formats):
    """The bits of number formats. formats: {name: (bits of the exponent, of the
    fraction)}; each has a sign as well."""
    _, ax = plt.subplots(figsize=(6.2, 0.62 * len(formats) + 0.9))
    hues = (COLOURS["vermillion"], COLOURS["orange"], COLOURS["sky"])
    for row, (exponent, fraction) in enumerate(formats.values()):
        start = 0
        for width, hue in zip((1, exponent, fraction), hues, strict=True):
            for k in range(width):
                ax.barh(
                    row, 1, left=start + k, color=hue, edgecolor="white", height=0.7
                )
            if width > 1:
                middle = start + width / 2
                ax.text(middle, row, str(width), ha="center", va="center", fontsize=11)
            start += width
    names = ("sign", "exponent: range", "fraction: digits")
    for hue, name in zip(hues, names, strict=True):
        ax.bar(0, 0, color=hue, label=name)
    ax.set_yticks(range(len(formats)), list(formats))
    ax.invert_yaxis()
    ax.set_xlabel("bits")
    ax.grid(visible=False)
    ax.legend(loc="lower right", fontsize=9)
