"""The NumPy machine: flat statements over blocks of columns in the narrowest arithmetic that is proved."""
