"""What of a student's notebook counts. Read in the student's own process, before any of its code has run."""

import json

from dlkit.grading.reasons import Code

MAX_CELLS, MAX_SOURCE, MAX_CODE = 2000, 200_000, 500_000  # characters of one cell, and of all


class Unreadable(ValueError):
    """The notebook cannot be graded: a code of `reasons`, and what it is about."""

    def __init__(self, code, *details):
        super().__init__(code)
        self.code, self.details = code, details


def read_notebook(message, blob):
    """The cells by grade_id: {"cells": {grade_id: source}, "extra": [[after, source], ...], ...} or {"problem": code}.

    message: "wanted", the grade_ids of answers; "known", those of all cells. Other code cells are extra.
    """
    try:
        return collect_cells(parse_notebook(blob), set(message["wanted"]), set(message["known"]))
    except Unreadable as error:
        return {"problem": error.code, "details": error.details}


def parse_notebook(blob):
    """The list of cells, whatever they are. Raises Unreadable."""
    try:
        notebook = json.loads(blob.decode("utf-8-sig"))
        if not isinstance(notebook, dict):
            raise Unreadable(Code.NO_NOTEBOOK_IN_JSON)
        if "worksheets" in notebook:
            import nbformat

            notebook = nbformat.convert(nbformat.from_dict(notebook), 4)
        cells = notebook["cells"]
    except Unreadable:
        raise
    except UnicodeDecodeError:
        raise Unreadable(Code.NOT_TEXT) from None
    except (ValueError, RecursionError):
        conflict = b"<<<<<<<" in blob
        raise Unreadable(Code.MERGE_CONFLICT if conflict else Code.NOT_JSON) from None
    except Exception as error:
        raise Unreadable(Code.NOT_READABLE, type(error).__name__) from None
    if not isinstance(cells, list):
        raise Unreadable(Code.NO_CELLS)
    return cells


def collect_cells(found, wanted, known):
    """See `read_notebook`. Only code cells count, and answers; of a grade_id that occurs twice, the first."""
    answers, extra, after, doubled, size = {}, [], "", [], 0
    for cell in found[:MAX_CELLS]:
        try:
            source, grade_id, is_code = parse_cell(cell)
        except (KeyError, TypeError, AttributeError):
            continue
        if len(source) > MAX_SOURCE:
            raise Unreadable(Code.LONG_CELL, f"{MAX_SOURCE:,}")
        if is_code or grade_id in wanted:
            size += len(source)
        if size > MAX_CODE:
            raise Unreadable(Code.LONG_CODE, f"{MAX_CODE:,}")
        if grade_id in known:
            after = grade_id
        if grade_id in answers:
            doubled.append(grade_id)
        elif grade_id in wanted:  # whatever type it has now: an editor changes that with one key
            answers[grade_id] = source
        elif grade_id not in known and is_code and source.strip():
            extra.append([after, source])
    if not answers and len(found) > MAX_CELLS:
        raise Unreadable(Code.LATE_ANSWERS, f"{MAX_CELLS:,}")
    if not answers:
        raise Unreadable(Code.OTHER_ASSIGNMENT)
    unread = max(0, len(found) - MAX_CELLS)
    return {"cells": answers, "extra": extra, "doubled": doubled, "unread": unread}


def parse_cell(cell):
    """(source, grade_id or "", whether it is code). What is no cell raises KeyError, TypeError or AttributeError."""
    source = cell["source"]
    source = source if isinstance(source, str) else "".join(source)
    source = source.encode("utf-8", "replace").decode()  # half a character could not be stored
    metadata = cell.get("metadata") or {}
    about = metadata.get("nbgrader") or {}
    grade_id = about.get("grade_id", "")
    grade_id = grade_id if isinstance(grade_id, str) else ""
    return source, grade_id, cell.get("cell_type") == "code"
