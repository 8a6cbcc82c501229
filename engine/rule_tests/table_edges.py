"""Drafted cases of a table: each row once, and at each edge the last value below, the value itself, the first above."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import Node
from engine.domain.facts import NUMERIC, Fact
from engine.domain.field_rows import is_field_fact
from engine.domain.text import Text
from engine.methods.relative import EQUAL
from engine.methods.table import Table
from engine.methods.weighted_ratio import ItemClass
from engine.program.intervals import Evaluation, row_of
from engine.program.program import LeafStep
from engine.program.reading import facts_of
from engine.rule_tests.drafts import Draft
from engine.rule_tests.fact_search import Known, Wanted, find_facts
from engine.rule_tests.knobs import Knob, knobs
from engine.rule_tests.table_demands import TableEdge, edges_of

SAMPLES = 40
UNEQUAL = (90, 64, 55, 37, 81, 28)
"""Amounts in percent of which none is the mean of others beside it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A leaf with a table. `settled` holds where nothing around the method settles the leaf before it."""

    node: Node
    step: LeafStep
    table: Table
    classes: tuple[ItemClass, ...]
    declared: Mapping[str, Fact]
    settled: Wanted

    def knobs(self) -> Iterator[Knob]:
        """Ways to move the value."""
        return knobs(self.table, self.classes, self.declared)

    def value(self, facts: Known) -> Fraction | None:
        """The value over these facts; None where it is open or its denominator is 0."""
        evaluation = Evaluation(self.declared, facts)
        top = evaluation.decided(self.table.value.number.numerator)
        below = evaluation.decided(self.table.value.number.denominator)
        return None if top is None or below is None or below < 1 else Fraction(top, below)

    def row(self, value: Fraction) -> int:
        """The row that a value falls in."""
        return row_of(self.table.pieces, value.numerator, value.denominator)

    def whole(self, facts: Known) -> Known | None:
        """Facts with the rest of what the leaf reads, chosen so that the method decides."""
        return find_facts(self.step.facts, self.declared, facts, self.settled)


def table_drafts(bench: Bench) -> Iterator[Draft]:
    """Rows, then edges; an edge that no facts were found for is left out."""
    yield from _rows(bench)
    yield from _unequal(bench)
    yield from _all_equal(bench)
    for edge in edges_of(bench.node, bench.step, bench.table):
        yield from _at_edge(bench, edge)


def _rows(bench: Bench) -> Iterator[Draft]:
    """Facts for every row that is found: of the values tried those in the middle of the row."""
    found: dict[int, tuple[Fraction, Known]] = {}
    for knob in bench.knobs():
        by_row: dict[int, list[Fraction]] = {}
        known: dict[Fraction, Known] = {}
        for at in _samples(knob):
            value = bench.value(knob.facts(at))
            if value is not None and value not in known:
                known[value] = knob.facts(at)
                by_row.setdefault(bench.row(value), []).append(value)
        for row, values in by_row.items():
            middle = _plausible(bench, values)
            facts = bench.whole(known[middle]) if row not in found else None
            if facts is not None:
                found[row] = middle, facts
        if len(found) == len(bench.table.pieces):
            break
    for _, (value, facts) in sorted(found.items()):
        yield Draft(bench.node, _shown(bench, value), facts)


def _plausible(bench: Bench, values: Sequence[Fraction]) -> Fraction:
    """The value in the middle; of a share one up to the whole, where there is one."""
    shares = [value for value in values if 0 <= value <= 1] if bench.table.value.as_percent else []
    rising = sorted(shares or values)
    return rising[len(rising) // 2]


def _unequal(bench: Bench) -> Iterator[Draft]:
    """Where several facts make the value together, each another amount, so that their weights show."""
    number = bench.table.value.number
    below = facts_of(number.denominator)
    names = [name for name in facts_of(number.numerator) if name not in below]
    if any(is_field_fact(name) for name in (*below, *names)):
        return
    types = {bench.declared[name].type for name in (*below, *names)}
    if len(names) < 2 or not types <= NUMERIC:
        return
    for size in (100, 10):
        base = dict.fromkeys(below, size // 10)
        parts = {name: size * UNEQUAL[at % len(UNEQUAL)] // 100 for at, name in enumerate(names)}
        scaled = {name: part * int(10 ** bench.declared[name].places) for name, part in parts.items()}
        chosen = {**base, **scaled}
        if all(bench.declared[name].low <= number <= bench.declared[name].high for name, number in chosen.items()):
            facts = bench.whole({**chosen})
            value = None if facts is None else bench.value(facts)
            if facts is not None and value is not None:
                yield Draft(bench.node, _shown(bench, value), facts)
                return


def _all_equal(bench: Bench) -> Iterator[Draft]:
    """A field whose values are all equal, where that has a row of its own."""
    if EQUAL not in bench.table.names:
        return
    for knob in bench.knobs():
        facts = knob.facts((knob.low + knob.high) // 2)
        greatest = next(name for name in facts if is_field_fact(name) and name.endswith(".greatest"))
        least = greatest.removesuffix("greatest") + "least"
        whole = bench.whole({**facts, least: facts[greatest]})
        if whole is not None:
            yield Draft(bench.node, Text("cả khối cùng một giá trị", "all of the field at one value"), whole)
            return


def _samples(knob: Knob) -> Iterator[int]:
    near = (0, 1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 1000, *(knob.size * tenth // 10 for tenth in range(14)))
    spread = [knob.low + (knob.high - knob.low) * at // SAMPLES for at in range(SAMPLES + 1)]
    yield from sorted({at for at in (*near, *spread) if knob.low <= at <= knob.high})


def _at_edge(bench: Bench, edge: TableEdge) -> Iterator[Draft]:
    """The values around one edge, by the first knob that reaches the edge itself and steps no further than a unit."""
    best: list[tuple[Fraction, Known]] = []
    for knob in bench.knobs():
        around = _around(bench, edge, knob)
        if around and (not best or _fits(around, edge)):
            best = around
        if around and _fits(around, edge):
            break
    for value, facts in best:
        whole = bench.whole(facts)
        if whole is not None:
            yield Draft(bench.node, _told(bench, edge, value), whole)


def _fits(around: list[tuple[Fraction, Known]], edge: TableEdge) -> bool:
    values = [value for value, _ in around]
    return edge.value in values and all(abs(value - edge.value) <= edge.unit for value in values)


def _around(bench: Bench, edge: TableEdge, knob: Knob) -> list[tuple[Fraction, Known]]:
    """Value and facts just below, at and just above the edge; empty where the knob does not cross it."""
    ends = [bench.value(knob.facts(at)) for at in (knob.low, knob.high)]
    if ends[0] is None or ends[1] is None or (ends[0] >= edge.value) == (ends[1] >= edge.value):
        return []
    rising = ends[1] >= edge.value
    low, high = knob.low, knob.high
    while high - low > 1:
        middle = (low + high) // 2
        value = bench.value(knob.facts(middle))
        if value is not None and (value >= edge.value) == rising:
            high = middle
        else:
            low = middle
    near = [at for at in (low - 1, low, high, high + 1) if knob.low <= at <= knob.high]
    found = [(value, knob.facts(at)) for at in near if (value := bench.value(knob.facts(at))) is not None]
    below = [pair for pair in found if pair[0] < edge.value]
    above = [pair for pair in found if pair[0] > edge.value]
    at_edge = [pair for pair in found if pair[0] == edge.value]
    key = lambda pair: pair[0]  # noqa: E731  # read twice on the next line, and nowhere else
    return [*([max(below, key=key)] if below else []), *at_edge[:1], *([min(above, key=key)] if above else [])]


def _shown(bench: Bench, value: Fraction) -> Text:
    return Text(*(bench.table.value.told(value, language) for language in ("vi", "en")))


def _told(bench: Bench, edge: TableEdge, value: Fraction) -> Text:
    limit, shown = _shown(bench, edge.value), _shown(bench, value)
    if value == edge.value:
        return Text(f"đúng {limit.vi}", f"exactly {limit.en}")
    if value < edge.value:
        return Text(f"{shown.vi}, ngay dưới {limit.vi}", f"{shown.en}, just below {limit.en}")
    return Text(f"{shown.vi}, ngay trên {limit.vi}", f"{shown.en}, just above {limit.en}")
