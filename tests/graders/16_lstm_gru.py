"""Known wrong and known right answers of assignment 16, and the misconceptions behind them."""

from harness import Graders

g = Graders("16_lstm_gru")

# What people believe about gates and memory. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("lstm-remembers", "An LSTM remembers for a long time as soon as it is one", quiz="the cell state is carried along unchanged")
g.misconception("forget-erases", "A forget gate of 1 forgets everything", quiz="f = 1 erases")
g.misconception("side-of-the-gate", "It makes no difference on which side of the matrix a gate stands")
g.misconception("last-knows-all", "The last column of a bidirectional network's output has read everything both ways", quiz="Both halves have read the whole name")
g.misconception("both-ways-helps-always", "Reading both ways helps whatever the task, forecasting too", quiz="two readers see more than one")
g.misconception("fewer-is-faster", "A GRU needs three quarters of an LSTM's time, since it has three quarters of its weights", quiz="three quarters of the weights, so three quarters of the time")
g.misconception("scan-approximates", "A parallel scan is an approximation of the loop", quiz="an approximation that becomes exact")
g.misconception("one-seed-is-enough", "Whether a network remembers can be seen from one run")

# ---------------------------------------------------------------- unit
U = "unit_values unit_lengths unit_hidden_random"
g.wrong("unit", "f and 1 - f swapped", edit={"h = (1 - f) * h + f * n": "h = f * h + (1 - f) * n"}, fails=U + " unit_hidden_edges", says="changed places", misconception="forget-erases")
g.wrong("unit", "the gate behind Un", edit={"Un @ (f * h)": "f * (Un @ h)"}, fails="unit_values unit_hidden_random", says="behind Un", misconception="side-of-the-gate")
g.wrong("unit", "no gate in the candidate", edit={"Un @ (f * h)": "Un @ h"}, fails=U, says="missing in it")
g.wrong("unit", "Un transposed", edit={"Un @ (f * h)": "(f * h) @ Un"}, fails="unit_values unit_hidden_random", says="Un is transposed")
g.wrong("unit", "Uf transposed", edit={"Uf @ h": "h @ Uf"}, fails="unit_values unit_hidden_random", says="Uf is transposed")
g.wrong("unit", "Wf transposed", edit={"Wf @ X[i, t]": "X[i, t] @ Wf"}, fails=U, says="Wf is transposed")
g.wrong("unit", "Wn transposed", edit={"Wn @ X[i, t]": "X[i, t] @ Wn"}, fails=U, says="Wn is transposed")
g.wrong("unit", "f and 1 - f swapped, and the gate behind Un", edit={"h = (1 - f) * h + f * n": "h = f * h + (1 - f) * n", "Un @ (f * h)": "f * (Un @ h)"}, fails=U + " unit_hidden_edges", says="changed places, and the gate stands behind Un")
g.wrong("unit", "exp(z) / (1 + exp(z))", edit={"1 / (1 + np.exp(-(Wf @ X[i, t] + Uf @ h + bf)))": "np.exp(Wf @ X[i, t] + Uf @ h + bf) / (1 + np.exp(Wf @ X[i, t] + Uf @ h + bf))"}, fails="unit_values unit_hidden_edges", says="nan for a large z")
g.wrong("unit", "as many units as features", edit={"H = len(bf)": "H = X.shape[2]"}, fails="unit_lengths unit_hidden_random")
g.wrong("unit", "stops at nan, whatever lengths says", edit={"        for t in range(lengths[i]):\n": "        for t in range(T):\n            if np.isnan(X[i, t]).any():\n                break\n"}, fails="unit_lengths unit_hidden_random unit_hidden_edges", says="only lengths says")
g.wrong("unit", "clears the padding in the input", edit={"        h = np.zeros(H)": "        X[i, lengths[i]:] = 0\n        h = np.zeros(H)"}, fails="unit_lengths", says="changes its argument X")
g.wrong("unit", "the gate does not see the state", edit={" + Uf @ h + bf": " + bf"}, fails=U, says="does not see the state")
g.wrong("unit", "the candidate from the new state", edit={"            h = (1 - f) * h + f * n": "            h = (1 - f) * h + f * np.tanh(Wn @ X[i, t] + Un @ (f * ((1 - f) * h + f * n)) + bn)"}, fails=U, says="step's new state")
g.wrong("unit", "tanh in the gate", edit={"1 / (1 + np.exp(-(Wf @ X[i, t] + Uf @ h + bf)))": "np.tanh(Wf @ X[i, t] + Uf @ h + bf)"}, fails=U + " unit_hidden_edges", says="sigmoid is meant")
g.wrong("unit", "padding holds the last state", edit={"        last[i] = h": "        last[i] = h\n        states[i, lengths[i]:] = h"}, fails="unit_lengths unit_hidden_random unit_hidden_edges", says="padded steps hold the last state")
g.wrong("unit", "last is the last column", edit={"        last[i] = h": "        last[i] = states[i, -1]"}, fails="unit_lengths unit_hidden_random unit_hidden_edges", says="last column")
g.wrong("unit", "states of the input's own type", edit={"states, last = np.zeros((N, T, H)),": "states, last = np.zeros((N, T, H), X.dtype),"}, fails="unit_values")
g.wrong("unit", "both arrays of whole numbers, as X is", edit={"states, last = np.zeros((N, T, H)), np.zeros((N, H))": "states, last = np.zeros((N, T, H), X.dtype), np.zeros((N, H), X.dtype)"}, fails="unit_values")
g.wrong("unit", "runs over the padding, then multiplies by a mask", code='''
def minimal_unit(X, lengths, Wf, Uf, bf, Wn, Un, bn):
    N, T, _ = X.shape
    h, states = np.zeros((N, len(bf))), []
    for t in range(T):
        f = 1 / (1 + np.exp(-(X[:, t] @ Wf.T + h @ Uf.T + bf)))
        h = (1 - f) * h + f * np.tanh(X[:, t] @ Wn.T + (f * h) @ Un.T + bn)
        states.append(h)
    states = np.stack(states, axis=1) * (np.arange(T) < lengths[:, None])[:, :, None]
    return states, states[range(N), lengths - 1] * (lengths > 0)[:, None]
''', fails="unit_lengths")
g.wrong("unit", "clears the input in the end", edit={"    return states, last": "    X *= 0\n    return states, last"}, fails="unit_lengths", says="changes its argument")
g.wrong("unit", "four steps at most", edit={"range(lengths[i])": "range(min(lengths[i], 4))"}, fails="unit_hidden_random")
g.wrong("unit", "length 0 read as 1", edit={"range(lengths[i])": "range(max(lengths[i], 1))"}, fails="unit_hidden_edges")
g.wrong("unit", "a gate that never closes", edit={"            n = ": "            f = np.clip(f, 1e-5, 1)\n            n = "}, fails="unit_hidden_edges")
g.wrong("unit", "the state runs on into the next sequence", edit={"    for i in range(N):\n        h = np.zeros(H)": "    h = np.zeros(H)\n    for i in range(N):"}, fails=U, says="each starts from zeros")
g.right("unit", "all sequences at once", code='''
def minimal_unit(X, lengths, Wf, Uf, bf, Wn, Un, bn):
    X = np.nan_to_num(np.asarray(X, dtype=float))
    h, states = np.zeros((len(X), len(bf))), []
    for t in range(X.shape[1]):
        z = X[:, t] @ Wf.T + h @ Uf.T + bf
        f = np.where(z >= 0, 1, np.exp(-abs(z))) / (1 + np.exp(-abs(z)))
        n = np.tanh(X[:, t] @ Wn.T + (f * h) @ Un.T + bn)
        live = (t < np.asarray(lengths))[:, None]
        h = np.where(live, h + f * (n - h), h)
        states.append(np.where(live, h, 0))
    return np.stack(states, axis=1), h
''')
g.right("unit", "with einsum, in float32, as a list", code='''
def minimal_unit(X, lengths, Wf, Uf, bf, Wn, Un, bn):
    sigmoid = lambda z: (1 + np.tanh(z / 2)) / 2
    states = np.zeros((X.shape[0], X.shape[1], bf.size), dtype=np.float32)
    last = []
    for i, length in enumerate(lengths):
        h = bf * 0.0
        for t, x in enumerate(X[i][:length].astype(np.float32)):
            f = sigmoid(np.einsum("hd,d->h", Wf, x) + np.einsum("hk,k->h", Uf, h) + bf)
            h = h - f * h + f * np.tanh(np.einsum("hd,d->h", Wn, x) + np.einsum("hk,k->h", Un, f * h) + bn)
            states[i, t] = h
        last.append(h)
    return [states, np.array(last)]
''')
g.right("unit", "recursively", code='''
def last_states(x, Wf, Uf, bf, Wn, Un, bn):
    if len(x) == 0:
        return []
    past = last_states(x[:-1], Wf, Uf, bf, Wn, Un, bn)
    h = past[-1] if past else np.zeros(len(bf))
    f = 1 / (1 + np.exp(-np.dot(Wf, x[-1]) - np.dot(Uf, h) - bf))
    return past + [f * np.tanh(np.dot(Wn, x[-1]) + np.dot(Un, h * f) + bn) + (1 - f) * h]


def minimal_unit(X, lengths, Wf, Uf, bf, Wn, Un, bn):
    states, last = np.zeros(X.shape[:2] + bf.shape), np.zeros((len(X), len(bf)))
    for i in range(len(X)):
        rows = last_states(X[i, :lengths[i]], Wf, Uf, bf, Wn, Un, bn)
        if rows:
            states[i, :len(rows)], last[i] = rows, rows[-1]
    return states, last
''')

