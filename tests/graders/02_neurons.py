"""Known wrong and known right answers of assignment 02, and the misconceptions behind them."""

from harness import Graders

g = Graders("02_neurons")

# What people believe about single neurons. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("bias-bends", "A bias makes the boundary more complex, perhaps a curve", quiz="Draw a more complex boundary")
g.misconception("threshold-half", "A neuron says yes where z, not p, reaches 0.5", quiz="0.3 is below 0.5")
g.misconception("zeros-do-not-matter", "An input that must be 0 gets the weight 0")
g.misconception("groups-count-equally", "Each group counts the same in the loss, however many samples it holds")
g.misconception("last-is-best", "Training only ever improves, so its last line is its best")
g.misconception("weights-are-importance", "The column with the largest weight is the most important")
g.misconception("mistakes-left-means-inseparable", "A perceptron that still errs has met classes that no line separates",
                quiz="not linearly separable")
g.misconception("failed-search-is-proof", "That training finds no weights proves that there are none")

# ---------------------------------------------------------------- gates
AT_LEAST = "return np.ones(D), 0.5 - k"
ONLY = "return np.where(pattern == 1, 1.0, -1.0), 0.5 - np.sum(pattern)"


def gates(at_least=AT_LEAST, only=ONLY, above=""):
    return f"{above}\n\ndef at_least(k, D):\n    {at_least}\n\n\ndef only(pattern):\n    {only}\n"


COUNTS = "gates_at_least gates_hidden_at_least"
PATTERNS = "gates_only gates_hidden_only"

g.wrong("gates", "an OR for every k", code=gates("return np.ones(D), -0.5"), fails=COUNTS, says="as for OR")
g.wrong("gates", "an AND for every k", code=gates("return np.ones(D), 0.5 - D"), fails=COUNTS, says="as for AND")
g.wrong("gates", "more than k: off by one", code=gates("return np.ones(D), -0.5 - k"), fails=COUNTS, says="more than k")
g.wrong("gates", "fewer than k", code=gates("return -np.ones(D), k - 0.5"), fails=COUNTS, says="the opposite")
g.wrong("gates", "the threshold itself as the bias", code=gates("return np.ones(D), k - 0.5"), fails=COUNTS,
        says="the sign of the bias")
g.wrong("gates", "on the edge: z = 0 for exactly k votes", code=gates("return np.ones(D), -k"),
        fails="gates_hidden_at_least", says="at least 0.25")
g.wrong("gates", "shares of the votes: the gap shrinks with D", code=gates("return np.ones(D) / D, (0.5 - k) / D"),
        fails="gates_hidden_at_least", says="at least 0.25")
g.wrong("gates", "two of three, hard-coded", code=gates("return np.ones(3), -1.5"), fails="gates_hidden_at_least")
g.wrong("gates", "weights that change D's meaning: right for two of three only",
        code=gates("return np.ones(D), 1.5 - D"), fails="gates_hidden_at_least")
g.wrong("gates", "weights and bias in one array", code=gates("return np.append(np.ones(D), 0.5 - k)"), fails=COUNTS,
        says="return (w, b)")
g.wrong("gates", "one weight for all inputs", code=gates("return 1.0, 0.5 - k"), fails=COUNTS, says="return (w, b)")
g.wrong("gates", "the bias as an array", code=gates("return np.ones(D), np.array([0.5 - k])"), fails=COUNTS, says="b a number")
g.wrong("gates", "no bias", code=gates("return np.ones(D), None"), fails=COUNTS, says="return (w, b)")
g.wrong("gates", "at_least trained by scikit-learn", code=gates(
    "m = SVC(kernel='linear', C=1e6).fit(corners(D), corners(D).sum(axis=1) >= k); return m.coef_[0], m.intercept_[0]",
    above="from sklearn.svm import SVC"), fails="gates_at_least", says="by hand")
g.wrong("gates", "weight 0 for the zeros of the pattern", code=gates(only="return pattern, 0.5 - np.sum(pattern)"),
        fails=PATTERNS, says="its zeros need negative weights", misconception="zeros-do-not-matter")
g.wrong("gates", "every input but the pattern", code=gates(only="return 1 - 2 * pattern, np.sum(pattern) - 0.5"),
        fails=PATTERNS, says="every input but the pattern")
g.wrong("gates", "a threshold too high", code=gates(only=ONLY.replace("0.5 - np", "-0.5 - np")), fails=PATTERNS,
        says="too high")
g.wrong("gates", "a threshold too low", code=gates(only=ONLY.replace("0.5 - np", "1.5 - np")), fails=PATTERNS, says="too low")
g.wrong("gates", "the bias counts all inputs, not the ones", code=gates(only=ONLY.replace("np.sum(pattern)", "len(pattern)")),
        fails=PATTERNS, says="too high")
g.wrong("gates", "z = 0 for the pattern itself", code=gates(only=ONLY.replace("0.5 - np.sum", "-np.sum")),
        fails="gates_hidden_only", says="at least 0.25")
g.wrong("gates", "turns the given pattern into the weights", code=gates(
    only="b = 0.5 - np.sum(pattern); pattern[pattern == 0] = -1; return pattern, b"),
        fails="gates_hidden_only", says="changes its argument")
g.wrong("gates", "1 0 1, hard-coded", code=gates(only="return np.array([1.0, -1.0, 1.0]), -1.5"), fails="gates_hidden_only")
g.wrong("gates", "two ones, taken for granted", code=gates(only="return 2 * pattern - 1, -1.5"), fails="gates_hidden_only")
g.wrong("gates", "only trained by scikit-learn", code=gates(
    only="X = corners(len(pattern)); m = SVC(kernel='linear', C=1e6).fit(X, (X == pattern).all(axis=1)); "
         "return m.coef_[0], m.intercept_[0]", above="from sklearn.svm import SVC"), fails="gates_only", says="by hand")
g.right("gates", "large weights, whole numbers", code=gates(
    "return np.full(D, 10), 5 - 10 * k", "w = 20 * pattern - 10; return w, 5 - w[pattern == 1].sum()"))
g.right("gates", "unequal weights, and a bias from the pattern's own sum", code=gates(
    "return 1 + 0.01 * np.arange(D), 0.6 - k", "w = 2 * pattern - 1; return w, 0.5 - w @ pattern"))
