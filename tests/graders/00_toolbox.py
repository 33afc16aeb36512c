"""Known wrong and known right answers of assignment 00, and the misconceptions behind them."""

from harness import Graders

g = Graders("00_toolbox")

# What beginners believe about arrays, slopes and chance. Each feeds a quiz choice of the chapter, a wrong answer
# below, or both.
g.misconception("axis-0-is-each-row", "axis=0 gives one number for each row", quiz="That would be one number for each picture")
g.misconception("left-aligned", "Shapes are compared from the left", quiz="An error: 8 and 3 do not fit")
g.misconception("same-shape-no-trouble", "If NumPy raises no error, the shapes were right")
g.misconception("inner-slope-forgotten", "The slope of f(g(x)) is f'(g(x))", quiz="a factor is missing")
g.misconception("smaller-is-better", "The smaller the step h, the better the numeric slope")
g.misconception("zero-entry-is-minimum", "A 0 in the gradient means a lowest point",
                quiz="because the gradient contains a 0")
g.misconception("likelihood-of-p", "The likelihood is the probability of the parameter",
                quiz="p is 0.7 with a probability of 0.22 %")
g.misconception("hits-decide", "The better forecaster is the one who is right more often")

# ---------------------------------------------------------------- fahrenheit
FAHRENHEIT = '''
def fahrenheit(c):
    {body}
'''

g.wrong("fahrenheit", "adds 32 first", edit={"1.8 * c + 32": "1.8 * (c + 32)"},
        fails="fahrenheit_values fahrenheit_hidden_tables", says="32 added before multiplying")
g.wrong("fahrenheit", "the other way round", edit={"1.8 * c + 32": "(c - 32) / 1.8"},
        fails="fahrenheit_values fahrenheit_hidden_tables", says="other way round")
g.wrong("fahrenheit", "divides whole numbers", edit={"1.8 * c + 32": "9 * c // 5 + 32"},
        fails="fahrenheit_values fahrenheit_hidden_tables", says="decimals are lost")
g.wrong("fahrenheit", "writes into a copy of whole numbers",
        code=FAHRENHEIT.format(body="f = c.copy(); f[...] = 1.8 * c + 32; return f"),
        fails="fahrenheit_values", says="decimals are lost")
g.wrong("fahrenheit", "changes its argument",
        code=FAHRENHEIT.format(body="c = np.asarray(c, float); c *= 1.8; c += 32; return c"),
        fails="fahrenheit_hidden_tables", says="changes its argument")
g.wrong("fahrenheit", "one row only", code=FAHRENHEIT.format(body="return np.array([1.8 * float(v) + 32 for v in c])"),
        fails="fahrenheit_hidden_tables")
g.wrong("fahrenheit", "the visible answer, hard-coded",
        code=FAHRENHEIT.format(body="return np.array([-40.0, 32.0, 98.6, 212.0])"), fails="fahrenheit_hidden_tables")
g.wrong("fahrenheit", "prints and returns nothing", code=FAHRENHEIT.format(body="print(1.8 * c + 32)"),
        fails="fahrenheit_values fahrenheit_hidden_tables", says="return")
g.wrong("fahrenheit", "a list of numbers", code=FAHRENHEIT.format(body="return (1.8 * c + 32).tolist()"),
        fails="fahrenheit_values fahrenheit_hidden_tables", says="np.array(...) makes an array")
g.right("fahrenheit", "in ninths and fifths", edit={"1.8 * c + 32": "c * 9 / 5 + 32"})
g.right("fahrenheit", "in float32", code=FAHRENHEIT.format(body="return (np.float32(1.8) * c + 32).astype('float32')"))
g.right("fahrenheit", "by a loop over all entries", code='''
def fahrenheit(c):
    out = np.zeros(c.shape)
    for place in np.ndindex(c.shape):
        out[place] = 1.8 * c[place] + 32
    return out
''')

