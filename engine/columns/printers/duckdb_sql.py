"""A set as one DuckDB query over a table: reading, the statements of the program in stages, the results as DECIMAL."""

from collections.abc import Iterator, Sequence
from functools import partial

from engine.columns.printers.duckdb_reading import reading
from engine.columns.printers.duckdb_text import DuckdbText, identifier, literal
from engine.columns.printers.header import header
from engine.columns.printers.printed_set import UNIT, PrintedSet, ToldNode
from engine.columns.printers.results import digits_of
from engine.columns.printers.stage_text import Line, proven, see_that_columns_fit, stage_lines
from engine.evaluation.outcome import STATUSES
from engine.program import expressions as e

TABLE = "units"


def duckdb_sql(printed: PrintedSet, table: str = TABLE, language: str = "vi") -> str:
    """The query as text, ending in a semicolon. `table`: a table, a view or a file that DuckDB can read.

    Raises InvalidDocument where a figure is not proven to fit 128 bits.
    """
    return _Query(printed, table).text(language)


class _Query:
    def __init__(self, printed: PrintedSet, table: str) -> None:
        self.printed, self.table = printed, table
        self.write = DuckdbText(printed.proof)
        # A stage must not bear the name of the table that it reads.
        self.prefix = "parindex " + "_" * table.casefold().startswith("parindex ")

    def text(self, language: str) -> str:
        """The whole query."""
        see_that_columns_fit(self.printed)
        lines = [f"-- {line}".rstrip() for line in header(self.printed, "DuckDB SQL", language)]
        stages = [*self._stages()]
        lines.append("WITH")
        for at, (name, body) in enumerate(stages):
            lines += [f"{identifier(name)} AS (", *(f"  {line}" for line in body)]
            lines.append(")," if at < len(stages) - 1 else ")")
        lines += [*_select([*self._results()], stages[-1][0])]
        return "\n".join(lines) + ";\n"

    def _stages(self) -> Iterator[tuple[str, list[str]]]:
        source = self.table
        for name, columns in reading(self.printed):
            yield self.prefix + name, _select(columns, source)
            source = self.prefix + name
        for at, columns in enumerate(stage_lines(self.printed, self.write), 1):
            yield f"{self.prefix}{at}", _select(columns, source, keep=True)
            source = f"{self.prefix}{at}"

    def _results(self) -> Iterator[Line]:
        flat = self.printed.flat
        yield identifier(UNIT), UNIT
        for expr, name in ((flat.total, "total"), (flat.maximum, "maximum")):
            yield proven(self.printed, None, partial(self._points, expr)), name
        yield f'CASE WHEN "#problem" IS NULL THEN {self.write.condition(flat.open)} END', "open"
        yield identifier("#problem"), "problem"
        for node in self.printed.nodes:
            yield from self._node(node)

    def _node(self, node: ToldNode) -> Iterator[Line]:
        results, name = node.results, node.step.id
        for expr, word in ((results.points, "points"), (results.maximum, "maximum")):
            yield proven(self.printed, node.step, partial(self._points, expr)), f"{word}:{name}"
        yield self._word(results.status, [str(status) for status in STATUSES]), f"status:{name}"
        yield self._word(results.rule, node.step.rules), f"rule:{name}"

    def _decided(self, text: str) -> str:
        undecided = self.write.condition(self.printed.flat.open)
        return f'CASE WHEN "#problem" IS NULL AND NOT {undecided} THEN {text} END'

    def _points(self, expr: e.Expr) -> str:
        """Points as DECIMAL: an integer times the least unit, exactly."""
        places = self.printed.program.places
        precision = digits_of(self.printed.proof.size(expr), places)
        whole = f"CAST({self.write.number(expr).text} AS DECIMAL({precision - places if precision > 18 else 18}, 0))"
        unit = f" * 0.{'1'.rjust(places, '0')}" if places else ""
        return self._decided(f"CAST({whole}{unit} AS DECIMAL({precision}, {places}))")

    def _word(self, expr: e.Expr, words: Sequence[str]) -> str:
        cases = [f"WHEN {at} THEN {literal(word)}" for at, word in enumerate(words)]
        return self._decided(f"CASE {self.write.number(expr).text} {' '.join(cases)} END" if cases else "NULL")


def _select(columns: Sequence[Line], source: str, *, keep: bool = False) -> list[str]:
    """A SELECT, a line a column."""
    kept = ["*"] if keep else []
    listed = [*kept, *(text if text == identifier(name) else f"{text} AS {identifier(name)}" for text, name in columns)]
    return ["SELECT", *(f"  {text}," for text in listed[:-1]), f"  {listed[-1]}", f"FROM {identifier(source)}"]
