"""Known wrong and known right answers of assignment 12, and the misconceptions behind them."""

from harness import Graders

g = Graders("12_modern_cnns")

# What people believe about modern networks. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("depth-overfits", "A deep plain network does worse because it overfits", quiz="It overfits")
g.misconception("shortcut-skips", "A residual block skips layers, so they are not used", quiz="skips the layers")
g.misconception("one-by-one-nothing", "A 1 × 1 convolution sees one pixel, so it can do nothing", quiz="only one pixel")
g.misconception("recipes-add-up", "Ingredients that help alone help together", quiz="their gains add up")
g.misconception("cam-shows-why", "A heat map shows why the network decided as it did", quiz="Why the network said")
g.misconception("noise-is-attack", "An adversarial example works because noise confuses a network", quiz="noise of this size")
g.misconception("accuracy-is-recipe", "The newer architecture is better because its published accuracy is higher", quiz="published accuracy")
g.misconception("cam-average", "Grad-CAM's average over the places loses nothing", quiz=None)

# ---------------------------------------------------------------- squeeze
ALL = "squeeze_values squeeze_hidden_learn"
g.wrong("squeeze", "the sum over the places", edit={"X.mean(dim=(2, 3))  ": "X.sum(dim=(2, 3))  "}, fails=ALL, says="the sum over the places")
g.wrong("squeeze", "the largest value of each channel", edit={"X.mean(dim=(2, 3))  ": "X.amax(dim=(2, 3))  "}, fails=ALL, says="the largest value of a channel")
g.wrong("squeeze", "means of the whole batch", edit={"X.mean(dim=(2, 3))  ": "X.mean(dim=(0, 2, 3))[None]  "}, fails=ALL, says="factors of its own")
g.wrong("squeeze", "no ReLU", edit={"torch.relu(self.down(m))": "self.down(m)"}, fails="squeeze_values", says="no ReLU between")
g.wrong("squeeze", "no sigmoid", edit={"torch.sigmoid(self.up(torch.relu(self.down(m))))": "self.up(torch.relu(self.down(m)))"}, fails=ALL, says="no sigmoid")
g.wrong("squeeze", "softmax over the channels", edit={"torch.sigmoid(self.up(torch.relu(self.down(m))))": "self.up(torch.relu(self.down(m))).softmax(1)"}, fails=ALL, says="softmax, where")
g.wrong("squeeze", "returns the factors", edit={"return X * s[:, :, None, None]": "return (0 * X + 1) * s[:, :, None, None]"}, fails=ALL, says="the factors alone")
g.wrong("squeeze", "adds X", edit={"return X * s[:, :, None, None]": "return X + X * s[:, :, None, None]"}, fails=ALL, says="the gate only multiplies")
g.wrong("squeeze", "multiplies X in place", edit={"return X * s[:, :, None, None]": "X *= s[:, :, None, None]\n        return X"}, fails=ALL, says="it changes X itself")
g.wrong("squeeze", "the factors are detached", edit={"return X * s[": "return X * s.detach()["}, fails="squeeze_hidden_learn", says="no gradient reaches down.weight")
g.wrong("squeeze", "the narrow layer is detached", edit={"torch.relu(self.down(m))": "torch.relu(self.down(m)).detach()"}, fails="squeeze_hidden_learn", says="down.weight")
g.wrong("squeeze", "layers under other names", edit={"self.down, self.up = ": "self.fc1, self.fc2 = ", "self.up(": "self.fc2(", "self.down(": "self.fc1("}, fails=ALL, says="as an attribute of this name")
g.wrong("squeeze", "no biases", edit={"nn.Linear(C, hidden), nn.Linear(hidden, C)": "nn.Linear(C, hidden, bias=False), nn.Linear(hidden, C, bias=False)"}, fails=ALL, says="has a bias")
g.wrong("squeeze", "narrow and wide exchanged", edit={"nn.Linear(C, hidden), nn.Linear(hidden, C)": "nn.Linear(hidden, C), nn.Linear(C, hidden)"}, fails=ALL, says="units out")
COUNT = "squeeze_count squeeze_hidden_count"
g.wrong("squeeze", "counts a full convolution in the middle", edit={"kernel**2 * wide +": "kernel**2 * wide * wide +"}, fails=COUNT, says="depthwise has one kernel")
g.wrong("squeeze", "counts without BatchNorm", edit={" + 2 * (wide + wide + C)": ""}, fails=COUNT, says="BatchNorm is missing")
g.wrong("squeeze", "forgets the last BatchNorm", edit={"2 * (wide + wide + C)": "2 * (wide + wide)"}, fails=COUNT, says="after the last convolution")
g.wrong("squeeze", "r divides the wide channels", edit={"max(1, C // reduction)": "max(1, wide // reduction)"}, fails=COUNT, says="r divides the C outside")
g.wrong("squeeze", "counts the gate without biases", edit={"wide * hidden + hidden + hidden * wide + wide": "wide * hidden + hidden * wide"}, fails=COUNT, says="the gate's biases")
g.wrong("squeeze", "the gate on C channels", edit={"wide * hidden + hidden + hidden * wide + wide": "C * hidden + hidden + hidden * C + C"}, fails=COUNT, says="it stands on the wide ones")
g.wrong("squeeze", "no narrow layer for a large reduction", edit={"max(1, C // reduction)": "C // reduction"}, fails=COUNT, says="at least one unit")
g.wrong("squeeze", "rounds to the nearest", edit={"max(1, C // reduction)": "max(1, round(C / reduction))"}, fails="squeeze_count", says="it is rounded down")
g.wrong("squeeze", "a reduction of 1 counts as no gate", edit={"if reduction is not None:": "if reduction is not None and reduction > 1:"}, fails="squeeze_hidden_count")
g.wrong("squeeze", "the sum over the places by a fixed number", edit={"X.mean(dim=(2, 3))  ": "X.sum(dim=(2, 3)) / 8  "}, fails=ALL, says="divided by a fixed number")
g.wrong("squeeze", "the means are detached", edit={"m = X.mean(dim=(2, 3))": "m = X.detach().mean(dim=(2, 3))"}, fails="squeeze_hidden_learn", says="the gradient of X")
g.wrong("squeeze", "a gate by default", edit={"expand, reduction=None": "expand, reduction=4"}, fails="squeeze_count")
g.right("squeeze", "with 1 × 1 views and einsum", code='''
    class SqueezeExcite(nn.Module):
        def __init__(self, C, hidden):
            super().__init__()
            self.down = nn.Linear(C, hidden)
            self.up = nn.Linear(hidden, C)

        def forward(self, X):
            s = self.up(F.relu(self.down(F.adaptive_avg_pool2d(X, 1).flatten(1)))).sigmoid()
            return torch.einsum("nchw,nc->nchw", X, s)

    def block_parameters(C, kernel, expand, reduction=None):
        w = C * expand
        n = 2 * C * w + w * kernel * kernel + 4 * w + 2 * C
        return n if reduction is None else n + 2 * w * max(C // reduction, 1) + w + max(C // reduction, 1)
''')
g.right("squeeze", "the gate as a Sequential beside the two names", code='''
    class SqueezeExcite(nn.Module):
        def __init__(self, C, hidden):
            super().__init__()
            self.down, self.up = nn.Linear(C, hidden), nn.Linear(hidden, C)
            self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), self.down, nn.ReLU(), self.up, nn.Sigmoid())

        def forward(self, X):
            return X * self.gate(X).view(*X.shape[:2], 1, 1)

    def block_parameters(C, kernel, expand, reduction=None):
        w = C * expand
        n = 2 * C * w + w * kernel * kernel + 4 * w + 2 * C
        h = 0 if reduction is None else max(C // reduction, 1)
        return (n + (2 * w * h + w + h) * (h > 0)) / 1
''')
g.right("squeeze", "by loops over samples, counting torch's own layers", code='''
    class SqueezeExcite(nn.Module):
        def __init__(self, C, hidden):
            super().__init__()
            self.up, self.down = nn.Linear(hidden, C), nn.Linear(C, hidden)

        def forward(self, X):
            rows = []
            for x in X:
                s = torch.sigmoid(self.up(torch.relu(self.down(x.flatten(1).mean(1)))))
                rows.append(x * s.reshape(-1, 1, 1))
            return torch.stack(rows)

    def block_parameters(C, kernel, expand, reduction=None):
        w = C * expand
        layers = [nn.Conv2d(C, w, 1, bias=False), nn.BatchNorm2d(w), nn.Conv2d(w, w, kernel, groups=w, bias=False),
                  nn.BatchNorm2d(w), nn.Conv2d(w, C, 1, bias=False), nn.BatchNorm2d(C)]
        if reduction is not None:
            layers.append(SqueezeExcite(w, max(1, C // reduction)))
        return np.int64(sum(p.numel() for layer in layers for p in layer.parameters()))
''')
g.example("block_parameters(16, 3, 6) is 4352", "block_parameters(16, 3, 6) == 4352 and block_parameters(16, 3, 6, 4) == 5220")
g.example("with all weights and biases 0", "(lambda s, X: [p.data.zero_() for p in s.parameters()] and torch.allclose(s(X), X / 2))(SqueezeExcite(3, 2), torch.rand(2, 3, 4, 4))")

