"""The fast way to run columns: kernels over blocks of rows, compiled once for all sets; a set becomes a tape."""
