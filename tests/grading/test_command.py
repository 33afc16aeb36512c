"""`dlkit grade` from the outside: five commands lead from a folder of submissions to exported grades."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlkit.errors import UserError
from dlkit.grading.sandbox import box

ROOT = Path(__file__).parents[2]
STEM = "00_toolbox"
pytestmark = pytest.mark.skipif(not box.available(), reason="bubblewrap is not installed")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with four students: full marks, none, a broken file, and late."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for student, kind in (
        ("full", "solutions"),
        ("none", "exercises"),
        ("late", "solutions"),
        ("broken", None),
    ):
        place = course / "in" / student / STEM
        place.mkdir(parents=True)
        if kind:
            shutil.copy(ROOT / kind / STEM / f"{STEM}.ipynb", place)
        else:
            (place / f"{STEM}.ipynb").write_text("<html>")
    (course / "in" / "late" / STEM / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    return course


def dlkit(course, *args, **options):
    """A finished `dlkit` in the course folder."""
    command = [sys.executable, "-c", "from dlkit.cli import app; app()", *args]
    environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, **options
    )


def grade(course, *more):
    return dlkit(course, "grade", STEM, "in", "--source", str(ROOT / "solutions"), *more)


@pytest.fixture(scope="module")
def graded(course):
    return grade(course, "--workers", "1")


def test_results_report_feedback_and_gradebook(course, graded):
    assert graded.returncode == 1, graded.stderr  # one needs a person
    assert "3 graded, 1 need a person" in graded.stdout and "it is not JSON" in graded.stdout
    out = course / "grading" / STEM
    results = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    assert {r["student"]: r["score"] for r in results} == {
        "broken": 0,
        "full": 20,
        "late": 20,
        "none": 0,
    }
    assert (out / "report.html").stat().st_size > 5000
    assert len(list((out / "feedback").glob("*.html"))) == 4
    assert (course / "grading" / "autograded" / "full" / STEM / f"{STEM}.ipynb").exists()


def test_manual_grades_and_late_penalties_are_kept(course, graded):
    from nbgrader.api import Gradebook

    address = f"sqlite:///{course}/grading/gradebook.db"
    with Gradebook(address, "deep-learning") as book:
        assert {s.student_id: s.score for s in book.assignment_submissions(STEM)} == {
            "broken": 0,
            "full": 20,
            "late": 20,
            "none": 0,
        }
        half = book.find_grade("fahrenheit_values", STEM, STEM, "none")
        half.manual_score, half.needs_manual_grade = 0.5, False  # as formgrader does
        book.find_comment(
            "fahrenheit", STEM, STEM, "none"
        ).manual_comment = "Half right,\n<b>on paper</b>."
        book.update_or_create_assignment(STEM, duedate="2026-01-01 10:00:00 UTC")
    config = course / "nbgrader_config.py"
    kept = config.read_text()
    config.write_text(kept + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    again = grade(course, "--resume")
    config.write_text(kept)
    assert again.returncode == 1, again.stderr
    with Gradebook(address, "deep-learning") as book:
        found = {s.student_id: s for s in book.assignment_submissions(STEM)}
        assert (
            found["none"].score == 0.5 and not found["none"].needs_manual_grade
        )  # nothing new to look at
        assert found["broken"].needs_manual_grade and not found["full"].needs_manual_grade
        assert found["late"].total_seconds_late == 24 * 3600
        assert (
            found["late"].late_submission_penalty == 20
            and not found["full"].late_submission_penalty
        )
    page = (course / "grading" / STEM / "feedback" / "none.html").read_text()
    assert '<p class="score">0.5 <small>of 20 points</small></p>' in page
    assert "points given by a person" in page and "A person has looked" not in page
    assert "</span>\nHalf right,\n&lt;b&gt;on paper&lt;/b&gt;.</blockquote>" in page
    late = (course / "grading" / STEM / "feedback" / "late.html").read_text()
    assert "Handed in late: 20 points were taken away." in late and ">0 <small>of 20 points" in late


def test_a_second_hand_in_keeps_a_manual_grade_and_asks_for_another_look(course, graded, tmp_path):
    from nbgrader.api import Gradebook

    address = f"sqlite:///{course}/grading/gradebook.db"
    with Gradebook(address, "deep-learning") as book:
        grade = book.find_grade("fahrenheit_values", STEM, STEM, "none")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        book.db.commit()
    place = tmp_path / "second" / "none" / STEM
    place.mkdir(parents=True)
    text = (ROOT / "exercises" / STEM / f"{STEM}.ipynb").read_text()
    assert text.count("    raise NotImplementedError()") > 1
    (place / f"{STEM}.ipynb").write_text(
        text.replace("    raise NotImplementedError()", "    return None", 1)
    )
    again = dlkit(
        course,
        "grade",
        STEM,
        str(tmp_path / "second"),
        "--source",
        str(ROOT / "solutions"),
        "--out",
        str(tmp_path / "out"),
        "--workers",
        "1",
    )
    assert again.returncode == 0, again.stderr
    assert (
        "1 graded" in again.stdout and "2 submissions wait in formgrader" in again.stdout
    )  # broken, and this one
    page = (tmp_path / "out" / "feedback" / "none.html").read_text()
    assert "A person will look at this" in page and "0.5 <small>of 20 points so far</small>" in page
    with Gradebook(address, "deep-learning") as book:
        grades = {
            grade.name: grade for grade in book.find_submission(STEM, "none").notebooks[0].grades
        }
        assert grades.pop("fahrenheit_values").needs_manual_grade
        assert not any(grade.needs_manual_grade for grade in grades.values())
        assert book.find_submission(STEM, "none").score == 0.5


def test_export(course, graded):
    environment = {
        **os.environ,
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"],
    }
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export"],
        cwd=course,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert "full,,,,20.0" in (course / "grades.csv").read_text()


@pytest.mark.parametrize(
    "args, words",
    [
        ((STEM, "nowhere"), "no folder nowhere"),
        (("00_tool", "in"), "There are: 00_toolbox"),
        ((STEM, "nobody"), "no students in nobody"),
        ((STEM, "in"), "--resume"),
    ],
)
def test_it_says_what_is_wrong_and_what_to_do(course, graded, args, words):
    (course / "nobody").mkdir(exist_ok=True)
    said = dlkit(course, "grade", *args, "--source", str(ROOT / "solutions"))
    assert said.returncode == 2 and words in said.stderr and "Traceback" not in said.stderr


@pytest.mark.parametrize("line", ["c.X = (", "c.LateSubmissionPlugin.penalty_method = 'zeros'"])
def test_a_broken_configuration_is_said_before_the_work(course, graded, tmp_path, line):
    shutil.copytree(course / "in", tmp_path / "in")
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n")
    said = grade(tmp_path)
    assert said.returncode == 2 and "nbgrader_config.py cannot be used: " in said.stderr
    assert not (tmp_path / "grading").exists() and not (tmp_path / "gradebook.db").exists()


def test_a_wrong_folder_changes_nothing(course, graded):
    before = (course / "grading" / STEM / "results.jsonl").read_bytes()
    said = dlkit(course, "grade", STEM, "grading", "--source", str(ROOT / "solutions"), "--resume")
    assert said.returncode == 2 and "Nobody in grading has handed in 00_toolbox" in said.stderr
    assert (course / "grading" / STEM / "results.jsonl").read_bytes() == before


def test_without_bubblewrap_it_refuses_unless_told(course, tmp_path):
    import dlkit.grading.command as command

    paths = os.environ["PATH"]
    os.environ["PATH"] = str(tmp_path)
    try:
        with pytest.raises(UserError, match="bubblewrap is not installed"):
            command.grade(STEM, course / "in", source=ROOT / "solutions", out=tmp_path / "out")
    finally:
        os.environ["PATH"] = paths
    said = grade(course, "--no-sandbox", "--workers", "1", "--out", str(tmp_path / "open"))
    assert "Without a sandbox" in said.stdout
    results = [
        json.loads(line) for line in (tmp_path / "open" / "results.jsonl").read_text().splitlines()
    ]
    assert {r["sandbox"] for r in results} == {"none"} and sum(r["score"] for r in results) == 40


def heed_ctrl_c():
    """In a child: a shell's background job and nohup ignore interrupts, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_says_how_to_go_on(course, tmp_path):
    for number in range(40):
        shutil.copytree(course / "in" / "full", tmp_path / "in" / f"student-{number}")
    command = [
        sys.executable,
        "-c",
        "from dlkit.cli import app; app()",
        "grade",
        STEM,
        str(tmp_path / "in"),
        "--source",
        str(ROOT / "solutions"),
        "--workers",
        "1",
        "--out",
        str(tmp_path / "out"),
    ]
    running = subprocess.Popen(
        command,
        cwd=course,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )
    results = tmp_path / "out" / "results.jsonl"
    while not results.exists() or not results.stat().st_size:
        assert running.poll() is None
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all of its processes
    _, said = running.communicate(timeout=600)
    assert running.returncode == 130 and "--resume" in said and "Traceback" not in said, said
