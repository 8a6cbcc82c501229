"""A criteria set of one row or one component, written as YAML and read the way every set is read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.domain.criteria_set import CriteriaSet
from engine.domain.scorecard import Entry, NodeScore, Scorecard
from engine.domain.submission import FactValue, Mark, Submission, Unit, UnitExclusion
from engine.domain.text import Text
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet, read_set
from engine.methods.compiler import compile_set
from engine.program.program import LeafStep

YEAR = 2022
HEAD = """\
format: parindex/criteria-set/1
id: test.row
edition: "2022"
revision: 1
status: example
title: {{vi: "Bộ thử", en: "Test set"}}
legal_texts: []
applies_to: {{unit_kinds: [department], years: {{from: 2022, to: 2022}}}}
parts: [{{id: appraisal, title: {{vi: "Thẩm định", en: "Appraisal"}}, points: "{points}"}}]
total: {{max: "{points}"}}
missing_at_close: zero
ranking: {{by: index, ties: competition, compare: exact}}
grades:
  by: index
  levels:
    - {{id: good, title: {{vi: "Tốt", en: "Good"}}, from: "80"}}
    - {{id: weak, title: {{vi: "Kém", en: "Weak"}}}}
profiles: [{{id: ordinary, title: {{vi: "Thường", en: "Ordinary"}}}}]
"""


def titles(name: str) -> str:
    """A title in both languages, as YAML."""
    return f'{{vi: "{name} (vi)", en: "{name} (en)"}}'


def read_component(component: str, head: str) -> LoadedSet:
    """The set of one component file and a head, both YAML."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "row_set"
        (base / "components").mkdir(parents=True)
        (base / "criteria_set.yaml").write_text(head, "utf-8")
        (base / "components" / "01_row.yaml").write_text(component, "utf-8")
        return read_set(base)


def read_row(row: str, maximum: str = "2", extra: str = "", points: str = "") -> LoadedSet:
    """The set whose only component is the row `"1"`; `row` holds method, rule and facts, `extra` goes to the head."""
    top = f'format: parindex/component/1\nid: "1"\ntitle: {titles("Row")}\nmax: "{maximum}"\npart: appraisal\n'
    return read_component(top + row, HEAD.format(points=points or maximum) + extra)


def codes(loaded: LoadedSet) -> list[str]:
    """The codes of the findings, in the order of the text."""
    return [finding.code for finding in loaded.findings]


def submitted(
    rules: CriteriaSet,
    facts: Mapping[str, FactValue],
    *,
    marks: Mapping[str, str] | None = None,
    exclude: Sequence[str] = (),
    closed: bool = False,
    profile: str = "",
) -> Submission:
    """A submission of facts as they were written, with marks and exclusions."""
    return Submission(
        set_id=rules.id,
        edition=rules.edition,
        unit=Unit("vd-so-thu", Text("Sở Thử", "Test department"), "department", profile),
        year=YEAR,
        stage="appraisal",
        facts=dict(facts),
        marks=tuple(Mark(node, Fraction(points), "Hội đồng", "lý do") for node, points in (marks or {}).items()),
        exclusions=tuple(UnitExclusion(node, Text("không áp dụng", "does not apply")) for node in exclude),
        closed=closed,
        content_hash="0" * 64,
    )


class Rows:
    """A set that was read without an error, ready to score for one profile."""

    def __init__(self, loaded: LoadedSet, profile: str = "") -> None:
        self.loaded, self.rules = loaded, loaded.checked()
        self.profile = profile or self.rules.profiles[0].id

    @cached_property
    def unit(self) -> OneUnit:
        """What scores."""
        return OneUnit(compile_set(self.rules, self.profile, YEAR))

    @property
    def leaf(self) -> LeafStep:
        """The first leaf as it was compiled."""
        return self.unit.program.leaves()[0][1]

    def submission(self, facts: Mapping[str, FactValue], **more: object) -> Submission:
        """A submission under the set."""
        return submitted(self.rules, facts, profile=self.profile, **more)  # type: ignore[arg-type]

    def card(self, facts: Mapping[str, FactValue], **more: object) -> Scorecard:
        """The scorecard with advice."""
        return self.unit.explain(self.submission(facts, **more))

    def node(self, facts: Mapping[str, FactValue], node: str = "1", **more: object) -> NodeScore:
        """One node of the scorecard."""
        return self.card(facts, **more).node(node)

    def points(self, facts: Mapping[str, FactValue], node: str = "1", **more: object) -> Fraction:
        """The points of one node, which must be decided."""
        found = self.node(facts, node, **more)
        assert found.possible.is_exact, found.possible
        return found.won

    def after(self, facts: Mapping[str, FactValue], changes: Mapping[str, str], node: str = "1") -> Fraction:
        """The points once the changes that an advice names are made."""
        before = self.submission(facts)
        return self.unit.score(replace(before, facts={**facts, **changes})).node(node).won


def row(text: str, maximum: str = "2", extra: str = "", points: str = "") -> Rows:
    """The row `"1"` of a set that must be without errors."""
    return Rows(read_row(text, maximum, extra, points))


def entries(node: NodeScore) -> list[tuple[str, str, int]]:
    """The ledger of a node: kind, signed amount, times."""
    return [(entry.kind, str(entry.amount), entry.times) for entry in node.entries]


def adds_up(node: NodeScore) -> bool:
    """Whether won + lost = maximum, and the ledger of a leaf tells exactly what was lost."""
    told = sum((entry.amount for entry in node.entries if isinstance(entry, Entry)), Fraction(0))
    return node.won + node.lost == node.maximum and (not node.is_leaf or told == -node.lost)
