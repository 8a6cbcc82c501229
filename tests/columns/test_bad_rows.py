"""Rows that cannot be scored: who they are about, marks and exclusions, closed stages; the good ones are scored."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from engine.columns.arrow.column_mapping import ColumnRules
from engine.columns.arrow.unit_ids import PATTERN, fitting
from engine.columns.score_arrow import ArrowScorer, RowsScored
from engine.domain.criteria_set import CriteriaSet
from engine.domain.field_rows import UsedField
from engine.domain.finding import Finding
from engine.errors import InvalidDocument, UnknownNode
from engine.evaluation.field_values import FieldRows
from engine.evaluation.one_unit import OneUnit
from engine.evaluation.outcome import NO_OVERRIDES
from engine.loading.criteria_folder import read_set
from engine.methods.compiler import compile_set
from tests.support.looped_units import LoopedUnits
from tests.support.small_sets import COMPONENT, SET, changed, write_set

PROFILES = (
    '{id: special, title: {vi: "Đặc thù", en: "Special"}}',
    """{id: special, title: {vi: "Đặc thù", en: "Special"}, units: [so-listed],
     excludes: [{nodes: ["1.2"], reason: {vi: "Không", en: "Not"}}]}""",
)
JUDGED = """\
  - id: "1.3"
    title: {vi: "Sáng kiến", en: "Initiative"}
    max: "2"
    method: judgement
    rule: {min: "0", max: "2", step: "0.5"}
