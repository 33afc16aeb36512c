"""Rules that every chapter keeps (the shape of a chapter is described in CONTRIBUTING.md).

Each rule is a function from a Chapter to a list of problems, "file, cell 'id': what is wrong: what to do", empty if
all is well. Rules about the whole book take its root folder. test_rules.py runs them all and plants a fault for each.

A draft (metadata dlkit.draft: true) may be short of something, never wrong: what is only asked of a finished chapter
is marked by `chapter.draft` below.
"""

import ast
import base64
import json
import re
import statistics
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import canonical
import contents
import entries
import nbformat
import policy
import prose
import yaml
from pybtex.database import parse_file

from dlkit.checking import cells

MAX_LINES, MEDIAN_LINES = 25, 6  # of code in a cell
MAX_WIDTH = 86  # characters: so many fit beside the navigation on a laptop
MAX_SECONDS = 60  # a chapter's run time
MAX_IMAGE = 100_000  # bytes
MAX_IGNORED = 0.05  # of the cells that show something
MAGICS = {"time", "timeit", "matplotlib", "config"}
VENUES = ("journal", "booktitle", "school", "publisher", "institution", "howpublished", "eprint")


@dataclass
class Chapter:
    """A chapter of the book below `root`."""

    path: Path
    root: Path

    @cached_property
    def nb(self):
        return nbformat.read(self.path, as_version=4)

    @property
    def stem(self):
        return self.path.stem

    @property
    def number(self):
        return int(self.stem[:2])

    @property
    def cells(self):
        return self.nb.cells

    @property
    def code(self):
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def markdown(self):
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @property
    def draft(self):
        return self.nb.metadata.get("dlkit", {}).get("draft") is True

    def tagged(self, tag):
        return [cell for cell in self.cells if tag in tags(cell)]

    def problem(self, what, cell=None):
        where = str(self.path.relative_to(self.root)) + (
            f", cell {cell.get('id', '?')!r}" if cell else ""
        )
        return f"{where}: {what}"


def tags(cell):
    return cell["metadata"].get("tags", [])


def find(root):
    """All chapters below root/book, by file name."""
    return [
        Chapter(path, Path(root)) for path in sorted(Path(root, "book").glob("[0-9][0-9]_*.ipynb"))
    ]


def tree(cell):
    """Syntax tree of a code cell, without its magics. An empty tree if it does not parse."""
    return cells.tree(cell.source)


def outputs_text(cell):
    """All text that a cell's stored outputs show."""
    parts = []
    for output in cell.get("outputs", []):
        parts += [output.get("text", ""), output.get("evalue", "")]
        parts += [
            value for mime, value in output.get("data", {}).items() if mime.startswith("text/")
        ]
    return "\n".join(parts)


def images(cell):
    """The PNGs that a cell shows, as bytes."""
    return [
        base64.b64decode(output.data["image/png"])
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]


# ------------------------------------------------------------ the parts of a chapter


def one_title(chapter):
    titles = [
        (cell, line)
        for cell in chapter.markdown
        for line in prose.without_code(cell.source).splitlines()
        if re.match(r"# ", line)
    ]
    found = [
        chapter.problem(f"a second title, {line!r}: write it with ##", cell)
        for cell, line in titles[1:]
    ]
    if not titles or titles[0][0] is not chapter.cells[0]:
        found.append(
            chapter.problem("no title: the first cell begins with '# ' and the chapter's name")
        )
    return found


