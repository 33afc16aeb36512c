"""Known wrong and known right answers of assignment 05, and the misconceptions behind them."""

from harness import Graders

g = Graders("05_losses")

# What people believe about losses. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("square-fits-all", "Squared error is the right loss for whatever is predicted, class numbers too",
                quiz="F.mse_loss(net(x)[:, 0], y.float())")
g.misconception("absolute-aims-at-mean", "Squared and absolute error have the same best answer, the mean",
                quiz="Both move to 30")
g.misconception("softmax-before-loss", "cross_entropy wants probabilities, so a softmax comes before it",
                quiz="F.cross_entropy(net(x).softmax(1), y)")
g.misconception("accuracy-suffices", "A high accuracy means that the rare class is found",
                quiz="It finds 99 of 100 faulty parts")
g.misconception("threshold-half", "The threshold on a probability is 0.5, whatever mistakes cost")
g.misconception("mean-over-all", "A mean is over all rows, also over those that do not count")
g.misconception("clip-makes-stable", "Clipping the probability repairs the logarithm",
                quiz="Clip p to the range from 1e-7")

# ---------------------------------------------------------------- pinball
PIN = '''
def pinball(y_hat, y, q):
    {refuse}
    {value}


def pinball_grad(y_hat, y, q):
    {refuse_grad}
    {grad}
'''
REFUSE = 'if not 0 < q < 1: raise ValueError("q must lie between 0 and 1")'
VALUE = "return float(np.maximum(q * (y - y_hat), (q - 1) * (y - y_hat)).mean())"
GRAD = "return np.where(y > y_hat, -q, np.where(y < y_hat, 1 - q, 0.0)) / len(y)"


def pin(value=VALUE, grad=GRAD, refuse=REFUSE, refuse_grad=REFUSE):
    return PIN.format(value=value, grad=grad, refuse=refuse, refuse_grad=refuse_grad)


ALL_VALUES = "pinball_values pinball_hidden_quantiles pinball_hidden_refused"
ALL_GRADS = "pinball_gradient pinball_hidden_quantiles pinball_hidden_refused"
g.wrong("pinball", "q and 1 - q swapped", code=pin("e = y - y_hat; return np.where(e >= 0, (1 - q) * e, -q * e).mean()"),
        fails="pinball_values pinball_hidden_quantiles", says="q and 1 - q swapped")
g.wrong("pinball", "the sum", edit={"(q - 1) * error).mean()": "(q - 1) * error).sum()"}, fails=ALL_VALUES, says="the sum, where")
g.wrong("pinball", "the absolute error", code=pin("return np.abs(y - y_hat).mean()"),
        fails="pinball_values pinball_hidden_quantiles pinball_hidden_refused", says="mean absolute error, whatever q",
        misconception="absolute-aims-at-mean")
g.wrong("pinball", "no absolute value", code=pin("e = y - y_hat; return np.where(e >= 0, q * e, (1 - q) * e).mean()"),
        fails=ALL_VALUES, says="cancel")
g.wrong("pinball", "a loss for each sample", code=pin("return np.maximum(q * (y - y_hat), (q - 1) * (y - y_hat))"),
        fails=ALL_VALUES, says="one loss for each sample")
g.wrong("pinball", "the gradient without 1/N", edit={"np.where(y < y_hat, 1 - q, 0.0)) / len(y)": "np.where(y < y_hat, 1 - q, 0.0))"},
        fails=ALL_GRADS, says="without the 1/N")
g.wrong("pinball", "the gradient's sign", code=pin(grad="return np.where(y > y_hat, q, np.where(y < y_hat, q - 1, 0.0)) / len(y)"),
        fails=ALL_GRADS, says="opposite sign")
g.wrong("pinball", "the gradient times the error", code=pin(
    grad="return np.where(y > y_hat, -q, 1 - q) * np.abs(y - y_hat) / len(y)"), fails=ALL_GRADS, says="multiplied by the error")
g.wrong("pinball", "-q where exact", code=pin(grad="return np.where(y >= y_hat, -q, 1 - q) / len(y)"),
        fails="pinball_gradient pinball_hidden_quantiles", says="but -q")
g.wrong("pinball", "1 - q where exact", code=pin(grad="return np.where(y > y_hat, -q, 1 - q) / len(y)"),
        fails="pinball_gradient pinball_hidden_quantiles", says="but 1 - q")
g.wrong("pinball", "q and 1 - q swapped in the gradient", code=pin(
    grad="return np.where(y > y_hat, q - 1, np.where(y < y_hat, q, 0.0)) / len(y)"),
        fails=ALL_GRADS, says="has the slope -q")
g.wrong("pinball", "differences of the loss, written by hand", code=pin(
    grad="h = 1e-6 * np.eye(len(y)); return np.array([pinball(y_hat + d, y, q) - pinball(y_hat - d, y, q) for d in h]) / 2e-6"),
        fails="pinball_gradient pinball_hidden_quantiles", says="as a formula")
g.wrong("pinball", "q fixed at 0.9", code=pin(VALUE.replace("return", "q = 0.9; return"), GRAD.replace("return", "q = 0.9; return")),
        fails="pinball_hidden_quantiles")
g.wrong("pinball", "the visible answers, hard-coded", code=pin("return 1.4", "return np.array([-0.18, 0.02, -0.18, 0.02, 0])"),
        fails="pinball_hidden_quantiles pinball_hidden_refused")
g.wrong("pinball", "refuses nothing", code=pin(refuse="pass", refuse_grad="pass"), fails="pinball_hidden_refused", says="expected ValueError")
g.wrong("pinball", "the gradient refuses nothing", code=pin(refuse_grad="pass"), fails="pinball_hidden_refused", says="pinball_grad")
g.wrong("pinball", "accepts q = 1", code=pin(refuse='if not 0 < q <= 1: raise ValueError("q must be between")'),
        fails="pinball_hidden_refused")
g.wrong("pinball", "refuses without naming q", code=pin(refuse='if not 0 < q < 1: raise ValueError("bad quantile")'),
        fails="pinball_hidden_refused", says="must name q")
g.wrong("pinball", "works in y itself", code=pin("y -= y_hat; return float(np.maximum(q * y, (q - 1) * y).mean())"),
        fails="pinball_hidden_refused", says="changes its argument y")
