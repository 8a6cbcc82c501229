"""Tables of decisions in the shapes that they come in: headings, codes, levels, what stands above."""

from fractions import Fraction

import pytest

from engine.domain.source_place import NOWHERE
from engine.loading.annex.annex_file import expected_counts, read_annex
from engine.loading.annex.grid import points_in, printed_share
from engine.loading.annex.levels import bands_of
from engine.loading.annex.table import AnnexLevel, AnnexTable
from engine.loading.folder_files import TextFile

HEAD = "STT;Lĩnh vực/Tiêu chí/TCTP;Điểm tối đa;ĐTXHH\n"


def table(text: str, encoding: str = "utf-8") -> AnnexTable:
    """A CSV table."""
    return read_annex(TextFile("a.csv", text.encode(encoding)))


def ids(read: AnnexTable) -> list[str]:
    """The ids of all rows, in their order."""
    return [row.id for row in read.every()]


def codes(read: AnnexTable) -> list[str]:
    """The codes of all findings but those about rows without levels."""
    return [finding.code for finding in read.findings if finding.code != "annex.open-row"]


def tree(read: AnnexTable) -> list[tuple[str, list[str]]]:
    """Every row that has rows below it."""
    return [(row.id, [child.id for child in row.children]) for row in read.every() if row.children]


def test_headings_are_known_in_any_order_below_titles_and_with_columns_that_say_nothing() -> None:
    read = table(
        "ỦY BAN NHÂN DÂN;;;;\nPHỤ LỤC 2: BỘ TIÊU CHÍ;;;;\n"
        "Ghi chú;Điểm chuẩn;Đơn vị chủ trì;Nội dung tiêu chí;TT\n;5;Sở Nội vụ;Chỉ đạo;1\nx;5;;Kế hoạch;1.1\n"
    )
    assert (ids(read), read.title) == (["1", "1.1"], "ỦY BAN NHÂN DÂN. PHỤ LỤC 2: BỘ TIÊU CHÍ")
    assert [row.title for row in read.every()] == ["Chỉ đạo", "Kế hoạch"]


def test_headings_of_two_lines_and_a_line_of_numbers_are_read_together() -> None:
    read = table(
        "STT;Lĩnh vực, tiêu chí;Điểm tối đa;;\n;;Tổng;Thẩm định;ĐTXHH\n(1);(2);(3);(4);(5)\n"
        "1;Chỉ đạo;10;6;4\n1.1;Kế hoạch;6;6;\n1.2;Hài lòng;4;;4\n"
    )
    assert (ids(read), codes(read)) == (["1", "1.1", "1.2"], [])


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_are_told_by_the_headings(separator: str) -> None:
    rows = [["STT", "Tiêu chí", "Điểm tối đa"], ["1", '"Chỉ đạo; điều hành, báo cáo\t(năm)"', "2"]]
    read = table("\n".join(separator.join(row) for row in rows), "utf-8-sig")
    (row,) = read.rows
    assert (row.title, row.printed) == ("Chỉ đạo; điều hành, báo cáo (năm)", 2)


def test_a_cell_of_several_lines_holds_the_title_and_its_levels() -> None:
    read = table(HEAD + '1;"Kế hoạch\n- Kịp thời: 1 điểm\n- Muộn: 0,5 điểm\n- Không: 0\nTheo báo cáo năm";1;\n')
    (row,) = read.rows
    assert row.title == "Kế hoạch"
    assert [(level.text, level.points) for level in row.levels] == [
        ("Kịp thời", 1),
        ("Muộn", Fraction(1, 2)),
        ("Không", 0),
    ]
    assert row.notes == ["Theo báo cáo năm"]


def test_roman_areas_stand_above_codes_that_begin_anew_in_each() -> None:
    read = table(HEAD + "I;A;2;\n1;B;1;\n2;C;1;\nII;D;2;\n1;E;2;\n1.1;F;2;\na);G;1;\nb);H;1;\n")
    assert tree(read) == [
        ("I", ["I.1", "I.2"]),
        ("II", ["II.1"]),
        ("II.1", ["II.1.1"]),
        ("II.1.1", ["II.1.1.a", "II.1.1.b"]),
    ]
    assert codes(read) == []


def test_roman_areas_stand_above_codes_that_hold_their_number() -> None:
    read = table(HEAD + "I;A;2;\n1.1;B;1;\n1.2;C;1;\nII;D;2;\n2.1;E;2;\n2.1.1;F;2;\n")
    assert tree(read) == [("I", ["1.1", "1.2"]), ("II", ["2.1"]), ("2.1", ["2.1.1"])]
    assert codes(read) == []


