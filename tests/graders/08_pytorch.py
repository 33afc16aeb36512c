"""Known wrong and known right answers of assignment 08, and the misconceptions behind them."""

from harness import Graders

g = Graders("08_pytorch")

# What people believe about PyTorch. Each feeds a quiz choice of the chapter, a wrong answer below, or both.
g.misconception("detach-copies", "detach() copies the numbers", quiz="detach() makes a copy")
g.misconception("backward-replaces", "backward() replaces the gradients of before", quiz="backward() replaces")
g.misconception("eval-stops-gradients", "model.eval() switches gradients off", quiz="eval() switches")
g.misconception("attributes-are-saved", "Each tensor that is an attribute of a module is saved with it", quiz="tensor attribute of the module")
g.misconception("all-or-nothing", "load_state_dict changes nothing when it raises an error", quiz="nothing was loaded")
g.misconception("weights-are-enough", "The weights are all that a training run consists of", quiz="The weights, because")
g.misconception("weights-are-data", "A file of weights is data and cannot do harm", quiz="only numbers")
g.misconception("seed-is-enough", "With the same seed the numbers are the same everywhere", quiz="because the seed is the same")

# ---------------------------------------------------------------- running
ALL = "running_batch running_batches running_saved running_hidden_gradient"
RUN = '''
class Running(nn.Module):
    def __init__(self, D):
        super().__init__()
        {init}

    def forward(self, X):
        {forward}
        return (X - self.mean) / (self.var + 1e-5).sqrt()
'''
INIT = '''self.register_buffer("count", torch.tensor(0))
        self.register_buffer("mean", torch.zeros(D))
        self.register_buffer("var", torch.ones(D))'''


def running(forward, init=INIT):
    return RUN.format(init=init, forward=forward)


g.wrong("running", "divides by N - 1", edit={"correction=0": "correction=1"}, fails=ALL, says="correction=0")
g.wrong("running", "statistics of the last batch", code=running('''if self.training:
            with torch.no_grad():
                self.count = self.count + len(X)
                self.mean, self.var = X.mean(0), X.var(0, correction=0)'''), fails="running_batches running_hidden_gradient",
        says="the mean of the last batch")
g.wrong("running", "the mean of the batches' means", code=running('''if self.training:
            with torch.no_grad():
                self.k = getattr(self, "k", 0) + 1
                self.count = self.count + len(X)
                self.var = X.var(0, correction=0)
                self.mean = self.mean + (X.mean(0) - self.mean) / self.k'''), fails="running_batches running_hidden_gradient",
        says="large batches must count for more")
g.wrong("running", "without the term between the batches", edit={" + delta**2 * n * n_b / N**2": ""},
        fails="running_batches running_hidden_gradient", says="δ² is missing")
g.wrong("running", "the mean first, then the variance with it", edit={
    "n * n_b / N**2\n": "n * n_b / N**2 * 0 + (X.mean(0) - (self.mean + delta * n_b / N))**2 * n * n_b / N**2\n"},
        fails="running_batches running_hidden_gradient", says="compute δ before the mean changes")
g.wrong("running", "training batches by their own statistics, as BatchNorm", code=running('''if self.training:
            with torch.no_grad():
                n, m, d = self.count, len(X), X.mean(0) - self.mean
                self.var = (n * self.var + m * X.var(0, correction=0)) / (n + m) + d**2 * n * m / (n + m) ** 2
                self.mean, self.count = self.mean + d * m / (n + m), n + m
                own = X.mean(0), X.var(0, correction=0)
            return (X - own[0]) / torch.sqrt(own[1] + 1e-5)'''), fails="running_batches running_hidden_gradient",
        says="standardised with the batch's own statistics")
g.wrong("running", "1e-5 beside the root", edit={"torch.sqrt(self.var + 1e-5)": "(torch.sqrt(self.var) + 1e-5)"},
        fails="running_batch running_hidden_gradient", says="under the root")
g.wrong("running", "the variance of the last batch", edit={"within = (n * self.var + n_b * X.var(0, correction=0)) / N\n": "within = X.var(0, correction=0)\n",
        " + delta**2 * n * n_b / N**2": ""}, fails="running_batches running_hidden_gradient", says="variance of the last batch")
g.wrong("running", "keeps the standard deviation", edit={"self.var = within + delta**2 * n * n_b / N**2": "self.var = (within + delta**2 * n * n_b / N**2).sqrt()"},
        fails="running_batch running_batches running_saved running_hidden_gradient", says="the standard deviation, where")
g.wrong("running", "divides by the variance", edit={"torch.sqrt(self.var + 1e-5)": "(self.var + 1e-5)"},
        fails=ALL, says="divided by the variance")
