"""The field: all units of one round that are compared with each other, declared complete."""

from dataclasses import dataclass

from engine.domain.field_rows import EVERYONE, FieldRow, UsedField
from engine.domain.scorecard import SetReference


@dataclass(frozen=True, slots=True)
class FieldUnit:
    """A unit of a field: the group it is ranked in, and the hash of the submission that it was counted by."""

    id: str
    group: str
    submission: str


@dataclass(frozen=True, slots=True)
class Field:
    """The field of one round, declared complete: one set, one year, one stage. `hash` is that of its document."""

    criteria_set: SetReference
    year: int
    stage: str
    units: tuple[FieldUnit, ...]
    rows: tuple[FieldRow, ...]
    base: tuple[FieldRow, ...] = ()
    hash: str = ""

    def used_in(self, group: str, base_group: str = "") -> UsedField:
        """What the results of the units of a group take of it; `base_group` is theirs under the base."""
        rows = tuple(row for row in self.rows if row.group in (group, EVERYONE))
        base = tuple(row for row in self.base if row.group in (base_group or group, EVERYONE))
        return UsedField(self.hash, rows, base)
