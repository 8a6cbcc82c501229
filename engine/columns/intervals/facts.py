"""Where expressions over a block find their facts: the rows, the records of their lists, and records nobody gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import FactColumns, Flags, ListColumn, NumberColumn
from engine.columns.intervals.ends import Column, End, both, either, greatest, least, negated, number, pick, truth
from engine.columns.intervals.expressions import ExpressionColumns, Tables, Value
from engine.domain.facts import Fact
from engine.program.expressions import FoldList

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a batch: all from `start` to before `stop`, or those of them that `chosen` names.

    `as_known`: facts that have a column are taken to be known for all rows.
    """

    facts: FactColumns
    start: int
    stop: int
    chosen: Rows | None = None
    as_known: bool = False

    @property
    def rows(self) -> int:
        """How many rows."""
        return self.stop - self.start if self.chosen is None else len(self.chosen)

    def number(self, name: str) -> NumberColumn | None:
        """The column of a fact; None where the fact is unknown for all."""
        column = self.facts.numbers.get(name)
        if column is None:
            return None
        part = column.part(self.start, self.stop)
        if self.as_known:
            return NumberColumn(part.values)
        return part if self.chosen is None else part.at(self.chosen)

    def list(self, name: str) -> ListColumn | None:
        """The column of a list; None where the list is unknown for all."""
        column = self.facts.lists.get(name)
        if column is None:
            return None
        part = column.part(self.start, self.stop)
        if self.as_known:
            return ListColumn(part.offsets, part.fields)
        return part if self.chosen is None else part.at(self.chosen)

    def known(self, name: str) -> Flags | bool:
        """Where a fact is given, in all rows from `start` to before `stop`."""
        column = self.facts.numbers.get(name) or self.facts.lists.get(name)
        if column is None:
            return False
        return True if column.known is None else column.known[self.start : self.stop]


class RowColumns(ExpressionColumns):
    """Expressions over the facts of the rows of a block."""

    def __init__(
        self, tables: Tables, declared: Mapping[str, Fact], block: Block, *, told: bool, wide: bool = False
    ) -> None:
        super().__init__(tables, told=told, wide=wide)
        self.declared, self.block = declared, block
        self._facts: dict[str, Value] = {}
        self._records: dict[str, RecordColumns] = {}

    def fact(self, name: str) -> Value:
        """A fact of the unit."""
        if name not in self._facts:
            self._facts[name] = self.given(self.block.number(name), self.declared[name])
        return self._facts[name]

    def known_fact(self, name: str) -> Value:
        """Whether a fact of the unit is given."""
        known: End = self.block.known(name)
        if self.block.as_known:
            known = known is not False
        elif isinstance(known, np.ndarray) and self.block.chosen is not None:
            known = known[self.block.chosen]
        return Value(known, known)

    def folded(self, expr: FoldList) -> Value:
        """What the records of a list give; where the list is unknown, all that it may give."""
        column, fact = self.block.list(expr.list_id), self.declared[expr.list_id]
        if column is None:
            return self._unknown(expr, fact)
        if expr.list_id not in self._records:
            self._records[expr.list_id] = RecordColumns(self, fact, column)
        found = self._records[expr.list_id].fold(expr)
        if column.known is None or column.known.all():
            return found
        other = self._unknown(expr, fact)
        low = self.pick(column.known, found.low, other.low)
        high = self.pick(column.known, found.high, other.high)
        return Value(low, high, absent=pick(column.known, found.absent, other.absent))

    def _unknown(self, expr: FoldList, fact: Fact) -> Value:
        """What a fold can be when nothing is known of the list but its greatest length."""
        value, most = AnyRecord(self, fact).value(expr.value), fact.max_items
        if expr.kind in ("any", "all"):
            return Value(False, True, absent=value.absent)
        if expr.kind == "count":
            return Value(0, most, absent=value.absent)
        low, high = self.number(value.low), self.number(value.high)
        if expr.kind == "sum":
            return Value(least(0, most * low), greatest(0, most * high), absent=value.absent)
        return Value(least(low, expr.default), greatest(high, expr.default), absent=value.absent)


