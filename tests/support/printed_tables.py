"""Printed sets at work: submissions as rows of a table, and what DuckDB and Polars make of it by the printed text."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from engine.columns.printers.duckdb_sql import duckdb_sql
from engine.columns.printers.polars_source import polars_source
from engine.columns.printers.printed_set import PrintedSet
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import decimal_text
from engine.domain.submission import Submission
from engine.evaluation.intake import Intake
from engine.evaluation.outcome import STATUSES, Outcome

Row = Mapping[str, Any]


def table(rng: Random, printed: PrintedSet, submissions: Sequence[Submission], intakes: Sequence[Intake]) -> pa.Table:
    """The submissions as a table; of each column the rng says whether it holds numbers or text."""
    columns: dict[str, pa.Array] = {"unit.id": pa.array([str(at) for at in range(len(submissions))])}
    for fact in printed.facts:
        written = Column(rng, fact)
        values = [written.cell(each.facts.get(fact.id)) for each in submissions]
        columns[fact.id] = pa.array(values, written.type)
    for mark in printed.marks:
        node = mark.name.removeprefix("mark:")
        points = [each.marked[node].points if node in each.marked else None for each in intakes]
        columns[mark.name] = pa.array([None if each is None else decimal_text(each) for each in points], pa.string())
    for name in printed.excluded:
        node = name.removeprefix("excluded:")
        named = [{exclusion.node for exclusion in each.exclusions} for each in submissions]
        columns[name] = pa.array([True if node in nodes else rng.choice([None, False]) for nodes in named], pa.bool_())
    return pa.table(columns)


class Column:
    """How the values of one fact, or of a field of records, are written in a table."""

    def __init__(self, rng: Random, fact: Fact) -> None:
        self.fact = fact
        self.as_text = rng.random() < 0.4
        self.fields = {field.id: Column(rng, field) for field in fact.fields}

    @property
    def type(self) -> pa.DataType:
        """The type of the column."""
        fact = self.fact
        if fact.fields:
            return pa.list_(pa.struct([(name, field.type) for name, field in self.fields.items()]))
        if self.as_text or fact.type is FactType.CHOICE:
            return pa.string()
        if fact.type is FactType.BOOL:
            return pa.bool_()
        if fact.type is FactType.DATE:
            return pa.date32()
        return pa.decimal128(38, fact.places) if fact.places else pa.int64()

    def cell(self, value: Any) -> Any:
        """A value as the column holds it."""
        if value is None:
            return None
        if self.fact.fields:
            return [{name: field.cell(record.get(name)) for name, field in self.fields.items()} for record in value]
        if self.as_text:
            return self.text(value)
        return Decimal(decimal_text(Fraction(value))) if self.fact.places else value

    def text(self, value: Any) -> str:
        """A value as text, as submissions write it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, date)):
            return str(value)
        sign = " %" if self.fact.type is FactType.PERCENT else ""
        return decimal_text(Fraction(value)) + sign


def asked_of_duckdb(printed: PrintedSet, rows: pa.Table, sql: str = "") -> list[Row]:
    """What the printed query answers."""
    connection = duckdb.connect()
    connection.register("units", rows)
    answered = connection.execute(sql or duckdb_sql(printed, "units"))
    names = [column[0] for column in answered.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in answered.fetchall()]
    return sorted(found, key=lambda row: int(row["unit.id"]))


def asked_of_polars(printed: PrintedSet, rows: pa.Table, source: str = "") -> list[Row]:
    """What the printed module answers."""
    module: dict[str, Any] = {}
    exec(compile(source or polars_source(printed), "printed.py", "exec"), module)
    answered: list[Row] = module["score"](pl.from_arrow(rows)).collect().to_dicts()
    return answered


def expected(printed: PrintedSet, outcome: Outcome) -> Row:
    """The same of the one-body way, as a row of the answer."""
    program = printed.program
    (total, high), (least, maximum) = outcome.total, outcome.maximum
    assert total == high
    assert least == maximum
    positions = {step.id: at for at, step in enumerate(program.steps)}
    row: dict[str, Any] = {"total": total, "maximum": maximum}
    for node in printed.nodes:
        at, name = positions[node.step.id], node.step.id
        rule = outcome.rules[at]
        row |= {f"points:{name}": outcome.low[at], f"maximum:{name}": outcome.most[at]}
        row[f"status:{name}"] = str(STATUSES[outcome.statuses[at]])
        row[f"rule:{name}"] = node.step.rules[rule] if rule >= 0 else None
    return {name: _points(value, program.places) if isinstance(value, int) else value for name, value in row.items()}


def _points(value: int, places: int) -> Decimal:
    return Decimal(value).scaleb(-places)


ANSWERS = {"duckdb": asked_of_duckdb, "polars": asked_of_polars}
"""What answers for each dialect."""
