"""`dlkit grade`: from a folder of submissions to results, gradebook, feedback and report, with progress on the way."""

import os
import shlex
import sys
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from dlkit.errors import UserError
from dlkit.grading.classes import runner, submission, trial
from dlkit.grading.grades import decisions, gradebook
from dlkit.grading.pages import feedback, report
from dlkit.grading.result import State
from dlkit.grading.sandbox import box

MAX_SHOWN = 10  # submissions that are named at the end
STOPPED = 130  # exit status after Ctrl-C


def grade(
    name,
    submissions,
    *,
    source,
    workers=None,
    scheduler=None,
    out=None,
    resume=False,
    sandbox=True,
):
    """The exit status. Arguments as the command's. Raises UserError."""
    console, out = Console(highlight=False, soft_wrap=True), Path(out or Path("grading", name))
    if sandbox and not scheduler and not box.available():  # with one, its machines need it
        raise UserError(box.MISSING)
    if not sandbox:
        console.print(
            "Without a sandbox: students' code can read and change what you can. Every result says so.",
            style="yellow",
        )
    workers, start = workers or os.cpu_count() or 1, time.monotonic()
    try:
        assignment = trial.find_assignment(source, name)
        look_at_the_folder(submissions, name)
        gradebook.course()  # its mistakes before the work, not after
        with Pace() as pace:
            results = runner.run(
                assignment,
                submissions,
                out,
                workers=workers,
                scheduler=scheduler,
                resume=resume,
                sandbox=sandbox,
                progress=pace.show,
            )
        seconds = time.monotonic() - start
        book = gradebook.write(results, assignment, submissions)
        decided = decisions.read(assignment.name)
        feedback.write(results, assignment, out / "feedback", decided)
        report.write(
            results,
            assignment,
            out / "report.html",
            seconds=None if pace.earlier else seconds,
            workers=None if scheduler else workers,
        )
    except SQLAlchemyError as error:
        raise UserError(
            f"The gradebook could not be written: {getattr(error, 'orig', error)}. What is graded is kept: "
            "the same command with --resume enters it."
        ) from error
    except KeyboardInterrupt:
        again = shlex.join(["dlkit", *sys.argv[1:], *([] if resume else ["--resume"])])
        said = f"\nStopped. What is graded is kept. Go on with\n  {again}"
        Console(stderr=True, highlight=False, soft_wrap=True).print(said, markup=False)
        return STOPPED
    show_summary(console, results, seconds)
    show_waiting(console, sum(about.waiting for about in decided.values()))
    show_places(console, out, book)
    return 0 if all(result.state == State.GRADED for result in results) else 1


def look_at_the_folder(submissions, name):
    """Raises UserError where nobody has handed in the assignment: it is the wrong folder."""
    students = submission.students(submissions)
    if not students:
        raise UserError(
            f"There are no students in {submissions}: it should hold one folder for each."
        )
    if not any(Path(submissions, student, name).exists() for student in students):
        others = " and others" if students[3:] else ""
        raise UserError(
            f"Nobody in {submissions} has handed in {name}: it should hold <student>/{name}/{name}.ipynb "
            f"and holds {', '.join(students[:3])}{others}."
        )


class Pace:
    """A bar on stderr: how many are graded, how fast, and how long it will take."""

    def __init__(self):
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.earlier, self.start = None, time.monotonic()  # results of an earlier run, if any

    def __enter__(self):
        self.bar.start()
        self.task = self.bar.add_task("starting workers", total=None, pace="")
        return self

    def __exit__(self, *_):
        self.bar.stop()

    def show(self, done, total, result):
        """For `runner.run`: called after each submission, and first with None for those of an earlier run."""
        if self.earlier is None:
            self.earlier = done - (result is not None)
        pace = (done - self.earlier) / (time.monotonic() - self.start)
        self.bar.update(
            self.task,
            completed=done,
            total=total,
            description="grading",
            pace=f"{pace:.1f} a second",
        )


def show_summary(console, results, seconds):
    counts, open_ = Counter(), []
    for result in results:
        counts[result.state] += 1
        if result.state != State.GRADED and len(open_) < MAX_SHOWN:
            why = "; ".join(reason.teacher for reason in result.reasons)
            open_.append(f"  {result.student!r}: {why}")
    console.print(
        f"{counts[State.GRADED]} graded, {counts[State.REVIEW]} need a person, "
        f"{counts[State.FAILED]} failed through our fault, in {seconds:.0f} s"
    )
    for line in open_:
        console.print(line, markup=False)
    if len(results) - counts[State.GRADED] > MAX_SHOWN:
        console.print("  ... and more: the report lists them all")


def show_waiting(console, number):
    if number == 1:
        console.print("1 submission waits in formgrader")
    else:
        console.print(f"{number or 'no'} submissions wait in formgrader")


def show_places(console, out, book):
    for what, where in (
        ("results", out / "results.jsonl"),
        ("report", out / "report.html"),
        ("feedback", out / "feedback"),
        ("gradebook", book),
    ):
        console.print(f"{what:10} {where}", markup=False)
