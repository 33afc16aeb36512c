"""Known wrong and known right answers of assignment 03, and the misconceptions behind them."""

from harness import Graders

g = Graders("03_activations")

# What people believe about activations. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("depth-bends", "Many layers bend by themselves; the activation is a detail",
                quiz="because it has ten layers")
g.misconception("equal-on-paper", "Formulas that are equal on paper give equal numbers")
g.misconception("relu-prevents", "ReLU prevents vanishing gradients", quiz="ReLU never loses gradient")
g.misconception("bigger-weights", "Larger weights always give larger gradients", quiz="grows by a factor of two in each layer")
g.misconception("off-is-dead", "A ReLU unit that is off for many inputs is dead", quiz="Replace it: it is dead")
g.misconception("softmax-is-certainty", "A softmax output is the probability of being right",
                quiz="right with a probability of 97 %")
g.misconception("flat-is-negative", "Every slope below the tolerance is flat, also a steep falling one")

# ---------------------------------------------------------------- elu
ELU = '''
def elu(z, alpha=1.0):
    {value}


def elu_slope(z, alpha=1.0):
    {slope}
'''
VALUE = "return np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0))"
SLOPE = "return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))"

g.wrong("elu", "ReLU instead", code=ELU.format(value="return np.maximum(0.0, z)", slope=SLOPE),
        fails="elu_values elu_hidden_alpha elu_hidden_inputs", says="ReLU")
g.wrong("elu", "forgets the -1", code=ELU.format(value="return np.where(z > 0, z, alpha * np.exp(z))", slope=SLOPE),
        fails="elu_values elu_hidden_alpha elu_hidden_inputs", says="without the -1")
g.wrong("elu", "swaps the branches",
        code=ELU.format(value="return np.where(z < 0, z, alpha * (np.exp(z) - 1))", slope=SLOPE),
        fails="elu_values elu_hidden_alpha elu_hidden_inputs", says="branches swapped")
g.wrong("elu", "the exponential's slope everywhere", code=ELU.format(value=VALUE, slope="return alpha * np.exp(z)"),
        fails="elu_slopes elu_hidden_alpha elu_hidden_inputs", says="exp(z) above 0 as well")
g.wrong("elu", "writes values into an array of integers",
        code=ELU.format(value="out = np.array(z); out[out < 0] = alpha * np.expm1(out[out < 0]); return out", slope=SLOPE),
        fails="elu_values", says="array of integers")
g.wrong("elu", "writes slopes into an array of integers",
        code=ELU.format(value=VALUE, slope="out = np.ones_like(z); out[z <= 0] = alpha * np.exp(z[z <= 0]); return out"),
        fails="elu_slopes", says="cut to whole numbers")
g.wrong("elu", "ignores alpha in the value", edit={"alpha * np.expm1": "np.expm1"},
        fails="elu_hidden_alpha", says="alpha = 1, whatever alpha")
g.wrong("elu", "ignores alpha in the slope", edit={"alpha * np.exp(np": "np.exp(np"},
        fails="elu_hidden_alpha", says="alpha = 1, whatever alpha")
g.wrong("elu", "takes the upper branch's slope at 0", edit={"np.where(z > 0, 1.0, alpha": "np.where(z >= 0, 1.0, alpha"},
        fails="elu_hidden_alpha", says="1 at z = 0")
g.wrong("elu", "multiplies by masks, 0 * inf",
        code=ELU.format(value="return (z > 0) * z + (z <= 0) * alpha * (np.exp(z) - 1)",
                        slope="return (z > 0) * 1.0 + (z <= 0) * alpha * np.exp(z)"),
        fails="elu_hidden_inputs", says="nan")
g.wrong("elu", "changes its input",
        code=ELU.format(value="z = np.asarray(z, float); z[z <= 0] = alpha * np.expm1(z[z <= 0]); return z", slope=SLOPE),
        fails="elu_hidden_inputs", says="changes its argument")
g.wrong("elu", "takes one row only",
        code=ELU.format(value="return np.array([v if v > 0 else alpha * np.expm1(v) for v in z])", slope=SLOPE),
        fails="elu_hidden_inputs")
