"""`parindex set new`, `set import`, `set schemas`: folders for authors, written whole or not at all."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.failures import GOOD, REFUSED
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.paper import print_json
from engine.cli.value_types import OneOf, There, Whole
from engine.domain.text import UNTRANSLATED, Text

if TYPE_CHECKING:
    from engine.services.scaffolds.annex_service import ImportReport

NEW_FORMAT = "parindex/new-files/1"
IMPORT_FORMAT = "parindex/annex-import/1"
WRITTEN = Text("Đã ghi {} tệp vào '{}'.", "{} files are written into '{}'.")
NOT_WRITTEN = Text("Chưa ghi gì: bảng có lỗi nêu trên.", "Nothing is written: the table has the errors above.")
THEN_CHECK = Text("Tiếp theo: parindex set check {}", "Next: parindex set check {}")

ID = Text("Mã của bộ tiêu chí, như vn.tinh.so.", "The id of the set, such as vn.province.department.")
EDITION = Text("Bản; mặc định là năm.", "The edition; by default the year.")
TITLE_VI = Text("Tên tiếng Việt.", "The Vietnamese title.")
TITLE_EN = Text("Tên tiếng Anh.", "The English title.")
YEAR = Text("Năm đánh giá; mặc định năm nay.", "The year assessed; by default this one.")
KIND = Text("Loại đơn vị; mặc định department.", "The kind of unit; by default department.")
OUT = Text("Thư mục sẽ ghi; mặc định theo --id.", "The folder to write; by default named by --id.")
FIRST_YEAR, LAST_YEAR = 1900, 2200


@spoken(
    "new",
    Text(
        "Tạo bộ tiêu chí mới trong FOLDER: nhỏ, đủ, kiểm tra sạch và chấm được ngay. Không ghi đè lên gì cả.",
        "Make a new set in FOLDER: small, complete, clean, ready to score. Nothing is ever written over.",
    ),
    "parindex set new bo_moi",
    'parindex set new bo_moi --id vn.tinh.so --year 2026 --title-vi "Chỉ số của sở" --title-en "Index of departments"',
)
@click.argument("folder", metavar="FOLDER", type=Path)
@option("--id", "set_id", told=ID, default="")
@option("--edition", told=EDITION, default="")
@option("--title-vi", told=TITLE_VI, default="")
@option("--title-en", told=TITLE_EN, default="")
@option("--year", told=YEAR, type=Whole(FIRST_YEAR, LAST_YEAR))
@option("--kind", told=KIND, default="department")
def new(
    invocation: Invocation,
    *,
    folder: Path,
    set_id: str,
    edition: str,
    title_vi: str,
    title_en: str,
    year: int | None,
    kind: str,
) -> None:
    """`set new`."""
    from engine.services.scaffolds.scaffold_service import NewSet, new_set

    title = {"title": _title(title_vi, title_en)} if title_vi or title_en else {}
    files = new_set(folder, NewSet(_this_year(year), set_id, edition, unit_kind=kind, **title))
    _tell_written(invocation, str(folder), files)


@spoken(
    "import",
    Text(
        "Biến bảng của một quyết định (.xlsx, .csv) thành thư mục bộ tiêu chí, nêu mọi chỗ không khớp. "
        "Mã thoát 0: đã ghi, 1: không đọc được nên chưa ghi gì.",
        "Turn the table of a decision (.xlsx, .csv) into the folder of a set, and tell all that does not add up. "
        "Exit code 0: written, 1: not readable, nothing written.",
    ),
    "parindex set import phu_luc.csv --id vn.tinh.so --year 2026 --out bo_moi",
    "parindex set import phu_luc.xlsx --id vn.tinh.so --year 2026 --expect 8/38/81",
)
@click.argument("table", metavar="FILE", type=There())
@option("--id", "set_id", told=ID, required=True)
@option("--edition", told=EDITION, default="")
@option("--year", told=YEAR, type=Whole(FIRST_YEAR, LAST_YEAR))
@option("--kind", told=KIND, default="department")
@option("--title-vi", told=TITLE_VI, default="")
@option("--title-en", told=TITLE_EN, default="")
@option("--out", told=OUT, type=Path)
@option(
    "--status",
    told=Text("Nguồn gốc các dòng; mặc định reconstructed.", "Where the rows come from; by default reconstructed."),
    type=OneOf("official", "sourced", "reconstructed", "example"),
    default="reconstructed",
)
@option(
    "--source",
    told=Text("Số văn bản và nơi đã đọc bảng.", "The number of the decision, and where the table was read."),
    default="",
)
@option(
    "--expect",
    told=Text(
        "Số lĩnh vực/tiêu chí/tiêu chí thành phần theo lời quyết định, như 8/38/81.",
        "Areas/criteria/sub-criteria as the decision states them, such as 8/38/81.",
    ),
    default="",
)
def import_table(
    invocation: Invocation,
    *,
    table: Path,
    set_id: str,
    edition: str,
    year: int | None,
    kind: str,
    title_vi: str,
    title_en: str,
    out: Path | None,
    status: str,
    source: str,
    expect: str,
) -> None:
    """`set import`."""
    from engine.domain.criteria_set import Provenance
    from engine.services.scaffolds.annex_service import AnnexRequest, import_annex
    from engine.services.scaffolds.names import slug
    from engine.services.scaffolds.scaffold_service import NewSet

    has_title = bool(title_vi or title_en)
    title = _title(title_vi, title_en) if has_title else Text(set_id, UNTRANSLATED + set_id)
    told = NewSet(_this_year(year), set_id, edition or str(_this_year(year)), title, kind)
    request = AnnexRequest(told, Provenance(status), source, expect, has_title)
    report = import_annex(table, out or Path(slug(set_id)), request)
    if invocation.as_json:
        print_json(_import_document(report, invocation.language))
    else:
        _print_report(report, invocation)
    click.get_current_context().exit(GOOD if report.files else REFUSED)


@spoken(
    "schemas",
    Text(
        "Ghi các lược đồ JSON vào FOLDER, mỗi tệp tự đủ, để trình soạn thảo kiểm tra và gợi ý không cần mạng.",
        "Write the JSON Schemas into FOLDER, each file complete in itself, so that editors check and complete offline.",
    ),
    "parindex set schemas schemas",
)
@click.argument("folder", metavar="FOLDER", type=Path)
def schemas(invocation: Invocation, folder: Path) -> None:
    """`set schemas`."""
    from engine.services.scaffolds.folder import write_folder
    from engine.services.scaffolds.schemas import schema_files

    files = schema_files()
    write_folder(folder, files)
    _tell_written(invocation, str(folder), tuple(files), is_set=False)


def _this_year(year: int | None) -> int:
    return year or datetime.now(UTC).year


def _title(vi: str, en: str) -> Text:
    """Both languages; English that nobody gave waits for a translator, and so does Vietnamese."""
    return Text(vi or en, en or UNTRANSLATED + vi)


def _tell_written(invocation: Invocation, folder: str, files: tuple[str, ...], *, is_set: bool = True) -> None:
    if invocation.as_json:
        print_json({"format": NEW_FORMAT, "folder": folder, "files": list(files)})
        return
    invocation.paper.line(invocation.say(WRITTEN).format(len(files), folder))
    for name in files:
        invocation.paper.line(name, indent=2)
    if is_set:
        invocation.paper.line(invocation.say(THEN_CHECK).format(shlex.quote(str(folder))))


def _print_report(report: ImportReport, invocation: Invocation) -> None:
    from engine.cli.set_views import print_finding

    for finding in report.findings:
        print_finding(finding, invocation.paper, invocation.language)
    if report.files:
        _tell_written(invocation, report.folder, report.files)
    else:
        invocation.paper.line(invocation.say(NOT_WRITTEN))


def _import_document(report: ImportReport, language: str) -> dict[str, object]:
    return {
        "format": IMPORT_FORMAT,
        "folder": report.folder,
        "written": bool(report.files),
        "rows": report.rows,
        "files": list(report.files),
        "findings": [finding.as_mapping(language) for finding in report.findings],
    }
