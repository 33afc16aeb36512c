"""Known wrong and known right answers of assignment 07, and the misconceptions behind them."""

from harness import Graders

g = Graders("07_optimizers")

# What people believe about optimizers. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("smaller-is-safer", "A smaller learning rate always ends at a lower loss", quiz="smaller learning rate")
g.misconception("noise-halves", "Twice the batch, half the noise", quiz="half the noise")
g.misconception("adam-needs-no-rate", "Adam chooses its learning rate by itself", quiz="chooses its own rate")
g.misconception("l2-is-decay", "Weight decay and an L2 penalty are the same in every optimizer", quiz="the same in every optimizer")
g.misconception("clip-after", "Clipping shortens the step, whatever the optimizer", quiz="shortens every step")
g.misconception("shared-memory", "One running mean serves all parameters")
g.misconception("equal-pieces", "The mean over a batch is the mean of its pieces' means")

# ---------------------------------------------------------------- lion
LION = '''
class Lion:
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.params, self.lr, self.betas, self.weight_decay = params, lr, betas, weight_decay
        {memory}

    def step(self, grads):
        beta1, beta2 = self.betas
        {body}
'''
UPDATE = "p -= self.lr * (np.sign(c) + self.weight_decay * p)"
EVERY = "lion_steps lion_decay lion_hidden_long lion_hidden_care"
g.wrong("lion", "m is updated first", edit={"c = beta1 * self.m[i] + (1 - beta1) * g": "self.m[i] = beta2 * self.m[i] + (1 - beta2) * g\n            c = beta1 * self.m[i] + (1 - beta1) * g",
        "p)\n            self.m[i] = beta2 * self.m[i] + (1 - beta2) * g": "p)"},
        fails="lion_steps lion_hidden_long", says="c needs the old m")
g.wrong("lion", "exchanges the betas", edit={"beta1, beta2 = self.betas": "beta2, beta1 = self.betas"},
        fails="lion_steps lion_hidden_long", says="beta1 and beta2 exchanged")
g.wrong("lion", "no sign", edit={"np.sign(c)": "c"}, fails=EVERY, says="without the sign")
g.wrong("lion", "the sign of the gradient alone", edit={"np.sign(c)": "np.sign(g)"}, fails="lion_steps lion_hidden_long",
        says="m is not used")
g.wrong("lion", "uphill", edit={"p -= self.lr": "p += self.lr"}, fails=EVERY, says="uphill")
g.wrong("lion", "moves a new array", edit={"p -= self.lr * (": "p = p - self.lr * ("}, fails=EVERY, says="makes a new array")
g.wrong("lion", "other betas by default", edit={"betas=(0.9, 0.99)": "betas=(0.9, 0.5)"}, fails="lion_steps")
g.wrong("lion", "decay inside the sign", edit={"c = beta1": "g = g + self.weight_decay * p\n            c = beta1",
        "(np.sign(c) + self.weight_decay * p)": "np.sign(c)"}, fails="lion_decay", says="outside the sign", misconception="l2-is-decay")
g.wrong("lion", "forgets weight decay", edit={" + self.weight_decay * p)": ")"}, fails="lion_decay", says="no weight decay")
g.wrong("lion", "decay without lr", edit={UPDATE: "p *= 1 - self.weight_decay\n            p -= self.lr * np.sign(c)"}, fails="lion_decay",
        says="without the factor lr")
g.wrong("lion", "decay after the step", edit={UPDATE: "p -= self.lr * np.sign(c)\n            p *= 1 - self.lr * self.weight_decay"},
        fails="lion_decay", says="after the step")
g.wrong("lion", "one memory for equal shapes", edit={"self.m = [np.zeros_like(p) for p in params]": "shapes = {p.shape: np.zeros_like(p) for p in params}; self.m = [shapes[p.shape] for p in params]",
        "            self.m[i] = beta2 * self.m[i] + (1 - beta2) * g": "            self.m[i][...] = beta2 * self.m[i] + (1 - beta2) * g"},
        fails="lion_hidden_long", misconception="shared-memory")
g.wrong("lion", "keeps the first learning rate", edit={"self.m = [": "self.first = lr; self.m = [", "p -= self.lr": "p -= self.first"},
        fails="lion_hidden_care", says="rate of the beginning")
g.wrong("lion", "writes into the gradients", edit={"self.m[i] = beta2 * self.m[i] + (1 - beta2) * g": "g *= 1 - beta2; self.m[i] = beta2 * self.m[i] + g"},
        fails="lion_steps lion_hidden_care", says="gradients after the steps")
