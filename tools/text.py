"""A chapter and its assignment as text, and back: `make text CHAPTER=03_activations`, `make notebook CHAPTER=…`.

`make text` writes drafts/03_activations.md and drafts/03_activations.assignment.md, in MyST (jupytext does the work).
Edit them with any editor; `make notebook` writes the notebooks. Nothing is lost on the way: each cell carries its id
(in an assignment its grade_id), tags and caption, and a code cell that has not changed keeps its outputs. A new cell
may be given an id, or gets one from its first words. Both refuse to overwrite what has been edited on the other side.
"""

import hashlib
import sys

import canonical
import jupytext
import nbformat
import sources
from contents import ROOT

FOLDER = "drafts"  # ignored by git
OF = "text_of"  # in a text's header: which notebook it was made from, as a hash
RUN = "seconds"  # in a chapter's metadata: measured, not written


class Refused(Exception):
    """Something would be lost; the message says what to do."""


def pairs(stem, root=ROOT):
    """(notebook, its text, the function that makes it canonical) of a chapter and its assignment, if they are there."""
    every = [
        (root / f"book/{stem}.ipynb", root / FOLDER / f"{stem}.md", canonical.notebook),
        (
            root / f"solutions/{stem}/{stem}.ipynb",
            root / FOLDER / f"{stem}.assignment.md",
            sources.notebook,
        ),
    ]
    return [pair for pair in every if pair[0].exists() or pair[1].exists()]


def to_text(nb):
    """The text of a canonical notebook."""
    plain = nbformat.from_dict({**nb, "metadata": {}})
    about = {key: value for key, value in nb.metadata.get("dlkit", {}).items() if key != RUN}
    if about:
        plain.metadata["dlkit"] = about
    for cell in plain.cells:
        given, cell.metadata = cell.metadata, nbformat.NotebookNode()
        if "nbgrader" in given:
            cell.metadata["grade_id"] = given.nbgrader.grade_id
        else:
            cell.metadata["id"] = cell.id
        cell.metadata.update({key: value for key, value in given.items() if key != "nbgrader"})
    header = {"notebook_metadata_filter": "dlkit", "cell_metadata_filter": "all"}
    plain.metadata["jupytext"] = {**header, OF: hash_of(plain)}
    return jupytext.writes(plain, fmt="md:myst")


def hash_of(plain):
    """What an author can change, as a hash."""
    said = [[cell.cell_type, cell.source, cell.metadata] for cell in plain.cells]
    text = repr([said, plain.metadata.get("dlkit", {})])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def parse(text):
    """(cells and metadata of a text, the hash in its header or None)."""
    plain = jupytext.reads(text, fmt="md:myst")
    made_from = plain.metadata.pop("jupytext", {}).get(OF)
    plain.metadata = {key: value for key, value in plain.metadata.items() if key == "dlkit"}
    return plain, made_from


def is_edited(text):
    plain, made_from = parse(text)
    return hash_of(plain) != made_from


def to_notebook(text, old, form):
    """The canonical notebook of a text; `old` is the notebook before, or None, `form` makes it canonical."""
    plain, _ = parse(text)
    old_cells = list(old.cells) if old else []
    by_id = {cell.id: cell for cell in old_cells}
    by_source = {(cell.cell_type, cell.source): cell for cell in old_cells}
    for cell in plain.cells:
        name, grade_id = cell.metadata.pop("id", None), cell.metadata.pop("grade_id", None)
        name = grade_id.replace("_", "-") if grade_id else name
        before = by_id.get(name) or (not name and by_source.get((cell.cell_type, cell.source)))
        cell.id = name or (before.id if before else "")
        if grade_id:
            cell.metadata["nbgrader"] = {"grade_id": grade_id}
        if before and "nbgrader" in before.metadata:
            cell.metadata["nbgrader"] = {
                **before.metadata.nbgrader,
                **cell.metadata.get("nbgrader", {}),
            }
        if cell.cell_type == "code":
            same = before and before.cell_type == "code" and before.source == cell.source
            cell.outputs = before.outputs if same else []
    about = dict(plain.metadata.get("dlkit", {}))
    if old and RUN in old.metadata.get("dlkit", {}):
        about[RUN] = old.metadata.dlkit[RUN]
    plain.metadata = {"dlkit": about}
    return form(nbformat.from_dict(plain))


def read(path, form):
    """The notebook in canonical form, or None if there is none."""
    if not path.exists():
        return None
    return form(nbformat.reads(path.read_text(encoding="utf-8"), as_version=4))


def write_text(path, text_path, form):
    """Returns what was done. Raises Refused."""
    nb = read(path, form)
    if nb is None:
        raise Refused(f"there is no {name(path)}")
    new = to_text(nb)
    if text_path.exists() and (text := text_path.read_text(encoding="utf-8")) != new:
        if is_edited(text):
            raise Refused(
                f"{name(text_path)} has edits that {name(path)} lacks: make notebook "
                f"CHAPTER={path.stem}, or remove it to lose them"
            )
    text_path.parent.mkdir(exist_ok=True)
    text_path.write_text(new, encoding="utf-8", newline="\n")
    return f"{name(text_path)} is written"


def write_notebook(path, text_path, form):
    """Returns what was done. Raises Refused."""
    if not text_path.exists():
        raise Refused(f"there is no {name(text_path)}: make text CHAPTER={path.stem}")
    text, old = text_path.read_text(encoding="utf-8"), read(path, form)
    if not is_edited(text):
        return f"{name(text_path)} has no edits"
    made_from = parse(text)[1]
    if old and made_from and made_from != parse(to_text(old))[1]:
        raise Refused(
            f"{name(path)} has changed since {name(text_path)} was made from it: commit both changes "
            f"in the notebook. Keep your text elsewhere, make text CHAPTER={path.stem}, and edit again"
        )
    new = to_notebook(text, old, form)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(canonical.dumps(new), encoding="utf-8", newline="\n")
    text_path.write_text(to_text(new), encoding="utf-8", newline="\n")
    return f"{name(path)} is written"


def name(path):
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def main(direction, stems):
    """direction: "text", "notebook", or "take", which is "notebook" for those texts that there are."""
    do, failed = write_text if direction == "text" else write_notebook, 0
    if not stems:
        sys.exit(f"Which chapter? Type make {direction} CHAPTER=03_activations")
    for stem in stems:
        if not pairs(stem):
            sys.exit(f"There is no book/{stem}.ipynb and no {FOLDER}/{stem}.md")
        for path, text_path, form in pairs(stem):
            if direction == "take" and not text_path.exists():
                continue
            try:
                print(do(path, text_path, form))
            except Refused as refused:
                failed = 1
                print(f"Refused: {refused}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
