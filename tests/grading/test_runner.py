"""Many submissions: everyone graded once, whatever is killed on the way, and the same results each time."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from dask import config
from distributed import Client, LocalCluster, Security

from dlkit.grading.classes import ledger, runner, submission, trial
from dlkit.grading.reasons import Code, Reason
from dlkit.grading.result import Outcome, State
from dlkit.grading.sandbox import box, memory

ROOT = Path(__file__).parents[2]
STEM = "02_neurons"
pytestmark = pytest.mark.skipif(not box.available(), reason="bubblewrap is not installed")


@pytest.fixture(scope="module")
def assignment():
    return trial.find_assignment(ROOT / "solutions", STEM)


def hand_in(folder, student, notebook):
    place = folder / student / STEM
    place.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, bytes):
        (place / f"{STEM}.ipynb").write_bytes(notebook)
    else:
        shutil.copy(notebook, place / f"{STEM}.ipynb")


def broken(change):
    """The reference with a changed cell, as bytes."""
    nb = nbformat.read(ROOT / "solutions" / STEM / f"{STEM}.ipynb", as_version=4)
    for cell in nb.cells:
        cell.source = change.get(cell.metadata.nbgrader.grade_id, cell.source)
    return nbformat.writes(nb).encode()


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """Twelve students of six kinds, and the score that each must get."""
    folder = tmp_path_factory.mktemp("school")
    kinds = [
        ("reference", ROOT / "solutions" / STEM / f"{STEM}.ipynb", 20),
        ("untouched", ROOT / "exercises" / STEM / f"{STEM}.ipynb", 0),
        ("no-gates", broken({"gates": "def at_least(:"}), 16),
        ("exits", broken({"gates": "import os\nos._exit(3)"}), 0),
        ("no-json", b"{", 0),
    ]
    for name, notebook, _ in kinds:
        for number in (1, 2):
            hand_in(folder, f"{name}-{number}", notebook)
    for number in (1, 2):
        (folder / f"absent-{number}").mkdir()
    return folder, {**{name: score for name, _, score in kinds}, "absent": 0}


def lasting(results):
    """What must be the same in every run."""
    found = [result if isinstance(result, dict) else result.to_json() for result in results]
    return [{k: v for k, v in line.items() if k not in ("seconds", "cpu")} for line in found]


@pytest.fixture(scope="module")
def workers():
    """Where runs go that nobody disturbs: the address of a scheduler whose worker is warm after the first."""
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def expected(school, assignment, workers, tmp_path_factory):
    """Results of a run that nobody disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLKIT_GRADING_SEED", "7")
        return runner.run(assignment, school[0], out, scheduler=workers)


def test_each_gets_what_it_must(school, expected):
    assert [result.student for result in expected] == sorted(os.listdir(school[0]))
    for result in expected:
        kind = result.student[:-2]
        assert result.score == school[1][kind], result.student
        assert result.state == (
            "graded" if kind in ("reference", "untouched", "no-gates") else "needs_review"
        )
        assert result.sandbox == "bubblewrap"


def command(school, out):
    """`dlkit grade` as a process of its own."""
    code = (
        "from dlkit.grading.classes import runner, trial\n"
        "if __name__ == '__main__':\n"
        f"    assignment = trial.find_assignment({str(ROOT / 'solutions')!r}, {STEM!r})\n"
        f"    runner.run(assignment, {str(school[0])!r}, {str(out)!r}, workers=2)\n"
    )
    script = out.with_suffix(".py")
    script.write_text(code)
    return [sys.executable, str(script)]


@pytest.mark.parametrize("lines", [1, 5])
def test_killed_and_resumed(school, expected, assignment, workers, tmp_path, lines):
    out, environment = tmp_path / "out", {**os.environ, "DLKIT_GRADING_SEED": "7"}
    first = subprocess.Popen(command(school, out), env=environment, start_new_session=True)
    path = out / "results.jsonl"
    while not path.exists() or path.read_bytes().count(b"\n") < lines:
        assert first.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    with open(path, "ab") as file:
        file.write(b'{"student": "half a li')  # what a full disk or a lost machine may leave
    before = [json.loads(line)["student"] for line in path.read_bytes().splitlines()[:-1]]
    runner.run(assignment, school[0], out, scheduler=workers, resume=True)
    results = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert lasting(results) == lasting(expected)
    assert len(before) < len(results)


