"""What changed between two sets: every kind of change has its sentence in both languages; nothing is passed over."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import get_args

import pytest

from engine.domain.criteria_set import Provenance
from engine.domain.crosswalk import Change, Crosswalk, Row, Side
from engine.domain.facts import FactType
from engine.domain.layers import Tier
from engine.domain.numbers import Mode
from engine.domain.text import Text
from engine.results.difference_document import difference_document
from engine.results.difference_words import headline, kind_of, said
from engine.results.set_difference import SetDifference, set_difference
from engine.results.value_difference import Difference
from tests.support.two_editions import FIRST, edition

OLD = edition()
PLAN = FIRST[FIRST.index('  - id: "1.1"') : FIRST.index('  - id: "1.2"')]
REPORTS = FIRST[FIRST.index('  - id: "1.3"') : FIRST.index('  - id: "1.4"')]
NEW_ROW = """\
  - id: "1.5"
    title: {vi: "Sáng kiến", en: "Initiative"}
    max: "1"
    part: appraisal
    facts: {idea: {type: bool, title: {vi: "Có sáng kiến", en: "An idea"}}}
    method: choice
    rule: {fact: idea, levels: {"true": "1", "false": "0"}}
"""


def told(difference: SetDifference) -> list[tuple[str, str, str, str]]:
    """Subject, kind and both sentences of every single change."""
    return [
        (item.subject.after or item.subject.before, kind_of(change), said(change).vi, said(change).en)
        for item in difference.subjects
        for change in item.differences
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"Kế hoạch", en: "Plan"',
            '"Kế hoạch năm", en: "Plan"',
            ("1.1", "title", "Tên: “Kế hoạch” → “Kế hoạch năm”", "Title (in Vietnamese): “Kế hoạch” → “Kế hoạch năm”"),
        ),
        (
            'max: "2"\n    part: appraisal\n    facts:\n      plan',
            'max: "2.5"\n    part: appraisal\n    facts:\n      plan',
            ("1.1", "maximum", "Điểm tối đa: 2 → 2,5", "Maximum: 2 → 2.5"),
        ),
        (
            'max: "3"\npart',
            'max: "3"\nweight: "2"\npart',
            ("2", "weight", "Trọng số thứ 1: thêm {giá trị: 2}", "Weight 1: added {value: 2}"),
        ),
        (
            '- {from: "90%"',
            '- {from: "95%"',
            ("1.2", "band", "Khoảng thứ 1, mép dưới (kể cả): 90 % → 95 %", "Band 1, lower edge, inside: 90% → 95%"),
        ),
        (
            'points: "50%"',
            'points: "2"',
            (
                "1.2",
                "band",
                "Khoảng thứ 2, điểm: 50 % điểm tối đa → 2 điểm",
                "Band 2, points: 50% of the maximum → 2 points",
            ),
        ),
        ('late: "1"}', 'late: "50%"}', ("1.1", "level", "Mức 'late': 1 → 50 %", "Level 'late': 1 → 50%")),
        (
            'points: "0.25"',
            'points: "0.3"',
            (
                "1.3",
                "deduction",
                "Khoản trừ 'late', điểm: 0,25 điểm → 0,3 điểm",
                "Deduction 'late', points: 0.25 points → 0.3 points",
            ),
        ),
        (
            'id: annual, when: "not reports.annual"',
            'id: annual, when: "reports.late > 3"',
            (
                "1.3",
                "gate",
                "Điều kiện chặn 'annual', điều kiện: not reports.annual → reports.late > 3",
                "Gate 'annual', condition: not reports.annual → reports.late > 3",
            ),
        ),
        (
            "then: full",
            "then: exclude",
            (
                "1.4",
                "not_arisen",
                "Khi không phát sinh, thì cho: đủ điểm → không áp dụng",
                "When not arisen, then: full points → does not apply",
            ),
        ),
        ('floor: "80%"', 'floor: "90%"', ("1.4", "floor", "Mức sàn: 80 % → 90 %", "Floor: 80% → 90%")),
        (
            "clauses: [dieu-1, dieu-2]",
            "clauses: [dieu-1, dieu-2, dieu-3]",
            (
                "thu.doi",
                "clause",
                "Văn bản 'qd-1', điều khoản thứ 3: thêm dieu-3",
                "Legal text 'qd-1', clause 3: added dieu-3",
            ),
        ),
        (
            "issued: 2021-01-05",
            "issued: 2021-01-06",
            (
                "thu.doi",
                "clause",
                "Văn bản 'qd-1', ngày ban hành: 05/01/2021 → 06/01/2021",
                "Legal text 'qd-1', issued: 2021-01-05 → 2021-01-06",
            ),
        ),
        (
            'late: {vi: "Muộn", en: "Late"}',
            'late: {vi: "Chậm", en: "Late"}',
            (
                "plan.issued",
                "option",
                "Lựa chọn 'late', tên: “Muộn” → “Chậm”",
                "Option 'late', title (in Vietnamese): “Muộn” → “Chậm”",
            ),
        ),
        (
            'nodes: ["1.4"]',
            'nodes: ["1.4", "2"]',
            (
                "thu.doi",
                "exclusion",
                "Nhóm đơn vị 'special', loại trừ thứ 1, mục thứ 2: thêm 2",
                "Profile 'special', exclusion 1, row 2: added 2",
            ),
        ),
        (
            'from: "80"',
            'from: "75"',
            ("thu.doi", "grade", "Xếp loại, mức 'tot', từ: 80 → 75", "Grades, level 'tot', from: 80 → 75"),
        ),
        (
            'points: "9"}',
            'points: "10"}',
            (
                "thu.doi",
                "part",
                "Nguồn điểm 'appraisal', điểm: 9 điểm → 10 điểm",
                "Part 'appraisal', points: 9 points → 10 points",
            ),
        ),
        (
            "mode: half_up",
            "mode: floor",
            (
                "thu.doi",
                "rounding",
                "Làm tròn ở mức 'printed', cách làm tròn: nửa thì làm tròn lên → bỏ phần lẻ",
                "Rounding at 'printed', mode: half up → down",
            ),
        ),
        (
            "ties: competition",
            "ties: dense",
            ("thu.doi", "ranking", "Xếp hạng, đồng hạng: 1, 1, 3 → 1, 1, 2", "Ranking, ties: 1, 1, 3 → 1, 1, 2"),
        ),
        (
            "missing_at_close: zero",
            "missing_at_close: refuse",
            (
                "thu.doi",
                "missing",
                "Thiếu số liệu khi chốt vòng: tính 0 điểm → không cho chốt",
                "Missing when the stage closes: counts as 0 → the stage cannot be closed",
            ),
        ),
        (
            'en: "The plan"}]',
            'en: "The plan"}, {vi: "Công văn", en: "A letter"}]',
            ("1.1", "evidence", "Tài liệu kiểm chứng thứ 2: thêm “Công văn”", "Evidence 2: added “A letter”"),
        ),
        ("revision: 1", "revision: 2", ("thu.doi", "identity", "Lần sửa: 1 → 2", "Revision: 1 → 2")),
    ],
)
def test_a_change_has_its_kind_and_its_sentence(old: str, new: str, expected: tuple[str, str, str, str]) -> None:
    assert told(set_difference(OLD, edition((old, new)))) == [expected]


def test_an_edge_that_changes_sides_is_told() -> None:
    changed = edition(('- {from: "90%"', '- {above: "90%"'), ('below: "90%"', 'to: "90%"'))
    assert [sentence for _, _, sentence, _ in told(set_difference(OLD, changed))] == [
        "Khoảng thứ 1, mép dưới (kể cả): bỏ 90 %",
        "Khoảng thứ 1, mép dưới (không kể): thêm 90 %",
        "Khoảng thứ 2, mép trên (không kể): bỏ 90 %",
        "Khoảng thứ 2, mép trên (kể cả): thêm 90 %",
    ]


def test_a_new_band_stands_between_those_that_stayed() -> None:
    changed = edition(
        (
            '- {from: "70%", below: "90%"',
            '- {from: "80%", below: "90%", points: "2"}\n        - {from: "70%", below: "80%"',
        )
    )
    assert [sentence for _, _, sentence, _ in told(set_difference(OLD, changed))] == [
        "Khoảng thứ 2, mép dưới (kể cả): 70 % → 80 %",
        "Khoảng thứ 2, điểm: 50 % điểm tối đa → 2 điểm",
        "Khoảng thứ 3: thêm ≥ 70 % và < 80 %: 50 % điểm tối đa",
    ]


def test_a_clause_of_a_component_is_told_for_all_that_inherit_it() -> None:
    changed = set_difference(OLD, edition(("basis: [qd-1#dieu-1]", "basis: [qd-1#dieu-2]")))
    assert [item.subject.after for item in changed.subjects] == ["1", "1.1", "1.2", "1.3", "1.4"]
    assert {kind for _, kind, _, _ in told(changed)} == {"clause"}


def test_members_that_come_go_and_change_places_are_told() -> None:
    added = set_difference(OLD, edition((FIRST, FIRST + NEW_ROW)))
    assert [headline(item) for item in added.of_kind("node")] == [
        Text("Thêm mục 1.5 “Sáng kiến”, tối đa 1 điểm", "New row 1.5 “Initiative”, maximum 1 point")
    ]
    assert [headline(item).en for item in added.of_kind("fact")] == ["New fact idea “An idea”"]
    dropped = set_difference(OLD, edition((PLAN, "")))
    assert [headline(item).vi for item in dropped.of_kind("node")] == ["Bỏ mục 1.1 “Kế hoạch”, tối đa 2 điểm"]
    ordered = set_difference(OLD, edition((REPORTS, ""), (PLAN, REPORTS + PLAN)))
    assert told(ordered) == [
        (
            "1",
            "member",
            "Thứ tự mục con: đổi thứ tự, nay là 1.3, 1.1, 1.2, 1.4",
            "Order of rows below: in another order, now 1.3, 1.1, 1.2, 1.4",
        )
    ]


def test_a_node_that_moves_to_another_component_is_told() -> None:
    second = edition().components[1]
    moved = replace(
        OLD,
        components=(
            replace(OLD.components[0], children=OLD.components[0].children[1:]),
            replace(second, children=(OLD.components[0].children[0],)),
        ),
    )
    sentences = [sentence for name, _, sentence, _ in told(set_difference(OLD, moved)) if name == "1.1"]
    assert sentences == ["Chuyển từ mục 1 sang mục 2"]


def test_the_same_set_differs_in_nothing() -> None:
    assert set_difference(OLD, edition()).is_nothing


def test_another_spelling_of_the_same_is_no_change_but_is_told() -> None:
    respelled = edition(
        ('max: "9"', 'max: "9.0"'), ('points: "0.25"', "points: 0.250"), ('floor: "80%"', 'floor: "80.0%"')
    )
    difference = set_difference(OLD, respelled)
    assert respelled.content_hash != OLD.content_hash
    assert (difference.subjects, difference.only_spelling, difference.is_nothing) == ((), True, False)


def test_a_share_and_points_of_one_value_are_not_one_thing() -> None:
    (change,) = told(set_difference(OLD, edition(('late: "1"}', 'late: "100%"}'))))
    assert change[2] == "Mức 'late': 1 → 100 %"


SIDES = Side("thu.doi", "2021"), Side("thu.doi", "2022")


def test_a_crosswalk_joins_what_ids_would_not() -> None:
    new = edition(('edition: "2021"', 'edition: "2022"'), ('id: "1.4"', 'id: "1.9"'), ('["1.4"]', '["1.9"]'))
    by_id = set_difference(OLD, new)
    assert sorted(item.what for item in by_id.of_kind("node")) == ["added", "removed"]
    row = Row(Change.RENAMED, ("1.4",), ("1.9",), Text("Đánh số lại", "Numbered anew"))
    by_row = set_difference(OLD, new, Crosswalk(*SIDES, (row,)))
    (item,) = by_row.of_kind("node")
    assert (headline(item).vi, item.note.vi) == ("Mục 1.9 “Nhiệm vụ” (đổi mã hoặc tên)", "Đánh số lại")
    assert [said(change).vi for change in item.differences] == ["Mã: 1.4 → 1.9"]


def test_split_and_merged_rows_are_told_with_their_summed_points() -> None:
    new = edition((FIRST, FIRST + NEW_ROW))
    rows = (Row(Change.SPLIT, ("1.4",), ("1.4", "1.5")), Row(Change.MERGED, ("1.1", "1.2"), ("1.1",)))
    difference = set_difference(OLD, new, Crosswalk(*SIDES, rows))
    assert [headline(item).vi for item in difference.of_kind("node")] == [
        "Mục 1.1, 1.2 gộp thành 1.1, tối đa 5 điểm → 2 điểm",
        "Thêm mục 1.2 “Giải ngân”, tối đa 3 điểm",
        "Mục 1.4 tách thành 1.4, 1.5, tối đa 2 điểm → 3 điểm",
    ]


def test_a_row_about_nodes_that_are_not_there_is_passed_over() -> None:
    row = Row(Change.RENAMED, ("9.9",), ("1.1",))
    assert set_difference(OLD, edition(), Crosswalk(*SIDES, (row,))).is_nothing


def test_stricter_rows_are_told_even_where_the_node_itself_says_the_same() -> None:
    row = Row(Change.STRICTER, ("1.1",), ("1.1",), Text("Hướng dẫn mới", "New guidance"))
    (item,) = set_difference(OLD, edition(), Crosswalk(*SIDES, (row,))).subjects
    assert (item.what, item.differences, headline(item).en) == ("changed", (), "Row 1.1 “Plan” (stricter)")


def test_the_document_gives_places_and_pointers() -> None:
    document = difference_document(set_difference(OLD, edition(('floor: "80%"', 'floor: "90%"'))))
    (subject,) = document["subjects"]
    assert subject["changes"][0]["pointer"] == "/rule/floor"
    assert (subject["changes"][0]["before"], subject["changes"][0]["after"]) == ("80%", "90%")
    assert subject["place_before"]["file"].endswith("components/01_chi_dao.yaml")
    assert document["counts"] == {"changed": 1, "added": 0, "removed": 0, "split": 0, "merged": 0, "facts": 0}


def test_what_has_no_words_of_its_own_is_told_by_its_way() -> None:
    old, new = (
        replace(node, rule={**node.rule, "mới_lạ": value})
        for node, value in ((OLD.components[1], Fraction(1)), (OLD.components[1], Fraction(2)))
    )
    before, after = (replace(OLD, components=(OLD.components[0], node)) for node in (old, new))
    (change,) = told(set_difference(before, after))
    assert change[2] == "'mới_lạ': 1 → 2"


def test_layers_and_openings_are_told_in_words() -> None:
    name = {"id": "a.b", "edition": "2022", "revision": 1, "hash": "0" * 64, "tier": "province"}
    term = {"id": "late", "node": "1.2", "path": "/rule/deductions/late/points", "low": Fraction(1, 10)}
    told_vi = [
        said(Difference("changed", ("profiles", "special", "layer"), 0, 1)).vi,
        said(Difference("added", ("profiles", "special"), None, {"id": "special", "layer": 0})).vi,
        said(Difference("added", ("openings", "terms", "late"), None, term)).vi,
        said(Difference("changed", ("layers",), None, {"chain": (name,)})).vi,
    ]
    assert told_vi == [
        "Nhóm đơn vị 'special', thuộc: bộ gốc → quy định bổ sung thứ 1",
        "Nhóm đơn vị 'special': thêm {mã: special}",
        "Phần để ngỏ, mức để ngỏ 'late': thêm {mã: late; mục: 1.2; chỗ: Khoản trừ 'late', điểm; giá trị nhỏ nhất: 0,1}",
        "Các lớp quy định: không nêu → {lớp quy định: a.b 2022.1}",
    ]


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("status", [str(status) for status in Provenance]),
        ("type", [str(kind) for kind in FactType]),
        ("tier", [str(tier) for tier in Tier]),
        ("mode", get_args(Mode)),
        ("combine", ["sum", "mean", "weighted_mean", "best_of", "all_of", "any_of"]),
        ("missing_at_close", ["zero", "refuse", "leave_out"]),
        ("when_empty", ["full", "zero", "exclude", "not_assessed", "not_applicable"]),
    ],
)
def test_no_word_of_the_format_stands_in_a_sentence_for_people(member: str, words: Sequence[str]) -> None:
    for word in words:
        sentence = said(Difference("changed", (member,), word, None)).vi
        assert word not in sentence.split(": ", 1)[1], sentence
