"""Forms and raw answers that are broken on purpose: every finding is compared in full, in both languages.

A form dropped in here with an `.expected.txt` of its name is a test; so is a table of answers under `answers/`.
"""

from pathlib import Path

import pytest

import engine.columns.survey as columns
from engine.columns.survey.counts import counts_of
from engine.errors import InvalidDocument
from engine.loading import survey_file
from engine.loading.survey_file import read_survey
from tests.broken_sets.test_broken_sets import told
from tests.documentation.finding_codes import findings_in
from tests.support.small_survey import write_damaged

HERE = Path(__file__).resolve().parent
FORMS = sorted(path.stem for path in HERE.glob("*.yaml"))
ANSWERS = sorted(path.name for path in (HERE / "answers").glob("*.csv"))

# What a text file cannot show, and what the service looks at: see tests/columns and tests/faces.
MADE_BY_OTHER_TESTS = {"survey.column-kind", "survey.file-twice", "survey.over-input", "survey.too-many-units"}
MADE_BY_THE_SERVICE = {"survey.same-output", "survey.too-few", "survey.too-few-more"}


def findings_about(name: str) -> str:
    """What is found in a table of answers, by a form of its own or the common one, whether it can be counted or not."""
    own = HERE / "answers" / f"{name}.form.yaml"
    form = read_survey(own if own.exists() else HERE / "answers" / "form.yaml").checked()
    try:
        return told(counts_of([HERE / "answers" / name], form, threads=1).findings)
    except InvalidDocument as refused:
        return told(refused.findings)


@pytest.mark.parametrize("name", FORMS)
def test_a_broken_form_gets_exactly_these_findings(name: str) -> None:
    assert told(read_survey(HERE / f"{name}.yaml").findings) == (HERE / f"{name}.expected.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ANSWERS)
def test_broken_answers_get_exactly_these_findings(name: str) -> None:
    assert findings_about(name) == (HERE / "answers" / f"{name}.expected.txt").read_text("utf-8")


def test_no_expectation_lacks_what_it_is_about() -> None:
    assert sorted(path.name.removesuffix(".expected.txt") for path in HERE.glob("*.expected.txt")) == FORMS
    tables = (HERE / "answers").glob("*.expected.txt")
    assert sorted(path.name.removesuffix(".expected.txt") for path in tables) == ANSWERS


def test_every_code_has_something_broken() -> None:
    texts = "".join(path.read_text("utf-8") for path in HERE.rglob("*.expected.txt"))
    made = findings_in(Path(columns.__file__).parent)
    made = {code for code in made if code.startswith("survey.")} | _codes_of_forms()
    shown = {code for code in made if f"  {code}\n" in texts}
    assert made - shown == MADE_BY_OTHER_TESTS | MADE_BY_THE_SERVICE


def _codes_of_forms() -> set[str]:
    """The codes that the module which reads forms can make."""
    source = Path(survey_file.__file__ or "").read_text("utf-8")
    return {line.strip().strip('",') for line in source.splitlines() if line.strip().startswith('"survey.')}


def test_a_broken_form_is_not_used() -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_survey(HERE / "nothing.yaml").checked()
    assert "survey.nothing" in {finding.code for finding in refused.value.findings}


def test_a_form_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert [finding.code for finding in read_survey(tmp_path / "none.yaml").findings] == ["file.unreadable"]


@pytest.mark.parametrize("kind", ["cut.parquet", "no_table.parquet", "cut.arrow", "utf16.csv", "strange.docx"])
def test_a_file_that_is_not_sound_is_refused_with_a_finding(tmp_path: Path, kind: str) -> None:
    form = read_survey(HERE / "answers" / "form.yaml").checked()
    path = write_damaged(tmp_path / kind)
    with pytest.raises(InvalidDocument) as refused:
        counts_of([path], form)
    (finding,) = refused.value.findings
    assert (finding.place.file, bool(finding.message.vi), bool(finding.hint.en)) == (kind, True, True)
