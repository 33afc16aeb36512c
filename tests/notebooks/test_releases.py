"""Assignments as notebooks: releases are up to date and give nothing away, sources have the form that graders rely on.

Each rule is a function that returns problems; below the rules, planted faults show that each can fail.
"""

import json
import re
import shutil
from pathlib import Path

import canonical
import contents
import nbformat
import planted
import pytest
import release
import sources
import student

from dlkit.checking import assignment

ROOT = Path(__file__).parents[2]

STEMS = release.stems(ROOT)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
MACHINE_ID = re.compile(
    r"[0-9a-f]{8}(-?[0-9a-f]{4,})*"
)  # what an editor makes up: 8 hex digits, or a UUID
REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)


# ---------------------------------------------------------------- the rules


def stale(root, fresh, stem="."):
    """exercises/ holds exactly what is generated now, byte by byte; or its folder of one assignment does."""
    kept = {
        p.relative_to(root / "exercises"): p
        for p in (root / "exercises" / stem).rglob("*")
        if p.is_file() and ".ipynb_checkpoints" not in p.parts
    }
    made = {p.relative_to(fresh): p for p in (fresh / stem).rglob("*") if p.is_file()}
    problems = []
    for name in sorted(kept.keys() | made.keys()):
        if name not in kept:
            problems.append(f"exercises/{name} is missing: run `make exercises`")
        elif name not in made:
            problems.append(f"exercises/{name} has no source in solutions/: delete it")
        elif kept[name].read_bytes() != made[name].read_bytes():
            problems.append(
                f"exercises/{name} is stale: edit solutions/{name} and run `make exercises`"
            )
    return problems


def leaks(source, released):
    """No line of a solution or a hidden test, no output and no mark of a region stands in the release."""
    original, copy = (nbformat.read(path, as_version=4) for path in (source, released))
    solution, hidden, public = set(), set(), set()
    for cell in original.cells:
        text = cell.source + "\n"
        for found in REGION.finditer(text):
            (solution if found[1] == "SOLUTION" else hidden).update(
                map(str.strip, found[2].splitlines())
            )
        public |= {line.strip() for line in REGION.sub("", text).splitlines()}
    # a hidden test may repeat a line of a visible one; a line of a solution may stand nowhere else
    shown = "\n".join(public)
    secret = {
        line
        for line in solution | {line for line in hidden if line not in shown}
        if len(line) > 12 and line != "raise NotImplementedError()"
    }
    problems, where = [], f"exercises/{released.parent.name}/{released.name}"
    for i, cell in enumerate(copy.cells, 1):
        lines = {line.strip() for line in cell.source.splitlines()}
        name = cell.metadata.get("nbgrader", {}).get("grade_id", f"cell {i}")
        problems += [
            f"{where}, {name}: the line {line!r} gives a solution or a hidden test away"
            for line in sorted(secret)
            if line in lines or (line in cell.source and len(line) > 24)
        ]
        if "### BEGIN" in cell.source or "### END" in cell.source:
            problems.append(f"{where}, {name}: a mark of a solution or of hidden tests is left")
        if cell.get("outputs") or cell.get("execution_count"):
            problems.append(f"{where}, {name}: it has stored output; the release must be empty")
    for path in released.parent.rglob("*"):
        if (
            path.is_file()
            and path != released
            and any(line in path.read_text(errors="replace") for line in secret)
        ):
            problems.append(
                f"exercises/{released.parent.name}/{path.name}: this file holds lines of the solution"
            )
    return problems


