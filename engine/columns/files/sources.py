"""The one place that knows which kind of file is read by what."""

from pathlib import Path

from engine.columns.files.columnar_sources import ArrowSource, ParquetSource
from engine.columns.files.csv_source import CsvSource
from engine.columns.files.file_kinds import FileKind, kind_of
from engine.columns.files.pieces import Source
from engine.columns.files.refusals import unreadable
from engine.columns.files.workbook_source import WorkbookSource


def open_source(path: Path, encoding: str = "utf-8") -> Source:
    """A table, to be read in pieces. `encoding` is that of CSV.

    Raises InvalidDocument where it is damaged or of no known kind, WorkbooksNotReadable for .xlsx without the extra.
    """
    kind = kind_of(path)
    try:
        with path.open("rb"):
            pass  # what the system says of a file that cannot be opened is clearer than what the libraries say
    except OSError as fault:
        raise unreadable(path, fault) from fault
    match kind:
        case FileKind.CSV:
            return CsvSource(path, encoding)
        case FileKind.PARQUET:
            return ParquetSource(path)
        case FileKind.XLSX:
            return WorkbookSource(path)
        case FileKind.ARROW | FileKind.ARROW_STREAM:
            return ArrowSource(path)
