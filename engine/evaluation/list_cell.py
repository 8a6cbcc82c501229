"""The cell of a table that holds a list of records: JSON text → the records, exactly, or what is wrong with it."""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NoReturn

from engine.domain.facts import Fact, FactType
from engine.domain.finding import Finding, error
from engine.domain.numbers import is_decimal, is_whole
from engine.domain.source_place import Place
from engine.domain.text import nfc

FieldValue = bool | int | Fraction | str | None
Records = tuple[Mapping[str, FieldValue], ...]


def is_list_text(text: str) -> bool:
    """Whether a cell is meant as a list."""
    return text.startswith("[")


def list_value(text: str) -> Records | None:
    """The records of a cell; None where it is no JSON array of flat objects.

    As strict as a submission: keys that stand twice, exponents, NaN and numbers of more than 30 digits are refused.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_record, parse_int=_whole, parse_float=_decimal, parse_constant=_refused
        )
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list) or not all(isinstance(record, dict) for record in value):
        return None
    return tuple(value)


def _record(pairs: list[tuple[str, object]]) -> dict[str, FieldValue]:
    record: dict[str, FieldValue] = {}
    for name, value in pairs:
        if name in record or isinstance(value, (list, dict)):
            raise ValueError(name)
        record[nfc(name)] = nfc(value) if isinstance(value, str) else value  # type: ignore[assignment]  # flat by now
    return record


def _whole(text: str) -> int:
    return int(text) if is_whole(text) else _refused(text)


def _decimal(text: str) -> Fraction:
    return Fraction(text) if is_decimal(text) else _refused(text)


def _refused(text: str) -> NoReturn:
    raise ValueError(text)


def list_problem(place: Place, fact: Fact | None = None) -> Finding:
    """That a cell is no list; the way to write one, with the fields of the fact where it is known."""
    sample = json.dumps([dict(_samples(fact))] if fact else [{"due": "2024-03-15"}], ensure_ascii=False)
    return error(
        "table.list",
        place,
        "Ô này phải là danh sách các bản ghi, viết bằng JSON.",
        "This cell must be a list of records, written as JSON.",
        f"Viết như {sample}; [] nếu không có bản ghi nào; để trống nếu chưa biết.",
        f"Write it like {sample}; [] where there are no records; leave it empty where it is not known.",
    )


def _samples(fact: Fact) -> Iterator[tuple[str, FieldValue]]:
    for field in fact.fields:
        match field.type:
            case FactType.BOOL:
                yield field.id, True
            case FactType.DATE:
                yield field.id, "2024-03-15"
            case FactType.CHOICE:
                yield field.id, field.options[0].id
            case _:
                yield field.id, 1
