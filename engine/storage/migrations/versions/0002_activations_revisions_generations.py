"""Acts that put sets in force, the hash under which each revision was published, and generations of the catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; what results were kept under counts as published."""
    _create_activations()
    _create_published_revisions()
    _create_generations()
    op.execute(
        "INSERT INTO published_revisions (set_id, edition, revision, hash, published_at) "
        "SELECT set_id, edition, revision, set_hash, created_at FROM results ORDER BY created_at, rowid "
        "ON CONFLICT DO NOTHING"
    )
    _let_only_grow("activations", "sequence = NEW.sequence")
    _let_only_grow("published_revisions", "set_id = NEW.set_id AND edition = NEW.edition AND revision = NEW.revision")
    _let_only_grow("generations", "number = NEW.number")


def _let_only_grow(table: str, same: str) -> None:
    """Make SQLite itself refuse to change what is kept, whoever asks; INSERT OR REPLACE is a change, too."""
    refused = {
        "UPDATE": "",
        "DELETE": "",
        "INSERT": f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) ",  # noqa: S608 - our own names
    }
    for deed, condition in refused.items():
        op.execute(
            f"CREATE TRIGGER {table}_only_grow_{deed.lower()} BEFORE {deed} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{table} only grow: nothing that is kept is changed'); END"
        )


def _create_activations() -> None:
    op.create_table(
        "activations",
        sa.Column("sequence", sa.Integer(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_kind", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("set_hash", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False, unique=True),
        sa.CheckConstraint("length(hash) = 64", name="activation_hash_is_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_index("activations_by_year", "activations", ["year", "unit_kind"])


def _create_published_revisions() -> None:
    op.create_table(
        "published_revisions",
        sa.Column("set_id", sa.Text(), primary_key=True),
        sa.Column("edition", sa.Text(), primary_key=True),
        sa.Column("revision", sa.Integer(), primary_key=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name="revision_hash_is_sha256"),
    )


def _create_generations() -> None:
    op.create_table(
        "generations",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name="generation_digest_is_sha256"),
        sqlite_autoincrement=True,
    )