# ---------------------------------------------------------------- reports
REPORTS = '''
def daily_range(T):
    {range}


def unusual(T):
    {unusual}
'''
RANGE = "return T.max(axis=2) - T.min(axis=2)"
UNUSUAL = "return T - T.mean(axis=1, keepdims=True)"

for _title, _axis, _says in (("days", 1, "over the days"), ("stations", 0, "over the stations")):
    g.wrong("reports", f"the range over the {_title}",
            code=REPORTS.format(range=f"return T.max(axis={_axis}) - T.min(axis={_axis})", unusual=UNUSUAL),
            fails="reports_range reports_hidden_range", says=_says, misconception="axis-0-is-each-row")
g.wrong("reports", "lowest minus highest", edit={"T.max(axis=2) - T.min(axis=2)": "T.min(axis=2) - T.max(axis=2)"},
        fails="reports_range reports_hidden_range", says="lowest minus the highest")
g.wrong("reports", "last minus first",
        code=REPORTS.format(range="return T[:, :, -1] - T[:, :, 0]", unusual=UNUSUAL),
        fails="reports_range reports_hidden_range", says="last reading minus the first")
g.wrong("reports", "a highest value that starts from 0", code=REPORTS.format(range='''
    high = np.zeros(T.shape[:2])
    for hour in range(T.shape[2]):
        high = np.maximum(high, T[:, :, hour])
    return high - T.min(axis=2)''', unusual=UNUSUAL), fails="reports_range", says="starts from 0")
g.wrong("reports", "squeezes axes of size 1 away",
        code=REPORTS.format(range="return np.squeeze(T.max(axis=2) - T.min(axis=2))", unusual=UNUSUAL),
        fails="reports_hidden_range")
g.wrong("reports", "the visible range, hard-coded",
        code=REPORTS.format(range="return np.array([[5, 2, 1], [7, 0, 3]])", unusual=UNUSUAL),
        fails="reports_hidden_range")
g.wrong("reports", "forgets keepdims", edit={", keepdims=True": ""}, fails="reports_unusual reports_hidden_unusual",
        says="keepdims forgotten", misconception="same-shape-no-trouble")
g.wrong("reports", "the mean over the hours", edit={"T.mean(axis=1": "T.mean(axis=2"},
        fails="reports_unusual reports_hidden_unusual", says="over the hours")
g.wrong("reports", "the mean over the stations", edit={"T.mean(axis=1": "T.mean(axis=0"},
        fails="reports_unusual reports_hidden_unusual", says="over the stations",
        misconception="axis-0-is-each-row")
g.wrong("reports", "the mean over days and hours", edit={"T.mean(axis=1": "T.mean(axis=(1, 2)"},
        fails="reports_unusual reports_hidden_unusual", says="days and hours together")
g.wrong("reports", "the mean of everything", code=REPORTS.format(range=RANGE, unusual="return T - T.mean()"),
        fails="reports_unusual reports_hidden_unusual", says="mean of all readings")
g.wrong("reports", "the mean minus the reading",
        code=REPORTS.format(range=RANGE, unusual="return T.mean(axis=1, keepdims=True) - T"),
        fails="reports_unusual reports_hidden_unusual", says="mean minus the reading")
g.wrong("reports", "writes into an array of whole numbers", code=REPORTS.format(range=RANGE, unusual='''
    out = np.empty_like(T)
    for day in range(T.shape[1]):
        out[:, day] = T[:, day] - T.mean(axis=1)
    return out'''), fails="reports_unusual", says="array of whole numbers")
g.wrong("reports", "changes its argument", code=REPORTS.format(
    range=RANGE, unusual="T = np.asarray(T, float); T -= T.mean(axis=1, keepdims=True); return T"),
        fails="reports_hidden_unusual", says="changes its argument")
g.wrong("reports", "divides by days - 1, which fails for one day", code=REPORTS.format(
    range=RANGE, unusual="return T - T.sum(axis=1, keepdims=True) / max(2, T.shape[1])"),
        fails="reports_hidden_unusual")
