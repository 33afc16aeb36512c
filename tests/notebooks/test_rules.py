"""The rules of rules.py: every chapter keeps them, and each of them notices a planted fault."""

import shutil
from pathlib import Path

import canonical
import nbformat
import planted
import pytest
import rules
from planted import code, text

ROOT = Path(__file__).parents[2]
CHAPTERS = rules.find(ROOT)


def name(thing):
    return getattr(thing, "__name__", None) or getattr(thing, "stem", None)


@pytest.mark.parametrize("rule", rules.CHAPTER_RULES, ids=name)
@pytest.mark.parametrize("chapter", CHAPTERS, ids=name)
def test_chapter(chapter, rule):
    none(rule(chapter))


@pytest.mark.parametrize("rule", rules.BOOK_RULES, ids=name)
def test_book(rule):
    none(rule(ROOT))


def none(problems):
    """Fail with the problems as the whole message."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


# ------------------------------------------------------------ planted faults

PNG = planted.png()
FIGURE = {"image": {"alt": "A line."}, "figure": {"caption": "It rises.", "name": "fig-02-line"}}
QUIZ = """**Check yourself.** What is the slope?

<details class="choice wrong"><summary>1</summary>

That is the value.

</details>
<details class="choice right"><summary>2</summary>

Yes.

</details>
<details class="choice wrong"><summary>3</summary>

That is the other one.

