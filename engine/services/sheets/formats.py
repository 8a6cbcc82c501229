"""A scoring sheet as plain text, CSV, or one page of HTML that prints on A4 and asks nothing of the network."""

from collections.abc import Iterator
from html import escape

from engine.domain.spreadsheet_text import harmless
from engine.services.sheets.table import WIDTHS, SheetLine, SheetTable

BLANK_COLUMNS = 3
"""The last columns, which people fill in by hand."""

STYLE = """
@page { size: A4 landscape; margin: 12mm; }
body { font: 9pt/1.35 "Times New Roman", "Liberation Serif", serif; margin: 1em; color: #000; background: #fff; }
h1 { font-size: 13pt; text-align: center; margin: 0 0 .3em; }
p { margin: .2em 0; }
.status { font-weight: bold; border: 1px solid #000; padding: .3em .6em; display: inline-block; }
table { border-collapse: collapse; width: 100%; margin-top: .6em; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 1px solid #444; padding: 2px 4px; vertical-align: top; text-align: left; }
th { background: #eee; text-align: center; }
.points { text-align: right; white-space: nowrap; }
.area td { font-weight: bold; background: #f5f5f5; }
""".strip()


def text_sheet(table: SheetTable) -> str:
    """The sheet as lines of text, a block for each row."""
    lines = [table.title, *table.above, table.status, ""]
    for line in table.lines:
        lines += [*_text_block(line, table), ""]
    return "\n".join([*lines, *table.below]).rstrip() + "\n"


def _text_block(line: SheetLine, table: SheetTable) -> Iterator[str]:
    number, title, points, part, *told = line.cells
    indent = "  " * max(0, line.depth - 1)
    head = f"{number}  {title}".strip()
    yield indent + " · ".join(filter(None, [head, f"{table.headings[2].lower()} {points}", part]))
    for heading, cell in zip(table.headings[4:-BLANK_COLUMNS], told, strict=False):
        if cell:
            yield f"{indent}    {heading}:"
            yield from (f"{indent}      {piece}" for piece in cell.split("\n"))
    if line.is_leaf:
        blanks = " · ".join(f"{heading}: ______" for heading in table.headings[-BLANK_COLUMNS:])
        yield f"{indent}    {blanks}"


def csv_sheet(table: SheetTable) -> str:
    """The sheet as CSV with a byte order mark; semicolons go with the decimal comma of Vietnamese."""
    separator = ";" if table.language == "vi" else ","
    above = [[text] for text in (table.title, *table.above, table.status)]
    rows = [*above, table.headings, *(line.cells for line in table.lines), *([text] for text in table.below)]
    return "\ufeff" + "".join(separator.join(map(_csv_cell, row)) + "\r\n" for row in rows)


def _csv_cell(text: str) -> str:
    safe = harmless(text)
    return '"' + safe.replace('"', '""') + '"' if any(mark in safe for mark in '",;\n\r\t') else safe


def html_sheet(table: SheetTable) -> str:
    """The sheet as one page: its style inside, nothing asked of any other address."""
    total = sum(WIDTHS)
    columns = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in WIDTHS)
    above = "".join(f"<p>{escape(text)}</p>\n" for text in table.above)
    headings = "".join(f"<th>{escape(heading)}</th>" for heading in table.headings)
    rows = "".join(map(_html_row, table.lines))
    below = "".join(f"<p>{escape(text)}</p>\n" for text in table.below)
    return (
        f'<!doctype html>\n<html lang="{table.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(table.above[0])}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{escape(table.title)}</h1>\n{above}<p class="status">{escape(table.status)}</p>\n'
        f"<table>\n<colgroup>{columns}</colgroup>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}</tbody>\n"
        f"</table>\n{below}</body>\n</html>\n"
    )


def _html_row(line: SheetLine) -> str:
    cells = [escape(cell).replace("\n", "<br>") for cell in line.cells]
    told = "".join(
        f'<td class="points">{cell}</td>' if at == 2 else f"<td>{cell}</td>" for at, cell in enumerate(cells)
    )
    return f'<tr class="area">{told}</tr>\n' if line.is_heading else f"<tr>{told}</tr>\n"
