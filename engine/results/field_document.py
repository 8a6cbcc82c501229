"""A field as the document that is kept and hashed: `parindex/field/1`; and what a scorecard carries of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine.domain.field import Field
from engine.domain.field_rows import EVERYONE, FieldRow, UsedField
from engine.domain.numbers import decimal_text
from engine.results.canonical import canonical_bytes, sha256

FORMAT = "parindex/field/1"


def field_document(field: Field) -> dict[str, object]:
    """The whole field, figures as text: percentages as the ratios that they mean.

    `base_rows` stands there for a set with local layers alone, whose total by the base compares under the base.
    """
    document: dict[str, object] = {
        "format": FORMAT,
        "criteria_set": field.criteria_set.as_mapping(),
        "year": field.year,
        "stage": field.stage,
        "units": [{"id": unit.id, "group": unit.group, "submission": unit.submission} for unit in field.units],
        "rows": _rows(field.rows),
    }
    return document | ({"base_rows": _rows(field.base)} if field.base else {})


def hashed_field(field: Field) -> tuple[Field, dict[str, object], bytes]:
    """The field with its hash, its document, and the canonical bytes that the hash is the sha256 of."""
    document = field_document(field)
    canonical = canonical_bytes(document)
    return replace(field, hash=sha256(canonical)), document, canonical


def used_field_document(used: UsedField) -> dict[str, object]:
    """What a scorecard carries of the field that it was made against: enough to make it again."""
    document: dict[str, object] = {"hash": used.hash, "rows": _rows(used.rows, counted=False)}
    return document | ({"base_rows": _rows(used.base, counted=False)} if used.base else {})


def used_field_from(document: Mapping[str, Any]) -> UsedField | None:
    """The field that a stored scorecard was made against; None where it was made against none."""
    used = document.get("field")
    if used is None:
        return None
    rows, base = (tuple(_row_from(row) for row in used.get(key, ())) for key in ("rows", "base_rows"))
    return UsedField(used["hash"], rows, base)


def _rows(rows: Iterable[FieldRow], *, counted: bool = True) -> list[dict[str, object]]:
    return [_row(row, counted=counted) for row in rows]


def _row(row: FieldRow, *, counted: bool) -> dict[str, object]:
    """One row; `group` null means all units. With `counted` it also tells who was left out, and why."""
    at = None if row.share is None else {"at": decimal_text(row.share), "value": _figure(row.percentile)}
    document: dict[str, object] = {
        "node": row.node,
        "group": None if row.group == EVERYONE else row.group,
        "units": row.units,
        "least": _figure(row.least),
        "greatest": _figure(row.greatest),
        "sum": _figure(row.total),
        "percentile": at,
    }
    return document | ({"left_out": dict(row.left_out or {})} if counted else {})


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)


def _row_from(row: Mapping[str, Any]) -> FieldRow:
    least, greatest, total = (_exact(row[key]) for key in ("least", "greatest", "sum"))
    at = row["percentile"] or {"at": None, "value": None}
    share, percentile = _exact(at["at"]), _exact(at["value"])
    return FieldRow(row["node"], row["group"] or EVERYONE, row["units"], least, greatest, total, share, percentile)


def _exact(figure: str | None) -> Fraction | None:
    return None if figure is None else Fraction(figure)
