"""Which device a computation runs on, and whether cells tagged `gpu` are executed.

The environment variable DLKIT_DEVICE overrides what the machine has:

    (unset)      the best device found: CUDA, then MPS (Apple), then the CPU
    none         pretend that there is no GPU: `gpu` cells are skipped
    cpu          run `gpu` cells on the CPU, at their small size: a smoke test
    cuda, mps    insist on this device; an error if it is not there
"""

import os

CHOICES = ("none", "cpu", "cuda", "mps")


def best():
    """The `torch.device` to use: `model.to(device.best())`.

    Raises ValueError if DLKIT_DEVICE is not one of its four values, RuntimeError if the device it asks for is missing.
    """
    import torch                                 # here, so that importing this module costs nothing

    wish = _wish()
    if wish in ("none", "cpu"):
        return torch.device("cpu")
    found = _found(torch)
    if wish and wish not in found:
        raise RuntimeError(f"DLKIT_DEVICE={wish}: this machine has no {wish.upper()} device that PyTorch can use; "
                           "unset DLKIT_DEVICE, or set it to cpu")
    return torch.device(wish or (found[0] if found else "cpu"))


def available():
    """True if cells tagged `gpu` should be executed: there is a GPU, or DLKIT_DEVICE=cpu asks for a smoke test."""
    return _wish() == "cpu" or best().type != "cpu"


def scale(*, cpu, gpu):
    """The size that suits the device: `cpu` (seconds on a laptop) or `gpu` (the real thing).

    >>> epochs = scale(cpu=1, gpu=20)
    """
    return cpu if best().type == "cpu" else gpu


def _wish():
    """DLKIT_DEVICE, checked; an empty string if it is unset."""
    wish = os.environ.get("DLKIT_DEVICE", "").strip().lower()
    if wish and wish not in CHOICES:
        raise ValueError(f"DLKIT_DEVICE={wish!r}: expected one of {', '.join(CHOICES)}, or unset")
    return wish


def _found(torch):
    """Names of the GPUs that PyTorch can use here, best first."""
    return [name for name, there in (("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available()))
            if there]
