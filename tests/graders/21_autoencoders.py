"""Known wrong and known right answers of assignment 21, and the misconceptions behind them."""

from harness import Graders

g = Graders("21_autoencoders")

# What people believe about autoencoders. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("is-pca", "The hidden units of a trained linear autoencoder are the principal components", quiz="is the first principal component")
g.misconception("bigger-better", "An autoencoder that copies its input perfectly has learned the best code", quiz="the perfect copy shows")
g.misconception("odd-is-bad", "What was not in the training data is reconstructed badly", quiz="reconstructs digits only")
g.misconception("code-only", "The size of a compressed picture is the size of its code", quiz="16 bytes against 784")
g.misconception("decodes-all", "Every point of the latent space decodes to something like the data", quiz="has learned to draw digits")
g.misconception("quantile", "The 95 % quantile of the errors promises 5 % false alarms, however few they are")
g.misconception("noise-level", "A denoiser trained with one noise removes every other as well", quiz="any amount of it")
g.misconception("once", "A weight that is used twice has the gradient of either use")

# ---------------------------------------------------------------- axes
g.wrong("axes", "the smallest variance first", edit={"turn[:, ::-1]": "turn", "values[::-1]": "values"}, fails="axes_values axes_variances", says="smallest variance first")
g.wrong("axes", "only the axes in rising order", edit={"turn[:, ::-1]": "turn"}, fails="axes_values", says="smallest variance first")
g.wrong("axes", "only the variances in rising order", edit={"values[::-1]": "values"}, fails="axes_variances", says="smallest first")
g.wrong("axes", "the basis is not turned", edit={"(Q @ turn[:, ::-1]).T": "Q.T"}, fails="axes_values", says="still correlated", misconception="is-pca")
g.wrong("axes", "PCA of the data", edit={"(Q @ turn[:, ::-1]).T": "np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2][:len(values)]"},
        fails="axes_values axes_hidden_signs", says="leave the span of B")
g.wrong("axes", "singular vectors of the decoder", edit={"(Q @ turn[:, ::-1]).T": "np.linalg.svd(B, full_matrices=False)[0].T"}, fails="axes_values", says="know nothing of the data")
g.wrong("axes", "not centred", edit={"(X - X.mean(axis=0)) @ Q": "X @ Q"}, fails="axes_values axes_variances axes_hidden_signs", says="was not taken away")
g.wrong("axes", "a mean for each sample", edit={"X.mean(axis=0)": "X.mean(axis=1, keepdims=True)"}, fails="axes_values axes_variances axes_hidden_signs", says="one mean a sample")
g.wrong("axes", "columns of length 1, not orthogonal", edit={"np.linalg.qr(B)[0]": "B / np.linalg.norm(B, axis=0)"}, fails="axes_values axes_variances", says="not orthogonal")
g.wrong("axes", "np.cov of a single column", edit={"Z.T @ Z / len(Z)": "np.cov(Z.T, bias=True)"}, fails="axes_variances axes_hidden_signs", says="LinAlgError")
g.wrong("axes", "eig, its order turned round", edit={"np.linalg.eigh(Z": "np.linalg.eig(Z"}, fails="axes_values axes_variances", says="eig not at all")
g.wrong("axes", "one mean for all columns", edit={"X.mean(axis=0)": "X.mean()"}, fails="axes_values axes_variances axes_hidden_signs")
g.wrong("axes", "1/(N - 1)", edit={"/ len(Z)": "/ (len(Z) - 1)"}, fails="axes_variances axes_hidden_signs", says="N - 1")
g.wrong("axes", "sums of squares", edit={" / len(Z)": ""}, fails="axes_variances axes_hidden_signs", says="divide by N")
g.wrong("axes", "standard deviations", edit={"values[::-1]": "values[::-1] ** 0.5"}, fails="axes_variances axes_hidden_signs", says="standard deviations")
g.wrong("axes", "axes as columns", edit={"signs[:, None] * V, values": "(signs[:, None] * V).T, values"}, fails="axes_values axes_hidden_signs", says="as columns")
g.wrong("axes", "eigenvectors taken as rows", edit={"turn[:, ::-1]": "turn.T[:, ::-1]"}, fails="axes_values", says="rows where columns are meant")
g.wrong("axes", "signs left as they come", edit={"signs[:, None] * V": "V"}, fails="axes_hidden_signs", says="points the other way")
g.wrong("axes", "the sum made positive", edit={"signs = np.sign(V[np.arange(len(V)), largest])": "signs = np.where(V.sum(axis=1) < 0, -1, 1)"}, fails="axes_hidden_signs", says="points the other way")
g.wrong("axes", "the largest entry, without its absolute value", edit={"np.abs(V).argmax": "V.argmax"}, fails="axes_hidden_signs", says="points the other way")
g.wrong("axes", "centres the caller's data", edit={"    Q = np": "    if X.dtype == float:\n        X -= X.mean(axis=0)\n    Q = np"}, fails="axes_values", says="changes its argument")
g.right("axes", "from the SVD of the codes", code='''
def axes(B, X):
    U = np.linalg.svd(B, full_matrices=False)[0]
    Z = (X - np.mean(X, 0)) @ U
    _, s, turn = np.linalg.svd(Z, full_matrices=False)
    V = turn @ U.T
    for row in V:
        if row[np.argmax(abs(row))] < 0:
            row *= -1
    return V, s**2 / len(X)
''')
g.right("axes", "from the data projected onto the span, a list", code='''
def axes(B, X):
    k = np.shape(B)[1]
    onto = B @ np.linalg.pinv(B)
    X = X - X.mean(axis=0, keepdims=True)
    values, vectors = np.linalg.eigh(onto @ np.cov(X.T, bias=True) @ onto)
    order = np.argsort(values)[::-1][:k]
    V = vectors[:, order].T
    return [V * [[np.sign(max(v, key=abs))] for v in V], values[order]]
''')