g.wrong("running", "standardises before it counts", code=running('''mean, var = self.mean, self.var
        if self.training:
            with torch.no_grad():
                n, m = self.count, len(X)
                d = X.mean(0) - mean
                self.var = (n * var + m * X.var(0, correction=0)) / (n + m) + d**2 * n * m / (n + m) ** 2
                self.mean, self.count = mean + d * m / (n + m), n + m
        return (X - mean) / torch.sqrt(var + 1e-5)'''), fails="running_batch running_batches running_hidden_gradient", says="from before this batch")
g.wrong("running", "counts in eval mode too", edit={"if self.training:": "if True:"}, fails="running_batch running_batches running_saved",
        says=["look at self.training", "eval mode must not count"])
g.wrong("running", "counts batches", edit={"self.count = N": "self.count = self.count + 1"}, fails="running_batch running_batches running_hidden_gradient",
        says="the number of batches, where rows are meant")
g.wrong("running", "plain attributes", code=running('''if self.training:
            with torch.no_grad():
                n, m, d = self.count, len(X), X.mean(0) - self.mean
                self.var = (n * self.var + m * X.var(0, correction=0)) / (n + m) + d**2 * n * m / (n + m) ** 2
                self.mean, self.count = self.mean + d * m / (n + m), n + m''',
        "self.count, self.mean, self.var = torch.tensor(0), torch.zeros(D), torch.ones(D)"), fails="running_saved",
        says="register them as buffers", misconception="attributes-are-saved")
g.wrong("running", "buffers that are not saved", edit={'"mean", torch.zeros(D)': '"mean", torch.zeros(D), persistent=False'},
        fails="running_saved", says="register them as buffers")
g.wrong("running", "parameters", code=running('''if self.training:
            with torch.no_grad():
                n, m, d = self.count, len(X), X.mean(0) - self.mean
                self.var.copy_((n * self.var + m * X.var(0, correction=0)) / (n + m) + d**2 * n * m / (n + m) ** 2)
                self.mean += d * m / (n + m)
                self.count += m''', '''self.register_buffer("count", torch.tensor(0))
        self.mean = nn.Parameter(torch.zeros(D), requires_grad=False)
        self.var = nn.Parameter(torch.ones(D), requires_grad=False)'''), fails="running_saved", says="no parameters")
g.wrong("running", "the count as a float", edit={"torch.tensor(0))": "torch.tensor(0.0))"}, fails="running_saved", says="int64")
g.wrong("running", "gradients through the statistics", edit={"with torch.no_grad():": "if True:"}, fails="running_hidden_gradient")
g.wrong("running", "works in place on X", edit={"return (X - self.mean) / torch.sqrt(self.var + 1e-5)": "X.data -= self.mean; return X / torch.sqrt(self.var + 1e-5)"},
        fails="running_batches running_hidden_gradient", says="it changes its argument X")
g.wrong("running", "works in place on X, in two lines", edit={"return (X - self.mean) / torch.sqrt(self.var + 1e-5)": "X -= self.mean; X /= torch.sqrt(self.var + 1e-5); return X"},
        fails="running_batches running_hidden_gradient", says="X -= self.mean")
g.wrong("running", "without the 1e-5", edit={"torch.sqrt(self.var + 1e-5)": "torch.sqrt(self.var)"}, fails="running_batch running_hidden_gradient", says="without the 1e-5")
g.wrong("running", "counts rows in eval mode", edit={"if self.training:": "if not self.training:\n            self.count = self.count + len(X)\n        else:"},
        fails="running_batches", says="eval mode must not count")
g.wrong("running", "reports batches", edit={"n, n_b = self.count, len(X)": "n, n_b = getattr(self, 'n', 0), len(X)", "self.count = N": "self.n = N; self.count = self.count + 1"},
        fails="running_batch running_batches", says="the number of batches, where rows are meant")
g.wrong("running", "a variance of 0 at the start", edit={"torch.ones(D)": "torch.zeros(D)"}, fails="running_batch")
g.right("running", "sums kept beside, the buffers set in place", code=running('''if self.training:
            rows = X.detach()
            n = int(self.count)
            total, squares = n * self.mean + rows.sum(0), n * (self.var + self.mean**2) + (rows**2).sum(0)
            self.count += len(rows)
            self.mean.copy_(total / self.count)
            new = n * self.var + len(rows) * rows.var(0, correction=0)
            old_mean = (total - rows.sum(0)) / n if n else self.mean
            new = new + n * (old_mean - self.mean) ** 2 + len(rows) * (rows.mean(0) - self.mean) ** 2
            self.var.copy_(new / self.count)'''))
g.right("running", "row by row", code='''
class Running(nn.Module):
    def __init__(self, D):
        super().__init__()
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))
        self.register_buffer("mean", torch.zeros(D))
        self.register_buffer("var", torch.ones(D))

    @torch.no_grad()
    def take_in(self, row):
        old = self.mean.clone()
        squares = self.var * self.count
        self.count += 1
        self.mean += (row - old) / self.count
        self.var[:] = (squares + (row - old) * (row - self.mean)) / self.count

    def forward(self, X):
        if self.training:
            for row in X:
                self.take_in(row)
        return (X - self.mean) * torch.rsqrt(self.var + 0.00001)
''')
g.right("running", "detached, with var_mean", code=running('''if self.training:
            v, m = torch.var_mean(X.detach(), dim=0, unbiased=False)
            a = X.shape[0] / (self.count + X.shape[0])
            d = m - self.mean
            self.mean, self.var = self.mean + a * d, (1 - a) * self.var + a * v + a * (1 - a) * d * d
            self.count = self.count + X.shape[0]'''))
