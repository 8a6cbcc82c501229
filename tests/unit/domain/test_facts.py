"""Facts: one integer inside, the exact value outside."""

from datetime import date
from fractions import Fraction

import pytest

from engine.domain.facts import Fact, FactType, Option, iso_day
from engine.domain.text import Text

TITLE = Text("tên", "title")


@pytest.mark.parametrize(
    ("kind", "places", "number", "value"),
    [
        (FactType.COUNT, 0, 12, Fraction(12)),
        (FactType.DECIMAL, 3, 4567, Fraction(4567, 1000)),
        (FactType.PERCENT, 2, 9117, Fraction(9117, 10000)),
        (FactType.PERCENT, 0, 80, Fraction(4, 5)),
        (FactType.MONEY, 0, 10**15, Fraction(10**15)),
        (FactType.DATE, 0, date(2022, 11, 10).toordinal(), Fraction(date(2022, 11, 10).toordinal())),
    ],
)
def test_the_integer_stands_for_an_exact_value(kind, places, number, value):
    assert Fact("f", TITLE, kind, 0, number, places).value(number) == value


def test_a_percentage_stands_for_its_ratio():
    assert Fact("f", TITLE, FactType.PERCENT, 0, 10000, 2).denominator == 10000


def test_an_option_is_found_by_its_id_and_a_wrong_one_is_no_option():
    choice = Fact("f", TITLE, FactType.CHOICE, 0, 1, options=(Option("on_time", TITLE), Option("late", TITLE)))
    assert [choice.option_index("on_time"), choice.option_index("late")] == [0, 1]
    with pytest.raises(KeyError):
        choice.option_index("lat")


@pytest.mark.parametrize(
    "text", ["2022-13-01", "20221231", "2022-W10-1", "31/12/2022", "2022-12-31T00:00", "", "2022-2-3"]
)
def test_a_day_is_written_in_one_way_only(text):
    assert iso_day(text) is None
    assert iso_day("2022-12-31") == date(2022, 12, 31).toordinal()
