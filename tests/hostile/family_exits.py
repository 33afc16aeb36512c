"""Submissions that end their own process, or try to end another's."""

import os

from hostile import Case, body, code

DIED = {"state": "needs_review", "review": ("died",)}
ROOT = os.geteuid() == 0
REVIEW = {"state": "needs_review"}
ALL = """
import os, signal
for pid in [0, -1, *range(1, 3000)]:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if pid != os.getpid() and pid not in (0, -1):
            try:
                os.kill(pid, number)
            except OSError:
                pass
"""
STOP = """
import os, signal
for pid in (os.getppid(), 1):
    for number in (signal.SIGSTOP, signal.SIGKILL, signal.SIGHUP):
        try:
            if pid:
                os.kill(pid, number)
        except OSError:
            pass
"""
PARENT = """
import os, signal
os.kill(os.getppid(), signal.SIGKILL)
import time
time.sleep(0.3)
return 1.8 * c + 32
"""
STOP_PARENT = """
import os, signal
os.kill(os.getppid(), signal.SIGSTOP)
return 1.8 * c + 32
"""
SHORT = {"total_seconds": 6.0, "test_seconds": 1.0, "cell_seconds": 1.0}

CASES = [
    Case("exits: os._exit in a cell", 0, code(last="import os; os._exit(0)"), **DIED),
    Case("exits: os._exit before all", 0, code(first="import os; os._exit(0)"), **DIED),
    Case("exits: sys.exit in a cell", 20, code(last="import sys; sys.exit(0)"), errors=("SystemExit",)),
    Case("exits: SystemExit from a function", 18, body("raise SystemExit(0)"), lost=("fahrenheit",)),
    Case("exits: os._exit in a function", 18, body("import os; os._exit(0)"), lost=("fahrenheit",), **DIED),
    Case("exits: KeyboardInterrupt from a function", 18, body("raise KeyboardInterrupt"), lost=("fahrenheit",), **DIED),
    Case("exits: SIGKILL to itself", 0, code(last="import os; os.kill(os.getpid(), 9)"), **DIED),
    Case("exits: SIGKILL to its process group", 0, code(last="import os; os.killpg(0, 9)"), **DIED),
    Case("exits: SIGKILL to everybody", 0, code(last="import os; os.kill(-1, 9)\nos.kill(0, 9)"), **DIED),
    # an ordinary user's student may end the box, and with it its own grading
    Case("exits: SIGKILL to all numbers", 20 if ROOT else 0, code(last=ALL), **({} if ROOT else DIED)),
    Case("exits: SIGSTOP to itself", 0, code(last="import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"),
         review=("did not end",), limits={"total_seconds": 3.0}, **REVIEW),
    Case("exits: a crash in C", 0, code(last="import ctypes; ctypes.string_at(0)"), **DIED),
    Case("exits: a crash in a function", 18, body("import ctypes; ctypes.string_at(0)"), lost=("fahrenheit",), **DIED),
    Case("exits: abort in a function", 18, body("import os; os.abort()"), lost=("fahrenheit",), **DIED),
    Case("exits: all descriptors closed in a cell", 0, code(last="import os; os.closerange(0, 1000)"), **DIED),
    Case("exits: all descriptors closed in a function", 18, body("import os; os.closerange(0, 1000)"),
         lost=("fahrenheit",), **DIED),
    Case("exits: sockets shut down", 0,
         code(last="import socket\nfor fd in range(3, 99):\n    try:\n        socket.socket(fileno=fd).shutdown(2)\n"
              "    except OSError:\n        pass"), **DIED),
    Case("exits: the parent stopped or killed, in a cell", 20, code(last=STOP)),
    Case("exits: the parent killed by a function", 0, body(PARENT), lost=("all but the first",),
         limits=SHORT, **REVIEW),
    Case("exits: the parent stopped by a function", 0, body(STOP_PARENT), limits=SHORT, within=10, **REVIEW),
    Case("exits: an exit handler", 20,
         code(last="import atexit, os, signal\natexit.register(os.kill, 0, signal.SIGKILL)\n")),
    Case("exits: no more memory for Python itself", 20,
         code(last="import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))")),
]
