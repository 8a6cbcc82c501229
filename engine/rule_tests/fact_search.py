"""Facts that make something so: a few likely values of each fact, tried together until what is wanted holds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product

from engine.domain.facts import Fact, FactType
from engine.program.intervals import Evaluation

MOST_TRIED = 5000
USUAL = (10, 1, 0, 5, 100, 1000)
"""Whole amounts that are tried, before the ends of the range."""
NOTHING_FIRST = (0, *(number for number in USUAL if number))
"""The same, trying first that there is nothing."""

Records = tuple[tuple[int | None, ...], ...]
Bound = int | Records
Known = dict[str, Bound]
Wanted = Callable[[Evaluation], bool]


def find_facts(
    names: Sequence[str], declared: Mapping[str, Fact], fixed: Known, wanted: Wanted, usual: Sequence[int] = USUAL
) -> Known | None:
    """Values of `names`, those in `fixed` as they are, under which `wanted` holds; None where none were found.

    `usual` are the whole amounts that are tried first, in their order.
    """
    tried = combinations(names, declared, fixed, usual)
    return next((facts for facts in tried if wanted(Evaluation(declared, facts))), None)


def combinations(
    names: Sequence[str], declared: Mapping[str, Fact], fixed: Known, usual: Sequence[int] = USUAL
) -> Iterator[Known]:
    """Likely values of `names` together, those in `fixed` as they are."""
    free = [name for name in names if name not in fixed]
    day = common_day([declared[name] for name in names])
    for values in islice(product(*(tuple(likely(declared[name], usual, day)) for name in free)), MOST_TRIED):
        facts = {**fixed, **dict(zip(free, values, strict=True))}
        yield {name: facts[name] for name in names if name in facts}


def common_day(facts: Sequence[Fact]) -> int:
    """A day that all of the dates can be, where there is one."""
    dates = [fact for fact in facts if fact.type is FactType.DATE]
    return (max(fact.low for fact in dates) + min(fact.high for fact in dates)) // 2 if dates else 0


def likely(fact: Fact, usual: Sequence[int] = USUAL, day: int = 0) -> Iterator[Bound]:
    """Values worth trying, the plainest first."""
    match fact.type:
        case FactType.BOOL | FactType.CHOICE:
            yield from range(fact.low, fact.high + 1)
        case FactType.DATE:
            yield from (near for near in (day, day + 1, day + 20, day - 1) if fact.low <= near <= fact.high)
        case FactType.LIST:
            yield from _lists(fact)
        case _:
            unit = 10**fact.places
            found = [number * unit for number in usual if fact.low <= number * unit <= fact.high]
            yield from dict.fromkeys([*found, fact.low, fact.high])


def _lists(fact: Fact) -> Iterator[Records]:
    """Lists of one record of every likely kind, then the empty one."""
    yield from ((record,) for record in records_of(fact))
    yield ()


def records_of(fact: Fact) -> Iterator[tuple[int | None, ...]]:
    """Likely records of a list."""
    day = common_day(fact.fields)
    yield from islice(product(*(tuple(_of_field(field, day)) for field in fact.fields)), 400)


def _of_field(field: Fact, day: int) -> Iterator[int | None]:
    for value in islice(likely(field, USUAL, day), 4):
        assert isinstance(value, int), "records hold no lists"
        yield value
    if field.optional:
        yield None
