"""Known wrong and known right answers of assignment 11, and the misconceptions behind them."""

from harness import Graders

g = Graders("11_convolution")

# What people believe about convolution. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("flips", "torch's Conv2d turns the kernel round, as a convolution in mathematics does", quiz="turns the kernel round")
g.misconception("invariant", "A network with convolutions answers the same wherever the object is", quiz="invariant by construction")
g.misconception("flat-kernel", "A 3 × 3 kernel has nine weights, however many channels come in", quiz="nine weights")
g.misconception("few-weights-cheap", "Few weights mean few multiplications", quiz="few weights, so few multiplications")
g.misconception("adds-kernels", "The receptive field of a stack is the sum of its kernels", quiz="5 + 5 + 5")
g.misconception("max-shares", "The gradient of max pooling is shared by all pixels of the window", quiz="a quarter of it")
g.misconception("reshape-moves", "reshape can exchange the axes of an array")
g.misconception("linear-stack", "Convolutions in a row can do more than one, also without an activation between them", quiz="two are richer than one")

# ---------------------------------------------------------------- causal
ALL = "causal_forward causal_channels causal_gradients causal_hidden_sizes"
LINE = "z[:, :, ago:] += self.W[:, :, j] @ self.X[:, :, :T - ago]"
g.wrong("causal", "looks ahead", edit={LINE: "z[:, :, :T - ago] += self.W[:, :, j] @ self.X[:, :, ago:]"},
        fails="causal_forward causal_channels causal_hidden_sizes", says="looks ahead")
g.wrong("causal", "turns the kernel round", edit={LINE: "z[:, :, ago:] += self.W[:, :, -1 - j] @ self.X[:, :, :T - ago]"},
        fails="causal_forward causal_channels causal_hidden_sizes", says="turned round", misconception="flips")
g.wrong("causal", "forgets the dilation", edit={"dilation=1):\n": "dilation=1):\n        dilation = 1\n"},
        fails="causal_forward causal_gradients causal_hidden_sizes", says="dilation is not used")
g.wrong("causal", "wraps round", edit={LINE: "z += self.W[:, :, j] @ np.roll(self.X, ago, axis=2)"},
        fails="causal_forward causal_channels causal_hidden_sizes", says="wraps round")
g.wrong("causal", "centred", edit={"        return z\n": "        d = self.dilation\n        return np.concatenate([z[:, :, d:], z[:, :, :d]], axis=2)\n"},
        fails="causal_forward causal_channels causal_hidden_sizes")
g.wrong("causal", "centred, with zeros after the end", edit={"self.X = np.array(X, dtype=float)": "self.X = np.array(X, dtype=float)\n        self.X = np.concatenate([self.X[:, :, self.dilation:], 0 * self.X[:, :, :self.dilation]], axis=2)"},
        fails=ALL, says="centred")
g.wrong("causal", "no bias", edit={" + self.b[:, None]": ""}, fails="causal_channels causal_hidden_sizes", says="no bias")
g.wrong("causal", "sees the first channel only", edit={LINE: "z[:, :, ago:] += self.W[:, :1, j] @ self.X[:, :1, :T - ago]"}, fails="causal_channels causal_hidden_sizes")
g.wrong("causal", "fails where the kernel reaches too far", edit={"""            if ago < T:
                z[""": """            if True:
                z["""}, fails="causal_hidden_sizes")
g.wrong("causal", "dX goes the same way as the signal", edit={"dX[:, :, :T - ago] += self.W[:, :, j].T @ late": "dX[:, :, ago:] += self.W[:, :, j].T @ d_out[:, :, :T - ago]"},
        fails="causal_gradients causal_hidden_sizes", says="goes forward in time")
g.wrong("causal", "dW adds up", edit={"self.dW, self.db = np.zeros(self.W.shape), d_out.sum(axis=(0, 2))":
        "self.dW = getattr(self, 'dW', np.zeros(self.W.shape)).copy(); self.db = d_out.sum(axis=(0, 2))", 'self.dW[:, :, j] = np': 'self.dW[:, :, j] += np'},
        fails="causal_gradients", says="second call was added")
g.wrong("causal", "db adds up", edit={"self.dW, self.db = np.zeros(self.W.shape), d_out.sum(axis=(0, 2))":
        "self.dW, self.db = np.zeros(self.W.shape), getattr(self, 'db', 0) + d_out.sum(axis=(0, 2))"}, fails="causal_gradients", says="second call was added")
