"""What cases cover: everything taken away in turn is missed, and named with its place."""

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.loading.cases_file import read_cases
from engine.loading.criteria_folder import read_set
from engine.rule_tests.coverage import coverage
from engine.rule_tests.running import run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from tests.support.case_sets import CASES, ruled_set, write_ruled_set
from tests.support.small_sets import changed

PIECES = CASES.split("  - name: ")[1:]


def missing(folder, *, without: str = "", **changes):
    under = ruled_set(folder, **changes, **({"cases": (("  - name: " + without, ""),)} if without else {}))
    covered = coverage(under, run_cases(under))
    return [f"{gap.place.line} {gap.kind}: {gap.message.en}" for gap in covered.missing]


def test_a_set_whose_cases_leave_nothing_out(tmp_path):
    under = ruled_set(tmp_path)
    covered = coverage(under, run_cases(under))
    assert covered.missing == ()
    assert covered.complete
    assert covered.met == covered.demanded == 14


NEEDED = [piece for piece in PIECES if not piece.startswith("One late report")]  # seven of them show one, too


@pytest.mark.parametrize("without", NEEDED, ids=[piece.partition("\n")[0] for piece in NEEDED])
def test_without_any_one_case_something_is_missing(tmp_path, without):
    assert missing(tmp_path, without=without)


def test_both_sides_of_an_edge_are_asked_for_with_file_and_line(tmp_path):
    assert missing(tmp_path, without=PIECES[1]) == [
        "19 band: Node 1.1: no case shows row bands[1].",
        "19 edge: Node 1.1: no case shows just below 80%.",
    ]


def test_a_value_far_from_the_edge_does_not_show_its_side(tmp_path):
    assert missing(tmp_path, cases=(("plan.done: 79,", "plan.done: 50,"),)) == [
        "19 edge: Node 1.1: no case shows just below 80%."
    ]


def test_a_cap_a_gate_and_an_exclusion_are_named(tmp_path):
    assert missing(tmp_path / "cap", without=PIECES[6]) == ["32 cap: Node 1.2: no case shows late beyond its cap."]
    assert missing(tmp_path / "gate", without=PIECES[7]) == ["28 gate: Node 1.2: no case shows gate none_sent."]
    (gap,) = missing(tmp_path / "exclusion", without=PIECES[8])
    assert gap.endswith("exclusion: Node 1.2: no case shows does not apply to the profile special.")


def test_a_clause_is_covered_by_a_case_of_a_node_that_cites_it(tmp_path):
    only_plan = tuple(("  - name: " + piece, "") for piece in PIECES[4:])
    found = missing(tmp_path, cases=(*only_plan, (', "1.2": {status: not_assessed}', "")))
    assert [gap for gap in found if "clause" in gap] == ["23 clause: Node 1.2: no case shows clause qd-1#dieu-2."]


def test_a_case_that_fails_covers_nothing(tmp_path):
    assert missing(tmp_path, cases=(('{points: "2", status: scored', '{points: "3", status: scored'),))


def test_a_denominator_that_never_is_zero_where_it_counts_is_not_asked_for(tmp_path):
    arisen = "    not_arisen: {when: plan.tasks == 0, then: exclude, reason: {vi: Không có việc, en: No tasks}}\n"
    shadowed = ("    method: bands\n", arisen + "    method: bands\n")
    expected = ("{status: not_assessed, rule: empty}", "{status: not_applicable, rule: not_arisen}")
    assert missing(tmp_path, rules=(shadowed,), cases=(expected,)) == []


def test_caps_and_ends_of_the_total_are_named_in_the_words_of_criteria(tmp_path):
    home = write_ruled_set(tmp_path)
    file = home / "criteria_set.yaml"
    file.write_text(
        changed(file.read_text("utf-8"), ('total: {max: "10"}', 'total: {max: "10", ceiling: "9"}')), "utf-8"
    )
    under = SetUnderTest(read_set(home), read_cases(home))
    assert [gap.message.vi for gap in coverage(under, run_cases(under)).missing] == [
        "Tổng điểm: chưa có ca mẫu nào cho chạm mức trần của tổng điểm."
    ]


def test_profiles_and_years_are_looked_up_once_for_all_rows(tmp_path, monkeypatch):
    under = ruled_set(tmp_path)
    walks, walk = [], CriteriaSet.walk

    def counted(rules):
        walks.append(rules.id)
        return walk(rules)

    monkeypatch.setattr(CriteriaSet, "walk", counted)
    coverage(under, ())
    assert len(walks) < 10  # a walk for each row makes ten thousand rows take minutes
