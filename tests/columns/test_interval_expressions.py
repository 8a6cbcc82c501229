"""Intervals of expressions over many rows are those of one unit at a time, in 64 bits and in Python integers."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest

from engine.columns.fact_columns import FactColumns
from engine.columns.intervals.expressions import Tables, Value
from engine.columns.intervals.facts import Block, RowColumns
from engine.columns.intervals.widths import NATIVE_HIGH, Sizes
from engine.domain.facts import FactType
from engine.program import expressions as e
from engine.program.intervals import Evaluation
from tests.support.fact_columns_of import list_column, number_column
from tests.support.random_expressions import DECLARED, Expressions, random_facts

BATCHES, EXPRESSIONS, ROWS = 12, 200, 25


def columns_of(units: Sequence[Mapping[str, object]]) -> FactColumns:
    """The facts of the units; a fact that nobody gives has no column."""
    numbers, lists = {}, {}
    for name, fact in DECLARED.items():
        values = [unit.get(name) for unit in units]
        if any(value is not None for value in values):
            if fact.type is FactType.LIST:
                lists[name] = list_column(fact, values)
            else:
                numbers[name] = number_column(fact, values)
    return FactColumns(len(units), numbers, lists)


def row_of(end: Any, row: int) -> int:
    """One row of an end."""
    return int(end[row]) if isinstance(end, np.ndarray) else int(end)


def told(value: Value, row: int) -> tuple[tuple[int, int], int]:
    """The interval and rule number of one row."""
    return (row_of(value.low, row), row_of(value.high, row)), row_of(value.rule, row)


def over(facts: FactColumns, expr: e.Expr, *, wide: bool, chosen: np.ndarray | None = None) -> Value:
    """An expression over all rows, or over those that are chosen."""
    block = Block(facts, 0, facts.rows, chosen)
    return RowColumns(Tables(), DECLARED, block, told=True, wide=wide).value(expr)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_row_has_the_interval_and_the_rule_of_one_unit(batch: int) -> None:
    rng, found, wide_ones = Random(f"expressions {batch}"), [], 0
    for number in range(EXPRESSIONS):
        missing = rng.choice([0, 20, 50, 100])
        units = [random_facts(rng, missing) for _ in range(ROWS)]
        expr, facts = Expressions(rng).number(rng.randint(1, 4)), columns_of(units)
        sizes = Sizes(DECLARED)
        sizes.value(expr)
        proven = sizes.size <= NATIVE_HIGH
        wide_ones += not proven
        chosen = np.array(sorted(rng.sample(range(ROWS), 7)), np.int64)
        expected = [Evaluation(DECLARED, unit).ruled(expr) for unit in units]
        for wide in {True, not proven}:
            value, part = over(facts, expr, wide=wide), over(facts, expr, wide=wide, chosen=chosen)
            found += [(number, expr, row) for row in range(ROWS) if told(value, row) != expected[row]]
            found += [(number, expr, row) for at, row in enumerate(chosen) if told(part, at) != expected[row]]
    assert found == []
    assert wide_ones < EXPRESSIONS // 2


def test_what_all_rows_share_is_one_number() -> None:
    facts = columns_of([{"a": 1, "b": 2}, {"a": 3}])
    value = over(facts, e.Sum((e.FactRef("c"), e.FactRef("d"), e.Const(1))), wide=False)
    assert (value.low, value.high) == (1, 300_004)


def test_what_is_known_of_all_rows_is_computed_once() -> None:
    facts = columns_of([{"a": 1, "b": 2}, {"a": 3, "b": 0}])
    value = over(facts, e.HalfUp(e.FactRef("a"), e.FactRef("b")), wide=False)
    assert value.high is value.low
    assert value.low.tolist() == [1, 3]


def test_numbers_beyond_64_bits_are_exact() -> None:
    facts = columns_of([{"c": 300_000}, {"c": 299_999}, {}])
    power: e.Expr = e.FactRef("c")
    for _ in range(4):
        power = e.Times(power, power)
    sizes = Sizes(DECLARED)
    sizes.value(power)
    assert sizes.size == 300_000**16
    value = over(facts, power, wide=True)
    assert value.low.tolist() == [300_000**16, 299_999**16, 0]
    assert value.high.tolist() == [300_000**16, 299_999**16, 300_000**16]