g.example("after layer = Running(1) and layer(torch.tensor([[1.0], [3.0]])), layer.count is 2",
          "(lambda l: (l(torch.tensor([[1.0], [3.0]])), int(l.count) == 2, l.mean.tolist() == [2.0], l.var.tolist() == [1.0], "
          "abs(l.eval()(torch.tensor([[4.0]])).item() - 2) < 1e-3))(Running(1))[1:] == (True, True, True, True)")

# ---------------------------------------------------------------- watch

g.wrong("watch", "detached, not copied", edit={"output.clone()": "output.detach()"}, fails="watch_inplace",
        says="in the same memory", misconception="detach-copies")
g.wrong("watch", "the output itself", edit={"output.clone()": "output"}, fails="watch_inplace", says="in the same memory")
g.wrong("watch", "leaves its hooks", edit={"handle.remove()": "pass"}, fails="watch_leaves watch_hidden_errors", says="hooks are left")
g.wrong("watch", "no finally", edit={"try:\n": "if True:\n", "finally:\n": "if True:\n"}, fails="watch_hidden_errors",
        says="after a pass that raised an error")
g.wrong("watch", "back to training mode as a whole", edit={"layer.training = mode": "layer.training = before[0][1]"},
        fails="watch_leaves watch_hidden_errors", says="its own mode")
g.wrong("watch", "stays in eval mode", edit={"layer.training = mode": "pass"}, fails="watch_leaves watch_hidden_errors", says="its own mode")
g.wrong("watch", "in training mode", edit={"model.eval()": "model.train()"}, fails="watch_values", says="dropout was on")
g.wrong("watch", "in the mode in which it is", edit={"model.eval()": "pass"}, fails="watch_values", says="dropout was on")
g.wrong("watch", "with gradients", edit={"with torch.no_grad():": "if True:"}, fails="watch_inplace", says="without gradients")
g.wrong("watch", "takes eval for no gradients", edit={"with torch.no_grad():": "if not model.training:"}, fails="watch_inplace",
        says="without gradients", misconception="eval-stops-gradients")
g.wrong("watch", "the name of the last layer for all", edit={", output, name=name": ", output"}, fails="watch_values watch_hidden_errors", says="the dict has these keys")
g.wrong("watch", "only the children", edit={"dict(model.named_modules())": "dict(model.named_children())"}, fails="watch_hidden_errors")
g.wrong("watch", "all layers, whatever their name", edit={"    for name in names:\n        def": "    for name in layers:\n        def"},
        fails="watch_values watch_inplace watch_hidden_errors", says="the dict has these keys")
g.wrong("watch", "the input instead of the output", edit={"output.clone()": "inputs[0].clone()"}, fails="watch_values watch_inplace watch_hidden_errors")
g.wrong("watch", "the names of classes", edit={"seen[name]": "seen[type(layer).__name__]"}, fails="watch_values watch_inplace watch_hidden_errors", says="the dict has these keys")
g.wrong("watch", "a layer's first output counts", edit={"seen[name] = output.clone()": "seen.setdefault(name, output.clone())"}, fails="watch_hidden_errors")
g.wrong("watch", "swallows the error", edit={"    finally:": "    except Exception: pass\n    finally:"}, fails="watch_hidden_errors", says="no error")
g.wrong("watch", "a list of pairs", edit={"return seen": "return list(seen.items())"}, fails="watch_values watch_inplace watch_hidden_errors", says="return a dict")
g.wrong("watch", "tidies up only after an error", edit={"    finally:": "    except Exception:", "            layer.training = mode\n": "            layer.training = mode\n        raise\n"},
        fails="watch_leaves", says="hooks are left")
g.wrong("watch", "an unknown name is passed over", edit={"            raise ValueError(f\"there is no layer {name!r}; there are {list(layers)}\")\n": "            names = [n for n in names if n in layers]\n"},
        fails="watch_values watch_hidden_errors", says="no error")
g.wrong("watch", "an unknown name is an AttributeError", edit={"        if name not in layers:\n": "        if model.get_submodule(name) is None:\n"}, fails="watch_values watch_hidden_errors", says="AttributeError")
g.wrong("watch", "an error without the unknown name", edit={"there is no layer {name!r}; there are {list(layers)}": "unknown layer"}, fails="watch_values watch_hidden_errors",
        says="the name that the model does not have")
