"""Crosswalks that are broken on purpose: every finding is compared in full, in both languages.

A folder of crosswalk files dropped in here with its `expected.txt` is a test. They join two editions of a small set, of
which the newer one asks for 90 % where the older asked for 80 %.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.criteria_set import CriteriaSet
from engine.domain.crosswalk import Side
from engine.domain.finding import Finding
from engine.loading import crosswalk_check, crosswalk_file
from engine.loading.crosswalk_check import crosswalk_findings
from tests.broken_sets.test_broken_sets import codes_made_in, told
from tests.support.two_editions import edition

HERE = Path(__file__).resolve().parent
NAMES = sorted(path.parent.name for path in HERE.glob("*/expected.txt"))
OLDER = edition()
NEWER = replace(edition(('floor: "80%"', 'floor: "90%"')), edition="2022")


def findings(name: str, tmp_path: Path) -> tuple[Finding, ...]:
    """What is wrong with the crosswalks of a folder, put where crosswalks of a set lie."""
    (tmp_path / "bo").mkdir()
    place = tmp_path / "bo" / "crosswalks"
    place.mkdir()
    for file in (HERE / name).iterdir():
        if file.name != "expected.txt":
            (place / file.name).write_bytes(file.read_bytes())
    return crosswalk_findings(tmp_path / "bo", NEWER, {Side("thu.doi", "2021"): OLDER}.get)


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_crosswalk_gets_exactly_these_findings(name: str, tmp_path: Path) -> None:
    assert told(findings(name, tmp_path)) == (HERE / name / "expected.txt").read_text("utf-8")


def test_no_broken_crosswalk_lacks_its_expectation() -> None:
    folders = [path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert sorted(folders) == NAMES


def test_every_code_has_a_broken_crosswalk() -> None:
    texts = "".join((HERE / name / "expected.txt").read_text("utf-8") for name in NAMES)
    for module in (crosswalk_file, crosswalk_check):
        for code in codes_made_in(Path(module.__file__ or "")):
            assert f"  {code}\n" in texts


HEAD = """\
format: parindex/crosswalk/1
from: {id: thu.doi, edition: "2021"}
to: {id: thu.doi, edition: "2022"}
rows:
"""
IN_ORDER = """\
  - {change: same, nodes: ["1", "1.1", "1.2", "1.3", "2"]}
  - {change: stricter, from: ["1.4"], to: ["1.4"]}
"""
ALL_SAME = '  - {change: same, nodes: ["1", "1.1", "1.2", "1.3", "1.4", "2"]}\n'


def codes_of(rows: str, older: CriteriaSet, newer: CriteriaSet, folder: Path) -> list[str]:
    """The codes of what is wrong with a crosswalk of these rows."""
    place = folder / "bo" / "crosswalks"
    place.mkdir(parents=True, exist_ok=True)
    (place / "2021.yaml").write_text(HEAD + rows, "utf-8")
    found = crosswalk_findings(folder / "bo", replace(newer, edition="2022"), {Side("thu.doi", "2021"): older}.get)
    return [finding.code for finding in found]


def test_a_crosswalk_in_order_has_no_findings(tmp_path: Path) -> None:
    assert codes_of(IN_ORDER, OLDER, NEWER, tmp_path) == []


def deadline(day: str) -> CriteriaSet:
    """The set with a gate that speaks of a day."""
    when = f"when: \"days_between(date('2021-01-01'), date('{day}')) > 0\""
    return edition(('when: "not reports.annual"', when))


def test_a_deadline_that_moves_with_the_year_is_the_same_rule(tmp_path: Path) -> None:
    older = deadline("2021-03-31")
    assert codes_of(ALL_SAME, older, deadline("2022-03-31"), tmp_path) == []
    assert codes_of(ALL_SAME, older, deadline("2022-04-01"), tmp_path) == ["crosswalk.not-same"]


def test_titles_clauses_and_evidence_may_change_under_same(tmp_path: Path) -> None:
    told_otherwise = edition(
        ('en: "Plan"', 'en: "The plan"'), ("#dieu-1]", "#dieu-2]"), ('en: "The plan"}]', 'en: "It"}]')
    )
    assert codes_of(ALL_SAME, OLDER, told_otherwise, tmp_path) == []
