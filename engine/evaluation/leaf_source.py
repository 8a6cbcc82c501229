"""The Python source of one leaf: gates in their order, the shape of its points, limits and rounding."""

from engine.domain.numbers import divide
from engine.evaluation.outcome import MARKED, NO_RULE, NOT_APPLICABLE, NOT_ARISEN, SCORED
from engine.evaluation.python_source import Printer, gridded
from engine.program import expressions as e
from engine.program.program import Grid, LeafStep
from engine.program.reading import facts_of


class LeafSource:
    """Lines for one leaf. `p` holds its points, `m` its maximum where that is not
    fixed, `a` whether it applies where that is `asked`, with `told` also `s` status and `r` rule number.
    """

    def __init__(
        self, printer: Printer, index: int, step: LeafStep, *, told: bool, asked: bool, overridden: bool
    ) -> None:
        self.printer, self.index, self.step = printer, index, step
        self.told, self.asked, self.overridden = told, asked, overridden
        self.varies = overridden or step.may_leave
        self.p, self.m, self.a = f"p{index}", f"m{index}", f"a{index}"
        self.s, self.r = f"s{index}", f"r{index}"

    def lines(self) -> list[str]:
        """All lines of the leaf; every path sets all its names."""
        branches = [*self._overrides(), *self._branches()]
        method = self._method()
        if not branches:
            return self._applies(SCORED) + method
        lines: list[str] = []
        for at, (condition, body) in enumerate(branches):
            lines += [f"{'elif' if at else 'if'} {condition}:", *("  " + line for line in body)]
        return [*lines, "else:", *("  " + line for line in self._applies(SCORED) + method)]

    def _overrides(self) -> list[tuple[str, list[str]]]:
        """What a person decided comes before every rule: `X` holds the leaves left out, `K` the marks."""
        if not self.overridden:
            return []
        marked = [f"{self.p} = K[{self.index}]", *self._applies(MARKED)]
        if self.told:
            marked.append(f"{self.r} = {NO_RULE}")
        return [(f"{self.index} in X", self._leaves(NO_RULE)), (f"{self.index} in K", marked)]

    def _applies(self, status: int) -> list[str]:
        lines = [f"{self.m} = {self.step.maximum}", *self._whether("True")] if self.varies else []
        return [*lines, f"{self.s} = {status}"] if self.told else lines

    def _whether(self, applies: str) -> list[str]:
        return [f"{self.a} = {applies}"] if self.asked else []

    def _fixed(self, points: int, status: int, rule: int) -> list[str]:
        lines = [f"{self.p} = {points}", *self._applies(status)]
        return [*lines, f"{self.r} = {rule}"] if self.told else lines

    def _leaves(self, rule: int) -> list[str]:
        lines = [f"{self.p} = {self.m} = 0", *self._whether("False")]
        return [*lines, f"{self.s} = {NOT_APPLICABLE}", f"{self.r} = {rule}"] if self.told else lines

    def _branches(self) -> list[tuple[str, list[str]]]:
        step, branches = self.step, []
        if step.not_arisen is not None:
            branches.append((self.printer.value(step.not_arisen), self._arisen()))
        for gate in step.gates:
            points = on_grids(step.grids, gate.points)
            branches.append((self.printer.value(gate.condition), self._fixed(points, SCORED, gate.rule)))
        if step.empty is not None:
            branches.append((self.printer.value(step.empty), self._empty()))
        return branches

    def _arisen(self) -> list[str]:
        if self.step.not_arisen_then == "exclude":
            return self._leaves(self.step.not_arisen_rule)
        points = on_grids(self.step.grids, self.step.maximum) if self.step.not_arisen_then == "full" else 0
        return self._fixed(points, NOT_ARISEN, self.step.not_arisen_rule)

    def _empty(self) -> list[str]:
        match self.step.when_empty:
            case "exclude":
                return self._leaves(self.step.empty_rule)
            case "full":
                return self._fixed(on_grids(self.step.grids, self.step.maximum), SCORED, self.step.empty_rule)
            case "zero":
                return self._fixed(0, SCORED, self.step.empty_rule)
        return [f"{self.p} = unknown()"]

    def _method(self) -> list[str]:
        match self.step.points:
            case None:
                return [f"{self.p} = unknown()"]
            case e.Piecewise() as table:
                lines = self._piecewise(table)
            case e.Tally() as tally:
                lines = self._tally(tally)
            case e.Levels() as levels:
                lines = self._levels(levels)
            case other:
                lines = [f"{self.p} = {self.printer.value(other)}", *self._rule(0)]
        return [*lines, *self._limits(), *gridded(self.p, self.step.grids)]

    def _rule(self, number: int) -> list[str]:
        return [f"{self.r} = {self.step.first_rule + number}"] if self.told else []

    def _levels(self, levels: e.Levels) -> list[str]:
        table, index = self.printer.table(levels.points), self.printer.value(levels.index)
        lines = [f"{self.p} = {table}[{index}]"]
        return [*lines, f"{self.r} = {self.step.first_rule} + {index}"] if self.told else lines

    def _piecewise(self, table: e.Piecewise) -> list[str]:
        n, lines = self._named("n", self.printer.value(table.numerator))
        d = "1"
        if table.denominator != e.ONE:
            d, more = self._named("d", self._denominator(table.denominator))
            lines += more
        word = "if"
        for at, piece in enumerate(table.pieces):
            body = [f"{self.p} = {self._piece(piece, n, d)}", *self._rule(at)]
            if piece.edge is None or at == len(table.pieces) - 1:
                lines += ["else:", *("  " + line for line in body)] if at else body
                break
            lines += [f"{word} {_reached(piece, n, d)}:", *("  " + line for line in body)]
            word = "elif"
        return lines

    @staticmethod
    def _named(name: str, value: str) -> tuple[str, list[str]]:
        """A value under a name of its own, unless it is one fact already."""
        return (value, []) if value.isidentifier() else (name, [f"{name} = {value}"])

    def _denominator(self, expr: e.Expr) -> str:
        """A denominator; not held at 1 where an empty one has been dealt with before."""
        empty = self.step.empty
        if empty is not None and set(facts_of(expr)) <= set(facts_of(empty)) and self.printer.low(expr) >= 0:
            return self.printer.value(expr)
        return self.printer.denominator(expr)

    def _piece(self, piece: e.Piece, n: str, d: str) -> str:
        if piece.slope == 0:
            return str(divide(piece.offset, piece.divisor))
        if d == "1" and piece.divisor == 1:
            return _plus(_times(piece.slope, n), piece.offset)
        # Twice the quotient and a half of it more, over twice the divisor: half up in one floor division.
        below = str(2 * piece.divisor) if d == "1" else f"({2 * piece.divisor} * {d})"
        half = f"{2 * piece.offset + piece.divisor}" if d == "1" else _times(2 * piece.offset + piece.divisor, d)
        return f"({_times(2 * piece.slope, n)} + {half}) // {below}"

    def _tally(self, tally: e.Tally) -> list[str]:
        terms = [str(tally.start)] if tally.start else []
        terms += [self._term(term) for term in tally.terms]
        lines = [f"{self.p} = {' + '.join(terms) or 0}"]
        least, most = self.printer.range(e.Tally(tally.start, tally.terms, None, None))
        bounds = [
            (">", tally.high if tally.high is not None and most > tally.high else None, 1),
            ("<", tally.low if tally.low is not None and least < tally.low else None, 2),
        ]
        word = "if"
        for sign, bound, rule in bounds:
            if bound is not None:
                lines += [
                    f"{word} {self.p} {sign} {bound}:",
                    f"  {self.p} = {bound}",
                    *("  " + line for line in self._rule(rule)),
                ]
                word = "elif"
        if not self.told:
            return lines
        return (
            [*lines, "else:", *("  " + line for line in self._rule(0))] if word == "elif" else [*lines, *self._rule(0)]
        )

    def _term(self, term: e.Term) -> str:
        count = self.printer.value(term.count)
        amount = f"{term.each} * {count}"
        if term.cap is None:
            return amount
        if self.printer.low(term.count) >= 0:
            return f"min({term.cap}, {amount})" if term.each >= 0 else f"max({-term.cap}, {amount})"
        return f"max({-term.cap}, min({term.cap}, {amount}))"

    def _limits(self) -> list[str]:
        assert self.step.points is not None
        low, high = self.printer.range(self.step.points)
        lines = []
        if self.step.high is not None and high > self.step.high:
            lines += [f"if {self.p} > {self.step.high}: {self.p} = {self.step.high}"]
        if self.step.low is not None and low < self.step.low:
            lines += [f"if {self.p} < {self.step.low}: {self.p} = {self.step.low}"]
        return lines


def _times(number: int, name: str) -> str:
    return name if number == 1 else f"{number} * {name}"


def _plus(text: str, number: int) -> str:
    return f"{text} + {number}" if number else text


def _reached(piece: e.Piece, n: str, d: str) -> str:
    assert piece.edge is not None
    p, q = piece.edge
    left = n if q == 1 else f"{n} * {q}"
    right = "0" if p == 0 else str(p) if d == "1" else d if p == 1 else f"{d} * {p}"
    return f"{left} {'>=' if piece.closed else '>'} {right}"


def on_grids(grids: tuple[Grid, ...], points: int) -> int:
    """Points that the set fixes, rounded as it declares."""
    for grid in grids:
        points = divide(points, grid.unit, grid.mode) * grid.unit
    return points
