"""What is in the box: the arguments of bubblewrap."""

import os
import sys
import sysconfig
from pathlib import Path

import dlkit

FOLDER = "/box"  # the only place, with /tmp and /dev/shm, where a student can write
WRITABLE = (FOLDER, "/tmp", "/dev/shm")


def bwrap_arguments(root, limits):
    """Arguments of bwrap: what is there, and what is not."""
    args = [
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        *([] if root else ["--unshare-user"]),
    ]
    # not --dev: for its terminals bwrap would make a second user namespace, which an ordinary user could not join
    devices = ["--perms", "0755", "--tmpfs", "/dev"]
    for name in ("null", "zero", "full", "random", "urandom"):
        devices += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    private = ("--perms", "1777", "--size", str(limits.file_size), "--tmpfs")
    args += [*private, "/tmp"]
    seen = []
    for path in readable():
        if not any(path.is_relative_to(other) for other in seen):
            seen.append(path)
            for parent in reversed(path.parents[:-1]):
                args += ["--perms", "0755", "--dir", str(parent)]
            args += ["--ro-bind", str(path), str(path)]
    for link in ("bin", "sbin", "lib", "lib64", "lib32"):
        if os.path.islink(f"/{link}"):
            args += ["--symlink", os.readlink(f"/{link}"), f"/{link}"]
        elif os.path.isdir(f"/{link}"):
            args += ["--ro-bind", f"/{link}", f"/{link}"]
    return [
        *args,
        "--tmpfs",
        str(Path(dlkit.__file__).parent / "grading"),
        "--proc",
        "/proc",
        *devices,
        *private,
        "/dev/shm",
        "--remount-ro",
        "/dev",
        *private,
        FOLDER,
        "--remount-ro",
        "/",
    ]


def readable():
    """The Python environment: the interpreter, its libraries, dlkit. Shortest first."""
    paths = {
        Path("/usr"),
        Path(sys.base_prefix),
        Path(sys.executable).resolve().parents[1],
        *(
            Path(sysconfig.get_path(name))
            for name in ("stdlib", "platstdlib", "purelib", "platlib")
        ),
        Path(dlkit.__file__).parent,
    }
    return sorted((path for path in paths if path.is_dir()), key=lambda path: len(path.parts))