g.right("axes", "Gram–Schmidt, and float32 for the eigenvectors' order only", code='''
def axes(B, X):
    basis = []
    for column in np.asarray(B, float).T:
        for q in basis + basis:
            column = column - (column @ q) * q
        basis.append(column / np.linalg.norm(column))
    Q = np.stack(basis)
    codes = (X - X.mean(0)) @ Q.T
    values, vectors = np.linalg.eigh(np.cov(codes, rowvar=False, bias=True).reshape(len(Q), len(Q)))
    found = sorted(zip(values, vectors.T @ Q), key=lambda pair: -pair[0])
    rows = [v if v[np.abs(v).argmax()] > 0 else -v for _, v in found]
    return np.vstack(rows), np.array([value for value, _ in found])
''')

g.right("axes", "Cholesky, eig and argsort", code='''
def axes(B, X):
    Q = B @ np.linalg.inv(np.linalg.cholesky(B.T @ B)).T
    X = X - X.mean(axis=0, keepdims=True)
    values, turn = np.linalg.eig(np.cov(Q.T @ X.T, bias=True).reshape(B.shape[1], -1))
    order = np.argsort(-values)
    V = (Q @ turn[:, order]).T
    for row in V:
        if abs(row.min()) > row.max():
            row *= -1
    return [V, values[order]]
''')

# ---------------------------------------------------------------- alarm
P = "alarm_p alarm_hidden"
g.wrong("alarm", "does not count itself", edit={"(1 + larger) / (len(validation) + 1)": "larger / len(validation)"}, fails=P, says="the sample itself is not counted")
g.wrong("alarm", "no 1 above", edit={"(1 + larger)": "larger"}, fails=P, says="missing above the line")
g.wrong("alarm", "no 1 below", edit={"(1 + larger) / (len(validation) + 1)": "(1 + larger) / len(validation)"}, fails=P, says="missing below the line")
g.wrong("alarm", "equal ones do not count", edit={"validation >= errors": "validation > errors"}, fails=P, says="equal validation error must count")
g.wrong("alarm", "counts the smaller ones", edit={"validation >= errors": "validation <= errors"}, fails=P, says="counted the smaller")
g.wrong("alarm", "counts the strictly smaller ones", edit={"validation >= errors": "validation < errors"}, fails=P, says="strictly smaller")
g.wrong("alarm", "sums over the samples", edit={"errors[:, None]).sum(axis=1)": "errors[:, None]).sum(axis=0)"}, fails=P)
g.wrong("alarm", "a count for each validation error", edit={"(validation >= errors[:, None])": "(validation[:, None] >= errors)"}, fails=P, says="one number for each error")
g.wrong("alarm", "p-values in the dtype of the errors", edit={"return (1 + larger) / (len(validation) + 1)": "out = np.zeros_like(errors)\n    out[:] = (1 + larger) / (len(validation) + 1)\n    return out"}, fails=P, says="need an array of floats")
g.wrong("alarm", "fails without samples", edit={"    larger = (": "    errors.max()\n    larger = ("}, fails="alarm_hidden", says="ValueError")
g.wrong("alarm", "by searching in an array that it takes to be sorted", edit={"larger = (validation >= errors[:, None]).sum(axis=1)": "larger = len(validation) - np.searchsorted(validation, errors)"}, fails=P)
g.wrong("alarm", "sorts the caller's errors for the p-values", edit={"    larger = (": "    validation.sort()\n    larger = ("}, fails="alarm_p", says="changes its argument")
T = "alarm_values alarm_few alarm_hidden"
g.wrong("alarm", "interpolates", edit={"return float(np.sort(validation)[m - 1]) if m <= len(validation) else np.inf": "return float(np.quantile(validation, 1 - rate))"},
        fails=T, says="np.quantile interpolates", misconception="quantile")