g.survivor("unit", "np.zeros((N, H)) -> np.ones((N, H))", "last is filled for each sequence, for those of length 0 with the starting zeros")

# ---------------------------------------------------------------- search
S = "search_values search_median search_economy search_hidden_random"
g.wrong("search", "one too few", edit={"    return good\n    ": "    return good - 1 if good else 0\n    "}, fails=S, says="one too few")
g.wrong("search", "the first length that breaks", edit={"    return good\n    ": "    return bad\n    "}, fails=S, says="one too many")
g.wrong("search", "powers of two only", edit={"while bad - good > 1:": "while False:"}, fails=S, says="only powers of 2")
g.wrong("search", "the worst seed", edit={"np.median(": "np.min("}, fails="search_median search_hidden_random", says="the worst seed")
g.wrong("search", "the best seed", edit={"np.median(": "np.max("}, fails="search_median search_hidden_random", says="the best seed")
g.wrong("search", "the first seed", edit={"for seed in seeds]": "for seed in seeds[:1]]"}, fails="search_median search_hidden_random", says="the first seed", misconception="one-seed-is-enough")
g.wrong("search", "the mean", edit={"np.median(": "np.mean("}, fails="search_median search_hidden_random", says="the mean over the seeds")
g.wrong("search", "above level", edit={">= level": "> level"}, fails="search_median search_hidden_random", says="exactly level")
g.wrong("search", "a level of its own", edit={">= level": ">= 0.9"}, fails="search_median search_hidden_random", says="level is not used")
g.wrong("search", "no error for no seeds", edit={"if len(seeds) == 0:": "if False:"}, fails="search_median")
g.wrong("search", "the message does not say what", edit={"seeds: at least": "at least"}, fails="search_median")
g.wrong("search", "another kind of error", edit={"raise ValueError(": "raise TypeError("}, fails="search_median")
g.wrong("search", "beyond the longest", edit={"min(2 * good, longest)": "2 * good"}, fails="search_values search_hidden_random", says="T = 128, with longest = 100")
g.wrong("search", "not clamped, but the answer is", edit={"if good == longest:": "if good >= longest:", "min(2 * good, longest)": "2 * good"}, fails="search_values search_hidden_random", says="T = 128, with longest = 100")
g.wrong("search", "never ends where all lengths hold", edit={"        if good == longest:\n            return longest\n": ""}, fails="search_values search_hidden_random", says=["does the search come to an end?", "more than 2000 times"])
g.wrong("search", "a middle that is no whole number", edit={"(good + bad) // 2": "(good + bad) / 2"}, fails="search_values search_hidden_random", says="it needs an int")
g.wrong("search", "the larger of the two in the middle", edit={"np.median([recall(T, seed) for seed in seeds])": "sorted(recall(T, seed) for seed in seeds)[len(seeds) // 2]"}, fails="search_median search_hidden_random", says="the larger of the two")
g.wrong("search", "the smaller of the two in the middle", edit={"np.median([recall(T, seed) for seed in seeds])": "sorted(recall(T, seed) for seed in seeds)[(len(seeds) - 1) // 2]"}, fails="search_median search_hidden_random", says="the smaller of the two")
g.wrong("search", "more than half of the seeds", edit={"np.median([recall(T, seed) for seed in seeds]) >= level": "np.mean([recall(T, seed) >= level for seed in seeds]) > 0.5"}, fails="search_median search_hidden_random", says="more than half")
g.wrong("search", "never tries the longest", edit={"            return longest\n        bad = min(2 * good, longest)": "            return longest\n        bad = 2 * good\n        if bad > longest:\n            return good"},
        fails="search_values search_hidden_random")
