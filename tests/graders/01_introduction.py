"""Known wrong and known right answers of assignment 01, and the misconceptions behind them."""

from harness import Graders

g = Graders("01_introduction")

# What people believe about deep learning and its numbers. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("subset", "Neural networks are a subset of deep learning", quiz="Neural networks are a subset of deep learning")
g.misconception("training-accuracy", "Accuracy on the training data says how good a network is", quiz="It will read about 99.8 % of them")
g.misconception("accuracy-is-enough", "A high accuracy is a good result, whatever the baseline", quiz="It is excellent: 97 of 100 are right")
g.misconception("knows-not-knowing", "A network knows when it does not know", quiz="the confidence would be lower")
g.misconception("more-epochs", "More epochs always help", quiz="more training always helps")
g.misconception("white-boxes", "Classical models are white boxes, networks can never be explained", quiz="classical models are white boxes")
g.misconception("rows-are-independent", "A random split of the rows is always a fair split")
g.misconception("harmless-scaling", "Scaling before the split leaks nothing, for it uses no answers")

# ---------------------------------------------------------------- split
CHECKED = '''
def split_by_writer(writer, n_test, rng):
    writers = np.unique(writer)
    if n_test < 1 or n_test >= len(writers):
        raise ValueError("n_test must leave a writer on each side")
    {body}
'''
g.wrong("split", "splits the rows, not the writers", code=CHECKED.format(
    body="order = rng.permutation(len(writer)); n = len(writer) * n_test // len(writers); return np.sort(order[n:]), np.sort(order[:n])"),
        fails="split_apart split_count split_hidden_chance", says="on both sides", misconception="rows-are-independent")
g.wrong("split", "n_test counts rows", code=CHECKED.format(
    body="order = rng.permutation(len(writer)); return np.sort(order[n_test:]), np.sort(order[:n_test])"),
        fails="split_apart split_count split_hidden_chance", says="on both sides", misconception="rows-are-independent")
g.wrong("split", "test and training exchanged", edit={"return np.flatnonzero(~in_test), np.flatnonzero(in_test)":
                                                    "return np.flatnonzero(in_test), np.flatnonzero(~in_test)"},
        fails="split_count split_hidden_chance", says="writers must go to the test set")
g.wrong("split", "writer numbers instead of row numbers", edit={
        "return np.flatnonzero(~in_test), np.flatnonzero(in_test)": "return np.setdiff1d(writers, chosen), np.sort(chosen)"},
        fails="split_apart split_count split_hidden_chance", says="must be used once")
g.wrong("split", "masks instead of row numbers", edit={"np.flatnonzero(~in_test), np.flatnonzero(in_test)": "~in_test, in_test"},
        fails="split_apart split_hidden_chance", says="whole numbers")
g.wrong("split", "draws with repetition", edit={"replace=False": "replace=True"}, fails="split_count", says="must go to the test set")
g.wrong("split", "numbers the writers from 0", edit={"chosen = rng.choice(writers,": "chosen = rng.choice(len(writers),"},
        fails="split_count split_hidden_chance")
g.wrong("split", "every writer with many rows is likelier", edit={"chosen = rng.choice(writers, size=n_test, replace=False)":
        "chosen = list(dict.fromkeys(rng.permutation(writer)))[:n_test]"}, fails="split_hidden_chance", says="equally often")
g.wrong("split", "always the last writers", edit={"rng.choice(writers, size=n_test, replace=False)": "writers[-n_test:]"},
        fails="split_hidden_chance", says="ignores it")
g.wrong("split", "chance from NumPy's global generator", edit={"rng.choice": "np.random.choice"},
        fails="split_hidden_chance", says="take all chance from it")
g.wrong("split", "seeds its own generator", edit={"rng.choice": "np.random.default_rng(0).choice"},
        fails="split_hidden_chance", says="ignores it")
g.wrong("split", "rows grouped by writer, not in rising order", edit={
        "return np.flatnonzero(~in_test), np.flatnonzero(in_test)":
        "by = np.argsort(writer, kind='stable'); return by[~in_test[by]], by[in_test[by]]"},
        fails="split_hidden_chance", says="rising order")
