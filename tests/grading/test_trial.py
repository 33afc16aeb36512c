"""One trial: what is nobody's fault, or only seems ours, is for a person to look at."""

import json

import nbformat
import pytest

from dlkit.checking import assignment as assignments
from dlkit.grading.classes import submission, trial
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import Outcome


def graded(path, notebook, student="a"):
    """The Result of a notebook (bytes), for the assignment at a path."""
    job = trial.job_of(assignments.read(path), "7")
    with trial.open_process(job, sandbox=False) as process:
        return trial.grade(process, job, submission.Submission(student, notebook))


STOPS = (
    "# Double: other numbers · 1 point · hidden\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
)


@pytest.mark.parametrize("test, student_took_part", [
    ("undefined_in_the_test + 1", False),
    ("import check_of_another_version", False),
    ("numbers = double(np.ones(2))\nnumbers[5]", True),
    ("check.call('double', double, np.ones(2))\n1 / 0", True),
    ("rows = share", False),     # passes: nothing stops
])  # fmt: skip
def test_a_test_that_stops_by_itself_is_no_students_fault(tiny, test, student_took_part):
    path = tiny(double_hidden_other=STOPS.format(test))
    result = graded(path, path.read_bytes())
    passes = test == "rows = share"
    assert result.score == (5 if passes else 4)
    codes = [(reason.code, reason.test) for reason in result.reasons]
    stopped = not (passes or student_took_part)
    assert codes == ([(Code.TEST_STOPPED, "double_hidden_other")] if stopped else [])
    assert result.state == ("needs_review" if stopped else "graded")


def test_a_name_that_the_student_does_not_bind_is_the_students_fault(tiny):
    path = tiny(double_hidden_other=STOPS.format("double(np.ones(2))"))
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.nbgrader.grade_id == "double":
            cell.source = "def doubel(x):\n    return 2 * x"
    result = graded(path, nbformat.writes(notebook).encode())
    assert result.state == "graded" and result.score == 2
    assert "NameError" in result.tests["double_hidden_other"].message


def test_a_name_that_is_no_text_costs_no_point(tiny):
    """As old archives unpack: the random inputs depend on the name."""
    path = tiny()
    result = graded(path, path.read_bytes(), student="Jos\udce9")
    assert result.score == 5 and result.state == "graded"


def test_more_than_a_message_can_hold_is_not_our_fault(tiny):
    path = tiny()
    notebook, face = json.loads(path.read_bytes()), "\N{GRINNING FACE}"
    long = {"cell_type": "code", "source": f"long = Exception('{face}' * 490)"}
    stops = {"cell_type": "code", "source": f"raise long  # {face * 200}"}
    notebook["cells"] += [long] + [stops] * 1400
    result = graded(path, json.dumps(notebook).encode())
    assert result.reasons == [Reason(Code.TOO_LARGE)] and result.state == "needs_review"
    assert {test.outcome for test in result.tests.values()} == {Outcome.NOT_RUN}


def test_a_known_mistake_is_known_as_data(tiny):
    path = tiny()
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.nbgrader.grade_id == "double":
            cell.source = "def double(x):\n    return x**2"
        if cell.metadata.nbgrader.grade_id == "share":
            cell.source = "def share(x):\n    raise NotImplementedError()"
    result = graded(path, nbformat.writes(notebook).encode())
    assert result.tests["double_values"].mistake == ("double", "the square")
    assert result.tests["double_hidden_other"].mistake == ("", "")
    assert result.tests["share_values"].outcome == Outcome.NOT_WRITTEN
