"""The box as root and as an ordinary user: both find nothing inside but Python and an empty folder."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dlkit.grading.limits import Limits
from dlkit.grading.sandbox import box

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not box.available(), reason="bubblewrap is not installed")
PROBE = """
import ctypes, json, os, signal, socket, sys
sys.path.insert(0, sys.argv[1])
from dlkit.grading.limits import Limits
from dlkit.grading.sandbox import box

def attempt(action):
    try:
        return repr(action())
    except OSError as error:
        return type(error).__name__

def forks(most=100):
    # how many processes can be had
    children = []
    try:
        while len(children) < most:
            children.append(os.fork())
            if not children[-1]:
                signal.pause()
    except BlockingIOError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len(children)

def about(pid):
    # what another process of the same user would be good for
    status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    limits = {line[:26].strip(): line[26:].split()[1] for line in open(f"/proc/{pid}/limits")}
    return [status[name].strip() for name in ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp")] + [
        limits[name] for name in ("Max processes", "Max file size", "Max open files")]

def inside():
    libc = ctypes.CDLL(None, use_errno=True)
    status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
    its.sendall(json.dumps({
        "root": sorted(os.listdir("/")), "folder": os.getcwd(), "files": os.listdir("."), "pid": os.getpid(),
        "rights": {status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd")} == {"0" * 16},
        "no new rights": status["NoNewPrivs"].strip(), "filter": status["Seccomp"].strip(),
        "new namespace": libc.unshare(0x10000000), "mount": libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        "environment": attempt(lambda: open("/proc/1/environ").read()), "write": attempt(lambda: open("/usr/x", "w")),
        "network": attempt(lambda: socket.create_connection(("1.1.1.1", 53), 1)),
        "loopback": attempt(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 1)),
        "etc": attempt(lambda: os.listdir("/etc")), "open": len(os.listdir("/proc/self/fd")),
        "forks": forks(), "first": about(1), "second": about(2), "self": about("self"),
    }).encode())

mine, its = socket.socketpair()
with box.Box(Limits()) as walls:
    walls.enter(inside, its.fileno())
    its.close()
    print(mine.makefile().read())
    count = walls.usage()[0]
left = [name for name in os.listdir("/proc") if name.isdigit() and os.path.exists(f"/proc/{name}/ns/pid")
        and os.access(f"/proc/{name}/ns/pid", os.R_OK) and os.stat(f"/proc/{name}/ns/pid").st_ino == walls.inode]
print(count, len(left))
"""


@pytest.mark.parametrize("who", ["root", "ordinary user"])
def test_nothing_is_there_and_nothing_can_be_done(who):
    command = [sys.executable]
    if who == "ordinary user" and os.geteuid() == 0:
        python = shutil.which("python3", path="/usr/bin")  # ours may lie where nobody else can read
        if not python or not shutil.which("setpriv"):
            pytest.skip("no Python that an ordinary user could run")
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", python]
    elif who == "root" and os.geteuid():
        pytest.skip("not root")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(
            ROOT / "dlkit", Path(folder, "dlkit"), ignore=shutil.ignore_patterns("__pycache__")
        )
        probe = Path(folder, "probe.py")
        probe.write_text(PROBE)
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
        import socket

        with socket.create_server(("127.0.0.1", 0)) as server:
            run = subprocess.run(
                [*command, "-B", probe, folder, str(server.getsockname()[1])],
                cwd="/",
                env={"PATH": "/usr/bin:/bin"},
                capture_output=True,
                text=True,
                timeout=60,
            )
    assert run.returncode == 0, run.stderr
    found, counts = run.stdout.splitlines()
    found = json.loads(found)
    assert found["folder"] == "/box" and found["files"] == [] and found["pid"] < 10
    assert found["rights"] and found["no new rights"] == "1" and found["filter"] == "2"
    assert found["new namespace"] == -1 and found["mount"] == -1
    assert found["environment"] in ("PermissionError", "''") and found["etc"] == "FileNotFoundError"
    assert found["network"] == found["loopback"] or "Error" in found["loopback"]
    assert "Error" in found["network"] and "Error" in found["write"]
    if who == "root" or box.counted_apart():
        assert 20 < found["forks"] <= Limits().processes
    if who != "root":  # it can take them over where the kernel is not strict: it must gain nothing
        assert found["first"] == found["second"] == found["self"]
    assert found["open"] <= 6 and counts.split()[1] == "0"
