"""The roughest cases on one worker, an honest student on another at the same time: the same result as alone."""

import dataclasses
import threading

import pytest
import test_hostile
from test_hostile import CASES, Neighbour, handed_in, job, limits_of  # noqa: F401  a fixture

from dlkit.grading.classes import trial
from dlkit.grading.processes.warm import Warm
from dlkit.grading.sandbox import box

ROUGH = (
    "a fork bomb",
    "more memory than allowed",
    "memory, spread over processes",
    "threads without end",
    "floods of output",
    "disks filled",
    "daemons with setsid",
    "SIGKILL to every",
    "SIGKILL to all numbers",
    "the parent stopped or killed, in a cell",
    "state left for the next student",
)

pytestmark = pytest.mark.skipif(not box.available(), reason="bubblewrap is not installed")


def test_an_honest_student_beside_the_roughest(job, tmp_path):  # noqa: F811
    cases = [case for case in CASES if case.name.split(": ")[1].startswith(ROUGH)]
    assert len(cases) >= len(ROUGH)
    scores = {}

    def attack(process, case, busy):
        work = handed_in(dataclasses.replace(case, folder=None), tmp_path)
        limited = dataclasses.replace(job, limits=limits_of(case, job, busy))
        scores[case.name] = trial.grade(process, limited, work).score

    with Warm(job.setup, sandbox=True) as one, Warm(job.setup, sandbox=True) as other:
        neighbour = Neighbour(one, job)
        for case in cases:
            attacker = threading.Thread(target=attack, args=(other, case, neighbour.busy))
            attacker.start()
            beside = {neighbour.result()}  # at least once, however busy the machine is
            while attacker.is_alive():
                beside.add(neighbour.result())
            assert beside == {neighbour.alone}, case.name
        assert not test_hostile.left(one) and not test_hostile.left(other)
    assert {case.name: scores[case.name] for case in cases} == {
        case.name: case.score for case in cases
    }
