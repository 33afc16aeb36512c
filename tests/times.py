"""Where the time went: at the end of a test run, seconds by part of the suite and by chapter.

Wall-clock seconds depend on what else the machine does. The CPU seconds beside them hardly do: those of the tests'
own processes and of all that these started and waited for, so that a process shared by several tests counts where
it ends.
"""

import re
import resource
from collections import defaultdict
from pathlib import Path

import pytest

STEM = re.compile(r"(?<![a-z0-9])\d\d_[a-z0-9_]*[a-z0-9]")
FOLDERS = {"book": "chapter run", "solutions": "solution"}
PARTS = ("code", "grading", "hostile", "notebooks", "graders", "bridge", *FOLDERS.values(), "site")
OF_A_CHAPTER = (*FOLDERS.values(), "graders", "bridge", "other")
EXAMPLES = ("grading", "hostile")  # they take some assignment as an example
STORED = "dlkit/chapter_seconds"  # in pytest's cache; tools/status.py shows it


def part_of(nodeid):
    """The part of the suite that a test belongs to: one of PARTS."""
    path = Path(nodeid.partition("::")[0])
    if path.parts[0] in FOLDERS:
        return FOLDERS[path.parts[0]]
    if path.name in ("test_site.py", "test_bridge.py"):
        return path.stem.removeprefix("test_")
    return next((part for part in path.parts[1:-1] if part in PARTS), "code")


def stem_of(nodeid):
    """The chapter that a test names, such as 03_activations, or None."""
    found = STEM.search(nodeid)
    return found and found[0]


def cpu_seconds():
    """Of this process and of all that it started and waited for."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Clock:
    """In each process that runs tests: notes on every report the CPU seconds since the one before."""

    def __init__(self):
        self.before = cpu_seconds()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        now = cpu_seconds()
        report.cpu, self.before = now - self.before, now
        return report


class Times:
    """In the process that reports: adds up, shows two tables, and keeps what each chapter took."""

    def __init__(self, config):
        self.root, self.cache = config.rootpath, config.cache
        self.spent = defaultdict(lambda: (0.0, 0.0))  # {(part, stem or None): (wall, cpu)}

    def pytest_runtest_logreport(self, report):
        key = part_of(report.nodeid), stem_of(report.nodeid)
        wall, cpu = self.spent[key]
        self.spent[key] = wall + report.duration, cpu + getattr(report, "cpu", 0.0)

    def by_part(self):
        """{part: (wall, cpu)}"""
        parts = defaultdict(lambda: (0.0, 0.0))
        for (part, _), (wall, cpu) in self.spent.items():
            parts[part] = parts[part][0] + wall, parts[part][1] + cpu
        return {part: parts[part] for part in PARTS if part in parts}

    def by_chapter(self):
        """{stem: {part: wall seconds}}, for the chapters that there are."""
        chapters = {}
        for (part, stem), (wall, _) in sorted(self.spent.items(), key=str):
            if stem and part not in EXAMPLES and (self.root / "book" / f"{stem}.ipynb").exists():
                row = chapters.setdefault(stem, dict.fromkeys(OF_A_CHAPTER, 0.0))
                row[part if part in row else "other"] += wall
        return dict(sorted(chapters.items()))

    def pytest_terminal_summary(self, terminalreporter):
        parts, chapters = self.by_part(), self.by_chapter()
        if sum(wall for wall, _ in parts.values()) < 20:  # a few tests: nobody waits for them
            return
        parts["in all"] = tuple(map(sum, zip(*parts.values(), strict=True)))
        rows = [[part, *spent] for part, spent in parts.items()]
        table(terminalreporter, ["seconds by part", "wall", "CPU"], rows)
        rows = [[stem, *row.values(), sum(row.values())] for stem, row in chapters.items()]
        if rows:
            table(terminalreporter, ["wall seconds by chapter", *OF_A_CHAPTER, "in all"], rows)
        if self.cache:
            kept = self.cache.get(STORED, {})
            whole = {
                s: round(sum(r.values())) for s, r in chapters.items() if all(list(r.values())[:4])
            }
            self.cache.set(STORED, kept | whole)


def table(reporter, header, rows):
    reporter.write_line("")
    reporter.write_line(f"{header[0]:<24}" + "".join(f"{name:>12}" for name in header[1:]))
    for name, *numbers in rows:
        reporter.write_line(f"{name:<24}" + "".join(f"{number:12.0f}" for number in numbers))


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Times(config), "dlkit-times")
    config.pluginmanager.register(Clock(), "dlkit-clock")
