"""How batches are run: ranges of rows, threads, buffers used again, kinds of batches made ready once."""

from random import Random

import numpy as np
import pytest

from bench.workload import Workload
from engine.columns import many_units
from engine.columns.column_results import ColumnResults, Wanted, all_steps
from engine.columns.fact_columns import FactColumns, NumberColumn
from engine.columns.many_units import MOST_KINDS, ManyUnits
from engine.columns.prepared_columns import MachineName
from engine.errors import ExtraMissing
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import NO_OVERRIDES
from engine.methods.compiler import compile_set
from tests.support.column_rows import row, told
from tests.support.fact_columns_of import fact_columns_of

WORKLOAD = Workload(11)
ONE = OneUnit(compile_set(WORKLOAD.rules, "all", 2022))
UNITS = [WORKLOAD.unit() for _ in range(300)]
EVERYTHING = Wanted(all_steps(len(ONE.program.steps)), told=True)
FEW = fact_columns_of(ONE.program, [Intake(unit, NO_OVERRIDES, {}, {}, ()) for unit in UNITS])
NUMPY = ManyUnits(ONE, machine="numpy")
MANY_ROWS = 20_011


def repeated(rows: int) -> tuple[FactColumns, list[int]]:
    """Units drawn again and again, and which of UNITS each row is."""
    drawn = np.random.default_rng(3).integers(0, len(UNITS), rows)
    return FEW.at(drawn), drawn.tolist()


def same(first: ColumnResults, second: ColumnResults) -> bool:
    """Whether all numbers are alike."""
    for name in ("total", "maximum", "points", "maxima", "statuses", "rules", "components", "bonus", "penalty"):
        one, other = getattr(first, name), getattr(second, name)
        if (one is None) != (other is None) or (one is not None and not np.array_equal(one, other)):
            return False
    return first.steps == second.steps


@pytest.mark.parametrize("machine", ["numpy", "auto"])
def test_the_workload_comes_to_what_one_unit_at_a_time_gives(machine: MachineName) -> None:
    results = ManyUnits(ONE, machine=machine).score(FEW, EVERYTHING)
    assert results.open is None
    assert results.complete is None
    assert results.total.dtype == results.points.dtype == np.int32
    for at, unit in enumerate(UNITS):
        outcome = ONE.outcome(unit)
        assert outcome is not None
        assert row(results, at) == told(outcome)


@pytest.mark.parametrize("machine", ["numpy", "auto"])
def test_blocks_ranges_and_threads_change_nothing(machine: MachineName, monkeypatch: pytest.MonkeyPatch) -> None:
    facts, drawn = repeated(MANY_ROWS)
    monkeypatch.setattr(many_units, "ROWS_AT_ONCE", 5_000)
    monkeypatch.setattr(many_units, "FEWEST_ROWS", 1_000)
    alone = ManyUnits(ONE, machine=machine).score(facts, EVERYTHING)
    together = ManyUnits(ONE, machine=machine, threads=3).score(facts, EVERYTHING)
    assert same(alone, together)
    few = ManyUnits(ONE, machine=machine).score(FEW, EVERYTHING)
    assert np.array_equal(alone.points, few.points[:, drawn])
    assert np.array_equal(alone.total, few.total[drawn])


def test_a_part_of_a_batch_counts_its_records_from_where_they_are() -> None:
    whole = ManyUnits(ONE, machine="numpy").score(FEW, EVERYTHING)
    part = ManyUnits(ONE, machine="numpy").score(FEW.part(100, 250), EVERYTHING)
    assert np.array_equal(part.points, whole.points[:, 100:250])
    assert np.array_equal(part.total, whole.total[100:250])


