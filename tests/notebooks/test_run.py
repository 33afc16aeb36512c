"""`make run`: running twice gives the same bytes, and what must not be stored is refused."""

import copy
import sys
import types

import canonical
import nbformat
import planted
import pytest
import run
from planted import code, text

SAMPLE = [
    text("# A short chapter\n\n", id="0a1b2c3d"),
    code("import warnings\nimport sys", "deadbeef", tags=["imports"]),
    code(
        "print('a')\nprint('warned', file=sys.stderr)\nwarnings.warn('careful')\nprint('b')\n",
        "two-streams",
    ),
    code("object()", "address"),
    code("def double(x):\n    return 2 * x\n\ndouble(21);", "12345678"),
    code("assert True\n'on a device'", "on-device", tags=["gpu"]),
    code("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "figure"),
    code("double(21)", "last"),
]


@pytest.fixture
def no_device(monkeypatch):
    monkeypatch.setattr(run, "device_name", lambda: (None, False))


def test_running_twice_gives_the_same_bytes(tmp_path, no_device, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")  # the settings of one machine must not show
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    path = planted.write(tmp_path / "02_short.ipynb", *copy.deepcopy(SAMPLE), reading_minutes=5)
    _, changed = run.run_chapter(path)
    assert changed
    first = path.read_bytes()
    _, changed = run.run_chapter(path)
    assert not changed and path.read_bytes() == first
    assert run.is_canonical(path) == "canonical"

    nb = nbformat.read(path, as_version=4)
    cells = {cell.id: cell for cell in nb.cells}
    assert list(cells) == [
        "a-short-chapter",
        "imports",
        "two-streams",
        "address",
        "double",
        "on-device",
        "figure",
        "last",
    ]
    assert [cell.execution_count for cell in nb.cells[1:]] == [1, 2, 3, 4, 5, 6, 7]
    assert [output.text for output in cells["two-streams"].outputs] == [
        "a\nb\n",
        "warned\n<cell>:3: UserWarning: careful\n  warnings.warn('careful')\n",
    ]
    assert cells["address"].outputs[0].data["text/plain"] == "<object at 0x…>"
    assert cells["double"].outputs == [] and cells["on-device"].outputs == []
    assert set(cells["figure"].outputs[0].data) == {"image/png", "text/plain"}
    assert nb.metadata == {
        "dlkit": {"reading_minutes": 5, "seconds": nb.metadata.dlkit.seconds},
        "kernelspec": canonical.KERNELSPEC,
        "language_info": {"name": "python"},
    }
    assert nb.metadata.dlkit.seconds >= 1


def test_gpu_cells_keep_what_a_device_showed_until_their_source_changes(tmp_path, monkeypatch):
    path = planted.write(
        tmp_path / "02_gpu.ipynb", code("assert True\n'shown'", "on-device", tags=["gpu"])
    )

    def outputs_after_run(device, is_gpu):
        monkeypatch.setattr(run, "device_name", lambda: (device, is_gpu))
        run.run_chapter(path)
        cell = nbformat.read(path, as_version=4).cells[0]
        return [output.data["text/plain"] for output in cell.outputs], canonical.ran_on(cell)

    monkeypatch.setattr(run, "execute", fake_execute)  # the kernel is not what is tested here
    assert outputs_after_run(None, False) == ([], None)
    assert outputs_after_run("cpu", False) == ([], None)  # a smoke test leaves no trace
    assert outputs_after_run("cuda", True) == (["'shown'"], "cuda")
    assert outputs_after_run(None, False) == (["'shown'"], "cuda")
    assert outputs_after_run("cpu", False) == (["'shown'"], "cuda")
    path.write_text(path.read_text().replace("assert True", "assert 1"))
    assert outputs_after_run(None, False) == ([], None)


def fake_execute(nb, folder, device=None, **_):
    for cell in nb.cells:
        if device or not canonical.is_gpu(cell):
            cell.outputs = [
                nbformat.v4.new_output(
                    "execute_result", data={"text/plain": "'shown'"}, execution_count=1
                )
            ]


@pytest.mark.parametrize(
    "source, words",
    [
        ("x = 1\n\n1 / 0", "cell 'cell', line 3: 1 / 0\n    ZeroDivisionError: division by zero"),
        (
            "print('/home/me/data.csv')",
            "cell 'cell': its output shows a path of this machine, '/home/me/data.csv'",
        ),
        ("import os\nos._exit(1)", "cell 'cell': the kernel died"),
        (
            "import urllib.request\nurllib.request.urlopen('http://example.org')",
            "this notebook asked for example.org",
        ),
    ],
)
def test_a_chapter_that_fails_is_left_as_it_was_and_the_cell_named(tmp_path, source, words):
    path = planted.write(tmp_path / "02_bad.ipynb", code(source, "cell", prints="old"))
    before = path.read_bytes()
    with pytest.raises(run.Failed) as failed:
        run.run_chapter(path)
    assert words in str(failed.value)
    assert path.read_bytes() == before


def test_a_cell_over_its_time_is_named():
    nb = planted.notebook(code("while True:\n    pass", "endless"))
    with pytest.raises(
        run.Failed, match=r"cell 'endless': ran for more than 1 s and was stopped. It begins: while"
    ):
        run.execute(nb, ".", timeout=1)


@pytest.mark.parametrize(
    "kind, given, tags, source, slug",
    [
        ("code", "kept-id", [], "x = 1", "kept-id"),
        ("code", "3fa9c01b", [], "x = 1", "x-1"),
        ("code", "My_Cell", [], "def f(x):\n    pass", "f"),
        ("code", "taken", [], "a.b(c)", "a-b-c"),
        ("code", "9c0f3e0e-55b1-4d3a-9d4e-0123456789ab", [], "# reason\ny = 2  # two", "y-2"),
        ("markdown", "", [], "# Why?\n", "why"),
        ("markdown", "", [], "$$x$$", "markdown"),
        ("markdown", "3fa9c01b", ["summary"], "## What to remember", "summary"),
    ],
)
def test_ids_are_readable_and_stay(kind, given, tags, source, slug):
    cell = nbformat.from_dict(
        {"cell_type": kind, "id": given, "metadata": {"tags": tags}, "source": source}
    )
    assert canonical.cell_id(cell, {"taken"}) == slug
    assert canonical.cell_id(cell, {"taken", slug}) != slug


@pytest.mark.parametrize(
    "text, clean",
    [
        ("<f at 0x7f3a1b2c3d4e>", "<f at 0x…>"),
        ("colour 0xff", "colour 0xff"),
        ("/tmp/ipykernel_77/123.py:2: UserWarning", "<cell>:2: UserWarning"),
        ("/home/me/.venv/lib/python3.11/site-packages/torch/nn.py:3: W", "torch/nn.py:3: W"),
    ],
)
def test_what_differs_between_machines_is_taken_out(text, clean):
    assert canonical.text(text) == clean


@pytest.mark.parametrize("path", ["/home/me/x", "/tmp/x", "/Users/me", "C:\\Users\\me", "/root/x"])
def test_paths_of_a_machine_are_refused(path):
    output = nbformat.v4.new_output("stream", text=f"saved in {path}")
    with pytest.raises(canonical.Refused, match="cell 'save'"):
        canonical.outputs([output], 1, "save")


@pytest.mark.parametrize(
    "text", ["https://example.org/home/x", "and/or", "1/tmp", "N/A", "ratio 3/4"]
)
def test_other_slashes_are_not(text):
    assert canonical.MACHINE_PATH.search(text) is None


@pytest.mark.parametrize(
    "before, seconds, stored",
    [(None, 0.2, 1), (20, 24.6, 20), (20, 26, 26), (2, 4, 2), (2, 5, 5), (40, 29, 29)],
)
def test_seconds_change_only_when_they_differ_clearly(before, seconds, stored):
    assert run.steady(seconds, before) == stored


def test_device_names(monkeypatch):
    for name, expected in [
        ("cuda", ("cuda", True)),
        ("cpu", ("cpu", False)),
        (None, (None, False)),
    ]:
        fake = types.SimpleNamespace(
            available=lambda name=name: name is not None,
            best=lambda name=name: types.SimpleNamespace(type=name),
        )
        monkeypatch.setitem(sys.modules, "dlkit.device", fake)
        monkeypatch.setattr(__import__("dlkit"), "device", fake, raising=False)
        assert run.device_name() == expected
