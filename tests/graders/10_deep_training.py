"""Known wrong and known right answers of assignment 10, and the misconceptions behind them."""

import itertools

from harness import Graders

g = Graders("10_deep_training")

# What people believe about deep training. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("healthy-size", "If the activations have a healthy size, the initialisation is fine", quiz="initialisation is fine, so the fault")
g.misconception("fan-out", "The number of outputs decides how large a signal becomes", quiz="the root of 2/400")
g.misconception("only-divide", "Back through a normalisation, the gradient is only divided by s")
g.misconception("batch-mode", "A validation score that depends on the order of the samples means overfitting", quiz="An overfitted network gives each digit")
g.misconception("norm-stops-growth", "Pre-norm keeps the stream from growing", quiz="stops the stream from growing")
g.misconception("one-batch-proves-all", "A network that overfits one batch has correct data", quiz="The labels belong to other images")
g.misconception("flat-is-rate", "A flat loss means that the learning rate is too high")

# ---------------------------------------------------------------- gn
EVERY = "gn_values gn_gradient gn_parameters gn_hidden_torch"
g.wrong("gn", "normalises the whole sample", edit={"X.reshape(len(X), self.groups, -1)": "X.reshape(len(X), 1, -1)", "shape = (len(d_out), self.groups, -1)": "shape = (len(d_out), 1, -1)"},
        fails=EVERY, says="all units of a sample together")
g.wrong("gn", "statistics over the batch as well", edit={"parts.mean(axis=2, keepdims=True)": "parts.mean(axis=(0, 2), keepdims=True)", "(centred**2).mean(axis=2, keepdims=True)": "(centred**2).mean(axis=(0, 2), keepdims=True)"},
        fails=EVERY, says="each sample has its own")
g.wrong("gn", "every second unit", edit={"X.reshape(len(X), self.groups, -1)": "X.reshape(len(X), -1, self.groups).swapaxes(1, 2)",
        "self.x_hat = (centred / self.s).reshape(X.shape)": "self.x_hat = (centred / self.s).swapaxes(1, 2).reshape(X.shape)",
        "(d_out * self.gamma).reshape(shape), self.x_hat.reshape(shape)": "(d_out * self.gamma).reshape(len(d_out), -1, self.groups).swapaxes(1, 2), self.x_hat.reshape(len(d_out), -1, self.groups).swapaxes(1, 2)",
        "return (dX / self.s).reshape(d_out.shape)": "return (dX / self.s).swapaxes(1, 2).reshape(d_out.shape)"},
        fails=EVERY, says="neighbours belong together")
g.wrong("gn", "divides by the size minus 1", edit={"(centred**2).mean(axis=2, keepdims=True)": "parts.var(axis=2, keepdims=True, ddof=1)"}, fails=EVERY, says="size minus 1")
g.wrong("gn", "forgets gamma and beta", edit={"self.gamma * self.x_hat + self.beta": "self.x_hat"}, fails="gn_values gn_hidden_torch", says="are not used")
g.wrong("gn", "backward without gamma", edit={"(d_out * self.gamma)": "d_out"}, fails="gn_gradient gn_hidden_torch", says="without gamma")
g.wrong("gn", "backward without the mean", edit={" - d.mean(axis=2, keepdims=True)": ""}, fails="gn_gradient gn_hidden_torch", says="moves the mean")
g.wrong("gn", "backward without the variance", edit={" - x_hat * (d * x_hat).mean(axis=2, keepdims=True)": ""}, fails="gn_gradient gn_hidden_torch", says="moves the variance")
g.wrong("gn", "backward only divides", edit={"d - d.mean(axis=2, keepdims=True) - x_hat * (d * x_hat).mean(axis=2, keepdims=True)": "d"},
        fails="gn_gradient gn_hidden_torch", says="only divided", misconception="only-divide")
g.wrong("gn", "backward forgets s", edit={"(dX / self.s)": "dX"}, fails="gn_gradient gn_hidden_torch", says="not divided by s")
g.wrong("gn", "replaces dgamma", edit={"self.dgamma +=": "self.dgamma ="}, fails="gn_parameters", says="backward adds")
g.wrong("gn", "dgamma is a mean", edit={"(d_out * self.x_hat).sum(axis=0)": "(d_out * self.x_hat).mean(axis=0)"}, fails="gn_parameters gn_hidden_torch", says="the mean over the samples")
g.wrong("gn", "dgamma with X", edit={"self.x_hat = (centred": "self.X = X; self.x_hat = (centred", "(d_out * self.x_hat).sum(axis=0)": "(d_out * self.X).sum(axis=0)"},
        fails="gn_parameters gn_hidden_torch", says="x_hat is meant")
g.wrong("gn", "a fixed eps", edit={"self.D, self.groups, self.eps = D, groups, eps": "self.D, self.groups, self.eps = D, groups, 1e-5"}, fails="gn_values gn_gradient gn_parameters gn_hidden_torch", says="whatever is given")
g.wrong("gn", "another eps by default", edit={"eps=1e-5": "eps=1e-3"}, fails="gn_hidden_torch")
g.wrong("gn", "a slightly other eps by default", edit={"eps=1e-5": "eps=2e-5"}, fails="gn_hidden_torch")
g.wrong("gn", "no error", edit={"if D % groups:": "if groups > D:"}, fails="gn_hidden_torch")
g.wrong("gn", "groups and sizes exchanged", edit={"X.reshape(len(X), self.groups, -1)": "X.reshape(len(X), -1, self.groups)", "shape = (len(d_out), self.groups, -1)": "shape = (len(d_out), -1, self.groups)"},
        fails="gn_values gn_gradient gn_hidden_torch", says="number and size of the groups exchanged")
