"""`relative`: min-max, share of the best, distance to the mean and to a percentile, at and around every edge."""

from fractions import Fraction

import pytest

from engine.domain.field_rows import is_field_fact
from engine.domain.scorecard import NodeScore, Status
from engine.evaluation.field_values import compared_leaves
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from engine.program.field import figures_written
from tests.support.written_rows import YEAR, codes, read_row, submitted

FACTS = """
facts:
  done: {type: count, title: {vi: "Đã làm", en: "Done"}, max: 1000}
  planned: {type: count, title: {vi: "Phải làm", en: "Planned"}, max: 1000}
  rate: {type: percent, title: {vi: "Tỷ lệ", en: "Rate"}}
  balance: {type: integer, title: {vi: "Chênh lệch", en: "Balance"}, min: -100, max: 100}
"""


def ruled(rule: str, more: str = "") -> str:
    """A row that compares."""
    return f"method: relative\nrule: {{{rule}}}\n{more}{FACTS}"


def scored(rule: str, facts: dict[str, object], field: str = "", more: str = "") -> NodeScore:
    """The row for facts of a unit and figures of its field such as `least 10, greatest 90`."""
    loaded = read_row(ruled(rule, more))
    rules = loaded.checked()
    unit = OneUnit(compile_set(rules, "ordinary", YEAR))
    if field:
        ((_, _, compared),) = compared_leaves(unit.program)
        pairs = (each.split() for each in field.split(", "))
        unit = unit.with_figures(figures_written(compared, {name: _number(text) for name, text in pairs}))
    return unit.explain(submitted(rules, facts)).node("1")  # type: ignore[arg-type]


