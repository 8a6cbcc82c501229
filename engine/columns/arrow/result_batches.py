"""The results of many units → one Arrow batch: figures as exact decimals, statuses and rules by their names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.columns.arrow.decimal_arrays import decimal_array
from engine.columns.arrow.digits import digits_for
from engine.columns.arrow.index_column import index_column
from engine.columns.column_results import ColumnResults, OpenRows, Wanted
from engine.columns.fact_columns import Flags
from engine.domain.criteria_set import CriteriaSet
from engine.evaluation.leaf_telling import rule_name
from engine.evaluation.outcome import MISSING, NO_RULE, STATUSES
from engine.program.program import Program

Rows = npt.NDArray[np.int64]
Column = npt.NDArray[Any]

UNIT, PROFILE, TOTAL, TOTAL_HIGH, MAXIMUM, INDEX, COMPLETE = (
    "unit",
    "profile",
    "total",
    "total_high",
    "maximum",
    "index",
    "complete",
)
POINTS, POINTS_HIGH, NODE_MAXIMUM, STATUS, RULE = "points:", "points_high:", "maximum:", "status:", "rule:"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which nodes are told besides the total; with `told` each has its highest points, maximum, status and rule too."""

    nodes: tuple[str, ...] = ()
    told: bool = False

    def of(self, program: Program) -> Wanted:
        """The steps of a program that are asked for; what is not in force there has none."""
        steps = tuple(program.positions[node] for node in self.nodes if node in program.positions)
        return Wanted(steps, told=self.told)


class ResultBatches:
    """Makes batches of results of one set. `programs` are by profile: all that rows may belong to."""

    def __init__(self, rules: CriteriaSet, programs: Mapping[str, Program], asked: Asked) -> None:
        self.rules, self.asked = rules, asked
        self.profiles = pa.array([profile.id for profile in rules.profiles], pa.string())
        self.digits, self.index_digits = digits_for(programs.values(), rules.comparing.places)
        self.rule_names = {node: _rules_of(node, programs.values()) for node in asked.nodes} if asked.told else {}
        self.schema = self._schema()

    def _schema(self) -> pa.Schema:
        figure = pa.decimal128(self.digits, self.rules.places)
        fields = [
            (UNIT, pa.string()),
            (PROFILE, pa.dictionary(pa.int16(), pa.string())),
            *((name, figure) for name in (TOTAL, TOTAL_HIGH, MAXIMUM)),
            (INDEX, pa.decimal128(self.index_digits, self.rules.comparing.places)),
            (COMPLETE, pa.bool_()),
        ]
        for node in self.asked.nodes:
            fields.append((POINTS + node, figure))
            if self.asked.told:
                fields += [(POINTS_HIGH + node, figure), (NODE_MAXIMUM + node, figure)]
                fields.append((STATUS + node, pa.dictionary(pa.int8(), pa.string())))
                fields.append((RULE + node, pa.dictionary(pa.int16(), pa.string())))
        return pa.schema(fields)

    def collector(self, rows: int) -> "Collector":
        """Collects the results of `rows` rows, profile by profile."""
        return Collector(self, rows)


@dataclass(frozen=True, slots=True)
class _Part:
    """The results of the rows of one profile, beside which rows they are."""

    rows: Rows
    program: Program
    results: ColumnResults


