"""The notebook that formgrader shows of a student: answers, why tests failed, and nothing that runs in a browser."""

import hashlib
import json
import re
import textwrap

import nbformat

from dlkit.grading.result import name_of_added


def notebook_of(source, result):
    """The instructor's notebook with the student's answers in it, under each failed test its message, and why a person
    must look. An answer that is missing is empty."""
    cells = []
    if result.reasons:
        why = "; ".join(reason.teacher for reason in result.reasons)
        cells.append(printed(f"A person must look: {why}", "why"))
    cells += added(result, "")
    for cell in nbformat.from_dict(source).cells:
        about = cell.metadata.get("nbgrader", {})
        name = about.get("grade_id", "")
        if about.get("solution"):
            answer = result.answers.get(name, "")
            cell.source = answer if cell.cell_type == "code" else as_typed(answer)
        if cell.cell_type == "code":
            test = result.tests.get(name)
            text = (test.message if test else "") or result.errors.get(name, "")
            cell.outputs = stdout(text)
        cells.append(cell)
        if name:
            cells += added(result, name)
    about = {"shown": fingerprint(result)}
    return nbformat.v4.new_notebook(cells=cells, metadata={**source.metadata, "dlkit": about})


def fingerprint(result):
    """Equal as long as there is nothing new to look at. Of data only: other words for the same are nothing new."""
    about = {
        "answers": result.answers,
        "added": [[cell.after, cell.source] for cell in result.added],
        "tests": {name: [test.points, test.outcome] for name, test in result.tests.items()},
        "reasons": [reason.to_json() for reason in result.reasons],
    }
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def shown(text):
    """The fingerprint in the notebook that formgrader has (bytes), or None."""
    try:
        return json.loads(text)["metadata"]["dlkit"]["shown"]
    except (ValueError, KeyError, TypeError):
        return None


def added(result, name):
    """The cells that the student added after the cell `name`, with their errors."""
    return [
        printed(result.errors.get(name_of_added(i), ""), f"extra-{i}", cell.source)
        for i, cell in enumerate(result.added)
        if cell.after == name
    ]


def printed(text, name, code=""):
    """A code cell that has printed a text."""
    return nbformat.v4.new_code_cell(code, id=name, outputs=stdout(text))


def stdout(text):
    """The outputs of a cell that has printed a text, or nothing."""
    return [nbformat.v4.new_output("stream", name="stdout", text=text)] if text else []


def as_typed(text):
    """Markdown that shows a text as it is: formgrader would run a script in it with the instructor's rights."""
    fence = "`" * (3 + max(map(len, re.findall("`+", text)), default=0))
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 100) or [""]]
    return "\n".join([f"{fence}text", *lines, fence]) if text.strip() else ""
