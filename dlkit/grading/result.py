"""What grading finds: of one test, of one notebook, and the result that is kept of one submission.

On disk a result is one line of results.jsonl, which only this module writes and reads:

    student, assignment   who and what
    state                 "graded", "needs_review" (a person must look) or "failed" (our fault)
    score, points         earned, and what could be earned by tests
    tests                 {grade_id: {"points": earned, "of": possible, "message": why it failed, or "", "outcome",
                          "mistake": the known one that it is, or ""}}
    errors                {cell: error} of the student's cells that stopped
    review                why a person must look, or what failed: the teacher's sentences
    reasons               the same as data: what programs go by
    answers, extra        {grade_id: source}; [[the cell before, source], ...] of cells that the student added
    seconds, cpu          by the clock, and of the processor
    sandbox, versions, notebook (the SHA-256 of what was graded)
"""

from dataclasses import dataclass, field
from enum import StrEnum

from dlkit.grading.reasons import OUR_FAULT, Code, Reason


class State(StrEnum):
    GRADED = "graded"
    REVIEW = "needs_review"
    FAILED = "failed"

    @classmethod
    def of(cls, reasons):
        if any(reason.code in OUR_FAULT for reason in reasons):
            return cls.FAILED
        return cls.REVIEW if reasons else cls.GRADED


class Outcome(StrEnum):
    """Of one test."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_WRITTEN = "not_written"  # the stub is as it was
    NOT_RUN = "not_run"  # none of the notebook's tests could be run
    CUT_OFF = "cut_off"  # the student's process ended in it, or before


@dataclass
class TestResult:
    points: float
    of: float
    outcome: Outcome
    message: str = ""
    mistake: tuple[str, str] = ("", "")  # of what, and which known one it is

    @classmethod
    def passed(cls, cell):
        return cls(cell.points, cell.points, Outcome.PASSED)

    @classmethod
    def lost(cls, cell, outcome, message, mistake=("", "")):
        return cls(0, cell.points, outcome, message, mistake)

    @classmethod
    def from_json(cls, about):
        message = about["message"]
        outcome = about.get("outcome") or OLD_MESSAGES.get(message, Outcome.FAILED)
        mistake = about.get("mistake") or ("", "")
        return cls(about["points"], about["of"], Outcome(outcome), message, tuple(mistake))

    def to_json(self):
        return {
            "points": self.points,
            "of": self.of,
            "message": self.message,
            "outcome": self.outcome,
            "mistake": list(self.mistake),
        }


# sentences of results that were written before they had codes
OLD_MESSAGES = {
    "": Outcome.PASSED,
    "it was not run": Outcome.NOT_RUN,
    "it could not be run": Outcome.NOT_RUN,
}
OLD_REASONS = {"a written answer": Reason(Code.WRITTEN_ANSWER)}


@dataclass(frozen=True)
class AddedCell:
    """A code cell that the student added. after: the grade_id of the cell before it, or ""."""

    after: str
    source: str


def name_of_added(number):
    """What the errors call the added cell of that number."""
    return f"extra {number}"


@dataclass(kw_only=True)
class Judgement:
    """What the judge finds in one notebook."""

    tests: dict[str, TestResult] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    added: list[AddedCell] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    @classmethod
    def not_run(cls, job, *reasons):
        """No test could be run. job: a `job.Job`."""
        tests = {
            cell.grade_id: TestResult.lost(cell, Outcome.NOT_RUN, "it was not run")
            for cell in job.tests
        }
        return cls(tests=tests, reasons=list(reasons))

    def to_json(self):
        return {
            "tests": {name: test.to_json() for name, test in self.tests.items()},
            "errors": self.errors,
            "reasons": [reason.to_json() for reason in self.reasons],
            "answers": self.answers,
            "extra": [[cell.after, cell.source] for cell in self.added],
            "seconds": self.seconds,
            "cpu": self.cpu,
        }

    @staticmethod
    def fields_from_json(about):
        if "reasons" in about:
            reasons = [Reason.from_json(reason) for reason in about["reasons"]]
        else:
            reasons = [
                OLD_REASONS.get(text) or Reason(Code.OLD_SENTENCE, (str(text),))
                for text in about["review"]
            ]
        tests = about.get("tests", {})
        return {
            "tests": {name: TestResult.from_json(test) for name, test in tests.items()},
            "reasons": reasons,
            "errors": about.get("errors", {}),
            "answers": about.get("answers", {}),
            "added": [AddedCell(*cell) for cell in about.get("extra", [])],
            "seconds": about.get("seconds", 0.0),
            "cpu": about.get("cpu", 0.0),
        }

    @classmethod
    def from_json(cls, about):
        return cls(**cls.fields_from_json(about))


@dataclass(kw_only=True)
class Result(Judgement):
    """What is kept of one submission."""

    student: str
    assignment: str
    state: State
    sandbox: str = "bubblewrap"  # or "none"
    versions: dict[str, str] = field(default_factory=dict)
    notebook: str = ""

    @property
    def score(self):
        return sum(test.points for test in self.tests.values())

    @property
    def points(self):
        return sum(test.of for test in self.tests.values())

    def to_json(self):
        return {
            "student": self.student,
            "assignment": self.assignment,
            "state": self.state,
            "score": self.score,
            "points": self.points,
            **super().to_json(),
            "review": [reason.teacher for reason in self.reasons],
            "sandbox": self.sandbox,
            "versions": self.versions,
            "notebook": self.notebook,
        }

    @classmethod
    def from_json(cls, about):
        return cls(
            student=about["student"],
            assignment=about["assignment"],
            state=State(about["state"]),
            sandbox=about.get("sandbox", "bubblewrap"),
            versions=about.get("versions", {}),
            notebook=about["notebook"],
            **cls.fields_from_json(about),
        )
