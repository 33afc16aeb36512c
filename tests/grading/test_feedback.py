"""A student's page says what happened, leaks nothing of a hidden test, and shows hostile text as text."""

import html
import subprocess
import sys

import pytest
from tiny import CELLS

from dlkit.checking import assignment as assignments
from dlkit.grading import result as made_of
from dlkit.grading.grades.decisions import Decisions
from dlkit.grading.pages import feedback
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import AddedCell, Outcome, Result, State

WRONG = "double: it looks like a known mistake: the square\n  given      x = array([1, 2, 3])\n  returned   [1, 4, 9]"
SECRET = "double: wrong value at [0]: SECRET-RETURNED\n  given      x = SECRET-GIVEN"


@pytest.fixture
def tiny_assignment(tiny):
    return assignments.read(tiny())


def made(assignment, failed=None, student="s001", reasons=(), **more):
    """A Result in which the tests named in `failed` failed, each with a message, or with what `lost` says of it."""
    tests = {test.grade_id: made_of.TestResult.passed(test) for test in assignment.tests}
    for test in assignment.tests:
        if about := (failed or {}).get(test.grade_id):
            about = lost(about) if isinstance(about, str) else about
            tests[test.grade_id] = made_of.TestResult.lost(test, **about)
    about = {
        "assignment": assignment.name,
        "state": State.of(reasons),
        "notebook": "f" * 64,
        **more,
    }
    return Result(tests=tests, student=student, reasons=list(reasons), **about)


def lost(message, outcome=Outcome.FAILED, mistake=("", "")):
    return {"message": message, "outcome": outcome, "mistake": mistake}


def unwritten(*names):
    return dict.fromkeys(names, lost("double: not written yet", Outcome.NOT_WRITTEN))


def unrun(assignment, *reasons, **more):
    about = lost("it was not run", Outcome.NOT_RUN)
    names = [test.grade_id for test in assignment.tests]
    return made(assignment, dict.fromkeys(names, about), reasons=reasons, **more)


WRITTEN = Reason(Code.WRITTEN_ANSWER)


def test_all_right(tiny_assignment):
    page = feedback.page(made(tiny_assignment), tiny_assignment)
    assert "5 <small>of 5 points</small>" in page
    assert page.count('class="passed"') == 4 and "<pre>" not in page and "person" not in page


def test_a_visible_failure_teaches(tiny_assignment):
    page = feedback.page(made(tiny_assignment, {"double_values": WRONG}), tiny_assignment)
    assert "3 <small>of 5 points</small>" in page and "0 of 2" in page
    assert "<b>double: it looks like a known mistake: the square</b>" in page
    assert "<span>  given      x = array([1, 2, 3])\n  returned   [1, 4, 9]</span></pre>" in page


def test_a_hidden_test_shows_its_title_and_a_hint_only(tiny_assignment, tiny):
    failed = {"double_hidden_other": SECRET, "share_hidden_rows": "NameError: SECRET-NAME"}
    page = feedback.page(made(tiny_assignment, failed), tiny_assignment)
    assert "Double: other numbers" in page and "hidden test" in page
    assert page.count(feedback.NO_HINT) == 2
    for secret in (
        "SECRET",
        "secret_numbers",
        "check.",
        "grade_id",
        "double_hidden_other",
        "BEGIN HIDDEN",
        "rng",
    ):
        assert secret not in page
    source = CELLS["double_hidden_other"][2].strip("\n")
    hinted = assignments.read(
        tiny(
            double_hidden_other=source.replace(
                "HIDDEN TESTS\n", "HIDDEN TESTS\n# hint: Try numbers that are <not> whole.\n"
            )
        )
    )
    page = feedback.page(made(hinted, failed), hinted)
    assert "Try numbers that are &lt;not&gt; whole." in page and page.count(feedback.NO_HINT) == 1
    late = assignments.read(
        tiny(double_hidden_other=source.replace("check.ret", "# hint: SECRET\ncheck.ret"))
    )
    assert "SECRET" not in feedback.page(made(late, failed), late)


def test_not_written_yet(tiny_assignment):
    stub = unwritten("double_values", "double_hidden_other")
    page = feedback.page(made(tiny_assignment, stub), tiny_assignment)
    assert "not written yet" in page and "<pre>" not in page and feedback.NO_HINT not in page


def test_errors_of_own_cells(tiny_assignment):
    page = feedback.page(
        made(
            tiny_assignment,
            {"double_hidden_other": "NameError"},
            added=[AddedCell("double", "# mine\nprint(1 / 0)")],
            errors={
                "double": "SyntaxError: <oops>",
                "extra 0": "ZeroDivisionError: mine",
                "extra 7": "FORGED",
                "setup": "SET-UP",
                "double_hidden_other": "SECRET",
            },
        ),
        tiny_assignment,
    )
    assert "SyntaxError: &lt;oops&gt;" in page and "ZeroDivisionError: mine" in page
    assert not any(word in page for word in ("FORGED", "SET-UP", "SECRET", feedback.NO_HINT))


