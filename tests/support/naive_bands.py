"""Curves of the naive evaluator: between which values of a measure which formula gives the points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.support.naive_amounts import Amount, read_number


@dataclass(frozen=True)
class Step:
    """A formula that never turns back, and where it holds; None is no edge, an open edge belongs to the neighbour."""

    low: Fraction | None
    high: Fraction | None
    points: Callable[[Fraction], Fraction]
    low_open: bool = False
    high_open: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether a value is inside."""
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        below = self.high is None or value < self.high or (value == self.high and not self.high_open)
        return above and below

    def reached(self, amount: Amount) -> tuple[Fraction, Fraction] | None:
        """The part of an interval that is inside, with its ends though an edge may be open; None if there is none."""
        low = amount.low if self.low is None else max(self.low, amount.low)
        high = amount.high if self.high is None else min(self.high, amount.high)
        if low < high or (low == high and self.holds(low)):
            return low, high
        return None


def over_steps(value: Amount, steps: Sequence[Step]) -> Amount:
    """The points of the step that holds, or of every step that may still hold; a value that no step holds gives 0."""
    if value.low == value.high:
        points = [step.points(value.low) for step in steps if step.holds(value.low)][:1] or [Fraction(0)]
    else:
        parts = [(step, part) for step in steps if (part := step.reached(value))]
        points = [step.points(end) for step, part in parts for end in part] or [Fraction(0)]
    return Amount(min(points), max(points), hollow=value.hollow)


def points_of(written: object, maximum: Fraction) -> Fraction:
    """Points as a rule writes them: so many, or with a percent sign a share of the maximum."""
    number = read_number(written)
    return number * maximum if str(written).strip().endswith("%") else number


def band_steps(bands: Sequence[Mapping[str, Any]], maximum: Fraction) -> list[Step]:
    """The bands of a rule as steps, in their order."""
    return [band_step(band, maximum) for band in bands]


def band_step(band: Mapping[str, Any], maximum: Fraction) -> Step:
    """One band: edges `from` and `to` belong to it, `above` and `below` do not."""
    low = next((read_number(band[key]) for key in ("from", "above") if key in band), None)
    high = next((read_number(band[key]) for key in ("to", "below") if key in band), None)
    return Step(low, high, band_formula(band["points"], low, high, maximum), "above" in band, "below" in band)


def band_formula(
    written: object, low: Fraction | None, high: Fraction | None, maximum: Fraction
) -> Callable[[Fraction], Fraction]:
    """Fixed points, a share of the maximum, the value × maximum, or a line from one edge to the other."""
    if written == "proportional":
        return lambda value: value * maximum
    if isinstance(written, Mapping):
        start, end = points_of(written["start"], maximum), points_of(written["end"], maximum)
        assert low is not None
        assert high is not None
        return lambda value: start + (value - low) * (end - start) / (high - low)
    fixed = points_of(written, maximum)
    return lambda _: fixed
