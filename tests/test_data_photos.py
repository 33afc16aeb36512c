"""The photographs: what they hold, and that they are what tools/photos.py makes."""

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dlkit import data

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "dlkit" / "datasets" / "photos"
OURS = sorted(path.stem for path in FOLDER.glob("*.jpg"))


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location("photos_tool", ROOT / "tools" / "photos.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_names():
    assert set(data.photographs()) == {*OURS, "china", "flower"}
    assert len(OURS) == 8 and data.photographs() == sorted(data.photographs())


@pytest.mark.parametrize("name", data.photographs())
def test_shapes_types_and_ranges(name):
    image = data.photograph(name)
    assert image.dtype == np.float32 and image.ndim == 3 and image.shape[2] == 3
    assert min(image.shape[:2]) == (256 if name in OURS else 427)
    assert 0 <= image.min() < 0.3 and 0.6 < image.max() <= 1
    grey = (image == image[..., :1]).all()
    assert grey == (name in ("brick", "camera", "grass", "gravel"))


def test_a_name_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(ValueError, match=r"astronaut, brick.*got 'dog'"):
        data.photograph("dog")


def test_the_committed_files_are_the_ones_named_by_the_tool(tool):
    for name, expected in tool.SHA256.items():
        content = (FOLDER / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == expected
        assert len(content) <= tool.MOST
    assert {Path(name).stem for name in tool.SHA256} == set(OURS)
    assert {Path(name).stem for name in tool.SOURCE_SHA256} == set(OURS)


def test_each_has_its_licence():
    text = (ROOT / "dlkit" / "datasets" / "photos.txt").read_text()
    for name in OURS:
        words = text.split(f"\n{name} ")[1].split("\n\n")[0]
        assert "CC0" in words or "public domain" in words


def test_the_tool_scales_and_packs(tool):
    rng = np.random.default_rng(0)
    image = Image.fromarray(rng.integers(0, 256, (300, 600, 3), dtype=np.uint8))
    small = tool.scaled(image)
    assert small.size == (512, 256)
    noise = small.crop((0, 0, 128, 128))
    assert len(tool.packed(noise)) <= tool.MOST
    assert tool.packed(noise) == tool.packed(noise)


def test_another_input_is_refused(tool, tmp_path):
    for name in tool.SOURCE_SHA256:
        (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(SystemExit, match="its SHA-256 is"):
        tool.main(tmp_path, tmp_path / "target")