# ---------------------------------------------------------------- mended
VALUES = "mended_identity mended_hidden_whole"
g.wrong("mended", "one BatchNorm with two names", edit={"self.bn1, self.bn2 = nn.BatchNorm2d(C_out), nn.BatchNorm2d(C_out)  ": "self.bn1 = self.bn2 = nn.BatchNorm2d(C_out)  "},
        fails="mended_identity mended_shortcut mended_hidden_whole", says="two layers, or one with two names")
g.wrong("mended", "no projection for a stride alone", edit={"if C_in != C_out or stride != 1:": "if C_in != C_out:"}, fails="mended_shortcut mended_hidden_whole", says="needs a projection")
g.wrong("mended", "a projection only for a stride", edit={"if C_in != C_out or stride != 1:": "if stride != 1:"}, fails="mended_shortcut mended_hidden_whole", says="needs a projection")
g.wrong("mended", "a projection always", edit={"if C_in != C_out or stride != 1:": "if True:"}, fails="mended_identity mended_gradient", says="needs no projection")
g.wrong("mended", "the shortcut is detached", edit={"shortcut = X if": "shortcut = X.detach() if"}, fails="mended_gradient", says="nothing comes back through the shortcut", misconception="shortcut-skips")
g.wrong("mended", "the projection is detached", edit={"self.project(X)            ": "self.project(X).detach()            "}, fails="mended_gradient mended_hidden_whole", says="nothing comes back through the shortcut")
g.wrong("mended", "ReLU before the sum", edit={"z = self.bn2(self.conv2(z))": "z = F.relu(self.bn2(self.conv2(z)))", "return F.relu(z + shortcut)": "return z + shortcut"},
        fails=VALUES, says="ReLU before the sum, and none after it")
