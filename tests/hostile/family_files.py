"""Files that no editor wrote: the notebook's bytes, its cells, and what lies beside it."""

import json
import os
import socket

from hostile import STEM, Case, cell, changed, code, dumped, grade_id, raw, reference

REVIEW = {"state": "needs_review"}
NAME = f"{STEM}.ipynb"


def find(notebook, name):
    return next(its for its in notebook["cells"] if grade_id(its) == name)


def retyped(notebook):
    for its in notebook["cells"]:
        its["cell_type"] = "raw" if grade_id(its) == "steps" else "markdown" if grade_id(its) == "judge" else its[
            "cell_type"]


def retagged(notebook):
    for its in notebook["cells"]:
        its["metadata"]["tags"] = ["hide", 7]
        if about := its["metadata"].get("nbgrader"):
            about.update(grade=not about.get("grade"), solution=not about.get("solution"), points=1000,
                         schema_version=-1, locked="maybe", task=None)


def doubled(notebook):
    at = notebook["cells"].index(find(notebook, "fahrenheit"))
    notebook["cells"].insert(at + 1, cell("def fahrenheit(c):\n    return 1.8 * c + 32\n", "fahrenheit"))
    find(notebook, "fahrenheit")["source"] = "def fahrenheit(c):\n    return 0\n"


def without_tests(notebook):
    notebook["cells"] = [its for its in notebook["cells"]
                         if not its["metadata"].get("nbgrader", {}).get("grade") and "setup" not in grade_id(its)]


def own_tests(notebook):
    """Test cells of a student's own, by the same names, that always pass; and an answer that is wrong."""
    for its in notebook["cells"]:
        if its["metadata"].get("nbgrader", {}).get("grade"):
            its["source"] = "pass"
    find(notebook, "fahrenheit")["source"] = "def fahrenheit(c):\n    return c\n"
    find(notebook, "setup")["source"] += "\ncheck.returns = check.that = check.unchanged = lambda *a, **k: None\n"


def without_fahrenheit(notebook):
    notebook["cells"].remove(find(notebook, "fahrenheit"))


def odd_metadata(notebook):
    notebook["metadata"] = {"kernelspec": {"name": "../../bin/sh", "language": "bash"}, "x": [[[]]], "é": "\ud800"}
    notebook["nbformat"] = "four"
    for i, its in enumerate(notebook["cells"]):
        its["id"] = ("same", 5, None, "é" * 500, {"a": 1})[i % 5]
        its["attachments"] = its["outputs"] = "none"
        its["execution_count"] = "first"


def odd_cells(notebook):
    odd = [None, 5, "text", [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 5, "metadata": []},
           {"cell_type": "code", "source": ["a", 5], "metadata": {}}, cell("x = 1") | {"metadata": None},
           {"cell_type": ["code"], "source": "x = 1", "metadata": {"nbgrader": []}},
           {"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": {"grade_id": ["fahrenheit"]}}},
           {"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": {"grade_id": 10**400}}}]
    notebook["cells"] = odd + notebook["cells"] + odd


def hugely_printed(notebook):
    find(notebook, "fahrenheit_try")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["x" * 1000 + "\n"] * 12_000}]


def many_cells(notebook):
    notebook["cells"] += [cell("pass")] * 5000


def many_before(notebook):
    notebook["cells"] = [cell("", kind="markdown")] * 5000 + notebook["cells"]


def version3():
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"metadata": {}, "cells": []}]}
    for its in reference()["cells"]:
        new = {"cell_type": its["cell_type"], "metadata": its["metadata"], "language": "python", "collapsed": False,
               "prompt_number": 1, "outputs": []}
        new["input" if its["cell_type"] == "code" else "source"] = its["source"]
        old["worksheets"][0]["cells"].append(new)
    return json.dumps(old).encode()


def shadows(place):
    for name in ("numpy", "dlkit", "check", "json", "torch", "random", "encodings", "sitecustomize", "socket"):
        (place / f"{name}.py").write_text("raise SystemExit('shadowed')\n")
    (place / "dlkit").mkdir()
    (place / "dlkit" / "check.py").write_text("returns = that = unchanged = raises = lambda *a, **k: None\n")
    (place / "dlkit" / "__init__.py").write_text("")
    (place / "helper.py").write_text("factor = 1.8\n")


def links(place):
    os.symlink("/etc/passwd", place / "passwd.txt")
    os.symlink("/", place / "root")
    os.symlink("..", place / "up")
    os.symlink(place / "me", place / "me")


def pipes(place):
    os.mkfifo(place / "a_pipe")
    with socket.socket(socket.AF_UNIX) as its:
        here = os.getcwd()
        os.chdir(place)             # the address of such a socket may not be long
        its.bind("a_socket")
        os.chdir(here)
    os.mknod(place / "a_device", 0o600 | 0o020000, os.makedev(1, 5)) if os.geteuid() == 0 else None


def strange_names(place):
    for name in (b"..\\..\\evil", b"new\nline", b"\xff\xfe", b"-rf", b"a" * 255, "\u202e gpj".encode(), b"*",
                 b"$(reboot)", b"..."):
        with open(os.path.join(os.fsencode(place), name), "wb") as file:
            file.write(b"x")


def deep_folders(place):
    here = os.getcwd()
    try:
        os.chdir(place)
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)


def many_files(place):
    for i in range(3000):
        (place / f"{i}.txt").write_bytes(b"x")


