"""The interval way over columns: rows of which facts are missing, to the integers of one unit at a time."""
