"""Editing as text loses nothing: every notebook of the book survives the way there and back, byte for byte."""

import canonical
import contents
import nbformat
import pytest
import sources
import text
from planted import code, notebook
from planted import text as prose

STEMS = [chapter.stem for chapter in contents.chapters()]
EVERY = [
    pytest.param(path, form, id=f"{path.parent.name}/{path.stem}")
    for stem in STEMS
    for path, _, form in text.pairs(stem)
]


@pytest.mark.parametrize("path, form", EVERY)
def test_there_and_back_gives_the_same_bytes(path, form):
    nb = text.read(path, form)
    written = text.to_text(nb)
    assert not text.is_edited(written)
    back = text.to_notebook(written, nb, form)
    assert canonical.dumps(back) == canonical.dumps(nb)  # test_rules: and that is what is stored


@pytest.mark.parametrize("path, form", EVERY)
def test_without_the_notebook_only_what_is_measured_is_lost(path, form):
    nb = text.read(path, form)
    back = text.to_notebook(text.to_text(nb), None, form)
    for cell in [*nb.cells, *back.cells]:
        if cell.cell_type == "code":
            cell.outputs = []
    nb.metadata.get("dlkit", {}).pop("seconds", None)
    assert back == nb


@pytest.fixture
def chapter():
    return canonical.notebook(
        notebook(
            prose("# Dead lines", "title"),
            prose("What you will see.", "promise", ["promise"]),
            code("x = 1\nx", "value", shows="1", tags=["rtol=0.1"]),
            code("print(2)", "print", prints="2\n", mystnb={"image": {"alt": "A: b, “c”"}}),
            seconds=9,
            reading_minutes=5,
        )
    )


def test_edits_come_back_and_touch_nothing_else(chapter):
    edited = (
        text.to_text(chapter).replace("x = 1", "x = 3").replace("reading_minutes: 5", "draft: true")
    )
    edited = edited.replace("What you will see.", "What you will do.") + "\n+++\n\nA new end.\n"
    edited += (
        '\n```{code-cell}\n:id: last-one\n\nassert x\n```\n\n```{code-cell}\nprint("new")\n```\n'
    )
    assert text.is_edited(edited)
    back = text.to_notebook(edited, chapter, canonical.notebook)
    ids = ["title", "promise", "value", "print", "a-new-end", "last-one", "print-new"]
    assert [cell.id for cell in back.cells] == ids
    assert back.cells[1].source == "What you will do." and back.cells[1].metadata.tags == [
        "promise"
    ]
    assert back.cells[2].outputs == [] and back.cells[2].metadata.tags == ["rtol=0.1"]
    assert back.cells[3] == chapter.cells[3]
    assert back.metadata.dlkit == {"draft": True, "seconds": 9}


def test_a_cell_without_an_id_is_known_by_its_source(chapter):
    """As when the text was made by another tool."""
    plain = text.to_text(chapter).replace(":id: print\n", "")
    assert text.to_notebook(plain, chapter, canonical.notebook).cells[3] == chapter.cells[3]


def test_an_assignments_text_shows_the_grade_id_and_derives_the_rest(tiny):
    nb = sources.notebook(nbformat.read(tiny(), as_version=4))
    written = text.to_text(nb)
    assert ":grade_id: double_values" in written and "schema_version" not in written
    edited = written.replace("whole numbers · 2 points", "whole numbers · 3 points")
    edited = edited.replace(":grade_id: share_values", ":grade_id: share_one_row")
    back = text.to_notebook(edited, nb, sources.notebook)
    about = {cell.id: cell.metadata.nbgrader for cell in back.cells}
    assert about["double-values"].points == 3
    assert about["share-one-row"].grade_id == "share_one_row" and about["share-one-row"].grade


@pytest.fixture
def folder(tmp_path, chapter):
    (tmp_path / "book").mkdir()
    path, text_path, form = (
        tmp_path / "book/02_x.ipynb",
        tmp_path / "drafts/02_x.md",
        canonical.notebook,
    )
    path.write_text(canonical.dumps(chapter), encoding="utf-8")
    return path, text_path, form


def change(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_both_ways_on_disk(folder):
    path, text_path, _ = folder
    text.write_text(*folder)
    before = path.read_bytes()
    assert "no edits" in text.write_notebook(*folder) and path.read_bytes() == before
    change(text_path, "will see", "will do")
    text.write_notebook(*folder)
    assert b"will do" in path.read_bytes()
    change(path, "will do", "will make")  # in JupyterLab
    text.write_text(*folder)
    assert "will make" in text_path.read_text(encoding="utf-8")


def test_nothing_is_overwritten(folder):
    path, text_path, _ = folder
    with pytest.raises(text.Refused, match="make text CHAPTER=02_x"):
        text.write_notebook(*folder)
    text.write_text(*folder)
    change(text_path, "will see", "will do")
    with pytest.raises(text.Refused, match="make notebook CHAPTER=02_x"):
        text.write_text(*folder)
    change(path, "will see", "will make")
    with pytest.raises(text.Refused, match="has changed since"):
        text.write_notebook(*folder)


def test_running_a_chapter_does_not_count_as_a_change(folder):
    path, text_path, _ = folder
    text.write_text(*folder)
    change(path, '"seconds": 9', '"seconds": 20')
    change(text_path, "will see", "will do")
    text.write_notebook(*folder)
    assert b"will do" in path.read_bytes() and b'"seconds": 20' in path.read_bytes()
