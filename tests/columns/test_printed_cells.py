"""Cells of own tables under a printed set: what is taken, what is told as a problem, what leaves a row open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from engine.columns.printers.printed_set import printed_set
from engine.domain.facts import Fact, FactType, Option, iso_day
from engine.domain.submission import FactValue
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from tests.support.generated_facts import titled
from tests.support.printed_tables import ANSWERS, Row
from tests.support.single_leaf import leaf_of, set_of_one_leaf, with_facts

FIRST, LAST = iso_day("2022-01-01") or 0, iso_day("2022-12-31") or 0
FIELDS = (
    Fact("due", titled("due"), FactType.DATE, FIRST, LAST),
    Fact("submitted", titled("submitted"), FactType.DATE, FIRST, LAST, optional=True),
    Fact("pages", titled("pages"), FactType.COUNT, 0, 9),
)
A_DAY, NEXT_DAY = date(2022, 5, 1), date(2022, 5, 2)
PROBLEM, OPEN = "a problem", "open"


def fact(kind: FactType, low: int = 0, high: int = 1, places: int = 0, **more: Any) -> Fact:
    return Fact("x", titled("x"), kind, low, high, places, **more)


WHOLE = fact(FactType.INTEGER, -5, 5)
HUGE = fact(FactType.INTEGER, -(10**24), 10**24)
TENTHS = fact(FactType.DECIMAL, -50, 50, 1)
SHARE = fact(FactType.PERCENT, 0, 10_000, 2)
CHOICE = fact(FactType.CHOICE, options=(Option("early", titled("early")), Option("late", titled("late"))))
TRUTH = fact(FactType.BOOL)
DAY = fact(FactType.DATE, FIRST, LAST)
LIST = fact(FactType.LIST, 0, 2, fields=FIELDS, max_items=2)
RECORDS = pa.list_(pa.struct([("due", pa.date32()), ("submitted", pa.date32()), ("pages", pa.int64())]))

RULES: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "choice": ("choice", {"fact": "x", "levels": {"early": "2", "late": "0.7"}}),
    "bool": ("choice", {"fact": "x", "levels": {"true": "2", "false": "0.3"}}),
    "date": ("proportional", {"value": 'days_between(date("2022-01-01"), x)', "from": "0", "to": "400"}),
    "list": ("proportional", {"value": "count(x, submitted <= due) * 3 + sum(x, pages)", "from": "0", "to": "30"}),
    "integer": ("proportional", {"value": "x", "from": "-7", "to": "11"}),
    "decimal": ("proportional", {"value": "x", "from": "-7", "to": "11"}),
    "percent": ("proportional", {"value": "x", "target": "170%"}),
}


def cells() -> list[tuple[Fact, pa.DataType, object, FactValue]]:
    """Declared fact, type of the column, what a cell holds, and what it means."""
    numbers = [
        (WHOLE, pa.int8(), -5, -5),
        (WHOLE, pa.uint64(), 5, 5),
        (WHOLE, pa.uint64(), 2**64 - 1, PROBLEM),
        (WHOLE, pa.int64(), -(2**63), PROBLEM),
        (WHOLE, pa.int64(), 6, PROBLEM),
        (WHOLE, pa.decimal128(10, 2), Decimal("3.00"), 3),
        (WHOLE, pa.decimal128(10, 2), Decimal("3.10"), PROBLEM),
        (WHOLE, pa.decimal128(38, 0), Decimal(10) ** 37, PROBLEM),
        (WHOLE, pa.float64(), 3.0, PROBLEM),
        (WHOLE, pa.float32(), 0.5, PROBLEM),
        (WHOLE, pa.float64(), float("nan"), PROBLEM),
        (WHOLE, pa.float64(), float("inf"), PROBLEM),
        (WHOLE, pa.bool_(), True, PROBLEM),
        (WHOLE, pa.date32(), A_DAY, PROBLEM),
        (WHOLE, pa.int64(), None, OPEN),
        (WHOLE, pa.null(), None, OPEN),
        (WHOLE, pa.float64(), None, OPEN),
        (HUGE, pa.decimal128(38, 0), Decimal(-(10**24)), -(10**24)),
        (HUGE, pa.string(), str(10**24), 10**24),
        (HUGE, pa.string(), str(10**24 + 1), PROBLEM),
        (TENTHS, pa.int64(), -5, -5),
        (TENTHS, pa.int64(), 6, PROBLEM),
        (TENTHS, pa.decimal128(38, 3), Decimal("-4.900"), "-4.9"),
        (TENTHS, pa.decimal128(38, 3), Decimal("-4.901"), PROBLEM),
        (TENTHS, pa.decimal128(38, 1), Decimal("-0.1"), "-0.1"),
        (SHARE, pa.decimal128(5, 2), Decimal("88.85"), "88.85"),
        (SHARE, pa.int32(), 100, 100),
        (SHARE, pa.int32(), 101, PROBLEM),
    ]
    written = [
        *((WHOLE, text, text) for text in ("3", " 4 ", "-0", "+5", "-05")),
        *((WHOLE, text, PROBLEM) for text in ("", "3.0", "3%", "1e0", "abc", "1,5", "1 0", "٣", "3\n", "9" * 40)),
        *((TENTHS, text, text) for text in ("4.9", "-0.1", "+0.10", "5")),
        *((TENTHS, text, PROBLEM) for text in ("4.95", "4.", ".5", "5.1", "4,9", "0.5%", "NaN", "1/2")),
        *((SHARE, text, text) for text in ("80", "80.5%", "80.50 %", "0.01")),
        *((SHARE, text, PROBLEM) for text in ("80%%", "%", "100.01", "-1", "80.005%", "100.001")),
        *((CHOICE, text, text) for text in ("early", "late")),
        *((CHOICE, text, PROBLEM) for text in ("Early", "", "early ", "0")),
        *((TRUTH, text, text) for text in ("true", "false")),
        *((TRUTH, text, PROBLEM) for text in ("True", "1", "có", "")),
        *((DAY, text, text) for text in ("2022-01-01", "2022-12-31", "2022-02-28")),
        *((DAY, text, PROBLEM) for text in ("2021-12-31", "2022-02-30", "01/05/2022", "2022-5-1", "infinity")),
    ]
    others = [
        (CHOICE, pa.dictionary(pa.int32(), pa.string()), "late", "late"),
        (CHOICE, pa.int64(), 0, PROBLEM),
        (TRUTH, pa.bool_(), True, True),
        (TRUTH, pa.int64(), 1, PROBLEM),
        (DAY, pa.date32(), A_DAY, A_DAY),
        (DAY, pa.date32(), date(2023, 1, 1), PROBLEM),
        (DAY, pa.date32(), date(1, 1, 1), PROBLEM),
        (DAY, pa.timestamp("us"), datetime(2022, 5, 1, 10, tzinfo=UTC), PROBLEM),
        (DAY, pa.date32(), None, OPEN),
    ]
    return [*numbers, *((declared, pa.string(), text, means) for declared, text, means in written), *others]


def lists() -> list[tuple[Fact, pa.DataType, object, FactValue]]:
    """The same of a list."""

    def record(due: object = A_DAY, submitted: object = A_DAY, pages: object = 1) -> dict[str, object]:
        return {"due": due, "submitted": submitted, "pages": pages}

    good: list[Any] = [
        [],
        [record()],
        [record(), record(submitted=NEXT_DAY, pages=9)],
        [record(pages=0), record(pages=0)],
    ]
    bad: list[Any] = [
        [record()] * 3,
        [None],
        [record(), None],
        [record(due=None)],
        [record(pages=None)],
        [record(pages=10)],
        [record(pages=2**62)] * 2,
        [record(submitted=date(2023, 1, 1))],
    ]
    taken = [(LIST, RECORDS, each, tuple(each)) for each in good]
    told = [(LIST, RECORDS, each, PROBLEM) for each in bad]
    bare = pa.list_(pa.null())
    of_nothing = [
        (LIST, pa.null(), None, OPEN),
        (LIST, bare, None, OPEN),
        (LIST, bare, [], ()),
        (LIST, bare, [None], PROBLEM),
    ]
    return [*taken, *told, *of_nothing, (LIST, RECORDS, None, OPEN), (LIST, RECORDS, [record(submitted=None)], OPEN)]


def one_unit(declared: Fact) -> OneUnit:
    """A set of one leaf over the fact x."""
    method, rule = RULES[declared.type.value]
    rules = set_of_one_leaf(leaf_of(method, rule, Fraction(2)), {"x": declared}, Random(1))
    return OneUnit(compile_set(replace(rules, roundings=()), "ordinary", 2022))


def asked(dialect: str, one: OneUnit, kind: pa.DataType, cell: object) -> Row:
    """What is answered of one cell, between two rows that are in order."""
    rows = pa.table({"unit.id": ["0", "1", "2"], "x": pa.array([None, cell, None], kind)})
    first, row, last = ANSWERS[dialect](printed_set(one.compiled), rows)
    for empty in (first, last):
        assert (empty["total"], empty["open"], empty["problem"]) == (None, True, None)
    return row


@pytest.mark.parametrize("dialect", ANSWERS)
@pytest.mark.parametrize(("declared", "kind", "cell", "means"), [*cells(), *lists()])
def test_a_cell_means_what_a_submission_means_or_is_told(
    dialect: str, declared: Fact, kind: pa.DataType, cell: object, means: FactValue
) -> None:
    one = one_unit(declared)
    row = asked(dialect, one, kind, cell)
    if means in (PROBLEM, OPEN):
        assert (row["total"], row["maximum"]) == (None, None)
        assert row["open"] is (None if means == PROBLEM else True)
        assert (row["problem"] or "").startswith("x = ") is (means == PROBLEM)
        return
    intake = one.take_in(with_facts(one.compiled.criteria_set, {"x": means}))
    outcome = one.outcome(intake.facts)
    assert outcome is not None
    assert (row["total"], row["maximum"]) == (Decimal(outcome.total[0]).scaleb(-3), Decimal("2.000"))
    assert (row["open"], row["problem"]) == (False, None)
