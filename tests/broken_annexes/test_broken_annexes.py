"""Tables that are broken on purpose: every finding they get is compared in full, in both languages.

A folder dropped in here with its `expected.txt` is a test.
"""

from pathlib import Path

import pytest

from engine.loading.annex.annex_file import read_annex
from engine.loading.annex.table import AnnexTable
from engine.loading.folder_files import TextFile
from tests.broken_sets.test_broken_sets import codes_made_in, told

HERE = Path(__file__).resolve().parent
LOADING = HERE.parents[1] / "engine" / "loading"
NAMES = sorted(path.parent.name for path in HERE.glob("*/expected.txt"))

# What only workbooks can show; see tests/unit/loading/test_annex_xlsx.py.
MADE_BY_WORKBOOKS = {
    "annex.damaged-workbook",
    "annex.more-sheets",
    "annex.old-workbook",
    "annex.unpacked-too-large",
}


def table(name: str) -> AnnexTable:
    """The table in a folder."""
    (path,) = (HERE / name).glob("annex.*")
    return read_annex(TextFile(path.name, path.read_bytes()))


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_table_gets_exactly_these_findings(name):
    assert told(table(name).findings) == (HERE / name / "expected.txt").read_text("utf-8")


def test_no_broken_table_lacks_its_expectation():
    folders = [path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert sorted(folders) == NAMES


def test_every_finding_says_what_to_do_next_in_both_languages():
    findings = [finding for name in NAMES for finding in table(name).findings]
    assert [f for f in findings if not (f.message.vi and f.message.en and f.hint.vi and f.hint.en)] == []
    assert [f for f in findings if not f.place.file] == []


def test_every_code_has_a_broken_table():
    made = {code for path in (LOADING / "annex").glob("*.py") for code in codes_made_in(path)}
    seen = {finding.code for name in NAMES for finding in table(name).findings}
    assert made - seen == MADE_BY_WORKBOOKS


@pytest.mark.parametrize(
    ("name", "code", "line", "says"),
    [
        ("decision_2948_counts", "annex.count", 1, "It says 38 criteria, yet the table has 39."),
        ("district_2019_total", "annex.sum-total", 1, "The areas add up to 99.55, not 100"),
        ("binh_thuan_2018_maximum", "annex.maximum-implied", 3, "imply a maximum of 98.61, not 98.5"),
    ],
)
def test_the_slips_of_published_tables_are_found_where_they_are_printed(name, code, line, says):
    (found,) = (finding for finding in table(name).findings if finding.severity == "warning")
    assert (found.code, found.place.line) == (code, line)
    assert says in found.message.en


def test_a_slip_of_digits_is_named():
    (found,) = (finding for finding in table("district_2019_total").findings if finding.severity == "warning")
    assert found.hint.en.endswith("Perhaps 5 is a slip of 10.05 for 10.50.")
