"""What formgrader shows of a student: answers, why they failed, and nothing that runs in the instructor's browser."""

from pathlib import Path

import nbformat
import pytest
from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook

from dlkit.checking import assignment as assignments
from dlkit.grading import result as results
from dlkit.grading.grades import decisions, gradebook
from dlkit.grading.grades.decisions import Decisions
from dlkit.grading.grades.formgrader import notebook_of
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import AddedCell, Outcome, Result, State

EVIL = (
    "<script>x</script>",
    '<img src=x onerror="x">',
    "[x](javascript:x)",
    "```\n<script>x</script>\n```",
    "````text\n```\n<script>x</script>",
    "~~~\n<b>x",
    "$$<script>x</script>$$",
    "\\begin{a}<script>\\end{a}",
    "a\r\n```\r<script>x",
    "x\u2028```\u2028<script>x</script>",
    "    <script>x</script>",
    "> ```\n<script>x",
)


WORDS = {"answers": {"words": "Because."}, "reasons": [Reason(Code.WRITTEN_ANSWER)]}


def made(student="a", **more):
    state = State.of(more.get("reasons", []))
    return Result(student=student, assignment="01_tiny", state=state, **more)


def died(name, lost):
    """A student in whose process the test `name` died; the tests `lost` have no points by it."""
    tests = {
        test: results.TestResult(1, 1, Outcome.PASSED)
        for test in ("double_hidden_other", "double_values")
    }
    for test in lost:
        tests[test] = results.TestResult(0, 1, Outcome.CUT_OFF, "the process died")
    return {"reasons": [Reason(Code.DIED_IN_CALL, (), name)], "tests": tests}


def by_name(notebook):
    return {
        cell.metadata.get("nbgrader", {}).get("grade_id") or cell.id: cell
        for cell in notebook.cells
    }


@pytest.fixture
def source(tiny):
    notebook = nbformat.read(tiny(), as_version=4)
    about = {
        "grade_id": "words",
        "grade": True,
        "solution": True,
        "points": 1,
        "locked": False,
        "schema_version": 3,
    }
    notebook.cells.append(
        nbformat.v4.new_markdown_cell("The reference's words.", metadata={"nbgrader": about})
    )
    return notebook


def test_answers_and_messages(source):
    result = made(
        answers={"double": "def double(x): return x", "words": "Because."},
        reasons=[Reason(Code.WRITTEN_ANSWER)],
        tests={"double_values": results.TestResult(0, 2, Outcome.FAILED, "not twice")},
        errors={"extra 1": "NameError: y"},
        added=[AddedCell("", "first = 1"), AddedCell("double", "y")],
    )
    notebook = notebook_of(source, result)
    nbformat.validate(notebook)
    cells = by_name(notebook)
    assert (
        cells["double"].source == "def double(x): return x" and "Because." in cells["words"].source
    )
    assert cells["double_values"].outputs[0].text == "not twice"
    assert "a written answer" in cells["why"].outputs[0].text
    assert [cell.source for cell in notebook.cells[:2]] == ["", "first = 1"]
    after = notebook.cells[notebook.cells.index(cells["double"]) + 1]
    assert after.source == "y" and after.outputs[0].text == "NameError: y"


def test_a_missing_answer_is_empty_not_the_reference(source, tiny):
    cells = by_name(notebook_of(source, made(reasons=[Reason(Code.NO_NOTEBOOK, ("x",))])))
    solutions = [
        cell.grade_id for cell in assignments.read(tiny()).cells if cell.kind == "solution"
    ]
    assert len(solutions) == 2 and all(cells[name].source == "" for name in [*solutions, "words"])


@pytest.mark.parametrize("text", EVIL)
def test_a_written_answer_is_shown_as_text(source, text):
    cell = by_name(notebook_of(source, made(answers={"words": text})))["words"]
    page = markdown2html(cell.source)
    for tag in ("<script", "<img", "<b>", "<a "):
        assert tag not in page, page


@pytest.fixture
def marked(source, tmp_path, monkeypatch):
    """mark({student: result}): written into a gradebook of its own; {student: cells that wait for a person}."""
    path = tmp_path / "01_tiny" / "01_tiny.ipynb"
    path.parent.mkdir()
    nbformat.write(source, path)
    monkeypatch.chdir(tmp_path)
    Path("nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.db_url = "sqlite:///book.db"\n'
    )

    def mark(**students):
        assignment = assignments.read(path)
        tests = {t.grade_id: results.TestResult.passed(t) for t in assignment.tests}
        class_ = [made(name, **{"tests": tests, **more}) for name, more in sorted(students.items())]
        gradebook.write(class_, assignment, tmp_path / "in")
        with Gradebook("sqlite:///book.db") as book:
            return {
                s.student_id: sorted(
                    grade.name for grade in s.notebooks[0].grades if grade.needs_manual_grade
                )
                for s in book.assignment_submissions(assignment.name)
            }

    mark.path = path
    return mark


