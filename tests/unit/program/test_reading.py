"""What an expression reads, and how large it is when it is written out."""

from engine.program import expressions as e
from engine.program.reading import Sizes, facts_of, parts

LATE = e.FoldList("count", "reports", e.ONE, e.Compare(">", e.FieldRef(1), e.FactRef("day")))


def test_facts_are_named_once_in_the_order_of_reading():
    expr = e.Sum((e.FactRef("b"), e.Times(e.FactRef("a"), e.FactRef("b")), LATE))
    assert facts_of(expr) == ("b", "a", "reports", "day")


def test_what_known_asks_for_is_read_too():
    assert facts_of(e.Known(e.FactRef("a"))) == ("a",)


def test_a_field_is_no_fact():
    assert facts_of(e.FieldRef(0)) == ()


def test_the_counts_of_a_tally_are_read():
    assert facts_of(e.Tally(0, (e.Term(e.FactRef("a"), 1), e.Term(LATE, 2)), 0, 1)) == ("a", "reports", "day")


def test_parts_are_what_lies_directly_inside():
    inner = e.Sum((e.FactRef("a"), e.ONE))
    assert list(parts(e.Not(inner))) == [inner]


def test_what_is_shared_counts_each_time_it_is_used():
    shared = e.Sum((e.FactRef("a"), e.FactRef("b")))
    assert Sizes().of(shared) == 3
    assert Sizes().of(e.Times(shared, shared)) == 7


def test_the_size_of_a_deep_sharing_is_counted_without_walking_it():
    expr: e.Expr = e.FactRef("a")
    for _ in range(200):
        expr = e.Greatest((expr, expr))
    assert Sizes().of(expr) == 2**201 - 1
