"""Submissions that look for what they must not see. Each ends in an error that says what it found."""

import os

from hostile import Case, code

ROOT = os.geteuid() == 0
PORT = 20_000 + os.getpid() % 10_000
ABSTRACT = f"\0dlkit-hostile-{os.getpid()}"

FILES = """
import os
found, looked = [], 0
for top in os.listdir("/"):
    if top in ("proc", "usr", "sys") or os.path.islink("/" + top):
        continue
    for folder, folders, names in os.walk("/" + top):
        if "site-packages" in folder or "/lib/python" in folder:
            continue
        for name in names:
            if name.endswith((".ipynb", ".db", ".netrc")) or name in ("secret.txt", "passwd", "shadow"):
                found.append(os.path.join(folder, name))
            looked += 1
raise RuntimeError(f"found: {found}, looked: {looked > 0}")
"""
GRADING = """
import dlkit, os
folder = os.path.join(os.path.dirname(dlkit.__file__), "grading")
raise RuntimeError(f"found: {os.listdir(folder)}")
"""
ENVIRONMENT = """
import os, subprocess
found = dict(os.environ)
text = subprocess.run(["/usr/bin/env"], capture_output=True, text=True).stdout
try:
    text += open("/proc/self/environ").read()
except OSError:
    pass
names = [name for name in found if "DLKIT" in name or "SECRET" in name or "TOKEN" in name]
raise RuntimeError(f"found: {names}, secrets: {'canary' in text + repr(found)}")
"""
HOME = """
import os, pathlib, sys
found = []
for place in (pathlib.Path.home(), "/root", "/home", os.path.expanduser("~root"), "/var/lib", "/etc", "/run", "/srv"):
    try:
        found += [name for name in os.listdir(place) if not os.path.join(place, name) in sys.prefix + sys.base_prefix]
    except OSError:
        pass
raise RuntimeError(f"found: {found}")
"""
NETWORK = f"""
import socket
found = []
for family, address in ((socket.AF_INET, ("127.0.0.1", {PORT})), (socket.AF_INET, ("1.1.1.1", 53)),
                        (socket.AF_INET6, ("::1", {PORT})), (socket.AF_UNIX, {ABSTRACT!r})):
    with socket.socket(family, socket.SOCK_STREAM) as its:
        its.settimeout(1)
        try:
            its.connect(address)
            found.append(address)
        except OSError:
            pass
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as its:
    try:
        its.sendto(b"x", ("1.1.1.1", 53))
        found.append("udp")
    except OSError:
        pass
raise RuntimeError(f"reached: {{found}}, interfaces: {{[line.split()[0] for line in open('/proc/net/dev')][2:]}}")
"""
DNS = """
import socket
try:
    found = socket.getaddrinfo("example.org", 80)
except OSError:
    found = []
raise RuntimeError(f"reached: {found}")
"""
SOCKETS = """
import socket
found = []
for name in ("AF_VSOCK", "AF_ALG", "AF_PACKET", "AF_CAN", "AF_TIPC", "AF_BLUETOOTH", "AF_NETLINK"):
    if hasattr(socket, name):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                socket.socket(getattr(socket, name), kind).close()
                found.append(name)
            except OSError:
                pass
raise RuntimeError(f"opened: {found}")
"""
FIRST = """
import os
found = []
for name in ("environ", "mem", "root", "cwd", "fd", "maps", "exe", "ns/net"):
    try:
        path = f"/proc/1/{name}"
        found.append(open(path, "rb").read(10) if name in ("environ", "mem", "maps") else
                     os.listdir(path) if name in ("root", "fd", "cwd") else os.readlink(path))
    except OSError:
        pass
raise RuntimeError(f"found: {found}, processes: {len([n for n in os.listdir('/proc') if n.isdigit()]) < 6}")
"""
PARENT = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
found = []
for pid in (1, os.getpid(), os.getppid(), *range(2, 40)):
    if libc.ptrace(16, pid, 0, 0) == 0:
        found.append(("ptrace", pid))
    place = ctypes.create_string_buffer(64)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(place), 64)
    if libc.process_vm_readv(pid, vector, 1, vector, 1, 0) > 0:
        found.append(("read", pid))
