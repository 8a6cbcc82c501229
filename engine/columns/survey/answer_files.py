"""Files of raw answers → blocks of the columns that matter; a Parquet file is cut into parts that threads share."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.columns.files.pieces import RowNote
from engine.columns.files.refusals import damaged, text_not_utf8, unreadable
from engine.columns.files.sources import open_source
from engine.domain.finding import Finding, error, info
from engine.domain.source_place import Place
from engine.domain.survey_form import ROLES, SurveyForm
from engine.domain.text import nfc

ROWS_AT_ONCE = 1 << 16
"""Rows of a block: their columns and what is made of them stay in the cache of one core."""

_READ_BUFFER = 1 << 18
_MOST_AT_ONCE = 1 << 26
"""Bytes of a row group that are read at a time; larger ones go through a buffer, which takes more memory for small."""

_PARQUET = ".parquet"


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One file: which of its columns plays which role, and the number that people see for its first row.

    `encoding` is that of CSV.
    """

    path: Path
    at: int
    headings: Mapping[str, str]
    column_numbers: Mapping[str, int]
    first_number: int
    encoding: str = "utf-8"

    def place(self, row: int, role: str) -> Place:
        """Where a cell stands: the number of the row as people see it, and the number of the column from 1."""
        return Place(self.path.name, row, self.column_numbers.get(role, 1))


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one file: a column for each role that is there. `number_of` tells the number of a row of the block."""

    file: AnswerFile
    columns: Mapping[str, Any]
    rows: int
    number_of: Callable[[int], int]
    notes: tuple[RowNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file that one thread reads: some row groups of a Parquet file, or all of another."""

    file: AnswerFile
    row_groups: tuple[int, ...] = ()
    first_row: int = 0
    alone: bool = False
    buffered: bool = False

    def blocks(self) -> Iterator[Block]:
        """The rows, in their order; raises InvalidDocument where the file is damaged."""
        return _parquet_blocks(self) if self.file.path.suffix.lower() == _PARQUET else _other_blocks(self.file)


def open_answers(
    paths: Sequence[Path], form: SurveyForm, encoding: str = "utf-8"
) -> tuple[list[AnswerFile], list[Finding]]:
    """The files, and what is wrong with their headings; raises InvalidDocument for one that cannot be read at all."""
    files: list[AnswerFile] = []
    findings: list[Finding] = []
    for at, path in enumerate(paths):
        schema, first_number = _schema_of(path, encoding)
        if any(path.samefile(before) for before in paths[:at]):
            findings.append(_given_twice(path))
        headings, found = _roles(path, schema, form)
        findings += found
        numbers = {role: schema.names.index(name) + 1 for role, name in headings.items()}
        files.append(AnswerFile(path, at, headings, numbers, first_number, encoding))
    return files, findings


def parts_of(file: AnswerFile) -> list[Part]:
    """A file cut into parts, each a row group where there are several."""
    if file.path.suffix.lower() != _PARQUET:
        return [Part(file)]
    with _opened(file.path) as opened:
        groups = [opened.metadata.row_group(at) for at in range(opened.metadata.num_row_groups)]
        firsts = [0, *accumulate(group.num_rows for group in groups)]
        large = [group.total_byte_size > _MOST_AT_ONCE for group in groups]
    if len(groups) < 2:
        return [Part(file, tuple(range(len(groups))), alone=True, buffered=any(large))]
    return [Part(file, (at,), firsts[at], buffered=large[at]) for at in range(len(groups))]


def see_that_text_is_utf8(block: Block) -> None:
    """Raise InvalidDocument for a column with other bytes: what reads Parquet does not look for them."""
    file = block.file
    for role, column in block.columns.items():
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as fault:
            row, number = block.number_of(0), file.column_numbers[role]
            raise text_not_utf8(file.path, row, number - 1, file.headings[role]) from fault


def _parquet_blocks(part: Part) -> Iterator[Block]:
    file = part.file
    with _opened(file.path, file.headings.values(), buffered=part.buffered) as opened:
        first = part.first_row
        try:
            for batch in opened.iter_batches(
                ROWS_AT_ONCE,
                row_groups=list(part.row_groups),
                columns=[*file.headings.values()],
                use_threads=part.alone,
            ):
                columns = {role: batch.column(name) for role, name in file.headings.items()}
                start = first + file.first_number
                yield Block(file, columns, batch.num_rows, start.__add__)
                first += batch.num_rows
        except (pa.ArrowException, OSError, ValueError) as fault:
            raise damaged(file.path, "Parquet", first) from fault


def _other_blocks(file: AnswerFile) -> Iterator[Block]:
    with open_source(file.path, file.encoding) as source:
        for piece in source.pieces(0):
            columns = {role: piece.batch.column(name) for role, name in file.headings.items()}
            number_of = _numbering(piece.number_of, file.first_number)
            yield Block(file, columns, piece.batch.num_rows, number_of, piece.notes)


def _numbering(number_of: Callable[[int], int], first: int) -> Callable[[int], int]:
    return lambda index: number_of(index) + first


def _schema_of(path: Path, encoding: str) -> tuple[pa.Schema, int]:
    if path.suffix.lower() == _PARQUET:
        with _opened(path) as opened:
            return opened.schema_arrow, 1
    with open_source(path, encoding) as source:
        return source.schema, source.first_number