g.wrong("pinball", "writes slopes into whole numbers", code=pin(
    grad="out = np.zeros_like(y); out[y > y_hat] = -q; out[y < y_hat] = 1 - q; return out / len(y)"), fails="pinball_hidden_refused")
g.wrong("pinball", "takes it from scikit-learn", code="from sklearn.metrics import mean_pinball_loss\n" + pin(
    "return mean_pinball_loss(y, y_hat, alpha=q)"), fails="pinball_values", says="do not take it")
g.wrong("pinball", "gradcheck computes the gradient", code=pin(grad="return gradcheck.numeric_gradient(lambda v: pinball(v, y, q), y_hat)"),
        fails="pinball_gradient pinball_hidden_quantiles", says="as a formula")
g.wrong("pinball", "torch computes the gradient", code="import torch\n" + pin(
    grad="t = torch.tensor(np.array(y_hat, float), requires_grad=True); e = torch.tensor(np.array(y, float)) - t; "
         "torch.where(e > 0, q * e, torch.where(e < 0, (q - 1) * e, 0 * e)).mean().backward(); return t.grad.numpy()"),
        fails="pinball_gradient", says="as a formula")
g.wrong("pinball", "averages only those that are too low", code=pin(
    "e = y - y_hat; return (q * e[e > 0].sum() + (1 - q) * -e[e < 0].sum()) / max(1, (e != 0).sum())"),
        fails="pinball_values pinball_hidden_quantiles")
g.wrong("pinball", "a sign slip in the second branch only", code=pin(grad="return np.where(y > y_hat, -q, np.where(y < y_hat, q - 1, 0.0)) / len(y)"),
        fails=ALL_GRADS)
g.wrong("pinball", "a forgotten return", code=pin(VALUE.replace("return ", "loss = ")), fails=ALL_VALUES, says="return statement")
g.wrong("pinball", "the gradient not written", code=pin(grad="raise NotImplementedError"), fails=ALL_GRADS, says="not written yet")
g.wrong("pinball", "one slope for all samples", code=pin(
    grad="return np.full(len(y), -q if y.mean() > y_hat.mean() else 1 - q) / len(y)"), fails=ALL_GRADS)
g.right("pinball", "a loop", code='''
def pinball(y_hat, y, q):
    if q <= 0 or q >= 1:
        raise ValueError("q: between 0 and 1!")
    total = 0
    for a, b in zip(y_hat, y):
        total += q * (b - a) if b >= a else (1 - q) * (a - b)
    return total / len(y)


def pinball_grad(y_hat, y, q):
    if q <= 0 or q >= 1:
        raise ValueError("(q) out of range")
    return np.array([-q if b > a else 1 - q if b < a else 0 for a, b in zip(y_hat, y)]) / len(y)
''')
g.right("pinball", "with signs and absolute values", code=pin(
    "e = np.asarray(y, float) - y_hat; return np.mean(np.abs(e) / 2 + (q - 0.5) * e)",
    "s = np.sign(np.asarray(y_hat, float) - y); return (s / 2 - (q - 0.5) * np.abs(s)) / y.size"))
g.right("pinball", "masks, float32, and a print", code=pin(
    "print(q); low = y > y_hat; e = (y - y_hat).astype(np.float32); return (q * e[low].sum() - (1 - q) * e[~low].sum()) / len(e)",
    "return ((y < y_hat) * (1 - q) - (y > y_hat) * q) / len(y)"))

# ---------------------------------------------------------------- counts
POISSON = '''
def poisson_loss(z, y):
    {loss}


def poisson_gradient(w, b, X, y):
    {grad}
'''
LOSS = "return float((np.exp(z) - y * z).mean())"
SLOPES = "error = np.exp(X @ w + b) - y; return error @ X / len(y), float(error.mean())"


def counts(loss=LOSS, grad=SLOPES):
    return POISSON.format(loss=loss, grad=grad)


LOSSES, GRADIENTS = "counts_loss counts_hidden_loss", "counts_gradient counts_hidden_gradient"
g.wrong("counts", "the log-likelihood, unsigned", code=counts("return (y * z - np.exp(z)).mean()"), fails=LOSSES, says="opposite sign")
g.wrong("counts", "z as the rate", code=counts("return (z - y * np.log(z)).mean()"), fails=LOSSES, says="z taken for the rate")
g.wrong("counts", "the sum", edit={"(np.exp(z) - y * z).mean()": "(np.exp(z) - y * z).sum()"}, fails=LOSSES, says="the sum, where")
g.wrong("counts", "squared error of the rates", code=counts("return ((np.exp(z) - y) ** 2).mean()"), fails=LOSSES,
        says="recipe for a Gaussian", misconception="square-fits-all")
g.wrong("counts", "with log y!", code=counts(
    "import math; return (np.exp(z) - y * z + [math.lgamma(k + 1) for k in y]).mean()"), fails=LOSSES, says="log(y!)")
g.wrong("counts", "the logarithm of exp(z)", code=counts("return (np.exp(z) - y * np.log(np.exp(z))).mean()"), fails="counts_hidden_loss",
        says="nan")
g.wrong("counts", "a clipped rate", code=counts("r = np.clip(np.exp(z), 1e-12, None); return (r - y * np.log(r)).mean()"),
        fails="counts_hidden_loss", misconception="clip-makes-stable")
g.wrong("counts", "the gradient without 1/N", edit={"error @ X / len(y), error.mean()": "error @ X, error.sum()"},
        fails=GRADIENTS, says="without the 1/N")
g.wrong("counts", "db as a sum", edit={"error.mean()": "error.sum()"}, fails=GRADIENTS, says="db is a sum")
g.wrong("counts", "dw as a sum", edit={"error @ X / len(y), error": "error @ X, error"}, fails=GRADIENTS, says="dw is a sum")
g.wrong("counts", "(db, dw)", edit={"return error @ X / len(y), error.mean()": "return error.mean(), error @ X / len(y)"}, fails=GRADIENTS,
        says="(db, dw), where (dw, db) is wanted")