g.wrong("lion", "another rate by default", edit={"lr=1e-4": "lr=1e-3"}, fails="lion_hidden_care")
g.wrong("lion", "is AdamW of dlkit", code='''
class Lion(optim.AdamW):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, lr, betas, weight_decay=weight_decay)
''', fails="lion_steps lion_decay lion_hidden_long lion_hidden_care")
g.right("lion", "by index, with where", code=LION.format(memory="self.m = {i: 0.0 for i in range(len(params))}",
        body="""for i in range(len(grads)):
            g = np.asarray(grads[i], dtype=float)
            c = g + beta1 * (self.m[i] - g)
            sign = np.where(c > 0, 1.0, np.where(c < 0, -1.0, 0.0))
            self.params[i][...] = self.params[i] - self.lr * sign - self.lr * self.weight_decay * self.params[i]
            self.m[i] = self.m[i] * beta2 + g - beta2 * g"""))
g.right("lion", "shrinks first, memory made in the first step", code=LION.format(memory="self.m = None",
        body="""if self.m is None:
            self.m = [0 * g.astype(float) for g in grads]
        for p, m, g in zip(self.params, self.m, grads):
            move = self.lr * np.sign(beta1 * m + (1 - beta1) * g)
            p *= 1 - self.lr * self.weight_decay
            p -= move
            m *= beta2
            m += (1 - beta2) * g"""))

g.right("lion", "with a helper for one parameter", code='''
def mixed(old, new, share):
    return share * old + (1 - share) * new


class Lion:
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.params, self.lr, self.betas, self.decay = tuple(params), lr, list(betas), weight_decay
        self.memory = [np.zeros(p.shape) for p in params]

    def step(self, grads):
        for i in range(len(self.params)):
            self.one(i, grads[i])

    def one(self, i, g):
        direction = np.sign(mixed(self.memory[i], g, self.betas[0])) + self.decay * self.params[i]
        np.subtract(self.params[i], self.lr * direction, out=self.params[i])
        self.memory[i] = mixed(self.memory[i], g, self.betas[1])
''')

# ---------------------------------------------------------------- mended
M = "mended_one mended_two mended_hidden_long mended_hidden_care"
g.wrong("mended", "one list with two names", edit={"self.u = [np.zeros_like(p) for p in params]": "self.u = self.m"}, fails=M, says="one and the same list")
g.wrong("mended", "t counts parameters", edit={"self.t += 1  ": "pass  ", "zip(self.params, grads)):\n": "zip(self.params, grads)):\n            self.t += 1\n"},
        fails="mended_two")
g.wrong("mended", "the gradient is scaled in place", edit={"self.m[i] = beta1 * self.m[i] + (1 - beta1) * g  #": "g *= 1 - beta1; self.m[i] = beta1 * self.m[i] + g  #"},
        fails=M, says="times 1 - beta1")
g.wrong("mended", "moves a new array", edit={"p -= self.lr": "p = p - self.lr"}, fails=M, says="makes a new array")
g.wrong("mended", "scales the gradient in place after u has seen it", code='''
class AdaMax:
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = params, lr, betas, eps, 0
        self.m = [np.zeros_like(p) for p in params]
        self.u = [np.zeros_like(p) for p in params]

    def step(self, grads):
        beta1, beta2 = self.betas
        self.t += 1
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.u[i] = np.maximum(beta2 * self.u[i], np.abs(g) + self.eps)
            g *= 1 - beta1
            self.m[i] = beta1 * self.m[i] + g
            p -= self.lr / (1 - beta1**self.t) * self.m[i] / self.u[i]
''', fails="mended_one mended_hidden_care", says="gradients after the steps")
g.wrong("mended", "no correction", edit={"self.lr / (1 - beta1**self.t)": "self.lr"}, fails=M, says="no correction")
g.wrong("mended", "counts after the step", edit={"beta1**self.t": "beta1**(self.t + 1)"}, fails=M, says="one step behind or ahead")
g.wrong("mended", "u without a maximum", edit={"np.maximum(beta2 * self.u[i], np.abs(g) + self.eps)": "np.abs(g) + self.eps"},
        fails=M, says="the maximum is missing")
