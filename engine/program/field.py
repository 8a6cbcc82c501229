"""What of a leaf is compared with the whole field, and what the values of all units come to: exact integers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from engine.domain.field_rows import FieldRow
from engine.program.expressions import Expr

Figure = Literal["least", "greatest", "sum", "count", "percentile"]

MOST_UNITS = 100_000_000
"""How many units a field may have: the ranges of sums and counts are declared by it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How one leaf is compared: `value` is an integer of 10^`places` that every unit of the field has.

    `empty` is 1 where a divisor of the unit's own value is 0. `facts` names the facts that stand for the figures which
    the leaf reads. `share` is the percentile asked for as a ratio (above, below), `below` a power of ten; the figure is
    an integer of 10^`places` × `below`. `everyone`: the field is all units and not those of the unit's group.
    """

    value: Expr
    places: int
    empty: Expr | None
    facts: tuple[tuple[Figure, str], ...]
    share: tuple[int, int] | None = None
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class FieldOf:
    """What the integers of the units of one field come to; without units (`count` 0) the rest means nothing.

    `percentile` is multiplied by the denominator of the share, so that it is an integer too.
    """

    count: int
    least: int = 0
    greatest: int = 0
    sum: int = 0
    percentile: int = 0

    @classmethod
    def of(cls, values: Iterable[int], share: tuple[int, int] | None = None) -> "FieldOf":
        """The figures of these integers; those that are equal each count."""
        ordered = sorted(values)
        if not ordered:
            return cls(0)
        at = percentile_of(ordered, share) if share else 0
        return cls(len(ordered), ordered[0], ordered[-1], sum(ordered), at)

    def facts(self, compared: Compared) -> dict[str, int]:
        """The facts by which the program of a leaf reads these figures: id → integer; none without units."""
        return {name: getattr(self, figure) for figure, name in compared.facts} if self.count else {}

    def row(self, node: str, group: str, compared: Compared, left_out: Mapping[str, int]) -> FieldRow:
        """The same as the row of a field."""
        share = compared.share and Fraction(100 * compared.share[0], compared.share[1])
        if not self.count:
            return FieldRow(node, group, 0, share=share, left_out=left_out)
        unit = 10**compared.places
        least, greatest, total = (Fraction(number, unit) for number in (self.least, self.greatest, self.sum))
        at = Fraction(self.percentile, unit * compared.share[1]) if compared.share else None
        return FieldRow(node, group, self.count, least, greatest, total, share, at, left_out)


def percentile_of(ordered: Sequence[int], share: tuple[int, int]) -> int:
    """The percentile of ascending integers, exact, multiplied by the denominator of `share`.

    The n values stand at even distances from 0 to 1, the least at 0, the greatest at 1; between two neighbours the
    percentile lies on the straight line. Equal values stand side by side, each in its own place.
    """
    above, below = share
    at, rest = divmod((len(ordered) - 1) * above, below)
    lower = int(ordered[at])
    return lower * (below - rest) + int(ordered[at + 1]) * rest if rest else lower * below


def field_of(row: FieldRow, compared: Compared) -> FieldOf:
    """The figures of a row as the integers that a leaf compares with.

    Raises ValueError where a figure is not one of the leaf's integers: the row belongs to another rule; and where no
    values could come to these figures together.
    """
    if not row.units:
        return FieldOf(0)
    unit = 10**compared.places
    least, greatest, total = (_integer(figure, unit) for figure in (row.least, row.greatest, row.total))
    if not least * row.units <= total <= greatest * row.units:
        raise ValueError(f"no values from {row.least} to {row.greatest} come to {row.total}")
    if compared.share is None:
        return FieldOf(row.units, least, greatest, total)
    if row.share != Fraction(100 * compared.share[0], compared.share[1]):
        raise ValueError(f"another percentile: {row.share}")
    at, below = _integer(row.percentile, unit * compared.share[1]), compared.share[1]
    if not least * below <= at <= greatest * below:
        raise ValueError(f"not between the least and the greatest: {row.percentile}")
    return FieldOf(row.units, least, greatest, total, at)


def figures_written(compared: Compared, written: Mapping[str, Fraction]) -> dict[str, int]:
    """Figures that somebody wrote down, percentages as ratios, as the facts by which a leaf reads them.

    Raises ValueError where they are not just those that the leaf reads, to the decimals that it takes.
    """
    if written.keys() != {figure for figure, _ in compared.facts}:
        raise ValueError(f"other figures: {', '.join(written)}")
    unit = 10**compared.places
    units = {"count": 1, "percentile": unit * (compared.share[1] if compared.share else 1)}
    return {name: _integer(written[figure], units.get(figure, unit)) for figure, name in compared.facts}


def _integer(figure: Fraction | None, unit: int) -> int:
    if figure is None or (figure * unit).denominator != 1:
        raise ValueError(f"not a figure of this row: {figure}")
    return int(figure * unit)