def _opened(path: Path, as_codes: Iterable[str] = (), *, buffered: bool = False) -> Any:  # noqa: ANN401  # untyped library
    """A Parquet file; the columns named are read as the codes in which they are written."""
    try:
        return pq.ParquetFile(
            path,
            read_dictionary=list(as_codes),
            buffer_size=_READ_BUFFER if buffered else 0,
            pre_buffer=False,
            page_checksum_verification=True,
        )
    except (FileNotFoundError, PermissionError, IsADirectoryError) as fault:
        raise unreadable(path, fault) from fault
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise damaged(path, "Parquet") from fault


def _roles(path: Path, schema: pa.Schema, form: SurveyForm) -> tuple[dict[str, str], list[Finding]]:
    """Role → heading, and what is wrong."""
    named_last = sorted(ROLES, key=form.columns.__contains__)  # a heading that the form names is what the form says
    named = {_folded(known): role for role in named_last for known in form.headings(role)}
    headings: dict[str, str] = {}
    findings: list[Finding] = []
    passed_over: list[str] = []
    for number, heading in enumerate(schema.names, 1):
        role = named.get(_folded(heading))
        if role is None:
            passed_over.append(heading)
        elif role in headings:
            findings.append(_double(Place(path.name, 1, number), headings[role], heading))
        elif not _is_code(schema.field(number - 1).type):
            findings.append(_wrong_kind(Place(path.name, 1, number), heading, schema.field(number - 1).type))
            headings[role] = heading
        else:
            headings[role] = heading
    findings += _missing(path, headings, form)
    if passed_over:
        findings.append(_not_read(Place(path.name), passed_over))
    return headings, findings


def _folded(heading: str) -> str:
    return nfc(heading).strip().casefold()


def _is_code(kind: pa.DataType) -> bool:
    """Whether the values of a column name things exactly: text, whole numbers, exact decimals; all of them empty."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(inner)
        or pa.types.is_large_string(inner)
        or pa.types.is_string_view(inner)
        or pa.types.is_integer(inner)
        or pa.types.is_decimal(inner)
        or pa.types.is_null(inner)
    )


def _missing(path: Path, headings: Mapping[str, str], form: SurveyForm) -> Iterator[Finding]:
    needed = ["unit", "question", "option", *(["group"] if len(form.groups) > 1 else [])]
    needed += ["weight"] if form.weights else []
    needed += [role for role in form.columns if role not in needed]
    for role in needed:
        if role not in headings:
            known = ", ".join(form.headings(role))
            yield error(
                "survey.missing-column",
                Place(path.name, 1, 1),
                f"Thiếu cột {known}.",
                f"A column is missing: {known}.",
                "Đặt tên cột như trên, hoặc ghi tên cột của tệp vào `columns` của mẫu.",
                "Give the column one of these headings, or write its own under `columns` of the form.",
            )
    if "weight" in headings and form.weights is None:
        yield error(
            "survey.weights-unsaid",
            Place(path.name, 1, 1),
            f"Cột '{headings['weight']}' cho mỗi câu trả lời một trọng số; mẫu không nói trọng số viết thế nào.",
            f"The column '{headings['weight']}' gives answers a weight; the form does not say how these are written.",
            'Thêm `weights: {places: 2, max: "100"}` vào mẫu, hoặc bỏ cột.',
            'Add `weights: {places: 2, max: "100"}` to the form, or take the column away.',
        )


def _given_twice(path: Path) -> Finding:
    return error(
        "survey.file-twice",
        Place(path.name),
        "Tệp này được đưa vào hai lần.",
        "This file is given twice.",
        "Nêu mỗi tệp một lần.",
        "Name each file once.",
    )


def _double(place: Place, first: str, second: str) -> Finding:
    return error(
        "survey.double-column",
        place,
        f"Hai cột '{first}' và '{second}' cùng một vai trò.",
        f"The columns '{first}' and '{second}' are the same thing.",
        "Bỏ một cột, hoặc chỉ rõ cột nào trong `columns` của mẫu.",
        "Take one away, or say under `columns` of the form which it is.",
    )


def _wrong_kind(place: Place, heading: str, kind: pa.DataType) -> Finding:
    return error(
        "survey.column-kind",
        place,
        f"Cột '{heading}' có kiểu {kind}; chỉ đọc văn bản, số nguyên và số thập phân chính xác.",
        f"The column '{heading}' is of type {kind}; only text, whole numbers and exact decimals are read.",
        "Ghi lại cột thành văn bản hoặc số nguyên.",
        "Write it as text or as whole numbers.",
    )


def _not_read(place: Place, headings: Sequence[str]) -> Finding:
    listed = ", ".join(f"'{heading}'" for heading in headings[:10]) + (", …" if len(headings) > 10 else "")
    return info(
        "survey.extra-column",
        place,
        f"Cột không được đọc: {listed}.",
        f"Columns that are not read: {listed}.",
        "Không cần làm gì; nếu là cột cần đọc, ghi tên cột vào `columns` của mẫu.",
        "Nothing needs to be done; if one of them matters, name it under `columns` of the form.",
    )