g.wrong("mended", "ReLU before the sum and after it", edit={"z = self.bn2(self.conv2(z))": "z = F.relu(self.bn2(self.conv2(z)))"}, fails=VALUES, says="and another after it")
g.wrong("mended", "no ReLU after the sum", edit={"return F.relu(z + shortcut)": "return z + shortcut"}, fails=VALUES, says="no ReLU after the sum")
g.wrong("mended", "no shortcut", edit={"return F.relu(z + shortcut)": "return F.relu(z)"}, fails="mended_identity mended_shortcut mended_gradient mended_hidden_whole", says="the shortcut is missing")
g.wrong("mended", "the stride in both convolutions", edit={"nn.Conv2d(C_out, C_out, 3, padding=1": "nn.Conv2d(C_out, C_out, 3, stride=stride, padding=1"}, fails="mended_shortcut mended_hidden_whole")
g.wrong("mended", "statistics of the batch in eval mode too", edit={"z = F.relu(self.bn1(self.conv1(X)))": "self.bn1.train()\n        z = F.relu(self.bn1(self.conv1(X)))"}, fails="mended_identity")
g.wrong("mended", "odd sizes rounded down", edit={"self.project(X)            ": "self.project(X[:, :, :X.shape[2] // 2 * 2, :X.shape[3] // 2 * 2])            "}, fails="mended_shortcut")
g.wrong("mended", "the projection without its BatchNorm", edit={"nn.Conv2d(C_in, C_out, 1, stride=stride, bias=False),\n                nn.BatchNorm2d(C_out))": "nn.Conv2d(C_in, C_out, 1, stride=stride, bias=False))"},
        fails="mended_shortcut mended_gradient mended_hidden_whole", says="missing ['project.1.bias'")
