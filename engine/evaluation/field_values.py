"""The first of two passes: which integer each unit brings to the field of a row, or why it does not count there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.domain.field_rows import EVERYONE, FieldRow
from engine.evaluation.outcome import Overrides
from engine.program.expressions import Expr
from engine.program.field import Compared, FieldOf, field_of
from engine.program.intervals import Evaluation
from engine.program.program import LeafStep, Program


class LeftOut(StrEnum):
    """Why a unit does not count in the field of a row: its points there do not come of comparing."""

    NOT_APPLICABLE = "not_applicable"
    MARKED = "marked"
    NOT_ARISEN = "not_arisen"
    GATE = "gate"
    EMPTY = "empty"
    UNKNOWN = "unknown"


def compared_leaves(program: Program) -> Iterator[tuple[int, LeafStep, Compared]]:
    """The leaves of a program that compare with a field, with their index."""
    for index, step in program.leaves():
        if step.compared is not None:
            yield index, step, step.compared


def field_value(
    step: LeafStep, index: int, compared: Compared, evaluation: Evaluation, overrides: Overrides
) -> int | LeftOut:
    """The integer of a unit, or why it does not count.

    It counts where the row applies, nothing before the method settles it, and the value is known.
    """
    if step.excluded_by is not None or index in overrides.excluded:
        return LeftOut.NOT_APPLICABLE
    if index in overrides.marks:
        return LeftOut.MARKED
    settled = _settled(step, compared, evaluation)
    if settled is not None:
        return settled
    value = evaluation.decided(compared.value)
    return LeftOut.UNKNOWN if value is None else value


def _settled(step: LeafStep, compared: Compared, evaluation: Evaluation) -> LeftOut | None:
    """What settles the row before its method; where that cannot be known, the value does not count."""
    asked: list[tuple[Expr | None, LeftOut]] = [(step.not_arisen, LeftOut.NOT_ARISEN)]
    asked += [(gate.condition, LeftOut.GATE) for gate in step.gates]
    for condition, reason in (*asked, (compared.empty, LeftOut.EMPTY)):
        decided = 0 if condition is None else evaluation.decided(condition)
        if decided is None:
            return LeftOut.UNKNOWN
        if decided:
            return reason
    return None


@dataclass
class FieldRows:
    """Collects what units bring, row by row and group by group."""

    _compared: dict[tuple[str, str], Compared] = field(default_factory=dict)
    _values: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _left_out: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def add(self, program: Program, group: str, facts: Mapping[str, object], overrides: Overrides) -> None:
        """Let one unit of a group count, under the program of its profile."""
        evaluation = Evaluation({fact.id: fact for fact in program.facts}, facts)
        for index, step, compared in compared_leaves(program):
            at = step.id, EVERYONE if compared.everyone else group
            self._compared.setdefault(at, compared)
            value = field_value(step, index, compared, evaluation, overrides)
            if isinstance(value, LeftOut):
                self._left_out.setdefault(at, Counter())[value] += 1
            else:
                self._values.setdefault(at, []).append(value)

    def rows(self) -> tuple[FieldRow, ...]:
        """Every row of every group, in the order in which they were met."""
        return tuple(
            FieldOf.of(self._values.get((node, group), ()), compared.share).row(
                node, group, compared, {str(reason): many for reason, many in sorted(self._out(node, group).items())}
            )
            for (node, group), compared in self._compared.items()
        )

    def _out(self, node: str, group: str) -> Mapping[str, int]:
        return self._left_out.get((node, group), {})


def figures_of(program: Program, rows: tuple[FieldRow, ...]) -> dict[str, int]:
    """The facts by which a program reads the rows of its field; a row that is not there, or without units, gives none.

    Raises ValueError for rows that were made by other rules, or whose figures lie beyond what the facts can come to.
    """
    by_node = {(row.node, row.group == EVERYONE): row for row in rows}
    figures: dict[str, int] = {}
    for _, step, compared in compared_leaves(program):
        row = by_node.get((step.id, compared.everyone))
        if row is not None:
            figures |= field_of(row, compared).facts(compared)
    for fact in program.facts:
        if fact.id in figures and not fact.low <= figures[fact.id] <= fact.high:
            raise ValueError(f"beyond the facts: {fact.id}")
    return figures
