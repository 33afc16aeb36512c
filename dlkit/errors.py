"""The one error that a user of the commands is shown, without a traceback."""


class UserError(Exception):
    """Something that the user can put right; the message says what, and what to do.

    `dlkit` prints it and ends with exit status 2.
    """
