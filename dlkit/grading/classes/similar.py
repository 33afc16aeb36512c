"""Submissions that share unusual code: the same answer after renaming, which no other submission has.

Answers are compared by the hash of their syntax trees, in which every name that the answer binds has become a number
and comments, docstrings and annotations are gone. Nothing is executed, and nothing is compared pair by pair.
Equal code proves nothing: this only finds what a person may want to ask about.
"""

import ast
import hashlib
import warnings
from collections import defaultdict

from dlkit.checking import cells

MOST_STUDENTS = 3  # code that more of them share is common, not unusual
LEAST_NODES = 8  # syntax nodes beyond the release's stub
MOST_SOURCE, MOST_NODES = (
    20_000,
    5000,
)  # characters and nodes; answers with more are compared as text
IGNORED = {"annotation", "returns", "type_comment", "type_ignores", "kind", "ctx"}
NAMES = {
    ast.Name: "id",
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
    ast.alias: "asname",
    ast.MatchAs: "name",
    ast.MatchStar: "name",
    ast.Global: "names",
    ast.Nonlocal: "names",
}


def groups(results, assignment):
    """[{"students": names, "results": theirs, "answers": {grade_id: [source of each]}, "nodes": how much they share,
    "file": whether their notebooks are the same, byte for byte}]

    The most unusual first: those who share the most code.
    """
    release = {}
    for cell in assignment.cells:
        if cell.kind == "solution" and cell.code:
            stub = cells.stub(cell.source)
            form, nodes = normal(stub)
            release[cell.grade_id] = (
                nodes,
                frozenset(stub.split()),
                {form, normal(cell.source)[0]},
            )
    users, sizes, known = defaultdict(list), {}, {}
    for number, result in enumerate(results):
        for grade_id, source in result.get("answers", {}).items():
            if grade_id not in release:
                continue
            nodes, words, given = release[grade_id]
            key = grade_id, hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
            if key not in known:
                known[key] = normal(source, nodes, words)
            form, size = known[key]
            if form not in given and size >= LEAST_NODES:
                users[grade_id, form].append(number)
                sizes[grade_id, form] = size
    shared = defaultdict(list)
    for key, numbers in users.items():
        if 2 <= len(numbers) <= MOST_STUDENTS:
            shared[tuple(numbers)].append(key)
    found = []
    for numbers, keys in shared.items():
        them = [results[number] for number in numbers]
        found.append(
            {
                "students": [result["student"] for result in them],
                "results": them,
                "answers": {
                    grade_id: [result["answers"][grade_id] for result in them]
                    for grade_id, _ in keys
                },
                "nodes": sum(sizes[key] for key in keys),
                "file": len(
                    {
                        result.get("notebook", number)
                        for number, result in zip(numbers, them, strict=True)
                    }
                )
                == 1,
            }
        )
    return sorted(found, key=lambda group: (-group["nodes"], group["students"]))


def normal(source, nodes=0, words=frozenset()):
    """(hash, size beyond the stub's `nodes` and `words`) of an answer; by its words if it is too long or no Python."""
    try:
        if len(source) <= MOST_SOURCE:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(cells.python(source))
            parts, size = _parts(tree)
            return _hash("tree", parts), size - nodes
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    text = source[:1_000_000].split()
    return _hash("text", text), sum(word not in words for word in text)


def _hash(*parts):
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()


def _parts(tree):
    """The tree from top to bottom as a list of words, and its size in statements and expressions. Not recursive."""
    bound = _bound(tree)
    numbers, parts, size, stack = {}, [], 0, [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.AST):
            parts.append(type(node).__name__)
            size += isinstance(node, (ast.stmt, ast.expr))
            for field in reversed(node._fields):
                value = getattr(node, field, None)
                if field in IGNORED:
                    continue
                if field == NAMES.get(type(node)) and value:
                    value = [value] if isinstance(value, str) else value
                    value = [
                        (numbers.setdefault(name, len(numbers)),) if name in bound else name
                        for name in value
                    ]
                stack.append(value)
        elif isinstance(node, list):
            node = [part for part in node if not _docstring(part)]
            parts.append(len(node))
            stack.extend(reversed(node))
        else:
            parts.append(repr(node))
    return parts, size


def _docstring(node):
    """A text that stands alone, as docstrings do: it has no effect."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _bound(tree):
    """Names that the answer gives to something: what it only uses, such as np, keeps its name."""
    found = set()
    for count, node in enumerate(ast.walk(tree)):
        if count > MOST_NODES:
            raise ValueError("too large to be an answer")
        field = NAMES.get(type(node))
        if field and not isinstance(getattr(node, "ctx", None), ast.Load):
            value = getattr(node, field)
            found.update([value] if isinstance(value, str) else value or [])
    return found
