"""The class report counts right, asks instead of judging, and shrugs at hostile source."""

import re
import time

import matplotlib.pyplot as plt
import pytest
from test_feedback import HOSTILE, WRITTEN, lost, made, unrun

from dlkit.checking import assignment as assignments
from dlkit.grading.classes import similar
from dlkit.grading.pages import report
from dlkit.grading.reasons import Code, Reason

UNUSUAL = '''
def double(x):
    """Twice x."""
    total = np.zeros(x.shape)     # start with nothing
    for step in range(2):
        total = total + x
    return total
'''
RENAMED = """
# all my own work
def double(values: np.ndarray) -> np.ndarray:
    out = np.zeros(values.shape)
    for _ in range(2):
        out = (out
               + values)
    return out
"""


@pytest.fixture
def tiny_assignment(tiny):
    return assignments.read(tiny())


SQUARE = lost(
    "double: it looks like a known mistake: the square\n  given 3", mistake=("double", "the square")
)


def square(assignment, student, **more):
    return made(
        assignment,
        {"double_values": SQUARE},
        student,
        **more,
    )


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("</style>", 1)[1]).split())


def pairs(assignment, *answers, cell="double"):
    results = [
        made(assignment, student=f"s{i}", answers={cell: source}, notebook=f"{i}")
        for i, source in enumerate(answers)
    ]
    return [group.students for group in similar.groups(results, assignment)]


def test_counts(tiny_assignment, tmp_path):
    a = tiny_assignment
    results = [made(a, student=f"right{i}") for i in range(4)] + [
        square(a, f"square{i}") for i in range(3)
    ]
    results += [
        made(a, {"share_values": lost("share: so", mistake=("share", "columns"))}, "columns"),
        unrun(a, Reason(Code.NOTHING_HANDED_IN, ("01_tiny",)), student="empty"),
        square(a, "twice", reasons=[Reason(Code.DOUBLED_CELLS, ("double",)), WRITTEN]),
        unrun(a, Reason(Code.WORKERS_DIED, ("KilledWorker",)), student="ours"),
    ]
    path = tmp_path / "report.html"
    report.write(results, a, path, seconds=10, workers=2)
    page = path.read_text(encoding="utf-8")
    text = text_of(page)
    for part in (
        "11 submissions",
        "8 graded",
        "2 need a person",
        "1 failed on our side",
        "4 of 5 median score",
    ):
        assert part in text
    assert (
        "Scores of 9 submissions: the median is 4 of 5 points; 4 with full marks, 0 with none."
        in text
    )
    assert "Left out of the scores and of what follows: 2 whose tests could not be run." in text
    assert "double: the square · 1. Double 4" in text and "share: columns · 2. Share 1" in text
    assert text.index("double: the square") < text.index("share: columns")
    assert "Failed on our side: its workers died: KilledWorker ours 1" in text
    assert (
        text.index("Failed on our")
        < text.index("cells that occur twice, the first was taken: double twice 1")
        < text.index("a written answer")
    )
    assert (
        "Double: three whole numbers 4 44 % 8" in text
        and "Double: other numbers · hidden 0 0 % 0" in text
    )
    assert "11 submissions in 10 s on 2 workers: 1.1 a second." in text
    assert page.count('src="data:image/svg+xml;base64,') == 3 == page.count("<img")
    assert len(re.findall(r'alt="[^"]{40,}"', page)) == 3
    assert "<script" not in page and "http" not in re.sub("http-equiv", "", page)
    assert not plt.get_fignums()
    assert page == report.page(results, a, 10, 2)  # the same bytes again


def test_lost_points(tiny_assignment):
    results = [
        square(tiny_assignment, "a"),
        square(tiny_assignment, "b"),
        made(tiny_assignment, student="c"),
    ]
    lost = {test.title: (test.failed, test.lost) for test in report.lost(results, tiny_assignment)}
    assert lost["Double: three whole numbers"] == (2, 4) and lost["Share: one row"] == (0, 0)


