"""Warnings that an author accepted where they stand, with a reason; and acceptances of nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding, Severity, has_errors, warning
from engine.domain.source_place import Place


@dataclass(frozen=True, slots=True)
class _Holder:
    """A node, or the set itself: what it acknowledges, and where each of that is written."""

    reasons: Mapping[str, str]
    places: Mapping[str, Place]
    place: Place

    def place_of(self, index: int) -> Place:
        """Where the reason of that number stands."""
        return self.places.get(f"/acknowledge/{index}/code", self.place)


def acknowledged(criteria_set: CriteriaSet, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those acknowledged with their reasons, and a warning for each code that does not occur.

    A warning is acknowledged by the innermost node around it, one outside all nodes by the set. Errors never are. What
    an overlay brings about in a row of its base, where it cannot write, it acknowledges itself.
    """
    findings = list(findings)
    holders = _holders(criteria_set)
    whole = holders[criteria_set.place.file, ""]
    used: set[tuple[int, str]] = set()
    made = []
    for finding in findings:
        holder = _around(holders, finding.place) or whole
        if finding.place.file != whole.place.file and finding.code not in holder.reasons:
            holder = whole
        reason = holder.reasons.get(finding.code, "")
        used.add((id(holder), finding.code))
        made.append(replace(finding, acknowledged=reason) if finding.severity is not Severity.ERROR else finding)
    if has_errors(findings):
        return made
    unused = (
        _unused(code, holder.place_of(index))
        for holder in holders.values()
        for index, code in enumerate(holder.reasons)
        if (id(holder), code) not in used
    )
    return [*made, *unused]


def _holders(criteria_set: CriteriaSet) -> dict[tuple[str, str], _Holder]:
    """All that can acknowledge, by file and pointer."""
    place = criteria_set.place
    holders = {(place.file, ""): _Holder(criteria_set.acknowledged, criteria_set.places_of, place)}
    for node in criteria_set.walk():
        holders[node.place.file, node.place.pointer] = _Holder(node.acknowledged, node.places, node.place)
    return holders


def _around(holders: Mapping[tuple[str, str], _Holder], place: Place) -> _Holder | None:
    """The innermost node around a place."""
    pointer = place.pointer
    while (place.file, pointer) not in holders:
        if not pointer:
            return None
        pointer = pointer.rpartition("/")[0]
    return holders[place.file, pointer]


def _unused(code: str, place: Place) -> Finding:
    return warning(
        "acknowledge.unused",
        place,
        f"Không có cảnh báo '{code}' ở đây để chấp nhận.",
        f"There is no warning '{code}' here to acknowledge.",
        "Xoá mục này, hoặc chuyển nó đến đúng chỗ có cảnh báo.",
        "Delete the entry, or move it to where the warning stands.",
    )
