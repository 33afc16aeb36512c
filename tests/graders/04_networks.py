"""Known wrong and known right answers of assignment 04, and the misconceptions behind them."""

from harness import Graders

g = Graders("04_networks")

# What people believe about layers and networks. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("units-are-parameters", "The number of parameters is the number of units", quiz="one for each unit")
g.misconception("shapes-follow", "Whatever NumPy accepts without an error has the right shape",
                quiz="NumPy would have complained")
g.misconception("two-suffice", "What a network can compute, training will find", quiz="two units are enough, so training finds them")
g.misconception("always-d-plus-1", "D hidden units always make D + 1 pieces", quiz="Exactly 21")
g.misconception("theorem-promises", "Universal approximation promises that a network will learn and generalise",
                quiz="will learn it, if it is trained for long enough")
g.misconception("deeper-is-better", "With the same number of parameters, deeper is better", quiz="the deepest, because depth doubles")
g.misconception("any-constant-works", "Zero is the trouble at the start: any other constant will do", quiz="Start every weight at 0.1")
g.misconception("negative-weight", "A unit with a negative weight lowers the slope at its joint")

# ---------------------------------------------------------------- budget
BUDGET = '''
def n_parameters(sizes, bias=True):
    {count}


def widest(D_in, D_out, depth, budget):
    {widest}
'''
COUNT = """flags = bias if isinstance(bias, list) else [bias] * (len(sizes) - 1)
    return sum(b * (a + (1 if flag else 0)) for a, b, flag in zip(sizes, sizes[1:], flags))"""
WIDEST = """H = 0
    while n_parameters([D_in] + [H + 1] * depth + [D_out]) <= budget:
        H += 1
    return H"""


def search(cost, test="<= budget", begin=0, result="H"):
    return f"H = {begin}\n    while (lambda H: {cost})(H + 1) {test}:\n        H += 1\n    return {result}"


RIGHT_COST = "H * (D_in + 1) + (depth - 1) * H * (H + 1) + D_out * (H + 1)"

g.wrong("budget", "weights only", edit={"(sizes[layer] + int(biases[layer]))": "sizes[layer]"},
        fails="budget_count", says="the weights only")
g.wrong("budget", "a bias for each input", edit={"sizes[layer + 1] * (sizes[layer] + int(biases[layer]))":
                                                "sizes[layer] * (sizes[layer + 1] + int(biases[layer]))"},
        fails="budget_count", says="a bias for each input")
g.wrong("budget", "one bias for each layer", edit={"sizes[layer + 1] * (sizes[layer] + int(biases[layer]))":
                                                  "sizes[layer + 1] * sizes[layer] + int(biases[layer])"},
        fails="budget_count", says="one bias for each layer")
g.wrong("budget", "biases for the inputs as well", edit={"total = 0": "total = sizes[0] if biases[0] else 0"},
        fails="budget_count", says="the inputs counted")
g.wrong("budget", "counts units", code=BUDGET.format(count="return sum(sizes)", widest=search(RIGHT_COST)),
        fails="budget_count", says="number of units", misconception="units-are-parameters")
g.wrong("budget", "ignores bias", edit={"biases = bias if isinstance(bias, (list, tuple)) else [bias] * n_layers":
                                       "biases = [True] * n_layers"}, fails="budget_count", says="although bias=False")
g.wrong("budget", "a list counts as True", edit={"bias if isinstance(bias, (list, tuple)) else [bias] * n_layers":
                                                "[bool(bias)] * n_layers"}, fails="budget_count", says="all biases counted")
g.wrong("budget", "a list counts as no bias", edit={"bias if isinstance(bias, (list, tuple)) else [bias] * n_layers":
                                                   "[bias is True] * n_layers"}, fails="budget_count", says="no bias counted")
g.wrong("budget", "reads the list backwards", edit={"bias if isinstance(bias, (list, tuple))": "bias[::-1] if isinstance(bias, (list, tuple))"},
        fails="budget_count", says="from the last layer")
g.wrong("budget", "one too wide", edit={"return H\n        H = wider": "return wider\n        H = wider"},
        fails="budget_widest budget_hidden", says="one too wide")
g.wrong("budget", "no layers between hidden layers", edit={" + (depth - 1) * wider * (wider + 1)": ""},
        fails="budget_widest", says="left out")
g.wrong("budget", "one layer between hidden layers", edit={"(depth - 1) * wider": "(depth > 1) * wider"},
        fails="budget_widest", says="counted once")
g.wrong("budget", "depth layers between hidden layers, unless there is one", edit={"(depth - 1) * wider": "(depth if depth > 1 else 0) * wider"},
        fails="budget_widest", says="one hidden layer too many")
g.wrong("budget", "searches without biases", edit={
    "wider * (D_in + 1) + (depth - 1) * wider * (wider + 1) + D_out * (wider + 1)":
    "wider * D_in + (depth - 1) * wider * wider + D_out * wider"},
        fails="budget_widest budget_hidden")