def test_a_student_counts_once_for_a_mistake_and_cannot_invent_one_in_an_error(tiny_assignment):
    forged = (
        "double: your code stopped with ValueError: it looks like a known mistake: the teacher's"
    )
    results = [
        made(
            tiny_assignment,
            {"double_values": forged, "share_values": "it looks like a known mistake: x"},
        ),
        made(
            tiny_assignment,
            dict.fromkeys(
                ("double_values", "double_hidden_other"),
                SQUARE,
            ),
        ),
    ]
    assert report.mistakes(results, tiny_assignment) == [("double", "the square", "1. Double", 1)]


@pytest.mark.parametrize("results", [0, 1])
def test_small_classes(tiny_assignment, results):
    text = text_of(report.page([made(tiny_assignment)] * results, tiny_assignment))
    assert f"{results} submission" in text and "None to ask." in text and "None." in text


def test_nothing_could_be_run(tiny_assignment):
    text = text_of(
        report.page([unrun(tiny_assignment, Reason(Code.NOT_JSON))] * 3, tiny_assignment)
    )
    assert "3 need a person" in text and "median" not in text


def test_the_stamp(tiny_assignment):
    results = [made(tiny_assignment), made(tiny_assignment, student="b", sandbox="none")]
    assert "Graded without a sandbox: 1 of 2" in text_of(report.page(results, tiny_assignment))
    assert "without a sandbox" not in report.page(results[:1], tiny_assignment)


def test_throughput():
    assert report.throughput(0, 1, 1) == report.throughput(5, None, 2) == ""
    said = report.throughput(1, 2.0, None)
    assert said == "1 submission in 2 s: 0.5 a second."
    said = report.throughput(100, 200, None)
    assert (
        said == "100 submissions in 3.3 min: 0.5 a second. At that rate 100,000 would take 2 days."
    )
    assert "in 8.3 min on 1 worker: 2 a second" in report.throughput(1000, 500, 1)
    assert "100,000 would take 14 h on 1 worker, or one hour on 14." in report.throughput(
        1000, 500, 1
    )


def test_pairs_after_renaming(tiny_assignment):
    assert pairs(tiny_assignment, UNUSUAL, "pass", RENAMED) == [["s0", "s2"]]
    assert pairs(tiny_assignment, *[UNUSUAL] * 3) == [["s0", "s1", "s2"]]
    results = [
        made(tiny_assignment, student=name, answers={"double": source}, notebook=name)
        for name, source in (("anna", UNUSUAL), ("<b>", RENAMED))
    ]
    page = report.page(results, tiny_assignment)
    assert ("Do &lt;b&gt; and anna have a common source?" in page) != (
        "Do anna and &lt;b&gt; have" in page
    )
    text = text_of(page)
    assert (
        "have a common source? Their answers to “1. Double” are equal after renaming, and no other submission has "
        "them. They pass all tests there."
    ) in text
    assert not re.search("plagiar|cheat|copied|fraud", text, re.IGNORECASE)
    assert "byte for byte" not in text
    for result in results:
        result.notebook = "same"
    assert "byte for byte" in report.page(results, tiny_assignment)


def test_what_is_no_pair(tiny_assignment):
    stub = 'def double(x):\n    """Mine."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    reference = "def double(y):\n    return 2 * y  # easy"
    assert pairs(tiny_assignment, stub, stub) == pairs(tiny_assignment, reference, reference) == []
    assert pairs(tiny_assignment, *["def double(x):\n    return x + x"] * 2) == []  # too short
    assert pairs(tiny_assignment, *[UNUSUAL] * 4) == []  # common
    assert (
        pairs(tiny_assignment, UNUSUAL, UNUSUAL.replace("range(2)", "range(3)")) == []
    )  # another number
    assert (
        pairs(tiny_assignment, UNUSUAL, UNUSUAL.replace("np.zeros", "np.empty")) == []
    )  # another function
    assert pairs(tiny_assignment, UNUSUAL, UNUSUAL.replace("total + x", "total + total")) == []
    assert (
        pairs(tiny_assignment, UNUSUAL, UNUSUAL, cell="share_hidden_rows") == []
    )  # not a cell to fill in


