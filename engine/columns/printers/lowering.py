"""A flat program → stages of statements so plain that any database has them: tables of a rule become choices."""

from collections.abc import Iterable

from engine.columns.flat.flat_program import FlatProgram, Statement, stated
from engine.columns.flat.flattening import reached
from engine.columns.flat.folding import chosen, compared, greatest, half_up, least
from engine.columns.flat.unknowns import rebuilt
from engine.columns.printers.proof import Proof
from engine.domain.numbers import divide_half_up
from engine.program import expressions as e
from engine.program.arithmetic import plus, times
from engine.program.intervals import Interval
from engine.program.reading import facts_of

Stage = tuple[Statement, ...]


class Lowering:
    """Lowers statements one by one; what would be written twice becomes a statement of its own."""

    def __init__(self, flat: FlatProgram) -> None:
        self.declared = dict(flat.declared)
        self.proof = Proof(self.declared)
        self.statements: list[Statement] = []
        self._of, self._made = "", 0

    def stages(self, statements: Iterable[Statement]) -> tuple[Stage, ...]:
        """The statements lowered; those of one stage need only earlier stages."""
        for statement in statements:
            self._of, self._made = statement.name, 0
            self._put(statement.name, self.plain(statement.expr), (statement.low, statement.high))
        return self._staged()

    def _staged(self) -> tuple[Stage, ...]:
        level: dict[str, int] = {}
        for statement in self.statements:
            level[statement.name] = 1 + max((level.get(name, 0) for name in facts_of(statement.expr)), default=0)
        stages: list[list[Statement]] = [[] for _ in range(max(level.values(), default=0))]
        for statement in self.statements:
            stages[level[statement.name] - 1].append(statement)
        return tuple(map(tuple, stages))

    def _put(self, name: str, expr: e.Expr, interval: Interval) -> e.Expr:
        self.statements.append(Statement(name, expr, *interval))
        self.declared[name] = stated(name, interval)
        return e.FactRef(name)

    def plain(self, expr: e.Expr) -> e.Expr:
        """An expression without tables, tallies and levels; quotients are over names and numbers."""
        match expr:
            case e.FoldList():
                return self._fold(expr)
            case e.Piecewise(numerator, denominator, pieces):
                return self._pieces(self._named(self.plain(numerator)), self._divisor(denominator), pieces)
            case e.Levels(index, points):
                return self._levels(self._named(self.plain(index)), points)
            case e.Tally():
                return self._tally(expr)
            case e.HalfUp(numerator, denominator):
                above = self.plain(numerator)
                below = self._divisor(denominator)
                # Of what is below 0 the quotient is written with its numerator three times over.
                return half_up(self._named(above) if self.proof.range_of(above)[0] < 0 else above, below)
        return rebuilt(expr, self.plain)

    def _fold(self, fold: e.FoldList) -> e.Expr:
        """A fold over plain values: inside a record there is nowhere to keep anything."""
        with self.proof.inside(self.declared[fold.list_id].fields):
            condition = None if fold.condition is None else self.plain(fold.condition)
            return e.FoldList(fold.kind, fold.list_id, self.plain(fold.value), condition, fold.default)

    def _named(self, expr: e.Expr) -> e.Expr:
        """Something short that stands for an expression."""
        if self.proof.in_record or isinstance(expr, (e.Const, e.FactRef)):
            return expr
        self._made += 1
        return self._put(f"{self._of}/{self._made}", expr, self.proof.range_of(expr))

    def _divisor(self, expr: e.Expr) -> e.Expr:
        """A denominator, never below 1."""
        below = self.plain(expr)
        return self._named(greatest(below, e.ONE) if self.proof.range_of(below)[0] < 1 else below)

    def _pieces(self, above: e.Expr, below: e.Expr, pieces: tuple[e.Piece, ...]) -> e.Expr:
        *upper, lowest = pieces
        points = self._piece(lowest, above, below)
        for piece in reversed(upper):
            if piece.edge is None:
                points = self._piece(piece, above, below)
            else:
                points = chosen(reached(piece, above, below), self._piece(piece, above, below), points)
        return points

    def _piece(self, piece: e.Piece, above: e.Expr, below: e.Expr) -> e.Expr:
        if piece.slope == 0:
            return e.Const(divide_half_up(piece.offset, piece.divisor))
        moved = plus(times(above, e.Const(piece.slope)), times(below, e.Const(piece.offset)))
        return half_up(
            self._named(moved) if self.proof.range_of(moved)[0] < 0 else moved, times(below, e.Const(piece.divisor))
        )

    def _levels(self, index: e.Expr, levels: tuple[int, ...]) -> e.Expr:
        points: e.Expr = e.Const(levels[-1])
        for at, value in reversed(list(enumerate(levels[:-1]))):
            points = chosen(compared("==", index, e.Const(at)), e.Const(value), points)
        return points

    def _tally(self, tally: e.Tally) -> e.Expr:
        counted = []
        for term in tally.terms:
            amount = times(self.plain(term.count), e.Const(term.each))
            if term.cap is not None:
                amount = greatest(least(amount, e.Const(term.cap)), e.Const(-term.cap))
            counted.append(amount)
        total = plus(*counted, e.Const(tally.start))
        if tally.low is not None:
            total = greatest(total, e.Const(tally.low))
        return total if tally.high is None else least(total, e.Const(tally.high))
