"""Numbers at the edge of what 64 bits are proved to hold, and beyond: the same integers as one unit gives."""

from collections.abc import Mapping
from random import Random

import numpy as np
import pytest

from engine.columns.column_results import ColumnResults, Wanted, all_steps
from engine.columns.fact_columns import FactColumns, ListColumn, MarkColumn, NumberColumn, width_of_fact
from engine.columns.flat.flattening import flatten
from engine.columns.flat.widths import Widths, arithmetic_of, guards
from engine.columns.intervals.columns import IntervalColumns
from engine.columns.intervals.open_blocks import OpenBlocks
from engine.columns.many_units import ManyUnits
from engine.columns.row_of import row_of
from engine.domain.facts import Fact
from engine.evaluation.one_unit import OneUnit
from tests.support.column_rows import expected_of, row, told
from tests.support.written_rows import row as written

MONEY = '{type: money, title: {vi: "Tiền", en: "Money"}, max: 1000000000000000}'
WIDE = '{type: decimal, title: {vi: "Số", en: "Number"}, places: 6, min: "-1000000000000000", max: "1000000000000000"}'
SHARE = "{from: '100%', points: '2'}, {from: '80%', below: '100%', points: proportional}, {below: '80%', points: '0'}"
GAIN = "{from: '10%', points: '2'}, {from: '0', below: '10%', points: '1'}, {below: '0', points: '0'}"
RECORDS = "{type: list, title: {vi: L, en: L}, max_items: 50, fields: "
SETS = {
    "shares of money": f"""
method: bands
rule: {{value: a / b, when_empty: zero, bands: [{SHARE}]}}
facts: {{a: {MONEY}, b: {MONEY}}}
""",
    "shares that are wider than 64 bits": f"""
method: proportional
rule: {{value: a / b, when_empty: full}}
facts: {{a: {WIDE}, b: {WIDE.replace('"-1000000000000000"', '"0"')}}}
""",
    "growth": f"""
method: against
rule: {{value: a, reference: b, compare: growth, when_empty: zero, bands: [{GAIN}]}}
facts: {{a: {MONEY}, b: {MONEY}}}
""",
    "products": f"""
method: formula
rule: {{points: "clamp(a * b - 1000, 0, 2)"}}
facts: {{a: {WIDE}, b: {WIDE}}}
""",
    "sums of lists": f"""
method: proportional
rule: {{value: "sum(l, x) / sum(l, y)", when_empty: zero}}
facts: {{l: {RECORDS}{{x: {MONEY}, y: {MONEY}}}}}}}
""",
    "extremes of lists": f"""
method: formula
rule: {{points: "clamp(max(l, x) - min(l, x), 0, 2)"}}
facts: {{l: {RECORDS}{{x: {WIDE}}}}}}}
""",
}
NARROWED = ("shares of money", "shares that are wider than 64 bits", "products")
"""Sets for which the declared ranges alone prove nothing."""
ROWS = 400


def unit_of(name: str) -> OneUnit:
    """What scores one unit of a set."""
    return written(SETS[name]).unit


def some_numbers(rng: Random, fact: Fact, rows: int, near: Mapping[str, tuple[int, int]]) -> NumberColumn:
    """Integers of a fact of every size, many at the ends of what is proved and equal to each other."""
    ends = [fact.low, fact.high, *near.get(fact.id, ())]
    edges = [end + more for end in ends for more in (-1, 0, 1) if fact.low <= end + more <= fact.high]
    sizes = [2**bits for bits in range(1, fact.high.bit_length())]
    drawn = [rng.choice([rng.choice(edges), rng.randint(0, rng.choice(sizes)), 10**9]) for _ in range(rows)]
    return NumberColumn(np.array([max(fact.low, min(fact.high, number)) for number in drawn], width_of_fact(fact)))


