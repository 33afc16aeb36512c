"""What grading costs, beside other ways to do it, and what training does: `make bench`.

Ratios of one run on one machine; nothing is asserted. The submissions are N copies of an assignment's reference, the
dearest honest case: every test runs to its end. CPU seconds are those of all processes. Peers on the same files: bare
nbclient, which only runs the notebook, `nbgrader autograde`, and otter-grader, see bench_otter.py. Training loops: see
bench_train.py. Convolution beside torch's: see bench_conv.py.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import bench_conv
import bench_otter
import bench_torch
import bench_train
import typer
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "graders")]


def cpu_of(work):
    """(result, CPU seconds of this process and all children that ended meanwhile, seconds by the clock)."""

    def used():
        both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    before, start = used(), time.perf_counter()
    result = work()
    return result, used() - before, time.perf_counter() - start


def own_cells(stem, times=3):
    """CPU seconds in a warm process: of all cells of the notebook, and of those that `dlkit grade` runs."""
    import cells
    import harness

    graders = harness.load(stem)
    seconds = []
    for code in ([cell for cell in graders.assignment.cells if cell.code], graders.code):
        cells.run(code, limit=120.0)
        seconds.append(
            cpu_of(lambda code=code: [cells.run(code, limit=120.0) for _ in range(times)])[1]
            / times
        )
    return seconds


def one_warm_process(stem, n):
    """CPU seconds of a submission, as its supervisor counts them."""
    from dlkit.grading.classes import submission, trial

    assignment = trial.find_assignment(ROOT / "solutions", stem)
    job = trial.job_of(assignment, "bench")
    work = submission.Submission("bench", assignment.path.read_bytes())
    with trial.open_process(job, sandbox=True) as process:
        trial.grade(process, job, work)
        results = [trial.grade(process, job, work) for _ in range(n)]
    assert all(result.score == result.points for result in results), results[0]
    return sum(result.cpu for result in results) / n


def torch_assignment(n=5):
    """CPU seconds of bench_torch's cells in one process, and of grading them."""
    import torch

    from dlkit.checking.assignment import Cell
    from dlkit.grading.classes import submission, trial
    from dlkit.grading.job import Job
    from dlkit.grading.limits import Limits

    torch.set_num_threads(1)
    bench_torch.run()
    own = cpu_of(lambda: [bench_torch.run() for _ in range(n)])[1] / n
    cells = tuple(Cell(*cell) for cell in bench_torch.CELLS)
    limits = Limits(test_seconds=60.0)  # by the clock, and the machine may be busy
    job = Job("torch", cells, "bench", limits)
    work = submission.Submission("bench", bench_torch.submission())
    with trial.open_process(job, sandbox=True) as process:
        results = [trial.grade(process, job, work) for _ in range(n + 1)][1:]
    assert all(result.score == result.points for result in results), results[0]
    return own, sum(result.cpu for result in results) / n


def grade_all(stem, folder, workers):
    """Seconds by the clock for a whole run of `dlkit grade`'s runner, and for its first result."""
    from dlkit.grading.classes import runner, trial

    first = []
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        runner.run(
            trial.find_assignment(ROOT / "solutions", stem),
            folder,
            out,
            workers=workers,
            progress=lambda *_: (
                first.append(time.perf_counter() - start) if len(first) < workers else None
            ),
        )
        return time.perf_counter() - start, max(first)


def bare_nbclient(stem, n):
    """CPU per notebook."""
    import nbformat
    from nbclient import NotebookClient

    path = ROOT / "solutions" / stem / f"{stem}.ipynb"

    def work():
        for _ in range(n):
            NotebookClient(
                nbformat.read(path, as_version=4),
                timeout=300,
                kernel_name="python3",
                resources={"metadata": {"path": str(path.parent)}},
            ).execute()

    return cpu_of(work)[1] / n


def autograde(stem, folder, n):
    """CPU per submission of `nbgrader autograde` in a course of its own."""
    with tempfile.TemporaryDirectory() as course:
        shutil.copytree(ROOT / "solutions" / stem, Path(course, "solutions", stem))
        shutil.copytree(folder, Path(course, "grading", "submitted"))
        shutil.copy(ROOT / "nbgrader_config.py", course)
        environment = {
            **os.environ,
            "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"],
        }

        def call(*args):
            subprocess.run(
                [sys.executable, "-m", "nbgrader", *args],
                cwd=course,
                env=environment,
                check=True,
                capture_output=True,
            )

        call("generate_assignment", stem, "--force")
        return cpu_of(lambda: call("autograde", stem, "--create"))[1] / n


