"""One file scored in whichever process it is sent to; the names of files travel, their rows never do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.columns.files.durable import content_hash
from engine.discovery.catalogue import open_catalogue
from engine.domain.column_map import ColumnMap
from engine.domain.finding import Finding
from engine.domain.text import NOTHING, Text
from engine.errors import EngineError
from engine.services.many_units_service import Machine, ManyUnitsService, OutputAsked, RulesAsked, TableAsked
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.columns.score_arrow import ArrowScorer

MOST_TOLD = 5
"""Findings about a table that its answer tells."""


@dataclass(frozen=True, slots=True)
class FileDone:
    """What became of one file: rows read, scored and refused, and the sha256 of the results.

    `output` is "" where nothing was written; `problem` says why.
    """

    table: str
    output: str = ""
    rows: int = 0
    scored: int = 0
    refused: int = 0
    sha256: str = ""
    problem: Text = NOTHING


class OtherRules(EngineError):
    """A worker has another set under the same name: its results would not be those of the others."""

    code = "cluster.other-rules"


class NamesCollide(EngineError):
    """Two files would be written to the same place."""

    code = "cluster.names-collide"


@dataclass(frozen=True, slots=True)
class FileJob:
    """Call it with the path of a table; it is small, and sent with each path.

    Results go to `folder`, each under the name of its table with `suffix`, findings beside them; both folders are seen
    by all workers. `set_hash` is the content hash that every worker must find under the set asked for. A file that was
    begun by a process that is lost is gone on with.
    """

    settings: Settings
    rules: RulesAsked
    set_hash: str
    folder: Path
    nodes: tuple[str, ...] = ()
    told: bool = False
    partial: bool = False
    columns: ColumnMap = field(default_factory=ColumnMap)
    profile: str | None = None
    encoding: str = "utf-8"
    suffix: str = ".parquet"
    machine: Machine = "auto"

    def __call__(self, table: str) -> FileDone:
        """Score one file. What is wrong with it is told in the answer: one file must not end the others."""
        try:
            return self._scored(Path(table))
        except EngineError as problem:
            return FileDone(table, problem=_said(problem))

    def output(self, table: str | Path) -> Path:
        """Where the results of a table go."""
        return self.folder / f"{Path(table).stem}{self.suffix}"

    def _scored(self, table: Path) -> FileDone:
        service = self.service()
        output = self.output(table)
        asked = OutputAsked(
            output, output.with_suffix(".findings.csv"), self.nodes, told=self.told, partial=self.partial
        )
        read = TableAsked(table, self.columns, self.encoding, self.profile)
        done = service.score_table(self.rules, read, asked, machine=self.machine).done
        return FileDone(str(table), str(output), done.rows, done.scored, done.refused, content_hash(output))

    def service(self) -> ManyUnitsService:
        """What scores in this process; raises OtherRules where it has another set under the name."""
        service = _service(self.settings)
        found = service.set_hash(self.rules)
        if found != self.set_hash:
            raise OtherRules(
                f"Bộ {self.rules.set_id} ở tiến trình này có mã băm {found[:12]}…, cần {self.set_hash[:12]}….",
                f"The set {self.rules.set_id} has the hash {found[:12]}… in this process, {self.set_hash[:12]}… is "
                "needed.",
                hint_vi="Đặt cùng phiên bản và cùng PARINDEX_SETS ở mọi máy; parindex lock giữ chúng giống nhau.",
                hint_en="Give every machine the same version and the same PARINDEX_SETS; parindex lock pins them.",
            )
        return service


def _said(problem: EngineError) -> Text:
    """What is wrong, with the first findings where it is a document that has some."""
    told = [finding for finding in problem.findings if isinstance(finding, Finding)][:MOST_TOLD]
    return Text(
        "\n".join([problem.vi, *(finding.told("vi") for finding in told)]),
        "\n".join([problem.en, *(finding.told("en") for finding in told)]),
    )


def see_that_names_differ(job: FileJob, tables: Sequence[str | Path]) -> None:
    """Raise NamesCollide where the results of two tables would have one name."""
    taken: dict[Path, str | Path] = {}
    for table in tables:
        output = job.output(table)
        if output in taken:
            raise NamesCollide(
                f"'{taken[output]}' và '{table}' cùng ghi vào '{output}'.",
                f"'{taken[output]}' and '{table}' would both be written to '{output}'.",
                hint_vi="Đổi tên một trong hai tệp.",
                hint_en="Rename one of them.",
            )
        taken[output] = table


def scorer_of(job: FileJob) -> ArrowScorer:
    """What scores batches of rows by the rules of a job in this process; headings as the job maps them."""
    from engine.columns.arrow.column_mapping import ColumnRules

    columns = ColumnRules(job.columns.named, job.columns.ignored)
    return job.service().arrow_scorer(job.rules, job.nodes, columns=columns, told=job.told, machine=job.machine)


@lru_cache(maxsize=4)
def _service(settings: Settings) -> ManyUnitsService:
    """Made once in each process: what was compiled serves all its files."""
    return ManyUnitsService(open_catalogue(settings.sets, lock=settings.lock, cache=settings.cache))
