"""What may know what: the contracts in pyproject.toml are kept, and each of them finds what is planted against it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLANTED = [  # contract, module, import
    ("the rooms of grading", "grading/wire/values.py", "dlkit.grading.bridge.far"),
    ("the rooms of grading", "grading/reasons.py", "dlkit.grading.result"),
    ("the rooms of grading", "grading/new_room/__init__.py", "json"),
    ("only the command line knows grading", "gradcheck.py", "dlkit.grading.limits"),
    ("only the command line knows grading", "checking/compare.py", "dlkit.grading.limits"),
    ("teaching modules do not know", "activations.py", "dlkit.checking.compare"),
    ("teaching modules do not know", "new_chapter.py", "dlkit.checking.source"),
    ("only plots and the grader's pages", "train.py", "matplotlib.pyplot"),
    ("only plots and the grader's pages", "grading/classes/similar.py", "matplotlib"),
]


def lint(folder):
    """What import-linter says of the package in a folder, and its exit status."""
    code = "from importlinter.cli import lint_imports_command as command; command()"
    config = str(ROOT / "pyproject.toml")
    run = subprocess.run(
        [sys.executable, "-c", code, "--no-cache", config],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    return run.stdout + run.stderr, run.returncode


def test_the_contracts_are_kept():
    said, status = lint(ROOT)
    assert status == 0, said
    assert "0 broken" in said


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """What is said of a copy in which everything is planted at once."""
    folder = tmp_path_factory.mktemp("planted")
    ignored = shutil.ignore_patterns("__pycache__", "datasets")
    shutil.copytree(ROOT / "dlkit", folder / "dlkit", ignore=ignored)
    for _, name, module in PLANTED:
        path = folder / "dlkit" / name
        path.parent.mkdir(exist_ok=True)
        with open(path, "a") as file:
            file.write(f"\n\ndef planted():\n    import {module}\n")
    said, status = lint(folder)
    assert status == 1, said
    return said


@pytest.mark.parametrize("contract, name, module", PLANTED)
def test_each_contract_finds_what_is_planted(planted, contract, name, module):
    assert "4 broken" in planted
    said = planted.split("Broken contracts")[1].partition(f"\n{contract}")[2]
    said = said.partition("\n---")[2].partition("\n---")[0]  # up to the next one's heading
    dotted = "dlkit." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found = dotted if module == "json" else f"{dotted} -> {module.removesuffix('.pyplot')}"
    assert found in said, planted
