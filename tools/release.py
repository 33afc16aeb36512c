"""Generate exercises/ from solutions/ with nbgrader: `make exercises`, or `make exercises CHAPTER=03_activations`.

First it brings the sources into canonical form (tools/sources.py). The same sources give the same bytes, so that
tests/notebooks/test_releases.py can see a release that is out of date.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import sources
from contents import ROOT

KEPT_METADATA = ("nbgrader", "deletable", "editable", "tags")


def stems(root=ROOT):
    """The assignments that have a source."""
    return sorted(
        path.stem for path in (root / "solutions").glob("[0-9][0-9]_*/[0-9][0-9]_*.ipynb")
    )


def generate(out, root=ROOT, assignments="*"):
    """Write the releases of `root`/solutions into the folder `out`. Raises RuntimeError with nbgrader's own words."""
    with tempfile.TemporaryDirectory() as course:
        copies = Path(course, "solutions")
        shutil.copytree(Path(root, "solutions"), copies, ignore=shutil.ignore_patterns(".*"))
        for path in copies.glob("*/*.ipynb"):
            sources.write(path)
        command = [
            sys.executable,
            "-m",
            "nbgrader",
            "generate_assignment",
            assignments,
            "--force",
            "--no-db",
            f"--CourseDirectory.root={course}",
            "--CourseDirectory.source_directory=solutions",
            f"--CourseDirectory.release_directory={Path(out).resolve()}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "ERROR" in line or "rror:" in line]
        raise RuntimeError(
            "nbgrader could not generate the release:\n" + "\n".join(said or [done.stderr])
        )
    for path in sorted(Path(out).glob("*/*.ipynb")):
        canonical(path)


def canonical(path):
    """No trace of an editor or of who ran the source with which Python: only what nbgrader needs is kept."""
    notebook = nbformat.read(path, as_version=4)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": kernel, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        kept = {key: value for key, value in cell.metadata.items() if key in KEPT_METADATA}
        cell.metadata = nbformat.from_dict(kept)
    path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    path.chmod(0o644)


def main(names):
    for name in names:
        if name not in stems():
            sys.exit(f"There is no solutions/{name}/{name}.ipynb. There are: {', '.join(stems())}")
    for name in names or stems():
        if sources.write(ROOT / "solutions" / name / f"{name}.ipynb"):
            print(f"solutions/{name} was brought into canonical form")
    with tempfile.TemporaryDirectory() as folder:
        for name in names or ["*"]:
            generate(folder, assignments=name)
        releases = ROOT / "exercises"
        for old in releases.glob("[0-9][0-9]_*"):
            if old.name not in stems():
                shutil.rmtree(old)
                print(f"exercises/{old.name} removed: it has no source")
        for new in sorted(Path(folder).iterdir()):
            if changed(new, releases / new.name):
                shutil.rmtree(releases / new.name, ignore_errors=True)
                shutil.copytree(new, releases / new.name)
                print(f"exercises/{new.name}: written")
            else:
                print(f"exercises/{new.name}: nothing changed")


def changed(new, old):
    def files(folder):
        return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    return not old.exists() or files(new) != files(old)


if __name__ == "__main__":
    main(sys.argv[1:])