g.right("reports", "ptp and None", code=REPORTS.format(
    range="return np.ptp(T, axis=-1)", unusual="return T - T.mean(axis=1)[:, None]"))
g.right("reports", "station by station", code='''
def daily_range(T):
    return np.array([[max(day) - min(day) for day in station] for station in T])


def unusual(T):
    return np.array([station - station.mean(axis=0) for station in T])
''')
g.right("reports", "by einsum and reshape", code='''
def daily_range(T):
    flat = np.sort(T.reshape(-1, T.shape[2]), axis=1)
    return (flat[:, -1] - flat[:, 0]).reshape(T.shape[:2])


def unusual(T):
    return T - np.einsum("sdh->sh", T)[:, np.newaxis, :] / T.shape[1]
''')

# ---------------------------------------------------------------- stretched
STRETCHED = '''
def stretched(a, b):
    length = max(len(a), len(b))
    {pad}
    shape = []
    for m, n in zip(a, b):
        {refuse}
        shape.append({size})
    return tuple(shape)
'''
PAD = "a, b = (1,) * (length - len(a)) + a, (1,) * (length - len(b)) + b"
REFUSE = "if m != n and 1 not in (m, n): raise ValueError(f'{m} and {n}')"

g.wrong("stretched", "aligns on the left", code=STRETCHED.format(
    pad="a, b = a + (1,) * (length - len(a)), b + (1,) * (length - len(b))", refuse=REFUSE, size="max(m, n)"),
        fails="stretched_values stretched_refused stretched_hidden_long", says="aligned on the left", misconception="left-aligned")
g.wrong("stretched", "loses what only one has", code='''
def stretched(a, b):
    shape = []
    for m, n in zip(a[::-1], b[::-1]):
        if m != n and m != 1 and n != 1:
            raise ValueError(f"{m} and {n} do not fit")
        shape.append(max(m, n))
    return tuple(shape[::-1])
''', fails="stretched_values stretched_hidden_long", says="are lost")
g.wrong("stretched", "asks NumPy", code="def stretched(a, b):\n    return np.broadcast_shapes(a, b)",
        fails="stretched_values", says="without NumPy")
g.wrong("stretched", "makes arrays and adds them",
        code="def stretched(a, b):\n    return (np.zeros(a) + np.zeros(b)).shape",
        fails="stretched_values", says="without NumPy")
g.wrong("stretched", "never refuses", code=STRETCHED.format(pad=PAD, refuse="pass", size="max(m, n)"),
        fails="stretched_refused", says="expected ValueError")
g.wrong("stretched", "returns None instead of raising", edit={'raise ValueError(f"{m} and {n} do not fit")': "return None"},
        fails="stretched_refused", says="expected ValueError")
g.wrong("stretched", "a message without the sizes", edit={'f"{m} and {n} do not fit"': '"these shapes do not fit"'},
        fails="stretched_refused", says="must name 3, one of the sizes")
g.wrong("stretched", "refuses with an assert", code=STRETCHED.format(
    pad=PAD, refuse="assert m == n or 1 in (m, n), f'{m} and {n}'", size="max(m, n)"),
        fails="stretched_refused", says="AssertionError")
g.wrong("stretched", "refuses whatever is unequal", code=STRETCHED.format(
    pad=PAD, refuse="if m != n: raise ValueError(f'{m} and {n}')", size="m"),
        fails="stretched_values stretched_refused stretched_hidden_long", says="3 and 1")
g.wrong("stretched", "pads by one axis only", code=STRETCHED.format(
    pad="a, b = (1,) * (len(a) < len(b)) + a, (1,) * (len(b) < len(a)) + b", refuse=REFUSE, size="max(m, n)"),
        fails="stretched_hidden_long")
g.wrong("stretched", "takes no shape without axes", edit={"length = max(len(a), len(b))":
                                                         "length = max(len(a), len(b)) if a and b else 1"},
        fails="stretched_hidden_long")