def large_files(place):
    for i in range(5):
        with open(place / f"{i}.bin", "wb") as file:
            file.truncate(1 << 32)


def instead(make):
    """In the notebook's place: what make(path) puts there."""
    return lambda place: make(place / NAME)


def elsewhere(place):
    (place.parent / "real").mkdir()
    (place.parent / "real" / NAME).write_bytes(dumped(reference()))
    place.rmdir()
    place.symlink_to("real")


def sparse(path):
    with open(path, "wb") as file:
        file.truncate(1 << 40)


SEEN = "import os; raise RuntimeError(f'seen: {sorted(os.listdir())}')"
UNREAD = {**REVIEW, "within": 3}
CASES = [
    Case("files: empty", 0, raw(b""), review=("not JSON",), **UNREAD),
    Case("files: invalid JSON", 0, lambda: dumped(reference())[:-200], review=("not JSON",), **UNREAD),
    Case("files: conflict marks", 0, raw(b"<<<<<<< HEAD\n{}"), review=("conflict marks",), **UNREAD),
    Case("files: UTF-16", 0, lambda: dumped(reference()).decode().encode("utf-16"), review=("UTF-8",), **UNREAD),
    Case("files: UTF-8 with a byte order mark", 20, lambda: b"\xef\xbb\xbf" + dumped(reference())),
    Case("files: raw NUL bytes", 0, lambda: dumped(reference()).replace(b" ", b"\0"), review=("not JSON",), **UNREAD),
    Case("files: NUL inside a cell", 18, code(fahrenheit="def fahrenheit(c):\n    return 1.8 * c + 32\n\0"),
         lost=("fahrenheit",), errors=("null bytes",)),
    Case("files: a lone surrogate in a cell", 20, code(last="x = '\ud800'")),
    Case("files: JSON that is a list", 0, raw(b"[1, 2]"), review=("no notebook",), **UNREAD),
    Case("files: cells that are no list", 0, raw(b'{"cells": {"a": 1}}'), review=("no list of cells",), **UNREAD),
    Case("files: another notebook", 0, lambda: dumped({"cells": [cell("print(1)")]}), review=("none of the",),
         **UNREAD),
    Case("files: nested 100,000 deep", 0, raw(b"[" * 100_000), review=("not JSON",), **UNREAD),
    Case("files: metadata nested 2,000 deep", 0, lambda: dumped(reference())[:-1] + b', "x": ' + b"[" * 2000
         + b"]" * 2000 + b"}", review=("not JSON",), **UNREAD),
    Case("files: a number of a million digits", 0, lambda: dumped(reference())[:-1] + b', "x": ' + b"9" * 1_000_000
         + b"}", review=("not JSON",), **UNREAD),
    Case("files: nbformat 3", 20, version3),
    Case("files: 12 MB of stored output", 20, changed(hugely_printed)),
    Case("files: 5,000 extra cells", 20, changed(many_cells), review=("more than",), **REVIEW),
    Case("files: 5,000 cells before the answers", 0, changed(many_before), review=("more than",), **REVIEW),
    Case("files: 5 MB of source", 0, changed(lambda nb: nb["cells"].extend([cell("1\n" * 90_000)] * 28)),
         review=("characters",), **UNREAD),
    Case("files: odd ids and metadata", 20, changed(odd_metadata)),
    Case("files: cells that are none", 20, changed(odd_cells)),
    Case("files: a duplicated cell", 18, changed(doubled), lost=("fahrenheit",), review=("twice",), **REVIEW),
    Case("files: cells retyped", 20, changed(retyped)),
    Case("files: cells re-tagged", 20, changed(retagged)),
    Case("files: test and set-up cells deleted", 20, changed(without_tests)),
    Case("files: an answer deleted", 18, changed(without_fahrenheit), lost=("fahrenheit",)),
    Case("files: tests of one's own", 18, changed(own_tests), lost=("fahrenheit",)),
    Case("files: wrong name", 0, folder=lambda place: (place / "00_toolbox (1).ipynb").write_bytes(b"{}"),
         review=("00_toolbox (1).ipynb",), **UNREAD),
    Case("files: the notebook is a link", 0, folder=instead(lambda path: path.symlink_to("/etc/passwd")),
         review=("cannot be read",), **UNREAD),
    Case("files: the notebook is a pipe", 0, folder=instead(os.mkfifo), review=("cannot be read",), **UNREAD),
    Case("files: the notebook is a folder", 0, folder=instead(os.mkdir), review=("cannot be read",), **UNREAD),
    Case("files: the notebook is a terabyte", 0, folder=instead(sparse), review=("cannot be read",), **UNREAD),
    Case("files: the folder is a link", 0, folder=elsewhere, review=("links are not followed",), **UNREAD),
    Case("files: modules that shadow ours", 20, code(last="import helper; assert helper.factor == 1.8"), folder=shadows,
         never=("shadowed", "Error")),
    Case("files: links beside the notebook", 20,
         code(last=SEEN), folder=links, errors=("seen: []",)),
    Case("files: pipes and devices beside it", 20,
         code(last=SEEN), folder=pipes, errors=("seen: []",)),
    Case("files: strange names", 20, code(), folder=strange_names),
    Case("files: folders 1,500 deep", 20, code(), folder=deep_folders),
    Case("files: 3,000 files", 20, code(), folder=many_files),
    Case("files: files of 4 GiB", 20, code(), folder=large_files),
    Case("files: a student named like a path", 20, code(), student="..\n\"';&$(id)"),
]
