"""An end to code that does not end, in the process that runs it."""

import contextlib
import signal

AGAIN = 0.2  # seconds until it rings again, for code that swallowed it


class TooLong(BaseException):
    """Raised into what takes too long; no `except Exception` catches it."""


def install():
    """TooLong is raised in this process whenever the timer rings."""

    def ring(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, ring)


def start(seconds):
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)


def stop():
    signal.setitimer(signal.ITIMER_REAL, 0)


@contextlib.contextmanager
def at_most(seconds):
    """Raise TooLong into what does not end."""
    install()
    start(seconds)
    try:
        yield
    finally:
        stop()
