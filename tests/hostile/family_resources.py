"""Submissions that take all they can get: time, memory, processes, disk, output."""

from hostile import Case, body, code

SHORT = {"total_seconds": 3.0, "cell_seconds": 1.0, "test_seconds": 1.0}
TEST = {"test_seconds": 1.0}
SMALL = {"memory": 400 << 20, **TEST}
REVIEW = {"state": "needs_review"}

SWALLOW = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
IGNORE = """
import signal
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    pass
"""
FORKS = """
import os
while True:
    try:
        os.fork()
    except BaseException:
        pass
"""
FEW_FORKS = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        time.sleep(1000)
"""
DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 64)
        os.chdir("/")
        time.sleep(1000)
    os._exit(0)
os.wait()
"""
SHELL_DAEMON = """
import subprocess
subprocess.run(["/bin/sh", "-c", "nohup setsid sleep 1000 >/dev/null 2>&1 & exec setsid sleep 1000 &"])
"""
THREADS = """
import threading, time
try:
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
except RuntimeError:
    pass
"""
SPIN = """
import os
for _ in range(12):
    if os.fork() == 0:
        while True:
            pass
"""
MEMORY = """
kept = []
while True:
    kept.append(np.empty(4_000_000))
"""
TOUCHED = MEMORY.replace("empty", "ones")
FORKED_MEMORY = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        kept = np.ones(10_000_000)
        time.sleep(1000)
time.sleep(1000)
"""
KEPT_MEMORY = """
import time
kept, quick = np.ones(32_000_000), fahrenheit
def fahrenheit(c):
    time.sleep(0.2)
    return quick(c)
"""
HIDDEN_MEMORY = """
import ctypes, os
libc, done = ctypes.CDLL(None, use_errno=True), []
try:
    os.memfd_create("x")
    done.append("memfd")
except OSError:
    pass
if libc.shmget(0, 1 << 20, 0o1600) >= 0:
    done.append("shmget")
if libc.msgget(0, 0o1600) >= 0:
    done.append("msgget")
raise RuntimeError(f"kept where nobody counts: {done}")
"""
DISK = """
written = 0
for place in ("/box", "/tmp", "/dev/shm", "/", "/dev", "/usr", "/var", "/proc"):
    try:
        for i in range(100):
            with open(f"{place}/hostile-mark-{i}", "wb") as file:
                for _ in range(50):
                    written += file.write(b"x" * (1 << 20))
    except OSError:
        pass
raise RuntimeError(f"no more than 256 MiB: {written <= 256 << 20}")
"""
FILES = """
i = 0
while True:
    open(f"/box/{i}", "w").close()
    i += 1
"""
SPARSE = """
import os
with open("/box/x", "wb") as file:
    file.truncate(1 << 40)
"""
FLOOD = """
import os, sys
for _ in range(200):
    print("x" * 1_000_000)
    sys.stderr.write("y" * 1_000_000)
    os.write(1, b"z" * 1_000_000)
"""
LONG_ERRORS = """
class Long(Exception):
    def __str__(self):
        return "x" * 50_000_000
raise Long
"""

CASES = [
    Case("resources: a cell that sleeps", 20, code(last="import time\ntime.sleep(1000)"), errors=("within 1 s",),
         limits={"cell_seconds": 1.0}),
    Case("resources: a cell that swallows every interrupt", 0, code(last=SWALLOW), review=("did not end",),
         limits=SHORT, **REVIEW),
    Case("resources: a cell that blocks every signal", 0, code(first=IGNORE), review=("did not end",),
         limits=SHORT, **REVIEW),
    Case("resources: a function that never ends", 18, body("while True:\n    pass"), lost=("fahrenheit",),
         messages=("no answer in time",), limits=TEST),
    Case("resources: a function that swallows every interrupt", 18, body(SWALLOW), lost=("fahrenheit",),
         messages=("no answer in time",), limits=TEST),
    Case("resources: a slow expression in C", 18, body("return 9 ** 9 ** 9"), lost=("fahrenheit",), limits=TEST),
    Case("resources: memory, in a cell", 20, code(last=MEMORY), errors=("MemoryError",), within=12),
    Case("resources: memory, in a function", 18, body(MEMORY),
         lost=("fahrenheit",), messages=("MemoryError",), within=12),
    Case("resources: more memory than allowed", 0, code(last=TOUCHED), review=("MiB of memory",),
         limits={"memory": 300 << 20}, **REVIEW),
    Case("resources: memory, spread over processes", 0, code(last=FORKED_MEMORY), review=("MiB of memory",),
         limits=SMALL, **REVIEW),
    Case("resources: memory within the limit, which a test's process shares", 20, code(last=KEPT_MEMORY), limits=SMALL),
    Case("resources: memory that belongs to no process", 20, code(last=HIDDEN_MEMORY), errors=("nobody counts: []",)),
    Case("resources: a fork bomb", 0, code(last=FORKS), limits=SHORT, **REVIEW),
    Case("resources: a fork bomb in a function", 0, body(FORKS), limits=SHORT, **REVIEW),
    Case("resources: sleeping children", 20, code(last=FEW_FORKS)),
    Case("resources: daemons with setsid and a double fork", 20, code(last=DAEMON)),
    Case("resources: daemons of the shell", 20, code(last=SHELL_DAEMON)),
    Case("resources: a daemon from a function", 20, body(DAEMON + "\nreturn 1.8 * c + 32")),
    Case("resources: threads without end", 0, code(last=THREADS), review=("died",), **REVIEW),
    Case("resources: twelve processes that spin", 20, code(last=SPIN), within=15, limits={"total_seconds": 14.0}),
    Case("resources: floods of output", 20, code(last=FLOOD)),
    Case("resources: a very long error", 20, code(last=LONG_ERRORS), errors=("Long: xxx",)),
    Case("resources: disks filled", 20, code(last=DISK), errors=("256 MiB: True",)),
    Case("resources: a million empty files", 0, code(last=FILES), review=("memory",), within=10,
         limits={"memory": 60 << 20, "cell_seconds": 8.0}, **REVIEW),
    Case("resources: a terabyte with a hole", 20, code(last=SPARSE), errors=("File too large",)),
    Case("resources: a result of 500 MB", 18, body("return np.zeros((c.size, 15_000_000))"), lost=("fahrenheit",)),
    Case("resources: a result of a million parts", 18, body("return [[float(i)] for i in range(1_000_000)]"),
         lost=("fahrenheit",)),
    Case("resources: an answer of 300,000 parts, in the place of a function", 18,
         code(fahrenheit="fahrenheit = [2.5] * 300_000\n"), lost=("fahrenheit",), messages=("not defined",)),
    Case("resources: an answer of 200 MB, in the place of a function", 18,
         code(fahrenheit="fahrenheit = np.zeros(25_000_000)\n"), lost=("fahrenheit",), messages=("not defined",)),
    Case("resources: a result nested 10,000 deep", 18, body("x = []\nfor _ in range(10_000):\n    x = [x]\nreturn x"),
         lost=("fahrenheit",)),
    Case("resources: a list that holds itself", 18, body("x = []\nx.append(x)\nreturn x"), lost=("fahrenheit",)),
    Case("resources: a whole number of a million digits", 18, body("return 1 << 4_000_000"), lost=("fahrenheit",)),
    Case("resources: recursion without end", 18, body("return fahrenheit(c)"), lost=("fahrenheit",),
         messages=("RecursionError",)),
]