g.wrong("gn", "centres X in place", edit={"centred = parts - parts.mean(axis=2, keepdims=True)": "parts = parts if parts.dtype == float else parts.astype(float)\n        parts -= parts.mean(axis=2, keepdims=True)\n        centred = parts"},
        fails="gn_values gn_hidden_torch", says="changes its argument")
g.wrong("gn", "scales d_out in place", edit={"d, x_hat = (d_out * self.gamma).reshape": "d_out *= self.gamma\n        d, x_hat = d_out.reshape"}, fails="gn_gradient", says="changes its argument")
g.wrong("gn", "changes gamma and eps' place", edit={"np.sqrt((centred**2).mean(axis=2, keepdims=True) + self.eps)": "np.sqrt((centred**2).mean(axis=2, keepdims=True)) + self.eps"},
        fails="gn_values gn_gradient gn_hidden_torch", says="added to the root")
g.wrong("gn", "subtracts no mean", edit={"centred = parts - parts.mean(axis=2, keepdims=True)": "centred = parts"}, fails=EVERY, says="never subtracted")
g.wrong("gn", "subtracts the mean in the variance only", edit={"(centred / self.s)": "(parts / self.s)"}, fails=EVERY, says="but not from X")
g.wrong("gn", "backward times s", edit={"(dX / self.s)": "(dX * self.s)"}, fails="gn_gradient gn_hidden_torch", says="times s")
g.wrong("gn", "backward without eps", edit={"        return self.gamma * self.x_hat + self.beta": "        a = self.gamma * self.x_hat + self.beta\n        self.s = parts.std(axis=2, keepdims=True)\n        self.x_hat = (centred / self.s).reshape(X.shape)\n        return a"},
        fails="gn_gradient gn_hidden_torch", says="without eps")
g.wrong("gn", "backward with sums", edit={"d.mean(axis=2, keepdims=True) - x_hat * (d * x_hat).mean(": "d.sum(axis=2, keepdims=True) - x_hat * (d * x_hat).sum("}, fails="gn_gradient gn_hidden_torch", says="where means are meant")
g.wrong("gn", "plus the term with x_hat", edit={" - x_hat * (d": " + x_hat * (d"}, fails="gn_gradient gn_hidden_torch", says="plus the term with x_hat")
g.wrong("gn", "plus the mean of d", edit={"d - d.mean(": "d + d.mean("}, fails="gn_gradient gn_hidden_torch", says="plus the mean of d")
g.wrong("gn", "gamma in dgamma", edit={"(d_out * self.x_hat).sum(axis=0)": "(d_out * self.gamma * self.x_hat).sum(axis=0)"}, fails="gn_parameters gn_hidden_torch", says="gamma's own gradient")
g.wrong("gn", "gamma in dbeta", edit={"self.dbeta += d_out.sum(axis=0)": "self.dbeta += (d_out * self.gamma).sum(axis=0)"}, fails="gn_parameters gn_hidden_torch", says="beta's gradient")
g.wrong("gn", "gamma first, for all", edit={"        self.dgamma += (d_out": "        d_out = d_out * self.gamma\n        self.dgamma += (d_out", "(d_out * self.gamma).reshape": "d_out.reshape"},
        fails="gn_parameters gn_hidden_torch", says="gamma's own gradient")
g.wrong("gn", "replaces dbeta", edit={"self.dbeta +=": "self.dbeta ="}, fails="gn_parameters", says="backward adds")
g.wrong("gn", "dbeta is a mean", edit={"d_out.sum(axis=0)": "d_out.mean(axis=0)"}, fails="gn_parameters gn_hidden_torch", says="the mean over the samples")
g.wrong("gn", "writes into an array of integers", edit={"self.x_hat = (centred / self.s).reshape(X.shape)": "self.x_hat = np.zeros_like(X)\n        self.x_hat[...] = (centred / self.s).reshape(X.shape)"}, fails="gn_values")
g.right("gn", "with a loop over the groups", code='''
class GroupNorm(layers.Layer):
    names = ("gamma", "beta")

    def __init__(self, D, groups, eps=1e-5):
        if groups * (D // groups) != D:
            raise ValueError("D must be a multiple of groups")
        self.gamma, self.beta, self.eps = np.ones(D), np.zeros(D), eps
        self.dgamma, self.dbeta = np.zeros(D), np.zeros(D)
        size = D // groups
        self.slices = [slice(k * size, (k + 1) * size) for k in range(groups)]

    def forward(self, X):
        X = np.array(X, dtype=float)
        self.x_hat, self.roots = np.empty_like(X), []
        for part in self.slices:
            x = X[:, part]
            root = np.sqrt(x.var(axis=1, keepdims=True) + self.eps)
            self.x_hat[:, part] = (x - x.mean(axis=1, keepdims=True)) / root
            self.roots.append(root)
        return self.x_hat * self.gamma + self.beta

    def backward(self, d_out):
        self.dbeta = self.dbeta + d_out.sum(axis=0)
        self.dgamma = self.dgamma + np.einsum("nd,nd->d", d_out, self.x_hat)
        dX = np.empty_like(self.x_hat)
        for part, root in zip(self.slices, self.roots):
            d, h = d_out[:, part] * self.gamma[part], self.x_hat[:, part]
            n = d.shape[1]
            dX[:, part] = (n * d - d.sum(axis=1, keepdims=True) - h * (d * h).sum(axis=1, keepdims=True)) / (n * root)
        return dX
''')
g.right("gn", "as layer normalisation of longer rows", code='''
class GroupNorm(layers.Layer):
    names = ("gamma", "beta")

    def __init__(self, D, groups, eps=1e-5):
        if D % groups != 0:
            raise ValueError(f"groups={groups} does not divide {D}")
        self.size = D // groups
        self.inner = normalization.LayerNorm(self.size, eps=eps)
        self.gamma, self.beta = np.ones(D), np.zeros(D)
        self.zero_grad()

    def forward(self, X):
        X = np.asarray(X, float)
        self.x_hat = self.inner(X.reshape(-1, self.size)).reshape(X.shape)
        return self.gamma * self.x_hat + self.beta

    def backward(self, d_out):
        self.dgamma = self.dgamma + sum(d * x for d, x in zip(d_out, self.x_hat))
        self.dbeta = self.dbeta + sum(d_out)
        return self.inner.backward((d_out * self.gamma).reshape(-1, self.size)).reshape(d_out.shape)
''')

