"""A fixture for tests of the harness, the command line and the releases."""

import nbformat
import pytest
from tiny import STEM, tiny_notebook


@pytest.fixture
def tiny(tmp_path):
    """tiny(double="...") writes solutions/01_tiny/01_tiny.ipynb below tmp_path and returns its path."""

    def write(stem=STEM, **sources):
        path = tmp_path / "solutions" / stem / f"{stem}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(tiny_notebook(**sources), path)
        return path

    return write
