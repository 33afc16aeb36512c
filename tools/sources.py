"""The canonical form of an assignment's source, solutions/NN_topic/NN_topic.ipynb.

An author writes cells and gives each a `grade_id`; what else nbgrader wants to know follows from the cells:

- a cell with `### BEGIN SOLUTION` is to be filled in
- a text cell with the name of an exercise is a written answer, whose points are those of the heading in its task
- a code cell whose first line is a title with points, `# ELU: values · 2 points`, is a test with these points
- everything else is read-only
- the cell's id is its grade_id with hyphens

Outputs, execution counts and whatever an editor leaves are taken out. `make exercises` writes this form back.
"""

import copy
import re

import canonical
import nbformat

from dlkit.checking import assignment

BEGIN = "### BEGIN SOLUTION"


def notebook(nb):
    """A canonical copy of an assignment's source (an nbformat v4 notebook)."""
    nb = copy.deepcopy(nb)
    nb.nbformat, nb.nbformat_minor = 4, 5
    about = {"kernelspec": canonical.KERNELSPEC, "language_info": {"name": "python"}}
    if own := nb.metadata.get("dlkit"):
        about["dlkit"] = own
    nb.metadata = nbformat.from_dict(about)
    taken = set()
    for cell in nb.cells:
        cell.source = cell.source.rstrip()
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        before = cell.metadata.get("nbgrader", {})
        grade_id = before.get("grade_id") or canonical.cell_id(cell, taken).replace("-", "_")
        cell.id = grade_id.replace("_", "-")
        taken.add(cell.id)
        kept = {k: v for k, v in cell.metadata.items() if k in canonical.KEPT_METADATA and v}
        cell.metadata = nbformat.from_dict({**kept, "nbgrader": {"grade_id": grade_id, **before}})
    headings = {cell.metadata.nbgrader.grade_id: heading_points(cell) for cell in nb.cells}
    for cell in nb.cells:
        cell.metadata["nbgrader"] = nbformat.from_dict(about_cell(cell, headings))
    return nb


def about_cell(cell, headings):
    """nbgrader's metadata. `headings`: {grade_id: points in the heading of that cell, or None}."""
    before = cell.metadata.nbgrader
    code, title = cell.cell_type == "code", assignment.TITLE.match(cell.source.partition("\n")[0])
    promised = headings.get(f"{before.grade_id}_task")
    written = not code and bool(BEGIN in cell.source or before.get("solution") or promised)
    solution = written or BEGIN in cell.source or bool(before.get("solution"))
    test = code and not solution and bool(title or before.get("grade"))
    about = {
        "cell_type": cell.cell_type,
        "grade": test or written,
        "grade_id": before.grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if test:
        about["points"] = number(title["points"]) if title else before.get("points", 0)
    if written:
        about["points"] = promised or before.get("points", 0)
    return about


def heading_points(cell):
    heading = cell.cell_type == "markdown" and assignment.HEADING.search(cell.source)
    return number(heading["points"]) if heading else None


def number(text):
    return int(text) if re.fullmatch(r"\d+", text) else float(text)


def write(path):
    """Bring the file into canonical form; whether it changed."""
    text = path.read_text(encoding="utf-8")
    new = canonical.dumps(notebook(nbformat.reads(text, as_version=4)))
    if new != text:
        path.write_text(new, encoding="utf-8", newline="\n")
    return new != text
