"""The command `dlkit`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from dlkit.errors import UserError


class Commands(TyperGroup):
    """What a user can put right is a sentence and exit status 2, in every command."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except UserError as error:
            console = Console(stderr=True, highlight=False, soft_wrap=True)
            console.print(str(error), markup=False)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main():
    """The deep-learning course's helper: check assignments before you hand them in."""


@app.command()
def check(
    assignment: Annotated[
        str,
        typer.Argument(
            help="Name of an assignment, such as 03_activations (or only 03), "
            "or path of a notebook."
        ),
    ],
    timeout: Annotated[
        float, typer.Option(min=1, help="Seconds after which a cell is stopped.")
    ] = 30.0,
):
    """Run an assignment from a clean start: what is right, what is not, and hints.

    The notebook is only read: your answers and outputs stay as they are. Save it before
    you check.

    Exit status: 0 all visible points, 1 something is missing, 2 the notebook cannot be
    found or read.
    """
    from dlkit.checking import assignment as assignments
    from dlkit.checking import find, kernel, table, verdict

    task = assignments.read(find.find(assignment))
    code = [i for i, cell in enumerate(task.cells) if cell.code]
    with Console(stderr=True).status("Starting Python ...") as status:

        def progress(i, cell):
            number = f"Cell {code.index(i) + 1} of {len(code)}"
            status.update(f"{number} [dim]{escape(cell.title)}[/dim]")

        results = kernel.run(task, timeout, progress)
    verdicts = [verdict.judge(task, e, results, timeout) for e in task.exercises]
    console = Console(highlight=False, soft_wrap=False)
    table.show(console, task, verdicts, results, timeout)
    raise typer.Exit(0 if all(v.passed and not v.missing for v in verdicts) else 1)


@app.command()
def grade(  # noqa: PLR0917  typer tells arguments and options apart
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
    """For instructors: grade a class, and write results, gradebook, feedback pages and
    a class report.

    Students' code runs in a box, from which no test, no grade and no other student's
    work can be reached.

    Ctrl-C stops at any moment; --resume goes on where it stopped.

    Exit status: 0 all graded, 1 some submissions need a person or failed, 2 it could
    not start or go on, 130 stopped.
    """
    try:
        from dlkit.grading import command  # only when it is asked for
    except ModuleNotFoundError as error:
        raise UserError(
            "This is a student's copy of the course: the grader is not in it."
            if error.name == "dlkit.grading"
            else f"{error.name} is missing: install.py installs what grading needs."
        ) from None
    status = command.grade(
        assignment,
        submissions,
        source=source,
        workers=workers,
        scheduler=scheduler,
        out=out,
        resume=resume,
        sandbox=sandbox,
    )
    raise typer.Exit(status)