def test_buffers_are_used_again_where_they_fit() -> None:
    many = ManyUnits(ONE, machine="numpy")
    first = many.score(FEW.part(0, 100), EVERYTHING)
    kept = first.points.copy()
    again = many.score(FEW.part(100, 200), EVERYTHING, into=first)
    assert again.points is first.points
    assert again.total is first.total
    assert not np.array_equal(kept, again.points)
    assert same(again, many.score(FEW.part(100, 200), EVERYTHING))
    other = many.score(FEW.part(0, 50), Wanted((3, 5)), into=again)
    assert other.points.shape == (2, 50)
    assert np.array_equal(other.points, kept[[3, 5], :50])
    assert other.maxima is None


def test_chosen_steps_stand_in_the_order_asked_for() -> None:
    steps = (40, 3, 3, 0)
    many = ManyUnits(ONE, machine="numpy")
    whole = many.score(FEW, EVERYTHING)
    some = many.score(FEW, Wanted(steps))
    assert np.array_equal(some.points, whole.points[list(steps)])
    assert np.array_equal(some.total, whole.total)


def test_no_rows_give_no_results() -> None:
    results = ManyUnits(ONE, machine="numpy").score(FEW.part(0, 0), EVERYTHING)
    assert results.total.shape == (0,)
    assert results.points.shape == (len(ONE.program.steps), 0)


def unknown_in(facts: FactColumns, names: list[str], rng: Random) -> FactColumns:
    """The batch with some facts unknown in some rows."""
    numbers = dict(facts.numbers)
    for name in names:
        known = np.array([rng.random() < 0.9 for _ in range(facts.rows)])
        numbers[name] = NumberColumn(numbers[name].values, known)
    return FactColumns(facts.rows, numbers, facts.lists)


def test_batches_of_ever_new_kinds_are_not_made_ready_for_ever() -> None:
    rng, many = Random(8), ManyUnits(ONE, machine="numpy")
    names = list(FEW.numbers)
    for _ in range(4 * MOST_KINDS):
        facts = unknown_in(FEW.part(0, 40), rng.sample(names, 2), rng)
        results = many.score(facts, EVERYTHING)
        fresh = ManyUnits(ONE, machine="numpy").score(facts, EVERYTHING)
        assert same(results, fresh)
        assert results.open is not None
        assert fresh.open is not None
        assert np.array_equal(results.open.rows, fresh.open.rows)
        assert np.array_equal(results.open.points_high, fresh.open.points_high)
    assert len(many._ready) == MOST_KINDS + 1


def test_a_column_that_is_known_everywhere_is_as_good_as_one_without_a_mask() -> None:
    numbers = {name: NumberColumn(each.values, np.ones(FEW.rows, np.bool_)) for name, each in FEW.numbers.items()}
    many = ManyUnits(ONE, machine="numpy")
    many.score(FEW)
    assert same(many.score(FEW), many.score(FactColumns(FEW.rows, numbers, FEW.lists)))
    assert len(many._ready) == 1


def test_the_fast_machine_is_missed_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "engine.columns.fast.machine", None)
    assert same(ManyUnits(ONE).score(FEW), ManyUnits(ONE, machine="numpy").score(FEW))
    with pytest.raises(ExtraMissing, match="fast"):
        ManyUnits(ONE, machine="fast").score(FEW)


def test_a_batch_that_may_have_anything_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_units, "MOST_KINDS", 0)
    assert same(ManyUnits(ONE, machine="numpy").score(FEW, EVERYTHING), NUMPY.score(FEW, EVERYTHING))


def test_open_rows_stand_in_order_however_many_are_run_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    facts, _ = repeated(5_000)
    facts = unknown_in(facts, list(facts.numbers)[:30], Random(4))
    alone = NUMPY.score(facts, EVERYTHING)
    monkeypatch.setattr(many_units, "OPEN_ROWS_AT_ONCE", 300)
    together = ManyUnits(ONE, machine="numpy").score(facts, EVERYTHING)
    assert same(alone, together)
    assert alone.open is not None
    assert together.open is not None
    assert len(alone.open.rows) > 3_000
    for name in ("rows", "total_high", "maximum_low", "points_high", "maxima_low"):
        assert np.array_equal(getattr(alone.open, name), getattr(together.open, name))
    assert np.array_equal(alone.complete, together.complete)
