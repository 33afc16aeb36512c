"""What is pinned installs with every Python that the README promises; pins, bounds and install.py agree."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import install

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LINES = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
PINS = (line.split("==") for line in LINES if "==" in line)
PINNED = {canonicalize_name(name): version for name, version in PINS}
PYTHONS = ["{}.{}".format(*version) for version in install.PYTHONS]


@pytest.mark.parametrize("python", [f"{PYTHONS[0]}.0", f"{PYTHONS[1]}.0"])
def test_the_oldest_and_the_newest_python_install_what_is_pinned(python):
    wrong = {}
    for name, version in PINNED.items():
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # not for this platform
        needs = found.metadata.get("Requires-Python")
        same = found.version.split("+")[0] == version
        if same and needs and not SpecifierSet(needs).contains(python):
            wrong[f"{name}=={version}"] = needs
    assert not wrong, f"Python {python} cannot install {wrong}: pin another version"


def test_pyproject_install_py_and_readme_name_the_same_pythons():
    oldest, newest = PYTHONS
    after = f"3.{int(newest.split('.')[1]) + 1}"
    assert PROJECT["requires-python"] == f">={oldest},<{after}"
    for name in ("README.md", "tools/student.md"):
        assert f"Python {oldest} to {newest}" in (ROOT / name).read_text("utf-8"), name


def test_readme_names_the_pinned_torch():
    named = re.findall(r"PyTorch (\d+\.\d+\.\d+)", (ROOT / "README.md").read_text("utf-8"))
    assert named == [PINNED["torch"]]


def test_what_dlkit_needs_has_a_lower_bound_and_nothing_is_held_back():
    """Who installs dlkit beside other things keeps their versions; what CI tests is in constraints.txt."""
    for requirement in map(Requirement, PROJECT["dependencies"]):
        (bound,) = requirement.specifier
        assert bound.operator == ">=", requirement
        assert requirement.specifier.contains(PINNED[requirement.name]), requirement


def test_everything_named_is_pinned():
    extras = sum(PROJECT["optional-dependencies"].values(), PROJECT["dependencies"])
    names = {Requirement(text).name for text in extras} - {PROJECT["name"]}
    assert not {name for name in names if name not in PINNED}
