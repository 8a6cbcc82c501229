"""What if some facts were others: of units that were scored once, only what these facts reach runs again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.columns.batch_facts import guarded, overridden_of, with_constants
from engine.columns.column_results import ColumnResults, Wanted
from engine.columns.fact_columns import FactColumns, Flags, ListColumn, NumberColumn, width_of_fact
from engine.columns.flat.flat_program import UNKNOWN
from engine.columns.flat.flattening import flatten
from engine.columns.flat.slices import sliced
from engine.columns.many_units import ManyUnits
from engine.columns.prepared_columns import Prepared, is_proved, machine_for, prepared_flat
from engine.program import expressions as e


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of one scoring: the facts, the columns that the slice reads, and the rows that it cannot serve.

    Such rows are open, or their numbers lie beyond what 64 bits are proved to hold; each time they run anew as a whole.
    """

    facts: FactColumns
    columns: Mapping[str, NumberColumn]
    ready: Prepared
    doubtful: Flags


class WhatIf:
    """Scenarios in which some facts of many units change: totals, maxima and the points of `steps`.

    The results are those of scoring everything over the changed facts. Safe to share between threads. Raises KeyError
    for a fact that the program does not have.
    """

    def __init__(self, many: ManyUnits, changed: Collection[str], steps: Sequence[int] = ()) -> None:
        declared = {fact.id for fact in many.program.facts}
        if unheard_of := sorted(set(changed) - declared):
            raise KeyError(unheard_of[0])
        self.many, self.changed, self.wanted = many, tuple(dict.fromkeys(changed)), Wanted(tuple(steps))

    def keep(self, facts: FactColumns) -> Kept:
        """Score once what the scenarios will read."""
        facts = with_constants(facts, self.many.figures)
        overridden = overridden_of(self.many.program, facts)
        flat = flatten(self.many.program, overridden, self.many.guards)
        unknown = [UNKNOWN + fact for fact in self.changed if fact in overridden.unknown]
        part = sliced(flat, [*self.changed, *unknown], self.wanted.steps)
        # Whether a row is open is kept, too: what the slice reads of such a row means nothing.
        names = [*part.kept.values(), *([flat.open.id] if isinstance(flat.open, e.FactRef) else [])]
        read = [e.FactRef(name) for name in names]
        hopeless = self.many.guards is None or not is_proved(flat, read)
        ready = prepared_flat(part.flat, self.wanted, self.many.machine, hopeless=hopeless)
        if ready.machine is None:
            return Kept(facts, {}, ready, np.ones(facts.rows, np.bool_))
        within = guarded(facts, flat, self.many.guards or {})
        ranges = [flat.declared[name] for name in names]
        arrays = [np.empty(facts.rows, width_of_fact(fact)) for fact in ranges]
        machine = machine_for(flat, read, self.many.machine)
        self.many.spread(
            facts.rows,
            lambda start, stop: machine.run(within.facts.part(start, stop), [array[start:stop] for array in arrays]),
        )
        columns = dict(zip(part.kept, map(NumberColumn, arrays), strict=False))
        is_open = arrays[-1] != 0 if len(names) > len(part.kept) else np.full(facts.rows, flat.open == e.ONE)
        return Kept(facts, columns, ready, is_open if within.beyond is None else is_open | within.beyond)

    def run(
        self,
        kept: Kept,
        changes: Mapping[str, NumberColumn | ListColumn],
        *,
        closed: bool = False,
        into: ColumnResults | None = None,
    ) -> ColumnResults:
        """The results with these columns in the place of what was given; facts that are not named stay as they were.

        Raises KeyError for a fact that was not declared as changed.
        """
        if strange := sorted(set(changes) - set(self.changed)):
            raise KeyError(strange[0])
        numbers = {name: column for name, column in changes.items() if isinstance(column, NumberColumn)}
        lists = {name: column for name, column in changes.items() if isinstance(column, ListColumn)}
        facts = kept.facts
        facts = replace(facts, numbers={**facts.numbers, **numbers}, lists={**facts.lists, **lists})
        doubtful = kept.doubtful
        for column in changes.values():
            if column.known is not None:
                doubtful = doubtful | ~column.known
        return self.many.score_with(kept.ready, facts, kept=kept.columns, doubtful=doubtful, closed=closed, into=into)
