"""People's own columns as DuckDB reads them: each value an exact integer of the engine, or NULL where it cannot be one.

Whatever the type of a column, its values are taken as text or as whole numbers, never as DOUBLE.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.columns.flat.flat_program import EXCLUDED, GIVEN, MARK, UNKNOWN
from engine.columns.printers.duckdb_text import RECORD, TYPES, identifier, integer, literal
from engine.columns.printers.printed_set import UNIT, PrintedSet
from engine.columns.printers.proof import bits_of
from engine.columns.printers.stage_text import Line
from engine.domain.facts import NUMERIC, Fact, FactType

WHOLE_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FIRST_DAY = 719163
"""The day number of 1970-01-01."""
MOST_SHOWN = 60
_DATE = "'[0-9]{4}-[0-9]{2}-[0-9]{2}'"


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of the table: `value` is an integer from `low` to `high`, NULL where the cell holds none."""

    name: str
    value: str
    low: int
    high: int
    unit: int = 0

    @property
    def is_bad(self) -> str:
        """Whether a cell holds something that is not allowed there."""
        name, read = identifier(self.name), identifier("=" + self.name)
        allowed = _within(read, self.low, self.high)
        if self.unit:
            allowed += f" AND ({read} - {integer(self.low).text}) % {integer(self.unit).text} = 0"
        return f"{name} IS NOT NULL AND NOT coalesce({allowed}, FALSE)"

    @property
    def bound(self) -> str:
        """The integer, or the least there can be where the cell holds none."""
        bad, name, read = (identifier(mark + self.name) for mark in ("!", "", "="))
        chosen = f"CASE WHEN {bad} OR {name} IS NULL THEN {integer(self.low).text} ELSE {read} END"
        return f"CAST({chosen} AS {TYPES[bits_of(self.low, self.high)]})"


def reading(printed: PrintedSet) -> Iterator[tuple[str, list[Line]]]:
    """The stages that read the table: as it is written, what of it is wrong, and the integers to compute with."""
    unit = identifier(UNIT), UNIT
    columns = [*_columns(printed)]
    lists = [fact for fact in printed.facts if fact.fields]
    raw = [(identifier(name), name) for name in printed.columns]
    read = [(each.value, "=" + each.name) for each in columns] + [(_records(fact), "=" + fact.id) for fact in lists]
    yield "read", [*raw, *read]
    bad = [(each.is_bad, "!" + each.name) for each in columns] + [(_is_bad(fact), "!" + fact.id) for fact in lists]
    yield "checked", [*raw, *((identifier(name), name) for _, name in read), *bad]
    problems = ", ".join(_problem(name) for name in printed.columns[1:])
    problem = f"nullif(concat_ws('; ', NULL, {problems or 'NULL'}), '')"
    yield "bound", [unit, (problem, "#problem"), *_bound(printed, {each.name: each for each in columns})]


def _columns(printed: PrintedSet) -> Iterator[Cells]:
    for fact in printed.facts:
        if not fact.fields:
            yield Cells(fact.id, value(identifier(fact.id), fact), fact.low, fact.high)
    for mark in printed.marks:
        points = _number(identifier(mark.name), mark.low, mark.high, printed.program.places, may_be_percent=False)
        yield Cells(mark.name, points, mark.low, mark.high, mark.unit)
    for name in printed.excluded:
        yield Cells(name, _truth(identifier(name)), 0, 1)


def _bound(printed: PrintedSet, columns: dict[str, Cells]) -> Iterator[Line]:
    declared = printed.flat.declared
    for fact in printed.facts:
        yield (_bound_records(fact) if fact.fields else columns[fact.id].bound), fact.id
        yield f"CAST({identifier(fact.id)} IS NULL AS BIGINT)", UNKNOWN + fact.id
    for mark in printed.marks:
        yield columns[mark.name].bound, f"{MARK}{mark.at}"
        yield f"CAST({identifier(mark.name)} IS NOT NULL AS BIGINT)", f"{GIVEN}{mark.at}"
    for out in printed.outs:
        assert f"{EXCLUDED}{out.at}" in declared
        said = " OR ".join(f"coalesce({identifier('=' + name)} = 1, FALSE)" for name in out.names)
        yield f"CAST({said} AS BIGINT)", f"{EXCLUDED}{out.at}"


def _problem(name: str) -> str:
    """What is told of a bad cell: its column, what stands there, and the type."""
    cell = identifier(name)
    told = f"{literal(name + ' = ')} || left(CAST({cell} AS VARCHAR), {MOST_SHOWN}) || ' (' || typeof({cell}) || ')'"
    return f"CASE WHEN {identifier('!' + name)} THEN {told} END"


