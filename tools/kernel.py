"""How a notebook's kernel is started: the same way by `make run` and by the tests.

One thread, so that numbers repeat; no network; an IPython profile of its own, so that nobody's start-up files or
history can change an output.
"""

import contextlib
import os
import tempfile
from pathlib import Path

# Runs in each kernel before the first cell.
START_UP = """
def _prepare():
    import logging
    import socket

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)   # "is building the font cache", once

    class NetworkBlocked(ConnectionError):
        pass

    def check(host):
        host = host.decode() if isinstance(host, bytes) else host
        if host in (None, "", "localhost", "::1", socket.gethostname()) or str(host).startswith("127."):
            return
        raise NetworkBlocked(f"this notebook asked for {host}, but notebooks run without a network: use data that "
                             "is generated, comes with a package, or is committed in dlkit/datasets")

    def guard(owner, name, host_of):
        original = getattr(owner, name)

        def guarded(*args, **kwargs):
            check(host_of(*args, **kwargs))
            return original(*args, **kwargs)

        setattr(owner, name, guarded)

    def host_of_address(self, address, *rest):
        return address[0] if isinstance(address, tuple) else None          # a path is a socket of this machine

    guard(socket.socket, "connect", host_of_address)
    guard(socket.socket, "connect_ex", host_of_address)
    guard(socket.socket, "sendto", lambda self, data, *rest: host_of_address(self, rest[-1]))
    guard(socket, "getaddrinfo", lambda host, *rest, **more: host)
    guard(socket, "gethostbyname", lambda host: host)


_prepare()
del _prepare
"""


@contextlib.contextmanager
def environment():
    """Kernels started within this block are prepared; the block must last as long as they do."""
    with tempfile.TemporaryDirectory(prefix="ipython-", ignore_cleanup_errors=True) as folder:
        start_up = Path(folder, "profile_default", "startup", "00-prepare.py")
        start_up.parent.mkdir(parents=True)
        start_up.write_text(START_UP, encoding="utf-8")
        wanted = {
            "IPYTHONDIR": folder,
            "OMP_NUM_THREADS": "1",
            "PYTHONWARNINGS": "",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }  # figures are shown, whatever is set
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
