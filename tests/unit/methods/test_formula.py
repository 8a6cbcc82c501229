"""`formula`: an expression over declared facts; the last resort, reported by the check."""

from fractions import Fraction

import pytest

from tests.support.written_rows import Rows, adds_up, codes, read_row

FACTS = """
facts:
  done: {type: count, title: {vi: "Đã xong", en: "Done"}, max: 100}
  planned: {type: count, title: {vi: "Kế hoạch", en: "Planned"}, max: 100}
  sent: {type: date, title: {vi: "Ngày gửi", en: "Sent"}}
"""


def formula(points: str, more: str = "") -> str:
    """A row of a free formula."""
    facts = "\n".join(
        line
        for line in FACTS.splitlines()
        if line.split(":")[0].strip() in (*points.replace("(", " ").replace(")", " ").split(), "facts", "")
    )
    return f"method: formula\nrule: {{points: {points}{more}}}\n{facts}\n"


def test_a_free_formula_is_reported():
    loaded = read_row(formula("done * 0.01"))
    assert codes(loaded) == ["formula.used"]
    assert str(loaded.findings[0].severity) == "info"


@pytest.mark.parametrize(
    ("points", "more", "facts", "expected"),
    [
        ("done * 0.01", "", {"done": 50}, "0.5"),
        ("done / planned * 2", ", when_empty: zero", {"done": 1, "planned": 3}, "0.666667"),
        ("done / planned * 2", ", when_empty: zero", {"done": 1, "planned": 0}, "0"),
        ("done * 0.1 - 1", "", {"done": 5}, "0"),
        ("done * 1", "", {"done": 90}, "2"),
        ("2 if known(sent) else 0.5", "", {"sent": "2022-03-01"}, "2"),
        ("2 if known(sent) else 0.5", "", {}, "0.5"),
        ("5 if known(sent) else 0.5", "", {"sent": "2022-03-01"}, "2"),
    ],
)
def test_the_points_are_those_of_the_formula_within_the_limits(points, more, facts, expected):
    node = Rows(read_row(formula(points, more))).node(facts)
    assert node.won == Fraction(expected)
    assert adds_up(node)


def test_the_formula_is_told_without_a_next_gain():
    node = Rows(read_row(formula("done * 0.01"))).node({"done": 50})
    assert (node.rule, node.next_gain) == ("formula", None)
    assert node.reason.vi == "Tính theo công thức: 0,5 điểm."
    assert node.reason.en == "By the formula: 0.5 points."


def test_a_denominator_that_can_be_nothing_must_be_provided_for():
    assert sorted(codes(read_row(formula("done / planned")))) == ["formula.used", "rule.when-empty"]