def test_one_point_ten_stays_itself() -> None:
    rows = "".join(f"1.{number};Việc {number};1;\n" for number in range(1, 21))
    read = table(HEAD + "1;A;20;\n" + rows)
    assert ids(read)[-11:] == [f"1.{number}" for number in range(10, 21)]
    assert codes(read) == []


def test_text_is_put_into_normal_form() -> None:
    (row,) = table("STT;Tiêu chí;Điểm tối đa\n1;Kê\u0301\u00a0  hoạch;1\n").rows
    assert row.title == "Kế hoạch"


def test_the_total_may_stand_in_the_title_the_heading_or_the_last_row() -> None:
    in_title = table("Tổng điểm: 100;;\nSTT;Tiêu chí;Điểm tối đa\n1;A;99,5\n")
    in_heading = table("STT;Tiêu chí;Điểm tối đa (100 điểm)\n1;A;99,5\n")
    in_row = table("STT;Tiêu chí;Điểm tối đa\n1;A;99,5\n;Tổng cộng;100\n")
    for read in (in_title, in_heading, in_row):
        assert (codes(read), read.maximum()) == (["annex.sum-total"], 100)


@pytest.mark.parametrize(
    ("text", "counts"),
    [("8/38/81", (8, 38, 81)), ("8/38", (8, 38, None)), ("-/-/81", (None, None, 81)), ("8", None), ("8/x/81", None)],
)
def test_expected_counts_are_read(text: str, counts: object) -> None:
    assert expected_counts(text) == counts


def test_what_the_caller_expects_is_counted() -> None:
    text = HEAD + "1;A;2;\n1.1;B;1;\n1.2;C;1;\n"
    read = read_annex(TextFile("a.csv", text.encode()), (1, 3, None))
    (found,) = (finding for finding in read.findings if finding.code == "annex.count")
    assert (str(found.place), found.message.en) == ("--expect", "It says 3 criteria, yet the table has 2.")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("2", 2),
        ("0,5", Fraction(1, 2)),
        ("10.05", Fraction(201, 20)),
        ("1 điểm", 1),
        ("", None),
        ("1-2", None),
        ("-1", None),
    ],
)
def test_points_are_read_as_they_are_printed(text: str, points: object) -> None:
    assert points_in(text) == points


def test_a_printed_percentage_knows_its_decimals() -> None:
    assert printed_share("95,27%") == (Fraction("95.27"), 2)
    assert printed_share("88.3") == (Fraction("88.3"), 1)
    assert printed_share("khá") is None


def bands(*levels: tuple[str, str]) -> list[tuple[object, ...]]:
    """The bands of levels: lower edge, whether it is inside, upper edge, whether it is inside, points."""
    read = bands_of([AnnexLevel(text, points_in(points), NOWHERE) for text, points in levels])
    return [(band.low, band.low_inside, band.high, band.high_inside, band.points) for band in read]


@pytest.mark.parametrize(
    "levels",
    [
        ((">90%", "2"), ("70–90%", "1"), ("<70%", "0")),
        (("Trên 90%", "2"), ("Từ 70% đến 90%", "1"), ("Dưới 70%", "0")),
        (("Đạt trên 90%", "2"), ("Đạt từ 70-90%", "1"), ("Còn lại", "0")),
        (("Dưới 70%", "0"), ("> 90%", "2"), ("70% - 90%", "1")),
    ],
)
def test_the_upper_band_is_open_below_where_it_says_above(levels: tuple[tuple[str, str], ...]) -> None:
    assert bands(*levels) == [(90, False, None, False, 2), (70, True, 90, True, 1), (None, True, 70, False, 0)]


@pytest.mark.parametrize(
    "levels",
    [
        (("Từ 90% trở lên", "2"), ("Từ 70% đến dưới 90%", "1"), ("Dưới 70%", "0")),
        ((">= 90%", "2"), ("70-90%", "1"), ("<70%", "0")),
        (("≥90%", "2"), ("70% - <90%", "1"), ("thấp hơn", "0")),
    ],
)
def test_an_edge_that_two_claim_belongs_to_the_upper_band(levels: tuple[tuple[str, str], ...]) -> None:
    assert bands(*levels) == [(90, True, None, False, 2), (70, True, 90, False, 1), (None, True, 70, False, 0)]


def test_words_among_the_percentages_make_a_choice() -> None:
    assert bands(("100%", "1"), ("Không thực hiện", "0")) == []
    assert bands(("Kịp thời", "1"), ("Muộn", "0")) == []