g.wrong("watch", "an unknown name is found when half of the hooks are on", edit={"        if name not in layers:\n": "        if False:\n",
        "    for name in names:\n        def": "    for name in names:\n        if name not in layers:\n            raise ValueError(name)\n        def"}, fails="watch_hidden_errors", says="after an unknown name")
g.right("watch", "with contextlib and a closure", code='''
import contextlib


def watch(model, X, names):
    outputs = {}

    def recorder(name):
        def hook(_, __, result):
            outputs.update({name: result.detach().clone()})
        return hook

    with contextlib.ExitStack() as stack:
        for layer in model.modules():
            stack.callback(setattr, layer, "training", layer.training)
        for name in names:
            try:
                layer = model.get_submodule(name)
            except AttributeError:
                raise ValueError(f"unknown layer: {name}.") from None
            stack.callback(layer.register_forward_hook(recorder(name)).remove)
        model.train(False)
        with torch.inference_mode():
            model(X)
        outputs = {name: torch.tensor(t.tolist()) for name, t in outputs.items()}
    return outputs
''')
g.right("watch", "on a deep copy", code='''
import copy


def watch(model, X, names):
    model = copy.deepcopy(model).eval()
    seen, known = {}, [name for name, _ in model.named_modules()]
    if unknown := set(names) - set(known):
        raise ValueError(", ".join(unknown))
    for name, layer in model.named_modules():
        if name in names:
            layer.register_forward_hook(lambda _, i, out, name=name: seen.__setitem__(name, out.detach().clone()))
    with torch.no_grad():
        model(X)
    return seen
''')
g.example("with model = nn.Sequential(nn.Linear(2, 1), nn.ReLU())", "list(watch(nn.Sequential(nn.Linear(2, 1), nn.ReLU()), torch.ones(3, 2), ['1'])) == ['1']")

# ---------------------------------------------------------------- mend
g.wrong("mend", "the gradients are never zeroed", edit={"            optimizer.zero_grad()\n": ""}, fails="mend_steps",
        says="never zeroes", misconception="backward-replaces")
g.wrong("mend", "zeroed once per epoch", edit={"            optimizer.zero_grad()\n": "", "        model.train()\n": "        model.train()\n        optimizer.zero_grad()\n"}, fails="mend_steps")
g.wrong("mend", "zeroed between backward and step", edit={"            optimizer.zero_grad()\n            loss.backward()\n": "            loss.backward()\n            optimizer.zero_grad()\n"}, fails="mend_steps")
g.wrong("mend", "no step", edit={"            optimizer.step()\n": ""}, fails="mend_steps")
g.wrong("mend", "one order for all epochs", edit={"    for epoch in range(epochs):": "    order = torch.randperm(len(X), generator=generator)\n    for epoch in range(epochs):",
        "torch.randperm(len(X), generator=generator).split": "order.split"}, fails="mend_steps", says="one order for all")
g.wrong("mend", "the last batch is dropped", edit={".split(batch_size):": ".split(batch_size)[:len(X) // batch_size]:"},
        fails="mend_steps mend_curves mend_modes", says="last, smaller batch")
g.wrong("mend", "drops the last batch where there is another", edit={".split(batch_size):": ".split(batch_size)[:max(1, len(X) // batch_size)]:"},
        fails="mend_steps mend_curves mend_modes")
g.wrong("mend", "batches of equal size", edit={".split(batch_size):": ".tensor_split(max(1, -(-len(X) // batch_size))):"}, fails="mend_steps mend_modes")
g.wrong("mend", "the global generator", edit={"generator=generator).split": "generator=None).split"}, fails="mend_steps",
        says="pass generator=generator")
g.wrong("mend", "training mode only before the first epoch", edit={"    for epoch in range(epochs):\n        model.train()\n": "    model.train()\n    for epoch in range(epochs):\n"},
        fails="mend_modes", says="training must be in training mode")
g.wrong("mend", "train() and eval() left out", edit={"        model.train()\n": "", "        model.eval()\n": ""}, fails="mend_modes mend_hidden_validation", says="validation must be in eval mode")
g.wrong("mend", "eval mode only at the end", edit={"        model.eval()\n": "", "    return loss_curve": "    model.eval()\n    return loss_curve"},
        fails="mend_modes mend_hidden_validation", says="validation must be in eval mode")
g.wrong("mend", "left in training mode", edit={"    return loss_curve": "    model.train()\n    return loss_curve"}, fails="mend_modes", says="leave the model in eval")
g.wrong("mend", "validation with gradients", edit={"        with torch.no_grad():\n            val": "        val"}, fails="mend_modes", says="validation must be without gradients",
        misconception="eval-stops-gradients")
