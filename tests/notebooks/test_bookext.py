"""What the book's extension does to pages; the built pages themselves are looked at in tests/test_site.py."""

import types

import bookext
import pytest
from sphinx import addnodes

KNOWN = {"00": "00_toolbox", "04": "04_networks"}


@pytest.mark.parametrize(
    "text, links",
    [
        ("see chapter 04.", ["chapter 04"]),
        ("Chapters 00, 03 and 04 say", ["00", "04"]),
        ("chapter 07", []),
        ("in 04 steps, chapter 4, 2004", []),
    ],
)
def test_chapters_that_exist_become_links_where_they_are_named(text, links):
    parts = list(bookext.with_links(text, KNOWN))
    made = [part for part in parts if isinstance(part, addnodes.pending_xref)]
    assert [link.astext() for link in made] == links
    assert "".join(part.astext() for part in parts) == text
    assert all(link["reftarget"] == f"/book/{KNOWN[link.astext()[-2:]]}" for link in made)


def test_figures_are_counted_in_each_chapter():
    numbers = {
        "book/00_a": {"figure": {"x": (1,), "y": (2,)}},
        "book/03_b": {"figure": {"v": (12,), "u": (3,)}, "table": {"t": (1,)}},
        "book/notation": {"figure": {"n": (13,)}},
    }
    bookext.number_figures(None, types.SimpleNamespace(toc_fignumbers=numbers))
    assert numbers["book/00_a"]["figure"] == {"x": (0, 1), "y": (0, 2)}
    assert numbers["book/03_b"] == {"figure": {"v": (3, 2), "u": (3, 1)}, "table": {"t": (3, 1)}}
    assert numbers["book/notation"]["figure"] == {"n": (13,)}