def form(path, draft=False):
    """The source of an assignment as graders, students and instructors rely on it. A draft may be smaller."""
    notebook = nbformat.from_dict(
        json.loads(path.read_text(encoding="utf-8"))
    )  # nbformat.read would mend ids
    where, problems = f"solutions/{path.parent.name}/{path.name}", []
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        problems.append(
            f"{where}: nbformat {notebook.nbformat}.{notebook.nbformat_minor}, must be 4.5"
        )
    ids = [cell.get("id", "") for cell in notebook.cells]
    problems += [
        f"{where}: the cell id {i!r} must be readable, such as elu-values: make exercises"
        for i in ids
        if not SLUG.fullmatch(i) or MACHINE_ID.fullmatch(i)
    ]
    problems += [
        f"{where}: the cell id {i!r} is used twice: give one of the two cells another grade_id"
        for i in sorted({i for i in ids if ids.count(i) > 1})
    ]
    for cell, i in zip(notebook.cells, ids, strict=True):
        about = cell.metadata.get("nbgrader")
        if about and about.get("schema_version") != 3:
            problems.append(
                f"{where}, {i}: nbgrader's schema_version is {about.get('schema_version')}, "
                "must be 3: make exercises"
            )
        if about and not about.get("solution") and not about.get("locked"):
            problems.append(f"{where}, {i}: lock it, students must not change it: make exercises")
    try:
        task = assignment.read(path)
    except assignment.NotAnAssignment as error:
        return [*problems, str(error)]
    graded = [e for e in task.exercises if e.tests or e.written]
    total = sum(e.points for e in graded)
    if not 4 <= len(graded) <= 6 and not draft:
        problems.append(f"{where}: {len(graded)} exercises, 4 to 6 are wanted: add or merge some")
    if not 16 <= total <= 24 and not draft:
        problems.append(f"{where}: {total:g} points, about 20 are wanted (16 to 24): weigh anew")
    problems += [f"{where}, intro: {what}" for what in miscounted(task.cells[0].source, graded)]
    if sum(e.written for e in graded) > 1:
        problems.append(
            f"{where}: more than one written answer, which a person must grade: keep one"
        )
    problems += [
        f"{where}, {cell.grade_id}: a TODO is left: do it, or leave the chapter a draft"
        for cell in task.cells
        if "TODO" in cell.source and not draft
    ]
    for exercise in task.exercises:
        problems += [f"{where}, {exercise.name}: {text}" for text in _exercise(task, exercise)]
    return problems


NUMBERS = {
    word: n for n, word in enumerate("one two three four five six seven eight".split(), start=1)
}


def miscounted(intro, graded):
    """What the first cell says about the number of exercises and points, if it is not so (any more)."""
    total = sum(exercise.points for exercise in graded)
    for said in re.findall(r"(?<![·\d.] )\b(\d+) points\b", intro):
        if float(said) != total:
            yield f"it says {said} points, the exercises give {total:g}: correct the sentence"
    words = "|".join(NUMBERS)
    for said in re.findall(rf"\b(\d+|{words}) (?:jobs|exercises|tasks)\b", intro, re.IGNORECASE):
        count = NUMBERS.get(said.lower()) or int(said)
        if count != len(graded):
            yield f"it says {said}, but there are {len(graded)} exercises: correct the sentence"
    listed = len(re.findall(r"^\d+\. ", intro, re.MULTILINE))
    if listed and listed != len(graded):
        yield f"its list has {listed} items, but there are {len(graded)} exercises: correct the list"


def canonical_form(path):
    """As `make exercises` leaves it."""
    text, where = path.read_text(encoding="utf-8"), f"solutions/{path.parent.name}/{path.name}"
    if canonical.dumps(sources.notebook(nbformat.reads(text, as_version=4))) == text:
        return []
    return [f"{where}: is not in canonical form: make exercises CHAPTER={path.stem}"]


