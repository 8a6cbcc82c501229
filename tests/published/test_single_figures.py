"""Single published figures: a SIPAS percentage as points, and the 70 appraised points of Nam Định as an index."""

from fractions import Fraction

import pytest

from engine.domain.numbers import printed, shown
from tests.published.published_set import PublishedSet

pytestmark = pytest.mark.published


def test_sipas_of_91_17_percent_gives_9_117_of_10_and_prints_9_12():
    card = PublishedSet("sipas_2021").score("baohatinh.vn 236001", {"sipas.rate": "91.17"}, year=2021)
    sipas = card.node("sipas")
    assert sipas.won == Fraction("9.117")
    assert printed(sipas.won, card.printing.places) == "9.12"
    assert shown(sipas.won, card.printing.places, "vi") == "9,12"
    assert card.index == Fraction("91.17")


def test_63_58_of_70_appraised_points_are_90_83_percent_and_group_1():
    card = PublishedSet("nam_dinh_2020").score("Sở Thông tin và Truyền thông", {"appraised.points": "63.58"}, year=2020)
    assert printed(card.index, card.printing.places) == "90.83"
    assert card.index == Fraction("63.58") / 70 * 100
    assert card.grade_title.vi == "Nhóm I"


def test_62_62_beside_89_45_percent_comes_from_unrounded_points():
    """The province printed 62.62 of 70 as 89.45; 62.62 itself is 89.457, which prints 89.46."""
    nam_dinh = PublishedSet("nam_dinh_2020")
    as_printed = nam_dinh.score("Nam Định", {"appraised.points": "62.62"}, year=2020)
    unrounded = nam_dinh.score("Nam Định", {"appraised.points": "62.616"}, year=2020)
    assert printed(as_printed.index, as_printed.printing.places) == "89.46"
    assert printed(unrounded.total.won, unrounded.printing.places) == "62.62"
    assert printed(unrounded.index, unrounded.printing.places) == "89.45"
    assert unrounded.grade_title.vi == "Nhóm II"


@pytest.mark.parametrize(
    ("name", "facts", "year"),
    [
        ("sipas_2021", {"sipas.rate": "91.17"}, 2021),
        ("nam_dinh_2020", {"appraised.points": "63.58"}, 2020),
        ("nam_dinh_2020", {"appraised.points": "62.616"}, 2020),
    ],
)
def test_a_batch_of_columns_gets_the_same_figures(name, facts, year):
    published = PublishedSet(name)
    published.score("unit", facts, year=year)
    assert published.column_differences() == []