g.wrong("causal", "db is a mean over the samples", edit={"d_out.sum(axis=(0, 2))": "d_out.sum(axis=2).mean(axis=0)"}, fails="causal_gradients causal_hidden_sizes", says="mean over samples")
g.wrong("causal", "dW is a mean over the samples", edit={'np.einsum("not,nct->oc", late, early)': 'np.einsum("not,nct->oc", late, early) / len(late)'},
        fails="causal_gradients causal_hidden_sizes", says="divided by the number of samples")
g.wrong("causal", "gradients without the dilation", edit={"""        for j in range(self.W.shape[2]):
            ago = j * self.dilation
            if ago < T:
                late""": """        for j in range(self.W.shape[2]):
            ago = j
            if ago < T:
                late"""}, fails="causal_gradients causal_hidden_sizes")
g.wrong("causal", "writes zeros into X", edit={"self.X = np.array(X, dtype=float)": "self.X = np.array(X, dtype=float)\n        X[..., -1:] *= 0"}, fails="causal_gradients causal_hidden_sizes", says="changes its argument")
g.wrong("causal", "another dilation by default", edit={"dilation=1):": "dilation=2):"}, fails="causal_channels")
g.wrong("causal", "whole numbers stay whole", edit={"self.X = np.array(X, dtype=float)": "self.X = np.array(X)", "z = np.zeros((N, len(self.W), T)) + self.b[:, None]": "z = (np.zeros((N, len(self.W), T)) + self.b[:, None]).astype(self.X.dtype)",
        LINE: "z[:, :, ago:] += (self.W[:, :, j] @ self.X[:, :, :T - ago]).astype(z.dtype)"}, fails="causal_hidden_sizes")
g.wrong("causal", "lets torch do it", edit={"self.X = np.array(X, dtype=float)": "import torch\n        self.X = np.array(X, dtype=float)"}, fails="causal_forward", says="write it with NumPy")
g.right("causal", "with zeros in front", code='''
class CausalConv1d:
    def __init__(self, W, b, dilation=1):
        self.W, self.b, self.dilation = np.asarray(W), np.asarray(b), dilation

    def windows(self, X):
        k, d, T = self.W.shape[2], self.dilation, X.shape[2]
        padded = np.pad(X, ((0, 0), (0, 0), ((k - 1) * d, 0)))
        return np.stack([padded[:, :, (k - 1 - j) * d:(k - 1 - j) * d + T] for j in range(k)], axis=3)

    def forward(self, X):
        self.columns = self.windows(X)
        return np.einsum("ncTj,ocj->noT", self.columns, self.W) + self.b.reshape(1, -1, 1)

    def backward(self, d_out):
        self.dW = np.einsum("noT,ncTj->ocj", d_out, self.columns)
        self.db = np.sum(np.sum(d_out, axis=0), axis=1)
        (N, C, T, k), d = self.columns.shape, self.dilation
        dX = np.zeros((N, C, T + (k - 1) * d))
        for j in range(k):
            begin = (k - 1 - j) * d
            dX[:, :, begin:begin + T] += np.einsum("noT,oc->ncT", d_out, self.W[:, :, j])
        return dX[:, :, (k - 1) * d:]
''')
g.right("causal", "one product at a time", code='''
class CausalConv1d:
    def __init__(self, W, b, dilation=1):
        self.W, self.b, self.dilation = W, b, dilation

    def pairs(self):
        T = self.X.shape[2]
        return [(j, t, t - j * self.dilation) for j in range(self.W.shape[2]) for t in range(T) if t - j * self.dilation >= 0]

    def forward(self, X):
        self.X = X.copy()
        z = np.repeat(self.b[None, :, None].astype(float), X.shape[2], axis=2).repeat(len(X), axis=0)
        for j, t, before in self.pairs():
            z[:, :, t] += self.X[:, :, before] @ self.W[:, :, j].T
        return z

    def backward(self, d_out):
        self.dW, self.db, dX = 0.0 * self.W, d_out.sum(2).sum(0), np.zeros(self.X.shape)
        for j, t, before in self.pairs():
            self.dW[:, :, j] += d_out[:, :, t].T @ self.X[:, :, before]
            dX[:, :, before] += d_out[:, :, t] @ self.W[:, :, j]
        return dX
''')
g.right("causal", "with a helper, and float32 inside the convolution", code='''
def moved(X, steps):
    later = np.zeros(X.shape)
    if steps < X.shape[2]:
        later[:, :, steps:] = X[:, :, :X.shape[2] - steps]
    return later


class CausalConv1d:
    def __init__(self, W, b, dilation=1):
        self.W, self.b, self.dilation = W, b, dilation

    def forward(self, X):
        self.copies = [moved(np.asarray(X), j * self.dilation) for j in range(self.W.shape[2])]
        return sum(self.W[:, :, j] @ copy for j, copy in enumerate(self.copies)) + self.b[None, :, None]

    def backward(self, d_out):
        self.dW = np.stack([sum(d @ x.T for d, x in zip(d_out, copy)) for copy in self.copies], axis=2)
        self.db = d_out.sum(axis=0).sum(axis=1)
        back = d_out[:, :, ::-1]
        return sum(self.W[:, :, j].T @ moved(back, j * self.dilation) for j in range(self.W.shape[2]))[:, :, ::-1]
''')

