"""What several modules say when an argument does not fit."""

import numpy as np


def whole(name, value, *, least=0):
    """Require that `value` is a whole number, `least` or more.

    Raises ValueError that names the argument.
    """
    if not isinstance(value, int | np.integer) or value < least:
        raise ValueError(
            f"{name}: expected a whole number, {least} or more, got {value!r}"
        )


def generator(rng):
    """Require that `rng` is a np.random.Generator, and return it. Raises TypeError."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng: expected np.random.default_rng(seed), got {rng!r}")
    return rng
