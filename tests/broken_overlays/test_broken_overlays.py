"""Overlays that are broken on purpose: every finding they get is compared in full, in both languages.

A folder dropped in here with its `expected.txt` is a test; the sets they lie on stand under `bases`.
"""

import re
from pathlib import Path

import pytest

from engine.domain.finding import Finding
from engine.loading.criteria_folder import LoadedSet
from engine.loading.overlays.bases import FolderBases
from tests.broken_sets.test_broken_sets import LOADING, codes_made_in, told

HERE = Path(__file__).resolve().parent
BASES = sorted(path for path in (HERE / "bases").iterdir())
NAMES = sorted(path.parent.name for path in HERE.glob("*/expected.txt"))

# What hangs on the folders given, a chain longer than any, a fault of the engine; see tests/unit/loading.
MADE_BY_OTHER_TESTS = {
    "overlay.base-order",
    "overlay.base-unused",
    "overlay.no-file",
    "overlay.reaches-base",
    "overlay.too-deep",
}


def loaded(name: str) -> LoadedSet:
    """What comes of reading one of the folders, with the bases at hand."""
    return FolderBases(BASES, lambda *_: None).read(HERE / name)


def findings() -> list[Finding]:
    """All findings of all folders."""
    return [finding for name in NAMES for finding in loaded(name).findings]


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_overlay_gets_exactly_these_findings(name):
    assert told(loaded(name).findings) == (HERE / name / "expected.txt").read_text("utf-8")


def test_no_broken_overlay_lacks_its_expectation():
    folders = [path.name for path in HERE.iterdir() if path.is_dir() and path.name not in ("__pycache__", "bases")]
    assert sorted(folders) == NAMES


def test_every_finding_has_a_place_both_languages_and_a_next_step():
    told_badly = [
        found for found in findings() if not (found.place.file and found.message.vi and found.hint.vi and found.hint.en)
    ]
    assert told_badly == []


def test_every_refusal_names_the_overlay_and_what_it_runs_against():
    """A name that is nowhere, and a chain told by its names, have no second place."""
    one_sided = {
        "overlay.unknown-node",
        "overlay.unknown-term",
        "overlay.base-missing",
        "overlay.ring",
        "overlay.no-file",
    }
    place = re.compile(r"[\w/.-]+\.yaml(:\d+:\d+)?")
    ours = [found for found in findings() if found.code.startswith("overlay.") and found.code not in one_sided]
    assert ours
    assert [found for found in ours if not (place.search(found.message.vi) and place.search(found.message.en))] == []
    assert [found for found in ours if not found.place.line] == []


def test_every_code_has_a_broken_overlay():
    made = {code for path in (LOADING / "overlays").glob("*.py") for code in codes_made_in(path)}
    assert made - {found.code for found in findings()} == MADE_BY_OTHER_TESTS


def test_findings_of_a_base_are_not_repeated():
    base = loaded("bases/departments")
    assert [found.code for found in base.findings] == ["acknowledge.unused"]
    assert loaded("bases/province").findings == ()
