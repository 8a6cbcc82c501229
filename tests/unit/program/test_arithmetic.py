"""Expressions are built short: constants folded, neutral terms left out, values unchanged."""

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.facts import Fact, FactType
from engine.domain.text import Text
from engine.program import expressions as e
from engine.program.arithmetic import both, either, is_zero, minus, plus, times
from engine.program.intervals import Evaluation

A, B = e.FactRef("a"), e.FactRef("b")
DECLARED = {name: Fact(name, Text(name, name), FactType.INTEGER, -9, 9) for name in "ab"}
TERMS = st.one_of(st.builds(e.Const, st.integers(-3, 3)), st.sampled_from([A, B]))


def value(expr: e.Expr, a: int, b: int) -> int | None:
    """What an expression is worth."""
    return Evaluation(DECLARED, {"a": a, "b": b}).decided(expr)


def test_neutral_terms_are_left_out():
    assert plus(A, e.ZERO) == A
    assert times(A, e.ONE) == times(e.ONE, A) == A
    assert times(A, e.ZERO) == e.ZERO
    assert minus(A, e.ZERO) == A
    assert plus() == e.ZERO


def test_constants_are_folded():
    assert plus(e.Const(2), e.Const(3)) == e.Const(5)
    assert times(e.Const(2), e.Const(-3)) == e.Const(-6)
    assert minus(e.Const(2), e.Const(3)) == e.Const(-1)
    assert plus(A, e.Const(2), B, e.Const(3)) == e.Sum((A, B, e.Const(5)))


def test_one_condition_stands_by_itself():
    assert both(A) == either(A) == A
    assert both(A, B) == e.And((A, B))
    assert either(A, B) == e.Or((A, B))
    assert is_zero(A) == e.Compare("==", A, e.ZERO)


@given(st.lists(TERMS, max_size=4), st.integers(-9, 9), st.integers(-9, 9))
def test_folding_changes_no_sum(terms, a, b):
    assert value(plus(*terms), a, b) == sum(value(term, a, b) for term in terms)


@given(TERMS, TERMS, st.integers(-9, 9), st.integers(-9, 9))
def test_folding_changes_no_product_and_no_difference(left, right, a, b):
    assert value(times(left, right), a, b) == value(left, a, b) * value(right, a, b)
    assert value(minus(left, right), a, b) == value(left, a, b) - value(right, a, b)
