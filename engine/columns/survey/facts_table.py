"""The facts of a survey as a table of submissions: one row a unit, as `parindex score` takes it."""

import csv
import io
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.columns.survey.counts_file import PARQUET
from engine.columns.survey.means import Facts, FactTable
from engine.domain.numbers import decimal_text
from engine.domain.survey_form import SurveyedUnit, SurveyForm

Row = dict[str, str | int | None]


def facts_bytes(table: FactTable, name: str) -> bytes:
    """The bytes of a table: Parquet where its name ends so, otherwise CSV in UTF-8, separated by commas.

    A fact that is not known is an empty cell. Columns that no unit fills but facts are left out.
    """
    form = table.counts.form
    known = {each.id: each for each in form.units}
    rows = [
        _row(form, known.get(unit, SurveyedUnit(unit)), table.facts(at)) for at, unit in enumerate(table.counts.units)
    ]
    facts = [fact for feed in form.feeds for fact in feed.facts]
    head = [name for name in _HEAD if any(row.get(name) is not None for row in rows) or name in _ALWAYS]
    if Path(name).suffix.lower() == PARQUET:
        return _parquet(rows, head, facts)
    return _csv(rows, [*head, *facts])


def facts_by_unit(table: FactTable) -> dict[str, dict[str, str | int]]:
    """Unit → its known facts as submissions write them."""
    return {
        unit: {fact: _written(value) for fact, value in table.facts(at).items()}
        for at, unit in enumerate(table.counts.units)
    }


_HEAD = (
    "criteria_set.id",
    "criteria_set.edition",
    "unit.id",
    "unit.name",
    "unit.kind",
    "unit.profile",
    "year",
    "stage",
)
_ALWAYS = ("unit.id", "year")


def _row(form: SurveyForm, unit: SurveyedUnit, facts: Facts) -> Row:
    return {
        "criteria_set.id": form.set_id or None,
        "criteria_set.edition": form.edition or None,
        "unit.id": unit.id,
        "unit.name": unit.name.vi or None,
        "unit.kind": unit.kind or None,
        "unit.profile": unit.profile or None,
        "year": form.year,
        "stage": form.stage or None,
        **{fact: _written(value) for fact, value in facts.items()},
    }


def _written(value: Fraction) -> str | int:
    """A fact as a table holds it: a whole number, or an exact decimal."""
    return int(value) if value.denominator == 1 else decimal_text(value)


def _csv(rows: Sequence[Row], names: Sequence[str]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([["" if row.get(name) is None else row[name] for name in names] for row in rows])
    return written.getvalue().encode()


def _parquet(rows: Sequence[Row], head: Sequence[str], facts: Sequence[str]) -> bytes:
    columns = {name: pa.array([row.get(name) for row in rows]) for name in head}
    for fact in facts:
        values = [row.get(fact) for row in rows]
        whole = all(value is None or isinstance(value, int) for value in values)
        columns[fact] = pa.array(values if whole else [None if value is None else str(value) for value in values])
        if whole:
            columns[fact] = columns[fact].cast(pa.int64())
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    return written.getvalue()