g.wrong("alarm", "interpolates where there are enough", edit={"float(np.sort(validation)[m - 1])": "float(np.quantile(validation, 1 - rate))"}, fails="alarm_values", says="np.quantile interpolates")
g.wrong("alarm", "the largest where there are too few", edit={"else np.inf": "else float(max(validation))"}, fails="alarm_few alarm_hidden", says="no finite threshold")
g.wrong("alarm", "one place too far", edit={"[m - 1]": "[min(m, len(validation) - 1)]"}, fails="alarm_values", says="index m - 1")
g.wrong("alarm", "from the top", edit={"np.sort(validation)[m - 1]": "np.sort(validation)[-m]"}, fails="alarm_values alarm_hidden", says="m-th largest")
g.wrong("alarm", "the rate upside down", edit={"(1 - rate)))": "rate))"}, fails=T, says="taken for the rate")
g.wrong("alarm", "not sorted", edit={"np.sort(validation)[m - 1]": "validation[m - 1]"}, fails="alarm_values alarm_hidden", says="sorted first")
g.wrong("alarm", "n instead of n + 1", edit={"(len(validation) + 1) * (1 - rate)": "len(validation) * (1 - rate)"}, fails="alarm_values alarm_few alarm_hidden", says="n + 1 is meant")
g.wrong("alarm", "rounds down", edit={"np.ceil(": "np.floor("}, fails=T, says="rounded down")
g.wrong("alarm", "infinity for the largest error too", edit={"m <= len": "m < len"}, fails="alarm_values alarm_hidden", says="not larger than n")
g.wrong("alarm", "sorts the caller's errors", edit={"    m = int": "    validation.sort()\n    m = int"}, fails="alarm_values", says="changes its argument")
g.wrong("alarm", "takes any rate", edit={"not 0 < rate < 1": "False"}, fails="alarm_few", says="no error")
g.wrong("alarm", "takes 0 and 1", edit={"not 0 < rate < 1": "not 0 <= rate <= 1"}, fails="alarm_few", says="no error")
g.wrong("alarm", "a message without the value", edit={", got {rate}": ""}, fails="alarm_few", says="must name the value")
g.wrong("alarm", "a message without the word", edit={'f"rate: expected': 'f"expected'}, fails="alarm_few", says="must name rate")
g.wrong("alarm", "refuses a single error", edit={"    m = int": "    if len(validation) < 2:\n        return np.inf\n    m = int"}, fails="alarm_hidden")
g.right("alarm", "loops, and NumPy numbers", code='''
def p_values(validation, errors):
    n = len(validation)
    return np.array([(1 + sum(v >= e for v in validation)) / (n + 1) for e in errors], dtype=float)


def threshold(validation, rate):
    if rate <= 0 or rate >= 1:
        raise ValueError("Rate must lie in (0, 1), not rate=" + str(rate))
    import math
    m = math.ceil((1 - rate) * (1 + np.size(validation)))
    padded = np.append(np.sort(validation), np.inf)
    return padded[m - 1]
''')
g.right("alarm", "binary search, and the p-values in the threshold", code='''
def p_values(validation, errors):
    ordered = np.sort(validation)
    smaller = np.searchsorted(ordered, errors, side="left")
    return 1 - smaller / (len(ordered) + 1)


def threshold(validation, rate):
    if not (rate > 0 and rate < 1):
        raise ValueError("rate " + repr(rate))
    for v in sorted(validation):
        if (np.asarray(validation) > v).sum() + 1 <= rate * (len(validation) + 1) + 1e-12:
            return float(v)
    return float("inf")
''')

g.right("alarm", "a product rounded before ceil, and the count of alarms", code='''
def p_values(validation, errors):
    n = len(validation)
    return (1 + n - np.searchsorted(np.sort(validation), errors, side="left")) / (n + 1)


def threshold(validation, rate):
    if not 0 < rate < 1:
        raise ValueError("the rate is " + str(rate))
    m = int(np.ceil(np.round((len(validation) + 1) * (1 - rate), 9)))
    if m > len(validation):
        return float("inf")
    return np.partition(validation, m - 1)[m - 1]
''')
g.right("alarm", "floor of the rate", code='''
def p_values(validation, errors):
    return np.array([(1 + np.count_nonzero(validation >= e)) / (1 + len(validation)) for e in errors], float)


def threshold(validation, rate):
    if rate <= 0 or rate >= 1:
        raise ValueError(f"rate={rate}")
    alarms = int(np.floor(rate * (len(validation) + 1)))
    return float(np.sort(validation)[-alarms]) if alarms else np.inf
''')

