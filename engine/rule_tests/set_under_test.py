"""A criteria set with its worked cases: programs compiled once, cases turned into submissions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.source_place import Place
from engine.domain.submission import Mark, Submission, Unit, UnitExclusion
from engine.domain.text import Text
from engine.evaluation.field_values import compared_leaves
from engine.evaluation.one_unit import OneUnit
from engine.loading.cases_file import Case, CaseBatch
from engine.loading.criteria_folder import LoadedSet
from engine.program.field import figures_written
from engine.program.program import Program

SAID = Text("theo ca mẫu", "as the case says")


@dataclass
class SetUnderTest:
    """The set and its cases. Not to be shared between threads: programs are kept as they are compiled."""

    loaded: LoadedSet
    batch: CaseBatch
    _scorers: dict[tuple[str, int], OneUnit] = field(default_factory=dict, repr=False)

    @cached_property
    def rules(self) -> CriteriaSet:
        """The set itself; raises InvalidDocument where it has errors."""
        return self.loaded.checked()

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """All nodes by id, in force or not."""
        return {node.id: node for node in self.rules.walk()}

    @property
    def first_year(self) -> int:
        """The year of a case that names none."""
        years = self.rules.years
        return years.first or years.last or 2000

    @cached_property
    def scopes(self) -> tuple[tuple[str, int], ...]:
        """Every profile with every year in which something in the set can change."""
        first, last = self.first_year, self.rules.years.last or self.first_year
        marks = {first, last}
        for node in self.rules.walk():
            for span in (node.span, *(weight.span for weight in node.weights)):
                marks |= {span.first or first, (span.first or first) - 1, span.last or first, (span.last or first) + 1}
        held = [year for year in sorted(marks) if self.rules.years.holds("", year)]
        return tuple((profile.id, year) for profile in self.rules.profiles for year in held)

    def scope_of(self, case: Case) -> tuple[str, int]:
        """Profile and year of a case: those it names, otherwise the first of the set."""
        return case.profile or self.rules.profiles[0].id, case.year or self.first_year

    def scorer(self, profile: str, year: int) -> OneUnit:
        """What scores the units of one profile in one year; raises KeyError for an unknown profile."""
        if (profile, year) not in self._scorers:
            self._scorers[profile, year] = OneUnit(self.loaded.compiled_for(profile, year))
        return self._scorers[profile, year]

    def submission(self, case: Case) -> Submission:
        """What a unit would hand in for the case to come out."""
        profile, year = self.scope_of(case)
        kinds = self.rules.unit_kinds
        unit = Unit("vd-ca-mau", Text("Đơn vị của ca mẫu", "Unit of the case"), kinds[0] if kinds else "", profile)
        return Submission(
            set_id=self.rules.id,
            edition=self.rules.edition,
            unit=unit,
            year=year,
            stage="appraisal",
            facts=case.facts,
            marks=tuple(Mark(node, points, SAID.vi, SAID.vi) for node, points in case.marks.items()),
            exclusions=tuple(UnitExclusion(node, SAID) for node in case.exclude),
            places=_places(case),
        )


def figures_of(case: Case, program: Program) -> dict[str, int]:
    """The figures of fields that a case gives, as facts of a program; raises WrongFigures."""
    compared = {step.id: found for _, step, found in compared_leaves(program)}
    figures: dict[str, int] = {}
    for node, written in case.figures.items():
        if node not in compared:
            raise WrongFigures(node, ())
        try:
            figures |= figures_written(compared[node], written)
        except ValueError:
            raise WrongFigures(node, tuple(figure for figure, _ in compared[node].facts)) from None
    return figures


class WrongFigures(Exception):
    """The figures of a field that a case gives are not those of the node; `wanted` names those that are, if any."""

    def __init__(self, node: str, wanted: tuple[str, ...]) -> None:
        super().__init__(node)
        self.node, self.wanted = node, wanted


def _places(case: Case) -> dict[str, Place]:
    """Where the parts of the submission stand in the case."""
    known = {"": case.place}
    for pointer in case.places if case.facts or case.marks or case.exclude else ():
        if pointer.startswith("/facts"):
            known[pointer] = case.places[pointer]
    for at, node in enumerate(case.marks):
        known[f"/marks/{at}"] = case.places.get(f"/marks/{node}", case.place)
    for at in range(len(case.exclude)):
        known[f"/exclusions/{at}"] = case.places.get(f"/exclude/{at}", case.place)
    return known
