"""The workload: a set of 8 components, 40 criteria and 90 leaves of every common shape, and random units.

Points have 4 places. Eleven leaves may not arise and then leave the component, which keeps its maximum (rescaled).
Money reaches 10^12, so ratios need exact arithmetic beyond 2^53. Sets of other sizes have the same mixture of leaves.
"""

import random
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from engine.domain.criteria_set import (
    CriteriaSet,
    Grades,
    Limits,
    Node,
    NotArisen,
    Origin,
    Part,
    Profile,
    Provenance,
    RankingRule,
    Span,
    Total,
)
from engine.domain.facts import Fact, FactType, Option
from engine.domain.text import Text

KINDS = (
    ["choice"] * 24
    + ["ratio"] * 22
    + ["count"] * 12
    + ["deduct"] * 8
    + ["reports"] * 2
    + ["yes"] * 8
    + ["date"] * 4
    + ["survey"] * 10
)
LEAVES_OF_A_CRITERION, CRITERIA_OF_A_COMPONENT = 2.25, 5
MAXIMA = ("0.5", "0.75", "1", "1", "1.25", "1.5", "2")
BANDS = (
    (
        {"from": "100%", "points": "100%"},
        {"from": "80%", "below": "100%", "points": "proportional"},
        {"below": "80%", "points": "0"},
    ),
    (
        {"from": "90%", "points": "100%"},
        {"from": "70%", "below": "90%", "points": "50%"},
        {"from": "50%", "below": "70%", "points": "25%"},
        {"below": "50%", "points": "0"},
    ),
    ({"from": "100%", "points": "100%"}, {"below": "100%", "points": "proportional"}),
)
DUE, GRACE = 738_000, 15
EXAMPLE = Origin(Provenance.EXAMPLE)


def said(text: str) -> Text:
    """The same text in both languages."""
    return Text(text, text)