raise RuntimeError(f"found: {found}")
"""
KEYS = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
found = [libc.syscall(number, a, b, c, d, e) for number, a, b, c, d, e in (
    (250, 0, -3, 1, 0, 0), (248, b"user", b"x", b"y", 1, -3), (249, b"user", b"x", 0, -3, 0), (103, 3, 0, 0, 0, 0))]
raise RuntimeError(f"answers: {found}")
"""
NAMESPACES = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
found = [libc.unshare(flag) for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000)]
found += [libc.mount(b"none", b"/tmp", b"tmpfs", 0, None), libc.chroot(b"/box"), libc.setns(3, 0)]
for call in (os.setuid, os.setgid):
    try:
        call(0)
        found.append(0)
    except OSError:
        pass
raise RuntimeError(f"answers: {sorted(set(found))}, uid: {os.getuid() == 0}")
"""
DESCRIPTORS = """
import os, stat
found = []
for fd in range(3, 1024):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    if not stat.S_ISSOCK(mode):
        found.append((fd, oct(mode)))
raise RuntimeError(f"found: {found}")
"""
WRITES = """
import os
found = []
import dlkit, numpy
for place in ("/", "/usr", "/etc", "/proc", "/sys", "/dev", "/proc/sys/kernel", "/var/tmp", "/opt", "/root", "/home",
              *(os.path.dirname(module.__file__) for module in (dlkit, numpy, os))):
    try:
        open(f"{place}/hostile-mark", "w").close()
        found.append(place)
    except OSError:
        pass
raise RuntimeError(f"written: {found}")
"""
OTHER_STUDENTS = """
import glob, os
found = [path for place in ("..", "../..", "/submitted", "/tmp", "/box", "/srv/*", "/home/*", "/grading")
         for path in glob.glob(f"{place}/*") if "alice" in path or "submitted" in path or "gradebook" in path]
raise RuntimeError(f"found: {found}")
"""
WARM = """
import gc, sys
texts = [thing for thing in gc.get_objects() if isinstance(thing, dict) and ("student" in thing and "seed" in thing)]
modules = [name for name in sys.modules if name.startswith(("nbgrader", "sqlalchemy", "dlkit.grading.classes.runner"))]
raise RuntimeError(f"found: {len(texts)}, {modules}")
"""


def look(source, *words):
    return {"score": 20, "notebook": code(last=source), "errors": words}


CASES = [
    Case("leaks: notebooks, gradebook and secrets on the disk", **look(FILES, "found: []")),
    Case("leaks: the grading code on the disk", **look(GRADING, "found: []")),
    Case("leaks: the environment", **look(ENVIRONMENT, "found: []", "secrets: False")),
    Case("leaks: home and system folders", **look(HOME, "found: []")),
    Case("leaks: network and abstract sockets", **look(NETWORK, "reached: []", "interfaces: ['lo:']")),
    Case("leaks: names of hosts", **look(DNS, "reached: []")),
    Case("leaks: sockets past the network namespace", **look(SOCKETS, "opened: []")),
    # an ordinary user's student may look, but there is only an empty environment and what it sees anyway
    Case("leaks: the first process", **look(FIRST, "found: [" + ("]" if ROOT else "b'', ['box'"), "processes: True")),
    Case("leaks: memory of the parent", **look(PARENT, "found: []")),
    Case("leaks: keyrings and the kernel's log", **look(KEYS, "answers: [-1, -1, -1, -1]")),
    Case("leaks: namespaces, mounts and rights", **look(NAMESPACES, "answers: [-1]", "uid: False")),
    Case("leaks: inherited descriptors", **look(DESCRIPTORS, "found: []")),
    Case("leaks: writing outside", **look(WRITES, "written: []")),
    Case("leaks: other students' folders", **look(OTHER_STUDENTS, "found: []")),
    Case("leaks: jobs in the warm process", **look(WARM, "found: 0, []")),
]
