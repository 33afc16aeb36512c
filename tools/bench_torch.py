"""A torch assignment for `make bench`: networks are trained for about a second, most of it by the student's function.

One test goes backward through the student's network once, one drives an optimizer there for twenty steps from outside
(the dearest that a test can do: six messages a step), one calls the student's training loop.
"""

import json

SETUP = """
import torch
from torch import nn
from dlkit import check
X = torch.rand(400, 64, generator=torch.Generator().manual_seed(0))
t = (X[:, :32].sum(1) > X[:, 32:].sum(1)).long()
"""
NET = """
class Net(nn.Module):
    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        self.hidden, self.out = nn.Linear(64, 128), nn.Linear(128, 2)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))
"""
GRADIENTS = """
net = Net(0)
nn.functional.cross_entropy(net(X), t).backward()
check.that("Net", all(p.grad.abs().sum() > 0 for p in net.parameters()), "every parameter must get a gradient")
"""
STEPS = """
net = Net(1)
optimizer = check.there(torch.optim.SGD, net.parameters(), lr=0.1)
first = nn.functional.cross_entropy(net(X), t).item()
for _ in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(X), t)
    loss.backward()
    optimizer.step()
check.that("Net", loss.item() < first, f"twenty steps must help: {first:.3f}, {loss.item():.3f}")
"""
TRAIN = """
def train(net, X, t, epochs, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    for epoch in range(epochs):
        for rows in torch.randperm(len(X)).split(50):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(X[rows]), t[rows]).backward()
            optimizer.step()
"""
LEARNS = """
for seed in range(3):
    net = Net(seed)
    train(net, X, t, 160, seed)
    with torch.no_grad():
        right = (net(X).argmax(1) == t).float().mean().item()
    check.that("train", right > 0.9, f"accuracy {right:.3f}")
"""
CELLS = [
    ["setup", "setup", SETUP, True, 0],
    ["net", "solution", NET, True, 0],
    ["net_gradients", "test", GRADIENTS, True, 1],
    ["net_steps", "test", STEPS, True, 1],
    ["train", "solution", TRAIN, True, 0],
    ["train_learns", "test", LEARNS, True, 1],
]


def run():
    """All cells, in this process."""
    names = {"__name__": "__main__"}
    for name, _, source, *_ in CELLS:
        exec(compile(source, f"<{name}>", "exec"), names)


def submission():
    """A notebook with the answers, as bytes."""
    cells = [
        {
            "cell_type": "code",
            "source": source,
            "outputs": [],
            "metadata": {"nbgrader": {"grade_id": name}},
        }
        for name, kind, source, *_ in CELLS
        if kind == "solution"
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
