"""The tables of the newest schema, and how moments and exact numbers are written in them."""

from datetime import UTC, date, datetime
from fractions import Fraction

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

from engine.domain.numbers import decimal_text

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment as RFC 3339 text in UTC with microseconds, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Refuses a moment without a time zone with ValueError: nobody could tell when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value.isoformat()}")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The moment, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A day as ISO text, so that text order is the order of days."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """The text of the day."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """The day."""
        return None if value is None else date.fromisoformat(value)


class Exact(TypeDecorator[Fraction]):
    """An exact number as text: the shortest decimal, or `n/d` where no decimal is exact."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        """The text of the number."""
        return None if value is None else decimal_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        """The very number that was kept."""
        return None if value is None else Fraction(value)


submissions = Table(
    "submissions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("set_id", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("stage", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    CheckConstraint("length(hash) = 64", name="submission_hash_is_sha256"),
)

results = Table(
    "results",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("submission_hash", Text, ForeignKey("submissions.hash"), nullable=False),
    Column("set_id", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("set_hash", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("unit_kind", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("stage", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("total", Exact, nullable=False),
    Column("maximum", Exact, nullable=False),
    Column("index", Exact, nullable=True),
    Column("engine_version", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("length(hash) = 64", name="result_hash_is_sha256"),
    Index("results_by_unit", "set_id", "year", "stage", "unit_id"),
)

# One row each time a result became the current one of its set, unit, year and stage. The highest sequence is current,
# and what was current at any earlier sequence can still be told.
filings = Table(
    "filings",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("result_hash", Text, ForeignKey("results.hash"), nullable=False),
    Column("filed_at", Moment, nullable=False),
    Index("filings_by_result", "result_hash"),
    sqlite_autoincrement=True,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("salt", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
)

# Acts are chained: each row holds the hash of the one before it, and the hash of itself.
activations = Table(
    "activations",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("unit_kind", Text, nullable=False),
    Column("set_id", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("set_hash", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("decided_on", Day, nullable=False),
    Column("in_force_from", Day, nullable=False),
    Column("by", Text, nullable=False),
    Column("override_reason", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    CheckConstraint("length(hash) = 64", name="activation_hash_is_sha256"),
    Index("activations_by_year", "year", "unit_kind"),
    sqlite_autoincrement=True,
)

published_revisions = Table(
    "published_revisions",
    metadata,
    Column("set_id", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    CheckConstraint("length(hash) = 64", name="revision_hash_is_sha256"),
)

# The highest number is the catalogue that every process is to serve.
generations = Table(
    "generations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("cause", Text, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("length(digest) = 64", name="generation_digest_is_sha256"),
    sqlite_autoincrement=True,
)
