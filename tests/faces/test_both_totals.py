"""Under local rules every face tells both totals: with what is local, and by the base alone."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.discovery.catalogue import open_catalogue
from engine.loading.submission_file import read_submissions
from tests.support.command_line import ROOT, CommandLine
from tests.support.published_schemas import misfits

EXAMPLE = ROOT / "examples" / "province_overlay"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line that finds the example of a province, with one submission to it and one to its base."""
    shutil.copytree(EXAMPLE, tmp_path / "sets" / "province")
    shutil.copytree(EXAMPLE / "phieu", tmp_path / "phieu")
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def totals(text: str, labels: tuple[str, str]) -> tuple[str, str]:
    """The lines under the two labels."""
    lines = text.splitlines()
    return lines[lines.index(f"{labels[0]}:") + 1], lines[lines.index(f"{labels[1]}:") + 1]


def test_score_and_explain_show_both_totals(line: CommandLine) -> None:
    for command in ("score", "explain"):
        ran = line.run(command, line.folder / "phieu")
        assert (ran.code, ran.err) == (0, "")
        local, national = totals(ran.out, ("Điểm gồm quy định bổ sung", "Điểm theo bộ gốc"))
        assert re.match(r"Chỉ số [\d,]+ · [\d,]+/105 điểm · ", local)
        assert re.match(r"Chỉ số [\d,]+ · [\d,]+/100 điểm · .* vn\.par\.department 2022\.1, ordinary · ", national)
    english = line.run("score", line.folder / "phieu", "--lang", "en").out
    totals(english, ("With local rules", "By the base alone"))


def test_the_total_by_the_base_is_what_the_base_gives_for_the_same_facts(line: CommandLine) -> None:
    (local,) = line.run("score", line.folder / "phieu", "--json").document["results"]
    national = local["scorecard"]["national"]
    sample = ROOT / "plugins" / "sample_data" / "vi_du_2022" / "vd-so-cong-thuong.yaml"
    (direct,) = line.run("score", sample, "--json").document["results"]
    assert national["criteria_set"] == direct["scorecard"]["criteria_set"]
    assert national["points"] == direct["scorecard"]["total"]["points"]
    assert {"overlays", "national"} & set(direct["scorecard"]) == set()


def test_a_table_of_several_has_a_column_for_the_base(line: CommandLine) -> None:
    sample = ROOT / "plugins" / "sample_data" / "vi_du_2022" / "vd-so-noi-vu.yaml"
    ran = line.run("score", line.folder / "phieu", sample)
    head, *rows = [row for row in ran.out.splitlines() if row.startswith(("Đơn vị", "Sở"))]
    assert "Điểm theo bộ gốc" in head
    assert [bool(re.search(r"\d/100", row)) for row in rows] == [True, False]
    assert "Điểm theo bộ gốc" not in line.run("score", sample, sample.parent / "vd-so-y-te.yaml").out


def test_a_ranking_goes_by_the_points_with_local_rules(line: CommandLine) -> None:
    assert line.run("rank", line.folder / "phieu").out.count("/105") == 1


def test_a_kept_result_is_explained_with_both_totals(line: CommandLine) -> None:
    result = line.run("score", line.folder / "phieu", "--keep", "--json").document["results"][0]["result"]
    ledger = line.run("explain", result, "--json").document
    assert [one["id"] for one in ledger["overlays"]] == ["vd.par.department"]
    assert ledger["national"]["maximum"] == "100"


@pytest.fixture
def client(make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """A client of a service that serves the example, too."""
    return make_client(served=open_catalogue([EXAMPLE]))


def test_an_evaluation_answers_with_both_totals_and_what_follows_from_it_too(client: FlaskClient) -> None:
    engine = client.application.extensions["tested"]
    (submission,) = read_submissions(EXAMPLE / "phieu").submissions
    body = (EXAMPLE / "phieu" / "vd-so-cong-thuong.yaml").read_bytes()
    answer = client.post("/v1/evaluations", data=body, content_type="application/yaml")
    assert answer.status_code == 200
    assert misfits(answer.json, "scorecard/1") == []
    assert [one["id"] for one in answer.json["overlays"]] == ["vd.par.department"]
    assert answer.json["national"]["criteria_set"]["id"] == "vn.par.department"
    (kept,) = engine.keeping.keep([engine.scoring.score(submission)])
    for kind in ("ledger", "receipt"):
        document = client.get(f"/v1/results/{kept.hash}/{kind}").json
        assert misfits(document, f"{kind}/1") == []
        assert document["overlays"] == answer.json["overlays"]
    verified = client.get(f"/v1/results/{kept.hash}/verify").json
    assert verified["verified"] is True
