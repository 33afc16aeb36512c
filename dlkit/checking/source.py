"""What a student's function is made of: for rules such as "no loop", "no torch"."""

import ast

from dlkit.checking import cells

LOOPS = {
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.GeneratorExp: "comprehension",
}
HIDDEN_LOOPS = {
    "map",
    "filter",
    "numpy.vectorize",
    "numpy.apply_along_axis",
    "numpy.frompyfunc",
    "numpy.fromiter",
}


class Source:
    """The definition of `name`, with everything of the notebook that it uses.

    A helper function counts as part of its user, an import as well, wherever in the
    notebook they stand; other code in the same cell does not.

    text     source text of the definition itself ("" when there is none)
    tree     ast.Module of the definition and the helpers it uses
    loops    the kinds of loop found: "for", "while", "comprehension", "map", ...
    calls    dotted names called, as written and in full: {"np.exp", "numpy.exp"}
    names    every name and attribute that occurs
    imports  top-level modules used: {"numpy"}
    """

    def __init__(self, name, sources):
        self.name = name
        self.tree = ast.Module([], [])
        self.imports, self.names, self.calls = set(), set(), set()
        self.text = ""
        bound, texts, self._modules = {}, {}, {}
        for cell in map(cells.python, sources):
            for statement in cells.tree(cell).body:
                for target, node in _bindings(statement):
                    bound[target], texts[target] = node, cell
        if name in bound:
            self.text = ast.get_source_segment(texts[name], bound[name]) or ""
        self._reach(name, bound, set())
        written = {
            LOOPS[type(node)] for node in ast.walk(self.tree) if type(node) in LOOPS
        }
        self.loops = sorted(written | self.calls & HIDDEN_LOOPS)

    def _reach(self, name, bound, seen):
        """Add what `name` stands for, and then what that uses."""
        node = bound.get(name)
        if node is None or name in seen:
            return
        seen.add(name)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node, name)
            return
        self.tree.body.append(node)
        found = list(ast.walk(node))
        own = _own(node, found)
        for part in found:
            if isinstance(part, (ast.Import, ast.ImportFrom)):
                for alias in part.names:
                    self._import(part, alias.asname or alias.name.split(".")[0])
            elif isinstance(part, ast.Name):
                self.names.add(part.id)
                if part.id in own:
                    continue
                self._reach(part.id, bound, seen)
                if "*" in bound and part.id not in bound:
                    self._import(bound["*"], part.id)
            elif isinstance(part, ast.Attribute):
                self.names.add(part.attr)
        for part in found:
            if isinstance(part, ast.Call):
                self._call(part)

    def _import(self, node, name):
        for alias in node.names:
            if (alias.asname or alias.name.split(".")[0]) == name or alias.name == "*":
                module = (
                    node.module or ""
                    if isinstance(node, ast.ImportFrom)
                    else alias.name
                )
                self.imports.add(module.split(".")[0])
                full = (
                    f"{module}.{alias.name}"
                    if isinstance(node, ast.ImportFrom)
                    else module
                )
                self._modules[name] = (
                    full if alias.asname or isinstance(node, ast.ImportFrom) else name
                )
                if isinstance(node, ast.ImportFrom) and alias.name != "*":
                    self.names.add(alias.name)

    def _call(self, call):
        written = _dotted(call.func)
        first, dot, rest = written.partition(".")
        full = self._modules.get(first, first) + dot + rest
        self.calls |= {written, full}
        if full in ("__import__", "importlib.import_module") and call.args:
            self.imports.add(str(getattr(call.args[0], "value", "?")).split(".")[0])


def _bindings(statement):
    """(name, node) for each name that a statement at the top of a cell binds; "*" for
    what a star import brings."""
    yield from ((name, statement) for name in cells.bound_by(statement))
    if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
        yield "*", statement


def _own(node, parts):
    """Names that a function binds for itself: its `x` is not the notebook's `x`."""
    shared = {
        name
        for part in parts
        if isinstance(part, (ast.Global, ast.Nonlocal))
        for name in part.names
    }
    own = {part.arg for part in parts if isinstance(part, ast.arg)}
    own |= {
        part.id
        for part in parts
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    own |= {
        part.name
        for part in parts
        if isinstance(part, ast.FunctionDef) and part is not node
    }
    return own - shared


def _dotted(node):
    """`np.linalg.norm` of its tree; a method of what has no name becomes `.norm`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""
