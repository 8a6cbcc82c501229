"""Use cases: what the faces ask for, each in one call."""