g.wrong("stretched", "returns the visible answers",
        code=STRETCHED.format(pad="if a == (5,): return (2, 5)\n    if b == (3,): b = (1, 3)",
                              refuse=REFUSE, size="max(m, n)"),
        fails="stretched_hidden_long")
g.right("stretched", "from the right, with zip_longest", code='''
from itertools import zip_longest


def stretched(a, b):
    shape = []
    for m, n in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if m == 1 or m == n:
            shape.append(n)
        elif n == 1:
            shape.append(m)
        else:
            raise ValueError(f"sizes {m} and {n} clash in {a} and {b}")
    return list(shape[::-1])
''')
g.right("stretched", "recursively", code='''
def stretched(a, b):
    if not a or not b:
        return a or b
    m, n = a[-1], b[-1]
    if len({m, n, 1}) > 2:
        raise ValueError(str((m, n)))
    return stretched(a[:-1], b[:-1]) + (m * n if 1 in (m, n) else m,)
''')

# ---------------------------------------------------------------- estimate
ESTIMATE = '''
def estimate(places, stations, readings):
    d2 = ((places[:, None] - stations) ** 2).sum(axis=2)
    counts = {counts}
    return {result}
'''
COUNTS, RESULT = "1 / (d2 + 0.1)", "counts @ readings / counts.sum(axis=1)"
NUMBERS = "estimate_values estimate_without_loop estimate_hidden_sizes estimate_hidden_arguments"


def _estimate(title, counts=COUNTS, result=RESULT, fails=NUMBERS, **more):
    g.wrong("estimate", title, code=ESTIMATE.format(counts=counts, result=result), fails=fails, **more)


_estimate("far stations count more", counts="d2 + 0.1", says="near stations count less")
_estimate("the distance, not squared", counts="1 / (d2 ** 0.5 + 0.1)", says="distance itself")
_estimate("not divided", result="counts @ readings", says="not divided by the sum")
_estimate("divided by the number of stations", result="counts @ readings / len(stations)", says="number of stations")
_estimate("counts summed over the places", result="counts @ readings / counts.sum(axis=0)",
          says="could not be broadcast", misconception="same-shape-no-trouble")
_estimate("the 0.1 outside of the divisor", counts="1 / np.maximum(d2, 1e-9) + 0.1", says="in brackets")
_estimate("the 0.1 outside, and a place right at a station", counts="1 / d2 + 0.1")
_estimate("the sum ran over everything", result="counts @ readings / counts.sum()",
          fails="estimate_values estimate_without_loop estimate_hidden_sizes estimate_hidden_arguments",
          says="ran over everything")
_estimate("the nearest station", counts="d2", result="readings[d2.argmin(axis=1)]", says="nearest station")
_estimate("without the 0.1", counts="1 / np.maximum(d2, 1e-12)")
_estimate("squeezes the answer", result=f"np.squeeze({RESULT})", fails="estimate_hidden_sizes")
g.wrong("estimate", "writes into an array of whole numbers", code=ESTIMATE.format(
    counts=COUNTS, result=f"_into(np.zeros_like(places[:, 0]), {RESULT})") + '''

def _into(out, values):
    out[:] = values
    return out
''', fails="estimate_values", says="decimals are lost")
g.wrong("estimate", "changes its arguments", code='''
def estimate(places, stations, readings):
    gaps = places[:, None] - stations
    counts = 1 / ((gaps ** 2).sum(axis=2) + 0.1)
    result = counts @ readings / counts.sum(axis=1)
    readings -= readings
    return result
''', fails="estimate_hidden_arguments", says="changes its argument")
g.wrong("estimate", "calls the slow one", code="def estimate(places, stations, readings):\n"
        "    return slow_estimate(places, stations, readings)", fails="estimate_without_loop", says="without slow_estimate")