g.wrong("search", "halves from the start", edit={"    good, bad = 0, 1\n    while holds(bad):": "    good, bad = 0, longest + 1\n    while False:"}, fails="search_economy")
g.wrong("search", "one length after the other", edit={"bad = min(2 * good, longest)": "bad = good + 1"}, fails="search_economy")
g.wrong("search", "tries lengths twice", edit={"    return good\n    ": "    return good if good == 0 or holds(good) else 0\n    "}, fails="search_economy search_hidden_random", says="twice")
g.wrong("search", "tries the longest twice", edit={"if good == longest:": "if good == longest and holds(good):"}, fails="search_hidden_random", says="twice")
g.wrong("search", "does not expect a longest of 1", edit={"    good, bad = 0, 1\n": "    if longest == 1:\n        return 0\n    good, bad = 0, 1\n"}, fails="search_values", says=["the last length that holds = 9", "lengths tried"])
g.wrong("search", "hands over the seed's number", edit={"recall(T, seed) for seed in seeds": "recall(T, k) for k, _ in enumerate(seeds)"}, fails="search_median search_hidden_random")
g.right("search", "with a table of what was tried", code='''
def memory_end(recall, seeds, longest, level=0.9):
    if not seeds:
        raise ValueError("no seeds")
    table = {0: True}

    def holds(T):
        if T not in table:
            shares = sorted(recall(T, seed) for seed in seeds)
            n = len(shares)
            table[T] = (shares[(n - 1) // 2] + shares[n // 2]) / 2 >= level
        return table[T]

    T = 1
    while holds(T) and T < longest:
        T = min(2 * T, longest)
    if holds(T):
        return T
    low = max(t for t, ok in table.items() if ok)
    while low + 1 < T:
        middle = (low + T + 1) // 2
        low, T = (middle, T) if holds(middle) else (low, middle)
    return low
''')
g.right("search", "recursively", code='''
def memory_end(recall, seeds, longest, level=0.9):
    if len(seeds) < 1:
        raise ValueError("Seeds is empty")

    def holds(T):
        return bool(np.quantile([recall(T, s) for s in list(seeds)], 0.5) >= level)

    def between(low, high):
        if high - low == 1:
            return low
        m = low + (high - low) // 2
        return between(m, high) if holds(m) else between(low, m)

    def double(low):
        if low >= longest:
            return np.int64(low)
        high = min(max(1, 2 * low), longest)
        return double(high) if holds(high) else between(low, high)

    return double(0)
''')
g.right("search", "steps by halving powers", code='''
def memory_end(recall, seeds, longest, level=0.9):
    if len(seeds) == 0:
        raise ValueError(f"expected seeds, got {seeds}")
    def fine(T):
        return np.median(np.array([recall(int(T), seed) for seed in seeds])) >= level
    tried = [0]
    while tried[-1] < longest:
        new = max(1, min(tried[-1] * 2, longest))
        if not fine(new):
            break
        tried.append(new)
    else:
        return int(longest)
    lo, hi = tried[-1], new
    while lo < hi - 1:
        mid = (lo + hi) >> 1
        if fine(mid):
            lo = mid
        else:
            hi = mid
    return float(lo)
''')