"""


@pytest.fixture
def rules(tmp_path: Path) -> CriteriaSet:
    """Three rows of 5, 3 and 2 points, the last set by people; one profile without the second."""
    component = changed(COMPONENT, ('max: "6"', 'max: "5"'), ('"true": "6"', '"true": "5"'), ('max: "4"', 'max: "3"'))
    loaded = read_set(write_set(tmp_path, changed(SET, PROFILES), one=component + JUDGED))
    assert [finding.told("en") for finding in loaded.findings if finding.severity == "error"] == []
    assert loaded.criteria_set is not None
    return loaded.criteria_set


def scorer_of(rules: CriteriaSet, **said: object) -> ArrowScorer:
    return ArrowScorer(lambda profile: LoopedUnits(OneUnit(compile_set(rules, profile, 2022))), rules, 2022, **said)


def score(rules: CriteriaSet, columns: dict[str, object], **said: object) -> RowsScored:
    batch = pa.RecordBatch.from_pydict(columns)
    return scorer_of(rules, columns=ColumnRules(file="so.csv"), **said).score_rows(batch, first_row=2)


def told(scored: RowsScored) -> list[str]:
    return [f"{each.place.line}:{each.place.column} {each.code} {each.message.en}" for each in scored.findings]


def units(*ids: str | None) -> dict[str, object]:
    return {"unit.id": list(ids)}


def totals(scored: RowsScored) -> dict[str, Decimal]:
    return dict(zip(scored.batch["unit"].to_pylist(), scored.batch["total"].to_pylist(), strict=True))


def test_good_rows_are_scored_and_bad_ones_left_out(rules: CriteriaSet) -> None:
    columns = units("a", "b", "c") | {"plan.issued": [True, None, True], "people.rate": ["50", "150", "100"]}
    scored = score(rules, columns | {"mark:1.3": ["2", "2", "1"]})
    assert told(scored) == ["3:3 fact.range Satisfaction (people.rate) = 150 is outside 0% … 100%."]
    assert (scored.rows.tolist(), scored.count, scored.warnings) == ([0, 2], 1, ())
    assert totals(scored) == {"a": Decimal("8.5"), "c": Decimal(9)}


def test_all_or_nothing(rules: CriteriaSet) -> None:
    scorer = scorer_of(rules)
    batch = pa.RecordBatch.from_pydict(units("a", "b") | {"plan.issued": ["true", "yes"]})
    with pytest.raises(InvalidDocument) as refused:
        scorer.score_arrow(batch)
    assert refused.value.en == "1 cells or rows cannot be used; no unit was scored."
    (finding,) = refused.value.findings
    assert str(finding.place) == "batch:2:2"
    assert scorer.score_arrow(batch.slice(0, 1))["unit"].to_pylist() == ["a"]


def test_ids_of_units(rules: CriteriaSet) -> None:
    scored = score(rules, units("a", None, "", "sở nội vụ", "a", "x" * 81, "b"))
    assert told(scored) == [
        "3:1 table.unit-id The row has no unit id.",
        "4:1 table.unit-id The row has no unit id.",
        "5:1 table.unit-id 'sở nội vụ' cannot be the id of a unit.",
        "6:1 submission.double 'a' stands already at so.csv:2:1.",
        f"7:1 table.unit-id '{'x' * 81}' cannot be the id of a unit.",
    ]
    assert scored.batch["unit"].to_pylist() == ["a", "b"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_ids_of_every_text_type(rules: CriteriaSet, kind: pa.DataType) -> None:
    by_codes = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int8()), pa.array(["a", "b"], kind))
    for array in (pa.array(["b", "a"], kind), by_codes):
        assert score(rules, {"unit.id": array}).batch["unit"].to_pylist() == ["b", "a"]
    assert score(rules, {"unit.id": pa.array([12, 7])}).batch["unit"].to_pylist() == ["12", "7"]


def test_a_unit_may_stand_once_in_each_stage(rules: CriteriaSet) -> None:
    columns = units("a", "a", "a") | {"stage": ["self", "final", "self"]}
    assert told(score(rules, columns)) == ["4:1 submission.double 'a' stands already at so.csv:2:1."]


def test_profiles_are_named_listed_or_the_first(rules: CriteriaSet) -> None:
    columns = units("a", "so-listed", "b", "c", "so-listed2") | {
        "unit.profile": [None, "", "special", "strange", "ordinary"],
    }
    scored = score(rules, columns)
    assert told(scored) == ["5:2 submission.profile There is no profile 'strange'."]
    assert scored.batch["profile"].to_pylist() == ["ordinary", "special", "special", "ordinary"]
    assert scored.batch["maximum"].to_pylist() == [Decimal(10), Decimal(7), Decimal(7), Decimal(10)]


def test_kinds_years_and_sets(rules: CriteriaSet) -> None:
    columns = units("a", "b", "c", "d", "e") | {
        "unit.kind": ["department", "ward", None, "department", "department"],
        "year": ["2022", "2022", None, "2023", "soon"],
        "criteria_set.id": ["test.small", None, "other", "test.small", "test.small"],
    }
    assert told(score(rules, columns)) == [
        "3:2 submission.unit-kind The set does not apply to units of kind 'ward'.",
        "4:4 submission.other-set The submission is for other, not test.small.",
        "5:3 table.other-year The row is of 2023, while 2022 is scored.",
        "6:3 fact.type Year (year) = 'soon': a number such as 12 or 12.5 is needed.",
    ]


def test_marks_within_their_limits_and_on_their_steps(rules: CriteriaSet) -> None:
    columns = units("a", "b", "c", "d", "e", "f") | {"mark:1.3": ["0.5", "2.5", "0.3", "0.1234567", "much", None]}
    scored = score(rules, columns)
    assert told(scored) == [
        "3:2 mark.points The mark 2.5 for 1.3 is not allowed: it must be from 0 to 2 in steps of 0.5.",
        "4:2 mark.points The mark 0.3 for 1.3 is not allowed: it must be from 0 to 2 in steps of 0.5.",
        "5:2 mark.points The mark 0.123457 for 1.3 is not allowed: too many decimals.",
        "6:2 fact.type Initiative (1.3) = 'much': a number such as 12 or 12.5 is needed.",
    ]
    assert totals(scored) == {"a": Decimal("0.5"), "f": Decimal(0)}


@pytest.mark.parametrize("marks", [pa.array([0.5, 2.0]), pa.array([Decimal("0.5"), Decimal(2)])])
def test_marks_of_every_type_of_number(rules: CriteriaSet, marks: pa.Array) -> None:
    assert totals(score(rules, units("a", "b") | {"mark:1.3": marks})) == {"a": Decimal("0.5"), "b": Decimal(2)}


def test_what_does_not_apply(rules: CriteriaSet) -> None:
    columns = units("a", "b", "c") | {
        "excluded:1.1": [True, False, None],
        "excluded:1": pa.array([None, None, "true"]),
        "plan.issued": [True, True, True],
    }
    scored = score(rules, columns, nodes=["1.1"], told=True)
    assert scored.batch["maximum"].to_pylist() == [Decimal(5), Decimal(10), Decimal(0)]
    assert scored.batch["status:1.1"].to_pylist() == ["not_applicable", "scored", "not_applicable"]
    assert scored.batch["index"].to_pylist()[2] is None


def test_a_mark_of_a_node_that_a_year_does_not_have(tmp_path: Path) -> None:
    later = JUDGED.replace("method:", "in_force: {from: 2023}\n    method:")
    rules = read_set(write_set(tmp_path / "set", one=COMPONENT + later)).criteria_set
    assert rules is not None
    columns = units("a", "b") | {"mark:1.3": ["1", None], "excluded:1.3": [None, True]}
    scored = score(rules, columns, nodes=["1.3"], told=True)
    assert told(scored) == ["2:2 submission.unknown-node The set has no scored row '1.3' for this unit."]
    (line,) = scored.batch.to_pylist()
    assert {line[f"{name}:1.3"] for name in ("points", "points_high", "maximum", "status", "rule")} == {None}


def test_closed_stages_take_what_the_set_says(rules: CriteriaSet) -> None:
    columns = units("a", "b") | {"plan.issued": [True, True], "closed": [True, False]}
    by_row = score(rules, columns)
    assert by_row.batch["complete"].to_pylist() == [True, False]
    assert by_row.batch["total_high"].to_pylist() == [Decimal(5), Decimal(10)]
    assert score(rules, columns, closed=True).batch["complete"].to_pylist() == [True, False]
    del columns["closed"]
    assert score(rules, columns, closed=True).batch["complete"].to_pylist() == [True, True]


def test_a_closed_stage_that_refuses_what_is_missing(rules: CriteriaSet) -> None:
    refusing = replace(rules, missing_at_close="refuse")
    columns = units("a", "b", "c") | {
        "people.rate": [50, 50, None],
        "plan.issued": [True, None, True],
        "mark:1.3": [1, 1, 1],
    }
    scored = score(refusing, columns, closed=True)
    assert told(scored) == [
        "3:1 submission.not-complete The stage cannot be closed: 1 rows are not assessed (1.1).",
        "4:1 submission.not-complete The stage cannot be closed: 1 rows are not assessed (1.2).",
    ]
    assert (totals(scored), scored.count) == ({"a": Decimal("7.5")}, 2)
    assert score(refusing, columns).count == 0


COMPARED = """\
  - id: "1.3"
    title: {vi: "Hồ sơ trực tuyến", en: "Online dossiers"}
    max: "2"
    facts:
      online.rate: {type: percent, title: {vi: "Tỷ lệ trực tuyến", en: "Share online"}}
    method: relative
    rule: {value: online.rate, by: best, when_empty: zero}