g.wrong("mended", "corrects u as well", edit={"self.m[i] / self.u[i]": "self.m[i] / (self.u[i] / (1 - beta2**self.t))"}, fails=M, says="only m needs it")
g.wrong("mended", "a fixed eps", edit={"+ self.eps": "+ 1e-8"}, fails="mended_hidden_long")
g.wrong("mended", "other default rate", edit={"lr=0.002": "lr=0.001"}, fails="mended_one mended_hidden_care")
g.wrong("mended", "another beta2 by default", edit={"betas=(0.9, 0.999)": "betas=(0.9, 0.9)"}, fails="mended_one")
g.wrong("mended", "keeps the first learning rate", edit={"self.t = 0": "self.t, self.first = 0, lr", "p -= self.lr": "p -= self.first"},
        fails="mended_hidden_care")
g.wrong("mended", "memory shared by equal shapes", edit={"            self.m[i] = beta1": "            self.m[0] = beta1", "* self.m[i] + (1 - beta1)": "* self.m[0] + (1 - beta1)",
        "* self.m[i] / self.u": "* self.m[0] / self.u"}, fails="mended_two", misconception="shared-memory")
MENDED = '''
class AdaMax:
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.state = [[0.0, 0.0] for p in params]
        self.fading = 1.0

    def step(self, grads):
        self.fading *= self.betas[0]
        for p, g, state in zip(self.params, grads, self.state):
            state[0] = state[0] + (1 - self.betas[0]) * (g - state[0])
            {u}
            p -= self.lr * state[0] / ((1 - self.fading) * state[1])
'''
g.right("mended", "a state for each parameter", code=MENDED.format(u="state[1] = np.maximum(self.betas[1] * state[1], abs(g) + self.eps)"))
g.right("mended", "where instead of maximum", code=MENDED.format(
        u="old, new = self.betas[1] * state[1], np.abs(g) + self.eps; state[1] = np.where(old > new, old, new)"))

# ---------------------------------------------------------------- schedules
INV = "    return min(step / warmup, math.sqrt(warmup / step))"
g.wrong("schedules", "one over the root of the step", edit={INV: "    return step / warmup if step < warmup else 1 / math.sqrt(step)"},
        fails="schedules_inverse schedules_hidden_inverse", says="must be 1 at the end of the warm-up")
g.wrong("schedules", "no root", edit={INV: "    return min(step / warmup, warmup / step)"},
        fails="schedules_inverse schedules_hidden_inverse", says="without the root")
g.wrong("schedules", "counts from 0", edit={INV: "    return min((step - 1) / warmup, math.sqrt(warmup / step))"},
        fails="schedules_inverse schedules_hidden_inverse", says="counted from 0")
g.wrong("schedules", "no error for warmup 0", edit={"if warmup < 1:": "if warmup < 0:", INV: "    return min(step / (warmup or 1), math.sqrt(warmup / step))"}, fails="schedules_inverse")
g.wrong("schedules", "refuses a warm-up of one step", edit={"if warmup < 1:": "if warmup <= 1:"}, fails="schedules_hidden_inverse")
g.wrong("schedules", "never below a tenth", edit={INV: "    return max(0.1, min(step / warmup, math.sqrt(warmup / step)))"}, fails="schedules_hidden_inverse")
g.wrong("schedules", "rounds to whole parts", edit={INV: "    return min(step // warmup, math.sqrt(warmup / step))"},
        fails="schedules_inverse schedules_hidden_inverse", says="use / and not //")
g.wrong("schedules", "the way down turned round", edit={"(1 - t) / decay": "(t - (1 - decay)) / decay"},
        fails="schedules_trapezoid schedules_hidden_trapezoid", says="turned round")
g.wrong("schedules", "decay as the place where it begins", edit={"if 1 - t < decay:\n        return (1 - t) / decay": "if t > decay:\n        return (1 - t) / (1 - decay)"},
        fails="schedules_trapezoid schedules_hidden_trapezoid", says="not its beginning")
g.wrong("schedules", "does not divide by decay", edit={"(1 - t) / decay": "1 - t"},
        fails="schedules_trapezoid schedules_hidden_trapezoid", says="divide by decay")
