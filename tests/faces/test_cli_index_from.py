"""`parindex score --index-from`: the printed index of one set becomes a fact of another, with its source named."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.results.canonical import digest
from engine.storage.database import open_database
from engine.storage.submission_store import SubmissionStore
from tests.support.command_line import CommandLine

FACTORS = {
    "access": ("information", "place", "equipment"),
    "procedures": ("posted", "papers", "fees"),
    "staff": ("manner", "guidance", "diligence"),
    "results": ("on_time", "correct", "lawful"),
    "feedback": ("easy", "handled", "answered"),
}


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line in an empty folder, over the bundled sets."""
    return CommandLine(tmp_path, {"PARINDEX_LANG": "en"})


def survey(line: CommandLine, unit: str = "tinh-a", satisfied: int = 2, valid: int = 3, **changes: Any) -> Path:
    """A submission of the satisfaction index in which every question has the same answers: `satisfied` of `valid`."""
    facts = {}
    for factor, questions in FACTORS.items():
        for question in questions:
            facts[f"{factor}.{question}_satisfied"] = satisfied
            facts[f"{factor}.{question}_valid"] = valid
    facts |= changes.pop("facts", {})
    return write(line, "vn.sipas", "2017", unit, facts, **{"stage": "final"} | changes)


def province(line: CommandLine, unit: str = "tinh-a", **changes: Any) -> Path:
    """A submission of a province that gives nothing but what `changes` say."""
    return write(line, "vn.par.province", "2022", unit, changes.pop("facts", {}), **{"stage": "appraisal"} | changes)


def write(line: CommandLine, set_id: str, edition: str, unit: str, facts: dict[str, Any], **rest: Any) -> Path:
    """A submission file."""
    document = {
        "format": "parindex/submission/1",
        "criteria_set": {"id": set_id, "edition": edition},
        "unit": {"id": unit},
        "year": 2022,
        "facts": {name: value for name, value in facts.items() if value is not None},
    }
    path = line.folder / set_id / f"{unit}.{rest.get('stage')}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document | rest), "utf-8")
    return path


def row(document: dict[str, Any], node: str = "8.1") -> dict[str, Any]:
    """One row of the only scorecard of an answer."""
    (result,) = document["results"]
    (found,) = [each for each in result["scorecard"]["nodes"] if each["id"] == node]
    return found


def test_the_index_goes_in_as_it_is_printed(line: CommandLine) -> None:
    ran = line.run("score", province(line), "--index-from", survey(line), "--json")
    assert (ran.code, ran.err) == (0, "Indices of 1 results went into 1 of 1 submissions.\n")
    told = row(ran.document)
    # 2/3 of the answers: 66.67 as printed, of ten points; the unrounded index would give 6.666667.
    assert (told["status"], told["points"]["exact"]) == ("scored", "6.667")
    assert told["facts"][0]["value"] == "66.67"


def test_the_evidence_names_the_result_that_the_index_came_from(line: CommandLine) -> None:
    source = line.run("score", survey(line), "--json").document["results"][0]["result"]
    (evidence,) = row(line.run("score", province(line), "--index-from", survey(line), "--json").document)["documents"]
    assert evidence["sha256"] == source
    assert "vn.sipas 2017.1" in evidence["title"]


def test_the_submission_that_is_kept_holds_the_fact_and_can_be_read_again(line: CommandLine) -> None:
    ran = line.run("score", province(line), "--index-from", survey(line), "--keep", "--json")
    scorecard = ran.document["results"][0]["scorecard"]
    database = open_database(line.folder / "test.sqlite3")
    kept = json.loads(SubmissionStore(database).submission(scorecard["submission"]).document)
    database.close()
    assert kept["facts"] == {"sipas.rate": "66.67"}
    assert digest(kept) == scorecard["submission"]
    assert kept["documents"][0]["supports"] == ["sipas.rate"]
    again = write(line, "again", "", "tinh-a", {})
    again.write_text(json.dumps(kept), "utf-8")
    assert line.run("score", again, "--json").document["results"][0]["result"] == ran.document["results"][0]["result"]
    assert line.run("explain", kept["documents"][0]["sha256"], "--json").code == 0, "the source is kept with it"