g.right("gates", "at_least by a loop, only by small steps", code='''
def at_least(k, D):
    w = np.zeros(D)
    for j in range(D):
        w[j] = 2.0
    return w, -2.0 * (k - 1) - 1.0


def only(pattern):
    w, b = [], 0.5
    for value in pattern:
        w.append(1.0 if value else -3.0)
        b -= value
    return np.array(w, dtype=np.float32), float(b)
''')
g.right("gates", "trained by the perceptron rule, then scaled away from the edge", code='''
def trained(X, y):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(200):
        for x, target in zip(X, y):
            error = target - (x @ w + b - 0.5 >= 0)
            w, b = w + error * x, b + error
    return w, b - 0.5


def at_least(k, D):
    return trained(corners(D), (corners(D).sum(axis=1) >= k).astype(int))


def only(pattern):
    X = corners(len(pattern))
    return trained(X, (X == pattern).all(axis=1).astype(int))
''')
g.survivor("gates", "np.where(pattern == 1, 1.0, -1.0) -> np.where(pattern == 1, 1.0, -2.0)",
           "right as well: a 1 too many then costs two points instead of one")

# ---------------------------------------------------------------- throws
P = "p = activations.sigmoid(X @ w + b); "
LOSS = P + "return -(k * np.log(p) + (n - k) * np.log(1 - p)).sum() / n.sum()"
GRADIENT = P + "dz = (n * p - k) / n.sum(); return dz @ X, dz.sum()"
TRAIN = '''
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        dz = (n * activations.sigmoid(X @ w + b) - k) / n.sum()
        w, b = w - lr * dz @ X, b - lr * dz.sum()
    return w, b'''


def throws(loss=LOSS, gradient=GRADIENT, train=TRAIN, above=""):
    return (f"{above}\n\ndef throws_loss(w, b, X, k, n):\n    {loss}\n\n\ndef throws_gradient(w, b, X, k, n):\n    {gradient}\n"
            f"\n\ndef throws_train(X, k, n, lr, steps):\n    {train.strip()}\n")


LOSSES = "throws_loss throws_hidden_places"
SLOPES = "throws_gradient throws_hidden_places"
TRAINED = "throws_train throws_hidden_train"

g.wrong("throws", "the sum of the losses", code=throws(LOSS.replace(" / n.sum()", "")), fails=LOSSES, says="the sum, not divided")
g.wrong("throws", "the mean over the places", code=throws(LOSS.replace("n.sum()", "len(n)")), fails=LOSSES,
        says="number of places", misconception="groups-count-equally")
g.wrong("throws", "no minus sign", code=throws(LOSS.replace("return -", "return ")), fails=LOSSES, says="without its minus sign")
g.wrong("throws", "hits only", code=throws(P + "return -(k * np.log(p)).sum() / n.sum()"), fails=LOSSES, says="misses left out")
g.wrong("throws", "each place once, with its share of hits", code=throws(
    P + "s = k / n; return -(s * np.log(p) + (1 - s) * np.log(1 - p)).mean()"), fails=LOSSES, says="each place counted once",
        misconception="groups-count-equally")
g.wrong("throws", "n misses", code=throws(LOSS.replace("(n - k)", "n")), fails=LOSSES, says="n in the place of n - k")
g.wrong("throws", "shares weighted by the throws: 0 / 0 where nobody threw", code=throws(
    P + "s = k / n; return -(n * (s * np.log(p) + (1 - s) * np.log(1 - p))).sum() / n.sum()"),
        fails="throws_hidden_places", says="nan")
g.wrong("throws", "the misses counted inside n", code=throws(
    P + "total = n.sum(); n -= k; return -(k * np.log(p) + n * np.log(1 - p)).sum() / total"),
        fails="throws_hidden_places", says="changes its argument n")
g.wrong("throws", "the loss of three places, hard-coded", code=throws("return 0.42087"), fails=LOSSES)
g.wrong("throws", "a small number inside the logarithms", code=throws(LOSS.replace("log(p", "log(1e-7 + p").replace("log(1 -", "log(1e-7 + 1 -")),
        fails="throws_hidden_places")
g.wrong("throws", "p clipped away from 0 and 1", code=throws(LOSS.replace("; return", "; p = np.clip(p, 1e-5, 1 - 1e-5); return")),
        fails="throws_hidden_places")
g.wrong("throws", "the loss by scikit-learn", code=throws(
    P + "return log_loss(np.repeat([1, 0], len(k)), np.append(p, p), sample_weight=np.append(k, n - k), labels=[0, 1])",
    above="from sklearn.metrics import log_loss"), fails="throws_loss", says="do not import it")

g.wrong("throws", "the gradient of the sum", code=throws(gradient=GRADIENT.replace(" / n.sum()", "")), fails=SLOPES,
        says="not divided by the number of throws")
g.wrong("throws", "the gradient divided by the places", code=throws(gradient=GRADIENT.replace("n.sum()", "len(n)")),
        fails=SLOPES, says="number of places", misconception="groups-count-equally")
g.wrong("throws", "each place once, with its share of hits, in the slope", code=throws(
    gradient=GRADIENT.replace("(n * p - k) / n.sum()", "(p - k / np.maximum(n, 1)) / len(n)")), fails=SLOPES,
        says="p - k/n: each place counted once")
g.wrong("throws", "the misses left out of the slope", code=throws(gradient=GRADIENT.replace("(n * p - k)", "k * (p - 1)")), fails=SLOPES,
        says="a place has k slopes")
g.wrong("throws", "the slope's sign", code=throws(gradient=GRADIENT.replace("(n * p - k)", "(k - n * p)")), fails=SLOPES,
        says="the sign")
g.wrong("throws", "one throw from each place", code=throws(gradient=GRADIENT.replace("(n * p - k)", "(p - k)")), fails=SLOPES,
        says="as if every place had one throw", misconception="groups-count-equally")
g.wrong("throws", "the sigmoid's slope left in", code=throws(gradient=GRADIENT.replace("(n * p - k)", "(n * p - k) * p * (1 - p)")),
        fails=SLOPES, says="which cancels")
