"""Growth curves: speed and memory by number of units, speed and time of making ready by number of leaves."""
