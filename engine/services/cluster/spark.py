"""The same on Apache Spark: over names of files, or over the rows of a table where these already are.

The session, or the table, is the caller's own: parindex neither installs nor imports Spark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from engine.services.cluster.file_job import FileDone, FileJob, scorer_of, see_that_names_differ


class SparkTable(Protocol):
    """What is asked of a DataFrame."""

    columns: list[str]

    def toDF(self, *names: str) -> SparkTable:  # noqa: N802  # named by Spark
        """The table under other names."""
        ...

    def mapInArrow(self, function: Any, schema: str) -> Any:  # noqa: ANN401, N802  # named by Spark
        """Run a function over the Arrow batches of a table."""


def score_on_spark(session: Any, job: FileJob, tables: Sequence[str]) -> list[FileDone]:  # noqa: ANN401
    """What became of each table, in the order given: one task a file, a lost one is run again.

    `session` is a SparkSession whose executors have parindex and see the folders. Raises NamesCollide.
    """
    see_that_names_differ(job, tables)
    names = session.sparkContext.parallelize(list(tables), max(1, len(tables)))
    return list(names.map(job).collect())


def score_rows_on_spark(table: SparkTable, job: FileJob) -> Any:  # noqa: ANN401
    """The table of the results of a DataFrame of facts, made when Spark asks for it.

    A row that cannot be scored ends the query, with its findings in the reason. For tables that can be had as files
    `score_on_spark` is several times faster: there rows do not go through Spark.
    """
    from engine.columns.arrow.plain_batches import schema_words

    # Spark takes a dot in a name for a field of a struct: the columns travel under numbers.
    numbered = table.toDF(*(f"c{at}" for at in range(len(table.columns))))
    return numbered.mapInArrow(_Batches(job, tuple(table.columns)), schema_words(scorer_of(job).schema))


class _Batches:
    """What is sent to the executors."""

    def __init__(self, job: FileJob, names: tuple[str, ...]) -> None:
        self.job, self.names = job, names

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        from engine.columns.arrow.plain_batches import renamed, without_codes

        scorer = scorer_of(self.job)
        for batch in batches:
            yield without_codes(scorer.score_arrow(renamed(batch, self.names)))
