"""Both sides of a sum or a comparison over one denominator."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.methods.typed import Choice, Day, Number, Records, Truth, Word, common, expressions_of
from engine.program import expressions as e
from tests.unit.methods.test_language import FACTS

RATIO = st.fractions(-20, 20, max_denominator=50)


def number(value: Fraction) -> Number:
    """A constant."""
    return Number(e.Const(value.numerator), e.Const(value.denominator))


@given(RATIO, RATIO)
def test_constants_come_over_their_least_common_denominator(left, right):
    first, second, denominator = common(number(left), number(right))
    assert Fraction(first.value, denominator.value) == left
    assert Fraction(second.value, denominator.value) == right


def test_equal_denominators_stay():
    left, right = Number(e.FactRef("a"), e.FactRef("d")), Number(e.FactRef("b"), e.FactRef("d"))
    assert common(left, right) == (e.FactRef("a"), e.FactRef("b"), e.FactRef("d"))


def test_different_denominators_are_multiplied():
    left, right = Number(e.FactRef("a"), e.FactRef("d")), Number(e.FactRef("b"), e.FactRef("f"))
    assert common(left, right) == (
        e.Times(e.FactRef("a"), e.FactRef("f")),
        e.Times(e.FactRef("b"), e.FactRef("d")),
        e.Times(e.FactRef("d"), e.FactRef("f")),
    )


def test_everything_typed_says_what_it_is_made_of():
    a, b = e.FactRef("a"), e.FactRef("b")
    assert expressions_of(Number(a, b, (b,))) == (a, b, b)
    assert expressions_of(Truth(a)) == expressions_of(Day(a)) == expressions_of(Choice(a, FACTS["plan"])) == (a,)
    assert expressions_of(Word("late")) == expressions_of(Records(FACTS["reports"])) == ()
