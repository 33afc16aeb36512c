"""A tiny made-up assignment for tests of the harness, the command line and the releases."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

STEM = "01_tiny"
CELLS = {  # grade_id: (kind, points, source)
    "intro": ("text", 0, "# Assignment 01: tiny\n\nTwo functions."),
    "setup": ("setup", 0, "import numpy as np\n\nfrom dlkit import check"),
    "double_task": ("text", 0, "## 1. Double · 3 points\n\nWrite `double`."),
    "double": (
        "solution",
        0,
        '''
def double(x):
    """Twice x. x: array of numbers. Returns a new array of the same shape."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
''',
    ),
    "double_hints": (
        "text",
        0,
        '<details class="hint"><summary>Hint 1</summary>\n\nTimes two.\n\n</details>',
    ),
    "double_try": ("setup", 0, "# Try it: about 2 and 4\nprint(double(np.array([1, 2])))"),
    "double_values": (
        "test",
        2,
        """
# Double: three whole numbers · 2 points
x = np.array([1, 2, 3])
check.returns("double", double, x, want=np.array([2, 4, 6]), mistakes={"the square": x**2})
""",
    ),
    "double_hidden_other": (
        "test",
        1,
        """
# Double: other numbers · 1 point · hidden
### BEGIN HIDDEN TESTS
secret_numbers = check.rng("double").uniform(1, 2, size=4)
check.returns("double", double, secret_numbers, want=secret_numbers + secret_numbers)
check.unchanged("double", double, secret_numbers)
### END HIDDEN TESTS
""",
    ),
    "share_task": ("text", 0, "## 2. Share · 2 points\n\nWrite `share`."),
    "share": (
        "solution",
        0,
        '''
def share(x):
    """Each row divided by its sum. x: (N, D) positive numbers. Returns (N, D)."""
    ### BEGIN SOLUTION
    return x / x.sum(axis=1, keepdims=True)
    ### END SOLUTION
''',
    ),
    "share_values": (
        "test",
        1,
        """
# Share: one row · 1 point
check.returns("share", share, np.array([[1, 3]]), want=np.array([[0.25, 0.75]]))
""",
    ),
    "share_hidden_rows": (
        "test",
        1,
        """
# Share: many rows · 1 point · hidden
### BEGIN HIDDEN TESTS
x = check.rng("share").uniform(1, 2, size=(5, 3))
check.returns("share", share, x, want=(x.T / x.T.sum(axis=0)).T)
### END HIDDEN TESTS
""",
    ),
}


def tiny_notebook(**sources):
    """The tiny assignment's source; `double="..."` replaces the source of that cell."""
    cells = []
    for grade_id, (kind, points, source) in CELLS.items():
        make = new_markdown_cell if kind == "text" else new_code_cell
        about = {
            "grade_id": grade_id,
            "schema_version": 3,
            "locked": kind != "solution",
            "task": False,
            "grade": kind == "test",
            "solution": kind == "solution",
        }
        if kind == "test":
            about["points"] = points
        cells.append(
            make(
                sources.get(grade_id, source.strip("\n")),
                id=grade_id.replace("_", "-"),
                metadata={"nbgrader": about},
            )
        )
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=metadata)
