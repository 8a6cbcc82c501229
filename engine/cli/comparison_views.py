"""A comparison as people read it: the bodies of a round, or one body in full, with what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from engine.cli import words
from engine.cli.comparison_words import (
    AFTER,
    BEFORE,
    CHANGE,
    EARLIER_FIGURE,
    GONE,
    JOINED,
    NOT_COMPARED,
    ONLY_BEFORE,
    arrow,
    criteria_line,
    index_line,
    joined_line,
    moved_line,
    rank_line,
    rank_told,
)
from engine.cli.figures import printed, short
from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table, Tone
from engine.domain.crosswalk import CHANGE_TITLES, Change
from engine.domain.text import Text

CRITERION_DEPTH = 2
MEAN_BEFORE = Text("TB {}", "Mean {}")
ROSE = Text("Tăng", "Rose")
FELL = Text("Giảm", "Fell")
RANK_IN = Text("Hạng {}", "Rank {}")
PLACES = Text("Bậc", "Places")
REMARK = Text("Ghi chú", "Remark")
UNITS = Text("{} đơn vị", "bodies: {}")
MEAN = Text("TB các đơn vị", "Mean of units")
STRONG = Text("Chỉ số thành phần từ 90 % trở lên", "Components at 90% or above")
FULL = Text("Trọn điểm {}", "Full marks, {}")
BELOW = Text("Dưới trung bình các đơn vị", "Below the mean of the units")
GROUP_MEAN = Text("Trung bình chỉ số của nhóm", "Mean index of the group")
CRITERIA = Text("Tiêu chí có tỷ lệ % điểm tăng (theo trung bình)", "Criteria whose percentage rose (by the mean)")

Document = Mapping[str, Any]


def print_comparison(document: Document, paper: Paper, language: str) -> None:
    """All bodies of a `parindex/comparison/1` document."""
    _print_rounds(document, paper, language)
    for group in document["groups"]:
        paper.line()
        paper.line(Piece(f"{words.PROFILE.said(language)} {group['group']}: {group['title'][language]}", "strong"))
        paper.line(moved_line(group, _years(document)[0], language))
        means = f"{printed(group['mean_before'], language)} → {printed(group['mean_after'], language)}"
        paper.line(f"{GROUP_MEAN.said(language)}: {means}")
        paper.line()
        paper.table(_units(group["units"], document, language))
        if any(node["moved"] for node in group["nodes"]):
            paper.line()
            paper.table(_summaries(group["nodes"], document, language))
            _print_criteria(group, paper, language)
    if document["gone"]:
        paper.line()
        paper.line(Piece(f"{GONE.said(language)}:", "open"))
        for item in document["gone"]:
            paper.line(f"{item['unit']['name'][language]}: {item['reason'][language]}", indent=2)
    _print_not_compared(document, paper, language)


def _print_criteria(group: Document, paper: Paper, language: str) -> None:
    lines = list(_criteria(group["criteria"], group["nodes"], language))
    if lines:
        paper.line()
        paper.line(Piece(f"{CRITERIA.said(language)}:", "quiet"))
    for line in lines:
        paper.line(line, indent=2)


def print_unit(document: Document, paper: Paper, language: str) -> None:
    """The one body that a `parindex/comparison/1` document tells in full."""
    unit, years = document["unit"], _years(document)
    paper.line((Piece(unit["unit"]["name"][language], "strong"), Piece(f" ({unit['unit']['id']})", "quiet")))
    _print_rounds(document, paper, language)
    paper.line()
    paper.line(Piece(index_line(unit, years, language), "strong"))
    paper.line(rank_line(unit, years, language))
    if unit["earlier_figure"][language]:
        paper.line(Piece(f"{EARLIER_FIGURE.said(language)}: {unit['earlier_figure'][language]}", "open"))
    view = unit["overview"]
    if view:
        for label, ids in _lists(view, language):
            paper.line(f"{label}: {len(ids)}" + (f" ({', '.join(ids)})" if ids else ""))
        paper.line()
        paper.table(_components(unit, document, language))
    criteria = [node for node in unit["nodes"] if node["depth"] == CRITERION_DEPTH]
    if criteria:
        paper.line()
        for line in _criteria(unit["criteria"], unit["nodes"], language):
            paper.line(line)
        paper.line()
        paper.table(_criteria_table(criteria, document, language))
    _print_not_compared(document, paper, language)


def _years(document: Document) -> tuple[str, str]:
    """What the two sides are called in headings: their years, or their rules where the year is the same."""
    sides = document["before"], document["after"]
    years = [str(side["year"]) for side in sides]
    if years[0] != years[1]:
        return years[0], years[1]
    old, new = (f"{side['criteria_set']['edition']}.{side['criteria_set']['revision']}" for side in sides)
    return old, new


def _print_rounds(document: Document, paper: Paper, language: str) -> None:
    for label, key in ((BEFORE, "before"), (AFTER, "after")):
        side = document[key]
        counted = UNITS.said(language).format(side["units"])
        told = f"{words.round_line(side['year'], side['stage'], language)} · {counted}"
        paper.line((Piece(f"{label.said(language)}: ", "quiet"), Piece(told)))
        paper.line(Piece(words.set_line(side["criteria_set"], language), "quiet"), indent=2)
    paper.line((Piece(f"{JOINED.said(language)}: ", "quiet"), Piece(joined_line(document, language))))


def _units(units: Sequence[Document], document: Document, language: str) -> Table:
    old, new = _years(document)
    titles = [
        RANK_IN.said(language).format(new),
        words.UNIT.said(language),
        old,
        new,
        CHANGE.said(language),
        RANK_IN.said(language).format(old),
        PLACES.said(language),
        REMARK.said(language),
    ]
    wide = (titles[1], titles[-1])
    table = Table([Column(title, right=title not in wide, wide=title in wide) for title in titles])
    for item in units:
        before, after = item["before"], item["after"]
        table.add(
            Piece(rank_told(after), "strong"),
            item["unit"]["name"][language],
            printed(before and before["index"], language),
            Piece(printed(after["index"], language), "strong"),
            arrow(item["difference"], item["moved"], language),
            rank_told(before),
            _places(item["places_gained"]),
            Piece(_remark(item, language), "open"),
        )
    return table


def _places(gained: int | None) -> str:
    return "–" if gained is None else f"+{gained}" if gained > 0 else str(gained).replace("-", "−")


def _remark(item: Document, language: str) -> str:
    told = [item[key][language] for key in ("earlier_figure", "reason", "rank_reason")]
    return "; ".join(dict.fromkeys(text for text in told if text))


def _summaries(nodes: Sequence[Document], document: Document, language: str) -> Table:
    """Components and criteria over all units."""
    old, new = _years(document)
    titles = [
        words.ROW.said(language),
        MEAN_BEFORE.said(language).format(old),
        MEAN_BEFORE.said(language).format(new),
        CHANGE.said(language),
        ROSE.said(language),
        FELL.said(language),
        REMARK.said(language),
        words.TITLE.said(language),
    ]
    table = _table(titles)
    for node in nodes:
        if node["depth"] <= CRITERION_DEPTH:
            tone: Tone = "strong" if node["depth"] == 1 else "plain"
            table.add(
                Piece(_ids(node), tone),
                printed(node["mean_before"], language),
                printed(node["mean_after"], language),
                arrow(node["difference"], node["moved"], language),
                str(len(node["rose"])),
                str(len(node["fell"])),
                Piece(_change(node, language), "note"),
                Piece("  " * (node["depth"] - 1) + node["title"][language], tone),
            )
    return table


def _ids(node: Document) -> str:
    """The row as the newer set numbers it, and as the older one did where that differs."""
    new, old = " ".join(node["after_nodes"]), " ".join(node["before_nodes"])
    return new if new == old else f"{new} ← {old}"


def _change(node: Document, language: str) -> str:
    return "" if node["change"] == "same" else CHANGE_TITLES[Change(node["change"])].said(language)


def _components(unit: Document, document: Document, language: str) -> Table:
    """Every component of the newer year; what it was before where it is joined."""
    old, new = _years(document)
    joined = {node["after_nodes"][0]: node for node in unit["nodes"] if node["depth"] == 1}
    parts = list(
        dict.fromkeys(
            (part["id"], part["title"][language]) for view in unit["overview"]["components"] for part in view["parts"]
        )
    )
    titles = [
        words.ROW.said(language),
        f"{old} %",
        f"{new} %",
        CHANGE.said(language),
        *(title for _, title in parts),
        MEAN.said(language),
        REMARK.said(language),
        words.TITLE.said(language),
    ]
    table = _table(titles)
    for view in unit["overview"]["components"]:
        node = joined.get(view["id"])
        below = view["id"] in unit["overview"]["below_mean"]
        table.add(
            Piece(view["id"], "strong"),
            _percent(node and node["before"], language),
            Piece(_percent(view["share"], language), "strong"),
            arrow(node["difference"], node["moved"], language) if node else "–",
            *(_part(view, part, language) for part, _ in parts),
            Piece(printed(view["mean"], language), "bad" if below else "plain"),
            Piece(_why(node, view, language), "open"),
            view["title"][language],
        )
    return table


def _part(view: Document, part_id: str, language: str) -> str:
    for part in view["parts"]:
        if part["id"] == part_id:
            return f"{printed(part['points'], language)}/{short(part['maximum'], language)}"
    return "–"


def _percent(share: Document | None, language: str) -> str:
    return printed(share["percent"], language) if share else "–"


def _why(node: Document | None, view: Document, language: str) -> str:
    if view["reason"][language] or node is None:
        return view["reason"][language] or ONLY_BEFORE.said(language)
    return _remark_of(node, language)


def _remark_of(node: Document, language: str) -> str:
    """What became of the row, the crosswalk's note, and why it is not compared."""
    told = [_change(node, language), node["note"][language], node["reason"][language]]
    return "; ".join(text for text in told if text)


