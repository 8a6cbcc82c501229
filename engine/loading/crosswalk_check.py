"""A crosswalk against the two sets that it joins: does every row speak of nodes that are there, and tell the truth."""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources.abc import Traversable

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.crosswalk import Change, Crosswalk, Row, Side
from engine.domain.finding import Finding, error, info, warning
from engine.domain.text import Text
from engine.errors import nearest
from engine.loading.crosswalk_file import read_crosswalks
from engine.results.difference_words import said
from engine.results.set_difference import node_differences
from engine.results.value_difference import Difference

FindOlder = Callable[[Side], CriteriaSet | None]
"""An edition that can be used, or None where it is not here."""

_BESIDE_THE_RULE = frozenset({"title", "basis", "origin", "documents", "acknowledged", "span", "layer", "part"})
"""What two nodes that are scored the same way may say differently."""

_DATE = re.compile(r"""date\((["'])[0-9]{4}-""")
_IN_ANY_YEAR = r"date(\1"
_LISTED = 12


def crosswalk_findings(folder: Traversable, newer: CriteriaSet, find_older: FindOlder) -> tuple[Finding, ...]:
    """Everything that is wrong with the crosswalks in the folder of a set."""
    batch = read_crosswalks(folder)
    found = [finding for crosswalk in batch.crosswalks for finding in _checked(crosswalk, newer, find_older)]
    return tuple(sorted((*batch.findings, *found), key=Finding.sort_key))


def _checked(crosswalk: Crosswalk, newer: CriteriaSet, find_older: FindOlder) -> Iterator[Finding]:
    if not crosswalk.after.is_of(newer):
        yield _wrong_set(crosswalk, newer)
        return
    older = find_older(crosswalk.before)
    if older is None:
        yield _no_older_set(crosswalk)
    else:
        yield from check_crosswalk(crosswalk, older, newer)


def check_crosswalk(crosswalk: Crosswalk, older: CriteriaSet, newer: CriteriaSet) -> Iterator[Finding]:
    """What is wrong with a crosswalk, both sets being here."""
    before = {node.id: node for node in older.walk()}
    after = {node.id: node for node in newer.walk()}
    for names, known, rules in ((_before, before, older), (_after, after, newer)):
        yield from _unknown(crosswalk, names, known, rules)
        yield from _double(crosswalk, names, rules)
        yield from _unmapped(crosswalk, names, known, rules)
    for row in crosswalk.rows:
        old, new = ([known.get(name) for name in ids] for known, ids in ((before, row.before), (after, row.after)))
        if len(old) == 1 == len(new) and old[0] and new[0]:
            yield from _untrue(row, old[0], new[0])


def _before(row: Row) -> tuple[str, ...]:
    return row.before


def _after(row: Row) -> tuple[str, ...]:
    return row.after


Names = Callable[[Row], tuple[str, ...]]
"""The nodes of one side of a row."""


def _unknown(crosswalk: Crosswalk, names: Names, known: Mapping[str, Node], rules: CriteriaSet) -> Iterator[Finding]:
    for row in crosswalk.rows:
        for name in names(row):
            if name not in known:
                near = nearest(name, list(known))
                yield error(
                    "crosswalk.unknown-node",
                    row.place,
                    f"Bộ {rules.name} không có mục '{name}'.",
                    f"The set {rules.name} has no node '{name}'.",
                    f"Ý bạn là '{near}'?" if near else "Xem cây tiêu chí: `parindex set show`.",
                    f"Did you mean '{near}'?" if near else "See the tree: `parindex set show`.",
                )


def _double(crosswalk: Crosswalk, names: Names, rules: CriteriaSet) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in crosswalk.rows:
        for name in names(row):
            known = first.setdefault(name, row)
            if known is not row or names(row).count(name) > 1:
                yield error(
                    "crosswalk.double-node",
                    row.place,
                    f"Mục '{name}' của {rules.name} đã có ở {known.place}.",
                    f"The node '{name}' of {rules.name} stands at {known.place} already.",
                    "Mỗi mục của mỗi bên chỉ thuộc một hàng.",
                    "Each node of a side stands on one row only.",
                )
                break


