"""Sphinx extension of the book: pages that are light, and usable with a keyboard, a screen reader, a phone.

The theme's pages are changed as they are written:

- The theme loads FontAwesome twice, 800 kB that stand before the first paint, for a handful of icons. Their outlines
  are cut from its font (fontTools) into a style sheet of a few kB, and script and fonts go.
- MathJax is loaded where there are formulas; figures are loaded when they come into view.
- What axe finds is mended: roles that lists of references do not have, tables without row headers, buttons whose name
  is not what they show.
- A chapter's description for search engines is what it promises first.
"""

import base64
import io
import re
import shutil
from pathlib import Path

import pydata_sphinx_theme
from bs4 import BeautifulSoup
from fontTools import subset
from fontTools.ttLib import TTFont

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
AWESOME = next(THEME.glob("vendor/fontawesome/*"))
ICONS = (  # FontAwesome's names of those that the pages show
    "angle-left",
    "angle-right",
    "arrow-up",
    "bars",
    "chevron-down",
    "circle-half-stroke",
    "download",
    "expand",
    "file",
    "file-pdf",
    "list",
    "magnifying-glass",
    "moon",
    "sun",
    "xmark",
)
STYLE = """\
/* Made by tools/pages.py from Font Awesome Free 6 (https://fontawesome.com, SIL OFL 1.1 and CC BY 4.0). */
@font-face {{
  font-family: "Font Awesome 6 Free"; font-weight: 900; font-display: block;
  src: url(data:font/woff;base64,{font}) format("woff");
}}
:root {{ --fa-font-solid: normal 900 1em/1 "Font Awesome 6 Free"; --fa-font-regular: var(--fa-font-solid); }}
.fas, .fa-solid {{ display: inline-block; font: var(--fa-font-solid); -webkit-font-smoothing: antialiased; }}
.fa-lg {{ font-size: 1.25em; line-height: .05em; vertical-align: -.075em; }}
{icons}
"""


def icon_style():
    """The style sheet of the icons, with their outlines inside."""
    css = (AWESOME / "css" / "all.min.css").read_text(encoding="utf-8")
    codes = {
        name: re.search(rf'\.fa-{name}:before[^{{]*{{content:"\\(\w+)"', css)[1] for name in ICONS
    }
    # what the theme writes by itself before admonitions, links to other hosts and the like
    theme = (THEME / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    signs = re.findall(r'--pst-icon-[\w-]+:"(.)"', theme)
    font = TTFont(AWESOME / "webfonts" / "fa-solid-900.ttf", recalcTimestamp=False)
    one = subset.Subsetter(subset.Options(layout_features=[], hinting=False, notdef_outline=True))
    one.populate(unicodes=[int(code, 16) for code in codes.values()], text="".join(signs))
    one.subset(font)
    font.flavor = "woff"
    data = io.BytesIO()
    font.save(data, reorderTables=True)
    return STYLE.format(
        font=base64.b64encode(data.getvalue()).decode("ascii"),
        icons="\n".join(
            f'.fa-{name}::before {{ content: "\\{code}"; }}' for name, code in codes.items()
        ),
    )


def polish(html):
    """A page of the theme -> the page as readers get it."""
    page = BeautifulSoup(html, "html.parser")
    for heavy in page.select("[href*='/fontawesome/'], [src*='/fontawesome/']"):
        heavy.decompose()
    if not page.select(".math"):
        for script in page.select("script[src*='mathjax/']"):
            script.decompose()
    for image in page.select("article .cell_output img"):
        image["loading"] = "lazy"
        # as attributes, so that its place is kept free until it comes
        for side, pixels in re.findall(r"(width|height): (\d+)px", image.get("style", "")):
            image[side] = pixels
    describe(page)
    name_parts(page)
    return str(page)


def describe(page):
    """The promise's first line, or else the page's first sentence."""
    if page.find("meta", attrs={"name": "description"}) or not (
        said := page.select_one("article section li p, article section li, article section > p")
    ):
        return
    words = " ".join(said.get_text().split()).rstrip(";")
    if said.name == "li" or said.find_parent("li"):
        words = f"After this chapter you can {words}." if page.select("article .cell") else words
    tag = page.new_tag("meta", attrs={"name": "description", "content": words[:300]})
    page.head.append(tag)


def name_parts(page):
    """Roles and names as ARIA has them."""
    for entry in page.select(".citation, .citation-list"):
        del entry["role"]  # not a list of list items, and doc-biblioentry is deprecated
    for button in page.select("summary[aria-label]"):
        del button["aria-label"]  # what it shows is its name
    for cell in page.select("table thead th"):
        if not cell.get_text(strip=True):
            cell.name = "td"
    for table in page.select("table.dataframe"):
        for cell in table.select("tbody th"):
            cell["scope"] = "row"
    for form in page.select("form.bd-search"):
        form["role"] = "search"


def each_page(app):
    """Wrap the builder's templates: whatever page is written passes through `polish` once."""
    if app.builder.format == "html":
        render = app.builder.templates.render
        app.builder.templates.render = lambda name, context: polish(render(name, context))
        static = Path(app.outdir) / "_static"
        static.mkdir(parents=True, exist_ok=True)
        (static / "icons.css").write_text(icon_style(), encoding="utf-8")


def drop_fontawesome(app, exception):
    """No page asks for it any more."""
    if exception is None and app.builder.format == "html":
        shutil.rmtree(Path(app.outdir) / "_static" / "vendor" / "fontawesome", ignore_errors=True)


def setup(app):
    app.add_css_file("icons.css")
    app.add_js_file("book.js", loading_method="defer")
    app.connect("builder-inited", each_page)
    app.connect("build-finished", drop_fontawesome)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
