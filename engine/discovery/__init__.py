"""Which plugins and criteria sets are there, and which of them are served. pluggy lives here and in hookspecs alone."""
