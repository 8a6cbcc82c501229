"""Figures as documents carry them: exact and printed side by side, all as text."""

from fractions import Fraction

from engine.domain.numbers import Rounding, decimal_text, printed
from engine.domain.scorecard import Range


def figure(value: Fraction, printing: Rounding) -> dict[str, str]:
    """An exact figure and its printed form, each printed figure rounded by itself."""
    return {"exact": decimal_text(value), "printed": printed(value, printing.places, printing.mode)}


def range_figure(bounds: Range, printing: Rounding) -> dict[str, dict[str, str]]:
    """Both ends of a range."""
    return {"low": figure(bounds.low, printing), "high": figure(bounds.high, printing)}