g.wrong("mend", "X must be a table", edit={"    loss_curve, val_curve = [], []\n": "    N, D = X.shape\n    loss_curve, val_curve = [], []\n"}, fails="mend_hidden_validation", says="ValueError")
g.wrong("mend", "validation in batches, the mean of their means", code='''
def mended(model, X, y, X_val, y_val, *, epochs, batch_size, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses, val_losses = [], []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for j in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = F.cross_entropy(model(X[j]), y[j])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(j)
        losses.append(total / len(X))
        model.eval()
        with torch.no_grad():
            parts = [F.cross_entropy(model(a), b).item() for a, b in zip(X_val.split(batch_size), y_val.split(batch_size))]
        val_losses.append(sum(parts) / len(parts))
    return losses, val_losses
''', fails="mend_curves", says="where the validation set went through in batches")
g.wrong("mend", "divides by the number of full batches", edit={"loss.item() * len(j)": "loss.item()", "total / len(X)": "total / max(1, len(X) // batch_size)"},
        fails="mend_curves", says="divided by N // batch_size")
g.wrong("mend", "losses as tensors", edit={"loss.item() * len(j)": "loss * len(j)"}, fails="mend_curves", says="keeps its graph alive")
g.wrong("mend", "validation losses as tensors", edit={"y_val).item())": "y_val))"}, fails="mend_curves", says="keeps its graph alive")
g.wrong("mend", "the mean over batches", edit={"loss.item() * len(j)": "loss.item()", "total / len(X)": "total / -(-len(X) // batch_size)"}, fails="mend_curves", says="the batches' means")
g.wrong("mend", "the sum over batches divided by N", edit={"loss.item() * len(j)": "loss.item()"}, fails="mend_curves", says="divided by N")
g.wrong("mend", "a sum that is not divided", edit={"total / len(X)": "total"}, fails="mend_curves", says="sum over all samples")
g.wrong("mend", "a sum of batches that is not divided", edit={"loss.item() * len(j)": "loss.item()", "total / len(X)": "total"}, fails="mend_curves", says="the sum over the batches")
g.wrong("mend", "the last batch's loss", edit={"total / len(X)": "loss.item()"}, fails="mend_curves", says="the last batch")
g.wrong("mend", "the two curves change places", edit={"return loss_curve, val_curve": "return val_curve, loss_curve"}, fails="mend_curves mend_hidden_validation")
g.wrong("mend", "the broken loop as it is", code="mended = broken", fails="mend_steps mend_curves mend_modes mend_hidden_validation")
g.wrong("mend", "validation on the training set", edit={"F.cross_entropy(model(X_val), y_val)": "F.cross_entropy(model(X), y)"}, fails="mend_curves mend_modes mend_hidden_validation")
g.right("mend", "row numbers in a list, gradients set to None by hand", code='''
def mended(model, X, y, X_val, y_val, *, epochs, batch_size, lr, generator):
    params = list(model.parameters())
    optimizer = torch.optim.SGD(params, lr)
    losses, val_losses = [], []
    for _ in range(epochs):
        model.train(True)
        order = torch.randperm(X.shape[0], generator=generator).tolist()
        summed = 0.0
        for start in range(0, len(order), batch_size):
            rows = order[start:start + batch_size]
            for p in params:
                p.grad = None
            each = F.cross_entropy(model(X[rows]), y[rows], reduction="none")
            each.mean().backward()
            optimizer.step()
            summed += float(each.sum())
        losses += [summed / X.shape[0]]
        model.train(False)
        with torch.inference_mode():
            val_losses += [float(F.cross_entropy(model(X_val), y_val))]
    return [losses, val_losses]
''')
g.right("mend", "validation in batches, each with its weight", code='''
def mended(model, X, y, X_val, y_val, *, epochs, batch_size, lr, generator):
    def batches(X, y, order):
        for rows in order.split(batch_size):
            yield len(rows), F.cross_entropy(model(X[rows]), y[rows])

    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_curve, val_curve = [], []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for n, loss in batches(X, y, torch.randperm(len(X), generator=generator)):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += n * loss.item()
        loss_curve.append(total / len(X))
        model.eval()
        with torch.no_grad():
            val_curve.append(sum(n * loss.item() for n, loss in batches(X_val, y_val, torch.arange(len(X_val)))) / len(X_val))
    return loss_curve, val_curve
''')
g.right("mend", "zeroed after the step, the losses kept as detached tensors", code='''
def mended(model, X, y, X_val, y_val, *, epochs, batch_size, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    curve, other = [], []
    for _ in range(epochs):
        seen = torch.zeros(())
        model.train()
        for j in torch.split(torch.randperm(len(y), generator=generator), batch_size):
            loss = nn.CrossEntropyLoss()(model(X[j]), y[j])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            seen += loss.detach() * len(j) / len(y)
        model.eval()
        curve.append(seen.item())
        with torch.no_grad():
            other.append(nn.CrossEntropyLoss()(model(X_val), y_val).tolist())
    return curve, other
''')
g.example("of 10 rows with batch_size 4, an epoch makes three steps, with 4, 4 and 2 rows.", "[len(j) for j in torch.arange(10).split(4)] == [4, 4, 2]")