def _exercise(task, exercise):
    cells = {cell.grade_id: cell for cell in task.cells}
    prompt = cells.get(f"{exercise.name}_task")
    heading = assignment.HEADING.search(prompt.source) if prompt else None
    if heading is None:
        yield f"it has no task cell {exercise.name}_task with a heading such as '## 1. ELU · 4 points'"
    elif float(heading["points"]) != exercise.points:
        yield (
            f"its heading says {heading['points']} points, its cells give {exercise.points:g}: "
            "correct the heading, or the titles of the tests"
        )
    if exercise.written:
        return
    if exercise.hints != 3:
        yield f'{exercise.hints} hints, 3 are wanted: <details class="hint"> in {exercise.name}_hints'
    if f"{exercise.name}_try" not in cells:
        yield f"it has no try-it cell {exercise.name}_try: add one, with the expected output in words"
    if not any(test.hidden for test in exercise.tests):
        yield "it has no hidden test: add one, '· hidden' at the end of its title"
    if all(test.hidden for test in exercise.tests):
        yield "it has no visible test: add one, so that students can check themselves"
    for cell in exercise.solutions:
        if not re.search(r"### BEGIN SOLUTION.*### END SOLUTION", cell.source, re.DOTALL):
            yield f"{cell.grade_id} has no region ### BEGIN SOLUTION ... ### END SOLUTION: mark it"
        if '"""' not in cell.source:
            yield f"{cell.grade_id} has no docstring, which is the specification: write it"
    for test in exercise.tests:
        title = assignment.TITLE.match(test.source.partition("\n")[0])
        if not title:
            yield f"{test.grade_id} must begin with a line such as '# ELU: values · 2 points'"
        elif float(title["points"]) != test.points:
            yield (
                f"{test.grade_id}'s title says {title['points']} points, its metadata {test.points:g}: "
                "make exercises"
            )
        if (assignment.HIDDEN in test.source) != bool(title and title["hidden"]):
            yield f"{test.grade_id}: '· hidden' in the title and ### BEGIN HIDDEN TESTS go together"
        if assignment.HIDDEN in test.source and REGION.sub("", test.source).strip().count("\n"):
            yield f"{test.grade_id}: all but the title must stand in the hidden region"
        if "check." not in test.source:
            yield f"{test.grade_id} uses no dlkit.check, and a bare assert teaches nothing: use check"


MAKE = {
    "book/{0}.ipynb": "write the chapter, or rename the others",
    "solutions/{0}/{0}.ipynb": "write the assignment",
    "exercises/{0}/{0}.ipynb": "make exercises",
    "tests/graders/{0}.py": "write its graders; the manual is in tests/graders/harness.py",
}


def mapping(root):
    """Chapters, solutions, exercises and graders: one of each for every stem."""
    has = {
        "book/{0}.ipynb": {p.stem for p in (root / "book").glob("[0-9][0-9]_*.ipynb")},
        "solutions/{0}/{0}.ipynb": {
            p.stem for p in (root / "solutions").glob("*/*.ipynb") if p.stem == p.parent.name
        },
        "exercises/{0}/{0}.ipynb": {
            p.stem for p in (root / "exercises").glob("*/*.ipynb") if p.stem == p.parent.name
        },
        "tests/graders/{0}.py": {
            p.stem for p in (root / "tests" / "graders").glob("[0-9][0-9]_*.py")
        },
    }
    stems = set.union(*has.values())
    gaps = [(stem, place) for stem in sorted(stems) for place in has if stem not in has[place]]
    return [f"{stem}: there is no {place.format(stem)}: {MAKE[place]}" for stem, place in gaps]


# ---------------------------------------------------------------- this project


def none(problems):
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory, request):
    """The releases as they are generated now; with --chapter, that one."""
    folder = tmp_path_factory.mktemp("release")
    release.generate(folder, ROOT, request.config.getoption("--chapter") or "*")
    return folder


@pytest.mark.parametrize("stem", STEMS)
def test_release_is_up_to_date(fresh, stem):
    none(stale(ROOT, fresh, stem))


def test_no_release_is_without_source():
    found = {path.name for path in (ROOT / "exercises").iterdir()}
    none([f"exercises/{stem} has no source in solutions/: delete it" for stem in found - {*STEMS}])


@pytest.mark.parametrize("stem", STEMS)
def test_release_gives_nothing_away(stem):
    none(leaks(*(ROOT / kind / stem / f"{stem}.ipynb" for kind in ("solutions", "exercises"))))


