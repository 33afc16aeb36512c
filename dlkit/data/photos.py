"""A few photographs, for networks that were trained on photographs."""

from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parents[1] / "datasets" / "photos"
SKLEARN = ("china", "flower")  # they come with scikit-learn


def photographs():
    """The names of the photographs, in order."""
    return sorted([path.stem for path in FOLDER.glob("*.jpg")] + list(SKLEARN))


def photograph(name):
    """One photograph: (H, W, 3) float32 in [0, 1]; the grey ones have equal channels.

    Eight come with dlkit, all CC0 or in the public domain, with a shorter side of 256
    pixels (datasets/photos.txt has their sources); two come with scikit-learn, 427 ×
    640. Raises ValueError for a name that is not among `photographs()`.
    """
    if name not in photographs():
        names = ", ".join(photographs())
        raise ValueError(f"name: expected one of {names}; got {name!r}")
    if name in SKLEARN:
        from sklearn.datasets import load_sample_image

        return load_sample_image(f"{name}.jpg").astype(np.float32) / 255
    with Image.open(FOLDER / f"{name}.jpg") as image:
        return np.asarray(image.convert("RGB"), dtype=np.float32) / 255
