"""Importers and renderers as `parindex plugins` lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.cli.paper import Paper
from engine.cli.tables import Column, Piece, Table, Tone
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.discovery.extension_record import ExtensionRecord

EXTENSION = Text("Phần mở rộng", "Extension")
DISTRIBUTION = Text("Gói cài đặt", "Distribution")
STATE = Text("Trạng thái", "State")
DOES = Text("Làm được", "Does")
STATES: Mapping[str, tuple[Text, Tone]] = {
    "off": (Text("tắt", "off"), "quiet"),
    "on": (Text("bật", "on"), "good"),
    "quarantined": (Text("bị tách riêng", "quarantined"), "bad"),
}
HOOKS: Mapping[str, Text] = {
    "import_submissions": Text("đọc phiếu", "imports submissions"),
    "render_result": Text("chuyển dạng kết quả", "renders results"),
}


def extension_document(record: ExtensionRecord) -> dict[str, object]:
    """One extension for machines; `hooks` are told of one that is on."""
    return {
        "name": record.name,
        "distribution": record.distribution,
        "version": record.version,
        "location": record.location,
        "state": str(record.state),
        "problem": record.problem.as_mapping(),
        "hooks": list(record.hooks),
    }


def print_extensions(extensions: Sequence[Mapping[str, Any]], paper: Paper, language: str) -> None:
    """A table of the extensions, then why some are quarantined; nothing where there are none."""
    if not extensions:
        return
    paper.line()
    titles = (EXTENSION, DISTRIBUTION, STATE, DOES)
    table = Table([Column(title.said(language), wide=title is DOES) for title in titles])
    for each in extensions:
        told, tone = STATES[each["state"]]
        table.add(
            Piece(each["name"], "strong"),
            f"{each['distribution']} {each['version']}".strip() or "–",
            Piece(told.said(language), tone),
            ", ".join(HOOKS[hook].said(language) for hook in each["hooks"] if hook in HOOKS) or "–",
        )
    paper.table(table)
    for each in extensions:
        if each["problem"][language]:
            paper.line()
            paper.line((Piece(each["name"], "strong"), Piece(f" · {each['location'] or '–'}", "quiet")))
            paper.line(Piece(each["problem"][language], "bad"), indent=2)
