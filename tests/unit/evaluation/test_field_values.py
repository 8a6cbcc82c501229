"""The first pass: who counts in the field of a row, and why the others do not."""

from fractions import Fraction

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.domain.field_rows import EVERYONE, FieldRow, UsedField
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.evaluation.field_values import FieldRows, figures_of
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from tests.support.written_rows import YEAR, read_row, submitted

ROW = """
method: relative
rule: {value: done / planned, places: 2, by: min_max, when_equal: full, when_empty: exclude}
not_arisen: {when: nothing, then: full, reason: {vi: "Không có việc", en: "Nothing to do"}}
gates: [{id: false_report, when: report.wrong, points: "0", reason: {vi: "Báo cáo sai", en: "A false report"}}]
facts:
  done: {type: count, title: {vi: "Đã làm", en: "Done"}}
  planned: {type: count, title: {vi: "Phải làm", en: "Planned"}}
  nothing: {type: bool, title: {vi: "Không phát sinh", en: "Not arisen"}}
  report.wrong: {type: bool, title: {vi: "Báo cáo sai", en: "A false report"}}
"""
USUAL = {"nothing": False, "report.wrong": False}


@pytest.fixture(scope="module")
def rules() -> CriteriaSet:
    return read_row(ROW).checked()


@pytest.fixture(scope="module")
def unit(rules: CriteriaSet) -> OneUnit:
    return OneUnit(compile_set(rules, "ordinary", YEAR))


def rows_of(unit: OneUnit, *submissions: Submission) -> tuple[FieldRow, ...]:
    """The field of some units of one group."""
    rows = FieldRows()
    for submission in submissions:
        intake = unit.with_figures({}).take_in(submission)
        rows.add(unit.program, "main", intake.facts, intake.overrides)
    return rows.rows()


def shares(rules: CriteriaSet, *counts: tuple[int, int]) -> list[Submission]:
    """Units of whom everything is known."""
    return [submitted(rules, {**USUAL, "done": done, "planned": planned}) for done, planned in counts]


def test_those_count_whose_points_come_of_comparing(rules, unit):
    others = [
        submitted(rules, {**USUAL, "done": 1, "planned": 0}),
        submitted(rules, {**USUAL, "done": 1}),
        submitted(rules, {"done": 99, "planned": 100, "report.wrong": False}),
        submitted(rules, {"done": 0, "planned": 9, "nothing": True, "report.wrong": False}),
        submitted(rules, {"done": 9, "planned": 9, "nothing": False, "report.wrong": True}),
        submitted(rules, {**USUAL, "done": 9, "planned": 9}, marks={"1": "1"}),
        submitted(rules, {**USUAL, "done": 9, "planned": 9}, exclude=["1"]),
    ]
    (row,) = rows_of(unit, *shares(rules, (1, 4), (2, 3), (1, 2)), *others)
    assert (row.node, row.group, row.units) == ("1", "main", 3)
    assert (row.least, row.greatest, row.total) == (Fraction("0.25"), Fraction("0.67"), Fraction("1.42"))
    left = {"empty": 1, "unknown": 2, "not_arisen": 1, "gate": 1, "marked": 1, "not_applicable": 1}
    assert row.left_out == left


def test_the_order_of_units_does_not_matter(rules, unit):
    submissions = shares(rules, (1, 4), (2, 3), (1, 2), (3, 4))
    assert rows_of(unit, *submissions) == rows_of(unit, *reversed(submissions))


def test_a_unit_that_is_left_out_is_scored_as_it_is(rules, unit):
    rows = rows_of(unit, *shares(rules, (1, 4), (3, 4)))
    against = unit.against(UsedField("0" * 64, rows))
    gated = against.score(submitted(rules, {"done": 9, "planned": 9, "nothing": False, "report.wrong": True}))
    assert (gated.node("1").rule, gated.node("1").won) == ("gate.false_report", 0)
    late = against.score(submitted(rules, {**USUAL, "done": 99, "planned": 100}))
    assert (late.node("1").rule, late.node("1").won) == ("full", 2)


def test_the_scorer_that_was_made_first_knows_nothing_of_the_field(rules, unit):
    rows = rows_of(unit, *shares(rules, (1, 4), (3, 4)))
    against, (middle,) = unit.against(UsedField("0" * 64, rows)), shares(rules, (1, 2))
    assert against.score(middle).is_complete
    assert not unit.score(middle).is_complete
    assert unit.score(middle).field is None
    assert against.score(middle).field == UsedField("0" * 64, rows)


def test_a_stage_is_not_closed_before_its_field_is_complete(rules, unit):
    closed = submitted(rules, {**USUAL, "done": 1, "planned": 2}, closed=True)
    with pytest.raises(InvalidDocument) as refused:
        unit.score(closed)
    (finding,) = refused.value.findings
    assert (finding.code, "1" in finding.message.vi) == ("field.not-complete", True)  # type: ignore[attr-defined]
    marked = submitted(rules, {**USUAL, "done": 1, "planned": 2}, closed=True, marks={"1": "1.5"})
    assert unit.score(marked).node("1").won == Fraction("1.5")
    rows = rows_of(unit, *shares(rules, (1, 4), (3, 4)))
    assert unit.against(UsedField("0" * 64, rows)).score(closed).node("1").won == 1


def test_a_field_without_units_leaves_the_row_pending(rules, unit):
    rows = rows_of(unit, submitted(rules, {**USUAL, "done": 1}))
    assert rows[0].units == 0
    assert figures_of(unit.program, rows) == {}
    card = unit.against(UsedField("0" * 64, rows)).score(submitted(rules, {**USUAL, "done": 1, "planned": 2}))
    assert card.node("1").status == "pending"


def test_rows_of_other_rules_are_refused(unit):
    odd = FieldRow("1", "main", 2, Fraction("0.125"), Fraction(1), Fraction(1))
    with pytest.raises(ValueError, match="not a figure"):
        unit.against(UsedField("0" * 64, (odd,)))


@pytest.mark.parametrize(("least", "greatest"), [("-0.5", "1"), ("0", "1000000000")])
def test_figures_beyond_the_declared_facts_are_refused(unit, least, greatest):
    odd = FieldRow("1", "main", 2, Fraction(least), Fraction(greatest), Fraction(1))
    with pytest.raises(ValueError, match="beyond"):
        unit.against(UsedField("0" * 64, (odd,)))


def test_a_row_over_all_units_is_not_taken_for_one_of_a_group(unit):
    everyone = FieldRow("1", EVERYONE, 2, Fraction(0), Fraction(1), Fraction(1))
    assert figures_of(unit.program, (everyone,)) == {}


def test_a_program_that_compares_nothing_is_not_bound():
    plain = read_row(
        'method: proportional\nrule: {value: rate}\nfacts: {rate: {type: percent, title: {vi: "Tỷ lệ", en: "Rate"}}}\n'
    ).checked()
    unit = OneUnit(compile_set(plain, "ordinary", YEAR))
    assert unit.against(UsedField("0" * 64, ())) is unit
