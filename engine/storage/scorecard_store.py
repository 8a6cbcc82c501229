"""Results under their hash, and which of them is the current one of its set, unit, year and stage."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, insert, select

from engine.domain.activation import SetRevision
from engine.errors import StorageProblem, UnknownResult
from engine.storage.database import Database
from engine.storage.immutable_rows import find, hashes_like, keep_once
from engine.storage.revision_store import publish
from engine.storage.submission_store import StoredSubmission
from engine.storage.tables import filings, results, submissions

_AT_ONCE = 500
_WHO_AND_WHEN = (results.c.set_id, results.c.unit_id, results.c.year, results.c.stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSummary:
    """What is known of a result without opening its document.

    `hash`, `submission_hash` and `set_hash` are sha256, 64 hex digits. `total` and `maximum` are points, `index` is
    total ÷ maximum × 100 or None where no maximum applies; all exact. While a result is not `complete`, `total` is
    the least that is sure. `created_at` has a time zone.
    """

    hash: str
    submission_hash: str
    set_id: str
    edition: str
    revision: int
    set_hash: str
    unit_id: str
    unit_kind: str
    profile: str
    group: str
    year: int
    stage: str
    closed: bool
    complete: bool
    total: Fraction
    maximum: Fraction
    index: Fraction | None
    engine_version: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult(ResultSummary):
    """A result with its document: the scorecard as canonical JSON text."""

    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFilter:
    """Which results are asked for; None asks for any.

    The first six choose among all results ever kept, so that asking for an older edition gives what is current
    under it. The others then choose among the current results.
    """

    set_id: str | None = None
    edition: str | None = None
    set_hash: str | None = None
    unit_id: str | None = None
    year: int | None = None
    stage: str | None = None
    unit_kind: str | None = None
    profile: str | None = None
    group: str | None = None
    closed: bool | None = None
    complete: bool | None = None


# Built once: building a statement takes longer than running it.
_LATEST = (
    select(filings.c.result_hash)
    .join(results)
    .where(*(column == bindparam(f"its_{column.name}") for column in _WHO_AND_WHEN))
    .order_by(filings.c.sequence.desc())
    .limit(1)
)
_SUMMARY = tuple(field.name for field in fields(ResultSummary))
_BEFORE_CURRENT = ("set_id", "edition", "set_hash", "unit_id", "year", "stage")
_AMONG_CURRENT = ("unit_kind", "profile", "group", "closed", "complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """Some current results in the order of their filing; `next_after` is None on the last page.

    Passing `as_of` on with `next_after` keeps the pages of one listing consistent, whatever is kept meanwhile.
    """

    items: tuple[ResultSummary, ...]
    as_of: int
    next_after: int | None


class ScorecardStore:
    """Keeps results and never changes one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, submission: StoredSubmission, result: StoredResult) -> StoredResult:
        """Keep one submission with its result, as `keep_all` does."""
        return self.keep_all([(submission, result)])[0]

    def keep_all(self, pairs: Iterable[tuple[StoredSubmission, StoredResult]]) -> tuple[StoredResult, ...]:
        """Keep submissions with their results in one transaction: all of them, or none. Gives what is kept.

        What is there already stays as it was first kept. Each result becomes the current one of its set, unit, year
        and stage, an earlier result that is kept again too: whoever takes a change back means what stood before.
        Keeping the first result under a revision publishes it: raises RevisionChanged where that revision was published
        with other content, and StorageProblem, also when a hash is there with another document.
        """
        kept: list[StoredResult] = []
        pairs = list(pairs)  # whatever makes them is done before the lock is taken
        with self._database.writing() as connection:
            for submission, result in pairs:
                _see_that_they_belong_together(submission, result)
                keep_once(connection, submissions, asdict(submission))
                kept.append(StoredResult(**keep_once(connection, results, asdict(result))))
                _file(connection, result)
            rules = {_rules_of(result): result.created_at for _, result in reversed(pairs)}
            for revision, first in rules.items():
                publish(connection, revision, first)
        return tuple(kept)

    def result(self, content_hash: str) -> StoredResult:
        """The result of that hash, current or not; raises UnknownResult, StorageProblem."""
        with self._database.reading() as connection:
            row = find(connection, results, content_hash)
            known = [] if row else hashes_like(connection, results, content_hash)
        if row is None:
            raise UnknownResult("kết quả", "result", content_hash, known)
        return StoredResult(**row)

    def results(
        self, wanted: ResultFilter, *, after: int = 0, as_of: int | None = None, limit: int = 100
    ) -> ResultPage:
        """Up to `limit` (at least 1) current results filed after the sequence `after`, as things stood at `as_of`.

        `as_of` None means now. Raises StorageProblem.
        """
        with self._database.reading() as connection:
            if as_of is None:
                as_of = connection.scalar(select(func.coalesce(func.max(filings.c.sequence), 0))) or 0
            found = connection.execute(_current(wanted, after, as_of).limit(limit + 1)).mappings().all()
        return ResultPage(
            items=tuple(ResultSummary(**{name: row[name] for name in _SUMMARY}) for row in found[:limit]),
            as_of=as_of,
            next_after=found[limit - 1]["sequence"] if len(found) > limit else None,
        )

    def documents(self, hashes: Sequence[str]) -> dict[str, str]:
        """The documents of many results by hash; those that are not kept are left out. Raises StorageProblem."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for start in range(0, len(hashes), _AT_ONCE):
                some = results.c.hash.in_(hashes[start : start + _AT_ONCE])
                rows = connection.execute(select(results.c.hash, results.c.document).where(some))
                found |= {row.hash: row.document for row in rows}
        return found


def _see_that_they_belong_together(submission: StoredSubmission, result: StoredResult) -> None:
    if result.submission_hash != submission.hash:
        raise StorageProblem(
            f"Kết quả {result.hash} không phải của phiếu {submission.hash}; không có gì được ghi.",
            f"The result {result.hash} is not that of the submission {submission.hash}; nothing was written.",
        )


def _rules_of(result: ResultSummary) -> SetRevision:
    return SetRevision(result.set_id, result.edition, result.revision, result.set_hash)


def _file(connection: Connection, result: StoredResult) -> None:
    """Make the result the current one of its set, unit, year and stage, unless it is that already."""
    whose = {f"its_{column.name}": getattr(result, column.name) for column in _WHO_AND_WHEN}
    if connection.scalar(_LATEST, whose) != result.hash:
        connection.execute(insert(filings), {"result_hash": result.hash, "filed_at": result.created_at})


def _conditions(wanted: ResultFilter, names: Sequence[str]) -> list[ColumnElement[bool]]:
    asked = ((results.c[name], getattr(wanted, name)) for name in names)
    return [column == value for column, value in asked if value is not None]


def _current(wanted: ResultFilter, after: int, as_of: int) -> Select[tuple[object, ...]]:
    """The summaries and sequences of the current results, in the order of their filing."""
    latest = (
        select(func.max(filings.c.sequence))
        .join(results)
        .where(filings.c.sequence <= as_of, *_conditions(wanted, _BEFORE_CURRENT))
        .group_by(*_WHO_AND_WHEN)
    )
    return (
        select(filings.c.sequence, *(results.c[name] for name in _SUMMARY))
        .join(results)
        .where(filings.c.sequence.in_(latest), filings.c.sequence > after, *_conditions(wanted, _AMONG_CURRENT))
        .order_by(filings.c.sequence)
    )