# ---------------------------------------------------------------- forget
KEPT = "K[t, :t] = K[t - 1, :t] * F[t]"
g.wrong("forget", "the step's own gate too", code='''
def kept(F):
    T, H = F.shape
    K = np.zeros((T, T, H))
    for t in range(T):
        for s in range(t + 1):
            K[t, s] = np.prod(F[s:t + 1], axis=0)
    return K


def bias_for(n):
    if np.any(np.asarray(n) <= 0):
        raise ValueError("n")
    return -np.log(np.expm1(np.log(2) / n))
''', fails="forget_kept forget_hidden_kept", says="the step itself")
g.wrong("forget", "the last gate is missing", code='''
def kept(F):
    T, H = F.shape
    K = np.zeros((T, T, H))
    for t in range(T):
        for s in range(t + 1):
            K[t, s] = np.prod(F[s:t], axis=0)
    return K


def bias_for(n):
    if np.any(np.asarray(n) <= 0):
        raise ValueError("n")
    return -np.log(np.expm1(np.log(2) / n))
''', fails="forget_kept forget_hidden_kept", says="the last gate is missing")
g.wrong("forget", "s and t swapped", edit={"    return K\n": "    return K.transpose(1, 0, 2)\n"}, fails="forget_kept forget_hidden_kept", says="changed places")
g.wrong("forget", "ones above the diagonal", edit={"K = np.zeros((T, T, H))": "K = np.ones((T, T, H))"}, fails="forget_kept forget_hidden_kept", says="not there yet")
g.wrong("forget", "zeros on the diagonal", edit={"    return K\n": "    return K * (1 - np.eye(T))[:, :, None]\n"}, fails="forget_kept forget_hidden_kept", says="0 on the diagonal")
g.wrong("forget", "divides running products", edit={KEPT: "K[t, :t] = np.prod(F[:t + 1], axis=0) / np.cumprod(F, axis=0)[:t]"}, fails="forget_kept forget_hidden_kept", says="nan")
g.wrong("forget", "sets the first gate to 1", edit={"    K = np.zeros": "    F[0] = 1\n    K = np.zeros"}, fails="forget_kept", says="changes its argument")
g.wrong("forget", "forgets what is small", edit={"    return K\n": "    return np.where(K < 1e-4, 0, K)\n"}, fails="forget_hidden_kept")
g.wrong("forget", "takes the first unit's gates for all", edit={"K[t - 1, :t] * F[t]": "K[t - 1, :t] * F[t, 0]"}, fails="forget_kept forget_hidden_kept")
g.wrong("forget", "the sign", edit={"return -np.log(np.expm1": "return np.log(np.expm1"}, fails="forget_bias forget_hidden_bias", says="the sign is wrong")
g.wrong("forget", "the gate itself", edit={"return -np.log(np.expm1(np.log(2) / n))": "return 0.5 ** (1 / n)"}, fails="forget_bias forget_hidden_bias", says="f itself")
g.wrong("forget", "log f", edit={"return -np.log(np.expm1(np.log(2) / n))": "return np.log(0.5) / n"}, fails="forget_bias forget_hidden_bias", says="log f only")
g.wrong("forget", "one e-th", edit={"np.log(2) / n": "1 / n"}, fails="forget_bias forget_hidden_bias", says="one e-th")
g.wrong("forget", "log(n - 1)", edit={"return -np.log(np.expm1(np.log(2) / n))": "return np.log(n - 1)"}, fails="forget_bias forget_hidden_bias", says="log(n - 1)")
g.wrong("forget", "loses its digits", edit={"return -np.log(np.expm1(np.log(2) / n))": "f = 0.5 ** (1 / n); return np.log(f / (1 - f))"}, fails="forget_bias forget_hidden_bias", says="1 - f has lost its digits")
g.wrong("forget", "2 ** (1 / n) - 1", edit={"np.expm1(np.log(2) / n)": "2.0 ** (1 / n) - 1"}, fails="forget_bias forget_hidden_bias", says="np.expm1 keeps them")
g.wrong("forget", "log n", edit={"return -np.log(np.expm1(np.log(2) / n))": "return np.log(n)"}, fails="forget_bias forget_hidden_bias", says="log n: one half")
g.wrong("forget", "the approximation for large n", edit={"return -np.log(np.expm1(np.log(2) / n))": "return np.log(n / np.log(2))"}, fails="forget_bias forget_hidden_bias", says="close for large n only")
g.wrong("forget", "log 2 times n", edit={"np.log(2) / n": "np.log(2) * n"}, fails="forget_bias forget_hidden_bias", says="log 2 times n")
g.wrong("forget", "no less than one step", edit={"<= 0)": "< 1)", "n must be above 0": "n must be 1 or more"}, fails="forget_hidden_bias")
g.wrong("forget", "shares of the gates' type", edit={"np.zeros((T, T, H))": "np.zeros((T, T, H), F.dtype)"}, fails="forget_kept", says="floats are asked for")
g.wrong("forget", "takes 0", edit={"<= 0)": "< 0)"}, fails="forget_bias")
g.wrong("forget", "no error", edit={"if np.any(np.asarray(n) <= 0):": "if False:"}, fails="forget_bias forget_hidden_bias")
g.wrong("forget", "an error only if all are wrong", edit={"np.any(": "np.all("}, fails="forget_bias")
g.wrong("forget", "the message does not say n", edit={"n must be": "it must be"}, fails="forget_bias forget_hidden_bias")
g.right("forget", "products one by one, log2 and logs", code='''
def kept(F):
    T, H = np.shape(F)
    return np.array([[np.prod(F[s + 1:t + 1], axis=0) if s <= t else np.zeros(H) for s in range(T)] for t in range(T)], dtype=float)


def bias_for(n):
    n = np.asarray(n, dtype=float)
    if (n <= 0).any():
        raise ValueError("every n has to be positive")
    x = np.log(2.0) / n
    return -x - np.log(-np.expm1(-x)) + 0.0
''')
g.right("forget", "backwards, one column after the other", code='''
def kept(F):
    F = np.array(F, dtype=float)
    K = np.zeros((len(F),) + F.shape)
    for s in range(len(F)):
        left = np.ones(F.shape[1])
        K[s, s] = left
        for t in range(s + 1, len(F)):
            left = left * F[t]
            K[t, s] = left
    return K


def bias_for(n):
    if np.min(n) <= 0:
        raise ValueError(f"n={n}")
    half = np.log(2) / (2 * np.asarray(n, dtype=float))
    return -(half + np.log(2 * np.sinh(half)))
''')
g.right("forget", "with cumprod of a masked table", code='''
def kept(F):
    T, H = F.shape
    t, s = np.arange(T)[:, None], np.arange(T)[None, :]
    table = np.where((t > s)[:, :, None], F[:, None, :], 1.0)
    return np.cumprod(table, axis=0) * (t >= s)[:, :, None]


def bias_for(n):
    for value in np.ravel(n):
        if not value > 0:
            raise ValueError("n > 0, please")
    result = [-float(np.log(np.expm1(np.log(2) / value))) for value in np.ravel(n)]
    return np.reshape(result, np.shape(n)) if np.ndim(n) else result[0]
''')

