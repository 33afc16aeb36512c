"""What is to be graded, and how: all that a judge must know, but the student."""

from dataclasses import astuple, dataclass, field

from dlkit.checking.assignment import Cell
from dlkit.grading.limits import Limits


@dataclass(frozen=True)
class Job:
    assignment: str
    cells: tuple[Cell, ...]  # of the instructor's notebook
    seed: str  # of the run's random inputs
    limits: Limits = field(default_factory=Limits)

    @property
    def setup(self):
        """Sources of the set-up cells, which hold no answers."""
        return [cell.source for cell in self.cells if cell.kind == "setup"]

    @property
    def tests(self):
        return [cell for cell in self.cells if cell.kind == "test"]

    def to_json(self):
        return {
            "assignment": self.assignment,
            "cells": [astuple(cell) for cell in self.cells],
            "seed": self.seed,
            "limits": self.limits.to_json(),
        }

    @classmethod
    def from_json(cls, about):
        cells = tuple(Cell(*cell) for cell in about["cells"])
        return cls(about["assignment"], cells, about["seed"], Limits.from_json(about["limits"]))
