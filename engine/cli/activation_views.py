"""The history of acts as people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.cli import words
from engine.cli.figures import day
from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table
from engine.domain.activation import VIET_NAM
from engine.domain.text import Text

NUMBER = Text("STT", "No.")
YEAR = Text("Năm", "Year")
KIND = Text("Loại đơn vị", "Kind of unit")
DECISION = Text("Quyết định", "Decision")
START = Text("Từ ngày", "From")
RECORDED = Text("Ghi lúc", "Recorded")
BY = Text("Người ghi", "By")
STATE = Text("Hiệu lực", "In force")
HOLDS = Text("đang có", "yes")
NOT_NOW = Text("–", "–")
OVERRIDE = Text("Ngoại lệ ở quyết định {}: {}", "Override by act {}: {}")


def print_history(acts: Sequence[Mapping[str, Any]], paper: Paper, language: str) -> None:
    """A row for each act, then the reasons of overrides."""
    titles = (NUMBER, YEAR, KIND, words.SET, DECISION, START, RECORDED, BY, STATE)
    table = Table([Column(title.said(language), wide=title in (words.SET, DECISION)) for title in titles])
    for act in acts:
        rules, decision = act["criteria_set"], act["decision"]
        table.add(
            str(act["sequence"]),
            str(act["year"]),
            act["unit_kind"],
            f"{rules['id']} {rules['edition']}.{rules['revision']} ({rules['hash'][:12]})",
            f"{decision['number']} ({day(decision['date'], language)})",
            day(act["in_force_from"], language),
            _moment(act["recorded_at"], language),
            act["by"],
            Piece(HOLDS.said(language), "good") if act["in_force"] else Piece(NOT_NOW.said(language), "quiet"),
        )
    paper.table(table)
    for act in acts:
        if act["override_reason"]:
            told = OVERRIDE.said(language).format(act["sequence"], act["override_reason"])
            paper.line(Piece(told, "note"))


def _moment(text: str, language: str) -> str:
    """Day and time in Viet Nam."""
    moment = datetime.fromisoformat(text).astimezone(VIET_NAM)
    return f"{day(moment.date().isoformat(), language)} {moment:%H:%M:%S}"
