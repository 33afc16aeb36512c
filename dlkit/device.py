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
    """The `torch.device` to use, as in `model.to(device.best())`.

    Raises ValueError if DLKIT_DEVICE is not one of its four values, RuntimeError if it
    asks for a device that is not there.
    """
    import torch  # here, so that importing this module costs nothing

    wish = _wish()
    found = [
        name
        for name, there in (
            ("cuda", torch.cuda.is_available),
            ("mps", torch.backends.mps.is_available),
        )
        if wish in ("", name) and there()
    ]
    if wish in ("cuda", "mps") and not found:
        raise RuntimeError(
            f"DLKIT_DEVICE={wish}: PyTorch finds no such device here; "
            "unset it, or set it to cpu"
        )
    return torch.device(found[0] if found else "cpu")


def available():
    """Whether `gpu` cells are executed: there is a GPU, or DLKIT_DEVICE=cpu says so."""
    return _wish() == "cpu" or best().type != "cpu"


def scale(*, cpu, gpu):
    """`cpu`, a size for seconds on a laptop, or `gpu`, the real one.

    epochs = device.scale(cpu=1, gpu=20)
    """
    return cpu if best().type == "cpu" else gpu


def _wish():
    """DLKIT_DEVICE, checked; an empty string if it is unset."""
    wish = os.environ.get("DLKIT_DEVICE", "").strip().lower()
    if wish and wish not in CHOICES:
        raise ValueError(
            f"DLKIT_DEVICE={wish!r}: expected one of {', '.join(CHOICES)}, or unset"
        )
    return wish
