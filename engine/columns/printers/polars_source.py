"""A set as a Python module over Polars, `score(frame)`: what is of the set stands in tables and stages."""

from collections.abc import Iterator, Mapping
from functools import partial

from engine.columns.flat.flat_program import EXCLUDED, GIVEN, MARK
from engine.columns.printers.header import header
from engine.columns.printers.polars_runtime import RUNTIME
from engine.columns.printers.polars_text import TYPES, PolarsText
from engine.columns.printers.printed_set import PrintedSet, ToldNode
from engine.columns.printers.proof import WIDE, bits_of
from engine.columns.printers.results import digits_of
from engine.columns.printers.stage_text import Line, proven, see_that_columns_fit, stage_lines
from engine.domain.facts import Fact
from engine.evaluation.outcome import STATUSES
from engine.program import expressions as e
from engine.program.reading import facts_of

Rule = dict[str, object]


def polars_source(printed: PrintedSet, language: str = "vi") -> str:
    """The module as text. Raises InvalidDocument where a figure is not proven to fit 128 bits."""
    return _Module(printed).text(language)


class _Module:
    def __init__(self, printed: PrintedSet) -> None:
        self.printed = printed
        self.write = PolarsText(printed.proof)
        self.folds = {
            statement.name: statement.expr
            for stage in printed.stages
            for statement in stage
            if isinstance(statement.expr, e.FoldList)
        }

    def text(self, language: str) -> str:
        """The whole module."""
        see_that_columns_fit(self.printed)
        head = [f"# {line}".rstrip() for line in header(self.printed, "Polars", language)]
        stages = [[*map(_named, stage)] for stage in stage_lines(self.printed, self.write, without=self.folds)]
        undecided = self.write.condition(self.printed.flat.open)
        parts = [
            "\n".join([*head, RUNTIME]),
            _table("COLUMNS", dict(self._columns())),
            _table("LISTS", {fact.id: self._list(fact) for fact in self.printed.facts if fact.fields}),
            "STAGES = [\n" + "".join(map(_stage, [[*map(_named, self._overrides())], *stages])) + "]",
            f"PLACES = {self.printed.program.places}",
            f"DECIDED = c('#problem').is_null() & ~{undecided}",
            "RESULTS = [\n" + "".join(f"    {_named(line)},\n" for line in self._results()) + "]",
        ]
        return "\n\n".join(parts) + "\n"

    def _columns(self) -> Iterator[tuple[str, Rule]]:
        for fact in self.printed.facts:
            if not fact.fields:
                yield fact.id, _rule(fact)
        places = self.printed.program.places
        for mark in self.printed.marks:
            yield mark.name, _cells("number", mark.low, mark.high, places, mark.unit)
        for name in self.printed.excluded:
            yield name, _cells("bool", 0, 1)

    def _list(self, fact: Fact) -> str:
        """The rule of one list, with what its records give."""
        folds = [(name, fold) for name, fold in self.folds.items() if fold.list_id == fact.id]
        outer = dict.fromkeys(name for _, fold in folds for name in facts_of(fold) if name != fact.id)
        lines = [f"'most': {fact.max_items},", f"'outer': {[*outer]!r},", "'fields': {"]
        lines += [f"    {field.id!r}: {_rule(field) | {'optional': field.optional}!r}," for field in fact.fields]
        lines += ["},", "'folds': ["]
        for name, fold in folds:
            told = self.write.folded(fold)
            lines.append(f"    ({name!r}, {told.value}, {told.how!r}, {told.default}, {TYPES[told.bits]}),")
        return "\n".join(["{", *(f"        {line}" for line in [*lines, "],"]), "    }"])

    def _overrides(self) -> Iterator[Line]:
        for mark in self.printed.marks:
            yield f"c({mark.name!r})", f"{MARK}{mark.at}"
            yield f"n(1) - c({'#?' + mark.name!r})", f"{GIVEN}{mark.at}"
        for out in self.printed.outs:
            yield f"pl.max_horizontal({[*out.names]!r})", f"{EXCLUDED}{out.at}"

    def _results(self) -> Iterator[Line]:
        flat = self.printed.flat
        yield "c('unit.id')", "unit.id"
        yield proven(self.printed, None, partial(self._points, flat.total)), "total"
        yield proven(self.printed, None, partial(self._points, flat.maximum)), "maximum"
        yield f"pl.when(c('#problem').is_null()).then({self.write.condition(flat.open)})", "open"
        yield "c('#problem')", "problem"
        for node in self.printed.nodes:
            yield from self._node(node)

    def _node(self, node: ToldNode) -> Iterator[Line]:
        results, name = node.results, node.step.id
        yield proven(self.printed, node.step, partial(self._points, results.points)), f"points:{name}"
        yield proven(self.printed, node.step, partial(self._points, results.maximum)), f"maximum:{name}"
        yield (
            f"word({self.write.number(results.status).text}, {[str(status) for status in STATUSES]!r})",
            f"status:{name}",
        )
        yield self._rule_name(node), f"rule:{name}"

    def _rule_name(self, node: ToldNode) -> str:
        if not node.step.rules:
            return "pl.lit(None, pl.String)"
        return f"word({self.write.number(node.results.rule).text}, {[*node.step.rules]!r})"

    def _points(self, expr: e.Expr) -> str:
        precision = digits_of(self.printed.proof.size(expr), self.printed.program.places)
        return f"points({self.write.number(expr).text}, {precision})"


def _rule(fact: Fact) -> Rule:
    kind = fact.type.value if fact.type.value in _KINDS else "number"
    return _cells(kind, fact.low, fact.high, fact.places, options=tuple(option.id for option in fact.options))


_KINDS = ("bool", "choice", "date", "percent")


def _cells(kind: str, low: int, high: int, places: int = 0, step: int = 0, options: tuple[str, ...] = ()) -> Rule:
    wide = bits_of(low, high) == WIDE
    rule: Rule = {"kind": kind, "low": low, "high": high, "places": places, "step": step, "wide": wide}
    return rule | {"options": options}


def _table(name: str, rules: Mapping[str, object]) -> str:
    """A table of rules by name; what is text already is source."""
    lines = [f"    {key!r}: {rule if isinstance(rule, str) else repr(rule)}," for key, rule in rules.items()]
    return "\n".join([f"{name} = {{", *lines, "}"])


def _named(line: Line) -> str:
    text, name = line
    return f"({text}).alias({name!r})"


def _stage(lines: list[str]) -> str:
    return "    [\n" + "".join(f"        {line},\n" for line in lines) + "    ],\n"
