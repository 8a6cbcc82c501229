"""`external_index`: a published percentage × maximum, or published points as they stand."""

from fractions import Fraction

import pytest

from tests.support.written_rows import adds_up, row

SIPAS = """
method: external_index
rule: {value: sipas.rate}
facts: {sipas.rate: {type: percent, title: {vi: "Chỉ số SIPAS", en: "SIPAS"}}}
"""
POINTS = """
method: external_index
rule: {points: survey.points}
facts: {survey.points: {type: decimal, places: 3, max: "10", title: {vi: "Điểm công bố", en: "Published points"}}}
"""


@pytest.mark.parametrize(
    ("rate", "points"), [("91.17", "9.117"), ("0", "0"), ("100", "10"), ("84.5", "8.45"), ("91.17%", "9.117")]
)
def test_a_published_percentage_earns_its_share(rate, points):
    node = row(SIPAS, "10").node({"sipas.rate": rate})
    assert node.won == Fraction(points)
    assert adds_up(node)


def test_published_points_stand_as_they_are():
    node = row(POINTS, "10").node({"survey.points": "9.117"})
    assert (node.won, node.rule) == (Fraction("9.117"), "as_published")
    assert node.reason.vi == "Lấy theo điểm đã công bố: 9,117 điểm."
    assert node.reason.en == "Taken as published: 9.117 points."
    assert node.next_gain is None
    assert adds_up(node)


def test_an_index_that_is_not_published_yet_is_pending():
    node = row(SIPAS, "10").node({})
    assert (str(node.status), node.possible.low, node.possible.high) == ("pending", 0, 10)
    assert node.reason.en == "Waiting for: SIPAS."


def test_the_next_gain_goes_to_the_full_mark():
    gain = row(SIPAS, "10").node({"sipas.rate": "91.17"}).next_gain
    assert (gain.changes, gain.points) == ({"sipas.rate": "100"}, Fraction("0.883"))
    assert gain.what.vi == "Chỉ số SIPAS: từ 91,17 % thành 100 % (giá trị 91,17 % → 100 %) được thêm 0,883 điểm"
