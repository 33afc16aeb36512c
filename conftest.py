"""Notebooks are tests: tests/notebooks/policy.py says how."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / folder) for folder in ("tests/notebooks", "tools")]

pytest_plugins = ["policy"]
