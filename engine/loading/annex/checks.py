"""Does a table add up: sums, counts, best levels, what was attained. Every slip is told where it is printed."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from engine.domain.finding import Finding, error, info, warning
from engine.domain.numbers import brief, shown
from engine.domain.source_place import Place
from engine.domain.text import LANGUAGES, Text
from engine.loading.annex.figures import figures_findings
from engine.loading.annex.grid import AnnexCell
from engine.loading.annex.headings import Heading
from engine.loading.annex.levels import bands_of, holes
from engine.loading.annex.table import AnnexRow, AnnexTable, Counts, points_of

_KINDS = (
    Text("lĩnh vực", "areas"),
    Text("tiêu chí", "criteria"),
    Text("tiêu chí thành phần", "sub-criteria"),
)
_COUNTED = (Heading.CRITERIA, Heading.SUBCRITERIA)


def table_findings(table: AnnexTable, expect: Counts, expected_at: Place) -> Iterator[Finding]:
    """Everything in a table that does not add up. `expect` are the counts that the caller names; None: not said."""
    if not table.of_units:
        yield from _total(table)
        yield from _counts(table, expect, expected_at)
        for row in table.every():
            yield from _row(row)
    yield from figures_findings(table)


def _total(table: AnnexTable) -> Iterator[Finding]:
    areas = points_of(table.rows)
    if table.total is not None and table.total.printed not in (None, areas):
        yield _areas(table, areas, table.total.printed or areas, table.total.cell(Heading.MAXIMUM).place)
    if table.stated_total and table.stated_total[0] != areas:
        yield _areas(table, areas, *table.stated_total)


def _areas(table: AnnexTable, areas: Fraction, stated: Fraction, place: Place) -> Finding:
    vi, en = (" + ".join(brief(row.maximum or Fraction(0), lang) for row in table.rows) for lang in LANGUAGES)
    slip = _slip(table.rows, stated - areas)
    return warning(
        "annex.sum-total",
        place,
        f"Các lĩnh vực cộng lại được {brief(areas, 'vi')}, không phải {brief(stated, 'vi')}: {vi}.",
        f"The areas add up to {brief(areas, 'en')}, not {brief(stated, 'en')}: {en}.",
        f"Đối chiếu với bản gốc.{slip.vi}",
        f"Compare with the original.{slip.en}",
    )


def _row(row: AnnexRow) -> Iterator[Finding]:
    cell = row.cell(Heading.MAXIMUM)
    if not row.maximum and not row.children:
        yield _without_points(row, cell)
    elif cell.line and row.printed is None:
        yield _unreadable(row, cell)
    elif row.printed is None:
        yield _without_maximum(row)
    if row.children and row.printed is not None and points_of(row.children) != row.printed:
        yield _children(row, row.printed, cell.place)
    if not row.children and _is_mixed(row):
        yield _mixed(row)
    if row.children and row.levels:
        yield _levels_above(row)
    elif row.levels:
        yield from _levels(row)
    if not row.children and len(row.levels) < 2 and not _is_survey(row):
        yield _open(row)


def _is_survey(row: AnnexRow) -> bool:
    return row.is_marked_for_survey or (row.points(Heading.SURVEY) or Fraction(0)) > 0


def _is_mixed(row: AnnexRow) -> bool:
    """Whether a row has points of both sources; where a table says what was won, its columns tell that instead."""
    survey, attained = row.points(Heading.SURVEY), row.points(Heading.ATTAINED)
    return attained is None and survey is not None and row.printed is not None and 0 < survey < row.printed


def _mixed(row: AnnexRow) -> Finding:
    return warning(
        "annex.mixed-row",
        row.cell(Heading.SURVEY).place,
        f"{row.id} có cả điểm thẩm định và điểm điều tra; mỗi dòng chỉ có một nguồn điểm, ghi là thẩm định.",
        f"{row.id} has points of appraisal and of the survey; a row has one source, appraisal is written.",
        "Tách dòng này làm hai tiêu chí con, mỗi dòng một nguồn điểm.",
        "Split the row into two below it, one for each source.",
    )


def _children(row: AnnexRow, printed: Fraction, place: Place) -> Finding:
    total = points_of(row.children)
    vi, en = (
        "; ".join(f"{child.id} = {brief(child.maximum or Fraction(0), lang)}" for child in row.children)
        for lang in LANGUAGES
    )
    slip = _slip(row.children, printed - total)
    return warning(
        "annex.sum-children",
        place,
        f"Các dòng con của {row.id} cộng lại được {brief(total, 'vi')}, không phải {brief(printed, 'vi')}: {vi}.",
        f"The rows below {row.id} add up to {brief(total, 'en')}, not {brief(printed, 'en')}: {en}.",
        f"Đối chiếu với bản gốc.{slip.vi}",
        f"Compare with the original.{slip.en}",
    )


def _slip(rows: Sequence[AnnexRow], lacking: Fraction) -> Text:
    """A row whose digits, put in another order, would make the sum right: 10,05 for 10,50."""
    for row in rows:
        if row.printed is None or row.printed + lacking < 0:
            continue
        was, wanted = (_digits(value) for value in (row.printed, row.printed + lacking))
        if was == wanted:
            vi, en = ([shown(value, 2, lang) for value in (row.printed, row.printed + lacking)] for lang in LANGUAGES)
            return Text(
                f" Có thể {row.id} in nhầm {vi[0]} thay cho {vi[1]}.",
                f" Perhaps {row.id} is a slip of {en[0]} for {en[1]}.",
            )
    return Text("", "")


def _digits(value: Fraction) -> list[str]:
    return sorted(f"{int(value * 100):04d}") if (value * 100).denominator == 1 else []


def _levels(row: AnnexRow) -> Iterator[Finding]:
    points = [level.points for level in row.levels if level.points is not None]
    best = max(points, default=None)
    if best is not None and row.printed is not None and best != row.printed:
        yield warning(
            "annex.best-level",
            row.levels[0].place,
            f"Mức cao nhất của {row.id} được {brief(best, 'vi')} điểm, điểm tối đa là {brief(row.printed, 'vi')}.",
            f"The best level of {row.id} is worth {brief(best, 'en')}, its maximum is {brief(row.printed, 'en')}.",
            "Đối chiếu điểm của các mức với bản gốc.",
            "Compare the points of the levels with the original.",
        )
    for hole in holes(bands_of(row.levels)):
        yield warning(
            "annex.bands",
            row.levels[0].place,
            f"Các mức phần trăm của {row.id} hở hoặc chồng nhau: {hole.vi}.",
            f"The percentages of {row.id} leave a gap or overlap: {hole.en}.",
            "Sửa cận của các mức trong `rule.bands` sau khi đối chiếu bản gốc.",
            "Mend the edges in `rule.bands` after comparing with the original.",
        )


def _levels_above(row: AnnexRow) -> Finding:
    return warning(
        "annex.levels-above",
        row.levels[0].place,
        f"Có mức điểm ngay dưới {row.id}, mà {row.id} còn các dòng con; các mức này không được dùng.",
        f"Levels stand below {row.id}, which has rows of its own below it; they are not used.",
        "Chuyển các mức đến tiêu chí thành phần mà chúng thuộc về.",
        "Move the levels to the row that they belong to.",
    )


def _open(row: AnnexRow) -> Finding:
    return info(
        "annex.open-row",
        row.place,
        f"{row.id} không in hai mức điểm trở lên; ghi tạm là `judgement` để hoàn thiện.",
        f"{row.id} prints no two levels; it is written as a `judgement`, to be completed.",
        "Viết `method`, `rule` và `facts` của dòng này theo hướng dẫn chấm.",
        "Write its `method`, `rule` and `facts` as the scoring guide says.",
    )


def _unreadable(row: AnnexRow, cell: AnnexCell) -> Finding:
    return warning(
        "annex.points",
        cell.place,
        f"Không đọc được điểm tối đa '{cell.line}' của {row.id}.",
        f"The maximum '{cell.line}' of {row.id} cannot be read.",
        "Ghi một số như 2, 0,5 hoặc 10.5.",
        "Write a number such as 2, 0.5 or 10,5.",
    )


def _without_points(row: AnnexRow, cell: AnnexCell) -> Finding:
    printed = cell.line or "–"
    return error(
        "annex.no-points",
        cell.place if cell.line else row.place,
        f"Không biết {row.id} được mấy điểm: ô điểm tối đa in '{printed}', và không có dòng con hay mức điểm.",
        f"What {row.id} is worth is not known: its maximum shows '{printed}', and no rows or levels stand below it.",
        "Ghi điểm tối đa; nếu ô là công thức, mở và lưu lại bằng phần mềm bảng tính.",
        "Write its maximum; where the cell is a formula, open and save the file in a spreadsheet.",
    )


def _without_maximum(row: AnnexRow) -> Finding:
    return warning(
        "annex.no-maximum",
        row.place,
        f"{row.id} không in điểm tối đa; lấy theo các dòng con hoặc mức cao nhất nếu có.",
        f"{row.id} prints no maximum; that of its rows or of its best level is taken, where there is one.",
        "Ghi điểm; nếu ô là công thức, mở và lưu lại bằng phần mềm bảng tính.",
        "Write the points; where the cell is a formula, open and save the file in a spreadsheet.",
    )


def _counts(table: AnnexTable, expect: Counts, expected_at: Place) -> Iterator[Finding]:
    for at, kind in enumerate(_KINDS):
        counted = _counted(table, at)
        for wanted, place in ((expect[at], expected_at), (table.stated[at], table.stated_place)):
            if wanted is not None and counted is not None and wanted != counted:
                yield warning(
                    "annex.count",
                    place,
                    f"Ghi là {wanted} {kind.vi}, nhưng bảng có {counted}.",
                    f"It says {wanted} {kind.en}, yet the table has {counted}.",
                    "Đếm lại theo bản gốc: có dòng thừa, thiếu, hoặc lời dẫn ghi nhầm.",
                    "Count again in the original: a row too many or too few, or a slip in the title.",
                )


def _counted(table: AnnexTable, depth: int) -> int | None:
    """How many rows of one level there are: by the column that counts them, otherwise by the rows themselves."""
    if depth:
        told = [row.points(_COUNTED[depth - 1]) for row in table.rows]
        if any(number is not None for number in told):
            return int(sum(number for number in told if number is not None))
    rows = list(table.rows)
    for _ in range(depth):
        rows = [child for row in rows for child in row.children]
    return len(rows) if rows or depth == 0 else None
