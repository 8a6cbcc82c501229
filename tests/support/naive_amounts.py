"""What the naive evaluator computes with: exact numbers, choices and truth values that may be partly unknown.

Nothing here knows of the engine's program, methods or evaluation. A number is the interval of exact ratios that are
still possible; a truth value is True, False or None for unknown; a choice is the set of options still possible.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd

BEYOND = Fraction(10**40)
"""Stands for no bound: greater than anything that declared facts can reach."""


class NoDenominatorError(Exception):
    """A denominator on the way to the value is certainly 0."""


@dataclass(frozen=True)
class Amount:
    """The values still possible, from `low` to `high`, whole multiples of `step` (0: any value between).

    `hollow` says that a denominator may still turn out to be 0.
    """

    low: Fraction
    high: Fraction
    step: Fraction = Fraction(0)
    hollow: bool = False

    @property
    def known(self) -> bool:
        """Whether one value is left."""
        return self.low == self.high and not self.hollow


@dataclass(frozen=True)
class Choice:
    """The options that a choice may still be."""

    options: frozenset[str]


Truth = bool | None


def exactly(value: Fraction | int) -> Amount:
    """A known amount."""
    number = Fraction(value)
    return Amount(number, number, Fraction(1, number.denominator))


def read_number(written: object) -> Fraction:
    """The ratio that a rule or an expression writes: `2`, `"0.5"`, `"80%"`, `"1/3"`."""
    if isinstance(written, (bool, float)):
        raise TypeError(f"{written!r} is not an exact number")
    text = str(written).strip()
    return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)


def common_step(first: Fraction, second: Fraction) -> Fraction:
    """The greatest step of which both are multiples; 0 when either is unknown."""
    if not first or not second:
        return Fraction(0)
    bottom = first.denominator * second.denominator
    return Fraction(gcd(first.numerator * second.denominator, second.numerator * first.denominator), bottom)


def plus(a: Amount, b: Amount) -> Amount:
    """The sum."""
    return Amount(a.low + b.low, a.high + b.high, common_step(a.step, b.step), a.hollow or b.hollow)


def negative(a: Amount) -> Amount:
    """The amount with the other sign."""
    return Amount(-a.high, -a.low, a.step, a.hollow)


def minus(a: Amount, b: Amount) -> Amount:
    """The difference."""
    return plus(a, negative(b))


def times(a: Amount, b: Amount) -> Amount:
    """The product."""
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return Amount(min(corners), max(corners), a.step * b.step, a.hollow or b.hollow)


def magnitude(a: Amount) -> Amount:
    """The absolute value."""
    low = Fraction(0) if a.low <= 0 <= a.high else min(abs(a.low), abs(a.high))
    return Amount(low, max(abs(a.low), abs(a.high)), a.step, a.hollow)


def divided(a: Amount, b: Amount) -> Amount:
    """The quotient; raises NoDenominatorError where the denominator is certainly 0."""
    if b.low == b.high == 0:
        raise NoDenominatorError
    inverses = [*inverse_ends(b.low, min(b.high, -b.step)), *inverse_ends(max(b.low, b.step), b.high)]
    corners = [x * y for x in (a.low, a.high) for y in inverses]
    step = a.step / abs(b.low) if b.low == b.high else Fraction(0)
    return Amount(min(corners), max(corners), step, a.hollow or b.hollow or b.low <= 0 <= b.high)


def inverse_ends(low: Fraction, high: Fraction) -> list[Fraction]:
    """1 ÷ each end of the interval on one side of 0; nothing when the interval is not there."""
    if low > high:
        return []
    if low < 0 or high > 0:
        return [1 / end if end else (BEYOND if high > 0 else -BEYOND) for end in (low, high)]
    return []


def extreme(amounts: Iterable[Amount], *, greatest: bool) -> Amount:
    """The least, or the greatest, of several amounts."""
    listed = list(amounts)
    pick = max if greatest else min
    step = listed[0].step
    for amount in listed[1:]:
        step = common_step(step, amount.step)
    hollow = any(amount.hollow for amount in listed)
    return Amount(pick(a.low for a in listed), pick(a.high for a in listed), step, hollow)


def hull(a: Amount, b: Amount) -> Amount:
    """Either of the two."""
    return Amount(min(a.low, b.low), max(a.high, b.high), common_step(a.step, b.step), a.hollow or b.hollow)


def kleene_and(parts: Iterable[Truth]) -> Truth:
    """False when one is false; unknown when one is unknown; otherwise true."""
    seen = list(parts)
    if any(part is False for part in seen):
        return False
    return None if any(part is None for part in seen) else True


def kleene_or(parts: Iterable[Truth]) -> Truth:
    """True when one is true; unknown when one is unknown; otherwise false."""
    return kleene_not(kleene_and([kleene_not(part) for part in parts]))


def kleene_not(part: Truth) -> Truth:
    """The opposite; the opposite of unknown is unknown."""
    return None if part is None else not part


def less(a: Amount, b: Amount) -> Truth:
    """Whether a < b."""
    if a.high < b.low:
        return True
    return False if a.low >= b.high else None


def equal(a: Amount, b: Amount) -> Truth:
    """Whether a = b."""
    if a.high < b.low or b.high < a.low:
        return False
    return True if a.low == a.high == b.low == b.high else None


def same_option(a: Choice, b: Choice) -> Truth:
    """Whether two choices are the same option."""
    if not a.options & b.options:
        return False
    return True if len(a.options) == len(b.options) == 1 else None


def half_up(value: Fraction, places: int) -> Fraction:
    """`value` to `places` decimals, a tie towards plus infinity."""
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)


def in_mode(value: Fraction, places: int, mode: str) -> Fraction:
    """`value` to `places` decimals: half_up, half_even or floor."""
    scaled = value * 10**places
    if mode == "half_up":
        return half_up(value, places)
    whole = floor(scaled) if mode == "floor" else round(scaled)  # Fraction rounds a tie to the even neighbour
    return Fraction(whole, 10**places)
