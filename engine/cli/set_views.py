"""Criteria sets and their findings as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli import words
from engine.cli.figures import day, short
from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table, Tone
from engine.domain.criteria_set import PROVENANCE_TITLES
from engine.domain.finding import Finding, Severity
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.services.criteria_service import CheckReport

LEFT_OUT = Text("Không dùng được", "Not served")
NONE = Text("Không có bộ tiêu chí nào.", "There are no criteria sets.")
ROWS = Text("Số mục", "Rows")
COMBINED: Mapping[str, Text] = {
    "sum": Text("tổng", "sum"),
    "mean": Text("trung bình", "mean"),
    "weighted_mean": Text("trung bình có trọng số", "weighted mean"),
    "best_of": Text("mục con cao nhất", "best of"),
    "all_of": Text("mọi mục con", "all of"),
    "any_of": Text("một mục con", "any of"),
}
ADJUSTMENTS: Mapping[str, Text] = {
    "bonus": Text("Điểm cộng", "Bonus"),
    "penalty": Text("Điểm trừ", "Penalty"),
}
_TONES: Mapping[Severity, Tone] = {Severity.ERROR: "bad", Severity.WARNING: "open", Severity.INFO: "note"}


def print_list(document: Mapping[str, Any], paper: Paper, language: str) -> None:
    """A table of the sets that are served, then what is left out and why."""
    served = [item for item in document["sets"] if item["state"] == "served"]
    left_out = [item for item in document["sets"] if item["state"] != "served"]
    if not served:
        paper.line(NONE.said(language))
    else:
        paper.table(_list_table(served, language))
        paper.line()
    for item in served:
        paper.line(words.set_line(item, language))
    for item in left_out:
        paper.line()
        name = f"{item['id']} {item['edition']}".strip() or item["plugin"]
        paper.line((Piece(f"{LEFT_OUT.said(language)}: {name}", "bad"), Piece(f" · {item['location']}", "quiet")))
        paper.line(item["problem"][language], indent=2)


def _list_table(served: Sequence[Mapping[str, Any]], language: str) -> Table:
    titles = (Text("Id", "Id"), words.EDITION, words.STATUS, words.MAXIMUM, ROWS, words.YEARS, words.PLUGIN)
    rights = (words.MAXIMUM, ROWS)
    table = Table([Column(title.said(language), right=title in rights) for title in titles])
    for item in served:
        table.add(
            Piece(item["id"], "strong"),
            f"{item['edition']}.{item['revision']}",
            _provenance(item["status"], language),
            short(item["maximum"], language),
            str(item["leaves"]),
            _years(item["years"]),
            item["plugin"],
        )
    return table


@dataclass(frozen=True, slots=True)
class _Row:
    """A node of a document in its tree; `outside` is `bonus` or `penalty` for items outside the components."""

    node: Mapping[str, Any]
    depth: int
    outside: str = ""

    def branch(self) -> Iterator[_Row]:
        """The row and all below it, parents first."""
        yield self
        for child in self.node.get("children", ()):
            yield from _Row(child, self.depth + 1).branch()


def _rows(document: Mapping[str, Any]) -> Iterator[_Row]:
    """Every row of a set: those of the components, then bonus and penalty items."""
    for component in document["components"]:
        yield from _Row(component, 1).branch()
    for outside in ADJUSTMENTS:
        for item in document[outside]["items"] if document[outside] else ():
            yield from _Row(item, 1, outside).branch()


def print_set(document: Mapping[str, Any], paper: Paper, language: str) -> None:
    """A set: what it is, its frame, and its tree."""
    _print_name(document, paper, language)
    for label, told in _frame(document, language):
        paper.line((Piece(f"{label.said(language)}: ", "quiet"), Piece(told)))
    paper.line()
    paper.table(_tree_table(document, _rows(document), language))


def print_branch(document: Mapping[str, Any], node_id: str, paper: Paper, language: str) -> None:
    """One row of a set and those below it, each with how it is scored."""
    from engine.cli.row_views import print_row

    (chosen,) = [row for row in _rows(document) if row.node["id"] == node_id]
    rows = list(chosen.branch())
    facts = {fact["id"]: fact for fact in document["facts"]}
    _print_name(document, paper, language)
    paper.line()
    paper.table(_tree_table(document, rows, language))
    for row in rows:
        if "method" in row.node:
            paper.line()
            print_row(row.node, facts, paper, language)


def _print_name(document: Mapping[str, Any], paper: Paper, language: str) -> None:
    told = words.set_line(document["criteria_set"], language)
    paper.line((Piece(f"{words.SET.said(language)}: ", "quiet"), Piece(told, "strong")))


def _frame(document: Mapping[str, Any], language: str) -> Iterator[tuple[Text, str]]:
    yield Text("Mã băm", "Hash"), document["criteria_set"]["hash"]
    if document["summary"][language]:
        yield Text("Tóm tắt", "Summary"), document["summary"][language]
    kinds = ", ".join(document["unit_kinds"])
    yield Text("Áp dụng", "Applies to"), f"{kinds} · {words.YEARS.said(language).lower()} {_years(document['years'])}"
    parts = [f"{part['title'][language]} {short(part['points'], language)}" for part in document["parts"]]
    yield words.POINTS, f"{short(document['total']['maximum'], language)} = {' + '.join(parts)}"
    for text in document["legal_texts"]:
        issued = day(text["issued"], language)
        yield Text("Văn bản", "Legal text"), f"{text['number']} ({issued}) {text['title'][language]}"
    if document["grades"]["levels"]:
        yield words.GRADE, _grades(document["grades"]["levels"], language)
    for profile in document["profiles"]:
        told = f"{profile['id']}: {profile['title'][language]}"
        left_out = [node for item in profile["excludes"] for node in item["nodes"]]
        if left_out:
            told += Text(f" · không áp dụng {', '.join(left_out)}", f" · without {', '.join(left_out)}").said(language)
        if not profile["ranked"]:
            told += Text(" · không xếp hạng: ", " · not ranked: ").said(language) + profile["reason"][language]
        yield words.PROFILE, told


def _grades(levels: Sequence[Mapping[str, Any]], language: str) -> str:
    told = [
        level["title"][language] + ("" if level["from"] is None else f" ≥ {short(level['from'], language)}")
        for level in levels
    ]
    return " · ".join(told)


def _tree_table(document: Mapping[str, Any], rows: Iterable[_Row], language: str) -> Table:
    parts = {part["id"]: part["title"][language] for part in document["parts"]}
    titles = (words.ROW, words.MAXIMUM, words.PART, words.METHOD, words.PROVENANCE, words.TITLE)
    table = Table(
        [Column(title.said(language), right=title is words.MAXIMUM, wide=title is words.TITLE) for title in titles]
    )
    for row in rows:
        node = row.node
        tone: Tone = "strong" if row.depth == 1 else "plain"
        leaf = "method" in node
        outside = f"{ADJUSTMENTS[row.outside].said(language)}: " if row.outside else ""
        table.add(
            Piece(node["id"], tone),
            Piece(short(node["maximum"], language), tone),
            parts.get(node["part"], node["part"]) if leaf else "",
            node["method"] if leaf else Piece(COMBINED[node["combine"]].said(language), "quiet"),
            _provenance(node["provenance"]["status"], language),
            Piece("  " * (row.depth - 1) + outside + node["title"][language], tone),
        )
    return table


def _provenance(status: str, language: str) -> Piece:
    return Piece(PROVENANCE_TITLES[status].said(language), "good" if status == "official" else "open")


def _years(years: Mapping[str, Any]) -> str:
    first, last = years["from"], years["to"]
    return str(first) if first == last else f"{first or ''}–{last or ''}"


def print_finding(finding: Finding, paper: Paper, language: str) -> None:
    """One finding, `file:line:column  severity  code`, then its message and the next step."""
    head, *rest = finding.told(language).split("\n")
    paper.line(Piece(head, "quiet" if finding.acknowledged else _TONES[finding.severity]))
    for line in rest:
        paper.line(line.strip(), indent=2)
    paper.line()


def print_verdict(report: CheckReport, paper: Paper, language: str) -> None:
    """What the check of one folder came to."""
    counts = [report.count(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
    accepted = sum(1 for finding in report.findings if finding.acknowledged)
    verdict = Text("sạch", "clean") if report.clean else Text("chưa sạch", "not clean")
    told = Text(
        "{} lỗi, {} cảnh báo, {} ghi chú, {} đã chấp nhận", "errors: {}, warnings: {}, remarks: {}, acknowledged: {}"
    )
    # A set that could not be read has no name but its folder's.
    named = "" if report.name == Path(report.folder).name else f"{report.name}: "
    paper.line(
        (
            Piece(f"{report.folder}: {named}"),
            Piece(verdict.said(language), "good" if report.clean else "bad"),
            Piece(f" ({told.said(language).format(*counts, accepted)})"),
        )
    )
