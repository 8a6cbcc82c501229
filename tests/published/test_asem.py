"""ASEM Sustainable Connectivity: 2,499 normalised values and 561 aggregates of an independent engine (COINr).

51 countries, 49 indicators, 14 of them downwards: min-max over all countries, then weighted means on three levels. The
figures of the source are doubles: they agree with the exact value to about fourteen digits, and no further. Here every
raw value is the decimal that its double is spelled as, exact, and nothing is rounded but points: once in an indicator,
once in every mean. So a figure may differ from that of the source by half a unit of the last place for itself and for
each level of means below it, and by what doubles leave open. With nine places, the most that the set format takes,
that is two units of the ninth decimal at worst; with sixteen, what doubles leave open is all that is left.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from engine.columns.score_arrow import ArrowScorer
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
from engine.domain.field_rows import UsedField
from engine.domain.scorecard import Scorecard
from engine.domain.submission import Submission, Unit
from engine.domain.text import Text
from engine.evaluation.field_values import FieldRows
from engine.evaluation.one_unit import OneUnit
from engine.methods.compiler import compile_set
from tests.published.published_set import read_rows
from tests.support.arrow_comparison import LIGHT, differences

pytestmark = pytest.mark.published

Row = dict[str, str]
FULL = Fraction(100)
DOUBLES = Fraction(1, 10**13)
"""What the arithmetic of doubles leaves open on a scale of 100; the figure furthest off is 7.6e-14 away."""
ABOUT = ("unit", "unit_name")
YEAR = 2018


def decimals(texts: list[str]) -> int:
    """The most decimals that any of these numbers has."""
    return max(len(text.partition(".")[2]) for text in texts)


def as_decimal(text: str) -> str:
    """The number as a plain decimal: doubles that are small are spelled with an exponent."""
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    digits = mantissa.replace(".", "")
    return f"0.{'0' * (-int(exponent) - 1)}{digits}"


def fact_of(name: str, texts: list[str]) -> Fact:
    """One indicator as a fact that holds all of its values exactly."""
    places = decimals(texts)
    scaled = [int(Fraction(text) * 10**places) for text in texts]
    return Fact(name, Text(name, name), FactType.DECIMAL, min(scaled), max(scaled), places)


@pytest.fixture(scope="module")
def raw(open_data: Path) -> list[Row]:
    """The values of the indicators, by country, as plain decimals."""
    rows = read_rows(open_data, "asem-coinr", "raw_treated.csv")
    return [{key: text if key in ABOUT else as_decimal(text) for key, text in row.items()} for row in rows]


@pytest.fixture(scope="module")
def normalised(open_data: Path) -> list[Row]:
    """The values from 0 to 100 that the source made of them."""
    return read_rows(open_data, "asem-coinr", "leaves.csv")


@pytest.fixture(scope="module")
def aggregated(open_data: Path) -> list[Row]:
    """The eight pillars, the two sub-indices and the index of the source."""
    return read_rows(open_data, "asem-coinr", "published.csv")


@pytest.fixture(scope="module")
def directions(open_data: Path) -> dict[str, str]:
    """Which way each indicator counts: `1`, or `-1` where less is better."""
    return {row["node"]: row["direction"] for row in read_rows(open_data, "asem-coinr", "direction.csv")}


@pytest.fixture(scope="module")
def children(open_data: Path) -> dict[str, list[Row]]:
    """What lies below each node of the index."""
    below: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(open_data, "asem-coinr", "tree.csv"):
        below[row["parent"]].append(row)
    return below


def node_of(row: Row, children: dict[str, list[Row]], directions: dict[str, str]) -> Node:
    """A node of the index on a maximum of 100; an indicator compares its fact with the whole field."""
    name = row["node"]
    assert row["weight"] == "1"
    origin, title = Origin(Provenance.EXAMPLE), Text(row["label"], row["label"])
    if name in children:
        below = tuple(node_of(child, children, directions) for child in children[name])
        return Node(name, title, FULL, origin, combine="weighted_mean", children=below)
    direction = {"1": "more", "-1": "less"}[directions[name]]
    rule = {"value": name.lower(), "by": "min_max", "direction": direction, "when_equal": "zero"}
    return Node(name, title, FULL, origin, part="data", method="relative", rule=rule)


def asem(raw: list[Row], children: dict[str, list[Row]], directions: dict[str, str], places: int) -> CriteriaSet:
    """The index as a criteria set whose points have so many places."""
    facts = {name.lower(): fact_of(name.lower(), [row[name] for row in raw]) for name in raw[0] if name not in ABOUT}
    (top,) = children[""]
    return CriteriaSet(
        id="asem.connectivity",
        edition="2018",
        revision=1,
        status=Provenance.EXAMPLE,
        title=Text("Kết nối bền vững ASEM", "ASEM Sustainable Connectivity"),
        legal_texts=(),
        unit_kinds=("country",),
        years=Span(YEAR, YEAR),
        parts=(Part("data", Text("Số liệu", "Data"), FULL),),
        places=places,
        roundings=(),
        total=Total(FULL, "weighted_mean"),
        missing_at_close="refuse",
        ranking=RankingRule(),
        grades=Grades(),
        profiles=(Profile("country", Text("Quốc gia", "Country"), "all"),),
        facts=facts,
        components=tuple(node_of(row, children, directions) for row in children[top["node"]]),
    )


@pytest.fixture(scope="module", params=[9, 16])
def field(
    request: pytest.FixtureRequest, raw: list[Row], children: dict[str, list[Row]], directions: dict[str, str]
) -> tuple[OneUnit, list[Submission]]:
    """What scores after the first pass, and the submissions in the order of the rows."""
    places: int = request.param
    rules = asem(raw, children, directions, places)
    unit = OneUnit(compile_set(rules, "country", YEAR))
    submissions = [
        Submission(
            rules.id,
            rules.edition,
            Unit(row["unit"], Text(row["unit_name"], row["unit_name"]), "country", "country"),
            YEAR,
            "final",
            {name.lower(): text for name, text in row.items() if name not in ABOUT},
        )
        for row in raw
    ]
    rows = FieldRows()
    for submission in submissions:
        intake = unit.take_in(submission)
        rows.add(unit.program, "all", intake.facts, intake.overrides)
    complete = unit.against(UsedField("0" * 64, rows.rows()))
    return complete, submissions


@pytest.fixture(scope="module")
def scored(field: tuple[OneUnit, list[Submission]]) -> tuple[int, list[Scorecard]]:
    """The places of the points, and the scorecards of two passes in the order of the rows."""
    complete, submissions = field
    return complete.program.places, [complete.score(submission) for submission in submissions]


def strays(scored: list[Scorecard], rows: list[Row]) -> Iterator[tuple[str, Fraction]]:
    """Every figure of the source with how far it lies from ours."""
    for card, row in zip(scored, rows, strict=True):
        assert card.unit.id == row["unit"]
        for name, text in row.items():
            if name not in ABOUT:
                ours = card.total.won if name == "Index" else card.node(name).won
                yield name, abs(ours - Fraction(text))


def test_2_499_normalised_values_come_out(scored, normalised):
    places, cards = scored
    found = list(strays(cards, normalised))
    bound = Fraction(1, 2 * 10**places) + DOUBLES
    assert [name for name, off in found if off > bound] == []
    assert len(found) == 51 * 49 == 2_499


def test_561_aggregates_come_out(scored, aggregated):
    places, cards = scored
    found = list(strays(cards, aggregated))
    below = {"Index": 4, "Conn": 3, "Sust": 3}  # indicators, pillars, sub-indices, index: each rounded once
    unit = Fraction(1, 2 * 10**places)
    assert [name for name, off in found if off > below.get(name, 2) * unit + DOUBLES] == []
    assert len(found) == 51 * 11 == 561


def test_14_of_the_49_indicators_count_downwards(scored, directions):
    _, cards = scored
    down = [name for name, direction in directions.items() if direction == "-1"]
    assert (len(directions), len(down)) == (49, 14)
    for name in directions:
        points = [card.node(name).won for card in cards]
        assert (min(points), max(points)) == (0, FULL)
        by_value = sorted((Fraction(card.node(name).facts[-1].value or "0"), card.node(name).won) for card in cards)
        ends = by_value[0][1], by_value[-1][1]
        assert ends == ((FULL, 0) if name in down else (0, FULL))


def test_every_card_adds_up_and_is_complete(scored):
    _, cards = scored
    for card in cards:
        assert card.is_complete
        assert all(node.won + node.lost == node.maximum for node in card.nodes)
        assert {node.rule for node in card.leaves()} <= {"full", "proportional"}


def test_a_batch_of_columns_gets_the_same_figures(field: tuple[OneUnit, list[Submission]]) -> None:
    complete, submissions = field
    nodes = [node.id for node in complete.compiled.criteria_set.walk()]
    scorer = ArrowScorer(lambda _: LIGHT(complete), complete.compiled.criteria_set, YEAR, nodes=nodes, told=True)
    assert differences(scorer, submissions) == []
    assert (len(submissions), len(nodes)) == (51, 59)
