"""Sets that are broken on purpose: every finding they get is compared in full, in both languages.

A folder dropped in here with its `expected.txt` is a test.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.domain.finding import Finding
from engine.loading.criteria_folder import read_set
from engine.loading.schema_check import CODES

HERE = Path(__file__).resolve().parent
LOADING = HERE.parents[1] / "engine" / "loading"
NAMES = sorted(path.parent.name for path in HERE.glob("*/expected.txt"))

# What only files too large, too many or out of reach can show; see tests/unit/loading.
MADE_BY_OTHER_TESTS = {
    "file.outside",
    "file.too-large",
    "file.too-many",
    "file.unreadable",
    "yaml.too-many-problems",
    "yaml.too-many-values",
}
NOT_ABOUT_SETS = (
    *(path.stem for path in LOADING.glob("crosswalk_*.py")),
    "column_map_file",
    "csv_text",
    "imported_submissions",
    "json_positions",
    "json_reader",
    "submission_builder",
    "submission_file",
    "submission_table",
    "survey_file",
    "units_file",
)
MAKERS = {"error", "warning", "info", "unknown_name", "_double", "_stop", "_refuse", "_add"}


def told(findings: tuple[Finding, ...]) -> str:
    """All findings as people read them, in English and then in Vietnamese."""
    blocks = (
        "".join([f"== {language} ==\n", *(f"{f.told(language)}\n" for f in findings)]) for language in ("en", "vi")
    )
    return "".join(blocks)


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_set_gets_exactly_these_findings(name):
    assert told(read_set(HERE / name).findings) == (HERE / name / "expected.txt").read_text("utf-8")


def test_no_broken_set_lacks_its_expectation():
    folders = [path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert sorted(folders) == NAMES


def test_no_finding_lacks_a_place():
    findings = [finding for name in NAMES for finding in read_set(HERE / name).findings]
    assert [finding for finding in findings if not finding.place.file] == []
    whole_files = {"set.no-file", "set.no-components", "file.unknown"}
    assert [f for f in findings if not f.place.line and f.code not in whole_files] == []


def test_every_finding_speaks_both_languages():
    findings = [finding for name in NAMES for finding in read_set(HERE / name).findings]
    one_sided = [f for f in findings if not f.message.vi or not f.message.en or bool(f.hint.vi) != bool(f.hint.en)]
    assert one_sided == []


def test_every_finding_of_the_loader_says_what_to_do_next():
    ours = made_codes()
    findings = [finding for name in NAMES for finding in read_set(HERE / name).findings if finding.code in ours]
    assert [finding for finding in findings if not finding.hint.en] == []


def made_codes() -> set[str]:
    """The codes of all findings that reading a set can make."""
    places = [*LOADING.glob("*.py"), *(LOADING / "sense").glob("*.py")]
    modules = [path for path in places if path.stem not in NOT_ABOUT_SETS]
    return {code for path in modules for code in codes_made_in(path)} | set(CODES.values())


def codes_made_in(path: Path) -> Iterator[str]:
    """The codes of findings that a module makes: first arguments of the calls that make findings."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in MAKERS and isinstance(node.args[0].value, str) and "." in node.args[0].value:
                yield node.args[0].value


def test_every_code_has_a_broken_set():
    seen = {finding.code for name in NAMES for finding in read_set(HERE / name).findings}
    assert made_codes() - seen == MADE_BY_OTHER_TESTS
