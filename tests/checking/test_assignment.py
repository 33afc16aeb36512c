"""Reading an assignment by grade_id, and clear words when a file is none."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from tiny import tiny_notebook

from dlkit.checking.assignment import NotAnAssignment, read


def test_exercises_tests_points_and_hints(tiny):
    task = read(tiny())
    assert task.name == "01_tiny" and task.title == "Assignment 01: tiny"
    double, share = task.exercises
    assert (double.name, double.title, double.points, double.hints) == ("double", "1. Double", 3, 1)
    assert [cell.grade_id for cell in double.solutions] == ["double"]
    assert [(t.grade_id, t.title, t.points, t.hidden) for t in double.tests] == [
        ("double_values", "Double: three whole numbers", 2, False),
        ("double_hidden_other", "Double: other numbers", 1, True),
    ]
    assert share.points == 2 and share.hints == 0
    assert [cell.grade_id for cell in task.setup] == ["setup"]


def test_a_release_still_tells_which_tests_are_hidden(tiny):
    task = read(tiny(double_hidden_other="# Double: other numbers · 1 point · hidden"))
    assert [t.hidden for t in task.tests] == [False, True, False, True]


def test_order_and_cell_ids_do_not_matter(tiny):
    notebook = tiny_notebook()
    notebook.cells = notebook.cells[::-1]
    for i, cell in enumerate(notebook.cells):
        cell.id = f"x{i}"
    path = tiny()
    nbformat.write(notebook, path)
    assert {e.name: e.points for e in read(path).exercises} == {"double": 3, "share": 2}


def test_old_notebooks_without_cell_ids(tiny):
    path = tiny()
    content = json.loads(path.read_text())
    content["nbformat_minor"] = 4
    for cell in content["cells"]:
        del cell["id"]
    path.write_text(json.dumps(content))
    assert len(read(path).exercises) == 2


def test_written_answers_and_parts_of_an_exercise(tiny):
    notebook = tiny_notebook()
    about = {"schema_version": 3, "locked": False, "task": False}
    part = new_code_cell(
        "def double_twice(x): ...",
        metadata={
            "nbgrader": {**about, "grade_id": "double_twice", "solution": True, "grade": False}
        },
    )
    essay = new_code_cell(
        "",
        metadata={
            "nbgrader": {**about, "grade_id": "why", "solution": True, "grade": True, "points": 4}
        },
    )
    notebook.cells += [part, essay]
    path = tiny()
    nbformat.write(notebook, path)
    double, _, why = read(path).exercises
    assert [cell.grade_id for cell in double.solutions] == ["double", "double_twice"]
    assert why.written and why.points == 4 and not double.written


@pytest.mark.parametrize(
    "text, said",
    [
        ("not json", "is not JSON"),
        ("", "is not JSON"),
        ('{"cells": [', "is not JSON"),
        ("<<<<<<< HEAD\n{}", "conflict marks"),
        ("[]", "not a notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "not a notebook"),
        ('{"nbformat": 9, "cells": []}', "not a notebook"),
    ],
)
def test_not_a_notebook(tmp_path, text, said):
    path = tmp_path / "01_tiny.ipynb"
    path.write_text(text)
    with pytest.raises(NotAnAssignment, match=said) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_missing_file_and_folder(tmp_path):
    for path in (tmp_path / "absent.ipynb", tmp_path):
        with pytest.raises(NotAnAssignment, match="no notebook"):
            read(path)


def test_a_notebook_without_exercises(tmp_path):
    path = tmp_path / "notes.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1")]), path)
    with pytest.raises(NotAnAssignment, match="no assignment"):
        read(path)


def test_a_copied_cell(tiny):
    notebook = tiny_notebook()
    notebook.cells.append(notebook.cells[3].copy())
    notebook.cells[-1].id = "copy"
    path = tiny()
    nbformat.write(notebook, path)
    with pytest.raises(NotAnAssignment, match="the cell double more than once"):
        read(path)


def test_a_deleted_solution_cell(tiny):
    notebook = tiny_notebook()
    notebook.cells = [c for c in notebook.cells if c.metadata.nbgrader.grade_id != "share"]
    path = tiny()
    nbformat.write(notebook, path)
    with pytest.raises(NotAnAssignment, match="share_values belongs to no exercise"):
        read(path)