g.wrong("estimate", "a loop in disguise", code='''
def estimate(places, stations, readings):
    def one(place):
        counts = 1 / (((place - stations) ** 2).sum(axis=1) + 0.1)
        return (counts * readings).sum() / counts.sum()
    return np.array(list(map(one, places)))
''', fails="estimate_without_loop", says="still has a loop")
g.wrong("estimate", "a comprehension", code='''
def estimate(places, stations, readings):
    counts = np.array([1 / (((p - stations) ** 2).sum(axis=1) + 0.1) for p in places])
    return counts @ readings / counts.sum(axis=1)
''', fails="estimate_without_loop", says="comprehension")
g.wrong("estimate", "the slow one under another name",
        code="faster = slow_estimate\n\n\ndef estimate(places, stations, readings):\n"
             "    return faster(places, stations, readings)", fails="estimate_without_loop")
g.right("estimate", "by shares of each station", code='''
def estimate(places, stations, readings):
    x = places[:, 0][:, None] - stations[:, 0][None, :]
    y = places[:, 1][:, None] - stations[:, 1][None, :]
    counts = 1 / (x * x + y * y + 0.1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    return (shares * readings).sum(axis=1)
''')
g.right("estimate", "by squares and a matrix product", code='''
def estimate(places, stations, readings):
    places, stations = np.asarray(places, float), np.asarray(stations, float)
    d2 = (places ** 2).sum(1)[:, None] + (stations ** 2).sum(1) - 2 * places @ stations.T
    return np.average(np.broadcast_to(readings, d2.shape), axis=1, weights=1 / (d2 + 0.1))
''')
g.right("estimate", "stations as rows", code='''
def estimate(places, stations, readings):
    counts = 1 / (np.linalg.norm(stations[:, None] - places, axis=2) ** 2 + 0.1)
    return readings @ counts / counts.sum(axis=0)
''')

# ---------------------------------------------------------------- steps
STEPS = '''
def east_slope(Z, dx):
    {east}


def best_step(f, slope, x, steps):
    {best}
'''
EAST = '''slope = np.zeros(Z.shape)
    slope[:, 1:-1] = (Z[:, 2:] - Z[:, :-2]) / (2 * dx)
    slope[:, 0], slope[:, -1] = (Z[:, 1] - Z[:, 0]) / dx, (Z[:, -1] - Z[:, -2]) / dx
    return slope'''
BEST = "return min(steps, key=lambda h: abs((f(x + h) - f(x)) / h - slope))"


g.wrong("steps", "dx inside", edit={"(2 * dx)": "dx"}, fails="steps_east steps_hidden_east", says="divided by dx inside")
g.wrong("steps", "2 dx at the edges", edit={"(Z[:, 1] - Z[:, 0]) / dx": "(Z[:, 1] - Z[:, 0]) / (2 * dx)",
                                           "(Z[:, -1] - Z[:, -2]) / dx": "(Z[:, -1] - Z[:, -2]) / (2 * dx)"},
        fails="steps_east steps_hidden_east", says="2 dx at the edges")
g.wrong("steps", "dx left out", code=STEPS.format(east=EAST.replace("dx", "1"), best=BEST),
        fails="steps_east steps_hidden_east", says="dx left out")
g.wrong("steps", "the slope to the west", code=STEPS.format(east=EAST.replace("return slope", "return -slope"), best=BEST),
        fails="steps_east steps_hidden_east", says="to the west")
g.wrong("steps", "differences to the right everywhere", code=STEPS.format(
    east="d = np.diff(Z, axis=1) / dx; return np.concatenate([d, d[:, -1:]], axis=1)", best=BEST),
        fails="steps_east steps_hidden_east", says="right neighbour everywhere")
