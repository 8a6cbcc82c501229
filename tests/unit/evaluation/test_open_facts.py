"""Missing is not zero: nodes and totals hold every result that may still come, however children combine."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest

from engine.errors import NotComplete
from tests.support.written_rows import HEAD, Rows, read_component, titles

CHILDREN = f"""
  - id: "1.1"
    title: {titles("A")}
    max: "2"
    weight: "3"
    part: appraisal
    method: choice
    rule: {{fact: a, levels: {{full: "2", half: "1", none: "0"}}}}
  - id: "1.2"
    title: {titles("B")}
    max: "1"
    weight: "1"
    part: appraisal
    method: bands
    rule: {{value: b / c, when_empty: exclude, bands: [{{from: "1/2", points: "1"}}, {{below: "1/2", points: "0.25"}}]}}
  - id: "1.3"
    title: {titles("C")}
    max: "1"
    weight: "2"
    part: appraisal
    not_arisen: {{when: c == 0, then: exclude, reason: {titles("nothing")}}}
    method: deductions
    rule: {{deductions: [{{id: late, count: b, points: "0.5", title: {titles("late")}}}]}}
facts:
  a: {{type: choice, title: {titles("a")}, options: {{full: {titles("1")}, half: {titles("2")}, none: {titles("3")}}}}}
  b: {{type: count, title: {titles("b")}, max: 3}}
  c: {{type: count, title: {titles("c")}, max: 2}}
  g: {{type: bool, title: {titles("g")}}}
"""
GATE = f'gates: [{{id: g, when: g, points: "0", reason: {titles("gated")}}}]\n'
COMBINING = ["sum", "sum\nrescale: true", "mean", "weighted_mean", "best_of", "all_of", "any_of"]
VALUES = {"a": ["full", "half", "none"], "b": [0, 1, 2, 3], "c": [0, 1, 2], "g": [False, True]}


def rows(combine: str) -> Rows:
    """A component of three children that combine in some way, under a gate."""
    top = f'format: parindex/component/1\nid: "1"\ntitle: {titles("Component")}\nmax: "4"\ncombine: {combine}\n'
    return Rows(read_component(top + GATE + "children:" + CHILDREN, HEAD.format(points="4")))


def partial() -> Iterator[Mapping[str, object]]:
    """Facts of which some are missing."""
    for given in product([None, "half"], [None, 1], [None, 0, 2], [None, False]):
        yield {name: value for name, value in zip("abcg", given, strict=True) if value is not None}


def completions(facts: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Everything that facts may still become."""
    missing = [name for name in VALUES if name not in facts]
    for values in product(*(VALUES[name] for name in missing)):
        yield {**facts, **dict(zip(missing, values, strict=True))}


@pytest.mark.parametrize("combine", COMBINING)
def test_what_is_possible_holds_what_may_still_come(combine):
    unit = rows(combine)
    for facts in partial():
        card = unit.unit.score(unit.submission(facts))
        for later in completions(facts):
            done = unit.unit.score(unit.submission(later))
            assert done.is_complete
            for before, after in zip((*card.nodes, card.total), (*done.nodes, done.total), strict=True):
                assert before.possible.low <= after.won <= before.possible.high, (combine, facts, later, before.id)
            if card.index_range is not None and done.index is not None:
                assert card.index_range.low <= done.index <= card.index_range.high
            if card.is_complete:
                assert card.total.won == done.total.won


def test_missing_facts_leave_an_interval_and_never_a_zero():
    card = rows("sum").card({"b": 1, "c": 2, "g": False})
    node = card.node("1.1")
    assert (str(node.status), node.possible.low, node.possible.high) == ("not_assessed", 0, 2)
    assert node.missing == ("a",)
    assert node.reason.vi == "Còn thiếu số liệu: a (vi)."
    assert (card.total.possible.low, card.total.possible.high) == (Fraction(3, 2), Fraction(7, 2))
    assert (card.index, card.is_complete, str(card.total.status)) == (None, False, "not_assessed")


CLOSED = HEAD.format(points="4")


@pytest.mark.parametrize(
    ("policy", "points", "maximum", "status", "rule"),
    [("zero", 0, 2, "scored", "missing_at_close"), ("leave_out", 0, 0, "not_applicable", "missing_at_close")],
)
def test_what_missing_means_at_the_close_is_written_in_the_set(policy, points, maximum, status, rule):
    head = CLOSED.replace("missing_at_close: zero", f"missing_at_close: {policy}")
    top = f'format: parindex/component/1\nid: "1"\ntitle: {titles("Component")}\nmax: "4"\nchildren:'
    plain = CHILDREN.replace(f"  g: {{type: bool, title: {titles('g')}}}\n", "")
    card = Rows(read_component(top + plain, head)).card({"b": 1, "c": 2}, closed=True)
    node = card.node("1.1")
    assert (node.won, node.maximum, str(node.status), node.rule) == (points, maximum, status, rule)
    assert card.is_complete
    assert card.total.maximum == 2 + maximum
    assert "Không có số liệu khi chốt vòng" in node.reason.vi
    assert "No facts when the stage closed" in node.reason.en


def test_a_set_may_refuse_to_close_while_facts_are_missing():
    head = CLOSED.replace("missing_at_close: zero", "missing_at_close: refuse")
    top = f'format: parindex/component/1\nid: "1"\ntitle: {titles("Component")}\nmax: "4"\nchildren:'
    plain = CHILDREN.replace(f"  g: {{type: bool, title: {titles('g')}}}\n", "")
    found = Rows(read_component(top + plain, head))
    with pytest.raises(NotComplete, match=r"1 rows are not assessed \(1\.1\)"):
        found.card({"b": 1, "c": 2}, closed=True)
    assert found.card({"b": 1, "c": 2}).total.possible.high == Fraction(7, 2)
    assert found.card({"a": "full", "b": 1, "c": 2}, closed=True).is_complete
