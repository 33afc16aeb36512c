"""Known wrong and known right answers of assignment 06, and the misconceptions behind them."""

from harness import Graders

g = Graders("06_backpropagation")

# What people believe about backpropagation. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("last-use-counts", "A value that is used twice has the gradient of its last use", quiz="the last use")
g.misconception("a-pass-per-weight", "Backpropagation needs one pass for each weight", quiz="one backward pass for each")
g.misconception("it-learns", "Backpropagation is the rule that changes the weights", quiz="It changes the weights")
g.misconception("falling-loss-proves", "If the loss falls, the gradient is right", quiz="the loss falls, so the gradient")
g.misconception("shapes-prove", "If the shapes fit, the gradient is right", quiz="the shapes fit, so")
g.misconception("smaller-h", "The smaller the step h, the better the numeric gradient", quiz="the smaller the step")
g.misconception("autograd-is-numeric", "Autograd nudges its inputs, or derives a formula", quiz="by nudging")
g.misconception("only-saturation", "Gradients vanish only where units are saturated", quiz="no unit is saturated")

# ---------------------------------------------------------------- ops
OPS = '''
def maximum(a, b):
    {maximum}


def logsumexp(values):
    {logsumexp}
'''
MAX = "return Value(max(a.data, b.data), (a, b), (0.5, 0.5) if a.data == b.data else (float(a.data > b.data), float(a.data < b.data)))"
LSE = ("z = np.array([v.data for v in values]); "
       "return Value(z.max() + np.log(np.exp(z - z.max()).sum()), values, activations.softmax(z))")


def ops(maximum=MAX, logsumexp=LSE):
    return OPS.format(maximum=maximum, logsumexp=logsumexp)


def with_slopes(slopes):
    return ops(logsumexp=LSE.replace("activations.softmax(z))", f"{slopes})"))


g.wrong("ops", "the gradient goes to the smaller one", edit={"(to_a, 1 - to_a)": "(1 - to_a, to_a)"},
        fails="ops_maximum ops_hidden_ties", says="to the smaller one")
g.wrong("ops", "both get the gradient", edit={"(to_a, 1 - to_a)": "(1.0, 1.0)"},
        fails="ops_maximum ops_hidden_ties", says="both get the whole gradient")
g.wrong("ops", "a Value without parents", code=ops("return Value(max(a.data, b.data))"),
        fails="ops_maximum ops_hidden_ties", says="nothing flows back")
g.wrong("ops", "a plain number", code=ops("return max(a.data, b.data)"), fails="ops_maximum ops_hidden_ties",
        says="return a Value")
g.wrong("ops", "the minimum", edit={"max(a.data, b.data)": "min(a.data, b.data)"}, fails="ops_maximum ops_hidden_ties")
g.wrong("ops", "the larger in size", code=ops("s = (np.sign(abs(a.data) - abs(b.data)) + 1) / 2; return Value(s * a.data + (1 - s) * b.data, (a, b), (s, 1 - s))"),
        fails="ops_maximum")
g.wrong("ops", "gives back a itself at a tie", code=ops("return b if b.data > a.data else a"), fails="ops_hidden_ties",
        says="all of it to a")
g.wrong("ops", "gives back b itself at a tie", code=ops("return a if a.data > b.data else b"), fails="ops_hidden_ties",
        says="all of it to b")
g.wrong("ops", "nothing at a tie", code=ops("return Value(max(a.data, b.data), (a, b), (float(a.data > b.data), float(b.data > a.data)))"),
        fails="ops_hidden_ties", says="nothing to either")
g.wrong("ops", "made of ReLU, one-sided at a tie", code=ops("return b + (a - b).relu()"), fails="ops_hidden_ties")
g.wrong("ops", "the sum of exponentials without its logarithm",
        code=ops(logsumexp="z = np.array([v.data for v in values]); return Value(np.exp(np.minimum(z, 700)).sum(), values, np.exp(np.minimum(z, 700)))"),
        fails="ops_logsumexp ops_hidden_scores", says="without the logarithm")
g.wrong("ops", "slopes that are not divided by the sum", code=with_slopes("np.exp(z)"),
        fails="ops_logsumexp ops_hidden_scores", says="the exponentials themselves")
g.wrong("ops", "one over the sum for each", code=with_slopes("1 / np.exp(z).sum() + 0 * z"),
        fails="ops_logsumexp ops_hidden_scores", says="inner derivative")
g.wrong("ops", "slopes of a sum", code=with_slopes("np.ones(len(z))"), fails="ops_logsumexp ops_hidden_scores",
        says="slopes of a plain sum")
g.wrong("ops", "all of it to the largest", code=with_slopes("(z == z.max()) * 1.0"),
        fails="ops_logsumexp ops_hidden_scores", says="all of it to the largest")
g.wrong("ops", "the largest score", code=ops(logsumexp="return max(values, key=lambda v: v.data)"),
        fails="ops_logsumexp ops_hidden_scores", says="the largest score")
g.wrong("ops", "the sum of the scores", code=ops(logsumexp="return sum(values, Value(0.0))"),
        fails="ops_logsumexp ops_hidden_scores", says="the sum of the scores")
g.wrong("ops", "a plain number for log-sum-exp", code=ops(logsumexp="return float(np.logaddexp.reduce([v.data for v in values]))"),
        fails="ops_logsumexp ops_hidden_scores", says="return a Value")