g.wrong("mended", "the projection with a bias", edit={"nn.Conv2d(C_in, C_out, 1, stride=stride, bias=False)": "nn.Conv2d(C_in, C_out, 1, stride=stride)"}, fails="mended_shortcut mended_hidden_whole", says="too many ['project.0.bias']")
g.wrong("mended", "a projection of 3 × 3", edit={"nn.Conv2d(C_in, C_out, 1, stride=stride, bias=False)": "nn.Conv2d(C_in, C_out, 3, stride=stride, padding=1, bias=False)"}, fails="mended_shortcut mended_gradient mended_hidden_whole", says="project.0.weight has the shape")
g.wrong("mended", "ReLU on the projection", edit={"nn.BatchNorm2d(C_out))\n": "nn.BatchNorm2d(C_out), nn.ReLU())\n"}, fails="mended_shortcut mended_gradient mended_hidden_whole", says="ReLU on the projection")
g.wrong("mended", "bn2 in the projection too", edit={"stride=stride, bias=False),\n                nn.BatchNorm2d(C_out))": "stride=stride, bias=False),\n                self.bn2)"}, fails="mended_shortcut mended_gradient mended_hidden_whole", says="it has one of its own")
g.wrong("mended", "the stride in conv2", edit={"C_out, 3, stride=stride, padding=1": "C_out, 3, padding=1", "nn.Conv2d(C_out, C_out, 3, padding=1": "nn.Conv2d(C_out, C_out, 3, stride=stride, padding=1"}, fails="mended_shortcut mended_hidden_whole", says="the stride in conv2")
g.wrong("mended", "a stride of 2 in the projection whatever was asked", edit={"nn.Conv2d(C_in, C_out, 1, stride=stride, bias=False)": "nn.Conv2d(C_in, C_out, 1, stride=min(stride, 2), bias=False)"}, fails="mended_hidden_whole")
g.wrong("mended", "the sum in place", edit={"return F.relu(z + shortcut)": "shortcut += z\n        return F.relu(shortcut)"}, fails="mended_identity mended_gradient", says="it changes X itself")
g.wrong("mended", "no ReLU between", edit={"z = F.relu(self.bn1(self.conv1(X)))": "z = self.bn1(self.conv1(X))"}, fails="mended_identity mended_shortcut mended_hidden_whole", says="no ReLU after bn1")
g.wrong("mended", "bn2 after the sum", edit={"z = self.bn2(self.conv2(z))": "z = self.conv2(z)", "return F.relu(z + shortcut)": "return F.relu(self.bn2(z + shortcut))"}, fails="mended_identity mended_shortcut mended_gradient mended_hidden_whole", says="bn2 comes after the sum")
g.wrong("mended", "bn1 twice", edit={"self.bn2(self.conv2(z))": "self.bn1(self.conv2(z))"}, fails="mended_identity mended_shortcut mended_gradient mended_hidden_whole", says="bn1 at both places")
g.wrong("mended", "a bias in the first convolution", edit={"3, stride=stride, padding=1, bias=False": "3, stride=stride, padding=1"}, fails="mended_identity mended_shortcut mended_hidden_whole", says="too many ['conv1.bias']")
g.right("mended", "an identity written out, the sum in place", code='''
    class Block(nn.Module):
        def __init__(self, C_in, C_out, stride=1):
            super().__init__()
            self.conv1 = nn.Conv2d(C_in, C_out, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(C_out)
            self.conv2 = nn.Conv2d(C_out, C_out, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(C_out)
            if stride == 1 and C_in == C_out:
                self.project = None
            else:
                self.project = nn.Sequential(nn.Conv2d(C_in, C_out, 1, stride, bias=False), nn.BatchNorm2d(C_out))

        def forward(self, X):
            out = self.bn2(self.conv2(self.bn1(self.conv1(X)).relu()))
            out += self.project(X) if self.project is not None else X
            return out.relu_()
''')
g.right("mended", "the branch as a helper", code='''
    class Block(nn.Module):
        def __init__(self, C_in, C_out, stride=1):
            super().__init__()
            make = dict(kernel_size=3, padding=1, bias=False)
            self.bn2, self.bn1 = (nn.BatchNorm2d(C_out) for _ in range(2))
            self.conv1, self.conv2 = nn.Conv2d(C_in, C_out, stride=stride, **make), nn.Conv2d(C_out, C_out, **make)
            changes = (C_in, 1) != (C_out, stride)
            self.project = nn.Sequential(nn.Conv2d(C_in, C_out, 1, stride=stride, bias=False), nn.BatchNorm2d(C_out)) if changes else None

        def branch(self, X):
            return self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(X)))))

        def forward(self, X):
            return torch.clamp(self.branch(X) + (self.project or nn.Identity())(X), min=0)
''')
g.example("with a bn2 whose weight and bias are 0", "(lambda b, X: [p.data.zero_() for p in b.bn2.parameters()] and torch.allclose(b(X), F.relu(X)))(Block(4, 4), torch.randn(2, 4, 3, 3))")

# ---------------------------------------------------------------- cutmix
CUT = '''
def cutmix(X, partner, box):
    H, W = X.shape[2:]
    top, left, height, width = box
    {body}


def mixed_loss(logits, y, y_partner, lam, smoothing=0.0):
    logits = np.asarray(logits, dtype=float)
    N, K = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    q = lam * np.eye(K)[y] + (1 - lam) * np.eye(K)[y_partner]
    return float(-(((1 - smoothing) * q + smoothing / K) * log_p).sum(axis=1).mean())
'''


def cut(body):
    return CUT.format(body="\n    ".join(body.splitlines()))