g.wrong("schedules", "divides by a warm-up of 0", edit={"if t < warmup:": "if t <= warmup:"}, fails="schedules_hidden_trapezoid", says="ZeroDivisionError")
g.wrong("schedules", "divides by a decay of 0", edit={"if 1 - t < decay:": "if 1 - t <= decay:"}, fails="schedules_hidden_trapezoid", says="ZeroDivisionError")
g.wrong("schedules", "zero at the end, also without decay", edit={"if t < warmup:": "if t == 1:\n        return 0.0\n    if t < warmup:"}, fails="schedules_hidden_trapezoid")
g.wrong("schedules", "no error for overlapping parts", edit={"if warmup + decay > 1:": "if warmup + decay > 2:"}, fails="schedules_trapezoid")
g.wrong("schedules", "no top allowed to be missing", edit={"if warmup + decay > 1:": "if warmup + decay >= 1:"}, fails="schedules_hidden_trapezoid")
g.right("schedules", "as products of ramps", code='''
def inverse_sqrt(step, warmup):
    if not warmup >= 1:
        raise ValueError("`warmup`=%s is below 1" % warmup)
    return step / warmup if step <= warmup else (step / warmup) ** -0.5


def trapezoid(t, warmup, decay):
    if warmup > 1 - decay + 1e-12:
        raise ValueError("Decay: too long for this warm-up")
    up = min(1, t / warmup) if warmup else 1
    down = min(1, (1 - t) / decay) if decay else 1
    return up * down
''')
g.right("schedules", "interpolated", code='''
def inverse_sqrt(step, warmup):
    if warmup < 1:
        raise ValueError("warmup=0?")
    return np.float64(np.minimum(step / warmup, np.sqrt(warmup) / np.sqrt(step)))


def trapezoid(t, warmup, decay):
    if warmup + decay > 1:
        raise ValueError("warmup + decay > 1")
    if t >= warmup and 1 - t >= decay:
        return 1
    return np.array(t / warmup if t < warmup else (1 - t) / decay)[()]
''')

# ---------------------------------------------------------------- pieces
BACK = "network.backward(losses.cross_entropy_grad(network(rows), labels) * len(rows) / len(X))"
g.wrong("pieces", "adds the pieces' means", edit={" * len(rows) / len(X))": ")"}, fails="pieces_values pieces_hidden_sizes pieces_hidden_again",
        says="share of the rows")
g.wrong("pieces", "every piece counts the same", edit={" * len(rows) / len(X))": " / math.ceil(len(X) / size))"}, fails="pieces_values",
        says="the last one is smaller", misconception="equal-pieces")
g.wrong("pieces", "weights by size", edit={"* len(rows) / len(X)": "* size / len(X)"}, fails="pieces_values pieces_hidden_sizes", says="size / N")
g.wrong("pieces", "sums over rows", edit={"* len(rows) / len(X)": "* len(rows)"}, fails="pieces_values pieces_hidden_sizes pieces_hidden_again",
        says="the sum over the rows")
g.wrong("pieces", "zeroes in the loop", edit={"    network.zero_grad()\n    for i": "    for i", "        rows, labels": "        network.zero_grad()\n        rows, labels"},
        fails="pieces_values pieces_hidden_sizes pieces_hidden_again", says="before the loop")
g.wrong("pieces", "zeroes in the loop, no weights", edit={"    network.zero_grad()\n    for i": "    for i", "        rows, labels": "        network.zero_grad()\n        rows, labels",
        " * len(rows) / len(X))": ")"}, fails="pieces_values pieces_hidden_sizes pieces_hidden_again", says="the last piece only")
g.wrong("pieces", "drops the smaller piece", edit={"range(0, len(X), size)": "range(0, len(X) - size + 1, size)"},
        fails="pieces_values pieces_hidden_sizes", says="smaller piece is missing")
g.wrong("pieces", "never zeroes", edit={"    network.zero_grad()\n": ""}, fails="pieces_values pieces_hidden_again", says="old gradients")
g.wrong("pieces", "the whole batch at once", code='''
def in_pieces(network, X, y, size):
    network.zero_grad()
    network.backward(losses.cross_entropy_grad(network(X), y))
    return network.gradients()
''', fails="pieces_rows", says="was called on")
g.wrong("pieces", "N // size pieces", edit={"for i in range(0, len(X), size):\n        rows, labels = X[i:i + size], y[i:i + size]":
        "for j in np.array_split(np.arange(len(X)), len(X) // size):\n        rows, labels = X[j], y[j]"}, fails="pieces_rows pieces_hidden_sizes", says="ValueError")
g.wrong("pieces", "refuses a size above N", edit={"    network.zero_grad()\n": "    if size > len(X):\n        raise ValueError('size is too large')\n    network.zero_grad()\n"}, fails="pieces_hidden_sizes", says="too large")
g.wrong("pieces", "takes a step as well", edit={"    return network.gradients()": "    for p, dp in zip(network.parameters(), network.gradients()):\n        p -= 0.1 * dp\n    return network.gradients()"},
        fails="pieces_hidden_again")
