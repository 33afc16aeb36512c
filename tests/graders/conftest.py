"""The one line about the graders at the end of a test run."""


def pytest_terminal_summary(terminalreporter):
    import sys

    tests = sys.modules.get("test_graders")
    if tests is None or not terminalreporter.stats.get("passed"):
        return
    for stem, graders in tests.GRADERS.items():
        if graders.answers_run:  # something of it was selected
            terminalreporter.write_line(f"{stem}: {graders.report().line()}")