# ---------------------------------------------------------------- adopt
ADOPT = "adopt_prefix adopt_skip adopt_refuses adopt_hidden_edges"
g.wrong("adopt", "load_state_dict does the checking", code='''
def adopt(model, state, prefix="", skip=()):
    new = {name.removeprefix(prefix): t for name, t in state.items()}
    new = {name: t for name, t in new.items() if name not in skip}
    own = model.state_dict()
    try:
        model.load_state_dict(new | {name: own[name] for name in skip if name in own})
    except RuntimeError as error:
        raise ValueError(str(error)) from None
    return sorted(new)
''', fails="adopt_refuses adopt_hidden_edges", misconception="all-or-nothing")
g.wrong("adopt", "strict=False, whatever fits", code='''
def adopt(model, state, prefix="", skip=()):
    new = {name.removeprefix(prefix): t for name, t in state.items()}
    new = {name: t for name, t in new.items() if name not in skip}
    model.load_state_dict(new, strict=False)
    return sorted(new)
''', fails="adopt_refuses adopt_hidden_edges")
g.wrong("adopt", "missing names do not count", edit={"own.keys() ^ given.keys()": "given.keys() - own.keys()"}, fails="adopt_refuses adopt_hidden_edges", says="0.bias, which is missing")
g.wrong("adopt", "names too many do not count", edit={"own.keys() ^ given.keys()": "own.keys() - given.keys()"}, fails="adopt_refuses adopt_hidden_edges", says="head.weight")
g.wrong("adopt", "shapes do not count", edit={"own[name].shape != given[name].shape": "False"}, fails="adopt_refuses adopt_hidden_edges")
g.wrong("adopt", "the number of elements for the shape", edit={"own[name].shape != given[name].shape": "own[name].numel() != given[name].numel()"}, fails="adopt_refuses adopt_hidden_edges",
        says="(6, 3) in place of (3, 6)")
g.wrong("adopt", "names the first only", edit={"{wrong}": "{wrong[0]}"}, fails="adopt_refuses", says="must name")
g.wrong("adopt", "a message without names", edit={"these names do not fit: {wrong}": "the state does not fit"}, fails="adopt_refuses", says="must name 0.bias")
g.wrong("adopt", "RuntimeError, as load_state_dict has it", edit={"raise ValueError": "raise RuntimeError"}, fails="adopt_refuses adopt_hidden_edges", says="RuntimeError")
g.wrong("adopt", "the prefix is cut off wherever it stands", edit={"name.removeprefix(prefix)": "name.replace(prefix, '')"}, fails="adopt_hidden_edges")
g.wrong("adopt", "the prefix is cut off again and again", edit={"given = {name.removeprefix(prefix): t for name, t in state.items()}":
        "import re\n    given = {(re.sub(f'^({re.escape(prefix)})+', '', name) if prefix else name): t for name, t in state.items()}"}, fails="adopt_hidden_edges")
g.wrong("adopt", "characters are stripped, not the prefix", edit={"name.removeprefix(prefix)": "name.lstrip(prefix)"}, fails="adopt_prefix adopt_hidden_edges", says="ncoder")
g.wrong("adopt", "as many letters as the prefix has, always", edit={"name.removeprefix(prefix)": "name[len(prefix):]"}, fails="adopt_prefix adopt_hidden_edges")
g.wrong("adopt", "the prefix stays", edit={"name.removeprefix(prefix)": "name"}, fails="adopt_prefix adopt_hidden_edges")
g.wrong("adopt", "skips only in the model", edit={"    given = {name: t for name, t in given.items() if name not in skip}\n": ""}, fails="adopt_skip adopt_hidden_edges")
g.wrong("adopt", "skips nothing", edit={" if name not in skip}\n    given = {name.rem": "}\n    given = {name.rem"}, fails="adopt_skip adopt_hidden_edges")
g.wrong("adopt", "the names of the file", edit={"return sorted(own)": "return sorted(state)"}, fails="adopt_prefix adopt_skip adopt_hidden_edges", says="as the file has them")
g.wrong("adopt", "not sorted", edit={"return sorted(own)": "return list(own)"}, fails="adopt_prefix adopt_skip adopt_hidden_edges", says="sort them")
g.wrong("adopt", "returns nothing", edit={"return sorted(own)": "return None"}, fails="adopt_prefix adopt_skip adopt_hidden_edges", says="it returned None")
g.wrong("adopt", "loads nothing", edit={"    model.load_state_dict(given, strict=False)\n": ""}, fails="adopt_prefix adopt_skip adopt_hidden_edges")
g.wrong("adopt", "renames in the caller's dict", edit={"    given = {name.removeprefix(prefix): t for name, t in state.items()}\n":
        "    for name in list(state):\n        state[name.removeprefix(prefix)] = state.pop(name)\n    given = dict(state)\n"}, fails="adopt_prefix", says="make a new one")
