"""Rows of a field: what the values of one row come to over the units that are compared with each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

EVERYONE = ""
"""The group of a row whose field is all units, whichever group they are ranked in."""

FIELD_FACT = "field:"
"""What the id of a figure of the field begins with among the facts of a program; no author can write such an id."""


def field_fact(node: str, figure: str) -> str:
    """The id of the fact that stands for a figure of the field of a row: `field:1.2.least`."""
    return f"{FIELD_FACT}{node}.{figure}"


def is_field_fact(fact: str) -> bool:
    """Whether a fact stands for a figure of a field and not for what a unit hands in."""
    return fact.startswith(FIELD_FACT)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """What the values of one row come to over the units of one group (`EVERYONE`: of all).

    `units` counts those whose points the row makes by comparing; without any the figures are None. `percentile` is
    that of `share` (0 to 100), None where the row asks for none. `left_out` counts the other units by the reason.
    """

    node: str
    group: str
    units: int
    least: Fraction | None = None
    greatest: Fraction | None = None
    total: Fraction | None = None
    share: Fraction | None = None
    percentile: Fraction | None = None
    left_out: Mapping[str, int] | None = None

    @property
    def mean(self) -> Fraction | None:
        """The mean value, exact; None without units."""
        return None if self.total is None else self.total / self.units


@dataclass(frozen=True, slots=True)
class UsedField:
    """What a result takes of a field: its hash, and the rows of the unit's group.

    `base` holds the rows by which the base of a local set compares; empty for any other set.
    """

    hash: str
    rows: tuple[FieldRow, ...]
    base: tuple[FieldRow, ...] = ()