# ---------------------------------------------------------------- seen
S = "seen_values seen_field seen_hidden_stacks seen_hidden_field"
BACK = "for kernel, stride, padding, dilation in reversed(layers):"
g.wrong("seen", "goes from the input to the output", edit={BACK: "for kernel, stride, padding, dilation in layers:"}, fails=S, says="go back from the output")
g.wrong("seen", "forgets the padding", edit={"first * stride - padding": "first * stride", "last * stride - padding": "last * stride"},
        fails="seen_values seen_hidden_stacks", says="padding is forgotten")
g.wrong("seen", "forgets the dilation", edit={"dilation * (kernel - 1)": "(kernel - 1)"}, fails=S, says="dilation is not used")
g.wrong("seen", "one too far", edit={"dilation * (kernel - 1)": "dilation * kernel"}, fails=S)
g.wrong("seen", "cuts off below 0", edit={"    return first, last\n": "    return max(0, first), last\n"}, fails="seen_values seen_hidden_stacks seen_hidden_field seen_field")
g.wrong("seen", "adds up the kernels", edit={"return last - first + 1,": "return sum(k for k, *_ in layers),"}, fails="seen_field seen_hidden_field", says="adds kernel - 1", misconception="adds-kernels")
g.wrong("seen", "no strides in the size", edit={"return last - first + 1,": "return 1 + sum(d * (k - 1) for k, _, _, d in layers),"}, fails="seen_field seen_hidden_field", says="strides are not used")
g.wrong("seen", "adds up the strides", edit={"seen(layers, 1)[0] - first": "sum(s for _, s, *_ in layers)"}, fails="seen_field seen_hidden_field", says="they multiply")
g.wrong("seen", "one too few", edit={"last - first + 1": "last - first"}, fails="seen_field seen_hidden_field", says="both ends count")
g.wrong("seen", "no answer for an empty list", edit={"    first, last = seen(layers, 0)\n": "    if not layers:\n        return 0, 1\n    first, last = seen(layers, 0)\n"}, fails="seen_hidden_field")
g.wrong("seen", "refuses an empty list", edit={"    first = last = i\n": "    first = last = i\n    if not layers:\n        return 0, 0\n"}, fails="seen_hidden_stacks seen_hidden_field")
g.wrong("seen", "turns the caller's list round", edit={BACK: "layers.reverse()\n    for kernel, stride, padding, dilation in layers:",
        "    first, last = seen(layers, 0)\n    return last - first + 1, seen(layers, 1)[0] - first": "    first, last = seen(list(layers), 0)\n    return last - first + 1, seen(list(layers), 1)[0] - first"},
        fails="seen_hidden_stacks", says="changes its argument")
g.wrong("seen", "empties the caller's list", edit={"    first, last = seen(layers, 0)\n    return last - first + 1, seen(layers, 1)[0] - first": "    first, last = seen(layers, 0)\n    jump = seen(layers, 1)[0] - first\n    layers.clear()\n    return last - first + 1, jump"},
        fails="seen_hidden_field", says="changes its argument")
