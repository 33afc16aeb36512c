"""Figures are stored small, and only where nobody can see the difference."""

import base64
import io

import canonical
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image


def encoded(image):
    held = io.BytesIO()
    image.save(held, "PNG", dpi=(220, 220))
    return base64.b64encode(held.getvalue()).decode()


def decoded(text):
    return Image.open(io.BytesIO(base64.b64decode(text)))


def drawn():
    figure, ax = plt.subplots(figsize=(4, 3), dpi=220)
    ax.plot(np.sin(np.linspace(0, 9, 200)))
    held = io.BytesIO()
    figure.savefig(held, format="png")
    plt.close(figure)
    return base64.b64encode(held.getvalue()).decode()


def test_a_drawing_gets_a_palette_and_looks_the_same():
    before = drawn()
    after = canonical.small_png(before)
    assert decoded(after).mode == "P" and len(after) < 0.6 * len(before)
    error = np.asarray(decoded(before).convert("RGB"), float) - np.asarray(
        decoded(after).convert("RGB"), float
    )
    assert np.sqrt((error**2).mean()) < canonical.MAX_COLOUR_ERROR
    assert canonical.small_png(after) == after, "a second run changes nothing"


def test_a_photograph_keeps_its_colours():
    rng = np.random.default_rng(0)
    photograph = encoded(Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)))
    assert canonical.small_png(photograph) == photograph


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    after = decoded(canonical.small_png(encoded(clear)))
    assert after.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
