"""The yardstick for one unit: the same program as Rust CEL expressions over integers, values only."""

from collections.abc import Mapping

import cel

from bench.flattened import Flattened, plain
from engine.program import expressions as e
from engine.program.program import LeafStep, NodeStep, Program

_INFIX = {e.Sum: " + ", e.And: " && ", e.Or: " || "}


class CelYardstick:
    """One list-valued CEL program a stage: leaves, criteria, components, total."""

    def __init__(self, program: Program) -> None:
        self.flat = Flattened(program)
        self.stages: list[tuple[object, list[str]]] = []
        leaves = [(at, step) for at, step in enumerate(self.flat.steps) if isinstance(step, LeafStep)]
        self._stage([(f"p{at}", leaf_text(step)) for at, step in leaves])
        nodes = [(at, step) for at, step in enumerate(self.flat.steps) if isinstance(step, NodeStep)]
        inner = [(at, step) for at, step in nodes if at not in self.flat.root.node.children]
        outer = [(at, step) for at, step in nodes if at in self.flat.root.node.children]
        self._stage([(f"p{at}", self._sum(step)) for at, step in inner])
        self._stage([(f"p{at}", self._rescaled(step)) for at, step in outer])
        self._stage([("total", " + ".join(f"p{child}" for child in self.flat.root.node.children))])

    def _stage(self, named: list[tuple[str, str]]) -> None:
        text = "[" + ", ".join(expression for _, expression in named) + "]"
        self.stages.append((cel.compile(text), [name for name, _ in named]))

    def _sum(self, step: NodeStep) -> str:
        return " + ".join(f"p{child}" for child in step.children)

    def _rescaled(self, step: NodeStep) -> str:
        maximum = " + ".join(self._maximum(child) for child in step.children)
        return half_up(f"{step.maximum} * ({self._sum(step)})", f"({maximum})")

    def _maximum(self, index: int) -> str:
        step = self.flat.steps[index]
        if isinstance(step, NodeStep):
            return " + ".join(self._maximum(child) for child in step.children)
        return f"({text(step.not_arisen)} != 0 ? 0 : {step.maximum})" if step.not_arisen else str(step.maximum)

    def values(self, unit: Mapping[str, int]) -> dict[str, int]:
        """All points by step name, and the total."""
        known = dict(unit)
        context = cel.Context(variables=known)
        for program, names in self.stages:
            found = dict(zip(names, program.execute(context), strict=True))  # type: ignore[attr-defined]
            context.update(found)
            known |= found
        return known


def half_up(numerator: str, denominator: str) -> str:
    """Half-up division by whole numbers."""
    return f"((2 * ({numerator}) + {denominator}) / (2 * {denominator}))"


def leaf_text(step: LeafStep) -> str:
    """The points of a leaf."""
    points = shape_text(step.points)
    for condition, value in ((step.empty, 0), (step.not_arisen, 0)):
        if condition is not None:
            points = f"({truth(condition)} ? {value} : {points})"
    return points


def shape_text(points: e.Expr | None) -> str:
    """A fused shape as nested choices."""
    match points:
        case e.Levels(index, table):
            result = str(table[-1])
            for at in range(len(table) - 2, -1, -1):
                result = f"({text(index)} == {at} ? {table[at]} : {result})"
            return result
        case e.Piecewise(numerator, denominator, pieces):
            n, d = text(numerator), text(denominator)
            result = _piece(pieces[-1], n, d)
            for piece in reversed(pieces[:-1]):
                assert piece.edge is not None
                sign = ">=" if piece.closed else ">"
                result = f"({n} * {piece.edge[1]} {sign} {d} * {piece.edge[0]} ? {_piece(piece, n, d)} : {result})"
            return result
        case e.Tally(start, terms, low, high):
            total = " + ".join([str(start), *(f"{term.each} * {text(term.count)}" for term in terms)])
            return f"(({total}) > {high} ? {high} : (({total}) < {low} ? {low} : ({total})))"
    raise TypeError(points)


def _piece(piece: e.Piece, n: str, d: str) -> str:
    if piece.slope == 0:
        return str(piece.offset // piece.divisor)
    return half_up(f"{piece.slope} * {n} + {piece.offset} * {d}", f"({piece.divisor} * {d})")


def truth(expr: e.Expr) -> str:
    """A condition as CEL reads it: facts are whole numbers there."""
    return f"{text(expr)} != 0" if isinstance(expr, e.FactRef) else text(expr)


def text(expr: object) -> str:
    """One expression."""
    match expr:
        case e.Const(value):
            return str(value)
        case e.FactRef(name):
            return plain(name)
        case e.Sum(terms) | e.And(terms) | e.Or(terms):
            return "(" + _INFIX[type(expr)].join(text(term) for term in terms) + ")"
        case e.Minus(left, right):
            return f"({text(left)} - {text(right)})"
        case e.Times(left, right):
            return f"({text(left)} * {text(right)})"
        case e.Compare(operation, left, right):
            return f"({text(left)} {operation} {text(right)})"
    raise TypeError(expr)
