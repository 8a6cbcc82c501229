"""The bar of progress of a table of many units, on the terminal of stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.cli.many_views import ROWS, grouped


@contextmanager
def bar(language: str, *, colour: bool) -> Iterator[Callable[[int, float], None]]:
    """A bar while the block runs; it moves when it is called with the rows done and the share of the file read."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=True if not colour else None)
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=1.0)

        def moved(rows: int, share: float) -> None:
            progress.update(task, completed=share, description=ROWS.said(language).format(grouped(rows, language)))

        yield moved
