"""What keeps a file from being read as a table: too many cells, or no table of a decision inside."""

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.loading.annex.grid import MOST_COLUMNS, MOST_ROWS, SUFFIXES


def too_many_cells(place: Place) -> Finding:
    """More rows or columns than any table of criteria has."""
    return error(
        "annex.too-large",
        place,
        f"Bảng có quá {MOST_ROWS} dòng hoặc {MOST_COLUMNS} cột.",
        f"The table has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns.",
        "Chỉ giữ lại phần bảng của quyết định.",
        "Keep only the table of the decision.",
    )


def unknown_kind(name: str) -> Finding:
    """A file that is neither CSV nor a workbook."""
    return error(
        "annex.kind",
        Place(name),
        "Chỉ đọc được bảng dạng .xlsx hoặc .csv.",
        f"Tables are read from {' and '.join(SUFFIXES)} files alone.",
        "Mở tệp bằng phần mềm bảng tính rồi lưu thành .xlsx hoặc .csv (UTF-8).",
        "Open it in a spreadsheet and save it as .xlsx or as .csv in UTF-8.",
    )
