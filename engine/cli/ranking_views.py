"""A ranking as people read it: groups, ranks, ties, ranges that are still open, means, and who is below them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cli import words
from engine.cli.figures import printed, printed_range, short
from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table
from engine.domain.text import Text

GROUP = Text("Nhóm", "Group")
POINTS = Text("Điểm/tối đa", "Points/maximum")
NOT_RANKED = Text("không xếp hạng", "not ranked")
MEAN = Text("Trung bình chỉ số của nhóm", "Mean index of the group")
OF_COMPLETE = Text("{} trên {} đơn vị đủ số liệu", "{} of {} units complete")
FULL = Text("Trọn điểm", "Full marks")
BELOW = Text("Dưới TB", "Below mean")
COMPONENT = Text("Chỉ số thành phần", "Component")
MEAN_SHORT = Text("TB %", "Mean %")
UNITS_FULL = Text("Trọn điểm", "Full marks")
UNITS_BELOW = Text("Dưới TB", "Below mean")
TIED_NOTE = Text("= đồng hạng", "= tied")
OPEN_NOTE = Text(
    "khoảng: hạng, điểm còn có thể đạt vì chưa đủ số liệu",
    "ranges: ranks and points that are still possible, since facts are missing",
)
BELOW_NOTE = Text(
    "Dưới TB: chỉ số thành phần dưới trung bình của nhóm", "Below mean: components below the mean of the group"
)
FULL_NOTE = Text("Trọn điểm: chỉ số thành phần đạt điểm tối đa", "Full marks: components that won their maximum")
BY: Mapping[str, Text] = {
    "index": Text(
        "Xếp theo chỉ số (điểm đạt ÷ điểm tối đa được áp dụng × 100)", "By index (won ÷ maximum that applies × 100)"
    ),
    "points": Text("Xếp theo điểm", "By points"),
}
COMPARED: Mapping[str, Text] = {
    "exact": Text("so bằng số chưa làm tròn", "compared before rounding"),
    "printed": Text("so bằng số in ra", "compared as printed"),
}
TIES: Mapping[str, Text] = {
    "competition": Text("đồng hạng 1, 1, 3", "ties 1, 1, 3"),
    "dense": Text("đồng hạng 1, 1, 2", "ties 1, 1, 2"),
}

Document = Mapping[str, Any]


def print_ranking(document: Document, paper: Paper, language: str) -> None:
    """A `parindex/ranking/1` document."""
    told = words.set_line(document["criteria_set"], language)
    paper.line((Piece(f"{words.SET.said(language)}: ", "quiet"), Piece(told, "strong")))
    paper.line(words.round_line(document["year"], document["stage"], language))
    rules = (BY[document["by"]], COMPARED[document["compare"]], TIES[document["ties"]])
    paper.line(Piece("; ".join(rule.said(language) for rule in rules), "quiet"))
    for group in document["groups"]:
        _print_group(group, paper, language)
    notes = _notes(document, language)
    if notes:
        paper.line()
        paper.line(Piece(" · ".join(notes), "quiet"))


def _print_group(group: Document, paper: Paper, language: str) -> None:
    paper.line()
    head = f"{GROUP.said(language)} {group['group']}: {group['title'][language]}"
    if group["ranked"]:
        paper.line(Piece(head, "strong"))
    else:
        reason = f" · {NOT_RANKED.said(language)}: {group['reason'][language]}"
        paper.line((Piece(head, "strong"), Piece(reason, "open")))
    paper.line()
    paper.table(_units(group, language))
    complete = sum(1 for unit in group["units"] if unit["complete"])
    counted = OF_COMPLETE.said(language).format(complete, len(group["units"]))
    paper.line()
    paper.line(
        (
            Piece(f"{MEAN.said(language)}: "),
            Piece(printed(group["mean"], language), "strong"),
            Piece(f" ({counted})", "quiet"),
        )
    )
    if len(group["units"]) > 1:
        paper.line()
        paper.table(_components(group, language))


def _units(group: Document, language: str) -> Table:
    """A line a unit; the column of full marks only where somebody has them."""
    any_full = any(component["full_marks"] for component in group["components"])
    titles = [words.RANK, words.UNIT, words.INDEX, POINTS, words.GRADE, *([FULL] if any_full else []), BELOW]
    rights, wide = (words.RANK, words.INDEX, POINTS), (words.UNIT, FULL, BELOW)
    table = Table([Column(title.said(language), right=title in rights, wide=title in wide) for title in titles])
    for place in group["units"]:
        unit, complete = place["unit"], place["complete"]
        points = f"{printed_range(place['points'], language)}/{short(place['maximum'], language)}"
        full = [Piece(_components_of(group, "full_marks", unit["id"]), "good")] if any_full else []
        table.add(
            Piece(_rank(place), "strong"),
            unit["name"][language],
            Piece(printed_range(place["index"], language), "strong" if complete else "open"),
            Piece(points, "plain" if complete else "open"),
            place["grade"]["title"][language] if place["grade"] else "–",
            *full,
            Piece(_components_of(group, "below_mean", unit["id"]), "bad"),
        )
    return table


def _rank(place: Document) -> str:
    """`3`, `4–7` while it is open, with `=` where another has the same figure, a dash where nothing is ranked."""
    possible = place["rank_possible"]
    if possible is None:
        return "–"
    best, worst = possible["best"], possible["worst"]
    return f"{best if best == worst else f'{best}–{worst}'}{'=' if place['tied'] else ''}"


def _components_of(group: Document, key: str, unit: str) -> str:
    """The components that name a unit under a key; neighbours as `3–5`."""
    runs: list[list[str]] = []
    before = False
    for component in group["components"]:
        named = unit in component[key]
        if named and before:
            runs[-1].append(component["id"])
        elif named:
            runs.append([component["id"]])
        before = named
    return " ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _components(group: Document, language: str) -> Table:
    titles = (words.ROW, MEAN_SHORT, UNITS_FULL, UNITS_BELOW, COMPONENT)
    rights = (MEAN_SHORT, UNITS_FULL, UNITS_BELOW)
    table = Table([Column(title.said(language), right=title in rights, wide=title is COMPONENT) for title in titles])
    for component in group["components"]:
        table.add(
            component["id"],
            printed(component["mean"], language),
            str(len(component["full_marks"])),
            str(len(component["below_mean"])),
            component["title"][language],
        )
    return table


def _notes(document: Document, language: str) -> list[str]:
    places = [place for group in document["groups"] for place in group["units"]]
    found = [BELOW_NOTE]
    if any(component["full_marks"] for group in document["groups"] for component in group["components"]):
        found.append(FULL_NOTE)
    if any(place["tied"] for place in places):
        found.append(TIED_NOTE)
    if not all(place["complete"] for place in places):
        found.append(OPEN_NOTE)
    return [note.said(language) for note in found]