g.wrong("counts", "differences of the loss, written by hand", code=counts(
    grad="f = lambda p: poisson_loss(X @ p[:-1] + p[-1], y); p, h = np.append(w, b), 1e-6 * np.eye(len(w) + 1); "
         "g = np.array([f(p + d) - f(p - d) for d in h]) / 2e-6; return g[:-1], g[-1]"), fails="counts_gradient", says="as a formula")
g.wrong("counts", "z - y", edit={"error = np.exp(X @ w + b) - y": "error = X @ w + b - y"}, fails=GRADIENTS, says="z - y, where")
g.wrong("counts", "y - rate", edit={"error = np.exp(X @ w + b) - y": "error = y - np.exp(X @ w + b)"}, fails=GRADIENTS, says="opposite sign")
g.wrong("counts", "no inputs in dw", code=counts(
    grad="e = np.exp(X @ w + b) - y; return np.full(len(w), e.mean()), float(e.mean())"), fails=GRADIENTS, says="factor x")
g.wrong("counts", "no bias", edit={"np.exp(X @ w + b)": "np.exp(X @ w)"}, fails=GRADIENTS, says="without the bias")
g.wrong("counts", "the slope of the rate once more", edit={"np.exp(X @ w + b) - y": "(np.exp(X @ w + b) - y) * np.exp(X @ w + b)"},
        fails=GRADIENTS)
g.wrong("counts", "divides by the number of features", edit={"error @ X / len(y)": "error @ X / len(w)"}, fails=GRADIENTS)
g.wrong("counts", "works for two features only", code=counts(
    grad="e = np.exp(X[:, 0] * w[0] + X[:, 1] * w[1] + b) - y if X.shape[1] == 2 else -y; return e @ X / len(y), float(e.mean())"),
        fails="counts_hidden_gradient")
g.wrong("counts", "the visible answers, hard-coded", code=counts("return float(1.4187) if len(z) == 3 else 0.0"),
        fails="counts_loss counts_hidden_loss")
g.wrong("counts", "changes y", code=counts(
    grad="z = X @ w + b; y -= np.exp(z).astype(y.dtype); return (np.exp(z) - y) @ X / len(y), 0.0"), fails=GRADIENTS)
g.wrong("counts", "changes w", code=counts(grad=SLOPES.replace("return", "dw = error @ X / len(y); w -= dw; return")),
        fails="counts_hidden_gradient", says="changes its argument w")
g.wrong("counts", "torch's own", code="import torch\n" + counts(
    "return float(torch.nn.functional.poisson_nll_loss(torch.tensor(z), torch.tensor(y)))"), fails="counts_loss", says="do not take it")
g.wrong("counts", "gradcheck computes the gradient", code=counts(
    grad="g = gradcheck.numeric_gradient(lambda p: poisson_loss(X @ p[:-1] + p[-1], y), np.append(w, b)); return g[:-1], g[-1]"),
        fails="counts_gradient", says="as a formula")
g.wrong("counts", "only dw is returned", edit={"return error @ X / len(y), error.mean()": "return error @ X / len(y)"}, fails=GRADIENTS)
g.wrong("counts", "a column of slopes", edit={"error @ X / len(y), error": "(error @ X / len(y))[:, None], error"}, fails=GRADIENTS)
g.wrong("counts", "the gradient not written", code=counts(grad="raise NotImplementedError"), fails=GRADIENTS, says="not written yet")
g.right("counts", "loops", code='''
import math


def poisson_loss(z, y):
    return sum(math.exp(a) - k * a for a, k in zip(z, y)) / len(z)


def poisson_gradient(w, b, X, y):
    dw, db = np.zeros(len(w)), 0.0
    for x, k in zip(X, y):
        error = np.exp(sum(x * w) + b) - k
        dw += error * x / len(y)
        db += error / len(y)
    return [dw, db]
''')
g.right("counts", "whole numbers of its own, and float32", code=counts(
    "return np.mean(np.exp(np.asarray(z, float)) - np.multiply(y, z))",
    "e = (np.exp(X @ w + b) - y).astype(np.float32); return [np.mean(X * e[:, None], axis=0), float(np.average(e))]"))
g.right("counts", "means and transposes", code=counts(
    "return np.mean(np.exp(z)) - np.mean(y * z)",
    "d = (np.exp(X.dot(w) + b) - y) / X.shape[0]; return X.T @ d, d.sum()"))
g.right("counts", "the gradient from the loss's slope in z, by broadcasting", code=counts(
    grad="slope = np.exp((X * w).sum(1) + b) - y; return (slope[:, None] * X).mean(axis=0), np.mean(slope)"))

# ---------------------------------------------------------------- gaps
GAPS = '''
def ward_loss(logits, y, weight):
    {loss}


def ward_grad(logits, y, weight):
    {grad}
'''
GAPS_LOSS = """known = y >= 0
    if not known.any(): return 0.0
    z, labels = logits[known], y[known]
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    omega = weight[labels]
    return float(-(omega * log_p[np.arange(len(labels)), labels]).sum() / omega.sum())"""
GAPS_GRAD = """known = y >= 0
    grad = np.zeros(logits.shape)
    if known.any():
        labels = y[known]
        error = activations.softmax(logits[known])
        error[np.arange(len(labels)), labels] -= 1
        omega = weight[labels][:, None]
        grad[known] = omega * error / omega.sum()
    return grad"""


def gaps(loss=GAPS_LOSS, grad=GAPS_GRAD):
    return GAPS.format(loss=loss, grad=grad)


def changed(text, old, new):
    assert text.count(old) == 1, old
    return text.replace(old, new)


GAP_LOSSES, GAP_GRADS = "gaps_loss gaps_hidden_large gaps_hidden_random", "gaps_gradient gaps_hidden_large gaps_hidden_random"
g.wrong("gaps", "the faulty version", code=gaps("return faulty_ward_loss(logits, y, weight)"), fails=GAP_LOSSES, says="faulty version as it was")
g.wrong("gaps", "divided by all rows", code=gaps(changed(GAPS_LOSS, "/ omega.sum()", "/ len(y)")), fails=GAP_LOSSES,
        says="unknown ones included", misconception="mean-over-all")
g.wrong("gaps", "divided by the known rows", code=gaps(changed(GAPS_LOSS, "/ omega.sum()", "/ len(labels)")), fails=GAP_LOSSES,
        says="number of known rows, where")