g.wrong("steps", "from row to row", code=STEPS.format(east='''Z = Z.T
    slope = np.zeros(Z.shape)
    slope[:, 1:-1] = (Z[:, 2:] - Z[:, :-2]) / (2 * dx)
    slope[:, 0], slope[:, -1] = (Z[:, 1] - Z[:, 0]) / dx, (Z[:, -1] - Z[:, -2]) / dx
    return slope.T''', best=BEST), fails="steps_east steps_hidden_east", says="from row to row",
        misconception="axis-0-is-each-row")
g.wrong("steps", "the sign in the first column", edit={"(Z[:, 1] - Z[:, 0]) / dx": "(Z[:, 0] - Z[:, 1]) / dx"},
        fails="steps_east steps_hidden_east", says="sign in the first column")
g.wrong("steps", "the sign in the last column", edit={"(Z[:, -1] - Z[:, -2]) / dx": "(Z[:, -2] - Z[:, -1]) / dx"},
        fails="steps_east steps_hidden_east", says="sign in the last column")
g.wrong("steps", "brackets forgotten", edit={"/ (2 * dx)": "/ 2 * dx"}, fails="steps_east steps_hidden_east",
        says="belong in brackets")
g.wrong("steps", "returns inside the loop", code=STEPS.format(east=EAST, best='''best, smallest = None, np.inf
    for h in steps:
        error = abs((f(x + h) - f(x)) / h - slope)
        if error < smallest:
            best, smallest = h, error
        return best'''), fails="steps_best steps_hidden_best", says="inside the loop")
g.wrong("steps", "edges forgotten", code=STEPS.format(
    east="slope = np.zeros(Z.shape); slope[:, 1:-1] = (Z[:, 2:] - Z[:, :-2]) / (2 * dx); return slope", best=BEST),
        fails="steps_east steps_hidden_east", says="edges left at 0")
g.wrong("steps", "calls np.gradient", code=STEPS.format(east="return np.gradient(Z, dx, axis=1)", best=BEST),
        fails="steps_east", says="without np.gradient")
g.wrong("steps", "writes into an array of whole numbers",
        code=STEPS.format(east=EAST.replace("np.zeros(Z.shape)", "np.zeros_like(Z)"), best=BEST), fails="steps_east",
        says="wrong value")
g.wrong("steps", "writes into the map itself", code=STEPS.format(
    east=EAST.replace("slope = np.zeros(Z.shape)", "old = Z.astype(float); slope = Z if Z.dtype == float else old.copy()")
    .replace("Z[:", "old[:"), best=BEST), fails="steps_hidden_east", says="changes its argument")
g.wrong("steps", "needs three columns", code=STEPS.format(
    east=EAST.replace("(Z[:, -1] - Z[:, -2])", "(Z[:, 2:][:, -1] - Z[:, 1:][:, -2])"), best=BEST),
        fails="steps_hidden_east")
g.wrong("steps", "the smallest step", code=STEPS.format(east=EAST, best="return min(steps)"),
        fails="steps_best steps_hidden_best", says="rounding drowns it", misconception="smaller-is-better")
g.wrong("steps", "the smallest step, unless the errors are equal", code=STEPS.format(
    east=EAST, best="return steps[0] if f(1.0) == 1 and f(-1.0) == 1 else min(steps)"),
        fails="steps_best", says="rounding drowns it", misconception="smaller-is-better")
g.wrong("steps", "the largest error", edit={"np.argmin": "np.argmax"},
        fails="steps_best steps_hidden_best", says="largest error")
g.wrong("steps", "differences to both sides", edit={"abs((f(x + h) - f(x)) / h": "abs((f(x + h) - f(x - h)) / (2 * h)"},
        fails="steps_best steps_hidden_best", says="one-sided ones are asked for")
g.wrong("steps", "the place instead of the step", edit={"steps[int(np.argmin(errors))]": "int(np.argmin(errors))"},
        fails="steps_best steps_hidden_best", says="place in the list")
g.wrong("steps", "keeps the sign of the error", edit={"abs((f(x + h) - f(x)) / h - slope)": "(f(x + h) - f(x)) / h - slope"},
        fails="steps_best steps_hidden_best", says="sign of the error")