BOXES = "cutmix_inside cutmix_hidden_boxes"
g.wrong("cutmix", "rows and columns exchanged", edit={"inside[rows, columns] = True": "inside[columns, rows] = True"}, fails=BOXES, says="rows and columns exchanged")
g.wrong("cutmix", "the sample inside, its partner outside", edit={"np.where(inside, X[partner], X)": "np.where(inside, X, X[partner])"}, fails=BOXES, says="the other way round")
g.wrong("cutmix", "lam is the share that was pasted", edit={"1 - inside.mean()": "inside.mean()"}, fails=BOXES, says="the share that was pasted")
g.wrong("cutmix", "lam from the box as given", edit={"1 - inside.mean()": "1 - height * width / (H * W)"}, fails=BOXES, says="does not count")
g.wrong("cutmix", "a negative beginning counts from the end", code=cut('''mixed = X.copy()
mixed[:, :, top:top + height, left:left + width] = X[partner][:, :, top:top + height, left:left + width]
inside = np.zeros((H, W))
inside[max(top, 0):max(top + height, 0), max(left, 0):max(left + width, 0)] = 1
return mixed, 1 - inside.mean()'''), fails=BOXES, says="counts from the end")
g.wrong("cutmix", "a negative end counts from the end", edit={"max(top + height, 0)": "top + height", "max(left + width, 0)": "left + width"}, fails=BOXES, says="a negative end counts from the end")
g.wrong("cutmix", "forgets that left may be negative", edit={"slice(max(left, 0), ": "slice(left, "}, fails="cutmix_hidden_boxes")
g.wrong("cutmix", "pastes into X itself", code=cut('''old = X.copy()
a, b, c, d = max(top, 0), max(top + height, 0), max(left, 0), max(left + width, 0)
X[:, :, a:b, c:d] = old[partner][:, :, a:b, c:d]
inside = np.zeros((H, W))
inside[a:b, c:d] = 1
return X, float(1 - inside.mean())'''), fails="cutmix_inside", says="changes its argument X")
g.wrong("cutmix", "height and width exchanged", edit={"top, left, height, width = box": "top, left, width, height = box"}, fails=BOXES, says="height and width exchanged")
g.wrong("cutmix", "the box taken for corners", edit={"top, left, height, width = box": "top, left, bottom, right = box\n    height, width = bottom - top, right - left"}, fails=BOXES, says="taken for two corners")
g.wrong("cutmix", "lam from sides that may be negative", edit={"1 - inside.mean()": "1 - (min(top + height, H) - max(top, 0)) * (min(left + width, W) - max(left, 0)) / (H * W)"}, fails=BOXES, says="a box that lies outside has no pixels")
g.wrong("cutmix", "lam counts equal pixels", edit={"return np.where(inside, X[partner], X), 1 - inside.mean()": "mixed = np.where(inside, X[partner], X)\n    return mixed, (mixed == X).mean()"}, fails=BOXES, says="a partner's pixel may have the same value")
g.wrong("cutmix", "partners that are changed before they are copied", code=cut('''X = X.copy()
a, b, c, d = max(top, 0), max(top + height, 0), max(left, 0), max(left + width, 0)
for n, m in enumerate(partner):
    X[n, :, a:b, c:d] = X[m, :, a:b, c:d]
inside = np.zeros((H, W))
inside[a:b, c:d] = 1
return X, float(1 - inside.mean())'''), fails="cutmix_inside cutmix_hidden_boxes", says="a partner that was changed")
g.wrong("cutmix", "returns only the pictures", edit={"return np.where(inside, X[partner], X), 1 - inside.mean()": "return np.where(inside, X[partner], X)"}, fails=BOXES)
g.wrong("cutmix", "nothing is pasted", edit={"np.where(inside, X[partner], X)": "np.where(inside, X, X)"}, fails=BOXES, says="nothing was pasted")
LOSS = "cutmix_loss cutmix_hidden_loss"
g.wrong("cutmix", "the sum over the samples", edit={".sum(axis=1).mean()": ".sum()"}, fails=LOSS, says="a loss is a mean")
g.wrong("cutmix", "the mean over classes too", edit={".sum(axis=1).mean()": ".mean()"}, fails=LOSS, says="the mean over classes too")
g.wrong("cutmix", "lam exchanged", edit={"lam * np.eye(K)[y] + (1 - lam) * np.eye(K)[y_partner]": "(1 - lam) * np.eye(K)[y] + lam * np.eye(K)[y_partner]"}, fails=LOSS, says="exchanged")
g.wrong("cutmix", "no smoothing", edit={"q = (1 - smoothing) * q + smoothing / K": "pass"}, fails=LOSS, says="without smoothing")
g.wrong("cutmix", "smoothing over K - 1 classes", edit={"smoothing / K": "smoothing / (K - 1)"}, fails=LOSS, says="the definition has s / K")
g.wrong("cutmix", "the labels keep everything", edit={"q = (1 - smoothing) * q +": "q = q +"}, fails=LOSS, says="sums to more than 1")
g.wrong("cutmix", "smooths by default", edit={"lam, smoothing=0.0": "lam, smoothing=0.1"}, fails="cutmix_loss")
g.wrong("cutmix", "the largest logit of all rows is subtracted", edit={"logits.max(axis=1, keepdims=True)": "logits.max()"}, fails="cutmix_hidden_loss")
g.wrong("cutmix", "overflows", edit={"z = logits - logits.max(axis=1, keepdims=True)": "z = logits"}, fails=LOSS, says="np.exp overflows")
g.wrong("cutmix", "the log of a softmax", edit={"log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))": "log_p = np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))"}, fails=LOSS, says="rounded to 0")
g.wrong("cutmix", "softmax over the samples", edit={"np.log(np.exp(z).sum(axis=1, keepdims=True))": "np.log(np.exp(z).sum(axis=0, keepdims=True))", "logits.max(axis=1, keepdims=True)": "logits.max(axis=0, keepdims=True)"}, fails=LOSS, says="softmax over the samples")
g.wrong("cutmix", "s / K only where the target is 0", edit={"q = (1 - smoothing) * q + smoothing / K": "q = np.where(q > 0, (1 - smoothing) * q, smoothing / K)"}, fails=LOSS, says="only where the target is 0")
g.wrong("cutmix", "smooths its own label only", edit={"q = (1 - smoothing) * q + smoothing / K": "q += lam * smoothing * (1 / K - np.eye(K)[y])"}, fails=LOSS, says="only the sample's own label")
g.wrong("cutmix", "as many classes as the largest label says", edit={"K = logits.shape[1]": "K = max(max(y), max(y_partner)) + 1"}, fails=LOSS)
g.wrong("cutmix", "subtracts in place", edit={"z = logits - logits.max(axis=1, keepdims=True)": "logits -= logits.max(axis=1, keepdims=True)\n    z = logits"}, fails="cutmix_loss", says="changes its argument logits")
g.wrong("cutmix", "lets torch compute the loss", code=cut('''inside = np.zeros((H, W), dtype=bool)
inside[max(top, 0):max(top + height, 0), max(left, 0):max(left + width, 0)] = True
return np.where(inside, X[partner], X), float(1 - inside.mean())''').split("def mixed_loss")[0] + '''
import torch.nn.functional as T
def mixed_loss(logits, y, y_partner, lam, smoothing=0.0):
    z = torch.as_tensor(np.asarray(logits, dtype=float))
    a, b = (T.cross_entropy(z, torch.as_tensor(np.asarray(t)), label_smoothing=smoothing).item() for t in (y, y_partner))
    return lam * a + (1 - lam) * b
''', fails="cutmix_loss", says="write it with NumPy")
g.wrong("cutmix", "lets torch compute the softmax", edit={"log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))": "log_p = torch.log_softmax(torch.tensor(z), 1).numpy()"}, fails="cutmix_loss", says="write it with NumPy")
g.wrong("cutmix", "lets torch compute the softmax by F", edit={"log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))": "log_p = F.log_softmax(torch.tensor(z), 1).numpy()"}, fails="cutmix_loss", says="write it with NumPy")
g.right("cutmix", "pixel by pixel, sample by sample", code='''
    def cutmix(X, partner, box):
        X, (t, l, h, w) = np.asarray(X), box
        out, own = X.copy(), 0
        for i in range(X.shape[2]):
            for j in range(X.shape[3]):
                if t <= i < t + h and l <= j < l + w:
                    for n in range(len(X)):
                        out[n, :, i, j] = X[partner[n], :, i, j]
                else:
                    own += 1
        return [out, own / (X.shape[2] * X.shape[3])]

    def mixed_loss(logits, y, y_partner, lam, smoothing=0.0):
        total = 0.0
        for z, a, b in zip(np.asarray(logits, dtype=np.float64), y, y_partner):
            log_p = z - np.logaddexp.reduce(z)
            q = np.full(len(z), smoothing / len(z))
            q[a] += lam * (1 - smoothing)
            q[b] += (1 - lam) * (1 - smoothing)
            total -= q @ log_p
        return total / len(y)
''')
g.right("cutmix", "with clipped ends, and two losses mixed", code='''
    def cutmix(X, partner, box):
        H, W = X.shape[-2:]
        top, bottom = np.clip([box[0], box[0] + box[2]], 0, H)
        left, right = np.clip([box[1], box[1] + box[3]], 0, W)
        mixed = np.array(X)
        mixed[..., top:bottom, left:right] = X[partner][..., top:bottom, left:right]
        return mixed, 1 - (bottom - top) * (right - left) / (H * W)

    def mixed_loss(logits, y, y_partner, lam, smoothing=0.0):
        z = np.asarray(logits, float)
        top = z.max(1)
        log_p = z - (top + np.log(np.exp(z - top[:, None]).sum(1)))[:, None]
        rows = np.arange(len(z))
        def one(t):
            return -((1 - smoothing) * log_p[rows, t] + smoothing * log_p.mean(1)).mean()
        return lam * one(np.asarray(y)) + (1 - lam) * one(np.asarray(y_partner))
''')
g.example("for X of 4 × 4 pixels the box (1, 1, 2, 2)", "[cutmix(np.zeros((2, 1, 4, 4)), np.array([1, 0]), b)[1] for b in ((1, 1, 2, 2), (-1, 3, 2, 2))] == [0.75, 15 / 16]")
g.example("mixed_loss(np.zeros((2, 4)), [0, 1], [2, 2], 0.7) is", "np.isclose(mixed_loss(np.zeros((2, 4)), [0, 1], [2, 2], 0.7), np.log(4))")

