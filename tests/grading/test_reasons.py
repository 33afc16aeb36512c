"""Reasons are data: each has both sentences, and who is looked at does not depend on how they are worded."""

import json
import re

import pytest
from nbgrader.api import Grade, Gradebook
from test_feedback import made as made_result
from test_gradebook import died, marked, source  # noqa: F401  fixtures

from dlkit.checking import assignment as assignments
from dlkit.grading import reasons
from dlkit.grading.classes import ledger, submission
from dlkit.grading.pages import feedback, report
from dlkit.grading.reasons import OUR_FAULT, Code, Reason, unusual
from dlkit.grading.result import Result, State

STEM = "01_tiny"


def details_of(code):
    """Details for all places in the teacher's sentence."""
    places = re.findall(r"\{(\d)", reasons.SENTENCES[code][0])
    return tuple(f"detail{i}" for i in range(len(set(places))))


EVERY = [Reason(code, details_of(code), "double_hidden_other") for code in Code]


@pytest.mark.parametrize("reason", EVERY, ids=lambda reason: reason.code)
def test_every_code_has_a_sentence_for_the_teacher_and_one_for_the_student(reason):
    assert re.search(r"\w{2,} \w|^double_hidden_other: detail0$", reason.teacher)
    assert reason.teacher.startswith("double_hidden_other: ")
    assert all(detail in reason.teacher for detail in reason.details)
    assert reason.student[0].isupper() and reason.student[-1] in ".?" and "{" not in reason.student
    for word in ("double_hidden_other", "hidden", "judge", "worker", "supervisor", "honest"):
        assert word not in reason.student


@pytest.mark.parametrize("reason", EVERY, ids=lambda reason: reason.code)
def test_a_reason_survives_the_way_to_the_disk_and_back(reason):
    assert Reason.from_json(json.loads(json.dumps(reason.to_json()))) == reason


def forget_ticks():
    """As if a person had looked at everything."""
    with Gradebook("sqlite:///book.db") as book:
        for grade in book.db.query(Grade):
            grade.needs_manual_grade = False
        book.db.commit()


def reword(patch):
    """Other words for everything, in both languages."""
    others = {
        code: (f"Otherwise worded: {code.upper()} {' '.join(re.findall(r'{.*?}', words[0]))}", "?")
        for code, words in reasons.SENTENCES.items()
    }
    patch.setattr(reasons, "SENTENCES", others)


def test_a_reworded_sentence_changes_nothing_in_who_is_looked_at(marked, tiny, monkeypatch):  # noqa: F811
    lost = ("share_hidden_rows", "share_values")
    students = {
        f"s{number:02}": {**died("share_values", lost), "reasons": [reason]}
        for number, reason in enumerate(EVERY)
    }
    assignment = assignments.read(tiny())

    def looked_at():
        results = [
            made_result(assignment, student=f"{i}", reasons=[r]) for i, r in enumerate(EVERY)
        ]
        lines = [json.loads(json.dumps(result.to_json())) for result in results]
        return (
            marked(**students),
            [(result.state, unusual(result.reasons)) for result in results],
            [Result.from_json(line).reasons for line in lines],
            sorted(row[1:] for row in report.waiting(results)),
        )

    before = looked_at()
    assert [EVERY[int(name[1:])].code for name, cells in before[0].items() if not cells] == [
        Code.WRITTEN_ANSWER  # of which this gradebook has none
    ]
    assert {state for state, _ in before[1]} == {State.REVIEW, State.FAILED}
    forget_ticks()
    reword(monkeypatch)
    after = looked_at()
    assert not any(after[0].values()) and after[1:] == before[1:]
    assert Reason(Code.WRITTEN_ANSWER).teacher == "Otherwise worded: WRITTEN_ANSWER "


@pytest.mark.parametrize("name", [None, "copy.ipynb"])
def test_a_reworded_sentence_changes_nothing_in_what_a_later_run_grades(
    tmp_path, monkeypatch, name
):
    """Results of students who handed in nothing, or another file, stand as long as that is so."""
    (tmp_path / "in" / "a" / STEM).mkdir(parents=True)
    if name:
        (tmp_path / "in" / "a" / STEM / name).write_text("{}")
    work = submission.read(tmp_path / "in", "a", STEM)
    result = Result(
        student="a",
        assignment=STEM,
        state=State.of([work.problem]),
        reasons=[work.problem],
        notebook=submission.fingerprint(b""),
    )
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(result.to_json()) + "\n")
    assert ledger.finished(path, tmp_path / "in").keys() == {"a"}
    reword(monkeypatch)
    assert ledger.finished(path, tmp_path / "in").keys() == {"a"}
    (tmp_path / "in" / "a" / STEM / "other.ipynb").write_text("{}")
    assert not ledger.finished(path, tmp_path / "in")


def test_what_is_our_fault_is_not_held_against_the_student(tiny):
    assignment = assignments.read(tiny())
    for code in OUR_FAULT:
        result = made_result(assignment, reasons=[Reason(code, ("SECRET",))])
        assert result.state == State.FAILED
        page = feedback.page(result, assignment)
        assert "on our side, not on yours" in page and "SECRET" not in page
