"""Keeping: scored submissions go into the store, all or none."""

from collections.abc import Callable, Sequence
from datetime import datetime

from engine.results.canonical import canonical_bytes
from engine.results.versions import engine_version
from engine.services.scoring_service import Scored
from engine.storage.scorecard_store import ScorecardStore, StoredResult
from engine.storage.submission_store import StoredSubmission


class KeepingService:
    """Keeps results and never changes one; `clock` gives the moment, with a time zone."""

    def __init__(self, scorecards: ScorecardStore, clock: Callable[[], datetime]) -> None:
        self._scorecards, self._clock = scorecards, clock

    def keep(self, scored: Sequence[Scored]) -> tuple[StoredResult, ...]:
        """Keep submissions and results in one transaction; raises RevisionChanged, StorageProblem."""
        now = self._clock()
        return self._scorecards.keep_all((_submission_row(one, now), _result_row(one, now)) for one in scored)


def _submission_row(scored: Scored, now: datetime) -> StoredSubmission:
    submission = scored.submission
    return StoredSubmission(
        hash=submission.content_hash,
        set_id=submission.set_id,
        edition=submission.edition,
        unit_id=submission.unit.id,
        year=submission.year,
        stage=submission.stage,
        document=canonical_bytes(submission.document).decode(),
        received_at=now,
    )


def _result_row(scored: Scored, now: datetime) -> StoredResult:
    card = scored.card
    return StoredResult(
        hash=card.hash,
        submission_hash=card.submission_hash,
        set_id=card.criteria_set.id,
        edition=card.criteria_set.edition,
        revision=card.criteria_set.revision,
        set_hash=card.criteria_set.hash,
        unit_id=card.unit.id,
        unit_kind=card.unit.kind,
        profile=card.profile,
        group=card.group,
        year=card.year,
        stage=card.stage,
        closed=card.closed,
        complete=card.is_complete,
        total=card.total.won,
        maximum=card.total.maximum,
        index=card.index,
        engine_version=engine_version(),
        created_at=now,
        document=scored.canonical.decode(),
    )
