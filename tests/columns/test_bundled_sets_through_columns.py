"""Worked cases, generated edge cases and sample submissions of every bundled set, scored as batches of columns."""

from functools import cache
from pathlib import Path

import pytest

from engine.columns.score_arrow import ArrowScorer
from engine.discovery.catalogue import open_catalogue
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.loading.cases_file import Case
from engine.loading.submission_file import read_submissions
from engine.rule_tests.edges import edge_cases
from engine.rule_tests.set_under_test import SetUnderTest, figures_of
from engine.services.cases_service import CasesService
from tests.support.arrow_comparison import LIGHT, differences, with_plain_ids

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = tuple(
    sorted(
        path.parent
        for where in ("plugins", "examples")
        for name in ("criteria_set.yaml", "overlay.yaml")
        for path in (ROOT / where).glob(f"*/{name}")
    )
)
every_set = pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])


@cache
def under(folder: Path) -> SetUnderTest:
    """A bundled set with its cases."""
    return CasesService(open_catalogue()).under(str(folder))


def compared(of: SetUnderTest, cases: list[Case]) -> list[str]:
    """Everything in which batches of cases differ from the cases one by one: a batch a year and field."""
    batches: dict[tuple[object, ...], list[Submission]] = {}
    found = []
    for case in cases:
        profile, year = of.scope_of(case)
        figures = figures_of(case, of.scorer(profile, year).program)
        batches.setdefault((year, *sorted(figures.items())), []).append(of.submission(case))
    for (year, *figures), submissions in batches.items():
        scorer = scorer_of(of, year, dict(figures))
        fitting = [each for each in submissions if fits(scorer, each)]
        found += [f"{year}: {said}" for said in differences(scorer, with_plain_ids(of.rules, fitting))]
    return found


def scorer_of(of: SetUnderTest, year: int, figures: dict[str, int]) -> ArrowScorer:
    nodes = [node.id for node in of.rules.walk()]

    def way(profile: str) -> object:
        one = of.scorer(profile, year)
        return LIGHT(one.with_figures(figures) if figures else one)

    return ArrowScorer(way, of.rules, year, nodes=nodes, told=True)


def fits(scorer: ArrowScorer, submission: Submission) -> bool:
    """Whether a case is a submission that can be scored: some are there to be refused."""
    try:
        scorer.scorers[submission.unit.profile].one.take_in(submission)
    except InvalidDocument:
        return False
    return True


@pytest.mark.slow
@every_set
def test_worked_cases(folder: Path) -> None:
    of = under(folder)
    assert of.batch.cases
    assert compared(of, list(of.batch.cases)) == []


@pytest.mark.slow
@every_set
def test_cases_on_every_edge(folder: Path) -> None:
    of = under(folder)
    cases = [edge.case for edge in edge_cases(of, "en")][::7]  # the scorecards that they are compared with take long
    assert compared(of, cases) == []
    assert cases or of.rules.layers


@pytest.mark.parametrize(
    ("sample", "folder"),
    [
        ("vi_du_2021", "department_2021"),
        ("vi_du_2022", "department_2022"),
        ("vi_du_2022_rong.csv", "department_2022"),
    ],
)
def test_sample_submissions_as_they_are(sample: str, folder: str) -> None:
    of = under(ROOT / "plugins" / folder)
    answers = (of.rules.id, of.rules.edition)
    submissions = read_submissions(ROOT / "plugins" / "sample_data" / sample, answers).submissions
    assert len(submissions) >= 5
    (year,) = {each.year for each in submissions}
    assert differences(scorer_of(of, year, {}), submissions) == []
