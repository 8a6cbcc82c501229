"""Many files over the workers of a Dask cluster; a worker that is lost is replaced by the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.services.cluster.file_job import FileDone, FileJob, see_that_names_differ

if TYPE_CHECKING:
    from distributed import Client


def score_on_dask(
    client: Client,
    job: FileJob,
    tables: Sequence[str],
    progress: Callable[[FileDone], None] = lambda _done: None,
) -> list[FileDone]:
    """What became of each table, in the order given; `progress` hears of each as it ends.

    Dask gives the files of a worker that is lost to others, three times at most for one file; these go on with the
    parts that were finished. Raises NamesCollide, and what `distributed` raises where no worker is left.
    """
    from distributed import as_completed

    see_that_names_differ(job, tables)
    futures = client.map(job, list(tables), pure=False)
    for _, done in as_completed(futures, with_results=True):
        progress(done)
    return list(client.gather(futures))