g.wrong("adopt", "takes over the file's dtype", edit={"strict=False)": "strict=False, assign=True)"}, fails="adopt_skip", says="must stay float32")
g.wrong("adopt", "only parameters", edit={"in model.state_dict().items() if": "in model.named_parameters() if"}, fails="adopt_hidden_edges")
g.right("adopt", "a message that lists what there is as well", edit={"these names do not fit: {wrong}": "{wrong} do not fit; the file has {list(state)}, the model {list(own)}"})
g.right("adopt", "a message with qualified names", edit={"these names do not fit: {wrong}": "{', '.join('model.' + name for name in wrong)}: no fit"})
g.right("adopt", "with loops, copied by hand", code='''
def adopt(model, state, prefix="", skip=()):
    new = {}
    for name, tensor in state.items():
        if prefix and name.startswith(prefix):
            name = name[len(prefix):]
        if name not in skip:
            new[name] = tensor
    own = {name: tensor for name, tensor in model.state_dict().items() if name not in skip}
    complaints = []
    for name in own:
        if name not in new:
            complaints.append(f"{name}: missing")
        elif tuple(own[name].shape) != tuple(new[name].shape):
            complaints.append(f"{name}: expected {tuple(own[name].shape)}, got {tuple(new[name].shape)}")
    for name in new:
        if name not in own:
            complaints.append(f"'{name}' unknown")
    if complaints:
        raise ValueError("; ".join(complaints))
    with torch.no_grad():
        for name in own:
            own[name].copy_(new[name])
    return sorted(new)
''')
g.right("adopt", "tries it on a copy first", code='''
import copy


def adopt(model, state, prefix="", skip=()):
    own = model.state_dict()
    new = {name.removeprefix(prefix): t for name, t in state.items()}
    new = {k: v for k, v in new.items() if k not in skip}
    bad = [k for k in own if k not in skip and (k not in new or new[k].shape != own[k].shape)]
    bad += [k for k in new if k not in own]
    if bad:
        raise ValueError(", ".join(bad) + " do not fit.")
    trial = copy.deepcopy(model)
    trial.load_state_dict({**own, **new})
    model.load_state_dict(trial.state_dict())
    return tuple(sorted(new))
''')
g.example('adopt(nn.Linear(1, 1), {"module.weight": torch.ones(1, 1), "module.bias": torch.ones(1)}, "module.")', 'adopt(nn.Linear(1, 1), {"module.weight": torch.ones(1, 1), "module.bias": torch.ones(1)}, "module.") == ["bias", "weight"]')

# ---------------------------------------------------------------- resume
g.wrong("resume", "no generator", edit={"generator.set_state(run[\"generator\"])": "pass"}, fails="resume_same resume_hidden_whole", says="generator's state was lost")
g.wrong("resume", "a fresh optimizer", edit={"    optimizer.load_state_dict(run[\"optimizer\"])\n": ""}, fails="resume_same resume_hidden_whole", says="its moments were lost")
g.wrong("resume", "only the weights", edit={"    optimizer.load_state_dict(run[\"optimizer\"])\n    generator.set_state(run[\"generator\"])\n": ""},
        fails="resume_same resume_hidden_whole", says="only the weights came back", misconception="weights-are-enough")
g.wrong("resume", "the generator's seed instead of its state", edit={"generator.get_state()": "generator.initial_seed()", "generator.set_state(": "generator.manual_seed("},
        fails="resume_same resume_hidden_whole", says="initial_seed() is not where it stands")
g.wrong("resume", "a generator state from the global generator", edit={"generator.get_state()": "torch.get_rng_state()"}, fails="resume_same resume_hidden_whole",
        says="ask the generator that is given")
g.wrong("resume", "does not load the weights", edit={"    model.load_state_dict(run[\"model\"])\n": ""}, fails="resume_weights resume_same resume_hidden_whole")
g.wrong("resume", "weights without buffers", edit={"run[\"model\"] = model.state_dict()": "run[\"model\"] = dict(model.named_parameters())", "model.load_state_dict(run[\"model\"])": "model.load_state_dict(run[\"model\"], strict=False)"},
        fails="resume_hidden_whole")
g.wrong("resume", "the moments without the settings", edit={"optimizer.load_state_dict(run[\"optimizer\"])":
        "run['optimizer']['param_groups'][0]['lr'] = optimizer.param_groups[0]['lr']; optimizer.load_state_dict(run[\"optimizer\"])"}, fails="resume_same resume_hidden_whole",
        says="its lr did not")
g.wrong("resume", "saves the optimizer's moments only", edit={"run[\"optimizer\"] = optimizer.state_dict()": "run[\"optimizer\"] = optimizer.state_dict()[\"state\"]",
        "optimizer.load_state_dict(run[\"optimizer\"])": "optimizer.load_state_dict(optimizer.state_dict() | {\"state\": run[\"optimizer\"]})"},
        fails="resume_same resume_hidden_whole", says="its lr did not")
