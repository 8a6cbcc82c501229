"""`parindex score --many`: one table of many units into another, with a bar of progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import click

from engine.cli.failures import PARTLY, say, warn
from engine.cli.field_options import NOT_BOTH
from engine.cli.invocation import Invocation
from engine.cli.many_asked import ManyAsked
from engine.cli.many_views import GOING_ON, MORE_WARNINGS, many_document, print_many
from engine.cli.paper import print_json
from engine.cli.wrong_usage import WrongUsage
from engine.domain.column_map import ColumnMap

if TYPE_CHECKING:
    from engine.services.many_units_service import Machine, RulesAsked

FINDINGS_SUFFIX = ".findings.csv"
MOST_WARNED = 12
"""Warnings that are told; a table may lack columns for hundreds of facts."""

Progress = Callable[[int, float], None]


def score_many(invocation: Invocation, asked: ManyAsked) -> None:
    """Score a table, and say what came of it; exits with PARTLY where only some of the rows could be scored."""
    from engine.services.many_units_service import OutputAsked, TableAsked

    findings = asked.findings or asked.out.parent / (asked.out.name + FINDINGS_SUFFIX)
    with _progress(invocation) as progress:
        scored = invocation.engine.many_units.score_table(
            _rules(invocation, asked),
            TableAsked(asked.table, _columns(asked), asked.encoding, asked.profile),
            OutputAsked(asked.out, findings, asked.nodes, asked.told, asked.partial, asked.restart, asked.also_read),
            machine=cast("Machine", asked.machine),
            threads=asked.threads,
            progress=progress,
        )
    warn(scored.warnings[:MOST_WARNED], invocation)
    if len(scored.warnings) > MOST_WARNED:
        say(invocation.say(MORE_WARNINGS).format(len(scored.warnings) - MOST_WARNED))
    if scored.done.kept:
        say(invocation.say(GOING_ON).format(scored.done.kept))
    if invocation.as_json:
        print_json(many_document(scored, asked.out, findings))
    else:
        print_many(scored, asked.out, findings, invocation.paper, invocation.language)
    if scored.done.refused:
        click.get_current_context().exit(PARTLY)


def _rules(invocation: Invocation, asked: ManyAsked) -> RulesAsked:
    """By which rules, and against which field; raises WrongUsage where that is said twice."""
    from engine.services.field_service import one_of, read_fields
    from engine.services.many_units_service import RulesAsked

    if asked.field and asked.field_complete:
        raise WrongUsage(NOT_BOTH)
    rules = RulesAsked(
        asked.set_id,
        asked.year,
        asked.edition,
        asked.revision,
        closed=asked.closed,
        field_complete=asked.field_complete,
    )
    if not asked.field:
        return rules
    found = one_of(read_fields(asked.field), invocation.engine.many_units.set_hash(rules), asked.year)
    return replace(rules, field=found)


def _columns(asked: ManyAsked) -> ColumnMap:
    if asked.columns is None:
        return ColumnMap()
    from engine.loading.column_map_file import read_column_map

    return read_column_map(asked.columns)


@contextmanager
def _progress(invocation: Invocation) -> Iterator[Progress]:
    """What is called with the rows done and the share read: a bar on a terminal, nothing elsewhere."""
    if invocation.as_json or not sys.stderr.isatty():
        yield lambda _rows, _share: None
        return
    from engine.cli.many_bar import bar

    with bar(invocation.language, colour=invocation.colour) as moved:
        yield moved