for mutant in ("(len(d_out), self.groups, -1) -> (len(d_out), self.groups, -2)", "X.reshape(len(X), self.groups, -1) -> X.reshape(len(X), self.groups, -2)"):
    g.survivor("gn", mutant, "NumPy works out the size where a negative one stands")

# ---------------------------------------------------------------- start
G = "start_gain start_hidden_gain"
W = "start_weights start_hidden_weights"
SUM = "np.sum(f(u) ** 2 * density) * (u[1] - u[0])"
STD = "gain(f) / math.sqrt(D_in * blocks)"
g.wrong("start", "no root", edit={f"1 / math.sqrt({SUM})": f"1 / ({SUM})"}, fails=f"{G} {W}", says="without the root")
g.wrong("start", "the size instead of the gain", edit={f"1 / math.sqrt({SUM})": f"math.sqrt({SUM})"}, fails=f"{G} {W}", says="one over it")
g.wrong("start", "subtracts the mean", edit={f"1 / math.sqrt({SUM})": f"1 / math.sqrt(max(1e-12, {SUM} - (np.sum(f(u) * density) * (u[1] - u[0])) ** 2))"},
        fails=f"{G} start_weights start_hidden_weights", says="nothing is subtracted")
g.wrong("start", "ReLU's gain for all", edit={f"1 / math.sqrt({SUM})": "math.sqrt(2)"}, fails=f"{G} {W}", says="another f than ReLU")
g.wrong("start", "no step width", edit={SUM: "np.sum(f(u) ** 2 * density)"}, fails=f"{G} {W}", says="times the distance")
g.wrong("start", "no root of 2 pi", edit={" / math.sqrt(2 * math.pi)": ""}, fails=f"{G} {W}", says="root of 2 pi")
g.wrong("start", "half a grid", edit={"np.linspace(-8.0, 8.0, 16001)": "np.linspace(0, 8, 8001)"}, fails=f"{G} start_weights start_hidden_weights", says="is u only positive")
g.wrong("start", "Gauss and Hermite, 100 points", code='''
def gain(f):
    u, weights = np.polynomial.hermite_e.hermegauss(100)
    return 1 / math.sqrt(np.average(f(u) ** 2, weights=weights))


def start(D_in, D_out, f, rng, blocks=1):
    if blocks < 1:
        raise ValueError("blocks")
    return rng.normal(0, gain(f) / math.sqrt(D_in * blocks), size=(D_out, D_in))
''', fails=G)
g.wrong("start", "a narrow grid", edit={"np.linspace(-8.0, 8.0, 16001)": "np.linspace(-4, 4, 16001)"}, fails="start_hidden_gain")
g.wrong("start", "subtracts f(0)", edit={"f(u) ** 2 * density": "(f(u) - f(np.zeros(1))) ** 2 * density"}, fails="start_gain")
g.wrong("start", "He's start whatever f", edit={STD: "math.sqrt(2 / (D_in * blocks))"}, fails=W, says="whatever f is")
g.wrong("start", "by the number of outputs", edit={STD: "gain(f) / math.sqrt(D_out * blocks)"}, fails=W, says="number of outputs", misconception="fan-out")
g.wrong("start", "the variance as the standard deviation", edit={STD: "gain(f) ** 2 / (D_in * blocks)"}, fails=W, says="the variance, where")
g.wrong("start", "blocks without the root", edit={STD: "gain(f) / math.sqrt(D_in) / blocks"}, fails=W, says="where its root is meant")
g.wrong("start", "forgets blocks", edit={STD: "gain(f) / math.sqrt(D_in)"}, fails=W, says="blocks is not used")
g.wrong("start", "D_in without the root", edit={STD: "gain(f) / D_in / math.sqrt(blocks)"}, fails=W, says="divided by D_in")
g.wrong("start", "transposed", edit={"size=(D_out, D_in)": "size=(D_in, D_out)"}, fails=W, says="transposed: W has a row")
g.wrong("start", "a generator of its own", edit={"return rng.normal": "return np.random.default_rng(0).normal"}, fails="start_weights")
g.wrong("start", "a new seed each time", edit={"return rng.normal": "return np.random.default_rng().normal"}, fails="start_weights")
g.wrong("start", "not centred", edit={"rng.normal(0, ": "rng.normal(0.01, "}, fails=W)
g.wrong("start", "uniform", edit={"return rng.normal(0, gain(f) / math.sqrt(D_in * blocks), size": "bound = gain(f) / math.sqrt(D_in * blocks) * math.sqrt(3)\n    return rng.uniform(-bound, bound, size"},
        fails="start_hidden_weights", says="normal distribution")
