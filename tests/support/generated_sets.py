"""Random criteria sets, made directly of the vocabulary: every method, nested trees, gates, weights, roundings."""

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from engine.domain.criteria_set import (
    Adjustment,
    CriteriaSet,
    Exclusion,
    Gate,
    GradeLevel,
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
    Weight,
)
from engine.domain.numbers import Level, Mode, Rounding
from tests.support.generated_expressions import Phrases
from tests.support.generated_facts import FactBook, happens, titled
from tests.support.generated_rules import RULES, RuleWriter

FIRST_YEAR, LAST_YEAR = 2020, 2023
SHARING = ("mean", "weighted_mean", "best_of", "all_of", "any_of")
LEVELS: tuple[Level, ...] = ("leaf", "criterion", "component", "total")
MODES: tuple[Mode, ...] = ("half_up", "half_even", "floor")
MOST_LEAVING = 3
MANY_LEAVES = 12
GRADES = (GradeLevel("good", titled("good"), Fraction(80)), GradeLevel("weak", titled("weak"), None))
PROFILES = ("ordinary", "special", "small")


@dataclass
class TreeWriter:
    """Writes the tree of one set; `unit` is the grid of its points."""

    rng: Random
    book: FactBook
    places: int
    profiles: tuple[str, ...]
    methods: tuple[str, ...]
    leaving: int = 0
    leaves: int = 0

    @property
    def unit(self) -> Fraction:
        """The least difference of points."""
        return Fraction(1, 10**self.places)

    def some_points(self) -> Fraction:
        """A maximum on the grid: so few units that halves are frequent, or a usual number of points."""
        small = self.unit * self.rng.choice([1, 2, 3, 5, 7, 10, 25, 40])
        usual = Fraction(self.rng.choice([1, 1, 2, 3, 5]), self.rng.choice([1, 2 if self.places else 1]))
        return self.rng.choice([small, usual])

    def span(self, percent: int) -> Span:
        """Sometimes not every year or not every profile."""
        if not happens(self.rng, percent):
            return Span()
        first = self.rng.choice([None, 2021, 2022])
        last = self.rng.choice([None, 2022, 2023])
        profiles = tuple(self.rng.sample(self.profiles, self.rng.randint(1, len(self.profiles))))
        return Span(first, last, profiles if happens(self.rng, 40) else ())

    def weights(self) -> tuple[Weight, ...]:
        """Up to three weights, some for a profile or a period, some 0."""
        values = [Fraction(0), Fraction(1), Fraction(2), Fraction(25), Fraction(1, 3), Fraction(1, 2)]
        listed = [Weight(self.rng.choice(values[1:]))] if happens(self.rng, 80) else []
        listed += [Weight(self.rng.choice(values), self.span(80)) for _ in range(self.rng.choice([0, 0, 1, 2]))]
        return tuple(listed)

    def gates(self, percent: int, maximum: Fraction) -> tuple[Gate, ...]:
        """Sometimes conditions that force points."""
        if not happens(self.rng, percent):
            return ()
        units = int(maximum / self.unit)
        return tuple(
            Gate(
                f"gate_{index}",
                Phrases(self.book).condition(1),
                self.unit * self.rng.choice([0, 0, self.rng.randint(0, units)]),
                titled("gate"),
            )
            for index in range(self.rng.choice([1, 1, 2]))
        )

    def leaf(self, name: str, *, plain: bool) -> Node:
        """A leaf; `plain` says that it stands in sums with other rows, so that it may also only deduct."""
        self.leaves += 1
        maximum = self.some_points()
        method = self.rng.choice(self.methods)
        writer = RuleWriter(self.rng, self.book, maximum, self.unit)
        rule = writer.rule(method)
        node = Node(
            name,
            titled(name),
            maximum,
            Origin(Provenance.EXAMPLE),
            span=self.span(8),
            gates=self.gates(15, maximum),
            part=self.rng.choice(["appraisal", "survey"]),
            method=method,
            rule=rule,
            not_arisen=self.not_arisen(),
            limits=None if method == "judgement" else self.limits(maximum),
        )
        if method == "deductions" and plain and happens(self.rng, 15):
            node = replace(node, maximum=Fraction(0), limits=Limits(-maximum, Fraction(0)), rule={**rule, "start": "0"})
        elif method != "judgement" and happens(self.rng, 12):
            points = self.rng.choice([self.some_points(), self.some_points(), Fraction(0)])
            node = replace(node, maximum_by_profile={self.rng.choice(self.profiles): points})
        return self.counted_leaving(replace(node, gates=tuple(self.within_limits(node, gate) for gate in node.gates)))

    def within_limits(self, node: Node, gate: Gate) -> Gate:
        """The gate with points that the limits of the leaf allow for every profile."""
        least = min(node.maximum_for(name) for name in self.profiles)
        low, high = (node.limits.low, node.limits.high) if node.limits else (Fraction(0), node.maximum)
        points = gate.points if high is None else min(gate.points, least if high == node.maximum else high)
        return replace(gate, points=points if low is None else max(points, low))

    def not_arisen(self) -> NotArisen | None:
        """Sometimes a condition under which there is nothing to assess."""
        if not happens(self.rng, 20):
            return None
        then = self.rng.choice(["full", "zero", "exclude"])
        return NotArisen(Phrases(self.book).condition(1), then, titled("nothing"))

    def limits(self, maximum: Fraction) -> Limits | None:
        """Mostly the default; sometimes none, or wider or narrower ones."""
        if not happens(self.rng, 20):
            return None
        narrow = self.unit * self.rng.randint(0, int(maximum / self.unit))
        return self.rng.choice(
            [Limits(None, None), Limits(-maximum, maximum), Limits(-narrow, None), Limits(Fraction(0), narrow)]
        )

    def inner_limits(self, maximum: Fraction) -> Limits:
        """Limits on what is combined: narrow or wide, also such as lift what has won nothing."""
        low, high = sorted(self.unit * self.rng.randint(0, int(maximum / self.unit)) for _ in range(2))
        return self.rng.choice(
            [Limits(low, high), Limits(low, None), Limits(-maximum, high), Limits(None, low), Limits(high, maximum)]
        )

    def counted_leaving(self, node: Node) -> Node:
        """The leaf, unless too many of the set may already leave for reasons of facts."""
        leaves = node.rule.get("when_empty") == "exclude"
        if not leaves and not (node.not_arisen and node.not_arisen.then == "exclude"):
            return node
        self.leaving += 1
        if self.leaving <= MOST_LEAVING:
            return node
        arisen = replace(node.not_arisen, then="zero") if node.not_arisen else None
        return replace(node, not_arisen=arisen, rule={**node.rule, "when_empty": "zero"} if leaves else node.rule)

    def node(self, name: str, depth: int, *, plain: bool) -> Node:
        """A node of any kind; the deeper, the likelier a leaf."""
        if depth >= 4 or self.leaves >= MANY_LEAVES or happens(self.rng, 25 * depth):
            return self.leaf(name, plain=plain)
        combine = self.rng.choice(["sum", "sum", "sum", "sum", *SHARING])
        rescale = combine == "sum" and happens(self.rng, 25)
        count = self.rng.choice([1, 2, 2, 3, 4])
        children = tuple(
            self.node(f"{name}.{at + 1}", depth + 1, plain=combine == "sum" and (plain or at > 0))
            for at in range(count)
        )
        if combine == "weighted_mean" or (combine == "mean" and happens(self.rng, 30)):
            children = tuple(replace(child, weights=self.weights()) for child in children)
        maximum, by_profile = self.maxima(combine, children)
        return Node(
            name,
            titled(name),
            maximum,
            Origin(Provenance.EXAMPLE),
            maximum_by_profile=by_profile,
            span=self.span(6),
            combine=combine,
            rescale=rescale,
            when_empty=self.rng.choice(["not_applicable", "not_applicable", "zero", "full"]),
            gates=self.gates(15, maximum),
            limits=self.inner_limits(maximum) if happens(self.rng, 15) else None,
            children=children,
        )

    def maxima(self, combine: str, children: tuple[Node, ...]) -> tuple[Fraction, dict[str, Fraction]]:
        """What the children add up to, for a profile too where it differs; any points where they need not add up."""
        if combine != "sum":
            return self.some_points(), {}
        usual = sum((child.maximum for child in children), Fraction(0))
        sums = {name: sum((child.maximum_for(name) for child in children), Fraction(0)) for name in self.profiles}
        return usual, {name: points for name, points in sums.items() if points != usual}

    def adjustment(self, name: str) -> Adjustment | None:
        """Sometimes bonus or penalty items under a cap."""
        if not happens(self.rng, 35):
            return None
        items = tuple(self.leaf(f"{name}{index + 1}", plain=False) for index in range(self.rng.randint(1, 2)))
        return Adjustment(self.unit * self.rng.randint(1, 20), items)


