"""`fit` against a loop written by hand, its messages, and its promises: same seed, same training; no broadcasting."""

import functools
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from dlkit import device, plots, train


def seed(number):
    return torch.Generator().manual_seed(number)


def network(inputs=4, outputs=3, number=0):
    torch.manual_seed(number)
    return nn.Sequential(nn.Linear(inputs, 8), nn.Tanh(), nn.Linear(8, outputs))


def classes(n=60):
    """Three classes of four numbers that a small network can learn."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, n)
    return (rng.normal(size=(n, 4)) + 4 * np.eye(4)[y]).astype(np.float32), y


def weights(model):
    return torch.cat([p.detach().ravel() for p in model.parameters()])


SGD = functools.partial(torch.optim.SGD, momentum=0.9)


@pytest.mark.parametrize("optimizer", [None, torch.optim.Adam, SGD, torch.optim.RMSprop])
@pytest.mark.parametrize("kind", ["classes", "numbers"])
def test_three_steps_equal_a_loop_written_by_hand(optimizer, kind):
    X, y = classes(30)
    if kind == "numbers":
        y = np.stack([X[:, 0] * 2, X[:, 1], X[:, 2] - X[:, 3]], 1)
    ours, theirs = network(), network()
    history = train.fit(
        ours, X, y, epochs=1, batch_size=10, lr=0.05, optimizer=optimizer, generator=seed(1)
    )

    X, y = torch.tensor(X), torch.tensor(y)
    optim = (optimizer or torch.optim.Adam)(theirs.parameters(), lr=0.05)
    order, losses, right = torch.randperm(30, generator=seed(1)).tolist(), [], 0
    for batch in (order[:10], order[10:20], order[20:]):
        optim.zero_grad()
        output = theirs(X[batch])
        if kind == "classes":
            loss = -output.log_softmax(1)[range(10), y[batch]].mean()
            right += sum(
                int(row.argmax()) == int(y[i]) for row, i in zip(output, batch, strict=True)
            )
        else:
            loss = ((output - y[batch]) ** 2).sum() / output.numel()
        loss.backward()
        optim.step()
        losses.append(loss.item())
    torch.testing.assert_close(weights(ours), weights(theirs), rtol=1e-5, atol=1e-7)
    assert history.loss == pytest.approx([np.mean(losses)], rel=1e-6)
    assert history.accuracy == ([right / 30] if kind == "classes" else [])


def test_an_incomplete_last_batch_counts_by_its_size():
    X, y = classes(7)
    model = network()
    before = F.cross_entropy(model(torch.tensor(X)), torch.tensor(y)).item()
    history = train.fit(model, X, y, epochs=1, batch_size=5, lr=1e-12, optimizer=torch.optim.SGD)
    assert history.loss[0] == pytest.approx(before, rel=1e-5)


def test_the_same_seed_gives_the_same_training():
    X, y = classes()
    runs = []
    for number in (3, 3, 4):
        model = network()
        history = train.fit(model, X, y, epochs=3, generator=seed(number), validation=(X, y))
        runs.append((history, weights(model)))
    (a, weights_a), (b, weights_b), (c, weights_c) = runs
    assert a == b and repr(a) == repr(b) and torch.equal(weights_a, weights_b)
    assert a != c and not torch.equal(weights_a, weights_c)


def test_the_global_generator_is_left_alone_when_one_is_given():
    X, y = classes()
    model = network()
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    train.fit(model, X, y, epochs=1, generator=seed(0))
    assert torch.rand(1) == expected


def test_it_learns_and_reports_each_epoch():
    X, y = classes()
    model = network()
    history = train.fit(model, X, y, epochs=30, lr=0.02, validation=(X, y), generator=seed(0))
    assert all(len(curve) == 30 for curve in vars(history).values())
    assert history.loss[-1] < history.loss[0] / 2
    assert history.val_accuracy[-1] == train.accuracy(model, X, y) > 0.9
    assert history.val_loss[-1] == pytest.approx(
        F.cross_entropy(model(torch.tensor(X)), torch.tensor(y)).item()
    )
    assert f"accuracy {history.accuracy[0]:.3f} → {history.accuracy[-1]:.3f}" in repr(history)
    assert "seconds" not in repr(history)


def test_validation_does_not_change_the_training():
    X, y = classes()
    a, b = network(), network()
    train.fit(a, X, y, epochs=2, generator=seed(0))
    train.fit(b, X, y, epochs=2, generator=seed(0), validation=(X, y))
    assert torch.equal(weights(a), weights(b))


def test_arrays_tensors_lists_and_float64_are_all_the_same():
    X, y = classes()
    results = []
    for a, b in (
        (X, y),
        (torch.tensor(X), torch.tensor(y)),
        (X.astype(np.float64), y.astype(np.int32)),
        (X.tolist(), y.tolist()),
    ):
        model = network()
        train.fit(model, a, b, epochs=1, generator=seed(0))
        results.append(weights(model))
    assert all(torch.equal(results[0], other) for other in results[1:])


def test_what_is_given_is_not_changed():
    X, y = classes()
    X_before, y_before = X.copy(), y.copy()
    X.flags.writeable = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # PyTorch warns if it has to share a read-only array
        train.fit(network(), X, y, epochs=1)
    np.testing.assert_array_equal(X, X_before)
    np.testing.assert_array_equal(y, y_before)


class Broadcast(nn.Module):
    """One number a sample, of shape (N, 1) or (N,)."""

    def __init__(self, flat):
        super().__init__()
        self.linear, self.flat = nn.Linear(4, 1), flat

    def forward(self, X):
        return self.linear(X)[:, 0] if self.flat else self.linear(X)


@pytest.mark.parametrize("loss", [None, nn.L1Loss(), nn.MSELoss()])
@pytest.mark.parametrize("flat", [False, True])
def test_a_column_against_a_vector_is_refused(flat, loss):
    X, _ = classes()
    y = X[:, 0] if not flat else X[:, :1]
    with pytest.raises(ValueError, match=r"y: expected the shape of the output.*reshape"):
        train.fit(Broadcast(flat), X, y, loss=loss)
    train.fit(Broadcast(flat), X, y.reshape(-1) if flat else y.reshape(-1, 1), loss=loss, epochs=1)


def test_classes_of_pixels_or_of_steps():
    """Logits (N, C, T) with classes (N, T): accuracy counts every step."""
    X = torch.randn(20, 2, 5, generator=seed(0))
    y = (X[:, 0] > 0).long()
    model = nn.Conv1d(2, 2, 1)
    history = train.fit(model, X, y, epochs=40, lr=0.05, generator=seed(0))
    expected = (model(X).argmax(1) == y).double().mean().item()
    assert train.accuracy(model, X, y) == pytest.approx(expected) and expected > 0.9
    assert 0 <= history.accuracy[-1] <= 1


def test_a_loss_of_ones_own():
    X, y = classes()
    history = train.fit(
        network(), X, y, loss=functools.partial(F.cross_entropy, label_smoothing=0.1), epochs=1
    )
    assert len(history.accuracy) == 1  # still classes and logits
    history = train.fit(
        network(4, 1), X, np.eye(3)[y][:, :1], loss=nn.BCEWithLogitsLoss(), epochs=1
    )
    assert history.accuracy == [] and len(history.loss) == 1


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"epochs": 0}, ValueError, "epochs: expected a whole number, 1 or more, got 0"),
        ({"batch_size": 2.5}, ValueError, "batch_size: .*2.5"),
        ({"lr": -1}, ValueError, "lr: expected a positive number, got -1"),
        ({"lr": float("nan")}, ValueError, "lr: .*nan"),
        (
            {"optimizer": torch.optim.SGD(network().parameters(), lr=1)},
            TypeError,
            "optimizer: expected a class",
        ),
        ({"generator": 0}, TypeError, r"generator: expected torch.Generator\(\)"),
        ({"model": lambda x: x}, TypeError, "model: expected a torch.nn.Module"),
        ({"model": nn.ReLU()}, ValueError, "ReLU has none"),
        ({"y": classes()[1][:-1]}, ValueError, "as many rows in both.*60 and 59"),
        ({"X": np.empty((0, 4)), "y": np.empty(0, int)}, ValueError, "at least one; got 0"),
        ({"y": classes()[1] + 1}, ValueError, "the output has 3 columns, so classes 0 to 2.*to 3"),
        ({"y": classes()[1] - 1}, ValueError, "classes 0 to 2 were expected; got -1"),
        ({"y": np.eye(3, dtype=int)[classes()[1]]}, ValueError, "one integer class a row"),
        ({"y": classes()[0][:, 0]}, ValueError, "y: expected the shape of the output"),
        ({"validation": (classes()[0], classes()[1][:5])}, ValueError, "validation: .*60 and 5"),
        ({"validation": classes()[0]}, TypeError, r"validation: expected a pair \(X, y\).*ndarray"),
        ({"schedule": 0.5}, TypeError, "schedule: expected a function.*lambda t: 1 - t; got 0.5"),
        ({"schedule": lambda t: -1}, ValueError, "schedule: .*0 or more.*returned -1"),
        ({"schedule": lambda t: float("nan")}, ValueError, "schedule: .*returned nan"),
        ({"schedule": lambda t: None}, ValueError, "schedule: .*returned None"),
        ({"patience": 0, "validation": classes()}, ValueError, "patience: .*1 or more, got 0"),
        ({"patience": 2.5, "validation": classes()}, ValueError, "patience: .*got 2.5"),
        ({"patience": 2}, ValueError, r"patience: needs validation=\(X, y\)"),
    ],
)
def test_arguments_that_do_not_fit(change, error, words):
    X, y = classes()
    arguments = {"model": network(), "X": X, "y": y, "batch_size": 60} | change
    with pytest.raises(error, match=words):
        train.fit(**arguments)


def test_a_run_that_diverges_stops_and_says_what_to_try():
    X, _ = classes()
    model = network(4, 1)
    with pytest.raises(
        train.Diverged, match=r"in epoch \d+, step \d+\. Try a smaller lr than 1000.*clip"
    ) as e:
        train.fit(model, X * 1000, X[:, :1] * 1000, lr=1000, optimizer=torch.optim.SGD, epochs=50)
    assert isinstance(e.value, ArithmeticError)


def test_bad_inputs_are_named_as_the_cause_and_the_weights_survive():
    X, y = classes()
    X[7, 2] = np.nan
    model = network()
    before = weights(model)
    with pytest.raises(train.Diverged, match="epoch 1, step 1: X holds nan or inf"):
        train.fit(model, X, y, batch_size=60)
    assert torch.equal(weights(model), before)


def test_an_infinite_input_is_named_even_where_tanh_hides_it_for_a_step():
    X, y = classes()
    X[7, 2] = np.inf  # tanh(inf) = 1, a finite loss; but its gradient is nan
    with pytest.raises(train.Diverged, match="epoch 2, step 1: X holds nan or inf"):
        train.fit(network(), X, y, batch_size=60)


def test_the_step_is_counted_where_the_loss_broke():
    X, y = classes()
    y = X[:, :3] * 1.0
    y[torch.randperm(60, generator=seed(2))[25]] = np.nan  # in the third batch of ten
    with pytest.raises(train.Diverged, match=r"epoch 1, step 3.*nan or huge values in y"):
        train.fit(network(), X, y, batch_size=10, generator=seed(2))


class Spy(nn.Module):
    """Remembers the mode and the batch sizes it saw."""

    def __init__(self):
        super().__init__()
        self.linear, self.frozen, self.seen = nn.Linear(4, 3), nn.Dropout(), []

    def forward(self, X):
        self.seen.append((self.training, torch.is_grad_enabled(), len(X)))
        return self.linear(X)


def test_training_and_evaluation_modes():
    X, y = classes()
    model = Spy().eval()
    train.fit(model, X, y, epochs=2, batch_size=60, validation=(X, y))
    assert model.seen == [(True, True, 60), (False, False, 60)] * 2
    assert not model.training


@pytest.mark.parametrize("mode", [True, False])
def test_accuracy_evaluates_in_batches_and_restores_every_mode(mode):
    model = Spy().train(mode)
    model.frozen.eval()
    X, y = np.zeros((2500, 4)), np.zeros(2500, int)
    with torch.no_grad():
        model.linear.bias.copy_(torch.tensor([1.0, 0, 0]))
    y[:500] = 2
    assert train.accuracy(model, X, y) == 0.8
    assert [row[:2] for row in model.seen] == [(False, False)] * len(model.seen) and len(
        model.seen
    ) > 1
    assert sum(row[2] for row in model.seen) == 2500
    assert model.training is mode and model.frozen.training is False


@pytest.mark.parametrize("mode", [True, False])
def test_modes_come_back_also_after_an_error(mode):
    model = network().train(mode)
    with pytest.raises(ValueError, match="classes 0 to 2"):
        train.accuracy(model, classes()[0], classes()[1] + 1)
    with pytest.raises(RuntimeError, match="shapes"):
        train.accuracy(model, np.zeros((5, 3), np.float32), np.zeros(5, int))
    assert all(layer.training is mode for layer in model.modules())
    assert torch.is_grad_enabled()


def test_a_class_too_many_is_found_before_the_first_step_whatever_batch_it_is_in():
    X, y = classes()
    y[torch.randperm(60, generator=seed(2))[-1]] = 3  # in the last batch
    model = network()
    before = weights(model)
    with pytest.raises(ValueError, match="classes 0 to 2 were expected; got 0 to 3"):
        train.fit(model, X, y, batch_size=10, generator=seed(2))
    assert torch.equal(weights(model), before)


def test_accuracy_is_for_classes():
    with pytest.raises(TypeError, match="y: expected integer classes, got torch"):
        train.accuracy(network(), *(classes()[0], classes()[0][:, :3]))


@pytest.mark.parametrize("wish", ["none", "cpu"])
def test_it_runs_where_it_is_told(monkeypatch, wish):
    monkeypatch.setenv("DLKIT_DEVICE", wish)
    X, y = classes()
    model = network()
    train.fit(model, X, y, epochs=1, device=device.best())
    assert next(model.parameters()).device.type == "cpu"


GPU = torch.cuda.is_available() or torch.backends.mps.is_available()


@pytest.mark.skipif(not GPU, reason="no CUDA or MPS device")
def test_a_gpu_trains_as_the_cpu_does(monkeypatch):
    monkeypatch.delenv("DLKIT_DEVICE", raising=False)
    X, y = classes()
    cpu, gpu = network(), network()
    a = train.fit(cpu, X, y, generator=seed(0), validation=(X, y))
    b = train.fit(gpu, X, y, generator=seed(0), validation=(X, y), device=device.best())
    assert next(gpu.parameters()).device.type == device.best().type != "cpu"
    assert b.loss == pytest.approx(a.loss, rel=1e-3)
    assert train.accuracy(gpu, X, y) == pytest.approx(train.accuracy(cpu, X, y), abs=0.02)


def test_the_bar_shows_only_when_asked_or_on_a_terminal(capsys):
    X, y = classes()
    train.fit(network(), X, y, epochs=2)  # captured: not a terminal
    train.fit(network(), X, y, epochs=2, progress=False)
    assert capsys.readouterr() == ("", "")
    train.fit(network(), X, y, epochs=2, progress=True)
    out, err = capsys.readouterr()
    assert out == "" and "2/2" in err and "loss" in err


def before_schedule_and_patience(model, X, y, *, epochs, batch_size, lr, optimizer, generator):
    """The steps of `fit` as they were before chapter 08 added to it."""
    X, y = torch.tensor(X), torch.tensor(y)
    optim = (optimizer or functools.partial(torch.optim.Adam, fused=True))(
        model.parameters(), lr=lr
    )
    for _ in range(epochs):
        model.train()
        for j in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = F.cross_entropy(model(X[j]), y[j])
            optim.zero_grad()
            loss.backward()
            optim.step()


@pytest.mark.parametrize("optimizer", [None, SGD])
@pytest.mark.parametrize("validated", [False, True])
def test_without_the_new_arguments_every_bit_is_as_before(optimizer, validated):
    X, y = classes()
    ours, theirs = network(), network()
    settings = {"epochs": 4, "batch_size": 7, "lr": 0.02, "optimizer": optimizer}
    held_out = (X, y) if validated else None
    torch.manual_seed(9)
    train.fit(ours, X, y, validation=held_out, generator=seed(1), **settings)
    here = torch.rand(1)
    torch.manual_seed(9)
    before_schedule_and_patience(theirs, X, y, generator=seed(1), **settings)
    assert torch.equal(weights(ours), weights(theirs)) and torch.equal(here, torch.rand(1))


def test_a_schedule_of_ones_changes_nothing():
    X, y = classes()
    a, b = network(), network()
    train.fit(a, X, y, epochs=3, generator=seed(1))
    train.fit(b, X, y, epochs=3, generator=seed(1), schedule=lambda t: 1)
    assert torch.equal(weights(a), weights(b))


def test_a_schedule_gets_the_part_that_is_done_and_scales_each_group_of_parameters():
    X, y = classes(25)
    seen, rates = [], []

    class Spying(torch.optim.SGD):
        def step(self):
            rates.append([group["lr"] for group in self.param_groups])
            super().step()

    def two_groups(parameters, lr):
        first, *rest = parameters
        return Spying([{"params": [first], "lr": lr / 10}, {"params": rest}], lr=lr)

    def schedule(t):
        seen.append(t)
        return np.float32(1 - t)

    train.fit(
        network(), X, y, epochs=2, batch_size=10, lr=0.5, optimizer=two_groups, schedule=schedule
    )
    assert seen == pytest.approx(
        [0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6]
    )  # 25 rows: 3 steps an epoch
    assert np.array(rates) == pytest.approx(np.outer(1 - np.array(seen), [0.05, 0.5]))


def test_a_schedule_of_zero_leaves_the_weights():
    model = network()
    before = weights(model)
    train.fit(model, *classes(), epochs=2, schedule=lambda t: 0, optimizer=torch.optim.SGD)
    assert torch.equal(weights(model), before)


def overfitting():
    """A training set of noise, so that val_loss soon rises."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 4)).astype(np.float32)
    return (X, rng.integers(0, 3, 30)), (X[::-1].copy(), rng.integers(0, 3, 30))


