"""Tables of every kind give the same rows with the same numbers, from the beginning or from any row on."""

import re
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.columns.files import csv_source, pieces
from engine.columns.files.pieces import Piece, recut
from engine.columns.files.sources import open_source
from engine.errors import InvalidDocument
from tests.support.written_tables import HEADINGS, OUTPUTS, table, text_of, write_table

COPIES = 700


@pytest.fixture(params=OUTPUTS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A table of 3,500 units in each kind."""
    return write_table(tmp_path / request.param, table(COPIES))


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that a small table has many."""
    monkeypatch.setattr(pieces, "MOST_ROWS_AT_ONCE", 300)
    monkeypatch.setattr(csv_source, "BLOCK", 20_000)


def read(path: Path, start: int = 0, encoding: str = "utf-8") -> list[Piece]:
    """All pieces."""
    with open_source(path, encoding) as source:
        return list(source.pieces(start))


def cells(parts: list[Piece]) -> list[list[str | None]]:
    """The rows as text."""
    rows = [list(row.values()) for part in parts for row in part.batch.to_pylist()]
    return [[None if cell is None else str(cell) for cell in row] for row in rows]


def test_every_kind_gives_the_same_rows(written: Path, small_pieces: None) -> None:
    wanted = [[None if cell is None else str(cell) for cell in row.values()] for row in table(COPIES).to_pylist()]
    parts = read(written)
    assert cells(parts) == wanted
    assert len(parts) > 3
    assert [part.stop for part in parts[:-1]] == [part.first for part in parts[1:]]


@pytest.mark.parametrize("start", [1, 299, 1000, 3499, 3500])
def test_reading_goes_on_from_any_row(written: Path, small_pieces: None, start: int) -> None:
    whole, rest = cells(read(written)), read(written, start)
    assert cells(rest) == whole[start:]
    assert [part.number_of(0) for part in rest][:1] == ([start] if rest else [])


def test_pieces_are_cut_where_parts_end(written: Path, small_pieces: None) -> None:
    with open_source(written) as source:
        parts = list(recut(source.pieces(0), 500, 120))
    assert {part.stop // 500 - part.first // 500 for part in parts if part.stop % 500} == {0}
    assert set(range(500, 3501, 500)) <= {part.stop for part in parts}
    assert max(part.stop - part.first for part in parts) == 120
    assert cells(parts) == cells(read(written))


def test_how_much_was_read_is_told(tmp_path: Path, small_pieces: None) -> None:
    for name in OUTPUTS:
        with open_source(write_table(tmp_path / name, table(COPIES))) as source:
            shares = [source.share_read() for _ in source.pieces(0)]
            assert shares == sorted(shares)
            assert shares[0] >= 0
            assert shares[-1] <= 1
            assert source.share_read() > 0.9


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_and_either_separator_are_read(tmp_path: Path, separator: str, mark: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(mark + text_of(separator=separator), "utf-8")
    with open_source(path) as source:
        assert source.schema.names == list(HEADINGS)
        assert source.decimal_comma == (separator == ";")
        assert next(source.pieces(0)).batch.num_rows == 5


def test_a_line_that_names_the_separator_is_no_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nunit.id;Ghi chú, khác\na;x\nb\n", "utf-8")
    with open_source(path) as source:
        notes = [note for part in source.pieces(0) for note in part.notes]
        assert (source.schema.names, source.first_number) == (["unit.id", "Ghi chú, khác"], 3)
        assert [note.row + source.first_number for note in notes] == [4]


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1258"])
def test_another_encoding_is_read_where_it_is_said(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    text = "unit.id,Đươ\u0300ng\nđ-1,â ê ô\n"  # as windows-1258 writes it: letter and mark apart
    path.write_bytes(text.encode(encoding))
    (part,) = read(path, encoding=encoding)
    assert part.batch.to_pylist() == [{"unit.id": "đ-1", "Đường": "â ê ô"}]


def test_quotes_hold_separators_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('unit.id,"Tên\nđơn vị"\na,"x, ""y""\nz"\n"",b\n', "utf-8")
    (part,) = read(path)
    assert cells([part]) == [["a", 'x, "y"\nz'], [None, "b"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1258"])
@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('u1,x\nu2,"Xã Ô\nu3,x\nu4,x\n', 3),
        ('u1,x\nu2,"Xã Ô\nu3,x', 3),
        ('u1,x\n\nu2,"x\n', 4),
        ('u1,x\nu2,"Xã\nÔ"\n', 0),
        ('u1,x\nu2,"Xã\nÔ"', 0),
        ('u1,x\nu2,"Xã\nÔ"""\n\n\n', 0),
        ('u1,x\nu2,"Xã\nÔ"\nu3\n', 0),
        ('u1,x\n"u\n2",x\n', 0),
    ],
)
def test_a_quote_that_is_never_closed_takes_no_rows_with_it(
    tmp_path: Path, text: str, row: int, encoding: str, small_pieces: None
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"unit.id,unit.name\n{text}".encode(encoding, "ignore"))
    if not row:
        assert sum(part.batch.num_rows for part in read(path, encoding=encoding)) == 2
        return
    with pytest.raises(InvalidDocument) as caught:
        read(path, encoding=encoding)
    (found,) = caught.value.findings
    assert (found.code, found.place.line, found.place.column) == ("table.syntax", row, 2)


def test_rows_keep_the_numbers_of_the_sheet_around_blank_and_odd_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('unit.id,a\nu1,1\n\nu2\nu3,3,3\nu4,"4"\n,\nu5,5\n', "utf-8")
    parts = read(path)
    numbered = {
        part.batch["unit.id"][at].as_py(): part.number_of(at) for part in parts for at in range(part.batch.num_rows)
    }
    assert numbered == {"u1": 0, "u4": 4, "u5": 6}
    assert [(note.row, note.finding.code) for part in parts for note in part.notes] == [
        (2, "table.cells"),
        (3, "table.cells"),
    ]


def test_odd_rows_are_told_once_wherever_reading_begins(tmp_path: Path, small_pieces: None) -> None:
    lines = [f"u{at},{at}" if at % 97 else f"u{at}" for at in range(6000)]
    path = tmp_path / "a.csv"
    path.write_text("unit.id,a\n" + "\n".join(lines) + "\n", "utf-8")
    odd = list(range(0, 6000, 97))
    for start in (0, 1, 97, 98, 5000):
        parts = read(path, start)
        assert [note.row for part in parts for note in part.notes] == [row for row in odd if row >= start]
        rows = [part.number_of(at) for part in parts for at in range(part.batch.num_rows)]
        assert rows == [row for row in range(start, 6000) if row % 97]
        assert {
            part.batch["a"][at].as_py() == str(part.number_of(at))
            for part in parts
            for at in range(part.batch.num_rows)
        } == {True}


def test_bytes_that_are_no_text_are_told_with_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"unit.id,a\nu1,1\nu2,\xe2\x28\n\nu3,3\n\xff,\xfe\n")
    (part,) = read(path)
    assert part.batch["unit.id"].to_pylist() == ["u1", "u3"]
    told = [(note.row, note.column, note.finding.code) for note in part.notes]
    assert told == [(1, "a", "file.not-utf8"), (4, "unit.id", "file.not-utf8"), (4, "a", "file.not-utf8")]


@pytest.mark.parametrize("first", [b"\xff\xfe", b"\xff", b"\xc3\x28"])
def test_a_first_row_that_begins_with_other_bytes_is_a_row(tmp_path: Path, first: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(b"unit.id,a\n" + first + b",1\nb,2\n")
    with open_source(tmp_path / "a.csv") as source:
        (piece,) = source.pieces(0)
    assert [(note.row, note.column, note.finding.code) for note in piece.notes] == [(0, "unit.id", "file.not-utf8")]
    assert piece.batch.column(0).to_pylist() == ["b"]
    (tmp_path / "a.csv").write_bytes(b"unit.id,a\n\x8a,1\nb,2\n")
    with pytest.raises(InvalidDocument) as problem, open_source(tmp_path / "a.csv", "cp1258") as source:
        list(source.pieces(0))
    assert [finding.code for finding in problem.value.findings] == ["many.not-decoded"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_bytes_that_are_no_text_in_rows_of_the_wrong_length(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], mark: bytes
) -> None:
    path = tmp_path / "a.csv"
    rows = [
        '"unit.id","Ghi chú, nếu có"',
        "u1,Đã kiểm tra: €",
        "",
        "straddling object",
        "",
        "u3,ừ,ừ",
        "u4,",
        "u5,~",
        "u6,©",
    ]
    path.write_bytes(mark + "\n".join(rows).encode().replace("ừ".encode(), b"\xe1\xbb").replace(b"~", b"\xff"))
    (part,) = read(path)
    assert part.batch.to_pydict() == {
        "unit.id": ["u1", "u4", "u6"],
        "Ghi chú, nếu có": ["Đã kiểm tra: €", None, "©"],
    }
    assert part.every_number.tolist() == [0, 5, 7]
    told = [(note.row, note.column, note.finding.code) for note in part.notes]
    assert told == [(2, "", "table.cells"), (4, "", "table.cells"), (6, "Ghi chú, nếu có", "file.not-utf8")]
    assert capfd.readouterr().err == ""


def test_a_workbook_gives_what_its_cells_show(tmp_path: Path) -> None:
    from datetime import date, datetime

    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["unit.id", "a", "b", "c", "d", None])
    sheet.append(["u1", 0.1 + 0.2, True, date(2024, 7, 18), datetime(2024, 7, 18, 9, 30)])  # noqa: DTZ001  # a sheet has no zones
    sheet.append([None, None])
    sheet.append(["u2", 0.8, "  ", None, None, None, "beyond"])
    sheet.append(["u3", 0.8])
    sheet["B5"].number_format = "0.0%"
    workbook.create_sheet("hidden").sheet_state = "hidden"
    workbook.save(tmp_path / "a.xlsx")
    (part,) = read(tmp_path / "a.xlsx")
    assert cells([part]) == [
        ["u1", "0.3", "true", "2024-07-18", "2024-07-18 09:30:00"],
        ["u3", "80.0%", None, None, None],
    ]
    assert ([part.number_of(at) for at in (0, 1)], [note.row for note in part.notes]) == ([0, 3], [2])


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.92, "0.00%", "92.00%"),
        (0.92, '0.00"%"', "0.92"),
        (92, r"0\%", "92"),
        (0.5, "_%0", "0.5"),
        (2, '0" % and "0%', "200%"),
        (1234567890123456, "0", "1234567890123456"),
    ],
)
def test_a_percent_sign_beside_a_number_is_none_and_no_digit_is_lost(
    tmp_path: Path, value: object, number_format: str, shown: str
) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["a"])
    sheet.append([value])
    sheet["A2"].number_format = number_format
    workbook.save(tmp_path / "a.xlsx")
    assert cells(read(tmp_path / "a.xlsx")) == [[shown]]