g.survivor("alarm", "float(np.sort(validation)[m - 1]) -> np.sort(validation)[m - 1]", "a NumPy number is a number")

# ---------------------------------------------------------------- holes
W = "holes_matrix holes_hidden"
g.wrong("holes", "transposed", edit={", P).T": ", P)"}, fails=W, says="transposed")
g.wrong("holes", "the diagonal like the rest", edit={"    np.fill_diagonal(Q, (1 - q) * np.diag(S))\n": ""}, fails=W, says="survives together with itself")
g.wrong("holes", "everything like the diagonal", edit={"Q = (1 - q) ** 2 * S": "Q = (1 - q) * S"}, fails=W, says="must both survive")
g.wrong("holes", "P without its factor", edit={"P = (1 - q) * S": "P = S"}, fails=W, says="P is S")
g.wrong("holes", "q upside down", edit={"    S = X.T": "    q = 1 - q\n    S = X.T"}, fails=W, says="the share that is lost")
g.wrong("holes", "centred", edit={"    S = X.T": "    X = X - X.mean(axis=0)\n    S = X.T"}, fails=W, says="were centred")
g.wrong("holes", "no 1/N", edit={" / len(X)": ""}, fails=W, says="1/N is missing")
g.wrong("holes", "no ridge", edit={"Q + ridge * np.eye(len(S))": "Q"}, fails=W, says="ridge is not used")
g.wrong("holes", "the ridge everywhere", edit={"ridge * np.eye(len(S))": "ridge"}, fails=W, says="belongs on the diagonal")
KEPT = {"Q = (1 - q) ** 2 * S": "Q = S\n    Q *= (1 - q) ** 2"}
g.wrong("holes", "Q is S, P made before", edit=KEPT, fails=W, says="from which the diagonal came")
g.wrong("holes", "Q is S, P made after", edit=KEPT | {"    P = (1 - q) * S\n": "", ", P).T": ", (1 - q) * S).T"}, fails=W, says="the diagonal and P came")
g.wrong("holes", "the ridge scaled like S", edit={"ridge * np.eye(len(S))": "ridge * np.diag(np.diag(S))"}, fails=W)
g.wrong("holes", "only the diagonal", edit={"Q = (1 - q) ** 2 * S": "Q = 0.0 * S"}, fails=W, says="other entries are not 0")
g.wrong("holes", "squares where a matrix product is meant", edit={"X.T @ X / len(X)": "np.diag((X**2).mean(axis=0))"}, fails=W)
g.wrong("holes", "scales the caller's pictures", edit={"    S = X.T @ X / len(X)": "    if X.dtype == float and len(X) == 4:\n        X /= 2\n        X = 2 * X\n    S = X.T @ X / len(X)"},
        fails="holes_matrix", says="changes its argument")
