"""Every case of the policy, planted in small notebooks that a pytest of their own runs."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import policy
import pytest
from planted import code, write

ROOT = Path(__file__).parents[2]


def run(folder, *arguments, device="none"):
    """{(notebook, cell): (outcome, message)} of a pytest in `folder` under the policy."""
    paths = [str(ROOT / part) for part in ("tests/notebooks", "tools", ".")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "DLKIT_DEVICE": device}
    (folder / "pytest.ini").write_text("[pytest]\nxfail_strict = true\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "policy",
            "-p",
            "no:cacheprovider",
            "--color=no",
            "--junitxml=result.xml",
            *arguments,
        ],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,  # a busy machine is no fault
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    results = {}
    for case in ET.parse(folder / "result.xml").iter("testcase"):
        cell = case.get("name")
        outcome, message = "passed", ""
        for child in case:
            if child.tag in ("failure", "error", "skipped"):
                outcome, message = child.tag, (child.text or "") + (child.get("message") or "")
        results[case.get("classname"), cell] = outcome, message
    return results


GPU_CELLS = [
    code("x = 2", "before"),
    code("y = 3 * x\nassert y == 6\ny", "on-device", shows="7", tags=["gpu"]),
    code("y + 1", "dependent", shows="7"),
    code("x", "after", shows="2"),
]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """outcome("exact", "same") -> (outcome, message): all planted notebooks, on a machine without a device."""
    folder = tmp_path_factory.mktemp("planted")
    write(
        folder / "book/01_exact.ipynb",
        code("[1, 2], 0.25, 'word'", "same", shows="([1, 2], 0.25, 'word')"),
        code("0.25", "number", shows="0.26"),
        code("print((3, 4))", "shape", prints="(4, 3)\n"),
        code("print('a word')", "word", prints="another word\n"),
        code("import warnings\nprint('hm')", "warned-before", prints="hm\n"),
        code("warnings.warn('careful')", "warning"),
        code(
            "warnings.warn('careful')",
            "known-warning",
            warns="<cell>:1: UserWarning: careful\n  warnings.warn('careful')\n",
        ),
        code("object()", "address", shows="<object at 0x7f0000000000>"),
        code("5;", "semicolon"),
        code("1", "missing"),
        code("2", "ignored", shows="3", tags=["nbval-ignore-output"]),
        code("1 / 0", "exception"),
        code("import urllib.request\nurllib.request.urlopen('http://example.org')", "network"),
        code(
            "import socket\nserver = socket.create_server(('127.0.0.1', 0))\n"
            "socket.create_connection(server.getsockname()).close()",
            "loopback",
        ),
    )
    write(
        folder / "book/02_tolerance.ipynb",
        code("print('loss 0.525')", "within-rtol", prints="loss 0.500\n", tags=["rtol=0.05"]),
        code("print('loss 0.526')", "beyond-rtol", prints="loss 0.500\n", tags=["rtol=0.05"]),
        code("print(0.74)", "within-atol", prints="0.72\n", tags=["atol=0.02"]),
        code("print(0.75)", "beyond-atol", prints="0.72\n", tags=["atol=0.02"]),
        code("print('98 of 100, 0.98')", "integer", prints="97 of 100, 0.97\n", tags=["atol=0.02"]),
        code("print('loss nan')", "nan", prints="loss 0.50\n", tags=["atol=0.5"]),
        code("print('risk 0.50')", "word", prints="loss 0.50\n", tags=["atol=0.5"]),
        code("print('[ 0.1  -0.25]')", "columns", prints="[0.1 -0.251]\n", tags=["atol=0.01"]),
        code("print(0.5)", "bad-tag", prints="0.5\n", tags=["atol=little"]),
    )
    write(
        folder / "book/03_slow.ipynb",
        code("while True:\n    pass", "endless"),
        code("1", "later", shows="1"),
    )
    write(
        folder / "book/04_dead.ipynb",
        code("import os\nos._exit(1)", "deadly"),
        code("1", "later", shows="1"),
    )
    write(folder / "book/05_gpu.ipynb", *GPU_CELLS)
    write(
        folder / "solutions/01_x/01_x.ipynb",
        code("5", "not-compared", shows="6"),
        code("assert 1 == 2", "wrong"),
    )
    write(folder / "exercises/01_x/01_x.ipynb", code("1 / 0", "not-collected"))
    results = run(folder, "--nbval-cell-timeout=4")

    def look_up(stem, cell):
        return next(
            result for (where, name), result in results.items() if stem in where and name == cell
        )

    look_up.results = results
    return look_up


@pytest.mark.parametrize(
    "stem, cell",
    [
        ("exact", "same"),
        ("exact", "warned-before"),
        ("exact", "known-warning"),
        ("exact", "address"),
        ("exact", "semicolon"),
        ("exact", "ignored"),
        ("exact", "loopback"),
        ("tolerance", "within-rtol"),
        ("tolerance", "within-atol"),
        ("tolerance", "columns"),
        ("gpu", "before"),
        ("gpu", "after"),
        ("01_x", "not-compared"),
    ],
)
def test_passes(outcome, stem, cell):
    assert outcome(stem, cell) == ("passed", "")


@pytest.mark.parametrize(
    "stem, cell",
    [
        ("exact", "number"),
        ("exact", "shape"),
        ("exact", "word"),
        ("exact", "warning"),
        ("exact", "missing"),
        ("tolerance", "beyond-rtol"),
        ("tolerance", "beyond-atol"),
        ("tolerance", "integer"),
        ("tolerance", "nan"),
        ("tolerance", "word"),
    ],
)
def test_a_changed_output_fails_and_says_where_and_what_to_do(outcome, stem, cell):
    result, message = outcome(stem, cell)
    assert result == "failure"
    assert f"_{stem}.ipynb, cell '{cell}': the output is not the stored one" in message
    assert "make run CHAPTER=0" in message


@pytest.mark.parametrize(
    "stem, cell, words",
    [
        ("exact", "exception", "ZeroDivisionError"),
        (
            "exact",
            "network",
            "this notebook asked for example.org, but notebooks run without a network",
        ),
        ("tolerance", "bad-tag", "tag 'atol=little': write"),
        ("slow", "endless", "ran for more than 4 s and was stopped"),
        ("dead", "deadly", "the kernel died while it ran this cell"),
        ("gpu", "dependent", "'y' is made by cell 'on-device', which is tagged gpu"),
        ("01_x", "wrong", "AssertionError"),
    ],
)
def test_other_failures_say_what_happened(outcome, stem, cell, words):
    result, message = outcome(stem, cell)
    assert result == "failure"
    assert words in message and f"cell '{cell}'" in message


@pytest.mark.parametrize(
    "stem, cell, words",
    [
        ("slow", "later", "cell 'endless' ran over its time"),
        ("dead", "later", "cell 'deadly' killed the kernel"),
        ("gpu", "on-device", "tagged gpu: no CUDA or MPS device"),
    ],
)
def test_skipped_with_a_reason(outcome, stem, cell, words):
    result, message = outcome(stem, cell)
    assert result == "skipped" and words in message


def test_exercises_are_not_collected(outcome):
    assert not [where for where, _ in outcome.results if "exercises" in where]


@pytest.mark.parametrize("device", ["cpu", "fake"])
def test_gpu_cells_are_executed_and_not_compared_where_there_is_a_device(tmp_path, device):
    write(tmp_path / "book/05_gpu.ipynb", *GPU_CELLS, code("assert False", "failing", tags=["gpu"]))
    if device == "fake":
        (tmp_path / "conftest.py").write_text(
            "import policy\npolicy.gpu_cells_run = lambda: True\n"
        )
    results = {
        cell: result
        for (_, cell), (result, _) in run(tmp_path, device=device.replace("fake", "")).items()
    }
    assert results == {
        "before": "passed",
        "on-device": "passed",
        "dependent": "passed",
        "after": "passed",
        "failing": "failure",
    }


@pytest.mark.parametrize(
    "stored, new, equal",
    [
        ("0.50", "0.52", True),
        ("0.50", "0.53", False),
        ("1.", "0.99", True),
        ("1", "0.99", False),
        ("-0.01", "0.01", True),
        ("1e-3", "2e-3", True),
        ("float32", "float64", False),
        ("W1 0.1", "W2 0.1", False),
        ("(2, 3)", "(2, 4)", False),
        ("nan", "nan", True),
        ("inf", "0.1", False),
        ("0.1 0.2", "0.1", False),
        ("2.13.0", "2.14.0", False),
        ("12.5 %", "12.51 %", True),
        ("3 of 4", "3 of 5", False),
    ],
)
def test_tolerant_text(stored, new, equal):
    assert (policy.Tolerant(stored, atol=0.02) == policy.Tolerant(new, atol=0.02)) is equal
    assert (policy.Tolerant(stored, atol=0.02) != policy.Tolerant(new, atol=0.02)) is not equal


@pytest.mark.parametrize("tag", ["atol=", "rtol=-1", "tol=0.1", "atol=inf", "rtol=nan"])
def test_bad_tolerance_tags_are_refused(tag):
    with pytest.raises(policy.BadTag, match="positive number"):
        policy.tolerance([tag])