# ---------------------------------------------------------------- mended
M = "mended_full mended_padded mended_hidden_random"
LEFT = "left = forward(x[:, ::-1], *back)[0][::-1]"
g.wrong("mended", "not turned back", edit={LEFT: "left = forward(x[:, ::-1], *back)[0]", "left[0]]": "left[-1]]"}, fails=M, says="not turned back")
g.wrong("mended", "not turned back, last from the front", edit={LEFT: "left = forward(x[:, ::-1], *back)[0]"}, fails=M, says="so left[0] is the state after one step only")
g.wrong("mended", "turns the axis of the batch", edit={"forward(x[:, ::-1]": "forward(x[::-1]"}, fails=M, says="the axis of the batch")
g.wrong("mended", "turns every axis", edit={"forward(x[:, ::-1]": "forward(np.flip(x)"}, fails="mended_full mended_hidden_random mended_hidden_edges", says="the axis of the steps only")
g.wrong("mended", "turns the features", edit={"forward(x[:, ::-1]": "forward(x[:, :, ::-1]"}, fails=M + " mended_hidden_edges", says="where the steps are meant")
g.wrong("mended", "the halves swapped in states", edit={"[right, left], axis=1": "[left, right], axis=1"}, fails=M + " mended_hidden_edges", says="halves of states")
g.wrong("mended", "the halves swapped in last", edit={"[right[-1], left[0]]": "[left[0], right[-1]]"}, fails=M + " mended_hidden_edges", says="halves of last")
g.wrong("mended", "the weights are shared", edit={"x[:, ::-1], *back": "x[:, ::-1], *ahead"}, fails=M + " mended_hidden_edges", says="weights of ahead")
g.wrong("mended", "last from the last step", edit={"left[0]]": "left[-1]]"}, fails=M, says="when it has read one step only", misconception="last-knows-all")
g.wrong("mended", "last from the first step", edit={"right[-1], left[0]]": "right[0], left[0]]"}, fails=M, says="forward cell's state at step 0")
g.wrong("mended", "the halves swapped", edit={"[right, left], axis=1": "[left, right], axis=1", "[right[-1], left[0]]": "[left[0], right[-1]]"}, fails=M + " mended_hidden_edges", says="changed places")
g.wrong("mended", "the original", code='''
def both_ways(X, lengths, ahead, back):
    right = forward(X, *ahead)
    left = forward(X[:, ::-1], *ahead)
    states = np.concatenate([right, left], axis=2)
    last = states[:, -1]
    return states, last
''', fails=M + " mended_hidden_edges", says="all four faults")
g.wrong("mended", "starts in the padding", code='''
def both_ways(X, lengths, ahead, back):
    N, T, _ = X.shape
    right, left = forward(X, *ahead), forward(X[:, ::-1], *back)[:, ::-1]
    real = (np.arange(T) < lengths[:, None])[:, :, None]
    states = np.where(real, np.concatenate([right, left], axis=2), 0)
    return states, np.concatenate([right[range(N), lengths - 1], left[:, 0]], axis=1)
''', fails="mended_padded mended_hidden_random mended_hidden_edges", says="starts in the padding")
g.wrong("mended", "starts in the padding, a mask by multiplication", code='''
def both_ways(X, lengths, ahead, back):
    N, T, _ = X.shape
    right, left = forward(X, *ahead), forward(X[:, ::-1], *back)[:, ::-1]
    real = (np.arange(T) < lengths[:, None])[:, :, None]
    states = np.concatenate([right, left], axis=2) * real
    return states, np.concatenate([right[range(N), lengths - 1], left[:, 0]], axis=1)
''', fails="mended_padded mended_hidden_random mended_hidden_edges", says="in the padding, and nan times 0")
g.wrong("mended", "reads zeros", code='''
def both_ways(X, lengths, ahead, back):
    N, T, _ = X.shape
    real = (np.arange(T) < lengths[:, None])[:, :, None]
    X = np.where(real, X, 0)
    right, left = forward(X, *ahead), forward(X[:, ::-1], *back)[:, ::-1]
    states = np.where(real, np.concatenate([right, left], axis=2), 0)
    return states, np.concatenate([right[range(N), lengths - 1], left[:, 0]], axis=1)
''', fails="mended_padded mended_hidden_random mended_hidden_edges", says="as zeros")
g.wrong("mended", "last from the last column", edit={"    return states, last": "    last[:, :H] = states[:, -1, :H]\n    return states, last"}, fails="mended_padded mended_hidden_random mended_hidden_edges", says="last column")
g.wrong("mended", "turns back only where there is padding", edit={LEFT: "left = forward(x[:, ::-1], *back)[0]\n        left = left[::-1] if min(lengths) < T else left"}, fails="mended_full")
g.wrong("mended", "clears the padding in the input", edit={"        x = X[i": "        X[i, lengths[i]:] = 0\n        x = X[i"}, fails="mended_padded", says="changes its argument")
g.wrong("mended", "a mask by multiplication", code='''
def both_ways(X, lengths, ahead, back):
    N, T, _ = X.shape
    real = (np.arange(T) < lengths[:, None])[:, :, None]
    order = np.array([[(n - 1 - t) if t < n else t for t in range(T)] for n in lengths])
    right = forward(X, *ahead)
    left = forward(np.take_along_axis(X, order[:, :, None], 1), *back)
    left = np.take_along_axis(left, order[:, :, None], 1)
    states = np.concatenate([right, left], axis=2) * real
    return states, np.concatenate([right[range(N), lengths - 1], left[:, 0]], axis=1)
''', fails="mended_padded mended_hidden_random", says="a product does not clear")
g.wrong("mended", "four steps at most", edit={"    for i in range(N):": "    lengths = np.minimum(lengths, 4)\n    for i in range(N):"}, fails="mended_hidden_random")
g.wrong("mended", "states of the input's own type", edit={"states, last = np.zeros((N, T, 2 * H)),": "states, last = np.zeros((N, T, 2 * H), X.dtype),"}, fails="mended_hidden_edges")
g.wrong("mended", "padding holds numbers", edit={"    return states, last": "    for i in range(N):\n        states[i, lengths[i]:] = last[i]\n    return states, last"}, fails="mended_padded mended_hidden_random mended_hidden_edges")
g.wrong("mended", "the sum of both", edit={"np.concatenate([right, left], axis=1)": "np.tile(right + left, 2)"}, fails=M + " mended_hidden_edges")
g.right("mended", "with lists", code='''
def both_ways(X, lengths, ahead, back):
    def read(x, Wx, Wh, b):
        h, out = 0 * b, []
        for row in x:
            h = np.tanh(Wx @ row + Wh @ h + b)
            out.append(h)
        return np.array(out)
    H = ahead[1].shape[0]
    states = np.zeros(X.shape[:2] + (2 * H,))
    last = []
    for i, n in enumerate(lengths):
        states[i, :n, :H] = read(X[i, :n], *ahead)
        states[i, :n, H:] = read(X[i, :n][::-1], *back)[::-1]
        last.append(np.r_[states[i, n - 1, :H], states[i, 0, H:]])
    return states, np.array(last)
''')
g.right("mended", "reversed by an index, all at once", code='''
def both_ways(X, lengths, ahead, back):
    lengths = np.asarray(lengths)
    N, T, D = X.shape
    steps = np.arange(T)
    real = steps < lengths[:, None]
    order = np.where(real, lengths[:, None] - 1 - steps, steps)[:, :, None]
    clean = np.where(real[:, :, None], X, 0)
    right = forward(clean, *ahead)
    left = np.take_along_axis(forward(np.take_along_axis(clean, order, axis=1), *back), order, axis=1)
    states = np.concatenate([right, left], axis=-1)
    states[~real] = 0
    return [states, np.hstack([right[np.arange(N), lengths - 1], left[:, 0]])]
''')
g.right("mended", "grouped by length, float32", code='''
def both_ways(X, lengths, ahead, back):
    H = ahead[2].shape[0]
    states = np.zeros((X.shape[0], X.shape[1], 2 * H), dtype=np.float32)
    for n in set(int(n) for n in lengths):
        rows = np.flatnonzero(np.asarray(lengths) == n)
        x = X[rows][:, :n]
        states[rows, :n, :H] = forward(x, *ahead)
        states[rows, :n, H:] = np.flip(forward(np.flip(x, axis=1), *back), axis=1)
    ends = states[np.arange(len(X)), np.asarray(lengths) - 1]
    return states, np.concatenate([ends[:, :H], states[:, 0, H:]], axis=1)
''')

