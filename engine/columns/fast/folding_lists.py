"""Folds over lists → instructions over records; folds of one list that only read its fields share one pass."""

from collections.abc import Iterator, Sequence

from engine.columns.fast import opcodes as op
from engine.columns.fast.emitting import Emitting, Value, fits, limits
from engine.columns.fast.shapes import Shapes
from engine.columns.fast.tape import Block, Column, Register
from engine.columns.flat.flat_program import Statement
from engine.columns.flat.widths import Widths
from engine.program import expressions as e
from engine.program.reading import facts_of, parts


class Lists(Shapes):
    """Everything that a flat program can hold."""

    def __init__(self, widths: Widths, to: Emitting, statements: Sequence[Statement]) -> None:
        super().__init__(widths, to)
        self._folds = [fold for statement in statements for fold in _folds(statement.expr)]
        self._found: dict[e.FoldList, Value] = {}

    def shape(self, expr: e.Expr) -> Value:
        """Folds besides the shapes of leaves."""
        if not isinstance(expr, e.FoldList):
            return super().shape(expr)
        if expr not in self._found:
            together = [fold for fold in dict.fromkeys(self._folds) if _reads_only(fold, expr.list_id)]
            self._run(expr.list_id, together if expr in together else [expr])
        return self._found[expr]

    def _run(self, list_id: str, folds: Sequence[e.FoldList]) -> None:
        self.list_id = list_id
        self.to.begin_records(self.to.column(Column("offsets", list_id)))
        raw = [(fold, self._folded(fold)) for fold in folds]
        self.to.end_records()
        self.list_id = ""
        for fold, block in raw:
            self._found[fold] = self._finished(fold, block)

    def _folded(self, fold: e.FoldList) -> Block:
        """What is gathered in the records: for `all`, how many fail; for `count` and `any`, how many hold."""
        condition = e.ONE if fold.condition is None else fold.condition
        match fold.kind:
            case "count":
                return self._counted(condition)
            case "any":
                return self._counted(e.And((condition, fold.value)))
            case "all":
                return self._counted(e.And((condition, e.Not(fold.value))))
        holds, value = self.truth(condition), self.value(fold.value)
        if fold.kind == "sum":
            low, high = self.range_of(fold.value)
            kept = _picked(self, holds, value, 0, (min(low, 0), max(high, 0)))
            lane = 4 if fits(self.widths.interval(fold), 4) and fits((low, high), 4) else 8
            return self.to.fold(op.FOLD_SUM_32 if lane == 4 else op.FOLD_SUM_64, lane, self.to.wide(kept, lane))
        none = limits(8)[1] if fold.kind == "min" else -limits(8)[1]
        kept = _picked(self, holds, self.to.wide(value, 8), none, limits(8))
        return self.to.fold(op.FOLD_LEAST if fold.kind == "min" else op.FOLD_GREATEST, 8, self.to.wide(kept, 8))

    def _counted(self, condition: e.Expr) -> Block:
        """Flags are read eight at a time, so that they must begin where words do: in a register."""
        flags = self.to.wide(self.truth(condition), 1)
        if not isinstance(flags.source, Register):
            flags = self.to.emit(op.WITHIN_8, 1, (flags,), (1, 1, 0))
        return self.to.fold(op.FOLD_SUM_8, 4, flags)

    def _finished(self, fold: e.FoldList, block: Block) -> Value:
        match fold.kind:
            case "any":
                return self.to.wide(self.against(">", block, 0), 1)
            case "all":
                return self.to.wide(self.against("==", block, 0), 1)
            case "min" | "max":
                none = limits(8)[1] if fold.kind == "min" else -limits(8)[1]
                empty = self.to.wide(self.against("==", block, none), 1)
                return self.to.emit(op.PICK_NUMBER_64, 8, (empty, block), (fold.default,))
        return block


def _picked(lists: Lists, holds: Value, value: Value, otherwise: int, interval: tuple[int, int]) -> Value:
    """The value where the record counts, a number that changes nothing elsewhere."""
    if isinstance(holds, int):
        return value if holds else otherwise
    return lists.picked(holds, value, otherwise, interval)


def _folds(expr: object) -> Iterator[e.FoldList]:
    if isinstance(expr, e.FoldList):
        yield expr
    else:
        for part in parts(expr):
            yield from _folds(part)


def _reads_only(fold: e.FoldList, list_id: str) -> bool:
    return facts_of(fold) == (list_id,)
