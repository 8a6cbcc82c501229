"""What a method is given of one scored leaf."""

from fractions import Fraction

from engine.domain.facts import Fact, FactType
from engine.domain.text import Text
from engine.program.expressions import FactRef
from engine.program.plan import Seen

DECLARED = {"a": Fact("a", Text("a", "a"), FactType.COUNT, 0, 9)}


def test_points_are_told_as_people_of_each_language_see_them():
    seen = Seen(DECLARED, {"a": 3}, 10**6, 2_000_000, 1_179_487, 0)
    assert (seen.told(1_179_487, "vi"), seen.told(1_179_487, "en")) == ("1,179487", "1.179487")
    assert seen.of(500_000) == Fraction(1, 2)


def test_the_facts_seen_decide_expressions():
    assert Seen(DECLARED, {"a": 3}, 1, 1, 1, 0).evaluation.decided(FactRef("a")) == 3
    assert Seen(DECLARED, {}, 1, 1, 1, 0).evaluation.decided(FactRef("a")) is None
