"""Make the course's environment: `python3 install.py`, on Windows `py install.py`. It needs nothing but Python.

First it looks at this Python, this machine, the folder and the disk, and says in plain words what does not fit. Then
the folder .venv gets what pyproject.toml asks for, in the versions of constraints.txt. PyTorch comes from PyTorch's own
index of builds for the CPU, since on Linux the usual index has only the build for NVIDIA GPUs, which is 14 times as
large; where that index does not answer at once, PyTorch comes from where pip takes everything else.
"""

import argparse
import http.client
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
GPU_INDEX = "https://download.pytorch.org/whl/cu130"  # CUDA 13.0
PYTHONS = (
    (3, 11),
    (3, 14),
)  # oldest and newest with builds of the pinned PyTorch, as in pyproject.toml
GLIBC, MACOS = (2, 28), (14,)  # the oldest for which it is built
DISK = 3.0  # GB: the environment, and what pip keeps of its downloads
GPU_SIZE = "2.9 GB to download, 7 GB of disk"
LONGEST_PATH = 200  # characters from .venv to the deepest file of a package
INSTRUCTORS = ("formgrader", "course-list", "assignment-list", "create-assignment", "menu")
WINDOWS = os.name == "nt"


class Problem(Exception):
    """What does not fit, and what to do about it, for the person who reads it."""


def python_problem(version, bits=64, free_threaded=False):
    """A sentence if the pinned PyTorch has no build for this Python, else None. version: (3, 11)."""
    oldest, newest = PYTHONS
    good = f"Python {oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}"
    if not oldest <= tuple(version) <= newest:
        kind = "old" if tuple(version) < oldest else "new"
        return (
            f"This is Python {version[0]}.{version[1]}: too {kind}. The course runs on {good}. "
            f"Install one of them from https://www.python.org/downloads{another_python()}"
        )
    if bits != 64:
        return "This is a 32-bit Python, and PyTorch needs a 64-bit one: https://www.python.org/downloads"
    if free_threaded:
        return f"This is a free-threaded Python, for which some packages have no build: use the usual {good}."
    return None


def another_python():
    """The end of a sentence: which other Python of this machine would do."""
    for minor in range(PYTHONS[1][1], PYTHONS[0][1] - 1, -1):
        name = f"python3.{minor}"
        try:  # a shim may be there and lead nowhere
            found = subprocess.check_output([name, "--version"], stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            continue
        if f" 3.{minor}.".encode() in found:
            return f"\n  or use the one that is here: {name} install.py"
    return f", and type: py -3.{PYTHONS[1][1] - 1} install.py" if WINDOWS else "."


def machine_problem(system, machine, libc=("", ""), macos=""):
    """A sentence if the pinned PyTorch has no build for this machine, else None.

    system, machine: as platform's functions call them, on Windows the machine for which this Python was built.
    """
    machine = machine.lower()
    if system == "Windows":
        if machine in ("arm64", "win-arm64"):
            return (
                "PyTorch has no build for Windows on ARM. Install the 64-bit Python for Intel and AMD, 'Windows "
                "installer (64-bit)' at https://www.python.org/downloads: Windows runs it too."
            )
        good = ("amd64", "win-amd64")
    elif system == "Darwin":
        if machine == "x86_64":
            return (
                "PyTorch has no build for Macs with an Intel processor any more: use another machine. If this Mac "
                "has an M processor, its Python is one for Intel: install https://www.python.org/downloads"
            )
        if macos and numbers(macos) < MACOS:
            return f"This is macOS {macos}, and PyTorch needs macOS {MACOS[0]} or newer: update it."
        good = ("arm64",)
    elif system == "Linux":
        if libc[0] == "musl" or (libc[0] == "glibc" and numbers(libc[1]) < GLIBC):
            return (
                f"PyTorch needs a Linux with glibc {GLIBC[0]}.{GLIBC[1]} or newer (Debian 10, Ubuntu 20.04, Fedora 29 "
                f"and later; not Alpine). This one has {' '.join(libc)}."
            )
        good = ("x86_64", "aarch64")
    else:
        good = ()
    if machine not in good:
        return f"PyTorch has no build for {system} on {machine or 'this processor'}: use another machine."
    return None


def numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


def folder_problem(env, windows=WINDOWS, long_paths=False):
    """A sentence if no environment can be made at the path `env`, else None."""
    too_long = len(str(env)) + 1 + LONGEST_PATH - 259
    if windows and not long_paths and too_long > 0:
        return (
            f"The path of this folder is {too_long} characters too long for Windows. Move the folder to a short path, "
            r"such as C:\course."
        )
    if not windows and os.pathsep in str(env):
        return f"The path of this folder has a colon in it, which an environment cannot have: {env.parent}"
    if env.exists() and not (env / "pyvenv.cfg").exists() and any(env.iterdir()):
        return f"{env} is there already and is not an environment: remove it, or name another with --env."
    return None


def disk_problem(free, needed=DISK):
    """A sentence if less than `needed` GB of disk are free, else None. free: bytes."""
    if free < needed * 1e9:
        return f"{free / 1e9:.1f} GB of disk are free here, and {needed:g} GB are needed."
    return None


def problems(env):
    """Everything in the way of an environment at `env`, a list of sentences."""
    machine = sysconfig.get_platform() if WINDOWS else platform.machine()
    parent = env.parent if env.parent.exists() else ROOT
    found = [
        python_problem(
            sys.version_info[:2],
            64 if sys.maxsize > 2**32 else 32,
            bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        ),
        machine_problem(platform.system(), machine, platform.libc_ver(), platform.mac_ver()[0]),
        folder_problem(env, long_paths=WINDOWS and long_paths_allowed()),
        None if env.exists() else disk_problem(shutil.disk_usage(str(parent)).free),
    ]
    return [problem for problem in found if problem]


def long_paths_allowed():
    """Whether this Windows was told to allow paths of more than 260 characters."""
    import winreg

    try:
        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem"
        ) as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False


