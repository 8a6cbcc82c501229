"""Revisions of one edition side by side: the newest answers unless one is named, on the command line and over HTTP."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.discovery.catalogue import open_catalogue
from engine.loading.submission_file import read_submissions
from tests.support.command_line import CommandLine
from tests.support.published_schemas import misfits
from tests.support.small_round import SET_ID, write_round, write_set

EDITION = f"/v1/criteria-sets/{SET_ID}/editions/2024"


def write_both(folder: Path) -> Path:
    """The small set in revisions 3 and 4; in the later one a plan that came late earns half a point less."""
    sets = folder / "sets"
    write_set(sets).rename(sets / "older")
    home = write_set(sets)
    head, rows = home / "criteria_set.yaml", home / "components" / "01_chi_dao.yaml"
    head.write_text(head.read_text("utf-8").replace("revision: 3", "revision: 4"), "utf-8")
    rows.write_text(rows.read_text("utf-8").replace('late: "1"', 'late: "0.5"'), "utf-8")
    return sets


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line that finds both revisions, beside the five submissions."""
    write_round(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(write_both(tmp_path))})


@pytest.fixture
def client(make_client: Callable[..., FlaskClient], tmp_path: Path) -> FlaskClient:
    """A client of a service that serves both revisions."""
    write_round(tmp_path)
    return make_client(served=open_catalogue([write_both(tmp_path)]))


def test_submissions_are_scored_by_the_newest_revision_or_the_one_that_is_named(line: CommandLine) -> None:
    def points(*options: str) -> tuple[int, str]:
        card = line.run("score", line.folder / "phieu" / "so-b.yaml", "--json", *options).document["results"][0]
        return card["scorecard"]["criteria_set"]["revision"], card["scorecard"]["total"]["points"]["exact"]

    assert points() == (4, "4.833333")
    assert points("--revision", "4") == points()
    assert points("--revision", "3") == (3, "5.333333")


def test_explain_and_set_show_take_a_revision_too(line: CommandLine) -> None:
    ledger = line.run("explain", line.folder / "phieu" / "so-b.yaml", "--revision", "3", "--json").document
    assert ledger["criteria_set"]["revision"] == 3
    assert f"{SET_ID} 2024.4" in line.run("set", "show", SET_ID).out
    assert f"{SET_ID} 2024.3" in line.run("set", "show", SET_ID, "--revision", "3").out


def test_a_ranking_of_files_and_of_what_was_kept_takes_a_revision(line: CommandLine) -> None:
    folder = line.folder / "phieu"
    line.run("score", folder, "--keep", "--revision", "3")
    kept = ("rank", "--set", SET_ID, "--year", "2024", "--stage", "final", "--json")
    assert line.run(*kept).code == 1
    found = line.run(*kept, "--revision", "3").document
    ranked = line.run("rank", folder, "--revision", "3", "--json").document["groups"]
    assert [[(one["unit"]["id"], one["rank"]) for one in group["units"]] for group in found["groups"]] == [
        [(one["unit"]["id"], one["rank"]) for one in group["units"]] for group in ranked
    ]
    assert found["criteria_set"]["revision"] == 3
    assert line.run("rank", folder, "--json").document["criteria_set"]["revision"] == 4


