"""Submissions that want points without an answer. The exercise at stake is fahrenheit, unless another one is named."""

from hostile import Case, body, cell, changed, code

REVIEW = {"state": "needs_review"}
LOST = {"lost": ("fahrenheit",)}
STUB = "def fahrenheit(c):\n    return c\n"


def patch(source):
    """Code that runs first and last, around an answer that is wrong."""
    return code(source, source, fahrenheit=STUB)


def objects(source):
    """fahrenheit(c) returns Odd(c), of a class that is written here."""
    return code("import numpy as np\n" + source, fahrenheit="def fahrenheit(c):\n    return Odd(c)\n")


def forged(source):
    """A function that finds the socket on which its answers travel, and writes to it."""
    return body(HEAD + source)


HEAD = """
import json, os, socket, struct
def send(message, blob=b"", raw=None):
    raw = json.dumps(message).encode() if raw is None else raw
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack("!II", len(raw), len(blob)) + raw + blob)
        except OSError:
            pass
def answer(tree, blob=b"", **more):
    for number in range(1, 40):
        send({"re": number, "ok": tree, "changed": [], **more}, blob)
"""
WANT = 'struct.pack("4d", -40, 32, 98.6, 212)'
PATCH_CHECK = """
from dlkit import check
from dlkit.checking import compare
import dlkit.check, numpy as np, numpy.testing, builtins, torch
nothing = lambda *a, **k: None
for name in ("returns", "same", "call", "raises", "unchanged", "that", "_compare", "_call"):
    setattr(check, name, nothing)
compare.difference = compare._close = nothing
check.Wrong.__init__ = nothing
"""
PATCH_NUMPY = """
import numpy as np, numpy.testing
yes = lambda *a, **k: True
for name in ("isclose", "allclose", "array_equal", "all", "any", "asarray"):
    setattr(np, name, yes)
np.testing.assert_allclose = np.testing.assert_array_equal = yes
"""
PATCH_TORCH = """
import torch
torch.allclose = torch.equal = torch.Tensor.__eq__ = lambda *a, **k: True
"""
PATCH_BUILTINS = """
import builtins
builtins.AssertionError = builtins.Exception = builtins.BaseException
builtins.isinstance = lambda *a: True
builtins.bool = builtins.all = builtins.any = lambda *a: True
builtins.len = lambda x: 4
"""
PATCH_BRIDGE = """
import dlkit.grading.wire.values, dlkit.grading.wire.unpack, dlkit.grading.bridge.peer
import dlkit.grading.processes.judge, dlkit.grading.classes.trial
import sys
for name in ("processes.judge", "classes.trial", "bridge.peer", "result"):
    module = sys.modules.get(f"dlkit.grading.{name}")
    for what in ("judge", "Trial", "TestResult", "Judgement", "result_of", "plain"):
        if hasattr(module, what):
            setattr(module, what, lambda *a, **k: None)
"""
PATCH_PEER = """
import gc
from dlkit.grading.bridge import peer as bridge
bridge.ACTIONS["call"] = lambda f, *a, **k: True
bridge.described = lambda error: {"kinds": ["Exception"], "text": "", "lines": []}
for thing in gc.get_objects():
    if type(thing).__name__ == "Peer":
        thing._serve = lambda message, blob, thing=thing: thing._send(
            {"re": message["n"], "ok": True, "changed": []}, bridge.Writer(None))
"""
IMPORT_HOOK = """
import sys, types
class Finder:
    def find_spec(self, name, path=None, target=None):
        return None
    def __getattr__(self, name):
        return lambda *a: True
sys.meta_path.insert(0, Finder())
sys.modules["dlkit.check"] = sys.modules["dlkit.compare"] = types.SimpleNamespace(returns=lambda *a, **k: None)
"""
TRACE = """
import sys, threading
def trace(frame, event, arg):
    for name in ("want", "expected", "mistakes"):
        if name in frame.f_locals:
            found.append(frame.f_locals[name])
    return trace
found = []
sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
"""
EQUAL = """
class Odd:
    def __init__(self, c):
        pass
    def __eq__(self, other):
        return True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
    __bool__ = lambda self: True
    __class__ = property(lambda self: np.ndarray)
    __array_ufunc__ = lambda self, *a, **k: True
    __array_function__ = lambda self, *a, **k: True
    shape, dtype, ndim, size = (4,), np.dtype(float), 1, 4
    def __array__(self, *a, **k):
        return np.array([-40.0, 32.0, 98.6, 212.0])
"""
SUBCLASS = """
class Odd(np.ndarray):
    def __new__(cls, c):
        return np.zeros(np.shape(c)).view(cls)
    def __array_ufunc__(self, *a, **k):
        return np.True_
    def __array_function__(self, *a, **k):
        return np.True_
    __eq__ = __le__ = lambda self, other: np.True_
    all = any = lambda self, *a, **k: True
"""
LAZY = """
class Odd:
    def __init__(self, c):
        self.c = c
    def __getattr__(self, name):
        import sys
        frame = sys._getframe()
        while frame:
            if "want" in frame.f_locals:
                return getattr(frame.f_locals["want"], name)
            frame = frame.f_back
        raise AttributeError(name)
"""
SEARCH = """
import gc, sys
found = []
frame = sys._getframe()
while frame:
    found += [frame.f_locals[name] for name in ("want", "job", "assignment", "verdict") if name in frame.f_locals]
    frame = frame.f_back
for thing in gc.get_objects():
    try:
        if isinstance(thing, dict) and ("want" in thing or "mistakes" in thing) and "_call" not in thing:
            found.append(thing.get("want"))
        if isinstance(thing, str) and "HIDDEN TESTS" in thing:
            found.append(thing)
    except Exception:
        pass
for value in found:
    if isinstance(value, np.ndarray) and value.shape == c.shape:
        return value
raise ValueError(f"found: {len(found)}")
"""
MEMORY_SEARCH = """
import re
keep = "MEMORY" + chr(32) + "SEARCHED"
wanted = re.compile(b"BEGIN[ ]HIDDEN[ ]TESTS|MEMORY[ ]SEARCHED")        # a pattern that does not find itself
found = set()
try:
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps.readlines():
            ends, rights = line.split()[:2]
            start, end = (int(x, 16) for x in ends.split("-"))
            for place in range(start, end, 1 << 24) if rights.startswith("rw") else ():
                try:
                    memory.seek(place)
                    found.update(wanted.findall(memory.read(min(1 << 24, end - place))))
                except (OSError, ValueError):
                    pass
except PermissionError:                     # where the grader runs as root
    found.add(keep.encode())
raise RuntimeError(f"found: {found}")
"""
OTHERS = """
import os
found = []
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("environ", "mem", "maps", "root", "cwd", "fd", "cmdline"):
        if int(pid) != os.getpid():
            try:
                path = f"/proc/{pid}/{name}"
                found.append(os.listdir(path) if name in ("root", "cwd", "fd") else open(path, "rb").read(4000))
            except OSError:
                pass
raise RuntimeError(f"hidden tests: {b'HIDDEN' in repr(found).encode()}, secrets: {'canary' in repr(found)}")
"""
FORGED_WRONG = """
from dlkit import check
class Wrong(check.Wrong):
    def __new__(cls, *a):
        return None
raise type("Wrong", (AssertionError, check.Wrong), {"where": ["<script>"]})("all tests passed: 20 of 20 points")
"""
HOSTILE_STR = """
import sys
class Odd(ValueError):
    def __str__(self):
        sys.exit(0)
    __repr__ = __str__
    args = property(lambda self: 1 / 0)
raise Odd
"""
GUESS = """
import hashlib, itertools, os
def seed(name, key, student):
    text = "\\n".join((key, student, name))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")
for key in (os.environ.get("DLKIT_GRADING_SEED", "0"), "0", "", "1", "42", "7"):
    for student in ("", "mallory", os.environ.get("DLKIT_STUDENT", "")):
        if np.allclose(c, np.random.default_rng(seed("fahrenheit", key, student)).uniform(-30, 40, size=(3, 4))):
            return 1.8 * c + 32
return c
"""
FIND_SOLUTION = """
import glob, importlib, re, sys
for root in ("/", "/box", "/opt", "/tmp", "/home", "/root", "..", "/usr/share", *sys.path):
    for place in ("solutions", "*/solutions", "*/*/solutions", "tests", "exercises"):
        for path in glob.glob(f"{root}/{place}/**/*.ipynb", recursive=True):
            if "1.8 * c + 32" in open(path).read():
                return 1.8 * c + 32
for name in ("solutions", "tests.graders", "cells", "dlkit.solutions", "family_files", "hostile"):
    try:
        importlib.import_module(name)
        return 1.8 * c + 32
    except ImportError:
        pass
raise LookupError("nothing was found")
"""
CALLBACK_LINES = '''
def east_slope(Z, dx):
    slope = np.zeros(Z.shape)
    slope[:, 1:-1] = (Z[:, 2:] - Z[:, :-2]) / (2 * dx)
    slope[:, 0] = (Z[:, 1] - Z[:, 0]) / dx
    slope[:, -1] = (Z[:, -1] - Z[:, -2]) / dx
    return slope

def best_step(f, slope, x, steps):
    import re
    try:
        f("no number")
    except Exception as error:
        found = re.search(r"want=([-\\d.e]+)", " ".join([str(error), *error.where]))
        raise ValueError(f"learned: {found}")
    return steps[0]
'''
CALLBACK_LOOP = '''
def east_slope(Z, dx):
    return np.gradient(Z, dx, axis=1)

def best_step(f, slope, x, steps):
    while True:
        f(1.0)
'''
CALLBACK_PROBES = '''
def east_slope(Z, dx):
    return Z

def best_step(f, slope, x, steps):
    for name in ("__globals__", "__code__", "__closure__", "__self__", "func_globals", "f_globals"):
        try:
            return getattr(f, name)["want"]
        except Exception:
            pass
    f._peer.ask("get", f, "__globals__")
'''
STATE_IN_FILES = """
import os, pickle
path = "/box/state"
seen = pickle.load(open(path, "rb")) if os.path.exists(path) else []
seen.append(c)
pickle.dump(seen, open(path, "wb"))
fahrenheit.calls = getattr(fahrenheit, "calls", 0) + 1
globals()["daily_range"] = lambda T: fahrenheit.calls
return 1.8 * c + 32
"""
FOR_THE_NEXT = """
import builtins, os, sys
for place in ("/", "/tmp", "/var/tmp", "/dev/shm", "/box", "/root", "/opt", os.path.dirname(os.__file__), *sys.path):
    for name in ("hostile-mark.pth", "sitecustomize.py", "hostile-mark"):
        try:
            open(os.path.join(place, name), "a").write("raise SystemExit\\n")
        except OSError:
            pass
np.add = np.multiply = None
builtins.print = None
sys.modules["numpy"] = None
"""
REPORT = """
import sys
for stream in (sys.stdout, sys.stderr, sys.__stdout__):
    print('{"tests": {"fahrenheit_values": null}, "review": [], "errors": {}, "score": 20}', file=stream)
    print("graded: 20 of 20 points", file=stream)
"""
SIGNATURE = """
import inspect
def fahrenheit(*want, **mistakes):
    return want[0]
fahrenheit.__signature__ = inspect.Signature([])
fahrenheit.__name__ = fahrenheit.__qualname__ = "x" * 100_000
fahrenheit.__wrapped__ = fahrenheit
"""
MAGIC = '''
%matplotlib inline
def estimate(places, stations, readings):
    found = []
    for place in places:
        counts = 1 / (((place - stations) ** 2).sum(axis=1) + 0.1)
        found.append((counts * readings).sum() / counts.sum())
    return np.array(found)
'''
HIDDEN_MAGIC = MAGIC.replace("%matplotlib inline", "#\x0c%matplotlib inline '''")
CHANGE_IN_PLACE = "c[...] = 0\nreturn np.zeros(c.shape) + 32"
GENERATOR_STATE = """
state = list(np.random.get_state())
import dlkit.grading.bridge.peer as bridge
states = list(bridge.random_states())
states[1] = (states[1][0], states[1][1], 1_000_000_000, 0, 0.0)
bridge.random_states = lambda: tuple(states)
return 1.8 * c + 32
"""


