"""One cell as a submission would write it: what findings show, and what is read where cells are looked at singly."""

from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction
from math import copysign, isfinite

import pyarrow as pa

from engine.columns.arrow.reading.texts import TextRules
from engine.evaluation.cell_text import cell_value


def cell_of(array: pa.Array, at: int) -> object:
    """What stands in a cell, as Python has it; parts of a second beyond millionths are dropped.

    A day or moment of a year that Python does not have is the whole number by which the file holds it.
    """
    return _as_python(array[at])


def _as_python(cell: pa.Scalar) -> object:
    match cell:
        case pa.Scalar(is_valid=False):
            return None
        case pa.DictionaryScalar():
            return _as_python(cell.value)
        case pa.ListScalar():
            return [_as_python(record) for record in cell.values]
        case pa.StructScalar():
            return {name: _as_python(each) for name, each in cell.items()}
        case pa.TimestampScalar() if cell.type.unit == "ns":
            return cell.cast(pa.timestamp("us"), safe=False).as_py()
    try:
        return cell.as_py()
    except OverflowError:
        return cell.value


def as_given(cell: object, rules: TextRules) -> object:
    """The same as a fact of a submission; None where it is empty; what no submission can hold stays as it is."""
    match cell:
        case str():
            text = cell.strip()
            value = cell_value(text, decimal_comma=rules.decimal_comma)
            return (cell if value is None else value) if text else None
        case float():
            return _of_double(cell)
        case Decimal():
            return Fraction(cell)
        case datetime():
            return cell.date() if cell.time() == time() else cell.isoformat()
        case list():
            return tuple(as_given(record, rules) for record in cell)
        case dict():
            return {name: as_given(each, rules) for name, each in cell.items()}
    return cell


def _of_double(value: float) -> Fraction | float:
    """A double as the shortest decimal that has it for its nearest; itself where it is no number, or minus zero."""
    if not isfinite(value) or (value == 0 and copysign(1, value) < 0):
        return value
    return Fraction(repr(value))