def test_a_worker_that_is_killed_changes_nothing(
    school, expected, assignment, tmp_path, monkeypatch
):
    monkeypatch.setenv("DLKIT_GRADING_SEED", "7")
    killed = []

    def progress(done, total, result):
        if done in (2, 6) and len(killed) < 2:
            workers = clients[0].run(os.getpid)
            victim = sorted(workers.values())[0]
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    clients, connected = [], runner.connected

    def remember(*args):
        import contextlib

        @contextlib.contextmanager
        def manager():
            with connected(*args) as client:
                clients.append(client)
                yield client

        return manager()

    monkeypatch.setattr(runner, "connected", remember)
    results = runner.run(assignment, school[0], tmp_path / "out", workers=2, progress=progress)
    assert len(killed) == 2
    assert lasting(results) == lasting(expected)


def test_what_failed_through_our_fault_is_tried_again(
    school, expected, assignment, workers, tmp_path
):
    out = tmp_path / "out"
    shutil.copytree(expected.path.parent, out)
    lines = [json.loads(line) for line in (out / "results.jsonl").read_bytes().splitlines()]
    lines[3] |= {"state": State.FAILED, "score": 0, "tests": {}}
    (out / "results.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    graded = []
    results = runner.run(
        assignment,
        school[0],
        out,
        scheduler=workers,
        resume=True,
        progress=lambda done, total, result: graded.append(result and result.student),
    )
    assert graded == [None, lines[3]["student"]]
    assert lasting(results) == lasting(expected)


def test_what_is_handed_in_later_or_again_is_graded(assignment, workers, tmp_path):
    school, out = tmp_path / "school", tmp_path / "out"
    release, reference = (
        ROOT / kind / STEM / f"{STEM}.ipynb" for kind in ("exercises", "solutions")
    )
    for student in ("again", "once"):
        hand_in(school, student, release)
    (school / "later").mkdir()
    first = runner.run(assignment, school, out, scheduler=workers)
    assert [(r.score, r.state) for r in first] == [
        (0, "graded"),
        (0, "needs_review"),
        (0, "graded"),
    ]
    for student in ("again", "later"):
        hand_in(school, student, reference)
    graded = []
    second = list(
        runner.run(
            assignment,
            school,
            out,
            scheduler=workers,
            resume=True,
            progress=lambda done, total, result: graded.append(result and result.student),
        )
    )
    assert graded[0] is None and sorted(graded[1:]) == ["again", "later"]
    assert [(r.student, r.score > 0, r.state) for r in second] == [
        ("again", True, "graded"),
        ("later", True, "graded"),
        ("once", False, "graded"),
    ]
    assert len((out / "results.jsonl").read_text().splitlines()) == 3
    shutil.rmtree(school / "once")  # gone, or in another folder: nobody loses a result by it
    (school / "again" / STEM / f"{STEM}.ipynb").unlink()
    assert lasting(runner.run(assignment, school, out, resume=True)) == lasting(second)


def test_a_first_hand_in_under_another_name_is_seen(assignment, workers, tmp_path):
    school, out = tmp_path / "school", tmp_path / "out"
    (school / "a").mkdir(parents=True)
    first = list(runner.run(assignment, school, out, scheduler=workers))
    hand_in(school, "a", b"{")
    place = school / "a" / STEM
    (place / f"{STEM}.ipynb").rename(place / "copy.ipynb")
    second = runner.run(assignment, school, out, scheduler=workers, resume=True)
    assert first[0].reasons == [Reason(Code.NOTHING_HANDED_IN, (STEM,))]
    assert second[0].reasons == [Reason(Code.OTHER_NOTEBOOKS, (f"{STEM}.ipynb", "copy.ipynb"))]
    assert "nothing was handed in" in first[0].reasons[0].teacher
    assert "copy.ipynb" in second[0].reasons[0].teacher


def test_results_from_before_reasons_had_codes_are_gone_on_with(
    school, expected, tmp_path, assignment, workers
):
    out = tmp_path / "out"
    shutil.copytree(expected.path.parent, out)
    lines = [json.loads(line) for line in (out / "results.jsonl").read_bytes().splitlines()]
    for line in lines:
        del line["reasons"]
        for test in line["tests"].values():
            del test["outcome"], test["mistake"]
    (out / "results.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    graded = []
    results = runner.run(
        assignment,
        school[0],
        out,
        scheduler=workers,
        resume=True,
        progress=lambda done, total, result: graded.append(result and result.student),
    )
    assert graded == [None, "absent-1", "absent-2"]  # whose sentences say nothing to a program
    for result, before in zip(results, expected, strict=True):
        assert (result.student, result.state, result.score) == (
            before.student,
            before.state,
            before.score,
        )
        assert [reason.teacher for reason in result.reasons] == [
            reason.teacher for reason in before.reasons
        ]
        run = [test.outcome != Outcome.NOT_RUN for test in result.tests.values()]
        assert run == [test.outcome != Outcome.NOT_RUN for test in before.tests.values()]


def line(student, **more):
    result = {
        "student": student,
        "state": "graded",
        "review": [],
        "assignment": STEM,
        "notebook": "",
        **more,
    }
    return json.dumps(result).encode() + b"\n"


@pytest.mark.parametrize(
    "bad", [b"\n", b"[1]\n", b'{"student": "b"}\n', b"\0\0\0\n", b"[" * 100_000 + b"\n"]
)
def test_a_bad_line_costs_no_other_line(tmp_path, bad):
    path = tmp_path / "results.jsonl"
    lines = [line("a"), bad, line("c"), line("a", state="failed"), line("d")[:-1]]
    path.write_bytes(b"".join(lines))
    (tmp_path / "in").mkdir()
    places = ledger.finished(path, tmp_path / "in")  # none of them is in the folder: all stand
    assert [result.student for result in ledger.Results(path, places)] == ["a", "c"]
    assert path.read_bytes() == b"".join(lines[:-1])


def test_one_run_at_a_time(school, assignment, tmp_path):
    with ledger.alone(tmp_path), pytest.raises(ledger.Mixed, match="Another run is at work"):
        runner.run(assignment, school[0], tmp_path, workers=1)


@pytest.mark.parametrize("about", [None, "", "{}", "[]", '{"seed": "7"}'])
def test_results_without_the_way_they_were_made_are_not_mixed_with_others(
    school, assignment, tmp_path, about
):
    (tmp_path / "results.jsonl").write_bytes(line("a"))
    if about is not None:
        (tmp_path / "run.json").write_text(about)
    with pytest.raises(ledger.Mixed, match=r"run\.json cannot be read"):
        runner.run(assignment, school[0], tmp_path, resume=True)
    assert (tmp_path / "results.jsonl").read_bytes() == line("a")


CLUSTER = """if True:
    from distributed import LocalCluster
    if __name__ == "__main__":
        with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
            print(cluster.scheduler_address, flush=True)
            input()
"""


@pytest.mark.parametrize("killed", [False, True])
def test_a_lost_scheduler_costs_nobody_a_point(
    killed, school, expected, assignment, workers, tmp_path, monkeypatch
):
    monkeypatch.setenv("DLKIT_GRADING_SEED", "7")
    out = tmp_path / "out"
    (tmp_path / "cluster.py").write_text(CLUSTER)
    cluster = subprocess.Popen(
        [sys.executable, tmp_path / "cluster.py"],
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    address = cluster.stdout.readline().strip()

    def progress(done, total, result):
        if done == 2:
            cluster.kill() if killed else cluster.communicate("\n")

    with config.set(
        {"distributed.comm.timeouts.connect": "2s"}
    ):  # how long the client hopes for its return
        with pytest.raises(runner.Lost, match="--resume"):
            runner.run(assignment, school[0], out, scheduler=address, progress=progress)
        cluster.communicate()
        states = [
            json.loads(line)["state"] for line in (out / "results.jsonl").read_bytes().splitlines()
        ]
        assert 2 <= len(states) < len(expected)
        assert State.FAILED not in states
        with pytest.raises(runner.Lost, match="No scheduler at"):
            runner.run(assignment, school[0], out, scheduler=address, resume=True)
    results = runner.run(assignment, school[0], out, scheduler=workers, resume=True)
    assert lasting(results) == lasting(expected)


@pytest.mark.parametrize("address", ["cluster", "http://127.0.0.1:8786", "tls://127.0.0.1:8786"])
def test_what_is_no_address_of_a_scheduler_is_said(school, assignment, tmp_path, address):
    with pytest.raises(runner.Lost, match=f"No scheduler at '{address}': .* such as tcp://"):
        runner.run(assignment, school[0], tmp_path / "out", scheduler=address)


def test_a_machine_without_a_box_stops_the_run(school, assignment, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")  # as on a node where bubblewrap is not installed
    with pytest.raises(box.NoBox, match=r"^On .*: bubblewrap is not installed"):
        runner.run(assignment, school[0], tmp_path / "out", workers=1)
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == b""


def test_another_user_of_the_machine_cannot_have_code_run():
    """dask runs what it is sent: whoever could connect could do all that the instructor can."""
    with runner.connected(None, 1) as client:
        address = client.scheduler.address
        assert client.submit(os.getpid).result() != os.getpid()
        for theirs, keys in (
            (address.replace("tls", "tcp"), None),
            (address, Security.temporary()),
        ):
            with pytest.raises((OSError, TypeError)):
                Client(theirs, security=keys, timeout=2)


def test_a_cluster_that_is_slow_to_close_costs_nothing(
    school, expected, assignment, tmp_path, monkeypatch
):
    monkeypatch.setenv("DLKIT_GRADING_SEED", "7")
    few = ("no-gates-1", "no-json-1", "reference-1")
    for student in few:
        shutil.copytree(school[0] / student, tmp_path / "in" / student)
    close = runner.LocalCluster.close

    def slow(cluster, *args, **options):
        close(cluster, *args, **options)
        raise TimeoutError

    monkeypatch.setattr(runner.LocalCluster, "close", slow)
    results = runner.run(assignment, tmp_path / "in", tmp_path / "out", workers=1)
    assert lasting(results) == lasting(result for result in expected if result.student in few)


def test_a_second_run_needs_resume_or_another_folder(school, expected, assignment, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "run.json").write_text(json.dumps({"assignment": STEM, "source": "other", "seed": "7"}))
    (out / "results.jsonl").write_text("")
    with pytest.raises(ledger.Mixed, match="--resume"):
        runner.run(assignment, school[0], out)
    with pytest.raises(ledger.Mixed, match="has changed"):
        runner.run(assignment, school[0], out, resume=True)


def test_links_and_pipes_are_not_followed(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text("{}")
    for student, make in (
        ("link", lambda path: path.symlink_to(secret)),
        ("pipe", os.mkfifo),
        ("folder", os.mkdir),
    ):
        place = tmp_path / "in" / student / STEM
        place.mkdir(parents=True)
        make(place / f"{STEM}.ipynb")
        assert submission.read(tmp_path / "in", student, STEM).problem
    (tmp_path / "in" / "whole").mkdir()
    (tmp_path / "in" / "whole" / STEM).symlink_to(ROOT / "solutions" / STEM)
    assert (
        "links are not followed" in submission.read(tmp_path / "in", "whole", STEM).problem.teacher
    )
    (tmp_path / "in" / "student").symlink_to(ROOT)
    assert "student" not in submission.students(tmp_path / "in")


def test_processor_time_is_counted_once(assignment):
    """The student's process was counted while it lived, and again as an orphan that the supervisor collects."""
    busy = "import time\nend = time.process_time() + 2\nwhile time.process_time() < end:\n    pass"
    job = trial.job_of(assignment, "7")
    with trial.open_process(job, sandbox=True) as process:
        result = trial.grade(process, job, submission.Submission("busy", broken({"gates": busy})))
    assert 2 <= result.cpu < 3.5


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_class(assignment, workers, tmp_path):
    """dask once kept the last thousand messages, and with them as many notebooks."""
    for number in range(90):
        hand_in(tmp_path / "in", f"student-{number}", b'"' + os.urandom(60_000).hex().encode())
    taken = {}

    def progress(done, total, result):
        taken[done] = memory.of("self")[1]

    runner.run(assignment, tmp_path / "in", tmp_path / "out", scheduler=workers, progress=progress)
    assert taken[90] - taken[30] < 8 << 20, taken