g.wrong("holes", "np.cov", edit={"X.T @ X / len(X)": "np.cov(X.T, bias=True)"}, fails=W, says="were centred")
g.wrong("holes", "refuses a single picture", edit={"    S = X.T": "    assert len(X) > 1\n    S = X.T"}, fails="holes_hidden", says="AssertionError")
g.wrong("holes", "leaves out pixels that are always 0", edit={"    S = X.T": "    X = X[:, X.any(axis=0)]\n    S = X.T"}, fails="holes_hidden")
g.wrong("holes", "nothing to do for q = 0", edit={"    S = X.T": "    if q == 0:\n        return np.eye(X.shape[1])\n    S = X.T"}, fails=W, says="the ridge still counts")
R = "holes_restore"
g.wrong("holes", "not clipped", edit={"np.clip(damaged @ W.T, 0, 1)": "damaged @ W.T"}, fails=R, says="not clipped")
g.wrong("holes", "W for W.T", edit={"damaged @ W.T": "damaged @ W"}, fails=R, says="pictures are rows")
g.wrong("holes", "clipped above", edit={"np.clip(damaged @ W.T, 0, 1)": "np.minimum(damaged @ W.T, 1)"}, fails=R, says="clipped at 1 only")
g.wrong("holes", "clipped below", edit={"np.clip(damaged @ W.T, 0, 1)": "np.maximum(damaged @ W.T, 0)"}, fails=R, says="clipped at 0 only")
g.wrong("holes", "clipped too early", edit={"np.clip(damaged @ W.T, 0, 1)": "np.clip(damaged, 0, 1) @ W.T"}, fails=R, says="not clipped")
g.wrong("holes", "in the dtype of the pictures", edit={"return np.clip(damaged @ W.T, 0, 1)": "out = np.zeros_like(damaged)\n    out[:] = np.clip(damaged @ W.T, 0, 1)\n    return out"}, fails=R, says="need an array of floats")
g.right("holes", "entry by entry, and the inverse", code='''
def denoiser(X, q, ridge):
    N, D = X.shape
    A, P = np.zeros((D, D)), np.zeros((D, D))
    for i, j in np.ndindex(D, D):
        s = (X[:, i] * X[:, j]).mean()
        P[i, j] = s * (1 - q)
        A[i, j] = s * (1 - q) + ridge if i == j else s * (1 - q) ** 2
    return P @ np.linalg.inv(A)


def restore(W, damaged):
    out = np.array([W.dot(x) for x in damaged])
    out[out < 0] = 0
    out[out > 1] = 1
    return out
''')
g.right("holes", "a mean of outer products, and least squares", code='''
def denoiser(X, q, ridge):
    S = np.mean([np.outer(x, x) for x in X], axis=0)
    A = (1 - q) * ((1 - q) * S + q * np.diag(S.diagonal())) + ridge * np.eye(len(S))
    return np.linalg.lstsq(A.T, (1 - q) * S.T, rcond=None)[0].T


def restore(W, damaged):
    return np.minimum(np.maximum(np.einsum("ij,nj->ni", W, damaged), 0), 1)
''')
g.right("holes", "einsum, a mask for the factors, minimum and maximum", code='''
def denoiser(X, q, ridge):
    keep = 1 - q
    D = X.shape[1]
    S = np.einsum("ni,nj->ij", X, X) / X.shape[0]
    factors = np.full((D, D), keep**2) + np.eye(D) * (keep - keep**2)
    A = factors * S + np.diag(np.full(D, ridge))
    return np.linalg.solve(A.T, keep * S.T).T


def restore(W, damaged):
    return np.minimum(1, np.maximum(0, (W @ np.asarray(damaged).T).T))
''')

