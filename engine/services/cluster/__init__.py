"""Many files over many processes: what is sent to workers, and how two engines send it."""