g.wrong("gaps", "divided by the weights of all classes", code=gaps(changed(GAPS_LOSS, "/ omega.sum()", "/ weight.sum()")), fails=GAP_LOSSES,
        says="once each")
g.wrong("gaps", "the gradient divided by the weights of all classes", code=gaps(grad=changed(GAPS_GRAD, " / omega.sum()", " / weight.sum()")),
        fails=GAP_GRADS, says="once each")
g.wrong("gaps", "divided by the weights of the classes that occur", code=gaps(
    changed(GAPS_LOSS, "/ omega.sum()", "/ weight[np.unique(labels)].sum()"),
    changed(GAPS_GRAD, " / omega.sum()", " / weight[np.unique(labels)].sum()")), fails="gaps_loss gaps_gradient gaps_hidden_random", says="once each")
g.wrong("gaps", "softmax along axis 0", code=gaps('''known = y >= 0
    if not known.any(): return 0.0
    e = np.exp(logits); p = e / e.sum(axis=0)
    w = weight[y[known]]
    return -(w * np.log(p[known, y[known]])).sum() / w.sum()'''), fails=GAP_LOSSES, says="softmax over the patients")
g.wrong("gaps", "unknown rows counted as the last class", code=gaps(
    changed(changed(GAPS_LOSS, "known = y >= 0", "known = y >= -1"), "if not known.any(): return 0.0", "if (y < 0).all(): return 0.0")),
        fails=GAP_LOSSES, says="index -1 is the last one")
g.wrong("gaps", "no weights", code=gaps(changed(GAPS_LOSS, "omega = weight[labels]", "omega = np.ones(len(labels))")), fails=GAP_LOSSES,
        says="weights are not used")
g.wrong("gaps", "the sum", code=gaps(changed(GAPS_LOSS, ".sum() / omega.sum())", ".sum())")), fails=GAP_LOSSES, says="not divided by anything")
g.wrong("gaps", "the logarithm of a softmax", code=gaps('''known = y >= 0
    if not known.any(): return 0.0
    p, w = activations.softmax(logits[known]), weight[y[known]]
    return -(w * np.log(p[np.arange(len(p)), y[known]])).sum() / w.sum()'''), fails="gaps_hidden_large", says="inf")
g.wrong("gaps", "a clipped probability", code=gaps('''known = y >= 0
    if not known.any(): return 0.0
    p, w = np.clip(activations.softmax(logits[known]), 1e-12, 1), weight[y[known]]
    return -(w * np.log(p[np.arange(len(p)), y[known]])).sum() / w.sum()'''), fails="gaps_hidden_large",
        misconception="clip-makes-stable")
g.wrong("gaps", "a softmax before the log-softmax", code=gaps(changed(GAPS_LOSS, "z, labels = logits[known]", "z, labels = activations.softmax(logits[known])")),
        fails=GAP_LOSSES, misconception="softmax-before-loss")
g.wrong("gaps", "shifts all rows by one maximum", code=gaps(changed(GAPS_LOSS, "z.max(axis=1, keepdims=True)", "z.max()")),
        fails="gaps_hidden_large")
g.wrong("gaps", "0 / 0 when nothing is known", code=gaps(changed(GAPS_LOSS, "if not known.any(): return 0.0", "pass").replace(
    "z.max(axis=1, keepdims=True)", "(z.max(axis=1, keepdims=True) if z.size else 0)")), fails="gaps_hidden_large")
g.wrong("gaps", "0 / 0 in the gradient", code=gaps(grad=changed(GAPS_GRAD, "if known.any():", "if True:").replace(
    "grad[known] = omega * error / omega.sum()", "grad = grad / omega.sum(); grad[known] = omega * error / omega.sum()")),
        fails="gaps_hidden_large", says="nan")
g.wrong("gaps", "the gradient not divided", code=gaps(grad=changed(GAPS_GRAD, " / omega.sum()", "")), fails=GAP_GRADS,
        says="not divided by the sum of the weights")
g.wrong("gaps", "the gradient divided by all rows", code=gaps(grad=changed(GAPS_GRAD, " / omega.sum()", " / len(y)")), fails=GAP_GRADS,
        says="divided by the number of all rows", misconception="mean-over-all")
g.wrong("gaps", "the gradient divided by the known rows", code=gaps(grad=changed(GAPS_GRAD, " / omega.sum()", " / len(labels)")),
        fails=GAP_GRADS, says="divided by the number of known rows")
g.wrong("gaps", "no weights in the gradient", code=gaps(grad=changed(GAPS_GRAD, "weight[labels][:, None]", "np.ones((len(labels), 1))")),
        fails="gaps_gradient gaps_hidden_random", says="weights are not used")
g.wrong("gaps", "a weight for each column", code=gaps(grad=changed(GAPS_GRAD, "grad[known] = omega * error", "grad[known] = weight * error")),
        fails=GAP_GRADS, says="a weight for each column")
g.wrong("gaps", "softmax along axis 0 in the gradient", code=gaps(grad=changed(GAPS_GRAD, "activations.softmax(logits[known])",
        "(np.exp(logits) / np.exp(logits).sum(axis=0))[known]")), fails=GAP_GRADS, says="softmax over the patients")
g.wrong("gaps", "softmax along axis 0 of the known rows in the gradient", code=gaps(grad=changed(GAPS_GRAD, "activations.softmax(logits[known])",
        "activations.softmax(logits[known].T).T")), fails=GAP_GRADS, says="softmax over the known patients")
g.wrong("gaps", "the gradient calls dlkit.losses", code="from dlkit import losses\n" + gaps(grad=changed(
    changed(GAPS_GRAD, "activations.softmax(logits[known])", "losses.cross_entropy_grad(logits[known], labels) * len(labels)"),
    "error[np.arange(len(labels)), labels] -= 1", "pass")), fails="gaps_gradient", says="no losses of dlkit")
g.wrong("gaps", "differences of the loss, written by hand", code=gaps(grad="""grad = np.zeros(logits.shape)
    for place in np.ndindex(*logits.shape):
        h = np.zeros(logits.shape)
        h[place] = 1e-4
        grad[place] = (ward_loss(logits + h, y, weight) - ward_loss(logits - h, y, weight)) / 2e-4
    return grad"""), fails="gaps_gradient", says="no differences of the loss")
