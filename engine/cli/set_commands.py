"""`parindex set list`, `show`, `check`: what criteria sets are there, what is in them, what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.failures import GOOD, REFUSED
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken, spoken_group
from engine.cli.paper import print_json
from engine.cli.value_types import There
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.services.criteria_service import CheckReport

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
    from engine.cli.set_documents import list_document
    from engine.cli.set_views import print_list

    document = list_document(invocation.engine.catalogue.sets)
    if invocation.as_json:
        print_json(document)
    else:
        print_list(document, invocation.paper, invocation.language)


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
@option("--node", told=Text("Chỉ in mục này và các mục con.", "Only this row and those below it."))
def show_set(invocation: Invocation, set_id: str, edition: str, node: str | None) -> None:
    """`set show`."""
    from engine.cli.set_documents import branch, show_document, tree
    from engine.cli.set_views import print_set

    criteria = invocation.engine.criteria
    rules = criteria.get(set_id, edition)
    if node is None:
        nodes = list(tree(rules))
    else:
        found = criteria.node(rules, node)
        depth = next(depth for depth, each in tree(rules) if each.id == found.id)
        nodes = list(branch(found, depth))
    document = show_document(rules, nodes)
    if invocation.as_json:
        print_json(document)
    else:
        print_set(document, invocation.paper, invocation.language, detailed=node is not None)


@spoken(
    "check",
    Text(
        "Kiểm tra các thư mục bộ tiêu chí, báo mọi lỗi cùng lúc. "
        "Mã thoát 0: sạch, 1: còn lỗi hoặc cảnh báo chưa chấp nhận.",
        "Check folders of criteria sets and tell all findings at once. "
        "Exit code 0: clean, 1: errors, or warnings that nobody acknowledged.",
    ),
    "parindex set check bo_tieu_chi/",
    "parindex set check plugins/department_2022 --json",
)
@click.argument("paths", metavar="FOLDER...", nargs=-1, required=True, type=There(folder=True))
def check_sets(invocation: Invocation, paths: tuple[Path, ...]) -> None:
    """`set check`."""
    from engine.services.criteria_service import CriteriaService

    reports = [CriteriaService.check(path) for path in paths]
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
)
