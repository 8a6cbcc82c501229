"""What came of a survey as people read it: how many answers were counted, and means with their spread and interval."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from engine.cli.figures import printed, printed_range, short, spelled
from engine.cli.paper import Paper
from engine.cli.tables import Cell, Column, Piece, Table
from engine.domain.numbers import grouped
from engine.domain.text import Text

Document = Mapping[str, Any]

READ = Text("Đã đọc {} câu trả lời", "{} answers were read")
SORTED = Text("{} hợp lệ, {} trống, {} không hợp lệ, {} bỏ ra ngoài", "{} valid, {} blank, {} invalid, {} left out")
EXTENT = Text("{} đơn vị × {} câu hỏi × {} nhóm đối tượng", "units: {}, questions: {}, groups of respondents: {}")
COUNTS = Text("Số đếm: {} (mã băm {})", "Counts: {} (hash {})")
NO_COUNTS = Text("Không ghi số đếm (thêm -o); mã băm {}", "No counts were written (add -o); their hash is {}")
FACTS = Text("Số liệu: {}: {} ô có, {} ô để trống", "Facts: {}: {} cells known, {} left unknown")
MERGED = Text("Phiếu đã thêm số liệu: {}", "Submissions with the facts: {}")

QUESTION = Text("Câu hỏi", "Question")
UNIT = Text("Đơn vị", "Unit")
GROUP = Text("Nhóm", "Group")
VALID = Text("Hợp lệ", "Valid")
BLANK = Text("Trống", "Blank")
INVALID = Text("Không hợp lệ", "Invalid")
MEAN = Text("Trung bình", "Mean")
DEVIATION = Text("Độ lệch chuẩn", "Deviation")
INTERVAL = Text("Khoảng {} %", "{}% interval")
LOW = Text("Khoảng từ", "Interval from")
HIGH = Text("Khoảng đến", "Interval to")
REMARK = Text("Ghi chú", "Remark")
ALL_GROUPS = Text("mọi nhóm, có trọng số", "all groups, weighted")
REASONS: Mapping[str, Text] = {
    "too_few": Text("dưới {} câu hợp lệ", "fewer than {} valid answers"),
    "weightless": Text("câu hợp lệ đều có trọng số 0", "all valid answers weigh 0"),
    "weights": Text("có trọng số từng phiếu: không có khoảng", "answers carry weights: no interval"),
    "": Text("", ""),
}
STATISTIC = Text(
    "Trung bình trên thang {}. Khoảng {} % từ {} lần rút lại (bootstrap), hạt giống {}, NumPy {}: là thống kê, "
    "không điểm nào tính từ đó.",
    "Means on a scale of {}. Intervals of {}% from {} draws (bootstrap), seed {}, NumPy {}: statistics, from which no "
    "points are made.",
)


def print_aggregation(document: Document, paper: Paper, language: str) -> None:
    """How many answers were counted as what, and what was written."""

    def number(name: str) -> str:
        return grouped(str(document[name]), language)

    form = document["form"]
    paper.line(Piece(f"{form['title'][language]} ({form['id']}, {form['year']})", "strong"))
    kinds = SORTED.said(language).format(*(number(name) for name in ("valid", "blank", "invalid", "left_out")))
    paper.line(f"{READ.said(language).format(number('rows'))}: {kinds}")
    paper.line(EXTENT.said(language).format(*(number(name) for name in ("units", "questions", "groups"))))
    if document["counts"] is None:
        paper.line(NO_COUNTS.said(language).format(document["hash"]))
    else:
        paper.line(COUNTS.said(language).format(document["counts"], document["hash"]))
    if document["facts"] is not None:
        cells = number("facts_known"), number("facts_unknown")
        paper.line(FACTS.said(language).format(document["facts"], *cells))
    if document["merged"] is not None:
        paper.line(MERGED.said(language).format(document["merged"]))


def print_report(document: Document, paper: Paper, language: str) -> None:
    """A table for each unit, and under them what the figures are."""
    form, drawing = document["form"], document["drawing"]
    paper.line(Piece(f"{form['title'][language]} ({form['id']}, {form['year']})", "strong"))
    units = {line["unit"]["id"]: line["unit"]["name"] for line in document["lines"]}
    for unit, name in units.items():
        paper.line()
        known = name[language]
        paper.line(Piece(known if known == unit else f"{known} ({unit})", "strong"))
        table = Table([Column(text, right, wide) for text, right, wide in _columns(drawing["level"], language)])
        for line in document["lines"]:
            if line["unit"]["id"] == unit:
                table.add(*_cells(line, document, language))
        paper.table(table)
    paper.line()
    scale = short(document["scale"]["exact"], language)
    told = scale, drawing["level"], drawing["draws"], drawing["seed"], drawing["numpy"]
    paper.line(Piece(STATISTIC.said(language).format(*told), "quiet"))


def _columns(level: int, language: str) -> list[tuple[str, bool, bool]]:
    texts = (QUESTION, GROUP, VALID, BLANK, INVALID, MEAN, DEVIATION)
    made = [(text.said(language), text not in (QUESTION, GROUP), False) for text in texts]
    return [*made, (INTERVAL.said(language).format(level), True, False), (REMARK.said(language), False, True)]


def _cells(line: Document, document: Document, language: str) -> list[Cell]:
    group = line["group"]
    reason = REASONS[line["reason"]].said(language).format(max(1, document["minimum"]))
    return [
        line["question"]["id"],
        ALL_GROUPS.said(language) if group is None else group["title"][language],
        *(grouped(str(line[name]), language) for name in ("valid", "blank", "invalid")),
        printed(line["mean"], language),
        "–" if line["deviation"] is None else spelled(line["deviation"], language),
        printed_range(line["interval"], language),
        Piece(reason, "open"),
    ]


def report_csv(document: Document, language: str) -> bytes:
    """The report as CSV in UTF-8, marked as such; separated by semicolons, decimals as the language has them."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    heads = (UNIT, QUESTION, GROUP, VALID, BLANK, INVALID, MEAN, DEVIATION, LOW, HIGH, REMARK)
    writer.writerow([text.said(language) for text in heads])
    for line in document["lines"]:
        group, interval = line["group"], line["interval"] or {"low": None, "high": None}
        figures = [
            line["mean"],
            line["deviation"] and {"printed": line["deviation"]},
            interval["low"],
            interval["high"],
        ]
        writer.writerow(
            [
                line["unit"]["id"],
                line["question"]["id"],
                "" if group is None else group["id"],
                *(line[name] for name in ("valid", "blank", "invalid")),
                *("" if figure is None else spelled(figure["printed"], language) for figure in figures),
                REASONS[line["reason"]].said(language).format(max(1, document["minimum"])),
            ]
        )
    return b"\xef\xbb\xbf" + written.getvalue().encode()