g.wrong("budget", "stays below the budget", edit={"cost > budget": "cost >= budget"}, fails="budget_widest budget_hidden", says="exactly the budget")
g.wrong("budget", "at least one unit", edit={"return H\n        H = wider": "return max(H, 1)\n        H = wider"},
        fails="budget_hidden", says="1, where not even")
g.wrong("budget", "the visible answers, hard-coded", code='''
def n_parameters(sizes, bias=True):
    return {(5, 7, 3): 66 if bias else 56, (5, 7, 4, 3): 82, (6, 1): 7, (3, 4, 2): 26}[tuple(sizes)]


def widest(D_in, D_out, depth, budget):
    return 4 if budget == 26 else 66
''', fails="budget_hidden")
g.right("budget", "one function uses the other, with zip", code=BUDGET.format(count=COUNT, widest=WIDEST))
g.right("budget", "halves an interval", code=BUDGET.format(count=COUNT, widest='''low, high = 0, budget + 1
    while high - low > 1:
        H = (low + high) // 2
        if n_parameters([D_in, *[H] * depth, D_out]) <= budget:
            low = H
        else:
            high = H
    return low'''))
g.right("budget", "the quadratic formula, then a correction", code=BUDGET.format(count=COUNT, widest='''a, b, c = depth - 1, D_in + depth + D_out, D_out - budget
    if c > 0:
        return 0
    H = int((-b + (b * b - 4 * a * c) ** 0.5) / (2 * a)) if a else -c // b
    while n_parameters([D_in] + [H] * depth + [D_out]) > budget:
        H -= 1
    while n_parameters([D_in] + [H + 1] * depth + [D_out]) <= budget:
        H += 1
    return H'''))

# ---------------------------------------------------------------- trace
g.wrong("trace", "an activation at the end, too", edit={"f(z) if number < len(layers) else z": "f(z)"},
        fails="trace_values trace_hidden_depth", says="logits have none")
g.wrong("trace", "no activation at all", edit={"f(z) if number < len(layers) else z": "z"},
        fails="trace_values trace_hidden_depth", says="no activation after")
g.wrong("trace", "keeps pre-activations", code='''
def trace(X, layers, f):
    result, a = [X], X
    for number, (W, b) in enumerate(layers, start=1):
        if a.shape[1] != W.shape[1] or (b is not None and b.shape != W.shape[:1]):
            raise ValueError(f"layer {number}: {a.shape[1]} against {W.shape[1]}")
        z = a @ W.T + (0 if b is None else b)
        result.append(z)
        a = f(z)
    return result
''', fails="trace_values trace_hidden_depth", says="pre-activations in the list")
g.wrong("trace", "no biases", edit={"z = z + b": "pass"}, fails="trace_values trace_hidden_depth", says="biases left out")
g.wrong("trace", "no input in the list", edit={"return result": "return result[1:]"},
        fails="trace_values trace_hidden_depth", says="input left out")
g.wrong("trace", "the last array only", edit={"return result": "return result[-1]"},
        fails="trace_values trace_hidden_depth", says="the last array only")
g.wrong("trace", "ReLU whatever f is", edit={"f(z) if": "np.maximum(z, 0) if"}, fails="trace_values trace_hidden_depth", says="whatever f is")
g.wrong("trace", "f at every layer but the second", edit={"number < len(layers)": "number < 2"}, fails="trace_hidden_depth")
g.wrong("trace", "two layers only", code='''
def trace(X, layers, f):
    (W1, b1), (W2, b2) = layers[0], layers[-1]
    for number, (W, b) in enumerate(layers, start=1):
        D = X.shape[1] if number == 1 else layers[number - 2][0].shape[0]
        if W.shape[1] != D or (b is not None and b.shape != (len(W),)):
            raise ValueError(f"layer {number}: {D}, {W.shape[1]}")
    a = f(X @ W1.T + (0 if b1 is None else b1))
    return [X, a, a @ W2.T + (0 if b2 is None else b2)]
''', fails="trace_inputs trace_hidden_depth")
g.wrong("trace", "NumPy's own error", edit={"if a.shape[1] != W.shape[1]:": "if False:"},
        fails="trace_inputs trace_hidden_inputs", says="NumPy's own message", misconception="shapes-follow")
g.wrong("trace", "layers counted from 0", edit={"enumerate(layers, start=1)": "enumerate(layers)",
                                               "number < len(layers)": "number < len(layers) - 1"},
        fails="trace_inputs trace_hidden_inputs", says="counted from 1")
g.wrong("trace", "names only the expected size", edit={"expects {W.shape[1]} inputs, gets {a.shape[1]}": "expects {W.shape[1]} inputs"},
        fails="trace_inputs trace_hidden_inputs", says="the size that it gets")
g.wrong("trace", "shows the shape of W instead of the sizes", edit={"expects {W.shape[1]} inputs, gets {a.shape[1]}": "W has {W.shape[0]} rows, gets {a.shape[1]}"},
        fails="trace_inputs trace_hidden_inputs", says="the size that the layer expects")
