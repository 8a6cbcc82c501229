"""Plain expressions as DuckDB SQL: BIGINT and HUGEINT only."""

from collections.abc import Sequence

from engine.columns.printers.expression_text import ExpressionText, Written
from engine.columns.printers.proof import LITERAL, NARROW, WIDE, bits_of
from engine.program import expressions as e

TYPES = {NARROW: "BIGINT", WIDE: "HUGEINT"}
RECORD = "_r"
"""The record at hand. No fact begins with an underscore."""
_SIGNS = {"==": "=", "!=": "<>"}


def identifier(name: str) -> str:
    """A name in quotes that it cannot leave."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Text in quotes that it cannot leave."""
    return "'" + text.replace("'", "''") + "'"


def integer(value: int) -> Written:
    """A number; of those below 2^31 DuckDB makes an INTEGER."""
    text = str(value) if value >= 0 else f"({value})"
    if abs(value) < 2**31:
        return Written(text, LITERAL)
    bits = bits_of(value, value)
    return Written(f"{text}::{TYPES[bits]}", bits)


class DuckdbText(ExpressionText):
    """Writes expressions of one program."""

    def literal(self, value: int) -> Written:
        """A number."""
        return integer(value)

    def column(self, name: str, bits: int) -> Written:
        """A column of the stage before."""
        return Written(identifier(name), bits)

    def field(self, index: int, bits: int) -> Written:
        """A field of the record at hand."""
        return Written(f"{RECORD}.v{index}", bits)

    def known_field(self, index: int) -> str:
        """Whether a field of the record at hand is given."""
        return f"{RECORD}.k{index}"

    def cast(self, text: str, bits: int) -> str:
        """A cast; DuckDB refuses what does not fit."""
        return f"CAST({text} AS {TYPES[bits]})"

    def floored(self, above: str, below: str, *, below_zero: bool) -> str:
        """`//` cuts towards 0, so that what is below 0 is divided with the sign turned, upwards."""
        if not below_zero:
            return f"({above} // {below})"
        return f"(CASE WHEN {above} < 0 THEN -(({below} - 1 - {above}) // {below}) ELSE {above} // {below} END)"

    def extreme(self, texts: Sequence[str], *, least: bool) -> str:
        """`least` or `greatest`."""
        return ("least(" if least else "greatest(") + ", ".join(texts) + ")"

    def chosen(self, branches: Sequence[tuple[str, Written]], otherwise: Written, bits: int) -> str:
        """A CASE whose result has one width."""
        cases = [f"WHEN {condition} THEN {then.text}" for condition, then in branches]
        text = "CASE " + " ".join([*cases, f"ELSE {otherwise.text}", "END"])
        widest = max(otherwise.bits, *(then.bits for _, then in branches))
        return self.cast(text, bits) if widest < bits else f"({text})"

    def compared(self, operation: e.Comparison, left: str, right: str) -> str:
        """A comparison."""
        return f"({left} {_SIGNS.get(operation, operation)} {right})"

    def joined(self, texts: Sequence[str], *, every: bool) -> str:
        """AND, OR."""
        return "(" + (" AND " if every else " OR ").join(texts) + ")"

    def opposite(self, text: str) -> str:
        """NOT."""
        return f"(NOT {text})"

    def truth(self, text: str) -> str:
        """1 or 0."""
        return f"CAST({text} AS BIGINT)"

    def fold(self, fold: e.FoldList) -> Written:
        """A comprehension over the records, and what its values come to."""
        low, high = self.proof.range_of(fold)
        records = identifier(fold.list_id)
        with self.proof.inside(self.proof.fields_of(fold.list_id)):
            seen = [] if fold.condition is None else [self.condition(fold.condition)]
            if fold.kind in ("any", "all"):
                told = self.condition(fold.value)
                seen.append(told if fold.kind == "any" else self.opposite(told))
            value = "1" if fold.kind in ("count", "any", "all") else self.number(fold.value).text
        where = f" IF {' AND '.join(seen)}" if seen else ""
        values = f"[{value} FOR {RECORD} IN {records}{where}]"
        bits = bits_of(low, high)
        match fold.kind:
            case "count":
                return Written(f"len({values})", NARROW)
            case "any":
                return Written(self.truth(f"len({values}) > 0"), NARROW)
            case "all":
                return Written(self.truth(f"len({values}) = 0"), NARROW)
            case "sum":
                return Written(self.cast(f"coalesce(list_sum({values}), 0)", bits), bits)
        best = f"coalesce(list_{fold.kind}({values}), {self.literal(fold.default).text})"
        return Written(self.cast(best, bits), bits)
