"""The built book in a real browser: whole without another host, light, readable on a phone, usable by keyboard.

The pages come from _toc.yml. `look` collects what is wrong with a page; a page with every fault planted shows
that it would notice.
"""

import base64
import functools
import gzip
import http.server
import io
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import axe_playwright_python
import pages as pages_module
import pytest
import yaml
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

# what is wrong with the page as it stands, in the reader's words
FAULTS = r"""
() => {
  const faults = [], shown = e => e.checkVisibility(), name = e => e.outerHTML.slice(0, 90);
  const say = (what, elements) => elements.forEach(e => faults.push(`${what}: ${name(e)}`));
  const all = selector => [...document.querySelectorAll(selector)];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) faults.push(`overflow: the page is ${wide} px wider than the window`);
  const titles = all('h1').filter(shown).length;
  if (titles !== 1) faults.push(`title: ${titles} visible h1, expected one`);
  say('image without alt text', all('img').filter(e => !(e.getAttribute('alt') || '').trim()));
  say('image that does not load', all('img').filter(e => shown(e) && e.naturalWidth === 0));
  say('image out of proportion', all('img').filter(e => shown(e) && e.naturalWidth && !e.src.endsWith('.svg') &&
    Math.abs(e.width / e.height * e.naturalHeight / e.naturalWidth - 1) > 0.05));
  say('formula not typeset', all('.math').filter(e => !e.querySelector('mjx-container')));
  say('formula with an error', all('mjx-merror, [data-mjx-error]'));
  say('formula with an unknown command', all('mjx-container').filter(e => /\\[a-z]/i.test(e.textContent)));
  const scrolls = e => e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX);
  say('scrolls sideways, but not by keyboard', all('article *').filter(e => shown(e) && scrolls(e) && e.tabIndex < 0));
  if (/\\\(|\\\[/.test(document.querySelector('article, body').innerText)) faults.push('raw mathematics in the text');
  return faults;
}
"""


