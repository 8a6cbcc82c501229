"""`proportional`: value × maximum, with floor, target, or linear between two values, either direction."""

from fractions import Fraction

import pytest

from tests.support.written_rows import adds_up, codes, read_row, row

FACTS = """
facts:
  done: {type: count, title: {vi: "Đã xong", en: "Done"}, max: 1000}
  planned: {type: count, title: {vi: "Kế hoạch", en: "Planned"}, max: 1000}
"""
DAYS = """
facts:
  days: {type: integer, title: {vi: "Số ngày", en: "Days"}, min: 0, max: 100}
"""


def ratio(more: str = "") -> str:
    """A row in proportion of done to planned."""
    return f"method: proportional\nrule: {{value: done / planned, when_empty: zero{more}}}\n{FACTS}"


def of_days(more: str) -> str:
    """A row over a number of days."""
    return f"method: proportional\nrule: {{value: days{more}}}\n{DAYS}"


@pytest.mark.parametrize(
    ("more", "done", "points", "rule"),
    [
        ("", 0, "0", "proportional"),
        ("", 50, "1", "proportional"),
        ("", 100, "2", "full"),
        ("", 130, "2", "full"),
        (', floor: "80%"', 79, "0", "below_floor"),
        (', floor: "80%"', 80, "1.6", "proportional"),
        (', target: "70%"', 35, "1", "proportional"),
        (', target: "70%"', 69, "1.971429", "proportional"),
        (', target: "70%"', 70, "2", "full"),
        (', from: "50%", to: "90%"', 50, "0", "linear"),
        (', from: "50%", to: "90%"', 49, "0", "none"),
        (', from: "50%", to: "90%"', 70, "1", "linear"),
        (', from: "50%", to: "90%"', 90, "2", "full"),
    ],
)
def test_more_is_better_up_to_the_full_mark(more, done, points, rule):
    node = row(ratio(more)).node({"done": done, "planned": 100})
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


@pytest.mark.parametrize(
    ("more", "days", "points", "rule"),
    [
        (', direction: less, target: "10"', 0, "2", "full"),
        (', direction: less, target: "10"', 10, "2", "full"),
        (', direction: less, target: "10"', 20, "1", "proportional"),
        (', direction: less, target: "10"', 100, "0.2", "proportional"),
        (', direction: less, from: "30", to: "10"', 30, "0", "none"),
        (', direction: less, from: "30", to: "10"', 20, "1", "linear"),
        (', direction: less, from: "30", to: "10"', 10, "2", "linear"),
        (', direction: less, from: "30", to: "10"', 9, "2", "full"),
        (', direction: less, from: "30", to: "10"', 31, "0", "none"),
    ],
)
def test_less_may_be_better(more, days, points, rule):
    node = row(of_days(more)).node({"days": days})
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


def test_one_division_is_made_and_rounded_half_up_once():
    rows = row(ratio())
    assert rows.points({"done": 1, "planned": 3}) == Fraction("0.666667")
    assert rows.points({"done": 2, "planned": 3}) == Fraction("1.333333")
    assert rows.points({"done": 10, "planned": 12}) == Fraction("1.666667")


def test_a_half_of_the_last_place_goes_up():
    rows = row(ratio(), "0.000001")
    assert [rows.points({"done": done, "planned": 4}) for done in (1, 2, 3)] == [
        0,
        Fraction(1, 10**6),
        Fraction(1, 10**6),
    ]


@pytest.mark.parametrize(
    ("rule", "facts", "vi", "en"),
    [
        (
            ratio(),
            {"done": 1, "planned": 2},
            "Giá trị 50 %: tính theo tỷ lệ, 100 % ứng với 2 điểm.",
            "The value is 50%: in proportion, 100% being 2 points.",
        ),
        (
            ratio(', floor: "80%"'),
            {"done": 1, "planned": 2},
            "Giá trị 50 %: dưới ngưỡng 80 % không có điểm.",
            "The value is 50%: below the floor of 80% nothing.",
        ),
        (
            ratio(),
            {"done": 2, "planned": 2},
            "Giá trị 100 %: từ 100 % được trọn 2 điểm.",
            "The value is 100%: from 100% the full 2 points.",
        ),
        (
            of_days(', direction: less, from: "30", to: "10"'),
            {"days": 12},
            "Giá trị 12: tính tuyến tính giữa 30 (0 điểm) và 10 (trọn điểm).",
            "The value is 12: linear between 30 (nothing) and 10 (full).",
        ),
    ],
)
def test_the_way_to_the_points_is_told(rule, facts, vi, en):
    node = row(rule).node(facts)
    assert (node.reason.vi, node.reason.en) == (vi, en)


@pytest.mark.parametrize(
    ("more", "done", "change", "points"),
    [("", 75, "100", "0.5"), (', floor: "80%"', 40, "80", "1.6"), (', from: "50%", to: "90%"', 30, "90", "2")],
)
def test_the_next_gain_is_the_next_corner(more, done, change, points):
    rows, facts = row(ratio(more)), {"done": done, "planned": 100}
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"done": change}, Fraction(points))
    assert rows.after(facts, gain.changes) - rows.points(facts) == gain.points


def test_the_next_gain_goes_down_where_less_is_better():
    rows = row(of_days(', direction: less, target: "10"'))
    gain = rows.node({"days": 20}).next_gain
    assert (gain.changes, gain.points) == ({"days": "10"}, 1)
    assert rows.after({"days": 20}, gain.changes) == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (', target: "0"', "proportional.target"),
        (', floor: "120%"', "proportional.floor"),
        (', floor: "80%", target: "70%"', "proportional.floor"),
        (', from: "90%", to: "50%"', "proportional.direction"),
        (', from: "50%", to: "50%"', "proportional.direction"),
        (", direction: less", "proportional.less"),
        (', direction: less, target: "10%", floor: "5%"', "proportional.less-floor"),
        (', direction: less, from: "10%", to: "50%"', "proportional.direction"),
        (', from: "10%", to: "50%", floor: "5%"', "proportional.mixed"),
    ],
)
def test_ends_that_make_no_sense_are_refused(more, code):
    loaded = read_row(ratio(more))
    assert codes(loaded) == [code]
    assert all(finding.message.vi and finding.message.en for finding in loaded.findings)


@pytest.mark.parametrize("more", [', from: "50%"', ', to: "50%"', ', target: "50%", from: "10%", to: "50%"'])
def test_ends_that_do_not_go_together_are_refused_by_the_schema(more):
    assert all(code.startswith("schema.") for code in codes(read_row(ratio(more))))