def parts_present(chapter):
    found = []
    for tag, least, most, what in [
        ("promise", 1, 1, "what the reader will be able to do"),
        ("recall", 1, 1, "three questions that retrieve"),
        ("question", 1, 1, "the chapter's question and a prediction to write down"),
        ("practice", 1 if chapter.draft else 3, 99, "practice exercises"),
        ("summary", 1, 1, "what to remember"),
    ]:
        count = len([cell for cell in chapter.tagged(tag) if cell.cell_type == "markdown"])
        if not least <= count <= most:
            wanted = "one" if most == 1 else f"at least {least}"
            found.append(
                chapter.problem(f"{count} markdown cells are tagged {tag!r} ({what}): tag {wanted}")
            )
    if found:
        return found
    promise, recall, question, summary = (
        chapter.cells.index(chapter.tagged(tag)[0])
        for tag in ("promise", "recall", "question", "summary")
    )
    if promise > 2:
        found.append(
            chapter.problem(
                "is tagged promise: move it up, next to the title", chapter.cells[promise]
            )
        )
    if not promise < recall < question < summary:
        found.append(
            chapter.problem(
                "the order of the parts is promise, recall, question, …, summary: move them"
            )
        )
    answers = chapter.cells[recall].source.count('<details class="answer">')
    if answers != 3:
        found.append(
            chapter.problem(
                f'has {answers} <details class="answer">: ask three questions',
                chapter.cells[recall],
            )
        )
    return found


def needs(chapter):
    about, found = chapter.nb.metadata.get("dlkit", {}), []
    how = f"make text CHAPTER={chapter.stem} shows it at the top of the text"
    for stem in about.get("needs", [None] if "needs" not in about else []):
        if not stem or not re.fullmatch(r"\d\d_[a-z_]+", stem) or int(stem[:2]) >= chapter.number:
            found.append(
                chapter.problem(
                    f"metadata dlkit.needs has {stem!r}: list the stems of the earlier chapters "
                    f"it needs, such as 02_neurons ({how})"
                )
            )
    if not isinstance(about.get("reading_minutes"), int):
        found.append(
            chapter.problem(
                f"metadata dlkit.reading_minutes is missing: add it, a whole number ({how})"
            )
        )
    return found


def one_imports_cell(chapter):
    found = []
    marked = [cell for cell in chapter.code if "imports" in tags(cell)]
    if len(marked) != 1 or marked[0] is not chapter.code[0]:
        found.append(
            chapter.problem(
                f"{len(marked)} code cells are tagged imports: tag the first code cell, only it"
            )
        )
    for cell in chapter.code:
        if cell not in marked and any(
            isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree(cell))
        ):
            found.append(
                chapter.problem("imports something: move it to the cell tagged imports", cell)
            )
    return found


def code_lines(cell):
    """Lines of code, neither blank nor only a comment."""
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") for line in cell.source.splitlines()
    )


def cell_sizes(chapter):
    found = [
        chapter.problem(
            f"{lines} lines of code: split it, or move it to dlkit; {MAX_LINES} at most", cell
        )
        for cell in chapter.code
        if (lines := code_lines(cell)) > MAX_LINES
    ]
    found += [
        chapter.problem("is empty: remove it", cell)
        for cell in chapter.cells
        if not cell.source.strip()
    ]
    found += [
        chapter.problem(
            f"a line of {len(line)} characters is cut off on the page: {MAX_WIDTH} at most "
            f"(“{line[:40]}…”)",
            cell,
        )
        for cell in chapter.code
        for line in cell.source.splitlines()
        if len(line) > MAX_WIDTH
    ]
    median = statistics.median(map(code_lines, chapter.code)) if chapter.code else 0
    if median > MEDIAN_LINES and not chapter.draft:
        found.append(
            chapter.problem(
                f"the median code cell has {median:g} lines: split cells until it is "
                f"{MEDIAN_LINES} or less"
            )
        )
    return found


def stored(chapter):
    """The file is as `make run` leaves it: canonical, counted 1…n, readable ids, a run time."""
    text = chapter.path.read_text(encoding="utf-8")
    why = ids(json.loads(text)["cells"])  # nbformat would mend ids while it reads
    for count, cell in enumerate(chapter.code, start=1):
        results = [
            output.execution_count
            for output in cell.outputs
            if output.output_type == "execute_result"
        ]
        if any(number != count for number in [cell.execution_count, *results]):
            why.append(
                f"cell {cell.id!r} has the execution count {cell.execution_count}, not {count}"
            )
    try:
        if canonical.dumps(canonical.notebook(nbformat.reads(text, as_version=4))) != text:
            why = why or ["not in canonical form"]
    except canonical.Refused as error:
        return [chapter.problem(str(error))]
    if chapter.nb.metadata.get("dlkit", {}).get("seconds") is None:
        why.append("no run time")
    if not why:
        return []
    said = "; ".join(why[:3]) + (f"; {len(why) - 3} more" if len(why) > 3 else "")
    return [
        chapter.problem(
            f"is not stored as it is after a run ({said}): make run CHAPTER={chapter.stem}"
        )
    ]


