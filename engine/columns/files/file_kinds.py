"""Which kind of table a file is, by the end of its name."""

from enum import StrEnum
from pathlib import Path

from engine.columns.files.refusals import refused
from engine.domain.finding import error
from engine.domain.source_place import Place


class FileKind(StrEnum):
    """The tables that are read and written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    ARROW = "arrow"
    ARROW_STREAM = "arrows"


_SUFFIXES = {
    ".csv": FileKind.CSV,
    ".xlsx": FileKind.XLSX,
    ".parquet": FileKind.PARQUET,
    ".arrow": FileKind.ARROW,
    ".feather": FileKind.ARROW,
    ".ipc": FileKind.ARROW,
    ".arrows": FileKind.ARROW_STREAM,
}


def kind_of(path: Path) -> FileKind:
    """The kind of a file; raises InvalidDocument for one that is none of them."""
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(_SUFFIXES)
        raise refused(
            error(
                "many.kind",
                Place(path.name),
                f"Không đọc, ghi được bảng có đuôi '{path.suffix}'.",
                f"Tables whose names end in '{path.suffix}' are neither read nor written.",
                f"Dùng một trong: {known}.",
                f"Use one of: {known}.",
            )
        )
    return kind
