"""The global random states of a process, which the two sides of the bridge keep equal."""

import random
import sys

import numpy as np


def random_states():
    """The global random states as comparable bytes: random, NumPy, and torch where it is loaded."""
    torch = sys.modules.get("torch")
    name, keys, *rest = np.random.get_state()  # noqa: NPY002  the global one is what students may use
    return (
        random.getstate(),
        (name, keys.tobytes(), *rest),
        torch.get_rng_state().numpy().tobytes() if torch else b"",
    )


def unpacked(states):
    """The same as a plain value."""
    return tuple(list(part) if i == 0 else part for i, part in enumerate(states))


def set_random_states(states):
    (version, keys, gauss), (name, words, *rest), torch_state = states
    if (
        name != "MT19937"
        or len(words) != 4 * 624
        or type(rest[0]) is not int
        or not 0 <= rest[0] <= 624
    ):
        raise ValueError("NumPy would read beyond its memory with this state")
    random.setstate((version, keys, gauss))
    np.random.set_state((name, np.frombuffer(words, np.uint32), *rest))  # noqa: NPY002
    if torch_state and (torch := sys.modules.get("torch")):
        torch.set_rng_state(torch.frombuffer(bytearray(torch_state), dtype=torch.uint8))


def reseed(seed):
    """Forks of one process share their random states: give this one its own."""
    random.seed(f"{seed}")
    number = random.getrandbits(32)
    np.random.seed(number)  # noqa: NPY002
    if torch := sys.modules.get("torch"):
        torch.manual_seed(number)
