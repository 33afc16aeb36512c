"""dlkit: the course's helper package.

Import the module that you need: `from dlkit import data, plots`.
"""

__version__ = "0.1.0"