def pages():
    """The pages of the book in the order of _toc.yml, as paths without suffix."""

    def files(node):
        if isinstance(node, dict):
            for key, value in node.items():
                yield from [value] if key in ("root", "file") else files(value)
        elif isinstance(node, list):
            for entry in node:
                yield from files(entry)

    named = files(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
    return [name for name in named if any(ROOT.glob(f"{name}.*"))]  # the others are planned


@pytest.fixture(scope="session")
def browser():
    if BROWSER is None:
        reason = (
            "no Chromium on this machine (looked for chromium, chromium-browser, google-chrome)"
        )
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def built():
    """The book, built as `make book` does: a second or two when nothing has changed."""
    command = [
        Path(sys.executable).parent / "jupyter-book",
        "build",
        ".",
        "-W",
        "-n",
        "--keep-going",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    if done.returncode:
        pytest.fail(f"make book fails:\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def serve():
    """serve(folder) -> address of a server on this machine that shows the folder."""
    servers = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    def start(folder):
        handler = functools.partial(Handler, directory=str(folder))
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(built, serve):
    return serve(built)


@pytest.fixture
def visit(browser):
    """visit(url, viewport, scheme) -> (page, log): an opened page and the list of what went wrong on its way."""
    contexts = []

    def open_page(url, viewport=LAPTOP, scheme="light"):
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        log, home = [], "/".join(url.split("/")[:3])
        page = context.new_page()

        def request(route):
            if not route.request.url.startswith(f"{home}/"):
                log.append(f"request to another host: {route.request.url}")
                route.abort()
            else:
                route.continue_()

        page.route("**/*", request)
        page.on(
            "console",
            lambda m: log.append(f"console: {m.text}") if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: log.append(f"console: {error}"))
        page.goto(url)
        return page, log

    yield open_page
    for context in contexts:
        context.close()


def look(visit, url, viewport):
    """All that is wrong with a page: requests and errors while it opens, then how it stands."""
    page, log = visit(url, viewport)
    # lazily loaded images must load, and folded text must fit as well
    page.evaluate("""() => {
        document.querySelectorAll('img').forEach(e => e.loading = 'eager');
        document.querySelectorAll('details').forEach(e => e.open = true);
    }""")
    page.evaluate("() => window.MathJax?.startup?.promise")
    page.wait_for_load_state("networkidle")
    page.evaluate("() => dispatchEvent(new Event('resize'))")  # what has been unfolded may be wide
    return log + page.evaluate(FAULTS)


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("name", pages())
def test_page_is_whole(visit, site, name, viewport):
    assert look(visit, f"{site}/{name}.html", viewport) == []


def test_each_planted_fault_is_seen(visit, serve, tmp_path):
    (tmp_path / "bad.html").write_text(r"""<!doctype html><title>bad</title><h1>One</h1><h1>Two</h1>
        <img src="http://elsewhere.invalid/a.png" alt="from another host"><img src="data:," >
        <img alt="a dot" style="width: 90px; height: 300px"
        src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
        <article><pre style="overflow: auto">a line that is far too long for the screen of a phone</pre></article>
        <div style="width: 2000px">wide</div><span class="math">\(x\)</span>
        <mjx-container>\texttt</mjx-container>
        <script>console.error("broken"); throw Error("worse")</script>""")
    faults = "\n".join(look(visit, f"{serve(tmp_path)}/bad.html", PHONE))
    for what in (
        "another host: http://elsewhere.invalid/a.png",
        "console: broken",
        "worse",
        "overflow",
        "2 visible h1",
        "image without alt",
        "image that does not load",
        "image out of proportion",
        "not typeset",
        "not by keyboard: <pre",
        "unknown command",
        "raw mathematics",
    ):
        assert what in faults, f"a planted fault is not noticed: {what}\n{faults}"


def test_root_leads_to_the_landing_page(visit, site):
    page, log = visit(f"{site}/index.html")
    page.wait_for_url("**/book/index.html")
    assert log == []


@pytest.mark.parametrize("name", pages())
def test_dark_mode(visit, site, name):
    """The reader's system asks for dark: light text on a dark page, with a contrast of at least 7 to 1."""
    page, _ = visit(f"{site}/{name}.html", scheme="dark")
    back, text = page.evaluate("""() => [getComputedStyle(document.body).backgroundColor,
        getComputedStyle(document.querySelector('article p')).color].map(c => c.match(/[\\d.]+/g).map(Number))""")
    assert luminance(back) < 0.05
    assert (luminance(text) + 0.05) / (luminance(back) + 0.05) >= 7


def luminance(rgb):
    """Relative luminance of an sRGB colour with parts 0 to 255 (WCAG 2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in rgb[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def chapters_with_questions():
    found = [
        name
        for name in pages()
        if (ROOT / f"{name}.ipynb").exists()
        and 'details class=\\"choice' in (ROOT / f"{name}.ipynb").read_text(encoding="utf-8")
    ]
    return found or [
        pytest.param("", marks=pytest.mark.skip(reason="no chapter has a question yet"))
    ]


@pytest.mark.parametrize("name", chapters_with_questions())
def test_questions_by_keyboard(visit, site, name):
    """Tab reaches a choice, the focus is seen, Enter opens it, and only then is right told from wrong."""
    page, _ = visit(f"{site}/{name}.html")
    mark = "e => getComputedStyle(e, '::before').content"
    choices = page.locator("details.choice > summary")
    closed = {choices.nth(i).evaluate(mark) for i in range(choices.count())}
    assert len(closed) == 1, "a closed choice gives away whether it is right"
    page.evaluate("""() => {   // start at the heading before the first question
        const heading = document.querySelector('details.choice').closest('section').querySelector('h2, h3');
        heading.tabIndex = -1;
        heading.focus();
    }""")
    focused = page.locator("details.choice > summary:focus")
    for _ in range(150):
        page.keyboard.press("Tab")
        if focused.count():
            break
    assert focused.count() == 1, "150 times Tab and no choice has the focus"
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    answer = focused.locator("xpath=following-sibling::*").first
    assert not answer.is_visible()
    page.keyboard.press("Enter")
    assert answer.is_visible()
    marks = {kind: page.locator(f"details.choice.{kind}").first for kind in ("right", "wrong")}
    for choice in marks.values():
        choice.evaluate("e => e.open = true")
    right, wrong = (choice.locator("summary").evaluate(mark) for choice in marks.values())
    assert right != wrong, "right and wrong differ by colour alone"


@pytest.mark.parametrize("name", chapters_with_questions())
def test_paper_shows_folded_text(visit, site, name):
    page, _ = visit(f"{site}/{name}.html")
    answer = page.locator("details.choice > :not(summary)").first
    assert not answer.is_visible()
    page.emulate_media(media="print")
    assert answer.is_visible()


def test_search_without_a_network(visit, site):
    page, log = visit(f"{site}/search.html?q=saturated")
    page.wait_for_selector("#search-results li a")
    links = page.locator("#search-results li a").evaluate_all("found => found.map(a => a.href)")
    assert any("book/glossary.html" in link for link in links)
    assert log == []


# ------------------------------------------------------------ light


@pytest.mark.parametrize("name", pages())
def test_first_load_is_light(visit, site, name):
    """What comes before the reader scrolls: at most 500 kB, text compressed as servers do, and no icon fonts."""
    page, _ = visit(f"{site}/index.html")
    loaded = {}
    page.on("response", lambda answer: loaded.update({answer.url: answer}))
    page.goto(f"{site}/{name}.html", wait_until="networkidle")
    sizes = {
        url: len(body if (body := answer.body()).startswith(b"\x89PNG") else gzip.compress(body))
        for url, answer in list(loaded.items())
        if answer.ok
    }
    assert not [url for url in sizes if "fontawesome" in url]
    largest = sorted(((n, url) for url, n in sizes.items()), reverse=True)[:5]
    assert sum(sizes.values()) <= 500_000, f"{sum(sizes.values())} bytes, most of it {largest}"


def test_each_icon_has_its_outline(built):
    """An icon that the theme asks for and tools/pages.py does not know would be an empty box."""
    used = set()
    for path in SITE.rglob("*.html"):
        used |= set(
            re.findall(r"\bfa-([a-z-]+)\b(?=[ \"][^>]*>)", path.read_text(encoding="utf-8"))
        )
    assert used - {"solid", "lg", "regular", "brands"} <= set(pages_module.ICONS), used
    style = (SITE / "_static" / "icons.css").read_text(encoding="utf-8")
    font = base64.b64decode(re.search(r"base64,([^)]+)", style)[1])
    drawn = TTFont(io.BytesIO(font)).getBestCmap()
    warning, bars = 0xF071, 0xF0C9  # one of the theme's own, one by its name
    assert {warning, bars} | {int(code, 16) for code in re.findall(r'"\\(\w+)"', style)} <= set(
        drawn
    )


# ------------------------------------------------------------ usable by everybody

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
LIGHTER = """() => {   // thousands of elements of formulas and coloured code, which say nothing more to axe
    document.querySelectorAll('mjx-container').forEach(e => e.replaceWith('formula'));
    document.querySelectorAll('.highlight pre span').forEach(e => e.replaceWith(e.textContent));
}"""


CONTRAST = {"runOnly": ["color-contrast"]}
# in the light, chapters have the colours of the first of them
LIGHT = [name for name in pages() if not re.search(r"/\d\d_", name) or "/01_" in name]


@pytest.mark.parametrize(
    "name, viewport, scheme, rules",
    [pytest.param(name, PHONE, "dark", {}, id=f"{name}-phone") for name in pages()]
    + [pytest.param(name, LAPTOP, "light", CONTRAST, id=f"{name}-laptop") for name in LIGHT],
)
def test_axe_finds_nothing(visit, site, name, viewport, scheme, rules):
    page, _ = visit(f"{site}/{name}.html", viewport, scheme)
    page.evaluate("() => window.MathJax?.startup?.promise")
    page.evaluate(LIGHTER)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({resultTypes: ['violations'], ...rules})", rules)
    assert [
        f"{v['help']}: {n['html'][:200]}" for v in found["violations"] for n in v["nodes"]
    ] == []


def test_axe_would_find_something(visit, serve, tmp_path):
    (tmp_path / "bad.html").write_text(
        "<!doctype html><title>bad</title><p style='color: #ccc'>pale"
    )
    page, _ = visit(f"{serve(tmp_path)}/bad.html")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert {"color-contrast", "html-has-lang"} <= {v["id"] for v in found}


@pytest.mark.parametrize("name", pages())
def test_paper_cuts_no_line(visit, site, name):
    page, _ = visit(f"{site}/{name}.html")
    page.emulate_media(media="print")
    cut = "all => all.filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)"
    assert (
        page.locator("article pre").evaluate_all(f"{cut}.map(e => e.innerText.slice(0, 80))") == []
    )


# ------------------------------------------------------------ what the reader's browser remembers


@pytest.fixture
def questions(visit, site):
    names = [name for name in chapters_with_questions() if isinstance(name, str)]
    if not names:
        pytest.skip("no chapter has a question yet")
    return visit(f"{site}/{names[-1]}.html")


def test_answers_are_remembered_and_forgotten(questions):
    page, log = questions
    choice = page.locator("details.choice").first
    assert page.locator("#forget").count() == 0
    choice.locator("summary").click()
    page.reload()
    assert choice.evaluate("e => e.open")
    choice.locator("summary").click()  # closed again: that is remembered, too
    page.reload()
    assert not choice.evaluate("e => e.open")
    choice.locator("summary").click()
    page.locator("#forget").click()
    page.reload()
    assert page.locator("details.choice[open]").count() == page.locator("#forget").count() == 0
    assert log == []


def test_a_chapter_read_to_its_end_is_marked(questions):
    page, _ = questions
    here = page.locator(".bd-sidebar-primary .toctree-l1.current > a")
    assert "read" not in here.get_attribute("class").split()
    page.evaluate("document.getElementById('summary').scrollIntoView({behavior: 'instant'})")
    page.wait_for_function("localStorage.getItem('book')")
    assert "read" in here.get_attribute("class").split()
    page.goto(page.url.rpartition("/")[0] + "/index.html")
    assert page.locator(".bd-sidebar-primary a.read").count() == 1


def test_pages_work_where_nothing_may_be_remembered(questions):
    page, log = questions
    page.add_init_script("""const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
            if (key === 'book') throw Error('blocked');
            set.call(this, key, value);
        };""")
    page.reload()
    choice = page.locator("details.choice").first
    choice.locator("summary").click()
    assert choice.evaluate("e => e.open")
    assert log == []


def test_a_figure_in_full_size(visit, site):
    name = next(name for name in pages() if re.search(r"/0[1-9]_", name))
    page, log = visit(f"{site}/{name}.html", PHONE)
    link = page.locator("article figure a.image-reference:not(details *)").first
    link.scroll_into_view_if_needed()
    link.focus()
    page.keyboard.press("Enter")
    shown = page.locator("dialog.zoom img")
    shown.wait_for(state="visible")  # it has no size before it has come
    assert shown.get_attribute("alt") == link.locator("img").get_attribute("alt")
    page.wait_for_function("document.querySelector('dialog.zoom img').naturalWidth > 0")
    assert shown.evaluate("e => e.width === e.naturalWidth")
    page.keyboard.press("Escape")
    assert not shown.is_visible() and link.evaluate("e => e === document.activeElement")
    assert log == []


def test_search_quotes_no_tex_and_gives_the_focus_back(visit, site):
    page, _ = visit(f"{site}/search.html?q=gradient")
    page.wait_for_selector("#search-results li p.context")
    page.wait_for_load_state("networkidle")
    quoted = page.locator("#search-results p.context").all_inner_texts()
    assert quoted and not any("\\" in text for text in quoted), quoted
    page.goto(f"{site}/{pages()[0]}.html")
    link = page.locator("article a:visible").first
    link.focus()
    page.keyboard.press("Control+k")
    page.wait_for_function("document.activeElement.matches('input[type=search]')")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('article a')")
