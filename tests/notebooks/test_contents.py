"""Planned chapters are known, and nothing but the notebooks says which exist."""

import shutil
import subprocess
import sys

import contents
import entries
import listings
import planted
import pytest
from planted import text

TOC = """
root: book/index
parts:
  - caption: "Start"
    chapters:
      - file: book/routes
      - file: book/00_first
        title: 00 First
  - caption: "Part I"
    chapters:
      - file: book/01_second
        title: 01 Second
      - file: book/02_third
        title: 02 Third
"""


@pytest.fixture
def book(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / contents.PLAN).write_text(
        "00_first: one\n01_second: two, then more\n02_third: three\n"
    )
    planted.write(tmp_path / "book/00_first.ipynb", text("# First"), reading_minutes=5)
    planted.write(tmp_path / "book/02_third.ipynb", text("# Third"), draft=True)
    return tmp_path


def test_chapters_come_in_the_order_of_the_toc_and_exist(book):
    assert [one.stem for one in contents.plan(book)] == ["00_first", "01_second", "02_third"]
    assert [one.stem for one in contents.chapters(book)] == ["00_first", "02_third"]
    assert [one.draft for one in contents.plan(book)] == [False, False, True]
    assert contents.is_draft("02_third", book) and not contents.is_draft("01_second", book)


def test_the_landing_page_links_what_exists(book):
    lines = listings.plan_tables(contents.plan(book))
    assert lines[0] == "**Start**" and "**Part I**" in lines
    assert "| 00 | **[First](00_first.ipynb)** | one |" in lines
    assert "| 01 | Second | two, then more |" in lines
    assert "| 02 | **[Third](02_third.ipynb)** (draft) | three |" in lines


GLOSSARY = "# G\n\n```{glossary}\nb\n  B. *Chapter 01.*\n\nd\n  D. *Chapter 01.*\n```\n"
BIB = "% note\n\n@a{b1,\n year={1}\n}\n\n@a{d1,\n year={1}\n}\n"


@pytest.mark.parametrize(
    "name, text", [("book/glossary.md", GLOSSARY), ("book/references.bib", BIB)]
)
def test_what_two_branches_add_side_by_side_is_merged_by_entry(name, text):
    one = text.replace("d\n  D", "c\n  C. *Chapter 02.*\n\nd\n  D")
    one = one.replace("@a{d1", "@a{c1,\n year={1}\n}\n\n@a{d1")
    two = text.replace("d\n  D", "cc\n  CC. *Chapter 03.*\n\nd\n  D").replace("  B.", "  Better.")
    two = two.replace("@a{d1", "@a{cc1,\n year={1}\n}\n\n@a{d1")
    merged = entries.merged(name, text, one, two)
    assert merged == entries.merged(name, text, two, one) == entries.ordered(name, merged)
    assert entries.ordered(name, text) == text
    parse, _ = entries.FILES[name]
    head, found, tail = parse(merged)
    assert [key[0] for key in found] == ["b", "c", "c", "d"]
    assert (head, tail) == parse(text)[0::2]
    assert ("Better." in merged) == (name == "book/glossary.md")
    gone = entries.merged(name, text, text.replace("@a{d1,\n year={1}\n}\n", ""), text)
    assert "@a{d1" not in gone


def test_two_texts_for_one_entry_are_left_to_a_person():
    one, two = (GLOSSARY.replace("  B.", f"  {other}.") for other in ("Beta", "Bravo"))
    with pytest.raises(entries.Clash, match="both branches have 'b'"):
        entries.merged("book/glossary.md", GLOSSARY, one, two)
    with pytest.raises(entries.Clash, match="'b1' is there twice"):
        entries.ordered("book/references.bib", BIB + BIB.replace("year={1}", "year={2}"))


def test_git_merges_by_entry_and_leaves_a_clash_to_a_person(tmp_path):
    def git(*words, ok=True):
        me = ["-c", "user.name=a", "-c", "user.email=a@localhost"]
        done = subprocess.run(["git", *me, *words], cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode == 0) == ok, done.stdout + done.stderr
        return done.stdout

    def commit(text):
        (tmp_path / "book/glossary.md").write_text(text)
        git("commit", "-qam", "x")

    shutil.copytree(contents.ROOT / "tools", tmp_path / "tools")
    shutil.copy(contents.ROOT / ".gitattributes", tmp_path)
    (tmp_path / "book").mkdir()
    (tmp_path / "book/glossary.md").write_text(GLOSSARY)
    git("init", "-q", "-b", "one")
    git("add", ".")
    git("commit", "-qm", "x")
    git("branch", "two")
    commit(GLOSSARY.replace("d\n  D", "c\n  C. *Chapter 02.*\n\nd\n  D"))
    git("checkout", "-q", "two")
    commit(GLOSSARY.replace("d\n  D", "cc\n  CC. *Chapter 03.*\n\nd\n  D"))
    assert "CONFLICT" in git("merge", "one", ok=False)
    assert (
        "merged: git add"
        in subprocess.run(
            [sys.executable, "tools/entries.py"], cwd=tmp_path, capture_output=True, text=True
        ).stdout.partition("\n")[0]
    )
    text = (tmp_path / "book/glossary.md").read_text()
    git("merge", "--abort")
    git("merge", "-q", "one")  # taught by now
    assert (tmp_path / "book/glossary.md").read_text() == text
    assert list(entries.parse_glossary(text)[1]) == ["b", "c", "cc", "d"]
    git("checkout", "-q", "one")
    commit(GLOSSARY.replace("  B.", "  Beta."))
    git("checkout", "-q", "two")
    commit(GLOSSARY.replace("  B.", "  Bravo."))
    assert "both branches have 'b'" in git("merge", "one", ok=False)
    assert "<<<<<<<" in (tmp_path / "book/glossary.md").read_text()
