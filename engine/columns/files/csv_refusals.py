"""What can be wrong with a table in CSV, in words: with the whole of it, or with one row."""

import codecs
from collections.abc import Sequence
from pathlib import Path

from pyarrow.csv import InvalidRow

from engine.columns.files.pieces import RowNote
from engine.columns.files.refusals import refused
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place

ENCODINGS = ("utf-8", "utf-16", "windows-1258", "windows-1252")
"""Those that people are told of; any that Python knows can be named."""


def see_that_it_is_known(path: Path, encoding: str) -> str:
    """The name of an encoding as Python has it; raises InvalidDocument for one that it does not know."""
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # some that are known turn no text into bytes
    except (LookupError, ValueError):
        listed = ", ".join(ENCODINGS)
        raise refused(
            error(
                "many.encoding",
                Place(path.name),
                f"Không có bảng mã '{encoding}'.",
                f"There is no encoding '{encoding}'.",
                f"Dùng một trong: {listed}.",
                f"Use one of: {listed}.",
            )
        ) from None
    return "utf-8" if name in ("utf-8", "utf-8-sig", "ascii") else name


def is_utf16(path: Path) -> Finding:
    """A file that begins as UTF-16 does, and was not said to be that."""
    return error(
        "many.encoding-unsaid",
        Place(path.name),
        "Tệp có dạng UTF-16.",
        "The file looks like UTF-16.",
        "Lưu lại thành CSV UTF-8, hoặc thêm --encoding utf-16.",
        "Save it as CSV in UTF-8, or add --encoding utf-16.",
    )


def not_this_encoding(path: Path, encoding: str, row: int) -> Finding:
    """Bytes that are no text in the encoding of the file."""
    return error(
        "many.not-decoded",
        Place(path.name, row, 1),
        f"Từ khoảng dòng này có byte không thuộc bảng mã {encoding}.",
        f"From about this row on there are bytes that are no text in {encoding}.",
        "Lưu lại thành CSV UTF-8, hoặc thêm --encoding với tên bảng mã.",
        "Save the file as CSV in UTF-8, or add --encoding with its name.",
    )


def see_that_headings_differ(path: Path, headings: Sequence[str], line: int) -> None:
    """Raise InvalidDocument for a table without headings, or for each heading that stands twice; `line` is theirs."""
    if not any(headings):
        raise refused(_no_headings(path, line))
    twice = [at for at, name in enumerate(headings) if name in headings[:at]]
    if twice:
        raise refused(*(_double_column(Place(path.name, line, at + 1), headings[at]) for at in twice))


def _no_headings(path: Path, line: int) -> Finding:
    return error(
        "many.no-headings",
        Place(path.name, line),
        "Bảng không có dòng tiêu đề.",
        "The table has no row of headings.",
        "Dòng đầu nêu tên cột: unit.id, rồi mã các số liệu.",
        "The first row names the columns: unit.id, then the ids of facts.",
    )


def _double_column(place: Place, name: str) -> Finding:
    return error(
        "table.double-column",
        place,
        f"Cột '{name}' có hơn một lần.",
        f"The column '{name}' stands more than once.",
        "Giữ lại một cột.",
        "Keep one of them.",
    )


def long_row(path: Path, row: int, most: int) -> Finding:
    """A row that does not fit the block that is read at a time; most often a quote that does not close."""
    return error(
        "many.long-row",
        Place(path.name, row, 1),
        f"Từ khoảng dòng này có một dòng dài hơn {most} byte; có thể thiếu dấu nháy đóng.",
        f"From about this row on one is longer than {most} bytes; a closing quote may be missing.",
        "Đóng dấu nháy, hoặc chia ô quá dài.",
        "Close the quote, or split the cell that is too long.",
    )


def not_utf8(path: Path, row: int, column: str, byte: int) -> RowNote:
    """A cell that is not text."""
    finding = error(
        "file.not-utf8",
        Place(path.name),
        f"Ô có byte {byte:#04x}, không phải UTF-8.",
        f"The cell holds the byte {byte:#04x}, which is not UTF-8.",
        "Lưu cả tệp với một bảng mã, UTF-8.",
        "Save the whole file in one encoding, UTF-8.",
    )
    return RowNote(row, column, "", finding)


def cells_or_quotes(path: Path, number: int, row: InvalidRow) -> RowNote:
    """A row with other than the right number of cells; or with a quote that does not close."""
    if row.text.count('"') % 2:
        finding = error(
            "table.syntax",
            Place(path.name),
            "Dấu nháy kép mở mà không đóng, hoặc có chữ ngay cạnh dấu nháy.",
            "A double quote is opened and not closed, or text stands beside it.",
            'Đóng dấu nháy; viết "" để có dấu nháy bên trong.',
            'Close the quote; write "" for a quote inside.',
        )
    else:
        finding = error(
            "table.cells",
            Place(path.name),
            f"Dòng có {row.actual_columns} ô, tiêu đề có {row.expected_columns} cột.",
            f"The row has {row.actual_columns} cells, the header {row.expected_columns} columns.",
            "Thêm hoặc bớt dấu ngăn cách; đặt văn bản có dấu ngăn cách trong dấu nháy kép.",
            "Add or remove separators; put text that holds one in double quotes.",
        )
    return RowNote(number, "", "", finding)