def ids(cells):
    """Why the ids of these cells (as dicts) are none that stay."""
    found, seen = [], set()
    for number, cell in enumerate(cells, start=1):
        given = cell.get("id")
        readable = given and canonical.SLUG.fullmatch(given)
        if not readable or canonical.RANDOM_ID.fullmatch(given):
            found.append(f"cell {number} has the id {given!r}")
        elif given in seen:
            found.append(f"two cells have the id {given!r}")
        seen.add(given)
    return found


def run_time(chapter):
    seconds = chapter.nb.metadata.get("dlkit", {}).get("seconds") or 0
    if seconds > MAX_SECONDS:
        return [
            chapter.problem(
                f"took {seconds} s when it was last run: at most {MAX_SECONDS}; train less"
            )
        ]
    return []


# ------------------------------------------------------------ outputs


def figures(chapter):
    found, names = [], set()
    for cell in chapter.code:
        about = cell.metadata.get("mystnb", {})
        for image in images(cell):
            alt, figure = about.get("image", {}).get("alt"), about.get("figure", {})
            for what, given in [
                ("image.alt (what is to be seen)", alt),
                ("figure.caption (the finding)", figure.get("caption")),
                ("figure.name (such as fig-03-slopes)", figure.get("name")),
            ]:
                if not given:
                    found.append(
                        chapter.problem(
                            f"shows a figure without mystnb.{what}: add it to the metadata", cell
                        )
                    )
            if figure.get("name") in names:
                found.append(
                    chapter.problem(
                        f"figure name {figure['name']!r} is used twice: rename one", cell
                    )
                )
            names.add(figure.get("name"))
            if len(image) > MAX_IMAGE:
                found.append(
                    chapter.problem(
                        f"its PNG has {len(image) // 1000} kB: at most {MAX_IMAGE // 1000} "
                        "(fewer points or a smaller figure)",
                        cell,
                    )
                )
    for cell in chapter.markdown:
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]*)", prose.without_code(cell.source)):
            if not alt.strip():
                found.append(
                    chapter.problem(
                        f"image {target!r} has no alt text: say what is to be seen", cell
                    )
                )
    return found


def plain_outputs(chapter):
    """No representations of figure objects, errors, bars and widgets."""
    found = []
    for cell in chapter.code:
        for output in cell.outputs:
            data = output.get("data", {})
            shown = data.get("text/plain", "")
            if set(data) == {"text/plain"} and re.match(
                r"[\[(]*<?(Figure|Text\(|matplotlib\.|Axes)|<Figure", shown
            ):
                found.append(
                    chapter.problem(
                        f"shows {shown.splitlines()[0][:40]!r}: end the cell's last line with ;",
                        cell,
                    )
                )
            if output.output_type == "error" and "raises-exception" not in tags(cell):
                found.append(
                    chapter.problem(
                        f"its stored output is an error, {output.ename}: mend it and "
                        f"make run CHAPTER={chapter.stem}",
                        cell,
                    )
                )
            if any("widget" in mime for mime in data):
                found.append(
                    chapter.problem(
                        "shows a widget, which a page cannot: print or plot instead", cell
                    )
                )
        text = outputs_text(cell)
        if re.search(r"it/s|s/it|\d%\|", text) or "█" in text:
            found.append(
                chapter.problem("shows a progress bar: run without it (progress=False)", cell)
            )
        if re.search(r"\bclear_output\b|\bipywidgets\b|\btqdm\b", cell.source):
            found.append(
                chapter.problem(
                    "uses clear_output, widgets or tqdm, which cannot be compared: "
                    "print or plot once",
                    cell,
                )
            )
    return found


