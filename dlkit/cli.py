"""The command `dlkit`."""

import difflib
import re
import textwrap
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main():
    """The helper of the deep-learning course: check your assignments before you hand them in."""


@app.command()
def check(
    assignment: Annotated[
        str,
        typer.Argument(
            help="Name of an assignment, such as 03_activations (or only 03), or path of a notebook."
        ),
    ],
    timeout: Annotated[
        float, typer.Option(min=1, help="Seconds after which a cell is stopped.")
    ] = 30.0,
):
    """Run an assignment from a clean start and say what is right, what is not, and where to find a hint.

    The notebook is only read: your answers and outputs stay as they are. Save it before you check.

    Exit status: 0 all visible points, 1 something is missing, 2 the notebook cannot be found or read.
    """
    from dlkit.checking import assignment as assignments
    from dlkit.checking.kernel import run

    console = Console(highlight=False, soft_wrap=False)
    try:
        task = assignments.read(find(assignment))
    except assignments.NotAnAssignment as error:
        Console(stderr=True, highlight=False).print(Text(str(error)))
        raise typer.Exit(2) from None
    with Console(stderr=True).status("Starting Python ...") as status:
        code = [i for i, cell in enumerate(task.cells) if cell.code]
        results = run(
            task,
            timeout,
            lambda i, cell: status.update(
                f"Cell {code.index(i) + 1} of {len(code)} [dim]{cell.title}[/dim]"
            ),
        )
    verdicts = [
        Verdict(task, exercise, results, timeout) for exercise in task.exercises
    ]
    show(console, task, verdicts, results, timeout)
    raise typer.Exit(
        0 if all(v.earned == v.visible and not v.missing for v in verdicts) else 1
    )


@app.command()
def grade(
    assignment: Annotated[
        str, typer.Argument(help="Name of the assignment, such as 03_activations.")
    ],
    submissions: Annotated[
        Path,
        typer.Argument(help="Folder with <student>/<assignment>/<assignment>.ipynb."),
    ],
    source: Annotated[
        Path,
        typer.Option(
            help="Folder laid out like solutions/, with the tests to grade by."
        ),
    ] = Path("solutions"),
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Processes that grade side by side.",
            show_default="one a processor core",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Address of a dask scheduler (tcp://...), to grade on a cluster."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for results, feedback and report.",
            show_default="grading/<assignment>",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run that was stopped.")
    ] = False,
    sandbox: Annotated[
        bool,
        typer.Option(
            "--sandbox/--no-sandbox",
            help="Run students' code in bubblewrap, walled in.",
        ),
    ] = True,
):
    """For instructors: grade a class, and write results, gradebook, feedback pages and a class report.

    Students' code runs in a box, from which no test, no grade and no other student's work can be reached.

    Ctrl-C stops at any moment; --resume goes on where it stopped.

    Exit status: 0 all graded, 1 some submissions need a person or failed, 2 it could not start or go on, 130 stopped.
    """
    try:
        from dlkit.grading.command import (
            grade as command,  # the grading side, only when it is asked for
        )
    except ModuleNotFoundError as error:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(
            "This is a student's copy of the course: the grader is not in it."
            if error.name == "dlkit.grading"
            else f"{error.name} is missing: install.py installs what grading needs.",
            markup=False,
        )
        raise typer.Exit(2) from None
    raise typer.Exit(
        command(
            assignment, submissions, source, workers, scheduler, out, resume, sandbox
        )
    )


class Verdict:
    """What `dlkit check` says about one exercise."""

    def __init__(self, task, exercise, results, timeout):
        by_id = {
            cell.grade_id: results[i]
            for i, cell in enumerate(task.cells)
            if i in results
        }
        self.exercise = exercise
        tests = [test for test in exercise.tests if not test.hidden]
        passed = [
            test
            for test in tests
            if test.grade_id in by_id and by_id[test.grade_id].state == "ok"
        ]
        failed = [test for test in tests if test not in passed]
        self.visible, self.earned = (
            sum(t.points for t in tests),
            sum(t.points for t in passed),
        )
        self.hidden = sum(test.points for test in exercise.tests if test.hidden)
        self.summary, self.message, self.where = "", "", ""
        self.missing = (
            exercise.promised is not None and exercise.promised != exercise.points
        )
        own = [
            (cell, by_id[cell.grade_id])
            for cell in exercise.solutions
            if cell.grade_id in by_id
        ]
        self.unwritten = bool(failed) and (
            all(_unwritten(by_id.get(test.grade_id)) for test in failed)
            or any(_unwritten(r) for _, r in own)
        )
        if self.unwritten:
            self.summary = (
                "not written yet" if not passed else "not all of it is written yet"
            )
        elif failed:
            broken = [(cell, result) for cell, result in own if result.state != "ok"]
            cell, result = (
                broken[0] if broken else (failed[0], by_id.get(failed[0].grade_id))
            )
            more = (
                f" ({len(failed) - 1} more did not pass)"
                if len(failed) > 1 and not broken
                else ""
            )
            self.where = (
                f"the cell {cell.grade_id}" if broken else f"{cell.title}{more}"
            )
            self.summary, self.message = explain(result, timeout)


