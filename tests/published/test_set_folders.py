"""The sets of published indices are plain drop-in folders that check without an open finding."""

import pytest

from tests.published.published_set import FOLDER, NAMES, PublishedSet

pytestmark = pytest.mark.published

ACKNOWLEDGED = {
    "papi_2011_2016": {"sum.children": {"transparency", "accountability"}, "sum.part-leaves": {""}},
    "papi_2011_2024": {
        "sum.children": {"D2", "D3", "D5", "D7", "D8"},
        "sum.part-leaves": {""},
        "sum.components": {""},
    },
}


def test_there_are_ten_sets_of_real_indices():
    assert len(NAMES) == 10


@pytest.mark.parametrize("name", NAMES)
def test_a_set_holds_yaml_and_nothing_else(name):
    files = [path for path in (FOLDER / name).rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".yaml"}


@pytest.mark.parametrize("name", NAMES)
def test_a_set_has_no_open_finding(name):
    published = PublishedSet(name)
    assert [str(finding) for finding in published.open_findings] == []
    assert published.criteria_set.status == "sourced"


@pytest.mark.parametrize("name", NAMES)
def test_only_thirds_of_ten_and_the_six_dimensions_before_2018_are_acknowledged(name):
    rules = PublishedSet(name).criteria_set
    acknowledged: dict[str, set[str]] = {}
    for holder, codes in [("", rules.acknowledged), *((node.id, node.acknowledged) for node in rules.walk())]:
        for code in codes:
            acknowledged.setdefault(code, set()).add(holder)
    assert acknowledged == ACKNOWLEDGED.get(name, {})
