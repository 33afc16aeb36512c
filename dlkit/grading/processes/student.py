"""The process that runs a student's code. It holds no test, no points and no other student's work.

`main(sock)` is entered in a fresh fork of a warm process, inside the box. The judge drives it: first the notebook is
read (before any of its code has run, so what is reported then can be believed), then its cells run, then each test
gets a fork of its own to play with, so no test sees what another one left behind.
"""

import builtins
import contextlib
import linecache
import os
import select
import signal
import socket
import sys
from pathlib import Path

from dlkit.checking import cells
from dlkit.grading.bridge.peer import ACTIONS, Peer
from dlkit.grading.processes import alarm
from dlkit.grading.processes.notebook import read_notebook
from dlkit.grading.wire.channel import Channel, Closed

MAX_ERROR = 500  # characters


def main(sock):
    """Serve the judge until it closes, then end the process."""
    channel = Channel(sock)
    namespace = {
        "__name__": "__main__",
        "__builtins__": builtins,
        "In": [""],
        "display": print,
        "get_ipython": lambda: None,
    }
    actions = {
        "read": read_notebook,
        "files": put_files,
        "run": lambda message, _: run_cells(message, namespace),
    }
    peer, too_large = None, set()
    try:
        while True:
            message, blob = channel.receive()
            if message["do"] == "test":
                _, fds, _, _ = socket.recv_fds(sock, 1, 1)
                ended = serve_one_test(fds[0], sock, peer, message["limit"])
                channel.send({"ended": ended})
            elif message["do"] == "names":  # a new peer for each test
                peer = Peer(channel, serves=(), lends=lambda value: True)
                names = [n for n in message["names"] if n in namespace and n not in too_large]
                trees, content, refused = peer.pack({name: namespace[name] for name in names})
                too_large |= refused  # as if they had not been bound
                channel.send({"names": trees}, content)
            else:
                channel.send(actions[message["do"]](message, blob))
    except Closed:
        pass


def run_cells(message, namespace):
    """Execute cells [[name, source], ...] in order, as a notebook would: {"errors": {name: text}}."""
    errors = {}
    alarm.install()
    for name, source in message["cells"]:
        namespace["In"].append(source)
        filename = f"<{name}>"
        code = cells.python(source)
        linecache.cache[filename] = (len(code), None, code.splitlines(True), filename)
        alarm.start(message["limit"])
        try:
            exec(compile(code, filename, "exec"), namespace)
        except alarm.TooLong:
            errors[name] = f"it did not end within {message['limit']:g} s"
        except BaseException as error:
            try:
                text = str(error)  # still under the alarm: its class may be the student's
            except BaseException:
                text = ""
            errors[name] = f"{type(error).__name__}: {text}"[:MAX_ERROR]
        finally:
            alarm.stop()
    return {"errors": errors}


def serve_one_test(fd, control, peer, limit):
    """Fork; the child serves one test over `fd`. Returns how it ended: 0, or a signal or status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            control.close()
            peer.channel = Channel(socket.socket(fileno=fd))
            peer.serves = (*ACTIONS, "grad")
            peer.serve()
            status = 0
        finally:
            os._exit(status)
    os.close(fd)
    return wait(child, limit)


def wait(child, limit):
    """Exit status of a child, which is killed after `limit` seconds."""
    if hasattr(os, "pidfd_open"):
        pidfd = os.pidfd_open(child)
        ended, _, _ = select.select([pidfd], [], [], limit)
        os.close(pidfd)
        if not ended:
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def put_files(message, blob):
    """Write the student's other files into the current folder, which comes last on the path: it shadows no module."""
    start = 0
    for name, size in message["files"].items():
        path = Path(name)
        if not path.is_absolute() and ".." not in path.parts:
            with contextlib.suppress(OSError):  # a name that is too long here
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(blob[start : start + size])
        start += size
    sys.path.append(os.getcwd())
    return {}