def test_a_submission_of_the_own_stage_goes_before_the_final_one(line: CommandLine) -> None:
    survey(line, stage="final")
    survey(line, stage="appraisal", satisfied=1, valid=4)
    told = row(line.run("score", province(line), "--index-from", line.folder / "vn.sipas", "--json").document)
    assert told["facts"][0]["value"] == "25"


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "tinh-b"},
        {"year": 2023},
        {"stage": "self"},
        {"facts": {"staff.manner_valid": None}},
    ],
    ids=["another unit", "another year", "an earlier stage", "not complete"],
)
def test_what_is_not_its_own_complete_index_is_not_taken(line: CommandLine, changes: dict[str, Any]) -> None:
    ran = line.run("score", province(line), "--index-from", survey(line, **changes), "--json")
    assert (ran.code, ran.err) == (0, "Indices of 1 results went into 0 of 1 submissions.\n")
    assert row(ran.document)["status"] == "pending"
    alone = line.run("score", province(line), "--json").document
    assert ran.document["results"] == alone["results"], "what is not fed stays as it was"


def test_a_fact_that_is_given_and_agrees_stays_as_it_was(line: CommandLine) -> None:
    path = province(line, facts={"sipas.rate": "66.670"})
    fed = line.run("score", path, "--index-from", survey(line), "--json").document
    assert fed["results"] == line.run("score", path, "--json").document["results"]


def test_a_fact_that_is_given_and_differs_is_refused_with_its_place(line: CommandLine) -> None:
    path = province(line, facts={"sipas.rate": "91.17"})
    ran = line.run("score", path, "--index-from", survey(line), "--keep", "--json")
    assert ran.code == 1
    (finding,) = ran.problem["findings"]
    assert finding["code"] == "fact.other-index"
    assert finding["pointer"] == "/facts/sipas.rate"
    assert "91.17%" in finding["message"]
    assert "66.67" in finding["message"]
    assert not (line.folder / "test.sqlite3").exists()


def test_a_fact_that_cannot_be_read_is_told_as_ever(line: CommandLine) -> None:
    ran = line.run("score", province(line, facts={"sipas.rate": "many"}), "--index-from", survey(line), "--json")
    assert [finding["code"] for finding in ran.problem["findings"]] == ["fact.type"]


def test_sources_that_cannot_be_scored_stop_everything(line: CommandLine) -> None:
    ran = line.run("score", province(line), "--index-from", survey(line, satisfied=-1), "--json")
    assert (ran.code, [finding["code"] for finding in ran.problem["findings"]]) == (1, ["fact.range"] * 15)


def test_several_sources_may_be_given(line: CommandLine) -> None:
    units = ("tinh-a", "tinh-b")
    asked = [word for unit in units for word in ("--index-from", survey(line, unit))]
    ran = line.run("score", *(province(line, unit) for unit in units), *asked, "--json")
    assert ran.err == "Indices of 2 results went into 2 of 2 submissions.\n"
    assert {result["scorecard"]["unit"]["id"] for result in ran.document["results"]} == set(units)


@pytest.mark.parametrize(
    ("set_id", "edition"), [("vn.par.province", "2022"), ("vn.par.department", "2021"), ("vn.par.department", "2022")]
)
def test_a_set_says_which_fact_is_the_index_of_which_set(line: CommandLine, set_id: str, edition: str) -> None:
    facts = line.run("set", "show", set_id, "--edition", edition, "--node", "8.1", "--json").document["facts"]
    assert {fact["id"]: fact["from_index"] for fact in facts} == {"sipas.rate": {"set": "vn.sipas"}}