def test_several_exercises_of_one_pair_are_one_question(tiny_assignment):
    own = {"double": UNUSUAL, "share": UNUSUAL.replace("double", "share").replace("2", "5")}
    results = [made(tiny_assignment, student=name, answers=own, notebook=name) for name in "ab"]
    text = text_of(report.page(results, tiny_assignment))
    assert text.count("common source?") == 1 and "“1. Double” and “2. Share”" in text


N = 19_000
DEEP = [
    "(" * N,
    "-" * N + "1",
    "not " * (N // 4) + "1",
    "1" + "+1" * (N // 2),
    "a" + ".b" * (N // 2),
    "f" + "()" * (N // 2),
    "lambda:" * (N // 7) + "1",
    "1 if 1 else " * (N // 12) + "1",
    "[" * 190 + "]" * 190,
    "9" * N,
    "x = 0x" + "f" * N,
    "x =\x00 1",
    "x = '\ud800'",
    "\t\n x",
    "f'{" * 3000,
    "print " * 3000,
    "".join(" " * i + "if 1:\n" for i in range(90)) + " " * 90 + "x",
    "x = 1\n" * 200_000,
    "a" * 300_000,
    "%matplotlib inline\n!ls\n" + UNUSUAL,
    "match x:\n case [a, *b, {'k': c, **d}] as e: global z; z = 1\n",
]


def test_hostile_source(tiny_assignment):
    for source in DEEP + HOSTILE:
        assert pairs(tiny_assignment, source, source, "x") in ([], [["s0", "s1"]])
    long = " ".join(f"name{i}" for i in range(5000))
    assert pairs(tiny_assignment, long, long) == [["s0", "s1"]]  # as text
    assert pairs(tiny_assignment, "def f(:\n one two three four five six seven eight", "x") == []
    broken = "def double(x)\n  for own_name in own_range: wrong_syntax and some more words of my own here"
    assert pairs(tiny_assignment, broken, f"{broken}  \n") == [["s0", "s1"]]


def test_hostile_text_stays_text(tiny_assignment):
    results = [
        made(
            tiny_assignment,
            {"double_values": lost(f"double: {text}\n{text}", mistake=("double", text))},
            student=text,
            reasons=[Reason(Code.OLD_SENTENCE, (text,))],
            versions={"python": text},
            answers={"double": f"{UNUSUAL.replace('2', str(i // 2))}# {text}"},
        )
        for i, text in enumerate(HOSTILE)
    ]
    page = report.page(results, tiny_assignment)
    assert "<script" not in page and page.count("<img") == 3 and "49 " not in text_of(page)
    assert page.count("common source?") >= 10
    assert not any(sign in page for sign in ("\x00", "\x1b", "\u202e"))
    page.encode()


def test_one_reason_in_several_tests_is_one(tiny_assignment):
    died = [Reason(Code.DIED_IN_CALL, (), name) for name in ("double_values", "share_values")]
    died += [Reason(Code.TAMPERED, ("x",), "share_values"), Reason(Code.TAMPERED, ("y",))]
    assert report.waiting([made(tiny_assignment, reasons=died)]) == [
        ("it sent x", False, ["s001"]),
        ("it sent y", False, ["s001"]),
        ("the process died", False, ["s001"]),
    ]


def test_many_reasons_lose_nobody(tiny_assignment):
    results = [
        unrun(tiny_assignment, Reason(Code.TAMPERED, (f"{i}",)), student=f"name{i}x")
        for i in range(200)
    ]
    page = report.page(results, tiny_assignment)
    assert all(f"name{i}x" in page for i in range(200))


def test_a_thousand(tiny_assignment):
    results = [
        square(
            tiny_assignment,
            f"s{i:04}",
            notebook=f"{i}",
            answers={
                "double": UNUSUAL.replace("2", str(i // 2))
                if i < 40
                else f"{UNUSUAL}\nprint({i}, [{i % 7}] * {i})",
                "share": UNUSUAL.replace("double", f"f{i}"),
            },
        )
        for i in range(1000)
    ]
    start = time.process_time()
    page = report.page(results, tiny_assignment)
    print(f"{time.process_time() - start:.1f} s")  # said, not asserted: machines differ
    assert page.count("common source?") == 20 and "double:</strong> the square" in page
    assert len(page) < 1_000_000
