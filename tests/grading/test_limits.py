"""An assignment says in its notebook's metadata how long its cells may take."""

from dataclasses import replace

import nbformat
import pytest

from dlkit.checking import assignment as assignments
from dlkit.errors import UserError
from dlkit.grading.classes import submission, trial
from dlkit.grading.limits import Limits


def with_metadata(path, dlkit):
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["dlkit"] = dlkit
    nbformat.write(notebook, path)
    return assignments.read(path)


def test_without_metadata_the_usual_limits_hold(tiny):
    assert trial.job_of(assignments.read(tiny()), "7").limits == Limits()


def test_a_cell_that_needs_25_seconds_is_given_them(tiny):
    job = trial.job_of(with_metadata(tiny(), {"limits": {"cell_seconds": 40}}), "7")
    assert job.limits == replace(Limits(), cell_seconds=40)
    assert Limits().cell_seconds < 25 < job.limits.cell_seconds < job.limits.total_seconds


@pytest.mark.parametrize("seconds, score", [(0.3, 2), (10, 5)])
def test_the_limits_of_the_metadata_hold(tiny, seconds, score):
    """In small: a cell that takes a second."""
    assignment = with_metadata(tiny(), {"limits": {"cell_seconds": seconds}})
    job = trial.job_of(assignment, "7")
    slow = tiny("02_slow", double="import time\ntime.sleep(1)\ndef double(x):\n    return 2 * x")
    with trial.open_process(job, sandbox=False) as process:
        result = trial.grade(process, job, submission.Submission("a", slow.read_bytes()))
    assert result.score == score
    assert result.errors == ({} if score == 5 else {"double": "it did not end within 0.3 s"})


@pytest.mark.parametrize("limits, words", [
    (7, "is 7, expected for example"),
    ({"cells_seconds": 3}, "has 'cells_seconds'; there are cell_seconds, test_seconds, total_sec"),
    ({"memory": 3}, "has 'memory'; there are"),
    ({"cell_seconds": "25"}, "cell_seconds is '25', expected a number of seconds"),
    ({"cell_seconds": True}, "cell_seconds is True, expected a number"),
    ({"cell_seconds": 0}, "cell_seconds is 0, expected a number of seconds, more than 0"),
    ({"test_seconds": float("nan")}, "test_seconds is nan, expected a number"),
    ({"total_seconds": 1e9}, "at most 86,400"),
    ({"cell_seconds": 300}, "one cell may take 300 s, and the whole notebook 120 s: give total_sec"),
])  # fmt: skip
def test_a_wrong_limit_is_said(tiny, limits, words):
    assignment = with_metadata(tiny(), {"limits": limits})
    with pytest.raises(UserError, match=words) as caught:
        trial.job_of(assignment, "7")
    assert str(caught.value).startswith(str(assignment.path))


def test_metadata_of_another_shape_are_no_limits(tiny):
    assert trial.job_of(with_metadata(tiny(), "other"), "7").limits == Limits()


def test_a_job_can_only_lower_the_limits_of_its_box():
    box = Limits(total_seconds=60, memory=100)
    assert box.lowered(Limits(cell_seconds=2)) == replace(box, cell_seconds=2)
