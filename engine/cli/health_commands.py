"""`parindex plugins` and `parindex doctor`: what was found, from where, and what is wrong with this installation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.activation_checks import activation_checks
from engine.cli.extension_views import extension_document, print_extensions
from engine.cli.failures import GOOD, REFUSED
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.paper import print_json
from engine.cli.tables import Column, Piece, Table, Tone
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.discovery.catalogue import Catalogue
    from engine.discovery.doctor import Check
    from engine.discovery.lock_file import LockUnusable
    from engine.discovery.record import PluginRecord

PLUGINS_FORMAT = "parindex/plugins/1"
DOCTOR_FORMAT = "parindex/doctor/1"
NAME = Text("Tên", "Name")
ORIGIN = Text("Nguồn", "Origin")
DISTRIBUTION = Text("Gói cài đặt", "Distribution")
STATE = Text("Trạng thái", "State")
SETS = Text("Bộ tiêu chí", "Sets")
ORIGINS = {
    "bundled": Text("kèm theo", "bundled"),
    "installed": Text("cài thêm", "installed"),
    "drop-in": Text("thư mục đặt thêm", "drop-in"),
}
STATES: dict[str, tuple[Text, Tone]] = {
    "served": (Text("dùng được", "served"), "good"),
    "quarantined": (Text("bị tách riêng", "quarantined"), "bad"),
}
LOCK_STATES = {
    "pinned": Text("đã ghim", "pinned"),
    "differs": Text("khác bản đã ghim", "differs from its pin"),
    "not_pinned": Text("chưa ghim", "not pinned"),
    "no_lock": Text("", ""),
}
HEALTH: dict[str, tuple[Text, Tone]] = {
    "good": (Text("tốt", "good"), "good"),
    "notice": (Text("lưu ý", "notice"), "open"),
    "problem": (Text("hỏng", "problem"), "bad"),
}
ALL_WELL = Text("Mọi thứ dùng được.", "Everything works.")
NOT_WELL = Text("{} chỗ phải sửa.", "{} things to mend.")


@spoken(
    "plugins",
    Text(
        "Liệt kê plugin tìm thấy: từ đâu, phiên bản, bộ tiêu chí nào, mã băm. Plugin hỏng bị tách riêng, kèm lý do.",
        "List the plugins found: from where, which version, sets, hashes. "
        "A broken one is quarantined, with the reason.",
    ),
    "parindex plugins",
)
def plugins(invocation: Invocation) -> None:
    """`plugins`."""
    document = _plugins_document(invocation)
    if invocation.as_json:
        print_json(document)
    else:
        _print_plugins(document, invocation)
        print_extensions(document["extensions"], invocation.paper, invocation.language)


def _plugins_document(invocation: Invocation) -> dict[str, Any]:
    from engine.services.overlap_document import overlap_document

    sets: dict[str, list[dict[str, object]]] = {}
    catalogue = invocation.engine.catalogue
    for record in catalogue.sets:
        rules = record.loaded.criteria_set if record.loaded else None
        served = record.is_served and rules is not None
        sets.setdefault(record.plugin, []).append(
            {
                "id": record.name.id,
                "edition": record.name.edition,
                "revision": record.name.revision or None,
                "hash": rules.content_hash if rules and served else None,
                "state": str(record.state),
                "lock": str(catalogue.lock_state(record)),
                "location": record.location,
            }
        )
    records = invocation.engine.criteria.records()
    return {
        "format": PLUGINS_FORMAT,
        "lock": catalogue.lock.file if catalogue.lock else None,
        "plugins": [_plugin(record, sets.get(record.name, [])) for record in records],
        "overlaps": [overlap_document(overlap) for overlap in catalogue.overlaps],
        "extensions": [extension_document(record) for record in invocation.engine.extensions.records],
    }


def _plugin(record: PluginRecord, sets: Sequence[dict[str, object]]) -> dict[str, object]:
    return {
        "name": record.name,
        "origin": str(record.origin),
        "distribution": record.distribution,
        "version": record.version,
        "location": record.location,
        "state": str(record.state),
        "problem": record.problem.as_mapping(),
        "sets": list(sets),
    }


def _print_plugins(document: dict[str, Any], invocation: Invocation) -> None:
    paper, language = invocation.paper, invocation.language
    titles = (NAME, ORIGIN, DISTRIBUTION, STATE, SETS)
    table = Table([Column(title.said(language), wide=title is SETS) for title in titles])
    for plugin in document["plugins"]:
        told, tone = STATES[plugin["state"]]
        table.add(
            Piece(plugin["name"], "strong"),
            ORIGINS[plugin["origin"]].said(language),
            f"{plugin['distribution']} {plugin['version']}".strip() or "–",
            Piece(told.said(language), tone),
            "; ".join(_set_name(each, language) for each in plugin["sets"]) or "–",
        )
    paper.table(table)
    for overlap in document["overlaps"]:
        paper.line()
        paper.line(Piece(overlap["message"][language], "open"))
        paper.line(f"→ {overlap['hint'][language]}", indent=2)
    for plugin in document["plugins"]:
        if plugin["problem"][language]:
            paper.line()
            paper.line((Piece(plugin["name"], "strong"), Piece(f" · {plugin['location']}", "quiet")))
            paper.line(Piece(plugin["problem"][language], "bad"), indent=2)


def _set_name(each: dict[str, Any], language: str) -> str:
    revision = f".{each['revision']}" if each["revision"] else ""
    name = f"{each['id']} {each['edition']}{revision}" if each["id"] else "?"
    told = name if each["hash"] is None else f"{name} ({each['hash'][:12]})"
    return f"{told} {LOCK_STATES[each['lock']].said(language)}".strip()


@spoken(
    "doctor",
    Text(
        "Khám bản cài đặt này. Python, thư viện, tên gói, plugin, cơ sở dữ liệu; mã thoát 1 khi có chỗ phải sửa.",
        "Examine this installation. "
        "Python, libraries, import names, plugins, database; exit code 1 when something is to be mended.",
    ),
    "parindex doctor",
)
@option(
    "--warm",
    is_flag=True,
    told=Text(
        "Biên dịch máy cột ngay, để lần chấm sau khỏi chờ.",
        "Compile the column machine now, so that no run has to wait for it.",
    ),
)
def doctor(invocation: Invocation, warm: bool) -> None:
    """`doctor`."""
    from engine.columns.fast.kept_machine import machine_state, prepare
    from engine.discovery.catalogue_checks import examine_catalogue
    from engine.discovery.doctor import Health, examine, fast_machine, kept_sets

    prepare(invocation.settings.cache)
    if warm and machine_state().state == "cold":
        from engine.columns.fast.compiled import executor

        executor()
    records = invocation.engine.extensions.records
    catalogue, lock_problem = _catalogue(invocation)
    sets = [*examine_catalogue(catalogue, lock_problem), kept_sets(invocation.settings.cache), fast_machine()]
    database = database_check(invocation)
    acts = activation_checks(invocation) if database.health is Health.GOOD else ()
    checks = [*examine(catalogue.records, records), *sets, database, *acts]
    problems = sum(1 for check in checks if check.health is Health.PROBLEM)
    if invocation.as_json:
        print_json({"format": DOCTOR_FORMAT, "healthy": not problems, "checks": [_check(each) for each in checks]})
    else:
        _print_checks(checks, problems, invocation)
    click.get_current_context().exit(REFUSED if problems else GOOD)


def _catalogue(invocation: Invocation) -> tuple[Catalogue, LockUnusable | None]:
    """The sets that are served; where the lock cannot be used, what there would be without it, and what is wrong."""
    from engine.discovery.catalogue import open_catalogue
    from engine.discovery.lock_file import LockUnusable

    try:
        return invocation.engine.catalogue, None
    except LockUnusable as problem:
        return open_catalogue(invocation.settings.sets), problem


def database_check(invocation: Invocation) -> Check:
    """Whether the database can be opened; one that is not there yet is not made for this."""
    from engine.discovery.doctor import Check, Health
    from engine.errors import StorageProblem
    from engine.storage.database import open_database

    code, address = "doctor.database", invocation.settings.database
    not_yet = Text("chưa có, sẽ được tạo khi cần", "not there yet, made when it is needed")
    try:
        # The default file may lie in a folder that is made with it.
        may_be_missing = invocation.settings.makes_database_folder and not Path(address).exists()
        path = Path(address) if may_be_missing else open_database(address).path
        if not path.exists():
            return Check(code, Health.GOOD, Text(f"{path}: {not_yet.vi}", f"{path}: {not_yet.en}"))
        _ = invocation.engine.database
    except StorageProblem as problem:
        return Check(code, Health.PROBLEM, Text(problem.vi, problem.en), Text(problem.hint_vi, problem.hint_en))
    return Check(code, Health.GOOD, Text(f"{path}: dùng được", f"{path}: usable"))


def _check(check: Check) -> dict[str, object]:
    return {
        "code": check.code,
        "health": str(check.health),
        "message": check.message.as_mapping(),
        "hint": check.hint.as_mapping(),
    }


def _print_checks(checks: Sequence[Check], problems: int, invocation: Invocation) -> None:
    from engine.discovery.doctor import Health

    paper, language = invocation.paper, invocation.language
    for check in checks:
        told, tone = HEALTH[str(check.health)]
        paper.line((Piece(f"{told.said(language):<8}", tone), Piece(check.message.said(language))))
        if check.health is not Health.GOOD and check.hint.said(language):
            paper.line(f"→ {check.hint.said(language)}", indent=8)
    paper.line()
    if problems:
        paper.line(Piece(NOT_WELL.said(language).format(problems), "bad"))
    else:
        paper.line(Piece(ALL_WELL.said(language), "good"))