def _records(fact: Fact) -> str:
    """The records of a list: of each field its value, and whether it is given."""
    parts = ["'g': _r IS NOT NULL"]
    for at, field in enumerate(fact.fields):
        cell = f"{RECORD}.{identifier(field.id)}"
        parts += [f"'v{at}': {value(cell, field)}", f"'g{at}': {cell} IS NOT NULL"]
    return f"[{{{', '.join(parts)}}} FOR {RECORD} IN {identifier(fact.id)}]"


def _is_bad(fact: Fact) -> str:
    """Whether a list is too long, or a record lacks something or holds what is not allowed."""
    records, good = identifier("=" + fact.id), [f"{RECORD}.g"]
    for at, field in enumerate(fact.fields):
        within = f"coalesce({_within(f'{RECORD}.v{at}', field.low, field.high)}, FALSE)"
        good.append(f"(NOT {RECORD}.g{at} OR {within})" if field.optional else within)
    wrong = f"len([1 FOR {RECORD} IN {records} IF NOT ({' AND '.join(good)})]) > 0"
    return f"{identifier(fact.id)} IS NOT NULL AND (len({records}) > {fact.max_items} OR {wrong})"


def _bound_records(fact: Fact) -> str:
    parts = []
    for at, field in enumerate(fact.fields):
        kind = TYPES[bits_of(field.low, field.high)]
        parts.append(f"'v{at}': CAST(coalesce({RECORD}.v{at}, {integer(field.low).text}) AS {kind})")
        parts.append(f"'k{at}': {RECORD}.g{at}")
    records = f"[{{{', '.join(parts)}}} FOR {RECORD} IN {identifier('=' + fact.id)}]"
    return f"CASE WHEN {identifier('!' + fact.id)} OR {identifier(fact.id)} IS NULL THEN [] ELSE {records} END"


def value(cell: str, fact: Fact) -> str:
    """One cell as the integer of a fact, NULL where it is none; it may lie out of range."""
    text = f"CAST({cell} AS VARCHAR)"
    match fact.type:
        case FactType.BOOL:
            return _truth(cell)
        case FactType.CHOICE:
            cases = [f"WHEN {literal(option.id)} THEN {at}" for at, option in enumerate(fact.options)]
            return f"CASE {text} {' '.join(cases)} END"
        case FactType.DATE:
            day = f"TRY_CAST({text} AS DATE) - DATE '1970-01-01' + {FIRST_DAY}"
            return f"CASE WHEN regexp_full_match({text}, {_DATE}) THEN {day} END"
    assert fact.type in NUMERIC, fact.type
    return _number(cell, fact.low, fact.high, fact.places, may_be_percent=fact.type is FactType.PERCENT)


def _truth(cell: str) -> str:
    return f"CASE CAST({cell} AS VARCHAR) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"


def _within(text: str, low: int, high: int) -> str:
    return f"{text} BETWEEN {integer(low).text} AND {integer(high).text}"


def _number(cell: str, low: int, high: int, places: int, *, may_be_percent: bool) -> str:
    """A whole number by its type; decimals and text by their digits, of which none may be lost."""
    unit = 10**places
    types = ", ".join(map(literal, WHOLE_TYPES))
    whole = f"TRY_CAST({cell} AS HUGEINT)"
    allowed = _within(whole, -(-low // unit), high // unit)
    of_whole = f"CASE WHEN {allowed} THEN {whole} * {integer(unit).text} END"
    return (
        f"CASE WHEN typeof({cell}) IN ({types}) THEN {of_whole} "
        f"WHEN typeof({cell}) LIKE 'DECIMAL%' THEN {_digits(cell, places, '[.]0+', '')} "
        f"WHEN typeof({cell}) = 'VARCHAR' THEN {_digits(cell, places, '', ' *%?' if may_be_percent else '')} END"
    )


def _digits(cell: str, places: int, needless: str, behind: str) -> str:
    """The digits of a number as it is written, moved `places` to the left; NULL where more of them are written."""
    text = f"trim(CAST({cell} AS VARCHAR))"
    part = f"[.]([0-9]{{1,{places}}})0*" if places else needless
    pattern = "([+-]?[0-9]{1,30})" + (f"(?:{part})?" if part else "") + behind
    digits = f"regexp_extract({text}, '^{pattern}$', 1)"
    if places:
        digits += f" || rpad(regexp_extract({text}, '^{pattern}$', 2), {places}, '0')"
    return f"CASE WHEN regexp_full_match({text}, '{pattern}') THEN TRY_CAST({digits} AS HUGEINT) END"
