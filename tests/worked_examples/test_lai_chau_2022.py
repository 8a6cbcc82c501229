"""What an article of 29/09/2023 tells of twenty bodies in 2022, statement by statement, computed of example inputs."""

from fractions import Fraction
from typing import Any

import pytest

from tests.worked_examples.conftest import Answer

OLD, NEW = "examples/lai_chau_2022/phieu_2021", "examples/lai_chau_2022/phieu_2022"


@pytest.fixture(scope="module")
def compared(answer: Answer) -> Any:
    """Both years side by side."""
    return answer("compare", OLD, NEW)


@pytest.fixture(scope="module")
def groups(compared: Any) -> dict[str, Any]:
    """Group → its units and nodes."""
    return {group["group"]: group for group in compared["groups"]}


def node(group: Any, name: str) -> Any:
    """One node of the newer year over a group."""
    (found,) = [each for each in group["nodes"] if each["after_nodes"] == [name]]
    return found


def mean(group: Any, name: str) -> Fraction:
    """The mean of the newer year."""
    return Fraction(node(group, name)["mean_after"]["exact"])


def order(group: Any) -> list[str]:
    """The ids of a group's units, best first."""
    return [each["unit"]["id"] for each in group["units"]]


def risen(groups: dict[str, Any]) -> set[str]:
    """Every unit whose index rose."""
    units = (each for group in groups.values() for each in group["units"])
    return {each["unit"]["id"] for each in units if each["moved"] == "rose"}


def test_two_editions_join_by_their_crosswalk(compared: Any) -> None:
    before, after = compared["before"], compared["after"]
    assert (before["year"], before["criteria_set"]["edition"]) == (2021, "2021")
    assert (after["year"], after["criteria_set"]["edition"]) == (2022, "2022")
    assert (compared["joined_by"], compared["crosswalk"]["file"]) == (
        "crosswalk",
        "department_2022/crosswalks/from_2021.yaml",
    )


@pytest.mark.parametrize("edition", ["2021", "2022"])
def test_a_hundred_points_are_seventy_appraised_and_thirty_surveyed(answer: Answer, edition: str) -> None:
    shown = answer("set", "show", "vn.par.department", "--edition", edition)
    assert {part["id"]: part["points"] for part in shown["parts"]} == {"appraisal": "70", "survey": "30"}
    assert len(shown["components"]) == 8


def test_five_of_twenty_bodies_have_a_scale_and_a_list_of_their_own(groups: dict[str, Any]) -> None:
    assert {name: len(group["units"]) for name, group in groups.items()} == {"main": 15, "special": 5}
    maxima = {name: {each["after"]["maximum"] for each in group["units"]} for name, group in groups.items()}
    assert maxima == {"main": {"100"}, "special": {"65"}}


def test_the_special_scale_is_47_appraised_and_18_surveyed(answer: Answer) -> None:
    (result,) = answer("score", f"{NEW}/vd-so-ngoai-vu.yaml")["results"]
    parts = {part["id"]: part["maximum"] for part in result["scorecard"]["parts"]}
    assert parts == {"appraisal": "47", "survey": "18"}


def test_who_stands_high_and_who_stands_last(groups: dict[str, Any]) -> None:
    high = {"vd-so-noi-vu", "vd-so-tai-chinh", "vd-so-khoa-hoc-cong-nghe", "vd-so-cong-thuong"}
    assert set(order(groups["main"])[:4]) == high
    assert order(groups["main"])[-1] == "vd-so-van-hoa-the-thao-du-lich"


def test_external_relations_lead_the_special_bodies_and_the_office_is_second(groups: dict[str, Any]) -> None:
    assert order(groups["special"])[:2] == ["vd-so-ngoai-vu", "vd-van-phong-ubnd"]


def test_five_of_twenty_indices_rose(groups: dict[str, Any]) -> None:
    assert risen(groups) == {
        "vd-van-phong-ubnd",
        "vd-so-lao-dong-thuong-binh-xa-hoi",
        "vd-so-tai-chinh",
        "vd-so-noi-vu",
        "vd-so-giao-thong-van-tai",
    }


@pytest.mark.parametrize("group", ["main", "special"])
def test_three_of_seven_criteria_of_component_1_rose(groups: dict[str, Any], group: str) -> None:
    seven = [f"1.{number}" for number in range(1, 8)]
    assert [name for name in seven if node(groups[group], name)["moved"] == "rose"] == ["1.3", "1.5", "1.6"]


def test_initiatives_rose_because_those_of_base_level_count(groups: dict[str, Any], answer: Answer) -> None:
    initiatives = node(groups["main"], "1.5")
    assert (initiatives["change"], initiatives["moved"]) == ("looser", "rose")
    unit = "vd-so-lao-dong-thuong-binh-xa-hoi.yaml"  # one initiative of base level in each year
    points = [answer("explain", f"{folder}/{unit}", "--node", "1.5")["rows"][0]["points"] for folder in (OLD, NEW)]
    assert [each["exact"] for each in points] == ["0", "0.5"]


def test_late_and_incomplete_reports_cost_points(groups: dict[str, Any], answer: Answer) -> None:
    assert node(groups["main"], "1.2")["moved"] == "fell"
    (row,) = answer("explain", f"{NEW}/vd-so-van-hoa-the-thao-du-lich.yaml", "--node", "1.2")["rows"]
    assert [(entry["amount"], entry["times"]) for entry in row["entries"]] == [("-0.5", 2), ("-0.25", 1)]


def test_one_of_three_whose_component_1_rose(groups: dict[str, Any], answer: Answer) -> None:
    rose = [name for group in groups.values() for name in node(group, "1")["rose"]]
    assert len(rose) == 3
    assert "vd-so-cong-thuong" in rose
    unit = answer("compare", OLD, NEW, "--unit", "vd-so-cong-thuong")["unit"]
    nodes = {tuple(each["after_nodes"]): each for each in unit["nodes"]}
    assert nodes[("1",)]["difference"]["printed"] == "5.71"
    assert nodes[("3",)]["after"]["percent"]["printed"] == "93.27"


def test_component_2_is_the_highest_and_component_6_the_lowest(groups: dict[str, Any]) -> None:
    means = {name: mean(groups["main"], name) for name in "12345678"}
    assert (max(means, key=lambda name: means[name]), min(means, key=lambda name: means[name])) == ("2", "6")


def test_one_of_three_criteria_of_component_2_rose_and_two_fell(groups: dict[str, Any]) -> None:
    assert {name: node(groups["main"], name)["moved"] for name in ("2.1", "2.2", "2.3")} == {
        "2.1": "fell",
        "2.2": "fell",
        "2.3": "rose",
    }


def test_component_7_has_new_criteria_its_second_is_the_highest_and_its_first_the_lowest(
    compared: Any, groups: dict[str, Any]
) -> None:
    new = [name for each in compared["not_compared"] if each["side"] == "after" for name in each["nodes"]]
    assert {name for name in new if name[0].isdigit()} == {"7.1.2", "7.2.3", "7.2.4"}
    means = {name: mean(groups["main"], name) for name in ("7.1", "7.2", "7.3")}
    assert sorted(means, key=lambda name: means[name]) == ["7.1", "7.3", "7.2"]
