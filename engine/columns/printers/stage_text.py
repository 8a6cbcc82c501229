"""The stages of a program as text of one dialect; what is not proven to fit is told for all statements at once."""

import re
from collections.abc import Callable, Container
from typing import TypeVar

from engine.columns.printers.expression_text import ExpressionText
from engine.columns.printers.printed_set import PrintedSet
from engine.columns.printers.proof import bits_of
from engine.columns.printers.refusals import TooWide, refused, too_wide
from engine.domain.finding import Finding
from engine.program.program import Step

Line = tuple[str, str]
"""An expression and the name that it gets."""
Result = TypeVar("Result")
_OF_A_STEP = re.compile(r"#[^fo?](\d+)")


def stage_lines(printed: PrintedSet, write: ExpressionText, without: Container[str] = ()) -> list[list[Line]]:
    """Every statement but some, stage by stage; raises InvalidDocument."""
    findings: list[Finding] = []
    stages: list[list[Line]] = []
    for stage in printed.stages:
        stages.append([])
        for statement in stage:
            if statement.name in without:
                continue
            try:
                text = write.fitted(statement.expr, bits_of(statement.low, statement.high))
            except TooWide:
                findings.append(_finding(printed, _step_of(printed, statement.name)))
            else:
                stages[-1].append((text, statement.name))
    if findings:
        raise refused(dict.fromkeys(findings))
    return stages


def _step_of(printed: PrintedSet, statement: str) -> Step | None:
    found = _OF_A_STEP.match(statement)
    return printed.program.steps[int(found[1])] if found else None


def proven(printed: PrintedSet, step: Step | None, write: Callable[[], Result]) -> Result:
    """What is written of a step, or with None of the total; raises InvalidDocument where it is not proven to fit."""
    try:
        return write()
    except TooWide:
        raise refused([_finding(printed, step)]) from None


def _finding(printed: PrintedSet, step: Step | None) -> Finding:
    rules = printed.compiled.criteria_set
    return (
        too_wide(rules.name, rules.place) if step is None else too_wide(step.id, printed.compiled.nodes[step.id].place)
    )


def see_that_columns_fit(printed: PrintedSet) -> None:
    """Raise InvalidDocument where a fact, or a field of a list, has a range that 128 bits do not hold."""
    facts = [each for fact in printed.facts for each in (fact, *fact.fields)]
    wide = [fact for fact in facts if not _fits(fact.low, fact.high)]
    if wide:
        raise refused(too_wide(fact.id, fact.place) for fact in wide)


def _fits(low: int, high: int) -> bool:
    try:
        return bits_of(low, high) > 0
    except TooWide:
        return False
