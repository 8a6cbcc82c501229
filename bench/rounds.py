"""Sides of a comparison in turns: what slows a whole round slows all of its sides and leaves their ratios alone."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

Side = Callable[[], float]
"""Does its work once or more often; gives the seconds that once took."""
LEAST_SECONDS = 0.03
_CLOCKS = [time.perf_counter]


def now() -> float:
    """Seconds by the clock that all sides are timed by."""
    return _CLOCKS[-1]()


def take_processor_time() -> None:
    """From now on time is that of the processors, of all threads together: other work beside it counts less."""
    _CLOCKS.append(time.process_time)


def timed(work: Callable[[], object], least: float = LEAST_SECONDS) -> Side:
    """The mean of as many calls as can be measured; one where one is long enough."""

    def seconds() -> float:
        calls, started = 0, now()
        while (passed := now() - started) < least or not calls:
            work()
            calls += 1
        return passed / calls

    return seconds


def in_turns(sides: Mapping[str, Side], rounds: int) -> dict[str, list[float]]:
    """Seconds of every side in every round; each round begins with another side. Each runs once before, untimed."""
    names = list(sides)
    for name in names:
        sides[name]()
    times: dict[str, list[float]] = {name: [] for name in names}
    for at in range(rounds):
        first = at % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(sides[name]())
    return times


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """The median of the ratios of each round."""
    return statistics.median(above / below for above, below in zip(slow, fast, strict=True))


def spread(slow: Sequence[float], fast: Sequence[float]) -> str:
    """The least and the greatest ratio of a round."""
    ratios = [above / below for above, below in zip(slow, fast, strict=True)]
    return f"[{min(ratios):.2f} … {max(ratios):.2f}]"


def goal_line(what: str, found: float, goal: float) -> bool:
    """Print a ratio that has to reach its goal; whether it does."""
    print(f"  {what}: {found:.2f} ×, goal ≥ {goal:g} ×{'' if found >= goal else '   MISSED'}")
    return found >= goal
