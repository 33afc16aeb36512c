"""What `dlkit check` prints: a row for each exercise, its first failure, the sum."""

import textwrap

from rich.table import Table
from rich.text import Text

from dlkit.checking.verdict import explain

MAX_SUMMARY = 110  # characters; the whole message stands below the table


def show(console, task, verdicts, results, timeout):
    """Print the verdicts on an Assignment and what else went wrong in its notebook."""
    console.print()
    console.print(_table(task, verdicts))
    for verdict in verdicts:
        if verdict.message:
            title = f"{verdict.exercise.title} — {verdict.where}"
            console.print()
            console.print(Text(title, style="bold"))
            console.print(Text(verdict.message), soft_wrap=True)
    for text in (*_broken_cells(task, results, timeout), *_lost_cells(verdicts)):
        console.print(Text(f"\n{text}", style="yellow"))
    console.print()
    console.print(_sum(verdicts))


def _table(task, verdicts):
    title = Text(task.title or task.name)
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("Exercise")
    table.add_column("Points", style="bold", no_wrap=True)
    table.add_column("What to look at")
    table.add_column("Help", style="dim")
    for verdict in verdicts:
        exercise = verdict.exercise
        fine = "read by a person" if exercise.written else "all visible tests pass"
        what = verdict.summary or fine
        points = f"{verdict.earned:g} of {verdict.visible:g}"
        table.add_row(
            Text(exercise.title),
            points if verdict.visible else "-",
            Text(
                textwrap.shorten(what, MAX_SUMMARY, placeholder=" ..."), _hue(verdict)
            ),
            "Hint 1, below its cell" if exercise.hints and not verdict.passed else "",
        )
    return table


def _hue(verdict):
    if verdict.unwritten:
        return "yellow"
    if verdict.summary:
        return "red"
    return "green" if verdict.visible else ""


def _broken_cells(task, results, timeout):
    """A sentence for each cell outside of the exercises that did not run."""
    for i, cell in enumerate(task.cells):
        if i not in results or results[i].state == "ok":
            continue
        if cell.kind == "setup":
            which = f"The set-up cell {cell.grade_id}"
        elif not cell.grade_id:
            which = f"Your own cell (cell {i + 1})"
        else:
            continue
        yield f"{which} did not run: {explain(results[i], timeout)[0]}"


def _lost_cells(verdicts):
    for verdict in verdicts:
        if verdict.missing:
            exercise = verdict.exercise
            yield (
                f"{exercise.title}: the task promises {exercise.promised:g} points, "
                f"its cells give {exercise.points:g}. Was a test cell deleted? Copy "
                "your answers into a fresh notebook."
            )


def _sum(verdicts):
    earned, visible = sum(v.earned for v in verdicts), sum(v.visible for v in verdicts)
    style = "bold green" if earned == visible else "bold"
    text = Text.assemble((f"visible {earned:g} of {visible:g}", style))
    if hidden := sum(verdict.hidden for verdict in verdicts):
        text.append(f"; {hidden:g} points are checked at hand-in")
    written = [v.exercise for v in verdicts if v.exercise.written]
    if points := sum(exercise.points for exercise in written):
        text.append(f"; {points:g} points are given by a person")
    return text