g.wrong("ops", "overflows", code=ops(logsumexp="return sum([v.exp() for v in values], Value(0.0)).log()"),
        fails="ops_hidden_scores", says="OverflowError")
g.wrong("ops", "overflows without a word", code=ops(logsumexp="z = np.array([v.data for v in values]); "
        "return Value(np.log(np.exp(z).sum()), values, np.exp(z) / np.exp(z).sum())"), fails="ops_hidden_scores")
g.wrong("ops", "one slope for a Value that stands there twice", code=ops(logsumexp="own = list(dict.fromkeys(values)); "
        "z = np.array([v.data for v in values]); p = activations.softmax(z); "
        "return Value(z.max() + np.log(np.exp(z - z.max()).sum()), own, [p[values.index(v)] for v in own])"),
        fails="ops_hidden_scores", says="only one place counts", misconception="last-use-counts")
g.wrong("ops", "forgets to add the largest back", edit={"Value(top + np.log": "Value(np.log"},
        fails="ops_logsumexp ops_hidden_scores")
g.wrong("ops", "lets torch do it", code='''
import torch


def maximum(a, b):
    to_a = 0.5 if a.data == b.data else float(a.data > b.data)
    return Value(max(a.data, b.data), (a, b), (to_a, 1 - to_a))


def logsumexp(values):
    z = torch.tensor([v.data for v in values], dtype=torch.float64)
    return Value(torch.logsumexp(z, 0).item(), values, torch.softmax(z, 0).tolist())
''', fails="ops_logsumexp", says="torch and scipy are not to")
g.right("ops", "made of the engine's own operations", code=ops(
    "return (a + b) * 0.5 + ((a - b).relu() + (b - a).relu()) * 0.5",
    "top = max(v.data for v in values)\n    total = Value(0.0)\n    for v in values:\n        total = total + (v - top).exp()\n    return total.log() + top"))
g.right("ops", "logaddexp, and differences of logarithms", code=ops(
    "s = (np.sign(a.data - b.data) + 1) / 2; return Value(b.data if b.data > a.data else a.data, [a, b], [s, 1 - s])",
    "z = [v.data for v in values]; total = np.logaddexp.reduce(z); return Value(total, tuple(values), tuple(np.exp(x - total) for x in z), 'lse')"))
g.right("ops", "one after the other", code='''
def maximum(a, b):
    if a.data > b.data:
        return a * 1
    if b.data > a.data:
        return b * 1
    return (a + b) / 2


def logsumexp(values):
    def two(a, b):
        high, low = (a, b) if a.data > b.data else (b, a)
        return high + (1 + (low - high).exp()).log()

    total = values[0]
    for v in values[1:]:
        total = two(total, v)
    return total
''')

# ---------------------------------------------------------------- dual
g.wrong("dual", "the product of the slopes", edit={"self.slope * other.value + self.value * other.slope": "self.slope * other.slope"},
        fails="dual_products dual_hidden_numbers dual_hidden_engine", says="the product of the slopes")
g.wrong("dual", "loses the sign of a negative factor", edit={"self.slope * other.value + self.value": "self.slope * abs(other.value) + self.value"},
        fails="dual_products")
g.wrong("dual", "loses the sign of a negative divisor", edit={"quotient * other.slope) / other.value": "quotient * other.slope) / abs(other.value)"},
        fails="dual_quotients")
g.wrong("dual", "half of the product rule", edit={"self.slope * other.value + self.value * other.slope": "self.slope * other.value"},
        fails="dual_products dual_hidden_engine", says="first half")
g.wrong("dual", "the slope of n - u not turned round", edit={"return Dual(other) - self": "return Dual(other - self.value, self.slope)"},
        fails="dual_products dual_hidden_numbers", says="that of 5 - u is -u'")
g.wrong("dual", "a minus in front, without __neg__", edit={"return Dual(other) - self": "return -self + other"},
        fails="dual_products dual_hidden_numbers", says="bad operand type for unary -")
g.wrong("dual", "no plain number in a product", edit={
    "other = other if isinstance(other, Dual) else Dual(other)\n        return Dual(self.value * ": "return Dual(self.value * "},
        fails="dual_products dual_hidden_numbers", says="AttributeError")
g.wrong("dual", "divides with //", edit={
    "quotient = self.value / other.value": "quotient = self.value // other.value", "(self.slope - quotient * other.slope) / other.value":
    "(self.slope * other.value - self.value * other.slope) // other.value**2"},
        fails="dual_quotients dual_hidden_numbers dual_hidden_engine", says="// rounds to whole numbers")
g.wrong("dual", "takes whole numbers only, no floats", edit={"        return self * other\n":
    "        return self * (Dual(other) if isinstance(other, int) else other.value)\n"}, fails="dual_hidden_numbers")
g.wrong("dual", "the other half of the product rule", edit={"self.slope * other.value + self.value * other.slope": "self.value * other.slope"},
        fails="dual_products dual_hidden_numbers dual_hidden_engine", says="second half")
g.wrong("dual", "each slope times its own value", edit={"self.slope * other.value + self.value * other.slope": "self.slope * self.value + other.value * other.slope"},
        fails="dual_products dual_hidden_numbers dual_hidden_engine", says="its own value")
g.wrong("dual", "turns the difference round", edit={"self.value - other.value, self.slope - other.slope": "other.value - self.value, other.slope - self.slope"},
        fails="dual_products dual_hidden_numbers dual_hidden_engine", says="v - u")
