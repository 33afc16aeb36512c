"""Sphinx extension of the book: pages that are whole without another host, and chapters that come and go.

- MathJax is copied from the installed wheel `django-static-mathjax` (Django itself is not needed) into the site, and
  the one extension that would load a script from elsewhere is unplugged.
- _toc.yml names planned chapters, too: those without a notebook are left out.
- Wherever the text says "chapter 04", the built page has a link if that chapter exists. So nobody writes "coming".
- Figures are numbered by chapter: Fig. 3.2 is the second of chapter 03.
- A draft has a banner at its top.
"""

import re
import shutil
from pathlib import Path

import mathjax  # the wheel's package: nothing but files
from contents import chapters, plan
from docutils import nodes
from listings import link
from sphinx import addnodes

SOURCE = Path(mathjax.__file__).parent / "static" / "mathjax" / "es5"
FONTS = "output/chtml/fonts/woff-v2"
# piece by piece it is 165 kB compressed, where tex-chtml.js is 263: that one also has the menu, which is switched off
PIECES = ["core", "input/tex", "output/chtml", "output/chtml/fonts/tex", "a11y/assistive-mml"]


def copy_mathjax(app, exception):
    """Put the scripts, their fonts and the licence where `mathjax_path` looks for them."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "mathjax"
    shutil.copytree(SOURCE / FONTS, target / FONTS, dirs_exist_ok=True)
    for piece in ["startup", *PIECES]:
        path = target / f"{piece}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCE / f"{piece}.js", path)
    shutil.copy(SOURCE.parent / "LICENSE", target)


def unplug_thebe(app, config):
    """Take out sphinx-thebe, which is part of Jupyter Book and puts a script from a CDN on each page."""
    app.registry.css_files[:] = [one for one in app.registry.css_files if "thebe" not in one[0]]
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if one.handler.__module__ != "sphinx_thebe"]


# ------------------------------------------------------------ chapters

MENTION = re.compile(r"\b[Cc]hapters?\s+\d\d\b(?:\s*(?:,|,? and|or|to|–)\s*\d\d\b)*")
NUMBER = re.compile(r"(?:[Cc]hapter\s+)?\b\d\d\b")
NO_LINKS = (
    nodes.title,
    nodes.reference,
    addnodes.pending_xref,
    nodes.literal,
    nodes.FixedTextElement,
)
BANNER = (
    "This chapter is being written. Parts of it are missing, and others may change; "
    "what it says and shows is tested like the rest."
)


def leave_out_planned(app, config):
    """After sphinx-external-toc has read _toc.yml: what has no notebook is no page yet, an empty part no heading."""
    site, coming = (
        config.external_site_map,
        {f"book/{one.stem}" for one in plan() if not one.exists},
    )
    for tree in site.root.subtrees:
        tree.items[:] = [item for item in tree.items if item not in coming]
    site.root.subtrees[:] = [tree for tree in site.root.subtrees if tree.items]
    for name in coming & set(site):
        del site[name]


def read_all_again(app, env, added, changed, removed):
    """When a chapter has come, or is a draft no more, other pages say so."""
    before = getattr(env, "book_chapters", None)
    env.book_chapters = [(chapter.stem, chapter.draft) for chapter in chapters()]
    return set() if before in (None, env.book_chapters) else set(env.found_docs)


def link_mentions(app, doctree):
    here = app.env.docname.rpartition("/")[2]
    known = {one.stem[:2]: one.stem for one in chapters() if one.stem != here}
    for text in list(doctree.findall(nodes.Text)):
        parent = text.parent
        if MENTION.search(text) and not any(isinstance(n, NO_LINKS) for n in _above(text)):
            parent.replace(text, list(with_links(str(text), known)))


def with_links(text, known):
    """Nodes of a text. `known`: {"04": "04_networks"}."""
    end = 0
    for mention in MENTION.finditer(text):
        for number in NUMBER.finditer(text, mention.start(), mention.end()):
            if stem := known.get(number[0][-2:]):
                yield nodes.Text(text[end : number.start()])
                yield link(stem, number[0])
                end = number.end()
    yield nodes.Text(text[end:])


def _above(node):
    while node := node.parent:
        yield node


def announce_draft(app, doctree):
    draft = {f"book/{one.stem}" for one in chapters() if one.draft}
    title = next(iter(doctree.findall(nodes.title)), None)
    if app.env.docname in draft and title is not None:
        said = nodes.title("", "Draft"), nodes.paragraph("", BANNER)
        banner = nodes.admonition("", *said, classes=["warning"])
        title.parent.insert(title.parent.index(title) + 1, banner)


def number_figures(app, env):
    """After Sphinx has counted figures through the whole book: count them in each chapter anew."""
    for docname, kinds in env.toc_fignumbers.items():
        if chapter := re.match(r"book/(\d\d)_", docname):
            for numbers in kinds.values():
                for count, figure in enumerate(sorted(numbers, key=numbers.get), start=1):
                    numbers[figure] = (int(chapter[1]), count)
    return []


def setup(app):
    app.config.mathjax_path = "mathjax/startup.js"
    app.connect("config-inited", unplug_thebe)
    app.connect("config-inited", leave_out_planned, priority=950)  # _toc.yml is read at 900
    app.connect("env-get-outdated", read_all_again)
    app.connect("doctree-read", link_mentions)
    app.connect("doctree-read", announce_draft)
    app.connect("env-get-updated", number_figures, priority=900)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