g.wrong("elu", "slope of ReLU", code=ELU.format(value=VALUE, slope="return (np.asarray(z) > 0) * 1.0"),
        fails="elu_slopes elu_hidden_alpha elu_hidden_inputs", says="slope of ReLU")
g.wrong("elu", "forgets to differentiate", edit={"1.0, alpha * np.exp(np": "1.0, alpha * np.expm1(np"},
        fails="elu_slopes elu_hidden_alpha elu_hidden_inputs", says="the value below 0")
g.wrong("elu", "imports it from torch",
        code="import torch.nn.functional as F\n" + ELU.format(
            value="return F.elu(torch.tensor(np.asarray(z, float)), alpha).numpy()", slope=SLOPE),
        fails="elu_values", says="do not import it")
g.wrong("elu", "the visible answers, hard-coded",
        code=ELU.format(value="return np.array([-0.86466472, -0.63212056, 0.0, 1.0, 3.0])",
                        slope="return np.array([0.13533528, 0.36787944, 1.0, 1.0, 1.0])"),
        fails="elu_hidden_alpha elu_hidden_inputs")
g.wrong("elu", "prints and returns nothing", code=ELU.format(value=VALUE.replace("return ", "print(") + ")", slope=SLOPE),
        fails="elu_values elu_hidden_alpha elu_hidden_inputs", says="return")
g.right("elu", "where, and masks for the slope", code=ELU.format(
    value="return np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))",
    slope="return (z > 0) + (z <= 0) * alpha * np.exp(np.minimum(z, 0))"))
g.right("elu", "boolean indexing on a copy of floats", code=ELU.format(
    value="a = np.array(z, float); a[a < 0] = alpha * np.expm1(a[a < 0]); return a",
    slope="s = np.ones(np.shape(z)); s[z <= 0] = alpha * np.exp(z[z <= 0]); return s"))
g.right("elu", "one number at a time, in any shape", code='''
import math


def elu(z, alpha=1.0):
    flat = [float(v) if v > 0 else alpha * (math.exp(v) - 1) for v in np.ravel(z)]
    return np.array(flat).reshape(np.shape(z))


def elu_slope(z, alpha=1.0):
    return np.array([1.0 if v > 0 else alpha * math.exp(v) for v in np.ravel(z)]).reshape(np.shape(z))
''')
g.survivor("elu", "np.minimum(z, 0) -> np.minimum(z, 1) #2", "where z > 0 the other branch is taken: never seen")
g.right("elu", "warns of an overflow in the unused branch, and prints", code=ELU.format(
    value="print('elu'); return np.where(np.asarray(z) > 0, z, alpha * (np.exp(z) - 1))",
    slope="return np.where(np.asarray(z) > 0, 1, alpha * np.exp(z))"))

g.wrong("elu", "fills a copy of whole numbers", code=ELU.format(
    value="a = np.copy(z); a[a <= 0] = alpha * (np.exp(a[a <= 0]) - 1); return a", slope=SLOPE),
        fails="elu_values", says="array of integers")

g.wrong("elu", "exp(z - 1)", code=ELU.format(value="return np.where(z > 0, z, alpha * np.exp(np.minimum(z, 0) - 1))", slope=SLOPE),
        fails="elu_values elu_hidden_alpha elu_hidden_inputs", says="exp(z) - 1 is meant")
g.wrong("elu", "1 - exp(z)", code=ELU.format(value="return np.where(z > 0, z, -alpha * np.expm1(np.minimum(z, 0)))", slope=SLOPE),
        fails="elu_values elu_hidden_alpha elu_hidden_inputs", says="1 - exp(z), where")
g.wrong("elu", "z above 0, not its slope", edit={"np.where(z > 0, 1.0, alpha": "np.where(z > 0, z, alpha"},
        fails="elu_slopes elu_hidden_alpha elu_hidden_inputs", says="its derivative is wanted")

# ---------------------------------------------------------------- log_sigmoid
LOG = '''
def log_sigmoid(z):
    {value}


def log_sigmoid_slope(z):
    {slope}
'''
STABLE = "return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))"
FALLING = "return activations.sigmoid(-z)"