def with_saved(path: Path, saved: dict[str, bytes]) -> None:
    """Put what a spreadsheet saves beside formulas into a workbook: cell → its value as XML."""
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for cell, (kind, value) in {cell: each.split(b" ", 1) for cell, each in saved.items()}.items():
        sheet, found = re.subn(
            rb'<c r="%b"[^>]*><f>([^<]*)</f><v ?/?>(</v>)?</c>' % cell.encode(),
            rb'<c r="%b" t="%b"><f>\1</f><v>%b</v></c>' % (cell.encode(), kind, value),
            sheet,
        )
        assert found == 1
    with ZipFile(path, "w") as packed:
        for name, content in {**parts, "xl/worksheets/sheet1.xml": sheet}.items():
            packed.writestr(name, content)


def test_a_formula_has_its_saved_value_or_is_told(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in (
        ["unit.id", "a", "b"],
        ["u1", "=1+1", 1],
        ["u2", '=""', "=B2&C2"],
        ["u3", "=1+1", "=2+2"],
        ["=A1", 1],
        ["u5", 1, None],
    ):
        sheet.append(line)
    workbook.save(tmp_path / "a.xlsx")
    with_saved(tmp_path / "a.xlsx", {"B2": b"n 2", "B3": b"str ", "C3": b"str 21"})
    for start, wanted in ((0, [["u1", "2", "1"], ["u2", None, "21"], ["u5", "1", None]]), (2, [["u5", "1", None]])):
        (part,) = read(tmp_path / "a.xlsx", start)
        assert cells([part]) == wanted
        assert [(note.row, note.column, note.finding.code) for note in part.notes] == [
            (2, "a", "table.not-computed"),
            (2, "b", "table.not-computed"),
            (3, "unit.id", "table.not-computed"),
        ]


def test_no_rows_are_no_pieces_but_headings(tmp_path: Path) -> None:
    empty = table().slice(0, 0)
    for name in OUTPUTS:
        with open_source(write_table(tmp_path / name, empty)) as source:
            assert source.schema.names == list(HEADINGS)
            assert sum(part.batch.num_rows for part in source.pieces(0)) == 0


@pytest.mark.parametrize("start", [0, 3])
def test_words_inside_lists_are_read_from_every_row_group(tmp_path: Path, start: int) -> None:
    words = pa.array(["a", "b", "c", "b", "d"]).dictionary_encode()
    records = pa.StructArray.from_arrays([words], ["word"])
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"x": pa.ListArray.from_arrays([0, 1, 3, 3, 4, 5], records)}), path, row_group_size=2)
    held = [[{"word": "a"}], [{"word": "b"}, {"word": "c"}], [], [{"word": "b"}], [{"word": "d"}]]
    assert [row["x"] for part in read(path, start) for row in part.batch.to_pylist()] == held[start:]


def test_arrow_text_that_is_none_is_refused(tmp_path: Path) -> None:
    column = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    path = write_table(tmp_path / "a.arrow", pa.table({"unit.id": column}))
    with pytest.raises(InvalidDocument) as caught:
        read(path)
    assert [finding.code for finding in caught.value.findings] == ["many.damaged"]