g.wrong("dual", "adds the slopes of a difference", edit={"self.slope - other.slope)": "self.slope + other.slope)"},
        fails="dual_products dual_hidden_numbers dual_hidden_engine", says="the slopes added")
g.wrong("dual", "the quotient of the slopes", edit={"(self.slope - quotient * other.slope) / other.value": "self.slope / (other.slope or 1.0)"},
        fails="dual_quotients dual_hidden_numbers dual_hidden_engine", says="the quotient of the slopes")
g.wrong("dual", "the quotient rule turned round", edit={"(self.slope - quotient * other.slope) / other.value": "(quotient * other.slope - self.slope) / other.value"},
        fails="dual_quotients dual_hidden_numbers dual_hidden_engine", says="its sign turned round")
g.wrong("dual", "divides by v instead of v squared", edit={"(self.slope - quotient * other.slope) / other.value": "self.slope - quotient * other.slope"},
        fails="dual_quotients dual_hidden_numbers dual_hidden_engine", says="where v² is needed")
g.wrong("dual", "treats the divisor as a constant", edit={"(self.slope - quotient * other.slope) / other.value": "self.slope / other.value"},
        fails="dual_quotients dual_hidden_numbers dual_hidden_engine", says="treated as a constant")
g.wrong("dual", "exp without its inner derivative", edit={"Dual(e, e * self.slope)": "Dual(e, e)"},
        fails="dual_quotients dual_hidden_engine", says="inner derivative")
g.wrong("dual", "exp of the slope", edit={"Dual(e, e * self.slope)": "Dual(e, math.exp(self.slope))"},
        fails="dual_quotients dual_hidden_engine", says="exp of the slope")
g.wrong("dual", "the slope left as it was by exp", edit={"Dual(e, e * self.slope)": "Dual(e, self.slope)"},
        fails="dual_quotients dual_hidden_engine", says="left as it was")
g.wrong("dual", "exp returns a number", edit={"return Dual(e, e * self.slope)": "return e"},
        fails="dual_quotients dual_hidden_engine", says="must return a Dual")
g.wrong("dual", "n - u the same as u - n", edit={"return Dual(other) - self": "return self - other"},
        fails="dual_products dual_hidden_numbers", says="u - 5, where 5 - u")
g.wrong("dual", "n / u the same as u / n", edit={"return Dual(other) / self": "return self / other"},
        fails="dual_quotients dual_hidden_numbers", says="v / 3, where 3 / v")
g.wrong("dual", "no plain number on the right", edit={
    "other = other if isinstance(other, Dual) else Dual(other)\n        quotient": "quotient"}, fails="dual_hidden_numbers", says="AttributeError")
g.wrong("dual", "no plain number on the left", edit={"return self * other\n": "raise TypeError('only Duals')\n"},
        fails="dual_hidden_numbers", says="only Duals")
g.wrong("dual", "works in place", edit={"return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)":
        "self.slope = self.slope * other.value + self.value * other.slope; self.value *= other.value; return self"},
        fails="dual_products dual_hidden_numbers dual_hidden_engine", says="u has become the result")
g.wrong("dual", "n - u works on u itself", edit={"return Dual(other) - self": "self.value, self.slope = other - self.value, -self.slope; return self"},
        fails="dual_products dual_hidden_numbers", says="u has become the result")
g.wrong("dual", "the quotient rule with v² rounded to whole numbers", edit={"(self.slope - quotient * other.slope) / other.value":
        "(self.slope * other.value - self.value * other.slope) / (other.value * other.value // 1 or 1.0)"},
        fails="dual_hidden_numbers dual_hidden_engine")
g.wrong("dual", "exp only of slope 3", edit={"Dual(e, e * self.slope)": "Dual(e, e * 3.0)"}, fails="dual_hidden_engine")
DUAL = '''
class Dual:
    def __init__(self, value, slope=0.0):
        self.value, self.slope = float(value), float(slope)

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    __radd__ = __add__

{rest}
'''
g.right("dual", "each rule written out", code=DUAL.format(rest='''
    def __sub__(self, o):
        if isinstance(o, (int, float)):
            return Dual(self.value - o, self.slope)
        return Dual(self.value - o.value, self.slope - o.slope)

    def __rsub__(self, o):
        return Dual(o - self.value, -self.slope)

    def __mul__(self, o):
        if isinstance(o, (int, float)):
            return Dual(self.value * o, self.slope * o)
        return Dual(self.value * o.value, self.slope * o.value + self.value * o.slope)

    def __rmul__(self, o):
        return Dual(self.value * o, self.slope * o)

    def __truediv__(self, o):
        if isinstance(o, (int, float)):
            return Dual(self.value / o, self.slope / o)
        return Dual(self.value / o.value, (self.slope * o.value - self.value * o.slope) / o.value**2)

    def __rtruediv__(self, o):
        return Dual(o / self.value, -o * self.slope / self.value**2)

    def exp(self):
        return Dual(np.exp(self.value), np.exp(self.value) * self.slope)
'''))
g.right("dual", "division through the reciprocal", code=DUAL.format(rest='''
    def __neg__(self):
        return Dual(-self.value, -self.slope)

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        value = self.value * other.value
        return Dual(value, self.slope * other.value + other.slope * self.value)

    __rmul__ = __mul__

    def reciprocal(self):
        return Dual(1 / self.value, -self.slope / self.value / self.value)

    def __truediv__(self, other):
        return self * (other.reciprocal() if isinstance(other, Dual) else 1 / other)

    def __rtruediv__(self, other):
        return other * self.reciprocal()

    def exp(self):
        return Dual(math.exp(self.value)) * Dual(1, self.slope)
'''))