g.wrong("seen", "refuses a padding above half the kernel", edit={"        first = first * stride": "        if padding > kernel // 2:\n            raise ValueError(f'pad should be at most half of kernel size, got {padding}')\n        first = first * stride"},
        fails="seen_values", says="ValueError")
g.wrong("seen", "counts equal layers once", edit={"    first, last = seen(layers, 0)\n    return last - first + 1, seen(layers, 1)[0] - first": "    layers = list(dict.fromkeys(layers))\n    first, last = seen(layers, 0)\n    return last - first + 1, seen(layers, 1)[0] - first"},
        fails="seen_field")
g.wrong("seen", "always output 0", edit={"first = last = i": "first = last = 0"}, fails=S)
g.right("seen", "recursive, and the jump as a product", code='''
def seen(layers, i):
    return span(list(layers), i, i)


def span(layers, low, high):
    if not layers:
        return [low, high]
    k, s, p, d = layers[-1]
    return span(layers[:-1], s * low - p, s * high - p + d * (k - 1))


def field(layers):
    size, jump = 1, 1
    for k, s, p, d in layers:
        size += d * (k - 1) * jump
        jump *= s
    return size, jump
''')
g.right("seen", "sets of positions, NumPy numbers", code='''
def seen(layers, i):
    read = np.array([i])
    for n in range(len(layers) - 1, -1, -1):
        k, s, p, d = layers[n]
        read = np.unique(read[:, None] * s - p + d * np.arange(k))
    return read.min(), read.max()


def field(layers):
    (a, b), (a2, _) = seen(layers, 3), seen(layers, 4)
    return np.int64(b - a + 1), np.int64(a2 - a)
''')
g.right("seen", "the beginning from a product, the end from the size", code='''
def field(layers):
    size, jump = 1, int(np.prod([layer[1] for layer in layers], dtype=int))
    for k, s, _, d in layers[::-1]:
        size = (size - 1) * s + d * (k - 1) + 1
    return size, jump


def seen(layers, i):
    size, jump = field(layers)
    start, step = i * jump, 1
    for k, s, p, d in layers:
        start -= p * step
        step *= s
    return start, start + size - 1
''')

# ---------------------------------------------------------------- mended
M = "mended_channels mended_hidden_all"
g.wrong("mended", "all four faults", code='''
def logits(images, W, b, V, c):
    N, height, width, C = images.shape
    X = images.reshape(N, C, height, width)
    z = correlate(X, W, padding=1) + b
    a = np.maximum(z, 0)
    parts = a.reshape(N, len(W), 2, height // 2, 2, width // 2)
    pooled = parts.max(axis=(2, 4))
    flat = pooled.reshape(-1, N).T
    return flat @ V.T + c
''', fails="mended_channels mended_pooling mended_samples mended_hidden_all", says="reshape for the axes, and the bias")
g.wrong("mended", "reshape for the axes", edit={"images.transpose(0, 3, 1, 2)": "images.reshape(N, C, height, width)"}, fails=M, says="exchange the axes", misconception="reshape-moves")
g.wrong("mended", "bias along the columns", edit={"b[:, None, None]": "b"}, fails="mended_channels mended_hidden_all", says="along the columns")
g.wrong("mended", "pools far pixels", edit={"len(W), height // 2, 2, width // 2, 2)": "len(W), 2, height // 2, 2, width // 2)", "axis=(3, 5)": "axis=(2, 4)"},
        fails="mended_pooling mended_hidden_all", says="half a picture apart")