def test_who_must_look_at_what(marked):
    lost = died("share_values", ("share_hidden_rows", "share_values"))
    odd = {"reasons": [Reason(Code.DOUBLED_CELLS, ("double",))]}
    blank = {"answers": {"words": " "}}
    assert marked(right={}, blank=blank, words=WORDS, died=lost, odd=odd) == {
        "right": [],
        "blank": [],
        "words": ["words"],
        "died": ["share_hidden_rows", "share_values"],
        "odd": ["double_values"],
    }


@pytest.mark.parametrize("decided", ["manual_score", "extra_credit", "comment"])
def test_a_new_hand_in_brings_back_whatever_a_person_decided(marked, decided):
    marked(a={"answers": {"double": "1"}})
    with Gradebook("sqlite:///book.db") as book:
        if decided == "comment":
            book.find_comment("double", "01_tiny", "01_tiny", "a").manual_comment = "Why?"
        else:
            setattr(book.find_grade("double_values", "01_tiny", "01_tiny", "a"), decided, 1)
        book.db.commit()
    assert marked(a={"answers": {"double": "1"}}) == {"a": []}
    assert marked(a={"answers": {"double": "2"}}) == {"a": ["double_values"]}


def test_a_decision_lasts_until_there_is_something_new(marked):
    assert marked(a=WORDS) == {"a": ["words"]}
    assert decisions.read("01_tiny")["a"].waiting
    with Gradebook("sqlite:///book.db") as book:
        grade = book.find_grade("words", "01_tiny", "01_tiny", "a")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1, 0.5, False
        book.find_comment("words", "01_tiny", "01_tiny", "a").manual_comment = "Well put."
        book.db.commit()
    assert marked(a=WORDS) == {"a": []}
    assert decisions.read("01_tiny") == {
        "a": Decisions({"words": 1.5}, {"words": "Well put."}, 0, False)
    }
    assert marked(a={**WORDS, "answers": {"words": "Because it is."}}) == {"a": ["words"]}
    assert decisions.read("01_tiny")["a"].points == {"words": 1.5}
    assert decisions.read("02_other") == {}


def scores(address="sqlite:///book.db"):
    with Gradebook(address) as book:
        return {
            s.student_id: (s.score, s.max_score) for s in book.assignment_submissions("01_tiny")
        }


def test_a_changed_assignment_changes_the_cells_of_all(marked, source):
    marked(old={})
    assert scores() == {"old": (5, 6)}
    for cell in source.cells:
        if cell.metadata.nbgrader.grade_id == "share_values":
            cell.metadata.nbgrader["grade_id"] = (
                "share_other"  # a test that goes, and one that comes, of 3 points
            )
            cell.metadata.nbgrader["points"] = 3
    nbformat.write(source, marked.path)
    assert marked(old={}, new={}) == {"new": [], "old": []}
    assert scores() == {"old": (7, 8), "new": (7, 8)}  # all but the answer in words


def test_a_name_that_is_not_text_is_written_out(marked):
    assert (
        marked(**{"b\udce4r": {}, "anna": {"reasons": [Reason(Code.DIED_IN_TEST)]}})["b\\udce4r"]
        == []
    )
    assert decisions.read("01_tiny")["anna"].waiting and len(decisions.read("01_tiny")) == 1
    assert Path("autograded/b\\udce4r/01_tiny/01_tiny.ipynb").exists()


def test_a_name_that_is_too_long_written_out_is_shortened(marked):
    """A folder's name of 60 bytes that are no text would become one of 360, and of a file nobody could write."""
    names = ["\udcff" * 60, "\udcff" * 59 + "\udcfe", "ö" * 120]
    found = marked(**{name: {} for name in names})
    assert len(found) == 3 and all(len(name.encode()) <= 128 for name in found)
    assert all(Path("autograded", name, "01_tiny").is_dir() for name in found)


def test_a_penalty_goes_when_the_date_is_moved(marked):
    with open("nbgrader_config.py", "a") as config:
        config.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    place = Path("in/late/01_tiny")
    place.mkdir(parents=True)
    (place / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    marked(late={})
    for date, penalty in (("2026-01-01", 5), ("2026-01-03", 0)):
        with Gradebook("sqlite:///book.db") as book:
            book.update_or_create_assignment("01_tiny", duedate=f"{date} 10:00:00 UTC")
        marked(late={})
        assert decisions.read("01_tiny").get("late", Decisions()).penalty == penalty


def test_another_notebook_of_the_assignment_is_left_alone(marked):
    with Gradebook("sqlite:///book.db") as book:
        book.add_assignment("01_tiny")
        book.add_notebook("00_other", "01_tiny")
        book.add_student("a")
        book.add_submission("01_tiny", "a")
    marked(a={})
    assert scores()["a"][0] == 5
