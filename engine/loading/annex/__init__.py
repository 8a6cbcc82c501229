"""The table of a decision, as a file → rows with codes, points and levels, and everything that does not add up."""