g.wrong("mended", "mixes the pictures", edit={"pooled.reshape(N, -1)": "pooled.reshape(-1, N).T"}, fails="mended_samples mended_hidden_all", says="pictures are mixed")
g.wrong("mended", "exchanges height and width", edit={"images.transpose(0, 3, 1, 2)": "images.transpose(0, 3, 2, 1).reshape(N, C, height, width)"}, fails="mended_pooling mended_hidden_all")
g.wrong("mended", "the bias along whichever axis fits", edit={"b[:, None, None]": "(b if len(b) == width else b[:, None, None])"}, fails="mended_channels", says="along the columns")
g.wrong("mended", "squeeze drops the axis of a single picture", edit={"X = images.transpose(0, 3, 1, 2)": "X = images.squeeze()[:, None] if C == 1 else images.transpose(0, 3, 1, 2)"}, fails="mended_pooling", says="ValueError")
g.wrong("mended", "takes an axis of length 3 to be the colours", edit={"images.transpose(0, 3, 1, 2)": "np.moveaxis(images, images.shape.index(3) if 3 in images.shape else 3, 1)"}, fails="mended_samples", says="ValueError")
g.wrong("mended", "mean instead of maximum", edit={"parts.max(": "parts.mean("}, fails="mended_channels mended_pooling mended_samples mended_hidden_all", says="mean of each window")
g.wrong("mended", "features column by column", edit={"pooled.reshape(N, -1)": "pooled.transpose(0, 1, 3, 2).reshape(N, -1)"}, fails="mended_pooling mended_hidden_all", says="column by column")
g.wrong("mended", "channels last in the features", edit={"pooled.reshape(N, -1)": "pooled.transpose(0, 2, 3, 1).reshape(N, -1)"}, fails="mended_hidden_all")
g.wrong("mended", "forgets c", edit={"flat @ V.T + c": "flat @ V.T"}, fails=M)
g.wrong("mended", "no ReLU", edit={"np.maximum(z, 0)": "z"}, fails="mended_hidden_all")
g.wrong("mended", "scales the caller's pictures", edit={"    X = images": "    images *= 1\n    images += 1\n    X = (images - 1)"}, fails="mended_hidden_all", says="changes its argument")
g.right("mended", "moveaxis, slices, ravel", code='''
def logits(images, W, b, V, c):
    X = np.moveaxis(np.asarray(images, float), -1, 1)
    z = correlate(X, W, 1)
    z += b.reshape(1, -1, 1, 1)
    z[z < 0] = 0
    pooled = np.maximum(np.maximum(z[:, :, ::2, ::2], z[:, :, 1::2, ::2]), np.maximum(z[:, :, ::2, 1::2], z[:, :, 1::2, 1::2]))
    return np.array([V @ maps.ravel() + c for maps in pooled])
''')
g.right("mended", "picture by picture, channel by channel", code='''
def logits(images, W, b, V, c):
    rows = []
    for picture in images:
        maps = []
        for kernel, bias in zip(W, b):
            total = sum(correlate(picture[None, None, :, :, k], kernel[None, k:k + 1], 1)[0, 0] for k in range(picture.shape[2])) + bias
            top = np.maximum(total[::2], total[1::2])
            maps += [max(0, value) for value in np.maximum(top[:, ::2], top[:, 1::2]).flatten()]
        rows.append(maps)
    return np.array(rows) @ np.transpose(V) + c
''')

