"""Can what a set leaves open be used: nodes and amounts that are there, ranges that hold them, sums that may grow."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.finding import Finding, error
from engine.domain.layers import TOTAL, OpenTerm
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.loading.open_amounts import Amount, amounts, told
from engine.loading.sense.names import unknown_name

_NODE = Text("tiêu chí", "node")
_AMOUNT = Text("con số", "amount")


def openings_findings(criteria_set: CriteriaSet) -> list[Finding]:
    """What is wrong with the section `open:` of a set, given its tree."""
    nodes = {node.id: node for node in criteria_set.walk()}
    return [
        *_terms(criteria_set, nodes),
        *_subtrees(criteria_set, nodes),
        *_disable(criteria_set, nodes),
    ]


def _terms(criteria_set: CriteriaSet, nodes: Mapping[str, Node]) -> Iterator[Finding]:
    for index, term in enumerate(criteria_set.openings.terms):
        at = _Term(criteria_set, index, term)
        yield from _range(at)
        if term.node not in nodes:
            yield unknown_name("open.unknown-node", _NODE, term.node, at.place("/at"), list(nodes))
            continue
        found = amounts(nodes[term.node])
        if term.path in found:
            yield from _written(at, nodes[term.node], found[term.path])
        else:
            yield unknown_name("open.unknown-amount", _AMOUNT, term.path, at.place("/at"), list(found))


class _Term:
    """One open term with its place in the list."""

    def __init__(self, criteria_set: CriteriaSet, index: int, term: OpenTerm) -> None:
        self.term = term
        self._set, self._pointer = criteria_set, f"/open/terms/{index}"

    def place(self, relative: str) -> Place:
        """Where something of the entry stands."""
        return self._set.places_of.get(self._pointer + relative, self.term.place)


def holds(term: OpenTerm, value: Fraction) -> bool:
    """Whether a value is in the range of a term, and on one of its steps."""
    in_range = term.low <= value <= term.high
    return in_range and (not term.step or ((value - term.low) / term.step).denominator == 1)


def range_told(term: OpenTerm, language: str, *, share: bool) -> str:
    """`0.1 … 0.5, bước 0.05`: what a term may be, written as in documents, as percentages where `share` says so."""
    low, high, step = (told(number, share=share) for number in (term.low, term.high, term.step or Fraction(0)))
    if not term.step:
        return f"{low} … {high}"
    return f"{low} … {high}, {'bước' if language == 'vi' else 'in steps of'} {step}"


def _range(at: _Term) -> Iterator[Finding]:
    term = at.term
    if term.step == 0:
        vi, en, place = "`step` bằng 0.", "`step` is 0.", at.place("/step")
    elif term.low > term.high:
        vi, en, place = "`min` lớn hơn `max`.", "`min` is greater than `max`.", at.place("/min")
    elif not holds(term, term.high):
        vi = "`max` không nằm trên bước nào tính từ `min`."
        en, place = "`max` lies on none of the steps from `min`.", at.place("/max")
    else:
        return
    yield error(
        "open.range",
        place,
        f"Khoảng của '{term.id}' không dùng được: {vi}",
        f"The range of '{term.id}' cannot be used: {en}",
        "Sửa min, max hoặc step.",
        "Mend min, max or step.",
    )


def _written(at: _Term, node: Node, amount: Amount) -> Iterator[Finding]:
    """The value that the set itself writes holds until it is filled, so it must be one of those allowed."""
    term, place = at.term, node.place_of(amount.pointer)
    if term.low <= term.high and not holds(term, amount.value):
        yield error(
            "open.out-of-range",
            at.place(""),
            f"'{term.id}' đang là {amount.said} ở {place}, ngoài {range_told(term, 'vi', share=amount.is_share)}.",
            f"'{term.id}' is {amount.said} at {place}, outside {range_told(term, 'en', share=amount.is_share)}.",
            "Nới khoảng, hoặc sửa con số trong bộ tiêu chí.",
            "Widen the range, or mend the figure in the set.",
        )


def _subtrees(criteria_set: CriteriaSet, nodes: Mapping[str, Node]) -> Iterator[Finding]:
    above = parents(criteria_set)
    for index, subtree in enumerate(criteria_set.openings.subtrees):
        place = criteria_set.places_of.get(f"/open/add/{index}/under", subtree.place)
        if subtree.under != TOTAL and subtree.under not in nodes:
            yield unknown_name("open.unknown-node", _NODE, subtree.under, place, [TOTAL, *nodes])
            continue
        obstacle = _obstacle(criteria_set, nodes, above, subtree.under)
        if obstacle is not None:
            why, stands = obstacle
            yield error(
                "open.not-a-sum",
                place,
                f"Không thêm được gì dưới '{subtree.under}': {why.vi} ({stands}).",
                f"Nothing can be added under '{subtree.under}': {why.en} ({stands}).",
                "Chỉ mở nút mà nó và mọi nút trên nó cộng thẳng điểm các con: mọi năm, không `rescale`, không trần.",
                "Open only a node that, like all above it, adds up its children: in all years, no `rescale`, no limit.",
            )


def parents(criteria_set: CriteriaSet) -> dict[str, str]:
    """The node above each node of the components; above a component stands the total. Others are not there."""
    above = dict.fromkeys((component.id for component in criteria_set.components), TOTAL)
    for component in criteria_set.components:
        for node in component.walk():
            above.update((child.id, node.id) for child in node.children)
    return above


def _obstacle(
    criteria_set: CriteriaSet, nodes: Mapping[str, Node], above: Mapping[str, str], under: str
) -> tuple[Text, Place] | None:
    """Why the maximum of a node, and of all above it, cannot grow by what is added below; None where it can."""
    total = criteria_set.total
    while under != TOTAL:
        node = nodes[under]
        if under not in above:
            return Text(f"'{under}' là điểm cộng hoặc điểm trừ", f"'{under}' is a bonus or penalty"), node.place
        if node.is_leaf:
            return Text(f"'{under}' không có nút con", f"'{under}' has no children"), node.place
        if node.combine != "sum" or node.rescale:
            return _not_added_up(f"'{under}'"), node.place_of("/rescale" if node.rescale else "/combine")
        if node.limits is not None and node.limits.high is not None:
            return _held(f"'{under}'"), node.place_of("/limits/max")
        if node.span.first is not None or node.span.last is not None:
            return Text(f"'{under}' chỉ có trong một số năm", f"'{under}' holds in some years only"), node.place_of(
                "/in_force"
            )
        under = above[under]
    if total.combine != "sum" or total.rescale:
        return _not_added_up("total"), criteria_set.places_of.get("/total", criteria_set.place)
    if total.ceiling is not None:
        return _held("total"), criteria_set.places_of.get("/total/ceiling", criteria_set.place)
    return None


def _not_added_up(name: str) -> Text:
    return Text(f"{name} không cộng thẳng điểm các con", f"{name} does not plainly add up its children")


def _held(name: str) -> Text:
    return Text(f"{name} có giới hạn trên", f"{name} is held at a limit")


def _disable(criteria_set: CriteriaSet, nodes: Mapping[str, Node]) -> Iterator[Finding]:
    for index, name in enumerate(criteria_set.openings.disable):
        if name not in nodes:
            place = criteria_set.places_of.get(f"/open/disable/{index}", criteria_set.place)
            yield unknown_name("open.unknown-node", _NODE, name, place, list(nodes))
