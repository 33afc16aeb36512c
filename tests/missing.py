"""At the end of a test run: how many tests a missing program has cost, and the line that installs it."""

import shutil
from collections import Counter

PROGRAMS = {"bubblewrap": "bubblewrap", "Chromium": "chromium"}  # word in a skip's reason: package
INSTALLERS = {
    "apt-get": "sudo apt-get install",
    "dnf": "sudo dnf install",
    "pacman": "sudo pacman -S",
    "brew": "brew install",
}
skipped = Counter()


def pytest_runtest_logreport(report):
    if report.skipped and isinstance(report.longrepr, tuple):
        skipped.update(package for word, package in PROGRAMS.items() if word in report.longrepr[2])


def pytest_terminal_summary(terminalreporter):
    if skipped:
        terminalreporter.write_line(message(skipped), yellow=True)


def message(counts):
    """counts: {package: number of tests that were skipped for the lack of it}"""
    install = next((line for name, line in INSTALLERS.items() if shutil.which(name)), "install")
    told = " and ".join(f"{number} without {package}" for package, number in counts.items())
    return f"Tests skipped on this machine: {told}. To run them: {install} {' '.join(counts)}"
