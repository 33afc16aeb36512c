"""The process that runs a student's code. It holds no test, no points and no other student's work.

`main(sock)` is entered in a fresh fork of a warm process, inside the box. The judge drives it: first the notebook is
read (before any of its code has run, so what is reported then can be believed), then its cells run, then each test
gets a fork of its own to play with, so no test sees what another one left behind.
"""

import builtins
import contextlib
import json
import linecache
import os
import select
import signal
import socket
import sys
from pathlib import Path

from dlkit.checking import cells as code
from dlkit.grading.bridge.peer import Peer
from dlkit.grading.wire.channel import Channel, Closed
from dlkit.grading.wire.values import NotPlain

MOST_CELLS, MOST_SOURCE, MOST_CODE = 2000, 200_000, 500_000  # characters of one cell, and of all


class TooLong(BaseException):
    """Raised into a cell that does not end; no `except Exception` catches it."""


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
    actions = {"read": read, "files": put_files, "run": lambda message, _: run(message, namespace)}
    try:
        peer, too_large = None, set()  # a new peer for each test
        while True:
            message, blob = channel.receive()
            if message["do"] == "test":
                _, fds, _, _ = socket.recv_fds(sock, 1, 1)
                channel.send({"ended": test(fds[0], sock, peer, message["limit"])})
            elif message["do"] == "names":
                peer = Peer(channel, serves=(), shares=lambda value: True)
                found, content = names(message["names"], namespace, peer, too_large)
                channel.send({"names": found}, content)
            else:
                channel.send(actions[message["do"]](message, blob))
    except Closed:
        pass


def read(message, blob):
    """What of a notebook counts, by grade_id: {"cells": {grade_id: source}, "extra": [[after, source], ...]}.

    Only code cells count; of a grade_id that occurs twice, the first. "written": the texts of answers in words.
    """
    try:
        text = blob.decode("utf-8-sig")
        notebook = json.loads(text)
        if not isinstance(notebook, dict):
            return {"problem": "it is JSON, but no notebook"}
        if "worksheets" in notebook:
            import nbformat

            notebook = nbformat.convert(nbformat.from_dict(notebook), 4)
        found = notebook["cells"]
        if not isinstance(found, list):
            return {"problem": "it has no list of cells"}
    except UnicodeDecodeError:
        return {"problem": "it is not text in UTF-8"}
    except (ValueError, RecursionError):
        conflict = b"<<<<<<<" in blob
        return {
            "problem": "it has conflict marks (<<<<<<<) of a merge in it"
            if conflict
            else "it is not JSON"
        }
    except Exception as error:
        return {"problem": f"it is not a notebook ({type(error).__name__})"}
    wanted, known = set(message["wanted"]), set(message["known"])
    cells, written, extra, after, doubled, size = {}, {}, [], "", [], 0
    for cell in found[:MOST_CELLS]:
        try:
            source = cell["source"]
            source = source if isinstance(source, str) else "".join(source)
            source = source.encode(
                "utf-8", "replace"
            ).decode()  # half a character could not be stored
            metadata = cell.get("metadata") or {}
            about = metadata.get("nbgrader") or {}
            grade_id = about.get("grade_id", "")
        except (KeyError, TypeError, AttributeError):
            continue
        if not isinstance(grade_id, str):
            grade_id = ""
        if len(source) > MOST_SOURCE:
            return {"problem": f"a cell of it has more than {MOST_SOURCE:,} characters"}
        size += len(source) if cell.get("cell_type") == "code" or grade_id in wanted else 0
        if size > MOST_CODE:
            return {"problem": f"its code has more than {MOST_CODE:,} characters"}
        if grade_id in known:
            after = grade_id
        if grade_id in wanted:
            if grade_id in cells:
                doubled.append(grade_id)
            else:  # whatever type it has now: an editor changes that with one key
                cells[grade_id] = source
        elif grade_id not in known and cell.get("cell_type") == "code" and source.strip():
            extra.append([after, source])
    if not cells and len(found) > MOST_CELLS:
        return {
            "problem": f"it has more than {MOST_CELLS:,} cells, and no answer in the first ones"
        }
    if not cells:
        return {
            "problem": "it has none of the assignment's cells: is it another assignment's notebook?"
        }
    return {
        "cells": cells,
        "written": written,
        "extra": extra,
        "doubled": doubled,
        "unread": max(0, len(found) - MOST_CELLS),
    }


def run(message, namespace):
    """Execute cells [[name, source], ...] in order, as a notebook would: {"errors": {name: text}}."""
    errors = {}

    def ring(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, ring)
    for name, source in message["cells"]:
        namespace["In"].append(source)
        filename = f"<{name}>"
        source = code.python(source)
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        signal.setitimer(signal.ITIMER_REAL, message["limit"], 0.2)
        try:
            exec(compile(source, filename, "exec"), namespace)
        except TooLong:
            errors[name] = f"it did not end within {message['limit']:g} s"
        except BaseException as error:
            try:
                text = str(error)
            except BaseException:
                text = ""
            errors[name] = f"{type(error).__name__}: {text}"[:500]
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return {"errors": errors}


def names(wanted, namespace, peer, too_large):
    """({name: tree} of those that the student's cells have bound, the bytes of their arrays).

    too_large: those that could not cross, such as a list of a million parts. It is as if they had not been bound.
    """
    writer, found = peer.answer(), {}
    for name in wanted:
        if name in namespace and name not in too_large:
            lent = len(peer.objects)
            try:
                found[name] = writer.whole(namespace[name])
            except NotPlain:
                peer.tensors.forget(lent)
                too_large.add(name)
    return found, writer.blob


def test(fd, control, peer, limit):
    """Fork; the child serves one test over `fd`. Returns how it ended: 0, or a signal or status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            control.close()
            peer.channel = Channel(socket.socket(fileno=fd))
            peer.serves = (
                "call",
                "get",
                "set",
                "item",
                "setitem",
                "len",
                "iter",
                "next",
                "there",
                "grad",
            )
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