@pytest.mark.parametrize("stem", STEMS)
def test_source_is_canonical(stem):
    none(canonical_form(ROOT / "solutions" / stem / f"{stem}.ipynb"))


@pytest.mark.parametrize("stem", STEMS)
def test_source_has_the_form_that_graders_rely_on(stem):
    path = ROOT / "solutions" / stem / f"{stem}.ipynb"
    none(form(path, draft=contents.is_draft(stem, ROOT)))


def test_every_chapter_has_its_assignment_and_graders():
    none(mapping(ROOT))


def test_student_archive(fresh, tmp_path, monkeypatch):
    monkeypatch.setattr(
        release, "generate", lambda out, root: shutil.copytree(fresh, out, dirs_exist_ok=True)
    )
    files = student.contents(ROOT)
    finished = [stem for stem in STEMS if not contents.is_draft(stem, ROOT)]
    assert {f"exercises/{stem}/{stem}.ipynb" for stem in finished} <= files.keys()
    assert {
        "README.md",
        "install.py",
        "pyproject.toml",
        "constraints.txt",
        "dlkit/check.py",
        "dlkit/cli.py",
    } <= files.keys()
    assert not any(
        name.startswith(("solutions", "tests", "dlkit/grading", "book")) for name in files
    )
    assert b"EXAMPLE" not in files["README.md"] and STEMS[0].encode() in files["README.md"]
    drafts = [stem for stem in STEMS if contents.is_draft(stem, ROOT)]
    assert not any(f"exercises/{stem}/{stem}.ipynb" in files for stem in drafts)
    for name in ("a", "b"):
        student.pack(files, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    (tmp_path / "hidden" / "01_x").mkdir(parents=True)
    (tmp_path / "hidden" / "01_x" / "01_x.ipynb").write_text("### BEGIN SOLUTION")
    hidden = tmp_path / "hidden"
    monkeypatch.setattr(
        release, "generate", lambda out, root: shutil.copytree(hidden, out, dirs_exist_ok=True)
    )
    with pytest.raises(RuntimeError, match="give the solution away"):
        student.contents(ROOT)


def test_a_draft_is_not_handed_out(course, tmp_path, capsys):
    for name in ("pyproject.toml", "dlkit/check.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    assert "exercises/01_tiny/01_tiny.ipynb" in student.contents(tmp_path)
    planted.write(tmp_path / "book/01_tiny.ipynb", planted.text("# Tiny"), draft=True)
    assert not any(name.endswith(".ipynb") for name in student.contents(tmp_path))
    assert "01_tiny is left out: it is a draft" in capsys.readouterr().out


# ---------------------------------------------------------------- planted faults


@pytest.fixture
def course(tiny, tmp_path):
    """A course with the tiny assignment and its release; returns (source, release)."""
    source = tiny()
    release.generate(tmp_path / "exercises", tmp_path)
    return source, tmp_path / "exercises" / "01_tiny" / "01_tiny.ipynb"


def edit(path, name, source=None, **about):
    """Change the cell with grade_id `name` of a notebook on disk."""
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if c.metadata.nbgrader.grade_id == name)
    cell.source = cell.source if source is None else source
    cell.metadata.nbgrader.update(about)
    nbformat.write(notebook, path)


def test_planted_stale_missing_and_orphaned_releases(course, tmp_path):
    _, released = course
    shutil.copytree(tmp_path / "exercises", tmp_path / "fresh")
    assert stale(tmp_path, tmp_path / "fresh") == []
    edit(released, "intro", "# Assignment 01: edited by hand")
    assert stale(tmp_path, tmp_path / "fresh") == [
        "exercises/01_tiny/01_tiny.ipynb is stale: edit solutions/01_tiny/01_tiny.ipynb and run `make exercises`"
    ]
    released.rename(released.with_name("02_tiny.ipynb"))
    missing, orphan = stale(tmp_path, tmp_path / "fresh")
    assert "01_tiny.ipynb is missing" in missing and "02_tiny.ipynb has no source" in orphan
    assert "secret_numbers" not in (tmp_path / "fresh" / "01_tiny" / "01_tiny.ipynb").read_text()


def test_planted_leaks(course):
    source, released = course
    assert leaks(source, released) == []
    for grade_id, text, said in (
        (
            "double_try",
            'secret_numbers = check.rng("double").uniform(1, 2, size=4)',
            "double_try: the line 'secret",
        ),
        (
            "share_task",
            "Try this: return x / x.sum(axis=1, keepdims=True)",
            "share_task: the line 'return x / x.sum",
        ),
        ("share", "### BEGIN SOLUTION", "share: a mark of a solution"),
    ):
        kept = released.read_text()
        edit(released, grade_id, text)
        assert said in "".join(leaks(source, released))
        released.write_text(kept)
    kept = source.read_text(), released.read_text()
    for path in (source, released):  # the author gives it away in the source, in a text cell
        edit(path, "share_task", "Try this: return x / x.sum(axis=1, keepdims=True)")
    assert "share_task: the line 'return x / x.sum" in "".join(leaks(source, released))
    source.write_text(kept[0])
    released.write_text(kept[1])
    notebook = nbformat.read(released, as_version=4)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="2")]
    nbformat.write(notebook, released)
    assert "it has stored output" in leaks(source, released)[0]
    (released.parent / "notes.txt").write_text("return x / x.sum(axis=1, keepdims=True)")
    assert "notes.txt: this file holds lines of the solution" in leaks(source, released)[-1]


