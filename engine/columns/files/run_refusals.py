"""Why a run over a table ends without its output, in words."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from engine.columns.files.refusals import refused
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.system_refusal import reason_of
from engine.errors import EngineError, InvalidDocument


class ManyNotWritten(EngineError):
    """The system does not let us write; what was there before is untouched, what is finished waits for the next run."""

    code = "many.not-written"

    def __init__(self, path: Path, fault: OSError, rows: int) -> None:
        reason = reason_of(fault)
        kept_vi = f" Đã giữ {rows} dòng làm xong." if rows else ""
        kept_en = f" {rows} rows that are done are kept." if rows else ""
        super().__init__(
            f"Không ghi được '{path.name}': {reason.vi}.{kept_vi}",
            f"'{path.name}' cannot be written: {reason.en}.{kept_en}",
            hint_vi="Xem thư mục, quyền ghi và chỗ trống trên đĩa rồi chạy lại đúng lệnh này để làm tiếp.",
            hint_en="See to the folder, the right to write and room on the disk; the same command then goes on.",
        )


def followed(path: Path) -> Path:
    """The file itself that a path leads to over links; one that leads round in a circle stands for itself."""
    return Path(os.path.realpath(path))


def see_that_paths_can_be_used(table: Path, output: Path, findings: Path, also_read: Iterable[Path] = ()) -> None:
    """Raise InvalidDocument where two of the files are one, or what is to be written is no file.

    `also_read` are files that are read besides the table, and are not to be written over either.

    Raises ManyNotWritten where one of them has no folder: for findings that would else be told when all is scored.
    """
    paths = [followed(path) for path in (table, output, findings)]
    if len(set(paths)) < len(paths) or not {followed(path) for path in also_read}.isdisjoint(paths[1:]):
        raise refused(
            error(
                "many.same-file",
                Place(output.name),
                "Kết quả và tệp lỗi phải là hai tệp khác nhau, khác với bảng và mọi tệp đọc vào.",
                "The output and the findings must be two files, and neither the table nor any other that is read.",
                "Đổi tên kết quả (-o) hoặc tệp lỗi (--findings).",
                "Name another output (-o) or another file of findings (--findings).",
            )
        )
    for path in (output, findings):
        if path.exists() and not path.is_file():
            raise refused(_no_file(path))
    for path, place in zip((output, findings), paths[1:], strict=True):
        if not place.parent.is_dir():
            raise ManyNotWritten(path, FileNotFoundError(errno.ENOENT, ""), 0)


def _no_file(path: Path) -> Finding:
    return error(
        "many.no-file",
        Place(path.name),
        "Đã có thứ khác mang tên này, không phải tệp.",
        "Something of this name is there that is no file.",
        "Chọn tên khác.",
        "Choose another name.",
    )


def changed_meanwhile(path: Path) -> InvalidDocument:
    """The table was written to while it was read."""
    return refused(
        error(
            "many.changed",
            Place(path.name),
            "Bảng bị sửa trong lúc đang chấm; không ghi gì.",
            "The table was changed while it was scored; nothing is written.",
            "Chờ ghi xong bảng rồi chạy lại.",
            "Wait until it is whole, then run this again.",
        )
    )


def too_many_rows(path: Path, most: int) -> InvalidDocument:
    """More results than a sheet of a workbook has rows."""
    return refused(
        error(
            "many.too-many-rows",
            Place(path.name),
            f"Một trang .xlsx chỉ có {most} dòng dưới tiêu đề.",
            f"A sheet of an .xlsx file has only {most} rows below its headings.",
            "Ghi ra .csv, .parquet hoặc .arrow.",
            "Write .csv, .parquet or .arrow.",
        )
    )