@pytest.mark.parametrize(
    "reason, words",
    [
        ((Code.WRITTEN_ANSWER,), "read and graded by a person"),
        ((Code.NOTHING_HANDED_IN, ("01_tiny",)), "Nothing was found"),
        ((Code.OTHER_NOTEBOOKS, ("01_tiny.ipynb", "tiny.ipynb")), "Was it renamed?"),
        ((Code.NO_NOTEBOOK, ("01_tiny.ipynb",)), "Was it renamed?"),
        ((Code.NOT_A_FOLDER, ("01_tiny",)), "no folder with a notebook"),
        ((Code.NOT_JSON,), "could not be read: it is not JSON. Does"),
        ((Code.NOT_A_FILE, ("01_tiny.ipynb",)), "could not be read: it is not a regular file."),
        ((Code.FILE_UNREADABLE, ("01_tiny.ipynb", "No room")), "could not be read: No room."),
        ((Code.DOUBLED_CELLS, ("double",)), "the first was graded: double."),
        ((Code.UNREAD_CELLS, ("2,000", "7")), "more than 2,000 cells: the last 7 were not read."),
        ((Code.DIED_IN_CELLS,), "Python itself ended"),
        ((Code.DIED_IN_TEST,), "Python itself ended"),
        ((Code.DIED_IN_CALL, (), "double_hidden_other"), "Python itself ended"),
        ((Code.SLOW_CELLS,), "did not end in time"),
        ((Code.TOO_LONG, ("120",)), "did not end in time"),
        ((Code.TOO_MUCH_MEMORY, ("2048",)), "more than 2048 MiB of memory"),
        ((Code.TOO_MANY_PROCESSES, ("64",)), "more than 64 processes"),
        ((Code.TAMPERED, ("something that no honest program sends",)), "Something unusual"),
        ((Code.TAMPERED, ("a SECRET",), "double_hidden_other"), "Something unusual"),
        ((Code.TEST_STOPPED, ("NameError: SECRET",), "double_hidden_other"), "One of our tests"),
        ((Code.OLD_SENTENCE, ("SECRET",)), "Something unusual"),
    ],
)
def test_a_person_looks_at_it(tiny_assignment, reason, words):
    page = html.unescape(
        feedback.page(made(tiny_assignment, reasons=[Reason(*reason)]), tiny_assignment)
    )
    assert "A person will look at this" in page and words in page and "points so far" in page
    assert not any(word in page for word in ("honest", "SECRET", "double_hidden"))


def test_nothing_is_a_silent_zero(tiny_assignment):
    page = feedback.page(
        unrun(tiny_assignment, Reason(Code.NOTHING_HANDED_IN, ("01_tiny",))), tiny_assignment
    )
    assert (
        "Not graded yet" in page and "A person will look" in page and page.count(">not run<") == 4
    )
    page = feedback.page(
        unrun(tiny_assignment, Reason(Code.WORKER_FAILED, ("OSError: /home/teacher",))),
        tiny_assignment,
    )
    assert "Not graded yet" in page and "on our side, not on yours" in page
    assert "/home/teacher" not in page and "0 of" not in page


def test_a_died_process_is_not_blamed_on_each_test(tiny_assignment):
    gone = lost("the process died in a test", Outcome.CUT_OFF)
    page = feedback.page(
        made(
            tiny_assignment,
            {"share_values": gone, "share_hidden_rows": gone},
            reasons=[Reason(Code.DIED_IN_TEST)],
        ),
        tiny_assignment,
    )
    assert page.count(">not run<") == 2 and "<pre>" not in page


def test_written_answers(tiny_assignment):
    tiny_assignment.exercises[1].solutions.append(
        assignments.Cell("share_why", "written", "", False, 2)
    )
    page = feedback.page(made(tiny_assignment, reasons=[WRITTEN]), tiny_assignment)
    assert "Your answer in words" in page and "up to 2" in page
    page = feedback.page(made(tiny_assignment), tiny_assignment)  # it was left empty
    assert (
        "5 <small>of 7 points</small>" in page
        and ">0 of 2</span>" in page
        and "a person" not in page
    )


def test_what_a_person_decided_counts(tiny_assignment):
    tiny_assignment.exercises[1].solutions.append(
        assignments.Cell("share_why", "written", "", False, 2)
    )
    result = made(tiny_assignment, {"double_values": WRONG}, reasons=[WRITTEN])
    decided = Decisions(
        points={"double_values": 1.5, "share_why": 2}, comments={"share_why": "<b>Well</b>\nput"}
    )
    page = feedback.page(result, tiny_assignment, decided)
    assert "6.5 <small>of 7 points</small>" in page and "so far" not in page
    assert "A person has looked at this." in page and "will look" not in page
    assert (
        "1.5 of 2" in page and page.count("points given by a person") == 1 and "the square" in page
    )
    assert ">2 of 2</span>" in page and "up to 2" not in page
    assert "&lt;b&gt;Well&lt;/b&gt;\nput</blockquote>" in page
    decided.waiting, decided.penalty = True, 1
    page = feedback.page(result, tiny_assignment, decided)
    assert "5.5 <small>of 7 points so far</small>" in page and "A person will look at this" in page
    assert "Handed in late: 1 point was taken away." in page


