"""Do the points add up: children to their parent, components to the total, leaves to their part, parts to the total."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.finding import Finding, error, warning
from engine.domain.numbers import brief, decimal_text
from engine.domain.source_place import Place
from engine.loading.set_periods import Period, periods, those_in_force

_MOST_SHOWN = 8


def points_findings(criteria_set: CriteriaSet) -> list[Finding]:
    """What does not add up, for every profile and every stretch of years, and maxima that cannot be kept."""
    return [
        *_sums(criteria_set),
        *_parts(criteria_set),
        *_part_leaves(criteria_set),
        *_precision(criteria_set),
        *_zero_maxima(criteria_set),
    ]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that should equal a maximum: what it is of, the terms, the maximum."""

    name: str
    place: Place
    terms: tuple[tuple[str, Fraction], ...]
    maximum: Fraction

    @property
    def together(self) -> Fraction:
        """What the terms add up to."""
        return sum((points for _, points in self.terms), Fraction(0))


@dataclass(slots=True)
class _Where:
    """For which profiles and years a sum is off, out of all cells of profile and years."""

    cells: list[tuple[str, Period]] = field(default_factory=list)

    def told(self, among: Sequence[tuple[str, Period]], language: str) -> str:
        """Nothing where it is off everywhere; otherwise the profiles, the years, or both."""
        said = [
            f"{word}: {', '.join(map(str, off))}"
            for word, off, known in (
                ("nhóm đơn vị" if language == "vi" else "profiles", _first(self.cells), _first(among)),
                ("năm" if language == "vi" else "years", _second(self.cells), _second(among)),
            )
            if len(off) < len(known)
        ]
        return f" ({'; '.join(said)})" if said else ""


def _first(cells: Sequence[tuple[str, Period]]) -> dict[str, None]:
    return dict.fromkeys(profile for profile, _ in cells)


def _second(cells: Sequence[tuple[str, Period]]) -> dict[Period, None]:
    return dict.fromkeys(period for _, period in cells)


def _sums(criteria_set: CriteriaSet) -> Iterator[Finding]:
    cells = [(profile.id, period) for profile in criteria_set.profiles for period in periods(criteria_set)]
    wrong: dict[_Sum, _Where] = {}
    for profile, period in cells:
        for found in _sums_of(criteria_set, profile, period.first):
            wrong.setdefault(found, _Where()).cells.append((profile, period))
    for found, where in wrong.items():
        yield _sum_finding(found, where.told(cells, "vi"), where.told(cells, "en"))


def _sums_of(criteria_set: CriteriaSet, profile: str, year: int) -> Iterator[_Sum]:
    """The sums that are off for one profile in one year."""
    excluded = {node for exclusion in criteria_set.profile(profile).excludes for node in exclusion.nodes}
    total = criteria_set.total
    if total.combine == "sum":
        maximum = total.maximum_by_profile.get(profile, total.maximum)
        place = criteria_set.places_of.get("/total/max", criteria_set.place)
        inside = those_in_force(criteria_set.components, profile, year)
        if not (total.rescale and len(inside) < len(criteria_set.components)):
            yield from _off("", place, inside, maximum, profile, excluded)
    for component in criteria_set.components:
        for node in component.walk():
            if node.is_leaf or node.combine != "sum":
                continue
            inside = those_in_force(node.children, profile, year)
            if inside and not (node.rescale and len(inside) < len(node.children)):
                place = node.place_of("/max")
                yield from _off(node.id, place, inside, node.maximum_for(profile), profile, excluded)


def _off(
    name: str, place: Place, inside: Sequence[Node], maximum: Fraction, profile: str, excluded: set[str]
) -> Iterator[_Sum]:
    """The sum, when it is off with and without what the profile excludes."""
    found = _Sum(name, place, tuple((node.id, node.maximum_for(profile)) for node in inside), maximum)
    left = sum((points for node, points in found.terms if node not in excluded), Fraction(0))
    if maximum not in (found.together, left):
        yield found


def _sum_finding(found: _Sum, where_vi: str, where_en: str) -> Finding:
    code = "sum.children" if found.name else "sum.components"
    vi, en = (
        (f"Các tiêu chí con của '{found.name}'", f"The children of '{found.name}'")
        if found.name
        else ("Các chỉ số thành phần", "The components")
    )
    return warning(
        code,
        found.place,
        f"{vi} cộng lại được {_told(found.together, 'vi')}, không phải {_told(found.maximum, 'vi')}{where_vi}:"
        f" {_terms(found, 'vi')}.",
        f"{en} add up to {_told(found.together, 'en')}, not {_told(found.maximum, 'en')}{where_en}:"
        f" {_terms(found, 'en')}.",
        "Sửa điểm tối đa; nếu bảng gốc in đúng như vậy, ghi acknowledge kèm lý do.",
        "Mend the maxima; if the table is really printed so, acknowledge it with a reason.",
    )


def _terms(found: _Sum, language: str) -> str:
    shown = "; ".join(f"{name} = {_told(points, language)}" for name, points in found.terms[:_MOST_SHOWN])
    return shown + ("; …" if len(found.terms) > _MOST_SHOWN else "")


def _told(value: Fraction, language: str) -> str:
    return brief(value, language, 9)


def _parts(criteria_set: CriteriaSet) -> Iterator[Finding]:
    """Do the parts add up to the total."""
    if not criteria_set.parts:
        return
    found = _Sum(
        "",
        criteria_set.places_of.get("/parts", criteria_set.place),
        tuple((part.id, part.points) for part in criteria_set.parts),
        criteria_set.total.maximum,
    )
    if found.together != found.maximum:
        yield warning(
            "sum.parts",
            found.place,
            f"Các nguồn điểm cộng lại được {_told(found.together, 'vi')}, không phải {_told(found.maximum, 'vi')}:"
            f" {_terms(found, 'vi')}.",
            f"The parts add up to {_told(found.together, 'en')}, not {_told(found.maximum, 'en')}:"
            f" {_terms(found, 'en')}.",
            "Sửa điểm của từng nguồn hoặc tổng điểm.",
            "Mend the points of the parts or the total.",
        )


