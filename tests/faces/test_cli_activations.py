"""Acts on the command line: recorded, told, verified; scoring by what is in force, by two clocks; what is refused."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.small_round import write_round, write_set

ACTIVATE = ("activate", "thu.nho", "--year", "2024", "--kind", "department")
DECISION = ("--decision", "12/QĐ-VD", "--dated", "05/01/2024", "--by", "Hoa", "--override-reason", "a test")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set and its submissions."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets"), "PARINDEX_LANG": "en"})


def revised(line: CommandLine) -> Path:
    """A fourth revision of the small set beside the third: late plans win nothing any more."""
    home = line.folder / "sets" / "bo_thu_4"
    shutil.copytree(line.folder / "sets" / "bo_thu", home)
    for name, before, after in (
        ("criteria_set.yaml", "revision: 3", "revision: 4"),
        ("components/01_chi_dao.yaml", 'late: "1"', 'late: "0"'),
    ):
        text = (home / name).read_text("utf-8")
        assert before in text
        (home / name).write_text(text.replace(before, after), "utf-8")
    return home


def index(ran) -> str:
    """The printed index of the one unit that was scored."""
    return ran.document["results"][0]["scorecard"]["index"]["printed"]


def test_an_act_is_recorded_and_told(line) -> None:
    made = line.run(*ACTIVATE, *DECISION, "--json")
    assert made.code == 0, made.err
    assert (made.document["by"], made.document["generation"], made.document["sequence"]) == ("Hoa", 1, 1)
    told = line.run("activations", "--json").document
    (act,) = told["acts"]
    assert act == {key: made.document[key] for key in act if key != "in_force"} | {"in_force": True}
    assert told["chain"] == {"sound": True, "length": 1, "head": act["hash"], "findings": []}


def test_without_a_reason_nothing_is_put_in_force_that_is_not_official(line) -> None:
    refused = line.run(*ACTIVATE, *DECISION[:-2])
    assert refused.code == 1
    assert "--override-reason  error  activation.not-official" in refused.err
    assert line.run("activations", "--json").document["acts"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--year", "2023"), "activation.year"),
        (("--kind", "commune"), "activation.unit-kind"),
        (("--edition", "1999"), "activation.unknown-set"),
        (("--hash", "0" * 64), "activation.unknown-set"),
        (("--from", "2023-12-31"), "activation.in-force-from"),
        (("--dated", "2199-01-01"), "activation.dated-ahead"),
        (("--by", ""), "activation.text"),
        (("--decision", "  "), "activation.text"),
    ],
)
def test_what_may_not_be_in_force_is_refused(line, words, code) -> None:
    refused = line.run(*ACTIVATE, *DECISION, *words, "--json")
    assert (refused.code, refused.problem["code"]) == (1, "activation.refused")
    assert [finding["code"] for finding in refused.problem["findings"]] == [code]
    (finding,) = refused.problem["findings"]
    assert finding["file"] == ("SET_ID" if words[0] == "--edition" else words[0])
    assert finding["hint"]


def test_a_broken_set_is_not_put_in_force(line) -> None:
    (line.folder / "sets" / "bo_thu" / "components" / "02_hai_long.yaml").write_text("format: [", "utf-8")
    refused = line.run(*ACTIVATE, *DECISION, "--json")
    assert [finding["code"] for finding in refused.problem["findings"]] == ["activation.unknown-set"]


def test_a_set_has_to_be_named_and_only_once(line) -> None:
    assert line.run("activate", "--year", "2024", "--kind", "department", *DECISION).code == 2
    assert line.run("score", "phieu", "--on", "2024-01-01").code == 2
    paths = line.folder / "phieu"
    assert line.run("score", paths, "--in-force", "--revision", "3").code == 2
    assert line.run("rank", paths, "--in-force", "--revision", "3").code == 2


def test_the_rules_change_within_the_year_and_old_knowledge_stays(line) -> None:
    unit = line.folder / "phieu" / "so-b.yaml"
    line.run(*ACTIVATE, *DECISION)
    known = line.run("activations", "--json").document["acts"][0]["recorded_at"]
    revised(line)
    later = ("--decision", "40/QĐ-VD", "--dated", "2024-06-01", "--from", "2024-07-01", "--override-reason", "a test")
    assert line.run(*ACTIVATE, *later, "--revision", "4").code == 0

    def scored(*clocks: str) -> tuple[str, int]:
        ran = line.run("score", unit, "--in-force", "--json", *clocks)
        assert ran.code == 0, ran.err
        return index(ran), ran.document["results"][0]["scorecard"]["criteria_set"]["revision"]

    assert scored() == scored("--on", "2024-12-31") == ("43.33", 4)
    assert scored("--on", "2024-06-30") == ("53.33", 3)
    assert scored("--on", "2024-12-31", "--as-of", known) == ("53.33", 3)
    before = line.run("activations", "--on", "2024-06-30", "--json").document["acts"]
    assert [act["in_force"] for act in before] == [True, False]
    then = line.run("activations", "--as-of", known, "--json").document["acts"]
    assert [(act["sequence"], act["in_force"]) for act in then] == [(1, True)]


def test_a_result_by_what_is_in_force_is_kept_and_verified_by_its_own_rules(line) -> None:
    unit = line.folder / "phieu" / "so-b.yaml"
    revised(line)
    line.run(*ACTIVATE, *DECISION, "--revision", "3")
    kept = line.run("score", unit, "--in-force", "--keep", "--json")
    assert kept.document["results"][0]["scorecard"]["criteria_set"]["revision"] == 3
    ledger = line.run("explain", kept.document["results"][0]["result"], "--json")
    assert any(row["next_gain"] for row in ledger.document["rows"])
    ranked = line.run("rank", "--set", "thu.nho", "--year", "2024", "--stage", "final", "--in-force", "--json")
    assert ranked.document["criteria_set"]["revision"] == 3


def test_ranking_goes_by_what_is_in_force(line) -> None:
    revised(line)
    line.run(*ACTIVATE, *DECISION, "--revision", "3")
    newest, in_force = (line.run("rank", line.folder / "phieu", "--json", *words) for words in ([], ["--in-force"]))
    assert [ran.document["criteria_set"]["revision"] for ran in (newest, in_force)] == [4, 3]
    assert "In force for 2024, department: thu.nho 2024.3" in in_force.err


def test_where_nothing_is_in_force_nothing_is_scored(line) -> None:
    paths = line.folder / "phieu"
    refused = line.run("score", paths, "--in-force", "--json")
    assert {finding["code"] for finding in refused.problem["findings"]} == {"activation.none"}
    line.run(*ACTIVATE, *DECISION, "--from", "2024-03-01")
    early = line.run("score", paths, "--in-force", "--on", "2024-02-29", "--json")
    assert {finding["code"] for finding in early.problem["findings"]} == {"activation.none"}
    assert line.run("score", paths, "--in-force", "--on", "01/03/2024").code == 0
    empty = line.run("rank", "--set", "thu.nho", "--year", "2025", "--stage", "final", "--in-force")
    assert (empty.code, "nothing of thu.nho is in force" in empty.err) == (1, True)


def test_a_submission_for_another_set_is_not_guessed_at(line) -> None:
    line.run(*ACTIVATE, *DECISION)
    file = line.folder / "phieu" / "so-a.yaml"
    other = 'criteria_set: {id: vn.par.department, edition: "2022"}'
    file.write_text(file.read_text("utf-8").replace('criteria_set: {id: thu.nho, edition: "2024"}', other), "utf-8")
    refused = line.run("score", file, "--in-force", "--json")
    assert [finding["code"] for finding in refused.problem["findings"]] == ["activation.not-this-set"]


def test_the_kind_of_unit_is_that_of_the_set_or_has_to_be_said(line) -> None:
    line.run(*ACTIVATE, *DECISION)
    file = line.folder / "phieu" / "so-a.yaml"
    file.write_text(file.read_text("utf-8").replace(", kind: department", ""), "utf-8")
    assert line.run("score", file, "--in-force").code == 0
    home = line.folder / "sets" / "bo_thu" / "criteria_set.yaml"
    home.write_text(home.read_text("utf-8").replace("[department]", "[department, commune]"), "utf-8")
    refused = line.run("score", file, "--in-force", "--json")
    assert [finding["code"] for finding in refused.problem["findings"]] == ["activation.no-kind"]


def test_changed_content_under_a_published_revision_is_refused(line) -> None:
    unit = line.folder / "phieu" / "so-a.yaml"
    assert line.run("score", unit, "--keep").code == 0
    home = line.folder / "sets" / "bo_thu" / "criteria_set.yaml"
    home.write_text(home.read_text("utf-8").replace('from: "80"', 'from: "81"'), "utf-8")
    for words in (("score", unit, "--keep"), (*ACTIVATE, *DECISION)):
        refused = line.run(*words, "--json")
        assert (refused.code, refused.problem["code"]) == (1, "revision.changed")
    home.write_text(home.read_text("utf-8").replace("revision: 3", "revision: 4"), "utf-8")
    assert line.run(*ACTIVATE, *DECISION).code == 0


def test_a_set_in_force_that_is_gone_stops_acts_and_reloads_and_the_doctor_says_so(line) -> None:
    line.run(*ACTIVATE, *DECISION)
    shutil.rmtree(line.folder / "sets" / "bo_thu")
    for words in (
        ("reload",),
        ("activate", "vn.par.department", "--edition", "2022", "--year", "2022", "--kind", "department", *DECISION),
    ):
        refused = line.run(*words, "--json")
        assert (refused.code, refused.problem["code"]) == (1, "generation.in-force-missing")
    doctor = line.run("doctor", "--json")
    assert doctor.code == 1
    assert [check["health"] for check in doctor.document["checks"] if check["code"] == "doctor.in-force"] == ["problem"]
    gone = line.run("score", line.folder / "phieu", "--in-force")
    assert gone.code == 1


def test_a_tampered_history_is_found_by_everybody_who_looks(line) -> None:
    line.run(*ACTIVATE, *DECISION)
    assert line.run("activations", "--verify").code == 0
    with closing(sqlite3.connect(line.folder / "test.sqlite3")) as connection, connection:
        connection.execute("DROP TRIGGER activations_only_grow_update")
        connection.execute("UPDATE activations SET override_reason = 'official'")
    for words in (("activations", "--verify"), ("activations",)):
        found = line.run(*words)
        assert (found.code, "chain.changed" in found.out) == (1, True)
    verified = line.run("activations", "--verify", "--json")
    assert (verified.document["sound"], verified.document["findings"][0]["code"]) == (False, "chain.changed")
    doctor = line.run("doctor", "--json")
    assert [check["health"] for check in doctor.document["checks"] if check["code"] == "doctor.activations"] == [
        "problem"
    ]


def test_the_doctor_notices_that_the_acts_are_gone_as_a_whole(line) -> None:
    line.run(*ACTIVATE, *DECISION)
    with closing(sqlite3.connect(line.folder / "test.sqlite3")) as connection, connection:
        connection.execute("DROP TABLE activations")
    doctor = line.run("doctor", "--json")
    assert doctor.code == 1
    (check,) = [check for check in doctor.document["checks"] if check["code"] == "doctor.activations"]
    assert check["health"] == "problem"
    assert "restore a backup" in check["hint"]["en"]


def test_reloading_makes_a_generation_each_time(line) -> None:
    assert [line.run("reload", "--json").document["number"] for _ in range(2)] == [1, 2]
    assert "generation 3" in line.run("reload").out.lower()