class Collector:
    """The results of one batch while its profiles are scored one after the other."""

    def __init__(self, maker: ResultBatches, rows: int) -> None:
        self.maker, self.rows = maker, rows
        self.parts: list[_Part] = []

    def put(self, rows: Rows, program: Program, results: ColumnResults) -> None:
        """Keep the results of some rows."""
        self.parts.append(_Part(rows, program, results))

    def batch(self, ids: pa.Array, profiles: npt.NDArray[np.int32]) -> pa.RecordBatch:
        """All results in the order of the rows."""
        maker, places = self.maker, self.maker.rules.places
        total = self._whole(_total)
        high = total if self.is_decided else self._whole(_total_high)
        maximum, least = self._whole(_maximum), self._whole(_least_maximum)
        decided = (total == high) & ((maximum == least) | (total == 0)) & (least > 0)
        comparing = maker.rules.comparing
        index, known = index_column(total, maximum, decided, comparing)
        least_most = self._figures([total, high], None)
        columns = [
            ids,
            pa.DictionaryArray.from_arrays(pa.array(profiles.astype(np.int16)), maker.profiles),
            *least_most,
            decimal_array(maximum, places, digits=maker.digits),
            decimal_array(index, comparing.places, known, maker.index_digits),
            pa.array(self._whole(_complete).astype(np.bool_)),
        ]
        for node in maker.asked.nodes:
            columns += self._of_node(node)
        return pa.RecordBatch.from_arrays(columns, schema=maker.schema)

    def _of_node(self, node: str) -> list[pa.Array]:
        inside = self._whole(lambda part: np.full(len(part.rows), node in part.program.positions))
        known: Flags | None = None if inside.all() else inside.astype(np.bool_)
        low = self._whole(partial(_points, node=node))
        if not self.maker.asked.told:
            return self._figures([low], known)
        high = low if self.is_decided else self._whole(partial(_points_high, node=node))
        maximum = self._whole(partial(_node_maximum, node=node))
        return [*self._figures([low, high, maximum], known), self._named(node, known), self._rules(node)]

    @cached_property
    def is_decided(self) -> bool:
        """Whether no row is open."""
        return all(part.results.open is None or not len(part.results.open.rows) for part in self.parts)

    def _figures(self, columns: Sequence[Column], known: Flags | None) -> list[pa.Array]:
        """Columns of points as decimals; what stands twice is laid out once."""
        places, digits = self.maker.rules.places, self.maker.digits
        made: dict[int, pa.Array] = {}
        for column in columns:
            if id(column) not in made:
                made[id(column)] = decimal_array(column, places, known, digits)
        return [made[id(column)] for column in columns]

    def _named(self, node: str, known: Flags | None) -> pa.Array:
        words = pa.array([str(status) for status in STATUSES], pa.string())
        statuses = self._whole(lambda part: _line(part, part.results.statuses, node)).astype(np.int8, copy=False)
        return pa.DictionaryArray.from_arrays(pa.array(statuses, mask=None if known is None else ~known), words)

    def _rules(self, node: str) -> pa.Array:
        names = self.maker.rule_names[node]
        places = {name: at for at, name in enumerate(names)}

        def numbered(part: _Part) -> Column:
            step = part.program.positions.get(node)
            if step is None:
                return np.full(len(part.rows), NO_RULE, np.int16)
            rules = part.program.steps[step].rules
            line = _line(part, part.results.rules, node)
            if list(rules) == names[:-1] and line.min(initial=NO_RULE) >= NO_RULE:
                return line
            # Counted from the end, as the two numbers that are no rules are: what was missing, and no rule.
            table = [*(places[name] for name in rules), places[rule_name(part.program.steps[step], MISSING)], NO_RULE]
            named: Column = np.array(table, np.int16)[line]
            return named

        numbers = self._whole(numbered, NO_RULE).astype(np.int16, copy=False)
        none = numbers < 0
        named = pa.array(numbers, mask=none if none.any() else None)
        return pa.DictionaryArray.from_arrays(named, pa.array(names, pa.string()))

    def _whole(self, of_part: Callable[[_Part], Column], nothing: int = 0) -> Column:
        """One column over all rows; `nothing` stands in those that were not scored."""
        if len(self.parts) == 1 and len(self.parts[0].rows) == self.rows:
            return of_part(self.parts[0])
        columns = [of_part(part) for part in self.parts]
        kinds = {column.dtype for column in columns} or {np.dtype(np.int64)}
        whole = np.full(self.rows, nothing, kinds.pop() if len(kinds) == 1 else np.result_type(*kinds))
        for part, column in zip(self.parts, columns, strict=True):
            whole[part.rows] = column
        return whole


def _rules_of(node: str, programs: Iterable[Program]) -> list[str]:
    """The names of the rules of a node in all programs, and last that of what was missing at the close."""
    found = [program.steps[program.positions[node]] for program in programs if node in program.positions]
    names = dict.fromkeys(name for step in found for name in step.rules)
    return [*names, rule_name(found[0], MISSING)] if found else [*names]


def _sign(program: Program, step: int) -> int:
    """1 for a bonus, -1 for a penalty: these have no maximum of their own; 0 inside the components."""
    return 1 if step in program.root.bonus else -1 if step in program.root.penalty else 0


def _line(part: _Part, matrix: Column | None, node: str) -> Column:
    """What a matrix holds of one node; nothing where the node is not in force."""
    step = part.program.positions.get(node)
    if step is None:
        return np.zeros(len(part.rows), np.int64)
    assert matrix is not None, "told where it was asked for"
    line: Column = matrix[part.results.step_row(step)]
    return line


def _with_open(part: _Part, low: Column, ends_of: Callable[[OpenRows], Column]) -> Column:
    """A column in which the rows that are open have their other ends."""
    rows = part.results.open
    if rows is None or not len(rows.rows):
        return low
    column: Column = low.astype(np.int64)
    column[rows.rows] = ends_of(rows)
    return column


def _ends(part: _Part, node: str) -> tuple[Column, Column]:
    """Least and greatest points of a node, as scorecards tell them: what a penalty takes off is below 0."""
    step = part.program.positions.get(node)
    low = _line(part, part.results.points, node)
    if step is None:
        return low, low
    high = _with_open(part, low, lambda rows: rows.points_high[part.results.step_row(step)])
    return (-high, -low) if _sign(part.program, step) < 0 else (low, high)


def _points(part: _Part, node: str) -> Column:
    return _ends(part, node)[0]


def _points_high(part: _Part, node: str) -> Column:
    return _ends(part, node)[1]


def _node_maximum(part: _Part, node: str) -> Column:
    step = part.program.positions.get(node)
    if step is None or _sign(part.program, step):
        return np.zeros(len(part.rows), np.int64)
    return _line(part, part.results.maxima, node)


def _total(part: _Part) -> Column:
    return part.results.total


def _total_high(part: _Part) -> Column:
    return _with_open(part, part.results.total, attrgetter("total_high"))


def _maximum(part: _Part) -> Column:
    return part.results.maximum


def _least_maximum(part: _Part) -> Column:
    return _with_open(part, part.results.maximum, attrgetter("maximum_low"))


def _complete(part: _Part) -> Column:
    complete = part.results.complete
    return np.ones(len(part.rows), np.bool_) if complete is None else complete