g.wrong("log_sigmoid", "the broken formula kept", code=LOG.format(value="return broken_log_sigmoid(z)", slope=FALLING),
        fails="log_sigmoid_stable log_sigmoid_hidden_tail", says="a logarithm of 0", misconception="equal-on-paper")
g.wrong("log_sigmoid", "log1p, but of exp(-z)", code=LOG.format(value="return -np.log1p(np.exp(-z))", slope=FALLING),
        fails="log_sigmoid_stable", says="a logarithm of 0", misconception="equal-on-paper")
g.wrong("log_sigmoid", "the logarithm of the stable sigmoid",
        code=LOG.format(value="return np.log(activations.sigmoid(z))", slope=FALLING),
        fails="log_sigmoid_stable log_sigmoid_hidden_tail")
g.wrong("log_sigmoid", "clips the sigmoid before the logarithm",
        code=LOG.format(value="return np.log(np.clip(activations.sigmoid(z), 1e-12, 1))", slope=FALLING),
        fails="log_sigmoid_stable log_sigmoid_hidden_tail")
g.wrong("log_sigmoid", "log(1 + t) where log1p is needed", edit={"np.log1p(np.exp": "np.log(1 + np.exp"},
        fails="log_sigmoid_hidden_tail", says="log1p")
g.wrong("log_sigmoid", "loses the minus sign", code=LOG.format(value="return np.logaddexp(0, -z)", slope=FALLING),
        fails="log_sigmoid_values log_sigmoid_stable log_sigmoid_hidden_tail", says="minus sign")
g.wrong("log_sigmoid", "the sign inside the exponential", code=LOG.format(value="return -np.logaddexp(0, z)", slope=FALLING),
        fails="log_sigmoid_values log_sigmoid_stable log_sigmoid_hidden_tail", says="sign inside")
g.wrong("log_sigmoid", "base 10", code=LOG.format(value=STABLE.replace("return ", "return (") + ") / np.log(10)", slope=FALLING),
        fails="log_sigmoid_values log_sigmoid_stable log_sigmoid_hidden_tail", says="base 10")
g.wrong("log_sigmoid", "the limits used everywhere",
        code=LOG.format(value="return np.where(z > 0, -np.exp(-np.abs(z)), z)", slope=FALLING),
        fails="log_sigmoid_values log_sigmoid_hidden_tail", says="the limits")
g.wrong("log_sigmoid", "the limits used on small whole numbers",
        code=LOG.format(value="return np.where(z == np.round(z), np.where(z > 0, -np.exp(-np.abs(z)), z), "
                              "np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z))))", slope=FALLING),
        fails="log_sigmoid_values", says="the limits")
g.wrong("log_sigmoid", "the slope is the sigmoid", edit={"activations.sigmoid(-z)": "activations.sigmoid(z)"},
        fails="log_sigmoid_values log_sigmoid_hidden_slope", says="one minus it")
g.wrong("log_sigmoid", "the slope of the sigmoid, not of its logarithm",
        code=LOG.format(value=STABLE, slope="return activations.sigmoid_slope(z)"),
        fails="log_sigmoid_values log_sigmoid_hidden_slope", says="not divided by s")
g.wrong("log_sigmoid", "the slope not written", edit={"return activations.sigmoid(-z)": "raise NotImplementedError"},
        fails="log_sigmoid_values log_sigmoid_hidden_slope", says="not written yet")
g.wrong("log_sigmoid", "a slope that divides 0 by 0",
        code=LOG.format(value=STABLE, slope="return activations.sigmoid_slope(z) / activations.sigmoid(z)"),
        fails="log_sigmoid_hidden_slope", says="nan")
g.wrong("log_sigmoid", "imports it from torch",
        code=LOG.format(value="from torch.nn.functional import logsigmoid; return logsigmoid(torch.tensor(z)).numpy()",
                        slope=FALLING),
        fails="log_sigmoid_values", says="do not import it")
