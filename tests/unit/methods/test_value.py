"""The value of a table: told as a percentage where it is one, and moved by one lever at a time."""

from fractions import Fraction

import pytest

from engine.domain.facts import Fact, FactType
from engine.domain.text import Text
from engine.methods.typed import Number
from engine.methods.value import Value
from engine.program import expressions as e
from engine.program.plan import Seen

TITLE = Text("tên", "title")
FACTS = {
    fact.id: fact
    for fact in (
        Fact("done", TITLE, FactType.COUNT, 0, 1000),
        Fact("planned", TITLE, FactType.COUNT, 0, 1000),
        Fact("listed", TITLE, FactType.LIST, 0, 3, max_items=3),
    )
}
SHARE = Value(
    Number(e.FactRef("done"), e.FactRef("planned"), (e.FactRef("planned"),)),
    as_percent=True,
    when_empty="zero",
    levers=("done",),
)


def seen(**facts: int) -> Seen:
    """A leaf over some facts."""
    return Seen(FACTS, facts, 10**6, 2_000_000, 0, 0)


def test_the_value_is_exact_and_unknown_while_a_fact_is():
    assert SHARE.now(seen(done=1, planned=3)) == Fraction(1, 3)
    assert SHARE.now(seen(done=1)) is None


@pytest.mark.parametrize(
    ("value", "percentage", "vi", "en"),
    [
        (Fraction(1, 3), True, "33,33 %", "33.33%"),
        (Fraction(4), False, "4", "4"),
        (Fraction(123456), False, "123.456", "123,456"),
        (None, True, "chưa biết", "unknown"),
    ],
)
def test_a_value_is_told_as_what_it_is(value, percentage, vi, en):
    told = Value(SHARE.number, as_percent=percentage)
    assert (told.told(value, "vi"), told.told(value, "en")) == (vi, en)


def test_the_least_change_is_found_by_halving():
    change = SHARE.least_change(seen(done=10, planned=30), lambda at: at >= Fraction(4, 5))
    assert change == ("done", 24, Fraction(4, 5))


def test_a_change_downwards_is_found_too():
    assert SHARE.least_change(seen(done=30, planned=30), lambda at: at <= Fraction(1, 2)) == (
        "done",
        15,
        Fraction(1, 2),
    )


def test_what_no_lever_reaches_has_no_change():
    assert SHARE.least_change(seen(done=1, planned=1000), lambda at: at > 1) is None
    assert Value(SHARE.number, as_percent=True).least_change(seen(done=1, planned=2), lambda at: at >= 1) is None