g.wrong("pieces", "sorts the labels of the caller", edit={"    network.zero_grad()\n": "    network.zero_grad()\n    X += 0.0; y[:] = y; X *= 1 + 1e-3\n"}, fails="pieces_values pieces_hidden_sizes pieces_hidden_again")
g.wrong("pieces", "no return", edit={"    return network.gradients()": "    network.gradients()"}, fails="pieces_values pieces_hidden_sizes pieces_hidden_again",
        says="return a list of 4 arrays")
g.wrong("pieces", "the gradients flattened", edit={"return network.gradients()": "return np.concatenate([dp.ravel() for dp in network.gradients()])"},
        fails="pieces_values pieces_hidden_sizes pieces_hidden_again", says="return a list")
g.right("pieces", "sums first, divides in the end", code='''
def in_pieces(network, X, y, size):
    total = None
    start = 0
    while start < len(y):
        piece = slice(start, start + size)
        network.zero_grad()
        logits = network(X[piece])
        network.backward(len(logits) * losses.cross_entropy_grad(logits, y[piece]))
        own = [np.copy(dp) for dp in network.gradients()]
        total = own if total is None else [a + b for a, b in zip(total, own)]
        start += size
    return tuple(a / len(y) for a in total)
''')
g.right("pieces", "array_split with a ceiling, changes between calls kept", code='''
def in_pieces(network, X, y, size):
    network.zero_grad()
    for rows in np.array_split(np.arange(len(X)), -(-len(X) // size)):
        d = losses.cross_entropy_grad(network(X[rows]), y[rows])
        network.backward(d * (len(rows) / len(X)))
    return [dp.copy() for dp in network.gradients()]
''')

g.right("pieces", "row numbers in a queue, labels weighted", code='''
def in_pieces(network, X, y, size):
    network.zero_grad()
    waiting, N = list(range(len(X))), len(X)
    while waiting:
        now, waiting = waiting[:size], waiting[size:]
        slope = losses.cross_entropy_grad(network.forward(X[now]), y[now])
        network.backward(slope / (N / len(now)))
    return network.gradients()
''')

# ---------------------------------------------------------------- average
A = "average_steps average_hidden_adam average_hidden_zero"
MEAN = "average = [keep * a + (1 - keep) * p for a, p in zip(average, network.parameters())]"
STEP = "optimizer.step(network.gradients())"
g.wrong("average", "not divided", edit={"a / (1 - keep**steps)": "a"}, fails="average_steps average_hidden_adam", says="not divided")
g.wrong("average", "returns the last weights", edit={"return [a / (1 - keep**steps) for a in average]": "return network.parameters()"},
        fails="average_steps average_hidden_adam", says="no average at all")
g.wrong("average", "the plain mean", edit={MEAN: "average = [a + p for a, p in zip(average, network.parameters())]", "a / (1 - keep**steps)": "a / steps"},
        fails=A, says="plain mean")
g.wrong("average", "counts within the epoch", edit={"for i in range(0": "steps = 0\n        for i in range(0"},
        fails="average_steps average_hidden_adam", says="count over all epochs")
g.wrong("average", "keep and 1 - keep exchanged", edit={"keep * a + (1 - keep) * p": "(1 - keep) * a + keep * p", "keep**steps": "(1 - keep)**steps"},
        fails=A, says="exchanged")
g.wrong("average", "writes the average into the network", edit={"    return [a / (1 - keep**steps) for a in average]":
        "    result = [a / (1 - keep**steps) for a in average]\n    for p, a in zip(network.parameters(), result):\n        p[:] = a\n    return result"},
        fails="average_steps average_hidden_adam", says="it must keep its own weights")
g.wrong("average", "no step", edit={STEP: "pass"}, fails=A, says="has not moved")
g.wrong("average", "a step of its own", edit={STEP: "for p, dp in zip(network.parameters(), network.gradients()):\n                p -= optimizer.lr * dp"},
        fails="average_hidden_adam")
g.wrong("average", "drops the smaller batch", edit={"range(0, len(X), batch_size)": "range(0, len(X) - len(X) % batch_size, batch_size)"},
        fails="average_steps average_hidden_zero")
