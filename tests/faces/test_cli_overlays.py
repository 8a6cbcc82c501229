"""`parindex set resolve`, and `set check` of overlays: whole documents, proofs, bases that are not served, refusals."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.loading.criteria_folder import LoadedSet
from engine.loading.yaml_reader import read_yaml
from tests.support.command_line import CommandLine
from tests.support.written_overlays import TITLE, WHY, counted, group, term, write_overlay, write_set


@pytest.fixture
def base(tmp_path: Path) -> LoadedSet:
    """A set that is not served."""
    return write_set(
        tmp_path / "base",
        group("1", "60", counted("1.1", "40"), counted("1.2", "20")),
        counted("2", "40"),
        open={
            "terms": [term("case", "1.1/rule/classes/case/points", "0.5", "2")],
            "add": [{"under": "1", "cap": "10"}],
            "disable": ["2"],
        },
    )


@pytest.fixture
def province(base: LoadedSet, tmp_path: Path) -> LoadedSet:
    """An overlay on it that does a little of everything."""
    return write_overlay(
        tmp_path / "province",
        base,
        fill=[{"term": "case", "value": "1.5", "reason": WHY}],
        add=[{"under": "1", "nodes": [counted("1.L", "3")]}],
        disable=[{"node": "2", "reason": WHY}],
        open={"add": [{"under": "1", "cap": "4"}]},
    )


@pytest.fixture
def line(province: LoadedSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line beside both folders."""
    monkeypatch.chdir(tmp_path)
    return CommandLine(tmp_path)