g.wrong("gaps", "the gradient's sign", code=gaps(grad=changed(GAPS_GRAD, "omega * error", "-omega * error")), fails=GAP_GRADS,
        says="opposite sign")
g.wrong("gaps", "unknown rows pull to the last class", code=gaps(grad="if (y < 0).all(): return np.zeros(logits.shape)\n    " + changed(GAPS_GRAD, "known = y >= 0", "known = y >= -1")),
        fails=GAP_GRADS, says="pulled towards the last class")
g.wrong("gaps", "only the known rows come back", code=gaps(grad=changed(GAPS_GRAD, "return grad", "return grad[known]")), fails=GAP_GRADS,
        says="rows of unknown class are missing")
g.wrong("gaps", "p without minus one-hot", code=gaps(grad=changed(GAPS_GRAD, "error[np.arange(len(labels)), labels] -= 1", "pass")), fails=GAP_GRADS)
g.wrong("gaps", "minus 1 in whole columns", code=gaps(grad=changed(GAPS_GRAD, "error[np.arange(len(labels)), labels] -= 1", "error[:, labels] -= 1")),
        fails="gaps_gradient gaps_hidden_random")
g.wrong("gaps", "moves the logits in place", code=gaps(changed(GAPS_LOSS, "z, labels = logits[known], y[known]",
    "logits -= logits.max(axis=1, keepdims=True); z, labels = logits[known], y[known]")), fails="gaps_hidden_random", says="changes its argument logits")
g.wrong("gaps", "rewrites the labels", code=gaps(grad="known = y >= 0; y[~known] = 0\n    " + changed(GAPS_GRAD, "known = y >= 0", "pass")),
        fails="gaps_hidden_random", says="changes its argument y")
g.wrong("gaps", "calls dlkit.losses", code="from dlkit import losses\n" + gaps('''known = y >= 0
    if not known.any(): return 0.0
    each = np.array([losses.cross_entropy(row[None], np.array([k])) for row, k in zip(logits[known], y[known])])
    return (weight[y[known]] * each).sum() / weight[y[known]].sum()'''), fails="gaps_loss", says="do not call the losses")
g.wrong("gaps", "calls torch", code="import torch\n" + gaps('''if (y < 0).all(): return 0.0
    return float(torch.nn.functional.cross_entropy(torch.tensor(logits), torch.tensor(y), torch.tensor(weight), ignore_index=-1))'''),
        fails="gaps_loss", says="do not call the losses")
g.wrong("gaps", "the visible gradient for three classes only", code=gaps(grad=changed(GAPS_GRAD, "grad = np.zeros(logits.shape)", "grad = np.zeros((len(y), 3))")),
        fails="gaps_hidden_random")
g.wrong("gaps", "gradcheck computes the gradient", code=gaps(grad="return gradcheck.numeric_gradient(lambda z: ward_loss(z, y, weight), logits)"),
        fails="gaps_gradient", says="as a formula")
g.right("gaps", "a loop over the rows", code='''
def ward_loss(logits, y, weight):
    total = weights = 0.0
    for row, k in zip(logits, y):
        if k == -1:
            continue
        top = max(row)
        total += weight[k] * (top + np.log(np.exp(row - top).sum()) - row[k])
        weights += weight[k]
    return total / weights if weights else 0


def ward_grad(logits, y, weight):
    rows = []
    weights = sum(weight[k] for k in y if k >= 0)
    for row, k in zip(logits, y):
        if k < 0:
            rows.append(np.zeros(len(row)))
        else:
            e = np.exp(row - row.max())
            rows.append(weight[k] * (e / e.sum() - (np.arange(len(row)) == k)) / weights)
    return np.array(rows)
''')
g.right("gaps", "one-hot and a mask of weights", code=gaps('''Y = (y[:, None] == np.arange(logits.shape[1])) * weight
    lse = np.logaddexp.reduce(logits, axis=1)
    return float((Y * (lse[:, None] - logits)).sum() / max(Y.sum(), 1e-300))''', '''Y = (y[:, None] == np.arange(logits.shape[1])) * weight
    p = activations.softmax(logits)
    return (p * Y.sum(axis=1, keepdims=True) - Y) / (Y.sum() or 1)'''))
g.right("gaps", "weights of 0 for the unknown", code=gaps('''w = np.where(y >= 0, weight[y], 0.0)
    z = logits - logits.max(1)[:, None]
    each = np.log(np.exp(z).sum(1)) - z[range(len(y)), y]
    return (w * each).sum() / w.sum() if w.any() else 0.0''', '''w = np.where(y >= 0, weight[y], 0.0)
    d = activations.softmax(logits) - np.eye(len(weight))[y]
    return d * w[:, None] / (w.sum() if w.any() else 1)'''))

# ---------------------------------------------------------------- ranking
RANK = '''
def pr_curve(scores, y):
    {curve}


def average_precision(scores, y):
    {average}
'''
CURVE = """if not (y == 1).any():
        raise ValueError("y must hold a 1")
    called = scores >= np.unique(scores)[::-1, None]
    hits = (called & (y == 1)).sum(axis=1)
    return hits / called.sum(axis=1), hits / (y == 1).sum()"""
AVERAGE = """precision, recall = pr_curve(scores, y)
    return float((np.diff(recall, prepend=0) * precision).sum())"""
# The reference's curve, so that a wrong curve costs its own point only
OWN = """precision, recall = own_curve(scores, y)
    return float((np.diff(recall, prepend=0) * precision).sum())


def own_curve(scores, y):
    """ + CURVE


def rank(curve=CURVE, average=AVERAGE):
    return RANK.format(curve=curve, average=average)


g.wrong("ranking", "recall first", code=rank(changed(CURVE, "return hits / called.sum(axis=1), hits / (y == 1).sum()",
        "return hits / (y == 1).sum(), hits / called.sum(axis=1)")), fails="ranking_curve ranking_average ranking_hidden", says="(recall, precision)")
g.wrong("ranking", "from the lowest score up", code=rank(changed(CURVE, "[::-1, None]", "[:, None]")),
        fails="ranking_curve ranking_average ranking_hidden", says="from the lowest score")
