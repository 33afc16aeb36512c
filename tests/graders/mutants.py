"""Small changes of a reference solution, made by rule: tests that miss one may miss a student's slip.

mutmut and cosmic-ray change modules and start a process for each change; here one cell changes.
"""

import ast
import copy

OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS = {  # the edge, and the direction
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
PAIRS = [
    "max min",
    "maximum minimum",
    "amax amin",
    "argmax argmin",
    "median mean",
    "mean sum",
    "std var",
    "exp expm1",
    "log log1p",
    "zeros ones",
    "zeros_like ones_like",
    "any all",
    "floor ceil",
    "sin cos",
    "logical_and logical_or",
    "sigmoid tanh",
    "cumsum cumprod",
    "vstack hstack",
    "less less_equal",
    "greater greater_equal",
]
SWAPS = {a: b for pair in PAIRS for a, b in (pair.split()[::-1], pair.split())}
IDENTITY = {
    "abs",
    "sqrt",
    "copy",
    "sort",
    "square",
    "log",
    "exp",
    "round",
    "float",
    "clip",
    "detach",
    "item",
}
QUIET = {"print", "display"}


def mutants(source):
    """{id: source} of a solution cell's mutants. An id reads "z > 0 -> z >= 0", when repeated with " #2"."""
    tree, found = ast.parse(source), {}
    for path, node in _places(tree, ()):
        for change in _changes(node):
            twin = copy.deepcopy(tree)
            if not _replace(twin, path, copy.deepcopy(change)):
                continue
            old, new = _show(tree, twin, path)
            text = ast.unparse(ast.fix_missing_locations(twin))
            name, count = f"{old} -> {new}", 1
            while name in found and found[name] != text:
                count += 1
                name = f"{old} -> {new} #{count}"
            found[name] = text
    return {name: text for name, text in found.items() if text != ast.unparse(tree)}


def _places(node, path):
    """(path, node) for what may be changed: statements and expressions, but no annotations or messages."""
    if path and isinstance(node, (ast.expr, ast.stmt)):
        yield path, node
    if isinstance(node, (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)):
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "ctx", "op", "ops"):
            continue
        if isinstance(value, ast.AST):
            yield from _places(value, (*path, (name, None)))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _places(item, (*path, (name, i)))


def _changes(node):
    """What a node may be replaced by."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield _with(node, op=OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield _with(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.IfExp):
        yield _with(node, body=node.orelse, orelse=node.body)
    elif isinstance(node, ast.If):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        yield ast.Pass() if not node.orelse else ast.If(ast.Constant(True), node.orelse, [])
    elif (
        isinstance(node, ast.Return)
        and node.value is not None
        and not isinstance(node.value, ast.Constant)
    ):
        yield _with(node, value=ast.UnaryOp(ast.USub(), node.value))
    elif isinstance(node, (ast.AugAssign, ast.Expr)) or _rebinds(node):
        if not (
            isinstance(node, ast.Expr)
            and (isinstance(node.value, ast.Constant) or _called(node.value) in QUIET)
        ):
            yield ast.Pass()
        if isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
            yield _with(node, op=OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        yield node.value
    elif isinstance(node, ast.Call):
        yield from _calls(node)


def _constants(node):
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        if value == 1:
            yield ast.Constant(0)
    elif isinstance(value, float):
        yield ast.Constant(2 * value if value else 1.0)


def _calls(node):
    name = _called(node)
    if name in SWAPS:
        other = SWAPS[name]
        function = (
            _with(node.func, attr=other)
            if isinstance(node.func, ast.Attribute)
            else ast.Name(other, ast.Load())
        )
        yield _with(node, func=function)
    if name in IDENTITY:  # np.abs(x), abs(x), x.copy() -> x
        own = isinstance(node.func, ast.Attribute) and not node.args
        yield node.func.value if own else (node.args or [None])[0]
    if name == "where" and len(node.args) == 3:
        yield _with(node, args=[node.args[0], node.args[2], node.args[1]])
    for i in range(len(node.keywords)):
        yield _with(node, keywords=[*node.keywords[:i], *node.keywords[i + 1 :]])


def _rebinds(node):
    """An assignment that can be dropped and leaves its names defined: `x[i] = ...`, or `x = f(x)`."""
    if not isinstance(node, ast.Assign):
        return False
    used = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
    return all(
        isinstance(t, (ast.Subscript, ast.Attribute)) or (isinstance(t, ast.Name) and t.id in used)
        for t in node.targets
    )


def _called(node):
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))


def _with(node, **fields):
    twin = copy.copy(node)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin


def _replace(tree, path, new):
    if new is None:
        return False
    name, index = path[-1]
    parent = _at(tree, path[:-1])
    if index is None:
        setattr(parent, name, new)
    else:
        getattr(parent, name)[index] = new
    return True


def _show(tree, twin, path):
    """The changed place before and after; a lone number is shown with what is around it."""
    while True:
        old, new = _at(tree, path), _at(twin, path)
        if (
            len(path) < 2
            or isinstance(old, ast.stmt)
            or (len(_text(old)) > 4 and not isinstance(old, ast.Constant))
        ):
            return _text(old), _text(new)
        path = path[:-1]
        while isinstance(_at(tree, path), (ast.keyword, ast.Slice)):
            path = path[:-1]


def _at(tree, path):
    for name, index in path:
        tree = getattr(tree, name) if index is None else getattr(tree, name)[index]
    return tree


def _text(node):
    node = ast.fix_missing_locations(copy.deepcopy(node))
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}: ..."
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 80 else f"{text[:76]} ..."