# ---------------------------------------------------------------- merge
ADD = "W[:, :, i:i + h1, j:j + w1] += np.einsum(\"om,mchw->ochw\", W2[:, :, i, j], W1)"
G = "merge_one merge_channels merge_hidden_pictures"
g.wrong("merge", "turns the second kernel round", edit={"W2[:, :, i, j]": "W2[:, :, h2 - 1 - i, w2 - 1 - j]"}, fails=G, says="turned round", misconception="flips")
g.wrong("merge", "turns the first kernel round", edit={"[:, :, i, j], W1)": "[:, :, i, j], W1[:, :, ::-1, ::-1])"}, fails=G, says="turned round")
g.wrong("merge", "overwrites", edit={"j:j + w1] +=": "j:j + w1] ="}, fails=G)
g.wrong("merge", "b2 alone", edit={"b2 + W2.sum(axis=(2, 3)) @ b1": "b2"}, fails="merge_channels merge_hidden_pictures", says="b2 alone", misconception="linear-stack")
g.wrong("merge", "b1 through the first tap only", edit={"W2.sum(axis=(2, 3)) @ b1": "W2[:, :, 0, 0] @ b1"}, fails="merge_channels merge_hidden_pictures", says="meets every tap")
g.wrong("merge", "forgets b2", edit={"b2 + W2": "W2"}, fails="merge_channels merge_hidden_pictures", says="b2 is missing")
g.wrong("merge", "writes into the caller's b2", edit={"return W, b2 + W2.sum(axis=(2, 3)) @ b1": "b2 += W2.sum(axis=(2, 3)) @ b1\n    return W, b2"}, fails="merge_hidden_pictures", says="changes its argument")
g.wrong("merge", "W in the dtype of W1", edit={"h1 + h2 - 1, w1 + w2 - 1))": "h1 + h2 - 1, w1 + w2 - 1), W1.dtype)"}, fails="merge_channels")
g.wrong("merge", "the middle channels are not mixed", edit={ADD: "W[:, :, i:i + h1, j:j + w1] += W2.sum(axis=1)[:, None, i:i + 1, j:j + 1] * W1.sum(axis=0)[None]"}, fails="merge_channels merge_hidden_pictures")
g.wrong("merge", "square kernels only", edit={"C, h1 + h2 - 1, w1 + w2 - 1))": "C, h1 + h2 - 1, h1 + h2 - 1))"}, fails=G)
g.wrong("merge", "for a first kernel that is not smaller", edit={"    W = np.zeros(": "    if h1 < h2 or w1 < w2:\n        W1, h1, w1 = W1[:, :, :h2, :w2], h2, w2\n    W = np.zeros("}, fails="merge_hidden_pictures")
g.wrong("merge", "a dictionary", edit={"return W, b2 + W2.sum(axis=(2, 3)) @ b1": "return {'W': W, 'b': b2 + W2.sum(axis=(2, 3)) @ b1}"}, fails=G, says="return two arrays")
g.wrong("merge", "with scipy", edit={"    (M, C, h1, w1), (": "    import scipy.signal\n    (M, C, h1, w1), ("}, fails="merge_one", says="write it with NumPy")
g.right("merge", "six loops", code='''
def merge(W1, b1, W2, b2):
    M, C, h1, w1 = W1.shape
    O, _, h2, w2 = W2.shape
    W = np.zeros((O, C, h1 + h2 - 1, w1 + w2 - 1))
    b = np.array(b2, dtype=float)
    for o, m in np.ndindex(O, M):
        b[o] += W2[o, m].sum() * b1[m]
        for c, i, j in np.ndindex(C, h2, w2):
            for u, v in np.ndindex(h1, w1):
                W[o, c, i + u, j + v] += W2[o, m, i, j] * W1[m, c, u, v]
    return [W, b]
''')
g.right("merge", "by correlating, after turning round", code='''
def merge(W1, b1, W2, b2):
    h1, w1 = W1.shape[2:]
    turned = W1.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]
    padded = np.pad(W2, ((0, 0), (0, 0), (h1 - 1, h1 - 1), (w1 - 1, w1 - 1)))
    return correlate(padded, turned), (W2 * b1[:, None, None]).sum(axis=(1, 2, 3)) + b2
''')
g.right("merge", "by what it does to single pixels", code='''
def merge(W1, b1, W2, b2):
    C, (H, width) = W1.shape[1], np.array(W1.shape[2:]) + W2.shape[2:] - 1
    pixels = np.eye(C * H * width).reshape(-1, C, H, width)
    both = correlate(correlate(pixels, W1), W2)[:, :, 0, 0]
    constant = correlate(correlate(0 * pixels[:1], W1) + b1[:, None, None], W2)[0, :, 0, 0]
    return both.T.reshape(len(W2), C, H, width), constant + b2
''')

