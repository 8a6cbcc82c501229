"""Scorecards as people read them: one in full, or many as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.cli import words
from engine.cli.figures import printed, printed_range, short
from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table, Tone
from engine.domain.text import Text

BONUS = Text("Điểm cộng", "Bonus")
PENALTY = Text("Điểm trừ", "Penalty")
STILL_OPEN = Text("Chưa quyết định", "Undecided")
OPEN_ROWS = Text("còn {} mục chưa quyết định", "{} rows undecided")
STATE = Text("Số liệu", "Facts")

Document = Mapping[str, Any]


def print_scores(scored: Sequence[tuple[str, Document]], paper: Paper, language: str) -> None:
    """One scorecard in full, or a line for each of many; every document with its hash."""
    if len(scored) == 1:
        _print_one(*scored[0], paper, language)
        return
    for told in dict.fromkeys(words.set_line(document["criteria_set"], language) for _, document in scored):
        paper.line((Piece(f"{words.SET.said(language)}: ", "quiet"), Piece(told, "strong")))
    paper.line()
    paper.table(_many(scored, language))


def print_heading(document: Document, paper: Paper, language: str) -> None:
    """Who was scored, when, by which rules, and what came of it."""
    unit = document["unit"]
    round_told = words.round_line(document["year"], document["stage"], language)
    paper.line((Piece(unit["name"][language], "strong"), Piece(f" ({unit['id']}) · {round_told}", "quiet")))
    paper.line(
        (Piece(f"{words.SET.said(language)}: ", "quiet"), Piece(words.set_line(document["criteria_set"], language)))
    )
    paper.line((Piece(f"{words.PROFILE.said(language)}: ", "quiet"), Piece(document["profile"])))
    paper.line()
    national = document.get("national")
    if national:
        paper.line(Piece(f"{words.WITH_LOCAL.said(language)}:", "quiet"))
    paper.line(_outcome(document, language))
    parts = [
        f"{part['title'][language]} {printed_range(part['possible'], language)}/{short(part['maximum'], language)}"
        for part in document["parts"]
    ]
    for label, key in ((BONUS, "bonus"), (PENALTY, "penalty")):
        if document[key]["high"]["exact"] != "0":
            parts.append(f"{label.said(language)} {printed_range(document[key], language)}")
    paper.line(" · ".join(parts))
    if national:
        _print_national(national, paper, language)


def _print_national(national: Document, paper: Paper, language: str) -> None:
    """The total that nothing local can move, and by which set it was made."""
    paper.line(Piece(f"{words.NATIONAL.said(language)}:", "quiet"))
    index = printed_range(national["index_possible"], language)
    points = f"{printed_range(national['possible'], language)}/{short(national['maximum'], language)}"
    told = [f"{points} {words.POINTS_SMALL.said(language)}"]
    if national["grade"]:
        told.append(f"{words.GRADE.said(language).lower()} {national['grade']['title'][language]}")
    base = national["criteria_set"]
    told.append(f"{base['id']} {base['edition']}.{base['revision']}, {national['profile']}")
    state = words.COMPLETE if national["complete"] else words.NOT_COMPLETE
    paper.line(
        (
            Piece(f"{words.INDEX.said(language)} {index}", "strong"),
            Piece(f" · {' · '.join(told)} · "),
            Piece(state.said(language), "good" if national["complete"] else "open"),
        )
    )


def _outcome(document: Document, language: str) -> tuple[Piece, ...]:
    total = document["total"]
    points = f"{printed_range(total['possible'], language)}/{short(total['maximum'], language)}"
    state = words.COMPLETE if document["complete"] else words.NOT_COMPLETE
    told = [f"{points} {words.POINTS_SMALL.said(language)}"]
    if document["grade"]:
        told.append(f"{words.GRADE.said(language).lower()} {document['grade']['title'][language]}")
    ends: tuple[Piece, ...] = (Piece(state.said(language), "good" if document["complete"] else "open"),)
    if document["closed"]:
        ends = (*ends, Piece(f" · {words.CLOSED.said(language)}", "quiet"))
    index = printed_range(document["index_possible"], language)
    head = Piece(f"{words.INDEX.said(language)} {index}", "strong")
    return (head, Piece(f" · {' · '.join(told)} · "), *ends)


def _print_one(result: str, document: Document, paper: Paper, language: str) -> None:
    print_heading(document, paper, language)
    paper.line()
    paper.table(_components(document, language))
    undecided = [node for node in document["nodes"] if node["status"] in words.OPEN_STATUSES and "method" in node]
    if undecided:
        paper.line()
        paper.line(Piece(f"{STILL_OPEN.said(language)}:", "open"))
        for node in undecided:
            paper.line(f"{node['id']}  {node['title'][language]}: {node['reason'][language]}", indent=2)
    for item in document["classifications"]:
        paper.line(f"{item['title'][language]}: {item['result'] if item['result'] is not None else '–'}")
    paper.line()
    paper.line((Piece(f"{words.RESULT.said(language)}: ", "quiet"), Piece(result)))


def _components(document: Document, language: str) -> Table:
    titles = (words.ROW, words.WON, words.MAXIMUM, words.SHARE, words.STATUS, words.TITLE)
    rights = (words.WON, words.MAXIMUM, words.SHARE)
    table = Table([Column(title.said(language), right=title in rights, wide=title is words.TITLE) for title in titles])
    for node in document["nodes"]:
        if node["depth"] == 1:
            decided = node["status"] not in words.OPEN_STATUSES
            table.add(
                Piece(node["id"], "strong"),
                Piece(printed_range(node["possible"], language), "plain" if decided else "open"),
                short(node["maximum"], language),
                printed(node["index"], language) if decided else "–",
                words.STATUSES[node["status"]].said(language),
                node["title"][language],
            )
    return table


def _many(scored: Sequence[tuple[str, Document]], language: str) -> Table:
    layered = any("national" in document for _, document in scored)
    national = (words.NATIONAL,) if layered else ()
    titles = (words.UNIT, words.INDEX, words.POINTS, words.MAXIMUM, *national, words.GRADE, STATE)
    rights = (words.INDEX, words.POINTS, words.MAXIMUM, words.NATIONAL)
    table = Table([Column(title.said(language), right=title in rights, wide=title is words.UNIT) for title in titles])
    for _, document in scored:
        total, complete = document["total"], document["complete"]
        undecided = sum(1 for node in document["nodes"] if node["status"] in words.OPEN_STATUSES and "method" in node)
        state = words.COMPLETE.said(language) if complete else OPEN_ROWS.said(language).format(undecided)
        tone: Tone = "good" if complete else "open"
        table.add(
            document["unit"]["name"][language],
            Piece(printed_range(document["index_possible"], language), "strong"),
            printed_range(total["possible"], language),
            short(total["maximum"], language),
            *([_by_the_base(document.get("national"), language)] if layered else []),
            document["grade"]["title"][language] if document["grade"] else "–",
            Piece(state, tone),
        )
    return table


def _by_the_base(national: Document | None, language: str) -> str:
    """Points and maximum by the base alone; a dash for a set without local layers."""
    if national is None:
        return "–"
    return f"{printed_range(national['possible'], language)}/{short(national['maximum'], language)}"
