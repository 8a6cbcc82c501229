"""The compiled machine fills in what the flat form says and what one unit at a time gives, in every width."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest

from engine.columns.fact_columns import FactColumns, NumberColumn
from engine.columns.fast.machine import BLOCK, FastMachine
from engine.columns.flat.flat_program import FlatProgram, Overridden
from engine.columns.flat.flattening import flatten
from engine.evaluation.intake import Intake
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.program import expressions as e
from tests.columns.test_flattening import told
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission

SETS_IN_A_BATCH, UNITS_OF_A_SET = 20, 40


@pytest.mark.parametrize("batch", range(10))
def test_generated_units_come_to_the_same_integers(batch: int) -> None:
    decided = 0
    for number in range(SETS_IN_A_BATCH):
        rng = Random(f"fast {batch} {number}")
        criteria_set = random_set(rng)
        scope = rng.choice(random_years(rng, criteria_set))
        one = OneUnit(compile_set(criteria_set, *scope))
        intakes = [one.take_in(random_submission(rng, criteria_set, *scope)) for _ in range(UNITS_OF_A_SET)]
        decided += agrees(one, intakes)
    assert decided > SETS_IN_A_BATCH * UNITS_OF_A_SET / 4


def agrees(one: OneUnit, intakes: Sequence[Intake]) -> int:
    """Compare every figure of every decided row; gives how many rows are."""
    flat = flatten(one.program, overridden_of(one, intakes))
    if not FastMachine.supports(flat):
        return 0
    figures = results_of(flat)
    rows = run(flat, figures, fact_columns_of(one.program, intakes))
    decided = 0
    for intake, row in zip(intakes, rows, strict=True):
        if not row[0]:
            decided += 1
            expected = one.outcome(intake.facts, intake.overrides) or one.open_outcome(intake.facts, intake.overrides)
            assert row[1:] == [number for group in told(expected) for number in group]  # type: ignore[attr-defined]
    return decided


def overridden_of(one: OneUnit, intakes: Sequence[Intake]) -> Overridden:
    """What any of the units has besides facts."""
    return Overridden(
        frozenset(at for intake in intakes for at in intake.overrides.marks),
        frozenset(at for intake in intakes for at in intake.overrides.excluded),
        frozenset(fact.id for fact in one.program.facts if any(fact.id not in intake.facts for intake in intakes)),
    )


def results_of(flat: FlatProgram) -> list[e.Expr]:
    """Whether a row is open, then every figure in the order of `told`."""
    steps = [figure for s in flat.steps for figure in (s.points, s.maximum, s.status, s.rule)]
    return [flat.open, flat.total, flat.maximum, flat.components, flat.bonus, flat.penalty, *steps]


def run(flat: FlatProgram, outputs: Sequence[e.Expr], facts: FactColumns) -> list[list[int]]:
    """The results, row by row."""
    into = [np.empty(facts.rows, np.int64) for _ in outputs]
    FastMachine(flat, outputs).run(facts, into)
    return [list(row) for row in zip(*(array.tolist() for array in into), strict=True)]


def a_round(rows: int) -> tuple[FlatProgram, FactColumns]:
    """A generated set with units that lack nothing, over and over until there are enough rows."""
    for number in range(50):
        rng = Random(f"round {number}")
        criteria_set = random_set(rng)
        scope = rng.choice(random_years(rng, criteria_set))
        one = OneUnit(compile_set(criteria_set, *scope))
        intakes = [one.take_in(random_submission(rng, criteria_set, *scope)) for _ in range(60)]
        flat = flatten(one.program, overridden_of(one, intakes))
        if FastMachine.supports(flat) and flat.open != e.ONE:
            facts = fact_columns_of(one.program, intakes)
            return flat, facts.at(np.arange(rows) % 60)
    raise AssertionError("none of fifty generated sets fits 64 bits")


def test_rows_come_to_the_same_wherever_their_block_begins() -> None:
    flat, facts = a_round(2 * BLOCK + 77)
    outputs = results_of(flat)
    whole = run(flat, outputs, facts)
    assert whole[: len(whole) - 60] == whole[60:]
    for start, stop in ((0, 1), (5, 5), (3, BLOCK + 4), (BLOCK - 1, 2 * BLOCK + 77)):
        assert run(flat, outputs, facts.part(start, stop)) == whole[start:stop]


@pytest.mark.parametrize("shift", [0, 1, 7])
def test_results_go_into_arrays_of_any_width_at_any_place_and_nowhere_else(shift: int) -> None:
    flat, facts = a_round(BLOCK + 33)
    step = flat.steps[0]
    outputs = [flat.total, flat.total, step.status, step.status, step.rule, flat.open, e.Const(3)]
    kinds = (np.int64, np.int32, np.int8, np.int16, np.int16, np.int8, np.int32)
    rooms = [np.full(facts.rows + 64, 99, kind) for kind in kinds]
    FastMachine(flat, outputs).run(facts, [room[shift : shift + facts.rows] for room in rooms])
    expected = run(flat, outputs, facts)
    assert [list(row) for row in zip(*(r[shift : shift + facts.rows].tolist() for r in rooms), strict=True)] == expected
    for room in rooms:
        assert (room[:shift] == 99).all()
        assert (room[shift + facts.rows :] == 99).all()


def test_one_machine_runs_on_many_threads_at_a_time() -> None:
    flat, facts = a_round(4 * BLOCK)
    outputs = results_of(flat)
    expected, machine = run(flat, outputs, facts), FastMachine(flat, outputs)
    into = [np.empty(facts.rows, np.int64) for _ in outputs]

    def work(start: int) -> None:
        machine.run(facts.part(start, start + 256), [array[start : start + 256] for array in into])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(0, facts.rows, 256)))
    assert [list(row) for row in zip(*(array.tolist() for array in into), strict=True)] == expected


def test_columns_of_other_widths_and_spacing_are_read_too() -> None:
    flat, facts = a_round(300)
    outputs = results_of(flat)
    wide = {name: NumberColumn(column.values.astype(np.int64), column.known) for name, column in facts.numbers.items()}
    spaced = {
        name: NumberColumn(np.repeat(column.values, 2)[::2], None if column.known is None else column.known.copy())
        for name, column in facts.numbers.items()
    }
    machine, expected = FastMachine(flat, outputs), run(flat, outputs, facts)
    for numbers in (wide, spaced, facts.numbers):
        into = [np.empty(facts.rows, np.int64) for _ in outputs]
        machine.run(FactColumns(facts.rows, numbers, facts.lists, facts.marks, facts.excluded), into)
        assert [list(row) for row in zip(*(array.tolist() for array in into), strict=True)] == expected


@pytest.mark.parametrize("array", [np.empty(9, np.int32), np.empty(10, np.float64), np.empty(20, np.int32)[::2]])
def test_arrays_that_cannot_be_filled_are_refused(array: np.ndarray) -> None:
    flat, facts = a_round(10)
    with pytest.raises(ValueError, match="one number for each row"):
        FastMachine(flat, [flat.total]).run(facts, [array])
