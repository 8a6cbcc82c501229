"""The fictional province: one amount filled, two criteria of 5 points added, and a base that nothing of it moves."""

from typing import Any

import pytest

from engine.loading.submission_file import read_submissions
from tests.support.command_line import ROOT
from tests.worked_examples.conftest import Answer

FILE = "examples/province_overlay/phieu/vd-so-cong-thuong.yaml"


@pytest.fixture(scope="module")
def card(answer: Answer) -> Any:
    """The scorecard of the sample submission."""
    (result,) = answer("score", FILE)["results"]
    return result["scorecard"]


def test_a_late_report_costs_what_the_province_says(answer: Answer) -> None:
    (row,) = answer("explain", FILE, "--node", "1.2")["rows"]
    assert [(entry["kind"], entry["amount"]) for entry in row["entries"]] == [("deduction", "-0.3")]


def test_two_criteria_of_the_province_are_worth_five_points(card: Any) -> None:
    added = {node["id"]: node["maximum"] for node in card["nodes"] if ".VD" in node["id"]}
    assert added == {"1.VD1": "3", "1.VD2": "2"}
    assert card["total"]["maximum"] == "105"


def test_the_total_by_the_base_is_that_of_the_same_facts_under_the_base(card: Any, answer: Answer) -> None:
    (alone,) = answer("score", str(ROOT / "plugins/sample_data/vi_du_2022/vd-so-cong-thuong.yaml"))["results"]
    assert card["national"]["points"] == alone["scorecard"]["total"]["points"]
    assert card["national"]["maximum"] == "100"


def test_no_row_of_the_base_has_another_name(answer: Answer) -> None:
    def titles(set_id: str) -> dict[str, str]:
        found: dict[str, str] = {}
        waiting = list(answer("set", "show", set_id, "--edition", "2022")["components"])
        while waiting:
            node = waiting.pop()
            found[node["id"]] = node["title"]["vi"]
            waiting += node.get("children", [])
        return found

    base, local = titles("vn.par.department"), titles("vd.par.department")
    assert {name: local[name] for name in base} == base
    assert set(local) - set(base) == {"1.VD1", "1.VD2"}


def test_the_sample_answers_the_overlay() -> None:
    (submission,) = read_submissions(ROOT / FILE).submissions
    assert (submission.set_id, submission.edition) == ("vd.par.department", "2022")
