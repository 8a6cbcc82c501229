"""What column results say of one row, beside what one unit gives."""

from engine.columns.column_results import ColumnResults
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import NOT_ASSESSED, PENDING, Outcome, Overrides


def expected_of(one: OneUnit, facts: dict[str, object], overrides: Overrides, *, closed: bool) -> Outcome:
    """The outcome of one unit; where the set refuses what is missing, it stays open."""
    exact = one.outcome(facts, overrides)
    refuses = one.compiled.criteria_set.missing_at_close == "refuse"
    return exact or one.open_outcome(facts, overrides, closed and not refuses)


def told(outcome: Outcome) -> dict[str, object]:
    """Every figure of an outcome, both ends."""
    return {
        "total": outcome.total,
        "maximum": outcome.maximum,
        "components": outcome.components[0],
        "bonus": outcome.bonus[0],
        "penalty": outcome.penalty[0],
        "points": (list(outcome.low), list(outcome.high)),
        "maxima": (list(outcome.least), list(outcome.most)),
        "statuses": list(outcome.statuses),
        "rules": list(outcome.rules),
        "complete": not any(status in (NOT_ASSESSED, PENDING) for status in outcome.statuses),
    }


def row(results: ColumnResults, at: int) -> dict[str, object]:
    """The same of one row; all of its steps are wanted and told."""
    assert results.maxima is not None
    assert results.statuses is not None
    assert results.rules is not None
    assert results.components is not None
    assert results.bonus is not None
    assert results.penalty is not None
    low, most = results.points[:, at].tolist(), results.maxima[:, at].tolist()
    total, maximum = int(results.total[at]), int(results.maximum[at])
    high, least, total_high, maximum_low = low, most, total, maximum
    if results.open is not None and at in results.open.rows:
        place = results.open.rows.tolist().index(at)
        high, least = results.open.points_high[:, place].tolist(), results.open.maxima_low[:, place].tolist()
        total_high, maximum_low = int(results.open.total_high[place]), int(results.open.maximum_low[place])
    return {
        "total": (total, total_high),
        "maximum": (maximum_low, maximum),
        "components": int(results.components[at]),
        "bonus": int(results.bonus[at]),
        "penalty": int(results.penalty[at]),
        "points": (low, high),
        "maxima": (least, most),
        "statuses": results.statuses[:, at].tolist(),
        "rules": results.rules[:, at].tolist(),
        "complete": results.complete is None or bool(results.complete[at]),
    }
