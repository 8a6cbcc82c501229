"""Columns scored one row after the other by the one-body way: the plainest thing that columns can be compared with."""

import numpy as np

from engine.columns.column_results import ColumnResults, OpenRows, Wanted
from engine.columns.fact_columns import FactColumns
from engine.columns.row_of import row_of
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import NOT_ASSESSED, PENDING, Outcome


class LoopedUnits:
    """Scores columns as many units are scored."""

    def __init__(self, one: OneUnit) -> None:
        self.one = one
        self.program = one.program

    def score(self, facts: FactColumns, wanted: Wanted = Wanted(), *, closed: bool = False) -> ColumnResults:  # noqa: B008
        """The results of all rows."""
        outcomes = [self.outcome(facts, at, closed) for at in range(facts.rows)]
        return results_of(outcomes, wanted)

    def outcome(self, facts: FactColumns, at: int, closed: bool) -> Outcome:
        """The result of one row; where a closed stage refuses what is open, as if it were not closed."""
        known, overrides = row_of(facts, at)
        known |= self.one.figures or {}
        refuses = self.one.compiled.criteria_set.missing_at_close == "refuse"
        found = self.one.outcome(known, overrides)
        return found or self.one.open_outcome(known, overrides, closed and not refuses)


def results_of(outcomes: list[Outcome], wanted: Wanted) -> ColumnResults:
    """Outcomes laid side by side."""
    steps = list(wanted.steps)
    open_rows = [at for at, outcome in enumerate(outcomes) if not is_decided(outcome)]

    def matrix(name: str, chosen: list[Outcome]) -> np.ndarray:
        found = [[getattr(outcome, name)[step] for outcome in chosen] for step in steps]
        return np.array(found, np.int64).reshape(len(steps), len(chosen))

    others = [outcomes[at] for at in open_rows]
    told = wanted.told
    return ColumnResults(
        len(outcomes),
        wanted.steps,
        np.array([outcome.total[0] for outcome in outcomes], np.int64),
        np.array([outcome.maximum[1] for outcome in outcomes], np.int64),
        matrix("low", outcomes),
        matrix("most", outcomes) if told else None,
        matrix("statuses", outcomes).astype(np.int8) if told else None,
        matrix("rules", outcomes).astype(np.int16) if told else None,
        complete=np.array([not {NOT_ASSESSED, PENDING} & set(outcome.statuses) for outcome in outcomes], np.bool_),
        open=OpenRows(
            np.array(open_rows, np.int64),
            np.array([outcome.total[1] for outcome in others], np.int64),
            np.array([outcome.maximum[0] for outcome in others], np.int64),
            matrix("high", others),
            matrix("least", others),
        ),
    )


def is_decided(outcome: Outcome) -> bool:
    """Whether no interval is wider than a point."""
    low, high = (*outcome.low, *outcome.least), (*outcome.high, *outcome.most)
    return low == high and outcome.total[0] == outcome.total[1] and outcome.maximum[0] == outcome.maximum[1]
