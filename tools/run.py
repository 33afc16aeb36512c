"""Run chapters and store their outputs: `make run`, or `make run CHAPTER=03_activations`.

Each chapter runs in a clean kernel, in the folder book/, on one thread and without a network, and is stored in
canonical form (tools/canonical.py): the same sources give the same bytes. A chapter that fails is left as it was.
"""

import os
import re
import sys
from pathlib import Path
from typing import Annotated

import canonical
import kernel
import nbformat
import typer
from contents import ROOT, chapters
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dlkit.checking.kernel import Kernel

CELL_TIMEOUT = 120  # seconds, as in the tests


class Failed(Exception):
    """A chapter could not be run: the message names chapter, cell and line."""


def execute(nb, folder, device=None, timeout=CELL_TIMEOUT, on_cell=lambda: None):
    """Run all code cells of `nb` in place, cells tagged `gpu` only if there is a `device`. Raises Failed."""
    skipped = "skip-execution" if device else "gpu"
    with kernel.environment(), Kernel(folder) as running:
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            tags = cell.metadata.get("tags", ())
            if cell.source.strip() and skipped not in tags:
                cell.outputs = []
                result = running.run(cell.source, timeout, cell.outputs)
                expected = result.state == "error" and "raises-exception" in tags
                if result.state != "ok" and not expected:
                    raise Failed(explain(cell, result, timeout))
            on_cell()


def explain(cell, result, timeout):
    """What went wrong in which cell, on which line."""
    where, source = f"cell {cell.get('id', '?')!r}", cell.source.splitlines()
    if result.state == "timeout" or result.error == "timeout":
        return f"{where}: ran for more than {timeout} s and was stopped. It begins: {source[0]}"
    if result.state == "died":
        return (
            f"{where}: the kernel died (out of memory, a crash in a library, or os._exit). "
            f"It begins: {source[0]}"
        )
    pattern = rf"Cell In\[\d+\], line (\d+)|{re.escape('<cell>')}, line (\d+)"
    lines = re.findall(pattern, "\n".join(result.lines))
    number = next((int(a or b) for a, b in lines), None)
    line = (
        f", line {number}: {source[number - 1].strip()}" if number and number <= len(source) else ""
    )
    return f"{where}{line}\n    {result.error}: {result.message}"


def steady(seconds, before):
    """Whole seconds to store: the old ones unless the new differ clearly, so that a re-run changes no file."""
    seconds = max(1, round(seconds))
    clearly = before is None or abs(seconds - before) > max(2, before / 4)
    return seconds if clearly else before


def device_name():
    """(where gpu cells would run, whether that is a GPU): ("cuda", True), ("cpu", False), or (None, False)."""
    from dlkit import device

    if not device.available():
        return None, False
    name = device.best().type
    return name, name != "cpu"


def run_chapter(path, on_cell=lambda: None):
    """Execute a chapter and store it. Returns (seconds, whether the file changed). Raises Failed."""
    text = path.read_text(encoding="utf-8")
    old = nbformat.reads(text, as_version=4)
    try:
        new = canonical.notebook(old)  # ids first: messages and progress name cells by them
    except canonical.Refused:  # an old output may be what is to be mended
        new = canonical.notebook(without_outputs(old))
    old_by_new_id = nbformat.from_dict(
        {
            "cells": [
                {**cell, "id": named.id} for cell, named in zip(old.cells, new.cells, strict=True)
            ]
        }
    )
    for cell in new.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    name, is_gpu = device_name() if any(map(canonical.is_gpu, new.cells)) else (None, False)
    start = processor_seconds()
    execute(new, path.parent, device=name, on_cell=on_cell)
    seconds = processor_seconds() - start
    if is_gpu:
        canonical.mark_device(new, name)
    else:
        canonical.keep_device_outputs(new, old_by_new_id)
        # run times on a GPU would not be what a reader sees
    about = new.metadata.dlkit
    about["seconds"] = steady(seconds, about.get("seconds"))
    try:
        result = canonical.dumps(canonical.notebook(new))
    except canonical.Refused as error:
        raise Failed(str(error)) from error
    if changed := result != text:
        path.write_text(result, encoding="utf-8", newline="\n")
    return seconds, changed


def processor_seconds():
    """Of the kernels so far. On one thread that is what the clock says on a machine with nothing else to do."""
    times = os.times()
    return times.children_user + times.children_system


def without_outputs(nb):
    nb = nbformat.from_dict(nb)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return nb


def main(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHAPTER]…",
            help="stems such as 03_activations; all chapters if none is given",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="run nothing: only say whether the stored files are in canonical form"
        ),
    ] = False,
):
    """Run chapters and store their outputs in canonical form. A chapter that fails is left as it was."""
    out = Console(soft_wrap=True)
    known = {chapter.stem: chapter.path for chapter in chapters()}
    wanted = [Path(name).stem for name in names or known]
    if unknown := [name for name in wanted if name not in known]:
        out.print(f"[red]there is no book/{unknown[0]}.ipynb[/]; there are: {', '.join(known)}")
        raise typer.Exit(2)
    failures = 0
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=out,
        transient=True,
        disable=check or not out.is_terminal,
    ) as progress:
        for stem in wanted:
            path = known[stem]
            try:
                if check:
                    say = is_canonical(path)
                else:
                    cells = nbformat.read(path, as_version=4).cells
                    task = progress.add_task(
                        stem, total=sum(cell.cell_type == "code" for cell in cells)
                    )
                    seconds, changed = run_chapter(path, lambda: progress.advance(task))  # noqa: B023
                    progress.remove_task(task)
                    say = f"{seconds:.0f} s, " + ("stored" if changed else "nothing changed")
                out.print(f"{stem}: {say}", markup=False, highlight=False)
            except (Failed, canonical.Refused, FileNotFoundError) as error:
                failures += 1
                out.print(
                    f"{stem}: FAILED and left as it was\n  {error}", markup=False, highlight=False
                )
    raise typer.Exit(1 if failures else 0)


def is_canonical(path):
    """ "canonical"; raises Failed if the file is not."""
    text = path.read_text(encoding="utf-8")
    if canonical.dumps(canonical.notebook(nbformat.reads(text, as_version=4))) != text:
        raise Failed(f"not in canonical form: make run CHAPTER={path.stem}")
    return "canonical"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    app = typer.Typer(add_completion=False)
    app.command()(main)
    app()