"""


def test_a_closed_stage_waits_for_the_field_that_it_compares_with(tmp_path: Path) -> None:
    component = changed(COMPONENT, ('max: "10"', 'max: "12"'))
    rules = read_set(write_set(tmp_path, changed(SET, ('max: "10"', 'max: "12"')), one=component + COMPARED)).checked()
    columns = units("a", "b", "c", "d") | {
        "plan.issued": [True] * 4,
        "people.rate": [100] * 4,
        "online.rate": [50, 100, 50, 50],
        "closed": [True, False, True, True],
        "mark:1.3": [None, None, 1, None],
        "excluded:1.3": [False, False, False, True],
    }
    scored = score(rules, columns)
    assert told(scored) == [
        "2:1 field.not-complete The stage is closed, and the rows that compare with the field have no field: 1.3."
    ]
    assert totals(scored) == {"b": Decimal(10), "c": Decimal(11), "d": Decimal(10)}
    assert scored.batch["total_high"].to_pylist() == [Decimal(12), Decimal(11), Decimal(10)]

    def with_field(profile: str) -> LoopedUnits:
        one, field = OneUnit(compile_set(rules, profile, 2022)), FieldRows()
        for rate in (5_000, 10_000):
            field.add(one.program, "main", {"online.rate": rate}, NO_OVERRIDES)
        return LoopedUnits(one.against(UsedField("0" * 64, field.rows())))

    complete = ArrowScorer(with_field, rules, 2022)
    assert totals(complete.score_rows(pa.RecordBatch.from_pydict(columns))) == {
        "a": Decimal(11),
        "b": Decimal(12),
        "c": Decimal(11),
        "d": Decimal(10),
    }


def test_facts_without_columns_are_warned_of_and_unknown(rules: CriteriaSet) -> None:
    scored = score(rules, units("a") | {"plan.issued": [True]})
    assert [(each.code, str(each.place)) for each in scored.warnings] == [("table.no-column-for-fact", "so.csv:1:0")]
    assert scored.batch["complete"].to_pylist() == [False]


def test_headings_and_types_keep_every_row_from_being_read(rules: CriteriaSet) -> None:
    for columns, codes in (
        (units("a") | {"strange": [1]}, ["table.unknown-column"]),
        ({"plan.issued": [True]}, ["table.missing-column"]),
        (units("a") | {"plan.issued": [1], "mark:1.3": [b"1"]}, ["table.column-type", "table.column-type"]),
        ({"unit.id": [1.5]}, ["table.column-type"]),
        (units() | {"stage": pa.array([], pa.date32())}, ["table.column-type"]),
    ):
        with pytest.raises(InvalidDocument) as refused:
            score(rules, columns)
        assert refused.value.en == "Some columns cannot be used; no unit was scored."
        assert [finding.code for finding in refused.value.findings] == codes


def test_a_column_of_ids_says_what_it_takes(rules: CriteriaSet) -> None:
    with pytest.raises(InvalidDocument) as refused:
        score(rules, {"unit.id": [1.5]})
    (finding,) = refused.value.findings
    said = "A column 'unit.id' of type double cannot hold Unit id (unit.id): it takes text, or whole numbers."
    assert isinstance(finding, Finding)
    assert finding.message.en == said


def test_no_rows_and_no_good_rows(rules: CriteriaSet) -> None:
    for ids in ([], [None, None]):
        scored = score(rules, {"unit.id": pa.array(ids, pa.string())}, nodes=["1", "1.3"], told=True)
        assert scored.batch.num_rows == 0
        assert scored.batch.schema == scorer_of(rules, nodes=["1", "1.3"], told=True).schema


def test_a_node_that_is_asked_for_twice_is_told_once(rules: CriteriaSet) -> None:
    names = score(rules, units("a"), nodes=["1.3", "1", "1.3"]).batch.schema.names
    assert [name for name in names if name.startswith("points:")] == ["points:1.3", "points:1"]


def test_a_year_or_a_node_that_the_set_does_not_have(rules: CriteriaSet) -> None:
    with pytest.raises(InvalidDocument, match="The set does not apply to the year 1999"):
        ArrowScorer(pytest.fail, rules, 1999)
    with pytest.raises(UnknownNode, match="There is no node"):
        scorer_of(rules, nodes=["1.4"])


@pytest.mark.parametrize("strange", ["", None, "á", "a b", "-a", "a\n", "x" * 81, "a%"])
def test_ids_are_looked_at_alike_alone_and_among_others(strange: str | None) -> None:
    pattern = re.compile(PATTERN)
    for ids in ([strange], ["a", strange, "b.c:d/e-f_9"], ["Z" * 80, "0"]):
        array = pa.array(["left out", *ids, "left out"], pa.string()).slice(1, len(ids))
        assert fitting(array).tolist() == [bool(text and pattern.fullmatch(text)) for text in ids]
