"""From a submission to its result: what is to be graded, and the trial of one notebook by a warm process."""

import platform
from importlib.metadata import version
from pathlib import Path

from dlkit import __version__
from dlkit.checking import assignment as assignments
from dlkit.grading.classes.submission import fingerprint
from dlkit.grading.job import Job
from dlkit.grading.limits import Limits
from dlkit.grading.processes import warm
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import Judgement, Result, State


def find_assignment(folder, stem):
    """The instructor's assignment `stem` under `folder`, laid out like solutions/. Raises NotAnAssignment."""
    path = Path(folder, stem, f"{stem}.ipynb")
    if not path.exists():
        known = ", ".join(sorted(found.stem for found in Path(folder).glob("*/*.ipynb"))) or "none"
        raise assignments.NotAnAssignment(
            f"There is no assignment {stem} in {folder}. There are: {known}."
        )
    return assignments.read(path)


def job_of(assignment, seed):
    """The Job, with the limits of the notebook's metadata. Raises UserError."""
    limits = Limits.from_metadata(assignments.load(assignment.path).metadata, assignment.path)
    return Job(assignment.name, tuple(assignment.cells), seed, limits)


def open_process(job, sandbox):
    """The warm process that tries the submissions of a job."""
    return warm.Warm(job.setup, sandbox, job.limits)


def grade(process, job, submission):
    """The Result of one submission, graded by the `warm.Warm` process."""
    if submission.problem:
        judgement = Judgement.not_run(job, submission.problem)
    else:
        try:
            judgement = process.grade(
                job, submission.student, submission.notebook, submission.files
            )
        except (ConnectionError, TimeoutError, ValueError) as error:
            reason = Reason(Code.SUPERVISOR_ENDED, (str(error) or "it did not answer",))
            return failed(job, submission, process.sandbox, reason)
    return result_of(job, submission, process.sandbox, judgement)


def failed(job, submission, sandbox, reason):
    """The Result of a submission that could not be graded, through our fault."""
    return result_of(job, submission, sandbox, Judgement.not_run(job, reason))


def result_of(job, submission, sandbox, judgement):
    """Points for what passed. Nothing that a student's process says is counted, only what tests found."""
    judgement.reasons = list(dict.fromkeys(judgement.reasons))
    return Result(
        **vars(judgement),
        student=submission.student,
        assignment=job.assignment,
        state=State.of(judgement.reasons),
        sandbox="bubblewrap" if sandbox else "none",
        versions=versions(),
        notebook=fingerprint(submission.notebook),
    )


def versions():
    others = {name: version(name) for name in ("numpy", "torch")}
    return {"python": platform.python_version(), "dlkit": __version__, **others}