g.wrong("split", "forgets the rows of the last writer", edit={"np.flatnonzero(~in_test), np":
        "np.flatnonzero(~in_test & (writer != writers[-1])), np"},
        fails="split_apart", says="must be used once")
g.wrong("split", "lets nobody be left to train on", edit={"n_test >= len(writers)": "n_test > len(writers)"},
        fails="split_count", says="ValueError")
g.wrong("split", "checks nothing", edit={"if n_test < 1 or n_test >= len(writers):": "if False:"}, fails="split_count", says="ValueError")
g.wrong("split", "imports it from scikit-learn", code='''
from sklearn.model_selection import GroupShuffleSplit


def split_by_writer(writer, n_test, rng):
    if n_test < 1 or n_test >= len(np.unique(writer)):
        raise ValueError("n_test")
    splitter = GroupShuffleSplit(1, test_size=n_test, random_state=int(rng.integers(2**31)))
    rows, test_rows = next(splitter.split(writer, groups=writer))
    return np.sort(rows), np.sort(test_rows)
''', fails="split_apart", says="do not import it")
g.right("split", "a permutation of the writers, and loops", code='''
def split_by_writer(writer, n_test, rng):
    names = sorted(set(int(w) for w in writer))
    if not 1 <= n_test < len(names):
        raise ValueError(f"n_test: {n_test} of {len(names)}")
    rng.shuffle(names)
    chosen = set(names[:n_test])
    train, test = [], []
    for i, w in enumerate(writer):
        (test if int(w) in chosen else train).append(i)
    return np.array(train), np.array(test)
''')
g.right("split", "np.where, and sorting", code=CHECKED.format(
    body="out = rng.permutation(writers)[:n_test]; test = np.sort(np.concatenate([np.where(writer == w)[0] for w in out])); "
         "return np.setdiff1d(np.arange(len(writer)), test), test"))

# ---------------------------------------------------------------- scale
SCALE = '''
def standardise(X_train, X_test):
    {body}
'''
ALL = "scale_train scale_test scale_hidden_constant scale_hidden_inputs"
g.wrong("scale", "the leak kept", code=SCALE.format(
    body="both = np.concatenate([X_train, X_test]); m, s = both.mean(0), both.std(0); s = np.where(np.ptp(X_train, axis=0) == 0, 1, s); "
         "return (X_train - m) / s, (X_test - m) / s"), fails=ALL, says="test rows included", misconception="harmless-scaling")
g.wrong("scale", "the test rows measured by themselves", edit={"return (X_train - mean) / std, (X_test - mean) / std":
    "return (X_train - mean) / std, (X_test - X_test.mean(0)) / np.where(np.ptp(X_test, axis=0) == 0, 1, X_test.std(0))"},
        fails="scale_test scale_hidden_constant scale_hidden_inputs", says="measured by themselves")
g.wrong("scale", "the test rows left as they are", edit={"(X_test - mean) / std": "X_test"},
        fails="scale_test scale_hidden_constant scale_hidden_inputs", says="left as they are")
g.wrong("scale", "the test rows only shifted", edit={"(X_test - mean) / std": "X_test - mean"},
        fails="scale_test scale_hidden_constant scale_hidden_inputs", says="not scaled")
g.wrong("scale", "one mean for the whole table", edit={"X_train.mean(axis=0), X_train.std(axis=0)": "X_train.mean(), X_train.std()"},
        fails=ALL, says="whole table")
g.wrong("scale", "rows instead of features", code=SCALE.format(
    body="return tuple(((X.T - X.mean(1)) / np.where(np.ptp(X, axis=1) == 0, 1, X.std(1))).T for X in (X_train, X_test))"),
        fails=ALL, says="each row")