g.wrong("throws", "db as a mean", code=throws(gradient=GRADIENT.replace("dz.sum()", "dz.mean()")), fails=SLOPES, says="in db")
g.wrong("throws", "db as an array", code=throws(gradient=GRADIENT.replace("dz.sum()", "dz")), fails=SLOPES)
g.wrong("throws", "dw as a mean over the places", code=throws(gradient=GRADIENT.replace("return dz @ X,", "return (dz @ X) / len(n),")),
        fails=SLOPES)
g.wrong("throws", "dw and db exchanged", code=throws(gradient=GRADIENT.replace("dz @ X, dz.sum()", "dz.sum(), dz @ X")), fails=SLOPES)
g.wrong("throws", "the slope from shares of hits", code=throws(gradient=GRADIENT.replace("(n * p - k)", "n * (p - k / n)")),
        fails="throws_hidden_places", says="divided by 0 throws")
g.wrong("throws", "multiplies into X", code=throws(
    gradient=P + "dz = (n * p - k) / n.sum(); X *= dz[:, None]; return X.sum(axis=0), dz.sum()"),
        fails="throws_hidden_places", says="changes its argument X")
g.wrong("throws", "the gradient by PyTorch", code=throws(gradient='''w = torch.tensor(w, requires_grad=True)
    b = torch.tensor(float(b), dtype=torch.float64, requires_grad=True)
    p, k, n = torch.sigmoid(torch.tensor(X) @ w + b), torch.tensor(k), torch.tensor(n)
    (-(k * p.log() + (n - k) * (1 - p).log()).sum() / n.sum()).backward()
    return w.grad.numpy(), b.grad.item()''', above="import torch"), fails="throws_gradient", says="write the derivative yourself")
g.wrong("throws", "the gradient by dlkit's differences", code=throws(gradient='''at = np.append(w, b)
    both = gradcheck.numeric_gradient(lambda at: throws_loss(at[:-1], at[-1], X, k, n), at)
    return both[:-1], both[-1]''', above="from dlkit import gradcheck"), fails="throws_gradient",
        says="write the derivative yourself")

g.wrong("throws", "uphill", code=throws(train=TRAIN.replace("w - lr", "w + lr").replace("b - lr", "b + lr")), fails=TRAINED,
        says="uphill")
g.wrong("throws", "w first, then b at the new w", code=throws(train='''
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w = w - lr * throws_gradient(w, b, X, k, n)[0]
        b = b - lr * throws_gradient(w, b, X, k, n)[1]
    return w, b'''), fails="throws_train", says="at the new w")
g.wrong("throws", "trains on the sum of the losses", code=throws(train=TRAIN.replace(" / n.sum()", "")), fails=TRAINED,
        says="not divided by the number of throws")
g.wrong("throws", "returns within the loop", code=throws(train=TRAIN.replace("    return w, b", "        return w, b")),
        fails=TRAINED, says="one step too few")
g.wrong("throws", "one step too few", code=throws(train=TRAIN.replace("range(steps)", "range(1, steps)")), fails="throws_train",
        says="one step too few")
g.wrong("throws", "one step too many", code=throws(train=TRAIN.replace("range(steps)", "range(steps + 1)")), fails=TRAINED,
        says="one step too many")
g.wrong("throws", "forgets to step", code=throws(train="return np.zeros(X.shape[1]), 0.0"), fails=TRAINED, says="no step at all")
g.wrong("throws", "the gradient of the start, again and again", code=throws(train='''
    w, b = np.zeros(X.shape[1]), 0.0
    dw, db = throws_gradient(w, b, X, k, n)
    for _ in range(steps):
        w, b = w - lr * dw, b - lr * db
    return w, b'''), fails=TRAINED)
g.wrong("throws", "starts anywhere", code=throws(train=TRAIN.replace("np.zeros(X.shape[1])", "np.random.default_rng(0).normal(size=X.shape[1])")),
        fails=TRAINED)
g.wrong("throws", "one column only", code=throws(train=TRAIN.replace("np.zeros(X.shape[1])", "np.zeros(1)")),
        fails="throws_hidden_train")
g.wrong("throws", "stops when the loss hardly falls", code=throws(train='''
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        before = throws_loss(w, b, X, k, n)
        dw, db = throws_gradient(w, b, X, k, n)
        w, b = w - lr * dw, b - lr * db
        if before - throws_loss(w, b, X, k, n) < 1e-3:
            break
    return w, b'''), fails="throws_hidden_train", says="nearly 0")
g.wrong("throws", "works on its X", code=throws(train=TRAIN.replace("    w, b = np.z", "    X -= X.mean(axis=0)\n    w, b = np.z")),
        fails=TRAINED)
g.wrong("throws", "adds a column of ones to its X, and empties it", code=throws(
    train=TRAIN.replace("    return w, b", "    X[:] = 0\n    return w, b")), fails="throws_hidden_train", says="changes its argument")
g.wrong("throws", "training by dlkit.neurons, one row for each throw", code=throws(train='''
    rows, y = np.repeat(X, n, axis=0), np.concatenate([[1] * a + [0] * (c - a) for a, c in zip(k, n)])
    neuron = LogisticNeuron(D=X.shape[1])
    neuron.fit(rows, y, lr=lr, steps=steps)
    return neuron.w, neuron.b''', above="from dlkit.neurons import LogisticNeuron"), fails="throws_train",
        says="do not import it")
g.right("throws", "functions that call each other", code=throws(
    "z = X @ w + b; return (n * np.logaddexp(0, z) - k * z).sum() / n.sum()",
    "p = 1 / (1 + np.exp(-(X @ w + b))); dz = k * (p - 1) + (n - k) * p; return X.T @ dz / n.sum(), dz.sum() / n.sum()", '''
    w, b = np.zeros(X.shape[1]), 0
    for _ in range(steps):
        dw, db = throws_gradient(w, b, X, k, n)
        w -= lr * dw
        b -= lr * db
    return w, b'''))
