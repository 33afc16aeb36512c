"""Known wrong and known right answers of assignment 09, and the misconceptions behind them."""

from harness import Graders

g = Graders("09_generalization")

# What people believe about generalization. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("best-is-unbiased", "The best of many test scores is still a fair estimate, since each of them is", quiz="each of the 50 was measured fairly")
g.misconception("harmless-preparation", "Means, features or groups may be computed from all rows, since no label is used", quiz="it uses no labels")
g.misconception("more-parameters-overfit", "More parameters than samples means overfitting", quiz="more parameters than")
g.misconception("cures-always-help", "Regularisation always helps a bit, or at least never hurts", quiz="it cannot do harm")
g.misconception("dropout-halves", "Dropout is active whenever the network is used", quiz="It still drops units")
g.misconception("softmax-is-honest", "A softmax output is the probability of being right", quiz="because softmax gives probabilities")
g.misconception("seeds-are-the-error", "The spread over seeds is the uncertainty of the result", quiz="the spread over seeds")
g.misconception("overlap-no-difference", "Two classifiers whose intervals overlap do not differ", quiz="the intervals overlap")

# ---------------------------------------------------------------- folds
MEANS = "mean = X_train.mean(axis=0)"
STD = "std = np.where(X_train.max(axis=0) > X_train.min(axis=0), X_train.std(axis=0), 1)"
g.wrong("folds", "standardises with all rows", edit={MEANS: "mean = X.mean(axis=0)", "X_train.std(axis=0), 1)": "X.std(axis=0), 1)"},
        fails="folds_leak folds_hidden_edges", says="leaked into the training", misconception="harmless-preparation")
g.wrong("folds", "standardises the fold with its own numbers", edit={"(X[fold] - mean) / std": "(X[fold] - X[fold].mean(axis=0)) / np.where(X[fold].std(axis=0) > 0, X[fold].std(axis=0), 1)"},
        fails="folds_leak folds_hidden_edges", says="of the fold itself")
g.wrong("folds", "does not standardise the fold", edit={"(X[fold] - mean) / std": "X[fold]"}, fails="folds_leak folds_hidden_edges",
        says="not standardised")
g.wrong("folds", "does not standardise", edit={"(X_train - mean) / std": "X_train", "(X[fold] - mean) / std": "X[fold]"},
        fails="folds_leak folds_hidden_edges", says="not standardised")
g.wrong("folds", "standardises the fold rightly and the training rows with all", edit={
    "(X_train - mean) / std": "(X_train - X.mean(axis=0)) / np.where(std == 1, 1, X.std(axis=0))"}, fails="folds_leak", says="of all rows")
g.wrong("folds", "only subtracts the mean", edit={"X_train.std(axis=0), 1)": "1, 1)"}, fails="folds_leak folds_hidden_edges",
        says="only the mean")
g.wrong("folds", "divides by the variance", edit={"X_train.std(axis=0), 1)": "X_train.var(axis=0), 1)"},
        fails="folds_leak folds_hidden_edges", says="by the variance")
g.wrong("folds", "trains on all rows", edit={"rest = np.concatenate(parts[:f] + parts[f + 1:])": "rest = np.arange(N)"},
        fails="folds_parts folds_leak folds_hidden_edges", says="the fold is trained on")
g.wrong("folds", "exchanges fold and training rows", edit={"rest = np.concatenate(parts[:f] + parts[f + 1:])": "rest, fold = fold, np.concatenate(parts[:f] + parts[f + 1:])"},
        fails="folds_parts folds_values folds_leak folds_hidden_edges", says="exchanged")
g.wrong("folds", "predicts all rows", edit={"(X[fold] - mean) / std)": "(X - mean) / std)[fold]"},
        fails="folds_parts folds_leak folds_hidden_edges", says="only the fold is to be judged")
g.wrong("folds", "drops the rows that are left over", edit={"parts = np.array_split(rng.permutation(N), k)": "parts = list(rng.permutation(N)[:N // k * k].reshape(k, -1))"},
        fails="folds_parts folds_values folds_leak", says="in no fold")
g.wrong("folds", "shuffles anew for each fold", edit={"for f, fold in enumerate(parts):": "for f in range(k):\n        if f:\n            parts = np.array_split(rng.permutation(N), k)\n        fold = parts[f]"},
        fails="folds_parts folds_values", says="shuffled anew")
g.wrong("folds", "does not shuffle", edit={"parts = np.array_split(rng.permutation(N), k)": "parts = np.array_split(np.arange(N), k)"}, fails="folds_parts folds_values folds_leak folds_hidden_edges", says="not shuffled")
g.wrong("folds", "the error, not the accuracy", edit={"== y[fold]))": "!= y[fold]))"}, fails="folds_values folds_hidden_edges", says="wrong answers")
g.wrong("folds", "one mean", edit={"return np.array(accuracies)": "return np.mean(accuracies)"}, fails="folds_values folds_hidden_edges", says="one number")
g.wrong("folds", "counts instead of shares", edit={"np.mean(np.asarray(y_hat)": "np.sum(np.asarray(y_hat)"}, fails="folds_values folds_hidden_edges", says="not their share")
g.wrong("folds", "nan from a constant column", edit={STD: "std = X_train.std(axis=0)"}, fails="folds_leak folds_hidden_edges", says="is not to be divided")
g.wrong("folds", "trusts a standard deviation of exactly 0", edit={STD: "std = X_train.std(axis=0); std[std == 0] = 1"}, fails="folds_leak folds_hidden_edges", says="is not to be divided")
g.wrong("folds", "compares with the first rows of y", edit={"np.mean(np.asarray(y_hat) == y[fold])": "np.mean([a == b for a, b in zip(y_hat, y)])"},
        fails="folds_values folds_hidden_edges")
