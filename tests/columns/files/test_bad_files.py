"""Files that are broken on purpose: each ends in a finding, whatever it is that is wrong with them."""

import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.columns.files import csv_source, workbook_safety
from engine.columns.files.finding_lines import is_json
from engine.columns.files.sources import open_source
from engine.columns.files.thrift_compact import parse, serialized
from engine.domain.finding import Finding
from engine.errors import InvalidDocument
from tests.support.written_tables import OUTPUTS, table, write_table


def refusal(path: Path, encoding: str = "utf-8") -> Finding:
    """The one finding about a file that cannot be read to its end."""
    with pytest.raises(InvalidDocument) as caught, open_source(path, encoding) as source:
        list(source.pieces(0))
    (finding,) = caught.value.findings
    assert isinstance(finding, Finding)
    assert finding.place.file == path.name
    assert "" not in (finding.message.vi, finding.message.en, finding.hint.vi, finding.hint.en)
    return finding


def written(path: Path, data: bytes | str) -> Path:
    """A file with this content."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize("name", ["x.parquet", "x.arrow", "x.xlsx"])
@pytest.mark.parametrize("kept", [0.0, 0.3, 0.7, 0.99])
def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, name: str, kept: float) -> None:
    path = write_table(tmp_path / name, table(2000))
    data = path.read_bytes()
    assert refusal(written(path, data[: int(len(data) * kept)])).code == "many.damaged"


def test_a_stream_that_was_cut_off_tells_how_far_it_was_read(tmp_path: Path) -> None:
    path = write_table(tmp_path / "x.arrows", table(2000))
    data = path.read_bytes()
    finding = refusal(written(path, data[: len(data) // 2]))
    assert finding.code == "many.damaged"
    assert any(character.isdigit() for character in finding.message.en)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_parquet_with_other_bytes_in_the_middle_is_damaged(tmp_path: Path, at: float) -> None:
    path = write_table(tmp_path / "x.parquet", table(2000))
    data = bytearray(path.read_bytes())
    middle = int(len(data) * at)
    data[middle : middle + 2000] = b"\xff" * 2000
    assert refusal(written(path, bytes(data))).code == "many.damaged"


@pytest.mark.parametrize("name", ["x.parquet", "x.arrow", "x.arrows", "x.xlsx"])
def test_a_file_of_another_kind_is_damaged(tmp_path: Path, name: str) -> None:
    assert refusal(written(tmp_path / name, "unit.id,a\nu1,1\n" * 100)).code == "many.damaged"


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_folder_is_no_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert refusal(tmp_path / name).code == "many.unreadable"


@pytest.mark.parametrize("name", ["x.xls", "x.ods", "x", "x.json"])
def test_other_kinds_are_not_read(tmp_path: Path, name: str) -> None:
    assert refusal(written(tmp_path / name, "unit.id\n")).code == "many.kind"


@pytest.mark.parametrize(
    ("data", "encoding", "code"),
    [
        (b"", "utf-8", "many.no-headings"),
        (b"\n\n", "utf-8", "many.no-headings"),
        (b",,\n1,2,3\n", "utf-8", "many.no-headings"),
        (b'unit.id,"a' + b"x" * 200_000, "utf-8", "many.long-row"),
        ("unit.id,a\n".encode("utf-16"), "utf-8", "many.encoding-unsaid"),
        (b"unit.id,a\n", "klingon", "many.encoding"),
        (b"unit.id,a\n", "rot13", "many.encoding"),
        ("unit.id,a\nu1,1\n".encode("utf-16")[:-1], "utf-16", "many.not-decoded"),
        ("unit.id,a\n".encode("cp1258") + b"\xd2\n", "utf-16", "many.not-decoded"),
        (b"unit\xff.id,a\n", "utf-8", "many.not-decoded"),
        (b"unit.id,a,a\n", "utf-8", "table.double-column"),
        ("unit.id,Đươ\u0300ng,Đường\n".encode(), "utf-8", "table.double-column"),
    ],
)
def test_text_that_is_no_table_is_refused(tmp_path: Path, data: bytes, encoding: str, code: str) -> None:
    assert refusal(written(tmp_path / "x.csv", data), encoding).code == code


@pytest.mark.parametrize("text", ["unit.id,a", "\ufeffunit.id;a", "sep=;\r\nunit.id;a", 'unit.id,"a\nb"'])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_headings_alone_are_a_table_without_rows(tmp_path: Path, text: str, end: str, encoding: str) -> None:
    with open_source(written(tmp_path / "x.csv", (text + end).encode(encoding)), encoding) as source:
        assert list(source.pieces(0)) == []


def test_a_long_cell_below_the_headings_is_a_row(tmp_path: Path) -> None:
    with open_source(written(tmp_path / "x.csv", "unit.id,a\nu1," + "x" * 200_000)) as source:
        assert [piece.batch.num_rows for piece in source.pieces(0)] == [1]


def test_a_quote_that_does_not_close_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "x.csv", 'unit.id,a,b\nu1,1,2\nu2,"1,2\n' + "u3,1,2\n" * 100)
    with open_source(path) as source:
        (note,) = (note for part in source.pieces(0) for note in part.notes)
    assert (note.row, note.finding.code) == (1, "table.syntax")
    monkeypatch.setattr(csv_source, "BLOCK", 200)
    assert refusal(path).code == "many.long-row"


def bomb(path: Path, part: str, content: bytes, times: int) -> Path:
    """A workbook in which one part holds something many times over."""
    whole = write_table(path, table())
    with zipfile.ZipFile(whole) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            if name != part:
                packed.writestr(name, data)
        with packed.open(part, "w") as stream:
            for _ in range(times):
                stream.write(content)
    return path


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened(tmp_path: Path) -> None:
    path = bomb(tmp_path / "x.xlsx", "xl/worksheets/sheet1.xml", b"<row></row>" * 100_000, 1500)
    assert path.stat().st_size < 10_000_000
    assert refusal(path).code == "many.unpacked-too-large"


@pytest.mark.parametrize("limit", ["MOST_PARTS", "MOST_UNPACKED_BYTES"])
def test_a_workbook_beyond_any_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(workbook_safety, limit, 1)
    assert refusal(write_table(tmp_path / "x.xlsx", table())).code == "many.unpacked-too-large"


def test_more_shared_text_than_fits_the_memory_is_not_opened(tmp_path: Path) -> None:
    path = bomb(tmp_path / "x.xlsx", "xl/sharedStrings.xml", b"<si><t>x</t></si>" * 100_000, 100)
    assert refusal(path).code == "many.unpacked-too-large"


def test_a_row_without_end_is_not_opened(tmp_path: Path) -> None:
    path = bomb(tmp_path / "x.xlsx", "xl/worksheets/sheet1.xml", b"<c>x</c>" * 100_000, 12)
    assert refusal(path).code == "many.unpacked-too-large"


@pytest.mark.parametrize("text", ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!ENTITY a SYSTEM "file:///etc/passwd">'])
def test_a_workbook_that_names_entities_is_not_opened(tmp_path: Path, text: str) -> None:
    path = bomb(tmp_path / "x.xlsx", "xl/workbook.xml", text.encode(), 1)
    assert refusal(path).code == "many.damaged"


def test_an_old_or_locked_workbook_is_told_as_such(tmp_path: Path) -> None:
    path = written(tmp_path / "x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))
    assert refusal(path).code == "many.old-workbook"


def test_headings_that_stand_twice_are_told_together_each_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument) as caught:
        open_source(written(tmp_path / "x.csv", b"sep=;\na;b;a;c;b\n1;2;3;4;5\n"))
    assert [str(each.place) for each in caught.value.findings] == ["x.csv:2:3", "x.csv:2:5"]


def test_a_workbook_with_a_heading_twice_or_without_one_is_refused(tmp_path: Path) -> None:
    from openpyxl import Workbook

    for headings, code in ((["a", "b", "a"], "table.double-column"), ([None], "many.no-headings")):
        workbook = Workbook()
        workbook.worksheets[0].append(headings)
        workbook.worksheets[0].append([1, 2, 3])
        workbook.save(tmp_path / "x.xlsx")
        assert refusal(tmp_path / "x.xlsx").code == code


def test_findings_go_into_files_of_two_kinds_only(tmp_path: Path) -> None:
    assert [is_json(Path(name)) for name in ("x.csv", "x.jsonl", "x.NDJSON")] == [False, True, True]
    with pytest.raises(InvalidDocument) as caught:
        is_json(Path("x.txt"))
    assert [finding.code for finding in caught.value.findings] == ["many.findings-kind"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_parquet_with_text_that_is_not_utf8_tells_the_column(tmp_path: Path, kind: pa.DataType) -> None:
    whole = pa.array([b"x"] * 2999 + [b"x\xff"], pa.large_binary() if kind == pa.large_string() else pa.binary())
    plain = pa.string() if pa.types.is_dictionary(kind) else kind
    text = pa.Array.from_buffers(plain, len(whole), whole.buffers())
    text = text if plain == kind else text.dictionary_encode()
    path = write_table(tmp_path / "x.parquet", table(600).append_column("Ghi chú", text))
    finding = refusal(path)
    assert (finding.code, finding.place.column, "'Ghi chú'" in finding.message.vi) == ("file.not-utf8", 6, True)


def test_a_heading_that_is_no_text_is_damage(tmp_path: Path) -> None:
    path = write_table(tmp_path / "x.arrows", table())
    assert refusal(written(path, path.read_bytes().replace(b"tasks.done", b"tasks\xff\xffone"))).code == "many.damaged"


def test_pages_of_parquet_that_do_not_fit_their_checksums_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(table(600), path, compression="none", use_dictionary=False, write_page_checksum=True)
    assert path.read_bytes().count(b"so-c-7") > 0
    finding = refusal(written(path, path.read_bytes().replace(b"so-c-7", b"so-x-7")))
    assert finding.code == "many.damaged"


def test_what_parquet_says_of_its_chunks_may_be_damaged_too(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(table(600), path)
    data = path.read_bytes()
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    footer = parse(data[start:-8])
    chunk = footer[4].value.values[0][1].value.values[0][3].value  # the first column of the first row group
    chunk[16].value[3].value.values.append(1)  # how many values have each level: there is none of that level
    made = serialized(footer)
    whole = data[:start] + made + len(made).to_bytes(4, "little") + b"PAR1"
    assert refusal(written(path, whole)).code == "many.damaged"
