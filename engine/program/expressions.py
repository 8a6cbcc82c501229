"""The intermediate form: integer expressions as plain frozen data.

Every expression stands for one integer: points scaled by 10^places, a fact's integer (see `engine.domain.facts`), or a
truth value 0 or 1. The only operation that rounds is `HalfUp`. `Levels`, `Piecewise` and `Tally` are the
shapes of leaves kept whole, so that a trace can say which row of the table was used; they yield a rule number besides.
"""

from dataclasses import dataclass
from typing import Literal

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Fold = Literal["count", "sum", "min", "max", "any", "all"]


@dataclass(frozen=True, slots=True)
class Const:
    """A number that the set fixes."""

    value: int


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact of the unit, by id."""

    id: str


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of the record at hand, inside a `Fold`; `index` is its position in the record."""

    index: int


@dataclass(frozen=True, slots=True)
class Known:
    """1 when a fact, or a field of the record at hand, is given."""

    of: FactRef | FieldRef


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of its terms."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """`left` less `right`."""

    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class Times:
    """The product of two expressions."""

    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class HalfUp:
    """`numerator` ÷ `denominator` to the nearest integer, halves up. A denominator below 1 is read as 1:
    where it can be 0 the leaf's `empty` condition stands before it.
    """

    numerator: "Expr"
    denominator: "Expr"


@dataclass(frozen=True, slots=True)
class Least:
    """The least of its terms."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest of its terms."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """1 when the comparison holds."""

    operation: Comparison
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class And:
    """1 when every term is 1; `False and unknown` is 0."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """1 when some term is 1; `True or unknown` is 1."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """1 when the term is 0."""

    term: "Expr"


@dataclass(frozen=True, slots=True)
class Choose:
    """`then` when the condition is 1, otherwise `otherwise`."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"


@dataclass(frozen=True, slots=True)
class FoldList:
    """What the records of a list fact give: how many, the sum, least or greatest of `value`, whether any or all.

    Only records for which `condition` is 1 are seen. `min` and `max` of no record are `default`.
    """

    kind: Fold
    list_id: str
    value: "Expr"
    condition: "Expr | None" = None
    default: int = 0


@dataclass(frozen=True, slots=True)
class Levels:
    """Points by the index of a choice; the rule number is the index."""

    index: "Expr"
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of a table over a value v: it holds from its lower edge (`closed`: the edge itself is inside).

    `edge` is (p, q), the value p/q with q > 0, or None for the lowest row; the points are
    (slope·v + offset) ÷ divisor, rounded half up once.
    """

    edge: tuple[int, int] | None
    closed: bool
    slope: int
    offset: int
    divisor: int


@dataclass(frozen=True, slots=True)
class Piecewise:
    """Points of the row that v = `numerator` ÷ `denominator` falls in.

    Rows go from the highest edge down, the last has none. v is never divided: a row holds when
    numerator·q ≥ denominator·p. The rule number is the row's place in `pieces`.
    """

    numerator: "Expr"
    denominator: "Expr"
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """`count` cases of `each` points (signed), together at most `cap` in size (None: no cap)."""

    count: "Expr"
    each: int
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """`start` and signed terms, held between `low` and `high` (None: not held).

    Rule number 0: as counted, 1: held at `high`, 2: held at `low`.
    """

    start: int
    terms: tuple[Term, ...]
    low: int | None
    high: int | None


HELD = (1, 2)
"""The rule numbers of a tally that its ends hold."""

Expr = (
    Const
    | FactRef
    | FieldRef
    | Known
    | Sum
    | Minus
    | Times
    | HalfUp
    | Least
    | Greatest
    | Compare
    | And
    | Or
    | Not
    | Choose
    | FoldList
    | Levels
    | Piecewise
    | Tally
)

ZERO = Const(0)
ONE = Const(1)
