"""install.py: what it refuses and in which words, and where PyTorch comes from.

Both ways of the latter are gone with pip as it is: two package indexes on this machine stand in for PyTorch's own and
for the usual one, each with a wheel of a few bytes that is called torch and says where it is from.
"""

import ast
import functools
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

import install

ROOT = Path(__file__).parents[1]
VERSION = "2.13.0"
BACKEND = r"""
import zipfile
ABOUT = "Metadata-Version: 2.1\nName: tiny\nVersion: 1\nRequires-Dist: torch"
def build_editable(folder, settings=None, metadata=None):
    with zipfile.ZipFile(f"{folder}/tiny-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("dlkit.py", "")
        wheel.writestr("tiny-1.dist-info/METADATA", ABOUT)
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return "tiny-1-py3-none-any.whl"
"""
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "tiny"\n'


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_pythons_that_do(version):
    assert install.python_problem(version) is None


@pytest.mark.parametrize(
    "about, words",
    [
        (((3, 10),), "too old"),
        (((3, 15),), "too new"),
        (((2, 7),), "too old"),
        (((3, 12), 32), "64-bit"),
        (((3, 14), 64, True), "free-threaded"),
    ],
)
def test_pythons_that_do_not(about, words):
    assert words in install.python_problem(*about)


def test_another_python_is_named_only_if_it_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name, text in (("python3.13", "exit 1"), ("python3.12", "echo Python 3.12.1")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    assert install.python_problem((3, 9)).endswith("python3.12 install.py")


@pytest.mark.parametrize(
    "machine",
    [
        ("Linux", "x86_64", ("glibc", "2.28")),
        ("Linux", "aarch64", ("glibc", "2.39")),
        ("Linux", "x86_64", ("", "")),
        ("Darwin", "arm64", ("", ""), "14.0"),
        ("Darwin", "arm64", ("", ""), "26.1"),
        ("Windows", "win-amd64"),
    ],
)
def test_machines_that_do(machine):
    assert install.machine_problem(*machine) is None


@pytest.mark.parametrize(
    "machine, words",
    [
        (("Darwin", "x86_64", ("", ""), "15.1"), "Intel"),
        (("Darwin", "arm64", ("", ""), "13.7.8"), "macOS 13.7.8"),
        (("Windows", "win-arm64"), "Windows on ARM"),
        (("Windows", "win32"), "no build for Windows on win32"),
        (("Linux", "x86_64", ("glibc", "2.17")), "glibc 2.28"),
        (("Linux", "x86_64", ("musl", "1.2.5")), "Alpine"),
        (("Linux", "armv7l", ("glibc", "2.36")), "armv7l"),
        (("FreeBSD", "amd64"), "FreeBSD"),
    ],
)
def test_machines_that_do_not(machine, words):
    assert words in install.machine_problem(*machine)


def test_folders(tmp_path):
    short, long = Path("C:/course/.venv"), Path("C:/" + 57 * "x" + "/.venv")
    assert install.folder_problem(short, windows=True) is None
    assert "8 characters too long" in install.folder_problem(long, windows=True)
    assert install.folder_problem(long, windows=True, long_paths=True) is None
    assert "colon" in install.folder_problem(tmp_path / "a:b" / ".venv", windows=False)
    assert install.folder_problem(tmp_path / "new", windows=False) is None
    (tmp_path / "thesis.txt").write_text("mine")
    assert "not an environment" in install.folder_problem(tmp_path, windows=False)


def test_disk():
    assert install.disk_problem(3.1e9) is None
    assert "1.9 GB of disk are free" in install.disk_problem(1.94e9)


def test_the_deepest_file_of_a_package_is_as_long_as_it_says():
    """Beside licences, which pip writes last and nobody opens."""
    env = Path(sys.prefix)
    if not (env / "pyvenv.cfg").exists():
        pytest.skip("not in an environment")
    deepest = max(
        len(str(path.relative_to(env))) for path in env.glob("lib/**/*") if path.is_file()
    )
    assert deepest <= install.LONGEST_PATH + len("lib/python3.11/") - len("Lib/")


@pytest.mark.parametrize(
    "output, words",
    [
        ("ensurepip is not\navailable", "python3-venv"),
        ("OSError: [Errno 28] No space left on device", "full"),
        ("NewConnectionError: … Temporary failure in name resolution", "network"),
        (
            "Could not find …\nERROR: No matching distribution found for torch==2.13.0",
            "no torch==2.13.0",
        ),
        ("[WinError 5] Access is denied", "Close JupyterLab"),
        ("ImportError: DLL load failed while importing _C", "vc_redist"),
        ("a\nERROR: unknown\nb", "ERROR: unknown"),
        ("", "without a word"),
    ],
)
def test_failures_in_plain_words(output, words):
    assert words in install.reason(output)


def test_old_pythons_can_read_it():
    """They must, to say that they are too old."""
    ast.parse((ROOT / "install.py").read_text("utf-8"), feature_version=(3, 6))


def test_nothing_is_made_where_something_is_wrong(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(install, "disk_problem", lambda free: "No disk.")
    monkeypatch.setattr(install, "machine_problem", lambda *about: "No machine.")
    assert install.main(["--env", str(tmp_path / "env")]) == 1
    assert capsys.readouterr().out == "* No machine.\n* No disk.\nNothing was installed.\n"
    assert not (tmp_path / "env").exists()


def test_check_only_checks(capsys, tmp_path):
    assert install.main(["--check", "--env", str(tmp_path / "env")]) == 0
    assert "can be installed here" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """index("+cpu") -> the address of a package index on this machine, with torch 2.13.0+cpu and nothing else."""
    servers = []

    def serve(local, listed=VERSION):
        folder = tmp_path_factory.mktemp("index")
        (folder / "torch").mkdir()
        name = f"torch-{listed}{local}"
        with zipfile.ZipFile(folder / "torch" / f"{name}-py3-none-any.whl", "w") as wheel:
            wheel.writestr("torch.py", f"made = '{local or 'cuda'}'")
            wheel.writestr(
                f"{name}.dist-info/METADATA",
                f"Metadata-Version: 2.1\nName: torch\nVersion: {listed}{local}\n",
            )
            wheel.writestr(
                f"{name}.dist-info/WHEEL",
                "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            )
            wheel.writestr(f"{name}.dist-info/RECORD", "")
        handler = functools.partial(Quiet, directory=str(folder))
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def silent():
    """The address of a port at which somebody listens and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def closed():
    """The address of a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def test_an_index_that_answers(index, closed):
    assert install.answers(index("+cpu"), VERSION)
    assert not install.answers(index("+cpu", listed="2.12.0"), VERSION)
    assert not install.answers(closed, VERSION)


def test_an_index_that_is_silent_is_given_up(silent):
    start = time.monotonic()
    assert not install.answers(silent, VERSION, seconds=0.5)
    assert time.monotonic() - start < 5


@pytest.fixture(scope="module")
def course(tmp_path_factory, index):
    """course(cpu_index, *arguments) -> (exit status, output, where torch is from) of install.py in a tiny course."""
    folder = tmp_path_factory.mktemp("a course")
    for name, text in (("backend.py", BACKEND), ("pyproject.toml", PYPROJECT)):
        (folder / name).write_text(text)
    (folder / "constraints.txt").write_text(f"torch=={VERSION}\n")
    (folder / "install.py").write_bytes((ROOT / "install.py").read_bytes())
    # nothing but the two indexes: no configuration of this machine's pip
    environment = {name: value for name, value in os.environ.items() if "PIP_" not in name}
    environment |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index(""),
        "PIP_NO_CACHE_DIR": "1",
    }
    python = folder / ".venv" / "bin" / "python"

    def run(cpu_index, *arguments, keep=False):
        if python.exists() and not keep:
            command = [python, "-m", "pip", "uninstall", "--yes", "--quiet", "torch"]
            subprocess.run(command, env=environment, capture_output=True)
        code = "import install, sys; install.CPU_INDEX = sys.argv[1]; sys.exit(install.main(sys.argv[2:]))"
        done = subprocess.run(
            [sys.executable, "-c", code, cpu_index, "--extras", "", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        made = subprocess.run(
            [python, "-c", "import torch; print(torch.made)"], capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr, made.stdout.strip()

    run.folder = folder
    return run


def test_torch_is_from_the_index_of_cpu_builds_where_that_answers(course, index, closed):
    status, output, made = course(index("+cpu"))
    assert (status, made) == (0, "+cpu"), output
    assert "Done" in output and "does not answer" not in output
    status, output, made = course(closed, keep=True)  # nothing to ask for, the second time
    assert (status, made) == (0, "+cpu") and "does not answer" not in output, output


def test_torch_is_from_the_usual_index_where_that_does_not_answer(course, closed):
    status, output, made = course(closed)
    assert (status, made) == (0, "cuda"), output
    assert "does not answer" in output and install.GPU_SIZE in output


def test_a_gpu_s_owner_chooses_the_index(course, index, closed):
    status, output, made = course(closed, "--torch-index", index("+cu130"))
    assert (status, made) == (0, "+cu130"), output


def test_an_index_that_was_chosen_has_no_stand_in(course, index, closed):
    status, output, made = course(index("+cpu"), "--torch-index", closed)
    assert (status, made) == (1, ""), output
    assert "No connection" in output and "install.log" in output


def test_an_environment_that_was_moved_or_is_another_python_s_is_made_again(tmp_path):
    python, about = install.python_of(tmp_path), tmp_path / "pyvenv.cfg"
    python.parent.mkdir()
    python.touch()
    version = "{}.{}.{}".format(*sys.version_info)
    command = "command = /usr/bin/python3 -m venv"
    for text, good in (
        (f"version = {version}\n{command} --clear {tmp_path}\n", True),
        (f"version = {version}\n{command} {tmp_path}\n", True),
        (f"version = {version}\n", True),  # older Pythons do not say where
        (f"version = {version}\n{command} --clear /elsewhere/.venv\n", False),
        (f"version = 3.9.2\n{command} {tmp_path}\n", False),
        ("", False),
    ):
        about.write_text(text)
        assert install.usable(tmp_path) == good, text
    python.unlink()
    about.write_text(f"version = {version}\n")
    assert not install.usable(tmp_path)
