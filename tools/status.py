"""Measure the book and write book/status.md: `make status`.

Everything on the page comes from committed files and from running the graders, so the tests can say when it is out of
date. Run times are those that `make run` stored; the comparison leaves them out.
"""

import re
import sys
from pathlib import Path

import canonical
import nbformat
import run
import typer

ROOT = Path(__file__).parents[1]
PAGE = "book/status.md"

INTRODUCTION = """# Status

<!-- written by `make status`: do not edit -->

This book is tested like a program. Before a change to it is accepted, every chapter is run again from its first
cell to its last, and every grader is itself graded. This page publishes what those tests measure, so that you
can judge how far to trust what you read and the score that you get.
"""

CHAPTERS = """
## Chapters

Each output that you see in a chapter was stored when the chapter was last run. The tests run it again, on one
thread of a CPU and without a network, and compare:

- **Compared**: cells whose words and numbers must come out exactly as stored.
- **Pictures**: cells that show only a picture. Its size and its number of panels are compared, not the pixels.
- **Within a tolerance**: cells with trained numbers, which differ a little between machines. Whole numbers,
  shapes and words must still be the same, and the cell itself asserts what the text claims.
- **Ignored**: cells whose output may be anything, such as a timing; the cell asserts what must hold. At most
  one in twenty of the cells that show something.
- **Silent**: cells that show nothing. They must run, and many of them assert something.
- **GPU**: cells that are worth running on a graphics processor only. They are never compared; the last column
  says on how many of them a GPU has ever been used.

Words are those of the running text: code, formulas and folded answers are not counted. The run time is that of one
thread on the machine of the last run.
"""

GRADERS = """
## Graders

A grader can be wrong in two ways: it can accept a wrong answer, and it can refuse a right one. So each exercise
comes with answers that are known to be wrong, most of them popular mistakes, and with right answers that are
written differently from the model answer. The wrong ones must fail and the right ones must pass. A **mutant**
is the model answer with one small change made by a rule: a sign, a constant, an operator, an axis, a statement
left out. It is *killed* when a test fails. At least nine of ten must be; for each one that survives, the reason
is written down below.

What these numbers promise: mistakes like the ones tried are found. What they cannot promise: that nobody will
ever think of another one.
"""


def words(nb):
    """Words of running text: no code, formulas and tags, and nothing that is folded."""
    text = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    for noise in (
        r"<details.*?</details>",
        r"```.*?```",
        r"\$\$.*?\$\$",
        r"\$[^$\n]*\$",
        r"<[^>]*>",
        r"`[^`]*`",
        r"\]\([^)]*\)",
    ):
        text = re.sub(noise, " ", text, flags=re.DOTALL)
    return len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text))


def measure_chapter(nb):
    """Counts of one chapter, as a dict."""
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    cpu = [cell for cell in code if not canonical.is_gpu(cell)]
    gpu = [cell for cell in code if canonical.is_gpu(cell)]
    shows = [cell for cell in cpu if cell.outputs]
    tags = {id(cell): cell.metadata.get("tags", []) for cell in shows}
    ignored = [cell for cell in shows if "nbval-ignore-output" in tags[id(cell)]]
    tolerant = [
        cell
        for cell in shows
        if cell not in ignored and any(tag.startswith(("rtol=", "atol=")) for tag in tags[id(cell)])
    ]
    pictures = [
        cell
        for cell in shows
        if cell not in ignored + tolerant
        and all("image/png" in output.get("data", {}) for output in cell.outputs)
    ]
    on_gpu = [
        cell
        for cell in gpu
        if canonical.ran_on(cell) and cell.metadata.dlkit["of"] == canonical.source_hash(cell)
    ]
    return {
        "words": words(nb),
        "cells": len(code),
        "seconds": nb.metadata.get("dlkit", {}).get("seconds"),
        "compared": len(shows) - len(ignored) - len(tolerant) - len(pictures),
        "pictures": len(pictures),
        "tolerance": len(tolerant),
        "ignored": len(ignored),
        "silent": len(cpu) - len(shows),
        "gpu": len(gpu),
        "on_gpu": len(on_gpu),
    }


def title(nb):
    return next(
        (
            line.removeprefix("# ")
            for cell in nb.cells
            for line in cell.source.splitlines()
            if cell.cell_type == "markdown" and line.startswith("# ")
        ),
        "?",
    )


def table(header, rows):
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def chapters_section(root):
    rows = []
    for path in run.chapters(root):
        nb = nbformat.read(path, as_version=4)
        n = measure_chapter(nb)
        gpu = f"{n['on_gpu']} of {n['gpu']}" if n["gpu"] else "–"
        rows.append(
            [
                f"[{path.stem[:2]} {title(nb)}]({path.name})",
                f"{n['words']:,}",
                n["cells"],
                f"{n['seconds']} s" if n["seconds"] else "not run",
                n["compared"],
                n["pictures"],
                n["tolerance"],
                n["ignored"],
                n["silent"],
                gpu,
            ]
        )
    return (
        CHAPTERS
        + "\n"
        + table(
            [
                "Chapter",
                "Words",
                "Code cells",
                "Run time",
                "Compared",
                "Pictures",
                "Within a tolerance",
                "Ignored",
                "Silent",
                "GPU: ever run on one",
            ],
            rows,
        )
    )


def graders_section(reports, points):
    """`reports`: harness.Report objects; `points`: {stem: {exercise: points}}."""
    parts = [GRADERS]
    for report in reports:
        rows, survivors = [], []
        for name, tally in report.exercises.items():
            rows.append(
                [
                    tally.title or name,
                    points.get(report.stem, {}).get(name, "–"),
                    f"{tally.wrong_caught} of {tally.wrong_total}",
                    f"{tally.right_accepted} of {tally.right_total}",
                    f"{tally.mutants_killed} of {tally.mutants_total}",
                ]
            )
            survivors += [
                f"- {tally.title or name}, `{mutant}`: {reason or '**no reason given**'}"
                for mutant, reason in (tally.survivors or {}).items()
            ]
        parts.append(f"\n### Assignment {report.stem[:2]}\n\nIn all: {report.line()}.\n\n")
        parts.append(
            table(
                [
                    "Exercise",
                    "Points",
                    "Wrong answers caught",
                    "Right answers accepted",
                    "Mutants killed",
                ],
                rows,
            )
        )
        if survivors:
            parts.append("\nMutants that survive, and why:\n\n" + "\n".join(survivors) + "\n")
    return "".join(parts)


def page(root, reports, points):
    return INTRODUCTION + chapters_section(root) + graders_section(reports, points)


def without_seconds(text):
    """The page as the test compares it."""
    return re.sub(r"\| (\d+ s|not run) \|", "| … |", text)


def measure_graders(root):
    """(reports, points) of all assignments. Takes some seconds each."""
    sys.path[:0] = [str(root), str(root / "tests/graders")]
    import harness

    graders = [harness.load(stem) for stem in harness.stems()]
    return [g.report() for g in graders], points_of(graders)


def points_of(graders):
    """{stem: {exercise: points}}"""
    return {
        g.stem: {exercise.name: f"{exercise.points:g}" for exercise in g.exercises} for g in graders
    }


def main():
    """Measure the book and write book/status.md."""
    text = page(ROOT, *measure_graders(ROOT))
    (ROOT / PAGE).write_text(text, encoding="utf-8", newline="\n")
    print(f"{PAGE} is written")


if __name__ == "__main__":
    typer.run(main)
