"""The earlier result that a body is compared with: its own, that of its predecessors where asked for, or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from engine.domain.text import NOTHING, Text
from engine.domain.unit_registry import Body, Formation, UnitRegistry
from engine.results.scored_unit import ScoredUnit, Share

Predecessors = Literal["none", "mean", "weighted"]
"""What stands for the earlier result of a body formed of others: nothing, their mean, a mean by declared weights."""


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier unit, or several with their weights; `label` says how the figure was put together, empty for one."""

    units: tuple[tuple[Fraction, ScoredUnit], ...]
    label: Text = NOTHING

    @property
    def own(self) -> ScoredUnit | None:
        """The body itself in the earlier year; None where others stand for it."""
        return self.units[0][1] if self.label == NOTHING else None

    @property
    def index(self) -> Fraction | None:
        """The index on the scale of 100; None while one of them is open."""
        found = [(weight, unit.index) for weight, unit in self.units]
        known = [(weight, index) for weight, index in found if index is not None]
        return _weighted(known) if len(known) == len(found) else None

    def share(self, nodes: tuple[str, ...]) -> Share | Text:
        """What was won of nodes, or why that cannot be said."""
        if self.own:
            return self.own.share(nodes)
        shares: list[tuple[Fraction, Fraction]] = []
        for weight, unit in self.units:
            found = unit.share(nodes)
            if isinstance(found, Text):
                return Text(f"{unit.standing.name.vi}: {found.vi}", f"{unit.standing.name.en}: {found.en}")
            shares.append((weight, found.value))
        return Share(_weighted(shares))


@dataclass(frozen=True, slots=True)
class Before:
    """The units of the earlier round, who they are in the registry, and what to do about bodies formed since."""

    year: int
    units: Mapping[str, ScoredUnit]
    registry: UnitRegistry
    predecessors: Predecessors = "none"

    def past_of(self, unit_id: str) -> Past | Text:
        """The earlier result of a body by its stable id, never by a code; or why there is none."""
        body = self.registry.body(unit_id)
        formed = body.formed if body else None
        # A body that was there for no day of the earlier year has no result of that year, whoever used its id.
        if body and formed and formed.on > date(self.year, 12, 31):
            return self._of_predecessors(body, formed)
        if unit_id in self.units:
            return Past(((Fraction(1), self.units[unit_id]),))
        if body and formed:
            return self._of_predecessors(body, formed)
        return Text(f"không có kết quả năm {self.year}", f"no result of {self.year}")

    def fate_of(self, unit_id: str) -> Text:
        """Why a unit of the earlier round has no newer result."""
        body, successor = self.registry.body(unit_id), self.registry.successor(unit_id)
        if body and body.dissolved:
            on = body.dissolved
            vi, en = f"chấm dứt ngày {on:%d/%m/%Y}", f"dissolved on {on}"
            if successor:
                vi, en = f"{vi}, nhập vào {successor.name.vi}", f"{en}, part of {successor.name.en} since"
            return Text(vi, en)
        return Text("không có kết quả năm sau", "no newer result")

    def _of_predecessors(self, body: Body, formed: Formation) -> Past | Text:
        if not formed.predecessors:
            return Text(
                f"lập ngày {formed.on:%d/%m/%Y}, chưa có kết quả trước đó", f"formed on {formed.on}, no earlier result"
            )
        basis = self.registry.numbers_of(formed.basis)
        told = f" ({basis})" if basis else ""
        names = [self._name(name) for name in formed.predecessors]
        vi, en = " + ".join(name.vi for name in names), " + ".join(name.en for name in names)
        merged = Text(
            f"lập ngày {formed.on:%d/%m/%Y} từ {vi}{told}; không có kết quả trước đó",
            f"formed on {formed.on} of {en}{told}; no earlier result",
        )
        if self.predecessors == "none":
            return merged
        missing = [name for name, unit in zip(names, formed.predecessors, strict=True) if unit not in self.units]
        if missing:
            lacks = Text(", ".join(name.vi for name in missing), ", ".join(name.en for name in missing))
            return Text(
                f"{merged.vi}; thiếu kết quả năm {self.year} của {lacks.vi}",
                f"{merged.en}; the result of {self.year} is missing for {lacks.en}",
            )
        return self._blended(formed, Text(vi, en), merged)

    def _blended(self, formed: Formation, names: Text, merged: Text) -> Past | Text:
        units = [self.units[name] for name in formed.predecessors]
        if self.predecessors == "mean":
            label = Text(f"trung bình cộng của {names.vi}", f"mean of {names.en}")
            return Past(tuple((Fraction(1), unit) for unit in units), label)
        weights = [formed.weights.get(name, Fraction(0)) for name in formed.predecessors]
        if not all(weights):
            return Text(
                f"{merged.vi}; danh mục không có trọng số của các đơn vị tiền thân",
                f"{merged.en}; the registry has no weights of its predecessors",
            )
        by = formed.weighted_by
        label = Text(f"trung bình theo {by.vi} của {names.vi}", f"mean of {names.en} by {by.en}")
        return Past(tuple(zip(weights, units, strict=True)), label)

    def _name(self, unit_id: str) -> Text:
        body = self.registry.body(unit_id)
        return body.name if body else Text(unit_id, unit_id)


def _weighted(values: list[tuple[Fraction, Fraction]]) -> Fraction:
    total = sum((weight for weight, _ in values), Fraction(0))
    return sum((weight * value for weight, value in values), Fraction(0)) / total