# ---------------------------------------------------------------- suspects
SUSPECTS = '''
def suspects(forward, backward, inputs, rng, tol=1e-6):
{body}
'''
g.wrong("suspects", "d_out of ones", edit={"rng.normal(size=np.shape(forward(*inputs)))": "np.ones(np.shape(forward(*inputs)))"},
        fails="suspects_hidden_subtle")
g.wrong("suspects", "one random number for all of d_out", edit={"rng.normal(size=np.shape(forward(*inputs)))": "rng.normal() * np.ones(np.shape(forward(*inputs)))"},
        fails="suspects_hidden_subtle")
g.wrong("suspects", "counts from 1", edit={"enumerate(backward(d_out, *inputs))": "enumerate(backward(d_out, *inputs), 1)", "inputs[:i]": "inputs[:i - 1]",
        "inputs[i + 1:]": "inputs[i:]", "total, inputs[i]": "total, inputs[i - 1]"},
        fails="suspects_layer suspects_shape suspects_hidden_subtle suspects_hidden_tolerance", says="counted from 1")
g.wrong("suspects", "the right ones", edit={"elif not np.all": "elif np.all"},
        fails="suspects_layer suspects_shape suspects_hidden_subtle suspects_hidden_tolerance", says="the right ones instead")
g.wrong("suspects", "stops at the first", edit={"return found": "return found[:1]"}, fails="suspects_layer", says="only the first wrong one")
g.wrong("suspects", "finds nothing", edit={"return found": "return []"},
        fails="suspects_layer suspects_shape suspects_hidden_subtle suspects_hidden_tolerance", says="nothing found")
g.wrong("suspects", "does not look at shapes", edit={"np.shape(gradient) != numeric.shape": "np.size(gradient) == 0"}, fails="suspects_shape")
g.wrong("suspects", "compares sizes for shapes", edit={"np.shape(gradient) != numeric.shape": "np.size(gradient) != numeric.size"}, fails="suspects_shape")
g.wrong("suspects", "asks whether any difference is too large: nan is not", edit={
        "elif not np.all(np.abs(gradient - numeric) <= tol * np.maximum(1, np.abs(numeric))):": "elif np.any(np.abs(gradient - numeric) > tol * np.maximum(1, np.abs(numeric))):"},
        fails="suspects_hidden_subtle")
g.wrong("suspects", "one right entry is enough", edit={"elif not np.all(": "elif not np.any("}, fails="suspects_hidden_subtle")
g.wrong("suspects", "a tolerance that lets 0.1 per cent pass", edit={"<= tol *": "<= 1e4 * tol *"},
        fails="suspects_layer suspects_hidden_subtle suspects_hidden_tolerance", says="an error of 0.01 per cent passes")
g.wrong("suspects", "compares sums, in which errors cancel", edit={
        "np.all(np.abs(gradient - numeric) <= tol * np.maximum(1, np.abs(numeric)))": "(np.abs(np.sum(gradient - numeric)) <= tol * max(1, np.abs(numeric).max()))"},
        fails="suspects_hidden_subtle")
g.wrong("suspects", "ignores tol", edit={"<= tol *": "<= 1e-6 *"}, fails="suspects_layer suspects_hidden_tolerance", says="whatever tol is given")
g.wrong("suspects", "relative to small gradients as well", edit={"tol * np.maximum(1, np.abs(numeric))": "tol * np.maximum(1e-8, np.abs(numeric))"},
        fails="suspects_hidden_tolerance", says="the limit is tol * max")
g.wrong("suspects", "an absolute limit", edit={"tol * np.maximum(1, np.abs(numeric))": "tol"}, fails="suspects_hidden_tolerance")
g.wrong("suspects", "leaves d_out out of the sum", edit={"return np.sum(d_out * forward": "return np.sum(forward"},
        fails="suspects_layer suspects_shape suspects_hidden_subtle suspects_hidden_tolerance", says="everything is suspected")
g.wrong("suspects", "another d_out in each sum", edit={"return np.sum(d_out * forward(*inputs[:i], x, *inputs[i + 1:]))":
        "a = forward(*inputs[:i], x, *inputs[i + 1:]); return np.sum(rng.normal(size=np.shape(a)) * a)"},
        fails="suspects_layer suspects_shape suspects_hidden_subtle suspects_hidden_tolerance", says="everything is suspected")
g.wrong("suspects", "a step of 0.1, enough where all is linear", edit={"numeric_gradient(total, inputs[i])": "numeric_gradient(total, inputs[i], h=0.1)"},
        fails="suspects_layer")
g.wrong("suspects", "nudges the inputs and leaves them so", code=SUSPECTS.format(body='''
    d_out = rng.normal(size=np.shape(forward(*inputs)))
    gradients = backward(d_out, *inputs)
    found = []
    for i, x in enumerate(inputs):
        gradient, wrong = np.asarray(gradients[i]), np.shape(gradients[i]) != x.shape
        for j in np.ndindex(x.shape):
            h = 1e-5 * max(1, abs(x[j]))
            x[j] += h
            up = np.sum(d_out * forward(*inputs))
            x[j] -= 2 * h
            down = np.sum(d_out * forward(*inputs))
            numeric = (up - down) / (2 * h)
            x[j] += 1.5 * h
            wrong = wrong or not abs(gradient[j] - numeric) <= 1e-2 * h + tol * max(1, abs(numeric))
            x[j] -= 0.5 * h * (1 - 1e-3)
        if wrong:
            found.append(i)
    return found'''), fails="suspects_hidden_tolerance")
