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
    own = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    named = (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)
    own |= {node.name for node in ast.walk(tree) if isinstance(node, named)}
    own |= {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    known = setup | answers | own | set(dir(builtins))
    for node in ast.walk(tree):
        name = (
            node.id
            if isinstance(node, ast.Name)
            else node.attr
            if isinstance(node, ast.Attribute)
            else None
        )
        name = node.arg if isinstance(node, ast.keyword) else name
        if name in NAMES:
            yield node_line(node), f"{name}: {NAMES[name]}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in known:
            yield node.lineno, f"{node.id} comes from no set-up cell: a test cell is self-contained"
        elif isinstance(node, ast.Assert):
            yield node.lineno, "a bare assert: use check, which says what was given and expected"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "isinstance"
        ):
            if {part.id for part in ast.walk(node.args[1]) if isinstance(part, ast.Name)} & answers:
                yield (
                    node.lineno,
                    "isinstance of a student's class: the class is in another process",
                )
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                whole = target
                while isinstance(whole, ast.Subscript):
                    whole = whole.value
                if isinstance(target, ast.Subscript) and isinstance(whole, ast.Attribute):
                    yield node.lineno, "a part of an attribute is assigned: assign the whole array"
                owner = target.value if isinstance(target, ast.Attribute) else None
                if isinstance(owner, ast.Name) and owner.id in setup:
                    yield (
                        node.lineno,
                        "an attribute of a module is assigned: the student's process has its own",
                    )


def node_line(node):
    return getattr(node, "lineno", None) or node.value.lineno
