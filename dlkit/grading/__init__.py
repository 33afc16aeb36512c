"""Grading for instructors: `dlkit grade`. Nothing else in dlkit depends on it.

Read in this order: `values` and `channel` (what crosses between processes, and how), `student` (the process that runs
a student's code), `judge` (the process that holds the tests) with `namespace`, `box` and `walls` (around the student),
`warm` (one warm process that forks both), `submission`, `runner` (many of them), then `gradebook`, `feedback` and
`report`.
"""
