"""`dlkit check` on what students really have: nothing done, half done, and broken in every usual way."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from tiny import tiny_notebook
from typer.testing import CliRunner

from dlkit import cli
from dlkit.checking import kernel as run
from dlkit.checking.find import find
from dlkit.errors import UserError

STUB = "def {}(x):\n    raise NotImplementedError()"
HIDDEN = {
    "double_hidden_other": "# Double: other numbers · 1 point · hidden",
    "share_hidden_rows": "# Share: many rows · 1 point · hidden",
}
UNTOUCHED = {"double": STUB.format("double"), "share": STUB.format("share"), **HIDDEN}


@pytest.fixture
def check(tmp_path, monkeypatch):
    """check(double="...") runs `dlkit check 01_tiny` on a release with these answers -> (exit status, output)."""

    def write_and_run(*arguments, extra=(), **answers):
        path = tmp_path / "exercises" / "01_tiny" / "01_tiny.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = tiny_notebook(**{**UNTOUCHED, **answers})
        notebook.cells[2:2] = [new_code_cell(source) for source in extra]
        nbformat.write(notebook, path)
        before = path.read_bytes()
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COLUMNS", "110")
        result = CliRunner().invoke(cli.app, ["check", *(arguments or ["01_tiny"])])
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        assert path.read_bytes() == before, "dlkit check changed the notebook"
        return result.exit_code, result.output

    return write_and_run


def row(output, exercise):
    return next(line for line in output.splitlines() if exercise in line)


DOUBLE, SHARE = (
    "def double(x):\n    return 2 * x",
    "def share(x):\n    return x / x.sum(axis=1, keepdims=True)",
)


def test_untouched_release(check):
    status, output = check()
    assert status == 1
    assert "0 of 2" in row(output, "1. Double") and "not written yet" in row(output, "1. Double")
    assert "Hint 1" in row(output, "1. Double") and "Hint" not in row(output, "2. Share")
    assert "visible 0 of 3; 2 points are checked at hand-in" in output
    assert "Error" not in output and "Traceback" not in output


def test_half_done_with_a_known_mistake_and_a_cell_of_ones_own(check):
    status, output = check(
        double="def double(x):\n    return x**2", share=SHARE, extra=["print('fine')", "1 / 0"]
    )
    assert status == 1
    assert "0 of 2" in row(output, "1. Double") and "known mistake: the square" in row(
        output, "1. Double"
    )
    assert "1 of 1" in row(output, "2. Share") and "all visible tests pass" in row(
        output, "2. Share"
    )
    assert "1. Double — Double: three whole numbers" in output  # and below, the message in full
    assert "expected   array of shape (3,), int64" in output and "[2, 4, 6]" in output
    assert "Your own cell (cell 4) did not run: ZeroDivisionError" in output
    assert "visible 1 of 3" in output


def test_all_right_from_a_folder_below(check, tmp_path):
    status, output = check("01", double=DOUBLE, share=SHARE)
    assert (
        status == 0
        and "visible 3 of 3; 2 points are checked at hand-in" in output
        and "Hint" not in output
    )


def test_syntax_error_costs_one_exercise(check):
    status, output = check(double="def double(x)\n    return 2 * x", share=SHARE)
    assert status == 1
    assert "SyntaxError: expected ':' (line 1)" in row(output, "1. Double") and "1 of 1" in row(
        output, "2. Share"
    )
    assert "the cell double" in output and "def double(x)" in output and "^" in output


def test_endless_loop_that_swallows_the_interrupt(check, monkeypatch):
    monkeypatch.setattr(run, "GRACE", 0.5)
    swallow = "        try:\n            pass\n        except BaseException:\n            pass"
    endless = f"def double(x):\n    while True:\n{swallow}"
    polite = "def share(x):\n    while True:\n        pass"
    status, output = check(
        "01_tiny", "--timeout", "3", double=endless, share=polite, double_try="1"
    )
    assert status == 1
    for exercise in ("1. Double", "2. Share"):
        assert "stopped after 3 seconds: it does not end" in row(output, exercise)
    assert "--timeout 120" in output


def test_a_deleted_test_cell_is_missed(check):
    status, output = check(double=DOUBLE, share=SHARE, share_task="## 2. Share · 3 points")
    assert status == 1 and "visible 3 of 3" in output
    assert "the task promises 3 points, its cells give 2. Was a test cell deleted?" in " ".join(
        output.split()
    )


def test_a_dead_kernel_is_told_and_later_exercises_are_checked(check):
    status, output = check(
        double="import os\ndef double(x):\n    os._exit(1)", share=SHARE, double_try="1"
    )
    assert status == 1
    assert "Python itself ended while this ran" in row(output, "1. Double") and "1 of 1" in row(
        output, "2. Share"
    )
    assert "too large for the memory" in output


@pytest.mark.parametrize(
    "argument, said",
    [
        ("notes.txt", "notes.txt is not a notebook"),
        ("absent.ipynb", "There is no notebook absent.ipynb"),
        ("exercises/02_other", "There is no notebook exercises/02_other"),
        ("01_tinny", "Did you mean 01_tiny? There are: 01_tiny."),
        ("empty.ipynb", "is not JSON"),
        ("quantum", "There are: 01_tiny."),
    ],
)
def test_not_an_assignment(check, tmp_path, argument, said):
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty.ipynb").write_text("")
    status, output = check(argument)
    assert status == 2
    assert said in " ".join(output.split())


def test_find_looks_upward_and_takes_a_part_of_the_name(tmp_path, monkeypatch):
    for stem in ("01_tiny", "02_other", "02_second"):
        (tmp_path / "exercises" / stem).mkdir(parents=True)
        (tmp_path / "exercises" / stem / f"{stem}.ipynb").write_text("{}")
    (tmp_path / "exercises" / "01_tiny" / "deep").mkdir()
    for folder in (tmp_path, tmp_path / "exercises", tmp_path / "exercises" / "01_tiny" / "deep"):
        monkeypatch.chdir(folder)
        assert find("01").resolve() == tmp_path / "exercises" / "01_tiny" / "01_tiny.ipynb"
        assert find("02_second").stem == "02_second"
    monkeypatch.chdir(tmp_path / "exercises")
    assert find("01_tiny/01_tiny.ipynb").exists() and find("01_tiny").exists()
    with pytest.raises(UserError, match="Did you mean 02_other or 02_second"):
        find("02")


def test_nothing_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="Change to the folder that contains exercises/"):
        find("01_tiny")


def test_help():
    for arguments in (["--help"], ["check", "--help"], []):
        output = CliRunner().invoke(cli.app, arguments).output
        assert "check" in output
    assert "Exit status" in CliRunner().invoke(cli.app, ["check", "--help"]).output
