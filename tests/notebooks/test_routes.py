"""The graph of the chapters says what their metadata say, and no arrow more than needed."""

import re

import nbformat
import pytest
import routes
import yaml
from planted import notebook, text

NEEDS = {
    "00_start": [],
    "01_left": ["00_start"],
    "02_right": ["00_start"],
    "03_end": ["00_start", "01_left", "02_right"],
}


@pytest.fixture
def book(tmp_path):
    (tmp_path / "book").mkdir()
    for stem, needs in NEEDS.items():
        nb = notebook(text(f"# {stem}", "title"), needs=needs, reading_minutes=int(stem[:2]) + 10)
        if stem == "03_end":
            nb.metadata["dlkit"]["seconds"] = 7
        nbformat.write(nb, tmp_path / "book" / f"{stem}.ipynb")
    toc = {
        "root": "book/index",
        "parts": [
            {
                "chapters": [
                    {"file": f"book/{stem}", "title": f"{stem[:2]} A & <B>"} for stem in NEEDS
                ]
            }
        ],
    }
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    return tmp_path


def edges(svg):
    return sorted(re.findall(r'data-edge="(\w+) (\w+)"', svg))


def test_rows_go_from_what_is_needed_to_what_needs_it(book):
    assert routes.rows(routes.graph(book)) == [["00_start"], ["01_left", "02_right"], ["03_end"]]


def test_an_arrow_that_follows_from_others_is_left_out(book):
    svg = routes.picture(routes.graph(book), str)
    assert edges(svg) == [
        ("00_start", "01_left"),
        ("00_start", "02_right"),
        ("01_left", "03_end"),
        ("02_right", "03_end"),
    ]


def test_boxes_are_links_that_do_not_overlap(book):
    svg = routes.picture(routes.graph(book), lambda stem: f"{stem}.html")
    assert re.findall(r'<a href="(\w+).html">', svg) == list(NEEDS)
    boxes = [tuple(map(float, box)) for box in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)"', svg)]
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    for k, (x, y) in enumerate(boxes):
        assert 0 <= x <= width - routes.WIDTH and 0 <= y <= height - routes.HEIGHT
        assert all(
            abs(x - u) >= routes.WIDTH or abs(y - v) >= routes.HEIGHT for u, v in boxes[k + 1 :]
        )


def test_titles_are_escaped_and_times_are_told(book):
    svg = routes.picture(routes.graph(book), str)
    assert "03 A &amp; &lt;B&gt;" in svg and "<B>" not in svg
    assert "13 min to read · 7 s to run" in svg and "12 min to read<" in svg


def test_the_table_has_every_need(book):
    assert (
        routes.table(routes.graph(book))[-1]
        == "| [03 A & <B>](03_end.ipynb) | 00, 01, 02 | 13 min | 7 s |"
    )


def change(book, stem, **about):
    path = book / f"book/{stem}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.metadata["dlkit"].update(about)
    nbformat.write(nb, path)


def test_a_chapter_that_is_to_come_has_no_box(book):
    toc = yaml.safe_load((book / "_toc.yml").read_text())
    toc["parts"][0]["chapters"].append({"file": "book/04_coming", "title": "04 Coming"})
    (book / "_toc.yml").write_text(yaml.safe_dump(toc))
    change(book, "03_end", needs=["00_start", "04_coming"])
    g = routes.graph(book)
    assert list(g) == list(NEEDS) and "04_coming" not in routes.picture(g, str)
    assert "| 00, 04 |" in routes.table(g)[-1]


def test_a_missing_reading_time_is_named_and_stops_no_other_page(book):
    assert routes.lacking(routes.graph(book)) == []
    change(book, "02_right", reading_minutes=None)
    g = routes.graph(book)
    assert "book/02_right.ipynb" in routes.lacking(g)[0]
    assert "02 A" in routes.picture(g, str) and "| – | – |" in routes.table(g)[2 + 2]


def test_a_circle_is_refused(book):
    change(book, "00_start", needs=["03_end"])
    with pytest.raises(routes.nx.NetworkXUnfeasible):
        routes.rows(routes.graph(book))
