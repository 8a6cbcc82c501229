"""May an overlay do what it says: each entry against what its base left open, with both places where it may not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.criteria_set import CriteriaSet, LegalText, Node, Profile
from engine.domain.finding import Finding, error
from engine.domain.layers import TOTAL, Annotation, Disabled, Fill, OpenTerm
from engine.domain.numbers import decimal_text
from engine.domain.source_place import Place
from engine.domain.text import Text
from engine.loading.open_amounts import amounts, told
from engine.loading.openings_builder import is_form_of, wrong_form
from engine.loading.overlays.overlay_builder import Addition, Overlay, Setting
from engine.loading.sense.names import unknown_name
from engine.loading.sense.openings import holds, parents, range_told

_NODE = Text("tiêu chí", "node")
_TERM = Text("con số để ngỏ", "open term")
_PROFILE = Text("nhóm đơn vị", "profile")


@dataclass(slots=True)
class Accepted:
    """What of an overlay the base allows; `fills`, `disabled`, `profiles` and `legal_texts` with their pointers."""

    fills: list[tuple[str, Fill]] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    disabled: list[tuple[str, Disabled]] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    profiles: list[tuple[str, Profile]] = field(default_factory=list)
    legal_texts: list[tuple[str, LegalText]] = field(default_factory=list)

    def added_ids(self) -> dict[str, Addition]:
        """Every added node, and with which entry it came."""
        return {node.id: entry for entry in self.additions for top in entry.nodes for node in top.walk()}


class Judgement:
    """Judges the entries of one overlay against its base: what holds is in `accepted`, what does not in `findings`."""

    def __init__(self, overlay: Overlay, rules: CriteriaSet, below: tuple[CriteriaSet, ...]) -> None:
        """`rules` is the base; `below` are that base and the sets under it, the nearest first."""
        self.overlay, self.rules, self.below = overlay, rules, below
        self.nodes = {node.id: node for node in rules.walk()}
        self.above = parents(rules)
        self.accepted, self.findings = Accepted(), list[Finding]()
        layers = rules.layers
        self.taken: dict[str, Place] = {} if layers is None else {item.node: item.place for item in layers.disabled}
        for judge in (self._texts, self._disable, self._fill, self._add, self._profiles, self._annotate):
            judge()

    def lineage(self, node_id: str) -> Iterator[str]:
        """A node, and all above it but the total."""
        while node_id != TOTAL:
            yield node_id
            node_id = self.above.get(node_id, TOTAL)

    def may_be_disabled(self, node_id: str) -> bool:
        """Whether the base lets a node be switched off: the node itself, or one above it, is named there."""
        return not set(self.rules.openings.disable).isdisjoint(self.lineage(node_id))

    def refuse_closed(self, place: Place, name: str, stands: Place) -> None:
        """Add the finding about something that the base does not open; what it is stands elsewhere."""
        self.findings.append(
            error(
                "overlay.closed",
                place,
                f"'{name}' không được mở cho lớp này: {stands}.",
                f"'{name}' is not open to this layer: {stands}.",
                "Bỏ mục này, hoặc xin cấp trên mở nó trong `open`.",
                "Remove the entry, or ask the tier above to open it under `open`.",
            )
        )

    def is_taken(self, place: Place, name: str, *keys: str) -> bool:
        """Whether something is changed already, by an earlier layer or another entry; if so, a finding says where."""
        first = next((self.taken[key] for key in keys if key in self.taken), None)
        if first is None:
            return False
        self.findings.append(
            error(
                "overlay.path-taken",
                place,
                f"'{name}' đã bị thay đổi ở {first}.",
                f"'{name}' is changed already at {first}.",
                "Mỗi chỗ chỉ một văn bản, một mục được thay đổi; giữ lại một.",
                "One place is changed by one entry of one document only; keep one of the two.",
            )
        )
        return True

    def _texts(self) -> None:
        known = {text.key: text.place for text in self.rules.legal_texts}
        for pointer, text in self.overlay.legal_texts:
            if not self._redeclared(text.key, known, self.overlay.place(f"{pointer}/key")):
                self.accepted.legal_texts.append((pointer, text))

    def _redeclared(self, name: str, known: dict[str, Place], place: Place) -> bool:
        if name not in known:
            return False
        self.findings.append(redeclared(name, known[name], place))
        return True

    def _unknown(self, node_id: str, place: Place, *others: str) -> bool:
        if node_id in self.nodes or node_id in others:
            return False
        self.findings.append(unknown_name("overlay.unknown-node", _NODE, node_id, place, [*others, *self.nodes]))
        return True

    def _disable(self) -> None:
        for pointer, entry in self.overlay.disabled:
            if self._unknown(entry.node, entry.place):
                continue
            if not self.may_be_disabled(entry.node):
                self.refuse_closed(entry.place, entry.node, self.nodes[entry.node].place)
            elif not self.is_taken(entry.place, entry.node, *self.lineage(entry.node)):
                self.taken[entry.node] = entry.place
                self.accepted.disabled.append((pointer, entry))

    def _fill(self) -> None:
        for entry in self.overlay.settings:
            term = self._open_term(entry)
            place = self.overlay.place(f"{entry.pointer}/value")
            if term is None:
                continue
            amount = amounts(self.nodes[term.node])[term.path]
            key = term.node + term.path
            if not is_form_of(amount, entry.written):
                stands = self.nodes[term.node].place_of(amount.pointer)
                self.findings.append(wrong_form("`value`", amount, stands, place))
            elif not holds(term, entry.value):
                self.findings.append(_out_of_range(term, entry, place, share=amount.is_share))
            elif not self.is_taken(place, term.id, key, *self.lineage(term.node)):
                self.taken[key] = place
                before, layer = amount.value, self.overlay.layer
                fill = Fill(term.id, term.node, term.path, before, entry.value, layer, entry.reason, entry.basis, place)
                self.accepted.fills.append((f"{entry.pointer}/value", fill))

    def _open_term(self, entry: Setting) -> OpenTerm | None:
        """The term that an entry sets; None, with a finding, where it is closed."""
        found, place = self.rules.openings.term(entry.term), self.overlay.place(f"{entry.pointer}/term")
        if found is not None:
            return found
        fills = self.rules.layers.fills if self.rules.layers else ()
        filled = {fill.term: fill.place for fill in fills}
        opened = [term for rules in self.below for term in rules.openings.terms if term.id == entry.term]
        if entry.term in filled:
            self.taken[f"term {entry.term}"] = filled[entry.term]
            self.is_taken(place, entry.term, f"term {entry.term}")
        elif opened:
            self.refuse_closed(place, entry.term, opened[0].place)
        else:
            known = [term.id for term in self.rules.openings.terms]
            self.findings.append(unknown_name("overlay.unknown-term", _TERM, entry.term, place, known))
        return None

    def _add(self) -> None:
        for entry in self.overlay.additions:
            if self._unknown(entry.under, entry.place, TOTAL):
                continue
            subtree = self.rules.openings.subtree(entry.under)
            if subtree is None:
                stands = self.rules.place if entry.under == TOTAL else self.nodes[entry.under].place
                self.refuse_closed(entry.place, entry.under, stands)
            elif not self.is_taken(entry.place, entry.under, f"under {entry.under}", *self.lineage(entry.under)):
                self.taken[f"under {entry.under}"] = entry.place
                if worth(entry) > subtree.cap:
                    self.findings.append(_above_cap(entry, subtree.cap, subtree.place))
                self.accepted.additions.append(Addition(entry.under, tuple(self._sound(entry)), entry.place))

    def _sound(self, entry: Addition) -> Iterator[Node]:
        """The added nodes whose ids are new; one that holds in some years only would leave sums wrong in others."""
        known = {node.id: node.place for node in self.nodes.values()}
        for top in entry.nodes:
            double = [node for node in top.walk() if self._redeclared(node.id, known, node.place_of("/id"))]
            if top.span.first is not None or top.span.last is not None:
                years = self.rules.places_of.get("/applies_to/years", self.rules.place)
                self.findings.append(_in_some_years(top, years))
            if not double:
                yield top

    def _profiles(self) -> None:
        known = {
            profile.id: self.rules.places_of.get(f"/profiles/{index}/id", self.rules.place)
            for index, profile in enumerate(self.rules.profiles)
        }
        for pointer, profile in self.overlay.profiles:
            place = self.overlay.place(f"{pointer}/id")
            if not self.rules.openings.profiles:
                self.refuse_closed(place, profile.id, self.rules.places_of.get("/open", self.rules.place))
            elif profile.in_base not in known:
                at = self.overlay.place(f"{pointer}/in_base")
                self.findings.append(unknown_name("profile.unknown", _PROFILE, profile.in_base, at, list(known)))
            elif not self._redeclared(profile.id, known, place):
                self._excludes(pointer, profile)
                self.accepted.profiles.append((pointer, profile))

    def _excludes(self, pointer: str, profile: Profile) -> None:
        """A profile leaves out what may be disabled, or what its profile in the base leaves out already."""
        in_base = self.rules.profile(profile.in_base)
        out = {node for exclusion in in_base.excludes for node in exclusion.nodes}
        for nth, exclusion in enumerate(profile.excludes):
            for at, node in enumerate(exclusion.nodes):
                if node in self.nodes and not self.may_be_disabled(node) and out.isdisjoint(self.lineage(node)):
                    place = self.overlay.place(f"{pointer}/excludes/{nth}/nodes/{at}")
                    self.refuse_closed(place, node, self.nodes[node].place)

    def _annotate(self) -> None:
        added = self.accepted.added_ids()
        for entry in self.overlay.annotations:
            if not self._unknown(entry.node, entry.place, *added):
                key = f"note on {entry.node}"
                if not self.is_taken(entry.place, entry.node, key):
                    self.taken[key] = entry.place
                    self.accepted.annotations.append(entry)


def worth(entry: Addition) -> Fraction:
    """What the rows of an entry are worth together, for the profile for which they are worth most."""
    return sum((max((node.maximum, *node.maximum_by_profile.values())) for node in entry.nodes), Fraction(0))


def redeclared(name: str, first: Place, place: Place) -> Finding:
    """The finding about a name that the base has already."""
    return error(
        "overlay.redeclared",
        place,
        f"'{name}' đã có trong bộ gốc, ở {first}.",
        f"'{name}' is there in the base already, at {first}.",
        "Chọn tên khác: quy định bổ sung chỉ thêm, không viết lại.",
        "Choose another name: an overlay adds, it does not rewrite.",
    )


def _out_of_range(term: OpenTerm, entry: Setting, place: Place, *, share: bool) -> Finding:
    value = told(entry.value, share=share)
    return error(
        "overlay.out-of-range",
        place,
        f"{value} nằm ngoài {range_told(term, 'vi', share=share)}, khoảng cho phép của '{term.id}' ở {term.place}.",
        f"{value} is outside {range_told(term, 'en', share=share)}, the range of '{term.id}' at {term.place}.",
        "Chọn một giá trị trong khoảng.",
        "Choose a value within the range.",
    )


def _above_cap(entry: Addition, cap: Fraction, stands: Place) -> Finding:
    together, most = decimal_text(worth(entry)), decimal_text(cap)
    return error(
        "overlay.above-cap",
        entry.place,
        f"Thêm {together} điểm dưới '{entry.under}', nhiều hơn {most} điểm được mở ở {stands}.",
        f"{together} points are added under '{entry.under}', more than the {most} opened at {stands}.",
        "Giảm điểm tối đa của các tiêu chí thêm vào.",
        "Lower the maxima of what is added.",
    )


def _in_some_years(node: Node, years: Place) -> Finding:
    return error(
        "overlay.some-years",
        node.place_of("/in_force"),
        f"'{node.id}' chỉ áp dụng trong một số năm của bộ gốc ({years}), nên tổng điểm các năm khác sẽ sai.",
        f"'{node.id}' holds in some years of its base ({years}) only, so the sums of the others would be wrong.",
        "Bỏ `from` và `to`; quy định của năm khác viết vào văn bản khác.",
        "Remove `from` and `to`; what holds in another year belongs in another document.",
    )