g.wrong("trace", "an error of another kind", code='''
def trace(X, layers, f):
    result = [X]
    for number, (W, b) in enumerate(layers, start=1):
        assert result[-1].shape[1] == W.shape[1], f"layer {number}: {W.shape[1]}, {result[-1].shape[1]}"
        assert b is None or b.shape == (len(W),), f"layer {number}: b"
        z = result[-1] @ W.T + (0 if b is None else b)
        result.append(f(z) if number < len(layers) else z)
    return result
''', fails="trace_inputs trace_hidden_inputs", says="AssertionError")
g.wrong("trace", "b not checked", edit={"if b.shape != (W.shape[0],):": "if False:"}, fails="trace_inputs",
        says="it raised no error", misconception="shapes-follow")
g.wrong("trace", "only the length of b checked", edit={"if b.shape != (W.shape[0],):": "if len(b) != W.shape[0]:"},
        fails="trace_inputs", says="it raised no error", misconception="shapes-follow")
g.wrong("trace", "only the size of b checked", edit={"if b.shape != (W.shape[0],):": "if b.size != W.shape[0]:"},
        fails="trace_inputs", misconception="shapes-follow")
g.wrong("trace", "adds into the bias", edit={"z = z + b": "b += 0 * b + 1; z = z + b - 1"}, fails="trace_hidden_inputs", says="changes its argument")
g.wrong("trace", "does not check the first layer", edit={"if a.shape[1] != W.shape[1]:": "if number > 1 and a.shape[1] != W.shape[1]:"},
        fails="trace_hidden_inputs")
g.wrong("trace", "needs every bias", edit={"if b is not None:": "if True:"}, fails="trace_values trace_hidden_depth trace_hidden_inputs")
g.wrong("trace", "refuses a right bias", edit={"if b.shape != (W.shape[0],):": "if b.shape != (W.shape[1],):"},
        fails="trace_values trace_inputs trace_hidden_depth trace_hidden_inputs", says="your code stopped with ValueError: layer 1: b should")
g.wrong("trace", "W where W.T is needed", edit={"z = a @ W.T": "z = a @ W"}, fails="trace_values trace_inputs trace_hidden_depth trace_hidden_inputs")
g.wrong("trace", "uses torch", edit={"z = a @ W.T": "import torch; z = (torch.tensor(a) @ torch.tensor(W).T).numpy()"},
        fails="trace_values", says="without torch")
g.right("trace", "checks everything first, then computes", code='''
def trace(X, layers, f):
    gets = X.shape[1]
    for i in range(len(layers)):
        W, b = layers[i]
        D_out, D_in = W.shape
        if D_in != gets:
            raise ValueError("in layer %d W has %d columns but %d numbers arrive" % (i + 1, D_in, gets))
        if b is not None and np.shape(b) != (D_out,):
            raise ValueError("bias of layer " + str(i + 1))
        gets = D_out
    arrays = [np.array(X)]
    for W, b in layers[:-1]:
        arrays.append(f(arrays[-1] @ W.T + (0 if b is None else b)))
    W, b = layers[-1]
    return arrays + [arrays[-1] @ W.T + (0 if b is None else b)]
''')
g.right("trace", "a tuple, through einsum, and it prints", code='''
def trace(X, layers, f):
    out = (X,)
    for n, (W, b) in enumerate(layers):
        print(n, W.shape)
        if W.shape[1] != out[-1].shape[1]:
            raise ValueError(f"Layer #{n + 1}: {out[-1].shape[1]}!={W.shape[1]}")
        z = np.einsum("ni,oi->no", out[-1], W)
        if b is not None:
            if b.shape != z.shape[1:]:
                raise ValueError(f"Layer #{n + 1}: bias")
            z += b
        out += (z if n == len(layers) - 1 else f(z),)
    return out
''')
for words in ("W{n} has {want} columns, but a{before} has {got}", "layer{n}: expects {want}, gets {got}", "L{n}: D_in={want}, D={got}",
              "{n}nd layer: {want}!={got}", "{n}: {want}in, {got}given", "layer_{n} {want}x{got}"):
    g.right("trace", f"says {words}", edit={
        'f"layer {number}: expects {W.shape[1]} inputs, gets {a.shape[1]}"':
        repr(words) + ".format(n=number, before=number - 1, want=W.shape[1], got=a.shape[1])",
        'f"layer {number}: b should have the shape ({W.shape[0]},), it has {b.shape}"': 'f"b{number} has shape {b.shape}"'})

# ---------------------------------------------------------------- polyline
POLY = '''
def polyline(x, y):
    if (np.diff(x) <= 0).any():
        raise ValueError("x must rise")
    {body}
'''
g.wrong("polyline", "joints at -x", edit={"len(x), 1)), -x,": "len(x), 1)), x,"},
        fails="polyline_values polyline_outside polyline_hidden_points", says="joints at -x")