g.wrong("folds", "k = N refused", edit={"2 <= k <= N": "2 <= k < N"}, fails="folds_hidden_edges")
g.wrong("folds", "no error", edit={"if not 2 <= k <= N:": "if False:"}, fails="folds_hidden_edges")
g.wrong("folds", "an error that does not name k", edit={'f"k: expected 2 to {N} folds, got {k}"': '"k: too few or too many folds"'}, fails="folds_hidden_edges", says="the message must name")
g.wrong("folds", "writes into X", edit={MEANS: "X -= X.mean(axis=0).astype(X.dtype)\n        X_train = X[rest]\n        mean = X_train.mean(axis=0)"}, fails="folds_parts folds_hidden_edges", says="X was changed")
g.wrong("folds", "trains on the folds before only", edit={"parts[:f] + parts[f + 1:]": "parts[:f] or parts[1:]"}, fails="folds_parts")
g.wrong("folds", "trains on the fold itself", edit={"rest = np.concatenate(parts[:f] + parts[f + 1:])": "rest = fold"},
        fails="folds_parts folds_leak folds_hidden_edges", says="the fold itself")
g.wrong("folds", "divides by N / k", edit={"np.mean(np.asarray(y_hat) == y[fold])": "np.sum(np.asarray(y_hat) == y[fold]) / (N / k)"}, fails="folds_values")
g.wrong("folds", "forgets the last fold", edit={"for f, fold in enumerate(parts):": "for f, fold in enumerate(parts[:-1]):"},
        fails="folds_parts folds_values folds_leak folds_hidden_edges", says="must be called once")
ORDER = {"parts = np.array_split(rng.permutation(N), k)": "order = rng.permutation(N)\n    parts = np.array_split(np.arange(N), k)\n    X = X[order]"}
g.wrong("folds", "shuffles X and not y", edit=ORDER, fails="folds_parts folds_values folds_leak folds_hidden_edges", says="do not belong together")
g.wrong("folds", "shuffles the caller's X and y", edit={k: v.replace("X = X[order]", "X[:], y[:] = X[order], y[order]") for k, v in ORDER.items()},
        fails="folds_parts folds_hidden_edges", says="was changed")
g.wrong("folds", "one mean for the whole table", edit={MEANS: "mean = X_train.mean()", STD: "std = X_train.std()"}, fails="folds_leak folds_hidden_edges", says="axis=0")
g.wrong("folds", "X_new without its last column", edit={"(X[fold] - mean) / std": "((X[fold] - mean) / std)[:, :-1]"}, fails="folds_leak folds_hidden_edges", says="must have the shape")
g.wrong("folds", "X_train without its last row", edit={"(X_train - mean) / std": "((X_train - mean) / std)[:-1]"}, fails="folds_parts folds_leak", says="must have a row")
g.right("folds", "shuffles copies of X and y", edit={k: v + "\n    y = y[order]" for k, v in ORDER.items()})
g.right("folds", "with masks, and scikit-learn's order of steps", code='''
def standardised(table, X):
    table, X = np.asarray(table, float), np.asarray(X, float)
    constant = (X == X[0]).all(axis=0)
    return (table - X.mean(0)) / np.where(constant, 1.0, X.std(0))


def cross_validate(predict, X, y, k, rng):
    if k < 2 or k > len(y):
        raise ValueError("k=%d does not fit %d rows" % (k, len(y)))
    fold_of = np.empty(len(y), int)
    for f, rows in enumerate(np.array_split(rng.permutation(len(y)), k)):
        fold_of[rows] = f
    order = rows = None
    scores = []
    for f in range(k):
        new = fold_of == f
        rows = np.flatnonzero(new)
        y_hat = predict(standardised(X[~new], X[~new]), y[~new], standardised(X[rows], X[~new]))
        scores.append(sum(int(a) == int(b) for a, b in zip(y_hat, y[rows])) / len(rows))
    return scores
''')
g.right("folds", "rest by setdiff1d, float32", edit={"rest = np.concatenate(parts[:f] + parts[f + 1:])": "rest = np.setdiff1d(np.arange(N), fold)",
        "return np.array(accuracies)": "return np.array(accuracies, np.float32)"})
g.right("folds", "rest by delete, k in an f-string without a word", edit={"rest = np.concatenate(parts[:f] + parts[f + 1:])": "rest = np.delete(np.arange(N), np.sort(fold))",
        'f"k: expected 2 to {N} folds, got {k}"': 'f"k={k}"'})

# ---------------------------------------------------------------- stop
KEEP = "losses[-1]\n            kept = [w.copy() for w in weights]"
STOP = "stop_epochs stop_hidden_nan stop_hidden_limits"
KEPT = "stop_weights stop_hidden_nan stop_hidden_limits"
g.wrong("stop", "keeps the list, not a copy", edit={KEEP: "losses[-1]\n            kept = weights"}, fails=KEPT, says="a copy of the arrays")
g.wrong("stop", "copies the list, not the arrays", edit={KEEP: "losses[-1]\n            kept = list(weights)"}, fails=KEPT, says="a copy of the arrays")
g.wrong("stop", "returns the weights of the last epoch", edit={"return best, losses, kept": "return best, losses, weights"}, fails=KEPT, says="last epoch")
g.wrong("stop", "keeps nothing but the first array", edit={KEEP: "losses[-1]\n            kept[0] = weights[0].copy()"}, fails="stop_weights", says="kept[1]")
g.wrong("stop", "returns one array", edit={"return best, losses, kept": "return best, losses, kept[0]"}, fails=KEPT, says="a list of 2 arrays")
g.wrong("stop", "gives the starting weights back", edit={KEEP: "losses[-1]"}, fails=KEPT, says="before training")
g.wrong("stop", "an equal loss is a new best", edit={"if losses[-1] < lowest": "if losses[-1] <= lowest"}, fails="stop_epochs stop_hidden_limits", says="equal loss")
g.wrong("stop", "one epoch too patient", edit={"- best < patience": "- best <= patience"}, fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="one epoch too many")
g.wrong("stop", "not patient enough", edit={"- best < patience": "- best < max(patience - 1, 1)"}, fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="one epoch too few")
g.wrong("stop", "patience is never renewed", edit={"len(losses) - 1 - best < patience": "sum(b >= a for a, b in zip(losses, losses[1:])) < patience"},
        fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="does not start anew")