g.wrong("start", "no error for 0 blocks", edit={"if blocks < 1:": "blocks = abs(blocks) or 1\n    if blocks < 1:"}, fails="start_hidden_weights")
g.wrong("start", "refuses only 0", edit={"if blocks < 1:": "blocks = abs(blocks)\n    if blocks == 0:"}, fails="start_hidden_weights")
g.right("start", "Gauss and Hermite, split at 0", code='''
def gain(f):
    u = np.linspace(0, 9, 9001) + 0.0005
    both = np.asarray(f(u)) ** 2 + np.asarray(f(-u)) ** 2
    weights = np.exp(-u * u / 2)
    return (2 * weights.sum() / (both * weights).sum()) ** 0.5


def start(D_in, D_out, f, rng, blocks=1):
    if not blocks >= 1:
        raise ValueError("Blocks must be positive")
    W = rng.standard_normal((D_out, D_in))
    W *= gain(f) * (D_in * blocks) ** -0.5
    return W
''')
g.right("start", "trapezoids, and quantiles of the normal distribution", code='''
def gain(f):
    u = np.linspace(-10, 10, 40001)
    y = f(u) ** 2 * np.exp(-0.5 * u**2)
    return np.float64(1.0) / np.sqrt(np.trapezoid(y, u) / np.sqrt(2 * np.pi))


def start(D_in, D_out, f, rng, blocks=1):
    if blocks <= 0:
        raise ValueError("the number of `blocks` (%d) is too small" % blocks)
    variance = gain(f) ** 2 / D_in / blocks
    return np.array([rng.normal(scale=np.sqrt(variance), size=D_in) for _ in range(D_out)])
''')
g.right("start", "Simpson's rule by hand", code='''
def gain(f):
    h = 0.001
    total = 0.0
    for left in range(-8, 8):
        u = left + h * (np.arange(1000) + 0.5)
        total += h * np.sum(f(u) * f(u) * np.exp(-u**2 / 2) / math.sqrt(2 * math.pi))
    return total ** -0.5


def start(D_in, D_out, f, rng, blocks=1):
    if blocks < 1:
        raise ValueError("blocks=%r" % blocks)
    return rng.normal(0.0, gain(f) * np.sqrt(1 / D_in) * np.sqrt(1 / blocks), (D_out, D_in))
''')

for mutant in ("np.linspace(-8.0, 8.0, 16001) -> np.linspace(-8.0, 8.0, 16002)", "np.linspace(-8.0, 8.0, 16001) -> np.linspace(-8.0, 16.0, 16001)", "np.linspace(-8.0, 8.0, 16001) -> np.linspace(-16.0, 8.0, 16001)"):
    g.survivor("start", mutant, "another grid that is fine and wide enough")
g.survivor("start", "return rng.normal(0, gain(f) / math.sqrt(D_in * blocks), size=(D_out, D_in)) -> return -rng.normal(0, gain(f) / math.sqrt(D_in * blocks), size=(D_out, D_in))",
           "minus a normal variable with mean 0 is one as well")

# ---------------------------------------------------------------- diagnoses
def swapped(*pairs):
    return {f'"{run}": "{old}"': f'"{run}": "{new}"' for run, old, new in pairs}

RIGHT = {"P": "too few different samples", "Q": "labels of other images", "R": "learning rate too low",
         "S": "dropout behind the last layer", "T": "sorted by class, never shuffled", "U": "learning rate too high"}
def says(**others):
    return swapped(*((run, RIGHT[run], fault) for run, fault in others.items()))

g.wrong("diagnoses", "the flat ones exchanged", edit=says(T=RIGHT["U"], U=RIGHT["T"]), fails="diagnoses_hidden_flat", misconception="flat-is-rate")
g.wrong("diagnoses", "Q is an optimizer of other parameters", edit=says(Q="optimizer holds other parameters"), fails="diagnoses_hidden_flat")
g.wrong("diagnoses", "S is well", edit=says(S="no fault"), fails="diagnoses_hidden_gap")
g.wrong("diagnoses", "P is labels, Q is few samples", edit=says(P=RIGHT["Q"], Q=RIGHT["P"]), fails="diagnoses_two diagnoses_hidden_flat", says="is not a case of")
g.wrong("diagnoses", "R stands still", edit=says(R="optimizer holds other parameters"), fails="diagnoses_two", says="is not a case of")
g.wrong("diagnoses", "all well", edit=says(**dict.fromkeys("PQRSTU", "no fault")), fails="diagnoses_two diagnoses_hidden_flat diagnoses_hidden_gap")
g.wrong("diagnoses", "all the learning rate", edit=says(**dict.fromkeys("PQRST", "learning rate too high")), fails="diagnoses_two diagnoses_hidden_flat diagnoses_hidden_gap",
        says="no fault occurs twice", misconception="flat-is-rate")
