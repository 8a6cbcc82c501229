"""What has to be exercised of a table over a value: every row, and both sides of every edge where the points jump."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from engine.domain.criteria_set import Node
from engine.domain.numbers import exact
from engine.domain.text import Text
from engine.methods.relative import EQUAL
from engine.methods.table import Table
from engine.program.expressions import Piece
from engine.program.intervals import Reach
from engine.program.program import LeafStep
from engine.rule_tests.demands import Demand, Sight, by_rule
from engine.rule_tests.rule_terms import EDGES, terms_of, unit_of

PERCENT = Fraction(1, 100)
THRESHOLDS = EDGES | {"floor", "target"}


@dataclass(frozen=True, slots=True)
class TableEdge:
    """The edge between row `upper` of a table and the row below it, with one unit of its last written place.

    `jumps`: the points just below are other than those at the edge; where they are not, the curve only bends there.
    """

    upper: int
    value: Fraction
    unit: Fraction
    pointer: str
    jumps: bool


def table_demands(node: Node, step: LeafStep, table: Table, reach: Reach) -> Iterator[Demand]:
    """Rows that some unit can fall in, and the two sides of the edges between them."""
    rows = reachable_rows(table, reach)
    for row in rows:
        at = row_place(table.names[row])
        told = Text(f"mức {table.names[row]}", f"row {table.names[row]}")
        yield by_rule(node, "band", table.names[row], at, told)
    for edge in edges_of(node, step, table):
        if edge.jumps and edge.upper in rows and edge.upper + 1 in rows:
            yield from _sides(node, table, edge)


def row_place(name: str) -> str:
    """Where a row stands in the rule: `bands[2]` at rule/bands/2."""
    return f"rule/{name.replace('[', '/').rstrip(']')}" if name.startswith("bands[") else "rule"


def reachable_rows(table: Table, reach: Reach) -> frozenset[int]:
    """The rows that the value can fall in over the declared ranges of the facts."""
    low_top, high_top = reach.value(table.value.number.numerator)
    low_below, high_below = (max(1, end) for end in reach.value(table.value.number.denominator))
    least = Fraction(low_top, high_below if low_top >= 0 else low_below)
    most = Fraction(high_top, low_below if high_top >= 0 else high_below)
    found = []
    for row, piece in enumerate(table.pieces):
        ends_below = row + 1 < len(table.pieces) and piece.edge is not None
        lower = Fraction(*piece.edge) if piece.edge is not None and ends_below else least
        inside = lower < most or (lower == most and piece.closed)
        above = table.pieces[row - 1] if row else None
        if above is not None and above.edge is not None:
            upper = Fraction(*above.edge)
            inside = inside and (upper > least or (upper == least and not above.closed))
        if inside:
            found.append(row)
    return frozenset(found)


def edges_of(node: Node, step: LeafStep, table: Table) -> Iterator[TableEdge]:
    """Every edge between two rows of a table; what holds where a field is all equal is no neighbour of the others."""
    edges = [term for term in terms_of(node) if term.pointer.rpartition("/")[2] in THRESHOLDS]
    written = {exact(term.value): term for term in edges}  # type: ignore[arg-type]
    for upper, piece in enumerate(table.pieces[:-1]):
        if piece.edge is None or table.names[upper] == EQUAL:
            continue
        value = Fraction(*piece.edge)
        term = written.get(value)
        unit = unit_of(term.value) if term else PERCENT
        jumps = _held(step, piece, value) != _held(step, table.pieces[upper + 1], value)
        yield TableEdge(upper, value, unit, term.pointer if term else "/rule", jumps)


def _held(step: LeafStep, piece: Piece, value: Fraction) -> Fraction:
    """The exact points of a row at a value, as the limits leave them."""
    points = (piece.slope * value + piece.offset) / piece.divisor
    if step.high is not None and points > step.high:
        return Fraction(step.high)
    return Fraction(step.low) if step.low is not None and points < step.low else points


def _sides(node: Node, table: Table, edge: TableEdge) -> Iterator[Demand]:
    place = node.place_of(edge.pointer)
    shown = Text(*(table.value.told(edge.value, language) for language in ("vi", "en")))
    closed = table.pieces[edge.upper].closed
    words = ("từ", "from", "ngay dưới", "just below") if closed else ("ngay trên", "just above", "đến", "up to")
    upper = Text(f"{words[0]} {shown.vi}", f"{words[1]} {shown.en}")
    lower = Text(f"{words[2]} {shown.vi}", f"{words[3]} {shown.en}")
    at = edge.pointer.removeprefix("/")
    for row, told, low, high in (
        (edge.upper, upper, edge.value, edge.value + edge.unit),
        (edge.upper + 1, lower, edge.value - edge.unit, edge.value),
    ):
        yield Demand(node.id, "edge", at, told, place, partial(_near, table.names[row], low, high))


def _near(name: str, low: Fraction, high: Fraction, sight: Sight) -> bool:
    """Whether the value falls in the row, and no further from the edge than one unit."""
    if sight.result.rule != name:
        return False
    table = getattr(sight.plan, "table", sight.plan)
    assert isinstance(table, Table)
    value = table.value.now(sight.seen)
    return value is not None and low <= value <= high