def _number(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


MIN_MAX = "value: done, by: min_max, when_equal: full"
LESS = "value: done, by: min_max, direction: less, when_equal: zero"
BEST = "value: done, by: best, when_empty: zero"
LEAST_IS_BEST = "value: done, by: best, direction: less"
MEAN = 'value: done, by: mean, from: "-10", to: "10"'
RATIO = 'value: done, by: mean, compare: ratio, target: "120%", when_empty: full'
GROWTH = 'value: done, by: mean, compare: growth, from: "-50%", to: "50%", when_empty: zero'
NINETIETH = 'value: done, by: percentile, percentile: 90, from: "-20", to: "0"'
SHARE = 'value: done / planned, places: 4, by: min_max, when_equal: "25%", when_empty: zero'


@pytest.mark.parametrize(
    ("rule", "done", "field", "points", "name"),
    [
        (MIN_MAX, 10, "least 10, greatest 90", "0", "proportional"),
        (MIN_MAX, 50, "least 10, greatest 90", "1", "proportional"),
        (MIN_MAX, 89, "least 10, greatest 90", "1.975", "proportional"),
        (MIN_MAX, 90, "least 10, greatest 90", "2", "full"),
        (MIN_MAX, 95, "least 10, greatest 90", "2", "full"),
        (MIN_MAX, 5, "least 10, greatest 90", "0", "proportional"),
        (MIN_MAX, 10, "least 10, greatest 10", "2", "equal"),
        (LESS, 10, "least 10, greatest 90", "2", "full"),
        (LESS, 30, "least 10, greatest 90", "1.5", "proportional"),
        (LESS, 90, "least 10, greatest 90", "0", "proportional"),
        (LESS, 10, "least 10, greatest 10", "0", "equal"),
        (BEST, 90, "greatest 90", "2", "full"),
        (BEST, 30, "greatest 90", "0.666667", "proportional"),
        (BEST, 0, "greatest 0", "0", "empty"),
        (LEAST_IS_BEST, 10, "least 10", "2", "full"),
        (LEAST_IS_BEST, 40, "least 10", "0.5", "proportional"),
        (LEAST_IS_BEST, 0, "least 0", "2", "full"),
        (LEAST_IS_BEST, 1, "least 0", "0", "proportional"),
        (LEAST_IS_BEST, 0, "least 10", "2", "full"),
        (MEAN, 20, "sum 60, count 3", "1", "linear"),
        (MEAN, 30, "sum 60, count 3", "2", "full"),
        (MEAN, 10, "sum 60, count 3", "0", "linear"),
        (MEAN, 9, "sum 60, count 3", "0", "none"),
        (MEAN, 20, "sum 61, count 3", "0.966667", "linear"),
        (RATIO, 24, "sum 60, count 3", "2", "full"),
        (RATIO, 12, "sum 60, count 3", "1", "proportional"),
        (RATIO, 0, "sum 0, count 3", "2", "empty"),
        (GROWTH, 20, "sum 60, count 3", "1", "linear"),
        (GROWTH, 30, "sum 60, count 3", "2", "full"),
        (GROWTH, 9, "sum 60, count 3", "0", "none"),
        (NINETIETH, 50, "percentile 50.5", "1.95", "linear"),
        (NINETIETH, 51, "percentile 50.5", "2", "full"),
    ],
)
def test_the_value_is_held_against_its_field(rule, done, field, points, name):
    node = scored(rule, {"done": done}, field)
    assert (node.won, node.rule, node.status) == (Fraction(points), name, Status.SCORED)


def test_a_quotient_is_rounded_once_to_the_places_that_are_declared():
    third = scored(SHARE, {"done": 1, "planned": 3}, "least 0%, greatest 100%")
    assert third.won == Fraction("0.6666")
    assert scored(SHARE, {"done": 1, "planned": 3}, "least 33.33%, greatest 33.33%").won == Fraction("0.5")
    assert scored(SHARE, {"done": 0, "planned": 0}, "least 10%, greatest 90%").rule == "empty"


def test_bands_may_stand_over_what_is_compared():
    rule = MIN_MAX + ', bands: [{from: "50%", points: "2"}, {below: "50%", points: "0.5"}]'
    assert [scored(rule, {"done": done}, "least 0, greatest 100").won for done in (50, 49)] == [2, Fraction("0.5")]
    assert scored(rule, {"done": 49}, "least 49, greatest 49").rule == "equal"
    distance = 'value: rate, by: mean, bands: [{from: "5%", points: "2"}, {below: "5%", points: "0"}]'
    assert scored(distance, {"rate": "85"}, "sum 240%, count 3").won == 2
    assert scored(distance, {"rate": "84.99"}, "sum 240%, count 3").won == 0


@pytest.mark.parametrize("rule", [MIN_MAX, LESS, BEST, LEAST_IS_BEST, MEAN, RATIO, GROWTH, NINETIETH])
def test_until_the_field_is_complete_the_row_is_pending_with_its_interval(rule):
    node = scored(rule, {"done": 50})
    assert node.status is Status.PENDING
    assert (node.possible.low, node.possible.high) == (0, 2)
    assert node.missing
    assert all(is_field_fact(name) for name in node.missing)
    assert node.reason.vi.startswith("Chờ kết quả: ")
    assert node.next_gain is None


def test_a_unit_whose_own_value_is_not_known_stays_open_even_in_a_field_that_is_all_equal():
    assert scored(MIN_MAX, {}, "least 10, greatest 10").status is Status.PENDING


@pytest.mark.parametrize(
    ("rule", "field", "vi", "en"),
    [
        (
            LESS,
            "least 10, greatest 90",
            "Giá trị 50; khối từ 10 đến 90, thấp hơn là tốt hơn, đi được 50 % quãng đến mức tốt nhất: ",
            "The value is 50; the field runs from 10 to 90, less being better, 50% of the way to the best: ",
        ),
        (BEST, "greatest 80", "Giá trị 50; tốt nhất khối là 80, đạt 62,5 % mức đó: ", "The value is 50; the best of"),
        (
            MEAN,
            "sum 144, count 3",
            "Giá trị 50; trung bình khối 48, chênh 2: ",
            "The value is 50; the mean of the field",
        ),
        (
            NINETIETH,
            "percentile 60.5",
            "Giá trị 50; bách phân vị 90 của khối 60,5, chênh -10,5: ",
            "The value is 50; percentile 90 of the field is 60.5, the distance -10.5: ",
        ),
        (
            MIN_MAX,
            "least 50, greatest 50",
            "Giá trị 50; cả khối cùng giá trị 50: ",
            "The value is 50; all of the field",
        ),
    ],
)
def test_the_figures_of_the_field_are_told_in_both_languages(rule, field, vi, en):
    reason = scored(rule, {"done": 50}, field).reason
    assert reason.vi.startswith(vi)
    assert reason.en.startswith(en)


def test_the_next_gain_moves_the_own_value_and_says_that_the_field_stays():
    gain = scored(MIN_MAX, {"done": 50}, "least 10, greatest 90").next_gain
    assert gain is not None
    assert (gain.changes, gain.points) == ({"done": "90"}, 1)
    assert gain.what.vi.endswith("(khi khối giữ như đã chốt)")
    assert gain.what.en.endswith("(the field staying as it is)")
    less = scored(LESS, {"done": 50}, "least 10, greatest 90").next_gain
    assert less is not None
    assert less.changes == {"done": "10"}
    assert scored(LESS, {"done": 10}, "least 10, greatest 10").next_gain is None


def test_figures_are_facts_that_no_unit_can_hand_in():
    rules = read_row(ruled(MIN_MAX)).checked()
    unit = OneUnit(compile_set(rules, "ordinary", YEAR))
    made = [fact.id for fact in unit.program.facts if is_field_fact(fact.id)]
    assert made == ["field:1.least", "field:1.greatest"]
    intake = unit.with_figures({}).take_in
    with pytest.raises(Exception, match="does not fit") as refused:
        intake(submitted(rules, {"done": 5, "field:1.least": 0}))
    assert [finding.code for finding in refused.value.findings] == ["fact.unknown"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('value: done / planned, by: mean, from: "0", to: "1", when_empty: zero', "relative.places"),
        ('value: done / 3, by: mean, from: "0", to: "1"', "relative.places"),
        ("value: done, by: min_max", "relative.when-equal"),
        ("value: done, by: best, when_empty: zero, when_equal: full", "relative.when-equal-unused"),
        ('value: done, by: percentile, from: "0", to: "1"', "relative.percentile-named"),
        ('value: done, by: mean, percentile: 50, from: "0", to: "1"', "relative.percentile-named"),
        ('value: done, by: percentile, percentile: "12.345", from: "0", to: "1"', "relative.percentile"),
        ('value: done, by: percentile, percentile: "-1", from: "0", to: "1"', "relative.percentile"),
        ("value: balance, by: best, when_empty: zero", "relative.negative"),
        ("value: balance, by: mean, compare: ratio, when_empty: zero", "relative.negative"),
        ("value: done, by: best, compare: ratio, when_empty: zero", "relative.compare-unused"),
        ('value: done, by: mean, direction: less, bands: [{points: "2"}]', "relative.direction-unused"),
        (f'{MIN_MAX}, from: "20%", to: "120%"', "relative.share"),
        (f'{MIN_MAX}, bands: [{{from: "200%", points: "2"}}, {{below: "200%", points: "0"}}]', "relative.share"),
        ("value: done, by: mean", "relative.points"),
        ("value: done, by: mean, compare: growth, when_empty: zero", "relative.points"),
        (f'{MIN_MAX}, floor: "20%", bands: [{{points: "2"}}]', "relative.bands-mixed"),
        ("value: done, by: best", "rule.when-empty"),
        (f"{LEAST_IS_BEST}, when_empty: zero", "rule.never-empty"),
        (f"{MEAN}, direction: less", "proportional.direction"),
    ],
)
def test_a_rule_that_does_not_hold_together_is_refused(rule, code):
    assert code in codes(read_row(ruled(rule)))


def test_a_balance_that_can_be_negative_may_be_compared_by_min_max_and_by_distance():
    assert scored("value: balance, by: min_max, when_equal: zero", {"balance": -10}, "least -50, greatest 30").won == 1
    assert scored('value: balance, by: mean, from: "-10", to: "10"', {"balance": -5}, "sum -15, count 3").won == 1