g.survivor("mended", "np.zeros((N, 2 * H)) -> np.ones((N, 2 * H))", "last is filled for each sequence")
g.survivor("mended", "i + 1 -> i + 2", "only the first of the rows that forward gets is used")

# ---------------------------------------------------------------- linear
L = "linear_states linear_shapes linear_hidden_torch linear_hidden_edges"
g.wrong("linear", "da with the state after", edit={"db * before": "db * h"}, fails=L, says="state after the step")
g.wrong("linear", "the gate of the same step", edit={"        db[t] = g[t] + back\n        back = a[t] * db[t]": "        db[t] = g[t] + a[t] * back\n        back = db[t]", "return h, db * before, db, back": "return h, db * before, db, a[0] * db[0]"},
        fails="linear_states linear_shapes linear_hidden_torch linear_hidden_edges", says="gate of the same step")
g.wrong("linear", "the gate of the same step, none before d_start", edit={"        db[t] = g[t] + back\n        back = a[t] * db[t]": "        back = g[t] + a[t] * back\n        db[t] = back"}, fails=L, says="and none before d_start")
g.wrong("linear", "a minus in the rule", edit={"db[t] = g[t] + back": "db[t] = g[t] - back"}, fails="linear_states linear_shapes linear_hidden_torch linear_hidden_edges", says="a minus in the rule")
g.wrong("linear", "carries back what db has already", edit={"back = a[t] * db[t]": "back = a[t] * back + db[t]"}, fails=L, says="back is in db[t] already")
g.wrong("linear", "nothing comes back", edit={"db[t] = g[t] + back": "db[t] = g[t]"}, fails="linear_states linear_shapes linear_hidden_torch linear_hidden_edges", says="g only")
g.wrong("linear", "start not used", edit={"    state = start\n": "    state = np.zeros(a.shape[1:])\n"}, fails=L, says="start is not used")
g.wrong("linear", "d_start without the gate", edit={"return h, db * before, db, back": "return h, db * before, db, db[0]"}, fails=L, says="lacks the first gate")
g.wrong("linear", "da of the first step is 0", edit={"    back = 0\n": "    before[0] = 0\n    back = 0\n"}, fails=L, says="for the first step is 0")
g.wrong("linear", "arrays of the gates' type", edit={"h, before, db = np.empty(a.shape), np.empty(a.shape), np.empty(a.shape)": "h, before, db = np.zeros_like(a), np.zeros_like(a), np.zeros_like(a)"}, fails="linear_states")
g.wrong("linear", "writes into g", edit={"db[t] = g[t] + back": "g[t] += np.asarray(back).astype(g.dtype)\n        db[t] = g[t]"}, fails="linear_shapes", says="changes its argument")
g.wrong("linear", "starts of any shape", edit={"if np.shape(start) != a.shape[1:]:": "if False:"}, fails="linear_shapes linear_hidden_edges")
g.wrong("linear", "starts of the same size", edit={"np.shape(start) != a.shape[1:]": "np.size(start) != a[0].size"}, fails="linear_shapes linear_hidden_edges")
g.wrong("linear", "starts with as many axes", edit={"np.shape(start) != a.shape[1:]": "np.ndim(start) != a.ndim - 1"}, fails="linear_shapes linear_hidden_edges")
g.wrong("linear", "the message does not say start", edit={"start must have": "it must have"}, fails="linear_shapes linear_hidden_edges")
g.wrong("linear", "six steps back at most", edit={"        back = a[t] * db[t]": "        back = a[t] * db[t] * (t != T - 7)"}, fails="linear_hidden_torch")
g.wrong("linear", "divides by the gate", edit={"return h, db * before, db, back": "return h, db * (h - b) / a, db, back"}, fails="linear_shapes linear_hidden_edges", says="nan")
g.wrong("linear", "b is multiplied too", edit={"state = a[t] * state + b[t]": "state = a[t] * (state + b[t])"}, fails=L)
g.wrong("linear", "a running mean", edit={"a[t] * state + b[t]": "a[t] * state + (1 - a[t]) * b[t]"}, fails=L)
g.wrong("linear", "order of the results", edit={"return h, db * before, db, back": "return h, db, db * before, back"}, fails=L)
g.wrong("linear", "one step is no recurrence", edit={"    T = len(a)": "    T = len(a)\n    if T == 1:\n        return b * 1.0, 0.0 * g, g * 1.0, 0.0 * a[0]"}, fails="linear_hidden_edges")
g.right("linear", "with a table of all products", code='''
def linear_recurrence(a, b, g, start):
    start = np.asarray(start)
    if start.shape != a[0].shape:
        raise ValueError("start: wrong shape")
    states = [start.astype(float)]
    for gate, new in zip(a, b):
        states.append(gate * states[-1] + new)
    T = len(a)
    delta = np.array([sum(np.prod(a[t + 1:u + 1], axis=0) * g[u] for u in range(t, T)) for t in range(T)])
    return np.array(states[1:]), delta * np.array(states[:-1]), delta, a[0] * delta[0]
''')
g.right("linear", "recursively", code='''
def linear_recurrence(a, b, g, start):
    if a[0].shape != np.asarray(start).shape:
        raise ValueError(f"the shape of start is {np.shape(start)}")
    h = a[0] * start + b[0]
    if len(a) == 1:
        d = g[0] * 1.0
        return np.array([h]), np.array([d * start]), np.array([d]), d * a[0]
    later, da, db, d_h = linear_recurrence(a[1:], b[1:], g[1:], h)
    d = g[0] + d_h
    return np.concatenate([[h], later]), np.concatenate([[d * start], da]), np.concatenate([[d], db]), d * a[0]
''')
g.right("linear", "the way back as the same recurrence, reversed", code='''
def run(a, b, state):
    out = []
    for k in range(a.shape[0]):
        state = a[k] * state + b[k]
        out.append(state)
    return np.stack(out)


def linear_recurrence(a, b, g, start):
    start = np.array(start, dtype=float)
    if start.shape != a.shape[1:]:
        raise ValueError("Start does not fit")
    h = run(a, b, start)
    ones = np.ones((1,) + a.shape[1:])
    delta = run(np.concatenate([ones, a[1:][::-1]]), g[::-1], np.zeros(a.shape[1:]))[::-1]
    return [h, delta * np.concatenate([start[None], h[:-1]]), delta, delta[0] * a[0]]
''')