g.wrong("average", "drops it, unless it is the only one", edit={"range(0, len(X), batch_size)": "range(0, max(1, len(X) - len(X) % batch_size), batch_size)"},
        fails="average_steps")
g.wrong("average", "shuffles once", edit={"    for _ in range(epochs):\n        order = rng.permutation(len(X))": "    order = rng.permutation(len(X))\n    for _ in range(epochs):"},
        fails="average_steps average_hidden_adam average_hidden_zero")
g.wrong("average", "does not shuffle", edit={"rng.permutation(len(X))": "np.arange(len(X))"}, fails=A)
g.wrong("average", "gradients of all batches so far", edit={"            network.zero_grad()\n": ""}, fails=A)
g.wrong("average", "starts at the first weights", edit={"np.zeros_like(p)": "p.copy()"}, fails="average_steps average_hidden_adam")
g.wrong("average", "averages before the step", edit={"            " + MEAN: "", "            network.zero_grad()": "            " + MEAN + "\n            network.zero_grad()"}, fails=A)
g.wrong("average", "forgets a batch above N", edit={"    average, steps": "    if batch_size > len(X):\n        epochs = 0\n    average, steps", "1 - keep**steps": "1 - keep**(steps or 1)"},
        fails="average_hidden_zero")
g.wrong("average", "ends one epoch too early", edit={"range(epochs)": "range(epochs - 1)"}, fails=A)
g.right("average", "corrected at every step", code='''
def train_averaged(network, X, y, optimizer, *, epochs, batch_size, keep, rng):
    corrected, weight = [p.copy() for p in network.parameters()], 0.0
    for epoch in range(epochs):
        order = rng.permutation(len(y))
        while len(order):
            rows, order = order[:batch_size], order[batch_size:]
            network.zero_grad()
            network.backward(losses.cross_entropy_grad(network(X[rows]), y[rows]))
            optimizer.step(network.gradients())
            weight = keep * weight + (1 - keep)
            for a, p in zip(corrected, network.parameters()):
                a += (1 - keep) / weight * (p - a)
    return corrected
''')
g.right("average", "all weights kept, averaged in the end", code='''
def train_averaged(network, X, y, optimizer, *, epochs, batch_size, keep, rng):
    path = []
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        X_epoch, y_epoch = X[order], y[order]
        for start in range(0, len(X), batch_size):
            z = network(X_epoch[start:start + batch_size])
            network.zero_grad()
            network.backward(losses.cross_entropy_grad(z, y_epoch[start:start + batch_size]))
            optimizer.step(network.gradients())
            path.append([p.copy() for p in network.parameters()])
    weights = np.array([keep ** (len(path) - 1 - n) for n in range(len(path))])
    weights = weights / weights.sum()
    return tuple(sum(w * step[i] for w, step in zip(weights, path)) for i in range(len(path[0])))
''')

# ---------------------------------------------------------------- examples
g.example("p = np.array([1.0, 2.0]); Lion(", "(lambda p: (Lion([p], lr=0.5).step([np.array([3.0, -0.1])]), np.allclose(p, [0.5, 2.5]))[1])(np.array([1.0, 2.0]))")
g.example("p = np.array([1.0, 2.0]); AdaMax(", "(lambda p: (AdaMax([p], lr=0.5).step([np.array([3.0, -0.1])]), np.allclose(p, [0.5, 2.5]))[1])(np.array([1.0, 2.0]))")
g.example("with warmup=10, steps 5, 10 and 40", "[inverse_sqrt(s, 10) for s in (5, 10, 40)] == [0.5, 1.0, 0.5]")
g.example("with warmup=0.2 and decay=0.5, t of", "np.allclose([trapezoid(t, 0.2, 0.5) for t in (0.1, 0.4, 0.75)], [0.5, 1.0, 0.5])")
g.example("in_pieces(network, X, y, 3) and", "(lambda n, X, y: all(np.allclose(a, b) for a, b in zip([d.copy() for d in in_pieces(n, X, y, 3)], in_pieces(n, X, y, len(X)))))(make_network((4, 3), 0), np.eye(4), np.array([0, 1, 2, 0]))")
g.example("with keep=0 the result equals", "(lambda n: all(np.allclose(a, p) for a, p in zip(train_averaged(n, np.eye(4), np.arange(4) % 3, optim.SGD(n, lr=0.1), epochs=2, batch_size=3, keep=0, rng=np.random.default_rng(0)), n.parameters())))(make_network((4, 3), 0))")
