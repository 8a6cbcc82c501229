"""Tables in workbooks: what the cells show, where they are, and files that are not opened."""

import builtins
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from engine.errors import WorkbooksNotReadable
from engine.loading.annex import xlsx_table as annex_xlsx
from engine.loading.annex.annex_file import read_annex
from engine.loading.annex.table import AnnexTable
from engine.loading.folder_files import TextFile

HEAD = ["STT", "Lĩnh vực/Tiêu chí/TCTP", "Điểm tối đa"]


def packed(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def workbook_of(rows: Sequence[Sequence[Any]], title: str = "Phụ lục") -> Workbook:
    """A workbook with one sheet."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return workbook


def read(data: bytes) -> AnnexTable:
    """The table of a workbook."""
    return read_annex(TextFile("phu_luc.xlsx", data))


def codes(table: AnnexTable) -> list[str]:
    """The codes of all findings but those about rows without levels."""
    return [finding.code for finding in table.findings if finding.code != "annex.open-row"]


def test_numbers_texts_and_merged_titles_are_read_as_they_are_shown() -> None:
    workbook = workbook_of([["BỘ TIÊU CHÍ"], HEAD, [1, "Chỉ đạo", 10.05], ["1.1", "Kế hoạch", 10.05]])
    workbook.worksheets[0].merge_cells("A1:C1")
    table = read(packed(workbook))
    assert [(row.id, row.title, str(row.printed)) for row in table.every()] == [
        ("1", "Chỉ đạo", "201/20"),
        ("1.1", "Kế hoạch", "201/20"),
    ]
    assert (table.title, codes(table)) == ("BỘ TIÊU CHÍ", [])


def test_a_finding_names_sheet_and_cell() -> None:
    table = read(packed(workbook_of([[], HEAD, ["1", "Chỉ đạo", 10], ["1.1", "Kế hoạch", 9]])))
    (found,) = (finding for finding in table.findings if finding.code == "annex.sum-children")
    assert found.told("en").startswith("phu_luc.xlsx Phụ lục!C3  warning  annex.sum-children")
    assert found.as_mapping("en")["pointer"] == "Phụ lục!C3"
    assert (found.place.file, found.place.line, found.place.column) == ("phu_luc.xlsx", 3, 3)


def test_codes_that_became_numbers_and_dates_are_mended_and_told() -> None:
    rows = [[1, "A", 11], *([float(f"1.{n}"), f"Việc {n}", 1] for n in range(1, 10)), [1.1, "Việc mười", 2]]
    rows += [[2, "B", 3], [date(2026, 1, 2), "C", 3], [date(2001, 1, 2), "D", 3]]
    table = read(packed(workbook_of([HEAD, *rows])))
    assert [row.id for row in table.every()][-5:] == ["1.9", "1.10", "2", "2.1", "2.1.1"]
    assert codes(table) == ["annex.code-mended"] * 3


def test_percentages_are_read_as_they_are_formatted() -> None:
    workbook = workbook_of(
        [[*HEAD[:1], "Đơn vị", "Điểm tối đa", "Điểm đạt được", "Chỉ số"], [1, "Sở A", 100, 92, 0.91]]
    )
    workbook.worksheets[0]["E2"].number_format = "0%"
    (found,) = (finding for finding in read(packed(workbook)).findings if finding.code == "annex.maximum-implied")
    assert "92 points at 91% imply" in found.message.en


def test_a_formula_that_was_never_computed_is_a_cell_without_points() -> None:
    table = read(packed(workbook_of([HEAD, ["1", "Chỉ đạo", "=1+1"], ["2", "Thể chế", 3]])))
    assert codes(table) == ["annex.no-points"]


def test_the_first_visible_sheet_with_headings_is_read_and_others_are_told() -> None:
    workbook = workbook_of([HEAD, ["1", "Ẩn", 1]], "Ẩn")
    workbook.worksheets[0].sheet_state = "hidden"
    for title in ("Bìa", "Một", "Hai"):
        sheet = workbook.create_sheet(title)
        if title != "Bìa":
            sheet.append(HEAD)
            sheet.append(["1", title, 1])
    table = read(packed(workbook))
    assert [row.title for row in table.rows] == ["Một"]
    assert codes(table) == ["annex.more-sheets"]


def test_text_that_cannot_be_seen_is_refused_by_its_cell() -> None:
    table = read(packed(workbook_of([HEAD, ["1", "Chỉ\u200bđạo", 1]])))
    assert [(finding.code, str(finding.place)) for finding in table.findings] == [
        ("text.unseen-character", "phu_luc.xlsx Phụ lục!B2")
    ]


def test_far_cells_are_not_walked_to() -> None:
    workbook = workbook_of([HEAD, ["1", "Chỉ đạo", 1]])
    workbook.worksheets[0].cell(5_001, 1).value = "2"
    assert codes(read(packed(workbook))) == ["annex.too-large"]


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with another part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, content)
    return made.getvalue()


GOOD = packed(workbook_of([HEAD, ["1", "Chỉ đạo", 1]]))
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "annex.damaged-workbook"),
        (b"PK\x03\x04 not a workbook", "annex.damaged-workbook"),
        (GOOD[: len(GOOD) // 2], "annex.damaged-workbook"),
        (repacked(GOOD, "xl/workbook.xml", b"<workbook"), "annex.damaged-workbook"),
        (repacked(GOOD, "xl/worksheets/sheet1.xml", ENTITIES), "annex.damaged-workbook"),
        (repacked(GOOD, "xl/worksheets/sheet1.xml", ENTITIES.decode().encode("utf-16")), "annex.damaged-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "annex.old-workbook"),
        (repacked(GOOD, "xl/media/big.bin", bytes(61_000_000)), "annex.unpacked-too-large"),
    ],
)
def test_a_file_that_is_no_sound_workbook_is_told_and_not_read(data: bytes, code: str) -> None:
    table = read(data)
    assert (codes(table), table.rows) == ([code], ())


def test_too_many_parts_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annex_xlsx, "MOST_PARTS", 3)
    assert codes(read(GOOD)) == ["annex.unpacked-too-large"]


def test_without_the_extra_the_next_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *others: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "openpyxl":
            raise ImportError(name)
        return real(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(WorkbooksNotReadable) as caught:
        read(GOOD)
    assert "pip install 'parindex[excel]'" in caught.value.hint("en")