g.right("throws", "one throw after the other", code='''
def throws_loss(w, b, X, k, n):
    total = 0.0
    for x, hits, thrown in zip(X, k, n):
        p = activations.sigmoid(sum(x * w) + b)
        for throw in range(thrown):
            total -= np.log(p if throw < hits else 1 - p)
    return total / sum(n)


def throws_gradient(w, b, X, k, n):
    dw, db = np.zeros(len(w)), 0.0
    for x, hits, thrown in zip(X, k, n):
        p = activations.sigmoid(x @ w + b)
        for throw in range(thrown):
            dw += (p - (throw < hits)) * x
            db += p - (throw < hits)
    return dw / sum(n), db / sum(n)


def throws_train(X, k, n, lr, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    while steps:
        dw, db = throws_gradient(w, b, X, k, n)
        w, b, steps = w - lr * dw, b - lr * db, steps - 1
    return w, b
''')
g.right("throws", "the bias as one more weight", code=throws(train='''
    ones = np.column_stack([X, np.ones(len(X))])
    v = np.zeros(ones.shape[1])
    for _ in range(steps):
        v = v - lr * ones.T @ (n * activations.sigmoid(ones @ v) - k) / n.sum()
    return v[:-1], v[-1]'''))

# ---------------------------------------------------------------- pocket
MISTAKES = "int(((X @ w + b >= 0) != y).sum())"
POCKET = '''
def pocket(X, y, passes):
    w, b = np.zeros(X.shape[1]), 0.0
    best = (w, b, COUNT)
    for _ in range(passes):
        for x, target in zip(X, y):
            error = target - int(x @ w + b >= 0)
            if error:
                w, b = w + error * x, b + error
                if COUNT < best[2]:
                    best = (w, b, COUNT)
    return best
'''.replace("COUNT", MISTAKES)
REPLACES = f"if {MISTAKES} < best[2]:"
RULE = "pocket_mended pocket_keeps pocket_hidden_tables"
LINE = "pocket_keeps pocket_hidden_start pocket_hidden_tables"
EVERY = "pocket_mended pocket_keeps pocket_hidden_start pocket_hidden_tables"


def pocket(changes):
    code = POCKET
    for old, new in changes.items():
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    return code


g.wrong("pocket", "the colleague's threshold kept", edit={"int(x @ w + b >= 0)": "int(x @ w + b >= 0.5)"},
        fails=RULE, says="the threshold on z at 0.5", misconception="threshold-half")
g.wrong("pocket", "the bias never corrected", edit={"w + error * x, b + error": "w + error * x, b"}, fails=RULE,
        says="the bias never corrected")
g.wrong("pocket", "both faults kept", edit={"int(x @ w + b >= 0)": "int(x @ w + b >= 0.5)", "w + error * x, b + error": "w + error * x, b"},
        fails=RULE, says="both faults")
g.wrong("pocket", "away from the right answer", edit={"w + error * x, b + error": "w - error * x, b - error"}, fails=RULE,
        says="the sign")
g.wrong("pocket", "stops when ten passes bring nothing better", code=pocket({
    "    for _ in range(passes):": "    idle = 0\n    for _ in range(passes):\n        before, idle = best[2], idle + 1",
    "    return best": "        idle = 0 if best[2] < before else idle\n        if idle == 10:\n            break\n    return best"}),
        fails="pocket_mended", misconception="mistakes-left-means-inseparable")
g.wrong("pocket", "the last line", edit={"if mistakes < best[2]:": "if True:"}, fails=LINE, says="the last line",
        misconception="last-is-best")
g.wrong("pocket", "the last bias with the weights from the pocket", edit={"return best": "return best[0], b, best[2]"},
        fails="pocket_hidden_tables")
g.wrong("pocket", "a later line that is equally good", edit={"mistakes < best[2]": "mistakes <= best[2]"}, fails=LINE,
        says="only equally good")
g.wrong("pocket", "goes on from the pocket", code=pocket({"    return best": "                else:\n                    w, b = best[:2]\n    return best"}),
        fails=RULE, says="went on from the pocket")
g.wrong("pocket", "looks at the end of each pass only", code=pocket({
    f"                {REPLACES}\n                    best": f"        {REPLACES}\n            best"}), fails="pocket_keeps pocket_hidden_tables", says="at the end of a pass only")
g.wrong("pocket", "the array in the pocket goes on learning", code=pocket({
    "w, b = w + error * x, b + error": "w += error * x; b += error"}), fails=LINE, says="was changed afterwards")
g.wrong("pocket", "the zero line left out", code=pocket({f"best = (w, b, {MISTAKES})\n    for": "best = (w, b, len(y) + 1)\n    for"}),
        fails="pocket_hidden_start", says="the zero line left out")
g.wrong("pocket", "a whole pass corrected at once", code='''
def pocket(X, y, passes):
    w, b = np.zeros(X.shape[1]), 0.0
    best = (w, b, int(((X @ w + b >= 0) != y).sum()))
    for _ in range(passes):
        errors = y - (X @ w + b >= 0)
        w, b = w + errors @ X, b + errors.sum()
        mistakes = int(((X @ w + b >= 0) != y).sum())
        if mistakes < best[2]:
            best = (w, b, mistakes)
    return best
''', fails=RULE)
g.wrong("pocket", "the share of mistakes", code=pocket({"    return best": "    return (*best[:2], best[2] / len(y))"}), fails=LINE)
g.wrong("pocket", "the pocket without its mistakes", code=pocket({"    return best": "    return best[:2]"}), fails=EVERY,
        says="items, expected 3")
g.wrong("pocket", "a random order of the rows", code=pocket({"for x, target in zip(X, y):":
        "for i in np.random.default_rng(0).permutation(len(X)):\n            x, target = X[i], y[i]"}), fails="pocket_keeps pocket_hidden_tables")
g.wrong("pocket", "stops after the first correction of a pass", code=pocket({
    "    return best": "                break\n    return best"}), fails=EVERY)
g.wrong("pocket", "corrects every row", code=pocket({"            if error:": "            error = 2 * target - 1\n            if error:"}),
        fails=RULE)
