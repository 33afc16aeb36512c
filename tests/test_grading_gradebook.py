"""What formgrader shows of a student: answers, why they failed, and nothing that runs in the instructor's browser."""

from pathlib import Path

import nbformat
import pytest
from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook

from dlkit import assignment as assignments
from dlkit.grading import decisions, gradebook
from dlkit.grading.decisions import Decisions

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


@pytest.fixture
def marked(source, tmp_path, monkeypatch):
    """mark({student: result}): written into a gradebook of its own; {student: cells that wait for a person}."""
    path = tmp_path / "01_tiny" / "01_tiny.ipynb"
    path.parent.mkdir()
    nbformat.write(source, path)
    assignment = assignments.read(path)
    monkeypatch.chdir(tmp_path)
    Path("nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.db_url = "sqlite:///book.db"\n')

    def mark(**results):
        tests = {test.grade_id: {"points": test.points, "of": test.points, "message": ""} for test in assignment.tests}
        results = [{**made(tests=tests, state="needs_review" if more.get("review") else "graded"), **more,
                    "student": student, "assignment": assignment.name} for student, more in sorted(results.items())]
        gradebook.write(results, assignment, tmp_path / "in")
        with Gradebook("sqlite:///book.db") as book:
            return {s.student_id: sorted(grade.name for grade in s.notebooks[0].grades if grade.needs_manual_grade)
                    for s in book.assignment_submissions(assignment.name)}

    return mark


def test_who_must_look_at_what(marked):
    words, odd = {"answers": {"words": "Because."}, "review": ["a written answer"]}, {"review": ["the process died"]}
    everything = ["double_hidden_other", "double_values", "share_hidden_rows", "share_values", "words"]
    assert marked(right={}, blank={"answers": {"words": " "}}, words=words, odd=odd) == {
        "right": [], "blank": [], "words": ["words"], "odd": everything}


def test_a_decision_lasts_until_there_is_something_new(marked):
    words = {"answers": {"words": "Because."}, "review": ["a written answer"]}
    assert marked(a=words) == {"a": ["words"]}
    assert decisions.read("01_tiny")["a"].waiting
    with Gradebook("sqlite:///book.db") as book:
        grade = book.find_grade("words", "01_tiny", "01_tiny", "a")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1, 0.5, False
        book.find_comment("words", "01_tiny", "01_tiny", "a").manual_comment = "Well put."
        book.db.commit()
    assert marked(a=words) == {"a": []}
    assert decisions.read("01_tiny") == {"a": Decisions({"words": 1.5}, {"words": "Well put."}, 0, False)}
    assert marked(a={**words, "answers": {"words": "Because it is."}}) == {"a": ["words"]}
    assert decisions.read("01_tiny")["a"].points == {"words": 1.5}
    assert decisions.read("02_other") == {}
