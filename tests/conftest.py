"""Fixtures: a tiny assignment, for tests of harness, command line and releases; figures in the book's style."""

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


@pytest.fixture
def figures():
    """The book's style, and no figure left open."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from dlkit import plots

    with plt.rc_context():
        plots.use_style()
        yield
    plt.close("all")