g.wrong("pocket", "makes two passes at least", code=pocket({"range(passes)": "range(max(passes, 2))"}), fails="pocket_hidden_start")
g.wrong("pocket", "two columns only", code=pocket({"np.zeros(X.shape[1])": "np.zeros(2)"}), fails="pocket_hidden_tables")
g.wrong("pocket", "the mistakes of the line before the correction", code='''
def pocket(X, y, passes):
    w, b, best = np.zeros(X.shape[1]), 0.0, None
    for _ in range(passes):
        for x, target in zip(X, y):
            error = target - int(x @ w + b >= 0)
            if error:
                mistakes = int(((X @ w + b >= 0) != y).sum())
                w, b = w + error * x, b + error
                if best is None or mistakes < best[2]:
                    best = (w, b, mistakes)
    return best or (w, b, int(((X @ w + b >= 0) != y).sum()))
''', fails=EVERY)
g.wrong("pocket", "turns the given labels into -1 and 1", code='''
def pocket(X, y, passes):
    y[y == 0] = -1
    w, b = np.zeros(X.shape[1]), 0.0
    best = (w, b, int((np.where(X @ w + b >= 0, 1, -1) != y).sum()))
    for _ in range(passes):
        for x, side in zip(X, y):
            if (x @ w + b >= 0) != (side == 1):
                w, b = w + side * x, b + side
                mistakes = int((np.where(X @ w + b >= 0, 1, -1) != y).sum())
                if mistakes < best[2]:
                    best = (w, b, mistakes)
    return best
''', fails="pocket_hidden_tables", says="changes its argument y")
g.wrong("pocket", "hard-coded five points", code='''
def pocket(X, y, passes):
    if passes == 60:
        return np.array([-5.0, 2.0]), 7.0, 0
    return np.array([3.0, -3.0]), -1.0, 1
''', fails="pocket_hidden_start pocket_hidden_tables")
g.wrong("pocket", "dlkit's perceptron, a row at a time", code='''
from dlkit import neurons


def pocket(X, y, passes):
    neuron = neurons.Perceptron(D=X.shape[1])
    best = (neuron.w, neuron.b, int((neuron.predict(X) != y).sum()))
    for _ in range(passes):
        for i in range(len(X)):
            neuron.fit(X[i:i + 1], y[i:i + 1], epochs=1)
            mistakes = int((neuron.predict(X) != y).sum())
            if mistakes < best[2]:
                best = (neuron.w, neuron.b, mistakes)
    return best
''', fails="pocket_keeps", says="do not import it")
g.right("pocket", "the bias as one more weight, copied into the pocket", code='''
def pocket(X, y, passes):
    rows = np.column_stack([X, np.ones(len(X))])
    v, kept, fewest = np.zeros(rows.shape[1]), None, None

    def count():
        return sum(1 for row, target in zip(rows, y) if (row @ v >= 0) != (target == 1))

    kept, fewest = v.copy(), count()
    for i in list(range(len(rows))) * passes:
        answer = int(rows[i] @ v >= 0)
        v += (y[i] - answer) * rows[i]
        if answer != y[i] and count() < fewest:
            kept, fewest = v.copy(), count()
    return [kept[:-1], float(kept[-1]), fewest]
''')
g.right("pocket", "stops once nothing is wrong any more", code=pocket({
    "    for _ in range(passes):": "    for _ in range(passes):\n        if best[2] == 0:\n            break"}))
g.right("pocket", "in place, with copies in the pocket", code='''
def pocket(X, y, passes):
    w, b = np.zeros(X.shape[1]), 0.0
    best_w, best_b, best = w.copy(), b, np.count_nonzero((X @ w + b >= 0) != y)
    for _ in range(passes):
        for i in range(len(y)):
            wrong = y[i] - float(X[i] @ w + b >= 0)
            if wrong != 0:
                w += wrong * X[i]
                b += wrong
                mistakes = np.count_nonzero((X @ w + b >= 0) != y)
                if mistakes < best:
                    best_w, best_b, best = w.copy(), b, mistakes
    return best_w, best_b, best
''')
g.survivor("pocket", "X @ w + b >= 0 -> X @ w + b <= 0", "at the start every z is 0: both comparisons say yes")
g.survivor("pocket", "X @ w + b -> X @ w - b", "at the start b is 0")

# ---------------------------------------------------------------- units
NEW_UNITS = "w_new = w / factor; return w_new, b - np.sum(w_new * shift)"
RANKING = "order = np.argsort(-np.abs(w) * X.std(axis=0), kind='stable'); return [names[j] for j in order]"


def units(new_units=NEW_UNITS, ranking=RANKING, above=""):
    return f"{above}\n\ndef new_units(w, b, factor, shift):\n    {new_units}\n\n\ndef ranking(w, X, names):\n    {ranking}\n"


Z = "units_values units_hidden_z"
ORDER = "units_ranking units_hidden_ranking"

g.wrong("units", "multiplies by the factor", edit={"w_new = w / factor": "w_new = w * factor"}, fails=Z,
        says="where it must be divided by it")
g.wrong("units", "the bias left as it was, and a product", code=units("return w * factor, b"), fails=Z,
        says="and the bias left as it was")
g.wrong("units", "no shift", code=units("return w / factor, b"), fails=Z, says="the shift left out")
g.wrong("units", "adds the shift", edit={"b - np.sum": "b + np.sum"}, fails=Z, says="added instead of subtracted")
g.wrong("units", "the old weights times the shift", edit={"np.sum(w_new * shift)": "np.sum(w * shift)"}, fails=Z, says="the old weights")
g.wrong("units", "fills a copy of whole numbers", code=units(
    "w_new = np.copy(w)\n    for j in range(len(w)):\n        w_new[j] = w[j] / factor[j]\n    return w_new, b - w_new @ shift"),
        fails="units_values", says="cuts their decimals")
g.wrong("units", "a bias for each column", code=units("return w / factor, b - w / factor * shift"), fails=Z)
g.wrong("units", "the first factor for all columns", code=units("return w / factor[0], b - np.sum(w / factor[0] * shift)"),
        fails=Z)
g.wrong("units", "two columns only", code=units(
    "w_new = np.array([w[0] / factor[0], w[1] / factor[1]]); return w_new, b - w_new[0] * shift[0] - w_new[1] * shift[1]"),
        fails="units_hidden_z")
g.wrong("units", "drops the sign of a factor", code=units(NEW_UNITS.replace("w / factor", "w / np.abs(factor)")), fails="units_hidden_z")
g.wrong("units", "computes in the given shift", code=units("shift *= w / factor; return w / factor, b - shift.sum()"),
        fails="units_hidden_z", says="changes its argument shift")
g.wrong("units", "divides in the given weights", code=units("w /= factor; return w, b - w @ shift"), fails=Z)
g.wrong("units", "the weights alone", code=units("return w / factor"), fails=Z)
g.wrong("units", "the visible neuron, hard-coded", code=units("return np.array([0.004, -5.0]), 163.0"), fails="units_hidden_z")

