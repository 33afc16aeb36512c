"""What a code cell is to everything that reads notebooks, whether or not it runs them.

The Python in it, the names that it binds and uses, and what a release leaves of it.
Grader, harness, lint, rules and `check.source` all ask here, so that they agree.
"""

import ast
import re
import symtable

SOLUTION = re.compile(
    r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION[^\n]*", re.DOTALL | re.MULTILINE
)
COMPREHENSIONS = ("listcomp", "setcomp", "dictcomp", "genexpr")
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


def python(source):
    """The cell without its magics, in as many lines: what runs is what is read."""
    lines = source.splitlines(True)
    return "".join("\n" if line.startswith(("%", "!")) else line for line in lines)


def tree(source):
    """The cell's ast.Module; an empty one if it is no Python."""
    try:
        return ast.parse(python(source))
    except NO_PYTHON:
        return ast.Module([], [])


def stub(source):
    """What the release leaves of a solution cell."""
    return SOLUTION.sub(r"\1raise NotImplementedError()", source)


def bound(*sources):
    """Names that cells bind in the notebook's namespace when they run.

    Not those of comprehensions, functions and classes for themselves; and not what
    `import *` brings, nor a `global` that is bound when its function is called.
    """
    return {name for source in sources for name in _bound(_table(python(source)))}


def used(source):
    """Names that a cell, or a function in it, looks up in the notebook's namespace."""
    return _used(_table(python(source))) | _augmented(tree(source))


def taken(source):
    """Names that a cell takes from earlier cells: it uses them before it binds them."""
    names, made = set(), set()
    _scan(tree(source).body, names, made)
    return names


def bound_by(statement):
    """Names that a statement (ast.stmt) at the top of a cell binds."""
    return _bound(_table_of(statement))


def _table(code):
    try:
        return symtable.symtable(code, "cell", "exec")
    except NO_PYTHON:
        return symtable.symtable("", "cell", "exec")


def _table_of(node):
    try:
        return _table(ast.unparse(node))
    except RecursionError:
        return _table("")


def _bound(table):
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported()
    }
    for child in table.get_children():
        if child.get_name() in COMPREHENSIONS:  # [last := x for x in xs] binds `last`
            symbols = child.get_symbols()
            names |= {
                s.get_name() for s in symbols if s.is_global() and s.is_assigned()
            }
    return names


def _used(table):
    own = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    return own | {
        symbol.get_name()
        for child in _below(table)
        for symbol in child.get_symbols()
        if symbol.is_global() and symbol.is_referenced()
    }


def _below(table):
    for child in table.get_children():
        yield child
        yield from _below(child)


def _augmented(node):
    """Names in `x += 1` outside of functions: they are looked up as well."""
    if isinstance(node, ast.AugAssign):
        return {node.target.id} if isinstance(node.target, ast.Name) else set()
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return set()
    blocks = ast.stmt | ast.excepthandler | ast.match_case
    children = (n for n in ast.iter_child_nodes(node) if isinstance(n, blocks))
    return set().union(*map(_augmented, children))


def _scan(statements, names, made):
    """In order: a name that the cell has made, such as a loop's, is not taken."""
    for statement in statements:
        if isinstance(statement, ast.For | ast.While | ast.If | ast.With | ast.Try):
            _scan_compound(statement, names, made)
        else:
            table = _table_of(statement)
            names |= (_used(table) | _augmented(statement)) - made
            made |= _bound(table)


def _scan_compound(statement, names, made):
    """A statement that has others in it: first what it looks up, then what it binds."""
    items = getattr(statement, "items", [])
    first = [getattr(statement, field, None) for field in ("iter", "test")]
    for expression in filter(None, [*first, *(item.context_expr for item in items)]):
        _scan([ast.Expr(expression)], names, made)
    targets = [getattr(statement, "target", None)]
    for target in filter(None, [*targets, *(item.optional_vars for item in items)]):
        loop = ast.Assign([target], ast.Constant(None), lineno=1)
        _scan([loop], names, made)
    for handler in getattr(statement, "handlers", []):
        made |= {handler.name} - {None}
        _scan(handler.body, names, made)
    for part in ("body", "orelse", "finalbody"):
        _scan(getattr(statement, part, []), names, made)