g.right("suspects", "its own central differences, entries put back", code=SUSPECTS.format(body='''
    out = np.asarray(forward(*inputs))
    d_out = rng.normal(size=out.shape)
    claimed = backward(d_out, *[np.copy(x) for x in inputs])
    found = []
    for i in range(len(inputs)):
        work = [np.array(x, float) for x in inputs]
        ok = np.shape(claimed[i]) == work[i].shape
        for j in np.ndindex(work[i].shape):
            old, h = work[i][j], 1e-5
            work[i][j] = old + h
            up = (d_out * forward(*work)).sum()
            work[i][j] = old - h
            down = (d_out * forward(*work)).sum()
            work[i][j] = old
            numeric = (up - down) / (2 * h)
            ok = ok and bool(abs(claimed[i][j] - numeric) <= tol * max(1, abs(numeric)))
        if not ok:
            found.append(i)
    return found'''))
g.right("suspects", "assert_gradient's error as the verdict on shapes, a tuple of positions", code=SUSPECTS.format(body='''
    d_out = rng.standard_normal(np.shape(forward(*inputs)))
    verdicts = []
    for i, (x, gradient) in enumerate(zip(inputs, backward(d_out, *inputs))):
        def f(moved):
            arrays = list(inputs)
            arrays[i] = moved
            return float((d_out * forward(*arrays)).sum())
        numeric = gradcheck.numeric_gradient(f, x)
        limit = tol * np.clip(abs(numeric), 1, None)
        same = np.shape(gradient) == np.shape(x) and not np.isnan(gradient).any() and (abs(gradient - numeric) <= limit).all()
        verdicts.append(bool(same))
    return tuple(i for i, right in enumerate(verdicts) if not right)'''))

# ---------------------------------------------------------------- gated
g.wrong("gated", "no sigmoid", edit={"activations.sigmoid(X @ self.V.T)": "X @ self.V.T"},
        fails="gated_forward gated_weights gated_inputs gated_hidden_adds gated_hidden_sizes", says="the sigmoid is missing")
g.wrong("gated", "the gate on the other branch", edit={"X @ self.W.T, activations.sigmoid(X @ self.V.T)": "X @ self.V.T, activations.sigmoid(X @ self.W.T)"},
        fails="gated_forward gated_weights gated_inputs gated_hidden_adds gated_hidden_sizes", says="the gate on the other branch")
g.wrong("gated", "the sum of the branches", edit={"return self.u * self.gate": "return self.u + self.gate"},
        fails="gated_forward gated_hidden_sizes", says="the sum of the branches")
g.wrong("gated", "tanh for the sigmoid", edit={"activations.sigmoid(X @ self.V.T)\n": "np.tanh(X @ self.V.T)\n"},
        fails="gated_forward gated_weights gated_inputs gated_hidden_adds gated_hidden_sizes", says="tanh for the sigmoid")
g.wrong("gated", "imports torch for the forward pass", edit={"self.X, self.u, self.gate = X": "import torch; self.X, self.u, self.gate = X"},
        fails="gated_forward", says="torch is not to do the work")
g.wrong("gated", "du without the gate", edit={"du = d_out * self.gate\n": "du = d_out\n"},
        fails="gated_weights gated_inputs gated_hidden_adds gated_hidden_sizes", says="the gate is missing")
g.wrong("gated", "dv without the slope of the sigmoid", edit={"d_out * self.u * self.gate * (1 - self.gate)": "d_out * self.u"},
        fails="gated_weights gated_inputs gated_hidden_adds gated_hidden_sizes", says="slope of the sigmoid is missing")
g.wrong("gated", "dv without u", edit={"d_out * self.u * self.gate * (1 - self.gate)": "d_out * self.gate * (1 - self.gate)"},
        fails="gated_weights gated_inputs gated_hidden_adds gated_hidden_sizes", says="u is missing")
g.wrong("gated", "half of the sigmoid's slope", edit={"self.gate * (1 - self.gate)": "self.gate"},
        fails="gated_weights gated_inputs gated_hidden_adds gated_hidden_sizes", says="without the 1 - gate", misconception="shapes-prove")
g.wrong("gated", "divides dW by N", edit={"du.T @ self.X": "du.T @ self.X / len(self.X)"},
        fails="gated_weights gated_hidden_adds", says="divided by N")
g.wrong("gated", "divides dV by N", edit={"dv.T @ self.X": "dv.T @ self.X / len(self.X)"},
        fails="gated_weights gated_hidden_adds gated_hidden_sizes", says="divided by N")
g.wrong("gated", "does not fill in dW", edit={"self.dW += du.T @ self.X": "du.T @ self.X"},
        fails="gated_weights gated_hidden_adds", says="adds nothing to dW")
g.wrong("gated", "does not fill in dV", edit={"self.dV += dv.T @ self.X": "dv.T @ self.X"},
        fails="gated_weights gated_hidden_adds gated_hidden_sizes", says="adds nothing to dV")