g.right("log_sigmoid", "logaddexp", code=LOG.format(value="return -np.logaddexp(0, -z)", slope="return 1 - activations.sigmoid(z)"))
g.right("log_sigmoid", "two cases by boolean indexing", code='''
def log_sigmoid(z):
    out = np.empty(np.shape(z))
    right = z >= 0
    out[right] = -np.log1p(np.exp(-z[right]))
    out[~right] = z[~right] - np.log1p(np.exp(z[~right]))
    return out


def log_sigmoid_slope(z):
    e = np.exp(-np.abs(z))
    return np.where(z > 0, e, 1) / (1 + e)
''')

g.right("log_sigmoid", "np.where, and the slope by the quotient where it cannot be 0 / 0", code=LOG.format(
    value="t = np.exp(-np.abs(z)); return np.where(z >= 0, -np.log1p(t), z - np.log1p(t))",
    slope="c = np.clip(z, -30, 30); return activations.sigmoid_slope(c) / activations.sigmoid(c)"))

# ---------------------------------------------------------------- soften
SOFTEN = '''
def soften(z, T):
    {body}
'''

g.wrong("soften", "ignores T", edit={"np.exp(shifted / T)": "np.exp(shifted)"},
        fails="soften_values soften_hidden_stable soften_hidden_rows", says="T ignored")
g.wrong("soften", "multiplies by T", edit={"shifted / T": "shifted * T"},
        fails="soften_values soften_hidden_stable soften_hidden_rows", says="multiplied by T")
g.wrong("soften", "divides the probabilities by T", edit={"np.exp(shifted / T) if": "np.exp(shifted) if",
                                                         "e / e.sum(axis=-1, keepdims=True)": "e / e.sum(axis=-1, keepdims=True) / (T or 1)"},
        fails="soften_values soften_hidden_stable soften_hidden_rows", says="divided by T afterwards")
g.wrong("soften", "normalises columns", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    shifted = z - np.max(z, axis=0, keepdims=True)
    e = np.exp(shifted / T) if T > 0 else (shifted == 0).astype(float)
    return e / e.sum(axis=0, keepdims=True)'''),
        fails="soften_values soften_limits soften_hidden_stable soften_hidden_rows", says="each column")
g.wrong("soften", "divides whole numbers in place",
        code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    z = z - np.max(z, axis=-1, keepdims=True)
    if T == 0:
        e = (z == 0).astype(float)
    else:
        z /= T
        e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)'''),
        fails="soften_values")
g.wrong("soften", "works on its input", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    z = np.asarray(z)
    if z.dtype != float:
        z = z.astype(float)
    z -= z.max(axis=-1, keepdims=True)
    e = np.exp(z / T) if T > 0 else (z == 0).astype(float)
    return e / e.sum(axis=-1, keepdims=True)'''),
        fails="soften_hidden_rows", says="changes its argument")
g.wrong("soften", "does not subtract the maximum", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    e = np.exp(z / T) if T > 0 else (z == z.max(axis=-1, keepdims=True)).astype(float)
    return e / e.sum(axis=-1, keepdims=True)'''),
        fails="soften_hidden_stable", says="overflows")
g.wrong("soften", "subtracts the largest score of the whole table", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    e = np.exp((z - np.max(z)) / T) if T > 0 else (z == z.max(axis=-1, keepdims=True)).astype(float)
    return e / e.sum(axis=-1, keepdims=True)'''),
        fails="soften_hidden_stable")
g.wrong("soften", "does not share ties", edit={"return e / e.sum(axis=-1, keepdims=True)":
                                              "return e / e.sum(axis=-1, keepdims=True) if T > 0 else e"},
        fails="soften_limits", says="must share it")
g.wrong("soften", "gives all to the first of several largest",
        edit={"(shifted == 0).astype(float)": "np.eye(z.shape[-1])[z.argmax(axis=-1)]"},
        fails="soften_limits", says="first largest")
g.wrong("soften", "accepts a negative T", edit={"if T < 0:": "if T < -10:"}, fails="soften_limits", says="ValueError")
g.wrong("soften", "an error that does not say what is wrong",
        edit={'raise ValueError(f"T must be 0 or positive, got {T}")': 'raise ValueError("bad input")'},
        fails="soften_limits", says="must name T")
g.wrong("soften", "refuses 0", edit={"if T < 0:": "if T <= 0:"}, fails="soften_limits")
g.wrong("soften", "calls softmax", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    if T == 0:
        best = z == np.max(z, axis=-1, keepdims=True)
        return best / best.sum(axis=-1, keepdims=True)
    return activations.softmax(z / T)'''),
        fails="soften_values", says="do not call a softmax")
