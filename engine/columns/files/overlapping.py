"""Reading, working and taking results at the same time, in the order of what was read, with few pieces in memory."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def in_order(items: Iterator[Item], work: Callable[[Item], Made], threads: int) -> Generator[Made, None, None]:
    """What `work` makes of each item, in their order.

    One thread reads, `threads` work, the caller takes; `threads` + 2 items are held at most. What is raised anywhere is
    raised here, after all before it was given.
    """
    reader, workers = ThreadPoolExecutor(1, "parindex-read"), ThreadPoolExecutor(threads, "parindex-score")
    window: deque[Future[Made]] = deque()
    try:
        upcoming = reader.submit(_next, items)
        while True:
            try:
                item = upcoming.result()
            except Exception:
                while window:
                    yield window.popleft().result()
                raise
            if item is None:
                break
            upcoming = reader.submit(_next, items)
            window.append(workers.submit(work, item[0]))
            if len(window) > threads:
                yield window.popleft().result()
        while window:
            yield window.popleft().result()
    finally:
        reader.shutdown(wait=True, cancel_futures=True)
        workers.shutdown(wait=True, cancel_futures=True)


def _next(items: Iterator[Item]) -> tuple[Item] | None:
    """The next item in a tuple of one; None at the end, since what a future raises must not be StopIteration."""
    for item in items:
        return (item,)
    return None
