"""Columns: many units at once, the same statements and the same digits as one unit at a time."""