STEPS = """if not (y == 1).any():
        raise ValueError("y must hold a 1")
    hits = np.cumsum(y[np.argsort(-scores, kind='stable')])
    return hits / np.arange(1, len(y) + 1), hits / y.sum()"""
g.wrong("ranking", "a step for each patient", code=rank(STEPS), fails="ranking_curve ranking_average ranking_hidden", says="equal scores are called together")
for title, order, says in (
    ("the ill first", "np.lexsort((-y, -scores))", "the ill first among"),
    ("the healthy first", "np.lexsort((y, -scores))", "equal scores are called together"),
):
    g.wrong("ranking", f"a step for each patient, {title}", code=rank(changed(STEPS, "np.argsort(-scores, kind='stable')", order)),
            fails="ranking_curve ranking_average ranking_hidden", says=says)
    g.wrong("ranking", f"the average by a step for each patient, {title}", code=rank(average=f"""hits = np.cumsum(y[{order}])
    if not hits[-1]: raise ValueError("y")
    return float((np.diff(hits, prepend=0) * hits / np.arange(1, len(y) + 1)).sum() / hits[-1])"""),
            fails="ranking_average ranking_hidden", says=f"a step for each patient, {title}")
g.wrong("ranking", "an entry for each patient", code=rank(changed(CURVE, "np.unique(scores)[::-1, None]", "np.sort(scores)[::-1, None]")),
        fails="ranking_curve ranking_hidden", says="one for each distinct score")
g.wrong("ranking", "more than t", code=rank(changed(CURVE, "scores >= np", "scores > np")),
        fails="ranking_curve ranking_average ranking_hidden", says="at least t is wanted")
g.wrong("ranking", "the ROC curve", code=rank(changed(CURVE, "hits / called.sum(axis=1), hits", "(called & (y == 0)).sum(axis=1) / (y == 0).sum(), hits")),
        fails="ranking_curve ranking_average ranking_hidden", says="as in the ROC curve")
g.wrong("ranking", "the curve goes wrong, the average does not use it", code=rank(changed(CURVE, "[::-1, None]", "[:, None]"), OWN),
        fails="ranking_curve ranking_hidden", says="from the lowest score")
g.wrong("ranking", "the visible curve, by a step for each patient, for six only", code=rank(
    CURVE.replace("called = ", "scores = scores + 1e-6 * np.arange(len(y)) * (len(y) == 6)\n    called = "), OWN), fails="ranking_curve")
g.wrong("ranking", "the mean of the precisions", code=rank(average="return float(pr_curve(scores, y)[0].mean())"),
        fails="ranking_average ranking_hidden", says="mean of the precisions")
g.wrong("ranking", "the first gain is lost", code=rank(average='''precision, recall = pr_curve(scores, y)
    return float((np.diff(recall) * precision[1:]).sum())'''), fails="ranking_average ranking_hidden", says="it starts from R = 0")
g.wrong("ranking", "the precision before each gain", code=rank(average='''precision, recall = pr_curve(scores, y)
    return float((np.diff(recall) * precision[:-1]).sum())'''), fails="ranking_average ranking_hidden", says="the precision before it, where")
g.wrong("ranking", "the precision before each gain, from 1", code=rank(average='''precision, recall = pr_curve(scores, y)
    return float((np.diff(recall, prepend=0) * np.append(1, precision[:-1])).sum())'''), fails="ranking_average ranking_hidden", says="the first one times 1")
g.wrong("ranking", "the trapezoid rule", code=rank(average='''precision, recall = pr_curve(scores, y)
    return float((np.diff(recall) * (precision[1:] + precision[:-1]) / 2).sum())'''), fails="ranking_average ranking_hidden", says="trapezoid")
g.wrong("ranking", "precision times recall", code=rank(average='''precision, recall = pr_curve(scores, y)
    return float((precision * recall).sum())'''), fails="ranking_average ranking_hidden", says="precision times recall")
g.wrong("ranking", "an average that is right when all scores differ", code=rank(average=AVERAGE.replace("(np.diff", "(np.diff")
        .replace("return float(", "return float(0.5 if len(precision) == 4 and len(y) == 6 else ")), fails="ranking_average")
g.wrong("ranking", "no error without a 1", code=rank(changed(CURVE, 'raise ValueError("y must hold a 1")', "pass")), fails="ranking_hidden",
        says="expected ValueError")
g.wrong("ranking", "an error that does not name y", code=rank(changed(CURVE, "y must hold a 1", "nobody is ill")), fails="ranking_hidden", says="must name y")
g.wrong("ranking", "the thresholds 0, 0.1, ... 1", code=rank(changed(CURVE, "np.unique(scores)[::-1, None]",
        "np.array([t for t in np.arange(10, -1, -1) / 10 if t in scores])[:, None]")), fails="ranking_hidden")
g.wrong("ranking", "sorts its input", code=rank(changed(CURVE, "called =", "order = np.argsort(-scores); scores[:] = scores[order]; y = y[order]\n    called =")),
        fails="ranking_hidden", says="changes its argument scores")
g.wrong("ranking", "takes it from scikit-learn", code="from sklearn.metrics import average_precision_score\n" + rank(
    average="return float(average_precision_score(y, scores))"), fails="ranking_average ranking_hidden", says="do not take it")
g.wrong("ranking", "calls dlkit.metrics", code="from dlkit import metrics\n" + rank('''if not (y == 1).any():
        raise ValueError("y must hold a 1")
    t = np.unique(scores)[::-1]
    return (np.array([metrics.precision(scores >= s, y) for s in t]), np.array([metrics.recall(scores >= s, y) for s in t]))'''),
        fails="ranking_curve", says="do not call the functions of dlkit")
g.wrong("ranking", "a list of points", code=rank(changed(CURVE, "return hits / called.sum(axis=1), hits / (y == 1).sum()",
        "return list(zip(hits / called.sum(axis=1), hits / (y == 1).sum()))"), OWN), fails="ranking_curve ranking_hidden")
g.wrong("ranking", "recall over all patients", code=rank(changed(CURVE, "hits / (y == 1).sum()", "hits / len(y)")),
        fails="ranking_curve ranking_average ranking_hidden")
