"""A base and what an overlay may do to it → one set, in which everything still knows where it was written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from engine.domain.criteria_set import Adjustment, CriteriaSet, Exclusion, Grades, Node, Part, Profile, Span, Total
from engine.domain.layers import TOTAL, Disabled, Fill, Layer, Layers, Tier
from engine.loading.open_amounts import amounts, with_amount
from engine.loading.overlays.checks import Accepted
from engine.loading.overlays.layered_places import Elsewhere, LayeredPlaces
from engine.loading.overlays.overlay_builder import Overlay
from engine.loading.sense.openings import parents
from engine.loading.sense.points import points_by_part

Growth = dict[str, Fraction]
"""By how much a maximum grows, by profile."""

_OWN_HEAD = ("format", "id", "edition", "revision", "status", "title", "summary", "open", "acknowledge")


def chain_of(base: CriteriaSet, files: tuple[str, ...]) -> tuple[Layer, ...]:
    """The layers of a set, base first; of one that is no overlay, itself alone, read from `files`."""
    if base.layers is not None:
        return base.layers.chain
    words = (base.id, base.edition, base.revision, base.content_hash, base.title)
    return (Layer(*words, Tier.MINISTRY, files, base.place),)


def resolved(
    base: CriteriaSet, chain: tuple[Layer, ...], overlay: Overlay, accepted: Accepted, content_hash: str
) -> CriteriaSet:
    """The set that an overlay makes of its base; `chain` are the layers below. The base stays as it is."""
    return _Resolution(base, chain, overlay, accepted).made(content_hash)


class _Resolution:
    """Lays one overlay on its base."""

    def __init__(self, base: CriteriaSet, chain: tuple[Layer, ...], overlay: Overlay, accepted: Accepted) -> None:
        self.base, self.chain, self.overlay, self.accepted = base, chain, overlay, accepted
        self.written = overlay.document.below("")
        self.nodes, self.above = {node.id: node for node in base.walk()}, parents(base)
        self.profiles = [profile.id for profile in (*base.profiles, *(made for _, made in accepted.profiles))]
        self.like = {made.id: made.in_base for _, made in accepted.profiles}
        self.fills: dict[str, list[tuple[str, Fill]]] = {}
        for pointer, fill in accepted.fills:
            self.fills.setdefault(fill.node, []).append((pointer, fill))
        self.added: dict[str, tuple[Node, ...]] = {entry.under: entry.nodes for entry in accepted.additions}

    def made(self, content_hash: str) -> CriteriaSet:
        """The set."""
        base, overlay, accepted = self.base, self.overlay, self.accepted
        laid = [self._node(node) for node in base.components]
        own = self.added.get(TOTAL, ())
        growth = self._sum([self._worth(own), *(grown for _, grown in laid)])
        profiles = self._profiles()
        return replace(
            base,
            id=overlay.id,
            edition=overlay.edition,
            revision=overlay.revision,
            status=max(base.status, overlay.status, key=lambda status: status.weakness),
            title=overlay.title,
            summary=overlay.summary,
            legal_texts=(*base.legal_texts, *(text for _, text in accepted.legal_texts)),
            parts=self._parts(),
            total=self._total(growth),
            grades=self._grades(),
            profiles=tuple(self._without_disabled(profile) for profile in profiles),
            facts=overlay.facts,
            components=(*(node for node, _ in laid), *own),
            bonus=self._adjustment(base.bonus),
            penalty=self._adjustment(base.penalty),
            acknowledged=overlay.acknowledged,
            openings=overlay.openings,
            layers=self._layers(content_hash),
            content_hash=content_hash,
            place=overlay.place(""),
            places_of=self._places(profiles),
        )

    def _layers(self, content_hash: str) -> Layers:
        overlay, accepted = self.overlay, self.accepted
        before = self.base.layers or Layers(self.chain)
        words = (overlay.id, overlay.edition, overlay.revision, content_hash, overlay.title, overlay.tier)
        own = Layer(*words, (overlay.document.file,), overlay.place(""))
        return Layers(
            (*self.chain, own),
            (*before.fills, *(fill for _, fill in accepted.fills)),
            (*before.disabled, *(item for _, item in accepted.disabled)),
            (*before.annotations, *accepted.annotations),
        )

    def _node(self, node: Node) -> tuple[Node, Growth]:
        """A node of the base with what is laid on it and below it, and by how much the node above grows by that."""
        laid = [self._node(child) for child in node.children]
        own = self.added.get(node.id, ())
        growth = self._sum([self._worth(own), *(grown for _, grown in laid)])
        made = self._filled(self._as_profiles_like(node))
        if any(child is not before for (child, _), before in zip(laid, node.children, strict=True)) or own:
            made = replace(made, children=(*(child for child, _ in laid), *own))
        if any(growth.values()):
            first, others = self._grown(node.maximum, made.maximum_by_profile, growth)
            made = replace(made, maximum=first, maximum_by_profile=others)
        return made, {name: grown if _holds_for(made.span, name) else Fraction(0) for name, grown in growth.items()}

    def _filled(self, node: Node) -> Node:
        for pointer, fill in self.fills.get(node.id, ()):
            amount = amounts(node)[fill.path]
            places = LayeredPlaces(node.places, {amount.pointer: Elsewhere(self.written, pointer)})
            node = replace(with_amount(node, amount, fill.value), places=places)
        return node

    def _worth(self, nodes: Sequence[Node]) -> Growth:
        """What added nodes are worth, by profile; one that does not hold for a profile is worth nothing there."""
        return {
            profile: sum((node.maximum_for(profile) for node in nodes if _holds_for(node.span, profile)), Fraction(0))
            for profile in self.profiles
        }

    def _sum(self, growths: Iterable[Growth]) -> Growth:
        every = list(growths)
        return {profile: sum((growth[profile] for growth in every), Fraction(0)) for profile in self.profiles}

    def _grown(
        self, maximum: Fraction, by_profile: Mapping[str, Fraction], growth: Growth
    ) -> tuple[Fraction, dict[str, Fraction]]:
        """A maximum and those of single profiles, grown; the first profile says how the common one grows."""
        common = maximum + growth[self.profiles[0]]
        each = {profile: by_profile.get(profile, maximum) + growth[profile] for profile in self.profiles}
        return common, {profile: most for profile, most in each.items() if most != common or profile in by_profile}

    def _total(self, growth: Growth) -> Total:
        total = self.base.total
        by_profile = self._by_profile(total.maximum_by_profile)
        common, others = self._grown(total.maximum, by_profile, growth)
        return replace(total, maximum=common, maximum_by_profile=others)

    def _as_profiles_like(self, node: Node) -> Node:
        """What the base says of a profile holds for those that were added as its likes: maxima, weights, spans."""
        touched = {*node.maximum_by_profile, *node.span.profiles}
        touched.update(name for weight in node.weights for name in weight.span.profiles)
        if touched.isdisjoint(self.like.values()):
            return node
        return replace(
            node,
            maximum_by_profile=self._by_profile(node.maximum_by_profile),
            span=self._span(node.span),
            weights=tuple(replace(weight, span=self._span(weight.span)) for weight in node.weights),
        )

    def _by_profile(self, said: Mapping[str, Fraction]) -> dict[str, Fraction]:
        return {**said, **{name: said[like] for name, like in self.like.items() if like in said}}

    def _span(self, span: Span) -> Span:
        likes = tuple(name for name, like in self.like.items() if like in span.profiles)
        return replace(span, profiles=(*span.profiles, *likes))

    def _grades(self) -> Grades:
        grades = self.base.grades
        likes = {name: grades.by_profile[like] for name, like in self.like.items() if like in grades.by_profile}
        return replace(grades, by_profile={**grades.by_profile, **likes})

    def _adjustment(self, adjustment: Adjustment | None) -> Adjustment | None:
        if adjustment is None:
            return None
        return replace(adjustment, items=tuple(self._node(item)[0] for item in adjustment.items))

    def _parts(self) -> tuple[Part, ...]:
        """The parts, grown by what the first profile can win in added leaves; unchanged where nobody can tell."""
        first, year = self.profiles[0], self.base.years.first or 0
        shares = [
            points_by_part(node, first, year)
            for under, nodes in self.added.items()
            if self._counts(under, first)
            for node in nodes
        ]
        told = [share for share in shares if share is not None]
        return tuple(
            replace(part, points=part.points + sum((share.get(part.id, Fraction(0)) for share in told), Fraction(0)))
            for part in self.base.parts
        )

    def _counts(self, under: str, profile: str) -> bool:
        """Whether a node of the base, and all above it, hold for a profile."""
        while under != TOTAL:
            if not _holds_for(self.nodes[under].span, profile):
                return False
            under = self.above[under]
        return True

    def _profiles(self) -> tuple[Profile, ...]:
        """The profiles of the base and those added, before anything is switched off for them."""
        in_root = {profile.id: profile.in_base or profile.id for profile in self.base.profiles}
        added = (replace(made, in_base=in_root[made.in_base]) for _, made in self.accepted.profiles)
        return (*self.base.profiles, *added)

    def _without_disabled(self, profile: Profile) -> Profile:
        """A profile with what is switched off for all as exclusions, each with the reason of the layer that did it."""
        made = tuple(Exclusion((item.node,), item.reason, item.basis) for item, _ in self._newly_out(profile))
        return replace(profile, excludes=(*profile.excludes, *made)) if made else profile

    def _newly_out(self, profile: Profile) -> list[tuple[Disabled, Elsewhere]]:
        """What is switched off and not left out for a profile yet, by this layer or, for an added one, by any below."""
        out = {node for exclusion in profile.excludes for node in exclusion.nodes}
        off = [(item, Elsewhere(self.written, pointer)) for pointer, item in self.accepted.disabled]
        if profile.id in self.like and self.base.layers:
            off = [*((item, self._off_below(item)) for item in self.base.layers.disabled), *off]
        return [(item, place) for item, place in off if item.node not in out]

    def _off_below(self, item: Disabled) -> Elsewhere:
        """Where what an earlier layer switched off stands among the exclusions of the base."""
        for index, profile in enumerate(self.base.profiles):
            for nth, exclusion in enumerate(profile.excludes):
                if (exclusion.nodes, exclusion.reason) == ((item.node,), item.reason):
                    return Elsewhere(self.base.places_of, f"/profiles/{index}/excludes/{nth}")
        return Elsewhere({}, "")

    def _places(self, profiles: Sequence[Profile]) -> LayeredPlaces:
        """Where everything about the resolved set as a whole stands: in the base, or in the overlay."""
        over = {f"/{key}": Elsewhere(self.written, f"/{key}") for key in _OWN_HEAD}
        for index, (pointer, _) in enumerate(self.accepted.legal_texts, len(self.base.legal_texts)):
            over[f"/legal_texts/{index}"] = Elsewhere(self.written, pointer)
        for index, (pointer, _) in enumerate(self.accepted.profiles, len(self.base.profiles)):
            over[f"/profiles/{index}"] = Elsewhere(self.written, pointer)
        for index, profile in enumerate(profiles):
            for nth, (_, there) in enumerate(self._newly_out(profile), len(profile.excludes)):
                over[f"/profiles/{index}/excludes/{nth}"] = there
                if there.places is self.written:
                    over[f"/profiles/{index}/excludes/{nth}/nodes/0"] = replace(there, pointer=f"{there.pointer}/node")
        return LayeredPlaces(self.base.places_of, over)


def _holds_for(span: Span, profile: str) -> bool:
    return not span.profiles or profile in span.profiles
