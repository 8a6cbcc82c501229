"""What the headings of a table mean, from YAML, or from a CSV file with the columns heading and means."""

from pathlib import Path

from engine.domain.column_map import ColumnMap
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.spreadsheet_text import separator_of
from engine.domain.text import nfc
from engine.errors import InvalidDocument
from engine.loading.csv_text import Cell, NotCsv, rows
from engine.loading.document import decoded
from engine.loading.folder_files import TextFile, read_file
from engine.loading.schema_check import check_document
from engine.loading.section import root_of
from engine.loading.yaml_reader import read_yaml

COLUMNS = ("heading", "means")


def read_column_map(path: Path) -> ColumnMap:
    """The meaning of headings; raises InvalidDocument with everything that is wrong with the file."""
    file = read_file(path, path.name)
    if isinstance(file, Finding):
        raise _refused([file])
    pairs, findings = _of_csv(file) if file.suffix == ".csv" else _of_yaml(file)
    findings += _doubles(pairs, file.name)
    if findings:
        raise _refused(findings)
    named = {heading: means for heading, means in pairs if means}
    return ColumnMap(named, tuple(heading for heading, means in pairs if not means))


def _of_yaml(file: TextFile) -> tuple[list[tuple[str, str]], list[Finding]]:
    reading = read_yaml(file.data, file.name)
    if reading.document is None:
        return [], list(reading.findings)
    findings = [*reading.findings, *check_document(reading.document, "columns/1")]
    if findings:
        return [], findings
    items = root_of(reading.document).each("columns")
    return [(item.word("heading"), item.word("means") if item.has("means") else "") for item in items], []


def _of_csv(file: TextFile) -> tuple[list[tuple[str, str]], list[Finding]]:
    text, problems = decoded(file.data, file.name)
    if problems:
        return [], list(problems)
    separator, text = separator_of(text)
    try:
        lines = list(rows(text, separator))
    except NotCsv as problem:
        return [], [_not_two_columns(file.name, *problem.at)]
    odd = [line for line in lines if len(line) != len(COLUMNS)]
    if not lines or [cell.text.lower() for cell in lines[0]] != list(COLUMNS) or odd:
        return [], [_not_two_columns(file.name, *(odd or lines or [[Cell("", (1, 1))]])[0][0].at)]
    return [(nfc(heading.text), nfc(means.text)) for heading, means in lines[1:]], []


def _doubles(pairs: list[tuple[str, str]], file: str) -> list[Finding]:
    headings = [heading for heading, _ in pairs]
    return [
        error(
            "columns.double",
            Place(file),
            f"Tiêu đề '{heading}' có hơn một dòng.",
            f"The heading '{heading}' stands more than once.",
            "Giữ lại một dòng.",
            "Keep one of them.",
        )
        for heading in dict.fromkeys(headings)
        if headings.count(heading) > 1
    ]


def _not_two_columns(file: str, line: int, column: int) -> Finding:
    return error(
        "columns.csv",
        Place(file, line, column),
        "Tệp khai cột cần đúng hai cột: heading và means.",
        "A file about columns has two of them: heading and means.",
        "Dòng đầu ghi heading;means. Để trống means thì cột được bỏ qua.",
        "Begin it with heading;means. Where means is empty, the column is passed over.",
    )


def _refused(findings: list[Finding]) -> InvalidDocument:
    return InvalidDocument("Tệp khai cột không dùng được.", "The file about columns cannot be used.", findings=findings)
