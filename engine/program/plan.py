"""A rule of one leaf, understood: how it scores, how it is explained, how it is inverted."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from engine.domain.facts import Fact
from engine.domain.numbers import brief
from engine.domain.scorecard import Entry, NextGain
from engine.domain.text import Text
from engine.program.expressions import Expr
from engine.program.field import Compared
from engine.program.intervals import Evaluation


@dataclass(frozen=True, slots=True)
class Scoring:
    """A method lowered: its points, the names of its rule numbers, and what an empty denominator does.

    `points` is None when only a person's mark scores; `marks` then holds the least and greatest mark and the step
    between marks (0: any). `when_empty` is full, zero, exclude or not_assessed. `compared` is what the leaf compares
    with a field, where it does.
    """

    points: Expr | None
    rules: tuple[str, ...]
    empty: Expr | None = None
    when_empty: str = ""
    marks: tuple[int, int, int] | None = None
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One scored leaf: the facts it saw, its points and its rule number.

    `facts` holds the engine's integers; points, `maximum` and the limits `low` and `high` (None: no limit) are integers
    of `scale`; `rule` is -1 while open.
    """

    declared: Mapping[str, Fact]
    facts: Mapping[str, object]
    scale: int
    maximum: int
    points: int
    rule: int
    low: int | None = None
    high: int | None = None

    def held(self, points: int) -> int:
        """Points as the limits of the leaf leave them, at most its maximum: what advice may promise."""
        most = self.maximum if self.high is None else min(self.maximum, self.high)
        return min(most, points if self.low is None else max(points, self.low))

    @property
    def evaluation(self) -> Evaluation:
        """Values of expressions over these facts."""
        return Evaluation(self.declared, self.facts)

    def of(self, points: int) -> Fraction:
        """Points as an exact number."""
        return Fraction(points, self.scale)

    def told(self, points: int, language: str) -> str:
        """Points as people see them."""
        return brief(self.of(points), language)


DECIDED_ANYWAY = Text(
    "Số liệu còn thiếu không làm thay đổi điểm.", "The facts that are missing cannot change the points."
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a leaf has its points: a sentence, and signed ledger entries; what they leave open is told as limits."""

    reason: Text
    entries: tuple[Entry, ...] = ()


class Plan(Protocol):
    """A rule of one leaf, read and understood."""

    def scoring(self) -> Scoring:
        """The program of the leaf."""
        ...

    def explain(self, seen: Seen) -> Explanation:
        """Why the leaf has its points."""
        ...

    def next_gain(self, seen: Seen) -> NextGain | None:
        """The least change that earns more; None at full points or where no single change does."""
        ...
