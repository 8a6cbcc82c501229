"""What changed between two sets as people read it: a line for each change, under the row that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cli import words
from engine.cli.paper import Paper
from engine.cli.tables import Piece, Tone
from engine.domain.text import Text

BEFORE = Text("Bộ cũ", "Older set")
AFTER = Text("Bộ mới", "Newer set")
JOINED = Text("Nối mục", "Rows joined")
BY_ID = Text("theo mã mục", "by their ids")
BY_CROSSWALK = Text("theo bảng đối chiếu {} ({} hàng)", "by the crosswalk {} ({} rows)")
SAME = Text("Hai bộ có cùng nội dung.", "Both sets have the same content.")
ONLY_SPELLING = Text(
    'Hai bộ chỉ khác cách viết (như "3.0" thay cho 3); không điểm số hay chữ nào đổi nghĩa.',
    'Both differ in spelling alone (such as "3.0" for 3); no figure and no text means another thing.',
)
COUNTS: Mapping[str, Text] = {
    "changed": Text("{} mục đổi", "rows changed: {}"),
    "added": Text("{} mục thêm", "new: {}"),
    "removed": Text("{} mục bỏ", "dropped: {}"),
    "split": Text("{} mục tách", "split: {}"),
    "merged": Text("{} mục gộp", "merged: {}"),
    "facts": Text("{} số liệu đổi", "facts changed: {}"),
}
FACTS = Text("Số liệu", "Facts")
_TONES: Mapping[str, Tone] = {"added": "good", "removed": "bad", "split": "note", "merged": "note"}

Document = Mapping[str, Any]


def print_difference(document: Document, paper: Paper, language: str) -> None:
    """A `parindex/set-difference/1` document."""
    for label, key in ((BEFORE, "before"), (AFTER, "after")):
        told = words.set_line(document[key], language)
        paper.line((Piece(f"{label.said(language)}: ", "quiet"), Piece(told, "strong")))
    paper.line((Piece(f"{JOINED.said(language)}: ", "quiet"), Piece(_joined(document["crosswalk"], language))))
    if document["same_content"] or document["only_spelling"]:
        paper.line()
        paper.line((SAME if document["same_content"] else ONLY_SPELLING).said(language))
        return
    counted = [text.said(language).format(document["counts"][key]) for key, text in COUNTS.items()]
    paper.line(" · ".join(counted))
    for kind in ("set", "node"):
        for subject in document["subjects"]:
            if subject["kind"] == kind:
                paper.line()
                _print_subject(subject, paper, language)
    facts = [subject for subject in document["subjects"] if subject["kind"] == "fact"]
    if facts:
        paper.line()
        paper.line(Piece(FACTS.said(language), "strong"))
        for subject in facts:
            _print_subject(subject, paper, language, indent=2)


def _joined(crosswalk: Document | None, language: str) -> str:
    if crosswalk is None:
        return BY_ID.said(language)
    return BY_CROSSWALK.said(language).format(crosswalk["file"], crosswalk["rows"])


def _print_subject(subject: Document, paper: Paper, language: str, indent: int = 0) -> None:
    tone = _TONES.get(subject["what"], "strong" if not indent else "plain")
    paper.line(Piece(subject["headline"][language], tone), indent=indent)
    for change in subject["changes"]:
        paper.line(change["said"][language], indent=indent + 2)
    if subject["note"][language]:
        paper.line(Piece(f"→ {subject['note'][language]}", "quiet"), indent=indent + 2)