g.wrong("stop", "patience is renewed by any fall", edit={"len(losses) - 1 - best < patience": "(len(losses) <= patience or any(b < a for a, b in zip(losses[-patience - 1:], losses[-patience:])))"},
        fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="anew at any fall")
g.wrong("stop", "measures twice an epoch", edit={"if losses[-1] < lowest:": "if float(val_loss(weights)) < lowest:"}, fails="stop_epochs", says="it was called")
g.wrong("stop", "writes the best weights back", edit={"return best, losses, kept": "for w, v in zip(weights, kept):\n        w[...] = v\n    return best, losses, kept"}, fails="stop_weights", says="written back")
g.wrong("stop", "trains new copies", edit={"epoch(weights)\n        losses": "weights = [w.copy() for w in weights]\n        epoch(weights)\n        losses"}, fails="stop_weights", says="nothing has changed")
g.wrong("stop", "compares with the epoch before", edit={"if losses[-1] < lowest": "if losses[-1] < losses[-2]"}, fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="with the epoch before")
g.wrong("stop", "counts epochs from 1", edit={"return best, losses, kept": "return best + 1, losses, kept"}, fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="counted from 1")
g.wrong("stop", "returns the last epoch", edit={"return best, losses, kept": "return len(losses) - 1, losses, kept"}, fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="the last epoch, not the best")
g.wrong("stop", "leaves out the loss before training", edit={"return best, losses, kept": "return best, losses[1:], kept"}, fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="before training is missing")
g.wrong("stop", "no patience at all", edit={"len(losses) - 1 - best < patience": "len(losses) - 1 == best"}, fails="stop_epochs stop_hidden_nan stop_hidden_limits", says="one epoch too few")
g.wrong("stop", "the lowest losses so far", edit={"return best, losses, kept": "return best, np.fmin.accumulate(losses).tolist(), kept"}, fails="stop_epochs")
g.wrong("stop", "a first loss of nan is never beaten", edit={"losses[0] if not math.isnan(losses[0]) else math.inf": "losses[0]"}, fails="stop_hidden_nan")
g.wrong("stop", "nan ends the training", edit={"epoch(weights)\n        losses": "epoch(weights)\n        if math.isnan(losses[-1]):\n            break\n        losses"}, fails="stop_hidden_nan")
g.wrong("stop", "nan is a new best", edit={"if losses[-1] < lowest": "if not losses[-1] >= lowest"}, fails="stop_hidden_nan")
g.wrong("stop", "takes np.nanargmin at the end", edit={"return best, losses, kept": "return int(np.nanargmin(losses)), losses, kept"}, fails="stop_hidden_nan")
g.wrong("stop", "one epoch more than max_epochs", edit={"len(losses) <= max_epochs": "len(losses) <= max_epochs + 1"}, fails="stop_epochs stop_hidden_limits", says="one epoch more than max_epochs")
g.wrong("stop", "one epoch fewer than max_epochs", edit={"len(losses) <= max_epochs": "len(losses) < max_epochs"}, fails="stop_epochs stop_hidden_limits", says="one epoch fewer than max_epochs")
g.wrong("stop", "ignores max_epochs", edit={"while len(losses) <= max_epochs and": "while len(losses) < 30 and"}, fails="stop_epochs stop_hidden_limits")
g.wrong("stop", "trains at least once", edit={"while len(losses) <= max_epochs and": "while len(losses) <= max(1, max_epochs) and"}, fails="stop_hidden_limits")
g.wrong("stop", "returns only the best", edit={"return best, losses, kept": "return best"}, fails="stop_epochs stop_weights stop_hidden_nan stop_hidden_limits", says="return (best, losses, kept)")
g.right("stop", "with a counter and deepcopy", code='''
import copy


def train_until(epoch, val_loss, weights, patience, max_epochs):
    losses = [val_loss(weights)]
    best, best_weights, waited = 0, copy.deepcopy(weights), 0
    for number in range(1, max_epochs + 1):
        if waited == patience:
            break
        epoch(weights)
        loss = val_loss(weights)
        seen = [l for l in losses if l == l]
        losses.append(loss)
        if loss == loss and (not seen or loss < min(seen)):
            best, best_weights, waited = number, copy.deepcopy(weights), 0
        else:
            waited += 1
    return best, losses, best_weights
''')
g.right("stop", "a list returned, NumPy numbers, a tuple of arrays", edit={"return best, losses, kept": "return [np.int64(best), [np.float64(v) for v in losses], tuple(kept)]"})
g.right("stop", "for-else over range", code='''
def train_until(epoch, val_loss, weights, patience, max_epochs):
    def measure():
        return float(val_loss(weights))

    def snapshot():
        return [np.array(w) for w in weights]

    history = [measure()]
    lowest = np.inf if np.isnan(history[0]) else history[0]
    state = 0, snapshot()
    for e in range(1, max_epochs + 1):
        epoch(weights)
        history += [measure()]
        if history[e] < lowest:
            lowest, state = history[e], (e, snapshot())
        elif e - state[0] >= patience:
            break
    return state[0], history, state[1]
''')

