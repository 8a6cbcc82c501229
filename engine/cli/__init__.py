"""The command line: parses what was typed, calls one service, prints its answer. click and rich live here alone."""
