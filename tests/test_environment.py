"""What is pinned installs with every Python that the README promises, the oldest first of all."""

import tomllib
from importlib import metadata
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent


def test_the_oldest_python_installs_what_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=") + ".0"
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if "==" in line)
    wrong = {}
    for name, version in pinned.items():
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # not for this platform
        needs = found.metadata.get("Requires-Python")
        if found.version == version and needs and not SpecifierSet(needs).contains(oldest):
            wrong[f"{name}=={version}"] = needs
    assert not wrong, f"Python {oldest} cannot install {wrong}: pin an older version"
