"""Drafted cases: the facts and marks of one, the sentence that names it, and what the engine makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.domain.criteria_set import Node
from engine.domain.fact_text import as_text
from engine.domain.facts import Fact, FactType
from engine.domain.field_rows import is_field_fact
from engine.domain.submission import FactValue
from engine.domain.text import Text
from engine.loading.cases_file import Case
from engine.rule_tests.fact_search import Bound


@dataclass(frozen=True, slots=True)
class Draft:
    """A case before the engine has been asked: what it shows, and the facts (engine integers) and marks it takes."""

    node: Node
    told: Text
    facts: Mapping[str, Bound]
    marks: Mapping[str, Fraction] = field(default_factory=dict)
    profile: str = ""
    year: int | None = None

    def case(self, declared: Mapping[str, Fact], language: str) -> Case:
        """The case, expecting nothing yet."""
        own = {name: bound for name, bound in self.facts.items() if not is_field_fact(name)}
        facts = {name: written(declared[name], bound) for name, bound in own.items()}
        name = f"{self.node.title.said(language)}: {self.told.said(language)}"
        figures = {
            known.rpartition(".")[2]: declared[known].value(int(str(bound)))
            for known, bound in self.facts.items()
            if is_field_fact(known)
        }
        fields = {self.node.id: figures} if figures else {}
        return Case(name, facts, {}, self.profile, self.year, self.marks, figures=fields)


def written(fact: Fact, bound: Bound) -> FactValue:
    """An engine's value of a fact as an author would write it."""
    if isinstance(bound, tuple):
        return tuple(_record(fact.fields, record) for record in bound)
    match fact.type:
        case FactType.BOOL:
            return bool(bound)
        case FactType.DATE:
            return date.fromordinal(bound)
        case FactType.CHOICE:
            return as_text(fact, bound)
    text = as_text(fact, bound)
    return int(text) if text.lstrip("-").isdigit() else Fraction(text)


def _record(fields: Sequence[Fact], record: Sequence[int | None]) -> Mapping[str, FactValue | None]:
    return {
        field.id: None if value is None else written(field, value) for field, value in zip(fields, record, strict=True)
    }