g.wrong("scale", "the variance", edit={"X_train.std(axis=0)": "X_train.var(axis=0)"}, fails=ALL, says="variance")
g.wrong("scale", "N - 1", edit={"X_train.std(axis=0)": "X_train.std(axis=0, ddof=1)"}, fails=ALL, says="N - 1")
g.wrong("scale", "smallest to largest as 0 to 1", code=SCALE.format(
    body="low, span = X_train.min(0), np.ptp(X_train, axis=0); span = np.where(span == 0, 1, span); return (X_train - low) / span, (X_test - low) / span"),
        fails=ALL, says="largest value")
g.wrong("scale", "shifts only the training rows", edit={"return (X_train - mean) / std": "return X_train - mean"},
        fails="scale_train scale_hidden_constant scale_hidden_inputs")
g.wrong("scale", "the training rows only, right by heart", edit={"return (X_train - mean) / std, ":
        "return (X_train - mean) / (std if len(X_train) != 3 or len(X_test) > 1 else 1), "}, fails="scale_train")
g.wrong("scale", "the test rows alone wrong when there are several", edit={"(X_test - mean) / std":
        "(X_test - (mean if len(X_test) != 2 else X_test.mean(axis=0))) / std"}, fails="scale_test")
g.wrong("scale", "divides by 0", edit={"std = np.where(constant, 1.0, std)": "pass"},
        fails="scale_hidden_constant scale_hidden_inputs", says="nan")
g.wrong("scale", "a small number added to every std", edit={"std = np.where(constant, 1.0, std)": "std = std + 1e-8"},
        fails="scale_hidden_constant scale_hidden_inputs")
g.wrong("scale", "constant features set to 0", code=SCALE.format(
    body="m, s = X_train.mean(0), X_train.std(0); s = np.where(s == 0, np.inf, s); return (X_train - m) / s, (X_test - m) / s"),
        fails="scale_hidden_constant scale_hidden_inputs", says="set to 0")
g.wrong("scale", "constant asked in both tables", edit={"(X_train == X_train[0]).all(axis=0)":
        "(np.concatenate([X_train, X_test]) == X_train[0]).all(axis=0)"}, fails="scale_hidden_constant scale_hidden_inputs", says="nan")
g.wrong("scale", "works in the given table", code=SCALE.format(
    body="m, s = X_train.mean(0), X_train.std(0); s[s == 0] = 1; X_train -= m; X_train /= s; return X_train, (X_test - m) / s"),
        fails="scale_hidden_inputs")
g.wrong("scale", "constant features dropped", code=SCALE.format(
    body="keep = np.ptp(X_train, axis=0) > 0; m, s = X_train.mean(0)[keep], X_train.std(0)[keep]; return (X_train[:, keep] - m) / s, (X_test[:, keep] - m) / s"),
        fails="scale_hidden_constant scale_hidden_inputs", says="shape")
g.wrong("scale", "writes into copies of whole numbers", code=SCALE.format(
    body="m, s = X_train.mean(0), X_train.std(0); s[s == 0] = 1; A, B = X_train.copy(), X_test.copy(); A[:] = (A - m) / s; B[:] = (B - m) / s; return A, B"),
        fails="scale_hidden_inputs")
g.wrong("scale", "a single training row refused", edit={"mean, std =": "assert len(X_train) > 1; mean, std ="},
        fails="scale_hidden_inputs")
g.wrong("scale", "only a zero among several constants", edit={"std = np.where(constant, 1.0, std)":
        "std[np.flatnonzero(constant)[:1]] = 1.0 if len(X_train) > 1 else std[0]; std = std if len(X_train) > 1 else np.ones_like(std)"},
        fails="scale_hidden_constant", says="nan")
g.wrong("scale", "imports it from scikit-learn", code='''
from sklearn.preprocessing import StandardScaler


def standardise(X_train, X_test):
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test)
''', fails="scale_train", says="do not import it")
g.right("scale", "std == 0", code=SCALE.format(
    body="m, s = np.mean(X_train, 0), np.std(X_train, 0); s[s == 0] = 1; return (X_train - m) / s, (X_test - m) / s"))
