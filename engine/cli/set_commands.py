"""`parindex set list`, `show`, `check`: what criteria sets are there, what is in them, what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.authoring_commands import import_table, new, schemas
from engine.cli.cases_command import run_set_cases
from engine.cli.difference_command import diff_sets
from engine.cli.failures import GOOD, REFUSED
from engine.cli.invocation import Invocation
from engine.cli.options import option, revision_option, spoken, spoken_group
from engine.cli.paper import print_json
from engine.cli.printing_command import print_tables
from engine.cli.resolve_command import base_option, resolve_set
from engine.cli.sheet_commands import form, sheet
from engine.cli.value_types import There
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.discovery.set_record import SetRecord
    from engine.services.criteria_service import CheckReport

LIST_FORMAT = "parindex/found-sets/1"
CHECK_FORMAT = "parindex/set-check/1"


@spoken(
    "list",
    Text(
        "Liệt kê các bộ tiêu chí tìm thấy. Bộ không dùng được cũng có, kèm lý do.",
        "List the criteria sets that were found. Those that cannot be used are there too, with the reason.",
    ),
    "parindex set list",
    "parindex set list --json",
)
def list_sets(invocation: Invocation) -> None:
    """`set list`."""
    from engine.cli.set_views import print_list

    records = invocation.engine.catalogue.sets
    document: dict[str, object] = {"format": LIST_FORMAT, "sets": [_listed(record) for record in records]}
    if invocation.as_json:
        print_json(document)
    else:
        print_list(document, invocation.paper, invocation.language)


def _listed(record: SetRecord) -> dict[str, object]:
    """A set that was found; what is in it only where it can be used."""
    from engine.services.set_document import edition_document

    found: dict[str, object] = {
        "id": record.name.id,
        "edition": record.name.edition,
        "revision": record.name.revision or None,
        "plugin": record.plugin,
        "location": record.location,
        "state": str(record.state),
        "problem": record.problem.as_mapping(),
    }
    rules = record.loaded.criteria_set if record.loaded else None
    return found | (edition_document(rules) if rules and record.is_served else {})


@spoken(
    "show",
    Text(
        "In cây tiêu chí của bộ ID: điểm, nguồn điểm, cách chấm, nguồn gốc từng mục. Với --node in đủ cách chấm.",
        "Print the tree of the set ID: points, parts, methods and provenance. With --node, how that row is scored.",
    ),
    "parindex set show vn.par.department",
    "parindex set show vn.par.department --edition 2022 --node 3.4",
)
@click.argument("set_id", metavar="ID")
@option(
    "--edition",
    told=Text("Bản của bộ tiêu chí; mặc định bản mới nhất.", "The edition; by default the newest."),
    default="",
)
@revision_option(Text("Lần sửa đổi của bản; mặc định lần mới nhất.", "Its revision; by default the newest."))
@option("--node", told=Text("Chỉ in mục này và các mục con.", "Only this row and those below it."))
def show_set(invocation: Invocation, set_id: str, edition: str, revision: int | None, node: str | None) -> None:
    """`set show`."""
    from engine.cli.set_views import print_branch, print_set
    from engine.services.criterion_document import criterion_document
    from engine.services.set_document import set_document

    criteria = invocation.engine.criteria
    rules = criteria.get(set_id, edition, revision)
    findings = criteria.findings(rules)
    chosen = None if node is None else criteria.node(rules, node)
    if invocation.as_json:
        print_json(criterion_document(rules, chosen, findings) if chosen else set_document(rules, findings))
    elif chosen:
        print_branch(set_document(rules, findings), chosen.id, invocation.paper, invocation.language)
    else:
        print_set(set_document(rules, findings), invocation.paper, invocation.language)


@spoken(
    "check",
    Text(
        "Kiểm tra các thư mục bộ tiêu chí và quy định bổ sung, báo mọi lỗi cùng lúc. "
        "Mã thoát 0: sạch, 1: còn lỗi hoặc cảnh báo chưa chấp nhận.",
        "Check folders of criteria sets and overlays and tell all findings at once. "
        "Exit code 0: clean, 1: errors, or warnings that nobody acknowledged.",
    ),
    "parindex set check bo_tieu_chi/",
    "parindex set check plugins/department_2022 --json",
)
@click.argument("paths", metavar="FOLDER...", nargs=-1, required=True, type=There(folder=True))
@base_option
def check_sets(invocation: Invocation, paths: tuple[Path, ...], bases: tuple[Path, ...]) -> None:
    """`set check`."""
    reports = [invocation.engine.criteria.check(path, bases) for path in paths]
    if invocation.as_json:
        print_json(_check_document(reports, invocation.language))
    else:
        _print_reports(reports, invocation)
    click.get_current_context().exit(GOOD if all(report.clean for report in reports) else REFUSED)


def _check_document(reports: list[CheckReport], language: str) -> dict[str, object]:
    return {
        "format": CHECK_FORMAT,
        "clean": all(report.clean for report in reports),
        "sets": [
            {
                "folder": report.folder,
                "name": report.name,
                "clean": report.clean,
                "findings": [finding.as_mapping(language) for finding in report.findings],
            }
            for report in reports
        ],
    }


def _print_reports(reports: list[CheckReport], invocation: Invocation) -> None:
    from engine.cli.set_views import print_finding, print_verdict

    for report in reports:
        for finding in report.findings:
            print_finding(finding, invocation.paper, invocation.language)
        print_verdict(report, invocation.paper, invocation.language)


SETS = spoken_group(
    "set",
    Text("Xem và kiểm tra các bộ tiêu chí.", "Look at criteria sets and check them."),
    list_sets,
    show_set,
    check_sets,
    resolve_set,
    run_set_cases,
    diff_sets,
    new,
    import_table,
    schemas,
    sheet,
    form,
    print_tables,
)