def _unmapped(crosswalk: Crosswalk, names: Names, known: Mapping[str, Node], rules: CriteriaSet) -> Iterator[Finding]:
    named = {name for row in crosswalk.rows for name in names(row)}
    left = [name for name in known if name not in named]
    if left:
        listed = ", ".join(left[:_LISTED]) + (" …" if len(left) > _LISTED else "")
        yield warning(
            "crosswalk.unmapped",
            crosswalk.place,
            f"{len(left)} mục của {rules.name} không có ở hàng nào nên không được so sánh: {listed}.",
            f"Nodes of {rules.name} that no row names, {len(left)} in all, are not compared: {listed}.",
            "Thêm hàng cho các mục này; mục mới ghi `new`, mục bị bỏ ghi `dropped`.",
            "Give them a row; what is new or gone has one of its own, `new` or `dropped`.",
        )


def _untrue(row: Row, old: Node, new: Node) -> Iterator[Finding]:
    """A row that says one thing while the two sets say another."""
    if row.change in (Change.SAME, Change.RENAMED):
        found = [item for item in node_differences(old, new) if _is_of_the_rule(item)]
        if found:
            told = Text(*("; ".join(said(item).said(language) for item in found[:3]) for language in ("vi", "en")))
            yield error(
                "crosswalk.not-same",
                row.place,
                f"Mục '{old.id}' ({old.place}) và '{new.id}' ({new.place}) không chấm như nhau: {told.vi}.",
                f"The nodes '{old.id}' ({old.place}) and '{new.id}' ({new.place}) are not scored alike: {told.en}.",
                "Đổi hàng này thành rescaled, stricter hoặc looser, hoặc sửa bộ tiêu chí.",
                "Make the row rescaled, stricter or looser, or mend the set.",
            )
    elif row.change is Change.RESCALED and old.maximum == new.maximum:
        yield warning(
            "crosswalk.not-rescaled",
            row.place,
            f"Mục '{old.id}' ({old.place}) và '{new.id}' ({new.place}) có cùng điểm tối đa.",
            f"The nodes '{old.id}' ({old.place}) and '{new.id}' ({new.place}) have the same maximum.",
            "Đổi hàng này thành same, renamed, stricter hoặc looser.",
            "Make the row same, renamed, stricter or looser.",
        )


def _is_of_the_rule(item: Difference) -> bool:
    """Whether a difference makes two nodes be scored unlike; a deadline that moves with the year does not."""
    if item.steps[0] in _BESIDE_THE_RULE:
        return False
    old, new = item.before, item.after
    return not (
        isinstance(old, str) and isinstance(new, str) and _DATE.sub(_IN_ANY_YEAR, old) == _DATE.sub(_IN_ANY_YEAR, new)
    )


def _wrong_set(crosswalk: Crosswalk, newer: CriteriaSet) -> Finding:
    return error(
        "crosswalk.wrong-set",
        crosswalk.place,
        f"Bảng đối chiếu dẫn đến {crosswalk.after}, còn thư mục này là bộ {newer.name}.",
        f"The crosswalk leads to {crosswalk.after}, and this folder is the set {newer.name}.",
        "Đặt tệp vào thư mục của bộ mới hơn, hoặc sửa `to`.",
        "Put the file into the folder of the newer set, or mend `to`.",
    )


def _no_older_set(crosswalk: Crosswalk) -> Finding:
    return info(
        "crosswalk.no-older-set",
        crosswalk.place,
        f"Ở đây không có bộ {crosswalk.before} nên chưa đối chiếu được với bộ ấy.",
        f"The set {crosswalk.before} is not here, so the crosswalk was not checked against it.",
        "Đặt bộ ấy vào một thư mục của PARINDEX_SETS rồi kiểm tra lại.",
        "Put it into a folder of PARINDEX_SETS and check again.",
    )