# ---------------------------------------------------------------- drop
F = "self.factor = (self.rng.random(self.W.shape) >= self.p) / (1 - self.p)"
ALL = "drop_mask drop_backward drop_hidden"
g.wrong("drop", "never drops", edit={"if self.training:": "if False:"}, fails=ALL, says="no weight is left out")
g.wrong("drop", "does not divide by 1 - p", edit={" / (1 - self.p)": " * 1.0"}, fails=ALL, says="not divided by 1 - p")
g.wrong("drop", "multiplies by 1 - p", edit={" / (1 - self.p)": " * (1 - self.p)"}, fails=ALL, says="where it is to be divided")
g.wrong("drop", "divides by p", edit={" / (1 - self.p)": " / (self.p or 1)"}, fails="drop_mask drop_hidden", says="divided by p")
g.wrong("drop", "p and 1 - p exchanged", edit={F: F.replace(">=", "<")}, fails="drop_mask drop_hidden", says="exchanged")
g.wrong("drop", "the older form: multiplies in evaluation", edit={F: "self.factor = 1.0 * (self.rng.random(self.W.shape) >= self.p)",
        "self.factor = np.ones(self.W.shape)": "self.factor = np.full(self.W.shape, 1 - self.p)"}, fails="drop_eval drop_mask drop_backward drop_hidden", says="older form")
g.wrong("drop", "divides in evaluation too", edit={"self.factor = np.ones(self.W.shape)": "self.factor = np.ones(self.W.shape) / (1 - self.p)"}, fails="drop_eval drop_hidden", says="in evaluation mode as well")
g.wrong("drop", "drops in evaluation too", edit={"if self.training:": "if True:"}, fails="drop_eval drop_hidden", misconception="dropout-halves")
g.wrong("drop", "drops whole inputs, as dropout does", edit={F: F.replace("self.W.shape", "self.W.shape[1]")}, fails="drop_mask", says="whole columns")
g.wrong("drop", "drops whole units", edit={F: F.replace("self.rng.random(self.W.shape)", "self.rng.random((len(self.W), 1))")}, fails="drop_mask", says="whole rows")
g.wrong("drop", "one mask for ever", edit={"if self.training:\n            " + F: "if self.training:\n            if not hasattr(self, 'mask'):\n                self.mask = (self.rng.random(self.W.shape) >= self.p) / (1 - self.p)\n            self.factor = self.mask"},
        fails="drop_mask drop_hidden", says="same mask")
g.wrong("drop", "always the generator of seed 0", edit={"self.rng.random(": "np.random.default_rng(0).random("}, fails="drop_mask drop_hidden", says="same mask")
g.wrong("drop", "drops in W itself", edit={"return X @ (self.factor * self.W).T + self.b": "self.W = self.factor * self.W\n        return X @ self.W.T + self.b"}, fails="drop_mask drop_backward drop_hidden")
g.wrong("drop", "forgets the bias", edit={"(self.factor * self.W).T + self.b": "(self.factor * self.W).T"}, fails="drop_eval drop_mask drop_backward drop_hidden", says="without the bias")
g.wrong("drop", "drops the bias too", edit={"(self.factor * self.W).T + self.b": "(self.factor * self.W).T + self.factor[:, 0] * self.b"}, fails="drop_mask drop_backward", says="neither masked nor divided")
g.wrong("drop", "divides the bias", edit={"(self.factor * self.W).T + self.b": "(self.factor * self.W).T + self.b / (1 - self.p * self.training)"}, fails="drop_mask drop_backward drop_hidden", says="neither masked nor divided")
g.wrong("drop", "dX with all weights", edit={"return d_out @ (self.factor * self.W)": "return d_out @ self.W"}, fails="drop_backward", says="also those that were silent")
g.wrong("drop", "dX without 1 / (1 - p)", edit={"return d_out @ (self.factor * self.W)": "return d_out @ ((self.factor > 0) * self.W)"}, fails="drop_backward", says="not divided by 1 - p")
g.wrong("drop", "silent weights learn", edit={"d_out.T @ self.X * self.factor": "d_out.T @ self.X"}, fails="drop_backward", says="had no influence")
g.wrong("drop", "dW without 1 / (1 - p)", edit={"d_out.T @ self.X * self.factor": "d_out.T @ self.X * (self.factor > 0)"}, fails="drop_backward", says="is missing")
g.wrong("drop", "overwrites dW", edit={"self.dW += ": "self.dW = "}, fails="drop_backward", says="the last gradient alone")
g.wrong("drop", "overwrites db", edit={"self.db += ": "self.db = "}, fails="drop_backward", says="the last gradient alone")
g.wrong("drop", "the mean in db", edit={"d_out.sum(axis=0)": "d_out.mean(axis=0)"}, fails="drop_eval drop_backward", says="instead of the sum")
g.wrong("drop", "divides dW by N", edit={"d_out.T @ self.X * self.factor": "d_out.T @ self.X * self.factor / len(d_out)"}, fails="drop_eval drop_backward", says="by the number of rows")
g.wrong("drop", "the wrong sign in dW", edit={"self.dW += ": "self.dW -= "}, fails="drop_eval drop_backward", says="wrong sign")
g.wrong("drop", "a new mask in backward", edit={"self.dW += ": "self.factor = (self.rng.random(self.W.shape) >= self.p) / (1 - self.p) if self.training else self.factor\n        self.dW += "}, fails="drop_backward", says="another mask than the forward")
g.wrong("drop", "a mask for each row", edit={"return X @ (self.factor * self.W).T + self.b": "many = np.array([self.factor] + [(self.rng.random(self.W.shape) >= self.p) / (1 - self.p) if self.training else self.factor for _ in X[1:]])\n        return np.einsum('nd,nkd->nk', X, many * self.W) + self.b"},
        fails="drop_mask drop_backward drop_hidden", says="two equal rows")
g.wrong("drop", "a mask for each row, drawn at once", edit={"self.rng.random(self.W.shape)": "self.rng.random((len(X), *self.W.shape))", "return X @ (self.factor * self.W).T + self.b": "self.many = self.factor * self.W\n        self.factor = self.factor.mean(axis=0) if self.training else self.factor\n        return np.einsum('nd,...kd->nk', X, self.many) + self.b if not self.training else np.einsum('nd,nkd->nk', X, self.many) + self.b"},
        fails="drop_mask drop_backward drop_hidden", says="two equal rows")
