"""Differences of sets and comparisons of years over HTTP, each against its published schema."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.loading.submission_file import read_submissions
from tests.support.published_schemas import misfits

SAMPLE = Path(__file__).resolve().parents[2] / "plugins" / "sample_data"
DIFF = "/v1/criteria-sets/vn.par.department/editions/2022/diff"
TWO_YEARS = "/v1/comparisons?set=vn.par.department&year=2022&previous_year=2021&stage=appraisal"


@pytest.fixture
def kept_years(client, engine) -> None:
    """Both sample years, kept."""
    for year in (2021, 2022):
        batch = read_submissions(SAMPLE / f"vi_du_{year}")
        engine.keeping.keep(engine.scoring.score_all(batch.submissions))


def test_a_difference_fits_its_schema_and_names_the_newer_rules(client) -> None:
    answer = client.get(f"{DIFF}?with=2021")
    assert answer.status_code == 200
    assert misfits(answer.json, "set-difference/1") == []
    assert answer.headers["Criteria-Set"] == "vn.par.department 2022.1"
    assert (answer.json["before"]["edition"], answer.json["after"]["edition"]) == ("2021", "2022")
    assert answer.json["crosswalk"]["from"] == {"id": "vn.par.department", "edition": "2021"}
    assert client.get(f"{DIFF}?with=2021", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_an_edition_does_not_differ_from_itself(client) -> None:
    document = client.get(f"{DIFF}?with=2022&with_revision=1&revision=1").json
    assert (document["same_content"], document["only_spelling"], document["subjects"]) == (True, False, [])
    assert misfits(document, "set-difference/1") == []


def test_sets_of_other_ids_are_compared_by_ids_of_nodes(client) -> None:
    document = client.get(f"{DIFF}?with=2022&with_set=vn.par.province").json
    assert (document["before"]["id"], document["crosswalk"]) == ("vn.par.province", None)
    assert misfits(document, "set-difference/1") == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (DIFF, 400),
        (f"{DIFF}?with=1999", 404),
        (f"{DIFF}?with=2021&with_revision=9", 404),
        (f"{DIFF}?with=2021&without=1", 400),
        (TWO_YEARS, 404),
        (f"{TWO_YEARS}&predecessors=some", 400),
        ("/v1/comparisons?set=vn.par.department&year=2022&previous_year=1950&stage=final", 404),
        ("/v1/comparisons?set=nobody&year=2022&previous_year=2021&stage=final", 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert misfits(answer.json, "answers/1#/$defs/problem") == []


@pytest.mark.usefixtures("kept_years")
def test_two_kept_years_are_compared(client) -> None:
    answer = client.get(TWO_YEARS)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json
    assert misfits(document, "comparison/1") == []
    assert [document[side]["year"] for side in ("before", "after")] == [2021, 2022]
    assert (document["joined_by"], document["unit"]) == ("crosswalk", None)
    (main, _) = document["groups"]
    assert main["rose"] + main["fell"] + main["unchanged"] + main["not_compared"] == len(main["units"]) == 19


@pytest.mark.usefixtures("kept_years")
def test_one_body_is_told_in_full(client) -> None:
    document = client.get(f"{TWO_YEARS}&unit=vd-so-tai-chinh").json
    assert misfits(document, "comparison/1") == []
    unit = document["unit"]
    assert (unit["before"]["rank"], unit["after"]["rank"], unit["places_gained"]) == (3, 1, 2)
    assert (unit["moved"], unit["before"]["index"]["printed"], unit["after"]["index"]["printed"]) == (
        "rose",
        "91.40",
        "96.73",
    )
    first = unit["overview"]["components"][0]
    assert [(part["id"], part["maximum"]) for part in first["parts"]] == [("appraisal", "12"), ("survey", "2")]


@pytest.mark.usefixtures("kept_years")
def test_a_body_that_neither_year_knows_is_not_found(client) -> None:
    answer = client.get(f"{TWO_YEARS}&unit=vd-so-tai-chin")
    assert (answer.status_code, answer.json["code"]) == (404, "comparison.unknown-unit")
    assert "vd-so-tai-chinh" in answer.json["hint"]


@pytest.mark.usefixtures("kept_years")
def test_what_is_kept_later_is_seen(client, engine) -> None:
    before = client.get(TWO_YEARS)
    (kept,) = read_submissions(SAMPLE / "vi_du_2022" / "vd-so-tai-chinh.yaml").submissions
    changed = replace(kept, facts={**kept.facts, "plan.issued": "none"}, content_hash="0" * 64)
    engine.keeping.keep(engine.scoring.score_all([changed]))
    assert client.get(TWO_YEARS).headers["ETag"] != before.headers["ETag"]
