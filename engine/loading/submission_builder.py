"""A checked submission document → the domain's submission."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from engine.domain.finding import Finding
from engine.domain.submission import EvidenceDocument, FactValue, Mark, Submission, Unit, UnitExclusion
from engine.domain.text import NOTHING, Text
from engine.evaluation.intake import stands_twice
from engine.loading.document import Document
from engine.loading.section import Section, root_of
from engine.results.canonical import digest

STAGE = "self"


def build_submission(document: Document) -> Submission:
    """The submission of a document whose schema has been checked; facts stay as they were written.

    A fact that is null is unknown, as if it were not there.
    """
    root = root_of(document)
    answers = root.inner("criteria_set")
    facts = root.inner("facts").values
    return Submission(
        set_id=answers.word("id"),
        edition=answers.word("edition"),
        unit=_unit(root.inner("unit")),
        year=root.whole("year"),
        stage=root.word("stage", STAGE),
        # The schema has seen to it that these are values of facts.
        facts=cast(Mapping[str, FactValue], {name: value for name, value in facts.items() if value is not None}),
        marks=tuple(_mark(item) for item in root.each("marks")),
        exclusions=tuple(_exclusion(item) for item in root.each("exclusions")),
        documents=tuple(_evidence(item) for item in root.each("documents")),
        closed=root.truth("closed", otherwise=False),
        content_hash=digest(document.value),
        document=document.mapping,
        places=document.below(""),
        note=root.text("note"),
    )


def doubles_within(submission: Submission) -> Iterator[Finding]:
    """Two marks or exclusions of one node, and two documents of one id."""
    marks = (mark.node for mark in submission.marks)
    exclusions = (exclusion.node for exclusion in submission.exclusions)
    documents = (document.id for document in submission.documents)
    yield from _doubles(submission, "marks", "node", marks)
    yield from _doubles(submission, "exclusions", "node", exclusions)
    yield from _doubles(submission, "documents", "id", documents)


def doubles_among(submissions: Iterable[Submission]) -> Iterator[Finding]:
    """Submissions of one unit, year and stage for one set that come twice."""
    first: dict[tuple[str, str, str, int, str], Submission] = {}
    for submission in submissions:
        key = (submission.set_id, submission.edition, submission.unit.id, submission.year, submission.stage)
        earlier = first.setdefault(key, submission)
        if earlier is not submission:
            what = f"{submission.unit.id}, {submission.year}, {submission.stage}"
            yield stands_twice(what, submission.place_of("/unit/id"), earlier.place_of("/unit/id"))


def _doubles(submission: Submission, key: str, name: str, names: Iterable[str]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, given in enumerate(names):
        earlier = first.setdefault(given, index)
        if earlier != index:
            here, there = (submission.place_of(f"/{key}/{at}/{name}") for at in (index, earlier))
            yield stands_twice(given, here, there)


def _unit(section: Section) -> Unit:
    name = section.text("name")
    unit_id = section.word("id")
    return Unit(
        unit_id, Text(unit_id, unit_id) if name == NOTHING else name, section.word("kind"), section.word("profile")
    )


def _mark(section: Section) -> Mark:
    return Mark(
        section.word("node"),
        section.number("points"),
        section.word("by"),
        section.word("reason"),
        section.maybe_day("on"),
    )


def _exclusion(section: Section) -> UnitExclusion:
    return UnitExclusion(section.word("node"), section.text("reason"), section.word("basis"))


def _evidence(section: Section) -> EvidenceDocument:
    return EvidenceDocument(
        section.word("id"),
        section.word("title"),
        section.word("number"),
        section.maybe_day("date"),
        section.word("section"),
        section.word("page"),
        section.word("sha256"),
        section.words("supports"),
    )