# ---------------------------------------------------------------- examples
g.example("with all weights and biases 0 except bn = [1]", """(lambda got: np.allclose(got[0], [[[0.381], [0.571]]], atol=5e-4) and np.allclose(got[1], [[0.571]], atol=5e-4))(
    minimal_unit(np.ones((1, 2, 1)), np.array([2]), np.zeros((1, 1)), np.zeros((1, 1)), np.zeros(1), np.zeros((1, 1)), np.zeros((1, 1)), np.ones(1)))""")
g.example("with recall(T, seed) = 1.0 if T <= 11 else 0.5 and longest=100", """(lambda tried: (memory_end(lambda T, seed: tried.append(T) or (1.0 if T <= 11 else 0.5), [0], 100), tried))([])
    == (11, [1, 2, 4, 8, 16, 12, 10, 11])""")
g.example("F = [[0.9], [0.5], [0.2]] gives", "np.allclose(kept(np.array([[0.9], [0.5], [0.2]]))[:, :, 0], [[1, 0, 0], [0.5, 1, 0], [0.1, 0.2, 1]])")
g.example("bias_for(1) is 0", "np.isclose(bias_for(1), 0) and np.isclose(bias_for(10), 2.6342, atol=5e-5)")
g.example("if both cells are those of a running sum", """(lambda add: (lambda got: np.allclose(1000 * got[0][0, :2], [[1, 3], [3, 2]], atol=1e-3) and np.allclose(1000 * got[1], 3, atol=1e-3))(
    both_ways(np.array([[[1.0], [2], [0], [0], [0]]]), np.array([2]), add, add)))((np.array([[0.001]]), np.array([[1.0]]), np.array([0.0])))""")
g.example("a = [0.5, 0.5], b = [1, 0], g = [0, 1], start 0 give", """[np.asarray(v).tolist() for v in linear_recurrence(np.array([0.5, 0.5]), np.array([1, 0]), np.array([0, 1]), np.array(0))]
    == [[1.0, 0.5], [0.0, 1.0], [0.5, 1.0], 0.25]""")
