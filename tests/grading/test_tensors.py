"""Autograd and modules over the bridge: what a test cell does with them must give the same there as in a notebook."""

import json
import os
from types import SimpleNamespace

import pytest
import torch
from other_process import bridged
from torch import nn

from dlkit.checking.assignment import Cell
from dlkit.grading.bridge.broken import Broken
from dlkit.grading.bridge.peer import Peer
from dlkit.grading.classes import submission, trial
from dlkit.grading.job import Job
from dlkit.grading.limits import Limits
from dlkit.grading.sandbox import box
from dlkit.grading.wire.channel import Channel


class Net(nn.Module):
    """What a student might hand in."""

    def __init__(self, n=2):
        super().__init__()
        torch.manual_seed(0)
        self.first, self.norm, self.last = nn.Linear(n, 3), nn.BatchNorm1d(3), nn.Linear(3, 1)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.last(self.drop(torch.tanh(self.norm(self.first(x)))))


class OwnSquare(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad):
        return 3 * grad * ctx.saved_tensors[0]  # wrong on purpose: it must be this one that is used


class Fails(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, grad):
        raise ValueError("no derivative")


def gradient(f, x):
    x = x.clone().requires_grad_()
    f(x).sum().backward()
    return x.grad


def train(model, batches, optimizer, loss):
    for x, t in batches:
        optimizer.zero_grad()
        loss(model(x), t).backward()
        optimizer.step()