def random_set(rng: Random, methods: tuple[str, ...] = tuple(RULES)) -> CriteriaSet:
    """One criteria set whose leaves use some of `methods`."""
    book = FactBook(rng)
    places = rng.choice([0, 1, 2, 2, 3, 6, 6, 9])
    profiles = PROFILES[: rng.randint(2, 3)]
    tree = TreeWriter(rng, book, places, profiles, methods)
    combine = rng.choice(["sum", "sum", "sum", "sum", "sum", *SHARING])
    rescale = combine == "sum" and happens(rng, 20)
    plain = combine == "sum"
    components = tuple(tree.node(str(index + 1), 1, plain=plain) for index in range(rng.randint(1, 4)))
    if combine == "weighted_mean":
        components = tuple(replace(component, weights=tree.weights()) for component in components)
    maximum, by_profile = tree.maxima(combine, components)
    bonus, penalty = tree.adjustment("B"), tree.adjustment("P")
    return CriteriaSet(
        id="test.generated",
        edition="2022",
        revision=1,
        status=Provenance.EXAMPLE,
        title=titled("generated"),
        legal_texts=(),
        unit_kinds=("department",),
        years=Span(FIRST_YEAR, LAST_YEAR),
        parts=random_parts(components),
        places=places,
        roundings=random_roundings(rng, places),
        total=random_total(rng, Total(maximum, combine, rescale, maximum_by_profile=by_profile)),
        missing_at_close=rng.choice(["zero", "refuse", "leave_out"]),
        ranking=RankingRule(),
        grades=Grades(levels=GRADES),
        profiles=random_profiles(rng, profiles, components),
        facts=dict(book.facts),
        components=components,
        bonus=bonus,
        penalty=penalty,
        content_hash=f"{rng.getrandbits(256):064x}",
    )