def answers(index, version, seconds=5):
    """Whether the package index at this address lists this version of torch, asked once, within `seconds`."""
    found = []

    def ask():
        try:
            with urllib.request.urlopen(f"{index}/torch/", timeout=seconds) as page:
                found.append(f"torch-{version}" in page.read().decode("utf-8", "replace"))
        except (OSError, ValueError, http.client.HTTPException):
            pass

    # a thread, since looking up a name takes as long as it likes where a firewall swallows the question
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return found == [True]


def python_of(env):
    return env / ("Scripts/python.exe" if WINDOWS else "bin/python")


def make(env):
    """An environment with pip at `env`. One of another Python, or that was moved here, is made again."""
    if not usable(env):
        if env.exists():
            say(
                "  (the one that is there was made by another Python or in another folder: it is made again)"
            )
        call([sys.executable, "-m", "venv", "--clear", str(env)], log=None)


def usable(env):
    try:
        about = (env / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    version = re.search(r"(?m)^version *= *(\d+\.\d+)", about)
    place = re.search(r"(?m)^command *=.* -m venv (?:--\S+ )*(.+)$", about)
    return (
        python_of(env).exists()
        and bool(version)
        and version.group(1) == "{}.{}".format(*sys.version_info)
        and (not place or Path(place.group(1).strip()).resolve() == env.resolve())
    )


def has(env, requirement):
    name, version = requirement.split("==")
    code = f"from importlib.metadata import version; print(version({name!r}))"
    done = subprocess.run(
        [str(python_of(env)), "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return (
        done.stdout.decode().strip().split("+")[0] == version
    )  # a build for the CPU is 2.13.0+cpu


def install(env, *args):
    """pip install in the environment; all that it says goes into the environment's install.log."""
    command = [
        str(python_of(env)),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
    ]
    call([*command, *args], log=env / "install.log")


def install_torch(env, version, constraint, index):
    """The pinned PyTorch: from `index` if one is named, else for the CPU, see the top of this file."""
    if not index and has(env, f"torch=={version}"):
        return
    if index:
        # again, if another build of the same version is there; what it needs comes with everything else
        install(env, "--force-reinstall", "--no-deps", "--index-url", index, f"torch=={version}")
        return
    if platform.system() == "Linux":  # elsewhere the usual index has it without CUDA
        if answers(CPU_INDEX, version):
            try:
                install(env, "--no-deps", "--index-url", CPU_INDEX, f"torch=={version}")
                return
            except Problem as problem:
                say(f"  ({problem})")
        say(f"  ({CPU_INDEX} does not answer: PyTorch comes from where pip takes everything else.")
        say(f"  If that is the build for NVIDIA GPUs, it needs {GPU_SIZE}.)")
    install(env, "--constraint", str(constraint), f"torch=={version}")


def call(command, log):
    """Run a command; on a terminal, show the line that it is at. Problem, with a reason, when it fails."""
    lines, width = [], shutil.get_terminal_size().columns - 1
    process = subprocess.Popen(
        command,
        cwd=str(ROOT),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    for raw in process.stdout:
        lines.append(raw.decode("utf-8", "replace").rstrip())
        if sys.stdout.isatty():
            print("\r" + f"  {lines[-1].strip()}"[:width].ljust(width), end="", flush=True)
    if sys.stdout.isatty():
        print("\r" + " " * width + "\r", end="")
    failed = process.wait()
    if log and log.parent.exists():
        with log.open("a", encoding="utf-8") as file:
            file.write("\n".join(["$ " + " ".join(command), *lines, ""]))
    if failed:
        raise Problem(reason("\n".join(lines)) + (f"\nAll that was said: {log}" if log else ""))


REASONS = (
    (r"ensurepip is not\s+available|No module named '?(venv|ensurepip)",
     "This Python lacks the module venv. On Debian and Ubuntu: sudo apt install python3-venv"),
    (r"No space left|not enough space", "The disk is full."),
    (r"Temporary failure in name|getaddrinfo|NewConnectionError|connection broken|Read timed out|ProxyError",
     "No connection to the package index: is there a network? Behind a proxy, set HTTPS_PROXY and try again."),
    (r"CERTIFICATE_VERIFY_FAILED", "The package index cannot be trusted: something between it and this machine "
     "(a proxy, a virus scanner) has a certificate that pip does not know. Ask who runs the network."),
    (r"WinError 5\b|WinError 32\b|Permission denied", "A file cannot be written. Close JupyterLab and whatever "
     "else runs from this folder, then try again."),
    (r"No matching distribution found for (\S+)", "The package index has no {0} for this Python and this machine."),
    (r"(?:DLL load failed|WinError 126)", "PyTorch lacks Microsoft's C++ library. Install it, then try again: "
     "https://aka.ms/vs/17/release/vc_redist.x64.exe"),
)  # fmt: skip


def reason(output):
    """A sentence for what a command said before it failed."""
    for pattern, sentence in REASONS:
        found = re.search(pattern, output)
        if found:
            return sentence.format(*found.groups())
    lines = output.splitlines() or ["It failed without a word."]
    return next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1])


def hide_instructors_tools(env):
    """Students' JupyterLab shows of nbgrader only the button Validate."""
    jupyter = [str(python_of(env)), "-m", "jupyter"]
    labs = [f"@jupyter/nbgrader:{name}" for name in INSTRUCTORS]
    servers = ["nbgrader.server_extensions." + name.replace("-", "_") for name in INSTRUCTORS[:3]]
    call(
        [*jupyter, "labextension", "disable", "--level=sys_prefix", *labs], log=env / "install.log"
    )
    call(
        [*jupyter, "server", "extension", "disable", "--sys-prefix", *servers],
        log=env / "install.log",
    )


def say(text=""):
    print(text, flush=True)


def parse(argv, whole):
    parser = argparse.ArgumentParser(
        description="Make the course's environment in .venv, or bring it up to date: some minutes, with a network.",
        epilog=f"A GPU is not needed. With one by NVIDIA: --torch-index {GPU_INDEX} ({GPU_SIZE}), or the address that "
        "https://pytorch.org/get-started/locally names for your driver. On a Mac there is nothing to choose.",
    )  # fmt: skip
    add = parser.add_argument
    add("--check", action="store_true", help="only say whether the course can be installed here")
    add(
        "--torch-index",
        metavar="URL",
        help=f"where PyTorch comes from; default {CPU_INDEX} if it answers",
    )
    add(
        "--env",
        metavar="FOLDER",
        type=Path,
        default=ROOT / ".venv",
        help="another folder than .venv",
    )
    add("--extras", metavar="NAMES", default="book,grade,dev,models" if whole else "lab,models",
        help="which of pyproject.toml's optional dependencies; default %(default)s")  # fmt: skip
    add("--constraint", metavar="FILE", type=Path, default=ROOT / "constraints.txt",
        help="another file of versions than constraints.txt")  # fmt: skip
    return parser.parse_args(argv)


def main(argv=None):
    """Exit status: 0 done, 1 something does not fit or failed."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(
            errors="replace"
        )  # a path may have letters that the terminal has not
    whole = (ROOT / "tests").exists()  # not in the archive that students get
    options = parse(argv, whole)
    env, constraint = Path(os.path.abspath(str(options.env))), options.constraint.resolve()
    start, wrong = time.time(), problems(env)
    for problem in wrong:
        say(f"* {problem}")
    if wrong or options.check:
        say("Nothing was installed." if wrong else "The course can be installed here.")
        return bool(wrong)
    try:
        version = re.search(r"(?m)^torch==(\S+)", constraint.read_text(encoding="utf-8")).group(1)
        say(f"1 of 3  an environment in {env}")
        make(env)
        say(f"2 of 3  PyTorch {version}")
        install_torch(env, version, constraint, options.torch_index)
        say("3 of 3  everything else")
        what = f".[{options.extras}]" if options.extras else "."
        install(env, "--constraint", str(constraint), "--editable", what)
        if not whole and "lab" in options.extras:
            hide_instructors_tools(env)
        call([str(python_of(env)), "-c", "import torch, dlkit"], log=env / "install.log")
    except Problem as problem:
        say(f"* {problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The same command goes on.")
        return 1
    say(f"Done, in {time.time() - start:.0f} seconds.")
    if shutil.which("nvidia-smi") and not options.torch_index:
        say(
            "There is an NVIDIA GPU here. The course does not need it; if PyTorch is to use it, type this too:"
        )
        say(
            f"  {'py' if WINDOWS else 'python3'} install.py --torch-index {GPU_INDEX}  ({GPU_SIZE})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