def magics(chapter):
    found = []
    for cell in chapter.code:
        for line in cell.source.splitlines():
            name = re.match(r"\s*%%?(\w+)", line)
            if re.match(r"\s*!", line):
                found.append(
                    chapter.problem(
                        f"{line.strip()!r} runs a shell command, which not every reader has: "
                        "use Python",
                        cell,
                    )
                )
            elif name and name[1] not in MAGICS:
                found.append(
                    chapter.problem(
                        f"unknown magic {line.strip()!r}: use one of {sorted(MAGICS)}, or Python",
                        cell,
                    )
                )
    return found


def machine_paths(chapter):
    found = []
    for cell in chapter.cells:
        for where, text in [("source", cell.source), ("output", outputs_text(cell))]:
            if path := canonical.MACHINE_PATH.search(text):
                found.append(
                    chapter.problem(
                        f"its {where} names a path of one machine, {path[0]!r}: take it out", cell
                    )
                )
    return found


# ------------------------------------------------------------ what is compared


def asserts(chapter):
    """A cell whose output is compared loosely, or not at all, states in an assert what must hold."""
    found = []
    for cell in chapter.code:
        loose = [tag for tag in tags(cell) if tag in ("nbval-ignore-output", "gpu") or "=" in tag]
        if loose and not any(isinstance(node, ast.Assert) for node in ast.walk(tree(cell))):
            found.append(
                chapter.problem(
                    f"is tagged {loose[0]} but asserts nothing: assert what must hold", cell
                )
            )
    return found


def tag_names(chapter):
    found = []
    for cell in chapter.code:
        try:
            policy.tolerance(tags(cell))
        except policy.BadTag as error:
            found.append(chapter.problem(str(error), cell))
        found += [
            chapter.problem(
                f"tag {tag!r}: outputs of chapters are executed and compared; remove it", cell
            )
            for tag in tags(cell)
            if tag in ("nbval-skip", "skip-execution")
        ]
        if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE)", cell.source):
            found.append(
                chapter.problem("has an NBVAL_ comment: use a tag, so that it is counted", cell)
            )
    return found


def ignored(chapter):
    shows = [cell for cell in chapter.code if cell.outputs and "gpu" not in tags(cell)]
    loose = [cell.id for cell in shows if "nbval-ignore-output" in tags(cell)]
    if len(loose) <= MAX_IGNORED * len(shows) or chapter.draft:
        return []
    return [
        chapter.problem(
            f"{len(loose)} of {len(shows)} cells that show something are tagged nbval-ignore-output "
            f"({', '.join(loose)}): at most {MAX_IGNORED:.0%}; show something that repeats"
        )
    ]


def gpu_dependents(chapter):
    """A name whose last value comes from a gpu cell is used in gpu cells only."""
    found, maker = [], {}
    for cell in chapter.code:
        used, made = names(cell)
        taken = sorted(name for name in used if "gpu" in tags(maker.get(name, {"metadata": {}})))
        if taken and "gpu" not in tags(cell):
            found.append(
                chapter.problem(
                    f"uses {', '.join(map(repr, taken))} from cell {maker[taken[0]].id!r}, which is tagged gpu and "
                    "not run on every machine: tag this cell gpu, too, or make the name elsewhere",
                    cell,
                )
            )
        maker |= dict.fromkeys(made, cell)
    return found


def names(cell):
    """(names that a cell takes from earlier cells, names that it makes)."""
    return cells.taken(cell.source), cells.bound(cell.source)


# ------------------------------------------------------------ the text


def quizzes(chapter):
    """Questions and folded texts have exactly the shape that pages, keyboards and previews can deal with."""
    return [
        chapter.problem(what, cell)
        for cell in chapter.markdown
        for what in prose.quiz_problems(cell.source)
    ]