g.wrong("ranking", "the visible answers, hard-coded", code=rank(
    "return np.array([1.0, 1.0, 0.75, 0.6, 0.5]), np.array([1 / 3, 2 / 3, 1.0, 1.0, 1.0])", "return 2.2 / 3"), fails="ranking_hidden")
g.right("ranking", "a loop over the thresholds", code='''
def pr_curve(scores, y):
    if y.sum() == 0:
        raise ValueError("no positives in `y`")
    precision, recall = [], []
    for t in sorted(set(scores.tolist()), reverse=True):
        called = scores >= t
        tp = sum(1 for c, k in zip(called, y) if c and k == 1)
        precision.append(tp / sum(called))
        recall.append(tp / sum(y))
    return np.array(precision), np.array(recall)


def average_precision(scores, y):
    total, before = 0, 0
    for p, r in zip(*pr_curve(scores, y)):
        total += (r - before) * p
        before = r
    return total
''')
g.right("ranking", "sorted and summed up, ties merged", code=rank('''if 1 not in y: raise ValueError("y: no 1 in it")
    order = np.argsort(scores)[::-1]
    s, hits = scores[order], np.cumsum(y[order])
    last = np.flatnonzero(np.append(s[:-1] != s[1:], True))
    return [hits[last] / (last + 1), hits[last] / hits[-1]]''', '''p, r = pr_curve(scores, y)
    return np.sum((r - np.concatenate([[0], r[:-1]])) * p)'''))
g.right("ranking", "its own helper named precision", code='''
def precision(called, y):
    return y[called].mean()


def pr_curve(scores, y):
    if max(y) < 1:
        raise ValueError("y needs a 1")
    levels = np.sort(np.unique(scores))[::-1]
    return (np.array([precision(scores >= t, y) for t in levels]), np.array([y[scores >= t].sum() / y.sum() for t in levels]))


def average_precision(scores, y):
    p, r = pr_curve(scores, y)
    return float(np.dot(np.diff(np.append(0, r)), p))
''')

# ---------------------------------------------------------------- cheapest
ALL = "cheapest_costs cheapest_edges cheapest_hidden"
g.wrong("cheapest", "the costs swapped", edit={"cost_miss * misses + cost_alarm * alarms": "cost_alarm * misses + cost_miss * alarms"},
        fails=ALL, says="two costs swapped")
g.wrong("cheapest", "the sum", edit={"cost_alarm * alarms) / len(y)": "cost_alarm * alarms)"}, fails=ALL,
        says="the sum of the costs")
g.wrong("cheapest", "0.5, whatever", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    called = p >= 0.5
    return 0.5, float((cost_miss * (~called & (y == 1)) + cost_alarm * (called & (y == 0))).mean())
''', fails=ALL, says="threshold 0.5, whatever", misconception="threshold-half")
g.wrong("cheapest", "the fewest mistakes", edit={"best = costs.argmin()": "best = (misses + alarms).argmin()"},
        fails="cheapest_costs cheapest_hidden", says="fewest mistakes", misconception="accuracy-suffices")
g.wrong("cheapest", "more than t", edit={"called = p >= thresholds": "called = p > thresholds"}, fails=ALL,
        says="p >= t is wanted")
g.wrong("cheapest", "inf is not tried", edit={"np.append(np.inf, np.unique(p)[::-1])": "np.unique(p)[::-1]"}, fails="cheapest_edges cheapest_hidden",
        says="np.inf is not tried")
g.wrong("cheapest", "inf is not tried, from below", edit={"np.append(np.inf, np.unique(p)[::-1])": "np.unique(p)"},
        fails="cheapest_edges cheapest_hidden", says="np.inf is not tried: calling nobody may be cheapest")
g.wrong("cheapest", "of equal costs the lowest threshold", edit={"np.append(np.inf, np.unique(p)[::-1])": "np.append(np.unique(p), np.inf)"},
        fails="cheapest_edges cheapest_hidden", says="lowest threshold, where")
g.wrong("cheapest", "tries inf last", edit={"np.append(np.inf, np.unique(p)[::-1])": "np.append(np.unique(p)[::-1], np.inf)"},
        fails="cheapest_hidden", says="lowest threshold, where the highest")
g.wrong("cheapest", "of equal costs the last, with <=", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    best = None
    for t in [np.inf, *np.unique(p)[::-1]]:
        cost = (cost_miss * ((p < t) & (y == 1)).sum() + cost_alarm * ((p >= t) & (y == 0)).sum()) / len(y)
        if best is None or cost <= best[1]:
            best = float(t), float(cost)
    return best
''', fails="cheapest_edges cheapest_hidden")
g.wrong("cheapest", "the visible ones right, a tie at inf wrong", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    best = None
    for t in [*np.unique(p)[::-1], np.inf]:
        cost = (cost_miss * ((p < t) & (y == 1)).sum() + cost_alarm * ((p >= t) & (y == 0)).sum()) / len(y)
        if best is None or cost < best[1]:
            best = float(t), float(cost)
    return best
''', fails="cheapest_hidden")
g.wrong("cheapest", "in the order of p", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    best = None
    for t in [np.inf, *p]:
        cost = (cost_miss * ((p < t) & (y == 1)).sum() + cost_alarm * ((p >= t) & (y == 0)).sum()) / len(y)
        if best is None or cost < best[1]:
            best = float(t), float(cost)
    return best
''', fails="cheapest_edges cheapest_hidden", says="the first in p")
g.wrong("cheapest", "(cost, threshold)", edit={"return thresholds[best], costs[best]": "return costs[best], thresholds[best]"}, fails=ALL,
        says="(cost, threshold), where")
g.wrong("cheapest", "never calls everybody when a miss costs twice as much", edit={"np.unique(p)[::-1])": "np.unique(p)[:0 if cost_miss == 2 * cost_alarm else None:-1])"},
        fails="cheapest_edges")