def random_parts(components: tuple[Node, ...]) -> tuple[Part, ...]:
    """The two parts, each with the points of its leaves."""
    leaves = [node for component in components for node in component.walk() if node.is_leaf]
    parts = []
    for name in ("appraisal", "survey"):
        points = sum((leaf.maximum for leaf in leaves if leaf.part == name), Fraction(0))
        parts.append(Part(name, titled(name), points))
    return tuple(parts)


def random_roundings(rng: Random, places: int) -> tuple[Rounding, ...]:
    """At each level sometimes a rounding, mostly coarser than the grid."""
    return tuple(
        Rounding(level, rng.randint(0, max(1, places)), rng.choice(MODES)) for level in LEVELS if happens(rng, 22)
    )


def random_total(rng: Random, total: Total) -> Total:
    """The total, sometimes with limits after bonus and penalty."""
    floor = rng.choice([Fraction(0), total.maximum]) if happens(rng, 30) else None
    ceiling = rng.choice([total.maximum, 2 * total.maximum]) if happens(rng, 30) else None
    return replace(total, floor=floor, ceiling=ceiling)


def random_profiles(rng: Random, names: tuple[str, ...], components: tuple[Node, ...]) -> tuple[Profile, ...]:
    """Profiles, of which all but the first may exclude nodes."""
    nodes = [node.id for component in components for node in component.walk()]
    profiles = []
    for index, name in enumerate(names):
        excluded = tuple(rng.sample(nodes, min(len(nodes), rng.randint(1, 2)))) if index and happens(rng, 60) else ()
        excludes = (Exclusion(excluded, titled("excluded")),) if excluded else ()
        units = (f"unit-{name}",)
        profiles.append(Profile(name, titled(name), group="main", units=units, excludes=excludes))
    return tuple(profiles)


def random_years(rng: Random, criteria_set: CriteriaSet) -> list[tuple[str, int]]:
    """Three pairs of profile and year under which the set may be used."""
    pairs = [(profile.id, year) for profile in criteria_set.profiles for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    return rng.sample(pairs, 3)