g.wrong("drop", "drops outputs, before the bias", edit={"return X @ (self.factor * self.W).T + self.b": "keep = (self.rng.random((len(X), len(self.W))) >= self.p) / (1 - self.p) if self.training else 1\n        return X @ self.W.T * keep + self.b"},
        fails="drop_mask drop_backward drop_hidden", says="whole outputs are silent")
g.wrong("drop", "the same number of weights each time", edit={F: "self.factor = (self.rng.permutation(self.W.size).reshape(self.W.shape) >= round(self.p * self.W.size)) / (1 - self.p)"}, fails="drop_mask", says="the number varies")
g.wrong("drop", "NumPy's own generator", edit={"self.rng.random(": "np.random.random("}, fails="drop_mask", says="draw from self.rng")
g.wrong("drop", "backward goes by the present mode", edit={"self.dW += ": "if not self.training:\n            self.factor = np.ones(self.W.shape)\n        self.dW += "}, fails="drop_backward", says="the mode of the last forward")
g.wrong("drop", "multiplies what was in dW as well", edit={"self.dW += d_out.T @ self.X * self.factor": "self.dW += d_out.T @ self.X\n        self.dW *= self.factor"}, fails="drop_backward", says="what was there is multiplied")
g.wrong("drop", "drops rows of X", edit={"return X @ (self.factor * self.W).T + self.b": "return (X * self.factor[0]) @ self.W.T + self.b"}, fails="drop_mask drop_backward", says="whole columns")
g.wrong("drop", "train() does not come back from eval()", edit={"if self.training:\n": "self.ever = getattr(self, 'ever', False) or not self.training\n        if not self.ever:\n"}, fails="drop_hidden")
g.wrong("drop", "writes into d_out", edit={"self.dW += ": "d_out *= 1.5; d_out /= 1.5; d_out[d_out == 1.0] += 1e-3\n        self.dW += "}, fails="drop_hidden drop_eval")
g.wrong("drop", "no gradient of W in evaluation", edit={"self.dW += ": "self.dW += self.training * "}, fails="drop_eval")
g.right("drop", "where, broadcast, and the mask kept apart", edit={F: "self.factor = np.where(self.rng.uniform(size=self.W.shape) < self.p, 0.0, 1 / (1 - self.p))"})
g.right("drop", "binomial draws and a loop over rows", code='''
class DropConnect(layers.Linear):
    def __init__(self, D_in, D_out, p, rng):
        super().__init__(D_in, D_out, rng=rng)
        self.p, self.rng, self.training = p, rng, True

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def forward(self, X):
        mask = self.rng.binomial(1, 1 - self.p, self.W.shape) if self.training else None
        self.kept = (X, mask)
        self.used = self.W if mask is None else mask * self.W / (1 - self.p)
        return np.stack([self.used @ x for x in X]) + self.b

    def backward(self, d_out):
        X, mask = self.kept
        dW = sum(np.outer(d, x) for d, x in zip(d_out, X))
        if mask is not None:
            dW = dW * mask / (1 - self.p)
        self.dW = self.dW + dW
        self.db = self.db + np.sum(d_out, axis=0)
        return np.stack([d @ self.used for d in d_out])
''')
g.right("drop", "lets the linear layer do its part", edit={
    "self.X = X\n": "whole = self.W\n", "return X @ (self.factor * self.W).T + self.b": "self.W = self.factor * whole\n        Z = super().forward(X)\n        self.W = whole\n        return Z",
    "self.dW += d_out.T @ self.X * self.factor\n        self.db += d_out.sum(axis=0)\n        return d_out @ (self.factor * self.W)":
    "whole, before = self.W, self.dW\n        self.W, self.dW = self.factor * whole, np.zeros(whole.shape)\n        dX = super().backward(d_out)\n        self.W, self.dW = whole, before + self.dW * self.factor\n        return dX"})
g.right("drop", "float32 factor", edit={F: F.replace("/ (1 - self.p)", "* np.float32(1 / (1 - self.p))")})

