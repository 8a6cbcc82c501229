"""What is made ready once for batches of one kind: flat program, machine, layout of the results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from engine.columns.column_results import Integers, Wanted
from engine.columns.fact_columns import FactColumns
from engine.columns.fast.kept_machine import machine_state
from engine.columns.flat.flat_program import FlatProgram, Overridden
from engine.columns.flat.flattening import flatten
from engine.columns.flat.widths import Widths
from engine.columns.numpy_machine.machine import NumpyMachine
from engine.columns.result_room import Layout
from engine.errors import ExtraMissing
from engine.program import expressions as e
from engine.program.intervals import Interval
from engine.program.program import Program

MachineName = Literal["auto", "numpy", "fast"]


class Machine(Protocol):
    """Fills one column for each output of a flat program. Shared between threads."""

    def run(self, facts: FactColumns, into: Sequence[Integers]) -> None:
        """Fill one integer array for each output, each wide enough for what is declared of it."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """`machine` is None where 64 bits are not proved to hold the results: all rows then go the open way."""

    flat: FlatProgram
    layout: Layout
    machine: Machine | None


def prepared(
    program: Program,
    overridden: Overridden,
    wanted: Wanted,
    guards: Mapping[str, Interval] | None,
    machine: MachineName,
) -> Prepared:
    """Make ready; `guards` are the ranges of facts within which 64 bits hold, None where none do.

    Raises ExtraMissing where the fast machine is asked for by name and not installed.
    """
    return prepared_flat(flatten(program, overridden, guards), wanted, machine, hopeless=guards is None)


def prepared_flat(flat: FlatProgram, wanted: Wanted, machine: MachineName, *, hopeless: bool = False) -> Prepared:
    """Make a flat program ready; `hopeless`: there is no range of facts within which 64 bits hold it."""
    layout = Layout(flat, wanted)
    if hopeless or flat.open == e.ONE or not is_proved(flat, layout.computed):
        return Prepared(flat, layout, None)
    return Prepared(flat, layout, machine_for(flat, layout.computed, machine))


def is_proved(flat: FlatProgram, results: Sequence[e.Expr]) -> bool:
    """Whether 64 bits are proved to hold all that some results are made of."""
    widths = Widths(flat)
    return all(widths.proves(statement.expr) for statement in flat.needed(results))


def machine_for(flat: FlatProgram, results: Sequence[e.Expr], asked: MachineName) -> Machine:
    """The machine that fills some results; raises ExtraMissing."""
    if asked == "numpy" or (asked == "auto" and machine_state().state != "ready"):
        return NumpyMachine(flat, results)
    try:
        from engine.columns.fast.machine import FastMachine  # numba takes long to load, and may not be there
    except ImportError as missing:
        if asked == "fast":
            raise ExtraMissing("fast") from missing
        return NumpyMachine(flat, results)
    return FastMachine(flat, results) if FastMachine.supports(flat) else NumpyMachine(flat, results)
