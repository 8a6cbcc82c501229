"""Many units in OpenFisca: every leaf, node and the total of a set, calculated over whole columns at once."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.simulation_builder import SimulationBuilder

from bench.flattened import plain
from bench.openfisca_yardstick import PERIOD, OpenFiscaYardstick
from bench.rounds import now
from engine.columns.fact_columns import FactColumns, ListColumn
from engine.program import expressions as e
from engine.program.program import Program

Columns = Mapping[str, npt.NDArray[Any]]


class OpenFiscaBulk:
    """The tax-benefit system of a program, asked for many units at once."""

    def __init__(self, program: Program) -> None:
        self.yardstick = OpenFiscaYardstick(program)

    def inputs(self, facts: FactColumns) -> Columns:
        """Columns by plain name; records of lists are counted beforehand, which nobody is charged for."""
        columns = {plain(name): column.values for name, column in facts.numbers.items()}
        for name, fold in self.yardstick.flat.counts.items():
            columns[plain(name)] = _counted(facts.lists[fold.list_id], late=isinstance(fold.condition, e.And))
        return {plain(name): columns[plain(name)] for name in self.yardstick.flat.facts}

    def timed(self, inputs: Columns, rows: int) -> tuple[float, dict[str, npt.NDArray[Any]]]:
        """Seconds for calculating every result, without handing the inputs over; and the results."""
        builder = SimulationBuilder()
        builder.create_entities(self.yardstick.system)
        builder.declare_person_entity("unit", np.arange(rows))
        simulation = builder.build(self.yardstick.system)
        for name, column in inputs.items():
            simulation.set_input(name, PERIOD, column)
        started = now()
        results = {name: simulation.calculate(name, PERIOD) for name in self.yardstick.outputs}
        return now() - started, results


def _counted(reports: ListColumn, *, late: bool) -> npt.NDArray[np.int64]:
    """Reports of each unit that came late, or that never came."""
    due, sent = reports.fields
    known = sent.known if sent.known is not None else np.ones(len(sent.values), np.bool_)
    counts = known & (sent.values > due.values) if late else ~known
    before = np.concatenate([[0], np.cumsum(counts)])
    counted: npt.NDArray[np.int64] = before[reports.offsets[1:]] - before[reports.offsets[:-1]]
    return counted
