"""Whatever is local, the national total is that of the base: it equals scoring what the base asks for under it alone.

The parts of each submission that the base knows, and those that only the overlay knows, are drawn apart: what is
expected is scored from the first alone, and nothing is stripped for it.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.discovery.catalogue import open_catalogue
from engine.errors import NotComplete
from engine.loading.json_reader import document_of
from engine.loading.submission_file import read_submission_document
from engine.results.standing import standing_of
from engine.services.scoring_service import Scored, ScoringService
from tests.support.written_overlays import TITLE, WHY, counted, group, term, write_overlay, write_set

BASE_FACTS = ("n_1_1", "n_1_2", "n_2_1", "n_2_2")
BASE_LEAVES = ("1.1", "1.2", "2.1", "2.2")
LOCAL_FACTS = ("n_l_1", "n_l_2")
LOCAL_LEAVES = ("l.1", "l.2")
PROFILES = {"ordinary": "ordinary", "small": "small", "special": "small"}
"""Profile under the overlay → the one that stands for it under the base."""


@pytest.fixture(scope="module", params=["zero", "leave_out", "refuse"])
def scoring(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ScoringService:
    """A base, and an overlay that does all that one may: fills, adds, disables, brings a profile."""
    folder = tmp_path_factory.mktemp("sets")
    base = write_set(
        folder / "base",
        group("1", "60", counted("1.1", "40"), counted("1.2", "20", max_by_profile={"small": "10"}))
        | {"max_by_profile": {"small": "50"}},
        group("2", "40", counted("2.1", "30"), counted("2.2", "10")),
        total={"max": "100", "max_by_profile": {"small": "90"}},
        parts=[],
        grades={"levels": [{"id": "good", "title": TITLE, "from": "50"}, {"id": "weak", "title": TITLE}]},
        missing_at_close=request.param,
        open={
            "terms": [term("case", "1.1/rule/classes/case/points", "0.5", "2", step="0.5")],
            "add": [{"under": "1", "cap": "10"}, {"under": "total", "cap": "5"}],
            "disable": ["2.2"],
            "profiles": True,
        },
    )
    overlay = write_overlay(
        folder / "local",
        base,
        fill=[{"term": "case", "value": "2", "reason": WHY}],
        add=[
            {"under": "1", "nodes": [counted("l.1", "10")]},
            {"under": "total", "nodes": [counted("l.2", "5")]},
        ],
        disable=[{"node": "2.2", "reason": WHY}],
        profiles=[{"id": "special", "title": TITLE, "group": "special", "in_base": "small"}],
    )
    assert (base.findings, overlay.findings) == ((), ())
    return ScoringService(open_catalogue([folder]))


def scored(scoring: ScoringService, set_id: str, profile: str, content: Mapping[str, Any]) -> Scored:
    """A submission to one of the two sets, scored."""
    document = {
        "format": "parindex/submission/1",
        "criteria_set": {"id": set_id, "edition": "2022"},
        "unit": {"id": "u", "kind": "department", "profile": profile},
        "year": 2022,
        "stage": "final",
        **content,
    }
    reading = document_of(document, "submission.json")
    assert reading.document is not None
    batch = read_submission_document(reading.document)
    assert batch.findings == ()
    return scoring.score(batch.submissions[0])


def parts(facts: tuple[str, ...], leaves: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Facts, marks and exclusions of some rows; any of them may be missing."""
    marks = st.dictionaries(st.sampled_from(leaves), st.integers(0, 5), max_size=1)
    return st.fixed_dictionaries(
        {
            "facts": st.dictionaries(st.sampled_from(facts), st.integers(0, 60)),
            "marks": marks.map(lambda found: [_mark(node, points) for node, points in found.items()]),
            "exclusions": st.lists(st.sampled_from(leaves), max_size=1).map(
                lambda found: [{"node": node, "reason": WHY} for node in found]
            ),
        }
    )


def _mark(node: str, points: int) -> dict[str, Any]:
    return {"node": node, "points": str(points), "by": "Hội đồng", "reason": "Thẩm định"}


def together(*found: Mapping[str, Any]) -> dict[str, Any]:
    """The content of several parts as one."""
    return {
        "facts": {name: value for one in found for name, value in one["facts"].items()},
        "marks": [mark for one in found for mark in one["marks"]],
        "exclusions": [exclusion for one in found for exclusion in one["exclusions"]],
    }


@given(
    of_base=parts(BASE_FACTS, BASE_LEAVES),
    local=parts(LOCAL_FACTS, LOCAL_LEAVES),
    profile=st.sampled_from(sorted(PROFILES)),
    closed=st.booleans(),
)
def test_the_national_total_is_that_of_the_base_alone(
    scoring: ScoringService, of_base: dict[str, Any], local: dict[str, Any], profile: str, closed: bool
) -> None:
    refuses = scoring.named(_any_submission()).checked().missing_at_close == "refuse"
    try:
        found = scored(scoring, "test.local", profile, together(of_base, local) | {"closed": closed}).card
    except NotComplete:
        assert (closed, refuses) == (True, True)
        return
    # A base that refuses to close tells what is still possible: the rows that are switched off locally may be open.
    direct = scored(scoring, "test.base", PROFILES[profile], of_base | {"closed": closed and not refuses}).card
    expected, national = standing_of(direct), found.national
    assert national is not None
    assert (national.points, national.maximum, national.index, national.complete, national.grade) == (
        expected.points,
        expected.maximum,
        expected.index,
        expected.complete,
        expected.grade,
    )
    assert (national.criteria_set, national.profile) == (direct.criteria_set, PROFILES[profile])
    assert [layer.id for layer in found.overlays] == ["test.local"]


def _any_submission() -> Any:
    reading = document_of(
        {
            "format": "parindex/submission/1",
            "criteria_set": {"id": "test.base", "edition": "2022"},
            "unit": {"id": "u"},
            "year": 2022,
            "facts": {},
        },
        "x",
    )
    assert reading.document is not None
    return read_submission_document(reading.document).submissions[0]


@given(of_base=parts(BASE_FACTS, BASE_LEAVES), closed=st.booleans())
def test_without_layers_nothing_is_added_to_a_scorecard(
    scoring: ScoringService, of_base: dict[str, Any], closed: bool
) -> None:
    try:
        found = scored(scoring, "test.base", "ordinary", of_base | {"closed": closed})
    except NotComplete:
        return
    assert (found.card.overlays, found.card.national) == ((), None)
    assert {"overlays", "national"} & set(found.document) == set()


def test_the_two_totals_differ_where_the_overlay_says_so(scoring: ScoringService) -> None:
    facts = {"n_1_1": 10, "n_1_2": 5, "n_2_1": 20, "n_2_2": 4, "n_l_1": 7, "n_l_2": 5}
    card = scored(scoring, "test.local", "ordinary", {"facts": facts}).card
    assert card.national is not None
    assert (card.total.won, card.total.maximum) == (Fraction(2 * 10 + 5 + 7 + 20 + 5), Fraction(60 + 10 + 30 + 5))
    assert (card.national.points.low, card.national.maximum) == (Fraction(10 + 5 + 20 + 4), Fraction(100))
