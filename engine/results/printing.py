"""Figures as documents carry them: exact and printed side by side, all as text."""

from fractions import Fraction

from engine.domain.numbers import decimal_text, printed
from engine.domain.scorecard import Range


def figure(value: Fraction, places: int) -> dict[str, str]:
    """An exact figure and its printed form, each printed figure rounded half up by itself."""
    return {"exact": decimal_text(value), "printed": printed(value, places)}


def range_figure(bounds: Range, places: int) -> dict[str, dict[str, str]]:
    """Both ends of a range."""
    return {"low": figure(bounds.low, places), "high": figure(bounds.high, places)}