g.right("scale", "a loop over the features, and a list", code='''
import math


def standardise(X_train, X_test):
    out = [np.zeros(X_train.shape), np.zeros(X_test.shape)]
    for j in range(X_train.shape[1]):
        column = [float(x) for x in X_train[:, j]]
        mean = sum(column) / len(column)
        std = math.sqrt(sum((x - mean) ** 2 for x in column) / len(column))
        for new, old in zip(out, (X_train, X_test)):
            new[:, j] = (old[:, j] - mean) / (std or 1.0)
    return out
''')

# ---------------------------------------------------------------- one_hot
ONE_HOT = '''
def one_hot(y, K):
    if ((y < 0) | (y > K - 1)).any():
        raise ValueError("y has labels that are no class")
    {body}
'''
g.wrong("one_hot", "counts classes from 1", edit={"np.arange(K)": "np.arange(1, K + 1)"}, fails="one_hot_values one_hot_hidden_shapes", says="from 1")
g.wrong("one_hot", "0 and 1 swapped", edit={"== np.arange(K)": "!= np.arange(K)"}, fails="one_hot_values one_hot_hidden_shapes", says="swapped")
g.wrong("one_hot", "transposed", edit={"y[:, None] == np.arange(K)": "y == np.arange(K)[:, None]"},
        fails="one_hot_values one_hot_hidden_shapes", says="transposed")
g.wrong("one_hot", "True and False", edit={".astype(float)": ""}, fails="one_hot_values one_hot_hidden_shapes", says="bool")
g.wrong("one_hot", "a loop", code=ONE_HOT.format(body='''Y = np.zeros((len(y), K))
    for i, label in enumerate(y):
        Y[i, label] = 1
    return Y'''), fails="one_hot_values", says="without a loop")
g.wrong("one_hot", "a comprehension", code=ONE_HOT.format(body="return np.array([[float(k == label) for k in range(K)] for label in y]).reshape(len(y), K)"),
        fails="one_hot_values", says="without a loop")
g.wrong("one_hot", "whole columns set to 1", code=ONE_HOT.format(body="Y = np.zeros((len(y), K)); Y[:, y] = 1; return Y"),
        fails="one_hot_values one_hot_hidden_shapes")
g.wrong("one_hot", "as many classes as occur", code=ONE_HOT.format(body="return np.eye(y.max(initial=0) + 1)[y]"),
        fails="one_hot_hidden_shapes", says="K is given")
g.wrong("one_hot", "fails for no labels", edit={"np.any(y < 0)": "y.min() < 0"}, fails="one_hot_hidden_shapes", says="ValueError")
g.wrong("one_hot", "refuses no negative labels", edit={"np.any(y < 0) or ": ""}, fails="one_hot_errors", says="expected ValueError")
g.wrong("one_hot", "lets K pass", edit={"y >= K": "y > K"}, fails="one_hot_errors", says="expected ValueError")
g.wrong("one_hot", "another error", edit={"raise ValueError": "raise IndexError"}, fails="one_hot_errors", says="expected ValueError")
g.wrong("one_hot", "an error that does not say what is wrong", edit={'f"y must lie between 0 and {K - 1}, got {y}"': '"bad labels"'},
        fails="one_hot_errors", says="must name y")
g.wrong("one_hot", "refuses only if all are wrong", edit={"np.any(y >= K)": "(len(y) and np.all(y >= K))"}, fails="one_hot_errors")
g.wrong("one_hot", "imports it from torch", code=ONE_HOT.format(
    body="import torch.nn.functional as F; return F.one_hot(torch.tensor(y, dtype=torch.long), K).numpy().astype(float)"),
        fails="one_hot_values", says="do not import it")
g.wrong("one_hot", "the visible answer, hard-coded", code=ONE_HOT.format(body="return np.eye(4)[[2, 0, 3, 3, 1]]"),
        fails="one_hot_hidden_shapes")
g.right("one_hot", "rows of the identity", code=ONE_HOT.format(body="return np.eye(K)[y]"))
g.right("one_hot", "two indices at once, float32", code=ONE_HOT.format(
    body="Y = np.zeros((len(y), K), np.float32); Y[np.arange(len(y)), y] = 1; return Y"))

