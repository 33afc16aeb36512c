"""Begin a chapter, or add an exercise: `make chapter 04_networks`, `make exercise 04_networks rescale`.

Both are made from tools/templates/, work at once, and are then changed piece by piece: a chapter is a draft
(CONTRIBUTING.md, "Drafts") until its TODOs are done.
"""

import re
import subprocess
import sys
from pathlib import Path

import canonical
import contents
import entries
import nbformat
import release
import run
import sources
import text

ROOT = contents.ROOT
TEMPLATES = Path(__file__).with_name("templates")
FIRST_EXERCISE = "rescale"
LOOPS = """
It works already, as a draft. From here on:
  make text CHAPTER={stem}     the chapter and its assignment as text, in drafts/: edit there,
  make check CHAPTER={stem}    takes your edits back, runs the chapter, its rules and graders (seconds),
  make test                    everything, before you hand it over.
Done? Take 'draft: true' out of the text's header, and make status CHAPTER={stem}."""


def filled(template, **words):
    """A template with its words in capitals replaced."""
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    for name, word in words.items():
        source = re.sub(rf"(?<![A-Z]){name}(?![A-Z])", lambda _, word=word: word, source)
    return source


def terms(stem, root=ROOT):
    """A TODO with the glossary's terms for this chapter."""
    glossary = (root / "book/glossary.md").read_text(encoding="utf-8")
    found = re.findall(rf"\n(\S[^\n]*)\n  [^\n]*\*Chapter {stem[:2]}\.\*", glossary)
    todo = (
        ", ".join(f"**{term}**" for term in found)
        or "the new terms, and enter them in book/glossary.md"
    )
    return f"<!-- TODO: define in bold where they are explained: {todo} -->"


def chapter(stem, root=ROOT):
    """Write all files of a chapter. Returns their paths; raises FileExistsError before it writes one."""
    planned = {one.stem: one for one in contents.plan(root)}
    if stem not in planned:
        raise SystemExit(
            f"{stem} is not planned: add it to _toc.yml, and a line to {contents.PLAN}. "
            f"Planned and not begun: {', '.join(s for s, one in planned.items() if not one.exists)}"
        )
    before = [one.stem for one in contents.chapters(root) if one.stem < stem]
    words = {
        "STEM": stem,
        "NUMBER": stem[:2],
        "TOPIC": stem[3:],
        "TITLE": planned[stem].title.partition(" ")[2],
        "NEEDS": ", ".join(dict.fromkeys(["00_toolbox", *before[-1:]])),
        "TERMS": terms(stem, root),
    }
    graders = filled("graders.py", **words) + filled("exercise.txt", NAME=FIRST_EXERCISE)
    topic = stem[3:]
    files = {
        f"book/{stem}.ipynb": text.to_notebook(
            filled("chapter.md", **words), None, canonical.notebook
        ),
        f"solutions/{stem}/{stem}.ipynb": with_exercise(
            text.to_notebook(filled("assignment.md", **words), None, sources.notebook),
            FIRST_EXERCISE,
        ),
        f"tests/graders/{stem}.py": graders,
        f"dlkit/{topic}.py": filled("module.py", **words),
        f"tests/test_{topic}.py": filled("test_module.py", **words),
        f"dlkit/plots/{topic}.py": filled("plots.py", **words),
        f"tests/test_plots_{topic}.py": filled("test_plots.py", **words),
    }
    if there := [name for name in files if (root / name).exists()]:
        raise SystemExit(f"{', '.join(there)} exists already: rename or remove it first")
    return write(files, root)


def write(files, root):
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = content if isinstance(content, str) else canonical.dumps(content)
        path.write_text(content, encoding="utf-8", newline="\n")
    return [root / name for name in files]


def with_exercise(nb, name):
    """The source of an assignment with the cells of another exercise behind its last one."""
    used = {cell.metadata.nbgrader.grade_id for cell in nb.cells}
    if name in used or f"{name}_task" in used:
        raise SystemExit(f"there is an exercise {name!r} already: choose another name")
    solutions = [
        cell.metadata.nbgrader.grade_id for cell in nb.cells if cell.metadata.nbgrader.solution
    ]
    tasks = [
        i for i, cell in enumerate(nb.cells) if cell.metadata.nbgrader.grade_id.endswith("_task")
    ]
    own = [
        i
        for i, cell in enumerate(nb.cells)
        if any(f"{cell.metadata.nbgrader.grade_id}_".startswith(f"{one}_") for one in solutions)
    ]
    place = max(own, default=1) + 1  # the first one stands behind intro and set-up
    cells = filled("exercise.md", NAME=name, COUNT=str(len(tasks) + 1))
    new = text.to_notebook(cells, None, sources.notebook)
    nb.cells[place:place] = new.cells
    return nb


def exercise(stem, name, root=ROOT):
    """Add an exercise's cells to the assignment, and its answers to the graders. Returns the changed paths."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise SystemExit(
            f"{name!r}: name it as its function, in small letters, such as log_sigmoid"
        )
    source, graders = root / f"solutions/{stem}/{stem}.ipynb", root / f"tests/graders/{stem}.py"
    if missing := [path for path in (source, graders) if not path.exists()]:
        raise SystemExit(f"there is no {missing[0].relative_to(root)}: make chapter {stem}")
    nb = sources.notebook(nbformat.reads(source.read_text(encoding="utf-8"), as_version=4))
    answers = (
        graders.read_text(encoding="utf-8").rstrip("\n") + "\n" + filled("exercise.txt", NAME=name)
    )
    files = {source: canonical.dumps(with_exercise(nb, name)), graders: answers}
    return write({str(path.relative_to(root)): content for path, content in files.items()}, root)


def main(kind, *arguments):
    if (kind, len(arguments)) not in (("chapter", 1), ("exercise", 2)):
        sys.exit("Type make chapter 04_networks, or make exercise 04_networks rescale")
    paths = {"chapter": chapter, "exercise": exercise}[kind](*arguments)
    for path in paths:
        print(path.relative_to(ROOT).as_posix())
    modules = [str(path) for path in paths if path.suffix == ".py" and "graders" not in path.parts]
    if modules:  # where a name stands in the alphabet depends on the name
        subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--quiet", "--fix", *modules], check=True
        )
        subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", *modules], check=True)
    entries.teach_git()
    stem = arguments[0]
    release.main([stem])
    if kind == "chapter":
        run.run_chapter(ROOT / f"book/{stem}.ipynb")
        print(LOOPS.format(stem=stem))
    else:
        print(f"Now write it: make text CHAPTER={stem}, edit, make check CHAPTER={stem}")


if __name__ == "__main__":
    main(*sys.argv[1:])
