"""Which tests share a process when several run side by side (pytest-xdist), and which of them one chapter needs.

A module stays whole, so that its fixtures are made once; so does a notebook, whose cells share a kernel. What is tested
with the answers to an assignment stays together across modules, since one reads what another has run (harness.load);
and so do the hostile submissions, which overload the machine and count what is left of them.
"""

import pytest
from times import PARTS, part_of, stem_of
from xdist.scheduler import LoadScopeScheduling

READ_ANSWERS = ("test_graders.py", "test_bridge.py", "test_status.py")
SLOW_FIRST = ("hostile", "grading", "graders", "chapter run", "solution", "notebooks")


def group_of(nodeid):
    if part_of(nodeid) == "hostile":
        return "hostile"
    path, _, test = nodeid.partition("::")
    stem = stem_of(test)
    return f"answers to {stem}" if stem and path.endswith(READ_ANSWERS) else path


class Scheduler(LoadScopeScheduling):
    """pytest-xdist's loadscope, with the groups from here and in the order of collection."""

    def _split_scope(self, nodeid):
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return Scheduler(config, log)


def pytest_addoption(parser):
    parser.addoption("--chapter", metavar="NN_topic", help="run only what concerns one chapter")


def concerns(nodeid, stem):
    """Whether a test concerns a chapter: it names it, or tests what in dlkit is named like it.

    Without the pages, which stand in a book that must be built as a whole, and the grader, which only takes an
    assignment as its example.
    """
    if part_of(nodeid) in ("site", "grading", "hostile"):
        return False
    if named := stem_of(nodeid):
        return named == stem
    topic = stem[3:]
    return nodeid.startswith((f"tests/test_{topic}.py", f"tests/test_plots_{topic}.py"))


def place(item):
    """Long groups begin first, so that no process works on alone at the end; the bridge comes last in its group."""
    part = part_of(item.nodeid)
    if not hasattr(item.config, "workerinput"):
        return part == "bridge"
    order = (*SLOW_FIRST, *PARTS)
    return order.index(part)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if stem := config.getoption("--chapter"):
        kept = {concern: [] for concern in (True, False)}
        for item in items:
            kept[concerns(item.nodeid, stem)].append(item)
        if not kept[True]:
            raise pytest.UsageError(f"--chapter {stem}: no test concerns it, is the name right?")
        config.hook.pytest_deselected(items=kept[False])
        items[:] = kept[True]
    items.sort(key=place)
