"""Submissions that share unusual code: the same answer after renaming, which no other submission has.

Answers are compared by the hash of their syntax trees, in which every name that the answer binds has become a number
and comments, docstrings and annotations are gone. Nothing is executed, and nothing is compared pair by pair.
Equal code proves nothing: this only finds what a person may want to ask about.
"""

import ast
import hashlib
import warnings
from collections import defaultdict
from dataclasses import dataclass

from dlkit.checking import cells

MAX_STUDENTS = 3  # code that more of them share is common, not unusual
MIN_NODES = 8  # syntax nodes beyond the release's stub
MAX_SOURCE, MAX_NODES = 20_000, 5000  # answers with more are compared as text
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


@dataclass(frozen=True)
class Group:
    """Submissions that share code."""

    results: list  # of the two or three
    answers: dict  # {grade_id: the source of each} that are equal
    nodes: int  # how much they share

    @property
    def students(self):
        return [result.student for result in self.results]

    @property
    def one_file(self):
        """Whether their notebooks are the same, byte for byte."""
        return len({result.notebook for result in self.results}) == 1


@dataclass(frozen=True)
class Given:
    """What the assignment gives for one answer: its stub, and the reference."""

    nodes: int  # of the stub
    words: frozenset
    forms: frozenset  # hashes of both

    @classmethod
    def of(cls, source):
        stub = cells.stub(source)
        form, nodes = normal(stub)
        return cls(nodes, frozenset(stub.split()), frozenset({form, normal(source)[0]}))


def groups(results, assignment):
    """The Groups, the most unusual first: those who share the most code."""
    given = {
        cell.grade_id: Given.of(cell.source)
        for cell in assignment.cells
        if cell.kind == "solution" and cell.code
    }
    users, sizes, known = defaultdict(list), {}, {}
    for number, result in enumerate(results):
        for grade_id in result.answers.keys() & given.keys():
            source, its = result.answers[grade_id], given[grade_id]
            key = grade_id, hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
            if key not in known:
                known[key] = normal(source, its.nodes, its.words)
            form, size = known[key]
            if form not in its.forms and size >= MIN_NODES:
                users[grade_id, form].append(number)
                sizes[grade_id, form] = size
    shared = defaultdict(list)
    for key, numbers in users.items():
        if 2 <= len(numbers) <= MAX_STUDENTS:
            shared[tuple(numbers)].append(key)
    found = []
    for numbers, keys in shared.items():
        them = [results[number] for number in numbers]
        names = [grade_id for grade_id in given if grade_id in {name for name, _ in keys}]
        answers = {name: [result.answers[name] for result in them] for name in names}
        found.append(Group(them, answers, sum(sizes[key] for key in keys)))
    return sorted(found, key=lambda group: (-group.nodes, group.students))


def normal(source, nodes=0, words=frozenset()):
    """(hash, size beyond the stub's `nodes` and `words`) of an answer; by its words if it is too long or no Python."""
    try:
        if len(source) <= MAX_SOURCE:
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
        if count > MAX_NODES:
            raise ValueError("too large to be an answer")
        field = NAMES.get(type(node))
        if field and not isinstance(getattr(node, "ctx", None), ast.Load):
            value = getattr(node, field)
            found.update([value] if isinstance(value, str) else value or [])
    return found
