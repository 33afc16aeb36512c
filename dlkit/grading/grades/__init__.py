"""nbgrader's gradebook: results written into it, what persons decided read from it."""
