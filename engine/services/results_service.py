"""Results that are kept: look up, explain, verify, rank."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from engine.discovery.catalogue import Catalogue
from engine.domain.criteria_set import CriteriaSet
from engine.domain.scorecard import Scorecard
from engine.domain.submission import Submission
from engine.domain.text import Text
from engine.errors import DamagedResult, EngineError, InvalidDocument, UnknownCriteriaSet
from engine.loading.criteria_folder import LoadedSet
from engine.loading.submission_file import read_submission_text
from engine.results.canonical import sha256
from engine.results.field_document import used_field_from
from engine.results.ledger import ledger_document, trace_document
from engine.results.ranking import Ranking, rank
from engine.results.receipt import receipt
from engine.results.standing import standing_from
from engine.services.field_service import NO_FIELDS
from engine.services.scoring_service import Scored, ScoringService
from engine.storage.scorecard_store import ResultFilter, ResultPage, ScorecardStore, StoredResult
from engine.storage.submission_store import SubmissionStore


@dataclass(frozen=True, slots=True)
class Verification:
    """What recomputing a result showed; `same_result` is None where it could not be recomputed."""

    document_sound: bool
    rules_present: bool
    same_result: bool | None
    note: Text

    @property
    def verified(self) -> bool:
        """Whether everything could be checked and agrees."""
        return self.document_sound and self.rules_present and self.same_result is True


class ResultsService:
    """Reads what is kept."""

    def __init__(
        self,
        catalogue: Catalogue,
        scoring: ScoringService,
        scorecards: ScorecardStore,
        submissions: SubmissionStore,
    ) -> None:
        self._catalogue, self._scoring = catalogue, scoring
        self._scorecards, self._submissions = scorecards, submissions

    def result(self, result_hash: str) -> StoredResult:
        """A stored result; raises UnknownResult."""
        return self._scorecards.result(result_hash)

    def page(self, wanted: ResultFilter, *, after: int = 0, as_of: int | None = None, limit: int = 100) -> ResultPage:
        """Current results, a page at a time."""
        return self._scorecards.results(wanted, after=after, as_of=as_of, limit=limit)

    def ledger(self, result_hash: str) -> dict[str, object]:
        """The ledger, most lost first, with next gains where the rules of the result are still here."""
        stored = self.result(result_hash)
        return ledger_document(document_of(stored), self._advised(stored))

    def trace(self, result_hash: str) -> dict[str, object]:
        """The compact trace of every leaf."""
        return trace_document(document_of(self.result(result_hash)))

    def receipt(self, result_hash: str) -> dict[str, object]:
        """The hashes by which anyone can recompute the result."""
        stored = self.result(result_hash)
        return receipt(document_of(stored), stored.hash, stored.engine_version)

    def verify(self, result_hash: str) -> Verification:
        """Recompute a stored result from its stored submission; whatever cannot be checked is told, not raised."""
        stored = self.result(result_hash)
        if not is_intact(stored):
            note = Text("Nội dung lưu không khớp mã băm.", "The stored document does not fit its hash.")
            return Verification(document_sound=False, rules_present=False, same_result=None, note=note)
        rules = self._rules_of(stored)
        if rules is None:
            note = Text("Không còn bộ tiêu chí có mã băm này.", "The rules of that hash are no longer here.")
            return Verification(document_sound=True, rules_present=False, same_result=None, note=note)
        try:
            same = self._again(stored, rules).card.hash == stored.hash
        except EngineError as problem:
            note = Text(f"Không tính lại được: {problem.vi}", f"It cannot be recomputed: {problem.en}")
            return Verification(document_sound=True, rules_present=True, same_result=None, note=note)
        note = Text("Tính lại được đúng kết quả này.", "Recomputing gives this very result.")
        if not same:
            note = Text("Tính lại cho kết quả khác.", "Recomputing gives another result.")
        return Verification(document_sound=True, rules_present=True, same_result=same, note=note)

    def ranking(self, rules: CriteriaSet, year: int, stage: str, profile: str | None = None) -> Ranking:
        """The ranking of what is current under a set, year and stage; results of another revision do not mix in.

        Raises DamagedResult rather than rank a result that was tampered with.
        """
        kept = self.scorecards(rules, year, stage, profile)
        return rank(rules, (standing_from(document, name) for name, document in kept))

    def scorecards(
        self, rules: CriteriaSet, year: int, stage: str, profile: str | None = None
    ) -> Iterator[tuple[str, dict[str, object]]]:
        """The hash and document of every result that is current under a set, year and stage.

        Raises DamagedResult before it gives any where one was tampered with.
        """
        wanted = ResultFilter(set_hash=rules.content_hash, year=year, stage=stage, profile=profile)
        hashes: list[str] = []
        page = self.page(wanted, limit=500)
        hashes += [item.hash for item in page.items]
        while page.next_after is not None:
            page = self.page(wanted, after=page.next_after, as_of=page.as_of, limit=500)
            hashes += [item.hash for item in page.items]
        documents = self._scorecards.documents(hashes)
        for name in hashes:
            if sha256(documents[name].encode()) != name:
                raise DamagedResult(name)
        return ((name, json.loads(documents[name])) for name in hashes)

    def _again(self, stored: StoredResult, rules: LoadedSet) -> Scored:
        """The result made again, against the field that it carries where it was made against one."""
        field = used_field_from(document_of(stored)) or NO_FIELDS
        return self._scoring.score(self._submission(stored), rules, field)

    def _rules_of(self, stored: StoredResult) -> LoadedSet | None:
        """The very rules of a result, of whichever revision; None where they are no longer served."""
        try:
            return self._catalogue.by_hash(stored.set_hash, stored.set_id)
        except UnknownCriteriaSet:
            return None

    def _submission(self, stored: StoredResult) -> Submission:
        text = self._submissions.submission(stored.submission_hash).document
        batch = read_submission_text(text.encode(), "submission.json")
        if len(batch.submissions) != 1:
            raise InvalidDocument(
                "Phiếu đã lưu không đọc lại được.", "The stored submission cannot be read.", findings=batch.findings
            )
        return batch.submissions[0]

    def _advised(self, stored: StoredResult) -> Scorecard | None:
        rules = self._rules_of(stored)
        if rules is None:
            return None
        try:
            field = used_field_from(document_of(stored)) or NO_FIELDS
            return self._scoring.explain(self._submission(stored), rules, field)
        except EngineError:
            return None


def is_intact(stored: StoredResult) -> bool:
    """Whether the document is canonical and has the hash under which it is kept."""
    return sha256(stored.document.encode()) == stored.hash


def document_of(stored: StoredResult) -> dict[str, object]:
    """The scorecard document of a stored result."""
    document = json.loads(stored.document)
    assert isinstance(document, dict)
    return document
