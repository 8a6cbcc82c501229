"""The proof of an overlay as people read it: for each profile, what the total by the base alone is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cli import words
from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table
from engine.domain.text import Text

LOCAL_SET = Text("Bộ gồm quy định bổ sung", "With what is local")
BASE = Text("Bộ gốc", "Base")
NO_LAYERS = Text(
    "Đây không phải là quy định bổ sung: tổng điểm của bộ chính là điểm theo bộ gốc.",
    "This is no overlay: its total is the total by the base.",
)
HOLDS = Text(
    "Đã chứng minh: điểm theo bộ gốc không phụ thuộc vào quy định bổ sung nào.",
    "Proved: the total by the base alone depends on nothing local.",
)
FAILS = Text("KHÔNG chứng minh được.", "NOT proved.")
_COLUMNS = (
    (words.PROFILE, False),
    (Text("Trong bộ gốc", "In the base"), False),
    (Text("Năm", "Year"), True),
    (Text("Phép tính của bộ gốc", "Statements of the base"), True),
    (Text("của địa phương", "local"), True),
    (Text("Số liệu được đọc", "Facts read"), True),
    (Text("Mục có số được đặt", "Rows with terms filled"), True),
    (Text("Dấu vân tay trước và sau", "Fingerprint before and after"), False),
)

Document = Mapping[str, Any]


def print_proof(document: Document, paper: Paper, language: str) -> None:
    """A `parindex/national-proof/1` document."""
    for label, key in ((LOCAL_SET, "criteria_set"), (BASE, "base")):
        told = words.set_line(document[key], language)
        paper.line((Piece(f"{label.said(language)}: ", "quiet"), Piece(told)))
    paper.line()
    if not document["proofs"]:
        paper.line(NO_LAYERS.said(language))
        return
    table = Table([Column(title.said(language), right=right) for title, right in _COLUMNS])
    for proof in document["proofs"]:
        table.add(*_row(proof, language))
    paper.table(table)
    paper.line()
    verdict = Piece(HOLDS.said(language), "good") if document["holds"] else Piece(FAILS.said(language), "bad")
    paper.line(verdict)


def _row(proof: Document, language: str) -> tuple[Piece | str, ...]:
    local = len(proof["local_reached"]) + len(proof["altered"])
    same = proof["fingerprint"] == proof["fingerprint_again"]
    equal = Text("bằng nhau", "equal") if same else Text("KHÁC NHAU", "DIFFERENT")
    return (
        proof["profile"],
        proof["in_base"],
        str(proof["year"]),
        str(proof["statements"].get("0", 0)),
        Piece(str(local), "bad" if local else "good"),
        str(len(proof["facts"])),
        str(len(proof["filled"])),
        f"{proof['fingerprint'][:12]}… {equal.said(language)}",
    )
