"""An overlay becomes one set with its base: amounts, rows, maxima, profiles, places; and the base stays as it is."""

import json
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.criteria_set import Provenance
from engine.domain.layers import Tier
from engine.domain.source_place import Place
from engine.errors import InvalidDocument
from engine.loading.criteria_folder import LoadedSet
from engine.loading.overlays.bases import FolderBases
from engine.loading.overlays.overlay_claim import folder_claim
from engine.loading.overlays.overlay_folder import read_any, read_overlay
from engine.loading.overlays.problems import MOST_LAYERS
from engine.loading.overlays.proof import proof_findings, proofs
from engine.methods.compiler import compile_set
from engine.results.canonical import digest
from tests.support.written_overlays import TITLE, WHY, counted, group, term, write_overlay, write_set

GATE = {"id": "none", "when": "n_1_1 == 0", "points": "0", "reason": TITLE}


@pytest.fixture
def base(tmp_path: Path) -> LoadedSet:
    """Two components of 60 and 40 points that leave an amount, a gate, a sum, a node and profiles open."""
    first = group("1", "60", counted("1.1", "40", gates=[GATE]), counted("1.2", "20", max_by_profile={"small": "10"}))
    terms = [
        term("case", "1.1/rule/classes/case/points", "0.5", "2", step="0.5"),
        term("gate", "1.1/gates/none/points", "0", "3"),
    ]
    return write_set(
        tmp_path / "base",
        {**first, "max_by_profile": {"small": "50"}},
        group("2", "40", counted("2.1", "40")),
        total={"max": "100", "max_by_profile": {"small": "90"}},
        parts=[],
        open={
            "terms": terms,
            "add": [{"under": "1", "cap": "10"}, {"under": "total", "cap": "5"}],
            "disable": ["2"],
            "profiles": True,
        },
    )


def filled(name: str, value: str) -> dict[str, object]:
    """An entry of `fill`."""
    return {"term": name, "value": value, "reason": WHY}


def test_an_empty_overlay_scores_as_its_base(base: LoadedSet, tmp_path: Path) -> None:
    made = write_overlay(tmp_path / "empty", base)
    rules, under = made.checked(), base.checked()
    assert made.findings == ()
    assert (rules.id, rules.components, rules.total, rules.profiles) == (
        "test.empty", under.components, under.total, under.profiles,
    )  # fmt: skip
    assert rules.openings.terms == ()
    assert [(layer.id, layer.tier) for layer in rules.layers.chain] == [
        ("test.base", Tier.MINISTRY), ("test.empty", Tier.PROVINCE),
    ]  # fmt: skip


def test_filled_amounts_stand_in_the_rule_and_know_their_place(base: LoadedSet, tmp_path: Path) -> None:
    made = write_overlay(tmp_path / "local", base, fill=[filled("case", "1.5"), filled("gate", "2")])
    assert made.findings == ()
    (leaf,) = [node for node in made.checked().walk() if node.id == "1.1"]
    assert leaf.rule["classes"][0]["points"] == "1.5"
    assert leaf.gates[0].points == 2
    assert leaf.layer == 0
    assert leaf.place.file == "base/components/00.yaml"
    assert leaf.place_of("/rule/classes/0/points").file == "local/overlay.yaml"
    assert leaf.place_of("/rule/classes/0/points").pointer == "/fill/0/value"
    assert leaf.place_of("/gates/0/points").pointer == "/fill/1/value"
    assert leaf.place_of("/rule/classes/0/id").file == "base/components/00.yaml"
    fills = made.checked().layers.fills
    assert [(fill.before, fill.value, fill.layer) for fill in fills] == [(1, Fraction("1.5"), 1), (0, 2, 1)]


def test_maxima_grow_by_what_is_added_for_those_to_whom_it_applies(base: LoadedSet, tmp_path: Path) -> None:
    rows = [counted("1.L", "3"), counted("1.S", "2", in_force={"profiles": ["small"]})]
    add = [{"under": "1", "nodes": rows}, {"under": "total", "nodes": [counted("3", "5")]}]
    made = write_overlay(tmp_path / "local", base, add=add)
    assert made.findings == ()
    rules = made.checked()
    first = rules.components[0]
    assert [node.id for node in rules.components] == ["1", "2", "3"]
    assert [node.layer for node in rules.walk()] == [0, 0, 0, 1, 1, 0, 0, 1]
    assert (first.maximum_for("ordinary"), first.maximum_for("small")) == (63, 55)
    assert (rules.total.maximum, rules.total.maximum_by_profile["small"]) == (108, 100)


