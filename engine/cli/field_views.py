"""A field as people read it: a line for every row that compares units, and who was not counted there."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.cli import words
from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table
from engine.domain.numbers import brief, exact, grouped, percent
from engine.domain.text import Text

GROUP = Text("Nhóm", "Group")
EVERYONE = Text("tất cả", "all")
UNITS = Text("Đơn vị", "Units")
LEAST = Text("Thấp nhất", "Least")
MEAN = Text("Trung bình", "Mean")
GREATEST = Text("Cao nhất", "Greatest")
PERCENTILE = Text("Bách phân vị", "Percentile")
LEFT_OUT = Text("Không tính", "Left out")
HASH = Text("Mã khối", "Field")
COUNTED = Text("{} đơn vị", "{} units")
NOTHING = Text("Không có mục nào so với cả khối.", "No row compares with the whole field.")
REASONS: Mapping[str, Text] = {
    "not_applicable": Text("không áp dụng", "not applicable"),
    "marked": Text("chấm trực tiếp", "marked"),
    "not_arisen": Text("không phát sinh", "not arisen"),
    "gate": Text("điều kiện chặn", "gate"),
    "empty": Text("mẫu số bằng 0", "denominator 0"),
    "unknown": Text("thiếu số liệu", "facts missing"),
}

Row = Mapping[str, Any]


def print_field(document: Row, field_hash: str, percentages: frozenset[str], paper: Paper, language: str) -> None:
    """A `parindex/field/1` document; `percentages` are the rows whose figures are shares."""
    told = words.set_line(document["criteria_set"], language)
    paper.line((Piece(f"{words.SET.said(language)}: ", "quiet"), Piece(told, "strong")))
    counted = COUNTED.said(language).format(len(document["units"]))
    paper.line(f"{words.round_line(document['year'], document['stage'], language)} · {counted}")
    paper.line((Piece(f"{HASH.said(language)}: ", "quiet"), Piece(field_hash)))
    paper.line()
    if not document["rows"]:
        paper.line(NOTHING.said(language))
        return
    paper.table(_table(document["rows"], percentages, language))


def _table(rows: list[Row], percentages: frozenset[str], language: str) -> Table:
    """A line a row; the column of percentiles only where some row asks for one."""
    asks = any(row["percentile"] for row in rows)
    titles = [words.ROW, GROUP, UNITS, LEAST, MEAN, GREATEST, *([PERCENTILE] if asks else []), LEFT_OUT]
    rights = (UNITS, LEAST, MEAN, GREATEST, PERCENTILE)
    table = Table([Column(title.said(language), right=title in rights, wide=title is LEFT_OUT) for title in titles])
    for row in rows:
        share = row["node"] in percentages
        least, greatest = (_figure(row[key], language, share=share) for key in ("least", "greatest"))
        at = [_percentile(row["percentile"], language, share=share)] if asks else []
        group = row["group"] or EVERYONE.said(language)
        mean = _mean(row, language, share=share)
        table.add(row["node"], group, str(row["units"]), least, mean, greatest, *at, _left_out(row, language))
    return table


def _figure(text: str | None, language: str, *, share: bool) -> str:
    return "–" if text is None else _shown(exact(text), language, share=share)


def _shown(value: Fraction, language: str, *, share: bool) -> str:
    return percent(value, language) if share else grouped(brief(value, language, 4), language)


def _mean(row: Row, language: str, *, share: bool) -> str:
    return "–" if row["sum"] is None else _shown(exact(row["sum"]) / row["units"], language, share=share)


def _percentile(at: Mapping[str, str] | None, language: str, *, share: bool) -> str:
    """The percentile of a row with its name, `90: 78,2`."""
    if at is None:
        return "–"
    return f"{brief(exact(at['at']), language)}: {_figure(at['value'], language, share=share)}"


def _left_out(row: Row, language: str) -> str:
    return ", ".join(f"{REASONS[reason].said(language)}: {many}" for reason, many in row["left_out"].items()) or "–"