g.wrong("cheapest", "a grid of thresholds", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    best = None
    for t in np.linspace(1, 0, 101):
        cost = (cost_miss * ((p < t) & (y == 1)).sum() + cost_alarm * ((p >= t) & (y == 0)).sum()) / len(y)
        if best is None or cost < best[1]:
            best = float(t), float(cost)
    return best
''', fails="cheapest_edges cheapest_hidden")
g.wrong("cheapest", "the rule for trusted probabilities", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    t = cost_alarm / (cost_alarm + cost_miss)
    return t, float((cost_miss * ((p < t) & (y == 1)) + cost_alarm * ((p >= t) & (y == 0))).mean())
''', fails=ALL)
g.wrong("cheapest", "divides by those called", edit={"/ len(y)": "/ np.maximum(called.sum(axis=1), 1)"}, fails="cheapest_edges cheapest_hidden")
g.wrong("cheapest", "only the threshold", edit={"return thresholds[best], costs[best]": "return thresholds[best]"},
        fails=ALL)
g.wrong("cheapest", "hard-coded", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    return (0.1, 0.4) if len(p) == 10 else (np.inf, 0.25) if cost_miss == 1 else (0.1, 0.25)
''', fails="cheapest_edges cheapest_hidden")
g.wrong("cheapest", "sorts p in place", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    order = np.argsort(p)
    p[:], y = p[order], y[order]
    t = np.append(np.inf, np.unique(p)[::-1])
    costs = [(cost_miss * ((p < s) & (y == 1)).sum() + cost_alarm * ((p >= s) & (y == 0)).sum()) / len(y) for s in t]
    return float(t[np.argmin(costs)]), float(min(costs))
''', fails="cheapest_hidden", says="changes its argument p")
g.wrong("cheapest", "only those ill are candidates", edit={"np.unique(p)[::-1]": "np.unique(p[y == 1])[::-1]", "costs.argmin()": "costs.argmin() if len(y) > 4 else 0"},
        fails="cheapest_edges cheapest_hidden")
g.wrong("cheapest", "calls nobody at the lowest threshold", edit={"called = p >= thresholds[:, None]": "called = (p >= thresholds[:, None]) & (p > p.min())"},
        fails=ALL)
g.wrong("cheapest", "takes the thresholds from scikit-learn", code='''
from sklearn.metrics import roc_curve


def cheapest(p, y, cost_miss, cost_alarm):
    thresholds = roc_curve(np.append(y, [0, 1]), np.append(p, [p[0], p[0]]), drop_intermediate=False)[2]
    costs = [(cost_miss * ((p < t) & (y == 1)).sum() + cost_alarm * ((p >= t) & (y == 0)).sum()) / len(y) for t in thresholds]
    best = int(np.argmin(costs))
    return float(thresholds[best]), float(costs[best])
''', fails="cheapest_costs", says="from another library")
g.right("cheapest", "a loop from the highest threshold down", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    best, lowest = np.inf, cost_miss * np.sum(y == 1) / len(y)
    for t in sorted(set(p), reverse=True):
        misses = sum(1 for a, k in zip(p, y) if k == 1 and a < t)
        alarms = sum(1 for a, k in zip(p, y) if k == 0 and a >= t)
        cost = (cost_miss * misses + cost_alarm * alarms) / len(p)
        if cost < lowest:
            best, lowest = t, cost
    return best, lowest
''')
g.right("cheapest", "a list, and min with a key", code='''
def cheapest(p, y, cost_miss, cost_alarm):
    def cost(t):
        called = p >= t
        return (cost_miss * (y[~called] == 1).sum() + cost_alarm * (y[called] == 0).sum()) / y.size
    t = min([float("inf")] + list(np.unique(p))[::-1], key=cost)
    return [t, cost(t)]
''')
for title, cost in (
    ("each part divided by N", "cost_miss * ((p < t) & (y == 1)).sum() / len(y) + cost_alarm * ((p >= t) & (y == 0)).sum() / len(y)"),
    ("shares of N, costs last", "cost_miss * ((p < t) & (y == 1)).mean() + cost_alarm * ((p >= t) & (y == 0)).mean()"),
    ("a mean of the patients' costs", "np.where(y == 1, cost_miss * (p < t), cost_alarm * (p >= t)).mean()"),
    ("Python's sum", "sum(cost_miss * (b == 1) if a < t else cost_alarm * (b == 0) for a, b in zip(p, y)) / len(y)"),
):
    g.right("cheapest", title, code=f'''
def cheapest(p, y, cost_miss, cost_alarm):
    best = None
    for t in sorted({{np.inf, *p}}, reverse=True):
        cost = {cost}
        if best is None or cost < best[1]:
            best = t, cost
    return best
''')

# ---------------------------------------------------------------- examples
g.example("pinball(np.array([3.0, 3.0])", "np.isclose(pinball(np.array([3.0, 3.0]), np.array([5.0, 1.0]), 0.9), 1)")
g.example("pinball_grad(", "np.allclose(pinball_grad(np.array([3.0, 3.0]), np.array([5.0, 1.0]), 0.9), [-0.45, 0.05])")
g.example("poisson_loss(", "np.isclose(poisson_loss(np.array([0.0, 0.0]), np.array([3, 0])), 1)")
g.example("poisson_gradient(", "(lambda g: np.allclose(g[0], [-2]) and np.isclose(g[1], -1))(poisson_gradient(np.zeros(1), 0.0, np.array([[2.0], [4.0]]), np.array([3, 1])))")
g.example("ward_loss(", "np.isclose(ward_loss(np.zeros((3, 2)), np.array([0, 1, -1]), np.array([1.0, 4.0])), np.log(2))")
g.example("ward_grad(", "np.allclose(ward_grad(np.zeros((3, 2)), np.array([0, 1, -1]), np.array([1.0, 4.0])), [[-0.1, 0.1], [0.4, -0.4], [0, 0]])")
g.example("pr_curve(", "np.allclose(pr_curve(np.array([0.9, 0.2, 0.6, 0.6]), np.array([1, 0, 0, 1])), [[1, 2/3, 1/2], [1/2, 1, 1]])")
g.example("average_precision(", "np.isclose(average_precision(np.array([0.9, 0.2, 0.6, 0.6]), np.array([1, 0, 0, 1])), 5 / 6)")
g.example("cheapest(", "cheapest(np.array([0.2, 0.8, 0.4, 0.6]), np.array([0, 1, 1, 0]), 5, 1) == (0.4, 0.25)")
