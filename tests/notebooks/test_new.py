"""What `make chapter` and `make exercise` write is green at once, as a draft, and as nothing else."""

import shutil

import checks
import contents
import harness
import nbformat
import new
import planted
import pytest
import release
import rules
import run
from test_releases import canonical_form, form, leaks

STEM = "27_scaling"  # any planned chapter: the course below has only the first


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with a new chapter of two exercises, run and released."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(contents.ROOT / "_toc.yml", root)
    shutil.copytree(contents.ROOT / "dlkit", root / "dlkit")
    planted.write(root / "book/00_toolbox.ipynb", planted.text("# Toolbox"))
    for name in ("plan.yml", "glossary.md", "references.bib", "notation.md"):
        shutil.copy(contents.ROOT / "book" / name, root / "book")
    paths = new.chapter(STEM, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))  # so that the kernel finds the module that was made
        run.run_chapter(root / f"book/{STEM}.ipynb")
    new.exercise(STEM, "soft_clip", root)
    release.generate(root / "exercises", root)
    assert all(path.exists() for path in paths)
    return root


@pytest.fixture
def source(course):
    return course / f"solutions/{STEM}/{STEM}.ipynb"


def test_the_chapter_keeps_every_rule_as_a_draft(course):
    chapter = rules.Chapter(course / f"book/{STEM}.ipynb", course)
    assert [problem for rule in rules.CHAPTER_RULES for problem in rule(chapter)] == []
    chapter.nb.metadata["dlkit"]["draft"] = False
    assert len(rules.todo(chapter)) > 5 and all("TODO" in what for what in rules.todo(chapter))


def test_the_terms_of_the_glossary_are_among_its_todos():
    assert "**batch normalisation**" in new.terms("10_deep_training", contents.ROOT)


def test_the_assignment_has_its_form_and_its_release_gives_nothing_away(course, source):
    assert form(source, draft=True) == canonical_form(source) == []
    assert leaks(source, course / f"exercises/{STEM}/{STEM}.ipynb") == []
    assert any("TODO" in problem for problem in form(source))
    cells = [cell.metadata.nbgrader.grade_id for cell in nbformat.read(source, as_version=4).cells]
    assert cells[0] == "intro" and cells[-1] == "end"
    assert cells.index("rescale_hidden_constant") + 1 == cells.index("soft_clip_task")


def test_the_graders_have_nothing_to_complain_about(course):
    answers = (course / f"tests/graders/{STEM}.py").read_text(encoding="utf-8")
    known = {"Graders": lambda stem: harness.Graders(stem, course)}
    exec(answers.replace("from harness import Graders", ""), known)
    graders = known["g"]
    assert graders.draft and [e.name for e in graders.exercises] == ["rescale", "soft_clip"]
    assert checks.everything(graders) == []


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("exercise", STEM, "rescale"), "choose another name"),
        (("exercise", STEM, "Soft-clip"), "in small letters"),
        (("exercise", "26_transfer", "a"), "make chapter 26_transfer"),
        (("chapter", STEM), "exists already"),
        (("chapter", "30_extra"), "is not planned"),
    ],
)
def test_what_cannot_be_made_is_said(course, arguments, words):
    kind, *rest = arguments
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    with pytest.raises(SystemExit, match=words):
        getattr(new, kind)(*rest, course)
    assert before == {path: path.read_bytes() for path in course.rglob("*.ipynb")}
