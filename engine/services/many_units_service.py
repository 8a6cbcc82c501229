"""Many units: the rows of a table scored under one set, into another table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from engine.discovery.catalogue import Catalogue
from engine.domain.column_map import ColumnMap
from engine.domain.criteria_set import CriteriaSet
from engine.domain.field import Field
from engine.domain.finding import Finding
from engine.domain.scorecard import SetReference
from engine.errors import EngineError, ExtraMissing
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet
from engine.results.field_document import hashed_field
from engine.services.scoring_service import bound

if TYPE_CHECKING:
    from engine.columns.arrow.column_mapping import ColumnRules
    from engine.columns.files.many_run import ManyDone, Scoring
    from engine.columns.files.pieces import Source
    from engine.columns.files.scored_pieces import PieceScorer
    from engine.columns.score_arrow import ArrowScorer

ALL_NODES = "all"

Machine = Literal["auto", "numpy", "fast"]


class ManyRefused(EngineError):
    """Rows of a table cannot be scored; what is wrong with them is in the file of findings, nothing else is made."""

    code = "many.refused"

    def __init__(self, rows: int, findings: int, where: Path) -> None:
        super().__init__(
            f"{rows} dòng không chấm được ({findings} lỗi); không ghi kết quả nào.",
            f"{rows} rows cannot be scored ({findings} findings); no result is written.",
            hint_vi=f"Sửa các dòng nêu trong '{where}' rồi chạy lại; hoặc thêm --partial để chấm các dòng còn lại.",
            hint_en=f"Mend the rows told in '{where}', then run this again; or add --partial to score the others.",
        )


@dataclass(frozen=True, slots=True)
class RulesAsked:
    """By which rules: edition "" and revision None mean the newest.

    `field` is that of the round, for rows that compare units; `field_complete`: it is made of the table itself.
    """

    set_id: str
    year: int
    edition: str = ""
    revision: int | None = None
    closed: bool = False
    field: Field | None = None
    field_complete: bool = False


@dataclass(frozen=True, slots=True)
class TableAsked:
    """Which table, and how it is read: `columns` says what its headings mean, `encoding` is that of CSV.

    `profile` is that of all rows, None where each row or the set tells it.
    """

    path: Path
    columns: ColumnMap = field(default_factory=ColumnMap)
    encoding: str = "utf-8"
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class OutputAsked:
    """What is written: `nodes` besides the totals (`all` for every one), with `told` in full; findings and where.

    `also_read`: files that are read besides the table, and may not be written over.
    """

    path: Path
    findings: Path
    nodes: tuple[str, ...] = ()
    told: bool = False
    partial: bool = False
    restart: bool = False
    also_read: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class ManyScored:
    """How it ended, under which rules, and what was found that keeps no row from being scored."""

    done: ManyDone
    rules: CriteriaSet
    warnings: tuple[Finding, ...]


class ManyUnitsService:
    """Scores tables under the sets of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def score_table(
        self,
        rules: RulesAsked,
        table: TableAsked,
        output: OutputAsked,
        *,
        machine: Machine = "auto",
        threads: int = 1,
        progress: Callable[[int, float], None] = lambda _rows, _share: None,
    ) -> ManyScored:
        """Score a table; `progress` is called with rows done and the share of the file that has been read.

        Raises ExtraMissing, UnknownCriteriaSet, UnknownNode, UnknownProfile; InvalidDocument where the table as a whole
        cannot be used; ManyRefused where rows cannot and `partial` was not asked for; ManyNotWritten.
        """
        see_that_columns_are_installed()
        from engine.columns.files.many_run import ManyRun, Output
        from engine.columns.files.sources import open_source

        if rules.field_complete:
            rules = replace(rules, field=self._field_of(rules, table))
        with open_source(table.path, table.encoding) as source:
            pieces, scoring = self._scoring(rules, table, output, source, machine)
            run = ManyRun(
                table.path,
                source,
                scoring,
                Output(
                    output.path,
                    output.findings,
                    partial=output.partial,
                    restart=output.restart,
                    also_read=output.also_read,
                ),
            )
            done = run.run(threads, lambda rows: progress(rows, source.share_read()))
        if not done.written:
            raise ManyRefused(done.refused, done.findings, output.findings)
        return ManyScored(done, pieces.scorer.set, pieces.warnings)

    def set_hash(self, rules: RulesAsked) -> str:
        """The content hash of the set that is asked for; raises UnknownCriteriaSet."""
        return self._catalogue.get(rules.set_id, rules.edition, rules.revision).content_hash

    def arrow_scorer(
        self,
        rules: RulesAsked,
        nodes: tuple[str, ...] = (),
        *,
        columns: ColumnRules | None = None,
        told: bool = False,
        machine: Machine = "auto",
    ) -> ArrowScorer:
        """What takes batches of facts and gives batches of results, for whoever has batches; `nodes` may be `all`.

        Raises ExtraMissing, UnknownCriteriaSet, UnknownNode, InvalidDocument.
        """
        see_that_columns_are_installed()
        from engine.columns.many_units import ManyUnits
        from engine.columns.score_arrow import ArrowScorer

        loaded = self._catalogue.get(rules.set_id, rules.edition, rules.revision)
        criteria = loaded.checked()
        return ArrowScorer(
            lambda profile: ManyUnits(self._unit(loaded, profile, rules), machine=machine),
            criteria,
            rules.year,
            columns=columns,
            nodes=tuple(node.id for node in criteria.walk()) if nodes == (ALL_NODES,) else nodes,
            told=told,
            closed=rules.closed,
        )

    def _unit(self, loaded: LoadedSet, profile: str, rules: RulesAsked) -> OneUnit:
        """What scores the units of a profile, against the field where there is one."""
        unit = self._catalogue.scorer(loaded, profile, rules.year)
        return unit if rules.field is None else bound(unit, rules.field.used_in(unit.compiled.profile.group))

    def _field_of(self, rules: RulesAsked, table: TableAsked) -> Field:
        """The field of all rows of a table; it names no submissions, so it is for this run alone."""
        from engine.columns.files.field_of_table import field_of_table
        from engine.columns.files.sources import open_source

        counting = replace(rules, closed=False)
        with open_source(table.path, table.encoding) as source:
            made, _ = field_of_table(source, self._pieces(counting, table, source, self._columns(table, source)))
        loaded = self._catalogue.get(rules.set_id, rules.edition, rules.revision)
        return hashed_field(Field(SetReference.to(loaded.checked()), rules.year, "", (), made))[0]

    def _pieces(self, rules: RulesAsked, table: TableAsked, source: Source, columns: ColumnRules) -> PieceScorer:
        from engine.columns.files.scored_pieces import PieceScorer

        return PieceScorer(self.arrow_scorer(rules, columns=columns, machine="numpy"), source, table.profile)

    @staticmethod
    def _columns(table: TableAsked, source: Source) -> ColumnRules:
        from engine.columns.arrow.column_mapping import ColumnRules

        named, ignored = table.columns.named, table.columns.ignored
        return ColumnRules(named, ignored, decimal_comma=source.decimal_comma, file=table.path.name)

    def _scoring(
        self, rules: RulesAsked, table: TableAsked, output: OutputAsked, source: Source, machine: Machine
    ) -> tuple[PieceScorer, Scoring]:
        """What scores the pieces of the table, and what tells this task from another one."""
        from engine.columns.files.many_run import Scoring
        from engine.columns.files.scored_pieces import PieceScorer
        from engine.results.versions import engine_version

        if table.profile is not None:
            loaded = self._catalogue.get(rules.set_id, rules.edition, rules.revision)
            self._catalogue.scorer(loaded, table.profile, rules.year)  # raises for one that there is not
        columns = self._columns(table, source)
        scorer = self.arrow_scorer(rules, output.nodes, columns=columns, told=output.told, machine=machine)
        criteria, nodes = scorer.set, scorer.asked.nodes
        pieces = PieceScorer(scorer, source, table.profile)
        asked = {
            "engine": engine_version(),
            "set": criteria.content_hash,
            "year": rules.year,
            "closed": rules.closed,
            "field": "" if rules.field is None else rules.field.hash,
            "profile": table.profile,
            "encoding": table.encoding,
            "named": dict(table.columns.named),
            "ignored": list(table.columns.ignored),
            "nodes": list(nodes),
            "told": output.told,
        }
        return pieces, Scoring(pieces.score, scorer.schema, asked, pieces.units)


def see_that_columns_are_installed() -> None:
    """Raise ExtraMissing where the libraries of columns are not there."""
    if any(find_spec(library) is None for library in ("numpy", "pyarrow")):
        raise ExtraMissing("many")