</details>"""
ANSWER = '<details class="answer"><summary>What?</summary>\n\nThis.\n\n</details>\n'


def cells():
    """A chapter without faults."""
    return {
        cell.id: cell
        for cell in planted.notebook(
            text("# Dead lines", "title"),
            text("You will see what a unit is.", "promise", ["promise"]),
            text(f"Three questions.\n\n{ANSWER}{ANSWER}{ANSWER}".strip(), "recall", ["recall"]),
            text("## What happens?\n\nWrite down what you expect.", "question", ["question"]),
            code("from dlkit import neurons", "imports", tags=["imports"]),
            text(
                "A **dead unit** is never on. Dead units stay so. Momentum (chapter 07, coming) is another matter; see "
                "{cite:t}`rosen1958`, [the notes](notation.md#sizes), {numref}`fig-02-line`, `momentum of code` "
                "and $z$.\n\n" + QUIZ,
                "text",
            ),
            code("x = 0.5\nx", "value", shows="0.5"),
            code("x", "plot", png=PNG, mystnb=FIGURE),
            code("assert x < 1\nx", "loose", shows="0.5", tags=["atol=0.02"]),
            code("y = 2 * x\nassert y == 1", "on-device", tags=["gpu"]),
            code("for y in range(2):\n    assert y < 2", "own-loop"),
            code("assert neurons", "agreement"),
            text("One.", "practice", ["practice"]),
            text("Two.", "practice-2", ["practice"]),
            text("Three.", "practice-3", ["practice"]),
            text("## Summary\n\nRemember dead units.", "summary", ["summary"]),
        ).cells
    }


def book(folder, chapter=None, **about):
    """Writes a small book with this chapter (a dict of cells) below `folder` and returns the chapter."""
    path = folder / "book/02_sample.ipynb"
    path.parent.mkdir()
    nb = planted.notebook(**{"needs": ["01_first"], "reading_minutes": 5, "seconds": 9} | about)
    nb.cells = list((chapter or cells()).values())
    path.write_text(canonical.dumps(nb), encoding="utf-8")
    (folder / "book/glossary.md").write_text(
        "```{glossary}\ndead unit\n  Never on. *Chapter 02.*\n\nmomentum\n  Keeps going. *Chapter 07.*\n\n"
        "unit\n  A neuron. *Chapter 01.*\n```\n",
        encoding="utf-8",
    )
    (folder / "book/references.bib").write_text(
        "@article{rosen1958,\n author={Rosenblatt, F.},\n title={The perceptron},\n journal={Psych. Review},\n "
        "year={1958}\n}\n",
        encoding="utf-8",
    )
    (folder / "book/notation.md").write_text("# Notation\n\n## Sizes\n", encoding="utf-8")
    (folder / "_toc.yml").write_text(
        "root: book/notation\nchapters:\n  - file: book/02_sample\n  - file: book/07_planned\n",
        encoding="utf-8",
    )
    (folder / "book/plan.yml").write_text("02_sample: a\n07_planned: b\n", encoding="utf-8")
    planted.write(folder / "solutions/02_sample/02_sample.ipynb", text("# Assignment"))
    return rules.Chapter(path, folder)


def test_a_chapter_without_faults_has_no_problems(tmp_path):
    chapter = book(tmp_path)
    assert {rule.__name__: rule(chapter) for rule in rules.CHAPTER_RULES if rule(chapter)} == {}
    assert {rule.__name__: rule(tmp_path) for rule in rules.BOOK_RULES if rule(tmp_path)} == {}


def put(cell, **changes):
    """A fault: set attributes of a cell."""

    def plant(chapter):
        for key, value in changes.items():
            if key == "tags":
                chapter[cell].metadata["tags"] = value
            elif key == "mystnb":
                chapter[cell].metadata["mystnb"] = value
            elif key == "shows":
                chapter[cell].outputs[0].data["text/plain"] = value
            elif key == "png":
                chapter[cell].outputs[0].data["image/png"] = value
            else:
                chapter[cell][key] = value

    return plant


def add(source):
    """A fault: more text."""

    def plant(chapter):
        chapter["text"]["source"] += "\n\n" + source

    return plant


def more(*cells):
    """A fault: more cells, at the end."""
    return lambda chapter: chapter.update({cell.id: cell for cell in cells})


def error(chapter):
    chapter["value"].outputs = [
        nbformat.v4.new_output("error", ename="ValueError", evalue="bad", traceback=[])
    ]


def quiz(old, new):
    return put("text", source=QUIZ.replace(old, new, 1))


FAULTS = [
    # rule, fault, the cell and the words that the message must name
    ("one_title", put("summary", source="# Summary"), "summary", "a second title"),
    ("one_title", put("title", source="## Dead lines"), "", "no title"),
    ("parts_present", put("promise", tags=[]), "", "0 markdown cells are tagged 'promise'"),
    ("parts_present", put("practice", tags=[]), "", "2 markdown cells are tagged 'practice'"),
    ("parts_present", put("recall", source=ANSWER), "recall", "ask three questions"),
    ("parts_present", lambda c: c.update(promise=c.pop("promise")), "promise", "move it up"),
    ("parts_present", lambda c: c.update(question=c.pop("question")), "", "the order of the parts"),
    ("one_imports_cell", put("value", source="import sys"), "value", "imports something"),
    (
        "one_imports_cell",
        put("value", source="def f():\n    from os import path"),
        "value",
        "imports something",
    ),
    ("one_imports_cell", put("imports", tags=[]), "", "0 code cells are tagged imports"),
    ("cell_sizes", put("value", source="x\n" * 26), "value", "26 lines of code"),
    ("cell_sizes", put("value", source="x = " + "1" * 83), "value", "a line of 87 characters"),
    (
        "cell_sizes",
        lambda c: [put(k, source="x\n" * 7)(c) for k in c if c[k].cell_type == "code"],
        "",
        "the median code cell has 7 lines",
    ),
    ("cell_sizes", put("practice", source=" "), "practice", "is empty"),
    ("stored", put("value", execution_count=7), "", "'value' has the execution count 7, not 2"),
    ("stored", put("value", execution_count=None), "", "has the execution count None, not 2"),
    ("stored", put("value", id="3fa9c01b"), "", "has the id '3fa9c01b'"),
    ("stored", put("value", id="My_cell"), "", "has the id 'My_cell'"),
    (
        "stored",
        lambda c: c["value"].metadata.update(collapsed=True),
        "",
        "make run CHAPTER=02_sample",
    ),
    ("figures", put("plot", mystnb={"figure": FIGURE["figure"]}), "plot", "image.alt"),
    ("figures", put("plot", mystnb={"image": FIGURE["image"]}), "plot", "figure.caption"),
    ("figures", more(code("x", "again", png=PNG, mystnb=FIGURE)), "again", "used twice"),
    (
        "figures",
        put("plot", png=planted.png(320)),
        "plot",
        "kB: at most 100",
    ),
    ("figures", add("![](notation.md)"), "text", "no alt text"),
    (
        "plain_outputs",
        put("value", shows="<Figure size 1x1 with 0 Axes>"),
        "value",
        "end the cell's last line with ;",
    ),
    (
        "plain_outputs",
        put("value", shows="Text(0.5, 1.0, 'x')"),
        "value",
        "end the cell's last line with ;",
    ),
    (
        "plain_outputs",
        put("value", shows="[<matplotlib.lines.Line2D at 0x…>]"),
        "value",
        "end the cell's last line",
    ),
    ("plain_outputs", error, "value", "its stored output is an error, ValueError"),
    (
        "plain_outputs",
        put("value", shows=" 40%|████   | 4/10 [00:01<00:02,  3.20it/s]"),
        "value",
        "a progress bar",
    ),
    ("plain_outputs", put("value", source="clear_output()"), "value", "uses clear_output"),
    (
        "plain_outputs",
        lambda c: (
            c["value"].outputs[0].data.update({"application/vnd.jupyter.widget-view+json": {}})
        ),
        "value",
        "shows a widget",
    ),
    ("magics", put("value", source="%tiemit x"), "value", "unknown magic '%tiemit x'"),
    ("magics", put("value", source="!ls"), "value", "a shell command"),
    ("machine_paths", put("value", shows="'/home/me/data'"), "value", "its output names a path"),
    ("machine_paths", put("value", source="open('/tmp/x')"), "value", "its source names a path"),
    (
        "machine_paths",
        put("value", shows="x/site-packages/numpy"),
        "value",
        "its output names a path",
    ),
    ("machine_paths", put("value", shows="ipykernel_123"), "value", "its output names a path"),
    ("asserts", put("loose", source="x"), "loose", "is tagged atol=0.02 but asserts nothing"),
    ("asserts", put("on-device", source="y = 2"), "on-device", "is tagged gpu but asserts nothing"),
    ("tag_names", put("loose", tags=["atol=much"]), "loose", "tag 'atol=much'"),
    ("tag_names", put("loose", tags=["skip-execution"]), "loose", "are executed and compared"),
    ("tag_names", put("value", source="# NBVAL_SKIP\nx"), "value", "use a tag"),
    ("ignored", put("loose", tags=["nbval-ignore-output"]), "", "1 of 3 cells that show something"),
    (
        "gpu_dependents",
        put("own-loop", source="print(y)"),
        "own-loop",
        "uses 'y' from cell 'on-device'",
    ),
    (
        "gpu_dependents",
        put("own-loop", source="def f():\n    return y"),
        "own-loop",
        "uses 'y' from cell 'on-device'",
    ),
    (
        "gpu_dependents",
        put("own-loop", source="y += 1"),
        "own-loop",
        "uses 'y' from cell 'on-device'",
    ),
    (
        "quizzes",
        quiz('class="choice right"', 'class="choice wrong"'),
        "text",
        "has 0 right choices",
    ),
    (
        "quizzes",
        quiz('class="choice wrong"', 'class="choice right"'),
        "text",
        "has 2 right choices",
    ),
    ("quizzes", quiz("That is the value.\n\n", ""), "text", "'1' is not explained"),
    ("quizzes", quiz(QUIZ[QUIZ.rindex("<details") :], ""), "text", "has 2 choices"),
    ("quizzes", quiz("**Check yourself.** What is the slope?", ""), "text", "has no question"),
    (
        "quizzes",
        quiz("<summary>1</summary>\n", "<summary>1</summary>"),
        "text",
        "leave a blank line after it",
    ),
    ("quizzes", quiz("\n\n</details>", "\n</details>"), "text", "leave a blank line before it"),
    ("quizzes", quiz("</details>", ""), "text", "opens inside another block"),
    ("quizzes", quiz("choice right", "choice good"), "text", "with the class choice right"),
    (
        "terms",
        put("recall", source="A dead unit." + 3 * ANSWER),
        "recall",
        "uses the term 'dead unit' before it is",
    ),
    (
        "terms",
        put("recall", source="Two\ndead units." + 3 * ANSWER),
        "recall",
        "uses the term 'dead unit' before",
    ),
    (
        "terms",
        put("recall", source="Its momentum." + 3 * ANSWER),
        "recall",
        "'momentum', which chapter 07 explains",
    ),
    ("terms", put("text", source="Nothing."), "", "never defines 'dead unit' in bold"),
    ("links", add("[next](04_networks.ipynb)"), "text", "(04_networks.ipynb) leads nowhere"),
    ("links", add("[sizes](notation.md#shapes)"), "text", "no heading or label 'shapes'"),
    ("links", add("{numref}`fig-02-none`"), "text", "there is no such label"),
    ("links", add("{term}`perceptron`"), "text", "book/glossary.md does not have it"),
    ("citations", add("{cite}`rosen1958,nobody2000`"), "text", "cites 'nobody2000'"),
    ("coming", add("See chapter 02 (coming)."), "text", "write 'chapter 02' alone"),
    (
        "coming",
        add("Chapters 07 and 02, which are still\nto come."),
        "text",
        "“Chapters 07 and 02,",
    ),
    ("coming", add("(Chapter 02, coming, says it.)"), "text", "“Chapter 02, coming”"),
    ("agreement", put("agreement", source="neurons"), "agreement", "does not compare"),
    ("agreement", put("agreement", source="assert x"), "agreement", "does not compare"),
    ("todo", add("<!-- TODO: more -->"), "text", "'<!-- TODO: more -->': do it"),
]


@pytest.mark.parametrize(
    "rule, plant, cell, words", FAULTS, ids=[f"{f[0]}-{n}" for n, f in enumerate(FAULTS)]
)
def test_a_planted_fault_in_a_chapter_is_found(tmp_path, rule, plant, cell, words):
    chapter = cells()
    plant(chapter)
    problems = getattr(rules, rule)(book(tmp_path, chapter))
    where = "book/02_sample.ipynb" + (f", cell '{cell}': " if cell else ": ")
    assert [problem for problem in problems if problem.startswith(where) and words in problem], (
        problems
    )


def test_chapters_that_take_too_long_or_were_never_run_are_found(tmp_path):
    chapter = book(tmp_path, seconds=61)
    assert "took 61 s" in rules.run_time(chapter)[0] and rules.stored(chapter) == []
    shutil.rmtree(tmp_path / "book")
    assert (
        "(no run time): make run CHAPTER=02_sample" in rules.stored(book(tmp_path, seconds=None))[0]
    )


def test_all_that_a_run_mends_is_said_once(tmp_path):
    chapter = cells()
    put("value", execution_count=None, id="3fa9c01b")(chapter)
    put("plot", id="My_cell", execution_count=9)(chapter)
    (problem,) = rules.stored(book(tmp_path, chapter, seconds=None))
    assert problem.count("make run CHAPTER=02_sample") == 1 and "; 2 more)" in problem


def test_two_cells_with_one_id_are_found(tmp_path):
    chapter = book(tmp_path)
    text = chapter.path.read_text(encoding="utf-8")
    chapter.path.write_text(text.replace('"id": "value"', '"id": "plot"'), encoding="utf-8")
    assert "two cells have the id 'plot'" in rules.stored(chapter)[0]


SHORT = [  # what a draft may lack, and what it may not
    ("parts_present", lambda c: [c.pop("practice"), c.pop("practice-2")], True),
    ("parts_present", lambda c: c.pop("summary"), False),
    ("ignored", put("loose", tags=["nbval-ignore-output"]), True),
    ("terms", lambda c: [put("text", source="No.")(c), put("summary", source="## No")(c)], True),
    ("terms", put("recall", source="A dead unit." + 3 * ANSWER), False),
    ("agreement", put("agreement", source="neurons"), True),
    ("todo", add("TODO"), True),
    ("asserts", put("loose", source="x"), False),
    ("links", add("[next](04_networks.ipynb)"), False),
]


@pytest.mark.parametrize("rule, plant, allowed", SHORT, ids=[str(n) for n in range(len(SHORT))])
def test_a_draft_may_be_short_of_something_but_not_wrong(tmp_path, rule, plant, allowed):
    chapter = cells()
    plant(chapter)
    (tmp_path / "draft").mkdir()
    (tmp_path / "whole").mkdir()
    assert getattr(rules, rule)(book(tmp_path / "whole", chapter))
    assert (getattr(rules, rule)(book(tmp_path / "draft", chapter, draft=True)) == []) == allowed


@pytest.mark.parametrize(
    "about, words",
    [
        ({"needs": ["05_losses"]}, "05_losses"),
        ({"reading_minutes": None}, "reading_minutes is missing"),
    ],
)
def test_faults_in_the_metadata_are_found(tmp_path, about, words):
    assert words in rules.needs(book(tmp_path, **about))[0]


OTHER = "@book{zweig1998,\n author={Z},\n title={T},\n publisher={P},\n year={1998}\n}\n\n"


@pytest.mark.parametrize(
    "rule, file, old, new, words",
    [
        ("references", "book/references.bib", "year={1958}", "", "entry 'rosen1958': has no year"),
        ("references", "book/references.bib", "author={Rosenblatt, F.},", "", "has no author"),
        ("references", "book/references.bib", "journal={Psych. Review},", "", "has no venue"),
        (
            "glossary_entries",
            "book/glossary.md",
            "*Chapter 07.*",
            "",
            "'momentum' names no chapter",
        ),
        ("glossary_entries", "book/glossary.md", "unit\n  A", "momentum\n  A", "is there twice"),
        ("glossary_entries", "book/glossary.md", "unit\n  A", "apple\n  A", "make sort"),
        ("glossary_entries", "book/glossary.md", "02.*\n\nm", "02.*\nm", "make sort"),
        ("references", "book/references.bib", "@", OTHER + "@", "make sort"),
        (
            "pages",
            "book/notation.md",
            "## Sizes",
            "[x](nothing.md)",
            "book/notation.md: the link (nothing.md)",
        ),
        (
            "pages",
            "book/notation.md",
            "## Sizes",
            "{cite}`nobody`",
            "book/notation.md: cites 'nobody'",
        ),
        (
            "toc",
            "_toc.yml",
            "book/02_sample",
            "book/notation",
            "book/02_sample.ipynb: is not in _toc.yml",
        ),
        (
            "toc",
            "_toc.yml",
            "book/02_sample",
            "book/02_sample\n  - file: book/gone",
            "book/gone, which does not",
        ),
        (
            "toc",
            "_toc.yml",
            "book/02_sample",
            "book/02_sample\n  - file: book/02_sample",
            "names 02_sample twice",
        ),
        ("toc", "book/plan.yml", "07_planned", "07_other", "has no line on 07_planned"),
        ("toc", "book/plan.yml", "07_planned", "07_other", "07_other is not in _toc.yml"),
    ],
)
def test_a_planted_fault_in_the_book_is_found(tmp_path, rule, file, old, new, words):
    book(tmp_path)
    path = tmp_path / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")
    assert any(words in problem for problem in getattr(rules, rule)(tmp_path))


def test_chapters_and_assignments_that_do_not_match_are_found(tmp_path):
    book(tmp_path)
    (tmp_path / "solutions/02_sample").rename(tmp_path / "solutions/05_other")
    problems = "\n".join(rules.assignments(tmp_path))
    assert "book/02_sample.ipynb: has no assignment" in problems
    assert "solutions/05_other: there is no chapter" in problems
    assert "solutions/05_other: has no notebook 05_other.ipynb" in problems
