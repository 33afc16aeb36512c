"""Notebooks are tests: tests/notebooks/policy.py says how."""

pytest_plugins = ["policy", "times", "groups", "tallies", "missing"]