g.wrong("soften", "does not treat T = 0", edit={" if T > 0 else (shifted == 0).astype(float)": ""},
        fails="soften_limits", says="a division by T = 0")
g.wrong("soften", "normalises the whole table", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    e = np.exp((z - np.max(z)) / T) if T > 0 else (z == np.max(z)).astype(float)
    return e / e.sum()'''),
        fails="soften_values soften_limits soften_hidden_stable soften_hidden_rows", says="all entries normalised together")
g.wrong("soften", "tables only", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T must not be negative")
    best = np.max(z, axis=1, keepdims=True)
    e = np.exp((z - best) / T) if T > 0 else (z == best).astype(float)
    return e / e.sum(axis=1, keepdims=True)'''),
        fails="soften_hidden_rows")
g.right("soften", "row by row", code=SOFTEN.format(body='''
    if T < 0:
        raise ValueError("T is a temperature: it cannot be negative")
    z = np.array(z, dtype=float)
    if z.ndim > 1:
        return np.array([soften(row, T) for row in z])
    if T == 0:
        winners = z == max(z)
        return winners / winners.sum()
    e = np.exp((z - max(z)) / T)
    return e / e.sum()'''))
g.right("soften", "through logarithms", code=SOFTEN.format(body='''
    if not T >= 0:
        raise ValueError("T must be >= 0")
    top = np.max(z, axis=-1, keepdims=True)
    if T == 0:
        return (z == top) / np.count_nonzero(z == top, axis=-1, keepdims=True)
    s = (z - top) / T
    return np.exp(s - np.log(np.exp(s).sum(-1, keepdims=True)))'''))

# ---------------------------------------------------------------- dead
DEAD = '''
def dead_units(W, b, X):
    {dead}


def wake(W, b, X, dead):
    {wake}
'''
FIND = "return ((X @ W.T + b) <= 0).all(axis=0)"
WAKE = "return np.where(dead, -np.median(X @ W.T, axis=0), b)"

g.wrong("dead", "the living instead", edit={"(z <= 0).all(axis=0)": "(z > 0).any(axis=0)"},
        fails="dead_units dead_hidden_units", says="the living units")
g.wrong("dead", "off on average", edit={"(z <= 0).all(axis=0)": "z.mean(axis=0) <= 0"},
        fails="dead_units", says="on average")
g.wrong("dead", "off at least once", edit={".all(axis=0)": ".any(axis=0)"}, fails="dead_units", says="at least one sample")
g.wrong("dead", "samples instead of units", edit={".all(axis=0)": ".all(axis=1)"},
        fails="dead_units dead_hidden_units", says="each sample")
g.wrong("dead", "forgets the bias", edit={"z = X @ W.T + b ": "z = X @ W.T "}, fails="dead_units dead_hidden_units",
        says="bias left out")
g.wrong("dead", "W where W.T is needed", edit={"z = X @ W.T": "z = X @ W"}, fails="dead_units dead_hidden_units")
g.wrong("dead", "counts exactly 0 as on", edit={"z <= 0": "z < 0"}, fails="dead_hidden_units", says="exactly 0")
g.wrong("dead", "numbers of the dead instead of True and False",
        edit={"return (z <= 0).all(axis=0)": "return np.flatnonzero((z <= 0).all(axis=0))"},
        fails="dead_units dead_hidden_units")
g.wrong("dead", "mean for median", edit={"np.median": "np.mean"}, fails="dead_wake", says="the mean")
g.wrong("dead", "wrong sign", edit={"-np.median": "np.median"}, fails="dead_wake dead_hidden_wake", says="minus it")
g.wrong("dead", "all biases", code=DEAD.format(dead=FIND, wake="return -np.median(X @ W.T, axis=0)"),
        fails="dead_wake dead_hidden_wake", says="the living keep theirs")
g.wrong("dead", "the old bias left in", edit={"weighted = X @ W.T ": "weighted = X @ W.T + b "},
        fails="dead_wake dead_hidden_wake", says="old bias")
