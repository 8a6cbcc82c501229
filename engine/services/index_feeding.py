"""Feeding: the printed index of one set becomes a fact of submissions that answer another."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.domain.criteria_set import CriteriaSet
from engine.domain.fact_text import as_shown
from engine.domain.facts import Fact
from engine.domain.finding import Finding, error
from engine.domain.numbers import exact
from engine.domain.source_place import Place
from engine.domain.submission import EvidenceDocument, Submission
from engine.errors import DamagedResult, InvalidDocument
from engine.evaluation.facts import FactReader
from engine.results.canonical import digest
from engine.services.results_service import ResultsService, document_of, is_intact
from engine.services.scoring_service import Choose, Scored
from engine.storage.scorecard_store import ResultFilter

LAST_STAGE = "final"
"""The stage whose index is taken where there is none of the submission's own."""


@dataclass(frozen=True, slots=True)
class PrintedIndex:
    """A complete index as its set prints it, `91.17`, with the name of the set and the hash of the result."""

    set_id: str
    name: str
    unit: str
    year: int
    stage: str
    text: str
    result: str

    @classmethod
    def of(cls, document: Mapping[str, Any], result: str) -> "PrintedIndex | None":
        """The index of a scorecard document; None while anything in it is open, or where no maximum applies."""
        if not document["complete"] or document["index"] is None:
            return None
        rules = document["criteria_set"]
        name = f"{rules['title']['vi']}, {rules['id']} {rules['edition']}.{rules['revision']}"
        whose = document["unit"]["id"], document["year"], document["stage"]
        return cls(rules["id"], name, *whose, document["index"]["printed"], result)


LookUp = Callable[[str, str, int, str], PrintedIndex | None]
"""The index under a set (its id) of a unit, year and stage; None where there is none."""


def just_made(scored: Iterable[Scored]) -> LookUp:
    """Looks up among results that were just made."""
    known = (PrintedIndex.of(each.document, each.card.hash) for each in scored)
    table = {(index.set_id, index.unit, index.year, index.stage): index for index in known if index is not None}
    return lambda set_id, unit, year, stage: table.get((set_id, unit, year, stage))


def kept(results: ResultsService) -> LookUp:
    """Looks up among the current results of the store; raises StorageProblem, DamagedResult."""

    def look_up(set_id: str, unit: str, year: int, stage: str) -> PrintedIndex | None:
        page = results.page(ResultFilter(set_id=set_id, unit_id=unit, year=year, stage=stage), limit=1)
        if not page.items:
            return None
        stored = results.result(page.items[0].hash)
        if not is_intact(stored):
            raise DamagedResult(stored.hash)
        return PrintedIndex.of(document_of(stored), stored.hash)

    return look_up


def feed(submissions: Iterable[Submission], look_up: LookUp, choose: Choose) -> list[Submission]:
    """Submissions with every fact that declares `from_index` and is not given, taken from what `look_up` knows.

    `choose` gives the set of a submission. The submission's own stage is looked up first, then the last one. What is
    fed gets a document of evidence with the hash of the result, and so another hash of its own; what finds no index
    stays as it was. Raises InvalidDocument with a finding for each fact that is given and says something else than the
    index, and whatever `choose` and `look_up` raise.
    """
    fed: list[Submission] = []
    findings: list[Finding] = []
    for submission in submissions:
        rules = choose(submission).checked()
        found = [(fact, index) for fact in rules.facts.values() if (index := _index(fact, submission, look_up))]
        findings += _differences(rules, submission, found)
        fed.append(_filled(submission, [(fact, index) for fact, index in found if fact.id not in submission.facts]))
    if findings:
        raise InvalidDocument(
            "Số liệu trong phiếu khác chỉ số của bộ kia; chưa chấm và chưa ghi gì.",
            "Facts of the submissions differ from the index of the other set; nothing was scored or kept.",
            findings=findings,
        )
    return fed


def _index(fact: Fact, submission: Submission, look_up: LookUp) -> PrintedIndex | None:
    if not fact.from_index:
        return None
    stages = dict.fromkeys((submission.stage, LAST_STAGE))
    found = (look_up(fact.from_index, submission.unit.id, submission.year, stage) for stage in stages)
    return next((index for index in found if index is not None), None)


def _differences(
    rules: CriteriaSet, submission: Submission, found: Iterable[tuple[Fact, PrintedIndex]]
) -> Iterator[Finding]:
    """A finding for each given fact that is not the index; one that cannot be read is told when it is scored."""
    reader = FactReader(rules.facts, submission)
    for fact, index in found:
        at = f"/facts/{fact.id}"
        given = reader.number(fact, submission.facts[fact.id], at) if fact.id in submission.facts else None
        if given is not None and fact.value(given) * 100 != exact(index.text):
            yield _difference(fact, given, index, submission.place_of(at))


def _difference(fact: Fact, given: int, index: PrintedIndex, place: Place) -> Finding:
    shown, short = as_shown(fact, given), index.result[:12]
    return error(
        "fact.other-index",
        place,
        f"{fact.title.vi} ({fact.id}) = {shown.vi}, nhưng kết quả {short} của {index.name} in ra {index.text}.",
        f"{fact.title.en} ({fact.id}) = {shown.en}, but the result {short} of {index.name} prints {index.text}.",
        "Bỏ số liệu này khỏi phiếu để lấy chỉ số, hoặc chấm mà không lấy chỉ số.",
        "Leave the fact out to take the index, or score without feeding.",
    )


def _filled(submission: Submission, taken: list[tuple[Fact, PrintedIndex]]) -> Submission:
    """The submission with the facts put in, and with one document for each result that they were taken from."""
    if not taken:
        return submission
    values = {fact.id: index.text for fact, index in taken}
    sources = dict.fromkeys(index for _, index in taken)
    evidence = [_evidence(index, [fact.id for fact, used in taken if used is index]) for index in sources]
    facts, written = submission.document["facts"], submission.document.get("documents", ())
    assert isinstance(facts, Mapping), "the schema has seen to it"
    assert isinstance(written, Sequence), "the schema has seen to it"
    document = {
        **submission.document,
        "facts": {**facts, **values},
        "documents": [*written, *(_written(each) for each in evidence)],
    }
    return replace(
        submission,
        facts={**submission.facts, **values},
        documents=(*submission.documents, *evidence),
        document=document,
        content_hash=digest(document),
    )


def _evidence(index: PrintedIndex, supports: list[str]) -> EvidenceDocument:
    name = f"index-{index.result[:12]}"
    return EvidenceDocument(name, title=index.name, sha256=index.result, supports=tuple(supports))


def _written(document: EvidenceDocument) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title,
        "sha256": document.sha256,
        "supports": list(document.supports),
    }
