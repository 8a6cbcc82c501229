"""`…/resolved` and `…/proof`: what the command line prints of an overlay, over HTTP, for overlays and plain sets."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.discovery.catalogue import open_catalogue
from tests.support.published_schemas import misfits
from tests.support.written_overlays import TITLE, WHY, counted, group, term, write_overlay, write_set

OVERLAY = "/v1/criteria-sets/test.province/editions/2022"


@pytest.fixture
def local(make_client, tmp_path: Path) -> FlaskClient:
    """A client of an engine that serves a set and an overlay of it that does a little of everything."""
    base = write_set(
        tmp_path / "sets" / "base",
        group("1", "60", counted("1.1", "40"), counted("1.2", "20")),
        counted("2", "40"),
        open={
            "terms": [term("case", "1.1/rule/classes/case/points", "0.5", "2")],
            "add": [{"under": "1", "cap": "10"}],
            "disable": ["2"],
            "profiles": True,
        },
    )
    write_overlay(
        tmp_path / "sets" / "province",
        base,
        fill=[{"term": "case", "value": "1.5", "reason": WHY}],
        add=[{"under": "1", "nodes": [counted("1.L", "3")]}],
        disable=[{"node": "2", "reason": WHY}],
        annotate=[{"node": "1.2", "note": WHY}],
        profiles=[{"id": "tiny", "title": TITLE}],
    )
    return make_client(open_catalogue([tmp_path / "sets"]))


def test_a_resolved_overlay_tells_where_everything_stands(local: FlaskClient) -> None:
    answer = local.get(f"{OVERLAY}/resolved")
    assert (answer.status_code, misfits(answer.json, "resolved-set/1")) == (200, [])
    assert answer.headers["Criteria-Set"] == "test.province 2022.1"
    assert [layer["id"] for layer in answer.json["layers"]] == ["test.base", "test.province"]
    first = answer.json["components"][0]
    assert [(row["id"], row["layer"], row["file"]) for row in first["children"]] == [
        ("1.1", 0, "base/components/00.yaml"),
        ("1.2", 0, "base/components/00.yaml"),
        ("1.L", 1, "province/overlay.yaml"),
    ]
    assert first["children"][0]["filled"] == answer.json["fills"]
    assert local.get(f"{OVERLAY}/resolved", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_proof_of_an_overlay_is_told(local: FlaskClient) -> None:
    answer = local.get(f"{OVERLAY}/proof")
    assert misfits(answer.json, "national-proof/1") == []
    assert (answer.json["holds"], answer.json["base"]["id"]) == (True, "test.base")
    told = {proof["profile"]: (proof["in_base"], proof["statements"]) for proof in answer.json["proofs"]}
    assert told == {
        name: (like, {"0": 4}) for name, like in (("ordinary", "ordinary"), ("small", "small"), ("tiny", "ordinary"))
    }


def test_a_set_that_is_no_overlay_has_one_layer_and_no_proofs(local: FlaskClient) -> None:
    place = "/v1/criteria-sets/test.base/editions/2022"
    assert [layer["id"] for layer in local.get(f"{place}/resolved").json["layers"]] == ["test.base"]
    assert local.get(f"{place}/proof").json["proofs"] == []


@pytest.mark.parametrize("what", ["resolved", "proof"])
def test_what_is_not_there_is_a_problem(local: FlaskClient, what: str) -> None:
    for place in ("/v1/criteria-sets/test.nowhere/editions/2022", "/v1/criteria-sets/test.base/editions/1999"):
        answer = local.get(f"{place}/{what}")
        assert (answer.status_code, answer.json["code"]) == (404, "catalogue.unknown-set")
    assert local.get(f"{OVERLAY}/{what}?layers=1").status_code == 400
