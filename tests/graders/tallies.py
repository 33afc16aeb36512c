"""One line an assignment at the end of a test run: what its graders caught, accepted and killed."""

from collections import defaultdict

TALLIES = defaultdict(dict)  # {stem: {exercise: fields of a harness.Tally}}


def pytest_runtest_logreport(report):
    """The counts come as a property of a test, since the tests may have run in other processes."""
    for name, value in report.user_properties if report.when == "call" else ():
        if name == "tally":
            stem, exercise, fields = value
            TALLIES[stem][exercise] = fields


def pytest_terminal_summary(terminalreporter):
    if not TALLIES:
        return
    import harness

    for stem, exercises in sorted(TALLIES.items()):
        tallies = {exercise: harness.Tally(**fields) for exercise, fields in exercises.items()}
        terminalreporter.write_line(f"{stem}: {harness.Report(stem, tallies).line()}")
