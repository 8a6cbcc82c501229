"""Quyết định áp dụng: the dated acts that put a criteria set in force for a year and a kind of unit.

Two clocks. *In force*: an act works from its own date on, within the year that it is for. *Known*: an act is known
from the moment at which it was recorded. What was in force on a day can so be told as it was known at any moment, and
an act that is recorded later changes nothing of what was known before.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from engine.domain.source_place import NOWHERE, Place

VIET_NAM = timezone(timedelta(hours=7))
"""The legal time of the country, which has no summer time: acts are dated by it."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
CHAIN_START = "0" * 64
"""What the first act of a chain names as the one before it."""


@dataclass(frozen=True, slots=True)
class SetRevision:
    """One revision of one edition of a set, and the sha256 of its content."""

    id: str
    edition: str
    revision: int
    hash: str

    def __str__(self) -> str:
        """`id edition.revision`, as answers name a set."""
        return f"{self.id} {self.edition}.{self.revision}"

    def as_mapping(self) -> dict[str, object]:
        """As documents name it."""
        return {"id": self.id, "edition": self.edition, "revision": self.revision, "hash": self.hash}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One decision: under `decision`, of the day `decided_on`, a set is in force for a year and a kind of unit.

    It works from `in_force_from` on, until another act for the same year and kind does. `by` recorded it;
    `override_reason` says why a set that is not official was put in force all the same, and is empty for one that is.
    """

    year: int
    unit_kind: str
    criteria_set: SetRevision
    decision: str
    decided_on: date
    in_force_from: date
    by: str
    override_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to put in force: the set by its hash or by name, the rest as in an act.

    `place` says where a part of the order was written: `year`, `unit_kind`, `criteria_set`, `decision`, `dated`,
    `in_force_from`, `by`, `override_reason`.
    """

    year: int
    unit_kind: str
    decision: str
    decided_on: date
    by: str
    set_hash: str = ""
    set_id: str = ""
    edition: str = ""
    revision: int | None = None
    in_force_from: date | None = None
    override_reason: str = ""
    place: Callable[[str], Place] = lambda _: NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """An act as it was recorded: the how-many-th, when, after which, and the hash of all that."""

    sequence: int
    act: Act
    recorded_at: datetime
    previous: str
    hash: str = ""

    @property
    def sealed(self) -> Mapping[str, object]:
        """What `hash` is taken of: the act, its place in the chain, and the hash of the act before it."""
        act = self.act
        return {
            "format": "parindex/activation-record/1",
            "sequence": self.sequence,
            "year": act.year,
            "unit_kind": act.unit_kind,
            "criteria_set": act.criteria_set.as_mapping(),
            "decision": {"number": act.decision, "date": act.decided_on},
            "in_force_from": act.in_force_from,
            "by": act.by,
            "override_reason": act.override_reason,
            "recorded_at": moment_text(self.recorded_at),
            "previous": self.previous,
        }


def moment_text(moment: datetime) -> str:
    """A moment as documents write it: RFC 3339 in UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day_of(moment: datetime) -> date:
    """The day in Viet Nam at a moment."""
    return moment.astimezone(VIET_NAM).date()


def end_of_day(day: date) -> datetime:
    """The last moment of a day in Viet Nam that a moment with microseconds can tell."""
    return datetime(day.year, day.month, day.day, tzinfo=VIET_NAM) + timedelta(days=1, microseconds=-1)


def day_written(text: str) -> date | None:
    """The day that `2022-12-31` says; None for anything that is not written so."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def moment_written(text: str) -> datetime | None:
    """The moment that RFC 3339 text with an offset says, or the last one of a day; None for anything else."""
    day = day_written(text)
    if day is not None:
        return end_of_day(day)
    try:
        return datetime.fromisoformat(text.upper()) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def usual_day(year: int, now: datetime) -> date:
    """The day that is asked about where none is named: the last of the year, or today while the year is not over."""
    return min(date(year, 12, 31), day_of(now))


def in_force(activations: Iterable[Activation], on: date, as_of: datetime) -> Activation | None:
    """What was in force on a day, as it was known at a moment; `activations` are those of one year and kind.

    Of the acts that work on that day the one with the latest `in_force_from`; of several from one day the one that was
    recorded last.
    """
    known = [one for one in activations if one.recorded_at <= as_of and one.act.in_force_from <= on]
    return max(known, key=_rank, default=None)


def standing(activations: Iterable[Activation]) -> Sequence[Activation]:
    """The acts that are in force on some day or other: all but those that a later one from the same day replaced."""
    last: dict[tuple[int, str, date], Activation] = {}
    for one in sorted(activations, key=lambda one: one.sequence):
        last[one.act.year, one.act.unit_kind, one.act.in_force_from] = one
    return sorted(last.values(), key=lambda one: one.sequence)


def _rank(one: Activation) -> tuple[date, int]:
    return one.act.in_force_from, one.sequence