g.wrong("gated", "dW right on whole batches of two only", edit={"self.dW += du.T @ self.X": "self.dW += du.T @ self.X * (2 / len(self.X) if self.dW.any() else 1)"},
        fails="gated_hidden_adds")
g.wrong("gated", "two samples exchanged in the gradient of W", edit={"self.dW += du.T": "self.dW += (du[::-1] if len(du) == 2 else du).T"},
        fails="gated_weights")
g.wrong("gated", "a fixed gradient of W: the visible one", edit={"self.dW += du.T @ self.X": "self.dW += du[:1].T @ self.X[:1]"},
        fails="gated_weights gated_hidden_adds")
g.wrong("gated", "dW and dV exchanged", edit={"self.dW += du.T": "self.dW += dv.T", "self.dV += dv.T": "self.dV += du.T"},
        fails="gated_weights gated_hidden_adds gated_hidden_sizes", says="the gradient of V: dW and dV are exchanged")
g.wrong("gated", "the gradient of W in both", edit={"self.dV += dv.T": "self.dV += du.T"},
        fails="gated_weights gated_hidden_adds gated_hidden_sizes", says="the gradient of W: dW and dV are exchanged")
g.wrong("gated", "dW transposed", edit={"self.dW += du.T @ self.X": "self.dW = self.X.T @ du"},
        fails="gated_weights gated_hidden_adds", says="dW has the shape of W")
g.wrong("gated", "dV transposed", edit={"self.dV += dv.T @ self.X": "self.dV = self.X.T @ dv"},
        fails="gated_weights gated_hidden_adds gated_hidden_sizes", says="dV has the shape of V")
g.wrong("gated", "forgets the path through the signal", edit={"du @ self.W + dv @ self.V": "dv @ self.V"},
        fails="gated_inputs gated_hidden_sizes", says="only the path through the gate", misconception="last-use-counts")
g.wrong("gated", "forgets the path through the gate", edit={"du @ self.W + dv @ self.V": "du @ self.W"},
        fails="gated_inputs gated_hidden_sizes", says="only the path through the signal", misconception="last-use-counts")
g.wrong("gated", "multiplies the two paths", edit={"du @ self.W + dv @ self.V": "(du @ self.W) * (dv @ self.V)"},
        fails="gated_inputs gated_hidden_sizes", says="two paths add")
g.wrong("gated", "the input's gradient right for a square layer of two only", edit={
        "return du @ self.W + dv @ self.V": "dX = du @ self.W + dv @ self.V; return dX if dX.shape != (2, 3) else dX * 2"},
        fails="gated_inputs")
g.wrong("gated", "the two rows exchanged in one special case", edit={
        "return du @ self.W + dv @ self.V": "dX = du @ self.W + dv @ self.V; return dX[::-1] if dX.shape == (2, 3) else dX"},
        fails="gated_inputs")
g.wrong("gated", "replaces the gradients", edit={"self.dW += du.T": "self.dW = du.T", "self.dV += dv.T": "self.dV = dv.T"},
        fails="gated_weights gated_hidden_adds", says="the last call only", misconception="last-use-counts")
g.wrong("gated", "replaces one of the gradients", edit={"self.dV += dv.T": "self.dV = dv.T"},
        fails="gated_weights gated_hidden_adds", says="the last call only")
g.wrong("gated", "overflows", edit={"activations.sigmoid(X @ self.V.T)": "np.exp(X @ self.V.T) / (1 + np.exp(X @ self.V.T))"},
        fails="gated_hidden_sizes")
g.wrong("gated", "works on d_out", edit={"du = d_out * self.gate\n": "du = d_out * self.gate; d_out *= self.u\n", "d_out * self.u * self.gate * (1 - self.gate)": "d_out * self.gate * (1 - self.gate)"},
        fails="gated_inputs gated_hidden_sizes", says="changes its argument d_out")
g.wrong("gated", "works on X", edit={"self.X, self.u, self.gate = X, X @ self.W.T": "X /= 1 + 1e-9; self.X, self.u, self.gate = X, X @ self.W.T"},
        fails="gated_forward gated_hidden_sizes", says="changes its argument X")
g.wrong("gated", "the visible sizes only", edit={"self.X, self.u, self.gate = X, X @ self.W.T": "X.reshape(-1, 3); self.X, self.u, self.gate = X, X @ self.W.T"},
        fails="gated_hidden_sizes")
