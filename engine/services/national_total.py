"""What the same facts give under the base of a local set alone, which no local document can move."""

from collections.abc import Callable
from dataclasses import replace

from engine.domain.criteria_set import CriteriaSet
from engine.domain.scorecard import NationalTotal, Scorecard, SetReference
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet

Scorer = Callable[[LoadedSet, str, int], OneUnit]
"""A set, a profile and a year → what scores its units."""


def with_both_totals(card: Scorecard, submission: Submission, loaded: LoadedSet, scorer: Scorer) -> Scorecard:
    """The scorecard of a set that was resolved from overlays, with these and the total by the base alone.

    A scorecard of any other set is given back as it is. Raises InvalidDocument where the base does not allow what the
    submission holds for it.
    """
    layers = loaded.checked().layers
    if layers is None:
        return card
    national = national_total(submission, loaded, card.profile, scorer)
    return replace(card, overlays=tuple(layers.local), national=national)


def national_total(submission: Submission, loaded: LoadedSet, profile_id: str, scorer: Scorer) -> NationalTotal:
    """The total of the submission under the base alone, for the profile that stands there for `profile_id`.

    Facts, marks and exclusions that are local do not count. What is missing at a closed stage counts as the base says;
    where the base would refuse to close, the rows that are switched off locally stay open and so does the total.
    """
    root = loaded.root
    rules, profile = root.checked(), loaded.checked().profile(profile_id)
    stripped = stripped_to(rules, submission, profile.in_base or profile.id)
    try:
        standing = scorer(root, stripped.unit.profile, submission.year).standing(stripped)
    except InvalidDocument as problem:
        raise InvalidDocument(
            f"Không tính được điểm theo bộ gốc {rules.name}: {problem.vi}",
            f"The total by the base {rules.name} alone cannot be made: {problem.en}",
            findings=problem.findings,
        ) from None
    return NationalTotal(
        SetReference.to(rules),
        standing.profile,
        standing.maximum,
        standing.points,
        standing.index,
        standing.complete,
        standing.grade,
        standing.grade_title,
    )


def stripped_to(rules: CriteriaSet, submission: Submission, profile_id: str) -> Submission:
    """The submission without what the base does not know: facts, and marks and exclusions of local nodes."""
    nodes = {node.id for node in rules.walk()}
    return replace(
        submission,
        set_id=rules.id,
        edition=rules.edition,
        unit=replace(submission.unit, profile=profile_id),
        facts={name: value for name, value in submission.facts.items() if name in rules.facts},
        marks=tuple(mark for mark in submission.marks if mark.node in nodes),
        exclusions=tuple(exclusion for exclusion in submission.exclusions if exclusion.node in nodes),
        closed=submission.closed and rules.missing_at_close != "refuse",
    )
