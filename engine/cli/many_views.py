"""What came of a table of many units, as people and as programs read it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import words
from engine.cli.paper import Paper
from engine.cli.tables import Piece
from engine.domain.scorecard import SetReference
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.services.many_units_service import ManyScored

FORMAT = "parindex/many/1"

ROWS = Text("{} dòng", "{} rows")
GOING_ON = Text(
    "Làm tiếp lần chạy dở: giữ lại {} dòng đã xong.", "An interrupted run goes on: {} rows that were done are kept."
)
WRITTEN = Text("Đã chấm {} đơn vị vào '{}'.", "{} units are scored in '{}'.")
MORE_WARNINGS = Text("… và {} cảnh báo nữa.", "… and {} warnings more.")
REFUSED = Text("{} dòng không chấm được, {} lỗi: xem '{}'.", "{} rows could not be scored, {} findings: see '{}'.")


def grouped(number: int, language: str) -> str:
    """A whole number with a mark between thousands: 10.000 in Vietnamese, 10,000 in English."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "vi" else text


def print_many(scored: ManyScored, out: Path, findings: Path, paper: Paper, language: str) -> None:
    """By which rules, how many were scored, and where the findings are."""
    done = scored.done
    paper.line((Piece(f"{words.SET.said(language)}: ", "quiet"), Piece(_rules(scored, language))))
    paper.line(Piece(WRITTEN.said(language).format(grouped(done.scored, language), out), "strong"))
    if done.refused:
        counts = grouped(done.refused, language), grouped(done.findings, language)
        paper.line(Piece(REFUSED.said(language).format(*counts, findings), "bad"))


def many_document(scored: ManyScored, out: Path, findings: Path) -> Mapping[str, object]:
    """The same as a document."""
    done = scored.done
    return {
        "format": FORMAT,
        "criteria_set": SetReference.to(scored.rules).as_mapping(),
        "output": str(out),
        "rows": done.rows,
        "scored": done.scored,
        "refused": done.refused,
        "findings": done.findings,
        "findings_file": str(findings) if done.findings else None,
        "kept": done.kept,
    }


def _rules(scored: ManyScored, language: str) -> str:
    return words.set_line(SetReference.to(scored.rules).as_mapping(), language)
