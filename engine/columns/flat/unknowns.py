"""What an expression does when facts or fields are unknown: the same expression without unknowns, and when it is open.

A row is open where something unknown may matter; it is then run the open way, which always decides what can be decided.
Inside lists, where fields may be absent, conditions are split into surely and perhaps true, as three-valued logic does.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.columns.flat.flat_program import UNKNOWN
from engine.columns.flat.folding import both, chosen, either, negated
from engine.domain.facts import Fact
from engine.program import expressions as e
from engine.program.reading import field_names, parts


def rebuilt(expr: e.Expr, change: Callable[[e.Expr], e.Expr]) -> e.Expr:
    """The same shape over changed parts."""
    changed: dict[str, object] = {}
    for name in field_names(type(expr)):  # type: ignore[arg-type]  # every class can be hashed
        value = getattr(expr, name)
        if isinstance(value, tuple) and value and isinstance(value[0], e.Term):
            changed[name] = tuple(replace(term, count=change(term.count)) for term in value)
        elif isinstance(value, tuple) and value and isinstance(value[0], e.Expr):
            changed[name] = tuple(change(item) for item in value)
        elif isinstance(value, e.Expr):
            changed[name] = change(value)
    return replace(expr, **changed) if changed else expr  # type: ignore[arg-type]  # its own fields


def facts_that_matter(expr: object) -> Iterator[str]:
    """Ids of the facts and lists whose value is asked for; asking whether one is known is not asking for its value."""
    match expr:
        case e.Known(e.FactRef()):
            return
        case e.FactRef(name):
            yield name
        case e.FoldList(list_id=name):
            yield name
    for part in parts(expr):
        yield from facts_that_matter(part)


def unknown_of(expr: e.Expr, unknown: frozenset[str]) -> e.Expr:
    """1 where a fact that the expression asks for is unknown."""
    return either(*(e.FactRef(UNKNOWN + name) for name in facts_that_matter(expr) if name in unknown))


class Fields:
    """Conditions over the records of one list, of which fields may be absent."""

    def __init__(self, fields: tuple[Fact, ...]) -> None:
        self._optional = frozenset(at for at, field in enumerate(fields) if field.optional)

    def absent(self, expr: object) -> e.Expr:
        """1 for a record that lacks a field which the expression asks for."""
        return either(*(e.Not(e.Known(e.FieldRef(at))) for at in dict.fromkeys(self._asked(expr))))

    def _asked(self, expr: object) -> Iterator[int]:
        match expr:
            case e.Known():
                return
            case e.FieldRef(at) if at in self._optional:
                yield at
        for part in parts(expr):
            yield from self._asked(part)

    def sure(self, expr: e.Expr) -> e.Expr:
        """1 where a condition holds whatever the absent fields are."""
        return self._split(expr)[0]

    def perhaps(self, expr: e.Expr) -> e.Expr:
        """1 where a condition may hold."""
        return self._split(expr)[1]

    def _split(self, expr: e.Expr) -> tuple[e.Expr, e.Expr]:
        match expr:
            case e.And(terms):
                halves = [self._split(term) for term in terms]
                return both(*(low for low, _ in halves)), both(*(high for _, high in halves))
            case e.Or(terms):
                halves = [self._split(term) for term in terms]
                return either(*(low for low, _ in halves)), either(*(high for _, high in halves))
            case e.Not(term):
                low, high = self._split(term)
                return negated(high), negated(low)
            case e.Choose(condition, then, otherwise):
                return self._split_choice(condition, then, otherwise)
        absent = self.absent(expr)
        return both(expr, negated(absent)), either(expr, absent)

    def _split_choice(self, condition: e.Expr, then: e.Expr, otherwise: e.Expr) -> tuple[e.Expr, e.Expr]:
        sure, perhaps = self._split(condition)
        (a, b), (c, d) = self._split(then), self._split(otherwise)
        undecided = both(perhaps, negated(sure))
        return chosen(undecided, both(a, c), chosen(sure, a, c)), chosen(undecided, either(b, d), chosen(sure, b, d))


def decided_fold(fold: e.FoldList, fields: tuple[Fact, ...]) -> tuple[e.FoldList, e.Expr]:
    """The fold over what is sure of its records, and a fold that is 1 where an absent field may matter to it."""
    records = Fields(fields)
    condition = fold.condition if fold.condition is not None else e.ONE
    sure, perhaps = records.sure(condition), records.perhaps(condition)
    is_truth = fold.kind in ("any", "all")
    value = records.sure(fold.value) if is_truth else fold.value
    loose = records.absent(fold.value) if not is_truth else both(records.perhaps(fold.value), negated(value))
    # What is counted is the record, not its value.
    undecided = either(both(perhaps, negated(sure)), e.ZERO if fold.kind == "count" else both(perhaps, loose))
    kept = replace(fold, value=value, condition=None if sure == e.ONE else sure)
    if records.absent(condition) == e.ZERO and records.absent(fold.value) == e.ZERO:
        return fold, e.ZERO
    return kept, e.FoldList("any", fold.list_id, undecided)
