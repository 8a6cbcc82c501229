"""What a table prints of points attained: parts that add up, and percentages that fit the maximum beside them."""

from collections.abc import Iterator
from fractions import Fraction

from engine.domain.finding import Finding, warning
from engine.domain.numbers import brief, rounded, shown
from engine.loading.annex.grid import decimals_in, printed_share
from engine.loading.annex.headings import Heading
from engine.loading.annex.table import AnnexRow, AnnexTable

HALF = Fraction(1, 2)


def figures_findings(table: AnnexTable) -> Iterator[Finding]:
    """Survey and appraisal that do not make the total, in every row, and percentages that imply another maximum."""
    rows = [*table.every(), *([table.total] if table.total else [])]
    whole = Heading.ATTAINED if table.has_results else Heading.MAXIMUM
    for row in rows:
        yield from _parts(row, whole)
        yield from _share(row)


def _parts(row: AnnexRow, whole: Heading) -> Iterator[Finding]:
    survey, appraisal, total = (row.points(each) for each in (Heading.SURVEY, Heading.APPRAISAL, whole))
    if survey is None or appraisal is None or total is None or survey + appraisal == total:
        return
    if abs(survey + appraisal - total) <= _printing(row, whole):
        return  # each printed figure is rounded by itself, so that parts may miss the total by their last digit
    yield warning(
        "annex.sum-parts",
        row.cell(whole).place,
        f"{_name(row)}: thẩm định {brief(appraisal, 'vi')} + điều tra {brief(survey, 'vi')} "
        f"= {brief(survey + appraisal, 'vi')}, không phải {brief(total, 'vi')}.",
        f"{_name(row)}: appraisal {brief(appraisal, 'en')} + survey {brief(survey, 'en')} "
        f"= {brief(survey + appraisal, 'en')}, not {brief(total, 'en')}.",
        "Đối chiếu với bản gốc.",
        "Compare with the original.",
    )


def _printing(row: AnnexRow, whole: Heading) -> Fraction:
    """How far rounding alone can carry a sum of points won; nothing for points to be won, which are exact."""
    if whole is not Heading.ATTAINED:
        return Fraction(0)
    cells = [row.cell(each).line for each in (Heading.SURVEY, Heading.APPRAISAL, whole)]
    return sum((HALF / 10 ** decimals_in(cell) for cell in cells if decimals_in(cell)), Fraction(0))


def _share(row: AnnexRow) -> Iterator[Finding]:
    attained, maximum = row.points(Heading.ATTAINED), row.printed
    printed = printed_share(row.cell(Heading.INDEX).line)
    if attained is None or not maximum or printed is None or not printed[0]:
        return
    share, places = printed
    points_slack = HALF / 10 ** decimals_in(row.cell(Heading.ATTAINED).line)
    share_slack = HALF / 10**places
    least, most = (maximum * (share + side) / 100 for side in (-share_slack, share_slack))
    if least <= attained + points_slack and attained - points_slack <= most:
        return
    implied, fitting = rounded(attained * 100 / share, 2), attained * 100 / maximum
    yield warning(
        "annex.maximum-implied",
        row.cell(Heading.MAXIMUM).place,
        f"{_name(row)}: {brief(attained, 'vi')} điểm mà {brief(share, 'vi')} % "
        f"thì tối đa phải là {brief(implied, 'vi')}, "
        f"không phải {brief(maximum, 'vi')} (khi đó là {shown(fitting, places, 'vi')} %).",
        f"{_name(row)}: {brief(attained, 'en')} points at {brief(share, 'en')}% "
        f"imply a maximum of {brief(implied, 'en')}, "
        f"not {brief(maximum, 'en')} (which gives {shown(fitting, places, 'en')}%).",
        "Đối chiếu điểm, tỷ lệ và điểm tối đa với bản gốc; đơn vị có thể có điểm tối đa riêng.",
        "Compare points, percentage and maximum with the original; the unit may have a maximum of its own.",
    )


def _name(row: AnnexRow) -> str:
    return row.title if not row.id else f"{row.id} {row.title}"