g.right("gated", "v kept, the slope from dlkit, out-of-place sums", code='''
class Gated(layers.Layer):
    names = ("W", "V")

    def __init__(self, D_in, D_out, rng):
        self.W, self.V = rng.normal(0, D_in**-0.5, size=(2, D_out, D_in))
        self.zero_grad()

    def forward(self, X):
        self.kept = X.copy()
        return (X @ self.W.T) * activations.sigmoid(X @ self.V.T)

    def backward(self, d_out):
        X = self.kept
        v = np.einsum("ni,ji->nj", X, self.V)
        through_gate = d_out * (X @ self.W.T) * activations.sigmoid_slope(v)
        through_signal = d_out * activations.sigmoid(v)
        self.dW = self.dW + through_signal.T @ X
        self.dV = self.dV + through_gate.T @ X
        dX = through_gate @ self.V
        dX += through_signal @ self.W
        return dX
''')
g.right("gated", "two linear layers and a sigmoid of dlkit inside", code='''
class Gated(layers.Layer):
    names = ("W", "V")

    def __init__(self, D_in, D_out, rng):
        self.W, self.V = rng.normal(0, D_in**-0.5, size=(2, D_out, D_in))
        self.zero_grad()

    def forward(self, X):
        D_out, D_in = self.W.shape
        self.signal, self.gate = (layers.Linear(D_in, D_out, bias=False) for _ in range(2))
        self.signal.W, self.gate.W, self.squash = self.W, self.V, layers.Sigmoid()
        self.u, self.s = self.signal(X), self.squash(self.gate(X))
        return self.u * self.s

    def backward(self, d_out):
        dX = self.signal.backward(d_out * self.s) + self.gate.backward(self.squash.backward(d_out * self.u))
        self.dW, self.dV = self.dW + self.signal.dW, self.dV + self.gate.dW
        return dX
''')
g.right("gated", "sample by sample", edit={
    "self.dW += du.T @ self.X\n        self.dV += dv.T @ self.X":
    "for n in range(len(self.X)):\n            self.dW += np.outer(du[n], self.X[n])\n            self.dV += np.outer(dv[n], self.X[n])"})

# ---------------------------------------------------------------- pull
g.wrong("pull", "no logarithm", edit={"logs = np.log1p(X_train)": "logs = X_train", "(np.log1p(X) - self.mean)": "(X - self.mean)"},
        fails="pull_rescale pull_hidden_network", says="the logarithm is missing")
g.wrong("pull", "standardises with the new rows", edit={"self.X = X\n": "self.X = X; self.mean, self.std = np.log1p(X).mean(axis=0), np.log1p(X).std(axis=0)\n"},
        fails="pull_rescale pull_hidden_network", says="chapter 01")
g.wrong("pull", "one mean for the whole table", edit={"logs.mean(axis=0), logs.std(axis=0)": "logs.mean(), logs.std()"},
        fails="pull_rescale pull_hidden_network", says="each column")
g.wrong("pull", "std with N - 1", edit={"logs.std(axis=0)": "logs.std(axis=0, ddof=1)"},
        fails="pull_rescale pull_hidden_network", says="N - 1")
g.wrong("pull", "the slope of the logarithm left out", edit={"d_out / self.std / (1 + self.X)": "d_out / self.std"},
        fails="pull_rescale pull_hidden_network", says="the derivative of the logarithm")
g.wrong("pull", "1 / std left out", edit={"d_out / self.std / (1 + self.X)": "d_out / (1 + self.X)"},
        fails="pull_rescale pull_hidden_network", says="1 / std is missing")
g.wrong("pull", "multiplied by std", edit={"d_out / self.std /": "d_out * self.std /"},
        fails="pull_rescale pull_hidden_network", says="multiplied by std")
g.wrong("pull", "the mean left in the derivative", edit={"d_out / self.std / (1 + self.X)": "d_out / self.std / (1 + self.X) - self.mean"},
        fails="pull_rescale pull_hidden_network", says="the mean left in")
g.wrong("pull", "backward at the training rows", edit={"self.X = X\n": "self.X = X if not hasattr(self, 'X') else self.X\n"},
        fails="pull_hidden_network")
g.wrong("pull", "works on X", edit={"return (np.log1p(X) - self.mean) / self.std": "X -= 0; np.log1p(X, out=X); a = (X - self.mean) / self.std; self.X = np.expm1(X); return a"},
        fails="pull_rescale pull_hidden_network", says="changes its argument X")
g.wrong("pull", "works on d_out", edit={"return d_out / self.std / (1 + self.X)": "d_out /= self.std * (1 + self.X); return d_out"},
        fails="pull_rescale pull_hidden_network", says="changes its argument d_out")
g.wrong("pull", "rescales wrongly one small table", edit={"return d_out / self.std / (1 + self.X)": "return d_out / self.std / (1 + self.X) * (2 if len(d_out) == 2 else 1)"},
        fails="pull_rescale")
g.wrong("pull", "the sum over the rows", edit={"dX.mean(axis=0)": "dX.sum(axis=0)"}, fails="pull_mean pull_hidden_network",
        says="the mean is asked for")
g.wrong("pull", "divided by N twice", edit={"np.ones_like(logits))": "np.ones_like(logits) / len(X))"},
        fails="pull_mean pull_hidden_network", says="divided by N twice")
g.wrong("pull", "the gradient of the weights", edit={"return dX.mean(axis=0)": "return X.sum(axis=0)"},
        fails="pull_mean pull_hidden_network", says="that of the input")
g.wrong("pull", "sizes without signs", edit={"dX.mean(axis=0)": "np.abs(dX).mean(axis=0)"}, fails="pull_mean pull_hidden_network",
        says="signs are wanted")
g.wrong("pull", "a row for each e-mail", edit={"return dX.mean(axis=0)": "return dX"}, fails="pull_mean pull_hidden_network",
        says="one row for each e-mail")
g.wrong("pull", "leaves its gradients in the network", edit={"    network.zero_grad()\n": ""}, fails="pull_mean",
        says="added to the gradients from before")
g.wrong("pull", "puts the gradients from before back", edit={"    network.zero_grad()\n": "    network.dW = before\n",
        "logits = network.forward(X)": "before = network.dW.copy() if hasattr(network, 'dW') else None\n    logits = network.forward(X)"},
        fails="pull_mean", says="are put back")
