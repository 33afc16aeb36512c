"""Grading for instructors: `dlkit grade`. Nothing else in dlkit depends on it.

The rooms, in the order in which to read them; each imports only from those above it (tests/test_contracts.py):

    limits.py    how long and how large a student's work may be
    reasons.py   why a person must look, as data; the sentences for teacher and student
    result.py    what is found: of one test, of one notebook, and the line that is kept of one submission
    job.py       what is to be graded
    wire/        values, errors and random states as bytes, and the socket that carries them
    bridge/      objects of the other process: called, read, set; tensors with their gradients
    sandbox/     the walls around a student's code
    processes/   one trial: the student's process, the judge's, the warm one that forks both
    classes/     a class of submissions: found, graded side by side, remembered on disk
    grades/      nbgrader's gradebook
    pages/       what people read: feedback and report
    command.py   `dlkit grade`
"""