def leaves(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The leaves of a resolved document."""
    for node in document.get("children", document.get("components", ())):
        yield from leaves(node) if "children" in node else [node]


def test_every_leaf_and_every_filled_amount_knows_layer_file_and_line(line: CommandLine) -> None:
    document = line.run("set", "resolve", "province", "--base", "base", "--json").document
    assert document["format"] == "parindex/resolved-set/1"
    told = {leaf["id"]: (leaf["layer"], leaf["file"], leaf["line"]) for leaf in leaves(document)}
    assert told == {
        "1.1": (0, "base/components/00.yaml", 1),
        "1.2": (0, "base/components/00.yaml", 1),
        "1.L": (1, "province/overlay.yaml", 1),
        "2": (0, "base/components/01.yaml", 1),
    }
    (filled,) = next(leaf["filled"] for leaf in leaves(document) if leaf["id"] == "1.1")
    assert (filled["before"], filled["value"], filled["layer"]) == ("1", "1.5", 1)
    assert (filled["file"], filled["at"]) == ("province/overlay.yaml", "1.1/rule/classes/case/points")
    assert [layer["tier"] for layer in document["layers"]] == ["ministry", "province"]
    assert document["total"]["maximum"] == "103"
    assert document["profiles"][0]["excludes"][0]["file"] == "province/overlay.yaml"
    assert document["disabled"][0]["node"] == "2"


def test_the_yaml_says_what_the_json_says(line: CommandLine) -> None:
    call = ("set", "resolve", "province", "--base", "base")
    document = line.run(*call, "--json").document
    reading = read_yaml(line.run(*call).out.encode(), "out.yaml")
    assert reading.findings == ()
    assert json.loads(json.dumps(reading.document.value)) == document


def test_a_chain_is_resolved_whatever_the_order_of_its_bases(
    line: CommandLine, province: LoadedSet, tmp_path: Path
) -> None:
    write_overlay(tmp_path / "commune", province, "commune", add=[{"under": "1", "nodes": [counted("1.M", "4")]}])
    ran = line.run("set", "resolve", "commune", "--base", "province", "--base", "base", "--json", "--lang", "en")
    assert (ran.code, ran.document["total"]["maximum"]) == (0, "107")
    assert "overlay.base-order" in ran.err
    assert "--base base --base province" in ran.err
    right = line.run("set", "resolve", "commune", "--base", "base", "--base", "province", "--json")
    assert (right.err, right.document) == ("", ran.document | {"findings": []})


def test_the_proof_is_shown_to_people_and_to_machines(line: CommandLine) -> None:
    call = ("set", "resolve", "province", "--base", "base", "--proof")
    document = line.run(*call, "--json").document
    assert (document["format"], document["holds"]) == ("parindex/national-proof/1", True)
    assert [proof["statements"] for proof in document["proofs"]] == [{"0": 4}, {"0": 4}]
    assert [proof["local_reached"] for proof in document["proofs"]] == [[], []]
    assert "Đã chứng minh" in line.run(*call).out
    ran = line.run(*call, "--lang", "en")
    assert ran.out.rstrip().endswith("Proved: the total by the base alone depends on nothing local.")


def test_a_set_that_is_no_overlay_has_one_layer_and_nothing_to_prove(line: CommandLine) -> None:
    document = line.run("set", "resolve", "vn.par.department", "--json").document
    assert [layer["id"] for layer in document["layers"]] == ["vn.par.department"]
    assert (document["fills"], {leaf["layer"] for leaf in leaves(document)}) == ([], {0})
    assert (
        "tổng điểm của bộ chính là điểm theo bộ gốc" in line.run("set", "resolve", "vn.par.department", "--proof").out
    )


def test_an_overlay_is_checked_with_bases_that_are_not_served(line: CommandLine) -> None:
    assert line.run("set", "check", "province", "--base", "base").code == 0
    ran = line.run("set", "check", "province", "--json", "--lang", "en")
    (finding,) = ran.document["sets"][0]["findings"]
    assert (ran.code, finding["code"], finding["pointer"]) == (1, "overlay.base-missing", "/base")
    both = line.run("set", "check", "base", "province", "--base", "base")
    assert (both.code, both.out.count("sạch")) == (0, 2)


def test_an_overlay_with_errors_is_not_resolved(line: CommandLine, base: LoadedSet, tmp_path: Path) -> None:
    write_overlay(tmp_path / "bad", base, disable=[{"node": "1.1", "reason": WHY}])
    ran = line.run("set", "resolve", "bad", "--base", "base", "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "'1.1' is not open to this layer: base/components/00.yaml" in ran.err


def test_an_overlay_that_is_dropped_in_lies_on_a_set_that_is_dropped_in(line: CommandLine, tmp_path: Path) -> None:
    for name in ("base", "province"):
        shutil.copytree(tmp_path / name, tmp_path / "sets" / name)
    ran = line.run("set", "resolve", "test.province", "--json", PARINDEX_SETS=str(tmp_path / "sets"))
    assert (ran.code, ran.err) == (0, "")
    assert [layer["id"] for layer in ran.document["layers"]] == ["test.base", "test.province"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("test.province", "--base", "base"),
        ("province", "--edition", "2022"),
        ("province", "--revision", "1"),
        ("province", "--base", "nowhere"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(line: CommandLine, arguments: tuple[str, ...]) -> None:
    ran = line.run("set", "resolve", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_a_name_that_is_nowhere_is_refused(line: CommandLine) -> None:
    ran = line.run("set", "resolve", "vn.par.departments", "--lang", "en")
    assert (ran.code, "Did you mean 'vn.par.department'?" in ran.err) == (1, True)


def test_titles_are_shown_in_the_language_asked_for(line: CommandLine) -> None:
    ran = line.run("set", "resolve", "province", "--base", "base", "--proof", "--lang", "vi")
    assert TITLE["vi"] in ran.out


def test_a_base_that_the_lock_keeps_out_says_so_to_every_command(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "parindex.lock").write_text('{"format": "parindex/lock/1", "sets": []}', "utf-8")
    settings = {"PARINDEX_SETS": str(tmp_path / "base"), "PARINDEX_LOCK": str(tmp_path / "parindex.lock")}
    locked = CommandLine(tmp_path, settings)
    for command in ("check", "resolve", "sheet", "cases"):
        told = locked.run("set", command, "province")
        assert told.code == 1
        assert "overlay.base-broken" in told.out + told.err, command
        assert "chưa được ghim trong" in told.out + told.err, command


def test_a_base_that_lies_on_the_overlay_itself_is_not_called_unused(line: CommandLine, tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        text = (tmp_path / "province" / "overlay.yaml").read_text("utf-8")
        document = json.loads(text)
        document |= {
            "id": f"vd.{name}",
            "base": document["base"] | {"id": f"vd.{other}", "edition": document["edition"]},
        }
        (tmp_path / name).mkdir()
        (tmp_path / name / "overlay.yaml").write_text(json.dumps(document), "utf-8")
    told = line.run("set", "check", "a", "--base", "b", "--base", "base", "--json").document
    findings = told["sets"][0]["findings"]
    assert {finding["code"]: finding["file"] for finding in findings} == {
        "overlay.base-unused": "base",
        "overlay.base-broken": "a/overlay.yaml",
    }
