"""Worked cases are read with what they expect and where they say so."""

from fractions import Fraction
from pathlib import Path

import pytest

from engine.loading.cases_file import Expected, read_cases
from tests.support.small_sets import CASES, changed, write_set

FULL = """\
format: parindex/cases/1
cases:
  - name: Ten of twelve
    source: "hướng dẫn, trang 2"
    profile: special
    year: 2023
    facts: {tasks.planned: 12, tasks.share: 0.5, unknown: null}
    marks: {"1.5": "0.5"}
    exclude: ["3"]
    expect:
      "1.1.2": {points: "1.666667", status: scored, rule: proportional}
      "2": {status: pending}
"""


@pytest.fixture
def read(tmp_path):
    """Reads the cases of a small set, given as files by name."""

    def reading(**files: str):
        folder = write_set(tmp_path / "small")
        (folder / "cases").mkdir()
        for name, text in files.items():
            (folder / "cases" / f"{name}.yaml").write_text(text, "utf-8")
        return read_cases(folder)

    return reading


def test_everything_that_is_said_is_there(read):
    batch = read(one=FULL)
    assert batch.findings == ()
    (case,) = batch.cases
    assert (case.name, case.profile, case.year) == ("Ten of twelve", "special", 2023)
    assert case.facts == {"tasks.planned": 12, "tasks.share": Fraction(1, 2)}
    assert (case.marks, case.exclude) == ({"1.5": Fraction(1, 2)}, ("3",))
    assert case.expect == {
        "1.1.2": Expected(Fraction(1666667, 10**6), "scored", "proportional"),
        "2": Expected(None, "pending", ""),
    }
    assert str(case.place) == "small/cases/one.yaml:3:5"
    assert str(case.expect["2"].place) == "small/cases/one.yaml:12:12"
    assert str(case.places["/facts/tasks.planned"]) == "small/cases/one.yaml:7:28"


def test_what_is_not_said_is_empty(read):
    (case,) = read(one=CASES).cases
    assert (case.profile, case.year, case.marks, case.exclude) == ("", None, {}, ())


def test_cases_come_in_the_order_of_files_and_lines(read):
    batch = read(b=CASES, a=changed(CASES, ("A plan in time", "First")))
    assert [case.name for case in batch.cases] == ["First", "A plan in time"]


def test_a_bad_file_is_told_and_the_others_are_read(read):
    batch = read(a=changed(CASES, ("status: scored", "status: scord")), b=CASES, c="cases: [")
    assert [(f.code, f.place.file) for f in batch.findings] == [
        ("schema.wrong-value", "small/cases/a.yaml"),
        ("yaml.syntax", "small/cases/c.yaml"),
    ]
    assert len(batch.cases) == 1


def test_a_set_without_cases_has_none(tmp_path):
    batch = read_cases(write_set(tmp_path / "small"))
    assert (batch.cases, batch.findings) == ((), ())


@pytest.mark.parametrize("name", ["department_2022", "ministerial", "provincial_2022"])
def test_bundled_cases_are_read(name):
    batch = read_cases(Path(__file__).resolve().parents[3] / "plugins" / name)
    assert batch.findings == ()
    assert len(batch.cases) > 50