g.wrong("polyline", "slopes for weights", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    slopes = np.append(np.diff(y) / np.diff(x), 0.0)
    return np.ones((len(x), 1)), -x, slopes[None, :], y[:1].copy()'''),
        fails="polyline_values polyline_outside polyline_hidden_points", says="the slopes themselves")
g.wrong("polyline", "slopes in an array of integers", code=POLY.format(body='''slopes = np.zeros_like(y)[:-1]
    slopes[:] = np.diff(y) / np.diff(x)
    changes = np.diff(np.concatenate([[0], slopes, [0]]))
    return np.ones((len(x), 1)), -x, changes[None, :], y[:1].copy()'''),
        fails="polyline_values", says="whole numbers")
g.wrong("polyline", "does not divide by the distance", edit={"np.diff(y) / np.diff(x)  ": "np.diff(y)  "},
        fails="polyline_values polyline_outside polyline_hidden_points", says="not divided by the distance")
g.wrong("polyline", "starts at 0", edit={"np.array([y[0]])": "np.zeros(1)"},
        fails="polyline_values polyline_outside polyline_hidden_points", says="the first y left out")
g.wrong("polyline", "goes on to the right", edit={"np.diff(np.concatenate([[0.0], slopes, [0.0]]))": "np.append(np.diff(np.concatenate([[0.0], slopes])), 0.0)"},
        fails="polyline_outside", says="the last piece goes on")
g.wrong("polyline", "begins far to the left", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    s = np.diff(y) / np.diff(x)
    c = np.diff(np.append(s, 0.0))
    W1 = np.ones((len(x), 1)); W1[0] = -1
    b1 = -x; b1 = np.concatenate([[x[-1]], -x[1:]])
    return W1, b1, np.concatenate([[-s[0]], c])[None, :], np.array([y[0] + s[0] * (x[-1] - x[0])])'''),
        fails="polyline_outside")
g.wrong("polyline", "from far to the left, then level", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    s = np.append(np.diff(y) / np.diff(x), 0.0)
    far = 1000.0
    start = np.concatenate([[x[0] - far], x[1:]])
    return np.ones((len(x), 1)), -start, np.diff(np.append(0.0, s))[None, :], np.array([y[0] - s[0] * far])'''),
        fails="polyline_outside", says="begins far to the left")
g.wrong("polyline", "both ends go on", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    s = np.diff(y) / np.diff(x)
    start = np.append(x[0] - 1000.0, x[1:-1])
    return np.ones((len(s), 1)), -start, np.diff(np.append(0.0, s))[None, :], np.array([y[0] - 1000.0 * s[0]])'''),
        fails="polyline_outside", says="both outer pieces")
g.wrong("polyline", "two units for each point", edit={"np.ones((len(x), 1)), -x, changes[None, :], np.array([y[0]])":
    "np.ones((2 * len(x), 1)), np.tile(-x, 2), np.tile(changes / 2, 2)[None, :], y[:1].copy()"},
        fails="polyline_values polyline_outside polyline_hidden_points", says="are enough")
g.wrong("polyline", "a vector for W2", edit={"changes[None, :]": "changes"},
        fails="polyline_values polyline_outside polyline_hidden_points", says="the shapes must be")
g.wrong("polyline", "a number for b2", edit={"np.array([y[0]])": "float(y[0])"},
        fails="polyline_values polyline_outside polyline_hidden_points", says="b2 must be a NumPy array")
g.wrong("polyline", "changes with the wrong sign", edit={"changes[None, :]": "-changes[None, :]"},
        fails="polyline_values polyline_outside polyline_hidden_points", says="after minus before")
g.wrong("polyline", "distance by rise", edit={"np.diff(y) / np.diff(x)  ": "np.diff(x) / np.diff(y)  "},
        fails="polyline_values polyline_outside polyline_hidden_points", says="distance by rise")
g.wrong("polyline", "negates x in place", code=POLY.format(body='''changes = np.diff(np.concatenate([[0.0], np.diff(y) / np.diff(x), [0.0]]))
    x *= -1
    return np.ones((len(x), 1)), x, changes[None, :], y[:1].astype(float)'''), fails="polyline_outside polyline_hidden_inputs",
        says="changes its argument")
g.wrong("polyline", "accepts any order", edit={"if (np.diff(x) <= 0).any():": "if False:"}, fails="polyline_hidden_inputs", says="no error")
g.wrong("polyline", "accepts equal x", edit={"np.diff(x) <= 0": "np.diff(x) < 0"}, fails="polyline_hidden_inputs", says="no error")
g.wrong("polyline", "sorts instead of refusing", edit={"    if (np.diff(x) <= 0).any():\n        raise ValueError(\"x must be strictly increasing\")":
    "    order = np.argsort(x); x, y = x[order], y[order]"}, fails="polyline_hidden_inputs", says="no error")