# ---------------------------------------------------------------- batches
BATCHES = '''
def batches(X, y, size, rng):
    {body}
'''
g.wrong("batches", "shuffles samples and answers apart", code=BATCHES.format(
    body="a, b = rng.permutation(len(X)), rng.permutation(len(X)); return [(X[a[i:i + size]], y[b[i:i + size]]) for i in range(0, len(X), size)]"),
        fails="batches_pairs", says="another sample's answer")
g.wrong("batches", "the broken code kept", code=BATCHES.format(body="return broken_batches(X, y, size, rng)"),
        fails="batches_pairs batches_sizes batches_hidden_chance", says="last, smaller batch")
g.wrong("batches", "the last batch left out", edit={"range(0, len(X), size)": "range(0, len(X) - size + 1, size)"},
        fails="batches_sizes", says="last, smaller batch")
g.wrong("batches", "the last batch filled up with known samples", code=BATCHES.format(
    body="o = rng.permutation(len(X)); return [(X[j], y[j]) for i in range(0, len(X), size) for j in [np.resize(np.roll(o, -i), size)]]"),
        fails="batches_sizes")
g.wrong("batches", "number of batches instead of their size", code=BATCHES.format(
    body="o = rng.permutation(len(X)); return [(X[j], y[j]) for j in np.array_split(o, size) if len(j)]"),
        fails="batches_sizes", says="sizes")
g.wrong("batches", "no shuffling", edit={"rng.permutation(len(X))": "np.arange(len(X))"}, fails="batches_hidden_chance", says="old order")
g.wrong("batches", "shuffles within each batch only", code=BATCHES.format(
    body="out = []\n    for i in range(0, len(X), size):\n        j = i + rng.permutation(min(size, len(X) - i))\n        out.append((X[j], y[j]))\n    return out"),
        fails="batches_hidden_chance", says="within a batch")
g.wrong("batches", "shuffles the batches, not the samples", code=BATCHES.format(
    body="parts = [(X[i:i + size].copy(), y[i:i + size].copy()) for i in range(0, len(X), size)]\n"
         "    full, last = [p for p in parts if len(p[0]) == size], [p for p in parts if len(p[0]) < size]\n"
         "    return [full[k] for k in rng.permutation(len(full))] + last"),
        fails="batches_hidden_chance", says="whole batches")
g.wrong("batches", "the same order in each epoch", edit={"rng.permutation": "np.random.default_rng(0).permutation"},
        fails="batches_hidden_chance", says="another order than the first")
g.wrong("batches", "NumPy's global generator", edit={"rng.permutation": "np.random.permutation"},
        fails="batches_hidden_chance", says="take all chance from it")
g.wrong("batches", "draws with repetition", edit={"rng.permutation(len(X))": "rng.integers(len(X), size=len(X)) if len(X) else []"},
        fails="batches_sizes", says="must come once")
g.wrong("batches", "shuffles the given arrays", code=BATCHES.format(
    body="o = rng.permutation(len(X)); X[:], y[:] = X[o], y[o]; return [(X[i:i + size].copy(), y[i:i + size].copy()) for i in range(0, len(X), size)]"),
        fails="batches_hidden_chance", says="changes its argument")
g.wrong("batches", "row numbers instead of samples", edit={"(X[order[i:i + size]], y[order[i:i + size]])": "(order[i:i + size], y[order[i:i + size]])"},
        fails="batches_pairs batches_sizes", says="shape")
g.wrong("batches", "the answers unshuffled", edit={"y[order[i:i + size]]": "y[i:i + size]"}, fails="batches_pairs")
g.wrong("batches", "shuffles with scikit-learn", code='''
from sklearn.utils import shuffle


def batches(X, y, size, rng):
    if len(X):
        X, y = shuffle(X, y, random_state=int(rng.integers(2**31)))
    return [(X[i:i + size], y[i:i + size]) for i in range(0, len(X), size)]
''', fails="batches_pairs", says="do not import it")
g.right("batches", "shuffled copies, and a while loop", code='''
def batches(X, y, size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    X, y, i, result = X[order], y[order], 0, []
    while i < len(X):
        result.append([X[i:i + size], y[i:i + size]])
        i += size
    return result
''')
g.right("batches", "sorted by random numbers", code=BATCHES.format(
    body="o = np.argsort(rng.random(len(X))); return [(X[o][i:i + size], y[o][i:i + size]) for i in range(0, len(o), size)]"))

