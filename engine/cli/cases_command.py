"""`parindex set cases`: the worked cases of sets, what they cover, and which changes of rules they do not notice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.failures import GOOD, REFUSED
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.paper import print_json
from engine.cli.resolve_command import base_option
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.rule_tests.set_under_test import SetUnderTest


@spoken(
    "cases",
    Text(
        "Chạy các ca mẫu của bộ tiêu chí. Mỗi bộ là một thư mục, hoặc id, id@bản. Mã thoát 0: đúng cả, "
        "1: có ca sai, chưa đủ ca mẫu, hoặc có thay đổi lọt qua.",
        "Run the worked cases of criteria sets. Each is a folder, or id, id@edition. Exit code 0: all as expected, "
        "1: a case fails, something is not covered, or a change goes unnoticed.",
    ),
    "parindex set cases plugins/department_2022",
    "parindex set cases bo_tieu_chi/ --coverage --mutants",
    "parindex set cases bo_tieu_chi/ --edges > bo_tieu_chi/cases/nguong.yaml",
)
@click.argument("targets", metavar="FOLDER|ID...", nargs=-1, required=True)
@option(
    "--coverage",
    "covered",
    is_flag=True,
    told=Text(
        "Kể những mức, ngưỡng, điều kiện, loại trừ và điều khoản chưa có ca mẫu.",
        "Name rows, edges, gates, exclusions and clauses that no case shows.",
    ),
)
@option(
    "--mutants",
    "mutated",
    is_flag=True,
    told=Text(
        "Đổi từng ngưỡng và điểm một đơn vị, kể thay đổi nào không ca mẫu nào nhận ra.",
        "Shift each threshold and amount by one unit and name what no case notices.",
    ),
)
@option(
    "--edges",
    "generated",
    is_flag=True,
    told=Text(
        "Thay vì chạy, in ca mẫu sinh tự động quanh các ngưỡng, để tác giả xem lại.",
        "Instead of running, print generated cases around the edges, for an author to review.",
    ),
)
@base_option
def run_set_cases(
    invocation: Invocation,
    targets: tuple[str, ...],
    covered: bool,
    mutated: bool,
    generated: bool,
    bases: tuple[Path, ...],
) -> None:
    """`set cases`."""
    from engine.services.cases_service import CasesService

    service = CasesService(invocation.engine.catalogue)
    if generated:
        _print_generated([service.under(target, bases) for target in targets], invocation)
        return
    reports = [service.report(target, bases, covered=covered, mutated=mutated) for target in targets]
    if invocation.as_json:
        from engine.services.cases_document import cases_document

        print_json(cases_document(reports, invocation.language))
    else:
        from engine.cli.cases_views import print_report

        for report in reports:
            print_report(report, invocation.paper, invocation.language)
    click.get_current_context().exit(GOOD if all(report.clean for report in reports) else REFUSED)


def _print_generated(sets: Sequence[SetUnderTest], invocation: Invocation) -> None:
    from engine.rule_tests.edges import edge_cases, edges_document

    for under in sets:
        if invocation.as_json:
            from engine.services.cases_document import generated_document

            print_json(generated_document([edge.case for edge in edge_cases(under, invocation.language)]))
        else:
            click.echo(edges_document(under, invocation.language), nl=False)
