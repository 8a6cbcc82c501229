"""A set of one leaf whose rule rises with its value, for laws about a single curve."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from engine.domain.criteria_set import (
    CriteriaSet,
    Grades,
    Node,
    Origin,
    Part,
    Profile,
    Provenance,
    RankingRule,
    Span,
    Total,
)
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import Rounding
from engine.domain.submission import FactValue, Submission, Unit
from tests.support.generated_facts import FactBook, new_fact, titled
from tests.support.generated_rules import EDGES, decimal_text

PLACES = 3


def ratio_facts(book: FactBook) -> tuple[str, str]:
    """Two new counts: what was done, and what was planned."""
    for name in ("tasks.done", "tasks.planned"):
        fact = new_fact(book.rng, name, FactType.COUNT)
        book.facts[name] = Fact(name, fact.title, FactType.COUNT, 0, 1000)
    return "tasks.done", "tasks.planned"


def leaf_of(method: str, rule: Mapping[str, object], maximum: Fraction) -> Node:
    """A component that is a leaf."""
    origin = Origin(Provenance.EXAMPLE)
    return Node("1", titled("1"), maximum, origin, part="appraisal", method=method, rule=dict(rule))  # type: ignore[arg-type]


def monotone_bands(rng: Random, book: FactBook) -> tuple[Node, str, str]:
    """Bands over a ratio whose points never fall: fixed, or a line that rises into the next band."""
    done, planned = ratio_facts(book)
    edges = sorted(rng.sample([edge for edge in EDGES if edge <= 1], rng.randint(1, 4)))
    points = sorted(Fraction(rng.randint(0, 2000), 10**PLACES) for _ in range(len(edges) + 1))
    rows: list[dict[str, object]] = [{"below": decimal_text(edges[0]), "points": decimal_text(points[0])}]
    for at, edge in enumerate(edges):
        row: dict[str, object] = {"from": decimal_text(edge), "points": decimal_text(points[at + 1])}
        if at + 1 < len(edges):
            row["below"] = decimal_text(edges[at + 1])
            if rng.random() < 0.5:
                row["points"] = {"start": decimal_text(points[at]), "end": decimal_text(points[at + 1])}
        rows.append(row)
    rule = {"value": f"{done} / {planned}", "when_empty": "zero", "bands": tuple(rng.sample(rows, len(rows)))}
    return leaf_of("bands", rule, Fraction(2)), done, planned


def monotone_proportion(rng: Random, book: FactBook) -> tuple[Node, str, str]:
    """A ratio × the maximum, in one of the shapes that rise."""
    done, planned = ratio_facts(book)
    low, high = sorted(rng.sample([edge for edge in EDGES if edge <= 1], 2))
    ends = {"from": low, "to": high}
    shape = rng.choice([{}, {"floor": low}, {"target": high}, {"floor": low, "target": high}, ends])
    numbers = {key: decimal_text(number) for key, number in shape.items()}
    rule = {"value": f"{done} / {planned}", "when_empty": "zero"} | numbers
    return leaf_of("proportional", rule, Fraction(rng.randint(1, 3000), 10**PLACES)), done, planned


def set_of_one_leaf(leaf: Node, facts: Mapping[str, Fact], rng: Random) -> CriteriaSet:
    """A set with this leaf as its only component, sometimes rounded."""
    roundings = rng.choice(
        [(), (Rounding("leaf", 1),), (Rounding("component", 2, "half_even"),), (Rounding("leaf", 2, "floor"),)]
    )
    return CriteriaSet(
        id="test.single",
        edition="2022",
        revision=1,
        status=Provenance.EXAMPLE,
        title=titled("single"),
        legal_texts=(),
        unit_kinds=("department",),
        years=Span(2020, 2023),
        parts=(Part("appraisal", titled("appraisal"), leaf.maximum),),
        places=PLACES,
        roundings=roundings,
        total=Total(leaf.maximum),
        missing_at_close="zero",
        ranking=RankingRule(),
        grades=Grades(),
        profiles=(Profile("ordinary", titled("ordinary"), "main"),),
        facts=dict(facts),
        components=(leaf,),
    )


def with_facts(criteria_set: CriteriaSet, facts: Mapping[str, FactValue]) -> Submission:
    """A submission of these facts alone."""
    unit = Unit("unit", titled("unit"), "department", "ordinary")
    return Submission(criteria_set.id, criteria_set.edition, unit, 2022, "appraisal", dict(facts))