def test_what_a_person_gave_points_to_is_not_unwritten(tiny_assignment):
    stub = unwritten("double_values", "double_hidden_other")
    assert "This one is not written yet" in feedback.page(
        made(tiny_assignment, stub), tiny_assignment
    )
    page = feedback.page(
        made(tiny_assignment, stub), tiny_assignment, Decisions({"double_values": 1})
    )
    assert (
        "not written yet." not in page and "1 of 2" in page and "points given by a person" in page
    )


def test_a_person_can_grade_what_could_not_be_run(tiny_assignment):
    page = feedback.page(
        unrun(tiny_assignment, Reason(Code.NOT_READABLE, ("x",))),
        tiny_assignment,
        Decisions(points={"double_values": 2}),
    )
    assert (
        "2 <small>of 5 points</small>" in page and "2 of 2" in page and page.count(">not run<") == 3
    )
    assert "was not run" not in page and 'class="hint"' not in page


def test_the_sandbox_is_stamped_only_where_it_was_missing(tiny_assignment):
    assert "without a sandbox" not in feedback.page(made(tiny_assignment), tiny_assignment)
    assert "Graded without a sandbox" in feedback.page(
        made(tiny_assignment, sandbox="none"), tiny_assignment
    )


def test_only_the_gradebook_says_who_waits_for_a_person(tiny_assignment, tmp_path):
    results = [made(tiny_assignment, student=name, reasons=[WRITTEN]) for name in "ab"]
    feedback.write(results, tiny_assignment, tmp_path, {"a": Decisions(waiting=True)})
    assert "A person will look" in (tmp_path / "a.html").read_text()
    assert "A person has looked" in (tmp_path / "b.html").read_text()


HOSTILE = [
    "<script>alert(1)</script>",
    "../../x",
    "a\nb\r\x00\x1b[31m",
    "x" * 5000,
    "",
    ".",
    "..",
    "/etc/passwd",
    "CON",
    "con.html",
    "\u202eslagnid",
    "\udcff\ud800",
    "Müller",
    "a b",
    "a_b",
    "A_b",
    "-rf",
    ".hidden",
    "a\\b",
    "{{7*7}}",
    '"><img src=//evil.example onerror=alert(1)>',
    "s001",
    "a.b@c.de",
    "s001-0123456789abcdef",
    "I",
    "i",
    "ı",
    "İ",
]


def test_hostile_text_stays_text(tiny_assignment):
    for text in HOSTILE:
        page = feedback.page(
            made(
                tiny_assignment,
                {"double_values": f"double: {text}\n{text}"},
                student=text,
                reasons=[Reason(Code.NOT_READABLE, (text,)), Reason(Code.OLD_SENTENCE, (text,))],
                errors={"double": text, "extra 0": text},
                added=[AddedCell("", text)],
                notebook="",
            ),
            tiny_assignment,
        )
        assert page.count("<script") == 0 and "<img" not in page and "49" not in page
        assert not any(sign in page for sign in ("\x00", "\x1b", "\u202e"))
        page.encode()
        assert len(page) < 60_000


def test_a_page_asks_no_host(tiny_assignment):
    page = feedback.page(made(tiny_assignment, {"double_values": WRONG}), tiny_assignment)
    assert "http:" not in page and "https:" not in page and "//" not in page.replace("</", "")
    assert (
        "default-src 'none'" in page
        and "@media print" in page
        and "prefers-color-scheme: dark" in page
    )


def test_files_stay_in_the_folder_and_do_not_collide(tiny_assignment, tmp_path):
    folder = tmp_path / "deep" / "feedback"
    feedback.write(
        [made(tiny_assignment, student=name) for name in HOSTILE], tiny_assignment, folder, {}
    )
    names = [path.name for path in folder.iterdir()]
    assert len({name.casefold() for name in names}) == len(names) == len(HOSTILE)
    assert all(path.is_file() and path.suffix == ".html" for path in folder.iterdir())
    assert {"s001.html", "a.b@c.de.html"} <= set(names) and all(len(name) < 120 for name in names)
    assert [path.name for path in tmp_path.iterdir() if path.name != "solutions"] == ["deep"]
    assert list((tmp_path / "deep").iterdir()) == [folder]
    taken = feedback.file_name("a b").removesuffix(
        ".html"
    )  # a name chosen to hit another student's page
    assert feedback.file_name(taken) != f"{taken}.html"


def test_no_figures_are_needed():
    code = "import sys, dlkit.grading.pages.feedback; sys.exit('matplotlib' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