g.wrong("dead", "the living changed", edit={"np.where(dead, -np.median(weighted, axis=0), b)":
                                           "np.where(dead, b, -np.median(weighted, axis=0))"},
        fails="dead_wake dead_hidden_wake", says="left alone")
g.wrong("dead", "changes b", code=DEAD.format(
    dead=FIND, wake="b[dead] = -np.median(X @ W.T, axis=0)[dead]; return b"),
        fails="dead_hidden_wake", says="changes its argument")
g.right("dead", "the largest pre-activation", code=DEAD.format(
    dead="return (X @ W.T + b).max(axis=0) <= 0",
    wake="new = b.copy(); new[dead] = -np.median(X @ W[dead].T, axis=0); return new"))
g.right("dead", "a sum of ReLUs that is 0", code=DEAD.format(
    dead="return activations.relu(X @ W.T + b).sum(axis=0) == 0",
    wake="new = np.array(b)\n    for j in range(len(b)):\n        if dead[j]:\n            "
         "new[j] = -np.median(X @ W[j])\n    return new"))
g.wrong("dead", "one answer for the whole layer", edit={".all(axis=0)": ".all()"}, fails="dead_units dead_hidden_units")
g.wrong("dead", "one median for all dead units", edit={"np.median(weighted, axis=0)": "np.median(weighted)"},
        fails="dead_wake dead_hidden_wake")
g.right("dead", "loops", code='''
def dead_units(W, b, X):
    answer = []
    for j in range(len(W)):
        answer.append(not any(sum(W[j] * x) + b[j] > 0 for x in X))
    return np.array(answer)


def wake(W, b, X, dead):
    new = []
    for j in range(len(W)):
        if dead[j]:
            sums = sorted(float(W[j] @ x) for x in X)
            n = len(sums)
            new.append(-(sums[(n - 1) // 2] + sums[n // 2]) / 2)
        else:
            new.append(b[j])
    return np.array(new)
''')

# ---------------------------------------------------------------- saturation
g.wrong("saturation", "the share that is not saturated", edit={"np.abs(slope) < tol": "np.abs(slope) >= tol"},
        fails="saturation_share saturation_hidden_slopes", says="not saturated")
g.wrong("saturation", "samples instead of units", edit={".mean(axis=0)": ".mean(axis=1)"},
        fails="saturation_share saturation_hidden_slopes", says="each sample")
g.wrong("saturation", "one number for the layer", edit={".mean(axis=0)": ".mean()"},
        fails="saturation_share saturation_hidden_slopes", says="whole layer")
g.wrong("saturation", "counts instead of shares", edit={".mean(axis=0)": ".sum(axis=0)"},
        fails="saturation_share saturation_hidden_slopes", says="a count")
g.wrong("saturation", "the slope of the sigmoid for every f",
        edit={"(f(z + h) - f(z - h)) / (2 * h)           ": "f(z) * (1 - f(z))"},
        fails="saturation_share", says="slope of the sigmoid")
g.wrong("saturation", "values instead of slopes", edit={"(f(z + h) - f(z - h)) / (2 * h)           ": "f(z)"},
        fails="saturation_share saturation_hidden_slopes", says="values f(z)")
g.wrong("saturation", "forgets the 2 in 2h", edit={"(2 * h)": "h"}, fails="saturation_hidden_slopes")
g.wrong("saturation", "the sign of the slope left in", edit={"np.abs(slope)": "slope"},
        fails="saturation_hidden_slopes", says="size of the slope", misconception="flat-is-negative")
g.wrong("saturation", "ignores tol", edit={"< tol).mean": "< 0.05).mean"}, fails="saturation_hidden_slopes", says="whatever tol")
g.wrong("saturation", "the brackets of 2 h forgotten", edit={"/ (2 * h)": "/ 2 * h"},
        fails="saturation_share saturation_hidden_slopes", says="with its brackets")
