"""Sphinx extension of the book: every page is whole without another host.

MathJax is copied from the installed wheel `django-static-mathjax` (Django itself is not needed) into the
site, and scripts that the theme would load from elsewhere are taken off the pages.
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


def drop_remote_scripts(app, pagename, templatename, context, doctree):
    """Keep only scripts of the site itself (sphinx-thebe, part of Jupyter Book, adds one from a CDN)."""
    def is_local(script):
        return "://" not in str(getattr(script, "filename", script) or "")

    context["script_files"] = [script for script in context.get("script_files", []) if is_local(script)]


def setup(app):
    app.config.mathjax_path = "mathjax/tex-chtml.js"
    app.connect("html-page-context", drop_remote_scripts, priority=950)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