def otter(stem, folder, n, say):
    """CPU per submission of otter-grader, or a line that says why it was not measured."""
    with tempfile.TemporaryDirectory() as place:
        try:
            bench_otter.make_environment(say)
        except bench_otter.NotMade as error:
            return f"not measured: {error}"
        course = bench_otter.Course(stem, place)
        untouched = course.convert(ROOT / "exercises" / stem / f"{stem}.ipynb", "untouched")
        works = [
            course.convert(path, path.parts[-3])
            for path in sorted(folder.glob(f"*/{stem}/{stem}.ipynb"))
        ]
        ((score, _),) = course.grade([untouched])
        assert score <= course.points / 10, (
            f"otter-grader gives the untouched release {score:g} points"
        )
        results, seconds, _ = cpu_of(lambda: course.grade(works))
        assert results == n * [[course.points, course.points]], results
        return seconds / n


def main(
    assignment: Annotated[str, typer.Argument(help="Assignment to grade.")] = "03_activations",
    number: Annotated[int, typer.Option(min=1, help="Submissions.")] = 20,
    peers: Annotated[int, typer.Option(min=1, help="Submissions given to the slower peers.")] = 5,
):
    """Measure `dlkit grade` beside its peers."""
    os.environ["OMP_NUM_THREADS"] = "1"
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder:
        for i in range(number):
            place = Path(folder, f"student{i:03}", assignment)
            place.mkdir(parents=True)
            shutil.copy(ROOT / "solutions" / assignment / f"{assignment}.ipynb", place)
        few = Path(tempfile.mkdtemp())
        for i in range(peers):
            shutil.copytree(Path(folder, f"student{i:03}"), few / f"student{i:03}")
        with console.status("the notebook's own cells"):
            whole, own = own_cells(assignment)
        with console.status("one warm process"):
            ours = one_warm_process(assignment, number)
        with console.status("a torch assignment"):
            torch_own, torch_ours = torch_assignment()
        with console.status("the whole run: one worker, then two"):
            one, first_one = grade_all(assignment, folder, 1)
            (two, first_two), all_in, _ = cpu_of(lambda: grade_all(assignment, folder, 2))
        with console.status("bare nbclient"):
            bare = bare_nbclient(assignment, peers)
        with console.status("nbgrader autograde"):
            nbgrader = autograde(assignment, few, peers)
        with console.status("otter-grader"):
            otters = otter(assignment, few, peers, console.print)
        shutil.rmtree(few)
        with console.status("training loops"):
            loops = bench_train.in_environment(console.print)
        with console.status("convolution"):
            convolution = bench_conv.measure()
    costs = (
        ("all cells of the notebook, in a warm process", whole),
        ("only set-up, answers and tests", own),
        ("dlkit grade, marginal", ours),
        ("dlkit grade, all in (start of workers included)", all_in / number),
        ("bare nbclient", bare),
        ("nbgrader autograde", nbgrader),
        ("otter-grader, without a container", otters),
    )
    shown = [(name, cost if isinstance(cost, str) else f"{cost:.2f}") for name, cost in costs]
    console = Console()
    title = f"{assignment}, {number} submissions"
    console.print(table_of(title, ("CPU seconds a submission", ""), shown))
    console.print(
        f"marginal cost above the notebook's own cells: {ours - whole:+.2f} s, above those that it runs: "
        f"{ours - own:+.2f} s"
    )
    for name, value in (("nbgrader autograde", nbgrader), ("otter-grader", otters)):
        if not isinstance(value, str):
            console.print(f"all in, against {name}: 1/{value * number / all_in:.1f} of its CPU")
    console.print(
        f"a torch assignment whose cells take {torch_own:.2f} s: {torch_ours:.2f} s, "
        f"{torch_ours / torch_own:.2f} times as much"
    )
    gain = (one - first_one) / (two - first_two)
    console.print(f"two workers against one, after the start: {gain:.2f} times as fast")
    columns = "CPU seconds an epoch", "", "times the simplest", "spread"
    title = "784-128-10 on 4,000 digits, Adam, batches of 32"
    console.print(table_of(title, columns, bench_train.rows(loops)))
    columns = "convolution", "", "dlkit, ms", "torch, ms", "times torch"
    title = "dlkit.conv.Conv2d, float32, one thread"
    console.print(table_of(title, columns, bench_conv.rows(convolution)))


def table_of(title, columns, rows):
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    return table


if __name__ == "__main__":
    typer.run(main)