def terms(chapter):
    """Glossary terms are explained before they are used: this chapter's in bold, later ones by naming their chapter.

    A later term is announced by a paragraph that uses it and names its chapter ("chapter 07, coming"), and may be
    used from there on. Headings, the promise and the question may use this chapter's own terms before that.
    """
    glossary = prose.glossary(chapter.root / "book" / "glossary.md")
    own = {term for term, number in glossary.items() if number == chapter.number}
    later = {term for term, number in glossary.items() if number > chapter.number}
    found, explained, reported = [], set(), set()
    for cell in chapter.cells:
        caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "")
        for paragraph in prose.paragraphs(cell.source if cell.cell_type == "markdown" else caption):
            used, named = prose.terms_in(paragraph, glossary), prose.chapters_named(paragraph)
            explained |= {term for term in own if prose.is_bold(term, paragraph)}
            explained |= {term for term in used & later if glossary[term] in named}
            early = (
                used
                & (later if {"promise", "question"} & set(tags(cell)) else own | later)
                - explained
                - reported
            )
            for term in sorted(early):
                todo = (
                    f" before it is defined in bold (**{term}**): define it first"
                    if term in own
                    else f", which chapter {glossary[term]:02} explains: name that chapter in the paragraph"
                )
                found.append(
                    chapter.problem(
                        f"uses the term {term!r}{todo}, or use other words. "
                        f"{prose.around(term, paragraph)}",
                        cell,
                    )
                )
            reported |= early
    found += [
        chapter.problem(
            f"never defines {term!r} in bold, but book/glossary.md says so: write **{term}** where "
            "it is explained, or correct the glossary"
        )
        for term in sorted(own - explained)
        if not chapter.draft
    ]
    return found


def links(chapter):
    labels = prose.labels(chapter.root)
    return [
        chapter.problem(what, cell)
        for cell in chapter.markdown
        for what in prose.link_problems(cell.source, chapter.path, chapter.root, labels)
    ]


def coming(chapter):
    """ "(coming)" behind a chapter that is there by now. Behind any other it is not needed."""
    there = {other.number for other in find(chapter.root)}
    return [
        chapter.problem(
            f"says “{' '.join(said.split())}”, but book/{number:02}_*.ipynb is there: write 'chapter "
            f"{number:02}' alone (the page has a link where a chapter exists)",
            cell,
        )
        for cell in chapter.cells
        for said, numbers in prose.said_to_come(cell.source)
        for number in sorted(numbers & there)
    ]


def agreement(chapter):
    """What a chapter builds lives in dlkit afterwards: its last code cell asserts that the two agree."""
    imported = {
        alias.asname or alias.name
        for cell in chapter.code
        for node in ast.walk(tree(cell))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "dlkit"
        for alias in node.names
    } - {"check", "data", "device", "plots"}
    last = tree(chapter.code[-1]) if chapter.code else ast.parse("")
    used = {node.id for node in ast.walk(last) if isinstance(node, ast.Name)}
    if chapter.draft or (
        any(isinstance(node, ast.Assert) for node in ast.walk(last)) and used & imported
    ):
        return []
    return [
        chapter.problem(
            "its last code cell does not compare what the chapter built with dlkit: end with one, "
            "such as assert np.allclose(relu(z), activations.relu(z))",
            *chapter.code[-1:],
        )
    ]


def todo(chapter):
    """A template's TODOs are done, or the chapter is a draft."""
    return [
        chapter.problem(
            f"{line.strip()!r}: do it, or leave the chapter a draft (metadata dlkit.draft: true)",
            cell,
        )
        for cell in chapter.cells
        for line in cell.source.splitlines()
        if re.search(r"\bTODO\b", line) and not chapter.draft
    ]


def citations(chapter):
    known = set(parse_file(chapter.root / "book" / "references.bib").entries)
    return [
        chapter.problem(
            f"cites {key!r}, which book/references.bib does not have: add it, or correct the key",
            cell,
        )
        for cell in chapter.markdown
        for key in prose.cited(cell.source)
        if key not in known
    ]


# ------------------------------------------------------------ the book


def references(root):
    """Each entry of the bibliography says who, what, when and where, and they are in order."""
    path, found = Path(root, "book", "references.bib"), []
    for key, entry in parse_file(path).entries.items():
        missing = [field for field in ("title", "year") if not entry.fields.get(field)]
        missing += [] if entry.persons.get("author") or entry.persons.get("editor") else ["author"]
        missing += (
            []
            if any(entry.fields.get(venue) for venue in VENUES)
            else ["venue (journal, booktitle, …)"]
        )
        found += [
            f"book/references.bib, entry {key!r}: has no {field}: add it" for field in missing
        ]
    return found + in_order("book/references.bib", root)


