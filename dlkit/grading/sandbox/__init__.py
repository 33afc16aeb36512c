"""The walls around a student's code: an empty machine with limits on memory, time and system calls."""