def test_an_editors_and_an_instructors_traces_stay_out_of_release_and_source(course, tmp_path):
    source, released = course
    sources.write(source)
    assert canonical_form(source) == []
    clean, before = source.read_bytes(), released.read_bytes()
    notebook = nbformat.read(source, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "my-env", "display_name": "My env"}
    notebook.metadata["widgets"] = {"state": {}}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{number:08x}"
        cell.metadata.update(collapsed=True, vscode={"languageId": "python"}, trusted=True)
        cell.metadata["nbgrader"] = {"grade_id": cell.metadata.nbgrader.grade_id}
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
            cell.outputs = [nbformat.v4.new_output("stream", text="/home/ann/secret")]
    nbformat.write(notebook, source)
    assert "make exercises CHAPTER=01_tiny" in canonical_form(source)[0]
    release.generate(tmp_path / "again", tmp_path)
    assert (tmp_path / "again/01_tiny/01_tiny.ipynb").read_bytes() == before
    assert sources.write(source) and source.read_bytes() == clean
    assert not sources.write(source)


def test_a_new_cell_gets_what_nbgrader_wants():
    make = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    cells = [
        make[0]("## 1. Choose · 3 points", metadata={"nbgrader": {"grade_id": "choose_task"}}),
        make[0]("B, because it is larger.", id="choose"),
        make[1]("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", id="f0e1d2c3"),
        make[1]("# X: one · 1.5 points\ncheck.that('x', x, '')", id="x-values"),
        make[1]("# Try it\nx", id="x-try"),
    ]
    made = sources.notebook(nbformat.v4.new_notebook(cells=cells)).cells
    about = [cell.metadata.nbgrader for cell in made]
    assert [a.grade_id for a in about] == ["choose_task", "choose", "x_1", "x_values", "x_try"]
    assert [cell.id for cell in made] == ["choose-task", "choose", "x-1", "x-values", "x-try"]
    assert [a.get("points") for a in about] == [None, 3, None, 1.5, None]
    assert [a.solution for a in about] == [False, True, True, False, False]
    assert [a.grade for a in about] == [False, True, False, True, False]
    assert [a.locked for a in about] == [True, False, False, True, True]


