"""A batch of results beside the scorecards of the same submissions, and in which figures they differ."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from engine.columns.arrow.submission_batches import batch_of
from engine.columns.many_units import ManyUnits
from engine.columns.score_arrow import ArrowScorer, ColumnScorer
from engine.domain.criteria_set import CriteriaSet
from engine.domain.numbers import rounded
from engine.domain.scorecard import NodeScore, Scorecard
from engine.domain.submission import Submission
from engine.errors import NotComplete
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set

LIGHT = partial(ManyUnits, machine="numpy")


def scorer_for(rules: CriteriaSet, year: int, way: Callable[[OneUnit], ColumnScorer] = LIGHT) -> ArrowScorer:
    """Scores batches of a set in a year, every node told in full."""
    nodes = [node.id for node in rules.walk()]
    return ArrowScorer(
        lambda profile: way(OneUnit(compile_set(rules, profile, year))), rules, year, nodes=nodes, told=True
    )


def differences(scorer: ArrowScorer, submissions: Sequence[Submission]) -> list[str]:
    """Everything in which the two ways differ, row by row. The units of the submissions are not the same."""
    scored = scorer.score_rows(batch_of(scorer.set, submissions))
    lines = dict(zip(scored.rows.tolist(), scored.batch.to_pylist(), strict=True))
    refused = {finding.place.line - 1 for finding in scored.findings}
    found = []
    for at, submission in enumerate(submissions):
        card = card_of(scorer, submission)
        if isinstance(card, str):
            told = [finding.message.en for finding in scored.findings if finding.place.line == at + 1]
            found += [] if told == [card] else [f"{at}: {told}, expected {card}"]
        elif at in refused:
            found.append(f"{at}: refused")
        else:
            found += [f"{at}: {said}" for said in row_differences(scorer, lines[at], card)]
    return found


def card_of(scorer: ArrowScorer, submission: Submission) -> Scorecard | str:
    """The scorecard, or why there is none."""
    profile = scorer.set.profile_of(submission.unit.id, submission.unit.profile).id
    try:
        return scorer.scorers[profile].one.score(submission)
    except NotComplete as problem:
        return problem.en


def row_differences(scorer: ArrowScorer, line: dict[str, object], card: Scorecard) -> Iterator[str]:
    """The differences of one row."""
    index = None if card.index is None else rounded(card.index, scorer.set.comparing.places, scorer.set.comparing.mode)
    expected = {
        "unit": card.unit.id,
        "profile": card.profile,
        "total": card.total.won,
        "total_high": card.total.possible.high,
        "maximum": card.total.maximum,
        "index": index,
        "complete": card.is_complete,
    }
    nodes = {node.id: node for node in card.nodes}
    for name in scorer.asked.nodes:
        expected |= told_of(name, nodes.get(name))
    for column, value in expected.items():
        if exact(line[column]) != value:
            yield f"{column} is {line[column]}, expected {value}"


def told_of(name: str, node: NodeScore | None) -> dict[str, object]:
    """What a batch tells of a node; nothing where it is not in force."""
    columns = ("points", "points_high", "maximum", "status", "rule")
    if node is None:
        return {f"{column}:{name}": None for column in columns}
    told = (node.possible.low, node.possible.high, node.maximum, str(node.status), node.rule or None)
    return {f"{column}:{name}": value for column, value in zip(columns, told, strict=True)}


def exact(value: object) -> object:
    """A decimal as a ratio."""
    return Fraction(value) if isinstance(value, Decimal) else value


def of_different_units(rules: CriteriaSet, submissions: Sequence[Submission]) -> list[Submission]:
    """The same submissions, none of a unit that was there before; each stays of its profile."""
    seen: set[str] = set()
    found = []
    for at, each in enumerate(submissions):
        unit = each.unit
        if unit.id in seen:
            profile = rules.profile_of(unit.id, unit.profile).id
            unit = replace(unit, id=f"{unit.id}-{at}", profile=profile)
        seen.add(unit.id)
        found.append(replace(each, unit=unit))
    return found


def differences_of_years(rules: CriteriaSet, submissions: Sequence[Submission]) -> list[str]:
    """Everything in which the two ways differ, one batch a year."""
    years = sorted({each.year for each in submissions})
    found = []
    for year in years:
        of_year = [each for each in submissions if each.year == year]
        told = differences(scorer_for(rules, year), with_plain_ids(rules, of_year))
        found += [f"{year}, {said}" for said in told]
    return found


def with_plain_ids(rules: CriteriaSet, submissions: Sequence[Submission]) -> list[Submission]:
    """The same submissions of units that all differ, with ids that tables can have; each stays of its profile."""
    profiles = [rules.profile_of(each.unit.id, each.unit.profile).id for each in submissions]
    return [
        replace(each, unit=replace(each.unit, id=f"unit-{at}", profile=profile))
        for at, (each, profile) in enumerate(zip(submissions, profiles, strict=True))
    ]
