"""What `parindex doctor` says of acts: whether their history is sound, and whether what is in force is served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.cli.invocation import Invocation
from engine.domain.text import Text
from engine.errors import StorageProblem

if TYPE_CHECKING:
    from engine.discovery.doctor import Check
    from engine.domain.finding import Finding

CHAIN, IN_FORCE = "doctor.activations", "doctor.in-force"


def activation_checks(invocation: Invocation) -> Iterator[Check]:
    """A check of the chain, and one for each act whose set is gone; nothing where there is no database yet.

    Asked only once the database can be opened.
    """
    from engine.discovery.doctor import Check, Health
    from engine.services.generation_service import missing_in_force
    from engine.storage.database import open_database

    try:
        if not open_database(invocation.settings.database).path.exists():
            return
        engine = invocation.engine
        report, acts = engine.chain.report(), engine.activations.history()
    except StorageProblem as problem:
        yield Check(CHAIN, Health.PROBLEM, Text(problem.vi, problem.en), Text(problem.hint_vi, problem.hint_en))
        return
    for finding in report.findings:
        yield _problem(CHAIN, finding)
    if report.sound:
        text = Text(
            f"{report.length} quyết định áp dụng, chuỗi nguyên vẹn", f"{report.length} acts, the chain is sound"
        )
        yield Check(CHAIN, Health.GOOD, text)
    for finding in missing_in_force(engine.catalogue, acts):
        yield _problem(IN_FORCE, finding)


def _problem(code: str, finding: Finding) -> Check:
    from engine.discovery.doctor import Check, Health

    return Check(code, Health.PROBLEM, finding.message, finding.hint)
