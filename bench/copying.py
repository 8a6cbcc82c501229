"""How fast the machine copies: the yardstick of what only moves bytes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np


def copying(size: int, threads: int) -> Callable[[], None]:
    """Copies so many bytes from one place to another, each thread its part; the pages are there beforehand."""
    source, target = np.ones(size // 8), np.zeros(size // 8)
    pool = ThreadPoolExecutor(threads)
    cuts = np.linspace(0, len(source), threads + 1).astype(int)

    def part(at: int) -> None:
        np.copyto(target[cuts[at] : cuts[at + 1]], source[cuts[at] : cuts[at + 1]])

    def work() -> None:
        if threads == 1:
            part(0)
        else:
            list(pool.map(part, range(threads)))

    return work