# ---------------------------------------------------------------- confusion
COUNT = '''
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (y, y_hat), 1)
    return counts'''
FOUND = '''
    with np.errstate(invalid="ignore"):
        return counts.diagonal() / counts.sum(axis=1)'''
WORST = '''
    best, place = 0, None
    for i in range(len(counts)):
        for j in range(len(counts)):
            if i != j and counts[i, j] > best:
                best, place = counts[i, j], (i, j)
    return place'''


def confusion(count=COUNT, found=FOUND, worst=WORST):
    return (f"def count_confusions(y, y_hat, K):{count}\n\n\ndef found_share(counts):{found}\n\n\n"
            f"def worst_pair(counts):{worst}\n")


g.wrong("confusion", "rows and columns swapped", edit={"counts[true, predicted] += 1": "counts[predicted, true] += 1"},
        fails="confusion_counts confusion_hidden_edges", says="swapped")
g.wrong("confusion", "all at once: repeated pairs count once", code=confusion(count='''
    counts = np.zeros((K, K), dtype=int)
    counts[y, y_hat] += 1
    return counts'''), fails="confusion_counts confusion_hidden_edges", says="repeated pairs")
g.wrong("confusion", "shares instead of counts", code=confusion(count=COUNT.replace(
    "return counts", "return counts / np.maximum(counts.sum(1, keepdims=True), 1)")), fails="confusion_counts confusion_hidden_edges", says="shares")
g.wrong("confusion", "K from the data", code=confusion(count=COUNT.replace("(K, K)", "(max(y, default=2) + 1, max(y, default=2) + 1)")),
        fails="confusion_counts confusion_hidden_edges", says="does not occur")
g.wrong("confusion", "one number too many in the table", edit={"np.zeros((K, K), dtype=int)": "np.ones((K, K), dtype=int)"},
        fails="confusion_counts confusion_hidden_edges")
g.wrong("confusion", "imports it from scikit-learn", code="from sklearn.metrics import confusion_matrix\n" + confusion(
    count="\n    return confusion_matrix(y, y_hat, labels=range(K)) if len(y) else np.zeros((K, K), int)"),
        fails="confusion_counts", says="do not import it")
g.wrong("confusion", "columns instead of rows", edit={"counts.sum(axis=1)": "counts.sum(axis=0)"},
        fails="confusion_found confusion_hidden_edges", says="divided by the columns")
g.wrong("confusion", "divided by all samples", code=confusion(found="\n    return np.diag(counts) / counts.sum()"),
        fails="confusion_found confusion_hidden_edges", says="all samples")
g.wrong("confusion", "the accuracy", code=confusion(found="\n    return np.trace(counts) / counts.sum()"),
        fails="confusion_found confusion_hidden_edges", says="accuracy")
g.wrong("confusion", "what was missed", code=confusion(found="\n    return 1 - np.diag(counts) / np.maximum(counts.sum(1), 1)"),
        fails="confusion_found confusion_hidden_edges", says="missed")
g.wrong("confusion", "wrong for three classes only", code=confusion(found=FOUND.replace("axis=1)", "axis=1) * (0.9 if len(counts) == 3 else 1)")),
        fails="confusion_found")
g.wrong("confusion", "0 for an empty class", edit={"np.maximum(total, 1), np.nan)": "np.maximum(total, 1), 0)"},
        fails="confusion_hidden_edges", says="nan is asked for")
g.wrong("confusion", "the diagonal counted", edit={"counts - np.diag(np.diag(counts))": "counts"},
        fails="confusion_worst confusion_hidden_edges", says="diagonal")
g.wrong("confusion", "predicted first", edit={"return int(true), int(predicted)": "return int(predicted), int(true)"},
        fails="confusion_worst confusion_hidden_edges", says="(predicted, true)")
