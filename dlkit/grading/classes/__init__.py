"""A class of submissions: found, graded one by one or side by side, and remembered on disk."""