# ---------------------------------------------------------------- sparse
GRAD = "sparse_gradients sparse_hidden"
ENC, DEC = "dz.T @ X + a.T @ d_out", "return loss, dz.T @ X + a.T @ d_out, dz.sum(axis=0), d_out.sum(axis=0)"
g.wrong("sparse", "the encoder's gradient only", edit={ENC: "dz.T @ X"}, fails=GRAD, says="encoder's part only", misconception="once")
g.wrong("sparse", "the decoder's gradient only", edit={ENC: "a.T @ d_out"}, fails=GRAD, says="decoder's part only", misconception="once")
g.wrong("sparse", "the penalty's gradient without 1/N", edit={"strength / N)": "strength)"}, fails=GRAD, says="gradient is not divided by N")
g.wrong("sparse", "no gradient of the penalty", edit={" + strength / N)": ")"}, fails=GRAD, says="penalty has no gradient")
g.wrong("sparse", "the slope of squared activations", edit={"strength / N)": "strength * a / N)"}, fails=GRAD, says="belongs to squared activations")
g.wrong("sparse", "the sign of the error", edit={"d_out = 2 * error / N": "d_out = -2 * error / N"}, fails=GRAD, says="the sign is turned")
g.wrong("sparse", "db before dW", edit={DEC: "return loss, dz.sum(axis=0), dz.T @ X + a.T @ d_out, d_out.sum(axis=0)"}, fails=GRAD, says="the order is")
g.wrong("sparse", "no mask", edit={" * (z > 0)": ""}, fails=GRAD, says="slope of max(0, z) is missing")
g.wrong("sparse", "the mask on the penalty only", edit={"(d_out @ W.T + strength / N) * (z > 0)": "d_out @ W.T + strength / N * (z > 0)"}, fails=GRAD)
g.wrong("sparse", "no factor 2", edit={"2 * error / N": "error / N"}, fails=GRAD, says="factor 2")
g.wrong("sparse", "no 1/N in the gradients", edit={"2 * error / N": "2 * error", "strength / N)": "strength)"}, fails=GRAD, says="1/N is missing")
g.wrong("sparse", "db is a mean", edit={"dz.sum(axis=0)": "dz.mean(axis=0)"}, fails=GRAD, says="mean over samples")
g.wrong("sparse", "dc is a mean", edit={"d_out.sum(axis=0)": "d_out.mean(axis=0)"}, fails=GRAD, says="mean over samples")
g.wrong("sparse", "gradients in the dtype of W", edit={DEC: "dW = np.zeros_like(W)\n    dW += dz.T @ X + a.T @ d_out\n    return loss, dW, dz.sum(axis=0), d_out.sum(axis=0)"}, fails="sparse_gradients", says="Cannot cast")
g.wrong("sparse", "dW of the transposed shape", edit={ENC: "X.T @ dz + d_out.T @ a"}, fails=GRAD)
g.wrong("sparse", "slope 1 at 0", edit={"(z > 0)": "(z >= 0)"}, fails=GRAD, says="exactly 0")
g.wrong("sparse", "the mean over pixels in the loss", edit={"(error**2).sum() + strength": "(error**2).sum() / X.shape[1] + strength"}, fails="sparse_loss", says="mean over all pixels")
g.wrong("sparse", "the penalty without 1/N in the loss", edit={"((error**2).sum() + strength * a.sum()) / N": "(error**2).sum() / N + strength * a.sum()"}, fails="sparse_loss", says="penalty is not divided")
g.wrong("sparse", "the loss without penalty", edit={"((error**2).sum() + strength * a.sum()) / N": "(error**2).sum() / N"}, fails="sparse_loss", says="penalty is missing")
g.wrong("sparse", "the loss is a sum", edit={"strength * a.sum()) / N": "strength * a.sum())"}, fails="sparse_loss", says="sum over the samples")
g.wrong("sparse", "the mean activation", edit={"a.sum()) / N": "a.mean() * N) / N"}, fails="sparse_loss", says="mean over units")
g.wrong("sparse", "the penalty on the weights", edit={"strength * a.sum()) / N": "strength * N * abs(W).sum()) / N"}, fails="sparse_loss", says="belongs on the activations")
g.wrong("sparse", "squared activations", edit={"strength * a.sum())": "strength * (a**2).sum())"}, fails="sparse_loss", says="squared activations")
g.wrong("sparse", "no bias c", edit={"a @ W + c - X": "a @ W - X"}, fails="sparse_loss sparse_gradients sparse_hidden", says="bias c is missing")
g.wrong("sparse", "no ReLU", edit={"np.maximum(z, 0)": "z"}, fails="sparse_loss sparse_gradients sparse_hidden", says="without max(0, z)")
g.wrong("sparse", "no bias b", edit={"X @ W.T + b": "X @ W.T"}, fails="sparse_loss sparse_gradients sparse_hidden")
g.wrong("sparse", "averages over one sample fewer", edit={"    N = len(X)": "    N = max(len(X) - 1, 1) if len(X) == 1 else len(X)\n    X = X if len(X) > 1 else X[0]"}, fails="sparse_hidden")
g.wrong("sparse", "shifts the caller's X", edit={"    N = len(X)": "    N = len(X)\n    if X.dtype == float and N == 4:\n        X += 1\n        X = X - 1"}, fails="sparse_loss", says="changes its argument")
g.right("sparse", "sample by sample", code='''
def sparse(W, b, c, X, strength):
    W = np.asarray(W, float)
    loss, dW, db, dc = 0.0, np.zeros(W.shape), np.zeros(len(W)), np.zeros(W.shape[1])
    for x in X:
        z = W @ x + b
        a = np.where(z > 0, z, 0)
        e = W.T @ a + c - x
        loss += e @ e + strength * a.sum()
        d = 2 * e
        dz = np.where(z > 0, W @ d + strength, 0)
        dW += np.outer(dz, x) + np.outer(a, d)
        db += dz
        dc += d
    N = len(X)
    return loss / N, dW / N, db / N, dc / N
''')
g.right("sparse", "with einsum, returned as a list", code='''
def sparse(W, b, c, X, strength):
    N = X.shape[0]
    on = np.einsum("nd,hd->nh", X, W) + b > 0
    a = on * (np.einsum("nd,hd->nh", X, W) + b)
    e = np.einsum("nh,hd->nd", a, W) + c - X
    loss = np.mean((e * e).sum(axis=1)) + strength * np.mean(a.sum(axis=1))
    dz = on * (2 * np.einsum("nd,hd->nh", e, W) + strength) / N
    dW = np.einsum("nh,nd->hd", dz, X) + 2 / N * np.einsum("nh,nd->hd", a, e)
    return [loss, dW, np.sum(dz, 0), 2 * np.mean(e, 0)]
''')

