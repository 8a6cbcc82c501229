"""A case as the lines of a cases file: YAML that reads as an author would write it."""

import json
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from engine.domain.numbers import decimal_text
from engine.domain.submission import FactValue
from engine.loading.cases_file import Case, Expected

WIDTH = 118
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def case_text(case: Case) -> str:
    """One item of `cases`, each line ending in a line break."""
    lines = [f"  - name: {_line(case.name)}"]
    if case.profile:
        lines.append(f"    profile: {case.profile}")
    if case.year is not None:
        lines.append(f"    year: {case.year}")
    lines += _facts(case.facts)
    if case.figures:
        fields = {_quoted(node): _figures(figures) for node, figures in case.figures.items()}
        lines += _mapping("field", fields)
    if case.marks:
        marks = {_quoted(node): _quoted(decimal_text(points)) for node, points in case.marks.items()}
        lines += _mapping("marks", marks)
    lines += _mapping("expect", {_quoted(node): _expected(each) for node, each in case.expect.items()})
    return "".join(f"{line}\n" for line in lines)


def _facts(facts: Mapping[str, FactValue]) -> list[str]:
    """The facts; the records of a list that is long each on a line of its own."""
    told = {name: _value(value) for name, value in facts.items()}
    if all(len(value) <= WIDTH - 30 for value in told.values()):
        return _mapping("facts", told)
    lines = ["    facts:"]
    for name, value in facts.items():
        if isinstance(value, tuple) and value:
            lines += [f"      {name}:", *(f"        - {_record(record)}" for record in value)]
        else:
            lines.append(f"      {name}: {told[name]}")
    return lines


def _mapping(key: str, values: Mapping[str, str]) -> list[str]:
    """A mapping on one line where it fits, otherwise one entry a line."""
    line = f"    {key}: {{{', '.join(f'{name}: {value}' for name, value in values.items())}}}"
    if len(line) <= WIDTH or not values:
        return [line]
    return [f"    {key}:", *(f"      {name}: {value}" for name, value in values.items())]


def _figures(figures: Mapping[str, Fraction]) -> str:
    """The figures of one field; what is counted is no text."""
    told = {key: decimal_text(value) for key, value in figures.items()}
    named = [f"{key}: {text if key == 'count' else _quoted(text)}" for key, text in told.items()]
    return f"{{{', '.join(named)}}}"


def _expected(expected: Expected) -> str:
    named = []
    if expected.points is not None:
        named.append(f"points: {_quoted(decimal_text(expected.points))}")
    if expected.status:
        named.append(f"status: {expected.status}")
    if expected.rule:
        plain = re.fullmatch(r"[a-z][a-z0-9_.]*", expected.rule) is not None
        named.append(f"rule: {expected.rule if plain else _quoted(expected.rule)}")
    return f"{{{', '.join(named)}}}"


def _value(value: FactValue | None) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case Fraction():
            return _quoted(decimal_text(value))
        case str():
            return value if _PLAIN.fullmatch(value) and value not in _WORDS else _quoted(value)
    return f"[{', '.join(_record(record) for record in value)}]"


def _record(record: Mapping[str, FactValue | None]) -> str:
    return f"{{{', '.join(f'{name}: {_value(value)}' for name, value in record.items())}}}"


def _line(text: str) -> str:
    """Text without quotes where YAML takes it for nothing else."""
    safe = re.fullmatch(r"[^\W\d_][^:#\n]*[^\s:#]", text) is not None
    return text if safe else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