@pytest.mark.parametrize("patience", [1, 4])
def test_patience_stops_and_gives_the_best_weights_back(patience):
    fitted, held_out = overfitting()
    model = network()
    options = {"lr": 0.05, "validation": held_out}
    history = train.fit(model, *fitted, epochs=200, patience=patience, generator=seed(0), **options)
    best = history.best_epoch
    assert len(history.loss) == best + patience < 200
    assert history.val_loss[best - 1] == min(history.val_loss)
    again = network()
    train.fit(again, *fitted, epochs=best, generator=seed(0), **options)
    assert torch.equal(weights(model), weights(again)) and not model.training


def test_the_best_weights_come_back_also_when_the_epochs_run_out():
    fitted, held_out = overfitting()
    model = network()
    history = train.fit(
        model, *fitted, epochs=40, lr=0.05, patience=40, validation=held_out, generator=seed(0)
    )
    assert len(history.loss) == 40 > history.best_epoch
    X, y = map(torch.tensor, held_out)
    assert F.cross_entropy(model(X), y).item() == pytest.approx(min(history.val_loss))


def test_patience_brings_buffers_back_too():
    fitted, held_out = overfitting()
    torch.manual_seed(0)
    model = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 3))
    history = train.fit(model, *fitted, epochs=60, lr=0.1, patience=3, validation=held_out)
    assert model[0].num_batches_tracked.item() == history.best_epoch  # one batch an epoch


def test_best_epoch():
    assert train.History().best_epoch is None
    assert train.History(val_loss=[3.0, 1.0, 2.0, 1.0]).best_epoch == 2
    assert train.History(val_loss=[float("nan"), 2.0]).best_epoch == 2
    assert train.History(val_loss=[float("nan")]).best_epoch is None


def test_a_validation_loss_that_is_never_a_number_stops_after_patience():
    (X, y), (X_val, y_val) = overfitting()
    X_val[0] = np.nan
    history = train.fit(network(), X, y, epochs=9, patience=2, validation=(X_val, y_val))
    assert len(history.loss) == 2


def test_curves_are_what_the_plot_draws():
    history = train.History(loss=[2, 1], accuracy=[0.5, 0.6], val_loss=[3, 2])
    curves = history.curves()
    assert {m: list(both) for m, both in curves.items()} == {
        "loss": ["training", "validation"],
        "accuracy": ["training"],
    }
    np.testing.assert_array_equal(curves["loss"]["validation"], [[3], [2]])
    assert train.History(loss=[1.0]).curves().keys() == {"loss"}
    plots.training.epochs(curves)
    plt.close("all")