def _criteria_table(nodes: Sequence[Document], document: Document, language: str) -> Table:
    old, new = _years(document)
    titles = [
        words.ROW.said(language),
        f"{old} %",
        f"{new} %",
        CHANGE.said(language),
        MEAN.said(language),
        words.TITLE.said(language),
        REMARK.said(language),
    ]
    table = _table(titles)
    for node in nodes:
        table.add(
            _ids(node),
            _percent(node["before"], language),
            _percent(node["after"], language),
            arrow(node["difference"], node["moved"], language),
            printed(node["mean_after"], language),
            node["title"][language],
            Piece(_remark_of(node, language), "note"),
        )
    return table


def _criteria(counts: Sequence[Document], nodes: Sequence[Document], language: str) -> Iterator[str]:
    """A line for each component: how many of its criteria rose, and which."""
    for count in counts:
        of = [node for node in nodes if node["component"] == count["component"] and node["depth"] == CRITERION_DEPTH]
        yield from criteria_line(count, [_ids(node) for node in of if node["moved"] == "rose"], language)


def _lists(view: Document, language: str) -> Iterator[tuple[str, Sequence[str]]]:
    yield STRONG.said(language), view["strong"]
    titles = {part["id"]: part["title"][language] for item in view["components"] for part in item["parts"]}
    for part, ids in view["full_parts"].items():
        if part in titles:
            yield FULL.said(language).format(titles[part].lower()), ids
    yield BELOW.said(language), view["below_mean"]


def _print_not_compared(document: Document, paper: Paper, language: str) -> None:
    """Rows that nothing stands against; neighbours of one reason on one line."""
    if not document["not_compared"]:
        return
    paper.line()
    paper.line(Piece(f"{NOT_COMPARED.said(language)}:", "open"))
    for (side, reason), items in groupby(
        document["not_compared"], lambda item: (item["side"], item["reason"][language])
    ):
        ids = " ".join(name for item in items for name in item["nodes"])
        year = {"before": _years(document)[0], "after": _years(document)[1]}.get(side, "")
        paper.line(" ".join(text for text in (year, ids) if text) + (": " if ids else "") + reason, indent=2)


def _table(titles: list[str]) -> Table:
    """A table of figures between a first column and two last ones of text, which may be broken."""
    wide = titles[-2:]
    return Table([Column(title, right=title not in (titles[0], *wide), wide=title in wide) for title in titles])