g.wrong("units", "ranks by the size of the weights", code=units(ranking=RANKING.replace(" * X.std(axis=0)", "")), fails=ORDER,
        says="depends on the units", misconception="weights-are-importance")
g.wrong("units", "from the least important", code=units(ranking=RANKING.replace("-np.abs", "np.abs")), fails=ORDER,
        says="from the least")
g.wrong("units", "ranks with the sign", code=units(ranking=RANKING.replace("-np.abs(w)", "-w")), fails=ORDER, says="not the sign")
g.wrong("units", "the mean for the spread", code=units(ranking=RANKING.replace("X.std(", "X.mean(")), fails=ORDER,
        says="by the mean of the column")
g.wrong("units", "the spread without the weight", code=units(ranking=RANKING.replace("-np.abs(w) * X", "-X")), fails=ORDER,
        says="without the weight")
g.wrong("units", "divides by the spread", code=units(ranking=RANKING.replace(" * X.std", " / X.std")), fails=ORDER,
        says="divided by the spread")
g.wrong("units", "one spread for the whole table", code=units(ranking=RANKING.replace("axis=0", "")), fails=ORDER)
g.wrong("units", "the spread of each row", code=units(ranking=RANKING.replace("axis=0", "axis=1")), fails=ORDER)
g.wrong("units", "the range for the standard deviation", code=units(ranking=RANKING.replace("X.std(axis=0)", "np.ptp(X, axis=0)")),
        fails=ORDER, says="by the range")
g.wrong("units", "the variance", code=units(ranking=RANKING.replace("X.std(", "X.var(")), fails=ORDER, says="by the variance")
g.wrong("units", "numbers of the columns", code=units(ranking=RANKING.replace("[names[j] for j in order]", "order.tolist()")), fails=ORDER)
g.wrong("units", "an array of names", code=units(ranking=RANKING.replace("[names[j] for j in order]", "np.array(names)[order]")), fails=ORDER)
g.wrong("units", "sorts upwards and turns the list round", code=units(
    ranking="order = np.argsort(np.abs(w) * X.std(axis=0), kind='stable')[::-1]; return [names[j] for j in order]"),
        fails="units_hidden_ranking", says="reverse order")
g.wrong("units", "a sort that is not stable", edit={', kind="stable"': ""}, fails="units_hidden_ranking", says="kind='stable'")
g.wrong("units", "a dictionary of effects, in which ties overwrite each other", code=units(
    ranking="of = dict(zip(np.abs(w) * X.std(axis=0), names)); return [of[e] for e in sorted(of, reverse=True)]"),
        fails="units_hidden_ranking", says="items")
g.wrong("units", "ties by the alphabet", code=units(
    ranking="return [name for _, name in sorted(zip(-np.abs(w) * X.std(axis=0), names))]"), fails="units_hidden_ranking")
g.wrong("units", "sorts the given list", code=units(
    ranking="effect = dict(zip(names, np.abs(w) * X.std(axis=0))); names.sort(key=effect.get, reverse=True); return names"),
        fails="units_hidden_ranking", says="changes its argument names")
g.wrong("units", "writes the effects into w", code=units(
    ranking="w *= X.std(axis=0); return [names[j] for j in np.argsort(-np.abs(w), kind='stable')]"),
        fails="units_hidden_ranking", says="changes its argument w")
g.wrong("units", "the visible ranking, hard-coded", code=units(ranking="return ['years', 'late', 'income', 'age']"),
        fails="units_hidden_ranking")
g.wrong("units", "leaves out columns that never vary", code=units(
    ranking=RANKING.replace("for j in order]", "for j in order if X[:, j].std() > 0]")), fails="units_hidden_ranking")
g.wrong("units", "spread by pandas", code=units(
    ranking="effect = pd.Series(np.abs(w) * X.std(axis=0), index=names); "
            "return effect.sort_values(ascending=False, kind='stable').index.tolist()", above="import pandas as pd"),
        fails="units_ranking", says="do not import it")
g.right("units", "solved for x, and Python's sort", code=units(
    "return w / factor, b + w @ (-shift / factor)",
    "size = [abs(w[j]) * np.std(X[:, j]) for j in range(len(w))]; "
    "return [names[j] for j in sorted(range(len(w)), key=lambda j: -size[j])]"))
g.right("units", "from two samples, and a ranking with N - 1", code='''
def new_units(w, b, factor, shift):
    D = len(w)
    w_new = np.zeros(D)
    for j in range(D):
        w_new[j] = w[j] * (1.0 / factor[j])
    b_new = float(b)
    for j in range(D):
        b_new -= w_new[j] * shift[j]
    return w_new, b_new


def ranking(w, X, names):
    left, result = list(range(len(w))), []
    effect = np.abs(w * X.std(axis=0, ddof=1))
    while left:
        best = max(left, key=lambda j: effect[j])
        left.remove(best)
        result.append(names[best])
    return result
''')
g.right("units", "b from the sample that becomes zero, the sort turned round twice", code=units(
    "return w / factor, (0 - shift) / factor @ w + b",
    "e = np.abs(w) * X.std(0); order = np.argsort(e[::-1], kind='stable')[::-1]; return [names[len(e) - 1 - j] for j in order]"))

# ---------------------------------------------------------------- certificate
IS = '''
    ones, zeros = alpha[y == 1], alpha[y == 0]
    sums = abs(ones.sum() - 1) <= 1e-9 and abs(zeros.sum() - 1) <= 1e-9
    same = (np.abs(ones @ X[y == 1] - zeros @ X[y == 0]) <= 1e-9).all()
    return bool(sums and same and (alpha >= -1e-9).all())'''
ONE = "return np.where(corners(D)[:, 2:].sum(axis=1) == 0, 0.5, 0.0)"


def certificate(check=IS, one=ONE, above=""):
    return (f"{above}\n\ndef is_certificate(X, y, alpha):\n    {check.strip()}\n"
            f"\n\ndef exactly_one(D):\n    {one.strip()}\n")


SEEN = "certificate_check certificate_hidden"
WRITTEN = "certificate_one certificate_hidden"

g.wrong("certificate", "the sums not checked", code=certificate(IS.replace("sums and ", "")), fails=SEEN, says="the sums of the shares not checked")
g.wrong("certificate", "sums that need only be equal", code=certificate(IS.replace(
    "abs(ones.sum() - 1) <= 1e-9 and abs(zeros.sum() - 1) <= 1e-9", "abs(ones.sum() - zeros.sum()) <= 1e-9")), fails=SEEN,
        says="only whether they are equal")
