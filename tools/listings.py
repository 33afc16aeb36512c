"""What the book says about its chapters, made when it is built: nothing to edit, nothing to go stale.

- directive `{plan}`: the landing page's tables, a row for each planned chapter, a link where it exists
- directive `{chapter-figures}`: the status page's table of what is compared in each chapter
- directive `{grader-figures}`: what `make status` has measured, book/status/NN_topic.md for each assignment
- role {chapter}`04`: the chapter's title, a link where it exists, in italics where it is coming
"""

from itertools import groupby

import status
from contents import ROOT, plan
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective, SphinxRole


def plan_tables(chapters):
    """MyST lines: a table for each part."""
    lines = []
    for part, of_part in groupby(chapters, key=lambda chapter: chapter.part):
        lines += [f"**{part}**", "", "| | Chapter | What it is about |", "| --- | --- | --- |"]
        for chapter in of_part:
            number, _, name = chapter.title.partition(" ")
            if chapter.exists:
                name = f"**[{name}]({chapter.path.name})**" + (" (draft)" if chapter.draft else "")
            lines.append(f"| {number} | {name} | {chapter.about} |")
        lines.append("")
    return lines


class Listing(SphinxDirective):
    """No arguments, no content. `lines(root)` gives MyST text, `files(root)` what it is made from."""

    def run(self):
        for path in self.files(ROOT):
            self.env.note_dependency(str(path))
        return self.parse_text_to_nodes("\n".join(self.lines(ROOT)))

    def files(self, root):
        return [chapter.path for chapter in plan(root) if chapter.exists]


class Plan(Listing):
    def lines(self, root):
        return plan_tables(plan(root))


class ChapterFigures(Listing):
    def files(self, root):
        return [*super().files(root), *root.glob(status.SUITE_SECONDS)]

    def lines(self, root):
        return status.chapter_table(root).splitlines()


class GraderFigures(Listing):
    def files(self, root):
        return sorted((root / status.FOLDER).glob("*.md"))

    def lines(self, root):
        return [line for path in self.files(root) for line in [*status.stored(path), ""]]


class ChapterRole(SphinxRole):
    def run(self):
        found = next((one for one in plan() if one.stem.startswith(f"{self.text}_")), None)
        if found is None:
            problem = self.inliner.reporter.error(
                f"there is no chapter {self.text!r} in _toc.yml: write two digits", line=self.lineno
            )
            return [], [problem]
        if not found.exists:
            return [nodes.emphasis("", found.title)], []
        return [link(found.stem, found.title)], []


def link(stem, text):
    """A link to a chapter of the book, from any page."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", text),
        refdomain="std",
        reftype="doc",
        reftarget=f"/book/{stem}",
        refexplicit=True,
        refwarn=True,
    )


def setup(app):
    app.add_directive("plan", Plan)
    app.add_directive("chapter-figures", ChapterFigures)
    app.add_directive("grader-figures", GraderFigures)
    app.add_role("chapter", ChapterRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
