"""What formgrader shows of a student: answers, why they failed, and nothing that runs in the instructor's browser."""

import nbformat
import pytest
from nbconvert.filters import markdown2html

from dlkit import assignment as assignments
from dlkit.grading import gradebook

EVIL = ("<script>x</script>", '<img src=x onerror="x">', "[x](javascript:x)", "```\n<script>x</script>\n```",
        "````text\n```\n<script>x</script>", "~~~\n<b>x", "$$<script>x</script>$$", "\\begin{a}<script>\\end{a}",
        "a\r\n```\r<script>x", "x\u2028```\u2028<script>x</script>", "    <script>x</script>", "> ```\n<script>x")


def made(**more):
    return {"answers": {}, "extra": [], "tests": {}, "errors": {}, "review": [], **more}


def by_name(notebook):
    return {cell.metadata.get("nbgrader", {}).get("grade_id") or cell.id: cell for cell in notebook.cells}


@pytest.fixture
def source(tiny):
    notebook = nbformat.read(tiny(), as_version=4)
    about = {"grade_id": "words", "grade": True, "solution": True, "points": 1, "locked": False, "schema_version": 3}
    notebook.cells.append(nbformat.v4.new_markdown_cell("The reference's words.", metadata={"nbgrader": about}))
    return notebook


def test_answers_and_messages(source):
    result = made(answers={"double": "def double(x): return x", "words": "Because."}, review=["a written answer"],
                  tests={"double_values": {"message": "not twice"}}, errors={"extra 1": "NameError: y"},
                  extra=[["", "first = 1"], ["double", "y"]])
    notebook = gradebook.graded(source, result)
    nbformat.validate(notebook)
    cells = by_name(notebook)
    assert cells["double"].source == "def double(x): return x" and "Because." in cells["words"].source
    assert cells["double_values"].outputs[0].text == "not twice"
    assert "a written answer" in cells["why"].outputs[0].text
    assert [cell.source for cell in notebook.cells[:2]] == ["", "first = 1"]
    after = notebook.cells[notebook.cells.index(cells["double"]) + 1]
    assert after.source == "y" and after.outputs[0].text == "NameError: y"


def test_a_missing_answer_is_empty_not_the_reference(source, tiny):
    cells = by_name(gradebook.graded(source, made(review=["nothing was handed in"])))
    solutions = [cell.grade_id for cell in assignments.read(tiny()).cells if cell.kind == "solution"]
    assert len(solutions) == 2 and all(cells[name].source == "" for name in [*solutions, "words"])


@pytest.mark.parametrize("text", EVIL)
def test_a_written_answer_is_shown_as_text(source, text):
    cell = by_name(gradebook.graded(source, made(answers={"words": text})))["words"]
    page = markdown2html(cell.source)
    for tag in ("<script", "<img", "<b>", "<a "):
        assert tag not in page, page
