"""The field of many units from columns: the figures of one unit at a time, whatever is missing, marked or left out."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import cast

import numpy as np
import pyarrow as pa
import pytest

from engine.columns.column_results import Wanted, all_steps
from engine.columns.field import ColumnField, field_of_values
from engine.columns.files.field_of_table import field_of_table
from engine.columns.files.pieces import Piece, Source
from engine.columns.files.scored_pieces import PieceScorer
from engine.columns.many_units import ManyUnits
from engine.columns.prepared_columns import MachineName
from engine.columns.score_arrow import ArrowScorer
from engine.domain.field_rows import FieldRow, UsedField
from engine.errors import InvalidDocument
from engine.evaluation.field_values import FieldRows
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import read_set
from engine.methods.compiler import compile_set
from engine.program.field import FieldOf
from tests.support.column_rows import expected_of, row, told
from tests.support.compared_round import write_set
from tests.support.fact_columns_of import fact_columns_of
from tests.support.generated_rules import RULES
from tests.support.generated_sets import random_set, random_years
from tests.support.generated_submissions import random_submission

BATCHES, SETS_IN_A_BATCH, UNITS = 6, 8, 20
METHODS = (*("relative",) * len(RULES), *RULES)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_columns_come_to_the_figures_of_one_unit_at_a_time(batch: int) -> None:
    compared = 0
    for number in range(SETS_IN_A_BATCH):
        rng = Random(f"field {batch} {number}")
        criteria_set = random_set(rng, METHODS)
        profile, year = rng.choice(random_years(rng, criteria_set))
        one = OneUnit(compile_set(criteria_set, profile, year)).with_figures({})
        intakes = [one.take_in(random_submission(rng, criteria_set, profile, year)) for _ in range(UNITS)]
        rows, columns = FieldRows(), ColumnField()
        for intake in intakes:
            rows.add(one.program, "main", intake.facts, intake.overrides)
        facts = fact_columns_of(one.program, intakes)
        columns.add(one.program, "main", facts.part(0, 7))
        columns.add(one.program, "main", facts.part(7, UNITS))
        assert columns.rows() == rows.rows()
        against = one.against(UsedField("0" * 64, columns.rows()))
        machine: MachineName = "numpy" if number % 2 else "auto"
        many = ManyUnits(against, machine=machine)
        results = many.score(facts, Wanted(all_steps(len(one.program.steps)), told=True))
        for at, intake in enumerate(intakes):
            known = {**intake.facts, **(against.figures or {})}
            expected = expected_of(against, known, intake.overrides, closed=False)
            assert row(results, at) == told(expected), (number, at)
        compared += sum(one_row.units for one_row in rows.rows())
    assert compared > 0


@pytest.mark.parametrize("share", [None, (0, 1), (1, 1), (5, 10), (25, 100), (375, 1000)])
def test_a_column_of_values_has_the_figures_of_a_list(share: tuple[int, int] | None) -> None:
    rng = Random(f"values {share}")
    for count in (0, 1, 2, 3, 10, 1001):
        values = [rng.randint(-(2**62), 2**62) if rng.random() < 0.3 else rng.randint(-3, 3) for _ in range(count)]
        assert field_of_values(np.array(values, np.int64), share) == FieldOf.of(values, share)


def test_sums_beyond_64_bits_are_exact() -> None:
    values = np.full(100_000, 2**62, np.int64)
    assert field_of_values(values).sum == 100_000 * 2**62
    assert field_of_values(-values).sum == -100_000 * 2**62


class TwoPieces:
    """A table in two pieces."""

    first_number, decimal_comma = 2, False

    def __init__(self, units: list[str]) -> None:
        column = pa.array(units, pa.string())
        days = pa.array([str(at) for at in range(len(units))], pa.string())
        self.batch = pa.RecordBatch.from_arrays([column, days], names=["unit.id", "days.mean"])
        self.schema = self.batch.schema

    def pieces(self, start: int) -> Iterator[Piece]:
        """The first two rows, then the others."""
        whole = Piece(self.batch, start, self.batch.num_rows)
        yield whole.part(0, 2)
        yield whole.part(2, self.batch.num_rows)


def counted(folder: Path, units: list[str]) -> tuple[int, tuple[FieldRow, ...]]:
    """The field of a table of units whose days rise by one."""
    loaded = read_set(write_set(folder))
    rules = loaded.checked()
    scorer = ArrowScorer(lambda profile: ManyUnits(OneUnit(loaded.compiled_for(profile, 2024))), rules, 2024)
    source = cast(Source, TwoPieces(units))
    rows, count = field_of_table(source, PieceScorer(scorer, source))
    return count, tuple(row for row in rows if row.node == "1.2")


def test_the_field_of_a_table_is_that_of_all_of_its_pieces(tmp_path: Path) -> None:
    count, (row,) = counted(tmp_path, ["a", "b", "c", "d"])
    assert (count, row.units, row.least, row.greatest, row.total) == (4, 4, 0, 3, 6)


def test_a_unit_that_stands_in_two_pieces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument) as refused:
        counted(tmp_path, ["a", "b", "c", "a"])
    (finding,) = refused.value.findings
    assert (finding.code, "'a'" in finding.message.en) == ("field.unit-twice", True)  # type: ignore[attr-defined]