def sgd(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p -= rate * p.grad
            p.grad = None


def sgd_in_data(parameters, rate):
    for p in parameters:
        p.data.sub_(rate * p.grad.data)
        p.grad.zero_()


def step(loss, optimizer):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def middle(f, x):
    h = f(x * 2)
    return torch.autograd.grad(f(h).sum(), h)


def own_gradient(x):
    x.requires_grad_()
    (x**2).sum().backward()
    return x.grad


def freeze(module):
    for p in module.parameters():
        p.requires_grad_(False)


class Remembers:
    """The result depends on a tensor of an earlier call."""

    def put(self, x):
        self.x = x

    def take(self):
        return self.x**3

    def double(self):
        return self.x.mul_(2)


STUDENT = {
    "Net": Net,
    "gradient": gradient,
    "train": train,
    "sgd": sgd,
    "sgd_in_data": sgd_in_data,
    "freeze": freeze,
    "Remembers": Remembers,
    "square": lambda x: x**2,
    "own_square": OwnSquare.apply,
    "fails": Fails.apply,
    "affine": lambda x, w, b: x @ w + b,
    "both": lambda x: (x.exp(), {"two": 2 * x}),
    "identity": lambda x: x,
    "twice": lambda f, x: f(f(x)),
    "is_on": lambda: torch.is_grad_enabled(),
    "cut": lambda x: x.detach() * 2,
    "loss": nn.BCEWithLogitsLoss(),
    "weight": nn.Parameter(torch.ones(2)),
    "made": torch.ones(2, requires_grad=True) * 3,
    "half": lambda: (STUDENT["weight"], 1 << 5000),
    "indices": nn.Parameter(torch.arange(3), requires_grad=False),
    "fixed": nn.Parameter(torch.ones(2), False),
    "prune": lambda w: setattr(w, "data", w.data[:2]),
    "step": step,
    "backward_and_sgd": lambda loss, ps, rate: (loss.backward(), sgd(ps, rate))[1],
    "middle": middle,
    "backward_and_sgd_dict": lambda loss, ps, rate: (loss.backward(), sgd(ps.values(), rate))[1],
    "hessian": torch.autograd.functional.hessian,
    "add_one": lambda h: h.add_(1),
    "detach_": lambda h: h.detach_(),
    "is_leaf": lambda x: x.is_leaf,
    "own_gradient": own_gradient,
    "multiply_": lambda x, w: (x.mul_(w), None)[1],
    "exits": lambda x: Exits.apply(x),
}


class Exits(Fails):
    @staticmethod
    def backward(ctx, grad):
        os._exit(1)


@pytest.fixture
def far():
    """far.square(x): calls of STUDENT over the bridge."""
    STUDENT["weight"].grad = None
    with bridged(STUDENT) as root:
        yield root


# ---- test cells: s is what the student has bound, there is check.there ----------------------------------------------

X = torch.tensor([[1.0, 2.0], [0.5, -1.0], [3.0, 0.1], [-2.0, 1.5]])
T = torch.tensor([[1.0], [0.0], [1.0], [0.0]])


def leaf(*shape):
    return torch.linspace(-1, 2, 6)[: max(1, shape[0])].clone().requires_grad_()


def backward_through_a_function(s, there):
    x = leaf(4)
    s.square(x).sum().backward()
    return x.grad


def through_a_function_in_a_longer_chain(s, there):
    x = leaf(4)
    (torch.sin(s.square(2 * x)) * x).sum().backward()
    return x.grad


def own_backward(s, there):
    x = leaf(3)
    s.own_square(x).sum().backward()
    return x.grad


def several_arguments(s, there):
    w, b = torch.ones(2, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    loss = ((s.affine(X, w, b) - T) ** 2).mean()
    return torch.autograd.grad(loss, [w, b])


def several_results(s, there):
    x = leaf(3)
    y, other = s.both(x)
    (y.sum() + other["two"].prod()).backward()
    return x.grad


def accumulated(s, there):
    x = leaf(3)
    s.square(x).sum().backward()
    s.square(x).sum().backward()
    return x.grad


def backward_twice(s, there):
    x = leaf(3)
    y = s.square(x).sum()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


def the_students_own_backward(s, there):
    return s.gradient(lambda x: (x**3).sum(), torch.tensor([1.0, 2.0])), s.gradient(
        s.square, torch.tensor([3.0])
    )


def calls_back_and_forth(s, there):
    x = leaf(3)
    s.twice(lambda y: s.square(y) + y, x).sum().backward()
    return x.grad


def remembered_from_an_earlier_call(s, there):
    x, it = leaf(3), s.Remembers()
    it.put(x)
    it.take().sum().backward()
    return x.grad


def in_place_on_a_result(s, there):
    x = leaf(3)
    y = s.square(x)
    y += 1
    y.mul_(2)
    y.sum().backward()
    return x.grad, y


def the_argument_itself(s, there):
    x = leaf(3)
    y = s.identity(x)
    (2 * y).sum().backward()
    return x.grad, y is x


def detached(s, there):
    x = leaf(3)
    return (
        s.cut(x).requires_grad,
        s.square(x).requires_grad,
        s.square(x).is_leaf,
        s.square(x.detach()).requires_grad,
    )


def no_grad_crosses(s, there):
    x = leaf(3)
    with torch.no_grad():
        y = s.square(x)
        return y, y.requires_grad, s.is_on()


def a_step_of_the_student(s, there):
    w = leaf(3)
    (w**2).sum().backward()
    s.sgd([w], 0.1)
    return w, w.grad


def an_old_fashioned_step(s, there):
    w = leaf(3)
    (w**2).sum().backward()
    s.sgd_in_data([w], 0.1)
    return w, w.grad


def parameters_and_gradients(s, there):
    model = s.Net()
    nn.functional.mse_loss(model.eval()(X), T).backward()
    named = [
        (name, p, p.grad, p.requires_grad, isinstance(p, nn.Parameter))
        for name, p in model.named_parameters()
    ]
    return named, model.first.weight.grad, sum(p.numel() for p in model.parameters())


def gradients_for_parameters(s, there):
    model = s.Net().eval()
    return torch.autograd.grad(model(X).sum(), list(model.parameters())), model.first.weight.grad


def one_parameter_is_one_object(s, there):
    model = s.Net()
    return model.first.weight is model.first.weight, next(
        iter(model.parameters())
    ) is model.first.weight


def train_with_an_optimizer_there(s, there):
    model = s.Net().train()
    optimizer = there(torch.optim.Adam, model.parameters(), lr=0.1)
    kept = list(model.parameters())
    before = [p.detach().clone() for p in kept]
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(model(X), T).backward()
        optimizer.step()
    moved = [not torch.equal(a, b) for a, b in zip(before, kept, strict=True)]
    return kept, list(model.parameters()), moved, model.norm.running_mean


def train_with_an_optimizer_here(s, there):
    model = s.Net().eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(X), T).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
    return model(X)


def trained_by_the_student(s, there):
    model = there(nn.Linear, 2, 1)
    model.load_state_dict({"weight": torch.tensor([[0.5, -0.5]]), "bias": torch.zeros(1)})
    s.train(model, [(X, T), (X, T)], there(torch.optim.SGD, model.parameters(), lr=0.1), s.loss)
    return model.weight, model.bias, model.weight.grad


def a_penalty_on_parameters(s, there):
    model = s.Net().eval()
    loss = model(X).mean() + sum((p**2).sum() for p in model.parameters())
    loss.backward()
    return [p.grad for p in model.parameters()]


def set_by_hand(s, there):
    model = s.Net().eval()
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(0.5)
        model.last.bias.zero_()
    return model(X), model.state_dict()["first.weight"]


def state_dicts(s, there):
    one, two = s.Net().eval(), s.Net().eval()
    two.load_state_dict({name: value + 1 for name, value in one.state_dict().items()})
    three = s.Net().eval()
    three.load_state_dict(one.state_dict())
    return two(X), three(X), one(X), sorted(one.state_dict())


def train_and_eval(s, there):
    model = s.Net()
    torch.manual_seed(3)
    out = [model.train()(X), model(X), model.eval()(X), model(X), model.training]
    return out, model.norm.running_var, model.norm.num_batches_tracked


def frozen(s, there):
    model = s.Net().eval()
    kept = list(model.parameters())
    s.freeze(model.first)
    before = [p.requires_grad for p in kept], [p.requires_grad for p in model.parameters()]
    model(X).sum().backward()
    for p in model.last.parameters():
        p.requires_grad_(False)
    return before, [p.grad for p in model.parameters()], model(X).requires_grad


def names_of_the_notebook(s, there):
    (s.weight * s.made).sum().backward()
    return s.weight.grad, s.made


def after_something_that_could_not_cross(s, there):
    x = leaf(2)
    for what in (lambda: s.half(), lambda: s.square([x, object()])):
        try:
            what()
        except TypeError:
            pass
    s.weight.sum().backward()
    return s.weight, s.weight.grad, s.square(x)


def sparse_gradients(s, there):
    table = there(nn.Embedding, 4, 2, sparse=True)
    table.load_state_dict({"weight": torch.arange(8.0).reshape(4, 2)})
    table(torch.tensor([1, 1])).sum().backward()
    return table.weight.grad.to_dense()


def parameters_without_a_gradient(s, there):
    return [(p, type(p).__name__, str(p.dtype)) for p in (s.indices, s.fixed)]


def another_dtype_or_shape(s, there):
    model, w = s.Net().eval(), leaf(3)
    kept = list(model.parameters())
    model.double()
    s.prune(w)
    (model(X.double()).sum() + (w**2).sum()).backward()
    return [(p, p.grad, str(p.dtype)) for p in kept], w, w.grad


def fetched_where_gradients_are_off(s, there):
    model = s.Net().eval()
    with torch.inference_mode():
        kept = list(model.parameters())
    with torch.no_grad():
        made = s.made
    model(X).sum().backward()
    return made, made * 2, [p.grad for p in kept]


def backward_is_called_there(s, there):
    model = s.Net().eval()
    optimizer = there(torch.optim.SGD, model.parameters(), lr=0.1)
    s.step(nn.functional.mse_loss(model(X), T), optimizer)
    w = leaf(2)
    s.backward_and_sgd((w**2).sum(), [w], 0.1)
    v = {"v": leaf(2)}
    s.backward_and_sgd_dict((v["v"] ** 2).sum(), v, 0.1)
    return list(model.parameters()), w, v["v"]


def the_middle_of_a_chain(s, there):
    model, got = s.Net().eval(), []
    h = model.first(X)
    h.retain_grad()
    h.register_hook(got.append)
    y = model.last(h)
    y.sum().backward(retain_graph=True)
    return h.grad, got, model.first.weight.grad, torch.autograd.grad(y.sum(), h)


def the_middle_of_a_chain_there(s, there):
    return (
        s.middle(lambda h: h**3, leaf(3)),
        s.middle(s.identity, leaf(3)),
        s.middle(s.square, leaf(3)),
    )


def changed_here_between_two_calls(s, there):
    x = leaf(3)
    y = s.square(x)
    y += 1
    z = s.square(y)
    z.sum().backward()
    return z, x.grad


def changed_there_between_two_calls(s, there):
    it = s.Remembers()
    it.put(leaf(3) * 2)
    first = it.double().clone()
    return first, it.double()


def an_argument_with_a_history_changed_in_place(s, there):
    x, results = leaf(3), []
    for f in (s.add_one, s.detach_):
        h = x * 2
        results += [f(h), h]
        (h * x).sum().backward()
    return results, x.grad, s.is_leaf(x), s.is_leaf(x * 2)


def requires_grad_is_set_there(s, there):
    x = torch.tensor([1.0, 2.0])
    s.own_gradient(x)
    first = x.grad.clone()
    return first, s.own_gradient(x), x, x.grad


def a_plain_argument_gets_a_history(s, there):
    x, w = torch.ones(2), leaf(2)
    s.multiply_(x, w)
    x.sum().backward()
    return x, w.grad


def gradcheck(s, there):
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    return [
        torch.autograd.gradcheck(f, (x,), raise_exception=False) for f in (s.square, s.own_square)
    ]


def errors_in_backward(s, there):
    x = leaf(3)
    try:
        s.fails(x).sum().backward()
    except ValueError as error:
        return str(error), s.square(x)


CELLS = [
    value
    for name, value in list(globals().items())
    if callable(value)
    and getattr(value, "__code__", None)
    and value.__code__.co_varnames[:2] == ("s", "there")
]


def told(value):
    """A value as plain data, so that two can be compared."""
    if isinstance(value, torch.Tensor):
        return [value.requires_grad, [round(float(x), 5) for x in value.detach().flatten()]]
    return [told(item) for item in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.__name__)
def test_a_cell_gives_the_same_here_and_there(cell, far):
    def there(f, *args, **kwargs):
        return vars(far)["_peer"].ask("there", f"{f.__module__}:{f.__qualname__}", *args, **kwargs)

    away = told(cell(far, there))
    here = told(cell(SimpleNamespace(**STUDENT), lambda f, *args, **kwargs: f(*args, **kwargs)))
    assert away == here


def test_a_process_that_dies_going_backward(far):
    with pytest.raises(Broken, match="died"):
        far.exits(leaf(2)).sum().backward()


def test_a_second_derivative_is_refused_not_wrong(far):
    x = leaf(2)
    (first,) = torch.autograd.grad(far.square(x).sum(), x, create_graph=True)
    with pytest.raises(RuntimeError):
        first.sum().backward()


def test_a_second_derivative_of_the_tests_function_is_refused_not_zero(far):
    with pytest.raises(RuntimeError, match="second derivatives"):
        far.hessian(lambda x: (x**3).sum(), torch.ones(2))


def test_a_tests_own_tensors_are_not_shown(far):
    secret = torch.tensor([41.0, 42.0], requires_grad=True)
    assert far.gradient(lambda x: (x * secret).sum(), torch.zeros(2)).tolist() == [41, 42]
    assert all(value is not secret for value in vars(far)["_peer"].objects)


@pytest.mark.parametrize("more", [{"leaves": 5}, {"args": 5}, {}])
def test_a_request_without_its_parts(more):
    mine, its = map(Channel, Channel.pair())
    its.send({"do": "call", "n": 1, "args": [], "kwargs": {}} | more)
    with pytest.raises(Broken, match="without arguments"):
        Peer(mine).ask("len", [])


NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
    def forward(self, x):
        return self.layer(x)
"""
CELLS_OF_AN_ASSIGNMENT = [
    [
        "setup",
        "setup",
        "import torch\nfrom torch import nn\nfrom dlkit import check\n"
        "X = torch.rand(60, 2, generator=torch.Generator().manual_seed(0))",
        True,
        0,
    ],
    ["net", "solution", NET, True, 0],
    [
        "net_learns",
        "test",
        """
model = Net()
t = (X[:, :1] > X[:, 1:]).float()
optimizer = check.there(torch.optim.Adam, model.parameters(), lr=0.1)
start = [p.detach().clone() for p in model.parameters()]
for _ in range(100):
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(model(X), t)
    loss.backward()
    optimizer.step()
moved = [not torch.equal(p, old) for p, old in zip(model.parameters(), start)]
check.that("Net", len(moved) == 2 and all(moved), f"its two parameters must learn, these did: {moved}")
check.that("Net", loss < 0.4, f"the loss must fall below 0.4, yours is {loss:.3f}")
""",
        True,
        2,
    ],
]


@pytest.mark.skipif(not box.available(), reason="bubblewrap is not installed")
def test_a_network_is_trained_in_the_box():
    cells = tuple(Cell(*cell) for cell in CELLS_OF_AN_ASSIGNMENT)
    job = Job("autograd", cells, "0", Limits(total_seconds=60))
    about = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    scores = {}
    with trial.open_process(job, sandbox=True) as process:
        for behind in ("", ".detach().requires_grad_()", ".round()"):
            cell = {
                "cell_type": "code",
                "source": NET.rstrip() + behind,
                "outputs": [],
                "metadata": {"nbgrader": {"grade_id": "net"}},
            }
            work = submission.Submission("student", json.dumps(about | {"cells": [cell]}).encode())
            result = trial.grade(process, job, work)
            assert result.state == "graded", result
            scores[behind] = result.score, result.tests["net_learns"].message
    assert scores[""] == (2, "")
    assert "these did: [False, False]" in scores[".detach().requires_grad_()"][1]
    assert "these did: [False, False]" in scores[".round()"][1]