# ---------------------------------------------------------------- hires
CAM = "hires_values hires_care hires_hidden_random"
g.wrong("hires", "Grad-CAM", edit={"(kept[\"a\"] * d)": "(kept[\"a\"] * d.mean((2, 3), keepdim=True))"}, fails=CAM, says="must not be averaged", misconception="cam-average")
g.wrong("hires", "no ReLU", edit={"F.relu((kept[\"a\"] * d).sum(dim=1))": "(kept[\"a\"] * d).sum(dim=1)"}, fails=CAM, says="no ReLU at the end")
g.wrong("hires", "ReLU before the sum", edit={"F.relu((kept[\"a\"] * d).sum(dim=1))": "F.relu(kept[\"a\"] * d).sum(dim=1)"}, fails=CAM, says="ReLU before the sum")
g.wrong("hires", "the mean over channels", edit={"(kept[\"a\"] * d).sum(dim=1)": "(kept[\"a\"] * d).mean(dim=1)"}, fails=CAM, says="the mean over channels")
g.wrong("hires", "the absolute value", edit={"F.relu((kept[\"a\"] * d).sum(dim=1))": "(kept[\"a\"] * d).sum(dim=1).abs()"}, fails=CAM, says="the absolute value")
g.wrong("hires", "the gradient alone", edit={"(kept[\"a\"] * d).sum": "d.sum"}, fails=CAM, says="the gradient alone")
g.wrong("hires", "the activations alone", edit={"(kept[\"a\"] * d).sum": "kept[\"a\"].sum"}, fails=CAM, says="the activations alone", misconception="cam-shows-why")
g.wrong("hires", "the first class for all", edit={"logits.gather(1, classes[:, None]).sum()": "logits[:, classes[0]].sum()"}, fails=CAM, says="the first sample's class")
g.wrong("hires", "the class that was predicted", edit={"logits.gather(1, classes[:, None]).sum()": "logits.amax(dim=1).sum()"}, fails=CAM, says="the largest logit")
g.wrong("hires", "the probability", edit={"logits.gather(": "logits.softmax(1).gather("}, fails=CAM, says="the gradient of the probability")
g.wrong("hires", "the hook remains", edit={"hook.remove()": "pass"}, fails="hires_care", says="hook is still on the layer")
g.wrong("hires", "backward() writes into the parameters", edit={"d, = torch.autograd.grad(score, kept[\"a\"])": "kept[\"a\"].retain_grad()\n    score.backward()\n    d = kept[\"a\"].grad"}, fails="hires_care", says="left gradients in the model's parameters")
g.wrong("hires", "not detached", edit={"return F.relu((kept[\"a\"] * d).sum(dim=1)).detach()": "return F.relu((kept[\"a\"] * d).sum(dim=1))"}, fails="hires_values", says="still carries a gradient")
g.wrong("hires", "needs parameters that need a gradient", edit={"model(X.clone().requires_grad_(True))": "model(X)"}, fails="hires_care hires_hidden_random")
g.wrong("hires", "thaws the parameters", edit={"model(X.clone().requires_grad_(True))": "model.requires_grad_(True)(X)"}, fails="hires_care", says="it thawed")
g.wrong("hires", "one sample loses its axis", edit={"return F.relu((kept[\"a\"] * d).sum(dim=1)).detach()": "return F.relu((kept[\"a\"] * d).sum(dim=1)).detach().squeeze()"}, fails="hires_hidden_random")
g.wrong("hires", "sets the gradients to None afterwards", edit={"d, = torch.autograd.grad(score, kept[\"a\"])": "kept[\"a\"].retain_grad()\n    score.backward()\n    d = kept[\"a\"].grad\n    model.zero_grad()"}, fails="hires_care", says="had a .grad before")
g.wrong("hires", "sets the gradients to 0 afterwards", edit={"d, = torch.autograd.grad(score, kept[\"a\"])": "fresh = [p for p in model.parameters() if p.grad is None]\n    kept[\"a\"].retain_grad()\n    score.backward()\n    d = kept[\"a\"].grad\n    model.zero_grad(set_to_none=False)\n    for p in fresh:\n        p.grad = None"}, fails="hires_care", says="it was set to 0")
g.wrong("hires", "switches to training mode", edit={"kept = {}": "kept = {}\n    model.train()"}, fails="hires_care", says="in training mode")
g.wrong("hires", "takes the name for a number", edit={"model.get_submodule(name)": "model[int(name)]"}, fails="hires_care")
g.wrong("hires", "all classes for all samples", edit={"logits.gather(1, classes[:, None]).sum()": "logits[:, classes].sum()"}, fails=CAM, says="the logits of all classes")
g.wrong("hires", "the first sample's logit alone", edit={"logits.gather(1, classes[:, None]).sum()": "logits[0, classes[0]]"}, fails=CAM, says="the first sample's logit alone")
g.right("hires", "sample by sample, the hook in a context of its own", code='''
    def hires_cam(model, name, X, classes):
        layer, maps = model.get_submodule(name), []
        for x, k in zip(X, classes):
            seen = []
            handle = layer.register_forward_hook(lambda m, i, o: seen.append(o))
            score = model(x[None].clone().requires_grad_())[0, k]
            handle.remove()
            grad = torch.autograd.grad(score, seen[0])[0]
            maps.append((seen[0] * grad)[0].sum(0).clamp(min=0).detach())
        return torch.stack(maps)
''')
g.right("hires", "the hook replaces the output by a leaf", code='''
    def hires_cam(model, name, X, classes):
        leaves = []
        def replace(layer, inputs, out):
            leaves.append(out.detach().clone().requires_grad_(True))
            return leaves[-1]
        handle = model.get_submodule(name).register_forward_hook(replace)
        with torch.enable_grad():
            logits = model(X)
        handle.remove()
        picked = logits[torch.arange(len(X)), classes]
        (d,) = torch.autograd.grad(picked.sum(), leaves[0])
        return torch.einsum("nchw,nchw->nhw", leaves[0].detach(), d).relu()
''')
g.example("if the layer is followed by nn.Flatten and a linear layer without bias", """(lambda m, X: [p.data.abs_() for p in m.parameters()] and torch.allclose(hires_cam(m, "1", X, torch.tensor([1, 0])).sum((1, 2)), m(X)[[0, 1], [1, 0]]))(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 2, bias=False)), torch.rand(2, 1, 4, 4))""")

