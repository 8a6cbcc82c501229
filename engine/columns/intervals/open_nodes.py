"""The nodes of a block over intervals: children combined, gates that hold or may, limits, rounding, the close."""

from collections.abc import Callable, Sequence
from functools import reduce
from math import gcd, lcm
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import Flags
from engine.columns.intervals.ends import (
    NATIVE_HIGH,
    End,
    Span,
    all_of,
    any_of,
    both,
    either,
    greatest,
    half_up,
    held_span,
    hull,
    least,
    negated,
    on_grids,
    pick,
    pick_span,
    total,
    truth,
)
from engine.columns.intervals.open_steps import (
    ALWAYS,
    LEFT_OUT,
    MISSING_LEFT_OUT,
    NO_RULE,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    NOTHING,
    SCORED,
    StepColumns,
    differs,
    missing_counted,
    never_passes,
)
from engine.columns.intervals.widths import StepBounds
from engine.program.program import NodeStep

Rows = npt.NDArray[np.int64]


class Child(NamedTuple):
    """What a node asks of a child; `largest`: the greatest size of its points in any row."""

    points: Span
    maxima: Span
    applies: Span
    within: End
    weight: int
    largest: int

    def at(self, rows: Rows) -> "Child":
        """The rows named."""
        return Child(
            _span_at(self.points, rows),
            _span_at(self.maxima, rows),
            _span_at(self.applies, rows),
            _at(self.within, rows),
            self.weight,
            self.largest,
        )


class Combined(NamedTuple):
    """Points, maximum and applicability of a node from its children."""

    points: Span
    maxima: Span
    applies: Span


