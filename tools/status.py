"""Measure the graders: `make status` writes book/status/NN_topic.md for each assignment, or for CHAPTER=NN_topic.

book/status.md shows these files, and a table of the chapters, which is made anew with the book. An assignment has a
file of its own, so that two of them can be measured on two branches. Drafts are not measured.
"""

import json
import re
import sys

import canonical
import nbformat
import typer
from contents import ROOT, chapters, is_draft

FOLDER = "book/status"
SUITE_SECONDS = ".pytest_cache/v/dlkit/chapter_seconds"
NOTE = "<!-- written by `make status`: do not edit -->"


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


def suite_seconds(root):
    """{stem: seconds that a chapter takes in `make test`}, as the last run kept them (tests/times.py)."""
    path = root / SUITE_SECONDS
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def chapter_table(root):
    """MyST text: how the cells of each chapter are compared."""
    rows, tested = [], suite_seconds(root)
    for chapter in chapters(root):
        nb = nbformat.read(chapter.path, as_version=4)
        n = measure_chapter(nb)
        gpu = f"{n['on_gpu']} of {n['gpu']}" if n["gpu"] else "–"
        rows.append(
            [
                f"[{chapter.stem[:2]} {title(nb)}]({chapter.path.name})",
                f"{n['words']:,}",
                n["cells"],
                f"{n['seconds']} s" if n["seconds"] else "not run",
                f"{tested[chapter.stem]} s" if chapter.stem in tested else "–",
                n["compared"],
                n["pictures"],
                n["tolerance"],
                n["ignored"],
                n["silent"],
                gpu,
            ]
        )
    return table(
        [
            "Chapter",
            "Words",
            "Code cells",
            "Run time",
            "Tests",
            "Compared",
            "Pictures",
            "Within a tolerance",
            "Ignored",
            "Silent",
            "GPU: ever run on one",
        ],
        rows,
    )


def grader_figures(report, points):
    """MyST text for one assignment. `report`: a harness.Report; `points`: {exercise: points}."""
    rows, survivors = [], []
    for name, tally in report.exercises.items():
        rows.append(
            [
                tally.title or name,
                points.get(name, "–"),
                f"{tally.wrong_caught} of {tally.wrong_total}",
                f"{tally.right_accepted} of {tally.right_total}",
                f"{tally.mutants_killed} of {tally.mutants_total}",
            ]
        )
        shown = (tally.title or name).replace(
            ". ", r"\. ", 1
        )  # or Markdown begins a list of its own
        survivors += [
            f"- {shown}, `{mutant}`: {reason or '**no reason given**'}"
            for mutant, reason in (tally.survivors or {}).items()
        ]
    header = [
        "Exercise",
        "Points",
        "Wrong answers caught",
        "Right answers accepted",
        "Mutants killed",
    ]
    text = f"{NOTE}\n\n### Assignment {report.stem[:2]}\n\nIn all: {report.line()}.\n\n"
    text += table(header, rows)
    if survivors:
        text += "\nMutants that survive, and why:\n\n" + "\n".join(survivors) + "\n"
    return text


def stored(path):
    """Lines of a measured file, without the note to editors."""
    return path.read_text(encoding="utf-8").removeprefix(NOTE).strip().splitlines()


def measure(stem, root=ROOT):
    """The text of book/status/<stem>.md. Takes some seconds."""
    sys.path[:0] = [str(root), str(root / "tests/graders")]
    import harness

    return text_of(harness.load(stem))


def text_of(graders):
    """The same from graders that may have run already."""
    points = {exercise.name: f"{exercise.points:g}" for exercise in graders.exercises}
    return grader_figures(graders.report(), points)


def measured_stems(root=ROOT):
    """Assignments with graders, drafts left out."""
    stems = sorted(path.stem for path in (root / "tests/graders").glob("[0-9][0-9]_*.py"))
    return [stem for stem in stems if not is_draft(stem, root)]


def main(names: list[str] | None = typer.Argument(None, metavar="[CHAPTER]…")):  # noqa: B008
    """Measure the graders of all assignments, or of some, and write book/status/NN_topic.md."""
    folder, known = ROOT / FOLDER, measured_stems()
    if unknown := sorted(set(names or []) - set(known)):
        sys.exit(f"{unknown[0]} has no graders, or is a draft. There are: {', '.join(known)}")
    for path in folder.glob("*.md"):
        if path.stem not in known:
            path.unlink()
            print(f"{FOLDER}/{path.name} removed: nothing to measure")
    for stem in names or known:
        folder.mkdir(exist_ok=True)
        (folder / f"{stem}.md").write_text(measure(stem), encoding="utf-8", newline="\n")
        print(f"{FOLDER}/{stem}.md is written")


if __name__ == "__main__":
    typer.run(main)
