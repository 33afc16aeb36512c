"""The other end of a bridge, in a process of its own, as a student's objects are when they are graded."""

import contextlib
import os
import signal
import time
from types import SimpleNamespace

from dlkit.grading.bridge.far import Far
from dlkit.grading.bridge.peer import Peer
from dlkit.grading.wire.channel import Channel

SERVES = ("call", "get", "set", "item", "setitem", "len", "iter", "next", "there", "grad")


@contextlib.contextmanager
def bridged(functions):
    """What test cells see of {name: object}: far.name, over a bridge, for at most 20 seconds."""
    mine, its = Channel.pair()
    child = os.fork()
    if child == 0:
        try:
            mine.close()
            peer = Peer(Channel(its), serves=SERVES, lends=lambda value: True)
            peer.objects.keep(SimpleNamespace(**functions))
            peer.serve()
        finally:
            os._exit(0)
    its.close()
    channel = Channel(mine)
    channel.deadline = time.monotonic() + 20
    try:
        yield Far(Peer(channel, shows_lines=False), 0, "Root")
    finally:
        mine.close()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