def test_a_revision_that_is_not_there_is_told_where_it_was_asked_for(line: CommandLine) -> None:
    ran = line.run("score", line.folder / "phieu" / "so-b.yaml", "--revision", "9", "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "There is no criteria set 'thu.nho 2024.9'." in ran.err
    assert "thu.nho 2024.4" in ran.err
    assert line.run("set", "show", SET_ID, "--revision", "0").code == 2


def test_a_kept_result_is_explained_by_the_rules_that_made_it(line: CommandLine) -> None:
    scored = line.run("score", line.folder / "phieu" / "so-b.yaml", "--keep", "--revision", "3", "--json").document
    ledger = line.run("explain", scored["results"][0]["result"], "--json").document
    (row,) = [row for row in ledger["rows"] if row["id"] == "1.1"]
    assert (row["points"]["exact"], row["next_gain"]["points"]) == ("1", "1")


def test_editions_overlapping_in_years_are_told_and_served(line: CommandLine) -> None:
    head = line.folder / "sets" / "older" / "criteria_set.yaml"
    head.write_text(head.read_text("utf-8").replace('edition: "2024"', 'edition: "2023"'), "utf-8")
    ran = line.run("plugins", "--lang", "en")
    assert "Two editions of one set hold for the same years 2024–2025: thu.nho 2023.3, thu.nho 2024.4." in ran.out
    (overlap,) = line.run("plugins", "--json").document["overlaps"]
    assert (overlap["older"], overlap["newer"], overlap["first"]) == ("thu.nho 2023.3", "thu.nho 2024.4", 2024)
    doctor = line.run("doctor", "--json")
    assert doctor.code == 0
    assert [check["health"] for check in doctor.document["checks"] if check["code"] == "doctor.overlap"] == ["notice"]


def test_every_revision_is_listed_with_an_address_of_its_own(client: FlaskClient) -> None:
    listed = client.get(f"/v1/criteria-sets/{SET_ID}").json
    assert [(item["revision"], item["href"]) for item in listed["items"]] == [
        (3, f"{EDITION}?revision=3"),
        (4, EDITION),
    ]
    assert listed["newest"] == EDITION
    for item in listed["items"]:
        found = client.get(item["href"])
        assert found.json["criteria_set"]["revision"] == item["revision"]
        assert found.headers["Criteria-Hash"] == item["hash"]


def test_a_criterion_of_an_older_revision_leads_to_rows_of_that_revision(client: FlaskClient) -> None:
    found = client.get(f"{EDITION}/criteria/1.1?revision=3").json
    assert found["node"]["rule"]["levels"]["late"] == "1"
    assert found["above"][0]["href"] == f"{EDITION}/criteria/1?revision=3"
    newest = client.get(f"{EDITION}/criteria/1.1").json
    assert newest["node"]["rule"]["levels"]["late"] == "0.5"
    assert newest["above"][0]["href"] == f"{EDITION}/criteria/1"


def test_an_evaluation_and_a_ranking_take_a_revision(client: FlaskClient, tmp_path: Path) -> None:
    body = (tmp_path / "phieu" / "so-b.yaml").read_bytes()

    def scored(query: str) -> str:
        answer = client.post(f"/v1/evaluations{query}", data=body, content_type="application/yaml")
        return answer.headers["Criteria-Set"]

    assert (scored(""), scored("?revision=3")) == ("thu.nho 2024.4", "thu.nho 2024.3")
    ranking = client.get(f"/v1/rankings?set={SET_ID}&year=2024&stage=final&revision=3")
    assert ranking.headers["Criteria-Set"] == "thu.nho 2024.3"


@pytest.mark.parametrize("query", ["revision=0", "revision=x", "revision=10000", "revision=3&revision=4"])
def test_a_revision_that_is_none_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{EDITION}?{query}")
    assert (answer.status_code, answer.json["code"]) == (400, "request.parameters")


def test_a_revision_that_is_not_there_is_not_found_and_in_a_submission_a_finding(
    client: FlaskClient, tmp_path: Path
) -> None:
    assert client.get(f"{EDITION}?revision=9").status_code == 404
    body = (tmp_path / "phieu" / "so-b.yaml").read_bytes()
    answer = client.post("/v1/evaluations?revision=9", data=body, content_type="application/yaml")
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "submission.unknown-set")


def test_plugins_over_http_tell_revision_lock_and_overlaps(client: FlaskClient) -> None:
    document = client.get("/v1/plugins").json
    assert misfits(document, "answers/1#/$defs/pluginList") == []
    found = {item["name"]: item["sets"] for item in document["items"]}
    assert [(one["revision"], one["lock"]) for one in (*found["older"], *found["bo_thu"])] == [
        (3, "no_lock"),
        (4, "no_lock"),
    ]
    assert document["overlaps"] == []


def test_a_stored_result_of_an_older_revision_is_verified(client: FlaskClient, tmp_path: Path) -> None:
    engine = client.application.extensions["tested"]
    (submission,) = read_submissions(tmp_path / "phieu" / "so-b.yaml").submissions
    scored = engine.scoring.score(submission, engine.scoring.named(submission, 3))
    (kept,) = engine.keeping.keep([scored])
    assert client.get(f"/v1/results/{kept.hash}/verify").json["verified"] is True