g.wrong("saturation", "the sickest layer instead of the first", code='''
def saturated_share(f, z, tol=0.05):
    return (np.abs(f(z + 1e-4) - f(z - 1e-4)) / 2e-4 < tol).mean(axis=0)


def first_sick_layer(shares):
    means = [share.mean() for share in shares]
    return int(np.argmax(means)) if max(means) > 0.5 else None
''', fails="saturation_layer", says="neither the worst")
g.wrong("saturation", "one sick unit makes a sick layer", edit={"share.mean() > 0.5": "share.max() > 0.5"},
        fails="saturation_layer saturation_hidden_layer", says="the mean over the units decides")
g.wrong("saturation", "counts layers from 1", edit={"enumerate(shares)": "enumerate(shares, 1)"},
        fails="saturation_layer saturation_hidden_layer", says="counted from 1")
g.wrong("saturation", "half is enough", edit={"share.mean() > 0.5": "share.mean() >= 0.5"},
        fails="saturation_hidden_layer", says="exactly half")
g.wrong("saturation", "-1 for none", edit={"return None": "return -1"}, fails="saturation_hidden_layer", says="-1")
g.wrong("saturation", "0 for none", edit={"return None": "return 0"}, fails="saturation_hidden_layer", says="number of the first layer")
g.wrong("saturation", "an error where no layer is sick", code='''
def saturated_share(f, z, tol=0.05):
    return (np.abs(f(z + 1e-4) - f(z - 1e-4)) / 2e-4 < tol).mean(axis=0)


def first_sick_layer(shares):
    return [share.mean() > 0.5 for share in shares].index(True)
''', fails="saturation_hidden_layer")
g.survivor("saturation", "h = 0.0001 -> h = 0.0002", "both are small enough: the slopes agree to eight digits")
g.survivor("saturation", "np.abs(slope) < tol -> np.abs(slope) <= tol", "a measured slope is never exactly tol")
g.right("saturation", "one list of means, one-sided differences", code='''
def saturated_share(f, z, tol=0.05):
    h = 1e-4
    flat = abs((f(z + h) - f(z)) / h) < tol
    return flat.sum(axis=0) / len(z)


def first_sick_layer(shares):
    sick = [i for i, share in enumerate(shares) if sum(share) > len(share) / 2]
    return sick[0] if sick else None
''')
g.right("saturation", "loops over units and samples", code='''
def saturated_share(f, z, tol=0.05):
    result = []
    for unit in range(z.shape[1]):
        up, down = f(z[:, unit] + 1e-4), f(z[:, unit] - 1e-4)
        result.append(float(np.mean([abs(u - d) / 2e-4 < tol for u, d in zip(up, down)])))
    return np.array(result)


def first_sick_layer(shares):
    i = 0
    while i < len(shares):
        if np.mean(shares[i]) > 0.5:
            return i
        i += 1
''')

# ---------------------------------------------------------------- the examples of the docstrings
g.example("elu(", "np.allclose(elu(np.array([-1, 0, 2])), [-0.632, 0, 2], atol=5e-4)")
g.example("elu_slope(", "np.allclose(elu_slope(np.array([-1, 0, 2])), [0.368, 1, 1], atol=5e-4)")
g.example("log_sigmoid(", "np.allclose(log_sigmoid(np.array([-1000.0, 0.0, 40.0])), [-1000, -0.693147, -4.248354e-18], "
          "rtol=1e-6, atol=0)")
g.example("log_sigmoid_slope(", "np.allclose(log_sigmoid_slope(np.array([-1000.0, 0.0, 1000.0])), [1, 0.5, 0])")
g.example("soften(", "np.allclose(soften(np.array([[1, 2, 3]]), T=2), [[0.186, 0.307, 0.506]], atol=5e-4)")
g.example("two units", "dead_units(np.array([[1], [-1]]), np.zeros(2), np.array([[1], [2]])).tolist() == [False, True]")
g.example("W = [[1], [-1]]", "wake(np.array([[1], [-1]]), np.zeros(2), np.array([[1], [2], [6]]), "
          "np.array([False, True])).tolist() == [0, 2]")
g.example("f = np.tanh", "saturated_share(np.tanh, np.array([[0, 5], [0, 0]])).tolist() == [0, 0.5]")
g.example("[np.array([0.1, 0.2])", "first_sick_layer([np.array([0.1, 0.2]), np.array([0.9, 0.4, 0.8])]) == 1")