class Workload:
    """Builds the set and draws units; everything follows from one seed."""

    def __init__(self, seed: int = 7, leaves: int = len(KINDS)) -> None:
        self.random = random.Random(seed)
        self.facts: dict[str, Fact] = {}
        self.rules = self._set(leaves)

    def unit(self) -> dict[str, object]:
        """The facts of one random unit, as the engine's integers."""
        drawn: dict[str, object] = {}
        for name, fact in self.facts.items():
            if fact.type is FactType.LIST:
                drawn[name] = tuple(self._report() for _ in range(self.random.randint(0, 12)))
            elif name.endswith(".num"):
                drawn[name] = int(int(str(drawn[name[:-4] + ".den"])) * self.random.randint(550, 1100) / 1000)
            elif name.endswith(".sum"):
                drawn[name] = self.random.randint(0, 5 * int(str(drawn[name[:-4] + ".n"])))
            elif name.endswith(".na"):
                drawn[name] = int(self.random.random() < 0.08)
            else:
                drawn[name] = self.random.randint(fact.low, fact.high)
        return drawn

    def _report(self) -> tuple[int | None, ...]:
        due = self.random.randint(738_000, 738_300)
        return due, None if self.random.random() < 0.05 else due + self.random.randint(-20, 7)

    def _fact(self, name: str, kind: FactType, high: int, low: int = 0, **more: object) -> str:
        self.facts[name] = Fact(name, said(name), kind, low, high, **more)  # type: ignore[arg-type]
        return name

    def _leaf(self, at: int, kind: str, part: str) -> Node:
        name, maximum = f"l{at:02}", Fraction(self.random.choice(MAXIMA))
        method, rule = getattr(self, f"_{kind}")(name, maximum)
        arisen = None
        if kind in ("choice", "ratio", "count") and at % 5 == 0:
            gone = self._fact(f"{name}.na", FactType.BOOL, 1)
            arisen = NotArisen(gone, "exclude", said("Không phát sinh"))
        limits = Limits(Fraction(0), maximum)
        return Node(
            name, said(name), maximum, EXAMPLE, part=part, method=method, rule=rule, not_arisen=arisen, limits=limits
        )

    def _choice(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        many = self.random.choice((3, 4, 5))
        options = tuple(Option(chr(97 + j), said(chr(97 + j))) for j in range(many))
        fact = self._fact(f"{name}.level", FactType.CHOICE, many - 1, options=options)
        levels = {o.id: f"{100 * (many - 1 - j) // (many - 1)}%" for j, o in enumerate(options)}
        return "choice", {"fact": fact, "levels": levels}

    def _ratio(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        money = self.random.random() < 0.5
        high = 10**12 if money else 500
        below = self._fact(f"{name}.den", FactType.MONEY, high, 10**9 if money else 0)
        above = self._fact(f"{name}.num", FactType.MONEY, 2 * high)
        rule = {"value": f"{above} / {below}", "bands": self.random.choice(BANDS)}
        return "bands", rule if money else {**rule, "when_empty": "zero"}

    def _count(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        fact = self._fact(f"{name}.count", FactType.COUNT, 8)
        return "count", {"classes": ({"id": "item", "count": fact, "points": self.random.choice(("0.25", "0.5"))},)}

    def _deduct(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        late = self._fact(f"{name}.late", FactType.COUNT, 3)
        missing = self._fact(f"{name}.missing", FactType.COUNT, 3)
        return "deductions", _deductions({"count": late}, {"count": missing})

    def _reports(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        day = {"type": FactType.DATE, "low": 700_000, "high": 750_000}
        fields = (Fact("due", said("due"), **day), Fact("submitted", said("submitted"), **day, optional=True))  # type: ignore[arg-type]
        reports = self._fact(f"{name}.reports", FactType.LIST, 0, fields=fields, max_items=12)
        late = {"for_each": reports, "when": "known(submitted) and submitted > due"}
        return "deductions", _deductions(late, {"for_each": reports, "when": "not known(submitted)"})

    def _yes(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        return "choice", {"fact": self._fact(f"{name}.yes", FactType.BOOL, 1), "levels": {"true": "100%", "false": "0"}}

    def _date(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        day = self._fact(f"{name}.day", FactType.DATE, DUE + 30, DUE - 20)
        value = f'days_between(date("2021-07-26"), {day})'
        late = {"above": "0", "to": str(GRACE), "points": "50%"}
        bands = ({"to": "0", "points": "100%"}, late, {"above": str(GRACE), "points": "0"})
        return "bands", {"value": value, "bands": bands}

    def _survey(self, name: str, maximum: Fraction) -> tuple[str, Mapping[str, object]]:
        valid = self._fact(f"{name}.n", FactType.COUNT, 400)
        total = self._fact(f"{name}.sum", FactType.COUNT, 2000)
        return "survey", {"scale": "5", "questions": ({"sum": total, "valid": valid},), "when_empty": "zero"}

    def _set(self, size: int) -> CriteriaSet:
        kinds = [KINDS[at * len(KINDS) // size] for at in range(size)]
        self.random.shuffle(kinds)
        leaves = [self._leaf(at, kind, "appraisal") for at, kind in enumerate(kinds)]
        many = round(size / LEAVES_OF_A_CRITERION)
        starts = [round(at * size / many) for at in range(many + 1)]
        criteria = [self._inner(f"c{at:02}", leaves[a:b]) for at, (a, b) in enumerate(pairwise(starts))]
        parts = [criteria[at : at + CRITERIA_OF_A_COMPONENT] for at in range(0, many, CRITERIA_OF_A_COMPONENT)]
        components = tuple(self._inner(f"k{at}", part, rescale=True) for at, part in enumerate(parts))
        total = sum((component.maximum for component in components), Fraction(0))
        return CriteriaSet(
            "bench",
            "1",
            1,
            Provenance.EXAMPLE,
            said("bench"),
            (),
            (),
            Span(),
            (Part("appraisal", said("appraisal"), total),),
            4,
            (),
            Total(total),
            "zero",
            RankingRule(),
            Grades(),
            (Profile("all", said("all"), "all"),),
            self.facts,
            components,
        )

    @staticmethod
    def _inner(name: str, children: list[Node], *, rescale: bool = False) -> Node:
        maximum = sum((child.maximum for child in children), Fraction(0))
        return Node(name, said(name), maximum, EXAMPLE, children=tuple(children), rescale=rescale)


def _deductions(late: Mapping[str, object], missing: Mapping[str, object]) -> Mapping[str, object]:
    return {"deductions": ({"id": "late", **late, "points": "0.25"}, {"id": "missing", **missing, "points": "0.5"})}