g.wrong("certificate", "only the points compared", code=certificate(
    IS.replace("sums and ", "").replace(" and (alpha >= -1e-9).all()", "")), fails=SEEN, says="only the two points compared")
g.wrong("certificate", "the points not compared", code=certificate(IS.replace("same and ", "")), fails=SEEN, says="not compared")
g.wrong("certificate", "False for a certificate", code=certificate(IS.replace("return bool(", "return not (")), fails=SEEN,
        says="the opposite")
g.wrong("certificate", "arrays for truth", code=certificate(IS.replace("bool(sums and same and (alpha >= -1e-9).all())",
                                                                     "(alpha >= -1e-9) & sums & same")), fails=SEEN)
g.wrong("certificate", "asks whether a perceptron fails", code=certificate('''
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(100):
        for x, target in zip(X, y):
            error = int(target) - int(x @ w + b >= 0)
            w, b = w + error * x, b + error
    return bool(((X @ w + b >= 0) != y).any())'''), fails=SEEN, misconception="failed-search-is-proof")
g.wrong("certificate", "labels as row numbers", code=certificate(IS.replace("y == 1", "y").replace("y == 0", "1 - y")), fails=SEEN)
g.wrong("certificate", "repairs the sums", code=certificate(
    "alpha = np.where(y == 1, alpha / (alpha[y == 1].sum() or 1), alpha / (alpha[y == 0].sum() or 1))\n    " + IS.strip()),
        fails=SEEN)
g.wrong("certificate", "negative shares accepted", code=certificate(IS.replace(" and (alpha >= -1e-9).all()", "")),
        fails="certificate_hidden", says="a negative share accepted")
g.wrong("certificate", "refuses a share of 0", code=certificate(IS.replace("alpha >= -1e-9", "alpha > 1e-9")),
        fails="certificate_hidden", says="a share of 0 refused")
g.wrong("certificate", "no room below 0", code=certificate(IS.replace("alpha >= -1e-9", "alpha >= 0")),
        fails="certificate_hidden", says="just below 0")
g.wrong("certificate", "compares exactly", code=certificate(IS.replace("abs(ones.sum() - 1) <= 1e-9 and abs(zeros.sum() - 1) <= 1e-9",
                                                                     "ones.sum() == 1 and zeros.sum() == 1")),
        fails="certificate_hidden", says="leave room for rounding")
g.wrong("certificate", "the sum over both classes", code=certificate(IS.replace(
    "abs(ones.sum() - 1) <= 1e-9 and abs(zeros.sum() - 1) <= 1e-9", "abs(alpha.sum() - 2) <= 1e-9")),
        fails="certificate_hidden", says="for each class")
g.wrong("certificate", "one class summed only", code=certificate(IS.replace(" and abs(zeros.sum() - 1) <= 1e-9", "")),
        fails="certificate_hidden", says="for each class")
g.wrong("certificate", "sums up to 1", code=certificate(IS.replace("abs(ones.sum() - 1)", "(ones.sum() - 1)").replace(
    "abs(zeros.sum() - 1)", "(zeros.sum() - 1)").replace("return", "sums = sums and alpha.sum() > 1\n    return")),
        fails="certificate_hidden", says="both ways")
g.wrong("certificate", "the first coordinate only", code=certificate(IS.replace("zeros @ X[y == 0]) <= 1e-9).all()",
                                                                              "zeros @ X[y == 0])[0] <= 1e-9)")),
        fails="certificate_hidden", says="one coordinate")
g.wrong("certificate", "no coordinate larger", code=certificate(IS.replace("np.abs(ones @ X[y == 1] - zeros @ X[y == 0])",
                                                                         "(ones @ X[y == 1] - zeros @ X[y == 0])")),
        fails="certificate_hidden", says="downwards")
g.wrong("certificate", "coordinates of which one is equal", code=certificate(IS.replace("<= 1e-9).all()\n    return", "<= 1e-9).any()\n    return")),
        fails="certificate_hidden", says="one coordinate")
g.wrong("certificate", "the means of the classes instead of the mixtures", code=certificate(IS.replace(
    "ones @ X[y == 1] - zeros @ X[y == 0]", "X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)")), fails=SEEN)
g.wrong("certificate", "turns shares round in place", code=certificate(
    "alpha[y == 0] *= -1\n    mixed = np.column_stack([X, y == 1, y == 0]).T @ alpha\n"
    "    return bool((np.abs(mixed - np.append(np.zeros(X.shape[1]), [1, -1])) <= 1e-9).all() "
    "and (alpha * np.where(y == 1, 1, -1) >= -1e-9).all())"), fails="certificate_hidden", says="changes its argument alpha")
g.wrong("certificate", "a check by PyTorch", code=certificate('''
    a, ones = torch.tensor(alpha), torch.tensor(y == 1)
    rows = torch.tensor(X, dtype=a.dtype)
    q, r = a[ones] @ rows[ones], a[~ones] @ rows[~ones]
    off = max(abs(a[ones].sum() - 1), abs(a[~ones].sum() - 1), (q - r).abs().max(), -a.min())
    return bool(off <= 1e-9)''', above="import torch"), fails="certificate_check", says="do not import it")

g.wrong("certificate", "equal shares within each class", code=certificate(
    one="y = corners(D).sum(axis=1) == 1; return np.where(y, 1 / y.sum(), 1 / (~y).sum())"), fails=WRITTEN, says="works for D = 2")
g.wrong("certificate", "one half everywhere", code=certificate(one="return np.full(2**D, 0.5)"), fails=WRITTEN, says="must each add up to 1")
g.wrong("certificate", "a certificate for parity", code=certificate(one="return np.full(2**D, 2.0 / 2**D)"), fails=WRITTEN,
        says="must each add up to 1")
g.wrong("certificate", "four shares for every D", code=certificate(one="return np.full(4, 0.5)"), fails=WRITTEN, says="one share for each")
g.wrong("certificate", "a column", code=certificate(one=ONE.replace("return np", "return (np").rstrip(")") + "))[:, None]"), fails=WRITTEN,
        says="one share for each")
