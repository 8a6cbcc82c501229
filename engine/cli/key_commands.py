"""`parindex key create`, `key list`, `key revoke`: the keys with which other programs may write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken, spoken_group
from engine.cli.paper import print_json
from engine.cli.tables import Column, Piece, Table, Tone
from engine.cli.value_types import Day
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.storage.key_store import KeyRecord

KEY_FORMAT = "parindex/key/1"
LIST_FORMAT = "parindex/key-list/1"
SECRET = Text("Khóa", "Key")
SEEN_ONCE = Text(
    "Chép khóa ngay: chỉ in ra lần này, cơ sở dữ liệu chỉ giữ mã băm.",
    "Copy the key now: it is shown this once, the database keeps only a hash.",
)
REVOKED_NOW = Text("Khóa '{}' ({}) không còn dùng được.", "The key '{}' ({}) no longer works.")
NONE = Text("Chưa có khóa nào. Tạo khóa: parindex key create", "There are no keys. Make one: parindex key create")
NAME = Text("Tên", "Name")
SCOPES = Text("Quyền", "Scopes")
CREATED = Text("Tạo ngày", "Made on")
EXPIRES = Text("Dùng đến hết", "Works until")
STATE = Text("Trạng thái", "State")
STATES: dict[str, tuple[Text, Tone]] = {
    "works": (Text("dùng được", "works"), "good"),
    "expired": (Text("đã hết hạn", "expired"), "open"),
    "revoked": (Text("đã thu hồi", "revoked"), "bad"),
}


@spoken(
    "create",
    Text(
        "Tạo khóa mới, in ra đúng một lần. Chương trình khác trình khóa này để ghi kết quả qua HTTP.",
        "Make a key, shown this once. Other programs present it to write over HTTP.",
    ),
    "parindex key create cong-dich-vu --scope evaluate:store",
    "parindex key create thu-nghiem --scope evaluate:store --expires 31/12/2099",
)
@click.argument("name", metavar="NAME")
@option(
    "--scope",
    "scopes",
    metavar="SCOPE",
    multiple=True,
    required=True,
    told=Text(
        "Quyền: evaluate:store, activate, admin; ghi lại cho từng quyền.",
        "A scope: evaluate:store, activate, admin; repeat for each.",
    ),
)
@option(
    "--expires",
    type=Day(),
    told=Text(
        "Dùng được đến hết ngày này (UTC); mặc định không hết hạn.",
        "Works to the end of this day (UTC); by default it does not expire.",
    ),
)
def create(invocation: Invocation, *, name: str, scopes: tuple[str, ...], expires: date | None) -> None:
    """`key create`."""
    _see_that_there_are(scopes)
    engine = invocation.engine
    # A key works until the moment named, so the whole of the last day is one day later at midnight.
    ends = None if expires is None else datetime.combine(expires + timedelta(days=1), time(), UTC)
    made = engine.keys.create(name, scopes, at=engine.clock(), expires_at=ends)
    document = _document(made.record, engine.clock())
    if invocation.as_json:
        print_json({"format": KEY_FORMAT, **document, "secret": made.secret})
        return
    paper = invocation.paper
    paper.table(_table([document], invocation.language))
    paper.line()
    paper.line((Piece(f"{invocation.say(SECRET)}: "), Piece(made.secret, "strong")))
    from engine.cli.failures import say

    say(invocation.say(SEEN_ONCE))


@spoken("list", Text("Liệt kê các khóa đã tạo. Không in khóa.", "List the keys ever made. Secrets are not shown."))
def list_keys(invocation: Invocation) -> None:
    """`key list`."""
    engine = invocation.engine
    documents = [_document(record, engine.clock()) for record in engine.keys.records()]
    if invocation.as_json:
        print_json({"format": LIST_FORMAT, "keys": documents})
    elif documents:
        invocation.paper.table(_table(documents, invocation.language))
    else:
        invocation.paper.line(invocation.say(NONE))


@spoken(
    "revoke",
    Text(
        "Thu hồi khóa KEY_ID ngay lập tức. Mã khóa xem ở `parindex key list`.",
        "Revoke the key KEY_ID at once. Its id is in `parindex key list`.",
    ),
    "parindex key revoke 3f2a9c01b7de",
)
@click.argument("key_id", metavar="KEY_ID")
def revoke(invocation: Invocation, key_id: str) -> None:
    """`key revoke`."""
    engine = invocation.engine
    record = engine.keys.revoke(key_id, at=engine.clock())
    if invocation.as_json:
        print_json({"format": KEY_FORMAT, **_document(record, engine.clock())})
    else:
        invocation.paper.line(invocation.say(REVOKED_NOW).format(record.name, record.id))


def _see_that_there_are(scopes: Iterable[str]) -> None:
    """Raise WrongUsage for a scope that there is not: a slip in an option, like any other."""
    from engine.errors import nearest
    from engine.storage.key_store import SCOPES as KNOWN

    known = sorted(KNOWN)
    for scope in scopes:
        if scope not in KNOWN:
            near, listed = nearest(scope, known), ", ".join(known)
            hint = (
                Text(f"Ý bạn là '{near}'?", f"Did you mean '{near}'?")
                if near
                else Text(f"Hiện có: {listed}.", f"Known: {listed}.")
            )
            raise WrongUsage(
                Text(f"--scope: không có quyền '{scope}'.", f"--scope: there is no scope '{scope}'."), hint
            )


def _document(record: KeyRecord, now: datetime) -> dict[str, object]:
    expired = record.expires_at is not None and record.expires_at <= now
    return {
        "id": record.id,
        "name": record.name,
        "scopes": sorted(record.scopes),
        "state": "revoked" if record.revoked_at else "expired" if expired else "works",
        "created_at": record.created_at.isoformat(),
        "expires_at": record.expires_at.isoformat() if record.expires_at else None,
        "revoked_at": record.revoked_at.isoformat() if record.revoked_at else None,
    }


def _table(documents: Iterable[dict[str, object]], language: str) -> Table:
    from engine.cli.figures import day

    titles = (Text("Mã", "Id"), NAME, SCOPES, CREATED, EXPIRES, STATE)
    table = Table([Column(title.said(language), wide=title is NAME) for title in titles])
    for key in documents:
        told, tone = STATES[str(key["state"])]
        scopes = key["scopes"]
        assert isinstance(scopes, list)
        table.add(
            Piece(str(key["id"]), "strong"),
            str(key["name"]),
            " ".join(scopes),
            day(str(key["created_at"]), language),
            _last_day(key["expires_at"], language),
            Piece(told.said(language), tone),
        )
    return table


def _last_day(moment: object, language: str) -> str:
    """The last day on which a key works, from the moment at which it stops."""
    from engine.cli.figures import day

    if moment is None:
        return "–"
    last = datetime.fromisoformat(str(moment)) - timedelta(microseconds=1)
    return day(last.date().isoformat(), language)


KEYS = spoken_group(
    "key",
    Text("Tạo, xem, thu hồi khóa ghi qua HTTP.", "Make, list and revoke keys for writing over HTTP."),
    create,
    list_keys,
    revoke,
)