class AnyRecord(ExpressionColumns):
    """Expressions over a record of which nothing is known, row by row."""

    def __init__(self, rows: RowColumns, fact: Fact) -> None:
        super().__init__(rows.tables, told=False, wide=rows.wide)
        self._rows, self._declared = rows, fact

    def fact(self, name: str) -> Value:
        """A fact of the unit."""
        return self._rows.fact(name)

    def known_fact(self, name: str) -> Value:
        """Whether a fact of the unit is given."""
        return self._rows.known_fact(name)

    def field(self, index: int) -> Value:
        """Anything that the field may be."""
        return self.given(None, self._declared.fields[index])

    def known_field(self, index: int) -> Value:
        """It may be given or not."""
        return Value(False, True)


class RecordColumns(ExpressionColumns):
    """Expressions over the records of one list, all rows' records one after the other."""

    def __init__(self, rows: RowColumns, fact: Fact, column: ListColumn) -> None:
        super().__init__(rows.tables, told=False, wide=rows.wide)
        self._rows, self._declared = rows, fact
        first, last = int(column.offsets[0]), int(column.offsets[-1])
        self._fields = [field.part(first, last) for field in column.fields]
        self._many = last - first
        self._counts = np.diff(column.offsets)

    def fact(self, name: str) -> Value:
        """A fact of the unit, for each of its records."""
        return self._repeated(self._rows.fact(name))

    def known_fact(self, name: str) -> Value:
        """Whether a fact of the unit is given, for each of its records."""
        return self._repeated(self._rows.known_fact(name))

    def field(self, index: int) -> Value:
        """A field of the records; where one lacks it, anything that it may be."""
        column = self._fields[index]
        absent: End = False if column.known is None else negated(column.known)
        return self.given(column, self._declared.fields[index])._replace(absent=absent)

    def known_field(self, index: int) -> Value:
        """Whether the field is given."""
        flags = self._fields[index].known
        known: End = True if flags is None else flags
        return Value(known, known)

    def fold(self, expr: FoldList) -> Value:
        """What the records give, row by row."""
        condition = Value(True, True) if expr.condition is None else settled(self.value(expr.condition))
        value = self.value(expr.value)
        found = getattr(self, f"_fold_{expr.kind}")(expr, condition, value)
        absent = either(condition.absent, both(truth(condition.high), value.absent))
        if absent is not False:
            found = found._replace(absent=self._any_of(absent))
        return settled(found)

    def _repeated(self, value: Value) -> Value:
        low = self._for_each(value.low)
        return Value(low, low if value.exact else self._for_each(value.high))

    def _for_each(self, end: End) -> End:
        return np.repeat(end, self._counts) if isinstance(end, np.ndarray) else end

    def _fold_count(self, expr: FoldList, condition: Value, value: Value) -> Value:
        low = self._sum_of(condition.low)
        return Value(low, low if condition.exact else self._sum_of(condition.high))

    def _fold_sum(self, expr: FoldList, condition: Value, value: Value) -> Value:
        low, high = self.number(value.low), self.number(value.high)
        sure, may = truth(condition.low), truth(condition.high)
        if condition.exact:
            first = self._sum_of(self.pick(sure, low, 0))
            return Value(first, first if value.exact else self._sum_of(self.pick(sure, high, 0)))
        lows = self.pick(sure, low, self.pick(may, least(0, low), 0))
        highs = self.pick(sure, high, self.pick(may, greatest(0, high), 0))
        return Value(self._sum_of(lows), self._sum_of(highs))

    def _fold_any(self, expr: FoldList, condition: Value, value: Value) -> Value:
        low = self._any_of(both(truth(condition.low), truth(value.low)))
        if condition.exact and value.exact:
            return Value(low, low)
        return Value(low, self._any_of(both(truth(condition.high), truth(value.high))))

    def _fold_all(self, expr: FoldList, condition: Value, value: Value) -> Value:
        low = negated(self._any_of(both(truth(condition.high), negated(truth(value.low)))))
        if condition.exact and value.exact:
            return Value(low, low)
        return Value(low, negated(self._any_of(both(truth(condition.low), negated(truth(value.high))))))

    def _fold_min(self, expr: FoldList, condition: Value, value: Value) -> Value:
        return self._extreme(expr, condition, value, np.minimum)

    def _fold_max(self, expr: FoldList, condition: Value, value: Value) -> Value:
        return self._extreme(expr, condition, value, np.maximum)

    def _extreme(self, expr: FoldList, condition: Value, value: Value, choose: np.ufunc) -> Value:
        """The least or greatest value; while some records may count or not, anything between those that may."""
        default, may = expr.default, truth(condition.high)
        low = self._of_those(may, self.number(value.low), choose, default)
        high = low if value.exact else self._of_those(may, self.number(value.high), choose, default)
        if condition.exact:
            return Value(low, high)
        sure = self._sum_of(truth(condition.low))
        some, every = sure > 0, sure == self._sum_of(may)  # with no record that may count both ends are the default
        lowest = self._of_those(may, self.number(value.low), np.minimum, default)
        highest = self._of_those(may, self.number(value.high), np.maximum, default)
        lowest = self.pick(some, lowest, least(lowest, default))
        highest = self.pick(some, highest, greatest(highest, default))
        return Value(self.pick(every, low, lowest), self.pick(every, high, highest))

    def _of_those(self, counted: End, values: End, choose: np.ufunc, default: int) -> End:
        """The least or greatest of the values of the records that count; `default` where none does."""
        values = self._spread(values)
        counts: Column = self._counts
        if isinstance(counted, np.ndarray):
            values, counts = values[counted], np.asarray(self._sum_of(counted))
        elif not counted:
            return default
        filled = counts > 0
        if not filled.any():
            return default
        return self.pick(filled, self._reduced(choose, values, counts, filled), default)

    def _sum_of(self, values: End) -> End:
        """The sum over the records of each row."""
        if not isinstance(values, np.ndarray):
            return self.number(self._counts) * values if values else 0
        if values.dtype == np.bool_:
            values = values.view(np.int8)
        filled = self._counts > 0
        return self._reduced(np.add, values, self._counts, filled) if filled.any() else 0

    def _any_of(self, truths: End) -> End:
        """Whether it holds for some record of each row."""
        filled = self._counts > 0
        if not isinstance(truths, np.ndarray):
            return filled if truths else False
        return self._reduced(np.logical_or, truths, self._counts, filled) if filled.any() else False

    def _reduced(self, choose: np.ufunc, values: Column, counts: Column, filled: Column) -> Column:
        """Records folded row by row; 0 for a row without any. Rows without records begin where the next one does."""
        starts = np.cumsum(counts) - counts
        width: Any = values.dtype if values.dtype in (np.object_, np.bool_) else np.int64
        if filled.all():
            folded: Column = choose.reduceat(values, starts, dtype=width)
            return folded
        found = np.zeros(len(counts), width)
        found[filled] = choose.reduceat(values, starts[filled], dtype=width)
        return found

    def _spread(self, values: End) -> Column:
        if isinstance(values, np.ndarray):
            return values
        return np.full(self._many, values, object if self.wide else np.int64)


def settled(value: Value) -> Value:
    """The value with one column for both ends where they turn out to be the same for every row."""
    if value.exact:
        return value
    low, high = value.low, value.high
    if isinstance(low, np.ndarray) and isinstance(high, np.ndarray):
        return value._replace(high=low) if np.array_equal(low, high) else value
    if isinstance(low, np.ndarray) or isinstance(high, np.ndarray):
        return value
    return value._replace(high=low) if number(low) == number(high) else value
