"""Headings: ids and titles in both languages, however they are spelled; what cannot be told is a finding."""

import unicodedata
from pathlib import Path

import pytest

from engine.columns.arrow.column_mapping import ColumnMapping, ColumnRules, facts_without_column, map_columns
from engine.columns.arrow.column_names import ColumnNames
from engine.domain.criteria_set import CriteriaSet
from engine.loading.criteria_folder import read_set
from engine.services.sheets.sheet_service import sheet_of
from tests.support.small_sets import COMPONENT, changed, write_set


@pytest.fixture
def rules(tmp_path: Path) -> CriteriaSet:
    rules = read_set(write_set(tmp_path)).criteria_set
    assert rules is not None
    return rules


def mapped(rules: CriteriaSet, *headings: str, **said: object) -> ColumnMapping:
    return map_columns(["unit.id", *headings], ColumnNames(rules), ColumnRules(**said), line=1)


def meant(rules: CriteriaSet, heading: str) -> list[str]:
    mapping = mapped(rules, heading)
    assert mapping.findings == ()
    return [name for name, at in mapping.at.items() if at == 1]


@pytest.mark.parametrize(
    "heading",
    [
        "plan.issued",
        "PLAN.ISSUED",
        "Đã ban hành",
        "đã  BAN hành ",
        unicodedata.normalize("NFD", "Đã ban hành"),
        "Issued",
        "Đã ban hành (plan.issued)",
        "Đã ban hành (có/không)",
        "Issued [yes or no]",
    ],
)
def test_a_fact_is_known_by_its_id_and_its_titles(rules: CriteriaSet, heading: str) -> None:
    assert meant(rules, heading) == ["plan.issued"]


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Tên đơn vị", "unit.name"),
        ("Loại đơn vị", "unit.kind"),
        ("Nhóm đơn vị", "unit.profile"),
        ("profile", "unit.profile"),
        ("Năm", "year"),
        ("Vòng", "stage"),
        ("Đã chốt", "closed"),
        ("mark:1.1", "mark:1.1"),
        ("Điểm chấm 1.1", "mark:1.1"),
        ("Mark 1.1", "mark:1.1"),
        ("excluded:1", "excluded:1"),
        ("Không áp dụng 1.2", "excluded:1.2"),
        ("Not applicable 1.2", "excluded:1.2"),
    ],
)
def test_what_is_no_fact_is_known_too(rules: CriteriaSet, heading: str, target: str) -> None:
    assert meant(rules, heading) == [target]


def test_a_fact_as_a_scoring_sheet_asks_for_it(tmp_path: Path) -> None:
    loaded = read_set(write_set(tmp_path))
    asked = [fact for row in sheet_of(loaded).rows for fact in row.facts]
    assert len(asked) == 2
    for text in asked:
        for heading in (text.vi, text.en):
            assert meant(loaded.checked(), heading) in (["plan.issued"], ["people.rate"])


def test_the_id_of_a_unit_may_be_called_in_vietnamese(rules: CriteriaSet) -> None:
    assert map_columns(["Mã đơn vị"], ColumnNames(rules), ColumnRules()).at == {"unit.id": 0}


def told(mapping: ColumnMapping) -> list[str]:
    return [f"{each.place} {each.code} {each.message.en} → {each.hint.en}" for each in mapping.findings]


def test_an_unknown_heading_is_told_with_what_may_be_meant(rules: CriteriaSet) -> None:
    assert told(mapped(rules, "plan.isued", "zzzz", "mark:1.1a")) == [
        (
            "batch:1:2 table.unknown-column The column 'plan.isued' means nothing here. "
            "→ Did you mean 'plan.issued'? Declare as ignored what is not to be read."
        ),
        (
            "batch:1:3 table.unknown-column The column 'zzzz' means nothing here. "
            "→ Use the id or title of a fact, mark:<node>, excluded:<node>. Declare as ignored what is not to be read."
        ),
        (
            "batch:1:4 table.unknown-column The column 'mark:1.1a' means nothing here. "
            "→ Did you mean 'mark:1.1'? Declare as ignored what is not to be read."
        ),
    ]


def test_columns_that_are_declared_may_be_anything(rules: CriteriaSet) -> None:
    mapping = mapped(rules, "Ghi  chú", "F17", ignored=("ghi chú",), named={"f17": "plan.issued"}, file="so.csv")
    assert (mapping.findings, dict(mapping.at)) == ((), {"unit.id": 0, "plan.issued": 2})


def test_two_columns_of_one_fact(rules: CriteriaSet) -> None:
    assert told(mapped(rules, "plan.issued", "Đã ban hành", "plan.issued", file="so.csv")) == [
        "so.csv:1:3 table.double-column The columns 'plan.issued' and 'Đã ban hành' are the same. → Keep one of them.",
        "so.csv:1:4 table.double-column The column 'plan.issued' stands more than once. → Keep one of them.",
    ]


def test_a_title_that_two_facts_share(tmp_path: Path) -> None:
    same = changed(
        COMPONENT, ('title: {vi: "Mức hài lòng", en: "Satisfaction"}', 'title: {vi: "Đã ban hành", en: "S"}')
    )
    rules = read_set(write_set(tmp_path, one=same)).criteria_set
    assert rules is not None
    assert told(mapped(rules, "đã ban hành")) == [
        (
            "batch:1:2 table.ambiguous-column The column 'đã ban hành' may be any of plan.issued, people.rate. "
            "→ Call it by the id of the fact."
        ),
    ]
    assert meant(rules, "Đã ban hành (people.rate)") == ["people.rate"]


def test_a_table_without_units(rules: CriteriaSet) -> None:
    mapping = map_columns(["plan.issued"], ColumnNames(rules), ColumnRules())
    assert told(mapping) == ["batch table.missing-column The table has no column 'unit.id'. → Add it."]


def test_facts_that_have_no_column_are_warned_of(rules: CriteriaSet) -> None:
    mapping = mapped(rules, "plan.issued")
    (warning,) = facts_without_column(rules.facts.values(), mapping, "so.csv", 1)
    assert warning.told("vi") == (
        "so.csv:1:0  warning  table.no-column-for-fact\n"
        "  Không có cột cho số liệu Mức hài lòng (people.rate): coi là chưa biết ở mọi đơn vị.\n"
        "  → Thêm cột, hoặc để các tiêu chí dùng số liệu này chưa đánh giá."
    )
