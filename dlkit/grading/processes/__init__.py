"""One trial: the student's process, the judge's, and the warm process that forks both."""
