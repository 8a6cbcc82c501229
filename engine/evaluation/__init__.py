"""The ways to run a program, and what is told of a run."""
