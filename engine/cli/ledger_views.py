"""The ledger as people read it: what every row won and lost and why; at its end, won + lost = maximum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.cli import words
from engine.cli.figures import day, printed, short, signed, spelled
from engine.cli.paper import Paper
from engine.cli.score_views import print_heading
from engine.cli.tables import Piece, Tone
from engine.domain.criteria_set import PROVENANCE_TITLES
from engine.domain.numbers import decimal_text, exact
from engine.domain.text import Text

LEDGER = Text("Bảng cộng trừ điểm, mất nhiều nhất trước", "Ledger, most lost first")
UNDECIDED = Text("Chưa quyết định", "Undecided")
NOTHING_LOST = Text("Không mất điểm", "Nothing lost")
LEFT_OUT = Text("Không tính vào điểm tối đa", "Left out of the maximum")
MORE = Text("… và {} mục khác mất {} điểm.", "… and {} more rows that lost {} points.")
WHY = Text("Vì sao", "Why")
SEEN = Text("Số liệu", "Facts")
BASIS = Text("Căn cứ", "Basis")
EVIDENCE = Text("Minh chứng", "Evidence")
NO_EVIDENCE = Text("chưa có; cần: ", "none given; asked for: ")
GAIN = Text("Làm tiếp", "Next gain")
COMPUTED = Text("Máy tính ra", "Computed")
POSSIBLE = Text("Có thể đạt", "Possible")
ABOVE = Text("Ở các mục trên", "In the rows above")
TOTAL = Text("Toàn bộ", "Total")
ADDED = Text("Được cộng", "Added")
CAPPED = Text(", phần được tính sau giới hạn", ", what counts of it after its cap")
SUM = Text("Đạt {} + mất {} = tối đa {}", "Won {} + lost {} = maximum {}")
SUM_WHILE_OPEN = Text(
    "Chắc chắn đạt {} + mất hoặc chưa quyết định {} = tối đa {}", "Surely won {} + lost or undecided {} = maximum {}"
)
PRINTED = Text("In ra", "Printed")
STILL_POSSIBLE = Text(
    "Khi đủ số liệu có thể đạt từ {} đến {}.", "Once everything is known, {} to {} may have been won."
)
SUM_OF_ROWS = Text(
    "Các mục mất cộng lại {}; gộp điểm, điểm cộng, giới hạn, làm tròn: {}.",
    "The rows lost {} together; combining, caps and rounding: {}.",
)

Document = Mapping[str, Any]


def print_ledger(
    document: Document, ledger: Document, paper: Paper, language: str, *, whole: bool = True, most: int | None = None
) -> None:
    """A scorecard document with its ledger; `whole` where no row was left out, `most` rows in full at most."""
    print_heading(document, paper, language)
    paths = _paths(document["nodes"], language)
    for title, tone, rows in _sections(ledger["rows"]):
        shown = rows[:most]
        if most is not None and title is not LEDGER:
            continue
        paper.line()
        paper.line(Piece(title.said(language), "strong"))
        for row in shown:
            paper.line()
            _print_row(row, paths[row["id"]], tone, paper, language)
        if len(shown) < len(rows):
            _print_rest(rows[len(shown) :], paper, language)
    if whole:
        _print_above(document, paper, language)
        _print_total(document, ledger["rows"], paper, language)
    paper.line()
    paper.line((Piece(f"{words.RESULT.said(language)}: ", "quiet"), Piece(ledger["result"])))


def _sections(rows: Sequence[Document]) -> Iterator[tuple[Text, Tone, Sequence[Document]]]:
    """The rows by what became of them; sections without rows are not printed."""
    undecided = [row for row in rows if row["status"] in words.OPEN_STATUSES]
    left_out = [row for row in rows if row["status"] == "not_applicable"]
    decided = [row for row in rows if row not in undecided and row not in left_out]
    sections: list[tuple[Text, Tone, Sequence[Document]]] = [
        (LEDGER, "bad", [row for row in decided if _amount(row["lost"]) > 0]),
        (UNDECIDED, "open", undecided),
        (NOTHING_LOST, "good", [row for row in decided if _amount(row["lost"]) <= 0]),
        (LEFT_OUT, "quiet", left_out),
    ]
    return (section for section in sections if section[2])


def _print_row(row: Document, path: str, tone: Tone, paper: Paper, language: str) -> None:
    figures = [
        f"{words.MAXIMUM.said(language).lower()} {short(row['maximum'], language)}",
        f"{words.WON.said(language).lower()} {short(row['points']['exact'], language)}",
        _lost(row["lost"]["exact"], language),
    ]
    if row["status"] != "scored":
        figures.append(words.STATUSES[row["status"]].said(language))
    figures.append(f"{words.PROVENANCE.said(language).lower()} {PROVENANCE_TITLES[row['provenance']].said(language)}")
    paper.line(Piece(f"{row['id']}  {row['title'][language]}", "strong"))
    if path:
        paper.line(Piece(path, "quiet"), indent=2)
    paper.line(Piece(" · ".join(figures), tone), indent=2)
    for label, told in _lines(row, language):
        paper.line((Piece(f"{label.said(language)}: ", "quiet"), Piece(told)), indent=2)


def _lost(exactly: str, language: str) -> str:
    """What a row lost; a bonus has no maximum to lose of and only adds."""
    amount = exact(exactly)
    word = words.LOST if amount >= 0 else ADDED
    return f"{word.said(language).lower()} {short(decimal_text(abs(amount)), language)}"


def _lines(row: Document, language: str) -> Iterator[tuple[Text, str]]:
    for entry in row["entries"]:
        yield WHY, f"{signed(entry['amount'], language)}  {entry['why'][language]}"
    reason = row["reason"][language]
    if reason and reason not in [entry["why"][language] for entry in row["entries"]]:
        yield WHY, reason
    if row["status"] in words.OPEN_STATUSES:
        yield POSSIBLE, "–".join(short(row["possible"][end]["exact"], language) for end in ("low", "high"))
    if row["computed"]:
        ends = [short(row["computed"][end], language) for end in ("low", "high")]
        yield COMPUTED, "–".join(dict.fromkeys(ends))
    if row["facts"]:
        yield SEEN, "; ".join(f"{fact['title'][language]} = {fact['shown'][language]}" for fact in row["facts"])
    if row["basis"]:
        yield BASIS, ", ".join(row["basis"])
    if row["documents"]:
        yield EVIDENCE, "; ".join(_evidence(document, language) for document in row["documents"])
    elif row["asked_for"]:
        yield EVIDENCE, NO_EVIDENCE.said(language) + "; ".join(text[language] for text in row["asked_for"])
    gain = row["next_gain"]
    if gain:
        yield GAIN, f"{gain['what'][language]} ({signed(gain['points'], language)})"


def _evidence(document: Document, language: str) -> str:
    named = document["number"] or document["id"]
    dated = day(document["date"], language)
    section = Text("mục", "section").said(language)
    page = Text("trang", "page").said(language)
    told = [
        f"{named} ({dated})" if dated else named,
        document["title"],
        f"{section} {document['section']}" if document["section"] else "",
        f"{page} {document['page']}" if document["page"] else "",
    ]
    return ", ".join(text for text in told if text)


def _print_rest(rows: Sequence[Document], paper: Paper, language: str) -> None:
    lost = sum((_amount(row["lost"]) for row in rows), Fraction(0))
    paper.line()
    paper.line(Piece(MORE.said(language).format(len(rows), short(decimal_text(lost), language)), "quiet"))


def _print_above(document: Document, paper: Paper, language: str) -> None:
    """What gates, combining, caps and rounding did above the rows, and bonus and penalty at the total."""
    told = [node for node in document["nodes"] if "method" not in node and node["entries"]]
    total = document["total"]
    if not told and not total["entries"]:
        return
    paper.line()
    paper.line(Piece(ABOVE.said(language), "strong"))
    for node in told:
        for entry in node["entries"]:
            paper.line(f"{node['id']}  {signed(entry['amount'], language)}  {entry['why'][language]}", indent=2)
    for entry in total["entries"]:
        capped = CAPPED.said(language) if entry["kind"] in ("bonus", "penalty") else ""
        amount = signed(entry["amount"], language)
        paper.line(f"{TOTAL.said(language)}  {amount}  {entry['why'][language]}{capped}", indent=2)


def _print_total(document: Document, rows: Sequence[Document], paper: Paper, language: str) -> None:
    total = document["total"]
    won, lost, maximum, possible = total["points"], total["lost"], total["maximum"], total["possible"]
    decided = possible["low"]["exact"] == possible["high"]["exact"]
    told = (SUM if decided else SUM_WHILE_OPEN).said(language)
    exactly = told.format(*(spelled(text, language) for text in (won["exact"], lost["exact"], maximum)))
    in_print = told.format(printed(won, language), printed(lost, language), short(maximum, language))
    paper.line()
    paper.line(Piece(exactly, "strong"))
    if in_print != exactly:
        paper.line(Piece(f"{PRINTED.said(language)}: {in_print}", "quiet"))
    below = sum((_amount(row["lost"]) for row in rows), Fraction(0))
    rest = _amount(lost) - below
    if rest:
        figures = short(decimal_text(below), language), signed(decimal_text(rest), language)
        paper.line(SUM_OF_ROWS.said(language).format(*figures))
    if not decided:
        ends = (printed(possible["low"], language), printed(possible["high"], language))
        paper.line(Piece(STILL_POSSIBLE.said(language).format(*ends), "open"))


def _amount(figure: Mapping[str, str]) -> Fraction:
    return exact(figure["exact"])


def _paths(nodes: Sequence[Document], language: str) -> dict[str, str]:
    """Node id → the titles of the nodes that it lies in, outermost first."""
    paths: dict[str, str] = {}
    above: list[str] = []
    inside = len(nodes)
    # Rows of bonus and penalty come last; they have no maximum and lie in no component.
    while inside and "method" in nodes[inside - 1] and nodes[inside - 1]["maximum"] == "0":
        inside -= 1
    for at, node in enumerate(nodes):
        del above[node["depth"] - 1 if at < inside else 0 :]
        paths[node["id"]] = " › ".join(above)
        above.append(node["title"][language])
    return paths
