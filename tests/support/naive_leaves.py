"""One leaf of the naive evaluator: not arisen, gates, method, limits, and what is left open by missing facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from engine.domain.criteria_set import Gate, Node
from engine.domain.numbers import Rounding
from engine.domain.scorecard import Status
from tests.support.naive_amounts import NoDenominatorError, half_up, in_mode, read_number
from tests.support.naive_conditions import Evidence, truth_of
from tests.support.naive_field import Figures
from tests.support.naive_methods import METHODS, Task

PENDING_METHODS = ("survey", "external_index", "relative")


@dataclass(frozen=True)
class Verdict:
    """One way in which a leaf or node may come out: its state and the least and greatest points."""

    status: Status
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class LeafResult:
    """How a leaf comes out; `may_leave` says that missing facts decide whether it applies at all."""

    status: Status
    low: Fraction
    high: Fraction
    may_leave: bool = False


@dataclass(frozen=True)
class Leaf:
    """A leaf together with all that its points depend on."""

    node: Node
    maximum: Fraction
    evidence: Evidence
    places: int
    roundings: tuple[Rounding, ...]
    mark: Fraction | None = None
    figures: Figures | None = None

    def result(self) -> LeafResult:
        """The points, rounded as the set says, of a leaf that was not excluded."""
        ways = list(self.ways())
        leaving = [way for way in ways if way.status is Status.NOT_APPLICABLE]
        staying = [way for way in ways if way.status is not Status.NOT_APPLICABLE]
        if not staying:
            return LeafResult(Status.NOT_APPLICABLE, Fraction(0), Fraction(0))
        low = rounded(min(way.low for way in staying), self.roundings)
        high = rounded(max(way.high for way in staying), self.roundings)
        statuses = {way.status for way in staying}
        if leaving or low != high or Status.NOT_ASSESSED in statuses:
            pending = self.node.method in PENDING_METHODS
            return LeafResult(Status.PENDING if pending else Status.NOT_ASSESSED, low, high, bool(leaving))
        return LeafResult(statuses.pop() if len(statuses) == 1 else Status.SCORED, low, high)

    def ways(self) -> Iterator[Verdict]:
        """Every way in which the leaf may still come out; one alone where all that matters is known."""
        if self.mark is not None:
            yield Verdict(Status.MARKED, self.mark, self.mark)
            return
        row = self.node.not_arisen
        if row is not None:
            arisen = truth_of(row.when, self.evidence)
            if arisen is not False:
                yield self.given(row.then, Status.NOT_ARISEN)
            if arisen is True:
                return
        forced, certain = forced_points(self.node.gates, self.evidence)
        yield from (Verdict(Status.SCORED, points, points) for points in forced)
        if not certain:
            yield from self.by_method()

    def given(self, word: str, status: Status) -> Verdict:
        """What `full`, `zero`, `exclude` and `not_assessed` give."""
        if word == "exclude":
            return Verdict(Status.NOT_APPLICABLE, Fraction(0), Fraction(0))
        if word == "not_assessed":
            return Verdict(Status.NOT_ASSESSED, *self.any_points())
        points = self.maximum if word == "full" else Fraction(0)
        return Verdict(status, points, points)

    def by_method(self) -> Iterator[Verdict]:
        """What the method gives, within the limits, or what an empty denominator means."""
        if self.node.method == "judgement":
            least, most = (read_number(self.node.rule[key]) for key in ("min", "max"))
            yield Verdict(Status.NOT_ASSESSED, self.limited(least), self.limited(most))
            return
        when_empty = str(self.node.rule.get("when_empty", ""))
        try:
            amount = METHODS[self.node.method](Task(self.node.rule, self.maximum, self.evidence, self.figures))
        except NoDenominatorError:
            yield self.given(when_empty, Status.SCORED)
            return
        if amount.hollow:
            yield self.given(when_empty, Status.SCORED)
        if self.node.method == "relative" and self.figures is None:
            yield Verdict(
                Status.NOT_ASSESSED, *(self.limited(half_up(end, self.places)) for end in (amount.low, amount.high))
            )
            return
        low, high = (self.limited(half_up(end, self.places)) for end in (amount.low, amount.high))
        yield Verdict(Status.SCORED, low, high)

    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """The limits declared, otherwise 0 and the maximum; an upper limit at the maximum follows the profile's own."""
        limits = self.node.limits
        if limits is None:
            return Fraction(0), self.maximum
        return limits.low, self.maximum if limits.high == self.node.maximum else limits.high

    def limited(self, points: Fraction) -> Fraction:
        """The points within the limits."""
        return within(points, *self.limits())

    def any_points(self) -> tuple[Fraction, Fraction]:
        """The least and greatest that the limits allow, from 0 to the maximum where they say nothing."""
        low, high = self.limits()
        return Fraction(0) if low is None else low, self.maximum if high is None else high


def forced_points(gates: tuple[Gate, ...], evidence: Evidence) -> tuple[list[Fraction], bool]:
    """The points that gates force or may force, and whether one of them certainly does; the first that holds stands."""
    points = []
    for gate in gates:
        holds = truth_of(gate.when, evidence)
        if holds is not False:
            points.append(gate.points)
        if holds is True:
            return points, True
    return points, False


def within(points: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    """The points between two limits; None is no limit."""
    points = points if high is None else min(points, high)
    return points if low is None else max(points, low)


def rounded(points: Fraction, roundings: tuple[Rounding, ...]) -> Fraction:
    """Points after the declared roundings, one after the other."""
    for rounding in roundings:
        points = in_mode(points, rounding.places, rounding.mode)
    return points
