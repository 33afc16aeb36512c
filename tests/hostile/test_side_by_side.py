"""The roughest cases on one worker, an honest student on another at the same time: the same result as alone."""

import dataclasses
import threading

import pytest
import test_hostile
from hostile import FULL
from test_hostile import CASES, handed_in, honest, job  # noqa: F401  a fixture

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
    scores, ended = {}, threading.Event()

    def attack(process):
        try:
            for case in cases:
                work = handed_in(dataclasses.replace(case, folder=None), tmp_path)
                limits = dataclasses.replace(job.limits, **case.limits)
                case_job = dataclasses.replace(job, limits=limits)
                scores[case.name] = trial.grade(process, case_job, work).score
        finally:
            ended.set()

    with Warm(job.setup, sandbox=True) as one, Warm(job.setup, sandbox=True) as other:
        alone = honest(one, job)
        assert f'"score": {FULL}' in alone
        attacker = threading.Thread(target=attack, args=(other,))
        attacker.start()
        beside = []
        while not ended.is_set():
            beside.append(honest(one, job))
        attacker.join()
        assert not test_hostile.left(one) and not test_hostile.left(other)
    assert len(beside) > len(cases) and set(beside) == {alone}
    assert {case.name: scores[case.name] for case in cases} == {
        case.name: case.score for case in cases
    }
