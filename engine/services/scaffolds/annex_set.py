"""The table of a decision → the documents of a criteria set: what the table says, and nothing besides.

Levels become a `choice`, percentages `bands`, survey rows a `survey`; a row that prints no levels stays a `judgement`
until somebody writes how it is scored. English is not made up: it is the Vietnamese, marked as not translated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.numbers import brief, decimal_text
from engine.domain.text import UNTRANSLATED
from engine.loading.annex.headings import Heading
from engine.loading.annex.levels import Band, bands_of
from engine.loading.annex.table import AnnexRow, AnnexTable
from engine.services.scaffolds.names import distinct, numbered, slug

Mapped = dict[str, object]
MOST_TEXT = 5_000
MOST_NOTE = 2_000


def both(vi: str) -> dict[str, str]:
    """Text of the table in both languages: the English waits for somebody who translates it."""
    said = vi[: MOST_TEXT - len(UNTRANSLATED)]
    return {"vi": said, "en": UNTRANSLATED + said}


@dataclass(frozen=True, slots=True)
class AnnexDocuments:
    """Makes the documents of one table. `provenance` stands on every component."""

    table: AnnexTable
    provenance: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the facts once, so that no two rows share one."""
        self.names.update(distinct({row.id: row.title for row in self.table.leaves()}))

    def parts(self) -> dict[str, str]:
        """The parts that rows have, with their points: as the last row prints them, otherwise those of the rows."""
        points = dict.fromkeys(("appraisal", "survey"), Fraction(0))
        rows = [(self._part(row), row.maximum or Fraction(0)) for row in self.table.leaves()]
        for part, maximum in rows:
            points[part] += maximum
        total = self.table.total
        if total is not None and not self.table.has_results:
            points["survey"] = total.points(Heading.SURVEY) or points["survey"]
        points["appraisal"] = max(self.table.maximum() - points["survey"], Fraction(0))
        used = {part for part, _ in rows}
        return {part: decimal_text(value) for part, value in points.items() if value or part in used}

    def components(self) -> dict[str, Mapped]:
        """File name → document of every area."""
        return {
            f"components/{at:02d}_{slug(row.title)}.yaml": {
                "format": "parindex/component/1",
                **self._node(row, {"provenance": dict(self.provenance)}),
            }
            for at, row in enumerate(self.table.rows, 1)
        }

    def _node(self, row: AnnexRow, extra: Mapping[str, object] | None = None) -> Mapped:
        maximum = decimal_text(row.maximum or Fraction(0))
        node: Mapped = {"id": row.id, "title": both(row.title), "max": maximum, **(extra or {})}
        notes = [*row.notes, *_single_level(row)]
        if notes:
            before = node.get("provenance", dict(self.provenance))
            assert isinstance(before, dict), "made above"
            told = "; ".join(filter(None, [before.get("note", ""), "Bảng ghi: " + " / ".join(notes)]))
            node["provenance"] = {**before, "note": told[:MOST_NOTE]}
        if row.children:
            return node | {"children": [self._node(child) for child in row.children]}
        return node | self._leaf(row, maximum)

    def _leaf(self, row: AnnexRow, maximum: str) -> Mapped:
        name = self.names[row.id]
        if self._part(row) == "survey":
            return self._surveyed(row, name)
        bands = bands_of(row.levels)
        if bands:
            return self._banded(row, name, bands)
        if len(row.levels) > 1:
            return self._chosen(row, name)
        decimals = max(2, len(maximum.partition(".")[2]))
        rule = {"min": "0", "max": maximum, "step": decimal_text(Fraction(1, 10**decimals))}
        return {"part": "appraisal", "method": "judgement", "rule": rule}

    def _part(self, row: AnnexRow) -> str:
        """Whether the points of a leaf come from appraisal or from the survey.

        A table of results says in the survey's column what was won: there a row that nobody appraises is a survey row.
        """
        printed = row.points(Heading.SURVEY)
        if self.table.has_results:
            surveyed = bool(printed) and row.points(Heading.APPRAISAL) is None
        else:
            surveyed = bool(printed) and printed == row.maximum
        return "survey" if surveyed or row.is_marked_for_survey else "appraisal"

    @staticmethod
    def _surveyed(row: AnnexRow, name: str) -> Mapped:
        fact = {"type": "decimal", "title": both(row.title), "places": 2, "min": "0", "max": "100"}
        rule = {"scale": "100", "questions": [name]}
        return {"part": "survey", "facts": {name: fact}, "method": "survey", "rule": rule}

    @staticmethod
    def _chosen(row: AnnexRow, name: str) -> Mapped:
        ids = numbered(level.text for level in row.levels)
        options = {option: both(level.text) for option, level in zip(ids, row.levels, strict=True)}
        levels = {
            option: decimal_text(level.points or Fraction(0)) for option, level in zip(ids, row.levels, strict=True)
        }
        return {
            "part": "appraisal",
            "facts": {name: {"type": "choice", "title": both(row.title), "options": options}},
            "method": "choice",
            "rule": {"fact": name, "levels": levels},
        }

    @staticmethod
    def _banded(row: AnnexRow, name: str, bands: Sequence[Band]) -> Mapped:
        part, whole = f"{name}.numerator", f"{name}.denominator"
        facts = {
            part: {"type": "count", "title": both(f"Số đạt: {row.title}")},
            whole: {"type": "count", "title": both(f"Tổng số: {row.title}")},
        }
        rule = {"value": f"{part} / {whole}", "when_empty": "not_assessed", "bands": [_band(band) for band in bands]}
        return {"part": "appraisal", "facts": facts, "method": "bands", "rule": rule}


def _single_level(row: AnnexRow) -> list[str]:
    """One level alone is no choice; it is kept in words."""
    if len(row.levels) != 1 or row.children:
        return []
    points = row.levels[0].points
    return [row.levels[0].text + ("" if points is None else f": {brief(points, 'vi')}")]


def _band(band: Band) -> Mapped:
    edges: Mapped = {}
    if band.low is not None:
        edges["from" if band.low_inside else "above"] = f"{decimal_text(band.low)}%"
    if band.high is not None:
        edges["to" if band.high_inside else "below"] = f"{decimal_text(band.high)}%"
    return edges | {"points": decimal_text(band.points)}