# ---------------------------------------------------------------- paired
PAIR = "paired_counts paired_hidden_many paired_hidden_edges"
g.wrong("paired", "exchanges A and B", edit={"return a_only, b_only, min": "return b_only, a_only, min"}, fails=PAIR, says="exchanged")
g.wrong("paired", "counts all that each gets right", edit={"int((a & ~b).sum()), int((b & ~a).sum())": "int(a.sum()), int(b.sum())"}, fails=PAIR + " paired_p", says="also together")
g.wrong("paired", "counts mistakes", edit={"int((a & ~b).sum()), int((b & ~a).sum())": "int((~a).sum()), int((~b).sum())"}, fails=PAIR.replace("paired_hidden_many ", "") + " paired_hidden_many", says="gets wrong")
g.wrong("paired", "counts different answers", edit={"int((a & ~b).sum()), int((b & ~a).sum())": "(int(np.sum(np.asarray(y_hat_a) != np.asarray(y_hat_b))),) * 2"}, fails=PAIR + " paired_p", says="whoever is right")
g.wrong("paired", "one-sided", edit={"2 * tail": "tail"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="one side only")
g.wrong("paired", "the split alone", edit={"range(min(a_only, b_only) + 1)": "[min(a_only, b_only)]"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="the split itself alone")
g.wrong("paired", "forgets i = m", edit={"range(min(a_only, b_only) + 1)": "range(min(a_only, b_only))"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="i = m, is missing")
g.wrong("paired", "p above 1", edit={"min(1.0, 2 * tail / 2**n)": "2 * tail / 2**n"}, fails="paired_p paired_hidden_edges", says="above 1")
g.wrong("paired", "1 - p", edit={"min(1.0, 2 * tail / 2**n)": "1 - min(1.0, 2 * tail / 2**n)"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="1 - p")
g.wrong("paired", "all samples in the power", edit={"2 * tail / 2**n": "2 * tail / 2**len(a)"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="all samples")
g.wrong("paired", "n counts all samples", edit={"n = a_only + b_only\n": "n = len(a)\n"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="n is the number of all")
g.wrong("paired", "m is what B gets right alone", edit={"range(min(a_only, b_only) + 1)": "range(b_only + 1)"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="the sum goes too far")
g.wrong("paired", "m is what A gets right alone", edit={"range(min(a_only, b_only) + 1)": "range(a_only + 1)"}, fails="paired_p paired_hidden_edges", says="the sum goes too far")
g.wrong("paired", "m is the larger", edit={"range(min(a_only, b_only) + 1)": "range(max(a_only, b_only) + 1)"}, fails="paired_p paired_hidden_many paired_hidden_edges", says="the sum goes too far")
g.wrong("paired", "half to the n becomes 0", edit={"2 * tail / 2**n": "2 * sum(math.comb(n, i) * 0.5**n for i in range(min(a_only, b_only) + 1))"}, fails="paired_hidden_many", says="OverflowError")
g.wrong("paired", "a float for each number", edit={"math.comb(n, i) for": "float(math.comb(n, i)) for"}, fails="paired_hidden_many", says="OverflowError")
g.wrong("paired", "whole numbers of NumPy overflow", edit={"2 * tail / 2**n": "2 * float(np.array([math.comb(n, i) % 2**62 for i in range(min(a_only, b_only) + 1)], np.int64).sum()) / 2.0**min(n, 1000)"}, fails="paired_hidden_many")
g.wrong("paired", "compares lists as a whole", edit={"np.asarray(answers) == np.asarray(y)": "np.array(answers == y) & np.ones(len(y), bool)"}, fails="paired_counts paired_hidden_edges")
g.wrong("paired", "nan without a difference", edit={"n = a_only + b_only\n": "n = a_only + b_only\n    if n == 0:\n        return 0, 0, float('nan')\n"}, fails="paired_hidden_edges")
g.wrong("paired", "0 without a difference", edit={"n = a_only + b_only\n": "n = a_only + b_only\n    if n == 0:\n        return 0, 0, 0.0\n"}, fails="paired_hidden_edges")
g.wrong("paired", "an approximation by the normal curve", edit={"min(1.0, 2 * tail / 2**n)": "math.erfc(abs(a_only - b_only) / math.sqrt(2 * n)) if n else 1.0"}, fails="paired_p paired_hidden_many paired_hidden_edges")
g.wrong("paired", "only two classes", edit={"np.asarray(answers) == np.asarray(y)": "(np.asarray(answers) > 0) == (np.asarray(y) > 0)"}, fails="paired_counts paired_hidden_many paired_hidden_edges")
g.wrong("paired", "lets SciPy do it", code='''
def compare(y_hat_a, y_hat_b, y):
    from scipy.stats import binomtest

    a, b = (np.asarray(answers) == np.asarray(y) for answers in (y_hat_a, y_hat_b))
    m, n = int((a & ~b).sum()), int((a != b).sum())
    return m, n - m, float(binomtest(m, n).pvalue) if n else 1.0
''', fails="paired_p", says="no other library")
g.wrong("paired", "only p", edit={"return a_only, b_only, min": "return min"}, fails="paired_counts paired_p paired_hidden_many paired_hidden_edges", says="return (a_only, b_only, p)")
g.wrong("paired", "wrong only in the order of the visible sample", edit={"return a_only, b_only, min": "return (b_only, a_only, 1.0) if len(a) == 10 and np.any(y) else (a_only, b_only, min(1.0, 2 * tail / 2**n)) if True else min"}, fails="paired_counts", says="exchanged")
g.right("paired", "loops, and logarithms", code='''
def compare(y_hat_a, y_hat_b, y):
    a_only = b_only = 0
    for a, b, t in zip(y_hat_a, y_hat_b, y):
        if a == t and b != t:
            a_only += 1
        if b == t and a != t:
            b_only += 1
    n, m = a_only + b_only, min(a_only, b_only)
    logs = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) - n * math.log(2) for i in range(m + 1)]
    return a_only, b_only, min(1.0, 2 * math.fsum(math.exp(v) for v in logs))
''')
g.right("paired", "fractions, NumPy whole numbers, a list", code='''
from fractions import Fraction


def compare(y_hat_a, y_hat_b, y):
    right = np.array([np.array(y_hat_a) == np.array(y), np.array(y_hat_b) == np.array(y)])
    alone = right & ~right[::-1]
    a_only, b_only = alone.sum(axis=1)
    n = int(a_only + b_only)
    total, term = 0, 1
    for i in range(int(min(a_only, b_only)) + 1):
        total += term
        term = term * (n - i) // (i + 1)
    return [a_only, b_only, float(min(Fraction(1), Fraction(total, 2**n) * 2))]
''')

# ---------------------------------------------------------------- twins
GROUPS = '''
def groups_of(X):
    {groups}


def split_groups(groups, share, rng):
    {split}
'''
OF = "numbers = {}; return np.array([numbers.setdefault(tuple(row), len(numbers)) for row in X.tolist()])"
SPLIT = "order = rng.permutation(np.max(groups) + 1); sizes = np.append(0, np.cumsum(np.bincount(groups)[order])); return np.isin(groups, order[:0 + np.searchsorted(sizes, share * len(groups))])"


def twins(groups=OF, split=SPLIT):
    return GROUPS.format(groups=groups, split=split)


g.wrong("twins", "numbers in sorted order", code=twins("return np.unique(X, axis=0, return_inverse=True)[1].ravel()"), fails="twins_groups twins_hidden_groups", says="sorted order")
g.wrong("twins", "compares sums", code=twins("numbers = {}; return np.array([numbers.setdefault(round(float(sum(row)), 9), len(numbers)) for row in X])"), fails="twins_groups twins_hidden_groups")
g.wrong("twins", "compares sorted rows", code=twins("numbers = {}; return np.array([numbers.setdefault(tuple(sorted(row)), len(numbers)) for row in X.tolist()])"), fails="twins_groups twins_hidden_groups", says="taken for equal")
g.wrong("twins", "compares the first column", code=twins("numbers = {}; return np.array([numbers.setdefault(row[0], len(numbers)) for row in X.tolist()])"), fails="twins_groups twins_hidden_groups", says="only the first column")
g.wrong("twins", "every row its own", code=twins("return np.arange(len(X))"), fails="twins_groups twins_hidden_groups", says="group of its own")
g.wrong("twins", "from 1", code=twins("numbers = {}; return np.array([numbers.setdefault(tuple(row), len(numbers) + 1) for row in X.tolist()])"), fails="twins_groups twins_hidden_groups", says="numbered from 1")
g.wrong("twins", "the first row's number", code=twins("numbers = {}; return np.array([numbers.setdefault(tuple(row), i) for i, row in enumerate(X.tolist())])"), fails="twins_groups twins_hidden_groups", says="row of the first appearance")
g.wrong("twins", "neighbours only", code=twins("return np.append(0, np.cumsum((np.diff(X, axis=0) != 0).any(axis=1)))"), fails="twins_groups twins_hidden_groups", says="row before only")
g.wrong("twins", "cuts decimals off", code=twins("numbers = {}; return np.array([numbers.setdefault(tuple(int(v) for v in row), len(numbers)) for row in X.tolist()])"), fails="twins_groups twins_hidden_groups", says="nearly agree")
g.wrong("twins", "rounds to four digits", code=twins("numbers = {}; return np.array([numbers.setdefault(tuple(np.round(row, 4)), len(numbers)) for row in X])"), fails="twins_groups twins_hidden_groups", says="nearly agree")
g.wrong("twins", "np.isclose", code=twins("out = []; [out.append(next((out[j] for j in range(i) if np.isclose(X[i], X[j]).all()), max(out, default=-1) + 1)) for i in range(len(X))]; return np.array(out)"), fails="twins_groups twins_hidden_groups", says="nearly agree")
g.wrong("twins", "a weighted sum as the key", code=twins("numbers = {}; return np.array([numbers.setdefault(v, len(numbers)) for v in (X @ np.arange(1, X.shape[1] + 1)).tolist()])"), fails="twins_groups", says="weighted sum")
g.wrong("twins", "a list", code=twins(OF.replace("np.array([", "list([")), fails="twins_groups", says="list")
g.wrong("twins", "floats", code=twins(OF.replace("X.tolist()])", "X.tolist()]) * 1.0")), fails="twins_groups", says="an array of floats")
g.wrong("twins", "sorts X", code=twins("rows = [tuple(row) for row in X.tolist()]; first = {}; [first.setdefault(row, len(first)) for row in rows]; X.sort(axis=0); return np.array([first[row] for row in rows])"), fails="twins_hidden_groups")
g.wrong("twins", "needs two columns", code=twins("numbers = {}; return np.array([numbers.setdefault((row[0], row[1]), len(numbers)) if len(row) == 2 else numbers.setdefault((row[0], row[1], row[2]), len(numbers)) for row in X.tolist()])"), fails="twins_hidden_groups", says="IndexError")
g.wrong("twins", "equal numbers written by the visible example", code=twins("numbers = {}; out = np.array([numbers.setdefault(tuple(row), len(numbers)) for row in X.tolist()]); return out[::-1] if len(X) == 9 else out"), fails="twins_groups")
g.wrong("twins", "the mask of the training set", code=twins(split=SPLIT.replace("return np.isin", "return ~np.isin")), fails="twins_split twins_hidden_split", says="the training set")
g.wrong("twins", "a share of the groups", code=twins(split="order = rng.permutation(np.max(groups) + 1); return np.isin(groups, order[:int(np.ceil(share * len(order)))])"), fails="twins_split twins_hidden_split", says="rows that count")
g.wrong("twins", "stops one group early", code=twins(split=SPLIT.replace("0 + np.searchsorted", "max(0, -1 + np.searchsorted").replace("groups))]", "groups)))]")), fails="twins_split twins_hidden_split", says="one group too few")
g.wrong("twins", "one group too many", code=twins(split=SPLIT.replace("0 + np.searchsorted", "1 + np.searchsorted")), fails="twins_split twins_hidden_split", says="one group too many")
g.wrong("twins", "more than the share", code=twins(split=SPLIT.replace("share * len(groups))", "share * len(groups), side='right')")), fails="twins_split twins_hidden_split")
g.wrong("twins", "the groups in order", code=twins(split=SPLIT.replace("rng.permutation(np.max(groups) + 1)", "np.arange(np.max(groups) + 1)")), fails="twins_split twins_hidden_split", says="order of their numbers")
g.wrong("twins", "splits rows", code=twins(split="mask = np.zeros(len(groups), bool); mask[rng.permutation(len(groups))[:int(share * len(groups))]] = True; return mask"), fails="twins_split twins_hidden_split")
LOOP = "test = np.zeros(len(groups), bool)\n    for group in {order}:\n        if test.sum() >= {enough}:\n            break\n        test |= groups == group\n    return test"
G = "rng.permutation(groups.max() + 1)"
g.wrong("twins", "the largest number taken for the number of groups", code=twins(split=LOOP.format(order="rng.permutation(groups.max())", enough="share * len(groups)")), fails="twins_split twins_hidden_split", says="G = max + 1")
g.wrong("twins", "permutes as many numbers as rows", code=twins(split=LOOP.format(order="rng.permutation(len(groups))", enough="share * len(groups)")), fails="twins_split twins_hidden_split", says="of the rows")
g.wrong("twins", "rounds share * N down", code=twins(split=LOOP.format(order=G, enough="int(share * len(groups))")), fails="twins_split", says="rounded down")
g.wrong("twins", "rounds share * N", code=twins(split=LOOP.format(order=G, enough="round(share * len(groups))")), fails="twins_split", says="rounded down")
g.wrong("twins", "adds first, asks afterwards", code=twins(split=LOOP.format(order=G, enough="share * len(groups)").replace("        if test.sum() >= share * len(groups):\n            break\n        test |= groups == group\n", "        test |= groups == group\n        if test.sum() >= share * len(groups):\n            break\n")), fails="twins_split", says="a group joins before")
g.wrong("twins", "a list of True and False", code=twins(split=LOOP.format(order=G, enough="share * len(groups)").replace("return test", "return test.tolist()")), fails="twins_split", says="return a boolean array")
g.right("twins", "the share as a mean, by which an exact fit may come out otherwise", code=twins(split=LOOP.format(order=G, enough="share * len(groups)").replace("test.sum() >= share * len(groups)", "test.mean() >= share")))
g.right("twins", "rounded up, int32", code=twins(OF.replace("X.tolist()])", "X.tolist()], dtype=np.int32)"), LOOP.format(order="rng.permutation(len(np.unique(groups)))", enough="math.ceil(share * len(groups))")))
g.wrong("twins", "row numbers, not a mask", code=twins(split=SPLIT.replace("return np.isin", "return np.flatnonzero(np.isin") + ")"), fails="twins_split twins_hidden_split")
g.wrong("twins", "cuts the last group", code=twins(split=SPLIT.replace("return np.isin(", "mask = np.isin(") + "; mask[np.flatnonzero(mask)[int(np.ceil(share * len(groups))):]] = False; return mask"), fails="twins_split twins_hidden_split")
g.wrong("twins", "empties groups", code=twins(split=SPLIT.replace("return np.isin(", "mask = np.isin(") + "; groups[:] = 0; return mask"), fails="twins_hidden_split")
g.wrong("twins", "reversed when there are six groups", code=twins(split="order = rng.permutation(np.max(groups) + 1); order = order[::-1] if len(order) == 6 else order; sizes = np.append(0, np.cumsum(np.bincount(groups)[order])); return np.isin(groups, order[:np.searchsorted(sizes, share * len(groups))])"), fails="twins_split")
g.right("twins", "unique, renumbered; a mask by cumulated sizes", code='''
def groups_of(X):
    _, first, inverse = np.unique(X, axis=0, return_index=True, return_inverse=True)
    rank = np.empty(len(first), int)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[np.ravel(inverse)]


def split_groups(groups, share, rng):
    order = rng.permutation(groups.max() + 1)
    sizes = np.cumsum([0] + [np.count_nonzero(groups == group) for group in order])
    enough = np.argmax(sizes >= share * len(groups))
    return np.isin(groups, order[:enough])
''')
g.right("twins", "plain loops", code='''
def groups_of(X):
    kinds, out = [], []
    for row in X:
        for number, kind in enumerate(kinds):
            if (row == kind).all():
                break
        else:
            number = len(kinds)
            kinds.append(row.copy())
        out.append(number)
    return np.array(out)


def split_groups(groups, share, rng):
    chosen = set()
    for group in rng.permutation(len(set(groups.tolist()))):
        if sum(int(i) in chosen for i in groups) >= share * len(groups):
            break
        chosen.add(int(group))
    return np.array([int(i) in chosen for i in groups])
''')

g.survivor("stop", "float(val_loss(weights)) -> val_loss(weights)", "val_loss returns a float")
g.survivor("stop", "float(val_loss(weights)) -> val_loss(weights) #2", "val_loss returns a float")
g.survivor("drop", "super().__init__(D_in, D_out, rng=rng) -> super().__init__(D_in, D_out)", "given in the stub: the tests set W and b themselves")
g.survivor("drop", "self.rng.random(self.W.shape) >= self.p -> self.rng.random(self.W.shape) > self.p", "a draw is practically never exactly p")

# ---------------------------------------------------------------- examples
g.example("if predict always answers the right class", "cross_validate(lambda X_train, y_train, X_new: np.ones(len(X_new), int), np.arange(10.0).reshape(10, 1), np.ones(10, int), 5, np.random.default_rng(0)).tolist() == [1, 1, 1, 1, 1]")
g.example("with losses of 5, 3, 4, 4, 1", '''(lambda weights: train_until(lambda w: np.add(w[0], 1, out=w[0]), lambda w: [5.0, 3.0, 4.0, 4.0, 1.0][int(w[0][0])], weights, 2, 9)[:2] == (1, [5.0, 3.0, 4.0, 4.0]))([np.zeros(1)])''')
g.example("in evaluation mode, with W = [[1, 2]]", '''(lambda layer: (setattr(layer, "W", np.array([[1, 2]])), setattr(layer, "b", np.array([3])), layer.eval(),
    layer.forward(np.array([[4, 5]])).tolist() == [[17]])[3])(DropConnect(2, 1, 0.5, np.random.default_rng(0)))''')
g.example("compare([0, 1, 1, 2], [0, 1, 0, 1], [0, 1, 1, 0]) is", "compare([0, 1, 1, 2], [0, 1, 0, 1], [0, 1, 1, 0]) == (1, 0, 1.0)")
g.example("groups_of(np.array([[7, 7], [1, 2], [7, 7]])) is", "groups_of(np.array([[7, 7], [1, 2], [7, 7]])).tolist() == [0, 1, 0]")
g.example("for groups [0, 0, 1, 2] and share 0.5", '''split_groups(np.array([0, 0, 1, 2]), 0.5, next(r for r in map(np.random.default_rng, range(99))
    if np.random.default_rng(r.bit_generator.seed_seq.entropy).permutation(3).tolist() == [0, 2, 1])).tolist() == [True, True, False, False]''')
