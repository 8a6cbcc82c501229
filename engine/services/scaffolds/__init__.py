"""New sets: the small one to begin with, and the one that the table of a decision becomes."""
