"""Sphinx extension of the book: every page is whole without another host.

MathJax is copied from the installed wheel `django-static-mathjax` (Django itself is not needed) into the
site, and the one extension that would load a script from elsewhere is unplugged.
"""

import shutil
from pathlib import Path

import mathjax  # the wheel's package: nothing but files

SOURCE = Path(mathjax.__file__).parent / "static" / "mathjax" / "es5"
FONTS = "output/chtml/fonts/woff-v2"


def copy_mathjax(app, exception):
    """Put the script, its fonts and its licence where `mathjax_path` looks for them: 1.8 MB."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "mathjax"
    shutil.copytree(SOURCE / FONTS, target / FONTS, dirs_exist_ok=True)
    shutil.copy(SOURCE / "tex-chtml.js", target)
    shutil.copy(SOURCE.parent / "LICENSE", target)


def unplug_thebe(app, config):
    """Take out sphinx-thebe, which is part of Jupyter Book and puts a script from a CDN on each page."""
    app.registry.css_files[:] = [one for one in app.registry.css_files if "thebe" not in one[0]]
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if one.handler.__module__ != "sphinx_thebe"]


def setup(app):
    app.config.mathjax_path = "mathjax/tex-chtml.js"
    app.connect("config-inited", unplug_thebe)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
