"""What came of worked cases as a document for machines, and generated cases as one."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from engine.domain.numbers import decimal_text
from engine.domain.scorecard import SetReference
from engine.domain.source_place import Place
from engine.domain.submission import FactValue
from engine.loading.cases_file import Case
from engine.rule_tests.coverage import Coverage, Gap
from engine.rule_tests.mutants import MutantReport, Survivor
from engine.rule_tests.running import RanCase, Slip
from engine.services.cases_service import CasesReport

CASES_FORMAT = "parindex/set-cases/1"


def cases_document(reports: Sequence[CasesReport], language: str) -> dict[str, object]:
    """The reports of several sets; messages in one language, as findings have them."""
    return {
        "format": CASES_FORMAT,
        "clean": all(report.clean for report in reports),
        "sets": [_report(report, language) for report in reports],
    }


def _report(report: CasesReport, language: str) -> dict[str, object]:
    return {
        "target": report.target,
        "criteria_set": SetReference.to(report.rules).as_mapping(),
        "clean": report.clean,
        "passed": len(report.ran) - len(report.failed),
        "failed": len(report.failed),
        "cases": [_ran(case, language) for case in report.ran],
        "findings": [finding.as_mapping(language) for finding in report.findings],
        "coverage": None if report.coverage is None else _coverage(report.coverage, language),
        "mutants": None if report.mutants is None else _mutants(report.mutants, language),
    }


def _at(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _ran(ran: RanCase, language: str) -> dict[str, object]:
    return {
        "name": ran.case.name,
        **_at(ran.case.place),
        "profile": ran.profile,
        "year": ran.year,
        "passed": ran.passed,
        "slips": [_slip(slip, language) for slip in ran.slips],
    }


def _slip(slip: Slip, language: str) -> dict[str, object]:
    return {"node": slip.node, **_at(slip.place), "message": slip.message.said(language)}


def _coverage(coverage: Coverage, language: str) -> dict[str, object]:
    return {
        "demanded": coverage.demanded,
        "met": coverage.met,
        "missing": [_gap(gap, language) for gap in coverage.missing],
    }


def _gap(gap: Gap, language: str) -> dict[str, object]:
    return {
        "node": gap.node,
        "kind": gap.kind,
        "at": gap.at,
        **_at(gap.place),
        "message": gap.message.said(language),
    }


def _mutants(report: MutantReport, language: str) -> dict[str, object]:
    return {
        "tried": report.tried,
        "noticed": report.tried - len(report.survivors),
        "survivors": [_survivor(survivor, language) for survivor in report.survivors],
        "stale": [{**_at(stale.accepted.place), "message": stale.message.said(language)} for stale in report.stale],
    }


def _survivor(survivor: Survivor, language: str) -> dict[str, object]:
    return {
        "node": survivor.node,
        "at": survivor.at,
        "change": survivor.change,
        **_at(survivor.place),
        "message": survivor.message.said(language),
        "reason": survivor.reason,
    }


def generated_document(cases: Sequence[Case]) -> dict[str, object]:
    """Generated cases as the document that a cases file would be, numbers as text."""
    return {"format": "parindex/cases/1", "cases": [_case(case) for case in cases]}


def _case(case: Case) -> dict[str, object]:
    named: dict[str, object] = {"name": case.name}
    if case.profile:
        named["profile"] = case.profile
    if case.year is not None:
        named["year"] = case.year
    named["facts"] = {name: _value(value) for name, value in case.facts.items()}
    if case.figures:
        named["field"] = {
            node: {key: int(value) if key == "count" else decimal_text(value) for key, value in figures.items()}
            for node, figures in case.figures.items()
        }
    if case.marks:
        named["marks"] = {node: decimal_text(points) for node, points in case.marks.items()}
    named["expect"] = {
        node: {
            **({} if expected.points is None else {"points": decimal_text(expected.points)}),
            "status": expected.status,
            **({"rule": expected.rule} if expected.rule else {}),
        }
        for node, expected in case.expect.items()
    }
    return named


def _value(value: FactValue | None) -> object:
    match value:
        case tuple():
            return [_record(record) for record in value]
        case Fraction():
            return decimal_text(value)
        case date():
            return value.isoformat()
    return value


def _record(record: Mapping[str, FactValue | None]) -> dict[str, object]:
    return {name: _value(value) for name, value in record.items()}
