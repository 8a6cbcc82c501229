"""Many units at once: columns of facts → columns of results, the same integers as one unit at a time."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from threading import Lock

import numpy as np
import numpy.typing as npt

from engine.columns.batch_facts import covers, guarded, joined, may_have, overridden_of, with_constants
from engine.columns.column_results import ColumnResults, Wanted
from engine.columns.fact_columns import FactColumns, Flags, NumberColumn
from engine.columns.flat.flat_program import Overridden
from engine.columns.flat.widths import guards
from engine.columns.intervals.open_blocks import OpenBlocks
from engine.columns.prepared_columns import MachineName, Prepared, prepared
from engine.columns.result_room import OPEN, ResultRoom
from engine.evaluation.one_unit import OneUnit
from engine.program.intervals import Interval
from engine.program.program import Program

ROWS_AT_ONCE = 2**21
"""Rows that one thread is handed at a time."""
OPEN_ROWS_AT_ONCE = 2**16
"""Rows that are run the open way at a time: both ends of all their results are in memory until these are put."""
FEWEST_ROWS = 2**15
"""Rows of a thread: with fewer, starting it and sharing the interpreter cost more than it gains."""
MOST_PREPARED = 32
MOST_KINDS = 4
"""Kinds of batches for which a program is made of their own; others share one that allows for more."""

Work = Callable[[int, int], None]


class ManyUnits:
    """Scores many units under one compiled set (one profile, one year). Safe to share between threads.

    `machine`: `fast` needs the extra of that name, `auto` takes it where it is compiled already. Raises ExtraMissing at
    the first scoring where `fast` is asked for and missing.
    """

    def __init__(self, one: OneUnit, *, machine: MachineName = "auto", threads: int = 1) -> None:
        self.one = one
        self.program: Program = one.program
        self.machine: MachineName = machine
        self._threads = max(1, threads)
        self.figures = dict(one.figures or {})
        self._ready: OrderedDict[tuple[Overridden, Wanted], Prepared] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def guards(self) -> Mapping[str, Interval] | None:
        """The ranges of facts within which 64 bits are proved to hold the results; None where none are."""
        return guards(self.program, self.figures)

    @cached_property
    def _open(self) -> OpenBlocks:
        return OpenBlocks(self.program)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="columns")

    def score(
        self,
        facts: FactColumns,
        wanted: Wanted = Wanted(),  # noqa: B008  # it cannot change
        *,
        closed: bool = False,
        into: ColumnResults | None = None,
    ) -> ColumnResults:
        """Score all rows; `into` gives up its arrays, so that what it held is gone.

        `closed`: what is missing counts as the set says; where it refuses, such rows come back as not complete.
        """
        facts = with_constants(facts, self.figures)
        ready = self._prepared(overridden_of(self.program, facts), wanted)
        return self.score_with(ready, facts, closed=closed, into=into)

    def score_with(
        self,
        ready: Prepared,
        facts: FactColumns,
        *,
        kept: Mapping[str, NumberColumn] | None = None,
        doubtful: Flags | None = None,
        closed: bool = False,
        into: ColumnResults | None = None,
    ) -> ColumnResults:
        """Score all rows by what was made ready; `kept` are columns that it reads besides the facts.

        Rows that are `doubtful` are not taken from it, but run the open way, which needs the facts alone.
        """
        room = ResultRoom(ready.layout, facts.rows, into)
        undecided = self._run(ready, replace(facts, numbers={**facts.numbers, **(kept or {})}), room)
        rows = np.flatnonzero(undecided if doubtful is None else undecided | doubtful)
        if len(rows):
            self._run_open(facts, rows, room, closed=closed)
        return room.results()

    def _run(self, ready: Prepared, facts: FactColumns, room: ResultRoom) -> Flags:
        """Run the machine over all rows; marks those that it cannot decide or whose numbers lie beyond the proof."""
        if ready.machine is None:
            return np.ones(facts.rows, np.bool_)
        machine, within = ready.machine, guarded(facts, ready.flat, self.guards or {})
        room.fill_constants()
        self.spread(
            facts.rows, lambda start, stop: machine.run(within.facts.part(start, stop), room.targets(start, stop))
        )
        undecided: Flags = room.arrays[OPEN] != 0
        return undecided if within.beyond is None else undecided | within.beyond

    def _run_open(self, facts: FactColumns, rows: npt.NDArray[np.int64], room: ResultRoom, *, closed: bool) -> None:
        policy = self.one.compiled.criteria_set.missing_at_close
        at_close = policy if closed and policy != "refuse" else ""

        # By one thread: it takes short steps of the interpreter, which several would wait for in turn.
        for start in range(0, len(rows), OPEN_ROWS_AT_ONCE):
            some = rows[start : start + OPEN_ROWS_AT_ONCE]
            part = facts.part(start, start + len(some)) if len(rows) == facts.rows else facts.at(some)
            room.put(some, self._open.run(part, room.layout.wanted, at_close))

    def spread(self, rows: int, work: Work) -> None:
        """Do the work over ranges of rows, on all threads where there are enough rows."""
        threads = min(self._threads, rows // FEWEST_ROWS)
        most = min(ROWS_AT_ONCE, -(-rows // threads)) if threads > 1 else ROWS_AT_ONCE
        starts = range(0, rows, most)
        if threads < 2:
            for start in starts:
                work(start, min(start + most, rows))
            return
        for done in [self._pool.submit(work, start, min(start + most, rows)) for start in starts]:
            done.result()

    def _prepared(self, overridden: Overridden, wanted: Wanted) -> Prepared:
        with self._lock:
            key = self._kind(overridden, [key[0] for key in self._ready if key[1] == wanted]), wanted
            if key not in self._ready:
                self._ready[key] = prepared(self.program, *key, self.guards, self.machine)
            self._ready.move_to_end(key)
            while len(self._ready) > MOST_PREPARED:
                self._ready.popitem(last=False)
            return self._ready[key]

    def _kind(self, own: Overridden, ready: Sequence[Overridden]) -> Overridden:
        """The kind under which a batch is run: its own while there are few, then one that has all that it has."""
        if own in ready or len(ready) < MOST_KINDS:
            return own
        for kind in ready:
            if covers(kind, own):
                return kind
        anything = may_have(self.program)
        if len(ready) >= 2 * MOST_KINDS:
            return anything
        seen = joined([*ready, own])
        return Overridden(seen.marks, seen.excluded, anything.unknown)
