"""Rules such as "no loop" and "no torch" must see helpers and imports, and nothing that the answer does not use."""

import pytest

from dlkit import check
from dlkit.checking.source import Source

IMPORTS = (
    "import numpy as np\nimport torch\nimport torch.nn.functional as F\nfrom math import exp as e"
)


def source(cell, name="f"):
    return Source(name, [IMPORTS, cell])


@pytest.mark.parametrize(
    "cell, loops",
    [
        ("def f(z):\n    return np.exp(z)", []),
        ("def f(z):\n    for i in z: pass", ["for"]),
        ("def f(z):\n    while z: z -= 1", ["while"]),
        ("def f(z):\n    return [i for i in z]", ["comprehension"]),
        ("def f(z):\n    return sum(i for i in z)", ["comprehension"]),
        ("def f(z):\n    return list(map(abs, z))", ["map"]),
        ("def g(x):\n    return x\ndef f(z):\n    return np.vectorize(g)(z)", ["numpy.vectorize"]),
        ("def helper(z):\n    for i in z: pass\ndef f(z):\n    return helper(z)", ["for"]),
        (
            "def other(z):\n    for i in z: pass\ndef f(z):\n    return z\nfor i in range(3): print(f(i))",
            [],
        ),
        ("table = [i for i in range(3)]\ndef f(z):\n    return table", ["comprehension"]),
        ("f = lambda z: [i for i in z]", ["comprehension"]),
        ("class f:\n    def forward(self, z):\n        for i in z: pass", ["for"]),
    ],
)
def test_loops(cell, loops):
    assert source(cell).loops == loops


@pytest.mark.parametrize(
    "cell, imports",
    [
        ("def f(z):\n    return np.exp(z)", {"numpy"}),
        ("def f(z):\n    return F.elu(z)", {"torch"}),
        ("f = F.elu", {"torch"}),
        ("from torch.nn.functional import elu as f", {"torch"}),
        ("def f(z):\n    import scipy.special\n    return scipy.special.expit(z)", {"scipy"}),
        ("def f(z):\n    from dlkit.activations import elu\n    return elu(z)", {"dlkit"}),
        ("def g(z):\n    return torch.relu(z)\ndef f(z):\n    return g(z)", {"torch"}),
        ("def f(z):\n    return __import__('torch').relu(z)", {"torch"}),
        ("from dlkit.activations import *\ndef f(z):\n    return relu(z)", {"dlkit"}),
        ("def f(z):\n    return e(z)", {"math"}),
    ],
)
def test_imports(cell, imports):
    assert source(cell).imports == imports


def test_calls_and_names():
    found = source("def f(z):\n    a = F.elu(z).sum()\n    return np.linalg.norm(a.T) + e(1)")
    assert {
        "F.elu",
        "torch.nn.functional.elu",
        ".sum",
        "np.linalg.norm",
        "numpy.linalg.norm",
        "e",
        "math.exp",
    } <= found.calls
    assert {"z", "a", "T", "np"} <= found.names


def test_the_last_definition_counts_and_broken_cells_do_not():
    cells = ["def f(z):\n    for i in z: pass", "def f(z) return z", "def f(z):\n    return z"]
    assert Source("f", cells).loops == []
    assert Source("f", cells).text == "def f(z):\n    return z"
    assert Source("g", cells).text == "" and Source("g", cells).tree.body == []


def test_a_local_name_is_not_the_notebooks():
    elsewhere = "import torch\nz = [torch.sin(i) for i in range(3)]\na = [i for i in z]\ndef g(): return [a]\n"
    found = source(elsewhere + "def f(z):\n    a = z + 1\n    def g(): return a\n    return g()")
    assert found.loops == [] and found.imports == set()
    assert source(elsewhere + "def f():\n    global a\n    a = a + 1").loops == ["comprehension"]
    assert source(elsewhere + "def f(x):\n    return x + a").loops == ["comprehension"]


def test_recursion_ends():
    assert source("def f(z):\n    return g(z)\ndef g(z):\n    return f(z)").loops == []


def own(z):
    return [i for i in z]


def test_in_a_script_and_in_a_notebook():
    assert check.source("own").loops == ["comprehension"]
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("import numpy as np\ndef f(z):\n    while z: pass", store_history=True)
    result = shell.run_cell("from dlkit import check\ncheck.source('f').loops", store_history=True)
    assert result.result == ["while"]