g.wrong("diagnoses", "in words of one's own", edit=says(P="overfitting"), fails="diagnoses_two", says="choose one of FAULTS")
g.wrong("diagnoses", "by number alone", code='''
def diagnoses():
    return dict(zip("PQRSTU", (2, 3, 1, 4, 5, 0)))
''', fails="diagnoses_two diagnoses_hidden_flat diagnoses_hidden_gap", says="choose one of FAULTS")
g.wrong("diagnoses", "P and T the same", edit=says(T=RIGHT["P"]), fails="diagnoses_two diagnoses_hidden_flat diagnoses_hidden_gap", says="P and T have the same")
g.wrong("diagnoses", "one is missing", edit={'        "S": "dropout behind the last layer",\n': ""}, fails="diagnoses_two diagnoses_hidden_gap", says="the keys")
g.right("diagnoses", "by number", code='''
def diagnoses():
    return dict(zip("PQRSTU", (FAULTS[k] for k in (2, 3, 1, 4, 5, 0))))
''')
g.right("diagnoses", "with blanks behind", code='''
def diagnoses():
    return {run: FAULTS[k] + " " for run, k in zip("PQRSTU", (2, 3, 1, 4, 5, 0))}
''')
g.right("diagnoses", "one by one, in another order", code='''
def diagnoses():
    found = {run: None for run in sorted(CURVES, reverse=True)}
    found["U"], found["R"] = FAULTS[0], FAULTS[1]
    found["P"], found["S"] = "too few different samples", "dropout behind the last layer"
    found.update(T="sorted by class, never shuffled", Q="labels of other images")
    return found
''')

# ---------------------------------------------------------------- mend
ALL = "mend_parameters mend_modes mend_hidden"
g.wrong("mend", "shuffles X alone", edit={"            rows = order[i:i + batch_size]                        # 3: images and labels in the same order\n": "            rows, here = order[i:i + batch_size], slice(i, i + batch_size)\n",
        "y[rows]": "y[here]"}, fails=ALL, says="X goes along the new order")
g.wrong("mend", "shuffles X again and again, y never", edit={"        order = rng.permutation(len(y))": "        X = X[rng.permutation(len(X))]\n        order = np.arange(len(X))"}, fails=ALL, says="y is not")
g.wrong("mend", "drops the last batch", edit={"range(0, len(X), batch_size)": "range(0, len(X) - batch_size, batch_size)"}, fails=ALL, says="is left out")
g.wrong("mend", "drops a smaller last batch", edit={"range(0, len(X), batch_size)": "range(0, len(X) - batch_size + 1, batch_size)"}, fails="mend_parameters mend_hidden", says="is left out")
g.wrong("mend", "zeroes once", edit={"            network.zero_grad()                                   # 4: for each batch\n": "", "    history = []": "    history = []\n    network.zero_grad()"},
        fails=ALL, says="earlier batches")
g.wrong("mend", "zeroes once an epoch", edit={"            network.zero_grad()                                   # 4: for each batch\n": "", "        order = rng": "        network.zero_grad()\n        order = rng"}, fails=ALL, says="epoch's earlier batches")
g.wrong("mend", "training mode only once", edit={"        regularization.set_training(network, True)                # 1: again in each epoch\n": "", "    history = []": "    history = []\n    regularization.set_training(network, True)"},
        fails="mend_modes mend_hidden", says="after the first epoch")
g.wrong("mend", "validates in training mode", edit={"        regularization.set_training(network, False)               # 1: and off for validation\n": ""}, fails="mend_modes mend_hidden",
        says="moved the running mean")
g.wrong("mend", "left in training mode", edit={"    regularization.set_training(network, False)\n    return": "    regularization.set_training(network, True)\n    return"}, fails="mend_modes mend_hidden", says="leave the network")
g.wrong("mend", "no mode without an epoch", edit={"    regularization.set_training(network, False)\n    return": "    return"}, fails="mend_modes mend_hidden", says="also with epochs=0")
g.wrong("mend", "a step of its own", edit={"optimizer.step(gradients)": "for p, dp in zip(network.parameters(), network.gradients()):\n                p -= optimizer.lr * dp"}, fails="mend_hidden")
g.wrong("mend", "no step", edit={"            optimizer.step(gradients)\n": ""}, fails=ALL, says="has not moved")
g.wrong("mend", "shuffles once", edit={"    for epoch in range(epochs):": "    order = rng.permutation(len(X))\n    for epoch in range(epochs):", "        order = rng.permutation(len(y))\n        for i": "        for i"}, fails=ALL, says="one permutation for all epochs")
g.wrong("mend", "scores of the training samples", edit={"network(held[0]).argmax(axis=1) == held[1]": "network(X).argmax(axis=1) == y"}, fails="mend_modes mend_hidden")
g.wrong("mend", "the last score only", edit={"    return history": "    return history[-1:]"}, fails=ALL)
g.wrong("mend", "shares of wrong answers", edit={"== held[1]": "!= held[1]"}, fails="mend_modes mend_hidden", says="shares of wrong answers")
g.wrong("mend", "per cent", edit={"float(np.mean(network": "100 * float(np.mean(network"}, fails="mend_modes mend_hidden", says="per cent")
g.wrong("mend", "the mean of the batches' scores", edit={"float(np.mean(network(held[0]).argmax(axis=1) == held[1]))":
        "float(np.mean([np.mean(network(held[0][i:i + batch_size]).argmax(axis=1) == held[1][i:i + batch_size]) for i in range(0, len(held[0]), batch_size)]))"},
        fails="mend_modes mend_hidden", says="every sample counts alike")