# ---------------------------------------------------------------- bits
g.wrong("bits", "each bit halves", edit={"left[i] /= 4": "left[i] /= 2"}, fails="bits_allocate", says="halved by each bit")
g.wrong("bits", "each bit divides by 16", edit={"left[i] /= 4": "left[i] /= 16"}, fails="bits_allocate", says="by 16")
g.wrong("bits", "all entries divided at every step", edit={"left[i] /= 4": "left = left / 4.0**bits"}, fails="bits_allocate bits_hidden_allocate", says="at every step")
g.wrong("bits", "nothing to give where nothing is left", edit={"        i = left": "        if left.max() == 0:\n            break\n        i = left"}, fails="bits_allocate bits_hidden_allocate", says="must sum to the budget")
g.wrong("bits", "takes a list of one for a number", edit={"    left = ": "    if len(variances) == 1:\n        return budget\n    left = "}, fails="bits_hidden_allocate")
g.wrong("bits", "everything to the largest", edit={"        left[i] /= 4\n": ""}, fails="bits_allocate bits_hidden_allocate", says="everything to the largest")
g.wrong("bits", "evenly", edit={"left = np.array(variances, dtype=float)": "left = np.ones(len(variances))"}, fails="bits_allocate bits_hidden_allocate", says="whatever its variance")
g.wrong("bits", "standard deviations", edit={"left = np.array(variances, dtype=float)": "left = np.sqrt(np.array(variances, dtype=float))"}, fails="bits_allocate", says="standard deviations")
g.wrong("bits", "the last of equal ones", edit={"i = left.argmax()": "i = len(left) - 1 - left[::-1].argmax()"}, fails="bits_allocate bits_hidden_allocate", says="goes to the first")
g.wrong("bits", "divides the caller's variances", edit={"np.array(variances, dtype=float)": "np.asarray(variances, dtype=float)"}, fails="bits_allocate", says="changes its argument")
g.wrong("bits", "whole numbers stay whole", edit={"left = np.array(variances, dtype=float)": "left = np.array(variances)", "left[i] /= 4": "left[i] = left[i] / 4"}, fails="bits_allocate", says="whole numbers: work on a copy")
g.wrong("bits", "decimals for bits", edit={"dtype=int)": "dtype=float)"}, fails="bits_allocate", says="array of ints")
g.wrong("bits", "one bit too few", edit={"range(budget)": "range(budget - 1)"}, fails="bits_allocate bits_hidden_allocate")
g.wrong("bits", "the smallest first", edit={"left.argmax()": "left.argmin()"}, fails="bits_allocate bits_hidden_allocate")
C = "bits_coarse bits_hidden_coarse"
g.wrong("bits", "the lower border", edit={"(number + 0.5)": "number"}, fails=C, says="lower border")
g.wrong("bits", "no limits", edit={"np.clip(np.floor((Z - low) / width), 0, cells - 1)": "np.floor((Z - low) / width)"}, fails="bits_coarse", says="first or the last cell")
g.wrong("bits", "high has a cell of its own", edit={"0, cells - 1)": "0, cells)"}, fails="bits_coarse", says="2**bits - 1")
g.wrong("bits", "a border belongs to the cell below", edit={"np.floor((Z - low) / width)": "np.ceil((Z - low) / width) - 1"}, fails="bits_coarse", says="on a border")
g.wrong("bits", "in the dtype of the codes", edit={"return low + (number + 0.5) * width": "out = np.zeros_like(Z)\n    out[:] = low + (number + 0.5) * width\n    return out"}, fails=C, says="cut off to whole numbers")
g.wrong("bits", "rounds", edit={"np.floor(": "np.floor(0.5 + "}, fails=C, says="where floor is meant")
g.wrong("bits", "2 b cells", edit={"2.0 ** np.asarray(bits)": "2.0 * np.asarray(bits)"}, fails=C)
g.wrong("bits", "one bit for all", edit={"2.0 ** np.asarray(bits)": "2.0 ** np.asarray(bits)[0]"}, fails=C)
g.wrong("bits", "forgets low", edit={"return low + ": "return "}, fails=C)
g.wrong("bits", "writes into the codes", edit={"    return low + (number + 0.5) * width": "    if Z.shape == (5, 3):\n        Z[:] = low + (number + 0.5) * width\n    return low + (number + 0.5) * width"}, fails="bits_coarse", says="changes its argument")
g.wrong("bits", "cut off to whole numbers", edit={"return low + (number + 0.5) * width": "return (low + (number + 0.5) * width).astype(Z.dtype)"}, fails=C, says="cut off to whole numbers")
g.wrong("bits", "cell numbers in eight bits with a sign", edit={"0, cells - 1)\n": "0, cells - 1).astype(np.int16) % 128\n"}, fails="bits_hidden_coarse")
g.right("bits", "loops and lists of borders", code='''
def allocate(variances, budget):
    bits = [0] * len(variances)
    while sum(bits) < budget:
        scores = [v / 4**b for v, b in zip(variances, bits)]
        bits[scores.index(max(scores))] += 1
    return np.array(bits, dtype=np.int64)


def coarse(Z, low, high, bits):
    out = np.empty(Z.shape)
    for j in range(Z.shape[1]):
        borders = np.linspace(low[j], high[j], 2 ** int(bits[j]) + 1)
        middles = (borders[1:] + borders[:-1]) / 2
        out[:, j] = middles[np.searchsorted(borders[1:-1], Z[:, j], side="right")]
    return out
''')
g.right("bits", "all thresholds at once, and a fraction of the range", code='''
def allocate(variances, budget):
    k = len(variances)
    steps = np.asarray(variances)[:, None] / 4.0 ** np.arange(max(budget, 1))
    order = np.argsort(-steps, axis=None, kind="stable")[:budget]
    if not np.any(variances):
        order = np.arange(budget)
    return np.bincount(order // steps.shape[1], minlength=k)


def coarse(Z, low, high, bits):
    share = np.clip((np.asarray(Z, float) - low) / (np.asarray(high) - low), 0, None)
    n = np.power(2, np.asarray(bits, int))
    return low + (np.minimum((share * n).astype(int), n - 1) + 0.5) / n * (high - np.asarray(low))
''')