def test_what_is_added_below_a_row_of_some_profiles_counts_for_these_alone(tmp_path: Path) -> None:
    only = {"in_force": {"profiles": ["small"]}}
    base = write_set(
        tmp_path / "base", counted("1", "60"), group("2", "40", counted("2.1", "40"), **only),
        total={"max": "60", "max_by_profile": {"small": "100"}},
        open={"add": [{"under": "2", "cap": "5"}], "profiles": True},
    )  # fmt: skip
    profile = {"id": "tiny", "title": TITLE, "in_base": "small"}
    add = [{"under": "2", "nodes": [counted("2.L", "5")]}]
    made = write_overlay(tmp_path / "local", base, add=add, profiles=[profile])
    assert (base.findings, made.findings) == ((), ())
    total = made.checked().total
    assert [total.maximum_by_profile.get(name, total.maximum) for name in ("ordinary", "small", "tiny")] == [
        60,
        105,
        105,
    ]


def test_parts_grow_by_the_added_leaves(tmp_path: Path) -> None:
    parts = [{"id": "a", "title": TITLE, "points": "60"}, {"id": "b", "title": TITLE, "points": "40"}]
    base = write_set(
        tmp_path / "base", counted("1", "60", part="a"), counted("2", "40", part="b"),
        parts=parts, open={"add": [{"under": "total", "cap": "9"}]},
    )  # fmt: skip
    rows = [group("3", "5", counted("3.1", "2", part="a"), counted("3.2", "3", part="b"))]
    made = write_overlay(tmp_path / "local", base, add=[{"under": "total", "nodes": rows}])
    assert made.findings == ()
    assert [part.points for part in made.checked().parts] == [62, 43]


def test_what_is_disabled_is_left_out_for_every_profile_with_the_reason(base: LoadedSet, tmp_path: Path) -> None:
    made = write_overlay(tmp_path / "local", base, disable=[{"node": "2.1", "reason": WHY}])
    rules = made.checked()
    assert made.findings == ()
    assert [[item.nodes for item in profile.excludes] for profile in rules.profiles] == [[("2.1",)], [("2.1",)]]
    assert rules.places_of["/profiles/1/excludes/0/nodes/0"].pointer == "/disable/0/node"
    assert rules.places_of["/profiles/1/excludes/0/reason"].file == "local/overlay.yaml"


def test_an_added_profile_stands_where_its_like_in_the_base_stands(base: LoadedSet, tmp_path: Path) -> None:
    profile = {"id": "island", "title": TITLE, "in_base": "small", "excludes": [{"nodes": ["2"], "reason": WHY}]}
    made = write_overlay(tmp_path / "local", base, profiles=[profile, {"id": "city", "title": TITLE}])
    rules = made.checked()
    assert made.findings == ()
    assert rules.components[0].maximum_for("island") == 50
    assert rules.total.maximum_by_profile["island"] == 90
    assert [(each.id, each.layer, each.in_base) for each in rules.profiles[2:]] == [
        ("island", 1, "small"), ("city", 1, "ordinary"),
    ]  # fmt: skip


def test_a_chain_resolves_layer_by_layer(base: LoadedSet, tmp_path: Path) -> None:
    province = write_overlay(
        tmp_path / "province",
        base,
        fill=[filled("case", "1.5")],
        add=[{"under": "1", "nodes": [group("1.P", "4", counted("1.P.1", "4"))]}],
        profiles=[{"id": "island", "title": TITLE, "in_base": "small"}],
        open={
            "terms": [
                term("gate", "1.1/gates/none/points", "0", "2"),
                term("own", "1.P.1/rule/classes/case/points", "1", "4"),
            ],
            "add": [{"under": "1.P", "cap": "2"}],
            "disable": ["1.P.1", "2.1"],
            "profiles": True,
        },
    )  # fmt: skip
    commune = write_overlay(
        tmp_path / "commune",
        province,
        "commune",
        fill=[filled("gate", "1"), filled("own", "4")],
        add=[{"under": "1.P", "nodes": [counted("1.P.2", "2")]}],
        disable=[{"node": "2.1", "reason": WHY}],
        annotate=[{"node": "1.P.2", "note": WHY}],
        profiles=[{"id": "reef", "title": TITLE, "in_base": "island"}],
    )
    assert (province.findings, commune.findings) == ((), ())
    rules = commune.checked()
    assert {node.id: node.layer for node in rules.walk()} == {
        "1": 0, "1.1": 0, "1.2": 0, "1.P": 1, "1.P.1": 1, "1.P.2": 2, "2": 0, "2.1": 0,
    }  # fmt: skip
    assert [(fill.term, fill.layer) for fill in rules.layers.fills] == [("case", 1), ("gate", 2), ("own", 2)]
    assert rules.total.maximum == 106
    assert rules.profile("reef").in_base == "small"
    assert commune.root is base
    assert commune.base is province
    assert rules.layers.annotations[0].node == "1.P.2"
    assert commune.content_hash != province.content_hash != base.content_hash


