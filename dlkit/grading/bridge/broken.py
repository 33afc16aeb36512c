"""The ways in which the other side is of no use any more."""

from dlkit.grading.wire.channel import Closed, TooLate


class Broken(BaseException):
    """The other side is of no use any more. No `except Exception` of a test cell hides it."""


class Died(Broken):
    """The other side's process is gone."""


class Silent(Broken):
    """It did not answer in time."""


class Tampered(Broken):
    """It sent what no honest program sends: `what`."""

    def __init__(self, what):
        super().__init__(f"it sent {what}")
        self.what = str(what)


def broken_by(error):
    """The Broken for what went wrong with the channel, or here while its message was read."""
    if isinstance(error, Closed):
        return Died("the process died")
    if isinstance(error, TooLate):
        return Silent("no answer in time")
    return Tampered(error)
