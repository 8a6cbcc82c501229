"""Arrow batches: what comes in, cell by cell, and what goes out."""