HIDDEN_HALF = "# Double · 1 point · hidden\nx = 1\n### BEGIN HIDDEN TESTS\ncheck.that('d', x, '')\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    "name, change, said",
    [
        ("double_values", {"points": 3}, "double_values's title says 2 points, its metadata 3"),
        (
            "double_values",
            {"source": "assert double(1) == 2"},
            "double_values must begin with a line such as",
        ),
        (
            "double_values",
            {"source": "# Double · 2 points\nassert double(1) == 2"},
            "uses no dlkit.check",
        ),
        ("double_values", {"schema_version": 2}, "schema_version is 2"),
        ("double_values", {"locked": False}, "lock it"),
        (
            "double_hidden_other",
            {"source": "# Double · 1 point\ncheck.that('d', True, '')"},
            "it has no hidden test",
        ),
        (
            "double_hidden_other",
            {"source": "# Double · 1 point · hidden\ncheck.that('d', True, '')"},
            "go together",
        ),
        ("double_hidden_other", {"source": HIDDEN_HALF}, "must stand in the hidden region"),
        (
            "share_task",
            {"source": "## 2. Share · 9 points"},
            "its heading says 9 points, its cells give 2",
        ),
        ("share_task", {"source": "Share"}, "no task cell share_task with a heading"),
        ("double_hints", {"grade_id": "double_help"}, "double: 0 hints, 3 are wanted"),
        ("double_try", {"grade_id": "try"}, "no try-it cell double_try"),
        (
            "double",
            {"source": "def double(x):\n    return 2 * x"},
            "double has no region ### BEGIN SOLUTION",
        ),
        ("double", {"grade_id": "triple"}, "belongs to no exercise"),
        ("intro", {"source": "# A\n\n20 points."}, "says 20 points, the exercises give 5"),
        ("intro", {"source": "# A\n\nThree jobs wait."}, "says Three, but there are 2 exercises"),
        ("intro", {"source": "# A\n\n1. one\n2. two\n3. three"}, "its list has 3 items"),
    ],
)
def test_planted_faults_of_form(tiny, name, change, said):
    path = tiny()
    assert said not in "\n".join(form(path))
    edit(path, name, **change)
    assert said in "\n".join(form(path))


def test_planted_sizes_ids_and_format(tiny):
    path = tiny()
    problems = "\n".join(form(path))
    assert "2 exercises, 4 to 6" in problems and "5 points, about 20" in problems
    sizes = ("exercises, 4 to 6", "points, about 20")
    kept = [problem for problem in form(path) if not any(size in problem for size in sizes)]
    assert form(path, draft=True) == kept
    notebook = json.loads(path.read_text())
    for i, name in ((0, "3f2a9c1b"), (1, "Set_up"), (3, "double-try")):
        notebook["cells"][i]["id"] = name
    path.write_text(json.dumps(notebook))
    problems = "\n".join(form(path))
    assert "'3f2a9c1b' must be readable" in problems and "'Set_up' must be readable" in problems
    assert "'double-try' is used twice" in problems
    path.write_text(json.dumps({**notebook, "nbformat_minor": 4}))
    assert "nbformat 4.4, must be 4.5" in form(path)[0]


def test_planted_gaps_in_the_mapping(tmp_path):
    for place in (
        "book/01_a.ipynb",
        "solutions/01_a/01_a.ipynb",
        "exercises/01_a/01_a.ipynb",
        "tests/graders/01_a.py",
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("{}")
    assert mapping(tmp_path) == []
    (tmp_path / "book/02_b.ipynb").write_text("{}")
    assert [problem.partition(": there is no ")[::2] for problem in mapping(tmp_path)] == [
        ("02_b", "solutions/02_b/02_b.ipynb: write the assignment"),
        ("02_b", "exercises/02_b/02_b.ipynb: make exercises"),
        ("02_b", f"tests/graders/02_b.py: {MAKE['tests/graders/{0}.py']}"),
    ]


def test_nbgraders_errors_are_told(tiny, tmp_path):
    tiny(double_hidden_other="# Double · 1 point · hidden\n### BEGIN HIDDEN TESTS\n")
    with pytest.raises(RuntimeError, match=r"No end hidden tests statement"):
        release.generate(tmp_path / "exercises", tmp_path)
