"""`count`: points per item by class, capped by class and together."""

from fractions import Fraction

import pytest

from tests.support.written_rows import adds_up, codes, entries, read_row, row

COUNTED = """
method: count
rule:
  cap: "1.5"
  classes:
    - {id: province, count: initiatives.province, points: "1", cap: "1", title: {vi: "Cấp tỉnh", en: "Provincial"}}
    - {id: unit, count: initiatives.unit, points: "0.25", title: {vi: "Cấp cơ sở", en: "Own"}}
facts:
  initiatives.province: {type: count, title: {vi: "Sáng kiến cấp tỉnh", en: "Provincial initiatives"}, max: 50}
  initiatives.unit: {type: count, title: {vi: "Sáng kiến cấp cơ sở", en: "Own initiatives"}, max: 50}
"""
LISTED = """
method: count
rule:
  classes:
    - id: province
      for_each: initiatives
      when: level == "province"
      points: "1"
      title: {vi: "Cấp tỉnh", en: "Provincial"}
    - {id: all, for_each: initiatives, points: "0.25", title: {vi: "Mọi sáng kiến", en: "All"}}
facts:
  initiatives:
    type: list
    title: {vi: "Sáng kiến", en: "Initiatives"}
    max_items: 20
    fields:
      level:
        type: choice
        title: {vi: "Cấp", en: "Level"}
        options: {province: {vi: "Tỉnh", en: "Province"}, unit: {vi: "Cơ sở", en: "Own"}}
"""


def given(province: int, unit: int) -> dict[str, int]:
    """So many initiatives of both kinds."""
    return {"initiatives.province": province, "initiatives.unit": unit}


@pytest.mark.parametrize(
    ("province", "unit", "points", "rule"),
    [
        (0, 0, "0", "counted"),
        (1, 0, "1", "counted"),
        (2, 0, "1", "counted"),
        (0, 3, "0.75", "counted"),
        (1, 2, "1.5", "counted"),
        (1, 3, "1.5", "capped"),
        (50, 50, "1.5", "capped"),
    ],
)
def test_items_add_up_to_the_caps(province, unit, points, rule):
    node = row(COUNTED, "1.5").node(given(province, unit))
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


def test_what_was_counted_is_told():
    node = row(COUNTED, "1.5").node(given(1, 1))
    assert node.reason.vi == "Cấp tỉnh: 1 × 1; Cấp cơ sở: 1 × 0,25; tối đa 1,5 điểm."
    assert node.reason.en == "Provincial: 1 × 1; Own: 1 × 0.25; at most 1.5."
    assert entries(node) == [("short", "-1/4", 0)]


@pytest.mark.parametrize(
    ("province", "unit", "change", "points"),
    [
        (0, 0, {"initiatives.province": "1"}, "1"),
        (1, 0, {"initiatives.unit": "1"}, "0.25"),
        (0, 4, {"initiatives.province": "1"}, "0.5"),
    ],
)
def test_the_next_gain_is_one_more_where_it_earns_most(province, unit, change, points):
    rows, facts = row(COUNTED, "1.5"), given(province, unit)
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == (change, Fraction(points))
    assert rows.after(facts, gain.changes) - rows.points(facts) == gain.points


def test_the_next_gain_is_told_in_both_languages():
    gain = row(COUNTED, "1.5").node(given(1, 0)).next_gain
    assert gain.what.vi == "Thêm một 'Cấp cơ sở' được thêm 0,25 điểm"
    assert gain.what.en == "One more 'Own' earns 0.25 more"


def test_nothing_more_can_be_gained_at_the_cap():
    assert row(COUNTED, "1.5").node(given(1, 2)).next_gain is None


def test_records_of_a_list_are_counted_by_condition():
    rows = row(LISTED)
    listed = tuple({"level": level} for level in ("province", "unit", "unit"))
    assert rows.points({"initiatives": listed}) == Fraction(7, 4)
    assert rows.points({"initiatives": ()}) == 0
    assert rows.node({"initiatives": ()}).next_gain.changes == {}


def test_a_count_that_fills_the_cap_decides_although_the_rest_is_unknown():
    rows = row(COUNTED.replace('points: "0.25"', 'points: "1.5"'), "1.5")
    node = rows.node({"initiatives.unit": 1})
    assert (node.won, node.rule, str(node.status)) == (Fraction(3, 2), "", "scored")
    assert node.reason.en == "The facts that are missing cannot change the points."


def test_what_is_unknown_leaves_an_interval():
    node = row(COUNTED, "1.5").node({"initiatives.unit": 1})
    assert (node.possible.low, node.possible.high) == (Fraction(1, 4), Fraction(5, 4))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("count: initiatives.unit", "count: initiatives.unit / 2", "count.not-whole"),
        ("count: initiatives.unit", "count: initiatives.unit > 2", "expression.not-a-number"),
        ("count: initiatives.unit", "for_each: initiatives.unit", "for-each.list"),
        ('points: "0.25"', 'points: "-0.25"', "points.negative"),
        ("count: initiatives.unit", "count: initiatives.units", "fact.unknown"),
    ],
)
def test_a_class_that_cannot_be_counted_is_refused(old, new, code):
    assert code in codes(read_row(COUNTED.replace(old, new), "1.5"))


def test_a_field_is_known_only_inside_its_list():
    loaded = read_row(LISTED.replace('level == "province"', 'levl == "province"'))
    assert codes(loaded) == ["fact.unknown"]
    assert loaded.findings[0].hint.en == "Did you mean 'level'?"


def test_a_class_that_can_have_no_items_is_not_needed_for_advice_or_points():
    node = row(COUNTED.replace('initiatives"}, max: 50', 'initiatives"}, max: 0', 1)).node({"initiatives.unit": 0})
    assert (str(node.status), node.won) == ("scored", 0)
    assert node.next_gain is not None
    assert "initiatives.province" not in node.next_gain.changes
