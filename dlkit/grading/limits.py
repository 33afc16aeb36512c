"""How long and how large a student's work may be. The standard library only: the box needs nothing else."""

import math
from dataclasses import asdict, dataclass, fields

from dlkit.errors import UserError

MAX_SECONDS = 24 * 3600.0
EXTRA_SECONDS = 15.0  # that the judge may take beyond the student's limit
CHOSEN = ("cell_seconds", "test_seconds", "total_seconds")  # what an assignment may set


@dataclass(frozen=True)
class Limits:
    """For all processes of one submission together, unless it says otherwise."""

    cell_seconds: float = 20.0  # by the clock: for each of a student's cells,
    test_seconds: float = 10.0  # for each test cell,
    total_seconds: float = 120.0  # and for the whole notebook
    memory: int = 2 << 30  # bytes above what the warm process has
    processes: int = 64
    file_size: int = 64 << 20  # bytes of one file, and of each folder that can be written to

    def to_json(self):
        return asdict(self)

    @classmethod
    def from_json(cls, about):
        return cls(**about)

    @classmethod
    def from_metadata(cls, metadata, path):
        """The limits in a notebook's metadata: {"dlkit": {"limits": {"cell_seconds": 40}}}. Raises UserError."""
        dlkit = metadata.get("dlkit", {})
        chosen = dlkit.get("limits", {}) if isinstance(dlkit, dict) else {}
        where = f"{path}: dlkit.limits in the notebook's metadata"
        if not isinstance(chosen, dict):
            raise UserError(f'{where} is {chosen!r}, expected for example {{"cell_seconds": 40}}.')
        for name, value in chosen.items():
            if name not in CHOSEN:
                raise UserError(f"{where} has {name!r}; there are {', '.join(CHOSEN)}.")
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not (number and math.isfinite(value) and 0 < value <= MAX_SECONDS):
                raise UserError(
                    f"{where}: {name} is {value!r}, expected a number of seconds, "
                    f"more than 0 and at most {MAX_SECONDS:,.0f}."
                )
        limits = cls(**chosen)
        longest = max(limits.cell_seconds, limits.test_seconds)
        if longest > limits.total_seconds:
            raise UserError(
                f"{where}: one cell may take {longest:g} s, and the whole notebook {limits.total_seconds:g} s: "
                "give total_seconds as well."
            )
        return limits

    def lowered(self, other):
        """Of each limit the lower one."""
        names = [field.name for field in fields(self)]
        return Limits(**{name: min(getattr(self, name), getattr(other, name)) for name in names})
