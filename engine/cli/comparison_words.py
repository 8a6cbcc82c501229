"""The sentences of a comparison: how an index moved, how many places, how many bodies and criteria rose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.cli.figures import printed
from engine.cli.tables import Piece, Tone
from engine.domain.text import Text

BEFORE = Text("Trước", "Before")
AFTER = Text("Sau", "After")
CHANGE = Text("Tăng/giảm", "Change")
JOINED = Text("Nối mục", "Rows joined")
NOT_COMPARED = Text("Mục không so sánh", "Rows that are not compared")
GONE = Text("Đơn vị không có kết quả năm sau", "Bodies without a later result")
ONLY_BEFORE = Text("không được nối với mục nào năm trước", "joined to no earlier row")
EARLIER_FIGURE = Text("Số năm trước", "Earlier figure")

Document = Mapping[str, Any]
_TONES: Mapping[str | None, Tone] = {"rose": "good", "fell": "bad", "unchanged": "plain", None: "quiet"}


def arrow(difference: Mapping[str, str] | None, moved: str | None, language: str) -> Piece:
    """A difference with its sign, `+3,12` or `−0,50`; a dash where nothing is compared."""
    if difference is None or moved is None:
        return Piece("–", "quiet")
    text = printed(difference, language)
    sign = "" if moved == "unchanged" else "+" if moved == "rose" else "−"
    return Piece(sign + text.removeprefix("-"), _TONES[moved])


def joined_line(document: Document, language: str) -> str:
    """What joins the rows of both sides."""
    if document["joined_by"] == "crosswalk":
        file, rows = document["crosswalk"]["file"], document["crosswalk"]["rows"]
        return Text(f"theo bảng đối chiếu {file} ({rows} hàng)", f"by the crosswalk {file} ({rows} rows)").said(
            language
        )
    if document["joined_by"] == "ids":
        return Text("theo mã mục, cùng một bản", "by their ids, within one edition").said(language)
    return Text("không có bảng đối chiếu", "there is no crosswalk").said(language)


def moved_line(group: Document, year: str, language: str) -> str:
    """`5/20 đơn vị có chỉ số tăng so với năm 2021, 14 giảm, 1 không so được`."""
    count = len(group["units"])
    rest = [
        Text(f"{group['fell']} giảm", f"{group['fell']} fell").said(language),
        Text(f"{group['unchanged']} không đổi", f"{group['unchanged']} unchanged").said(language),
        Text(f"{group['not_compared']} không so được", f"{group['not_compared']} not compared").said(language),
    ]
    head = Text(
        f"{group['rose']}/{count} đơn vị có chỉ số tăng so với trước ({year})",
        f"{group['rose']} of {count} bodies have a higher index than before ({year})",
    )
    return ", ".join((head.said(language), *rest))


def index_line(unit: Document, years: tuple[str, str], language: str) -> str:
    """`Chỉ số 2022: 87,26, tăng 3,12 so với 2021 (84,14)`."""
    before, after = unit["before"], unit["after"]
    head = Text("Chỉ số", "Index").said(language)
    now = f"{head} {years[1]}: {printed(after and after['index'], language)}"
    if unit["moved"] is None:
        return f"{now}; {_not_compared_with(years[0], language)}: {unit['reason'][language]}"
    verb = {
        "rose": Text("tăng", "up"),
        "fell": Text("giảm", "down"),
        "unchanged": Text("không đổi", "unchanged"),
    }[unit["moved"]].said(language)
    by = "" if unit["moved"] == "unchanged" else f" {printed(unit['difference'], language).removeprefix('-')}"
    then = printed(before["index"], language)
    return f"{now}, {verb}{by} {Text('so với', 'from').said(language)} {years[0]} ({then})"


def rank_line(unit: Document, years: tuple[str, str], language: str) -> str:
    """`Hạng 2022: 10/20, tăng 10 bậc so với 2021 (20/20)`."""
    before, after, gained = unit["before"], unit["after"], unit["places_gained"]
    now = f"{Text('Hạng', 'Rank').said(language)} {years[1]}: {_place(after)}"
    if gained is None:
        return f"{now}; {_not_compared_with(years[0], language)}: {unit['rank_reason'][language]}"
    if gained:
        places = Text(
            f"{'tăng' if gained > 0 else 'giảm'} {abs(gained)} bậc",
            f"{'up' if gained > 0 else 'down'} {abs(gained)} place{'s' if abs(gained) > 1 else ''}",
        )
    else:
        places = Text("giữ hạng", "same place")
    return f"{now}, {places.said(language)} {Text('so với', 'from').said(language)} {years[0]} ({_place(before)})"


def _not_compared_with(year: str, language: str) -> str:
    return f"{Text('không so với', 'not compared with').said(language)} {year}"


def _place(outcome: Document | None) -> str:
    if outcome is None or outcome["rank_possible"] is None:
        return "–"
    return f"{rank_told(outcome)}/{outcome['of']}"


def rank_told(outcome: Document | None) -> str:
    """`3`, `3=` where another has the same figure, `4–7` while it is open, a dash where there is none."""
    if outcome is None or outcome["rank_possible"] is None:
        return "–"
    best, worst = outcome["rank_possible"]["best"], outcome["rank_possible"]["worst"]
    return f"{best if best == worst else f'{best}–{worst}'}{'=' if outcome['tied'] else ''}"


def criteria_line(count: Document, rose: Sequence[str], language: str) -> Iterator[str]:
    """`1: 3/7 tiêu chí tăng (1.5, 1.3, 1.6), 2 giảm`; nothing for a component without criteria to compare."""
    compared = count["rose"] + count["fell"] + count["unchanged"]
    if not compared:
        return
    which = f" ({', '.join(rose)})" if rose else ""
    yield Text(
        f"{count['component']}: {count['rose']}/{compared} tiêu chí tăng{which}, {count['fell']} giảm, "
        f"{count['unchanged']} không đổi",
        f"{count['component']}: {count['rose']} of {compared} criteria rose{which}, {count['fell']} fell, "
        f"{count['unchanged']} unchanged",
    ).said(language)
