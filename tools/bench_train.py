"""What `train.fit` costs, beside other training loops: part of `make bench`. Ratios of one run, nothing is asserted.

All train the network 784-128-10 with Adam, batches of 32, on the 4,000 digits of `data.mnist()`, in one process and one
thread, taking turns. Against the simplest fast loop: tensors in memory, shuffled row numbers, Adam in one fused kernel.
Keras, Lightning and skorch are measured where they are installed, in .venv-peers; each without bar and log.
"""

import importlib.util
import json
import logging
import os
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".venv-peers"
EPOCHS, BATCH, LR = 4, 32, 1e-3


def network():
    from torch import nn

    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def simplest(X, y):
    """The yardstick: nothing is checked and nothing is recorded."""
    import torch
    from torch.nn import functional as F

    model = network()
    optimizer = torch.optim.Adam(model.parameters(), lr=LR, fused=True)
    for _ in range(EPOCHS):
        for j in torch.randperm(len(X)).split(BATCH):
            loss = F.cross_entropy(model(X[j]), y[j])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def fit(X, y):
    from dlkit import train

    train.fit(network(), X, y, epochs=EPOCHS, batch_size=BATCH, lr=LR, progress=False)


def data_loader(X, y):
    """As the tutorials have it: a default DataLoader and a default Adam."""
    import torch
    from torch.nn import functional as F
    from torch.utils.data import DataLoader, TensorDataset

    model = network()
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    for _ in range(EPOCHS):
        for X_batch, y_batch in DataLoader(TensorDataset(X, y), batch_size=BATCH, shuffle=True):
            loss = F.cross_entropy(model(X_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def keras(X, y):
    os.environ["KERAS_BACKEND"] = "torch"
    import keras
    from keras import layers

    model = keras.Sequential(
        [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(LR), loss)
    model.fit(X.numpy(), y.numpy(), batch_size=BATCH, epochs=EPOCHS, verbose=0)


def lightning(X, y):
    import lightning
    import torch
    from torch.nn import functional as F
    from torch.utils.data import DataLoader, TensorDataset

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.model = network()

        def training_step(self, batch, _):
            return F.cross_entropy(self.model(batch[0]), batch[1])

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), lr=LR)

    trainer = lightning.Trainer(
        max_epochs=EPOCHS,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(Module(), DataLoader(TensorDataset(X, y), batch_size=BATCH, shuffle=True))


def skorch(X, y):
    import skorch
    import torch

    skorch.NeuralNetClassifier(
        network(),
        criterion=torch.nn.CrossEntropyLoss,
        optimizer=torch.optim.Adam,
        lr=LR,
        max_epochs=EPOCHS,
        batch_size=BATCH,
        iterator_train__shuffle=True,
        train_split=None,
        verbose=0,
    ).fit(X, y)


LOOPS = {
    "simplest fast loop": simplest,
    "train.fit": fit,
    "default DataLoader and Adam": data_loader,
    "skorch": skorch,
    "Lightning, bare": lightning,
    "Keras on torch": keras,
}


def measure(rounds):
    """{loop: [CPU seconds an epoch, in each round]}, of the loops whose library is here."""
    import torch

    from dlkit import data

    torch.set_num_threads(1)
    (X, y), _ = data.mnist()
    X, y = torch.as_tensor(X), torch.as_tensor(y).long()
    loops = {
        name: loop
        for name, loop in LOOPS.items()
        if loop in (simplest, fit, data_loader) or importlib.util.find_spec(loop.__name__)
    }
    for loop in loops.values():  # imports, first use
        loop(X[:320], y[:320])
    seconds = {name: [] for name in loops}
    for i in range(rounds):
        # the yardstick just before the loop that must come near it, and each first as often as the other
        order = [*list(loops)[:2][:: (-1) ** i], *list(loops)[2:]]
        for name in order:
            start = time.process_time()
            loops[name](X, y)
            seconds[name].append((time.process_time() - start) / EPOCHS)
    return seconds


def in_environment(say, rounds=9):
    """`measure` in .venv-peers, which is made on the first run; without the peers where it cannot be made."""
    if not (PLACE / ".ready").exists():
        say(
            f"Keras, Lightning and skorch get an environment in {PLACE.name}: once, some minutes, 2 GB"
        )
    made = subprocess.run(
        ["make", "--silent", f"{PLACE.name}/.ready"], cwd=ROOT, capture_output=True, text=True
    )
    python = sys.executable
    if made.returncode:
        last = (made.stdout + made.stderr).splitlines() or ["make failed"]
        say(f"Keras, Lightning and skorch are not measured: {last[-1]}")
    else:
        python = PLACE / "bin" / "python"
    done = subprocess.run(
        [python, __file__, str(rounds)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    return json.loads(done.stdout.splitlines()[-1])


def rows(seconds):
    """(loop, CPU seconds an epoch, how many times the simplest loop, the spread of that) for a table."""
    base = seconds["simplest fast loop"]
    for name, own in seconds.items():
        ratios = [a / b for a, b in zip(own, base, strict=True)]
        yield (
            name,
            f"{statistics.median(own):.3f}",
            f"{statistics.median(ratios):.2f}",
            f"{min(ratios):.2f} to {max(ratios):.2f}",
        )


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 9)))
