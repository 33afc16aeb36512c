"""`dlkit grade`: from a folder of submissions to results, gradebook, feedback and report, with progress on the way."""

import os
import shlex
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from dlkit.checking.assignment import NotAnAssignment
from dlkit.grading.classes import ledger, outcome, runner, submission
from dlkit.grading.grades import decisions, gradebook
from dlkit.grading.pages import feedback, report
from dlkit.grading.sandbox import box


def grade(name, submissions, source, workers, scheduler, out, resume, sandbox):
    """The exit status. Arguments as the command's."""
    console, out = Console(highlight=False, soft_wrap=True), Path(out or Path("grading", name))
    if sandbox and not scheduler and not box.available():  # with one, its machines need it
        return refuse(box.MISSING)
    if not sandbox:
        console.print(
            "Without a sandbox: students' code can read and change what you can. Every result says so.",
            style="yellow",
        )
    workers = workers or os.cpu_count() or 1
    start, earlier = time.monotonic(), None
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
    )
    try:
        assignment = outcome.source(source, name)
        students = submission.students(submissions)
        if not students:
            return refuse(
                f"There are no students in {submissions}: it should hold one folder for each."
            )
        if not any(Path(submissions, student, name).exists() for student in students):
            return refuse(
                f"Nobody in {submissions} has handed in {name}: it should hold <student>/{name}/{name}.ipynb "
                f"and holds {', '.join(students[:3])}{' and others' if students[3:] else ''}."
            )
        gradebook.course()  # its mistakes before the work, not after
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("starting workers", total=None, pace="")

            def progress(done, total, result):
                nonlocal earlier
                if earlier is None:
                    earlier = done - (result is not None)
                pace = (done - earlier) / (time.monotonic() - start)
                bar.update(
                    task,
                    completed=done,
                    total=total,
                    description="grading",
                    pace=f"{pace:.1f} a second",
                )

            results = runner.run(
                assignment,
                submissions,
                out,
                workers=workers,
                scheduler=scheduler,
                resume=resume,
                sandbox=sandbox,
                progress=progress,
            )
        seconds = time.monotonic() - start
        fresh = len(results) - (earlier or 0)
        book = gradebook.write(results, assignment, submissions)
        decided = decisions.read(assignment.name)
        feedback.write(results, assignment, out / "feedback", decided)
        report.write(
            results,
            assignment,
            out / "report.html",
            seconds=seconds if fresh == len(results) else None,
            workers=workers if not scheduler else None,
        )
    except SQLAlchemyError as error:
        return refuse(
            f"The gradebook could not be written: {getattr(error, 'orig', error)}. What is graded is kept: "
            "the same command with --resume enters it."
        )
    except (
        NotAnAssignment,
        NotADirectoryError,
        ledger.Mixed,
        gradebook.Unusable,
        runner.Lost,
        box.NoBox,
    ) as error:
        return refuse(error)
    except KeyboardInterrupt:
        again = shlex.join(["dlkit", *sys.argv[1:], *([] if resume else ["--resume"])])
        refuse(f"\nStopped. What is graded is kept. Go on with\n  {again}")
        return 130
    waiting = sum(about.waiting for about in decided.values())
    return summary(console, results, out, book, seconds, waiting)


def summary(console, results, out, book, seconds, waiting):
    """Print what came out; the exit status."""
    counts, open_ = dict.fromkeys((outcome.GRADED, outcome.REVIEW, outcome.FAILED), 0), []
    for result in results:
        counts[result["state"]] += 1
        if result["state"] != outcome.GRADED and len(open_) < 10:
            open_.append(f"  {result['student']!r}: {'; '.join(result['review'])}")
    console.print(
        f"{counts['graded']} graded, {counts['needs_review']} need a person, "
        f"{counts['failed']} failed through our fault, in {seconds:.0f} s"
    )
    for line in open_:
        console.print(line, markup=False)
    if len(results) - counts["graded"] > 10:
        console.print("  ... and more: the report lists them all")
    console.print(
        f"{waiting or 'no'} submission{'s' * (waiting != 1)} wait{'s' * (waiting == 1)} in formgrader"
    )
    for what, where in (
        ("results", out / "results.jsonl"),
        ("report", out / "report.html"),
        ("feedback", out / "feedback"),
        ("gradebook", book),
    ):
        console.print(f"{what:10} {where}", markup=False)
    return 0 if counts["graded"] == len(results) else 1


def refuse(error):
    Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
    return 2
