"""What the book consists of, planned chapters included.

_toc.yml has the parts, the chapters in their order and their titles; book/plan.yml a line on what each is about. A
chapter exists when its notebook does, and is coming until then: a new chapter changes neither file, and whatever lists
chapters is made from them when it is needed. So chapters that are written side by side do not meet here.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).parents[1]
PLAN = "book/plan.yml"


@dataclass(frozen=True)
class Chapter:
    """A chapter of the plan; `about` is its line in book/plan.yml."""

    path: Path
    title: str
    part: str
    about: str

    @property
    def stem(self):
        return self.path.stem

    @property
    def exists(self):
        return self.path.exists()

    @cached_property
    def metadata(self):
        """What the notebook says of itself: needs, reading_minutes, seconds, draft."""
        return nbformat.read(self.path, as_version=4).metadata.get("dlkit", {})

    @property
    def draft(self):
        return self.exists and self.metadata.get("draft") is True


def plan(root=ROOT):
    """All chapters, planned ones too, in the order of _toc.yml."""
    root = Path(root)
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    lines = root / PLAN
    about = yaml.safe_load(lines.read_text(encoding="utf-8")) if lines.exists() else {}
    found = []
    for part in toc.get("parts", [toc]):
        for entry in part.get("chapters", []):
            path = root / f"{entry['file'].removesuffix('.ipynb')}.ipynb"
            if re.match(r"\d\d_", path.name):
                title = entry.get("title") or path.stem
                found.append(
                    Chapter(path, title, part.get("caption", ""), about.get(path.stem, ""))
                )
    return found


def chapters(root=ROOT):
    """Those that exist."""
    return [chapter for chapter in plan(root) if chapter.exists]


def is_draft(stem, root=ROOT):
    """Whether a chapter, and with it its assignment, is a draft: see "Drafts" in CONTRIBUTING.md."""
    return Chapter(Path(root, "book", f"{stem}.ipynb"), "", "", "").draft