g.wrong("confusion", "the flat place", code=confusion(worst='''
    return int((counts - np.diag(np.diag(counts))).argmax())'''), fails="confusion_worst confusion_hidden_edges", says="along the table")
g.wrong("confusion", "the last of several", code=confusion(worst=WORST.replace("> best", ">= max(best, 1)")),
        fails="confusion_hidden_edges", says="the last of several")
g.wrong("confusion", "the smallest predicted class first", code=confusion(worst=WORST.replace("counts[i, j]", "counts[j, i]").replace("(i, j)", "(j, i)")),
        fails="confusion_hidden_edges", says="smallest predicted class first")
g.wrong("confusion", "a pair where there is no mistake", edit={"return None": "return 0, 0"}, fails="confusion_hidden_edges", says="None is asked for")
g.wrong("confusion", "empties the diagonal of the given table", code=confusion(worst='''
    np.fill_diagonal(counts, 0)
    if not counts.any():
        return None
    return tuple(int(k) for k in divmod(counts.argmax(), len(counts)))'''), fails="confusion_hidden_edges", says="changes its argument")
g.wrong("confusion", "the pair that mixes most in both directions", code=confusion(worst='''
    both = np.triu(counts + counts.T, 1)
    if not both.any():
        return None
    i, j = divmod(int(both.argmax()), len(counts))
    return (i, j)'''), fails="confusion_worst confusion_hidden_edges")
g.wrong("confusion", "looks above the diagonal only", edit={"counts - np.diag(np.diag(counts))": "np.triu(counts, 1)"},
        fails="confusion_worst")
g.survivor("confusion", "np.maximum(total, 1) -> np.maximum(total, 0)", "0 / 0 is nan as well: only the warning differs")
g.survivor("confusion", "np.zeros((K, K), dtype=int) -> np.zeros((K, K))", "3.0 samples are 3 samples: kinds of numbers are not told apart")
g.right("confusion", "add.at, and loops")if False else None
g.right("confusion", "add.at, a division by 0, and loops", code=confusion())
g.right("confusion", "bincount of pair numbers, lists, and sorting", code='''
def count_confusions(y, y_hat, K):
    return np.bincount(y * K + y_hat, minlength=K * K).reshape(K, K)


def found_share(counts):
    shares = []
    for k, row in enumerate(counts):
        shares.append(row[k] / sum(row) if sum(row) else float("nan"))
    return np.array(shares)


def worst_pair(counts):
    K = len(counts)
    pairs = sorted((-counts[i, j], i, j) for i in range(K) for j in range(K) if i != j and counts[i, j])
    return tuple(pairs[0][1:]) if pairs else None
''')

# ---------------------------------------------------------------- baseline
g.wrong("baseline", "chosen on the test set", edit={"np.bincount(y_train)": "np.bincount(y_test)"},
        fails="baseline_value baseline_hidden_ties", says="looking at the answers")
g.wrong("baseline", "measured on the training set", edit={"np.mean(y_test == answer)": "np.mean(y_train == answer)"},
        fails="baseline_value baseline_hidden_ties", says="measured on the training set", misconception="training-accuracy")
g.wrong("baseline", "the share of mistakes", edit={"y_test == answer": "y_test != answer"},
        fails="baseline_value baseline_hidden_ties", says="mistakes")
g.wrong("baseline", "a count", edit={"np.mean(y_test": "np.sum(y_test"}, fails="baseline_value baseline_hidden_ties", says="number of right answers")
g.wrong("baseline", "the class", edit={"return np.mean(y_test == answer)": "return answer"}, fails="baseline_value baseline_hidden_ties", says="the class instead")
g.wrong("baseline", "the largest of equally frequent classes", edit={"np.bincount(y_train).argmax()":
        "max(set(y_train.tolist()), key=lambda k: (np.sum(y_train == k), k))"}, fails="baseline_hidden_ties", says="smallest is asked for")
g.wrong("baseline", "the first class that occurs", edit={"np.bincount(y_train).argmax()": "y_train[0]"},
        fails="baseline_value baseline_hidden_ties")
