"""What stands behind `dlkit.check` and `dlkit check`:
comparing values, reading sources, reading and running assignments.
"""
