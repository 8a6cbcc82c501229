"""`against`: the value against last year, a plan or a target: by difference, ratio or growth."""

from fractions import Fraction

import pytest

from tests.support.written_rows import adds_up, codes, read_row, row

FACTS = """
facts:
  now: {type: count, title: {vi: "Năm nay", en: "This year"}, max: 10000}
  before: {type: count, title: {vi: "Năm trước", en: "Last year"}, max: 10000}
"""
RATES = """
facts:
  rate.now: {type: percent, title: {vi: "Tỷ lệ năm nay", en: "Rate this year"}}
  rate.before: {type: percent, title: {vi: "Tỷ lệ năm trước", en: "Rate last year"}}
"""


def compared(compare: str, listed: str, more: str = "") -> str:
    """A row of bands over two counts."""
    rule = f"{{value: now, reference: before, compare: {compare}, {more}bands: [{listed}]}}"
    return f"method: against\nrule: {rule}\n{FACTS}"


DIFFERENCE = compared(
    "difference", '{from: "5", points: "2"}, {from: "0", below: "5", points: "1"}, {below: "0", points: "0"}'
)
RATIO = compared(
    "ratio",
    '{from: "110%", points: "2"}, {from: "100%", below: "110%", points: "1"}, {below: "100%", points: "0"}',
    "when_empty: full, ",
)
GROWTH = compared(
    "growth",
    '{from: "10%", points: "2"}, {above: "0", below: "10%", points: "1"}, {to: "0", points: "0"}',
    "when_empty: zero, ",
)


@pytest.mark.parametrize(
    ("rule", "now", "before", "points", "name"),
    [
        (DIFFERENCE, 15, 10, "2", "bands[0]"),
        (DIFFERENCE, 14, 10, "1", "bands[1]"),
        (DIFFERENCE, 10, 10, "1", "bands[1]"),
        (DIFFERENCE, 9, 10, "0", "bands[2]"),
        (RATIO, 110, 100, "2", "bands[0]"),
        (RATIO, 109, 100, "1", "bands[1]"),
        (RATIO, 99, 100, "0", "bands[2]"),
        (RATIO, 5, 0, "2", "empty"),
        (GROWTH, 11, 10, "2", "bands[0]"),
        (GROWTH, 1001, 1000, "1", "bands[1]"),
        (GROWTH, 1000, 1000, "0", "bands[2]"),
        (GROWTH, 999, 1000, "0", "bands[2]"),
        (GROWTH, 7, 0, "0", "empty"),
    ],
)
def test_the_comparison_falls_in_its_band(rule, now, before, points, name):
    node = row(rule).node({"now": now, "before": before})
    assert (node.won, node.rule) == (Fraction(points), name)
    assert adds_up(node)


@pytest.mark.parametrize(
    ("rule", "said"),
    [(DIFFERENCE, "Giá trị 1: "), (RATIO, "Giá trị 110 %: "), (GROWTH, "Giá trị 10 %: ")],
)
def test_a_difference_is_told_as_it_is_and_a_ratio_as_a_percentage(rule, said):
    assert row(rule).node({"now": 11, "before": 10}).reason.vi.startswith(said)


def test_the_next_gain_moves_this_year_and_not_the_last():
    rows, facts = row(GROWTH), {"now": 100, "before": 100}
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"now": "101"}, 1)
    assert rows.after(facts, gain.changes) == 1


def test_rates_are_compared_by_their_difference_in_points():
    bands = 'bands: [{from: "5%", points: "2"}, {below: "5%", points: "0"}]'
    rule = f"method: against\nrule: {{value: rate.now, reference: rate.before, compare: difference, {bands}}}\n{RATES}"
    rows = row(rule)
    assert [rows.points({"rate.now": now, "rate.before": 50}) for now in ("55", "54.99")] == [2, 0]
    assert rows.node({"rate.now": "54.99", "rate.before": 50}).reason.vi.startswith("Giá trị 4,99 %")


def test_a_reference_that_can_be_negative_is_refused():
    negative = RATIO.replace("before: {type: count,", "before: {type: integer, min: -5,")
    assert codes(read_row(negative)) == ["against.negative-reference"]


def test_an_empty_reference_must_be_provided_for():
    assert codes(read_row(RATIO.replace("when_empty: full, ", ""))) == ["rule.when-empty"]
    assert codes(read_row(DIFFERENCE.replace("bands:", "when_empty: full, bands:"))) == ["rule.never-empty"]
