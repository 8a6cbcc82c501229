"""What blocks of units say beside what one unit at a time says, and in which integers they differ."""

from collections.abc import Iterator, Sequence

from engine.columns.column_results import Wanted, all_steps
from engine.columns.intervals.columns import Ends, IntervalColumns
from engine.columns.intervals.open_blocks import OpenBlocks
from engine.evaluation.outcome import NOT_ASSESSED, PENDING, Outcome
from engine.program.program import Program
from tests.support.fact_columns_of import TakenIn, fact_columns_of

OF_THE_ROOT = ("total", "maximum", "components", "bonus", "penalty")


def everything(program: Program, units: Sequence[TakenIn], at_close: str) -> IntervalColumns:
    """All steps of all units, told."""
    wanted = Wanted(all_steps(len(program.steps)), told=True)
    return OpenBlocks(program).run(fact_columns_of(program, units), wanted, at_close)


def disagreements(columns: IntervalColumns, outcomes: Sequence[Outcome]) -> list[str]:
    """Everything in which the rows are not the outcomes."""
    return [told for row, outcome in enumerate(outcomes) for told in _of_row(outcome, columns, row)]


def _of_row(outcome: Outcome, columns: IntervalColumns, row: int) -> Iterator[str]:
    assert columns.maxima is not None
    assert columns.statuses is not None
    assert columns.rules is not None
    expected = {
        "low": outcome.low,
        "high": outcome.high,
        "least": outcome.least,
        "most": outcome.most,
        "statuses": outcome.statuses,
        "rules": outcome.rules,
        **{name: getattr(outcome, name) for name in OF_THE_ROOT},
        "complete": not any(status in (NOT_ASSESSED, PENDING) for status in outcome.statuses),
    }
    found = {
        "low": columns.points.low[:, row].tolist(),
        "high": columns.points.high[:, row].tolist(),
        "least": columns.maxima.low[:, row].tolist(),
        "most": columns.maxima.high[:, row].tolist(),
        "statuses": columns.statuses[:, row].tolist(),
        "rules": columns.rules[:, row].tolist(),
        **{name: _ends(getattr(columns, name), row) for name in OF_THE_ROOT},
        "complete": bool(columns.complete[row]),
    }
    for name, value in expected.items():
        if found[name] != value:
            yield f"row {row}, {name}: {found[name]}, expected {value}"


def _ends(ends: Ends, row: int) -> tuple[int, int]:
    return int(ends.low[row]), int(ends.high[row])
