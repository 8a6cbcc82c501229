"""Criteria sets, schemas and plugins over HTTP: all that is declared, with its status and where it comes from."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from engine.discovery.catalogue import open_catalogue
from tests.support.published_schemas import misfits

PLACE = "/v1/criteria-sets/vn.par.department/editions/2022"
PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def leaves(node) -> list:
    """The leaves of a node of a document."""
    return [leaf for child in node["children"] for leaf in leaves(child)] if "children" in node else [node]


@pytest.mark.parametrize("set_id", ["vn.par.department", "vn.par.ministry", "vn.par.province"])
def test_a_bundled_set_is_told_whole(client, engine, set_id) -> None:
    document = client.get(f"/v1/criteria-sets/{set_id}/editions/2022").json
    rules = engine.criteria.get(set_id, "2022")
    assert misfits(document, "set/1") == []
    told = [leaf for component in document["components"] for leaf in leaves(component)]
    assert [leaf["id"] for leaf in told] == [
        leaf.id for component in rules.components for leaf in component.walk() if leaf.is_leaf
    ]
    assert sum(Fraction(component["maximum"]) for component in document["components"]) == 100
    assert document["total"]["maximum"] == "100"
    assert document["criteria_set"]["status"] == str(rules.status)
    assert sum(document["provenance"].values()) == sum(1 for _ in rules.walk())
    assert {fact["id"] for fact in document["facts"]} == set(rules.facts)
    assert {fact for leaf in told for fact in leaf["facts"]} <= set(rules.facts)


def test_no_set_is_told_without_its_status(client) -> None:
    for item in client.get("/v1/criteria-sets").json["items"]:
        assert item["status"] in ("official", "sourced", "reconstructed", "example")
        assert item["title"]["vi"]
        assert item["title"]["en"]


def test_a_criterion_brings_all_that_belongs_to_it(client) -> None:
    whole = client.get(PLACE).json
    for leaf in [leaf for component in whole["components"] for leaf in leaves(component)]:
        told = client.get(f"{PLACE}/criteria/{leaf['id']}").json
        assert misfits(told, "answers/1#/$defs/criterion") == []
        assert told["node"] == leaf
        assert [fact["id"] for fact in told["facts"]] == leaf["facts"]
        assert told["above"][0]["id"] in {component["id"] for component in whole["components"]}
        assert client.get(told["above"][-1]["href"]).json["node"]["id"] == told["above"][-1]["id"]
        assert {text["key"] for text in told["legal_texts"]} == {name.partition("#")[0] for name in leaf["basis"]}


def test_a_bonus_item_is_a_criterion_too(client, engine) -> None:
    rules = engine.criteria.get("vn.par.department")
    item = rules.bonus.items[0]
    told = client.get(f"{PLACE}/criteria/{item.id}").json
    assert (told["node"]["id"], told["above"]) == (item.id, [])


def test_the_list_is_paged_in_a_stable_order(client) -> None:
    whole = [(item["id"], item["edition"]) for item in client.get("/v1/criteria-sets").json["items"]]
    pages = [client.get("/v1/criteria-sets?limit=2").json]
    while pages[-1]["next"] is not None:
        pages.append(client.get(f"/v1/criteria-sets?limit=2&cursor={pages[-1]['next']}").json)
    assert [(item["id"], item["edition"]) for page in pages for item in page["items"]] == whole == sorted(whole)
    assert len(pages) > 1
    assert {len(page["items"]) for page in pages[:-1]} == {2}


def test_editions_name_the_newest(make_client, tmp_path) -> None:
    for edition in ("2024", "2022.10"):
        folder = tmp_path / "sets" / edition.replace(".", "_")
        shutil.copytree(PLUGINS / "department_2022", folder)
        (folder / "__init__.py").unlink()
        head = folder / "criteria_set.yaml"
        head.write_text(head.read_text("utf-8").replace('edition: "2022"', f'edition: "{edition}"', 1), "utf-8")
    client = make_client(served=open_catalogue([tmp_path / "sets"]))
    told = client.get("/v1/criteria-sets/vn.par.department").json
    assert [item["edition"] for item in told["items"]] == ["2021", "2022", "2022.10", "2024"]
    assert told["newest"].endswith("/editions/2024")


def test_unknown_names_are_not_found_and_neighbours_are_named(client) -> None:
    for place, hint in [
        ("/v1/criteria-sets/vn.par.departmnt", "Did you mean 'vn.par.department'?"),
        ("/v1/criteria-sets/vn.par.department/editions/2202", "Did you mean 'vn.par.department 2022'?"),
        (f"{PLACE}/criteria/1.1.99", "Did you mean"),
        ("/v1/schemas/submision/1", "Did you mean 'submission/1'?"),
    ]:
        answer = client.get(place)
        assert answer.status_code == 404
        assert hint in answer.json["hint"]


@pytest.fixture
def with_a_broken_set(make_client, tmp_path):
    """A client of an application that found a drop-in set with an error."""
    folder = tmp_path / "sets" / "broken"
    shutil.copytree(PLUGINS / "department_2022", folder)
    (folder / "__init__.py").unlink()
    head = folder / "criteria_set.yaml"
    text = head.read_text("utf-8").replace("id: vn.par.department", "id: vn.par.broken")
    head.write_text(text.replace("places:", "plces:").replace("ties: competition", "ties: sometimes"), "utf-8")
    return make_client(served=open_catalogue([tmp_path / "sets"]))


def test_a_quarantined_set_is_told_with_its_findings_and_harms_no_other(with_a_broken_set, tmp_path) -> None:
    answer = with_a_broken_set.get("/v1/criteria-sets/vn.par.broken")
    assert (answer.status_code, answer.json["code"]) == (404, "catalogue.quarantined")
    assert answer.json["errors"]
    assert all(error["file"].startswith("broken/") for error in answer.json["errors"])
    assert with_a_broken_set.get(PLACE).status_code == 200
    listed = with_a_broken_set.get("/v1/plugins")
    (plugin,) = [item for item in listed.json["items"] if item["origin"] == "drop-in"]
    assert plugin["state"] == "quarantined"
    assert misfits(listed.json, "answers/1#/$defs/pluginList") == []


def test_no_answer_tells_where_things_lie_on_the_servers_disk(with_a_broken_set, tmp_path) -> None:
    for place in ("/v1/plugins", "/v1/criteria-sets/vn.par.broken", "/version", "/readyz", PLACE):
        text = with_a_broken_set.get(place).text
        assert str(tmp_path) not in text
        assert str(PLUGINS.parent) not in text


def test_a_submission_for_a_quarantined_set_is_refused(with_a_broken_set, submission) -> None:
    submission["criteria_set"]["id"] = "vn.par.broken"
    answer = with_a_broken_set.post("/v1/evaluations", json=submission)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "submission.unknown-set")


def test_every_schema_is_served_under_the_name_that_the_list_gives(client) -> None:
    for item in client.get("/v1/schemas").json["items"]:
        schema = client.get(item["href"])
        assert (schema.status_code, schema.json["$id"]) == (200, item["id"])
        assert schema.mimetype == "application/schema+json"


def test_a_schema_can_be_asked_for_as_plain_json(client) -> None:
    answer = client.get("/v1/schemas/submission/1", headers={"Accept": "application/json"})
    assert answer.status_code == 200


def test_versions_and_limits_are_told(client, engine) -> None:
    told = client.get("/version").json
    assert told["limits"] == {"body_bytes": 1_048_576, "facts": 5_000, "list_items": 10_000, "page_items": 500}
    assert {item["hash"] for item in told["criteria_sets"]} == {rules.content_hash for rules in engine.criteria.sets()}
