"""The table of a decision, from a workbook or CSV file, becomes the folder of a criteria set."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from engine.domain.criteria_set import Provenance
from engine.domain.finding import Finding
from engine.domain.numbers import decimal_text
from engine.domain.text import Text
from engine.errors import EngineError
from engine.loading.annex.annex_file import expected_counts, read_annex
from engine.loading.annex.table import NO_COUNTS, AnnexTable, Counts
from engine.loading.folder_files import read_file
from engine.services.scaffolds.annex_set import AnnexDocuments, both
from engine.services.scaffolds.folder import write_folder
from engine.services.scaffolds.scaffold_service import SET_FILE, NewSet, head_of, refuse_bad_head
from engine.services.scaffolds.schemas import FOLDER, schemas_beside
from engine.services.scaffolds.yaml_text import modeline, yaml_text

_NEEDS_SOURCE = (Provenance.OFFICIAL, Provenance.SOURCED)


class ImportRefused(EngineError):
    """What was asked of an import cannot be done: counts that cannot be read, or a status without its source."""

    code = "annex.refused"


@dataclass(frozen=True, slots=True)
class AnnexRequest:
    """What the caller says of a table: the set it becomes, where it was read, how many rows it should have.

    Without a title of its own the set takes that of the table.
    """

    told: NewSet
    status: Provenance = Provenance.RECONSTRUCTED
    source: str = ""
    expect: str = ""
    has_title: bool = False

    def counts(self) -> Counts:
        """The counts that the table should have; raises ImportRefused."""
        counts = expected_counts(self.expect) if self.expect else NO_COUNTS
        if counts is None:
            raise ImportRefused(
                f"Không hiểu --expect '{self.expect}'.",
                f"--expect '{self.expect}' cannot be understood.",
                hint_vi="Ghi số lĩnh vực/tiêu chí/tiêu chí thành phần, ví dụ 8/38/81; chưa rõ thì ghi -.",
                hint_en="Write areas/criteria/sub-criteria, such as 8/38/81, with - for what is not known.",
            )
        return counts


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import found and wrote; `files` is empty where nothing was written."""

    folder: str
    files: tuple[str, ...]
    rows: int
    findings: tuple[Finding, ...]


def import_annex(source: Path, folder: Path, request: AnnexRequest) -> ImportReport:
    """Read a table and write the set that it describes into a folder that is missing or empty.

    A table that does not add up is written as it is printed, with its findings. One that cannot be read, or whose codes
    clash, writes nothing. Raises FolderNotEmpty, ImportRefused, InvalidDocument, WorkbooksNotReadable, OSError.
    """
    counts = request.counts()
    if request.status in _NEEDS_SOURCE and not request.source:
        raise ImportRefused(
            f"Nguồn gốc '{request.status}' cần ghi nguồn.",
            f"The status '{request.status}' needs its source.",
            hint_vi='Thêm --source "…": số văn bản, nơi đã đọc.',
            hint_en='Add --source "…": the number of the decision, and where it was read.',
        )
    file = read_file(source, source.name)
    if isinstance(file, Finding):
        return ImportReport(str(folder), (), 0, (file,))
    table = read_annex(file, counts)
    rows = sum(1 for _ in table.every())
    if not table.is_readable:
        return ImportReport(str(folder), (), rows, table.findings)
    files = _files(table, request, hashlib.sha256(file.data).hexdigest())
    write_folder(folder, files | dict(schemas_beside()))
    return ImportReport(str(folder), tuple(files), rows, table.findings)


def _files(table: AnnexTable, request: AnnexRequest, file_hash: str) -> dict[str, str]:
    """The text of every file; raises InvalidDocument where id, edition, kind or title cannot be used."""
    documents = AnnexDocuments(table, _provenance(table, request))
    title = request.told.title if request.has_title or not table.title else Text(**both(table.title))
    told = NewSet(request.told.year, request.told.id, request.told.edition, title, request.told.unit_kind)
    head = head_of(told, str(request.status), documents.parts(), decimal_text(table.maximum()))
    refuse_bad_head(head)
    components = documents.components()
    return {
        SET_FILE: modeline("criteria-set", FOLDER) + yaml_text(head),
        **{name: modeline("component", f"../{FOLDER}") + yaml_text(node) for name, node in components.items()},
        "README.md": _readme(told, table, request, file_hash),
    }


def _provenance(table: AnnexTable, request: AnnexRequest) -> dict[str, str]:
    note = f"Nhập từ bảng {table.file}; chưa có ai đối chiếu với bản gốc"
    source = {"source": request.source} if request.source else {}
    return {"status": str(request.status), **source, "note": note}


def _readme(told: NewSet, table: AnnexTable, request: AnnexRequest, file_hash: str) -> str:
    return f"""# {told.title.vi}

`{told.id}` {told.edition}, năm {told.year}. Nguồn gốc · provenance: **{request.status}**.

Nhập từ bảng · imported from: `{table.file}`, sha256 `{file_hash}`.
Nguồn · source: {request.source or "chưa ghi · not told yet"}.

## Việc còn lại · What is left to do

1. Đối chiếu từng dòng với bản gốc; `parindex set check` nêu chỗ không khớp. Compare every row with the original.
2. Viết cách chấm cho các dòng `method: judgement`. Write how the rows that are still a `judgement` are scored.
3. Kiểm tra cận của các dòng `bands` và số liệu của chúng. See that edges and facts of the `bands` are what is meant.
4. Dịch các chỗ `en` còn ghi `[vi]`. Translate the texts that are marked `[vi]`.
5. Thêm `grades`, `profiles`, `documents`, và ca mẫu trong `cases/`. Add grades, profiles, evidence and worked cases.
"""