def explain(result, timeout):
    """(one line, the whole message) about a cell that did not pass."""
    if result is None or result.state == "not run":
        return ("not run: too many cells before it ended Python",) * 2
    if result.state == "timeout":
        line = f"stopped after {timeout:g} seconds: it does not end"
        return line, (
            f"{line}.\nIs there a loop whose condition never becomes false? Print what it depends on. "
            "If it is only slow, give it more time: --timeout 120."
        )
    if result.state == "died":
        line = "Python itself ended while this ran"
        return line, (
            f"{line}.\nUsual reasons: an array too large for the memory, a recursion that does not end, "
            "or exit() and the like. Run the cell alone with small arrays."
        )
    if result.error in ("Wrong", "NotWritten"):
        return result.message.partition("\n")[0], result.message
    line = re.sub(
        r"\(\d+\.py, line",
        "(line",
        f"{result.error}: {result.message.partition(chr(10))[0]}",
    )
    if result.error in ("SyntaxError", "IndentationError", "TabError"):
        return line, "\n".join(result.lines)
    return line, "\n".join(
        [
            line,
            *(f"  {text}" for text in result.lines if text.lstrip().startswith("--")),
        ]
    )


def show(console, task, verdicts, results, timeout):
    """Print the table, the first failure of each exercise in full, and the sum."""
    table = Table(
        title=Text(task.title or task.name),
        title_justify="left",
        show_edge=False,
        pad_edge=False,
    )
    for name, style in (
        ("Exercise", ""),
        ("Points", "bold"),
        ("What to look at", ""),
        ("Help", "dim"),
    ):
        table.add_column(name, style=style, no_wrap=name == "Points")
    for v in verdicts:
        done, hints = v.earned == v.visible, v.exercise.hints
        fine = "read by a person" if v.exercise.written else "all visible tests pass"
        what = Text(
            textwrap.shorten(v.summary or fine, 110, placeholder=" ..."),
            style="green"
            if done and v.visible
            else "yellow"
            if v.unwritten
            else "red"
            if v.summary
            else "",
        )
        points = f"{v.earned:g} of {v.visible:g}" if v.visible else "-"
        table.add_row(
            Text(v.exercise.title),
            points,
            what,
            "" if done or not hints else "Hint 1, below its cell",
        )
    console.print()
    console.print(table)
    for v in verdicts:
        if v.message:
            console.print()
            console.print(Text(f"{v.exercise.title} — {v.where}", style="bold"))
            console.print(Text(v.message), soft_wrap=True)
    for i, cell in enumerate(task.cells):
        if (
            i in results
            and results[i].state != "ok"
            and (cell.kind == "setup" or not cell.grade_id)
        ):
            which = (
                f"The set-up cell {cell.grade_id}"
                if cell.kind == "setup"
                else f"Your own cell (cell {i + 1})"
            )
            console.print(
                Text(
                    f"\n{which} did not run: {explain(results[i], timeout)[0]}",
                    style="yellow",
                )
            )
    for v in verdicts:
        if v.missing:
            said = f"the task promises {v.exercise.promised:g} points, its cells give {v.exercise.points:g}"
            text = f"\n{v.exercise.title}: {said}. Was a test cell deleted? Copy your answers into a fresh notebook."
            console.print(Text(text, style="yellow"))
    earned, visible = sum(v.earned for v in verdicts), sum(v.visible for v in verdicts)
    console.print()
    console.print(
        Text(
            f"visible {earned:g} of {visible:g}",
            style="bold green" if earned == visible else "bold",
        ),
        end="",
    )
    hidden = sum(v.hidden for v in verdicts)
    written = sum(v.exercise.points for v in verdicts if v.exercise.written)
    console.print(
        f"; {hidden:g} points are checked at hand-in" if hidden else "", end=""
    )
    console.print(f"; {written:g} points are given by a person" if written else "")


def find(name):
    """Path of the notebook that `name` means. Raises NotAnAssignment, with what there is instead."""
    from dlkit.checking.assignment import NotAnAssignment

    path = Path(name)
    if path.is_dir() and (path / f"{path.resolve().name}.ipynb").exists():
        return path / f"{path.resolve().name}.ipynb"
    if path.is_file():
        if path.suffix != ".ipynb":
            raise NotAnAssignment(
                f"{name} is not a notebook: its name does not end in .ipynb."
            )
        return path
    if path.suffix == ".ipynb" or len(path.parts) > 1:
        raise NotAnAssignment(f"There is no notebook {name} (looked in {Path.cwd()}).")
    known = {}
    for folder in (Path.cwd(), *Path.cwd().parents):
        for place in (folder / "exercises", folder):
            for found in sorted(place.glob("[0-9][0-9]_*/[0-9][0-9]_*.ipynb")):
                if found.stem == found.parent.name:
                    known.setdefault(found.stem, found)
        own = folder / f"{name}.ipynb"
        if own.exists():
            known.setdefault(name, own)
        if known:
            break
    fitting = (
        [name] if name in known else [stem for stem in known if stem.startswith(name)]
    )
    if len(fitting) == 1:
        return known[fitting[0]]
    if not known:
        raise NotAnAssignment(
            f"There is no assignment {name} here. Change to the folder that contains exercises/, "
            "or give the path of the notebook."
        )
    near = fitting or difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    guess = f" Did you mean {' or '.join(near)}?" if near else ""
    raise NotAnAssignment(
        f"There is no assignment {name}.{guess} There are: {', '.join(known)}."
    )


def _unwritten(result):
    return result is not None and result.error in ("NotWritten", "NotImplementedError")
