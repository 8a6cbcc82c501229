"""What an overlay leaves open to the layer below it: no more than was open to it, but anything in its own rows."""

from collections.abc import Iterator
from fractions import Fraction

from engine.domain.finding import Finding, error
from engine.domain.layers import TOTAL, OpenSubtree, OpenTerm
from engine.domain.numbers import decimal_text
from engine.domain.source_place import Place
from engine.loading.overlays.checks import Judgement, redeclared, worth
from engine.loading.overlays.overlay_builder import Addition


def judge_openings(judgement: Judgement) -> None:
    """Add what is wrong with the section `open:` of an overlay to the findings, given what was accepted of the rest."""
    _Narrowing(judgement)


class _Narrowing:
    """One pass over the section."""

    def __init__(self, judgement: Judgement) -> None:
        self.judged, self.overlay = judgement, judgement.overlay
        self.given, self.opened = judgement.rules.openings, judgement.overlay.openings
        self.own = judgement.accepted.added_ids()
        for index, term in enumerate(self.opened.terms):
            self._term(term, f"/open/terms/{index}")
        for index, subtree in enumerate(self.opened.subtrees):
            self._subtree(subtree, self._at(f"/open/add/{index}/under"))
        judgement.findings += self._caps()
        for index, node in enumerate(self.opened.disable):
            self._disable(node, self._at(f"/open/disable/{index}"))
        if self.opened.profiles and not self.given.profiles:
            judgement.refuse_closed(self._at("/open/profiles"), "profiles", self._open_of_base())

    def _at(self, pointer: str) -> Place:
        return self.overlay.place(pointer)

    def _open_of_base(self) -> Place:
        rules = self.judged.rules
        return rules.places_of.get("/open", rules.place)

    def _stands(self, node: str) -> Place:
        """Where a node of the base stands; the base itself where there is none."""
        return self.judged.nodes[node].place if node in self.judged.nodes else self._open_of_base()

    def _term(self, term: OpenTerm, pointer: str) -> None:
        given, place = self.given.term(term.id), self._at(f"{pointer}/at")
        if term.node in self.own:
            if given is not None:
                self.judged.findings.append(redeclared(term.id, given.place, self._at(f"{pointer}/id")))
        elif given is None or (given.node, given.path) != (term.node, term.path):
            self.judged.refuse_closed(place, term.id, self._stands(term.node) if given is None else given.place)
        elif not self.judged.is_taken(place, term.id, term.node + term.path) and not _is_within(term, given):
            self.judged.findings.append(_wider(f"'{term.id}'", self._at(pointer), given.place))

    def _subtree(self, subtree: OpenSubtree, place: Place) -> None:
        if subtree.under not in self.own and self.given.subtree(subtree.under) is None:
            self.judged.refuse_closed(place, subtree.under, self._stands(subtree.under))

    def _caps(self) -> Iterator[Finding]:
        """What is added under an opening and what may be added there later come out of the same cap."""
        for given in self.given.subtrees:
            entries = [entry for entry in self.judged.accepted.additions if entry.under == given.under]
            later = [
                subtree for subtree in self.opened.subtrees if self._falls_under(subtree.under, given.under, entries)
            ]
            left = given.cap - sum((worth(entry) for entry in entries), Fraction(0))
            together = sum((subtree.cap for subtree in later), Fraction(0))
            if later and together > left:
                yield error(
                    "overlay.wider",
                    later[0].place,
                    f"Mở thêm {decimal_text(together)} điểm dưới '{given.under}', chỉ còn {decimal_text(left)} trong"
                    f" {decimal_text(given.cap)} điểm được mở ở {given.place}.",
                    f"{decimal_text(together)} points are left open under '{given.under}', yet only"
                    f" {decimal_text(left)} are left of the {decimal_text(given.cap)} opened at {given.place}.",
                    "Giảm `cap`.",
                    "Lower the `cap`.",
                )

    def _falls_under(self, under: str, opening: str, entries: list[Addition]) -> bool:
        return under == opening or (under in self.own and any(self.own[under] is entry for entry in entries))

    def _disable(self, node: str, place: Place) -> None:
        if node in self.own or node not in self.judged.nodes or node == TOTAL:
            return
        if not self.judged.may_be_disabled(node):
            self.judged.refuse_closed(place, node, self._stands(node))
        else:
            self.judged.is_taken(place, node, *self.judged.lineage(node))


def _is_within(term: OpenTerm, given: OpenTerm) -> bool:
    """Whether every value that a term allows was allowed before."""
    if term.low < given.low or term.high > given.high:
        return False
    if not given.step or term.low == term.high == given.low:
        return True
    steps = ((term.low - given.low) / given.step, (term.step or Fraction(0)) / given.step)
    return bool(term.step) and all(step.denominator == 1 for step in steps)


def _wider(name: str, place: Place, stands: Place) -> Finding:
    return error(
        "overlay.wider",
        place,
        f"{name} được mở rộng hơn mức cấp trên cho ở {stands}.",
        f"{name} is opened wider than it was given at {stands}.",
        "Thu hẹp khoảng; bước phải nằm trong các bước của cấp trên.",
        "Narrow the range; its steps must be among those given.",
    )
