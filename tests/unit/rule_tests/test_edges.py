"""Generated cases: around every edge, with nothing to divide by, with facts missing; what they expect comes out."""

from engine.loading.cases_file import read_cases
from engine.rule_tests.coverage import coverage
from engine.rule_tests.edges import edge_cases, edges_document
from engine.rule_tests.mutants import run_mutants
from engine.rule_tests.running import run_cases
from engine.rule_tests.set_under_test import SetUnderTest
from tests.support.case_sets import CASES, ruled_set

PIECES = CASES.split("  - name: ")[1:]


def names(under: SetUnderTest, node: str) -> list[str]:
    return [edge.case.name for edge in edge_cases(under, "en") if edge.node.id == node]


def test_an_edge_is_met_from_both_sides_and_exactly(tmp_path):
    assert names(ruled_set(tmp_path), "1.1") == [
        "Plan: 90% earns 6 points",
        "Plan: 40% earns 2 points",
        "Plan: 79%, just below 80% earns 2 points",
        "Plan: exactly 80% earns 6 points",
        "Plan: 81%, just above 80% earns 6 points",
        "Plan: a denominator of 0 is not assessed",
        "Plan: without “Done” is not assessed",
        "Plan: without “Planned” is not assessed",
    ]


def test_cases_are_counted_up_to_the_cap_and_one_beyond(tmp_path):
    found = names(ruled_set(tmp_path), "1.2")
    assert [name for name in found if "×" in name] == [
        "Reports: 1 × “Late report” earns 3.5 points",
        "Reports: 5 × “Late report” earns 1.5 points",
        "Reports: 6 × “Late report” earns 1 point",
        "Reports: 7 × “Late report” earns 1 point",
    ]
    assert "Reports: with “No report was sent” earns 0 points" in found


def test_what_is_printed_is_a_cases_file_that_comes_out(tmp_path):
    under = ruled_set(tmp_path)
    (tmp_path / "cases" / "02.yaml").write_text(edges_document(under, "vi"), "utf-8")
    batch = read_cases(tmp_path)
    assert [finding.told("en") for finding in batch.findings] == []
    assert len(batch.cases) > len(under.batch.cases) + 10
    assert [slip.message.en for ran in run_cases(SetUnderTest(under.loaded, batch)) for slip in ran.slips] == []
    assert "Kế hoạch: 79 %, ngay dưới 80 % được 2 điểm" in {case.name for case in batch.cases}


def test_generated_cases_leave_only_the_exclusion_of_a_profile_open(tmp_path):
    under = ruled_set(tmp_path, cases=tuple(("  - name: " + piece, "") for piece in PIECES[1:]))
    (tmp_path / "cases" / "02.yaml").write_text(edges_document(under, "en"), "utf-8")
    adopted = SetUnderTest(under.loaded, read_cases(tmp_path))
    ran = run_cases(adopted)
    assert {gap.kind for gap in coverage(adopted, ran).missing} == {"exclusion"}
    assert {survivor.at for survivor in run_mutants(adopted, ran).unexplained} == {"profiles/special/excludes"}
