"""A random rule for every method, with points on the grid of the set and edges where values like to fall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from engine.domain.criteria_set import Plain
from engine.domain.facts import FactType
from tests.support.generated_expressions import Phrases
from tests.support.generated_facts import ROUND_SHARES, FactBook, happens

Rule = dict[str, Plain]
EDGES = [*ROUND_SHARES[1:], Fraction(1, 3), Fraction(2, 3), Fraction(2), Fraction(5)]
WHEN_EMPTY = ["full", "zero", "exclude", "not_assessed"]


def decimal_text(value: Fraction) -> str:
    """A number as a decimal where one is exact, otherwise as a ratio."""
    scaled = value * 10**9
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(scaled.numerator), 10**9)
    digits = f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
    return f"-{digits}" if value < 0 else digits


def written(rng: Random, value: Fraction) -> Plain:
    """A number in one of the forms that a rule may hold after reading."""
    forms: list[Plain] = [decimal_text(value), decimal_text(value), value]
    if value.denominator == 1:
        forms.append(int(value))
    return rng.choice(forms)


def written_share(rng: Random, value: Fraction) -> Plain:
    """A ratio, often as a percentage."""
    text = decimal_text(value * 100)
    return written(rng, value) if "/" in text or happens(rng, 40) else f"{text}%"


@dataclass(frozen=True)
class RuleWriter:
    """Writes rules for one leaf: `maximum` points on a grid of `unit`."""

    rng: Random
    book: FactBook
    maximum: Fraction
    unit: Fraction

    @property
    def phrases(self) -> Phrases:
        """A writer of conditions and values over the facts of the set."""
        return Phrases(self.book)

    def amount(self, least: int = 0) -> Plain:
        """Points on the grid between `least` units and the maximum, often small."""
        units = max(least, int(self.maximum / self.unit))
        return written(self.rng, self.unit * self.rng.choice([self.rng.randint(least, units), max(least, units // 3)]))

    def points(self) -> Plain:
        """Points on the grid, or a share of the maximum."""
        shares = ["0%", "50%", "25%", "100%", "12.5%"]
        return self.amount() if happens(self.rng, 60) else self.rng.choice(shares)

    def class_titles(self, index: int) -> Rule:
        """Id and title of a part of a rule."""
        return {"id": f"part_{index}", "title": {"vi": f"Phần {index}", "en": f"Part {index}"}}

    def rule(self, method: str) -> Rule:
        """A rule for a method."""
        return RELATIVE(self) if method == "relative" else RULES[method](self)

    def with_empty(self, rule: Rule, *, divides: bool) -> Rule:
        """The rule, saying what an empty denominator means where there is one."""
        return rule | ({"when_empty": self.rng.choice(WHEN_EMPTY)} if divides else {})

    def choice(self) -> Rule:
        """Points for every option of a choice or a truth value."""
        fact = self.book.pick(self.rng.choice([FactType.CHOICE, FactType.CHOICE, FactType.BOOL]))
        names = [option.id for option in fact.options] or ["true", "false"]
        first: dict[str, Plain] = {names[0]: written(self.rng, self.maximum)}
        return {"fact": fact.id, "levels": first | {name: self.points() for name in names[1:]}}

    def checklist(self) -> Rule:
        """One to four items with points, or all or nothing."""
        together = happens(self.rng, 30)
        items = []
        for index in range(self.rng.randint(1, 4)):
            item = self.class_titles(index) | {"when": self.phrases.condition(1)}
            items.append(item if together else item | {"points": self.amount()})
        return {"items": tuple(items)} | ({"all_of": True} if together else {})

    def band_rows(self, among: Sequence[Fraction] = EDGES) -> tuple[Plain, ...]:
        """Bands that meet without gap or overlap, each edge on either side, in any order."""
        edges = sorted(self.rng.sample(among, self.rng.randint(1, 4)))
        closed_below = [happens(self.rng, 70) for _ in edges]
        rows = []
        for index in range(len(edges) + 1):
            row: dict[str, Plain] = {}
            if index:
                row["from" if closed_below[index - 1] else "above"] = written_share(self.rng, edges[index - 1])
            if index < len(edges):
                row["below" if closed_below[index] else "to"] = written_share(self.rng, edges[index])
            row["points"] = self.band_points(two_edges=0 < index < len(edges))
            rows.append(row)
        self.rng.shuffle(rows)
        return tuple(rows)

    def band_points(self, *, two_edges: bool) -> Plain:
        """Points of a band: fixed, a share, the value itself, or a line across it."""
        if two_edges and happens(self.rng, 40):
            return {"start": self.amount(), "end": self.amount()}
        return "proportional" if happens(self.rng, 20) else self.points()

    def bands(self) -> Rule:
        """Bands over a value."""
        value, divides = self.phrases.value()
        return self.with_empty({"value": value, "bands": self.band_rows()}, divides=divides)

    def against(self) -> Rule:
        """Bands over a difference, a ratio or a growth."""
        if happens(self.rng, 35):
            undivided: Rule = {"value": self.phrases.undivided(), "reference": self.phrases.undivided()}
            return undivided | {"bands": self.band_rows()}
        compare = self.rng.choice(["difference", "ratio", "growth"])
        value, divides = self.phrases.value()
        reference, also = self.phrases.whole(1), False
        if compare == "difference" and happens(self.rng, 50):
            reference, also = self.phrases.value()
        rule: Rule = {"value": value, "reference": reference, "bands": self.band_rows()}
        if compare != "difference" or happens(self.rng, 50):
            rule["compare"] = compare
        return self.with_empty(rule, divides=divides or also or compare != "difference")

    def proportional(self) -> Rule:
        """A value × maximum in one of its shapes."""
        value, divides = self.phrases.value()
        low, high = sorted(self.rng.sample(EDGES[:14], 2))
        shapes: list[Rule] = [
            {},
            {"floor": low if low <= 1 else Fraction(1)},
            {"target": high},
            {"floor": low, "target": high},
            {"from": low, "to": high},
            {"from": high, "to": low, "direction": "less"},
            {"target": high, "direction": "less"},
        ]
        shape = self.rng.choice(shapes)
        numbers = {key: written_share(self.rng, part) for key, part in shape.items() if isinstance(part, Fraction)}
        return self.with_empty({"value": value} | shape | numbers, divides=divides)

    def counted(self) -> Rule:
        """How a class is counted: an expression, the records of a list, or the records that fulfil a condition."""
        if happens(self.rng, 65):
            return {"count": self.phrases.whole(1)}
        records = self.book.pick(FactType.LIST)
        if happens(self.rng, 30):
            return {"for_each": records.id}
        return {"for_each": records.id, "when": self.phrases.inside(records).condition(1)}

    def counted_class(self, index: int) -> Rule:
        """One class with points per case, and often a cap."""
        counted = {"when": self.phrases.condition(1)} if happens(self.rng, 15) else self.counted()
        cap: Rule = {"cap": self.amount(1)} if happens(self.rng, 50) else {}
        return self.class_titles(index) | counted | {"points": self.amount(1)} | cap

    def count(self) -> Rule:
        """One to three classes, sometimes capped together."""
        classes = tuple(self.counted_class(index) for index in range(self.rng.randint(1, 3)))
        return {"classes": classes} | ({"cap": self.amount(1)} if happens(self.rng, 40) else {})

    def deductions(self) -> Rule:
        """One to three classes of deductions, sometimes from less than the maximum."""
        classes = tuple(self.counted_class(index) for index in range(self.rng.randint(1, 3)))
        return {"deductions": classes} | ({"start": self.amount()} if happens(self.rng, 30) else {})

    def weighted_ratio(self) -> Rule:
        """One to three weighted classes over their number or a total."""
        classes = tuple(
            self.class_titles(index) | {"count": self.phrases.whole(1), "weight": self.weight()}
            for index in range(self.rng.randint(1, 3))
        )
        rule: Rule = {"classes": classes}
        if happens(self.rng, 40):
            rule["total"] = self.phrases.whole(1)
        if happens(self.rng, 40):
            rule["floor"] = written_share(self.rng, self.rng.choice(ROUND_SHARES[1:]))
        return self.with_empty(rule, divides=True)

    def weight(self) -> Plain:
        """The weight of a class of items."""
        weights = [Fraction(0), Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 3)]
        return written_share(self.rng, self.rng.choice(weights))

    def question(self, scale: int, counted: int) -> tuple[Plain, bool]:
        """A question of a survey, and whether it divides by a number of answers, as so many of a hundred do."""
        if not happens(self.rng, counted):
            return self.book.mean_of_answers(scale).id, False
        return {"sum": self.book.pick(FactType.COUNT).id, "valid": self.book.pick(FactType.COUNT).id}, True

    def survey(self) -> Rule:
        """Questions alone or in weighted groups."""
        scale = self.rng.choice([1, 3, 5, 100])
        counted = self.rng.choice([0, 0, 60])
        divides, groups = False, []
        for index in range(self.rng.randint(1, 3)):
            questions = [self.question(scale, counted) for _ in range(self.rng.randint(1, 3))]
            divides = divides or any(with_valid for _, with_valid in questions)
            weights = [Fraction(2, 5), Fraction(3, 5), Fraction(1), Fraction(1, 3)]
            weight = written_share(self.rng, self.rng.choice(weights))
            names = tuple(question for question, _ in questions)
            groups.append(self.class_titles(index) | {"weight": weight, "questions": names})
        rule: Rule = {"scale": written(self.rng, Fraction(scale))}
        rule |= {"questions": groups[0]["questions"]} if len(groups) == 1 else {"groups": tuple(groups)}
        return self.with_empty(rule, divides=divides)

    def external_index(self) -> Rule:
        """A published percentage, or published points."""
        if happens(self.rng, 60):
            return {"value": self.book.pick(FactType.PERCENT).id}
        return {"points": self.book.pick(FactType.DECIMAL).id}

    def relative(self) -> Rule:
        """A value held against its field, and a curve over what comes of it."""
        by = self.rng.choice(["min_max", "min_max", "best", "mean", "percentile"])
        rule: Rule = {"by": by} | (
            {"percentile": self.rng.choice([0, 10, "50", "37.5", 90, 100])} if by == "percentile" else {}
        )
        rule |= {"field": "all"} if happens(self.rng, 25) else {}
        compare = (
            self.rng.choice(["difference", "difference", "ratio", "growth"]) if by in ("mean", "percentile") else ""
        )
        less = {"direction": "less"} if happens(self.rng, 40) else {}
        below = compare in ("ratio", "growth") or (by == "best" and not less)
        if below or by == "best":
            value, divides = self.phrases.whole(1), below
        else:
            value, divides = self.phrases.value()
        rule |= {"value": value, "places": self.rng.choice([0, 1, 2, 4])} | ({"compare": compare} if compare else {})
        if by == "min_max":
            rule["when_equal"] = self.rng.choice(["full", "zero", "50%"])
        if by in ("min_max", "best"):
            rule |= less
        return self.with_empty(rule | self.curve(compare), divides=divides)

    def curve(self, compare: str) -> Rule:
        """What turns a share, a distance, a ratio or a growth into points."""
        low, high = sorted(self.rng.sample([edge for edge in EDGES if edge <= 1], 2))
        ends: list[Rule] = [{"from": low, "to": high}]
        if compare in ("", "ratio"):
            ends += [{}, {"target": high}, {"floor": low, "target": high}]
        elif happens(self.rng, 50):
            ends = [{"from": -high, "to": low}, {"from": high, "to": -low, "direction": "less"}]
        if happens(self.rng, 30):
            return {"bands": self.band_rows([edge for edge in EDGES if edge <= 1] if not compare else EDGES)}
        chosen = self.rng.choice(ends)
        return {key: written_share(self.rng, end) if isinstance(end, Fraction) else end for key, end in chosen.items()}

    def judgement(self) -> Rule:
        """Points between two ends, in steps."""
        step = self.unit * self.rng.randint(1, int(self.maximum / self.unit))
        return {"min": "0", "max": written(self.rng, self.maximum), "step": written(self.rng, step)}

    def formula(self) -> Rule:
        """An expression of points."""
        value, divides = self.phrases.value()
        maximum = decimal_text(self.maximum)
        if happens(self.rng, 50):
            return self.with_empty({"points": f"{maximum} * ({value})"}, divides=divides)
        whole = self.phrases.whole(1)
        return {"points": f"min({maximum}, 0.5 * {whole}) - 0.125 * {self.phrases.whole(0)} / 3"}


RULES: Mapping[str, Callable[[RuleWriter], Rule]] = {
    "choice": RuleWriter.choice,
    "checklist": RuleWriter.checklist,
    "bands": RuleWriter.bands,
    "proportional": RuleWriter.proportional,
    "count": RuleWriter.count,
    "weighted_ratio": RuleWriter.weighted_ratio,
    "deductions": RuleWriter.deductions,
    "survey": RuleWriter.survey,
    "external_index": RuleWriter.external_index,
    "against": RuleWriter.against,
    "judgement": RuleWriter.judgement,
    "formula": RuleWriter.formula,
}

RELATIVE: Callable[[RuleWriter], Rule] = RuleWriter.relative
"""Apart from the others: what it gives hangs on other units, so a set is asked for it by name."""