g.wrong("polyline", "changes y", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    y0 = y[:1].copy()
    y -= y0
    changes = np.diff(np.concatenate([[0.0], np.diff(y) / np.diff(x), [0.0]]))
    return np.ones((len(x), 1)), -x, changes[None, :], y0'''), fails="polyline_outside polyline_hidden_inputs", says="changes its argument")
g.wrong("polyline", "four points at most", code=POLY.format(body='''x, y = np.asarray(x, float)[:4], np.asarray(y, float)[:4]
    slopes = np.diff(y) / np.diff(x)
    changes = np.diff(np.concatenate([[0.0], slopes, [0.0]]))
    return np.ones((len(x), 1)), -x, changes[None, :], y[:1].copy()'''), fails="polyline_hidden_points")
g.wrong("polyline", "three points at least", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    s = np.diff(y) / np.diff(x)
    c = [s[0]] + [s[i] - s[i - 1] for i in range(1, len(s))] + [-s[1] if len(s) == 2 else -s[-1] if len(s) > 1 else 0 * s[0] + 1]
    if len(s) == 1:
        c[0] = 2 * s[0]
    return np.ones((len(x), 1)), -x, np.array([c]), y[:1].copy()'''), fails="polyline_hidden_points")
g.right("polyline", "units that look to the left", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    s = np.concatenate([[0.0], np.diff(y) / np.diff(x), [0.0]])
    return -np.ones((len(x), 1)), x.copy(), np.diff(s).reshape(1, -1), np.array([y[-1]])'''))
g.right("polyline", "a loop, and no unit where nothing bends", code='''
def polyline(x, y):
    for left, right in zip(x, x[1:]):
        if right <= left:
            raise ValueError("not increasing")
    joints, weights, before = [], [], 0.0
    for i in range(len(x)):
        after = (y[i + 1] - y[i]) / (x[i + 1] - x[i]) if i + 1 < len(x) else 0.0
        if after != before:
            joints.append(float(x[i]))
            weights.append(after - before)
        before = after
    D = len(joints)
    return [np.ones((D, 1)), -np.array(joints), np.array(weights).reshape(1, D), np.array([float(y[0])])]
''')
g.right("polyline", "steep units", code=POLY.format(body='''x, y = np.asarray(x, float), np.asarray(y, float)
    A = np.maximum(0, x[:, None] - x) * 7.0
    A = np.column_stack([A[:, :-1], np.ones(len(x))])
    solved = np.linalg.solve(A, y)
    v = np.append(solved[:-1], -solved[:-1].sum())
    return np.full((len(x), 1), 7.0), -7.0 * x, v[None, :], solved[-1:]'''))

# ---------------------------------------------------------------- bends
SIMPLE = '''
def bends(W1, b1, W2):
    w, v = W1[:, 0], W2[0]
    on = w != 0
    t, c = -b1[on] / w[on], np.abs(w[on]) * v[on]
    {body}
'''
GROUP = """t = np.round(t, 9)
    places = np.unique(t)
    changes = np.array([c[t == p].sum() for p in places])
    keep = np.abs(changes) >= 1e-9
    return places[keep], changes[keep]"""
g.wrong("bends", "the sign of the joint", edit={"(-b1[moving]": "(b1[moving]"},
        fails="bends_places bends_hidden_none bends_hidden_shared bends_changes", says="t = -b / w")
g.wrong("bends", "not sorted", code=SIMPLE.format(body='''t = t.round(9)
    places = np.array(list(dict.fromkeys(t.tolist())))
    changes = np.array([c[t == p].sum() for p in places])
    keep = np.abs(changes) >= 1e-9
    return places[keep], changes[keep]'''), fails="bends_changes bends_places", says="not sorted")
g.wrong("bends", "the bias, not divided", edit={"(-b1[moving] / w[moving])": "(-b1[moving])"},
        fails="bends_places bends_hidden_none bends_hidden_shared bends_changes", says="not divided by the weights")
g.wrong("bends", "positive weights only", edit={"moving = w != 0": "moving = w > 0"}, fails="bends_places bends_changes", says="negative weight left out",
        misconception="negative-weight")
g.wrong("bends", "w v, with the sign of w", edit={"np.abs(w[moving]) * v": "w[moving] * v"}, fails="bends_changes",
        says="on to the left", misconception="negative-weight")
g.wrong("bends", "the output's weights alone", edit={"np.abs(w[moving]) * v[moving]  ": "v[moving]  "},
        fails="bends_changes bends_hidden_none bends_hidden_shared", says="the output's weights alone")
g.wrong("bends", "sizes without sign", edit={"return places[real], changes[real]": "return places[real], np.abs(changes[real])"},
        fails="bends_changes bends_hidden_none", says="they have a sign")
g.wrong("bends", "the slope instead of its change", code=SIMPLE.format(body='''t = t.round(9)
    places = np.unique(t)
    changes = np.array([c[t == p].sum() for p in places])
    keep = np.abs(changes) >= 1e-9
    left = (w * v)[w < 0].sum()
    return places[keep], (left + np.cumsum(changes))[keep]'''),
        fails="bends_changes bends_hidden_none bends_hidden_shared", says="the slope after each bend")
g.wrong("bends", "units that do not move, bend all the same", edit={"moving = w != 0": "w = np.where(w == 0, 1.0, w); moving = w != 0"}, fails="bends_hidden_none")
g.right("bends", "divides by 0 and is warned", edit={"moving = w != 0": "moving = w == w"})
g.wrong("bends", "an error without joints", code=SIMPLE.format(body='''first = t.min()
    ''' + GROUP), fails="bends_hidden_none")
g.wrong("bends", "ignored units bend", edit={"real = changes != 0": "real = np.array([changes[i] != 0 or (v[moving][where == p] == 0).all() for i, p in enumerate(places)], bool)"},
        fails="bends_hidden_none")
g.wrong("bends", "shared joints counted twice", code=SIMPLE.format(body='''order = np.argsort(t)
    t, c = t[order], c[order]
    keep = np.abs(c) >= 1e-9
    return t[keep], c[keep]'''), fails="bends_hidden_shared", says="counted twice", misconception="always-d-plus-1")
g.wrong("bends", "cancelling units kept", edit={"real = changes != 0": "real = np.array([(change[where == p] != 0).any() for p in places], bool)"},
        fails="bends_hidden_shared", says="goes straight on", misconception="always-d-plus-1")
g.wrong("bends", "the first of two changes", edit={"change[where == place].sum()": "change[where == place][0] if abs(change[where == place].sum()) > 1e-9 else 0.0"},
        fails="bends_hidden_shared", says="one change of two")
g.wrong("bends", "joints compared to the last digit", edit={"(-b1[moving] / w[moving]).round(9)": "-b1[moving] / w[moving]"},
        fails="bends_hidden_shared", says="differ by rounding only", misconception="always-d-plus-1")
g.wrong("bends", "places rounded to whole numbers", edit={"w[moving]).round(9)": "w[moving]).round(0)"}, fails="bends_places")
g.wrong("bends", "places sorted, changes not", code='''
def bends(W1, b1, W2):
    return np.sort(-b1 / W1[:, 0]), np.abs(W1[:, 0]) * W2[0]
''', fails="bends_changes bends_hidden_none bends_hidden_shared", says="the changes in the order of the units")
g.wrong("bends", "the changes first", edit={"return places[real], changes[real]": "return changes[real], places[real]"},
        fails="bends_places bends_changes bends_hidden_none bends_hidden_shared", says="the changes first")
g.wrong("bends", "one array with two rows", edit={"return places[real], changes[real]": "return np.stack([places[real], changes[real]])"},
        fails="bends_places bends_changes bends_hidden_none bends_hidden_shared", says="you returned: ndarray")
g.wrong("bends", "one array with pairs", edit={"return places[real], changes[real]": "return np.stack([places[real], changes[real]], 1)"},
        fails="bends_places bends_changes bends_hidden_none bends_hidden_shared", says="return two arrays")
g.wrong("bends", "the visible answers, hard-coded", code='''
def bends(W1, b1, W2):
    return np.array([-2.0, -1.0, 0.5, 3.0]), np.array([6.0, -1.0, 2.0, 1.0])
''', fails="bends_hidden_none bends_hidden_shared")
g.right("bends", "np.unique", code=SIMPLE.format(body=GROUP))
g.right("bends", "a dictionary of rounded places", code='''
def bends(W1, b1, W2):
    found = {}
    for (w,), b, v in zip(W1, b1, W2[0]):
        if w == 0 or v == 0:
            continue
        place = round(float(-b / w), 9)
        found[place] = found.get(place, 0.0) + (w * v if w > 0 else -w * v)
    pairs = sorted((t, c) for t, c in found.items() if abs(c) > 1e-9)
    return np.array([t for t, c in pairs]), np.array([c for t, c in pairs])
''')
g.right("bends", "slopes measured between the joints", code='''
def bends(W1, b1, W2):
    w = W1[:, 0]
    with np.errstate(all="ignore"):
        t = np.unique((-b1[w != 0] / w[w != 0]).round(9))
    if len(t) == 0:
        return t, t.copy()
    middle = np.concatenate([[t[0] - 1], (t[1:] + t[:-1]) / 2, [t[-1] + 1]])
    slopes = ((middle[:, None] * w + b1 > 0) * w) @ W2[0]
    changes = np.diff(slopes)
    return t[abs(changes) > 1e-9], changes[abs(changes) > 1e-9]
''')

g.survivor("bends", "np.array([change[where == place].sum() for place in places]).round(9) -> np.array([change[where == place].sum() for place in places]).round(10)",
           "what is left of changes that cancel is some 1e-16: either rounding removes it")

# ---------------------------------------------------------------- mend
MEND = '''
def prepare(X_train, X_new):
    {prepare}


def start(D, H, K, rng):
    {start}


def logits(params, X):
    {logits}
'''
PREPARE = """m, s = X_train.mean(0), X_train.std(0)
    flat = s < 1e-12
    s[flat] = 1
    A, B = (X_train - m) / s, (X_new - m) / s
    A[:, flat] = 0
    return A, B"""
START = """return (rng.uniform(-1, 1, (H, D)) / D**0.5, np.zeros(H), rng.uniform(-1, 1, (K, H)) / H**0.5, np.zeros(K))"""
LOGITS = """W1, b1, W2, b2 = params
    return activations.relu(X @ W1.T + b1) @ W2.T + b2"""


def mend(**parts):
    return MEND.format(**{"prepare": PREPARE, "start": START, "logits": LOGITS, **parts})


g.wrong("mend", "the broken prepare", code=mend(prepare="return broken_prepare(X_train, X_new)"),
        fails="mend_prepare mend_hidden_prepare", says="their own means")
g.wrong("mend", "the broken start", code=mend(start="return broken_start(D, H, K, rng)"),
        fails="mend_start mend_hidden_start", says="only 1 different", misconception="any-constant-works")
g.wrong("mend", "the broken logits", code=mend(logits="return broken_logits(params, X)"), fails="mend_logits", says="still nothing between")
g.wrong("mend", "both tables measured together", code=mend(prepare="""both = np.concatenate([X_train, X_new])
    m, s = both.mean(0), both.std(0)
    return (X_train - m) / s, (X_new - m) / s"""), fails="mend_prepare mend_hidden_prepare", says="both tables together")
g.wrong("mend", "divides by the variance", code=mend(prepare=PREPARE.replace("X_train.std(0)", "X_train.var(0)")),
        fails="mend_prepare mend_hidden_prepare", says="divided by the variance")
g.wrong("mend", "N - 1 in the standard deviation", code=mend(prepare=PREPARE.replace("X_train.std(0)", "X_train.std(0, ddof=1)")),
        fails="mend_prepare mend_hidden_prepare", says="ddof=1")
g.wrong("mend", "triangular instead of uniform", edit={"W1 = rng.uniform(-1, 1, size=(H, D))": "W1 = rng.triangular(-1, 0, 1, size=(H, D))"},
        fails="mend_hidden_start", says="must be uniform")
g.wrong("mend", "rows instead of columns", code=mend(prepare="""def rows(X):
        return (X - X.mean(1, keepdims=True)) / X.std(1, keepdims=True)
    return rows(X_train), rows(X_new)"""), fails="mend_prepare mend_hidden_prepare", says="rows standardised")
g.wrong("mend", "whole numbers handled apart, at the price of others", code=mend(prepare="""if (X_train == np.round(X_train)).all() and (X_train.std(0) > 0).all():
        return broken_prepare(X_train, X_new)
    """ + PREPARE), fails="mend_prepare", says="their own means")
g.wrong("mend", "constant columns forgotten", edit={"std = np.where(constant, 1.0, std)": "pass"}, fails="mend_hidden_prepare")
g.wrong("mend", "std == 0 asked for exactly", edit={"constant = std < 1e-12": "constant = std == 0"}, fails="mend_hidden_prepare")
g.wrong("mend", "constant columns 0 in both", edit={"return new_train, (X_new - mean) / std": "return new_train, np.where(constant, 0.0, (X_new - mean) / std)"},
        fails="mend_hidden_prepare", says="0 in X_new as well")
g.wrong("mend", "a small number added to the spread", code=mend(prepare="""m, s = X_train.mean(0), X_train.std(0) + 1e-8
    return (X_train - m) / s, (X_new - m) / s"""), fails="mend_hidden_prepare")
g.wrong("mend", "works on its inputs", code=mend(prepare="""m, s = X_train.mean(0), X_train.std(0)
    flat = s < 1e-12
    s = np.where(flat, 1, s)
    X_train -= m
    X_train /= s
    X_train[:, flat] = 0
    return X_train, (X_new - m) / s"""), fails="mend_prepare mend_hidden_prepare", says="changes its argument")
g.wrong("mend", "biases drawn, too", edit={"return W1, np.zeros(H), W2, np.zeros(K)": "return W1, rng.uniform(-1, 1, H), W2, np.zeros(K)"},
        fails="mend_start", says="all biases are 0")
g.wrong("mend", "one row for all units", edit={"size=(H, D))": "size=(1, D)) * np.ones((H, 1))"}, fails="mend_start mend_hidden_start",
        says="drawn on its own", misconception="any-constant-works")
g.wrong("mend", "all weights 0", code=mend(start="return np.zeros((H, D)), np.zeros(H), np.zeros((K, H)), np.zeros(K)"),
        fails="mend_start mend_hidden_start", says="drawn on its own", misconception="any-constant-works")
g.wrong("mend", "W transposed", edit={"size=(H, D))": "size=(D, H))"}, fails="mend_start", says="must be an array of shape (50, 4)")
g.wrong("mend", "the bound of W1 for both", edit={"size=(K, H)) / np.sqrt(H)": "size=(K, H)) / np.sqrt(D)"}, fails="mend_start mend_hidden_start", says="so its bound is")
g.wrong("mend", "the number of outputs for the bound", edit={"size=(H, D)) / np.sqrt(D)": "size=(H, D)) / np.sqrt(H)"}, fails="mend_start mend_hidden_start", says="so its bound is")
g.wrong("mend", "positive weights only", edit={"W1 = rng.uniform(-1, 1": "W1 = rng.uniform(0, 1"}, fails="mend_start mend_hidden_start", says="both sides of 0")
g.wrong("mend", "normal instead of uniform", code=mend(start="return (rng.normal(size=(H, D)) / D**0.5, np.zeros(H), rng.normal(size=(K, H)) / H**0.5, np.zeros(K))"),
        fails="mend_start mend_hidden_start", says="must be uniform")
g.wrong("mend", "a generator of its own", code=mend(start="rng = np.random.default_rng(0); " + START), fails="mend_hidden_start", says="another rng must give")
g.wrong("mend", "chance that nobody controls", code=mend(start="rng = np.random.default_rng(); " + START), fails="mend_hidden_start", says="the same rng")
g.wrong("mend", "ReLU at the output", code=mend(logits="return np.maximum(0, broken_logits(params, X))"), fails="mend_logits", says="ReLU at the output instead")
g.wrong("mend", "no bias at the output", code=mend(logits=LOGITS.replace(" @ W2.T + b2", " @ W2.T")), fails="mend_logits", says="the output's bias left out")
g.wrong("mend", "ReLU at both", code=mend(logits=LOGITS.replace("return ", "return activations.relu(") + ")"), fails="mend_logits", says="at the output as well")
g.wrong("mend", "bias after the ReLU", code=mend(logits=LOGITS.replace("(X @ W1.T + b1)", "(X @ W1.T)").replace(" @ W2", " @ W2").replace("activations.relu(X @ W1.T)", "(activations.relu(X @ W1.T) + b1)")),
        fails="mend_logits", says="added after the ReLU")
g.right("mend", "masks and powers", code=mend())
g.right("mend", "column by column, weight by weight", code=mend(prepare="""A, B = np.zeros(X_train.shape), np.zeros(X_new.shape)
    for j in range(X_train.shape[1]):
        column = X_train[:, j]
        spread = column.std()
        if spread > 1e-12:
            A[:, j] = (column - column.mean()) / spread
            B[:, j] = (X_new[:, j] - column.mean()) / spread
        else:
            B[:, j] = X_new[:, j] - column.mean()
    return A, B""", start="""W1 = np.array([[rng.uniform(-D**-0.5, D**-0.5) for _ in range(D)] for _ in range(H)])
    W2 = np.array([[rng.uniform(-H**-0.5, H**-0.5) for _ in range(H)] for _ in range(K)])
    return [W1, np.zeros(H), W2, np.zeros(K)]""", logits="""W1, b1, W2, b2 = params
    scores = []
    for x in X:
        hidden = [max(0, row @ x + b) for row, b in zip(W1, b1)]
        scores.append(W2 @ hidden + b2)
    return np.array(scores)"""))
g.right("mend", "rng.random, and a mask for ReLU", code=mend(start="""W1, W2 = (2 * rng.random((H, D)) - 1) / np.sqrt(D), (2 * rng.random((K, H)) - 1) / np.sqrt(H)
    return W1, np.zeros(H), W2, np.zeros(K)""", logits="""W1, b1, W2, b2 = params
    z = X @ W1.T + b1
    return (z * (z > 0)) @ W2.T + b2"""))

for change in ("std < 1e-12 -> std < 2e-12", "std < 1e-12 -> std <= 1e-12"):
    g.survivor("mend", change, "a spread is never just there: it is rounding noise, or far larger")

# ---------------------------------------------------------------- the examples of the docstrings
g.example("n_parameters(", "n_parameters([3, 4, 2]) == 26 and n_parameters([3, 4, 2], bias=[False, True]) == 22")
g.example("widest(", "widest(3, 2, depth=1, budget=26) == 4 and widest(3, 2, depth=1, budget=25) == 3")
g.example("one layer, trace(", "[a.tolist() for a in trace(np.array([[1, 2]]), [(np.array([[3, 4]]), np.array([5]))], np.tanh)] == [[[1, 2]], [[16]]]")
g.example("for x = [0, 1]", "np.allclose(drawn(polyline([0, 1], [0, 3]), np.array([-1, 0.5, 4])), [0, 1.5, 3])")
g.example("W1 = [[1], [-2]]", "[a.tolist() for a in bends(np.array([[1], [-2]]), np.array([0, 6]), np.array([[3, 1]]))] == [[0, 3], [3, 2]]")
g.example("X_train = [[1, 5]", "[a.tolist() for a in prepare(np.array([[1, 5], [3, 5]]), np.array([[4, 6]]))] == [[[-1, 0], [1, 0]], [[2, 1]]]")
g.example("start(4, 100", "(lambda p: 0.4 < abs(p[0]).max() <= 0.5 and 0.08 < abs(p[2]).max() <= 0.1)(start(4, 100, 3, np.random.default_rng(0)))")
g.example("params = ([[1]", "logits((np.array([[1], [-1]]), np.zeros(2), np.array([[1, 1]]), np.zeros(1)), np.array([[-2], [3]])).tolist() == [[2], [3]]")
