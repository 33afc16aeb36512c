"""Sphinx directive `{prerequisites}`: which chapter builds on which, drawn from the chapters' own metadata.

`dlkit.needs` of each chapter lists the chapters that it builds on. The directive draws them as a picture inside the
page, each box a link, and as a table below it. Nothing is stored: the picture is made anew with the book.
"""

from html import escape

import networkx as nx
from contents import ROOT, chapters
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 310, 62, 24, 38, 4  # of a box and between boxes, in pixels


def graph(root=ROOT):
    """The chapters that exist as a graph, an edge from each to those that build on it.

    Nodes are stems in the order of _toc.yml, with its title, needs, reading_minutes and seconds (None if never run).
    """
    g, existing = nx.DiGraph(), chapters(root)
    for chapter in existing:
        about = chapter.metadata
        g.add_node(
            chapter.stem,
            title=chapter.title,
            needs=about.get("needs", []),
            reading_minutes=about.get("reading_minutes"),
            seconds=about.get("seconds"),
        )
    for chapter in existing:  # a chapter may need one that is still to come: it has no box
        g.add_edges_from(
            (need, chapter.stem) for need in g.nodes[chapter.stem]["needs"] if need in g
        )
    return g


def lacking(g):
    """What authors have left out, as sentences."""
    return [
        f"book/{stem}.ipynb: its metadata have no dlkit.reading_minutes: add it, as 'Add a chapter' "
        "in CONTRIBUTING.md shows"
        for stem, about in g.nodes(data=True)
        if not about["reading_minutes"]
    ]


def rows(g):
    """Stems from top to bottom: each row needs something of the row above it."""
    return [sorted(row) for row in nx.topological_generations(g)]


def picture(g, url):
    """The graph as SVG. A chapter that needs 02, which needs 01, has an arrow from 02 only. url: stem -> address."""
    levels = rows(g)
    width = max(len(row) for row in levels) * (WIDTH + GAP_X) - GAP_X + 2 * EDGE
    height = len(levels) * (HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE
    centre = {}
    for i, row in enumerate(levels):
        left = (width - len(row) * (WIDTH + GAP_X) + GAP_X) / 2
        for j, stem in enumerate(row):
            centre[stem] = (
                left + j * (WIDTH + GAP_X) + WIDTH / 2,
                EDGE + i * (HEIGHT + GAP_Y) + HEIGHT / 2,
            )
    parts = [
        f'<svg class="prerequisites" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="group" '
        'aria-label="Which chapter builds on which. The table below says the same.">',
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    ]
    for start, end in nx.transitive_reduction(g).edges:
        (x, y), (u, v) = centre[start], centre[end]
        y, v = y + HEIGHT / 2, v - HEIGHT / 2
        parts.append(
            f'<path class="edge" marker-end="url(#arrow)" data-edge="{start} {end}" '
            f'd="M{x:g} {y:g}C{x:g} {(y + v) / 2:g} {u:g} {(y + v) / 2:g} {u:g} {v:g}"/>'
        )
    for stem, (x, y) in centre.items():
        about = g.nodes[stem]
        times = [f"{about['reading_minutes']} min to read"] if about["reading_minutes"] else []
        times += [f"{about['seconds']} s to run"] if about["seconds"] else []
        parts.append(
            f'<a href="{escape(url(stem))}"><rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" '
            f'height="{HEIGHT}" rx="8"/><text x="{x:g}" y="{y - 5:g}" class="name">{escape(about["title"])}</text>'
            f'<text x="{x:g}" y="{y + 17:g}">{" · ".join(times)}</text></a>'
        )
    return "\n".join([*parts, "</svg>"])


def table(g):
    """The same as MyST text."""
    lines = ["| Chapter | Builds on | To read | To run |", "| --- | --- | ---: | ---: |"]
    for stem, about in g.nodes(data=True):
        needs = ", ".join(sorted(need[:2] for need in about["needs"])) or "–"
        read = f"{about['reading_minutes']} min" if about["reading_minutes"] else "–"
        run = f"{about['seconds']} s" if about["seconds"] else "–"
        lines.append(f"| [{about['title']}]({stem}.ipynb) | {needs} | {read} | {run} |")
    return lines


class Prerequisites(SphinxDirective):
    """No arguments, no content."""

    def run(self):
        for chapter in chapters():
            self.env.note_dependency(str(chapter.path))
        g = graph()
        for what in lacking(g):
            self.state_machine.reporter.warning(what, line=self.lineno)
        here, builder = self.env.docname, self.env.app.builder
        folder = here.rpartition("/")[0]
        svg = picture(g, lambda stem: builder.get_relative_uri(here, f"{folder}/{stem}"))
        return [nodes.raw("", svg, format="html"), *self.parse_text_to_nodes("\n".join(table(g)))]


def setup(app):
    app.add_directive("prerequisites", Prerequisites)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