def some_units(rng: Random, one: OneUnit, rows: int) -> FactColumns:
    """Units whose facts are all known."""
    near = guards(one.program) or {}
    numbers, lists = {}, {}
    for fact in one.program.facts:
        if fact.fields:
            offsets = np.cumsum([0, *(rng.choice([0, 0, 1, 2, 7]) for _ in range(rows))], dtype=np.int64)
            fields = tuple(some_numbers(rng, field, int(offsets[-1]), near) for field in fact.fields)
            lists[fact.id] = ListColumn(offsets, fields)
        else:
            numbers[fact.id] = some_numbers(rng, fact, rows, near)
    return FactColumns(rows, numbers, lists)


def differences(one: OneUnit, facts: FactColumns, results: ColumnResults) -> list[int]:
    """The rows that are not what one unit gives."""
    found = []
    for at in range(facts.rows):
        own, overrides = row_of(facts, at)
        if row(results, at) != told(expected_of(one, dict(own), overrides, closed=False)):
            found.append(at)
    return found


@pytest.mark.parametrize("machine", ["numpy", "auto"])
@pytest.mark.parametrize("name", SETS)
def test_numbers_of_every_size_come_to_the_same_integers(name, machine):
    one = unit_of(name)
    facts = some_units(Random(name), one, ROWS)
    results = ManyUnits(one, machine=machine).score(facts, Wanted(all_steps(len(one.program.steps)), told=True))
    assert differences(one, facts, results) == []


@pytest.mark.parametrize("name", NARROWED)
def test_ranges_that_are_not_proved_are_narrowed_no_further_than_needed(name):
    program = unit_of(name).program
    narrowed = guards(program)
    assert narrowed
    assert Widths(flatten(program)).unproved
    assert not Widths(flatten(program, ranges=narrowed)).unproved
    doubled = {fact: (2 * low, 2 * high + 1) for fact, (low, high) in narrowed.items()}
    assert Widths(flatten(program, ranges=doubled)).unproved


@pytest.mark.parametrize("name", NARROWED)
def test_rows_within_the_guards_never_go_the_open_way(name):
    one = unit_of(name)
    narrowed = guards(one.program)
    assert narrowed
    facts = some_units(Random(name), one, ROWS)
    beyond = np.zeros(ROWS, np.bool_)
    for fact, (low, high) in narrowed.items():
        beyond |= (facts.numbers[fact].values < low) | (facts.numbers[fact].values > high)
    many, went = ManyUnits(one, machine="numpy"), list[int]()
    many._open = Watched(many._open, went)
    many.score(facts)
    assert went == [int(beyond.sum())]
    assert 0 < went[0] < ROWS


class Watched(OpenBlocks):
    """The open way, keeping how many rows it was given."""

    def __init__(self, inner: OpenBlocks, went: list[int]) -> None:
        super().__init__(inner.program)
        self.went = went

    def run(self, facts: FactColumns, wanted: Wanted, at_close: str) -> IntervalColumns:
        """The results of all rows."""
        self.went.append(facts.rows)
        return super().run(facts, wanted, at_close)


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ((0, 2**31 - 1), "i32"),
        ((-(2**31), 0), "i53"),
        ((-(2**53), 2**53), "i53"),
        ((0, 2**53 + 1), "i64"),
        ((-(2**63) + 2, 2**63 - 2), "i64"),
        ((0, 2**63 - 1), None),
        ((-(2**63), 0), None),
    ],
)
def test_each_arithmetic_holds_what_it_says(interval, expected):
    assert arithmetic_of(interval) == expected


def test_marks_beyond_every_range_are_still_exact():
    one = written("""
method: formula
limits: none
rule: {points: done}
facts: {done: {type: count, title: {vi: "Số", en: "Number"}}}
""").unit
    facts = FactColumns(
        4,
        {"done": NumberColumn(np.array([0, 1, 5, 1_000_000]))},
        marks={0: MarkColumn(np.array([2**60, -(2**62), 7, 2**53 + 1]), np.array([True, True, False, True]))},
    )
    results = ManyUnits(one, machine="numpy").score(facts, Wanted((0,), told=True))
    assert differences(one, facts, results) == []
    assert results.total.tolist() == [2**60, -(2**62), 5_000_000, 2**53 + 1]
