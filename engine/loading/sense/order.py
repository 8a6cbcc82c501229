"""Is the order of things right: grades best first, spans forwards, limits low before high, weights where they count."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from engine.domain.criteria_set import ClassificationLevel, CriteriaSet, GradeLevel, Node
from engine.domain.finding import Finding, error, warning
from engine.domain.source_place import Place
from engine.loading.set_periods import in_force, is_backwards, periods


def order_findings(criteria_set: CriteriaSet) -> list[Finding]:
    """Levels, limits, spans and weights that contradict themselves."""
    return [
        *_grades(criteria_set),
        *_classifications(criteria_set),
        *_limits(criteria_set),
        *_spans(criteria_set),
        *_never_in_force(criteria_set),
        *_weights(criteria_set),
        *_rescale(criteria_set),
    ]


def _falls(edges: Iterable[Fraction | None]) -> bool:
    """Whether all edges are there and each is below the one before."""
    known = list(edges)
    return (
        all(high is not None and low is not None and low < high for high, low in pairwise(known)) and None not in known
    )


def _grades(criteria_set: CriteriaSet) -> Iterator[Finding]:
    grades = criteria_set.grades
    lists: list[tuple[str, Sequence[GradeLevel]]] = [("/grades/levels", grades.levels)]
    lists += [(f"/grades/by_profile/{profile}", levels) for profile, levels in grades.by_profile.items()]
    for pointer, levels in lists:
        if levels and not (_falls(level.least for level in levels[:-1]) and levels[-1].least is None):
            yield error(
                "grades.order",
                criteria_set.places_of.get(pointer, criteria_set.place),
                "Xếp loại đi từ tốt nhất xuống: `from` nhỏ dần, mức cuối không có `from`.",
                "Grades go from the best down: each `from` below the one before, the last without `from`.",
                "Sắp xếp lại các mức.",
                "Put the levels in order.",
            )


def _classifications(criteria_set: CriteriaSet) -> Iterator[Finding]:
    for index, item in enumerate(criteria_set.classifications):
        if not _is_ladder(item.levels):
            yield error(
                "classification.order",
                criteria_set.places_of.get(f"/classifications/{index}/levels", item.place),
                f"Các mức của '{item.id}' phải có `from` giảm dần, hoặc `to` tăng dần, và mức cuối không có mép.",
                f"The levels of '{item.id}' need falling `from`, or rising `to`, and no edge on the last.",
                "Sắp xếp lại các mức.",
                "Put the levels in order.",
            )


def _is_ladder(levels: Sequence[ClassificationLevel]) -> bool:
    *upper, last = levels
    if last.least is not None or last.most is not None:
        return False
    by_least = _falls(level.least for level in upper) and all(level.most is None for level in upper)
    by_most = _falls(level.most for level in reversed(upper)) and all(level.least is None for level in upper)
    return by_least or by_most


def _limits(criteria_set: CriteriaSet) -> Iterator[Finding]:
    total = criteria_set.total
    if total.floor is not None and total.ceiling is not None and total.floor > total.ceiling:
        yield _backwards(criteria_set.places_of.get("/total/floor", criteria_set.place), "floor", "ceiling")
    for node in criteria_set.walk():
        limits = node.limits
        if limits and limits.low is not None and limits.high is not None and limits.low > limits.high:
            yield _backwards(node.place_of("/limits"), "min", "max")
        elif limits and limits.low is not None and limits.low > min(_tops(node), default=limits.low):
            yield _backwards(node.place_of("/max_by_profile"), "limits/min", "max_by_profile")


def _tops(node: Node) -> Iterator[Fraction]:
    """The maxima of profiles that stand for the upper limit of a leaf."""
    if node.is_leaf and node.limits is not None and node.limits.high == node.maximum:
        yield from node.maximum_by_profile.values()


def _backwards(place: Place, low: str, high: str) -> Finding:
    return error(
        "limits.order",
        place,
        f"`{low}` lớn hơn `{high}`.",
        f"`{low}` is greater than `{high}`.",
        "Đổi lại hai giới hạn.",
        "Mend the two limits.",
    )


def _spans(criteria_set: CriteriaSet) -> Iterator[Finding]:
    at, here = criteria_set.places_of, criteria_set.place
    places = [at.get("/applies_to/years", here)] if is_backwards(criteria_set.years) else []
    for index, text in enumerate(criteria_set.legal_texts):
        if text.in_force_to is not None and text.in_force_to < text.in_force_from:
            places.append(at.get(f"/legal_texts/{index}/in_force", here))
    for node in criteria_set.walk():
        if is_backwards(node.span):
            places.append(node.place_of("/in_force"))
        places += [node.place_of("/weights") for weight in node.weights if is_backwards(weight.span)]
    for place in places:
        yield error(
            "span.backwards",
            place,
            "Khoảng thời gian kết thúc trước khi bắt đầu.",
            "The span ends before it begins.",
            "Sửa `from` hoặc `to`.",
            "Mend `from` or `to`.",
        )


def _never_in_force(criteria_set: CriteriaSet) -> Iterator[Finding]:
    cells = [(profile.id, period.first) for profile in criteria_set.profiles for period in periods(criteria_set)]
    for node in criteria_set.walk():
        if "/in_force" in node.places and not any(in_force(node, profile, year) for profile, year in cells):
            yield warning(
                "span.never",
                node.place_of("/in_force"),
                f"'{node.id}' không bao giờ được áp dụng trong các năm và nhóm đơn vị của bộ tiêu chí.",
                f"'{node.id}' never holds in the years and for the profiles of the set.",
                "Sửa in_force hoặc bỏ tiêu chí.",
                "Mend in_force or remove the node.",
            )


def _weights(criteria_set: CriteriaSet) -> Iterator[Finding]:
    groups = [(criteria_set.total.combine, criteria_set.components)]
    groups += [(node.combine, node.children) for node in criteria_set.walk() if node.children]
    for combine, children in groups:
        for child in children:
            if combine == "weighted_mean" and not child.weights:
                yield _without_weight(child)
            elif combine != "weighted_mean" and child.weights:
                yield _idle_weight(child)


def _without_weight(child: Node) -> Finding:
    return error(
        "weight.missing",
        child.place,
        f"'{child.id}' không có trọng số, mà nút cha lấy trung bình có trọng số.",
        f"'{child.id}' has no weight, yet its parent combines by weighted_mean.",
        "Thêm `weight`, hoặc dùng `combine: mean`.",
        "Add `weight`, or use `combine: mean`.",
    )


def _idle_weight(child: Node) -> Finding:
    key = "/weight" if "/weight" in child.places else "/weights"
    return warning(
        "weight.unused",
        child.place_of(key),
        f"Trọng số của '{child.id}' không có tác dụng: nút cha không dùng weighted_mean.",
        f"The weight of '{child.id}' does nothing: its parent does not combine by weighted_mean.",
        "Bỏ trọng số, hoặc đặt `combine: weighted_mean` ở nút cha.",
        "Remove the weight, or set `combine: weighted_mean` on the parent.",
    )


def _rescale(criteria_set: CriteriaSet) -> Iterator[Finding]:
    places = [node.place_of("/rescale") for node in criteria_set.walk() if node.rescale and node.combine != "sum"]
    if criteria_set.total.rescale and criteria_set.total.combine != "sum":
        places.append(criteria_set.places_of.get("/total/rescale", criteria_set.place))
    for place in places:
        yield error(
            "rescale.not-sum",
            place,
            "`rescale` chỉ dùng với `combine: sum`; các cách khác vốn đã tính theo tỷ lệ.",
            "`rescale` goes with `combine: sum` only; the others go by shares anyway.",
            "Bỏ `rescale`.",
            "Remove `rescale`.",
        )
