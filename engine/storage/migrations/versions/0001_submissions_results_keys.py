"""Submissions, results, the order in which they were filed, and keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSERT_ONLY = {"submissions": "hash", "results": "hash", "filings": "sequence"}


def upgrade() -> None:
    """Create the first tables."""
    _create_submissions()
    _create_results()
    _create_filings()
    _create_keys()
    for table, key in INSERT_ONLY.items():
        _let_only_grow(table, key)


def _let_only_grow(table: str, key: str) -> None:
    """Make SQLite itself refuse to change what is kept, whoever asks; INSERT OR REPLACE is a change, too."""
    refused = {
        "UPDATE": "",
        "DELETE": "",
        "INSERT": f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) ",  # noqa: S608 - our own names
    }
    for deed, condition in refused.items():
        op.execute(
            f"CREATE TRIGGER {table}_only_grow_{deed.lower()} BEFORE {deed} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{table} only grow: nothing that is kept is changed'); END"
        )


def _create_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("hash", sa.Text(), primary_key=True),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name="submission_hash_is_sha256"),
    )


def _create_results() -> None:
    op.create_table(
        "results",
        sa.Column("hash", sa.Text(), primary_key=True),
        sa.Column("submission_hash", sa.Text(), sa.ForeignKey("submissions.hash"), nullable=False),
        sa.Column("set_id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("set_hash", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("unit_kind", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Text(), nullable=False),
        sa.Column("maximum", sa.Text(), nullable=False),
        sa.Column("index", sa.Text(), nullable=True),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name="result_hash_is_sha256"),
    )
    op.create_index("results_by_unit", "results", ["set_id", "year", "stage", "unit_id"])


def _create_filings() -> None:
    op.create_table(
        "filings",
        sa.Column("sequence", sa.Integer(), primary_key=True),
        sa.Column("result_hash", sa.Text(), sa.ForeignKey("results.hash"), nullable=False),
        sa.Column("filed_at", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("filings_by_result", "filings", ["result_hash"])


def _create_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.Text(), nullable=True),
    )
