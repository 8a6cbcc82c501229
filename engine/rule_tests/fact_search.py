"""Facts that make something so: a few likely values of each fact, tried together until what is wanted holds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product

from engine.domain.facts import Fact, FactType
from engine.program.intervals import Evaluation

MOST_TRIED = 20_000
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
    free = [name for name in names if name not in fixed]
    for values in islice(product(*(tuple(likely(declared[name], usual)) for name in free)), MOST_TRIED):
        facts = {**fixed, **dict(zip(free, values, strict=True))}
        if wanted(Evaluation(declared, facts)):
            return {name: facts[name] for name in names if name in facts}
    return None


def likely(fact: Fact, usual: Sequence[int] = USUAL) -> Iterator[Bound]:
    """Values worth trying, the plainest first."""
    match fact.type:
        case FactType.BOOL | FactType.CHOICE:
            yield from range(fact.low, fact.high + 1)
        case FactType.DATE:
            yield from _days(fact)
        case FactType.LIST:
            yield from _lists(fact)
        case _:
            unit = 10**fact.places
            found = [number * unit for number in usual if fact.low <= number * unit <= fact.high]
            yield from dict.fromkeys([*found, fact.low, fact.high])


def _days(fact: Fact) -> Iterator[int]:
    """A day in the middle of the range, and days soon after and before."""
    middle = (fact.low + fact.high) // 2
    yield from (day for day in (middle, middle + 1, middle + 20, middle - 1) if fact.low <= day <= fact.high)


def _lists(fact: Fact) -> Iterator[Records]:
    """Lists of one record of every likely kind, then the empty one."""
    yield from ((record,) for record in records_of(fact))
    yield ()


def records_of(fact: Fact) -> Iterator[tuple[int | None, ...]]:
    """Likely records of a list."""
    yield from islice(product(*(tuple(_of_field(field)) for field in fact.fields)), 400)


def _of_field(field: Fact) -> Iterator[int | None]:
    for value in islice(likely(field), 4):
        assert isinstance(value, int), "records hold no lists"
        yield value
    if field.optional:
        yield None
