"""Where the results of many units are put: arrays used again where they fit, widened where a number asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.column_results import ColumnResults, Integers, OpenRows, Wanted, padded
from engine.columns.fact_columns import width_of
from engine.columns.flat.flat_program import FlatProgram, FlatStep
from engine.columns.intervals.columns import Ends, IntervalColumns
from engine.program import expressions as e
from engine.program.intervals import Interval

OPEN = "open"
WHOLE = ("total", "maximum", "components", "bonus", "penalty")
BY_STEP: Mapping[str, str] = {"points": "points", "maxima": "maximum", "statuses": "status", "rules": "rule"}
"""Matrix → the field of a flat step that its lines hold."""
_LEAST_WIDTH: dict[str, np.dtype[Any]] = {
    "statuses": np.dtype(np.int8),
    "rules": np.dtype(np.int16),
    OPEN: np.dtype(np.int8),
}
Rows = npt.NDArray[np.int64]


class Layout:
    """Which arrays are wanted, their widths, and which result of a flat program each line holds.

    `computed` are the results that a machine fills, `places` (array, line) of each; `fixed` (array, line, number) is
    what is the same in all rows.
    """

    def __init__(self, flat: FlatProgram, wanted: Wanted) -> None:
        self.wanted = wanted
        whole = WHOLE if wanted.told else WHOLE[:2]
        self.vectors: dict[str, e.Expr] = {name: getattr(flat, name) for name in (*whole, OPEN)}
        matrices = BY_STEP if wanted.told else ("points",)
        self.matrices: dict[str, list[e.Expr]] = {
            name: [_of_step(flat.steps[at], name) for at in wanted.steps] for name in matrices
        }
        by_name = {name: [expr] for name, expr in self.vectors.items()} | self.matrices
        self.widths = {name: _width(flat, name, exprs) for name, exprs in by_name.items()}
        lines = [(name, at, expr) for name, exprs in by_name.items() for at, expr in enumerate(exprs)]
        self.fixed = [(name, at, expr.value) for name, at, expr in lines if isinstance(expr, e.Const)]
        self.computed = [expr for _, _, expr in lines if not isinstance(expr, e.Const)]
        self.places = [(name, at) for name, at, expr in lines if not isinstance(expr, e.Const)]


def _of_step(step: FlatStep, matrix: str) -> e.Expr:
    found: e.Expr = getattr(step, BY_STEP[matrix])
    return found


def _width(flat: FlatProgram, name: str, exprs: Sequence[e.Expr]) -> np.dtype[Any]:
    if name in _LEAST_WIDTH:
        return _LEAST_WIDTH[name]
    ends = [_range(flat, expr) for expr in exprs] or [(0, 0)]
    width = width_of(min(low for low, _ in ends), max(high for _, high in ends))
    if width.hasobject:
        return np.dtype(np.int64)
    return width if width == np.int64 else np.dtype(np.int32)


def _range(flat: FlatProgram, expr: e.Expr) -> Interval:
    if isinstance(expr, e.Const):
        return expr.value, expr.value
    assert isinstance(expr, e.FactRef), "a result is a reference or a constant"
    return flat.declared[expr.id].low, flat.declared[expr.id].high


class ResultRoom:
    """Arrays for the results of some rows; `into` gives up its own where they have the right shape and width."""

    def __init__(self, layout: Layout, rows: int, into: ColumnResults | None) -> None:
        self.layout, self.rows = layout, rows
        self._open: list[OpenRows] = []
        self._complete: npt.NDArray[np.bool_] | None = None
        self.arrays: dict[str, Integers] = {}
        for name in layout.vectors:
            again = _used_again(into, name, (rows,), layout.widths[name])
            self.arrays[name] = padded(rows, 1, layout.widths[name])[0] if again is None else again
        for name, lines in layout.matrices.items():
            again = _used_again(into, name, (len(lines), rows), layout.widths[name])
            self.arrays[name] = padded(rows, len(lines), layout.widths[name]) if again is None else again

    def fill_constants(self) -> None:
        """Put what is the same in all rows."""
        for name, line, number in self.layout.fixed:
            self._line(name, line).fill(number)

    def targets(self, start: int, stop: int) -> list[Integers]:
        """Where the machine puts each computed result, for some rows."""
        return [self._line(name, line)[start:stop] for name, line in self.layout.places]

    def _line(self, name: str, line: int) -> Integers:
        found: Integers = self.arrays[name] if name in self.layout.vectors else self.arrays[name][line]
        return found

    def put(self, rows: Rows, found: IntervalColumns) -> None:
        """Put the results of rows that were run over intervals; `rows` ascend, also from one call to the next."""
        whole = [name for name in WHOLE if name in self.arrays]
        for name in whole:
            self._store(name, rows, _high(found, name) if name == "maximum" else _low(found, name))
        self._store("points", rows, found.points.low)
        if found.maxima is not None and found.statuses is not None and found.rules is not None:
            self._store("maxima", rows, found.maxima.high)
            self._store("statuses", rows, found.statuses)
            self._store("rules", rows, found.rules)
        if not found.complete.all():
            if self._complete is None:
                self._complete = np.ones(self.rows, np.bool_)
            self._complete[rows] = found.complete
        self._keep_open(rows, found)

    def _store(self, name: str, rows: Rows, numbers: Integers) -> None:
        """Put numbers, in wider arrays where these do not hold them."""
        if numbers.size and not self.arrays[name].dtype.hasobject:
            needed = width_of(int(numbers.min()), int(numbers.max()))
            wide = needed if needed.hasobject else np.promote_types(needed, self.arrays[name].dtype)
            self.arrays[name] = self.arrays[name].astype(wide, copy=False)
        self.arrays[name][..., rows] = numbers

    def _keep_open(self, rows: Rows, found: IntervalColumns) -> None:
        maxima = found.points if found.maxima is None else found.maxima
        differs = ~found.complete
        for ends in (found.total, found.maximum):
            differs |= ends.low != ends.high
        for matrix in (found.points, maxima):
            differs |= (matrix.low != matrix.high).any(axis=0)
        at = np.flatnonzero(differs)
        if len(at):
            self._open.append(
                OpenRows(
                    rows[at], found.total.high[at], found.maximum.low[at], found.points.high[:, at], maxima.low[:, at]
                )
            )

    def results(self) -> ColumnResults:
        """All that was put here."""
        arrays: dict[str, Any] = {name: array for name, array in self.arrays.items() if name != OPEN}
        return ColumnResults(
            self.rows, self.layout.wanted.steps, **arrays, complete=self._complete, open=_joined(self._open)
        )


def _joined(parts: Sequence[OpenRows]) -> OpenRows | None:
    """Open rows in ascending order; None where there are none."""
    if len(parts) < 2:
        return parts[0] if parts else None
    names = [field.name for field in fields(OpenRows)]
    return OpenRows(*(np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names))


def _used_again(into: ColumnResults | None, name: str, shape: tuple[int, ...], width: np.dtype[Any]) -> Integers | None:
    found = None if into is None or name == OPEN else getattr(into, name)
    return found if isinstance(found, np.ndarray) and found.shape == shape and found.dtype == width else None


def _low(found: IntervalColumns, name: str) -> Integers:
    ends: Ends = getattr(found, name)
    return ends.low


def _high(found: IntervalColumns, name: str) -> Integers:
    ends: Ends = getattr(found, name)
    return ends.high
