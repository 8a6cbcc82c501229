"""The field of a table: the first of two passes over its rows, each of which must be good, and each unit once."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from engine.columns.field import ColumnField
from engine.columns.files.pieces import RowNote, Source
from engine.columns.files.scored_pieces import PieceScorer
from engine.domain.field_rows import FieldRow
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.errors import InvalidDocument

MOST_TOLD = 200


def field_of_table(source: Source, scorer: PieceScorer) -> tuple[tuple[FieldRow, ...], int]:
    """The rows of the field and how many units were looked at.

    Raises InvalidDocument where any row is not good or any unit stands twice: half a field is none.
    """
    field, ids, count = ColumnField(), list[pa.Array](), 0
    findings: list[Finding] = []
    for piece in source.pieces(0):
        findings += [_at_its_row(note, source) for note in piece.notes]
        if piece.batch.num_rows:
            findings += scorer.count(piece, field).kept
            ids.append(scorer.ids(piece).cast(pa.string()))
            count += piece.batch.num_rows
        if len(findings) >= MOST_TOLD:
            break
    if not findings and (twice := _standing_twice(ids)):
        findings.append(_double(twice, scorer.scorer.columns.file))
    if findings:
        raise InvalidDocument(
            "Chưa lập được khối so sánh: khối chỉ đủ khi mọi dòng đều dùng được.",
            "The field cannot be made: it is complete only when every row can be used.",
            findings=findings[:MOST_TOLD],
        )
    return field.rows(), count


def _at_its_row(note: RowNote, source: Source) -> Finding:
    """What a reader found in a row, with the number of the row."""
    place, names = note.finding.place, source.schema.names
    column = names.index(note.column) + 1 if note.column in names else 1
    return replace(note.finding, place=replace(place, line=note.row + source.first_number, column=column))


def _standing_twice(ids: list[pa.Array]) -> str:
    """A unit that stands twice, wherever in the table; empty where none does."""
    whole = pa.chunked_array(ids, pa.string())
    if pc.count_distinct(whole).as_py() == len(whole):
        return ""
    counts = pc.value_counts(whole)
    doubled = counts.filter(pc.greater(counts.field("counts"), 1))
    return str(doubled.field("values")[0])


def _double(unit: str, file: str) -> Finding:
    return error(
        "field.unit-twice",
        Place(file),
        f"Đơn vị '{unit}' đứng hai dòng, trong khối chỉ tính một lần.",
        f"The unit '{unit}' has two rows, and counts only once in a field.",
        "Giữ lại một dòng; mỗi vòng một bảng.",
        "Keep one of them; put each round into a table of its own.",
    )