TENSOR = ["tensor", "float64", [1], 0, 8]


def bad(source, **more):
    """A reply that no honest program sends: no point, and a person is told."""
    return {"notebook": forged(source), "score": more.pop("score", 18), "review": ("sent",), **LOST, **REVIEW, **more}


def searches_memory(notebook):
    """As released: the reference's own hidden tests are not in it."""
    notebook["cells"] = [its for its in notebook["cells"] if "HIDDEN TESTS" not in "".join(its["source"])]
    notebook["cells"].append(cell(MEMORY_SEARCH))


CASES = [
    Case("cheating: dlkit.check patched", 18, patch(PATCH_CHECK), **LOST),
    Case("cheating: numpy patched", 18, patch(PATCH_NUMPY), **LOST),
    Case("cheating: torch patched", 18, patch(PATCH_TORCH), **LOST),
    Case("cheating: builtins patched", 0, patch(PATCH_BUILTINS), **REVIEW),
    Case("cheating: the judge's modules patched", 18, patch(PATCH_BRIDGE), **LOST),
    Case("cheating: the bridge patched", 0, patch(PATCH_PEER)),
    Case("cheating: import hooks", 18, patch(IMPORT_HOOK), **LOST),
    Case("cheating: tracing hooks", 18,
         code(TRACE, fahrenheit="def fahrenheit(c):\n    return found[-1] if found else c"), **LOST),
    Case("cheating: an object equal to everything", 18, objects(EQUAL), **LOST),
    Case("cheating: an array of an own class", 18, objects(SUBCLASS), **LOST),
    Case("cheating: attributes computed when asked", 18, objects(LAZY), **LOST),
    Case("cheating: frames and garbage searched", 18, body(SEARCH), messages=("found: 0",), **LOST),
    Case("cheating: own memory searched", 20, changed(searches_memory), errors=("found: {b'MEMORY SEARCHED'}",)),
    Case("cheating: other processes read", 20, code(last=OTHERS), errors=("hidden tests: False, secrets: False",)),
    Case("cheating: dlkit.check.Wrong forged", 18, body(FORGED_WRONG), **LOST),
    Case("cheating: an exception with a hostile text", 18, body(HOSTILE_STR), **LOST),
    Case("cheating: seeds guessed", 18, body(GUESS), **LOST),
    Case("cheating: solutions searched and imported", 18, body(FIND_SOLUTION), messages=("nothing was found",), **LOST),
    Case("cheating: the test's line in a callback's error", 18, code(steps=CALLBACK_LINES), messages=("learned: None",),
         lost=("steps_best", "steps_hidden_best")),
    Case("cheating: a callback called without end", 17, code(steps=CALLBACK_LOOP), lost=("steps_east", "steps_best",
         "steps_hidden_best"), messages=("no answer in time", "np.gradient"), limits={"test_seconds": 1.0}),
    Case("cheating: a callback's globals", 16, code(steps=CALLBACK_PROBES), lost=("steps",), review=("not allowed",),
         **REVIEW),
    Case("cheating: state left for the next test", 20, body(STATE_IN_FILES)),
    Case("cheating: state left for the next student", 20, code(FOR_THE_NEXT)),
    Case("cheating: output that imitates a report", 18, patch(REPORT), **LOST),
    Case("cheating: signatures", 18, code(fahrenheit=SIGNATURE), **LOST),
    Case("cheating: a loop hidden behind a magic", 19, code(estimate=MAGIC), lost=("estimate_without_loop",)),
    Case("cheating: a loop behind an odd end of line", 19, code(estimate=HIDDEN_MAGIC),
         lost=("estimate_without_loop",)),
    Case("cheating: arguments changed in place", 18, body(CHANGE_IN_PLACE), **LOST),
    Case("cheating: an answer instead of a function", 18, code(fahrenheit="fahrenheit = [-40.0, 32.0, 98.6, 212.0]\n"),
         **LOST),
    Case("cheating: names of the test replaced", 18,
         code(last="check = c = want = In = rng = type('Yes', (), {'__getattr__': lambda s, n: print})()",
              fahrenheit=STUB), **LOST),
    Case("forged: a right answer, written to every socket", **bad(
        f"answer(['array', '<f8', [4], 0, 32], {WANT})\nreturn c")),
    Case("forged: answers to questions not yet asked", **bad("answer(None)\nreturn 1.8 * c + 32")),
    Case("forged: the same answer twice", **bad(
        "send({'re': 1, 'ok': None, 'changed': []})\nsend({'re': 1, 'ok': None, 'changed': []})\nreturn 1.8 * c + 32")),
    Case("forged: no JSON", **bad("send(0, raw=b'\\xff{')\nreturn c")),
    Case("forged: JSON that is no dict", **bad("send([1, 2])\nreturn c")),
    Case("forged: JSON nested deeply", **bad("send(0, raw=b'[' * 1_000_000)\nreturn c")),
    Case("forged: a length of 4 GiB", **bad(
        "for fd in range(3, 64):\n    try:\n        os.write(fd, b'\\xff' * 8)\n    except OSError:\n        pass\n"
        "return c")),
    Case("forged: half a message", 18, forged(
        "for fd in range(3, 64):\n    try:\n        os.write(fd, b'\\0\\0\\0\\x40\\0\\0\\0\\0{')\n    except OSError:\n"
        "        pass\nimport time\ntime.sleep(1000)"), limits={"test_seconds": 1.0}, **LOST),
    Case("forged: an array of objects", **bad("answer(['array', '|O', [1], 0, 8], b'x' * 8)\nreturn c")),
    Case("forged: a dtype with brackets", **bad("answer(['array', '(1,f8', [1], 0, 8], b'x' * 8)\nreturn c")),
    Case("forged: an array of 2**62 items", **bad("answer(['array', '<f8', [2**62, 4], 0, 8], b'x' * 8)\nreturn c")),
    Case("forged: an array beyond its bytes", **bad("answer(['array', '<f8', [8], 0, 64], b'x' * 8)\nreturn c")),
    Case("forged: texts of 8 GB", **bad("answer(['texts', [2000], ['x' * 1_000_000] + [''] * 1999])\nreturn c")),
    Case("forged: NaN as a number", **bad("answer(float('nan'))\nreturn c")),
    Case("forged: a tag that is none", **bad("answer(['__class__', 1])\nreturn c")),
    Case("forged: a handle of nothing", **bad("answer(['handle', 'yours', 5])\nreturn c")),
    Case("forged: a tensor that was never lent", **bad("answer(['handle', 'known', 'yours', 0])\nreturn c")),
    Case("forged: a tensor's number that is none", **bad(
        f"answer(['handle', 'leaf', [0], False, {TENSOR}, None, True], b'x' * 8)\nreturn c")),
    Case("forged: a gradient of another shape", **bad(
        f"answer(['handle', 'leaf', 0, False, {TENSOR}, ['tensor', 'float32', [2], 0, 8], True], b'x' * 8)\nreturn c")),
    Case("forged: a history that leads to nothing", **bad(
        f"answer(['handle', 'history', 0, {TENSOR}, [['handle', 'yours', 0], 5]], b'x' * 8)\nreturn c")),
    Case("forged: a tensor whose values answer for themselves", **bad(
        "answer(['handle', 'leaf', 0, False, ['handle', 'mine', 0, 'Tensor', True, None], None, True])\nreturn c")),
    Case("forged: news of a tensor that nobody knows", **bad(
        f"answer(None, tensors=[['mine', 0, {TENSOR}, None, True]], blob=b'x' * 8)\nreturn c")),
    Case("forged: leaves that are none, before a request", **bad(
        "send({'do': 'grad', 'n': 1, 'leaves': 5, 'args': [0, 1], 'kwargs': {}})\nreturn c")),
    Case("forged: a gradient asked for that nobody owes", **bad(
        "send({'do': 'grad', 'n': 1, 'leaves': [], 'args': [1, 2], 'kwargs': {}})\nreturn c")),
    Case("forged: keys that are lists", **bad("answer(['dict', [[['list', []], 1]]])\nreturn c")),
    Case("forged: random states that crash NumPy", **bad(GENERATOR_STATE)),
    Case("forged: a random state of nonsense", **bad("answer(None, random=['list', []])\nreturn c")),
    Case("forged: an error that is no error", **bad("answer(None, error={'kinds': ['print'], 'text': 5})\nreturn c")),
    Case("forged: a change of an argument that was not given", **bad(
        "send({'re': 1, 'ok': None, 'changed': [[99, 1]]})\nreturn c")),
    Case("forged: a request that the judge does not serve", **bad(
        "send({'do': 'there', 'n': 1, 'args': ['os:system', 'id'], 'kwargs': {}})\nreturn c")),
]
