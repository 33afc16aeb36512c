"""What `dlkit check` says about an exercise, from what became of its cells."""

import re
from dataclasses import dataclass

from dlkit.checking.assignment import Exercise

UNWRITTEN = ("NotWritten", "NotImplementedError")
NO_PYTHON = ("SyntaxError", "IndentationError", "TabError")


@dataclass
class Verdict:
    """Points of the visible tests, and the first thing to look at, if there is one."""

    exercise: Exercise
    visible: float  # points of the tests that are run here
    earned: float
    unwritten: bool = False
    summary: str = ""  # one line; empty when all visible tests pass
    message: str = ""  # the whole of it
    where: str = ""  # which cell or test it is about

    @property
    def hidden(self):
        """Points of the tests that are run at hand-in."""
        return sum(test.points for test in self.exercise.tests if test.hidden)

    @property
    def missing(self):
        """The task promises other points than its cells have: one was deleted."""
        promised = self.exercise.promised
        return promised is not None and promised != self.exercise.points

    @property
    def passed(self):
        """All visible points are earned."""
        return self.earned == self.visible


def judge(task, exercise, results, timeout):
    """The Verdict on an exercise of the Assignment `task`.

    results: {index of a cell: kernel.Result}; timeout: the seconds that a cell had.
    """
    code = ((c, results[i]) for i, c in enumerate(task.cells) if i in results)
    by_id = {cell.grade_id: result for cell, result in code}
    tests = [test for test in exercise.tests if not test.hidden]
    failed = [test for test in tests if _state(by_id.get(test.grade_id)) != "ok"]
    own = [cell for cell in exercise.solutions if cell.grade_id in by_id]
    visible = sum(test.points for test in tests)
    verdict = Verdict(exercise, visible, visible - sum(test.points for test in failed))
    if not failed:
        return verdict
    if _is_unwritten(failed, own, by_id):
        verdict.unwritten = True
        some = len(failed) < len(tests)
        verdict.summary = "not all of it is" if some else "not"
        verdict.summary += " written yet"
        return verdict
    broken = [cell for cell in own if _state(by_id[cell.grade_id]) != "ok"]
    if broken:
        cell = broken[0]
        verdict.where = f"the cell {cell.grade_id}"
    else:
        cell, *others = failed
        more = f" ({len(others)} more did not pass)" if others else ""
        verdict.where = f"{cell.title}{more}"
    verdict.summary, verdict.message = explain(by_id.get(cell.grade_id), timeout)
    return verdict


def _state(result):
    return "not run" if result is None else result.state


def _is_unwritten(failed, own, by_id):
    """The stub is still there: each failed test met it, or a cell of the answer did."""

    def met_stub(cell):
        result = by_id.get(cell.grade_id)
        return result is not None and result.error in UNWRITTEN

    return all(map(met_stub, failed)) or any(map(met_stub, own))


def explain(result, timeout):
    """(one line, the whole message) about a cell that did not pass."""
    state = _state(result)
    if state == "not run":
        return ("not run: too many cells before it ended Python",) * 2
    if state == "timeout":
        line = f"stopped after {timeout:g} seconds: it does not end"
        return line, (
            f"{line}.\nIs there a loop whose condition never becomes false? Print what "
            "it depends on. If it is only slow, give it more time: --timeout 120."
        )
    if state == "died":
        line = "Python itself ended while this ran"
        return line, (
            f"{line}.\nUsual reasons: an array too large for the memory, a recursion "
            "that does not end, or exit() and the like. Run the cell alone with small "
            "arrays."
        )
    first = result.message.partition("\n")[0]
    if result.error in ("Wrong", "NotWritten"):
        return first, result.message
    line = re.sub(r"\(\d+\.py, line", "(line", f"{result.error}: {first}")
    if result.error in NO_PYTHON:
        return line, "\n".join(result.lines)
    arrows = [f"  {text}" for text in result.lines if text.lstrip().startswith("--")]
    return line, "\n".join([line, *arrows])
