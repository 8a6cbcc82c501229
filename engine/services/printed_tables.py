"""Sets printed for people's own tables: as DuckDB SQL, or as a Python module over Polars."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.columns.printers.duckdb_sql import TABLE, duckdb_sql
from engine.columns.printers.polars_source import polars_source
from engine.columns.printers.printed_set import TOTALS, PrintedSet, printed_set
from engine.discovery.catalogue import UnknownProfile
from engine.domain.scorecard import SetReference
from engine.loading.criteria_folder import LoadedSet
from engine.services.sheets.sheet_service import UnknownYear

FORMAT = "parindex/printed-set/1"


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What is to be printed, for `duckdb` or `polars`. An empty `profile` is the first, no `year` the first of the set.

    `nodes`: `totals`, `all`, or ids. `marks`: also people's marks on any leaf, and what does not apply to a unit.
    """

    dialect: str = "duckdb"
    profile: str = ""
    year: int | None = None
    table: str = TABLE
    nodes: str | Sequence[str] = TOTALS
    marks: bool = False


def prepared(loaded: LoadedSet, order: PrintOrder) -> PrintedSet:
    """The set made ready; raises InvalidDocument, UnknownProfile, UnknownYear and UnknownNode."""
    rules = loaded.checked()
    known = [profile.id for profile in rules.profiles]
    if order.profile and order.profile not in known:
        raise UnknownProfile("nhóm đơn vị", "profile", order.profile, known)
    first = rules.years.first or rules.years.last
    year = order.year if order.year is not None else first
    if year is None or not rules.years.holds("", year):
        raise UnknownYear(rules, year or 0)
    return printed_set(loaded.compiled_for(order.profile or known[0], year), order.nodes, marks=order.marks)


def printed_text(printed: PrintedSet, order: PrintOrder, language: str) -> str:
    """The text; `language` is that of its comments. Raises InvalidDocument."""
    if order.dialect == "polars":
        return polars_source(printed, language)
    return duckdb_sql(printed, order.table, language)


def printed_document(printed: PrintedSet, order: PrintOrder, text: str, file: str = "") -> dict[str, object]:
    """What was printed as `parindex/printed-set/1`, with the columns that the table must have."""
    return {
        "format": FORMAT,
        "criteria_set": SetReference.to(printed.compiled.criteria_set).as_mapping(),
        "profile": printed.program.profile,
        "year": printed.program.year,
        "dialect": order.dialect,
        "columns": list(printed.columns),
        "file": file,
        "text": text,
    }
