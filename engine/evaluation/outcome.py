"""The compact result of one run: integers per step, from which every other view is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.domain.scorecard import Status
from engine.program.intervals import Interval

SCORED, NOT_ASSESSED, NOT_APPLICABLE, NOT_ARISEN, MARKED, PENDING = range(6)
OPEN = (NOT_ASSESSED, PENDING)
"""Of what is not decided yet."""
STATUSES: tuple[Status, ...] = (
    Status.SCORED,
    Status.NOT_ASSESSED,
    Status.NOT_APPLICABLE,
    Status.NOT_ARISEN,
    Status.MARKED,
    Status.PENDING,
)
NO_RULE = -1
MISSING = -2
"""The rule number of a leaf whose facts were missing when the stage closed."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a person decided: leaf index → points, and the leaves that do not apply to the unit."""

    marks: Mapping[int, int]
    excluded: frozenset[int]

    def __bool__(self) -> bool:
        """Whether there is anything to override."""
        return bool(self.marks or self.excluded)


NO_OVERRIDES = Overrides({}, frozenset())


@dataclass(frozen=True, slots=True)
class Outcome:
    """Per step: points still possible (`low`, `high`), the maximum that applies, status and rule number.

    With everything known `high is low` and `most is least`. The total has the same, after bonus and penalty.
    """

    low: Sequence[int]
    high: Sequence[int]
    least: Sequence[int]
    most: Sequence[int]
    statuses: Sequence[int]
    rules: Sequence[int]
    total: Interval
    maximum: Interval
    components: Interval
    bonus: Interval
    penalty: Interval

    @property
    def is_exact(self) -> bool:
        """Whether nothing is open."""
        return self.high is self.low
