"""What came of worked cases as people read it: what failed, what is missing, what went unnoticed, and the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cli.paper import Paper
from engine.cli.tables import Piece
from engine.domain.source_place import Place
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.rule_tests.coverage import Coverage
    from engine.rule_tests.mutants import MutantReport
    from engine.services.cases_service import CasesReport

NO_CASES = Text(
    "Chưa có ca mẫu nào. Đặt ca mẫu vào cases/*.yaml; --edges in sẵn ca mẫu quanh các ngưỡng.",
    "There are no cases. Put some into cases/*.yaml; --edges prints cases around the edges to begin with.",
)
PASSED = Text("đúng {} trên {} ca mẫu", "{} of {} cases as expected")
COVERED = Text("đã có ca mẫu cho {} trên {} nội dung", "{} of {} things covered")
NOTICED = Text("nhận ra {} trên {} thay đổi", "{} of {} changes noticed")
ACCEPTED = Text("{} được chấp nhận có lý do", "{} accepted with a reason")
REASON = Text("Lý do: ", "Reason: ")


def print_report(report: CasesReport, paper: Paper, language: str) -> None:
    """The report of one set, problems first."""
    from engine.cli.set_views import print_finding

    for finding in report.findings:
        print_finding(finding, paper, language)
    for ran in report.failed:
        _print_place(ran.case.place, ran.case.name, paper)
        for slip in ran.slips:
            paper.line(Piece(slip.message.said(language), "bad"), indent=2)
    if report.coverage is not None:
        for gap in report.coverage.missing:
            _print_place(gap.place, gap.kind, paper)
            paper.line(Piece(gap.message.said(language), "open"), indent=2)
    if report.mutants is not None:
        _print_mutants(report.mutants, paper, language)
    if not report.ran and not report.findings:
        paper.line(Piece(NO_CASES.said(language), "open"))
    paper.line(_verdict(report, language))


def _print_place(place: Place, told: str, paper: Paper) -> None:
    paper.line((Piece(f"{place}  ", "quiet"), Piece(told)))


def _print_mutants(report: MutantReport, paper: Paper, language: str) -> None:
    for survivor in report.survivors:
        _print_place(survivor.place, survivor.change, paper)
        paper.line(Piece(survivor.message.said(language), "quiet" if survivor.reason else "open"), indent=2)
        if survivor.reason:
            paper.line(REASON.said(language) + survivor.reason, indent=2)
    for stale in report.stale:
        _print_place(stale.accepted.place, "accepted_mutants", paper)
        paper.line(Piece(stale.message.said(language), "bad"), indent=2)


def _verdict(report: CasesReport, language: str) -> tuple[Piece, ...]:
    counts = [PASSED.said(language).format(len(report.ran) - len(report.failed), len(report.ran))]
    if report.coverage is not None:
        counts.append(_coverage(report.coverage, language))
    if report.mutants is not None:
        counts.append(_mutants(report.mutants, language))
    name = f"{report.target}: " if report.target == report.rules.id else f"{report.target}: {report.rules.name}: "
    return (Piece(name), Piece(", ".join(counts), "good" if report.clean else "bad"))


def _coverage(coverage: Coverage, language: str) -> str:
    return COVERED.said(language).format(coverage.met, coverage.demanded)


def _mutants(report: MutantReport, language: str) -> str:
    accepted = len(report.survivors) - len(report.unexplained)
    told = NOTICED.said(language).format(report.tried - len(report.survivors), report.tried)
    return f"{told}, {ACCEPTED.said(language).format(accepted)}" if accepted else told
