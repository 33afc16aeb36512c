"""Sphinx directive `{prerequisites}`: which chapter builds on which, drawn from the chapters' own metadata.

`dlkit.needs` of each chapter lists the chapters that it builds on. The directive draws them as a picture inside the
page, each box a link, and as a table below it. Nothing is stored: the picture is made anew with the book.
"""

from html import escape

import nbformat
import networkx as nx
import yaml
from docutils import nodes
from run import ROOT, chapters
from sphinx.util.docutils import SphinxDirective

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 310, 62, 24, 38, 4  # of a box and between boxes, in pixels


def graph(root=ROOT):
    """The chapters as a graph, an edge from each to those that build on it.

    Nodes are stems in the order of _toc.yml, with its title, reading_minutes and seconds (None if never run).
    """
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    titles = {
        entry["file"]: entry.get("title") for part in toc["parts"] for entry in part["chapters"]
    }
    g = nx.DiGraph()
    for path in chapters(root):
        about = nbformat.read(path, as_version=4).metadata["dlkit"]
        name = path.relative_to(root).with_suffix("").as_posix()
        g.add_node(
            path.stem,
            title=titles[name] or path.stem,
            reading_minutes=about["reading_minutes"],
            seconds=about.get("seconds"),
        )
        g.add_edges_from((need, path.stem) for need in about["needs"])
    return g


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
        f'<svg class="prerequisites" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
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
        run = f" · {about['seconds']} s to run" if about["seconds"] else ""
        parts.append(
            f'<a href="{escape(url(stem))}"><rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" '
            f'height="{HEIGHT}" rx="8"/><text x="{x:g}" y="{y - 5:g}" class="name">{escape(about["title"])}</text>'
            f'<text x="{x:g}" y="{y + 17:g}">{about["reading_minutes"]} min to read{run}</text></a>'
        )
    return "\n".join([*parts, "</svg>"])


def table(g):
    """The same as MyST text."""
    lines = ["| Chapter | Builds on | To read | To run |", "| --- | --- | ---: | ---: |"]
    for stem, about in g.nodes(data=True):
        needs = ", ".join(sorted(need[:2] for need in g.predecessors(stem))) or "–"
        run = f"{about['seconds']} s" if about["seconds"] else "–"
        lines.append(
            f"| [{about['title']}]({stem}.ipynb) | {needs} | {about['reading_minutes']} min | {run} |"
        )
    return lines


class Prerequisites(SphinxDirective):
    """No arguments, no content."""

    def run(self):
        for path in chapters():
            self.env.note_dependency(str(path))
        g = graph()
        here, builder = self.env.docname, self.env.app.builder
        folder = here.rpartition("/")[0]
        svg = picture(g, lambda stem: builder.get_relative_uri(here, f"{folder}/{stem}"))
        return [nodes.raw("", svg, format="html"), *self.parse_text_to_nodes("\n".join(table(g)))]


def setup(app):
    app.add_directive("prerequisites", Prerequisites)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
