"""`parindex set cases`: what it prints, what it exits with, and what it says to machines."""

from pathlib import Path

import pytest

from engine.loading.cases_file import read_cases
from tests.support.case_sets import write_ruled_set
from tests.support.command_line import CommandLine

LESS = (("plan.done: 79, plan.tasks: 100", "plan.done: 7, plan.tasks: 10"),)


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line in a folder with two sets: one whose cases see everything, one whose cases miss something."""
    write_ruled_set(tmp_path / "whole")
    write_ruled_set(tmp_path / "less", cases=LESS)
    write_ruled_set(tmp_path / "wrong", rules=(('points: "2"', 'points: "3"'),))
    return CommandLine(tmp_path)


def test_cases_that_all_come_out(line: CommandLine) -> None:
    ran = line.run("set", "cases", line.folder / "whole")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{line.folder / 'whole'}: test.ruled 2022.1: đúng 9 trên 9 ca mẫu\n"


def test_what_fails_is_told_with_its_place_and_the_name_of_the_case(line: CommandLine) -> None:
    ran = line.run("set", "cases", line.folder / "wrong", "--lang", "en")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "wrong/cases/01.yaml:6:5  Seventy-nine of a hundred do not",
        "  Node 1.1: points 3, the case expects 2.",
        f"{line.folder / 'wrong'}: test.ruled 2022.1: 8 of 9 cases as expected",
    ]


def test_a_missing_side_of_an_edge_and_the_change_that_slips_through_it(line: CommandLine) -> None:
    ran = line.run("set", "cases", line.folder / "less", "--coverage", "--mutants", "--lang", "en")
    assert ran.code == 1
    counts = "9 of 9 cases as expected, 13 of 14 things covered, 18 of 19 changes noticed"
    assert ran.out.splitlines() == [
        "less/components/01.yaml:19:19  edge",
        "  Node 1.1: no case shows just below 80%.",
        "less/components/01.yaml:18:18  down",
        "  Node 1.1, rule/bands/0/from: 80% → 79%, no case notices.",
        f"{line.folder / 'less'}: test.ruled 2022.1: {counts}",
    ]


def test_the_same_for_machines(line: CommandLine) -> None:
    ran = line.run(
        "set", "cases", line.folder / "whole", line.folder / "less", "--coverage", "--mutants", "--json", "--lang", "en"
    )
    assert ran.code == 1
    document = ran.document
    assert (document["format"], document["clean"]) == ("parindex/set-cases/1", False)
    whole, less = document["sets"]
    assert (whole["clean"], whole["passed"], whole["failed"], whole["findings"]) == (True, 9, 0, [])
    assert whole["coverage"] == {"demanded": 14, "met": 14, "missing": []}
    assert whole["mutants"] == {"tried": 19, "noticed": 19, "survivors": [], "stale": []}
    (gap,) = less["coverage"]["missing"]
    assert (gap["node"], gap["kind"], gap["line"]) == ("1.1", "edge", 19)
    (survivor,) = less["mutants"]["survivors"]
    assert (survivor["at"], survivor["change"], survivor["reason"]) == ("rule/bands/0/from", "down", "")
    assert less["cases"][1]["name"] == "Seventy-nine of a hundred do not"


def test_a_bundled_set_is_named_by_its_id(line: CommandLine) -> None:
    ran = line.run("set", "cases", "vn.par.department@2022", "--coverage", "--mutants", "--json")
    assert ran.code == 0
    (found,) = ran.document["sets"]
    assert found["criteria_set"]["id"] == "vn.par.department"
    assert found["coverage"]["missing"] == found["mutants"]["survivors"] == []


def test_generated_cases_are_a_file_to_begin_with(line: CommandLine) -> None:
    (line.folder / "less" / "cases" / "01.yaml").unlink()
    empty = line.run("set", "cases", line.folder / "less", "--lang", "en")
    assert empty.code == 1
    assert empty.out.startswith("There are no cases.")
    ran = line.run("set", "cases", line.folder / "less", "--edges")
    assert ran.code == 0
    (line.folder / "less" / "cases" / "nguong.yaml").write_text(ran.out, "utf-8")
    assert read_cases(line.folder / "less").findings == ()
    assert line.run("set", "cases", line.folder / "less").code == 0
    generated = line.run("set", "cases", line.folder / "less", "--edges", "--json").document
    assert [case["name"] for case in generated["cases"]] == [
        case.name for case in read_cases(line.folder / "less").cases
    ]


def test_cases_that_cannot_be_read_are_findings(line: CommandLine) -> None:
    (line.folder / "whole" / "cases" / "02.yaml").write_text("format: parindex/cases/1\ncases: [{name: x}]\n", "utf-8")
    ran = line.run("set", "cases", line.folder / "whole", "--lang", "en")
    assert ran.code == 1
    assert "schema.missing-key" in ran.out
    for file in (line.folder / "whole" / "cases").iterdir():
        file.write_text("format: parindex/cases/1\ncases: [{name: x}]\n", "utf-8")
    assert "There are no cases" not in line.run("set", "cases", line.folder / "whole", "--lang", "en").out


def test_a_set_with_errors_is_refused_with_all_of_them(line: CommandLine) -> None:
    component = line.folder / "whole" / "components" / "01.yaml"
    component.write_text(
        component.read_text("utf-8").replace("plan.done / plan.tasks", "plan.dne / plan.tasks"), "utf-8"
    )
    ran = line.run("set", "cases", line.folder / "whole")
    assert ran.code == 1
    assert "plan.dne" in ran.err


def test_what_is_neither_folder_nor_set_is_refused(line: CommandLine) -> None:
    ran = line.run("set", "cases", "vn.par.departmnt", "--lang", "en")
    assert ran.code == 1
    assert "Did you mean 'vn.par.department'?" in ran.err