g.wrong("mend", "shuffles the caller's arrays", edit={"        order = rng.permutation(len(y))": "        order = rng.permutation(len(y))\n        X[:], y[:] = X[order], y[order]\n        order = np.arange(len(X))"},
        fails="mend_hidden mend_parameters", says="X afterwards")
g.wrong("mend", "sorts the caller's arrays in the end", edit={"    return history": "    X[:] = X[::-1]\n    return history"}, fails="mend_hidden mend_parameters", says="X afterwards")
g.wrong("mend", "reverses the labels in place", edit={"    return history": "    y[:] = y[::-1]\n    return history"}, fails="mend_hidden mend_parameters", says="y afterwards")
g.wrong("mend", "passes over a batch of one", edit={"            network.zero_grad()  ": "            if len(rows) < 2:\n                continue\n            network.zero_grad()  "}, fails="mend_parameters")
g.wrong("mend", "validates on the first 32 samples", edit={"network(held[0]).argmax(axis=1) == held[1]": "network(held[0][:32]).argmax(axis=1) == held[1][:32]"}, fails="mend_modes")
LEFT = '''
def mended(network, X, y, held, optimizer, *, epochs, batch_size, rng):
    scores, order = [], rng.permutation(len(X)) if {shuffle!r} == "once" else None
    regularization.set_training(network, True)
    network.zero_grad()
    for epoch in range(epochs):
        regularization.set_training(network, {training})
        if {shuffle!r} != "once":
            order = rng.permutation(len(X))
        if {shuffle!r} == "last":
            X, y = X[order], y[order]
        if {shuffle!r} == "X last":
            X = X[order]
        if "last" in {shuffle!r}:
            order = np.arange(len(X))
        if {zero!r} == "epoch":
            network.zero_grad()
        for i in range(0, len(X){end}, batch_size):
            if {zero!r} == "batch":
                network.zero_grad()
            rows = order[i:i + batch_size]
            labels = np.arange(len(X))[i:i + batch_size] if {shuffle!r} == "X given" else rows
            network.backward(losses.cross_entropy_grad(network(X[rows]), y[labels]))
            optimizer.step(network.gradients())
        regularization.set_training(network, {validation})
        scores.append(float(np.mean(network(held[0]).argmax(axis=1) == held[1])))
    regularization.set_training(network, {at_end})
    return scores
'''
SHUFFLES = {"given": "", "last": "", "X last": "the rows of X are shuffled, y is not", "X given": "X goes along the new order", "once": "one permutation for all epochs"}
ENDS = {"": "", " - batch_size": "is left out"}
ZEROS = {"batch": "", "epoch": "the epoch's earlier batches", "once": "all earlier batches"}
MODES = {("True", "False", "False"): "", ("epoch == 0", "False", "False"): "after the first epoch", ("True", "True", "True"): "moved the running mean"}
for shuffle, end, zero, mode in itertools.product(SHUFFLES, ENDS, ZEROS, MODES):  # every choice of faults that are left, each of them named
    left = [words for words in (SHUFFLES[shuffle], ENDS[end], ZEROS[zero], MODES[mode]) if words]
    source = LEFT.format(shuffle=shuffle, end=end, zero=zero, training=mode[0], validation=mode[1], at_end=mode[2])
    if not left:
        g.right("mend", f"the order of the samples: {shuffle}", code=source)
    elif not MODES[mode] or (shuffle in ("last", "X last") and zero != "epoch"):
        g.wrong("mend", f"still there: {', '.join(left)}; {shuffle}", code=source, fails=ALL if left != [MODES[mode]] else "mend_modes mend_hidden", says=left)
g.right("mend", "the natural one: X and y shuffled, epoch after epoch", code='''
def mended(network, X, y, held, optimizer, *, epochs, batch_size, rng):
    scores = []
    for _ in range(epochs):
        regularization.set_training(network, True)
        order = rng.permutation(len(X))
        X, y = X[order], y[order]
        for i in range(0, len(X), batch_size):
            network.zero_grad()
            z = network(X[i:i + batch_size])
            network.backward(losses.cross_entropy_grad(z, y[i:i + batch_size]))
            optimizer.step(network.gradients())
        regularization.set_training(network, False)
        z = network(held[0])
        scores.append(float(np.mean(z.argmax(axis=1) == held[1])))
    regularization.set_training(network, False)
    return scores
''')
g.right("mend", "a while loop and split arrays", code='''
def mended(network, X, y, held, optimizer, *, epochs, batch_size, rng):
    scores = []
    while len(scores) < epochs:
        regularization.set_training(network, True)
        order = rng.permutation(len(y))
        while len(order) > 0:
            now, order = order[:batch_size], order[batch_size:]
            network.zero_grad()
            z = network.forward(X[now])
            network.backward(losses.cross_entropy_grad(z, y[now]))
            optimizer.step(network.gradients())
        regularization.set_training(network, False)
        right = network.forward(held[0]).argmax(axis=-1) == held[1]
        scores.append(right.sum() / right.size)
    regularization.set_training(network, False)
    return tuple(scores)
''')
g.right("mend", "shuffled copies, eval first", code='''
def mended(network, X, y, held, optimizer, *, epochs, batch_size, rng):
    def validate():
        return np.mean(np.argmax(network(X_held), axis=1) == y_held)

    X_held, y_held = held
    regularization.set_training(network, False)
    scores = np.zeros(epochs)
    for epoch in range(epochs):
        order = rng.permutation(X.shape[0])
        X_now, y_now = X[order], y[order]
        for k in range(math.ceil(len(X) / batch_size)):
            part = slice(k * batch_size, (k + 1) * batch_size)
            regularization.set_training(network, True)
            d = losses.cross_entropy_grad(network(X_now[part]), y_now[part])
            network.zero_grad()
            network.backward(d)
            optimizer.step(network.gradients())
            regularization.set_training(network, False)
        scores[epoch] = validate()
    return list(scores)
''')

