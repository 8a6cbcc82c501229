"""`parindex activate`, `activations`, `reload`: put a set in force by decision, see the history, read sets anew."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from engine.cli.failures import GOOD, REFUSED
from engine.cli.figures import day
from engine.cli.invocation import Invocation
from engine.cli.options import option, revision_option, spoken
from engine.cli.paper import print_json
from engine.cli.tables import Piece
from engine.cli.value_types import Day, Moment, Whole
from engine.cli.wrong_usage import WrongUsage
from engine.domain.activation import FIRST_YEAR, LAST_YEAR
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.domain.activation import Order
    from engine.services.activation_chain import ChainReport

ACT_FORMAT = "parindex/activation/1"
HISTORY_FORMAT = "parindex/activation-history/1"
CHAIN_FORMAT = "parindex/activation-chain/1"
NO_SET = Text("Nêu SET_ID hoặc --hash.", "Name SET_ID or --hash.")
DONE = Text(
    "{rules} ({hash}) có hiệu lực cho năm {year}, loại {kind}, từ ngày {start}. Thế hệ {generation}.",
    "{rules} ({hash}) is in force for {year}, {kind}, from {start}. Generation {generation}.",
)
MADE = Text("Thế hệ {}: các tiến trình đang phục vụ sẽ theo.", "Generation {}: processes that serve will follow.")
SOUND = Text("Chuỗi {} quyết định nguyên vẹn. Đầu chuỗi: {}", "The chain of {} acts is sound. Its head: {}")
BROKEN = Text("Chuỗi quyết định đã bị sửa: {} chỗ.", "The chain of acts was tampered with: {} places.")
NONE = Text(
    "Chưa có quyết định áp dụng nào. Áp dụng một bộ: parindex activate",
    "Nothing was ever put in force. Put a set in force: parindex activate",
)


@spoken(
    "activate",
    Text(
        "Áp dụng bộ SET_ID theo một quyết định, cho một năm và một loại đơn vị. Bộ không chính thức cần "
        "--override-reason. Máy chủ đang chạy tự theo, không phải dừng.",
        "Put the set SET_ID in force by a decision, for a year and a kind of unit. A set that is not official takes "
        "--override-reason. Servers that run follow by themselves.",
    ),
    'parindex activate vn.par.department --edition 2022 --year 2022 --kind department --decision "12/QĐ-VD" '
    '--dated 01/03/2022 --override-reason "Bộ ví dụ, chạy thử"',
)
@click.argument("set_id", metavar="[SET_ID]", required=False)
@option("--edition", told=Text("Bản của bộ; mặc định bản mới nhất.", "Its edition; by default the newest."))
@revision_option(Text("Lần sửa đổi của bản; mặc định lần mới nhất.", "Its revision; by default the newest."))
@option("--hash", "set_hash", metavar="SHA256", told=Text("Bộ có mã băm này.", "The set of this hash."))
@option("--year", type=Whole(FIRST_YEAR, LAST_YEAR), required=True, told=Text("Năm đánh giá.", "The year assessed."))
@option("--kind", metavar="KIND", required=True, told=Text("Loại đơn vị.", "The kind of unit."))
@option("--decision", metavar="NUMBER", required=True, told=Text("Số quyết định.", "The number of the decision."))
@option("--dated", type=Day(), required=True, told=Text("Ngày của quyết định.", "The day of the decision."))
@option(
    "--from",
    "start",
    type=Day(),
    told=Text("Có hiệu lực từ ngày này trong năm; mặc định 01/01.", "From this day of the year; by default 1 January."),
)
@option(
    "--override-reason",
    metavar="TEXT",
    default="",
    told=Text(
        "Vì sao áp dụng bộ không chính thức; được ghi nhật ký và giữ lại.",
        "Why a set that is not official is put in force; logged and kept.",
    ),
)
@option(
    "--by", metavar="NAME", told=Text("Người ghi; mặc định tên đăng nhập.", "Who records it; by default the login.")
)
def activate(
    invocation: Invocation,
    *,
    set_id: str | None,
    edition: str | None,
    revision: int | None,
    set_hash: str | None,
    year: int,
    kind: str,
    decision: str,
    dated: date,
    start: date | None,
    override_reason: str,
    by: str | None,
) -> None:
    """`activate`."""
    from engine.domain.activation import Order
    from engine.domain.source_place import Place

    if not set_id and not set_hash:
        raise WrongUsage(NO_SET)
    order = Order(
        year=year,
        unit_kind=kind,
        decision=decision,
        decided_on=dated,
        by=by if by is not None else _login(),
        set_hash=set_hash or "",
        set_id=set_id or "",
        edition=edition or "",
        revision=revision,
        in_force_from=start,
        override_reason=override_reason,
        place=lambda part: Place("--hash" if set_hash and part == "criteria_set" else _OPTIONS[part]),
    )
    _record(order, invocation)


def _record(order: Order, invocation: Invocation) -> None:
    from engine.services.activation_document import record_document

    engine = invocation.engine
    activation, renewed = engine.generations.activated(order, engine.activations)
    if invocation.as_json:
        generation = renewed.generation.number
        print_json({"format": ACT_FORMAT, **record_document(activation), "generation": generation})
        return
    act = activation.act
    told = invocation.say(DONE).format(
        rules=act.criteria_set,
        hash=act.criteria_set.hash[:12],
        year=act.year,
        kind=act.unit_kind,
        start=day(act.in_force_from.isoformat(), invocation.language),
        generation=renewed.generation.number,
    )
    invocation.paper.line(Piece(told, "good"))


@spoken(
    "activations",
    Text(
        "In lịch sử quyết định áp dụng và bộ nào đang có hiệu lực; luôn kiểm tra chuỗi mã băm. "
        "Mã thoát 1 khi lịch sử đã bị sửa.",
        "Print what was ever put in force and what is in force; the chain of hashes is always verified. "
        "Exit code 1 where the history was tampered with.",
    ),
    "parindex activations",
    "parindex activations --year 2022 --kind department --on 30/06/2022",
    "parindex activations --verify",
)
@option("--year", type=Whole(FIRST_YEAR, LAST_YEAR), told=Text("Chỉ năm này.", "This year only."))
@option("--kind", metavar="KIND", told=Text("Chỉ loại đơn vị này.", "This kind of unit only."))
@option(
    "--on",
    type=Day(),
    told=Text(
        "Có hiệu lực ngày nào; mặc định ngày cuối của từng năm, hoặc hôm nay khi năm chưa hết.",
        "In force on which day; by default the last of each year, or today while it is not over.",
    ),
)
@option(
    "--as-of",
    type=Moment(),
    told=Text("Theo những gì đã ghi tới lúc này; mặc định bây giờ.", "As known at this moment; by default now."),
)
@option("--verify", is_flag=True, told=Text("Chỉ kiểm tra chuỗi mã băm.", "Only verify the chain of hashes."))
def activations(
    invocation: Invocation,
    *,
    year: int | None,
    kind: str | None,
    on: date | None,
    as_of: datetime | None,
    verify: bool,
) -> None:
    """`activations`."""
    report = invocation.engine.chain.report()
    if verify:
        _tell_chain(report, invocation)
    else:
        _tell_history((year, kind, on, as_of), report, invocation)
    click.get_current_context().exit(GOOD if report.sound else REFUSED)


def _tell_history(
    asked: tuple[int | None, str | None, date | None, datetime | None], report: ChainReport, invocation: Invocation
) -> None:
    from engine.services.activation_document import acts_in_force, record_document

    year, kind, on, as_of = asked
    engine = invocation.engine
    known = [one for one in engine.activations.history(year, kind) if as_of is None or one.recorded_at <= as_of]
    # What was recorded by a clock that runs ahead of this one is known all the same.
    moment = as_of or max([engine.clock(), *(one.recorded_at for one in known)])
    holding = acts_in_force(known, on, moment)
    acts = [{**record_document(one), "in_force": one.sequence in holding} for one in known]
    if invocation.as_json:
        print_json({"format": HISTORY_FORMAT, "acts": acts, "chain": _chain_document(report, invocation)})
        return
    from engine.cli.activation_views import print_history

    if acts:
        print_history(acts, invocation.paper, invocation.language)
        invocation.paper.line()
    else:
        invocation.paper.line(invocation.say(NONE))
    if acts or not report.sound:
        _print_chain(report, invocation)


def _tell_chain(report: ChainReport, invocation: Invocation) -> None:
    if invocation.as_json:
        print_json({"format": CHAIN_FORMAT, **_chain_document(report, invocation)})
    else:
        _print_chain(report, invocation)


def _print_chain(report: ChainReport, invocation: Invocation) -> None:
    if report.sound:
        invocation.paper.line(Piece(invocation.say(SOUND).format(report.length, report.head), "good"))
        return
    from engine.cli.set_views import print_finding

    for finding in report.findings:
        print_finding(finding, invocation.paper, invocation.language)
    invocation.paper.line(Piece(invocation.say(BROKEN).format(len(report.findings)), "bad"))


def _chain_document(report: ChainReport, invocation: Invocation) -> dict[str, object]:
    findings = [finding.as_mapping(invocation.language) for finding in report.findings]
    return {"sound": report.sound, "length": report.length, "head": report.head, "findings": findings}


@spoken(
    "reload",
    Text(
        "Đọc lại các bộ tiêu chí cho mọi tiến trình đang phục vụ. Thiếu bộ đang có hiệu lực thì từ chối, không đổi gì.",
        "Read the criteria sets anew for every process that serves. "
        "Where one that is in force is missing, nothing changes.",
    ),
    "parindex reload",
)
def reload(invocation: Invocation) -> None:
    """`reload`."""
    from engine.services.activation_document import generation_document
    from engine.services.generation_service import RELOAD

    renewed = invocation.engine.generations.renewed(RELOAD)
    if invocation.as_json:
        print_json(generation_document(renewed.generation))
    else:
        invocation.paper.line(invocation.say(MADE).format(renewed.generation.number))


_OPTIONS = {
    "year": "--year",
    "unit_kind": "--kind",
    "criteria_set": "SET_ID",
    "decision": "--decision",
    "dated": "--dated",
    "in_force_from": "--from",
    "by": "--by",
    "override_reason": "--override-reason",
}


def _login() -> str:
    """The name under which somebody is logged in; a process without one has to be told a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