class NodeColumns:
    """One node of a program, for blocks of rows; `below`: the bounds of its children.

    `lifts`: limits or rounding may lift a sum past its maximum.
    """

    def __init__(self, step: NodeStep, bounds: StepBounds, below: Sequence[StepBounds], *, lifts: bool) -> None:
        self.step, self.bounds, self.lifts = step, bounds, lifts
        self.largest = [max(map(abs, child.points)) for child in below]
        self.weights = step.weights or (1,) * len(step.children)

    def columns(
        self,
        children: Sequence[StepColumns],
        gates: Sequence[Span],
        excluded: Flags | None,
        at_close: str,
        *,
        asked: bool,
    ) -> StepColumns:
        """The node for all rows; `gates`: the truth of its gates, `asked`: whether it is to tell `within`."""
        step = self.step
        points, maxima, applies = self.combined(children)
        rule: End = NO_RULE
        forced: End = False
        if gates or step.low is not None or step.high is not None:
            points, rule, forced = self._ruled(points, maxima, applies, gates)
        if applies.low is not True:
            points = pick_span(applies.low, points, hull(points, NOTHING))
        points = on_grids(points, step.grids)
        open_below = any_of(child.open for child in children)
        open_ends = any_of(differs(span) for span in (points, maxima, applies))
        open_rows = either(open_ends, both(open_below, negated(forced)))
        status = pick(open_rows, NOT_ASSESSED, pick(applies.high, SCORED, NOT_APPLICABLE))
        whole = StepColumns(points, maxima, applies, status, rule, open_rows)
        if at_close and open_rows is not False:
            whole = self._closed(whole, at_close)
        if excluded is not None and excluded.any():
            whole = whole.replaced(excluded, LEFT_OUT)
        return whole._replace(within=self._within(whole, children)) if asked else whole

    def _closed(self, whole: StepColumns, at_close: str) -> StepColumns:
        """What cannot be decided when the stage closes, treated as a leaf is."""
        if at_close == "leave_out":
            return whole.replaced(whole.open, MISSING_LEFT_OUT).decided()
        return whole.replaced(whole.open, missing_counted(self.step, whole.maxima.high)).decided()

    def _within(self, whole: StepColumns, children: Sequence[StepColumns]) -> End:
        if self.bounds.within:
            return True
        bounded: End = True
        if self.step.combine == "sum" and not self.step.rescale:
            bounded = False if self.lifts else all_of(child.within for child in children)
        return never_passes(whole.points, pick(bounded, whole.maxima.high, whole.maxima.low))

    def _ruled(self, points: Span, maxima: Span, applies: Span, gates: Sequence[Span]) -> tuple[Span, End, End]:
        """Points after gates and limits where the node applies, the gate that holds, and whether some gate does."""
        ruled, rule, forced = self._gated(points, maxima, gates)
        ruled = held_span(ruled, self.step.low, self.step.high)
        here = applies.high
        return pick_span(here, ruled, points), pick(here, rule, NO_RULE), both(here, forced)

    def _gated(self, points: Span, maxima: Span, gates: Sequence[Span]) -> tuple[Span, End, End]:
        """From the last gate up: the first that surely holds decides, those before it that may hold widen."""
        rule: End = NO_RULE
        forced: End = False
        for gate, truths in zip(reversed(self.step.gates), reversed(gates), strict=True):
            low = least(gate.points, maxima.low)
            reached = Span(low, low if maxima.exact else least(gate.points, maxima.high))
            sure, may = truth(truths.low), truth(truths.high)
            if not truths.exact:
                points = pick_span(may, hull(reached, points), points)
                rule = pick(may, NO_RULE, rule)
            points, rule = pick_span(sure, reached, points), pick(sure, np.int16(gate.rule), rule)
            forced = either(sure, forced)
        return points, rule, forced

    def combined(self, children: Sequence[StepColumns]) -> Combined:
        """Points, maximum and applicability before gates and limits."""
        step = self.step
        applies = Span(
            any_of(child.applies.low for child in children), any_of(child.applies.high for child in children)
        )
        if all(child.applies.exact for child in children):
            applies = Span(applies.low, applies.low)
        points, maxima = self._of_children(
            [self._child(*of) for of in zip(children, self.weights, self.largest, strict=True)]
        )
        if applies.low is True:
            return Combined(points, maxima, ALWAYS)
        if step.when_empty == "not_applicable":
            points = pick_span(applies.high, points, NOTHING)
            empty = pick_span(applies.high, hull(maxima, NOTHING), NOTHING)
            return Combined(points, pick_span(applies.low, maxima, empty), applies)
        whole = Span(step.maximum, step.maximum)
        full = whole if step.when_empty == "full" else NOTHING
        wider = pick_span(applies.high, hull(points, full), full)
        widest = pick_span(applies.high, hull(maxima, whole), whole)
        return Combined(pick_span(applies.low, points, wider), pick_span(applies.low, maxima, widest), ALWAYS)

    def _child(self, child: StepColumns, weight: int, largest: int) -> Child:
        points, maxima = child.points, child.maxima
        if not self.bounds.narrow:
            points, maxima = _wider(points), _wider(maxima)
        return Child(points, maxima, child.applies, child.within, weight, largest)

    def _of_children(self, children: list[Child]) -> tuple[Span, Span]:
        """Points and maximum where some child applies."""
        step = self.step
        whole = Span(step.maximum, step.maximum)
        match step.combine:
            case "sum":
                points = _total([child.points for child in children])
                maxima = _total([child.maxima for child in children])
                return (self._rescaled(children, points, maxima), whole) if step.rescale else (points, maxima)
            case "best_of":
                return self._best(children), whole
            case "all_of" | "any_of":
                return self._full_ones(children), whole
        return self._mean(children), whole

    def _rescaled(self, children: list[Child], points: Span, maxima: Span) -> Span:
        """The sum in the measure of the whole maximum; where nothing can be won it stands as it is."""
        maximum, scaled = self.step.maximum, points
        if isinstance(maxima.low, np.ndarray) or maxima.low != maximum:
            below = greatest(maxima.low, 1)
            low = half_up(maximum * points.low, below)
            scaled = Span(low, low if points.exact else half_up(maximum * points.high, below))
        found = self._loose_elsewhere(negated(differs(maxima)), scaled, children, self._loose_sum)
        return pick_span(maxima.high == 0, points, found)

    def _loose_elsewhere(
        self, plain: End, points: Span, children: list[Child], loosely: Callable[[list[Child]], Span]
    ) -> Span:
        """`points` where they are plain; elsewhere what bounds them loosely."""
        if not isinstance(plain, np.ndarray):
            return points if plain else loosely(children)
        rows = np.flatnonzero(~plain)
        if not len(rows):
            return points
        loose = loosely([child.at(rows) for child in children])
        low = _placed(points.low, rows, loose.low, len(plain))
        return Span(low, low if points.exact and loose.exact else _placed(points.high, rows, loose.high, len(plain)))

    def _loose_sum(self, children: list[Child]) -> Span:
        """A mean of shares, and beside it what children bring that may have points where they have nothing to win."""
        whole, maxima = self.step.maximum, _total([child.maxima for child in children])
        listed = [(_may_be_bare(child), child) for child in children]
        mean = self._loose_mean([(both(_has_share(child), negated(bare)), child) for bare, child in listed])
        alone = _total([pick_span(bare, child.points, NOTHING) for bare, child in listed])
        fewest, most = greatest(maxima.low, 1), greatest(maxima.high, 1)
        first = whole * alone.low // pick(alone.low >= 0, most, fewest)
        last = -(-whole * alone.high // pick(alone.high >= 0, fewest, most))
        wider = hull(mean, NOTHING)
        together = Span(total([wider.low, first]), total([wider.high, last]))
        together = pick_span(maxima.low > 0, together, hull(together, alone))
        return pick_span(any_of(bare for bare, _ in listed), together, mean)

    def _loose_average(self, children: list[Child]) -> Span:
        """A mean of shares, which is 0 where all children that have one may leave or have nothing to win."""
        counted = [(_has_share(child), child) for child in children]
        points = self._loose_mean(counted)
        sure = any_of(both(counts, child.maxima.low > 0) for counts, child in counted)
        return pick_span(sure, points, hull(points, NOTHING))

    def _loose_mean(self, counted: list[tuple[End, Child]]) -> Span:
        """A mean lies between the least and the greatest share, whichever children stay."""
        shares = [(counts, self._share(child)) for counts, child in counted]
        low, _ = _chosen(least, [(counts, share.low) for counts, share in shares])
        high, _ = _chosen(greatest, [(counts, share.high) for counts, share in shares])
        return Span(low, high)

    def _share(self, child: Child) -> Span:
        """The least and greatest share of one child; at most 1 where nothing below it can pass its maximum."""
        (low, high), (fewest, most), maximum = child.points, child.maxima, self.step.maximum
        first = half_up(maximum * low, greatest(1, pick(low >= 0, most, fewest)))
        second = half_up(maximum * high, greatest(1, pick(high >= 0, fewest, most)))
        return Span(first, pick(both(child.within, fewest < most), maximum, second))

    def _best(self, children: list[Child]) -> Span:
        sure, some = _chosen(greatest, [(child.applies.low, child.points.low) for child in children])
        low, _ = _chosen(least, [(child.applies.high, child.points.low) for child in children])
        high, _ = _chosen(greatest, [(child.applies.high, child.points.high) for child in children])
        return Span(pick(some, sure, low), high)

    def _full_ones(self, children: list[Child]) -> Span:
        """The whole maximum or nothing, as the children that apply have their full points."""
        pairs = [(child.points.low >= child.maxima.high, child.points.high >= child.maxima.low) for child in children]
        applies = [child.applies for child in children]
        if self.step.combine == "all_of":
            some = any_of(truths.low for truths in applies)
            certain = both(some, all_of(either(f, negated(a.high)) for (f, _), a in zip(pairs, applies, strict=True)))
            possible = all_of(either(m, negated(a.low)) for (_, m), a in zip(pairs, applies, strict=True))
        else:
            certain = any_of(both(f, a.low) for (f, _), a in zip(pairs, applies, strict=True))
            possible = any_of(both(m, a.high) for (_, m), a in zip(pairs, applies, strict=True))
        return Span(pick(certain, self.step.maximum, 0), pick(possible, self.step.maximum, 0))

    def _mean(self, children: list[Child]) -> Span:
        counted = [(_has_share(child), child) for child in children if child.weight > 0]
        counted = [(counts, child) for counts, child in counted if counts is not False]
        if not counted:
            return NOTHING
        plain = all_of(
            either(negated(counts), both(negated(differs(child.maxima)), child.applies.low))
            for counts, child in counted
        )
        points = NOTHING if plain is False else self._shared(counted)
        found = self._loose_elsewhere(plain, points, [child for _, child in counted], self._loose_average)
        return pick_span(any_of(counts for counts, _ in counted), found, NOTHING)

    def _shared(self, counted: list[tuple[End, Child]]) -> Span:
        """The exact mean of won ÷ maximum, rounded once."""
        exact = all(child.points.exact for _, child in counted)
        if all(counts is True and isinstance(child.maxima.low, int) for counts, child in counted):
            share = self._fixed_share
        else:
            share = self._varying_share
        low = share(counted, [child.points.low for _, child in counted])
        return Span(low, low if exact else share(counted, [child.points.high for _, child in counted]))

    def _fixed_share(self, counted: list[tuple[End, Child]], won: list[End]) -> End:
        """Over maxima that all rows share: one factor for each child."""
        together = lcm(*(int(child.maxima.low) for _, child in counted))
        factors = [child.weight * together // child.maxima.low * self.step.maximum for _, child in counted]
        below = together * sum(child.weight for _, child in counted)
        shared = gcd(below, *factors)
        factors, below = [factor // shared for factor in factors], below // shared
        size = sum(factor * child.largest for factor, (_, child) in zip(factors, counted, strict=True))
        wide = not self.bounds.narrow or 2 * size + 2 * below > NATIVE_HIGH
        ends = [_wide(points) if wide else points for points in won]
        return self._stored(
            half_up(total([points * factor for points, factor in zip(ends, factors, strict=True)]), below)
        )

    def _varying_share(self, counted: list[tuple[End, Child]], won: list[End]) -> End:
        """Over maxima that differ from row to row."""
        wide = not self.bounds.narrow or not self.bounds.product_narrow
        parts: list[End] = [greatest(pick(counts, child.maxima.low, 1), 1) for counts, child in counted]
        weights: list[End] = [pick(counts, child.weight, 0) for counts, child in counted]
        if wide:
            parts, weights, won = [[_wide(end) for end in ends] for ends in (parts, weights, won)]
        product = reduce(_times, parts)
        terms = [w * points * (product // part) for w, points, part in zip(weights, won, parts, strict=True)]
        below = greatest(product * total(weights), 1)
        return self._stored(half_up(self.step.maximum * total(terms), below))

    def _stored(self, end: End) -> End:
        """A result in the width of the node."""
        if self.bounds.narrow and isinstance(end, np.ndarray) and end.dtype == object:
            return end.astype(np.int64)
        return end


def _has_share(child: Child) -> End:
    """Where a child applies, or may, and there is something to win."""
    return both(child.applies.high, child.maxima.high > 0)


def _may_be_bare(child: Child) -> End:
    """Where a child may have points and nothing to win."""
    return both(child.applies.high, negated(either(child.within, child.maxima.low > 0)))


def _times(first: End, second: End) -> End:
    return first * second


def _chosen(choose: Callable[[End, End], End], pairs: list[tuple[End, End]]) -> tuple[End, End]:
    """The least or greatest of the values that count, and where any does; 0 elsewhere."""
    found: End = 0
    some: End = False
    for counts, value in pairs:
        found = pick(counts, pick(some, choose(found, value), value), found)
        some = either(some, counts)
    return found, some


def _total(spans: list[Span]) -> Span:
    low = total([span.low for span in spans])
    return Span(low, low if all(span.exact for span in spans) else total([span.high for span in spans]))


def _wide(end: End) -> End:
    return end.astype(object) if isinstance(end, np.ndarray) else end


def _wider(span: Span) -> Span:
    low = _wide(span.low)
    return Span(low, low if span.exact else _wide(span.high))


def _at(end: End, rows: Rows) -> End:
    return end[rows] if isinstance(end, np.ndarray) else end


def _span_at(span: Span, rows: Rows) -> Span:
    low = _at(span.low, rows)
    return Span(low, low if span.exact else _at(span.high, rows))


def _placed(end: End, rows: Rows, part: End, many: int) -> End:
    """A column with other numbers in some rows."""
    width = next((column.dtype for column in (end, part) if isinstance(column, np.ndarray)), np.dtype(np.int64))
    placed = np.array(end, copy=True) if isinstance(end, np.ndarray) else np.full(many, end, width)
    placed[rows] = part
    return placed