g.wrong("steps", "the last of equal ones",
        code=STEPS.format(east=EAST, best=BEST.replace("min(steps,", "min(steps[::-1],")),
        fails="steps_hidden_best", says="first is asked for")
g.right("steps", "by padding", code=STEPS.format(east='''
    out = np.empty(Z.shape)
    columns = Z.shape[1]
    for j in range(columns):
        left, right = max(j - 1, 0), min(j + 1, columns - 1)
        out[:, j] = (Z[:, right] - Z[:, left]) / ((right - left) * dx)
    return out''', best=BEST))
g.right("steps", "from the mean of two differences", code=STEPS.format(east='''
    d = np.diff(Z, axis=1) / dx
    return np.concatenate([d[:, :1], (d[:, 1:] + d[:, :-1]) / 2, d[:, -1:]], axis=1)''', best='''
    best = steps[0]
    error = abs((f(x + best) - f(x)) / best - slope)
    for h in steps[1:]:
        if abs((f(x + h) - f(x)) / h - slope) < error:
            best, error = h, abs((f(x + h) - f(x)) / h - slope)
    return best'''))

# ---------------------------------------------------------------- judge
JUDGE = '''
def log_likelihood(q, rain):
    {likelihood}


def best_forecaster(Q, rain):
    {best}
'''
GIVEN = "given = np.where(rain, q, 1 - q)"
SUM = GIVEN + "\n    return np.log(given).sum()"
FIRST = "return int(np.argmax([np.log(np.where(rain, q, 1 - q)).sum() for q in Q]))"


def _likelihood(title, likelihood, fails="judge_values judge_hidden_days", **more):
    g.wrong("judge", title, code=JUDGE.format(likelihood=likelihood, best=FIRST), fails=fails, **more)


def _best(title, best, fails="judge_best judge_hidden_days", **more):
    g.wrong("judge", title, code=JUDGE.format(likelihood=SUM, best=best), fails=fails, **more)


_likelihood("every day counted as rainy", "return np.log(q).sum()", says="every day counted as rainy")
_likelihood("~ of whole numbers", "return np.log(np.where(~rain, 1 - q, q)).sum()", fails="judge_values",
            says="compare with rain == 1")
_likelihood("wet and dry mixed up", "return np.log(np.where(rain, 1 - q, q)).sum()", says="mixed up")
_likelihood("dry days left out", "return np.log(q[np.asarray(rain, bool)]).sum()", fails="judge_values judge_hidden_days",
            says="dry days left out")
_likelihood("the likelihood itself", GIVEN + "; return given.prod()", says="likelihood itself")
_likelihood("probabilities added", GIVEN + "; return given.sum()", says="probabilities added")
_likelihood("the logarithm of the sum", GIVEN + "; return np.log(given.sum())", says="logarithm of the sum")
_likelihood("the mean over the days", GIVEN + "; return np.log(given).mean()", says="mean over the days")
_likelihood("minus", GIVEN + "; return -np.log(given).sum()", says="minus the log-likelihood")
_likelihood("to base 10", GIVEN + "; return np.log10(given).sum()", says="base 10")
_likelihood("0 times log 0", "rain = np.asarray(rain, float); "
            "return (rain * np.log(q) + (1 - rain) * np.log(1 - q)).sum()",
            says="0 times log 0", fails="judge_hidden_days")
_likelihood("keeps away from log 0", GIVEN + "; return np.log(np.clip(given, 1e-9, 1)).sum()", fails="judge_hidden_days",
            says="inf")
_likelihood("the visible answer, hard-coded", "return -2.448768", fails="judge_hidden_days")
_likelihood("rounded to one decimal", GIVEN + "; return np.round(np.log(given).sum(), 1) if len(q) == 4 "
            "else np.log(given).sum()", fails="judge_values")