g.survivor("mend", "float(np.mean(network(held[0]).argmax(axis=1) == held[1])) -> np.mean(network(held[0]).argmax(axis=1) == held[1])", "a NumPy float is a float")

# ---------------------------------------------------------------- fold
B = "(b - norm.running_mean) * scale + norm.beta"
V = "fold_values fold_network fold_hidden_values fold_hidden_network"
g.wrong("fold", "no root", edit={"np.sqrt(norm.running_var + norm.eps)": "(norm.running_var + norm.eps)"}, fails=V, says="without the root")
g.wrong("fold", "no eps", edit={"norm.running_var + norm.eps": "norm.running_var"}, fails="fold_values fold_hidden_values", says="without eps")
g.wrong("fold", "eps added to the root", edit={"np.sqrt(norm.running_var + norm.eps)": "(np.sqrt(norm.running_var) + norm.eps)"}, fails="fold_values fold_hidden_values", says="belongs under it")
g.wrong("fold", "no gamma", edit={"scale = norm.gamma /": "scale = 1 /"}, fails="fold_values fold_hidden_values fold_hidden_network", says="without gamma")
g.wrong("fold", "b not scaled", edit={B: "b - norm.running_mean * scale + norm.beta"}, fails=V, says="b is not scaled")
g.wrong("fold", "mean not scaled", edit={B: "b * scale - norm.running_mean + norm.beta"}, fails=V, says="mean is not scaled")
g.wrong("fold", "mean added", edit={"(b - norm.running_mean)": "(b + norm.running_mean)"}, fails=V, says="mean is added")
g.wrong("fold", "beta scaled", edit={B: "(b - norm.running_mean + norm.beta) * scale"}, fails="fold_values fold_hidden_values fold_hidden_network", says="beta is scaled")
g.wrong("fold", "no bias", edit={"b = 0 if linear.b is None else linear.b": "b = 0"}, fails=V, says="without the bias")
g.wrong("fold", "no mean", edit={"(b - norm.running_mean)": "(b + 0 * norm.running_mean)"}, fails=V, says="without the running mean")
g.wrong("fold", "scales columns", edit={"linear.W * scale[:, None]": "linear.W * np.resize(scale, linear.W.shape[1])"}, fails=V)
g.wrong("fold", "a bias of None", edit={"b = 0 if linear.b is None else linear.b": "b = linear.b"}, fails="fold_values fold_network fold_hidden_values", says="where linear.b is None")
g.wrong("fold", "changes W in place", edit={"    return linear.W * scale[:, None], ": "    linear.W *= scale[:, None]\n    return linear.W, "}, fails="fold_values fold_network")
g.wrong("fold", "changes b in place, of copies in the network", code='''
import copy


def fold(linear, norm):
    scale = norm.gamma / np.sqrt(norm.running_var + norm.eps)
    if linear.b is None:
        linear.b = np.zeros(len(scale))
    linear.b -= norm.running_mean
    linear.b *= scale
    linear.b += norm.beta
    return linear.W * scale[:, None], linear.b


def without_norms(network):
    parts = []
    for layer in network:
        if isinstance(layer, normalization.BatchNorm) and parts and isinstance(parts[-1], layers.Linear):
            parts[-1] = copy.deepcopy(parts[-1])
            parts[-1].W, parts[-1].b = fold(parts[-1], layer)
        else:
            parts.append(layer)
    return layers.Sequential(*parts)
''', fails="fold_values", says="afterwards")
g.wrong("fold", "changes the mode", edit={"    scale = norm": "    norm.eval()\n    scale = norm"}, fails="fold_values fold_network fold_hidden_values", says="must stay in the mode")
g.wrong("fold", "drops the normalisations", edit={"            parts[-1] = folded": "            pass"}, fails="fold_network fold_hidden_network")
g.wrong("fold", "folds nothing", edit={"            parts[-1] = folded": "            parts.append(layer)"}, fails="fold_network fold_hidden_network", says="still there")
g.wrong("fold", "drops every normalisation", edit={"        else:": "        elif not isinstance(layer, normalization.BatchNorm):"}, fails="fold_network fold_hidden_network", says="every BatchNorm is gone")
g.wrong("fold", "folds the first only", edit={"            parts[-1] = folded": "            parts[-1] = folded\n            return layers.Sequential(*parts, *network.layers[len(parts) + 1:])"}, fails="fold_hidden_network")
g.wrong("fold", "copies all layers", edit={"            parts.append(layer)": "            import copy\n            parts.append(copy.deepcopy(layer))"}, fails="fold_network", says="the last layer is a copy")
g.wrong("fold", "folds into whatever is before", edit={" and parts and isinstance(parts[-1], layers.Linear)": " and parts"}, fails="fold_network fold_hidden_network")
g.wrong("fold", "no look whether anything is before", edit={" and parts and isinstance": " and isinstance"}, fails="fold_network fold_hidden_network")
g.wrong("fold", "changes gamma in place, of copies in the network", code='''
import copy


def fold(linear, norm):
    norm.gamma /= np.sqrt(norm.running_var + norm.eps)
    b = 0 if linear.b is None else linear.b
    return linear.W * norm.gamma[:, None], (b - norm.running_mean) * norm.gamma + norm.beta


def without_norms(network):
    parts = []
    for layer in network:
        if isinstance(layer, normalization.BatchNorm) and parts and isinstance(parts[-1], layers.Linear):
            W, b = fold(parts[-1], copy.deepcopy(layer))
            parts[-1] = layers.Linear(W.shape[1], W.shape[0])
            parts[-1].W, parts[-1].b = W, b
        else:
            parts.append(layer)
    return layers.Sequential(*parts)
''', fails="fold_hidden_values", says="gamma afterwards")
g.wrong("fold", "changes the old layers", edit={"            folded = layers.Linear(W.shape[1], W.shape[0])\n": "            folded = parts[-1]\n"}, fails="fold_network")
g.wrong("fold", "takes the old network apart", edit={"    return layers.Sequential(*parts)": "    network.layers[:] = parts\n    return layers.Sequential(*parts)"},
        fails="fold_network fold_hidden_network")