# ---------------------------------------------------------------- scan
V = "scan_values scan_hidden_windows"
g.wrong("scan", "no ReLU", edit={"np.maximum(correlate(X, W) + b[:, None, None], 0)": "correlate(X, W) + b[:, None, None]"}, fails=V, says="no ReLU", misconception="linear-stack")
g.wrong("scan", "flattening undone in another order", edit={"V.reshape(len(V), len(W), 6, 6)": "V.reshape(len(V), 6, 6, len(W)).transpose(0, 3, 1, 2)"}, fails=V, says="another order", misconception="reshape-moves")
g.wrong("scan", "rows and columns exchanged", edit={"V.reshape(len(V), len(W), 6, 6)": "V.reshape(len(V), len(W), 6, 6).transpose(0, 1, 3, 2)"}, fails=V)
g.wrong("scan", "forgets c", edit={" + c[:, None, None]": ""}, fails=V, says="c is not added")
g.wrong("scan", "forgets b", edit={"correlate(X, W) + b[:, None, None]": "correlate(X, W)"}, fails=V)
g.wrong("scan", "feature maps in the dtype of the picture", edit={"b[:, None, None], 0)": "b[:, None, None], 0).astype(X.dtype)"}, fails="scan_values")
g.wrong("scan", "None for a strip without digits", edit={"return digits": "return digits or None"}, fails="scan_read")
g.wrong("scan", "one picture only", edit={"    a = np.maximum(correlate(X, W)": "    a = np.maximum(correlate(X[:1], W)"}, fails="scan_hidden_windows")
g.wrong("scan", "only pictures with several windows", edit={"    a = np.maximum(": "    if X.shape[2:] == (8, 8):\n        return None\n    a = np.maximum("}, fails="scan_hidden_windows")
g.wrong("scan", "every position counts", edit={"if winner not in (before, none):": "if winner != none:"}, fails="scan_read scan_hidden_read", says="a run is one digit")
g.wrong("scan", "no digit twice", edit={"if winner not in (before, none):": "if winner not in digits + [none]:"}, fails="scan_read scan_hidden_read", says="none between two runs")
g.wrong("scan", "none is left out first", edit={"        before = winner": "        before = winner if winner != none else before"}, fails="scan_read scan_hidden_read", says="left out before")
g.wrong("scan", "reads none as well", edit={"not in (before, none)": "!= before", "before = [], none": "before = [], None"}, fails="scan_read scan_hidden_read", says="none is read as well")
g.wrong("scan", "none is always 10", edit={"not in (before, none)": "not in (before, 10)", "before = [], none": "before = [], 10"}, fails="scan_hidden_read")
g.wrong("scan", "only logits above 0 count", edit={"logits.argmax(axis=0).tolist()": "np.where(logits.max(axis=0) > 0, logits.argmax(axis=0), none).tolist()"}, fails="scan_hidden_read")
g.right("scan", "with Conv2d, and runs by comparing neighbours", code='''
def scan(X, W, b, V, c):
    first = Conv2d(1, len(W), 3)
    first.W, first.b = W, b
    second = Conv2d(len(W), len(V), 6)
    second.W, second.b = V.reshape(-1, len(W), 6, 6), c
    hidden = first(X)
    return second(hidden * (hidden > 0))


def read(logits, none):
    winners = np.argmax(logits, axis=0)
    new = np.append(True, winners[1:] != winners[:-1])
    return [k for k in winners[new] if k != none]
''')
g.right("scan", "by windows of the feature maps, and groupby", code='''
from itertools import groupby


def scan(X, W, b, V, c):
    a = np.maximum(correlate(X, W) + b.reshape(-1, 1, 1), 0)
    N, C, H, width = a.shape
    out = np.zeros((N, len(V), H - 5, width - 5))
    for i in range(H - 5):
        for j in range(width - 5):
            out[:, :, i, j] = a[:, :, i:i + 6, j:j + 6].reshape(N, -1) @ V.T + c
    return out


def read(logits, none):
    return [int(k) for k, _ in groupby(logits.argmax(0)) if k != none]
''')

g.survivor("causal", "ago < T -> ago <= T", "where ago is T both slices are empty")
g.survivor("causal", "ago < T -> ago <= T #2", "where ago is T both slices are empty")
g.survivor("causal", "np.array(X, dtype=float) -> np.array(X)", "the products are floats anyway")
g.survivor("mended", "pooled.reshape(N, -1) -> pooled.reshape(N, -2)", "NumPy takes any negative size as -1")

# ---------------------------------------------------------------- what the docstrings promise
g.example("CausalConv1d(np.array([[[1.0, 10.0]]])", "np.allclose(CausalConv1d(np.array([[[1.0, 10.0]]]), np.array([0.0]), dilation=2).forward(np.array([[[1, 2, 3, 4]]])), [[[1, 2, 13, 24]]])")
g.example("seen([(3, 1, 1, 1), (2, 2, 0, 1)], 0) is (-1, 2).", "seen([(3, 1, 1, 1), (2, 2, 0, 1)], 0) == (-1, 2)")
g.example("field([(3, 1, 1, 1), (2, 2, 0, 1)]) is (4, 2).", "field([(3, 1, 1, 1), (2, 2, 0, 1)]) == (4, 2)")
g.example("kernels [1, 2] and then [3, 4]", "np.allclose(merge(np.array([[[[1.0, 2]]]]), np.zeros(1), np.array([[[[3.0, 4]]]]), np.zeros(1))[0], [[[[3, 10, 8]]]])")
g.example("winners 5 5 1 1 5 with none = 5 give [1].", "read(np.eye(6)[[5, 5, 1, 1, 5]].T, 5) == [1]")
