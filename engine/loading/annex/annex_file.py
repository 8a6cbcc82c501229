"""A file with the table of a decision → the table, understood and checked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.domain.finding import Finding, error, warning
from engine.domain.source_place import Place
from engine.loading.annex.checks import table_findings
from engine.loading.annex.csv_table import read_csv_grids
from engine.loading.annex.grid import AnnexGrid
from engine.loading.annex.headings import Headings, find_headings
from engine.loading.annex.limits import unknown_kind
from engine.loading.annex.rows import RowReader
from engine.loading.annex.statements import counts_above, title_above, total_above
from engine.loading.annex.table import NO_COUNTS, AnnexTable, Counts
from engine.loading.annex.xlsx_table import read_xlsx_grids
from engine.loading.folder_files import TextFile

_EXPECTED = re.compile(r"([0-9]{1,3}|-)/([0-9]{1,3}|-)(?:/([0-9]{1,4}|-))?")
EXPECTED_AT = Place("--expect")


def expected_counts(text: str) -> Counts | None:
    """`8/38/81`, areas, criteria and sub-criteria, a dash for what is not known; None where it cannot be read."""
    found = _EXPECTED.fullmatch(text.strip())
    if not found:
        return None
    areas, criteria, sub_criteria = (int(each) if each and each != "-" else None for each in found.groups())
    return areas, criteria, sub_criteria


def read_annex(file: TextFile, expect: Counts = NO_COUNTS) -> AnnexTable:
    """The table of a file; `expect` are the counts that the decision is known to state.

    Nothing is raised for a bad table: everything that is wrong is in its findings. Raises WorkbooksNotReadable for a
    workbook where the extra is missing.
    """
    match file.suffix:
        case ".csv":
            grids = read_csv_grids(file)
        case ".xlsx":
            grids = read_xlsx_grids(file)
        case _:
            return _nothing(file, unknown_kind(file.name))
    found = [(grid, headings) for grid in grids if (headings := find_headings(grid))]
    if not found:
        problems = [finding for grid in grids for finding in grid.findings]
        return _nothing(file, *(dict.fromkeys(problems) or [_no_headings(grids, file.name)]))
    table = _table(*found[0])
    findings = [*table.findings, *table_findings(table, expect, EXPECTED_AT)]
    if file.suffix == ".xlsx" and len(found) > 1:
        findings.append(_more_sheets(found[0][0], len(found)))
    if table.of_units:
        findings.append(_of_units(found[0][1]))
    elif not table.rows:
        findings.append(_no_rows(found[0][1]))
    return replace(table, findings=tuple(sorted(dict.fromkeys(findings), key=Finding.sort_key)))


def _table(grid: AnnexGrid, headings: Headings) -> AnnexTable:
    reader = RowReader(headings)
    reader.read()
    stated, stated_place = counts_above(headings)
    return AnnexTable(
        grid.file,
        title_above(headings),
        tuple(reader.roots),
        reader.total,
        total_above(headings),
        stated,
        stated_place,
        headings.of_units,
        tuple(reader.findings),
    )


def _nothing(file: TextFile, *findings: Finding) -> AnnexTable:
    return AnnexTable(file.name, "", (), findings=findings)


def _no_headings(grids: Sequence[AnnexGrid], name: str) -> Finding:
    lines = [line for grid in grids for line in grid.lines]
    return error(
        "annex.no-headings",
        lines[0].place if lines else Place(name),
        "Không thấy dòng tiêu đề có cột STT, cột tiêu chí và cột điểm tối đa.",
        "There is no row of headings with columns STT, tiêu chí and điểm tối đa.",
        "Ghi tiêu đề bằng tiếng Việt có dấu, ví dụ: STT; Lĩnh vực/Tiêu chí/TCTP; Điểm tối đa; ĐTXHH.",
        "Write the headings in Vietnamese, such as: STT; Lĩnh vực/Tiêu chí/TCTP; Điểm tối đa; ĐTXHH.",
    )


def _no_rows(headings: Headings) -> Finding:
    return error(
        "annex.no-rows",
        headings.line.place,
        "Dưới dòng tiêu đề không có dòng nào có mã.",
        "Below the headings there is no row with a code.",
        "Ghi mã ở cột STT: I, 1, 1.1, 1.1.1 …",
        "Write codes in the column STT: I, 1, 1.1, 1.1.1 …",
    )


def _of_units(headings: Headings) -> Finding:
    return error(
        "annex.of-units",
        headings.line.place,
        "Bảng này liệt kê đơn vị và kết quả, không phải tiêu chí; chỉ kiểm tra số liệu, không ghi bộ tiêu chí.",
        "The table lists units and results, not criteria; its figures were checked, no set is written.",
        "Dùng bảng tiêu chí kèm theo quyết định.",
        "Use the table of criteria annexed to the decision.",
    )


def _more_sheets(grid: AnnexGrid, count: int) -> Finding:
    return warning(
        "annex.more-sheets",
        grid.lines[0].place,
        f"Có {count} trang tính chứa bảng tiêu chí; chỉ đọc trang đầu.",
        f"{count} sheets hold a table of criteria; the first is read.",
        "Chép trang cần nhập sang một tệp riêng.",
        "Copy the sheet that you want into a file of its own.",
    )