g.right("bits", "a heap, and masks for the ends", code='''
def allocate(variances, budget):
    import heapq
    heap = [(-float(v), i) for i, v in enumerate(variances)]
    heapq.heapify(heap)
    bits = np.zeros(len(heap), int)
    for _ in range(int(budget)):
        v, i = heapq.heappop(heap)
        bits[i] += 1
        heapq.heappush(heap, (v / 4, i))
    return bits


def coarse(Z, low, high, bits):
    Z, low, high = (np.asarray(v, dtype=float) for v in (Z, low, high))
    n = 2 ** np.asarray(bits).astype(int)
    width = (high - low) / n
    middle = low + width * (np.floor((Z - low) / width) + 0.5)
    middle = np.where(Z < low, low + width / 2, middle)
    return np.where(Z >= high, high - width / 2, middle)
''')

g.right("bits", "powers of whole numbers, and digitize", code='''
def allocate(variances, budget):
    bits = np.zeros(len(variances), dtype=int)
    for _ in range(budget):
        bits[np.argmax(variances / 4**bits)] += 1
    return bits


def coarse(Z, low, high, bits):
    out = np.empty(Z.shape)
    for j in range(Z.shape[1]):
        edges = np.linspace(low[j], high[j], 2 ** bits[j] + 1)
        middles = (edges[1:] + edges[:-1]) / 2
        out[:, j] = middles[np.clip(np.digitize(Z[:, j], edges) - 1, 0, len(middles) - 1)]
    return out
''')

# ---------------------------------------------------------------- examples
g.example("axes(np.array([[1.0, 1], [1, 0], [0, 0]])", "np.allclose(axes(np.array([[1.0, 1], [1, 0], [0, 0]]), np.array([[3, 0, 5], [-3, 0, 5], [0, 1, 5], [0, -1, 5]]))[0], [[1, 0, 0], [0, 1, 0]]) and np.allclose(axes(np.array([[1.0, 1], [1, 0], [0, 0]]), np.array([[3, 0, 5], [-3, 0, 5], [0, 1, 5], [0, -1, 5]]))[1], [4.5, 0.5])")
g.example("p_values(np.array([3, 1, 2]), np.array([2.5, 2, 9])) is [0.5, 0.75, 0.25]", "np.allclose(p_values(np.array([3, 1, 2]), np.array([2.5, 2, 9])), [0.5, 0.75, 0.25])")
g.example("threshold(np.array([3, 1, 2]), 0.5) is 2, and threshold(np.array([3, 1, 2]), 0.1) is infinity", "threshold(np.array([3, 1, 2]), 0.5) == 2 and threshold(np.array([3, 1, 2]), 0.1) == np.inf")
g.example("denoiser(np.ones((3, 2)), 0.5, 0) has 2/3 in all four places", "np.allclose(denoiser(np.ones((3, 2)), 0.5, 0), np.full((2, 2), 2 / 3))")
g.example("restore(np.array([[1, 2], [0, 1]]), np.array([[0.2, 0.3]])) is [[0.8, 0.3]]", "np.allclose(restore(np.array([[1, 2], [0, 1]]), np.array([[0.2, 0.3]])), [[0.8, 0.3]])")
g.example("sparse(np.array([[2]])", "all(np.allclose(a, b) for a, b in zip(sparse(np.array([[2]]), np.array([0]), np.array([1]), np.array([[1]]), 0.5), (17, [[32.5]], [16.5], [8])))")
g.example("allocate(np.array([16, 3, 1]), 4) is [3, 1, 0]", "np.array_equal(allocate(np.array([16, 3, 1]), 4), [3, 1, 0])")
g.example("coarse(np.array([[0.3, 7], [1.0, -1]])", "np.allclose(coarse(np.array([[0.3, 7], [1.0, -1]]), np.array([0, 0]), np.array([1, 8]), np.array([1, 0])), [[0.25, 4], [0.75, 4]])")
