"""How much memory processes take, from /proc: see proc(5)."""

import contextlib

BASE = 0  # bytes that forks of the warm process share with it


def remember_base():
    """Called once in the warm process."""
    global BASE
    BASE = of("self")[1]


def used(processes, allowed):
    """Bytes that processes take together, above the warm process's share.

    A guess counts what they share, such as a test's process and the one it was forked from, for each of them. Counted
    once, which takes milliseconds each, where there are many processes or the guess is above `allowed`.
    """
    guess = _sum(lambda process: max(0, of(process)[1] - BASE), processes)
    if len(processes) < 5 and guess <= allowed:
        return guess
    return min(guess, _sum(share_of, processes))


def of(process):
    """(address space, resident without files) in bytes."""
    with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as file:
        about = dict(
            line.split(":", 1)
            for line in file
            if line.startswith(("VmSize", "RssAnon", "RssShmem"))
        )
    kib = {name: int(value.split()[0]) for name, value in about.items()}
    return kib.get("VmSize", 0) << 10, kib.get("RssAnon", 0) + kib.get("RssShmem", 0) << 10


def share_of(process):
    """Resident bytes, those of shared pages divided by the number of those who share them."""
    with open(f"/proc/{process}/smaps_rollup", encoding="ascii", errors="replace") as file:
        return next((int(line.split()[1]) << 10 for line in file if line.startswith("Pss:")), 0)


def _sum(measure, processes):
    """Over those that are still there."""
    total = 0
    for process in processes:
        with contextlib.suppress(OSError, ValueError):
            total += measure(process)
    return total