def in_order(name, root):
    text = Path(root, name).read_text(encoding="utf-8")
    try:
        if entries.ordered(name, text) == text:
            return []
    except entries.Clash as clash:
        return [f"{name}: {clash}"]
    return [f"{name}: its entries are not in order, a blank line between two: make sort"]


def glossary_entries(root):
    name = "book/glossary.md"
    found = [f"{name}: {what}" for what in prose.glossary_problems(Path(root, name))]
    return found + in_order(name, root)


def pages(root):
    """Links and citations of the pages that are not chapters."""
    root, found = Path(root), []
    labels, known = prose.labels(root), set(parse_file(root / "book" / "references.bib").entries)
    for path in sorted(root.glob("book/*.md")):
        text = path.read_text(encoding="utf-8")
        found += [
            f"book/{path.name}: {what}" for what in prose.link_problems(text, path, root, labels)
        ]
        found += [
            f"book/{path.name}: cites {key!r}, which book/references.bib does not have: add it"
            for key in prose.cited(text)
            if key not in known
        ]
    return found


def toc(root):
    """_toc.yml and book/plan.yml name the same chapters, in order, and every chapter that there is."""
    root = Path(root)
    named = re.findall(r"(?:file|root): *['\"]?([^'\"\s]+)", yaml_text(root / "_toc.yml"))
    stems = [Path(name).stem for name in named if re.match(r"\d\d_", Path(name).stem)]
    found = [
        f"_toc.yml: names {name}, which does not exist: add the file, or remove the entry"
        for name in named
        if Path(name).stem not in stems
        and not any((root / f"{name}{suffix}").exists() for suffix in ("", ".md", ".ipynb"))
    ]
    found += [
        f"book/{chapter.stem}.ipynb: is not in _toc.yml: add it, and a line to {contents.PLAN}"
        for chapter in find(root)
        if chapter.stem not in stems
    ]
    found += [
        f"_toc.yml: names {stem} twice: remove one"
        for stem in sorted({s for s in stems if stems.count(s) > 1})
    ]
    if stems != sorted(stems):
        found.append(
            f"_toc.yml: chapters are not in the order of their numbers: {', '.join(stems)}"
        )
    about = yaml.safe_load((root / contents.PLAN).read_text(encoding="utf-8"))
    found += [
        f"{contents.PLAN}: has no line on {stem}: say in a few words what it is about"
        for stem in stems
        if not about.get(stem)
    ]
    found += [
        f"{contents.PLAN}: {stem} is not in _toc.yml: add it there, or remove the line"
        for stem in about
        if stem not in stems
    ]
    return found


def yaml_text(path):
    """The file's data, written one entry a line, so that quoting and comments do not matter."""
    return yaml.safe_dump(yaml.safe_load(path.read_text(encoding="utf-8")), width=10_000)


def assignments(root):
    """Every chapter has its assignment, and the other way round."""
    root = Path(root)
    chapters = {chapter.stem for chapter in find(root)}
    sources = {
        path.name
        for path in root.glob("solutions/*")
        if path.is_dir() and not path.name.startswith(".")
    }
    found = [
        f"book/{stem}.ipynb: has no assignment: write solutions/{stem}/{stem}.ipynb"
        for stem in sorted(chapters - sources)
    ]
    found += [
        f"solutions/{stem}: there is no chapter book/{stem}.ipynb: write it, or rename the folder"
        for stem in sorted(sources - chapters)
    ]
    found += [
        f"solutions/{stem}: has no notebook {stem}.ipynb: the notebook carries the name of its folder"
        for stem in sorted(sources)
        if not (root / "solutions" / stem / f"{stem}.ipynb").exists()
    ]
    return found


CHAPTER_RULES = [
    one_title,
    parts_present,
    needs,
    one_imports_cell,
    cell_sizes,
    stored,
    run_time,
    figures,
    plain_outputs,
    magics,
    machine_paths,
    asserts,
    tag_names,
    ignored,
    gpu_dependents,
    quizzes,
    terms,
    links,
    citations,
    coming,
    agreement,
    todo,
]
BOOK_RULES = [references, glossary_entries, pages, toc, assignments]
