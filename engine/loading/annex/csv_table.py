"""A CSV file → the cells of a table, each with its line and column."""

from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.loading.annex.grid import MOST_COLUMNS, MOST_ROWS, AnnexCell, AnnexGrid, AnnexLine
from engine.loading.annex.limits import too_many_cells
from engine.loading.csv_text import NotCsv, rows
from engine.loading.document import decoded
from engine.loading.folder_files import MOST_TABLE_BYTES, TextFile

SEPARATORS = (";", "\t", ",")


def read_csv_grids(file: TextFile) -> tuple[AnnexGrid, ...]:
    """The table of a file, once for each separator that it may be read with; its headings tell which is right.

    UTF-8, with or without a byte order mark; quotes as RFC 4180 has them, so that a cell may hold several lines.
    """
    text, problems = decoded(file.data, file.name, MOST_TABLE_BYTES)
    if problems:
        return (AnnexGrid(file.name, findings=problems),)
    first, end, rest = text.partition("\n")
    said = first.strip().lower().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    if said in SEPARATORS:  # the line stays as an empty one, so that the lines after it keep their numbers
        return (_grid(file.name, end + rest, said),)
    grids = [_grid(file.name, text, separator) for separator in SEPARATORS if separator in text]
    return tuple(grids) or (_grid(file.name, text, SEPARATORS[0]),)


def _grid(name: str, text: str, separator: str) -> AnnexGrid:
    lines: list[AnnexLine] = []
    try:
        for cells in rows(text, separator):
            if len(lines) == MOST_ROWS or len(cells) > MOST_COLUMNS:
                return AnnexGrid(name, findings=(too_many_cells(Place(name, *cells[0].at)),))
            lines.append(AnnexLine(tuple(AnnexCell(cell.text, Place(name, *cell.at)) for cell in cells)))
    except NotCsv as problem:
        refusal = error(
            "annex.csv",
            Place(name, *problem.at),
            "Dấu nháy kép mở mà không đóng, hoặc có chữ ngay cạnh dấu nháy.",
            "A double quote is opened and not closed, or text stands beside it.",
            'Đặt cả ô trong dấu nháy kép và viết "" cho mỗi dấu nháy bên trong, hoặc lưu lại từ bảng tính.',
            'Put the whole cell in double quotes with "" for each quote inside, or save it anew from a spreadsheet.',
        )
        return AnnexGrid(name, findings=(refusal,))
    return AnnexGrid(name, tuple(lines))