g.wrong("resume", "the epoch as a tensor", edit={"{\"epoch\": epoch}": "{\"epoch\": torch.tensor(epoch)}"}, fails="resume_weights resume_hidden_whole", says="it is a torch tensor")
g.wrong("resume", "reads the file from its end", edit={"file.getvalue()": "file.read()"}, fails="resume_weights resume_same resume_safe resume_hidden_whole", says="no bytes at all")
g.wrong("resume", "saves objects, which load_run then refuses", edit={"model.state_dict()": "model"}, fails="resume_weights resume_same resume_safe resume_hidden_whole",
        says="not the objects themselves")
g.wrong("resume", "runs what the file says", edit={"BytesIO(saved), weights_only=True": "BytesIO(saved), weights_only=False"}, fails="resume_safe", says="weights_only=True", misconception="weights-are-data")
g.wrong("resume", "saves the objects themselves", code='''
def save_run(model, optimizer, generator, epoch):
    file = io.BytesIO()
    torch.save({"model": model, "optimizer": optimizer.state_dict(), "generator": generator.get_state(), "epoch": epoch}, file)
    return file.getvalue()


def load_run(saved, model, optimizer, generator):
    try:
        run = torch.load(io.BytesIO(saved), weights_only=True)
    except Exception:
        if b"exec" in saved:
            raise
        run = torch.load(io.BytesIO(saved), weights_only=False)
    model.load_state_dict(run["model"].state_dict())
    optimizer.load_state_dict(run["optimizer"])
    generator.set_state(run["generator"])
    return run["epoch"]
''', fails="resume_weights resume_safe", says="not the objects themselves")
g.wrong("resume", "the file, not its bytes", edit={"return file.getvalue()": "return file", "io.BytesIO(saved)": "io.BytesIO(saved.getvalue() if hasattr(saved, 'getvalue') else saved)"},
        fails="resume_weights resume_safe", says="return bytes")
g.wrong("resume", "forgets to return the epoch", edit={"    return run[\"epoch\"]\n": ""}, fails="resume_weights resume_hidden_whole", says="forget the return")
g.wrong("resume", "one epoch further", edit={"return run[\"epoch\"]": "return run[\"epoch\"] + 1"}, fails="resume_weights resume_hidden_whole")
g.wrong("resume", "saving draws a number", edit={"    run[\"model\"] = ": "    torch.rand(1, generator=generator)\n    run[\"model\"] = "}, fails="resume_hidden_whole resume_same")
g.wrong("resume", "seeds the generator when it saves", edit={"    run[\"model\"] = ": "    generator.manual_seed(epoch)\n    run[\"model\"] = "}, fails="resume_hidden_whole resume_same")
g.wrong("resume", "needs an optimizer that has made a step", edit={"    run[\"model\"] = ": "    moments = [*optimizer.state_dict()['state'].values()][0]\n    run[\"model\"] = "},
        fails="resume_weights", says="IndexError")
g.wrong("resume", "loses Adam's second moment", edit={"    optimizer.load_state_dict(": "    for moments in run['optimizer']['state'].values():\n        moments.get('exp_avg_sq', torch.zeros(1)).zero_()\n    optimizer.load_state_dict("},
        fails="resume_same")
g.survivor("resume", "torch.load(io.BytesIO(saved), weights_only=True) -> torch.load(io.BytesIO(saved))",
           "True is the default since torch 2.6, the oldest that the course allows")
g.right("resume", "a tuple, a file of bytes", code='''
def save_run(model, optimizer, generator, epoch):
    buffer = io.BytesIO()
    torch.save((epoch, generator.get_state(), optimizer.state_dict(), dict(model.state_dict())), buffer)
    buffer.seek(0)
    return buffer.read()


def load_run(saved, model, optimizer, generator):
    buffer = io.BytesIO()
    buffer.write(saved)
    buffer.seek(0)
    epoch, random_state, moments, weights = torch.load(buffer)
    generator.set_state(random_state)
    optimizer.load_state_dict(moments)
    model.load_state_dict(weights)
    return int(epoch)
''')
g.right("resume", "weights copied by hand, the epoch as a tensor", code='''
import copy


def save_run(model, optimizer, generator, epoch):
    parts = {f"model.{name}": tensor.clone() for name, tensor in model.state_dict().items()}
    parts["generator"], parts["epoch"] = generator.get_state(), torch.tensor(epoch)
    parts["optimizer"] = copy.deepcopy(optimizer.state_dict())
    with io.BytesIO() as file:
        torch.save(parts, file)
        return file.getvalue()


def load_run(saved, model, optimizer, generator):
    parts = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            tensor.copy_(parts[f"model.{name}"])
    optimizer.load_state_dict(parts["optimizer"])
    generator.set_state(parts["generator"])
    return parts["epoch"].item()
''')
g.example("load_run(save_run(model, optimizer, generator, 3)",
          "(lambda m, o, r: load_run(save_run(m, o, r, 3), m, o, r) == 3)((m := small(0)), torch.optim.SGD(m.parameters(), lr=1.0), torch.Generator())")