g.right("fold", "by feeding in unit vectors", code='''
def fold(linear, norm):
    D_in = linear.W.shape[1]
    def answer(X):
        z = X @ linear.W.T + (linear.b if linear.b is not None else 0.0)
        return (z - norm.running_mean) / np.sqrt(norm.running_var + norm.eps) * norm.gamma + norm.beta
    b = answer(np.zeros((1, D_in)))[0]
    return (answer(np.eye(D_in)) - b).T, b


def without_norms(network):
    old, new = list(network.layers), []
    while old:
        layer = old.pop(0)
        if type(layer) is layers.Linear and old and type(old[0]) is normalization.BatchNorm:
            W, b = fold(layer, old.pop(0))
            layer = layers.Linear(W.shape[1], W.shape[0], rng=np.random.default_rng(0))
            layer.W[:], layer.b[:] = W, b
        new.append(layer)
    return layers.Sequential(*new)
''')
g.right("fold", "with a diagonal matrix, by index", code='''
def fold(linear, norm):
    Q = np.diag(norm.gamma * (norm.running_var + norm.eps) ** -0.5)
    bias = np.zeros(len(Q)) if linear.b is None else np.array(linear.b)
    return [Q @ linear.W, Q @ bias - Q @ norm.running_mean + norm.beta]


def without_norms(network):
    kinds = [type(layer).__name__ for layer in network]
    parts = []
    for k, kind in enumerate(kinds):
        if kind == "Linear" and k + 1 < len(kinds) and kinds[k + 1] == "BatchNorm":
            W, b = fold(network[k], network[k + 1])
            new = layers.Linear(int(W.shape[1]), int(W.shape[0]))
            new.W, new.b = W, b
            parts.append(new)
        elif not (kind == "BatchNorm" and k > 0 and kinds[k - 1] == "Linear"):
            parts.append(network[k])
    return layers.Sequential(*parts)
''')

for mutant in ("W.shape[0] -> W.shape[1]", "W.shape[1] -> W.shape[0]"):
    g.survivor("fold", mutant, "W and b are assigned whole, whatever size the new layer began with")

# ---------------------------------------------------------------- examples
g.example("GroupNorm(6, 2)(np.array([[1.0", "np.allclose(GroupNorm(6, 2)(np.array([[1.0, 2.0, 3.0, 5.0, 5.0, 8.0]])), [[-1.22, 0, 1.22, -0.71, -0.71, 1.41]], atol=0.006)")
g.example("gain(activations.relu) is about", "abs(gain(activations.relu) - 1.4142) < 0.001")
g.example("start(200, 300, activations.relu, rng) has", "(lambda W: W.shape == (300, 200) and abs(W.std() - 0.1) < 0.002)(start(200, 300, activations.relu, np.random.default_rng(0)))")
g.example("set(diagnoses()) is", 'set(diagnoses()) == {"P", "Q", "R", "S", "T", "U"}')
g.example("with epochs=0 the result is", "mended(normed(0), np.ones((4, 3)), np.arange(4) % 3, (np.ones((4, 3)), np.arange(4) % 3), optim.SGD(normed(0)), epochs=0, batch_size=2, rng=np.random.default_rng(0)) == []")
g.example("with W = [[2]], b = [3]", "(lambda linear, norm: (setattr(linear, 'W', np.array([[2.0]])), setattr(linear, 'b', np.array([3.0])), setattr(norm, 'running_mean', np.array([1.0])), setattr(norm, 'running_var', np.array([4.0])), all(np.allclose(a, b) for a, b in zip(fold(linear, norm), ([[1]], [1])))))(layers.Linear(1, 1), normalization.BatchNorm(1, eps=0.0))[-1]")
g.example("Linear, BatchNorm, ReLU, Linear becomes", "[type(layer).__name__ for layer in without_norms(layers.Sequential(layers.Linear(2, 3), normalization.BatchNorm(3), layers.ReLU(), layers.Linear(3, 1)))] == ['Linear', 'ReLU', 'Linear']")
