"""The yardstick for an explained unit: the same program as an OpenFisca tax-benefit system, all values calculated."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.flattened import Flattened, plain
from engine.program import expressions as e
from engine.program.program import LeafStep, NodeStep, Program

PERIOD = "2022"
FLOAT32_EXACT = 2**24
"""OpenFisca keeps whole numbers as int32: facts beyond are given as float32, inexactly, as its users must."""


class OpenFiscaYardstick:
    """Every fact an input variable; every leaf, node and the total a formula."""

    def __init__(self, program: Program) -> None:
        self.flat = Flattened(program)
        self.entity = build_entity(key="unit", plural="units", label="unit", is_person=True)
        self.system = TaxBenefitSystem([self.entity])
        self.inexact = {
            name for name in self.flat.facts if name in self.flat.declared and self.flat.declared[name].high > 2**31 - 1
        }
        for name in self.flat.facts:
            self._variable(plain(name), None, float if name in self.inexact else int)
        self.outputs = []
        for at, step in enumerate(self.flat.steps):
            self._variable(f"p{at}", self._leaf(step) if isinstance(step, LeafStep) else self._node(step), int)
            self.outputs.append(f"p{at}")
        children = self.flat.root.node.children
        self._variable("total", lambda read: sum(read(f"p{child}") for child in children), int)
        self.outputs.append("total")

    def _variable(self, name: str, compute: Callable[[Any], Any] | None, kind: type) -> None:
        members: dict[str, Any] = {"value_type": kind, "entity": self.entity, "definition_period": YEAR, "label": name}
        if compute is not None:

            def formula(unit: Any, period: Any) -> Any:
                return compute(lambda wanted: np.asarray(unit(wanted, period)).astype(np.int64))

            members["formula"] = formula
        self.system.add_variable(type(name, (Variable,), members))

    def values(self, unit: Mapping[str, int]) -> dict[str, int]:
        """All values of one unit."""
        builder = SimulationBuilder()
        builder.create_entities(self.system)
        builder.declare_person_entity("unit", np.arange(1))
        simulation = builder.build(self.system)
        for name, value in unit.items():
            simulation.set_input(name, PERIOD, np.array([value]))
        return {name: int(simulation.calculate(name, PERIOD)[0]) for name in self.outputs}

    def _leaf(self, step: LeafStep) -> Callable[[Any], Any]:
        def compute(read: Any) -> Any:
            points = shape(step.points, read)
            for condition in (step.empty, step.not_arisen):
                if condition is not None:
                    points = np.where(value(condition, read) != 0, 0, points)
            return points

        return compute

    def _node(self, step: NodeStep) -> Callable[[Any], Any]:
        def compute(read: Any) -> Any:
            won = sum(read(f"p{child}") for child in step.children)
            if not step.rescale:
                return won
            return half_up(step.maximum * won, sum(self._maximum(child, read) for child in step.children))

        return compute

    def _maximum(self, index: int, read: Any) -> Any:
        step = self.flat.steps[index]
        if isinstance(step, NodeStep):
            return sum(self._maximum(child, read) for child in step.children)
        if step.not_arisen is None:
            return step.maximum
        return np.where(value(step.not_arisen, read) != 0, 0, step.maximum)


def half_up(numerator: Any, denominator: Any) -> Any:
    """Half-up division of whole numbers."""
    below = np.maximum(denominator, 1)
    return (2 * numerator + below) // (2 * below)


def shape(points: e.Expr | None, read: Any) -> Any:
    """A fused shape over columns."""
    match points:
        case e.Levels(index, table):
            return np.asarray(table)[value(index, read)]
        case e.Piecewise(numerator, denominator, pieces):
            n, d = value(numerator, read), np.maximum(value(denominator, read), 1)
            result = _piece(pieces[-1], n, d)
            for piece in reversed(pieces[:-1]):
                assert piece.edge is not None
                left, right = n * piece.edge[1], d * piece.edge[0]
                reached = left >= right if piece.closed else left > right
                result = np.where(reached, _piece(piece, n, d), result)
            return result
        case e.Tally(start, terms, low, high):
            total = start + sum(term.each * value(term.count, read) for term in terms)
            return np.clip(total, low, high)
    raise TypeError(points)


def _piece(piece: e.Piece, n: Any, d: Any) -> Any:
    if piece.slope == 0:
        return np.int64(piece.offset // piece.divisor)
    return half_up(piece.slope * n + piece.offset * d, piece.divisor * d)


def value(expr: object, read: Any) -> Any:
    """One expression over columns."""
    match expr:
        case e.Const(number):
            return np.int64(number)
        case e.FactRef(name):
            return read(plain(name))
        case e.Sum(terms):
            return sum(value(term, read) for term in terms)
        case e.Minus(left, right):
            return value(left, read) - value(right, read)
        case e.Times(left, right):
            return value(left, read) * value(right, read)
        case e.Compare("==", left, right):
            return value(left, read) == value(right, read)
        case e.Or(terms):
            return np.any([value(term, read) != 0 for term in terms], axis=0)
    raise TypeError(expr)
