"""Make dist/student.zip, what a class gets: exercises, the environment, how to start; no solutions. `make student`."""

import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import release
from contents import ROOT, is_draft

FILES = ("install.py", "pyproject.toml", "constraints.txt", "LICENSE", "LICENSE-TEXT")
MARKS = ("### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS")  # must not be in anything that leaves


def contents(root=ROOT):
    """{path in the archive: bytes}. Releases are generated anew: those in exercises/ may hold somebody's answers."""
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        release.generate(folder, root)
        for stem in release.stems(root):
            if is_draft(stem, root):
                shutil.rmtree(Path(folder, stem), ignore_errors=True)
                print(f"{stem} is left out: it is a draft (metadata dlkit.draft of its chapter)")
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                files[f"exercises/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    for path in sorted((root / "dlkit").rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and not {"__pycache__", "grading"} & set(inside.parts):
            files[inside.as_posix()] = path.read_bytes()
    for name in FILES:
        if (root / name).exists():
            files[name] = (root / name).read_bytes()
    files["README.md"] = readme(
        sorted(Path(name).stem for name in files if name.endswith(".ipynb"))
    ).encode()
    for name, content in files.items():
        for mark in MARKS:
            if name.endswith(".ipynb") and mark.encode() in content:
                raise RuntimeError(
                    f"{name} still contains {mark!r}: it would give the solution away"
                )
    return files


def readme(stems):
    """The text for students, with an assignment that there is."""
    text = (ROOT / "tools" / "student.md").read_text(encoding="utf-8")
    return text.replace("EXAMPLE", stems[0] if stems else "03_activations")


def pack(files, path):
    """The same files give the same archive: sorted, without dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(f"deep-learning/{name}", (1980, 1, 1, 0, 0, 0))
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(about, files[name])


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "student.zip"
    pack(contents(), target)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