g.wrong("pull", "reads the weights of a linear layer", edit={"return dX.mean(axis=0)": "return network.W.mean(axis=0)"},
        fails="pull_mean pull_hidden_network", says="your line")
g.wrong("pull", "clears the gradients before, not after", edit={"    network.zero_grad()\n": "", "logits = network.forward(X)": "network.zero_grad()\n    logits = network.forward(X)"},
        fails="pull_mean", says="still there")
g.wrong("pull", "at the mean e-mail", edit={"logits = network.forward(X)": "X = X.mean(axis=0, keepdims=True)\n    logits = network.forward(X)"},
        fails="pull_mean pull_hidden_network", says="the slope at the mean e-mail")
g.right("pull", "row by row, with NumPy's log", code='''
class Rescale(layers.Layer):
    def __init__(self, X_train):
        table = np.log(1 + np.asarray(X_train, float))
        self.mean = table.sum(axis=0) / len(table)
        self.std = np.sqrt(((table - self.mean) ** 2).mean(axis=0))

    def forward(self, X):
        self.slopes = 1 / ((1 + X) * self.std)
        return np.log(1 + X) / self.std - self.mean / self.std

    def backward(self, d_out):
        return self.slopes * d_out


def pull(network, X):
    total = 0
    for x in X:
        network.forward(x[None])
        total = total + network.backward(np.array([[1.0]]))[0]
    network.zero_grad()
    return total / len(X)
''')
g.right("pull", "ones over N, then a sum", edit={"np.ones_like(logits))": "np.full((len(X), 1), 1 / len(X)))", "dX.mean(axis=0)": "dX.sum(axis=0)"})

g.survivor("dual", "float(value) -> value", "given in the stub; every test starts from floats")
g.survivor("dual", "float(slope) -> slope", "given in the stub; every test starts from floats")
for mutant in ("D_in ** (-0.5) -> D_in ** (-1.0)", "D_in ** (-0.5) -> D_in ** 0.5",
               "rng.normal(0, D_in ** (-0.5), size=(2, D_out, D_in)) -> rng.normal(1, D_in ** (-0.5), size=(2, D_out, D_in))"):
    g.survivor("gated", mutant, "given in the stub: the tests set W and V themselves")
g.survivor("suspects", "np.abs(gradient - numeric) <= tol * np.maximum(1, np.abs(numeric)) -> np.abs(gradient - numeric) < tol * np.maximum(1, np.abs(numeric))",
           "a difference is never exactly the limit")

# ---------------------------------------------------------------- examples
AFTER = "(lambda result: (result.backward(), result)[1])"
g.example("with a = Value(2.0), b = Value(5.0) and m", f"(lambda a, b: ({AFTER}(maximum(a, b)).data, b.grad, a.grad) == (5.0, 1.0, 0.0))(Value(2.0), Value(5.0))")
g.example("with v = Value(0.0) and s = logsumexp", f"(lambda v: abs({AFTER}(logsumexp([v, Value(0.0)])).data - 0.6931) < 5e-5 and v.grad == 0.5)(Value(0.0))")
g.example("with x = Dual(3.0, 1.0) and y", "(lambda y: (y.value, y.slope) == (11.0, 6.0))(Dual(3.0, 1.0) * Dual(3.0, 1.0) + 2)")
g.example("Dual(5.0, 2.0) - Dual(1.0, 3.0)", "(lambda y: (y.value, y.slope) == (4.0, -1.0))(Dual(5.0, 2.0) - Dual(1.0, 3.0))")
g.example("Dual(3.0, 1.0) * Dual(4.0, 5.0)", "(lambda y: (y.value, y.slope) == (12.0, 19.0))(Dual(3.0, 1.0) * Dual(4.0, 5.0))")
g.example("Dual(6.0, 1.0) / Dual(2.0, 1.0)", "(lambda y: (y.value, y.slope) == (3.0, -1.0))(Dual(6.0, 1.0) / Dual(2.0, 1.0))")
g.example("Dual(0.0, 3.0).exp()", "(lambda y: (y.value, y.slope) == (1.0, 3.0))(Dual(0.0, 3.0).exp())")
g.example("suspects(lambda x, w: x * w", "suspects(lambda x, w: x * w, lambda d, x, w: [d * w, d], [np.array([2.0]), np.array([3.0])], np.random.default_rng(0)) == [1]")
g.example("with W = [[1, 1]], V = [[0, 0]] and X", '''(lambda layer: (setattr(layer, "W", np.array([[1, 1]])), setattr(layer, "V", np.array([[0, 0]])),
    layer.forward(np.array([[2, 3]])).tolist() == [[2.5]] and layer.backward(np.array([[1.0]])).tolist() == [[0.5, 0.5]])[2])(Gated(2, 1, np.random.default_rng(0)))''')
g.example("with layer = Rescale(np.array", '''(lambda layer: np.allclose([layer.mean, layer.std], 1) and np.allclose(layer.forward(np.array([[0.0]])), -1)
    and np.allclose(layer.backward(np.array([[3.0]])), 3))(Rescale(np.array([[0.0], [np.e**2 - 1]])))''')
g.example("for a network that computes 2 * X[:, :1]", '''(lambda net: (setattr(net, "W", np.array([[2.0, -1.0]])),
    np.allclose(pull(net, np.ones((3, 2))), [2, -1]))[1])(layers.Linear(2, 1))''')
