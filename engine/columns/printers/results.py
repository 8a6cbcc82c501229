"""How many digits points have as DECIMAL, proven from their range."""

from engine.columns.printers.refusals import TooWide

SHORT, LONG = 18, 38
"""Precisions of DECIMAL: that of 64 bits, and the greatest there is."""


def digits_of(size: int, places: int) -> int:
    """The precision for points whose integers are at most `size` from 0; raises TooWide."""
    if size < 10**SHORT:
        return SHORT
    # One digit is left to the factor that makes points of integers.
    if size < 10 ** (LONG - places - 1):
        return LONG
    raise TooWide
