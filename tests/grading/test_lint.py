"""The linter of test cells finds each thing that does not work from another process."""

import pytest

from dlkit.checking.assignment import Cell
from dlkit.grading.processes import lint


class Task:
    """As much of an assignment as the linter looks at."""

    def __init__(self, test):
        self.cells = [
            Cell("setup", "setup", "import numpy as np\nfrom dlkit import check"),
            Cell("f", "solution", "class Layer:\n    pass\n\ndef f(x):\n    return x"),
            Cell("f_test", "test", test),
        ]


@pytest.mark.parametrize(
    "test, words",
    [
        ("check.that('f', not np.shares_memory(f(x := np.ones(2)), x), '')", "share no memory"),
        (
            "want = expected_elsewhere\ncheck.returns('f', f, 1, want=want)",
            "expected_elsewhere comes from no set-up cell",
        ),
        ("assert f(1) == 1", "bare assert"),
        ("check.that('f', isinstance(Layer(), Layer), '')", "isinstance of a student's class"),
        ("layer = Layer()\nlayer.W[0] = 1", "assign the whole array"),
        ("layer = Layer()\nlayer.groups[0]['rate'] = 1", "assign the whole array"),
        ("import torch\ntorch.func.vmap(f)(np.ones(2))", "torch.func"),
        ("np.exp = None", "attribute of a module"),
        ("import time\nt = time.perf_counter()", "times differ"),
        ("from collections import defaultdict\nd = defaultdict(int)", "plain ones"),
        ("import torch\ntorch.autograd.grad(f(1), 1, create_graph=True)", "second derivatives"),
    ],
)
def test_each_is_found(test, words):
    found = lint.problems(Task(test))
    assert any(words in problem for problem in found), found


def test_what_is_fine_is_not_found():
    assert not lint.problems(
        Task("""
rng = check.rng("f")
for size in (1, 3):
    x = rng.normal(size=size)
    check.returns("f", f, x, want=[value for value in x], mistakes={"twice": 2 * x})
got = check.call("f", lambda v: f(v), 2)
layer = Layer()
layer.W = np.ones(2)
check.that("f", got is not None, f"got {got}")
""")
    )