g.wrong("baseline", "the median class", edit={"np.bincount(y_train).argmax()": "np.median(y_train)"},
        fails="baseline_value baseline_hidden_ties")
g.wrong("baseline", "the share in the training set, right for the first test", edit={"return np.mean(y_test == answer)":
        "return 0.3 if len(y_test) == 10 else np.mean(y_train == answer)"}, fails="baseline_hidden_ties")
g.wrong("baseline", "guesses evenly among the classes", edit={"return np.mean(y_test == answer)": "return 1 / len(set(y_train.tolist()))"},
        fails="baseline_value baseline_hidden_ties")
g.wrong("baseline", "counts one test answer more", edit={"np.mean(y_test == answer)":
        "np.mean(y_test == answer) if len(y_test) != 10 else np.sum(y_test == answer) / 11"}, fails="baseline_value")
g.wrong("baseline", "how often, where the class is needed", edit={"np.bincount(y_train).argmax()": "np.bincount(y_train).max()"},
        fails="baseline_value baseline_hidden_ties", says="how often a class occurs")
g.wrong("baseline", "the place of the largest label", edit={"np.bincount(y_train).argmax()": "np.argmax(y_train)"},
        fails="baseline_value baseline_hidden_ties", says="or its place")
g.wrong("baseline", "the largest label", edit={"np.bincount(y_train).argmax()": "y_train.max()"},
        fails="baseline_value baseline_hidden_ties")
g.wrong("baseline", "the place in np.unique", edit={"np.bincount(y_train).argmax()":
        "np.unique(y_train, return_counts=True)[1].argmax()"}, fails="baseline_value baseline_hidden_ties")
g.wrong("baseline", "imports it from scikit-learn", code='''
from sklearn.dummy import DummyClassifier


def baseline_accuracy(y_train, y_test):
    nothing, also_nothing = np.zeros((len(y_train), 1)), np.zeros((len(y_test), 1))
    return DummyClassifier().fit(nothing, y_train).score(also_nothing, y_test)
''', fails="baseline_value", says="do not import it")
g.right("baseline", "np.unique with counts", code='''
def baseline_accuracy(y_train, y_test):
    classes, counts = np.unique(y_train, return_counts=True)
    return float((y_test == classes[np.argmax(counts)]).mean())
''')
g.right("baseline", "dictionaries and loops", code='''
def baseline_accuracy(y_train, y_test):
    count = {}
    for label in sorted(y_train):
        count[int(label)] = count.get(int(label), 0) + 1
    answer = max(count, key=count.get)
    return len([1 for label in y_test if label == answer]) / len(y_test)
''')

# ---------------------------------------------------------------- the examples of the docstrings
g.example("writer = [5, 9, 5, 9, 2]", "([0, 2, 4], [1, 3]) in [tuple(rows.tolist() for rows in split_by_writer("
          "np.array([5, 9, 5, 9, 2]), 1, np.random.default_rng(seed))) for seed in range(20)]")
g.example("X_train = [[1, 5], [2, 5], [3, 5]]", "all(np.allclose(Z, want, atol=5e-4) for Z, want in zip("
          "standardise(np.array([[1, 5], [2, 5], [3, 5]]), np.array([[6, 7]])), "
          "([[-1.225, 0], [0, 0], [1.225, 0]], [[4.899, 2]])))")
g.example("one_hot(", "one_hot(np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]")
g.example("7 samples", "[len(x) for x, _ in batches(np.ones((7, 2)), np.ones(7), 3, np.random.default_rng(0))] == [3, 3, 1]")
g.example("y = [0, 0, 1]", "count_confusions(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist() == [[1, 1], [0, 1]]")
g.example("[[3, 1], [0, 2]]", "found_share(np.array([[3, 1], [0, 2]])).tolist() == [0.75, 1]")
g.example("[[5, 1, 0]", "worst_pair(np.array([[5, 1, 0], [0, 9, 2], [0, 0, 4]])) == (1, 2)")
g.example("y_train = [4, 4, 1]", "baseline_accuracy(np.array([4, 4, 1]), np.array([4, 1, 1, 1])) == 0.25")
