"""Scoring sheets: every method in words of both languages, and what applies to a profile."""

from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.text import Text
from engine.loading.criteria_folder import read_set
from engine.services.sheets.expressions import ExpressionWords
from engine.services.sheets.sheet_service import Sheet, sheet_of
from engine.services.sheets.table import table_of

NO_DIVISION = (
    "Not arisen (There is no division or subordinate unit: «Divisions and subordinate units» = 0): does not apply."
)
EACH = "each «Initiatives recognised in the year»: «Recognised by»"
IN_TIME, LATE, UNDONE = "«Nhiệm vụ hoàn thành đúng hạn»", "«Nhiệm vụ hoàn thành muộn»", "«Nhiệm vụ chưa hoàn thành»"

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    """The sheet of the bundled example for ordinary departments."""
    return sheet_of(read_set(ROOT / "plugins" / "department_2022"))


def told(sheet: Sheet, row_id: str, language: str = "en") -> list[str]:
    """How one row is scored."""
    (row,) = (row for row in sheet.rows if row.id == row_id)
    return [text.said(language) for text in row.rule]


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("1.1.1", ["In time: 1 point", "Late: 0.5 points", "Not issued: 0 points"]),
        (
            "1.3.1",
            [
                NO_DIVISION,
                "Value: «Divisions and subordinate units inspected» ÷ «Divisions and subordinate units»",
                "band from 30%: 1 point.",
                "band from 20% to below 30%: 0.5 points.",
                "band below 20%: 0 points.",
                "Denominator 0: does not apply.",
            ],
        ),
        (
            "1.5",
            [
                f"Recognised at base level ({EACH} = “Base level”): 0.5 points each.",
                f"Recognised by the province or centrally ({EACH} in (“Province”; “Central level”)): 1 point each.",
                "Together at most 1.5 points.",
            ],
        ),
        (
            "3.2.2",
            [
                "Starting from 2 points, less:",
                "Procedure missing or wrong («Procedures missing or wrong where posted»): −0.1 points each.",
            ],
        ),
        ("1.7", ["Yes: 1 point", "No: 0 points"]),
    ],
)
def test_a_rule_is_told_in_words(sheet: Sheet, row: str, lines: list[str]) -> None:
    assert told(sheet, row) == lines


def test_a_rule_is_told_in_vietnamese_with_its_own_decimal_mark(sheet: Sheet) -> None:
    assert told(sheet, "1.6", "vi")[1:] == [
        f"Tỷ lệ: (1 × {IN_TIME} + 0,5 × {LATE} + 0 × {UNDONE}) ÷ ({IN_TIME} + {LATE} + {UNDONE})",
        "Điểm: tỷ lệ × 2 điểm.",
        "Dưới 80 %: không có điểm.",
        "Mẫu số bằng 0: được trọn điểm.",
    ]


@pytest.mark.parametrize("name", ["department_2022", "ministerial", "provincial_2022"])
def test_every_leaf_of_every_profile_says_how_it_is_scored_and_by_which_facts(name: str) -> None:
    loaded = read_set(ROOT / "plugins" / name)
    for profile in loaded.checked().profiles:
        rows = [row for row in sheet_of(loaded, profile.id).rows if row.part.vi]
        assert [row.id for row in rows if not row.rule] == []
        judged = {leaf.id for leaf in loaded.checked().leaves() if leaf.method == "judgement"}
        assert [row.id for row in rows if not row.facts and row.id not in judged] == []
        assert [text for row in rows for text in row.rule if not text.vi or not text.en] == []


def test_a_profile_has_the_maximum_that_applies_to_it() -> None:
    loaded = read_set(ROOT / "plugins" / "department_2022")
    special = sheet_of(loaded, "no_capital_no_subunits")
    maxima = {row.id: row.maximum for row in special.rows}
    assert (special.maximum, maxima["1"], maxima["1.3"]) == (97, 13, 1)
    assert "1.3.1" not in maxima
    components = [row.maximum for row in special.rows if row.depth == 1 and row.id.isdigit()]
    assert sum(components, Fraction(0)) == 97


def test_the_status_stands_on_every_sheet(sheet: Sheet) -> None:
    for language, status in (
        ("vi", "Ví dụ: không phải văn bản của quyết định nào."),
        ("en", "Example: not the text of any decision."),
    ):
        assert table_of(sheet, language).status == status


def test_the_gates_of_a_row_with_others_below_it_ask_for_their_facts() -> None:
    loaded = read_set(ROOT / "plugins" / "department_2022")
    gated = [node for node in loaded.checked().walk() if node.gates and not node.is_leaf]
    assert gated
    rows = {row.id: row for row in sheet_of(loaded).rows}
    assert [node.id for node in gated if not rows[node.id].facts] == []


def test_conditions_are_read_by_the_titles_of_their_facts() -> None:
    rules = read_set(ROOT / "plugins" / "department_2022").checked()
    words = ExpressionWords(rules.facts)
    assert words.told('any(reports, period == "annual" and known(submitted))') == Text(
        "có bản ghi («Báo cáo CCHC định kỳ trong năm»; «Kỳ báo cáo» = “Năm” và đã có («Ngày gửi»))",
        "any of («Periodic reform reports of the year»; «Period» = “Year” and given («Submitted»))",
    )
    assert words.told('date("2022-12-31") >= due or x != 0.5') == Text(
        "ngày (31/12/2022) ≥ «Hạn gửi» hoặc x ≠ 0,5", "the day (2022-12-31) ≥ «Due» or x ≠ 0.5"
    )