def test_what_a_layer_disabled_is_left_out_for_profiles_of_the_layers_below_too(
    base: LoadedSet, tmp_path: Path
) -> None:
    off = [{"node": "2", "reason": WHY}]
    province = write_overlay(tmp_path / "province", base, disable=off, open={"profiles": True})
    commune = write_overlay(tmp_path / "commune", province, "commune", profiles=[{"id": "reef", "title": TITLE}])
    rules = commune.checked()
    assert [exclusion.nodes for exclusion in rules.profile("reef").excludes] == [("2",)]
    assert rules.places_of["/profiles/2/excludes/0/nodes/0"].file == "province/overlay.yaml"


def test_the_status_is_that_of_the_weakest_layer(base: LoadedSet, tmp_path: Path) -> None:
    assert write_overlay(tmp_path / "local", base, status="official").checked().status is Provenance.EXAMPLE


def test_the_hash_hangs_on_the_overlay_and_on_the_base(base: LoadedSet, tmp_path: Path) -> None:
    made = write_overlay(tmp_path / "local", base, fill=[filled("case", "1.5")])
    other = write_overlay(tmp_path / "b" / "local", base, fill=[filled("case", "1")])
    assert len({made.content_hash, other.content_hash, base.content_hash}) == 3
    document = json.loads((tmp_path / "local" / "overlay.yaml").read_text("utf-8"))
    assert made.content_hash == digest({"overlay": document, "base": base.content_hash})


def test_a_base_stays_what_it_was(base: LoadedSet, tmp_path: Path) -> None:
    before = deepcopy(base.criteria_set.components), deepcopy(dict(base.criteria_set.facts)), base.criteria_set
    write_overlay(
        tmp_path / "local",
        base,
        fill=[filled("case", "1.5"), filled("gate", "2")],
        add=[{"under": "1", "nodes": [counted("1.L", "3")]}],
        profiles=[{"id": "island", "title": TITLE, "in_base": "small"}],
        disable=[{"node": "2", "reason": WHY}],
    )
    assert base.criteria_set is before[2]
    assert (base.criteria_set.components, base.criteria_set.facts) == before[:2]


def test_an_overlay_acknowledges_what_it_brings_about_in_a_row_of_its_base(tmp_path: Path) -> None:
    row = {**counted("1", "100"), "method": "choice", "rule": {"fact": "n", "levels": {"true": "100", "false": "0"}}}
    row["facts"] = {"n": {"type": "bool", "title": TITLE}}
    base = write_set(tmp_path / "base", row, open={"terms": [term("best", "1/rule/levels/true", "90", "100")]})
    told = {"code": "points.best-below-maximum", "reason": "Tỉnh quyết định như vậy"}
    made = write_overlay(tmp_path / "local", base, fill=[filled("best", "90")])
    accepted = write_overlay(tmp_path / "b" / "local", base, fill=[filled("best", "90")], acknowledge=[told])
    assert [(found.code, found.acknowledged) for found in made.findings] == [("points.best-below-maximum", "")]
    assert [found.acknowledged for found in accepted.findings] == [told["reason"]]


def test_a_rule_that_an_amount_breaks_is_a_finding_of_the_overlay(tmp_path: Path) -> None:
    rule = {"value": "n", "bands": [{"from": "5", "points": "100"}, {"below": "5", "points": "0"}]}
    row = {**counted("1", "100"), "facts": {"n": {"type": "count", "title": TITLE}}, "method": "bands", "rule": rule}
    base = write_set(tmp_path / "base", row, open={"terms": [term("edge", "1/rule/bands/0/from", "3", "7")]})
    assert base.findings == ()
    made = write_overlay(tmp_path / "local", base, fill=[filled("edge", "7")])
    assert "error" in {str(found.severity) for found in made.findings}
    with pytest.raises(InvalidDocument):
        made.checked()


def test_a_chain_of_too_many_layers_is_refused(base: LoadedSet, tmp_path: Path) -> None:
    top = base
    for at in range(MOST_LAYERS):
        top = write_overlay(tmp_path / f"layer-{at}", top, "commune")
        assert top.findings == ()
    deeper = write_overlay(tmp_path / "one-more", top, "commune")
    assert [found.code for found in deeper.findings] == ["overlay.too-deep"]


def test_a_folder_without_an_overlay_is_none(base: LoadedSet, tmp_path: Path) -> None:
    found = read_overlay(tmp_path, lambda *_: base)
    assert [finding.code for finding in found.findings] == ["overlay.no-file"]
    assert read_any(tmp_path / "base", lambda *_: None).content_hash == base.content_hash


