"""What the open way keeps of every step of a block, and the numbers that statuses and rules have in its columns."""

from typing import NamedTuple

import numpy as np

from engine.columns.intervals.ends import End, Span, both, pick, pick_span
from engine.evaluation import outcome
from engine.evaluation.open_facts import points_when_missing
from engine.program.program import Step

SCORED, NOT_ASSESSED = np.int8(outcome.SCORED), np.int8(outcome.NOT_ASSESSED)
NOT_APPLICABLE, NOT_ARISEN = np.int8(outcome.NOT_APPLICABLE), np.int8(outcome.NOT_ARISEN)
MARKED, PENDING = np.int8(outcome.MARKED), np.int8(outcome.PENDING)
NO_RULE, MISSING = np.int16(outcome.NO_RULE), np.int16(outcome.MISSING)

NOTHING, NEVER, ALWAYS = Span(0, 0), Span(False, False), Span(True, True)


class StepColumns(NamedTuple):
    """One step of all rows of a block: points, maximum and whether it applies, as intervals; status and rule number.

    `open`: not assessed or pending. `within`: points never pass the maximum; told where a mean above may ask.
    """

    points: Span
    maxima: Span
    applies: Span
    status: End
    rule: End
    open: End = False
    within: End = True

    def replaced(self, condition: End, other: "StepColumns") -> "StepColumns":
        """The other where the condition holds."""
        return StepColumns(
            pick_span(condition, other.points, self.points),
            pick_span(condition, other.maxima, self.maxima),
            pick_span(condition, other.applies, self.applies),
            pick(condition, other.status, self.status),
            pick(condition, other.rule, self.rule),
            pick(condition, other.open, self.open),
        )

    def decided(self) -> "StepColumns":
        """The same once nothing is open any more: both ends are one."""
        points, maxima, applies = self.points.low, self.maxima.low, self.applies.low
        return self._replace(points=Span(points, points), maxima=Span(maxima, maxima), applies=Span(applies, applies))


LEFT_OUT = StepColumns(NOTHING, NOTHING, NEVER, NOT_APPLICABLE, NO_RULE)
MISSING_LEFT_OUT = LEFT_OUT._replace(rule=MISSING)


def missing_counted(step: Step, maximum: End) -> StepColumns:
    """What is missing when the stage closes and then counts 0, as far as limits and rounding let it."""
    points = points_when_missing(step)
    return StepColumns(Span(points, points), Span(maximum, maximum), ALWAYS, SCORED, MISSING)


def differs(span: Span) -> End:
    """Where the two ends are not the same."""
    return False if span.exact else span.low != span.high


def never_passes(points: Span, maximum: End) -> End:
    """Whether points stay between 0 and a maximum."""
    return both(points.low >= 0, points.high <= maximum)
