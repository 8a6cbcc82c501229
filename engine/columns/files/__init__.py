"""Files of many units: read in pieces, written in parts that survive a lost process, whole or not at all."""
