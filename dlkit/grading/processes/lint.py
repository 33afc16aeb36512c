"""What a test cell must not do, because a student's objects live in another process. For authors.

    for problem in problems(assignment): print(problem)

The rules are those of "Test cells" in CONTRIBUTING.md.
"""

import ast
import builtins

from dlkit.checking import cells

# what is called or named -> why not
NAMES = {
    "shares_memory": "objects of another process share no memory with the test",
    "may_share_memory": "objects of another process share no memory with the test",
    "warns": "warnings do not cross to the test, and cost nothing",
    "catch_warnings": "warnings do not cross to the test, and cost nothing",
    "patch": "what the test patches here is not patched in the student's process",
    "monkeypatch": "what the test patches here is not patched in the student's process",
    "perf_counter": "times differ between machines",
    "process_time": "times differ between machines",
    "create_graph": "second derivatives do not pass between processes",
    "vmap": "the transforms of torch.func do not reach into another process",
    "functional_call": "the transforms of torch.func do not reach into another process",
    "defaultdict": "subclasses of dict and list cross as plain ones",
    "OrderedDict": "subclasses of dict and list cross as plain ones",
    "getsource": "use check.source, which reads the student's cells",
    "DataLoader": "make it beside the student's objects with check.there, or give a list of batches",
}


def problems(assignment):
    """A sentence for each place in a test cell that would not work, or not mean the same, from another process."""
    setup = cells.bound(*(cell.source for cell in assignment.cells if cell.kind == "setup"))
    answers = cells.bound(*(cell.source for cell in assignment.cells if cell.kind == "solution"))
    found = []
    for cell in assignment.cells:
        if cell.kind == "test":
            found += [
                f"{cell.grade_id}, line {line}: {why}" for line, why in faults(cell, setup, answers)
            ]
    return found


def faults(cell, setup, answers):
    """(line, why) of one test cell."""
    tree = ast.parse(cell.source)
    known = setup | answers | own_names(tree) | set(dir(builtins))
    for node in ast.walk(tree):
        if (name := name_in(node)) in NAMES:
            yield line_of(node), f"{name}: {NAMES[name]}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in known:
            yield node.lineno, f"{node.id} comes from no set-up cell: a test cell is self-contained"
        elif isinstance(node, ast.Assert):
            yield node.lineno, "a bare assert: use check, which says what was given and expected"
        elif is_class_check(node, answers):
            yield node.lineno, "isinstance of a student's class: the class is in another process"
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for why in (why for target in targets for why in assignment_faults(target, setup)):
                yield node.lineno, why


def own_names(tree):
    """What a test cell binds anywhere."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return found


def name_in(node):
    """The name that a node is about, or None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.arg if isinstance(node, ast.keyword) else None


def is_class_check(node, answers):
    """Whether it is isinstance(..., a class among the answers)."""
    called = node.func if isinstance(node, ast.Call) else None
    if not (isinstance(called, ast.Name) and called.id == "isinstance"):
        return False
    return any(isinstance(part, ast.Name) and part.id in answers for part in ast.walk(node.args[1]))


def assignment_faults(target, setup):
    """Why something must not be assigned to."""
    whole = target
    while isinstance(whole, ast.Subscript):
        whole = whole.value
    if isinstance(target, ast.Subscript) and isinstance(whole, ast.Attribute):
        yield "a part of an attribute is assigned: assign the whole array"
    owner = target.value if isinstance(target, ast.Attribute) else None
    if isinstance(owner, ast.Name) and owner.id in setup:
        yield "an attribute of a module is assigned: the student's process has its own"


def line_of(node):
    return getattr(node, "lineno", None) or node.value.lineno