g.wrong("certificate", "the shares of class 1 only", code=certificate(
    one=ONE + " * (corners(D).sum(axis=1) == 1)"), fails=WRITTEN, says="must each add up to 1")
g.wrong("certificate", "negative shares", code=certificate(one='''
    X = corners(D)
    number = X @ 2 ** np.arange(D)[::-1]
    shares = np.zeros(2**D)
    shares[[0, 2 ** (D - 1), 1, 2]] = 1.0, 2.0, -1.0, 0.0
    return shares'''), fails=WRITTEN)
g.wrong("certificate", "the wrong pair of class 0", code=certificate(one='''
    shares = np.zeros(2**D)
    shares[[1, 2]] = 0.5
    shares[[0, -1]] = 0.5
    return shares'''), fails=WRITTEN, says="the two mixtures differ by")
g.wrong("certificate", "least squares: its shares turn negative from four inputs on", code=certificate(one='''
    X = corners(D)
    y = X.sum(axis=1) == 1
    A = np.vstack([y, ~y, X.T * np.where(y, 1, -1)])
    return np.linalg.lstsq(A, np.append([1.0, 1.0], np.zeros(D)), rcond=None)[0]'''), fails="certificate_hidden",
        says="the smallest share is -0.125")
g.wrong("certificate", "three inputs, hard-coded", code=certificate(one="return np.array([0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0])"),
        fails="certificate_hidden")
g.wrong("certificate", "linear programming by SciPy", code=certificate(one='''
    X = corners(D)
    y = X.sum(axis=1) == 1
    A = np.vstack([y, ~y, X.T * np.where(y, 1, -1)])
    return linprog(np.zeros(2**D), A_eq=A, b_eq=np.append([1.0, 1.0], np.zeros(D))).x''', above="from scipy.optimize import linprog"),
        fails="certificate_one", says="do not import what finds it")
g.right("certificate", "nobody and everybody against every single one", code=certificate(
    '''
    for k in (0, 1):
        if not np.isclose(alpha[y == k].sum(), 1):
            return False
    if (alpha < -1e-9).any():
        return False
    return np.allclose(alpha[y == 1] @ X[y == 1], alpha[y == 0] @ X[y == 0])''', '''
    X = corners(D)
    shares = (X.sum(axis=1) == 1) / D
    shares[0], shares[-1] = 1 - 1 / D, 1 / D
    return shares'''))
g.right("certificate", "signed shares in one product, and the first four rows", code=certificate(
    '''
    side = np.where(y == 1, 1, -1)
    total = np.column_stack([X, np.ones(len(X))]).T @ (side * alpha)
    return np.abs(total).max() < 1e-7 and abs(alpha.sum() - 2) < 1e-7 and alpha.min() > -1e-7''',
    "return np.append(np.full(4, 0.5), np.zeros(2**D - 4))"))
g.right("certificate", "loops, and half of nobody with all pairs", code=certificate(
    '''
    sums, points = [0.0, 0.0], np.zeros((2, X.shape[1]))
    for row, label, share in zip(X, y, alpha):
        if share < -1e-9:
            return False
        sums[int(label)] += share
        points[int(label)] += share * row
    return max(abs(sums[0] - 1), abs(sums[1] - 1), *abs(points[0] - points[1])) <= 1e-9''', '''
    votes = corners(D).sum(axis=1)
    shares = np.zeros(2**D)
    shares[votes == 1] = 1 / D
    shares[votes == 0] = 0.5
    shares[votes == 2] = 1 / (D * (D - 1))
    return shares'''))
g.survivor("certificate", "(y == 1, y == 0, 1e-08) -> (y == 1, y == 0, 2e-08)",
           "the docstring leaves open what lies between 1e-9 and 1e-3")
g.survivor("certificate", "min(alpha) > -tiny -> min(alpha) >= -tiny", "differs only where a share is -1e-8, which is left open")
g.survivor("certificate", "np.abs([*off, *apart]).max() < tiny -> np.abs([*off, *apart]).max() <= tiny",
           "differs only for a gap of 1e-8, which is left open")

# ---------------------------------------------------------------- the examples of the docstrings
g.example("at_least(1, 2) is an OR", "all(((corners(2) @ at_least(k, 2)[0] + at_least(k, 2)[1] >= 0) == want).all() "
          "for k, want in ((1, corners(2).max(axis=1)), (2, corners(2).min(axis=1))))")
g.example("only(", "((corners(2) @ only(np.array([1, 1]))[0] + only(np.array([1, 1]))[1] >= 0) "
          "== corners(2).min(axis=1)).all()")
THROWS = "np.zeros(1), 0, np.array([[1], [2]]), np.array([3, 1]), np.array([3, 2])"
g.example("w = [0], b = 0, X = [[1], [2]], k = [3, 1], n = [3, 2]  ->  log 2",
          f"round(throws_loss({THROWS}), 4) == 0.6931 == round(np.log(2), 4)")
g.example("w = [0], b = 0, X = [[1], [2]], k = [3, 1], n = [3, 2]  ->  dw",
          f"np.allclose(np.append(*throws_gradient({THROWS})), [-0.3, -0.3])")
POCKET = "pocket(np.array([[1], [3]]), np.array([0, 1]), {})"
g.example("X = [[1], [3]]", " and ".join(f"[float(x) for x in ({POCKET.format(passes)}[0][0], *{POCKET.format(passes)}[1:])]"
          f" == {want}" for passes, want in ((4, [0, 0, 1]), (5, [1, -3, 0]))))
g.example("w = [2], b = 1", "np.allclose(np.append(*new_units(np.array([2]), 1, np.array([10]), np.array([5]))), [0.2, 0])"
          " and 2 * 3 + 1 == 7 and np.isclose(0.2 * (10 * 3 + 5) + 0, 7)")
g.example("w = [1, -3]", "ranking(np.array([1, -3]), np.array([[0, 0], [100, 2]]), ['a', 'b']) == ['a', 'b'] "
          "and np.std([0, 100]) * 1 == 50 and np.std([0, 2]) * 3 == 3")
g.example("X = [[1], [2], [3]]", "[is_certificate(np.array([[1], [2], [3]]), np.array([1, 0, 1]), np.array(alpha)) "
          "for alpha in ([0.5, 1, 0.5], [1, 1, 0])] == [True, False]")
g.example("for D = 2 it is", "exactly_one(2).tolist() == [0.5] * 4")
