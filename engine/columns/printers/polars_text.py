"""Plain expressions as Polars source: Int64 and Int128 only, over `c(name)`, a column, and `n(number)`, an Int64."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.columns.printers.expression_text import ExpressionText, Written
from engine.columns.printers.proof import NARROW, WIDE, bits_of
from engine.program import expressions as e

TYPES = {NARROW: "pl.Int64", WIDE: "pl.Int128"}


@dataclass(frozen=True, slots=True)
class Fold:
    """What the records of a list give: `how` (sum, min, max) of `value`, which is null for those that are not seen."""

    value: str
    how: str
    default: int
    bits: int


class PolarsText(ExpressionText):
    """Writes expressions of one program."""

    def literal(self, value: int) -> Written:
        """A number with its type."""
        bits = bits_of(value, value)
        return Written(f"n({value})" if bits == NARROW else f"pl.lit({value}, pl.Int128)", bits)

    def column(self, name: str, bits: int) -> Written:
        """A column."""
        return Written(f"c({name!r})", bits)

    def field(self, index: int, bits: int) -> Written:
        """A field of the record at hand, which is a row of its own."""
        return Written(f"c('#v{index}')", bits)

    def known_field(self, index: int) -> str:
        """Whether a field of the record at hand is given."""
        return f"c('#g{index}')"

    def cast(self, text: str, bits: int) -> str:
        """A cast; Polars refuses what does not fit."""
        return f"{text}.cast({TYPES[bits]})"

    def floored(self, above: str, below: str, *, below_zero: bool) -> str:
        """`//` of integers goes downwards."""
        return f"({above} // {below})"

    def extreme(self, texts: Sequence[str], *, least: bool) -> str:
        """The least or greatest of a row."""
        return f"pl.{'min' if least else 'max'}_horizontal({', '.join(texts)})"

    def chosen(self, branches: Sequence[tuple[str, Written]], otherwise: Written, bits: int) -> str:
        """A chain of when, then, otherwise."""
        chain = ".".join(f"when({condition}).then({then.text})" for condition, then in branches)
        return f"pl.{chain}.otherwise({otherwise.text})"

    def compared(self, operation: e.Comparison, left: str, right: str) -> str:
        """A comparison."""
        return f"({left} {operation} {right})"

    def joined(self, texts: Sequence[str], *, every: bool) -> str:
        """`&`, `|`."""
        return "(" + (" & " if every else " | ").join(texts) + ")"

    def opposite(self, text: str) -> str:
        """`~`."""
        return f"(~{text})"

    def truth(self, text: str) -> str:
        """1 or 0."""
        return f"{text}.cast(pl.Int64)"

    def fold(self, fold: e.FoldList) -> Written:
        """Never inside an expression: see `folded`."""
        raise AssertionError(f"a fold of {fold.list_id} inside an expression")

    def folded(self, fold: e.FoldList) -> Fold:
        """A fold as a value of each record and what is made of the values."""
        bits = bits_of(*self.proof.range_of(fold))
        with self.proof.inside(self.proof.fields_of(fold.list_id)):
            value = "n(1)" if fold.kind == "count" else self.number(fold.value).text
            if fold.condition is not None:
                value = f"pl.when({self.condition(fold.condition)}).then({value})"
        value = self.cast(value, bits)
        match fold.kind:
            case "count" | "sum":
                return Fold(value, "sum", 0, bits)
            case "any":
                return Fold(value, "max", 0, bits)
            case "all":
                return Fold(value, "min", 1, bits)
        return Fold(value, fold.kind, fold.default, bits)