_best("the largest mean probability", "return int(np.argmax(np.where(rain, Q, 1 - Q).mean(axis=1)))",
      says="largest on average", misconception="hits-decide")
_best("most often right", "return int(np.argmax(((Q > 0.5) == rain).mean(axis=1)))", says="most often",
      misconception="hits-decide")
_best("multiplies the probabilities", "return int(np.argmax(np.where(rain, Q, 1 - Q).prod(axis=1)))",
      fails="judge_hidden_days", says="every product of 4000 factors")
_best("the last of equal ones",
      "L = [np.log(np.where(rain, q, 1 - q)).sum() for q in Q]; return max(range(len(L)), key=lambda i: (L[i], i))",
      fails="judge_best", says="last of two equal ones")
_best("the likelihood instead of the number", "return max(np.log(np.where(rain, q, 1 - q)).sum() for q in Q)",
      says="not the number of the forecaster")
g.right("judge", "by masks and in one table", code='''
def log_likelihood(q, rain):
    wet = np.asarray(rain, bool)
    return np.log(q[wet]).sum() + np.log(1 - q[~wet]).sum()


def best_forecaster(Q, rain):
    return np.log(np.where(rain, Q, 1 - Q)).sum(axis=1).argmax()
''')
g.right("judge", "by plain Python", code='''
import math


def log_likelihood(q, rain):
    total = 0.0
    for chance, wet in zip(q, rain):
        given = chance if wet else 1 - chance
        total += math.log(given) if given > 0 else -math.inf
    return total


def best_forecaster(Q, rain):
    scores = [log_likelihood(q, rain) for q in Q]
    return scores.index(max(scores))
''')
g.right("judge", "by distance to what happened", code=JUDGE.format(
    likelihood="return float(np.sum(np.log(1 - np.abs(np.asarray(rain, float) - q))))", best=FIRST))

g.survivor("estimate", "1 / ((gaps ** 2).sum(axis=2) + 0.1) -> 2 / ((gaps ** 2).sum(axis=2) + 0.1)",
           "a common factor of all counts cancels in the division")
g.survivor("steps", "np.zeros(Z.shape) -> np.ones(Z.shape)", "every entry is overwritten")
g.survivor("judge", "np.errstate(divide='ignore') -> np.errstate()", "only a warning differs, which costs nothing")

# ---------------------------------------------------------------- the examples of the docstrings
g.example("fahrenheit(", "fahrenheit(np.array([-40, 0, 100])).tolist() == [-40, 32, 212]")
g.example("one station, two days, T = [[[1, 5, 2]", "daily_range(np.array([[[1, 5, 2], [0, 0, -3]]])).tolist() == [[4, 3]]")
g.example("one station, two days, T = [[[1, 5], [2, 1]]]",
          "unusual(np.array([[[1, 5], [2, 1]]])).tolist() == [[[-0.5, 2], [0.5, -2]]]")
g.example("stretched(", "stretched((3, 7), (3, 1)) == (3, 7) and "
          "'7 and 3 do not fit' in str(check.raises('', ValueError, stretched, (3, 7), (3,)))")
g.example("places [[0, 0]]",
          "np.allclose(estimate(np.array([[0, 0]]), np.array([[1, 0], [-1, 0]]), np.array([10, 20])), [15])")
g.example("east_slope(", "east_slope(np.array([[0, 1, 4, 9]]), 1).tolist() == [[1, 2, 4, 5]]")
g.example("f(x) = x ** 2", "best_step(lambda x: x**2, 6, 3, [1, 0.1, 0.5]) == 0.1")
g.example("q = [0.5, 0.2]", "round(log_likelihood(np.array([0.5, 0.2]), np.array([1, 0])), 3) == -0.916 "
          "== round(np.log(0.5) + np.log(0.8), 3)")
g.example("Q = [[0.5, 0.5]", "best_forecaster(np.array([[0.5, 0.5], [0.9, 0.2]]), np.array([1, 0])) == 1")
