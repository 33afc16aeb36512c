"""The published numbers are those of today, and they count what they say."""

import copy
import sys
import types
from itertools import zip_longest
from pathlib import Path

import canonical
import planted
import pytest
import status
from planted import code, text

ROOT = Path(__file__).parents[2]


def measured(stem):
    """From the graders of this test run, whose answers have been run already, if there are any."""
    if stem in (graders := getattr(sys.modules.get("test_graders"), "GRADERS", {})):
        return status.text_of(graders[stem])
    return status.measure(stem)


@pytest.mark.parametrize("stem", status.measured_stems())
def test_figures_are_up_to_date(stem):
    path = ROOT / status.FOLDER / f"{stem}.md"
    committed = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for old, new in zip_longest(committed, measured(stem).splitlines()):
        assert old == new, (
            f"{status.FOLDER}/{stem}.md is out of date: make status CHAPTER={stem}\n"
            f"  there: {old}\n  now:   {new}"
        )


def test_figures_belong_to_an_assignment():
    files = {path.stem for path in (ROOT / status.FOLDER).glob("*.md")}
    assert files <= set(status.measured_stems()), "make status removes what has no graders"


@pytest.fixture
def chapter():
    nb = planted.notebook(
        text("# Title\n\nTwo words, $x^2$ and `code` <b>here</b>.", "title"),
        code("1", "one", shows="1"),
        code("x = 2", "silent"),
        code("1", "loose", shows="1", tags=["nbval-ignore-output"]),
        code("1", "close", shows="1", tags=["rtol=0.1"]),
        code("plot()", "picture", png="aaaa"),
        code("1", "unrun", tags=["gpu"]),
        code("2", "ran", tags=["gpu"]),
        seconds=12,
    )
    nb.cells[-1].metadata["dlkit"] = {"device": "cuda", "of": canonical.source_hash(nb.cells[-1])}
    return nb


def test_cells_are_counted_by_how_they_are_compared(chapter):
    counts = status.measure_chapter(chapter)
    assert counts == {
        "words": 5,
        "cells": 7,
        "seconds": 12,
        "compared": 1,
        "pictures": 1,
        "tolerance": 1,
        "ignored": 1,
        "silent": 1,
        "gpu": 2,
        "on_gpu": 1,
    }


def test_a_gpu_cell_changed_since_it_ran_does_not_count(chapter):
    changed = copy.deepcopy(chapter)
    changed.cells[-1].source = "3"
    assert status.measure_chapter(changed)["on_gpu"] == 0


def test_graders_are_shown_with_the_reason_for_each_survivor():
    tally = types.SimpleNamespace(
        title="1. ELU",
        wrong_caught=3,
        wrong_total=4,
        right_accepted=2,
        right_total=2,
        mutants_killed=8,
        mutants_total=10,
        survivors={"z > 0": "equal at 0", "1 -> 2": ""},
    )
    report = types.SimpleNamespace(
        stem="03_x", exercises={"elu": tally}, line=lambda: "all in one line"
    )
    text = status.grader_figures(report, {"elu": "4"})
    assert "### Assignment 03" in text
    assert "| 1. ELU | 4 | 3 of 4 | 2 of 2 | 8 of 10 |" in text
    assert "In all: all in one line." in text
    assert "- 1\\. ELU, `z > 0`: equal at 0" in text and "`1 -> 2`: **no reason given**" in text
