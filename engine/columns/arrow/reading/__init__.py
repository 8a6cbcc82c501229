"""Arrow columns of every type → the engine's integers, cell by cell only where something is wrong."""