# ---------------------------------------------------------------- fold
FOLD = "fold_values fold_hidden_eps"
g.wrong("fold", "the factors along the input channels", edit={"W * scale[:, None, None, None]": "W * np.resize(scale, W.shape[1])[None, :, None, None]"}, fails=FOLD, says="they belong to axis 0")
g.wrong("fold", "divides by the variance", edit={"gamma / np.sqrt(var + eps)": "gamma / (var + eps)"}, fails=FOLD, says="its root is meant")
g.wrong("fold", "without gamma", edit={"gamma / np.sqrt(var + eps)": "1 / np.sqrt(var + eps)"}, fails="fold_values fold_hidden_eps", says="without gamma")
g.wrong("fold", "the bias is not scaled", edit={"(before - mean) * scale + beta": "before - mean * scale + beta"}, fails=FOLD, says="the bias of the convolution is not scaled")
g.wrong("fold", "the bias is lost", edit={"(before - mean) * scale + beta": "-mean * scale + beta"}, fails=FOLD, says="the bias of the convolution is lost")
g.wrong("fold", "the mean is not scaled", edit={"(before - mean) * scale + beta": "before * scale - mean + beta"}, fails=FOLD, says="the mean is not scaled")
g.wrong("fold", "the mean is added", edit={"(before - mean)": "(before + mean)"}, fails=FOLD, says="the mean is added")
g.wrong("fold", "always takes a bias of 0", edit={"before = 0 if b is None else b": "before = 0"}, fails=FOLD)
g.wrong("fold", "fails without a bias", edit={"before = 0 if b is None else b": "before = b"}, fails="fold_values")
g.wrong("fold", "eps beside the root", edit={"np.sqrt(var + eps)": "(np.sqrt(var) + eps)"}, fails=FOLD, says="it stands under it")
g.wrong("fold", "ignores eps", edit={"np.sqrt(var + eps)": "np.sqrt(var)"}, fails=FOLD, says="eps is not the one")
g.wrong("fold", "always the same eps", edit={"np.sqrt(var + eps)": "np.sqrt(var + 1e-5)"}, fails=FOLD, says="eps is not the one")
g.wrong("fold", "another eps by default", edit={"eps=1e-5": "eps=1e-6"}, fails="fold_hidden_eps")
g.wrong("fold", "beta is scaled", edit={"(before - mean) * scale + beta": "(before - mean + beta) * scale"}, fails=FOLD, says="beta is scaled")
g.wrong("fold", "no beta", edit={"(before - mean) * scale + beta": "(before - mean) * scale"}, fails=FOLD, says="beta is missing")
g.wrong("fold", "changes b in place", edit={"(before - mean) * scale + beta": "np.add(np.multiply(np.subtract(before, mean, out=None if b is None else b), scale), beta)"}, fails=FOLD, says="changes its argument b")
g.wrong("fold", "changes gamma in place", edit={"scale = gamma / np.sqrt(var + eps)": "gamma /= np.sqrt(var + eps)\n    scale = gamma"}, fails=FOLD, says="changes its argument gamma")
g.wrong("fold", "scales W in place", edit={"return W * scale[:, None, None, None],": "W *= scale[:, None, None, None]\n    return W,"}, fails=FOLD, says="changes its argument W")
g.wrong("fold", "W and b in a row of zeros", edit={"return W * scale[:, None, None, None], (before - mean) * scale + beta": "return W * scale[:, None, None, None]"}, fails=FOLD)
g.right("fold", "channel by channel", code='''
    def fold(W, b, gamma, beta, mean, var, eps=1e-5):
        W_folded, b_folded = [], []
        for c in range(len(W)):
            s = gamma[c] / (var[c] + eps) ** 0.5
            W_folded.append(s * W[c])
            b_folded.append(s * ((b[c] if b is not None else 0.0) - mean[c]) + beta[c])
        return np.array(W_folded), np.array(b_folded)
''')
g.right("fold", "as a diagonal matrix, in a list", code='''
    def fold(W, b, gamma, beta, mean, var, eps=1e-5):
        if b is None:
            b = np.zeros(len(W))
        S = np.diag(gamma * (var + eps) ** -0.5)
        return [np.tensordot(S, W, axes=1), S @ (b - mean) + beta]
''')
g.example("fold(np.ones((1, 1, 1, 1)), None,", "np.allclose(fold(np.ones((1, 1, 1, 1)), None, *np.array([[6.0], [1], [2], [9]]), eps=0)[0], 2) and np.allclose(fold(np.ones((1, 1, 1, 1)), None, *np.array([[6.0], [1], [2], [9]]), eps=0)[1], -3)")
g.survivor("cutmix", "np.zeros((H, W), dtype=bool) -> np.zeros((H, W))", "np.where takes 0 and 1 for False and True")