def test_the_proof_counts_what_the_national_total_is_made_of(base: LoadedSet, tmp_path: Path) -> None:
    add = [{"under": "1", "nodes": [counted("1.L", "3")]}]
    made = write_overlay(tmp_path / "local", base, fill=[filled("case", "1.5")], add=add)
    found = proofs(made)
    assert [(proof.profile, proof.in_base, proof.year) for proof in found] == [
        ("ordinary", "ordinary", 2022), ("small", "small", 2022),
    ]  # fmt: skip
    for proof in found:
        assert proof.holds
        assert proof.statements == {0: 5}
        assert proof.facts == ("n_1_1", "n_1_2", "n_2_1")
        assert (proof.local, proof.altered, proof.filled) == ((), (), ("1.1",))
        assert proof.fingerprint == proof.again
    assert proofs(base) == ()


def test_a_base_that_an_overlay_moved_does_not_pass_the_proof(base: LoadedSet, tmp_path: Path) -> None:
    made = write_overlay(tmp_path / "local", base, add=[{"under": "1", "nodes": [counted("1.L", "3")]}])
    local = made.checked()
    moved = replace(base, criteria_set=local, compiled=made.compiled)
    (found, *_) = list(proof_findings(replace(made, base=moved)))
    assert found.code == "overlay.reaches-base"
    assert found.message.en.endswith("something local: 1.L.")


def test_a_row_of_the_base_that_changes_unasked_does_not_pass_the_proof(base: LoadedSet, tmp_path: Path) -> None:
    made = write_overlay(tmp_path / "local", base)
    rules = made.checked()
    first = rules.components[0]
    row = replace(first.children[1], rule={"classes": ({**first.children[1].rule["classes"][0], "points": "2"},)})
    changed = replace(first, children=(first.children[0], row))
    forged = replace(rules, components=(changed, *rules.components[1:]))
    compiled = (compile_set(forged, "ordinary", 2022),)
    (found,) = proof_findings(replace(made, criteria_set=forged, compiled=compiled))
    assert "1.2" in found.message.en


def test_a_claim_is_told_without_checking(base: LoadedSet, tmp_path: Path) -> None:
    write_overlay(tmp_path / "local", base, no_such_key=1)
    claim = folder_claim(tmp_path / "local")
    assert (claim.id, claim.edition, claim.revision, claim.is_overlay) == ("test.local", "2022", 1, True)
    assert (claim.base_id, claim.base_edition, claim.base_hash) == ("test.base", "2022", base.content_hash)
    assert folder_claim(tmp_path / "base").is_overlay is False
    assert folder_claim(tmp_path) is None


def test_folders_of_bases_are_found_in_any_order_and_the_right_one_is_told(base: LoadedSet, tmp_path: Path) -> None:
    province = write_overlay(tmp_path / "province", base)
    write_overlay(tmp_path / "commune", province, "commune")
    given = [tmp_path / "province", tmp_path / "base"]
    finder = FolderBases(given, lambda *_: None)
    read = finder.read(tmp_path / "commune")
    assert read.findings == ()
    (order,) = finder.findings(read)
    assert order.code == "overlay.base-order"
    assert f"--base {tmp_path / 'base'} --base {tmp_path / 'province'}" in order.message.en
    right = FolderBases(given[::-1], lambda *_: None)
    assert right.findings(right.read(tmp_path / "commune")) == []


def test_a_folder_that_is_no_base_of_the_chain_is_told(base: LoadedSet, tmp_path: Path) -> None:
    write_overlay(tmp_path / "province", base)
    other = write_set(tmp_path / "other", counted("1", "100"), id="test.other")
    finder = FolderBases([tmp_path / "other"], lambda *_: base)
    read = finder.read(tmp_path / "province")
    assert other.findings == read.findings == ()
    (found,) = finder.findings(read)
    assert (found.code, found.place) == ("overlay.base-unused", Place(str(tmp_path / "other")))


def test_of_several_revisions_the_one_with_the_hash_is_taken(base: LoadedSet, tmp_path: Path) -> None:
    newer = write_set(tmp_path / "newer", counted("1", "100"), revision=2)
    write_overlay(tmp_path / "province", base)
    both = FolderBases([tmp_path / "newer", tmp_path / "base"], lambda *_: None)
    assert both.read(tmp_path / "province").findings == ()
    only = FolderBases([tmp_path / "newer"], lambda *_: None)
    (found,) = only.read(tmp_path / "province").findings
    assert found.code == "overlay.base-hash"
    assert newer.content_hash in found.message.en
    assert base.content_hash in found.message.en
