"""`weighted_ratio`: Σ weight of items ÷ number of items × maximum, with an optional floor."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.written_rows import adds_up, codes, read_row, row

FACTS = """
facts:
  tasks.on_time: {type: count, title: {vi: "Đúng hạn", en: "In time"}, max: 500}
  tasks.late: {type: count, title: {vi: "Quá hạn", en: "Late"}, max: 500}
  tasks.none: {type: count, title: {vi: "Chưa làm", en: "Not done"}, max: 500}
  tasks.assigned: {type: count, title: {vi: "Được giao", en: "Assigned"}, max: 500}
"""
CLASSES = """
  classes:
    - {id: on_time, count: tasks.on_time, weight: "1", title: {vi: "Đúng hạn", en: "In time"}}
    - {id: late, count: tasks.late, weight: "0.5", title: {vi: "Quá hạn", en: "Late"}}
    - {id: none, count: tasks.none, weight: "0", title: {vi: "Chưa làm", en: "Not done"}}
"""


def weighted(more: str = "when_empty: full") -> str:
    """A row of weighed tasks over the sum of the classes."""
    facts = "\n".join(line for line in FACTS.splitlines() if "assigned" not in line or "assigned" in more)
    return f"method: weighted_ratio\nrule:\n  {more}{CLASSES}{facts}\n"


def tasks(on_time: int, late: int, none: int) -> dict[str, int]:
    """So many tasks of each class."""
    return {"tasks.on_time": on_time, "tasks.late": late, "tasks.none": none}


@pytest.mark.parametrize(
    ("facts", "points", "rule"),
    [
        (tasks(10, 0, 0), "2", "full"),
        (tasks(5, 5, 0), "1.5", "proportional"),
        (tasks(0, 0, 7), "0", "proportional"),
        (tasks(1, 1, 1), "1", "proportional"),
        (tasks(0, 0, 0), "2", "empty"),
    ],
)
def test_the_weighed_share_earns_its_part_of_the_maximum(facts, points, rule):
    node = row(weighted()).node(facts)
    assert (node.won, node.rule) == (Fraction(points), rule)
    assert adds_up(node)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_points_are_those_of_the_exact_share(on_time, late, none):
    total = on_time + late + none
    share = Fraction(2 * on_time + late, 2 * total) if total else Fraction(1)
    assert abs(WEIGHTED.points(tasks(on_time, late, none)) - 2 * share) <= Fraction(1, 2_000_000)


WEIGHTED = row(weighted())


@pytest.mark.parametrize(("on_time", "points", "rule"), [(79, "0", "below_floor"), (80, "1.6", "proportional")])
def test_below_the_floor_there_is_nothing(on_time, points, rule):
    node = row(weighted('when_empty: full\n  floor: "80%"')).node(tasks(on_time, 0, 100 - on_time))
    assert (node.won, node.rule) == (Fraction(points), rule)


def test_the_total_may_be_a_fact_of_its_own():
    rows = row(weighted("when_empty: zero\n  total: tasks.assigned"))
    facts = tasks(5, 2, 1) | {"tasks.assigned": 12}
    assert rows.points(facts) == 1
    assert rows.node(facts).reason.vi == "Giá trị 50 %: tính theo tỷ lệ, 100 % ứng với 2 điểm."


def test_the_next_gain_moves_items_to_the_best_class():
    rows, facts = row(weighted()), tasks(8, 1, 1)
    gain = rows.node(facts).next_gain
    assert (gain.changes, gain.points) == ({"tasks.none": "0", "tasks.on_time": "9"}, Fraction(1, 5))
    assert gain.what.vi == "Chuyển 1 mục từ 'Chưa làm' thành 'Đúng hạn' được thêm 0,2 điểm"
    assert gain.what.en == "Moving 1 from 'Not done' to 'In time' earns 0.2 more"
    assert rows.after(facts, gain.changes) - rows.points(facts) == gain.points


def test_the_next_gain_moves_as_many_as_the_floor_asks_for():
    rows, facts = row(weighted('when_empty: full\n  floor: "80%"')), tasks(50, 0, 50)
    gain = rows.node(facts).next_gain
    assert gain.changes == {"tasks.none": "20", "tasks.on_time": "80"}
    assert rows.after(facts, gain.changes) == gain.points == Fraction(8, 5)


def test_nothing_can_be_moved_when_all_are_best():
    assert row(weighted()).node(tasks(9, 0, 0)).next_gain is None


def test_an_empty_total_must_be_provided_for():
    assert codes(read_row(weighted('floor: "10%"'))) == ["rule.when-empty"]


def test_a_total_that_can_be_negative_is_refused():
    negative = weighted("when_empty: full").replace("tasks.none: {type: count,", "tasks.none: {type: integer, min: -5,")
    assert codes(read_row(negative)) == ["rule.negative-total"]


@pytest.mark.parametrize("unknown", ["tasks.on_time", "tasks.none"])
def test_a_row_that_is_sure_without_a_class_is_advised_without_it(unknown):
    few = weighted('when_empty: zero\n  floor: "90%"').replace("max: 500", "max: 5")
    facts = {name: 5 for name in tasks(0, 0, 0) if name != unknown}
    node = row(few).node(facts)
    assert (str(node.status), node.rule, node.won) == ("scored", "below_floor", 0)
    assert node.next_gain is None or unknown not in node.next_gain.changes