def _part_leaves(criteria_set: CriteriaSet) -> Iterator[Finding]:
    """Do the leaves of each part add up to its points, for the first profile in every stretch of years."""
    known = {part.id for part in criteria_set.parts}
    leaves = (leaf for node in criteria_set.components for leaf in node.walk() if leaf.is_leaf)
    if criteria_set.total.combine != "sum" or any(leaf.part not in known for leaf in leaves):
        return
    profile = criteria_set.profiles[0].id
    cells = [(profile, period) for period in periods(criteria_set)]
    for index, part in enumerate(criteria_set.parts):
        place = criteria_set.places_of.get(f"/parts/{index}/points", criteria_set.place)
        wrong: dict[Fraction, _Where] = {}
        for cell in cells:
            shares = [points_by_part(node, profile, cell[1].first) for node in criteria_set.components]
            told = [share for share in shares if share is not None]
            together = sum((share.get(part.id, Fraction(0)) for share in told), Fraction(0))
            if len(told) == len(shares) and together != part.points:
                wrong.setdefault(together, _Where()).cells.append(cell)
        for together, where in wrong.items():
            where_vi, where_en = where.told(cells, "vi"), where.told(cells, "en")
            yield warning(
                "sum.part-leaves",
                place,
                f"Các tiêu chí của nguồn '{part.id}' cộng lại được {_told(together, 'vi')},"
                f" không phải {_told(part.points, 'vi')}{where_vi}.",
                f"The leaves of the part '{part.id}' add up to {_told(together, 'en')},"
                f" not {_told(part.points, 'en')}{where_en}.",
                "Sửa `part` hoặc điểm tối đa của tiêu chí, hoặc điểm của nguồn.",
                "Mend `part` or the maxima of the leaves, or the points of the part.",
            )


def points_by_part(node: Node, profile: str, year: int) -> dict[str, Fraction] | None:
    """How the maximum of a node is made up of parts; None where nobody can tell.

    Below a mean or a choice of the best, maxima of children do not add up; if all leaves there are of one part, the
    node's own maximum is.
    """
    inside = those_in_force([node], profile, year)
    if not inside:
        return {}
    if node.is_leaf:
        return {node.part: node.maximum_for(profile)}
    if node.combine != "sum":
        parts = {leaf.part for leaf in node.walk() if leaf.is_leaf}
        return {parts.pop(): node.maximum_for(profile)} if len(parts) == 1 else None
    together: dict[str, Fraction] = {}
    for child in node.children:
        share = points_by_part(child, profile, year)
        if share is None:
            return None
        for part, points in share.items():
            together[part] = together.get(part, Fraction(0)) + points
    return together


def _precision(criteria_set: CriteriaSet) -> Iterator[Finding]:
    """Maxima that need more decimals than the set keeps."""
    for place, points in _all_points(criteria_set):
        if (points * criteria_set.scale).denominator != 1:
            yield error(
                "points.places",
                place,
                f"{decimal_text(points)} cần nhiều chữ số thập phân hơn numbers.places = {criteria_set.places}.",
                f"{decimal_text(points)} needs more decimals than numbers.places = {criteria_set.places} keeps.",
                "Tăng numbers.places hoặc viết số điểm chẵn.",
                "Raise numbers.places or write fewer decimals.",
            )


def _all_points(criteria_set: CriteriaSet) -> Iterator[tuple[Place, Fraction]]:
    at, here, total = criteria_set.places_of, criteria_set.place, criteria_set.total
    for key, points in (("max", total.maximum), ("floor", total.floor), ("ceiling", total.ceiling)):
        if points is not None:
            yield at.get(f"/total/{key}", here), points
    for index, part in enumerate(criteria_set.parts):
        yield at.get(f"/parts/{index}/points", here), part.points
    for key, adjustment in (("bonus", criteria_set.bonus), ("penalty", criteria_set.penalty)):
        if adjustment:
            yield at.get(f"/{key}/cap", here), adjustment.cap
    for node in criteria_set.walk():
        yield node.place_of("/max"), node.maximum
        for profile, points in node.maximum_by_profile.items():
            yield node.place_of(f"/max_by_profile/{profile}"), points
        if node.limits:
            for key, limit in (("min", node.limits.low), ("max", node.limits.high)):
                if limit is not None and limit != node.maximum:
                    yield node.place_of(f"/limits/{key}"), limit


def _zero_maxima(criteria_set: CriteriaSet) -> Iterator[Finding]:
    """Children whose share of a mean nobody can tell, since they have nothing to win."""
    means = ("mean", "weighted_mean")
    groups = [node.children for node in criteria_set.walk() if node.combine in means]
    if criteria_set.total.combine in means:
        groups.append(criteria_set.components)
    for children in groups:
        for child in children:
            if child.maximum == 0 or 0 in child.maximum_by_profile.values():
                yield error(
                    "mean.zero-maximum",
                    child.place_of("/max"),
                    f"'{child.id}' có điểm tối đa 0 nên không tính được tỷ lệ để lấy trung bình.",
                    f"'{child.id}' has a maximum of 0, so its share of the mean cannot be told.",
                    "Cho tiêu chí này điểm tối đa lớn hơn 0.",
                    "Give it a maximum above 0.",
                )
