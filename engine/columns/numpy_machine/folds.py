"""Folds over the records of lists: conditions and values on a tape over records, then one number for each row."""

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import FactColumns, ListColumn, width_of
from engine.columns.flat.widths import I64, Widths
from engine.columns.named_columns import named
from engine.columns.numpy_machine.expressions import NotProvable
from engine.columns.numpy_machine.operations import opposite
from engine.columns.numpy_machine.shapes import Writer
from engine.columns.numpy_machine.tape import DTYPES, Array, Kind, Register, Tape, Workspace
from engine.domain.facts import Fact
from engine.program import expressions as e

NONE = I64 + 1
"""Stands where a record is not seen; nothing that is proved to fit comes to it."""
Offsets = npt.NDArray[np.int64]


def kind_of_fact(fact: Fact) -> Kind:
    """The kind in which a fact is read: truth values as such, integers in their natural width; raises NotProvable."""
    if fact.low >= 0 and fact.high <= 1:
        return "b"
    width = width_of(fact.low, fact.high)
    for kind, dtype in DTYPES.items():
        if dtype == width:
            return kind
    raise NotProvable(fact.id)


def as_kind(values: Array, kind: Kind) -> Array:
    """A column in the kind that a tape reads; truth values of one byte are read where they lie."""
    dtype = DTYPES[kind]
    if values.dtype == dtype:
        return values
    if kind == "b":
        return values.view(np.bool_) if values.dtype == np.int8 else values != 0
    return values.astype(dtype)


class FoldColumn:
    """One fold of a list, for blocks of rows."""

    def __init__(self, fold: e.FoldList, widths: Widths) -> None:
        self.fold = fold
        self._fields = widths.flat.declared[fold.list_id].fields
        self._declared = widths.flat.declared
        self._tape = Tape()
        self._given: list[tuple[e.Expr, Register]] = []
        self._result = self._written(Writer(self._tape, widths, self._source, fold.list_id))
        self.kind: Kind = {"count": "i4", "any": "b", "all": "b"}.get(fold.kind, "i8")  # type: ignore[assignment]

    def _written(self, writer: Writer) -> Register:
        """The register that is then counted, summed or compared over the records of each row."""
        fold = self.fold
        seen = e.ONE if fold.condition is None else fold.condition
        match fold.kind:
            case "count":
                return writer.truth(seen)
            case "any":
                return writer.tape.do(np.bitwise_and, "b", writer.truth(seen), writer.truth(fold.value))
            case "all":
                fails = writer.tape.do(opposite, "b", writer.truth(fold.value))
                return writer.tape.do(np.bitwise_and, "b", writer.truth(seen), fails)
        none = {"sum": 0, "min": NONE, "max": -NONE}[fold.kind]
        value = writer.number(fold.value, "i8")
        return writer.chosen(writer.truth(seen), value, writer.tape.constant(none, "i8"))

    def _source(self, expr: e.Expr) -> Register:
        kind: Kind = "b"
        if isinstance(expr, e.FieldRef):
            kind = kind_of_fact(self._fields[expr.index])
        elif isinstance(expr, e.FactRef):
            kind = kind_of_fact(self._declared[expr.id])
        register = self._tape.input(kind)
        self._given.append((expr, register))
        return register

    def workspace(self, records: int) -> Workspace:
        """Room for one thread."""
        return Workspace(self._tape, (self._result.at,), records)

    def block(self, facts: FactColumns, start: int, stop: int, workspace: Workspace) -> tuple[Array, Workspace]:
        """The fold of some rows, and room that is large enough for the next block too."""
        column = facts.lists.get(self.fold.list_id)
        if column is None:
            return self._without_records(stop - start), workspace
        offsets = column.offsets[start : stop + 1]
        first, records = int(offsets[0]), int(offsets[-1] - offsets[0])
        if not records:
            return self._without_records(stop - start), workspace
        if records > workspace.capacity:
            workspace = self.workspace(records + records // 4)
        registers = workspace.registers(records)
        for expr, register in self._given:
            registers[register.at] = self._column(expr, register.kind, facts, column, (start, stop))
        workspace.run(registers)
        found = np.broadcast_to(registers[self._result.at], records)
        return self._folded(found, offsets - first), workspace

    def _column(self, expr: e.Expr, kind: Kind, facts: FactColumns, column: ListColumn, rows: tuple[int, int]) -> Array:
        offsets = column.offsets[rows[0] : rows[1] + 1]
        records = slice(int(offsets[0]), int(offsets[-1]))
        match expr:
            case e.FieldRef(at):
                return as_kind(column.fields[at].values[records], kind)
            case e.Known(e.FieldRef(at)):
                known = column.fields[at].known
                return np.ones(records.stop - records.start, np.bool_) if known is None else known[records]
            case e.FactRef(name):
                return np.repeat(
                    as_kind(named(facts, name, self._declared[name])[rows[0] : rows[1]], kind), np.diff(offsets)
                )
        raise TypeError(type(expr).__name__)

    def _without_records(self, rows: int) -> Array:
        empty = {"min": self.fold.default, "max": self.fold.default, "all": 1}.get(self.fold.kind, 0)
        return np.full(rows, empty, DTYPES[self.kind])

    def _folded(self, found: Array, offsets: Offsets) -> Array:
        if self.fold.kind == "sum":
            return _sums(found, offsets, np.int64)
        if self.fold.kind in ("count", "any", "all"):
            counted = _sums(found, offsets, np.int32)
            if self.fold.kind == "count":
                return counted
            return np.greater(counted, 0) if self.fold.kind == "any" else np.equal(counted, 0)
        choose, none = (np.minimum, NONE) if self.fold.kind == "min" else (np.maximum, -NONE)
        result = self._without_records(len(offsets) - 1)
        filled = offsets[1:] > offsets[:-1]
        chosen: Array = choose.reduceat(found, offsets[:-1][filled])
        result[filled] = np.where(chosen == none, self.fold.default, chosen)
        return result


def _sums(values: Array, offsets: Offsets, width: npt.DTypeLike) -> Array:
    """Sums over each row's records: differences of running sums, which are right even where the running sum wraps."""
    running = np.empty(len(values) + 1, width)
    running[0] = 0
    np.cumsum(values, dtype=width, out=running[1:])
    at = running.take(offsets)
    summed: Array = at[1:] - at[:-1]
    return summed
