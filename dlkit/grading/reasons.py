"""Why a person must look at a submission, or why it could not be graded: data, not prose.

A `Reason` is a code and what it is about. Its sentences stand in `SENTENCES` and nowhere else: one for the teacher,
who may read of hidden tests and of our machines, one for the student, who may not. Who is looked at, and what a later
run grades again, depends on codes and details: the words may change at any time.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Code(StrEnum):
    WRITTEN_ANSWER = "written_answer"
    # what lies in the folder
    NOTHING_HANDED_IN = "nothing_handed_in"
    NO_NOTEBOOK = "no_notebook"
    OTHER_NOTEBOOKS = "other_notebooks"
    NOT_A_FOLDER = "not_a_folder"
    NOT_A_FILE = "not_a_file"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    # what stands in the notebook
    NOT_TEXT = "not_text"
    NOT_JSON = "not_json"
    MERGE_CONFLICT = "merge_conflict"
    NO_NOTEBOOK_IN_JSON = "no_notebook_in_json"
    NO_CELLS = "no_cells"
    NOT_READABLE = "not_readable"
    LONG_CELL = "long_cell"
    LONG_CODE = "long_code"
    LATE_ANSWERS = "late_answers"
    OTHER_ASSIGNMENT = "other_assignment"
    DOUBLED_CELLS = "doubled_cells"
    UNREAD_CELLS = "unread_cells"
    # what happened while it ran
    DIED_IN_CELLS = "died_in_cells"
    DIED_BETWEEN_TESTS = "died_between_tests"
    DIED_IN_TEST = "died_in_test"
    DIED_IN_CALL = "died_in_call"
    SLOW_CELLS = "slow_cells"
    TOO_LONG = "too_long"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_MANY_PROCESSES = "too_many_processes"
    TAMPERED = "tampered"
    TOO_LARGE = "too_large"
    JUDGE_STUCK = "judge_stuck"
    TEST_STOPPED = "test_stopped"
    # our fault
    JUDGE_ENDED = "judge_ended"
    JUDGE_FAILED = "judge_failed"
    SUPERVISOR_ENDED = "supervisor_ended"
    WORKERS_DIED = "workers_died"
    WORKER_FAILED = "worker_failed"
    # of a file of results that was written before reasons had codes
    OLD_SENTENCE = "old_sentence"


OUR_FAULT = {
    Code.JUDGE_ENDED,
    Code.JUDGE_FAILED,
    Code.SUPERVISOR_ENDED,
    Code.WORKERS_DIED,
    Code.WORKER_FAILED,
}
UNUSUAL = "Something unusual happened while your notebook was graded."
OURS = "Something went wrong on our side, not on yours."
UNREAD = "Your notebook could not be read: {}. Does it open in Jupyter?"
DIED = (
    "Python itself ended while your code ran. Usual reasons: an array too large for the memory, a recursion that "
    "does not end, or exit() and the like."
)
SLOW = "Your code did not end in time and was stopped. Is there a loop whose condition never becomes false?"


def _unread(why):
    return f"the notebook cannot be read: {why}", UNREAD.format(why)


SENTENCES = {  # code: (the teacher's, the student's); {0}, {1}: the details
    Code.WRITTEN_ANSWER: (
        "a written answer",
        "Your answer in words is read and graded by a person.",
    ),
    Code.NOTHING_HANDED_IN: (
        "nothing was handed in: there is no folder {0}",
        "Nothing was found in your folder for this assignment. If you did hand it in, say so.",
    ),
    Code.NO_NOTEBOOK: (
        "there is no {0}, and no other notebook",
        "There is no notebook of the expected name in your folder. Was it renamed?",
    ),
    Code.OTHER_NOTEBOOKS: (
        "there is no {0}; is it {1!r}?",
        "There is no notebook of the expected name in your folder. Was it renamed?",
    ),
    Code.NOT_A_FOLDER: (
        "{0} is not a folder (links are not followed)",
        "What was handed in is no folder with a notebook in it.",
    ),
    Code.NOT_A_FILE: (
        "{0} cannot be read: it is not a regular file",
        "Your notebook could not be read: it is not a regular file.",
    ),
    Code.FILE_TOO_LARGE: (
        "{0} cannot be read: it has {1} MiB, more than the {2} that are read",
        "Your notebook could not be read: it has {1} MiB, more than the {2} that are read.",
    ),
    Code.FILE_UNREADABLE: (
        "{0} cannot be read: {1}",
        "Your notebook could not be read: {1}.",
    ),
    Code.NOT_TEXT: _unread("it is not text in UTF-8"),
    Code.NOT_JSON: _unread("it is not JSON"),
    Code.MERGE_CONFLICT: _unread("it has conflict marks (<<<<<<<) of a merge in it"),
    Code.NO_NOTEBOOK_IN_JSON: _unread("it is JSON, but no notebook"),
    Code.NO_CELLS: _unread("it has no list of cells"),
    Code.NOT_READABLE: _unread("it is not a notebook ({0})"),
    Code.LONG_CELL: _unread("a cell of it has more than {0} characters"),
    Code.LONG_CODE: _unread("its code has more than {0} characters"),
    Code.LATE_ANSWERS: _unread("it has more than {0} cells, and no answer in the first ones"),
    Code.OTHER_ASSIGNMENT: _unread(
        "it has none of the assignment's cells: is it another assignment's notebook?"
    ),
    Code.DOUBLED_CELLS: (
        "cells that occur twice, the first was taken: {0}",
        "Of cells that occur twice, the first was graded: {0}.",
    ),
    Code.UNREAD_CELLS: (
        "more than {0} cells, the last {1} were not read",
        "Your notebook has more than {0} cells: the last {1} were not read.",
    ),
    Code.DIED_IN_CELLS: ("the process died while it ran the student's cells", DIED),
    Code.DIED_BETWEEN_TESTS: ("the process died between two tests", DIED),
    Code.DIED_IN_TEST: ("the process died in a test", DIED),
    Code.DIED_IN_CALL: ("the process died", DIED),
    Code.SLOW_CELLS: ("the student's cells did not end in time", SLOW),
    Code.TOO_LONG: ("it did not end within {0} s", SLOW),
    Code.TOO_MUCH_MEMORY: (
        "it took more than {0} MiB of memory",
        "Your code took more than {0} MiB of memory and was stopped.",
    ),
    Code.TOO_MANY_PROCESSES: (
        "it started more than {0} processes",
        "Your code started more than {0} processes and was stopped.",
    ),
    Code.TAMPERED: ("it sent {0}", UNUSUAL),
    Code.TOO_LARGE: (
        "its code and messages are too large to be kept",
        "Your notebook, with what it reports, is too large to be graded by a machine.",
    ),
    Code.JUDGE_STUCK: ("the judge did not end", UNUSUAL),
    Code.TEST_STOPPED: (
        "the test itself stopped, before it called the student's code: {0}",
        "One of our tests stopped, and not through your code.",
    ),
    Code.JUDGE_ENDED: ("the judge ended without a verdict", OURS),
    Code.JUDGE_FAILED: ("{0}", OURS),
    Code.SUPERVISOR_ENDED: ("the supervisor ended: {0}", OURS),
    Code.WORKERS_DIED: ("its workers died: {0}", OURS),
    Code.WORKER_FAILED: ("{0}", OURS),
    Code.OLD_SENTENCE: ("{0}", UNUSUAL),
}


@dataclass(frozen=True)
class Reason:
    code: Code
    details: tuple[str, ...] = ()
    test: str = ""  # the grade_id of the test cell in which it happened

    @property
    def teacher(self):
        words = SENTENCES[self.code][0].format(*self.details)
        return f"{self.test}: {words}" if self.test else words

    @property
    def student(self):
        return SENTENCES[self.code][1].format(*self.details)

    def shown(self, clean):
        """The same reason with `clean` details: they may be a student's."""
        return replace(self, details=tuple(map(clean, self.details)))

    def to_json(self):
        return {"code": self.code, "details": list(self.details), "test": self.test}

    @classmethod
    def from_json(cls, about):
        return cls(Code(about["code"]), tuple(map(str, about["details"])), str(about["test"]))


def unusual(reasons):
    """Whether there is more to look at than an answer in words."""
    return any(reason.code != Code.WRITTEN_ANSWER for reason in reasons)
