"""`parindex lock`: pin the sets that are served by their hash, or see whether they are still those."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.failures import GOOD, REFUSED
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.paper import print_json
from engine.cli.tables import Column, Piece, Table, Tone
from engine.domain.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.discovery.catalogue import Catalogue
    from engine.discovery.lock import Comparison

LOCK_FORMAT = "parindex/lock-check/1"
SET = Text("Bộ tiêu chí", "Criteria set")
PINNED = Text("Đã ghim", "Pinned")
FOUND = Text("Ở đây", "Found")
STATE = Text("Tình trạng", "State")
STATES: dict[str, tuple[Text, Tone]] = {
    "pinned": (Text("đúng như đã ghim", "as pinned"), "good"),
    "differs": (Text("khác bản đã ghim", "differs"), "bad"),
    "missing": (Text("thiếu", "missing"), "bad"),
    "not_pinned": (Text("chưa ghim", "not pinned"), "open"),
}
WRITTEN = Text("Đã ghim {} bộ tiêu chí vào '{}'.", "{} criteria sets are pinned in '{}'.")
HOLDS = Text("Mọi bộ đúng như đã ghim trong '{}'.", "Every set is as '{}' pins it.")
BROKEN = Text(
    "{} chỗ không đúng với '{}'. Nếu thay đổi là có chủ ý, chạy `parindex lock`.",
    "Not as '{1}' pins it: {0}. Where the change is meant, run `parindex lock`.",
)
LEFT_OUT = Text("Không ghim {} vì bị tách riêng: {}", "Not pinned, since it is quarantined: {}: {}")


@spoken(
    "lock",
    Text(
        "Ghim các bộ tiêu chí theo mã băm vào FILE, mặc định PARINDEX_LOCK, rồi parindex.lock ở đây. "
        "Ghim không đưa bộ nào vào áp dụng. Với --check chỉ so, mã thoát 1 khi có chỗ khác.",
        "Pin the criteria sets by their hash in FILE, by default PARINDEX_LOCK, else parindex.lock here. "
        "Pinning puts nothing in force. With --check it only compares; exit code 1 where something is off.",
    ),
    "parindex lock",
    "parindex lock --check",
)
@click.argument("file", metavar="[FILE]", required=False, type=Path)
@option("--check", told=Text("Chỉ so với tệp, không ghi.", "Compare with the file and write nothing."), is_flag=True)
def lock(invocation: Invocation, *, file: Path | None, check: bool) -> None:
    """`lock`."""
    from engine.discovery.catalogue import open_catalogue
    from engine.discovery.lock_file import FILE_NAME, lock_document, write_lock

    path = (file or invocation.settings.lock or Path(FILE_NAME)).absolute()
    if not check:
        unlocked = open_catalogue(invocation.settings.sets)
        write_lock(path, lock_document(unlocked.pins()))
        _tell_what_is_left_out(unlocked, invocation)
    locked = open_catalogue(invocation.settings.sets, lock=path)
    compared = locked.against_the_lock()
    off = sum(1 for one in compared if one.state != "pinned")
    if invocation.as_json:
        print_json(_document(path, compared, written=not check))
    else:
        _print(compared, invocation)
        told = (WRITTEN if not check else HOLDS if not off else BROKEN).said(invocation.language)
        shown = (len(compared), path) if not check else (off, path) if off else (path,)
        invocation.paper.line(Piece(told.format(*shown), "bad" if off else "good"))
    click.get_current_context().exit(REFUSED if off else GOOD)


def _tell_what_is_left_out(catalogue: Catalogue, invocation: Invocation) -> None:
    from engine.cli.failures import say

    for record in catalogue.sets:
        if not record.is_served:
            name = str(record.name) or record.location
            say(invocation.say(LEFT_OUT).format(name, invocation.say(record.problem)))


def _document(path: Path, compared: Sequence[Comparison], *, written: bool) -> dict[str, Any]:
    return {
        "format": LOCK_FORMAT,
        "file": str(path),
        "written": written,
        "holds": all(one.state == "pinned" for one in compared),
        "sets": [
            {
                "id": one.name.id,
                "edition": one.name.edition,
                "revision": one.name.revision,
                "state": str(one.state),
                "pinned": one.pinned or None,
                "found": one.found or None,
                "problem": one.problem.as_mapping(),
            }
            for one in compared
        ],
    }


def _print(compared: Sequence[Comparison], invocation: Invocation) -> None:
    paper, language = invocation.paper, invocation.language
    table = Table([Column(title.said(language)) for title in (SET, PINNED, FOUND, STATE)])
    for one in compared:
        told, tone = STATES[str(one.state)]
        state = Piece(told.said(language), tone)
        table.add(Piece(str(one.name), "strong"), one.pinned[:12] or "–", one.found[:12] or "–", state)
    paper.table(table)
    for one in compared:
        if one.problem.said(language):
            paper.line(f"{one.name}: {one.problem.said(language)}")
    paper.line()
