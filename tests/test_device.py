import subprocess
import sys

import pytest
import torch

from dlkit import device


@pytest.fixture
def machine(monkeypatch):
    """machine("cuda"): pretend that the machine has exactly these devices beside the CPU."""

    def has(*names):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in names)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in names)

    monkeypatch.delenv("DLKIT_DEVICE", raising=False)
    return has


@pytest.mark.parametrize(
    ("has", "wish", "best", "available"),
    [
        ([], None, "cpu", False),
        (["cuda"], None, "cuda", True),
        (["mps"], None, "mps", True),
        (["cuda", "mps"], None, "cuda", True),
        (["cuda", "mps"], "mps", "mps", True),
        (["cuda"], "none", "cpu", False),  # pretend that there is none
        (["cuda"], "cpu", "cpu", True),  # smoke test of gpu cells
        ([], "cpu", "cpu", True),
        ([], "none", "cpu", False),
        ([], "", "cpu", False),  # empty is unset
        (["cuda"], " CUDA ", "cuda", True),
    ],
)
def test_what_the_machine_has_and_what_is_wished(machine, monkeypatch, has, wish, best, available):
    machine(*has)
    if wish is not None:
        monkeypatch.setenv("DLKIT_DEVICE", wish)
    assert device.best() == torch.device(best)
    assert device.available() is available
    assert device.scale(cpu=1, gpu=20) == (1 if best == "cpu" else 20)


@pytest.mark.parametrize(
    "function", [device.best, device.available, lambda: device.scale(cpu=1, gpu=2)]
)
def test_an_unknown_device_is_named(machine, monkeypatch, function):
    machine()
    monkeypatch.setenv("DLKIT_DEVICE", "tpu")
    with pytest.raises(
        ValueError, match="DLKIT_DEVICE='tpu': expected one of none, cpu, cuda, mps"
    ):
        function()


@pytest.mark.parametrize("wish", ["cuda", "mps"])
def test_a_missing_device_is_an_error_not_the_cpu(machine, monkeypatch, wish):
    machine()
    monkeypatch.setenv("DLKIT_DEVICE", wish)
    with pytest.raises(RuntimeError, match=f"DLKIT_DEVICE={wish}: PyTorch finds no such device"):
        device.best()


@pytest.mark.parametrize("module", ["dlkit", "dlkit.device", "dlkit.data", "dlkit.gradcheck"])
def test_import_is_cheap(module):
    heavy = ["torch", "matplotlib", "sklearn", "pandas", "mlxtend", "pooch", "requests"]
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
