"""Make dlkit/datasets/photos/*.jpg: `python tools/photos.py FOLDER`.

Source: the photographs in the folder `data` of scikit-image 0.26.0 (the wheel on PyPI), which is FOLDER:

    python -m venv throwaway && throwaway/bin/pip install scikit-image==0.26.0
    throwaway/lib/python3.11/site-packages/skimage/data

Taken are those that scikit-image says are CC0 or in the public domain (dlkit/datasets/photos.txt has its words).
Each is scaled so that its shorter side has 256 pixels, and saved as a JPEG of at most 40 kB. Another version of
Pillow may write other bytes for the same picture; SHA256 is of the files that are committed.
"""

import hashlib
import io
import sys
from pathlib import Path

from PIL import Image

TARGET = Path(__file__).parents[1] / "dlkit" / "datasets" / "photos"
SIDE, MOST = 256, 40_000  # pixels, bytes
SOURCE_SHA256 = {
    "astronaut.png": "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    "brick.png": "7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf",
    "camera.png": "b0793d2adda0fa6ae899c03989482bff9a42d3d5690fc7e3648f2795d730c23a",
    "chelsea.png": "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
    "coffee.png": "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    "grass.png": "b6b6022426b38936c43a4ac09635cd78af074e90f42ffa8227ac8b7452d39f89",
    "gravel.png": "c48615b451bf1e606fbd72c0aa9f8cc0f068ab7111ef7d93bb9b0f2586440c12",
    "rocket.jpg": "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
}
SHA256 = {
    "astronaut.jpg": "5fd33fb142709cfd79cacf3936415bc7ca6364c2f7cd938dec3d0621f6c9a685",
    "brick.jpg": "45c28e9c1b6b864cbb2c51cfc18757e672337b3ac73f7cc67660160e0fd74f87",
    "camera.jpg": "ccb4a0e68323be9cb5cdf609ecb626ce83d14df28432743def65f475fab697d3",
    "chelsea.jpg": "14c9d4812118d3a4f7a673b50198aef78210fb7c6afa1611b20f5954504e27b1",
    "coffee.jpg": "cb3707442e23ef883c9b3effb7f65bd1f8b044783e1555f0d32d11966ee2df55",
    "grass.jpg": "a936bc7d9cfb6ea2c36c9e01c760511b19430cf178c2accfe84513bc3e5e4d05",
    "gravel.jpg": "05c334878d76696eb3e90f7d14354c6be81f1ae979c26ed81aadf0e433e310af",
    "rocket.jpg": "de5ee7e6785db340f538c32c4ab5b0e50d4d0d335e1a0a97c3ded57e0f7c7403",
}


def scaled(image):
    """The picture with a shorter side of SIDE pixels."""
    factor = SIDE / min(image.size)
    size = tuple(round(factor * n) for n in image.size)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=None)


def packed(image):
    """As a JPEG of the best quality that stays below MOST bytes."""
    for quality in range(92, 40, -2):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST:
            return file.getvalue()
    raise ValueError(f"a picture of {image.size} does not fit into {MOST} bytes")


def main(folder, target=TARGET):
    target.mkdir(exist_ok=True)
    for name, expected in SOURCE_SHA256.items():
        path = Path(folder) / name
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            sys.exit(f"{path}: its SHA-256 is {found}, expected {expected}")
        with Image.open(path) as image:
            kind = "L" if image.mode == "L" else "RGB"
            content = packed(scaled(image.convert(kind)))
        (target / f"{path.stem}.jpg").write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
